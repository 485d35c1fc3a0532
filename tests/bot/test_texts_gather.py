"""What the translators are given: read from the source, and the same whenever it is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from bot.i18n.catalogue import po_file
from bot.i18n.extract import NotLiteral, po_bytes, template, updated, write
from bot.languages import LANGUAGES, SOURCE

ERRORS = '''
class NotUnderstood(DeskError, ValueError):
    """When it is raised, which nobody is told."""

    message = '"{text}" is not a word.'
    limit = "no text"

class BadSetting(DeskError, translated=False):
    message = "{name} is wrong."
'''


@pytest.fixture(name="root")
def a_folder_of_source(tmp_path: Path) -> Path:
    return tmp_path / "source"


def put(root: Path, source: str, file: str = "bot/x.py") -> Path:
    """Write a file of source as the only one, and return the folder."""
    for other in root.rglob("*.py"):
        other.unlink()
    (root / file).parent.mkdir(parents=True, exist_ok=True)
    (root / file).write_text(source, encoding="utf-8")
    return root


def gathered(root: Path, source: str) -> list[object]:
    return [message.id for message in template(put(root, source)) if message.id]


def test_sentences_and_counts_are_found_with_a_hint_of_where_they_are_said(root: Path) -> None:
    source = '''
def head(t):
    """The heading of a list.

    It is short.
    """
    return t.say("Hello " "{name}", name=1) + t.count("{n} file", "{n} files", 3)
'''
    found = [(m.id, m.locations, m.auto_comments) for m in template(put(root, source)) if m.id]
    hint = ["The heading of a list."]
    assert found == [
        ("Hello {name}", [("bot/x.py", 7)], hint),
        (("{n} file", "{n} files"), [("bot/x.py", 7)], hint),
    ]


@pytest.mark.parametrize(
    "source", ['t.say("in {x}", x=t.say("out"))', 't.say("in {x}", x=f(1, Markup(t.say("out"))))']
)
def test_a_sentence_inside_another_is_found_too(root: Path, source: str) -> None:
    assert gathered(root, source) == ["in {x}", "out"]


def test_counting_in_strings_and_lists_is_no_text(root: Path) -> None:
    assert gathered(root, '"a-b".count("-"); [1].count(1); "abab".count("a", 1)') == []


def test_the_messages_of_errors_are_found_but_for_those_that_only_the_console_shows(root: Path) -> None:
    [found] = [message for message in template(put(root, ERRORS)) if message.id]
    assert (found.id, found.auto_comments) == ('"{text}" is not a word.', ["error NotUnderstood"])


@pytest.mark.parametrize(
    "said",
    [
        't.say(f"Hello {name}")',
        't.say("Hello " + name)',
        "t.say(text)",
        't.count("a", many, 3)',
        "t.say(*x)",
        'class Wrong(DeskError): message = "Hello " + name',
    ],
)
def test_a_sentence_put_together_while_the_bot_runs_is_refused(root: Path, said: str) -> None:
    with pytest.raises(NotLiteral, match=r"bot/x\.py:1"):
        gathered(root, said)


def test_an_error_may_say_its_own_words(root: Path) -> None:
    assert gathered(root, "t.say(error.message, **fields)") == []


def test_only_what_the_rooms_of_the_desk_say_is_gathered(root: Path) -> None:
    assert [m.id for m in template(put(root, 't.say("Cancel")', "tests/x.py")) if m.id] == []


def test_writing_twice_changes_nothing(tmp_path: Path, root: Path) -> None:
    put(root, 't.say("Deadline {when}")\nt.say("Answers {share} % of requests")')
    write(tmp_path, root)
    first = {file: file.read_bytes() for file in tmp_path.rglob("*.po*")}
    assert len(first) == len(LANGUAGES) - 1
    told = [f"{code}: 0 of 2 translated" for code in LANGUAGES if code != SOURCE]
    assert write(tmp_path, root) == ["2 texts", *told]
    assert {file: file.read_bytes() for file in tmp_path.rglob("*.po*")} == first


def test_lines_that_move_change_nothing(root: Path) -> None:
    one = po_bytes(template(put(root, 't.say("Cancel")')))
    assert po_bytes(template(put(root, '\n\n\nt.say("Cancel")'))) == one


def test_nothing_in_a_catalogue_tells_when_where_or_with_what_it_was_written(
    tmp_path: Path, root: Path
) -> None:
    write(tmp_path, put(root, 't.say("Answers {share} % of requests")'))
    for file in tmp_path.rglob("*.po*"):
        text = file.read_text(encoding="utf-8")
        assert str(tmp_path) not in text
        assert [
            word for word in ("-Date", "Babel", "EMAIL", "fuzzy", ", python-format") if word in text
        ] == []
        assert "python-brace-format" in text


def test_translations_stay_when_the_source_moves_on_and_none_is_guessed(tmp_path: Path, root: Path) -> None:
    write(tmp_path, put(root, 't.say("Cancel")\nt.say("Log it")'))
    file = po_file("km", tmp_path)
    written = file.read_text(encoding="utf-8").replace('"Cancel"\nmsgstr ""', '"Cancel"\nmsgstr "បោះបង់"')
    file.write_text(written.replace('"Log it"\nmsgstr ""', '"Log it"\nmsgstr "កត់ត្រា"'), encoding="utf-8")
    told = write(tmp_path, put(root, 't.say("Log it!")\nt.say("Cancel")', "bot/y.py"))
    assert {"2 texts", "km: 1 of 2 translated"} <= set(told)
    with file.open("rb") as opened:
        catalog = read_po(opened, locale="km")
    assert {message.id: message.string for message in catalog if message.id} == {
        "Log it!": "",
        "Cancel": "បោះបង់",
    }
    assert [message.string for message in catalog.obsolete.values()] == ["កត់ត្រា"]


def test_whoever_translated_stays_named(root: Path) -> None:
    written = 'msgid ""\nmsgstr ""\n"Last-Translator: Sok <sok@example.org>\\n"\n'
    made = updated(written.encode(), "km", template(put(root, 't.say("Cancel")')))
    assert b"Last-Translator: Sok <sok@example.org>" in po_bytes(made)


def test_faults_are_told_when_the_texts_are_gathered(tmp_path: Path, root: Path) -> None:
    write(tmp_path, put(root, 't.say("Deadline {when}")'))
    file = po_file("km", tmp_path)
    source = file.read_text(encoding="utf-8")
    file.write_text(source.replace('{when}"\nmsgstr ""', '{when}"\nmsgstr "កាលកំណត់ {wen}"'), encoding="utf-8")
    assert "km: Deadline {when}: {wen} is not in the source" in write(tmp_path, root)
