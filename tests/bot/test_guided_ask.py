"""The guided /ask: step by step to "Log it", also over a restart of the bot."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from sandbox.case import DARA, MALY
from tests.bot.asked import ASKING, kinds, newest
from tests.bot.desk import Desk, open_desk

pytestmark = pytest.mark.asyncio(loop_scope="module")

COURT = "Phnom Penh Municipal Court"
QUESTIONS = "- Why are they held? (why they are held)\n- Where are they?"


async def begin(desk: Desk, who: int = DARA) -> None:
    """Up to the question for the deadline."""
    assert "Whom did you ask?" in await desk.say(who, "/ask")
    assert "What did you ask?" in await desk.say(who, "Municipal Court")
    assert "By when did you ask them to answer?" in await desk.say(who, QUESTIONS)


async def test_every_step_by_buttons_and_nothing_is_logged_before_log_it(busy_desk: Desk) -> None:
    desk = busy_desk
    await desk.say(DARA, "/story #raids Raids")
    before = desk.record()
    await begin(desk)
    assert desk.choices(DARA) == [
        *("today 17:00", "tomorrow 17:00", "2 working days", "3 working days", "in a week", "none told"),
        "Cancel",
    ]
    await desk.press(DARA, "tomorrow 17:00")
    assert desk.last(DARA).endswith("How did you ask?")
    assert desk.choices(DARA) == ["email", "call", "message", "visit", "letter", "fax", "Cancel"]
    await desk.press(DARA, "visit")
    assert desk.last(DARA).endswith("Press one, or write a new name such as #mangopark.")
    await desk.press(DARA, "#raids")
    assert desk.last(DARA) == (
        f"A request, not logged yet\nTo: {COURT}\n– Why are they held?\n– Where are they?\n"
        "Deadline: Tue 3 Dec 17:00\nBy: visit\n#raids\n\nIs this right?"
    )
    assert desk.record() == before
    await desk.press(DARA, "✅ Log it")
    n = newest(desk)
    assert desk.last(DARA).startswith(f"Logged as #{n}.")
    assert f"#{n} {COURT}\n⏳ waiting · #raids · Dara" in desk.last(DARA)
    assert "Asked Mon 2 Dec 09:00, visit\nDeadline Tue 3 Dec 17:00" in desk.last(DARA)
    assert kinds(desk, n) == ASKING


async def test_every_step_by_writing(busy_desk: Desk) -> None:
    desk = busy_desk
    await desk.say(DARA, "/ask")
    await desk.say(DARA, "Embassy of Pakistan, Embassy of India")
    await desk.say(DARA, "how many were found? have they been sent home?")
    await desk.say(DARA, "5 Dec 14:00")
    await desk.say(DARA, "whatsapp")
    last = await desk.say(DARA, "citizens")
    assert last == (
        "A request, not logged yet\nTo: Embassy of Pakistan, Embassy of India\n– how many were found?\n"
        "– have they been sent home?\nDeadline: Thu 5 Dec 14:00\nBy: message\n#citizens\n\nIs this right?"
    )
    await desk.press(DARA, "✅ Log it")
    n = newest(desk)
    assert desk.choices(DARA)[:2] == [f"#{n - 1}", f"#{n}"]
    assert desk.rows(
        f"SELECT channel, (SELECT count(*) FROM question WHERE request_id = request.id) FROM request WHERE number >= {n - 1}"  # noqa: S608
    ) == [("message", 2), ("message", 2)]


async def test_no_deadline_told_and_no_story(busy_desk: Desk) -> None:
    desk = busy_desk
    await begin(desk)
    await desk.press(DARA, "none told")
    await desk.press(DARA, "call")
    await desk.press(DARA, "no story")
    assert "Deadline: none told to them\nBy: call\n\nIs this right?" in desk.last(DARA)
    await desk.press(DARA, "✅ Log it")
    assert "(ours; they were not told one)" in desk.last(DARA)
    assert "⏳ waiting · Dara" in desk.last(DARA)


async def test_an_unclear_deadline_is_asked_for_again(busy_desk: Desk) -> None:
    desk = busy_desk
    await begin(desk)
    refused = await desk.say(DARA, "soonish")
    assert "not logged yet" not in refused
    assert "How did you ask?" in await desk.say(DARA, "fri 5pm")
    assert "Deadline: Fri 6 Dec 17:00" in desk.last(DARA)
    await desk.say(DARA, "/cancel")


@pytest.mark.parametrize("how", ["/cancel", "Cancel"])
async def test_it_can_be_left_at_any_step(busy_desk: Desk, how: str) -> None:
    desk = busy_desk
    before = desk.record()
    await begin(desk)
    if how == "/cancel":
        assert await desk.say(DARA, how) == "Cancelled. Nothing was logged."
    else:
        await desk.press(DARA, how)
        assert desk.last(DARA) == "Cancelled. Nothing was logged."
    assert "Not logged yet" in await desk.say(DARA, "fri 5pm")
    assert desk.record() == before


async def test_two_people_are_asked_apart(busy_desk: Desk) -> None:
    desk = busy_desk
    await begin(desk, DARA)
    await desk.say(MALY, "/ask")
    await desk.say(MALY, "Embassy of India")
    assert "To: Embassy of India\n" in await desk.say(MALY, "who?")
    assert f"To: {COURT}\n" in await desk.say(DARA, "fri 5pm")
    await desk.say(DARA, "/cancel")
    await desk.say(MALY, "/cancel")


async def test_log_it_pressed_twice_at_once_logs_one_request(busy_desk: Desk) -> None:
    desk = busy_desk
    await begin(desk)
    for tap in ("3 working days", "email", "no story"):
        await desk.press(DARA, tap)
    n, message = newest(desk), desk.telegram.last(DARA)["message_id"]
    key = desk.rows("SELECT max(id) FROM draft")[0][0]
    both = await asyncio.gather(*(desk.press(DARA, data=f"d:{key}:log", message=message) for _ in range(2)))
    assert newest(desk) == n + 1
    assert [answer.text.startswith("This was finished or cancelled already") for answer in both].count(
        True
    ) == 1


@pytest.mark.parametrize("steps", range(6))
async def test_a_restart_half_way_loses_nothing(desk_folder: Path, steps: int) -> None:
    path = [
        ("say", "Municipal Court"),
        ("say", QUESTIONS),
        ("press", "2 working days"),
        ("press", "email"),
        ("say", "#raids"),
        ("press", "✅ Log it"),
    ]

    async def walk(desk: Desk, part: list[tuple[str, str]]) -> None:
        for how, text in part:
            if how == "say":
                await desk.say(DARA, text)
            else:
                await desk.press(DARA, text)

    async with open_desk(desk_folder) as before:
        await before.say(DARA, "/ask")
        await walk(before, path[:steps])
        assert before.rows("SELECT count(*) FROM request") == [(0,)]
    async with open_desk(desk_folder) as after:
        await walk(after, path[steps:])
        card = after.last(DARA)
        assert card.startswith("Logged as #1.")
        assert (
            f"#1 {COURT}\n⏳ waiting · #raids · Dara\n1. – Why are they held?\n2. – Where are they?" in card
        )
        assert "Asked Mon 2 Dec 09:00, email\nDeadline Wed 4 Dec 17:00" in card


@pytest.mark.asyncio(loop_scope="function")
async def test_a_length_is_counted_anew_where_it_is_logged_much_later(desk: Desk) -> None:
    await desk.say(DARA, "/ask")
    await desk.say(DARA, "Municipal Court")
    await desk.say(DARA, "Why are they held?")
    await desk.say(DARA, "in 48h")
    await desk.press(DARA, "email")
    await desk.press(DARA, "no story")
    assert "Wed 4 Dec 09:00" in desk.last(DARA)
    await desk.sandbox.advance(desk.sandbox.now() + timedelta(hours=5))
    told = await desk.press(DARA, "✅ Log it")
    assert "it is another one now. Nothing is logged yet." in told.text
    assert desk.rows("SELECT count(*) FROM request") == [(0,)]
    assert "Wed 4 Dec 14:00" in desk.last(DARA)
    await desk.press(DARA, "✅ Log it")
    assert desk.rows("SELECT substr(deadline_at, 1, 16), substr(asked_at, 1, 16) FROM request") == [
        ("2024-12-04 07:00", "2024-12-02 07:00")
    ]
