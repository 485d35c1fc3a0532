"""Reminders and digests leave through Telegram: what becomes of them when it refuses."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from jobs.outbox import LEASE
from jobs.reminders import planning
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


@pytest.mark.long
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
        # Longer than a claim lasts: another process must not send what is put back.
        await desk.sandbox.advance(at(DAY_BEFORE) + 2 * LEASE)
        assert not any("🔔" in desk.last(person) for person in (DARA, MALY, SREYNEANG))
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
            await desk.say(DARA, f"/remind 1 tomorrow 17:00 look {number}{' again' * 65}")
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
    assert [text.split("\n")[1][:6] for text in told] == ["look 0", "look 1", "look 2"]
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


async def test_a_reminder_whose_formatting_telegram_refuses_comes_in_plain_words_at_once(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    await almost_due(desk)
    desk.telegram.fail_next("sendMessage", status=400, description="Bad Request: can't parse entities")
    await desk.sandbox.advance(at(DAY_BEFORE))
    [told] = reminders(desk, DARA)
    assert "#1" in told
    assert "<" not in told
    assert desk.choices(DARA) == []
    assert "Telegram refused a notice" in caplog.text
    assert desk.rows("SELECT outcome FROM reminder WHERE kind = 'before'") == [("sent",)]


@pytest.mark.parametrize(
    "description", ["Bad Request: chat not found", "Bad Request: group chat was deactivated"]
)
async def test_a_chat_that_takes_not_even_plain_words_is_gone_and_an_editor_is_told(
    desk: Desk, description: str
) -> None:
    await almost_due(desk)
    desk.telegram.fail_next("sendMessage", status=400, description=description, times=2)
    await desk.sandbox.advance(at(DAY_BEFORE))
    assert reminders(desk, DARA) == []
    [told] = reminders(desk, SREYNEANG)
    assert "You get this because Dara cannot be reached by me." in told
    await desk.sandbox.advance(at(DAY_BEFORE) + timedelta(hours=2))
    assert len(reminders(desk, SREYNEANG)) == 1


@pytest.mark.parametrize("status", [400, 403])
async def test_a_digest_for_a_group_that_is_lost_goes_to_the_editors_the_same_minute_and_says_so(
    desk: Desk, status: int
) -> None:
    await desk.say(DARA, ASKED)
    desk.telegram.fail_next(
        "sendMessage", status=status, description="Forbidden: bot was kicked", times=2 if status == 400 else 1
    )
    await desk.sandbox.advance(at("3 Dec 08:30"))
    [told] = [text for text in desk.written(SREYNEANG) if "☀️" in text]
    assert told.startswith("⚠️ The group cannot be written to any more")
    assert desk.rows("SELECT * FROM place") == []
    await desk.sandbox.advance(at("4 Dec 08:30"))
    assert [text.startswith("⚠️") for text in desk.written(SREYNEANG) if "☀️" in text] == [True, False]


async def test_what_is_still_true_is_told_when_everybody_who_blocked_the_bot_is_back(desk: Desk) -> None:
    await almost_due(desk)
    for person in (DARA, MALY, SREYNEANG):
        desk.telegram.block(person)
    await desk.sandbox.idle()
    await desk.sandbox.advance(at(DAY_BEFORE) + timedelta(hours=1))
    assert desk.rows("SELECT outcome FROM reminder WHERE kind = 'before'") == [("dead",)]
    desk.telegram.unblock(DARA)
    await desk.sandbox.idle()
    await desk.say(DARA, "/due")
    await desk.sandbox.advance(desk.sandbox.now() + timedelta(minutes=1))
    [told] = reminders(desk, DARA)
    assert "Late: this was due" in told
    await desk.sandbox.advance(desk.sandbox.now() + timedelta(hours=2))
    assert len(reminders(desk, DARA)) == 1


async def test_a_reminder_that_cannot_be_put_together_is_set_aside_and_the_others_come(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await desk.say(MALY, ASKED.replace("Municipal Court", "National Police"))
    await almost_due(desk)
    whole = planning.ReminderNotice

    def broken(**facts: Any) -> Any:
        if facts["request"].number == 2:
            raise ZeroDivisionError
        return whole(**facts)

    monkeypatch.setattr(planning, "ReminderNotice", broken)
    await desk.sandbox.advance(at(DAY_BEFORE) + timedelta(minutes=10))
    assert reminders(desk, DARA) == []
    assert len(reminders(desk, MALY)) == 1
    assert desk.rows("SELECT outcome, trouble FROM reminder WHERE kind = 'before' AND request_id = 2") == [
        ("dead", "cannot be put together")
    ]
    assert "cannot be put together, and is set aside" in caplog.text


async def test_a_reminder_of_a_kind_this_version_does_not_know_waits_and_holds_nothing_up(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    await desk.say(MALY, ASKED.replace("Municipal Court", "National Police"))
    await almost_due(desk)
    desk.change("UPDATE reminder SET kind = 'of_tomorrow' WHERE request_id = 2")
    await desk.sandbox.advance(at(DAY_BEFORE) + timedelta(minutes=10))
    desk.sandbox.parts.outbox._looked = False  # as after a start
    await desk.sandbox.parts.outbox.run()
    await desk.sandbox.parts.outbox.run()
    assert len(reminders(desk, MALY)) == 1
    assert "Logged" in await desk.say(DARA, "/note 2 goes on")
    assert desk.rows("SELECT settled_at FROM reminder WHERE kind = 'of_tomorrow'") == [(None,)]
    assert caplog.text.count("of kinds that this version does not know") == 1


async def test_a_digest_missed_while_telegram_was_away_comes_late_and_says_so(desk: Desk) -> None:
    await desk.say(DARA, ASKED)
    desk.telegram.fail_next("sendMessage", status=500, times=4)
    await desk.sandbox.advance(at("3 Dec 08:30"))
    assert not any("☀️" in text for text in desk.written(GROUP))
    desk.sandbox.clock.move_to(at("3 Dec 09:00"))
    await desk.sandbox.parts.outbox.run()
    (told,) = [text for text in desk.written(GROUP) if "☀️" in text]
    assert "Late: this was due Tue 3 Dec 08:30." in told
