"""What the checks find in translations, so that a slip is noticed before people read it."""

from __future__ import annotations

import pytest
from babel.messages.catalog import Catalog, Message

from bot.i18n.checking import (
    catalog_faults,
    commands,
    markup_faults,
    message_faults,
    placeholders,
    untranslated,
)

FILES = ("{n} file of {name}", "{n} files of {name}")


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("Deadline {when}", "កាលកំណត់ {when}"),
        ("<b>Logged</b> on #{number}", "#{number}៖ <b>បានកត់ត្រា</b>"),
        ("All of them: /status #{slug}", "ទាំងអស់៖ /status #{slug}"),
        (" · {n} file", " · ឯកសារ {n}"),
        ("Deadline {when}", ""),
        (FILES, ("ឯកសារ {n} របស់ {name}",)),
        (FILES, ("ឯកសារមួយរបស់ {name}", "ឯកសារ {n} របស់ {name}")),
    ],
)
def test_a_sound_translation_has_no_fault(
    source: str | tuple[str, str], translation: str | tuple[str, ...]
) -> None:
    assert message_faults(Message(source, translation)) == []


@pytest.mark.parametrize(
    ("source", "translation", "fault"),
    [
        ("Deadline {when}", "កាលកំណត់", "{when} is missing"),
        ("Deadline {when}", "កាលកំណត់ {wen}", "{wen} is not in the source"),
        ("Deadline {when}", "កាលកំណត់ {when", "braces"),
        ("<b>Waiting</b>", "<b>កំពុងរង់ចាំ", "no partner"),
        ("<b>Waiting</b>", "កំពុងរង់ចាំ</b>", "no partner"),
        ("<b>Waiting</b>", "<i>កំពុងរង់ចាំ</i>", "not those of the source"),
        ("Waiting", "<blink>កំពុងរង់ចាំ</blink>", "not a tag of Telegram's"),
        ("Fewer", "តិច < ច្រើន", "&lt;"),
        ("And", "ក & ខ", "&amp;"),
        ("Send /status.", "ផ្ញើ /ស្ថានភាព។", "/commands"),
        ("Such as #mangopark.", "ដូចជា #ស្វាយ។", "/commands"),
        (" · {n} file", "· ឯកសារ {n}", "spaces"),
        ("two\nlines", "ពីរ\nបន្ទាត់\n", "spaces"),
        (FILES, ("ឯកសារ {n}",), "{name} is missing"),
        (FILES, ("ឯកសារ {n} របស់ {name}", ""), "forms is missing"),
    ],
)
def test_a_fault_is_found(
    source: str | tuple[str, str], translation: str | tuple[str, ...], fault: str
) -> None:
    assert fault in " ".join(message_faults(Message(source, translation)))


def test_tags_may_hold_each_other_but_not_cross() -> None:
    assert markup_faults("<b>a <i>b</i></b>") == []
    assert markup_faults("<b>a <i>b</b></i>") != []
    assert markup_faults('<a href="https://example.org">x</a>') == []


def test_placeholders_are_read_from_braces() -> None:
    assert placeholders("#{number} {body}, {{}}") == {"number", "body"}


def test_commands_are_told_from_other_strokes() -> None:
    found = commands("<b>a</b> 24/7 his/her /status, /body NAME, /{command}, #mangopark #{number} &#39;")
    assert dict(found) == {"/status": 1, "/body": 1, "#mangopark": 1}


def test_what_is_missing_in_a_catalogue_is_named() -> None:
    catalog = Catalog(locale="km", fuzzy=False)
    catalog.add("Cancel", "បោះបង់")
    catalog.add("Undo", "")
    catalog.add("Later", "ពេលក្រោយ", flags=["fuzzy"])
    catalog.add(("{n} file", "{n} files"), ("",))
    assert untranslated(catalog) == ["Undo", "Later", "{n} file"]


def test_a_catalogue_tells_which_message_is_at_fault() -> None:
    catalog = Catalog(locale="km", fuzzy=False)
    catalog.add("Deadline {when}", "កាលកំណត់")
    assert catalog_faults(catalog) == ["Deadline {when}: {when} is missing"]
