"""A letter written when the deadline has passed names another one, which is put on record as the answer says."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from sandbox.case import DARA
from tests.bot.asked import ask, kinds
from tests.bot.desk import Desk

FOUR_DAYS = timedelta(days=3, hours=9)  # Thu 5 Dec 18:00, an hour after the deadline


@pytest.mark.parametrize(
    ("language", "deadline"), [("en", "Fri 6 Dec 17:00"), ("km", "ថ្ងៃសុក្រ ទី៦ ខែធ្នូ ម៉ោង ១៧:០០")]
)
async def test_it_asks_for_an_answer_by_an_hour_before_publication(
    desk: Desk, language: str, deadline: str
) -> None:
    n = await ask(desk)
    await desk.say(DARA, "/story #mangopark publish 6 Dec 18:00")
    await desk.sandbox.advance(desk.sandbox.now() + FOUR_DAYS)
    await desk.say(DARA, f"/settings language={language}")
    said = await desk.say(DARA, f"/letter {n} final en")
    assert "Please answer by Fri 6 Dec 17:00, in writing" in said
    await desk.press(DARA, data=sent_by_email(desk))
    [command] = re.findall(rf"/extend {n} by .*$", desk.last(DARA), flags=re.MULTILINE)
    assert command == f"/extend {n} by {deadline}"
    await desk.say(DARA, command)
    assert kinds(desk, n)[-2:] == ["chased", "extended"]
    assert desk.rows("SELECT deadline_at, deadline_told FROM request") == [("2024-12-06 10:00:00.000000", 1)]


async def test_without_a_publication_ahead_the_deadline_is_a_gap_to_fill_in(desk: Desk) -> None:
    n = await ask(desk)
    await desk.sandbox.advance(desk.sandbox.now() + FOUR_DAYS)
    said = await desk.say(DARA, f"/letter {n} followup en")
    assert "Please answer by [date and time], in writing" in said
    assert "Fill in before sending: date and time; your phone number and email address." in said
    await desk.press(DARA, data=sent_by_email(desk))
    assert f"If the letter names a new deadline, log it: /extend {n} by …" in desk.last(DARA)


async def test_a_deadline_that_was_never_told_is_said_to_be_told_now(desk: Desk) -> None:
    n = await ask(desk, text="/ask Municipal Court: why? via email")
    await desk.say(DARA, f"/letter {n} followup en")
    await desk.press(DARA, data=sent_by_email(desk))
    [command] = re.findall(rf"/extend {n} by .*$", desk.last(DARA), flags=re.MULTILINE)
    assert "is now" in await desk.say(DARA, command)
    assert desk.rows("SELECT deadline_told FROM request") == [(1,)]


def sent_by_email(desk: Desk) -> str:
    """What the button under the newest letter carries."""
    rows = desk.telegram.last(DARA)["reply_markup"]["inline_keyboard"]
    return next(
        b["callback_data"] for row in rows for b in row if ":sent:email." in b.get("callback_data", "")
    )
