"""Every example in the documents can be typed as it stands."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from bot.bodies.reading import BodyForm, parse_body
from bot.commands import COMMANDS
from bot.correcting.reading import parse_correct
from bot.outcomes.reading import (
    Chase,
    Reply,
    parse_chase,
    parse_extend,
    parse_note,
    parse_refer,
    parse_remind,
    parse_reply,
)
from bot.reading.request import AskForm, parse_ask
from bot.reports.reading import ReportForm, parse_report
from bot.stories.reading import parse_story
from jobs.deadlines.reading import looks_like_time, read_period
from tests.docs.pages import read

READ: dict[str, Callable[[str], object]] = {
    "ask": lambda text: parse_ask(text, is_time=looks_like_time),
    "chase": lambda text: parse_chase(text, is_time=looks_like_time),
    "reply": lambda text: parse_reply(text, is_time=looks_like_time),
    "refer": lambda text: parse_refer(text, is_time=looks_like_time),
    "extend": lambda text: parse_extend(text, is_time=looks_like_time),
    "remind": lambda text: parse_remind(text, is_time=looks_like_time),
    "note": parse_note,
    "story": lambda text: parse_story(text, is_time=looks_like_time),
    "body": parse_body,
    "correct": parse_correct,
    "report": parse_report,
}


def examples() -> list[str]:
    """The blocks of code in docs/commands.md that are commands."""
    blocks = re.findall(r"^```\n(/.*?)^```", read("docs/commands.md"), flags=re.MULTILINE | re.DOTALL)
    return [block.strip() for block in blocks]


def result(typed: str) -> object:
    command, *rest = typed[1:].split(maxsplit=1)
    return READ[command]("".join(rest))


def test_there_are_examples_of_every_command_that_takes_more_than_a_word() -> None:
    assert {typed[1:].split()[0] for typed in examples()} == set(READ)


@pytest.mark.parametrize("typed", [*examples(), *(c.example for c in COMMANDS if c.name in READ)])
def test_each_example_is_read_with_nothing_missing(typed: str) -> None:
    form = result(typed)
    if isinstance(form, Chase):
        assert form.channel is not None
    if isinstance(form, Reply):
        assert form.kind is not None
    if isinstance(form, ReportForm):
        assert (form.format is None) == (typed == "/report #mangopark")
    if isinstance(form, AskForm):
        # What the reader could not take for an option is left in the last question.
        assert all(re.search(r"\?$", question.text) for question in form.questions)
        assert form.channel is not None
    if isinstance(form, BodyForm) and form.deadline:
        read_period(form.deadline)


def test_the_example_in_lines_is_two_bodies_two_questions_and_a_topic() -> None:
    [typed] = [typed for typed in examples() if "\n- " in typed]
    form = result(typed)
    assert isinstance(form, AskForm)
    assert form.bodies == ("Embassy of Pakistan", "Embassy of India")
    assert [question.topic for question in form.questions] == ["citizens found", None]
    assert (form.deadline, form.story) == ("5 Dec 17:00", "mangopark")
