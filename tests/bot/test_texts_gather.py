"""What the translators are given: read from the source, and the same whenever it is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from bot.i18n.extract import Found, NotLiteral, gather, po_bytes, template, updated, write

ERRORS = '''
class DeskError(Exception):
    """Something went wrong."""

class NotUnderstood(DeskError, ValueError):
    """ "{text}" is not a word."""

class Silent(NotUnderstood):
    pass

class BadSetting(DeskError):
    """{name} is wrong."""

class Other(Exception):
    """Not for people."""
'''


def ids(source: str) -> list[object]:
    return [found.id for found in gather({"bot/x.py": source})]


def test_sentences_and_counts_are_found_with_a_hint_of_where_they_are_said() -> None:
    source = '''
def head(t):
    """The heading of a list."""
    return t.say("Hello " "{name}", name=1) + t.count("{n} file", "{n} files", 3)
'''
    assert gather({"bot/x.py": source}) == [
        Found("Hello {name}", "bot/x.py", "The heading of a list."),
        Found(("{n} file", "{n} files"), "bot/x.py", "The heading of a list."),
    ]


def test_a_sentence_inside_another_is_found_too() -> None:
    assert ids('t.say("in {x}", x=t.say("out"))') == ["in {x}", "out"]


def test_counting_in_strings_and_lists_is_no_text() -> None:
    assert ids('"a-b".count("-"); [1].count(1); "abab".count("a", 1)') == []


def test_the_words_of_errors_are_found_also_of_those_made_from_others() -> None:
    assert ids(ERRORS) == ["Something went wrong.", '"{text}" is not a word.']


def test_errors_that_only_the_console_shows_are_left_out() -> None:
    assert "{name} is wrong." not in ids(ERRORS)


@pytest.mark.parametrize(
    "said",
    ['t.say(f"Hello {name}")', 't.say("Hello " + name)', "t.say(text)", 't.count("a", many, 3)', "t.say(*x)"],
)
def test_a_sentence_put_together_while_the_bot_runs_is_refused(said: str) -> None:
    with pytest.raises(NotLiteral, match=r"bot/x\.py:1"):
        ids(said)


def test_an_error_may_say_its_own_words() -> None:
    assert ids("t.say(error.template, **fields)") == []


def test_writing_twice_changes_nothing(tmp_path: Path) -> None:
    texts = {"bot/x.py": 't.say("Deadline {when}")\nt.say("Answers {share} % of requests")'}
    write(tmp_path, texts)
    first = {file: file.read_bytes() for file in tmp_path.rglob("*.po*")}
    assert len(first) == 2
    assert write(tmp_path, texts) == ["2 texts", "km: 0 of 2 translated"]
    assert {file: file.read_bytes() for file in tmp_path.rglob("*.po*")} == first


def test_lines_that_move_change_nothing() -> None:
    one = po_bytes(template({"bot/x.py": 't.say("Cancel")'}))
    assert po_bytes(template({"bot/x.py": '\n\n\nt.say("Cancel")'})) == one


def test_nothing_in_a_catalogue_tells_when_where_or_with_what_it_was_written(tmp_path: Path) -> None:
    write(tmp_path, {"bot/x.py": 't.say("Answers {share} % of requests")'})
    for file in tmp_path.rglob("*.po*"):
        text = file.read_text(encoding="utf-8")
        assert str(tmp_path) not in text
        assert [
            word for word in ("-Date", "Babel", "EMAIL", "fuzzy", ", python-format") if word in text
        ] == []
        assert "python-brace-format" in text


def test_translations_stay_when_the_source_moves_on_and_none_is_guessed(tmp_path: Path) -> None:
    write(tmp_path, {"bot/x.py": 't.say("Cancel")\nt.say("Log it")'})
    file = tmp_path / "km" / "LC_MESSAGES" / "replydesk.po"
    written = file.read_text(encoding="utf-8").replace('"Cancel"\nmsgstr ""', '"Cancel"\nmsgstr "បោះបង់"')
    file.write_text(written.replace('"Log it"\nmsgstr ""', '"Log it"\nmsgstr "កត់ត្រា"'), encoding="utf-8")
    told = write(tmp_path, {"bot/y.py": 't.say("Log it!")\nt.say("Cancel")'})
    assert told == ["2 texts", "km: 1 of 2 translated"]
    with file.open("rb") as opened:
        catalog = read_po(opened, locale="km")
    assert {message.id: message.string for message in catalog if message.id} == {
        "Log it!": "",
        "Cancel": "បោះបង់",
    }
    assert [message.string for message in catalog.obsolete.values()] == ["កត់ត្រា"]


def test_whoever_translated_stays_named() -> None:
    written = 'msgid ""\nmsgstr ""\n"Last-Translator: Sok <sok@example.org>\\n"\n'
    made = updated(written.encode(), "km", template({"bot/x.py": 't.say("Cancel")'}))
    assert b"Last-Translator: Sok <sok@example.org>" in po_bytes(made)


def test_faults_are_told_when_the_texts_are_gathered(tmp_path: Path) -> None:
    texts = {"bot/x.py": 't.say("Deadline {when}")'}
    write(tmp_path, texts)
    file = tmp_path / "km" / "LC_MESSAGES" / "replydesk.po"
    source = file.read_text(encoding="utf-8")
    file.write_text(source.replace('{when}"\nmsgstr ""', '{when}"\nmsgstr "កាលកំណត់ {wen}"'), encoding="utf-8")
    assert "km: Deadline {when}: {wen} is not in the source" in write(tmp_path, texts)
