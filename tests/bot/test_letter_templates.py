"""Which wording of a letter is taken, and how one is filled in."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.languages import COMPLETE
from bot.letters.templates import (
    LONGEST_TEMPLATE,
    PLACEHOLDERS,
    EmptyTemplate,
    LoneBrace,
    LongTemplate,
    QuestionsMissing,
    QuestionsNotAlone,
    UnknownPlaceholder,
    check,
    fill,
)
from bot.letters.words import our_own
from db.errors import DeskError
from db.tables import Letter
from tests.docs.pages import read, rows

ALL: dict[str, str | None] = {name: name.upper() for name in PLACEHOLDERS}


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("", EmptyTemplate, "no wording"),
        (" \n\t ", EmptyTemplate, "no wording"),
        ("\u202e\u2066", EmptyTemplate, "no wording"),
        ("{questions}\n" + "x" * LONGEST_TEMPLATE, LongTemplate, "3500"),
        ("{bodi}\n{questions}", UnknownPlaceholder, "I do not know {bodi}."),
        ("{}\n{questions}", UnknownPlaceholder, "I do not know {}."),
        ("{0}\n{questions}", UnknownPlaceholder, "I do not know {0}."),
        ("{body.name}\n{questions}", UnknownPlaceholder, "I do not know {body.name}."),
        ("{body!r:>9}\n{questions}", UnknownPlaceholder, "I do not know {body!r:>9}."),
        ("{Body}\n{questions}", UnknownPlaceholder, "I do not know {Body}."),
        ("Dear {body\n{questions}", LoneBrace, "“Dear {body”"),
        ("Dear body}\n{questions}", LoneBrace, "“Dear body}”"),
        ("{{body}}\n{questions}", LoneBrace, "“{{body}}”"),
        ("{bo\ndy}\n{questions}", LoneBrace, "“{bo”"),
        ("Dear {body}", QuestionsMissing, "{questions}"),
        ("Questions: {questions}", QuestionsNotAlone, "{questions}"),
        ("{questions} {body}", QuestionsNotAlone, "{questions}"),
        ("{questions}\n{questions}", QuestionsNotAlone, "{questions}"),
    ],
)
def test_a_wording_that_could_not_be_filled_in_is_refused_by_name(
    text: str, error: type[DeskError], words: str
) -> None:
    with pytest.raises(error) as refused:
        check(text)
    assert words in str(refused.value)


@pytest.mark.parametrize("language", COMPLETE)
@pytest.mark.parametrize("letter", list(Letter))
def test_our_own_wordings_are_sound_and_hold_what_a_letter_needs(letter: Letter, language: str) -> None:
    text = our_own(letter, language)
    assert text == check(text)
    needed = {"body", "questions", "attempts", "deadline", "newsroom", "reporter"}
    assert [name for name in needed if f"{{{name}}}" not in text] == []
    filled = fill(text, ALL)
    assert len(filled.gaps) == (2 if letter is Letter.FINAL else 1)


@pytest.mark.parametrize(
    ("template", "missing", "filled"),
    [
        ("{today}\n\n{contact}\n{body}\n\n{questions}", {"contact"}, "TODAY\n\nBODY\n\nQUESTIONS"),
        ("Dear {body},\n\nBefore: {attempts}.\n\n{questions}", {"attempts"}, "Dear BODY,\n\nQUESTIONS"),
        ("{contact}\n\n{questions}", {"contact"}, "QUESTIONS"),
        ("a\n\n\nb\n{questions}", set(), "a\n\n\nb\nQUESTIONS"),
        ("a\n\n{contact}\n{story}\n\n{questions}", {"contact", "story"}, "a\n\nQUESTIONS"),
        ("{questions}\n\n{publication}", {"publication"}, "QUESTIONS"),
        ("{questions}\nBy {deadline} to {contact}", {"contact"}, "QUESTIONS"),
        ("a {body}\n{contact}\nb\n{questions}", {"contact"}, "a BODY\nb\nQUESTIONS"),
    ],
)
def test_a_line_whose_value_is_missing_is_left_out_with_the_gap_it_leaves(
    template: str, missing: set[str], filled: str
) -> None:
    values = {name: None if name in missing else value for name, value in ALL.items()}
    assert fill(check(template), values).text == filled


def test_gaps_are_those_of_the_wording_and_not_of_what_people_typed() -> None:
    template = check(
        "[what we say]\n{body} [sign]\n{deadline}\nIf named [skip] {contact}\n{questions}\n[sign]"
    )
    values = ALL | {"questions": "1. who is [redacted]?", "contact": None, "deadline": "[date and time]"}
    filled = fill(template, values, {"deadline": "date and time"})
    assert filled.gaps == ("what we say", "sign", "date and time")
    assert "1. who is [redacted]?" in filled.text


@pytest.mark.parametrize(
    "typed", ["{x}", "{body}", "{", "}}", "{0.__class__}", "%s", "\\1", "\\g<0>", "<b>&"]
)
def test_what_people_typed_is_put_in_as_it_is(typed: str) -> None:
    values = ALL | {"questions": f"1. {typed}?", "body": typed}
    assert fill(check("{body}\n{questions}"), values).text == f"{typed}\n1. {typed}?".strip()


pieces = st.lists(
    st.one_of(
        st.sampled_from(
            [*(f"{{{name}}}" for name in PLACEHOLDERS), "{questions}", "\n", "\n\n", "{", "}", "[", "]"]
        ),
        st.sampled_from(["{body", "body}", "{{body}}", "{nosuch}", "[gap]", "សួស្តី", "\u202e", "Dear "]),
        st.text(max_size=8),
    ),
    max_size=14,
).map("".join)


@given(
    template=pieces,
    values=st.fixed_dictionaries(
        {name: st.none() | st.text(min_size=1, max_size=12) for name in PLACEHOLDERS}
    ),
    questions=st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), min_size=1, max_size=30
    ),
)
@example(template="{contact}\n{questions}", values=dict.fromkeys(PLACEHOLDERS), questions="{x}")
def test_any_wording_is_refused_or_can_be_filled_in_and_keeps_the_questions(
    template: str, values: dict[str, str | None], questions: str
) -> None:
    try:
        wording = check(template)
    except DeskError:
        return  # refused; why is for the table above
    asked = f"1. {questions}?"
    filled = fill(wording, values | {"questions": asked})
    assert asked in filled.text
    assert check(wording) == wording


def test_the_page_explains_every_placeholder_and_no_other() -> None:
    table = rows(read("docs/letters.md"), "placeholder")
    assert [row[0].strip("`{}") for row in table] == list(PLACEHOLDERS)
    assert all(row[1] for row in table)
