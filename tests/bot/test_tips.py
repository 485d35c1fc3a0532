"""Whoever is new is told a tip at the moment at which it is of use, never two on a day, never one twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.telegram.tips import NEW, TIPS, Moment
from tests.bot.asked import ask
from tests.bot.desk import ASKED, DARA, GROUP, MALY, SREYNEANG, Desk

A_DAY = timedelta(days=1)
DONE = {
    Moment.GUIDED: ["/ask", "Municipal Court", "why?", "P none told", "P ✅ email"],
    Moment.ATTEMPT: ["/chase 1 email"],
    Moment.REPLY: ["/reply 1 ack they have it"],
    Moment.UNDONE: ["/note 1 a slip", "/undo 1"],
    Moment.STORY: ["/story #mangopark publish fri 18:00"],
}


async def do(desk: Desk, steps: list[str], who: int = DARA, chat: int = 0) -> str:
    """What is said at the end of these steps."""
    for step in steps:
        if step.startswith("P "):
            await desk.press(who, step[2:])
        else:
            await desk.say(who, step, chat=chat or who)
    return desk.last(chat or who)


def test_there_is_a_tip_for_each_moment() -> None:
    assert set(TIPS) == set(DONE) == set(Moment)


@pytest.mark.wide
@pytest.mark.parametrize(
    ("moment", "language"), [*((each, "en") for each in Moment), (Moment.ATTEMPT, "km"), (Moment.STORY, "km")]
)
async def test_a_tip_is_told_when_it_is_of_use_and_never_again(
    desk: Desk, moment: Moment, language: str
) -> None:
    await ask(desk)
    steps = DONE[moment]
    if language != "en":
        await desk.say(DARA, f"/settings language={language}")
    assert "💡" in await do(desk, steps)
    assert "💡" not in await do(desk, steps if moment is not Moment.UNDONE else ["/note 1 b", "/undo 1"])
    await desk.sandbox.advance(desk.sandbox.now() + A_DAY)
    assert "💡" not in await do(desk, ["/note 1 b", "/undo 1"] if moment is Moment.UNDONE else steps)
    other = Moment.STORY if moment is not Moment.STORY else Moment.UNDONE
    assert "💡" in await do(desk, DONE[other])  # another, on another day


@pytest.mark.wide
@pytest.mark.parametrize(
    ("who", "chat", "later"),
    [(DARA, GROUP, timedelta()), (DARA, 0, NEW + A_DAY)],
)
async def test_nobody_else_is_told_one(desk: Desk, who: int, chat: int, later: timedelta) -> None:
    await desk.sandbox.advance(desk.sandbox.now() + later)
    await ask(desk, text="/ask Municipal Court: why? by 19 Dec 17:00 via letter")
    assert "💡" not in await do(desk, DONE[Moment.ATTEMPT], who, chat)


async def test_each_member_is_told_for_themselves(desk: Desk) -> None:
    await desk.say(DARA, ASKED)
    for who in (DARA, MALY, SREYNEANG):
        assert "💡" in await do(desk, [f"/chase 1 {'call no answer' if who == MALY else 'email'} again"], who)
