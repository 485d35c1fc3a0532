"""Which reminders lie in the rows after each change of the record."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlmodel import col, select

from db import requests, stories
from db.lifecycle import EventKind
from db.tables import Outcome, Reminder, ReminderKind, Request
from db.telegram import outbox
from jobs.records import recording
from jobs.reminders import planning
from jobs.reminders.notices import Gone, NotNow, RemindersNotice, Retry
from jobs.reminders.rules import AHEAD, RULES, may_come_ahead
from tests.db.world import ASKED, DAY, DEADLINE, HOUR, MINUTE, World
from tests.jobs.telling import Desk, connect, desk_of, enqueue_own, extend, put_story, reminders_in, rows

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
    await connect(world)
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
    await connect(world)
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
    await connect(world)
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


LONG = " call Sok" * 60


@pytest.mark.long
@pytest.mark.parametrize("seed", range(8))
async def test_everything_owed_is_told_once_at_its_time_or_shortly_before(world: World, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    for number in range(12):
        request = await world.ask(deadline_at=DEADLINE + chance.randrange(0, 100, 5) * MINUTE)
        for _ in range(chance.randrange(3)):
            words = f"{number}{LONG if chance.random() < 0.2 else ''}"
            await enqueue_own(world, request, BEFORE + chance.randrange(0, 100, 5) * MINUTE, words)
    desk = desk_of(world, BEFORE - HOUR)
    for _ in range(chance.randrange(4)):
        failed = chance.choice((Retry(7 * MINUTE, "refused", unsure=False), NotNow(3 * MINUTE, "wait")))
        desk.notifier.answer(world.here.reporter.telegram_id, failed)
    while desk.clock.instant <= BEFORE + 4 * HOUR:
        await desk.outbox.run()
        desk.clock.instant += chance.choice((1, 5, 20)) * MINUTE
    every = await rows(world, ReminderKind.BEFORE, ReminderKind.OWN)
    assert {row.outcome for row in every} == {Outcome.SENT}
    owed = Counter((row.request_id, row.kind, row.text, row.due_at) for row in every)
    told = desk.notifier.reminders()
    assert Counter((one.request.id, one.kind, one.text, one.due_at) for one in told) == owed
    early = [one for one in told if one.now < one.due_at]
    assert all(one.kind in may_come_ahead() and one.due_at - one.now <= AHEAD for one in early)
    for notice in desk.notifier.told:
        its = reminders_in(notice)
        assert not its or any(one.due_at <= one.now for one in its), "none comes early without company"
    assert any(isinstance(notice, RemindersNotice) for notice in desk.notifier.told)


@pytest.mark.wide
@pytest.mark.parametrize("kind", [kind for kind in ReminderKind if kind not in may_come_ahead()])
async def test_what_somebody_chose_an_instant_for_never_comes_before_it(
    world: World, desk: Desk, kind: ReminderKind
) -> None:
    request = await world.ask(deadline_at=DEADLINE + 30 * DAY)
    await enqueue_own(world, request, BEFORE)
    async with world.write() as session:
        session.add(world.reminder(BEFORE + MINUTE, kind=kind, request_id=request.id))
    assert await desk.at(BEFORE) == 1
    [waiting] = [row for row in await rows(world, kind) if row.due_at == BEFORE + MINUTE]
    assert (waiting.settled_at, waiting.claimed_until, waiting.tries) == (None, None, 0)


async def test_what_came_early_to_nobody_is_passed_on_with_the_others(world: World, desk: Desk) -> None:
    for minutes in (0, 20):
        await world.ask(deadline_at=DEADLINE + minutes * MINUTE)
    desk.notifier.answer_always(world.here.reporter.telegram_id, Gone("blocked"))
    assert await desk.at(BEFORE) == 2
    [notice] = desk.notifier.told
    assert isinstance(notice, RemindersNotice)
    assert (notice.to.chat_id, notice.instead_of) == (world.here.editor.telegram_id, "Sreyneang")


async def test_one_that_does_not_fit_ahead_of_its_time_waits_untouched(world: World, desk: Desk) -> None:
    """Something was recorded about it half an hour ago; the next sweep finds it as it was."""
    await world.ask()
    held = await world.ask(deadline_at=DEADLINE + 20 * MINUTE)
    await world.record(held, EventKind.NOTE, BEFORE - HOUR / 2)
    assert await desk.at(BEFORE) == 1
    [waiting] = [row for row in await rows(world, ReminderKind.BEFORE) if row.settled_at is None]
    assert (waiting.request_id, waiting.due_at) == (held.id, BEFORE + HOUR / 2)
    assert (waiting.claimed_until, waiting.tries, waiting.unsure) == (None, 0, False)
    assert await desk.at(BEFORE + HOUR / 2) == 1


def test_only_what_the_desk_says_by_itself_may_come_ahead() -> None:
    its_own = {ReminderKind.BEFORE, ReminderKind.AT, ReminderKind.MORNING, ReminderKind.WEEKLY}
    assert may_come_ahead() == its_own
    assert timedelta(0) < AHEAD < HOUR
    assert set(RULES) == set(ReminderKind)
