"""Which reminders lie in the rows after each change of the record."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlmodel import col, select

from db import requests, stories
from db.lifecycle import EventKind
from db.tables import Outcome, Reminder, ReminderKind, Request
from db.telegram import outbox
from jobs.records import recording
from jobs.reminders import planning
from tests.db.world import ASKED, DAY, DEADLINE, HOUR, MINUTE, World
from tests.jobs.telling import extend, put_story

BEFORE = DEADLINE - DAY
PUBLISH = datetime.fromisoformat("2024-12-06T18:00:00+07:00")
Owed = list[tuple[ReminderKind, datetime]]


# To the reporter, to the editor, to the group.
CALLS = [ReminderKind.FINAL_CALL, ReminderKind.FINAL_CALL, ReminderKind.GROUP_CALL]


async def owing(world: World, request: Request | None = None) -> Owed:
    """The reminders not settled yet, soonest first, and in the order of `CALLS` within one moment."""
    statement = select(Reminder).where(col(Reminder.settled_at).is_(None))
    if request is not None:
        statement = statement.where(Reminder.request_id == request.id)
    async with world.database.read() as session:
        rows = [(row.kind, row.due_at) for row in (await session.exec(statement)).all()]
    return sorted(rows, key=lambda row: (row[1], row[0].value))


async def snooze(world: World, request: Request, until: datetime) -> None:
    async with world.write() as session:
        found = await requests.by_id(session, world.here.id, request.id or 0)
        await planning.snooze(session, found, until)


async def claim(world: World, now: datetime) -> list[Reminder]:
    async with world.write() as session:
        rows = await outbox.claim(session, Reminder, now=now, lease=2 * MINUTE, limit=10)
        return [row for row, _ in rows]


async def test_one_reminder_is_owed_about_a_request_and_it_moves_with_the_deadline(world: World) -> None:
    request = await world.ask()
    assert await owing(world) == [(ReminderKind.BEFORE, BEFORE)]
    await extend(world, request, DEADLINE + DAY, ASKED + HOUR)
    assert await owing(world) == [(ReminderKind.BEFORE, DEADLINE)]
    async with world.write() as session:
        await recording.undo(session, world.here.reporter, request.id, now=ASKED + 2 * HOUR)
    assert await owing(world) == [(ReminderKind.BEFORE, BEFORE)]


async def test_nothing_is_owed_about_a_closed_request_until_it_is_reopened(world: World) -> None:
    request = await world.ask()
    await world.record(request, EventKind.REPLIED_FULL, ASKED + HOUR)
    assert await owing(world) == []
    await world.record(request, EventKind.REOPENED, ASKED + 2 * HOUR)
    assert await owing(world) == [(ReminderKind.BEFORE, BEFORE)]


async def test_an_acknowledgement_leaves_the_reminder_owed(world: World) -> None:
    request = await world.ask()
    await world.record(request, EventKind.ACKNOWLEDGED, ASKED + HOUR)
    assert await owing(world) == [(ReminderKind.BEFORE, BEFORE)]


async def test_what_was_just_recorded_holds_a_reminder_back_for_an_hour(world: World) -> None:
    request = await world.ask()
    await world.record(request, EventKind.CHASED, BEFORE - 10 * MINUTE)
    assert await owing(world) == [(ReminderKind.BEFORE, BEFORE + 50 * MINUTE)]


async def test_a_snooze_takes_the_place_of_the_reminder_and_outlives_what_is_recorded(world: World) -> None:
    request = await world.ask()
    await snooze(world, request, BEFORE + 5 * HOUR)
    assert await owing(world) == [(ReminderKind.SNOOZED, BEFORE + 5 * HOUR)]
    await world.record(request, EventKind.NOTE, ASKED + HOUR)
    assert await owing(world) == [(ReminderKind.SNOOZED, BEFORE + 5 * HOUR)]
    await snooze(world, request, BEFORE + 7 * HOUR)
    assert await owing(world) == [(ReminderKind.SNOOZED, BEFORE + 7 * HOUR)]
    await world.record(request, EventKind.DECLINED, ASKED + 2 * HOUR)
    assert await owing(world) == []


async def test_while_a_reminder_is_on_its_way_no_other_is_owed_beside_it(world: World) -> None:
    request = await world.ask()
    [row] = await claim(world, BEFORE)
    await world.record(request, EventKind.NOTE, BEFORE + timedelta(seconds=1))
    await extend(world, request, DEADLINE + DAY, BEFORE + timedelta(seconds=2))
    assert await owing(world) == [(ReminderKind.BEFORE, BEFORE)]
    async with world.write() as session:
        await outbox.settle(session, Reminder, [row.id or 0], Outcome.SENT, now=BEFORE + MINUTE)
        found = await requests.by_id(session, world.here.id, request.id or 0)
        await planning.replan(session, [found], now=BEFORE + MINUTE)
    [(_, due_at)] = await owing(world)
    assert due_at >= BEFORE + MINUTE + 12 * HOUR


@pytest.mark.parametrize("outcome", [Outcome.SENT, Outcome.DEAD])
async def test_what_was_told_or_can_reach_nobody_is_not_owed_again(world: World, outcome: Outcome) -> None:
    request = await world.ask()
    [row] = await claim(world, BEFORE)
    async with world.write() as session:
        await outbox.settle(session, Reminder, [row.id or 0], outcome, now=BEFORE + MINUTE)
        found = await requests.by_id(session, world.here.id, request.id or 0)
        await planning.replan(session, [found], now=BEFORE + MINUTE)
    assert await owing(world) == [(ReminderKind.AT, DEADLINE)]


async def test_a_snooze_pressed_while_a_reminder_is_on_its_way_is_kept(world: World) -> None:
    request = await world.ask()
    await claim(world, BEFORE)
    await snooze(world, request, BEFORE + DAY)
    assert (ReminderKind.SNOOZED, BEFORE + DAY) in await owing(world)


async def test_one_that_certainly_did_not_arrive_gives_way_to_a_new_plan(world: World) -> None:
    request = await world.ask()
    [row] = await claim(world, BEFORE)
    async with world.write() as session:
        await outbox.retry(
            session, Reminder, row.id or 0, not_before=BEFORE + HOUR, trouble="429", unsure=False
        )
    await extend(world, request, DEADLINE + DAY, BEFORE + MINUTE)
    assert await owing(world) == [(ReminderKind.BEFORE, DEADLINE)]


async def test_a_final_call_moves_with_the_publication_and_ladders_keep_clear_of_it(world: World) -> None:
    story = await put_story(world, None)
    request = await world.ask(story_id=story.id)
    assert await owing(world) == [(ReminderKind.BEFORE, BEFORE)]
    await put_story(world, BEFORE + 3 * HOUR)
    *calls, question, (_, later) = await owing(world)
    assert calls == [(kind, BEFORE + 2 * HOUR) for kind in CALLS]
    assert question == (ReminderKind.PUBLICATION, BEFORE + 3 * HOUR)
    assert later >= BEFORE + 14 * HOUR
    await put_story(world, PUBLISH)
    assert await owing(world) == [
        (ReminderKind.BEFORE, BEFORE), *((kind, PUBLISH - HOUR) for kind in CALLS), (ReminderKind.PUBLICATION, PUBLISH),
    ]  # fmt: skip
    await world.record(request, EventKind.DECLINED, ASKED + HOUR)
    assert await owing(world) == [
        *((kind, PUBLISH - HOUR) for kind in CALLS), (ReminderKind.PUBLICATION, PUBLISH),
    ]  # fmt: skip


async def test_whoever_was_called_is_not_called_again_for_the_same_publication(world: World) -> None:
    story = await put_story(world, PUBLISH)
    await world.ask(story_id=story.id, deadline_at=PUBLISH + 7 * DAY)
    calls = await claim(world, PUBLISH - HOUR)
    told = [row.id or 0 for row in calls if row.kind in CALLS]
    assert len(told) == len(CALLS)
    async with world.write() as session:
        await outbox.settle(session, Reminder, told, Outcome.SENT, now=PUBLISH - HOUR)
    later = {"story_id": story.id, "deadline_at": PUBLISH + 7 * DAY}
    await world.ask(**later, now=PUBLISH - 50 * MINUTE)  # type: ignore[arg-type]
    await world.ask(**later, member_id=world.here.editor.id)  # type: ignore[arg-type]
    async with world.database.read() as session:
        rows = (await session.exec(select(Reminder).where(col(Reminder.kind).in_(CALLS)))).all()
    assert {row.id for row in rows} == set(told)


async def test_two_who_plan_a_story_at_once_owe_each_concerned_one_final_call_and_one_question(
    world: World,
) -> None:
    story = await put_story(world, None)
    await world.ask(story_id=story.id)
    async with world.write() as session:
        await stories.put(session, world.here.id, "mangopark", publish_at=PUBLISH, now=ASKED)

    async def plan() -> None:
        async with world.write() as session:
            await planning.plan_for_story(session, story, now=ASKED)

    async with world.write() as session:
        await planning.plan_for_story(session, story, now=ASKED)
        other = asyncio.create_task(plan())
        await asyncio.wait({other}, timeout=0.3)  # long enough to do it, were it not made to wait
        assert not other.done()
    await other
    kinds = [kind for kind, _ in await owing(world)]
    assert sorted(kind for kind in kinds if kind in CALLS) == sorted(CALLS)
    assert kinds.count(ReminderKind.PUBLICATION) == 1
