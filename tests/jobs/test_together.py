"""What falls due together for one person is claimed, told and settled together, and nothing is lost or told twice by it."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta

import pytest

from db.lifecycle import EventKind
from db.tables import Outcome, ReminderKind
from jobs.reminders.notices import Gone, NotNow, RemindersNotice, Retry
from jobs.reminders.rules import AHEAD, RULES, may_come_ahead
from tests.db.world import DAY, DEADLINE, HOUR, MINUTE, World
from tests.jobs.telling import Desk, desk_of, enqueue_own, reminders_in, rows

BEFORE = DEADLINE - DAY
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


@pytest.mark.parametrize("kind", [kind for kind in ReminderKind if kind not in may_come_ahead()])
async def test_what_must_be_true_at_its_time_never_comes_before_it(
    world: World, desk: Desk, kind: ReminderKind
) -> None:
    request = await world.ask(deadline_at=DEADLINE + 30 * DAY)
    await enqueue_own(world, request, BEFORE)
    if kind is ReminderKind.AT:
        await world.ask(deadline_at=BEFORE + MINUTE)
    else:
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
    assert may_come_ahead() == {ReminderKind.BEFORE, ReminderKind.MORNING, ReminderKind.WEEKLY}
    assert timedelta(0) < AHEAD < HOUR
    assert set(RULES) == set(ReminderKind)
