"""When telling fails: later, again, or to somebody else; never twice to be sure, never lost."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from db.lifecycle import EventKind
from db.tables import Member, Outcome, ReminderKind
from jobs.outbox import LEASE, OutboxSender
from jobs.reminders.notices import Delivery, Gone, Moved, Notice, Retry
from tests.db.world import DAY, DEADLINE, HOUR, MINUTE, World
from tests.jobs.telling import Desk, Recorder, desk_of, enqueue_own, put_story, rows

BEFORE = DEADLINE - DAY
PUBLISH = datetime.fromisoformat("2024-12-06T18:00:00+07:00")
SECOND = timedelta(seconds=1)


class PowerCut(BaseException):
    """The process ends here."""


async def test_what_could_not_be_told_is_told_later(world: World, desk: Desk) -> None:
    await world.ask()
    chat = world.here.reporter.telegram_id
    desk.notifier.answer(chat, Retry(10 * MINUTE, "flood control", unsure=False))
    assert await desk.at(BEFORE) == 0
    assert await desk.at(BEFORE + 10 * MINUTE - SECOND) == 0
    assert await desk.at(BEFORE + 10 * MINUTE) == 1
    assert [notice.may_repeat for notice in desk.notifier.tried] == [False, False]
    [settled] = await rows(world, ReminderKind.BEFORE)
    assert (settled.tries, settled.outcome) == (2, Outcome.SENT)


async def test_what_may_have_arrived_is_told_again_as_a_possible_repeat(world: World, desk: Desk) -> None:
    await world.ask()
    desk.notifier.answer(world.here.reporter.telegram_id, Retry(MINUTE, "a timeout", unsure=True))
    await desk.at(BEFORE)
    await desk.at(BEFORE + MINUTE)
    assert [notice.may_repeat for notice in desk.notifier.tried] == [False, True]


async def test_no_try_is_put_off_for_longer_than_an_hour(world: World, desk: Desk) -> None:
    await world.ask()
    desk.notifier.answer(world.here.reporter.telegram_id, Retry(DAY, "flood control", unsure=False))
    await desk.at(BEFORE)
    assert await desk.at(BEFORE + HOUR) == 1


async def test_an_editor_is_told_instead_of_a_reporter_who_blocked_the_bot(world: World, desk: Desk) -> None:
    await world.ask()
    desk.notifier.answer_always(world.here.reporter.telegram_id, Gone("blocked"))
    assert await desk.at(BEFORE) == 1
    [told] = desk.notifier.reminders()
    assert (told.to.chat_id, told.instead_of, told.kind) == (
        world.here.editor.telegram_id, "Sreyneang", ReminderKind.BEFORE,
    )  # fmt: skip
    async with world.database.read() as session:
        assert (await session.get_one(Member, world.here.reporter.id)).unreachable_since == BEFORE
    outcomes = [(row.outcome, row.trouble) for row in await rows(world, ReminderKind.BEFORE)]
    assert outcomes == [(Outcome.PASSED_ON, "blocked"), (Outcome.SENT, "")]
    assert await desk.at(DEADLINE) == 1
    assert [notice.kind for notice in desk.notifier.reminders()] == [ReminderKind.BEFORE, ReminderKind.AT]


async def test_when_nobody_can_be_reached_it_is_given_up_and_tried_again_at_the_next_rung(
    world: World, desk: Desk
) -> None:
    await world.ask()
    for member in (world.here.reporter, world.here.editor):
        desk.notifier.answer_always(member.telegram_id, Gone("blocked"))
    assert await desk.at(BEFORE) == 0
    assert len(desk.notifier.tried) == 2
    assert [row.outcome for row in await rows(world, ReminderKind.BEFORE)] == [
        Outcome.PASSED_ON,
        Outcome.DEAD,
    ]
    assert await desk.at(BEFORE + HOUR) == 0
    assert len(desk.notifier.tried) == 2
    await desk.at(DEADLINE)
    assert len(desk.notifier.tried) == 3


async def test_ones_own_reminder_and_final_call_are_passed_on_too(world: World, desk: Desk) -> None:
    story = await put_story(world, PUBLISH)
    request = await world.ask(story_id=story.id, deadline_at=PUBLISH + 9 * DAY)
    await enqueue_own(world, request, PUBLISH - HOUR)
    desk.notifier.answer_always(world.here.reporter.telegram_id, Gone("blocked"))
    assert await desk.at(PUBLISH - HOUR) == 2
    [own] = desk.notifier.reminders()
    [call] = desk.notifier.final_calls()
    assert (own.instead_of, own.text, call.instead_of) == ("Sreyneang", "call Sok", "Sreyneang")
    assert {own.to.chat_id, call.to.chat_id} == {world.here.editor.telegram_id}
    assert [facts.number for facts in call.requests] == [1]


async def cut_off_at(desk: Desk, instant: datetime, count: int = 0) -> None:
    """Send until the power fails, in the middle of telling number `count` (from 0)."""

    def cut(notice: Notice) -> None:
        if len(desk.notifier.tried) == count:
            raise PowerCut

    desk.notifier.before = cut
    with pytest.raises(PowerCut):
        await desk.at(instant)
    desk.notifier.before = lambda notice: None


async def test_a_crash_between_sending_and_settling_tells_twice_rather_than_never(
    world: World, desk: Desk
) -> None:
    await world.ask()
    await cut_off_at(desk, BEFORE)
    assert await desk.at(BEFORE + LEASE - SECOND) == 0
    assert await desk.at(BEFORE + LEASE) == 1
    [told] = desk.notifier.reminders()
    assert told.may_repeat
    assert await desk.at(BEFORE + HOUR) == 0


async def test_after_a_crash_all_that_was_claimed_is_told_and_what_was_told_is_not_told_again(
    world: World, desk: Desk
) -> None:
    for number in range(4):
        await enqueue_own(world, await world.ask(deadline_at=DEADLINE + 30 * DAY), BEFORE, f"own {number}")
    await cut_off_at(desk, BEFORE, count=2)
    assert await desk.at(BEFORE + LEASE) == 2
    assert sorted(notice.text for notice in desk.notifier.reminders()) == [f"own {n}" for n in range(4)]


async def test_a_reminder_to_be_retried_is_dropped_when_the_answer_comes_first(
    world: World, desk: Desk
) -> None:
    request = await world.ask()
    desk.notifier.answer(world.here.reporter.telegram_id, Retry(30 * MINUTE, "a timeout", unsure=True))
    await desk.at(BEFORE)
    await world.record(request, EventKind.REPLIED_FULL, BEFORE + 10 * MINUTE)
    assert await desk.at(BEFORE + 30 * MINUTE) == 0
    assert [row.outcome for row in await rows(world)] == [Outcome.DROPPED]


async def test_an_event_recorded_while_a_try_waits_does_not_lead_to_two_reminders(
    world: World, desk: Desk
) -> None:
    request = await world.ask()
    for unsure in (False, True):
        desk.notifier.answer(world.here.reporter.telegram_id, Retry(30 * MINUTE, "a timeout", unsure=unsure))
    await desk.at(BEFORE)
    await world.record(request, EventKind.NOTE, BEFORE + 10 * MINUTE)
    await desk.through(BEFORE + 11 * HOUR, every=10 * MINUTE)
    assert len(desk.notifier.told) == 1


async def test_what_another_process_claimed_meanwhile_is_left_to_it(world: World, desk: Desk) -> None:
    request = await world.ask(deadline_at=DEADLINE + 30 * DAY)
    for number in range(3):
        await enqueue_own(world, request, BEFORE, f"{number}")
    other = desk_of(world, BEFORE)

    class Slow(Recorder):
        """The first message takes longer than the lease, and another process sends in the meantime."""

        async def tell(self, notice: Notice) -> Delivery:
            if not self.tried:
                desk.clock.instant += LEASE
                await other.at(desk.clock.instant)
            return await super().tell(notice)

    slow = Slow()
    desk.clock.instant = BEFORE
    await OutboxSender(world.database, slow, desk.clock).run()
    assert [notice.text for notice in slow.reminders()] == ["0"]
    assert [notice.text for notice in other.notifier.reminders()] == ["0", "1", "2"]
    assert all(notice.may_repeat for notice in other.notifier.reminders())
    assert [row.outcome for row in await rows(world, ReminderKind.OWN)] == [Outcome.SENT] * 3


async def test_when_telling_takes_longer_than_the_lease_all_are_told_once_all_the_same(
    world: World, desk: Desk
) -> None:
    request = await world.ask(deadline_at=DEADLINE + 30 * DAY)
    for number in range(3):
        await enqueue_own(world, request, BEFORE, f"{number}")

    def dawdle(notice: Notice) -> None:
        desk.clock.instant += LEASE + SECOND

    desk.notifier.before = dawdle
    assert await desk.at(BEFORE) == 3
    assert await desk_of(world).at(desk.clock.instant) == 0


async def test_a_private_chat_that_seems_to_move_twice_is_tried_again_later(world: World, desk: Desk) -> None:
    await world.ask()
    desk.notifier.answer(world.here.reporter.telegram_id, Moved(-1001))
    desk.notifier.answer(-1001, Moved(-1002))
    assert await desk.at(BEFORE) == 0
    assert await desk.at(BEFORE + LEASE) == 1
    assert desk.notifier.told[0].to.chat_id == world.here.reporter.telegram_id
