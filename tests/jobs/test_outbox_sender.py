"""The outbox sender tells what is due: when it is due, once, and only while it matters."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

from db import requests
from db.lifecycle import EventKind
from db.tables import Outcome, ReminderKind
from jobs.outbox import BATCH, OutboxSender
from jobs.reminders import planning
from tests.db.world import ASKED, DAY, DEADLINE, HOUR, MINUTE, World
from tests.jobs.telling import Desk, enqueue_own, rows

BEFORE = DEADLINE - DAY
PUBLISH = datetime.fromisoformat("2024-12-06T18:00:00+07:00")
SECOND = timedelta(seconds=1)


async def test_a_reminder_is_told_when_it_is_due_and_the_next_is_planned(world: World, desk: Desk) -> None:
    request = await world.ask()
    assert await desk.at(BEFORE - SECOND) == 0
    assert await desk.at(BEFORE) == 1
    [told] = desk.notifier.reminders()
    assert (told.to.chat_id, told.kind, told.request.id) == (
        world.here.reporter.telegram_id, ReminderKind.BEFORE, request.id,
    )  # fmt: skip
    assert (told.now, told.may_repeat, told.instead_of, told.to.timezone) == (
        BEFORE, False, "", "Asia/Phnom_Penh",
    )  # fmt: skip
    assert [(row.kind, row.due_at, row.outcome) for row in await rows(world)] == [
        (ReminderKind.BEFORE, BEFORE, Outcome.SENT),
        (ReminderKind.AT, DEADLINE, None),
    ]
    assert await desk.at(BEFORE + MINUTE) == 0


async def test_the_reminders_of_two_silent_weeks_come_as_the_ladder_says(world: World, desk: Desk) -> None:
    await world.ask()
    desk.clock.instant = (
        ASKED + 20 * MINUTE + 3 * HOUR
    )  # 13:00, so that steps of four hours meet 09:00 and 17:00
    await desk.through(datetime.fromisoformat("2024-12-11T23:00:00+07:00"), every=4 * HOUR)
    told = [
        (notice.kind.value, notice.now.astimezone(PUBLISH.tzinfo)) for notice in desk.notifier.reminders()
    ]
    assert [(kind, f"{at:%a %d %H}") for kind, at in told] == [
        ("before", "Wed 04 17"), ("at", "Thu 05 17"), ("morning", "Fri 06 09"),
        ("morning", "Mon 09 09"), ("morning", "Tue 10 09"), ("morning", "Wed 11 09"),
    ]  # fmt: skip


async def test_after_an_outage_one_reminder_comes_not_all_that_were_missed(world: World, desk: Desk) -> None:
    await world.ask()
    assert await desk.at(DEADLINE + 6 * DAY + 3 * HOUR) == 1
    assert desk.notifier.reminders()[0].kind is ReminderKind.MORNING


async def test_a_request_closed_behind_the_planners_back_is_not_reminded_of(world: World, desk: Desk) -> None:
    request = await world.ask()
    async with world.write() as session:
        found = await requests.by_id(session, world.here.id, request.id or 0)
        answered = requests.NewEvent(EventKind.REPLIED_FULL, found.member_id, BEFORE - HOUR)
        await requests.record(session, found, answered, now=BEFORE - HOUR)
    assert await desk.at(BEFORE) == 0
    assert [row.outcome for row in await rows(world)] == [Outcome.DROPPED]


async def test_a_snoozed_reminder_comes_back_once_and_then_the_ladder_goes_on(
    world: World, desk: Desk
) -> None:
    request = await world.ask()
    async with world.write() as session:
        found = await requests.by_id(session, world.here.id, request.id or 0)
        await planning.snooze(session, found, BEFORE + 2 * HOUR)
    assert await desk.at(BEFORE) == 0
    assert await desk.at(BEFORE + 2 * HOUR) == 1
    assert [notice.kind for notice in desk.notifier.reminders()] == [ReminderKind.SNOOZED]
    assert [(r.kind, r.due_at) for r in await rows(world) if r.outcome is None] == [
        (ReminderKind.AT, DEADLINE)
    ]


async def test_ones_own_reminder_comes_whatever_became_of_the_request(world: World, desk: Desk) -> None:
    request = await world.ask()
    await enqueue_own(world, request, DEADLINE + 21 * DAY)
    await world.record(request, EventKind.DECLINED, ASKED + HOUR)
    assert await desk.at(DEADLINE + 21 * DAY) == 1
    assert desk.notifier.reminders()[0].text == "call Sok"


async def test_more_than_one_batch_is_told_in_one_run(world: World, desk: Desk) -> None:
    request = await world.ask(deadline_at=DEADLINE + 30 * DAY)
    for number in range(BATCH + 3):
        await enqueue_own(world, request, BEFORE + number * SECOND, f"{number}")
    assert await desk.at(BEFORE + HOUR) == BATCH + 3
    assert [notice.text for notice in desk.notifier.reminders()] == [f"{n}" for n in range(BATCH + 3)]


async def test_two_senders_at_once_tell_each_reminder_once(world: World, desk: Desk) -> None:
    request = await world.ask(deadline_at=DEADLINE + 30 * DAY)
    for number in range(25):
        await enqueue_own(world, request, BEFORE, f"{number:02}")
    desk.clock.instant = BEFORE
    other = OutboxSender(world.database, desk.notifier, desk.clock)
    told = await asyncio.gather(desk.outbox.run(), other.run())
    assert sum(told) == 25
    assert sorted(notice.text for notice in desk.notifier.reminders()) == [f"{n:02}" for n in range(25)]


@pytest.mark.parametrize(
    ("deadline", "due", "title"),
    [(DEADLINE, BEFORE, "reminder, #1"), (ASKED + HOUR, ASKED + HOUR, "deadline reminder, #1")],
)
async def test_what_comes_next_can_be_asked(
    world: World, desk: Desk, deadline: datetime, due: datetime, title: str
) -> None:
    assert (await desk.outbox.next_due(), await desk.outbox.next_title()) == (None, "")
    await world.ask(deadline_at=deadline)
    assert (await desk.outbox.next_due(), await desk.outbox.next_title()) == (due, title)


async def test_each_newsroom_is_reminded_of_its_own(world: World, desk: Desk) -> None:
    await world.ask()
    await world.ask(world.there)
    assert await desk.at(BEFORE) == 2
    told = {(notice.to.chat_id, notice.newsroom_id) for notice in desk.notifier.reminders()}
    assert told == {
        (world.here.reporter.telegram_id, world.here.id), (world.there.reporter.telegram_id, world.there.id),
    }  # fmt: skip
