"""Every example in the documents can be typed as it stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields
from enum import Enum

import pytest

from bot.bodies.reading import BodyForm
from bot.commands import COMMANDS
from bot.i18n.catalogue import Texts
from bot.languages import COMPLETE
from bot.outcomes.reading import Chase, Reply
from bot.reading.request import AskForm, parse_ask, take_private
from bot.reports.reading import ReportForm, parse_report
from jobs.deadlines.reading import looks_like_time, read_period
from tests.bot.reading.test_parsing_forms import PARSERS
from tests.docs.pages import read

SHOWN = ("chase", "reply", "refer", "extend", "remind", "note", "story", "body", "correct")
READ: dict[str, Callable[[str], object]] = {
    "ask": lambda text: parse_ask(take_private(text, is_time=looks_like_time)[0], is_time=looks_like_time),
    "report": parse_report,
    **{name: PARSERS[name] for name in SHOWN},
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


SAID = {language: Texts(language, "Asia/Phnom_Penh") for language in COMPLETE}
IN_HELP = [str(c.example(t)) for t in SAID.values() for c in COMMANDS if c.name in READ]


@pytest.mark.parametrize("typed", [*examples(), *IN_HELP])
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


@pytest.mark.parametrize("language", COMPLETE[1:])
@pytest.mark.parametrize("name", READ)
def test_the_examples_of_help_say_the_same_in_every_language(name: str, language: str) -> None:
    """The same options, kinds and numbers; the words are the reader's own."""
    [command] = [command for command in COMMANDS if command.name == name]
    ours, theirs = (result(str(command.example(SAID[each]))) for each in (COMPLETE[0], language))
    for field in fields(ours):  # type: ignore[arg-type]
        mine, yours = getattr(ours, field.name), getattr(theirs, field.name)
        assert (mine == yours) if isinstance(mine, Enum | int | None) else bool(yours) is bool(mine), (
            field.name
        )


def test_the_example_in_lines_is_two_bodies_two_questions_and_a_topic() -> None:
    [typed] = [typed for typed in examples() if "\n- " in typed]
    form = result(typed)
    assert isinstance(form, AskForm)
    assert form.bodies == ("Embassy of Pakistan", "Embassy of India")
    assert [question.topic for question in form.questions] == ["citizens found", None]
    assert (form.deadline, form.story) == ("5 Dec 17:00", "mangopark")
