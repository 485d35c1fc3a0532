"""Reminders and digests leave through Telegram: what becomes of them when it refuses."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from sandbox.case import DARA, GROUP, MALY, SREYNEANG, at
from sandbox.world.clock import MovingClock
from tests.bot.desk import ASKED, Desk, open_desk

DAY_BEFORE = "4 Dec 17:00"
REMINDER = "🔔 #1: Phnom Penh Municipal Court has"


def reminders(desk: Desk, chat: int) -> list[str]:
    return [text for text in desk.written(chat) if "🔔" in text]


async def almost_due(desk: Desk) -> None:
    """#1 is logged by Dara, and it is one minute before its first reminder."""
    await desk.say(DARA, ASKED)
    await desk.sandbox.advance(at(DAY_BEFORE) - timedelta(minutes=1))


async def test_a_reminder_comes_at_its_time_with_buttons_and_is_a_card(desk: Desk) -> None:
    await almost_due(desk)
    assert reminders(desk, DARA) == []
    await desk.sandbox.advance(at(DAY_BEFORE))
    assert len(reminders(desk, DARA)) == 1
    assert desk.last(DARA).startswith(f"{REMINDER} 24 hours left to answer.") or desk.last(DARA).startswith(
        f"{REMINDER} 1 day left to answer."
    )
    assert {"Declined", "Snooze…"} <= set(desk.choices(DARA))
    asked = await desk.say(DARA, "they wrote", reply_to=desk.telegram.last(DARA)["message_id"])
    assert asked.startswith("What is this for #1")


async def test_a_reminder_for_somebody_who_blocked_the_bot_goes_to_an_editor(desk: Desk) -> None:
    await almost_due(desk)
    desk.telegram.block(DARA)
    await desk.sandbox.idle()
    await desk.sandbox.advance(at(DAY_BEFORE))
    (told,) = reminders(desk, SREYNEANG)
    assert told.startswith("You get this because Dara cannot be reached by me.")
    assert "· cannot be reached since" in await desk.say(SREYNEANG, "/members")
    desk.telegram.unblock(DARA)
    await desk.sandbox.idle()
    assert "cannot be reached" not in await desk.say(SREYNEANG, "/members")


async def test_a_block_nobody_told_of_is_learnt_from_the_refusal(desk: Desk) -> None:
    await almost_due(desk)
    desk.telegram.fail_next("sendMessage", status=403, description="Forbidden: user is deactivated")
    await desk.sandbox.advance(at(DAY_BEFORE))
    assert reminders(desk, DARA) == []
    assert len(reminders(desk, SREYNEANG)) == 1
    assert desk.rows(
        "SELECT count(*) FROM reminder WHERE settled_at IS NULL AND due_at <= '2024-12-04 10:00'"
    ) == [(0,)]


async def test_when_telegram_asks_to_wait_the_reminder_waits_and_comes_once(desk: Desk) -> None:
    await almost_due(desk)
    desk.telegram.fail_next(
        "sendMessage",
        status=429,
        description="Too Many Requests: retry after 1",
        parameters={"retry_after": 1},
        times=4,
    )
    await desk.sandbox.advance(at(DAY_BEFORE))
    await desk.sandbox.advance(at(DAY_BEFORE) + timedelta(minutes=2))
    (told,) = reminders(desk, DARA)
    assert "may be a repeat" not in told


async def test_when_telegram_wants_quiet_for_long_nothing_is_lost_not_even_by_a_restart(
    desk_folder: Path,
) -> None:
    asked = {"parameters": {"retry_after": 900}, "description": "Too Many Requests: retry after 900"}
    async with open_desk(desk_folder) as desk:
        for person in (DARA, MALY, SREYNEANG):
            await desk.say(person, "/ask Embassy of China: why? by 5 Dec 17:00 via email")
        await desk.sandbox.advance(at(DAY_BEFORE) - timedelta(minutes=1))
        desk.telegram.fail_next("sendMessage", status=429, times=3, **asked)
        await desk.sandbox.advance(at(DAY_BEFORE))
        assert not any("🔔" in desk.last(person) for person in (DARA, MALY, SREYNEANG))
        now = desk.sandbox.now()
    async with open_desk(desk_folder, clock=MovingClock(now, running=False)) as desk:
        await desk.sandbox.advance(at(DAY_BEFORE) + timedelta(minutes=16))
        for person in (DARA, MALY, SREYNEANG):
            (told,) = reminders(desk, person)
            assert "may be a repeat" not in told


async def test_a_desk_that_stops_while_reminders_leave_tells_the_others_after_its_start(
    desk_folder: Path,
) -> None:
    async with open_desk(desk_folder) as desk:
        await desk.say(DARA, ASKED)
        for number in range(3):
            await desk.say(DARA, f"/remind 1 tomorrow 17:00 look {number}")
    clock = MovingClock(at("3 Dec 17:00"), running=False)
    async with open_desk(desk_folder, clock=clock, flood_limits=True) as desk:
        outbox = desk.sandbox.parts.outbox
        sweep = asyncio.create_task(outbox.run())
        await desk.telegram.until(lambda: reminders(desk, DARA))
        sweep.cancel()
        await outbox.ended()
        (first,) = reminders(desk, DARA)
    async with open_desk(desk_folder, clock=clock) as desk:
        await desk.sandbox.parts.outbox.run()
        told = reminders(desk, DARA)
    assert told[0] == first
    assert [text.split("\n")[1] for text in told] == ["look 0", "look 1", "look 2"]
    assert not any("may be a repeat" in text for text in told)


async def test_while_telegram_is_broken_the_reminder_stays_owed_and_says_that_it_may_be_a_repeat(
    desk: Desk,
) -> None:
    await almost_due(desk)
    desk.telegram.fail_next("sendMessage", status=500, times=4)
    await desk.sandbox.advance(at(DAY_BEFORE))
    assert reminders(desk, DARA) == []
    await desk.sandbox.advance(at(DAY_BEFORE) + timedelta(minutes=2))
    (told,) = reminders(desk, DARA)
    assert "This may be a repeat: I was interrupted while sending it." in told


async def test_a_reminder_whose_confirmation_was_lost_is_settled_after_the_second_try(desk: Desk) -> None:
    await almost_due(desk)
    desk.telegram.fail_next("sendMessage", drop=True)
    await desk.sandbox.advance(at(DAY_BEFORE) + timedelta(hours=1))
    assert len(reminders(desk, DARA)) == 2
    assert desk.rows("SELECT outcome FROM reminder WHERE kind = 'before'") == [("sent",)]


async def test_a_reminder_that_telegram_refuses_for_its_text_is_tried_again_later(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    await almost_due(desk)
    desk.telegram.fail_next("sendMessage", status=400, description="Bad Request: can't parse entities")
    await desk.sandbox.advance(at(DAY_BEFORE))
    assert reminders(desk, DARA) == []
    assert "Telegram refused a notice" in caplog.text
    await desk.sandbox.advance(at(DAY_BEFORE) + timedelta(minutes=31))
    assert len(reminders(desk, DARA)) == 1


async def test_a_digest_missed_while_telegram_was_away_comes_late_and_says_so(desk: Desk) -> None:
    await desk.say(DARA, ASKED)
    desk.telegram.fail_next("sendMessage", status=500, times=4)
    await desk.sandbox.advance(at("3 Dec 08:30"))
    assert not any("☀️" in text for text in desk.written(GROUP))
    desk.sandbox.clock.move_to(at("3 Dec 09:00"))
    await desk.sandbox.parts.outbox.run()
    (told,) = [text for text in desk.written(GROUP) if "☀️" in text]
    assert "Late: this was due Tue 3 Dec 08:30." in told
