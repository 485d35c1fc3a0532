"""Logging a request: what is asked back when something is in doubt, and what is never asked twice."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from sandbox.case import DARA, MALY
from tests.bot.asked import newest
from tests.bot.desk import Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")

LOG_IT = "✅ Log it"


def count(desk: Desk) -> int:
    """How many requests the record holds."""
    ((number,),) = desk.rows("SELECT count(*) FROM request")
    return int(number)


async def wait(desk: Desk, **span: int) -> None:
    """Let time pass."""
    await desk.sandbox.advance(desk.sandbox.now() + timedelta(**span))


async def test_a_doubtful_body_is_confirmed_with_three_buttons_or_added(busy_desk: Desk) -> None:
    before = count(busy_desk)
    asked = await busy_desk.say(DARA, "/ask korean embassy: where are they? by 5 Dec 17:00 via email")
    assert asked.startswith(
        "Which body is “korean embassy”? Nothing is logged yet: press one.\n\nA request, not"
    )
    assert asked.endswith("To: korean embassy\n– where are they?\nDeadline: Thu 5 Dec 17:00\nBy: email")
    *likely, add, change, cancel = busy_desk.choices(DARA)
    assert len(likely) == 3
    assert (add, change, cancel) == ("➕ Add “korean embassy”", "Change…", "Cancel")
    assert count(busy_desk) == before
    await busy_desk.press(DARA, likely[0])
    assert "Embassy of the Republic of Korea\n⏳ waiting · Dara" in busy_desk.last(DARA)
    assert count(busy_desk) == before + 1


async def test_an_unknown_body_is_added_in_the_same_breath(busy_desk: Desk) -> None:
    asked = await busy_desk.say(DARA, "/ask Borey Holding Ltd: who owns it? by 5 Dec 17:00 via call")
    assert "Borey Holding Ltd" in asked
    await busy_desk.press(DARA, "➕ Add “Borey Holding Ltd”")
    assert f"#{newest(busy_desk)} Borey Holding Ltd\n" in busy_desk.last(DARA)
    again = await busy_desk.say(MALY, "/ask borey holding ltd: since when? by 5 Dec 17:00 via call")
    assert again.startswith(f"Logged as #{newest(busy_desk)}.")


async def test_one_body_under_two_names_is_asked_once(busy_desk: Desk) -> None:
    before = count(busy_desk)
    card = await busy_desk.say(DARA, "/ask Embassy of China, Chinese Embassy: why? by 5 Dec 17:00 via email")
    assert card.startswith(f"Logged as #{newest(busy_desk)}.")
    assert count(busy_desk) == before + 1


async def test_a_date_that_can_be_read_in_two_ways_is_asked_about(busy_desk: Desk) -> None:
    asked = await busy_desk.say(DARA, "/ask Municipal Court: why? by 05/12 via email")
    assert asked.startswith(
        "“05/12” can be read in two ways. Which is the deadline? Nothing is logged yet.\n"
    )
    both = ["Thu 5 Dec 17:00", "Mon 12 May 2025 17:00"]
    assert busy_desk.choices(DARA) == [*both, "📅 Other day…", "Change…", "Cancel"]
    before, message = count(busy_desk), busy_desk.telegram.last(DARA)["message_id"]
    data = busy_desk.data(DARA, "Thu 5 Dec 17:00")
    first, second = await asyncio.gather(
        busy_desk.press(DARA, data=data, message=message), busy_desk.press(DARA, data=data, message=message)
    )
    assert {first.text, second.text} == {
        "",
        "This was finished or cancelled already, or it is somebody else's. Nothing was changed.",
    }
    assert "Deadline Thu 5 Dec 17:00" in busy_desk.last(DARA)
    assert count(busy_desk) == before + 1


async def test_a_story_nobody_named_before_is_made_and_named_as_new(busy_desk: Desk) -> None:
    """A slip in the story's name would hide the request from the report of the story that was meant."""
    card = await busy_desk.say(DARA, "/ask Municipal Court: why? by 5 Dec 17:00 via email #floods")
    assert card.endswith(
        "#floods is a new story. When will it be published? /story #floods publish fri 18:00"
    )
    again = await busy_desk.say(DARA, "/ask Municipal Court: where? by 5 Dec 17:00 via email #floods")
    assert "new story" not in again


@pytest.mark.asyncio(loop_scope="function")
async def test_in_half_an_hour_counts_from_when_it_was_written_not_from_when_a_button_was_pressed(
    desk: Desk,
) -> None:
    await desk.say(DARA, "/ask korean embassy: why? by in 30m via email")
    await wait(desk, minutes=20)
    await desk.press(DARA, desk.choices(DARA)[0])
    assert "Asked Mon 2 Dec 09:00, email\nDeadline Mon 2 Dec 09:30" in desk.last(DARA)


@pytest.mark.asyncio(loop_scope="function")
async def test_a_deadline_that_passed_while_the_dialogue_waited_is_asked_for_again(desk: Desk) -> None:
    await desk.says(DARA, "/ask", "Municipal Court", "where are they?", "today 17:00", "email", "#mangopark")
    assert "Deadline: Mon 2 Dec 17:00" in desk.last(DARA)
    await wait(desk, hours=8, minutes=10)
    answer = await desk.press(DARA, LOG_IT)
    assert answer.text == "That deadline has passed meanwhile. Nothing is logged yet."
    assert answer.show_alert
    assert count(desk) == 0
    assert desk.last(DARA).endswith(
        "By when did you ask them to answer? Press, or write it: fri 5pm, 5 Dec 14:00, in 48h."
    )
    await desk.presses(DARA, "tomorrow 17:00", LOG_IT)
    assert "Asked Mon 2 Dec 17:10, email\nDeadline Tue 3 Dec 17:00" in desk.last(DARA)
