"""The grammar together with the real reading of times."""

from __future__ import annotations

import pytest

from bot.outcomes.reading import Extend, Remind, parse_chase, parse_extend, parse_remind
from bot.reading.errors import NoTime, TimeMissing
from bot.reading.request import parse_ask
from db.lifecycle import Channel
from jobs.deadlines.reading import looks_like_time

DEADLINES = [
    "17:00", "today 5pm", "tomorrow 17:00", "fri 5pm", "fri at 5pm", "5 Dec 14:00", "2024-12-05 14:00", "in 48h", "in 30m",
    "3 working days", "3wd", "05/12", "ថ្ងៃសុក្រ ម៉ោង ៥ ល្ងាច", "ថ្ងៃស្អែក", "៣ ថ្ងៃធ្វើការ",
]  # fmt: skip


@pytest.mark.parametrize("deadline", DEADLINES)
def test_every_form_of_a_deadline_is_an_option_in_any_place(deadline: str) -> None:
    for text in (
        f"Court: why? by {deadline} via email to Sok Veasna #mangopark at mon 09:40",
        f"Court: why? #mangopark at mon 09:40 to Sok Veasna via email by {deadline}",
        f"Court\n- why?\nat mon 09:40\nby {deadline}\n#mangopark\nvia email\nto Sok Veasna",
    ):
        form = parse_ask(text, is_time=looks_like_time)
        assert [question.text for question in form.questions] == ["why?"]
        assert (form.deadline, form.channel, form.contact, form.happened, form.story) == (
            deadline,
            Channel.EMAIL,
            "Sok Veasna",
            "mon 09:40",
            "mangopark",
        )


@pytest.mark.parametrize("deadline", DEADLINES)
def test_every_form_of_a_deadline_can_be_extended_to_and_reminded_at(deadline: str) -> None:
    assert parse_extend(f"7 by {deadline}, they asked", is_time=looks_like_time) == Extend(
        7, deadline, "they asked"
    )
    assert parse_remind(f"7 {deadline} call Sok", is_time=looks_like_time) == Remind(7, deadline, "call Sok")


@pytest.mark.parametrize(
    "question",
    [
        "who was it signed by",
        "were any released by force",
        "were they all released by now",
        "what did the 25 people go to court for",
        "how many were moved to Phnom Penh in May",
        "who was killed by the second group",
        "why was nobody there at the time",
    ],
)
def test_everyday_words_stay_in_the_question(question: str) -> None:
    form = parse_ask(f"Court: {question}", is_time=looks_like_time)
    assert [asked.text for asked in form.questions] == [question]
    assert (form.deadline, form.contact, form.happened) == (None, None, None)


def test_a_request_number_is_not_taken_for_an_hour() -> None:
    with pytest.raises(TimeMissing):
        parse_remind("3", is_time=looks_like_time)
    with pytest.raises(TimeMissing):
        parse_extend("7 by", is_time=looks_like_time)
    with pytest.raises(NoTime, match="nonsense"):
        parse_extend("7 by nonsense", is_time=looks_like_time)
    assert parse_remind("3 working days", is_time=looks_like_time) == Remind(None, "3 working days", "")


def test_what_happened_and_when_are_told_apart() -> None:
    chase = parse_chase("3 call back at 5pm at 09:15", is_time=looks_like_time)
    assert (chase.text, chase.happened) == ("back at 5pm", "09:15")


@pytest.mark.timeout(60)  # a pattern that backtracks takes for ever
@pytest.mark.parametrize("filling", ["by fri ", "at 5 ", "in 3 ", "១ ", "5 ", "to A "])
def test_the_longest_message_is_read(filling: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_ask("Court: " + filling * 1000, is_time=looks_like_time)
    parse_chase(filling * 1000, is_time=looks_like_time)
