"""The outbox sender tells what is due when it is due, once, and only while it matters; when telling fails, it is told later,
again, or to somebody else, never twice to be sure, never lost."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event

from db import requests
from db.lifecycle import EventKind
from db.tables import Member, Outcome, ReminderKind
from jobs.outbox import BATCH, LEASE, OutboxSender
from jobs.reminders import planning
from jobs.reminders.notices import Arrived, Delivery, Gone, Moved, Notice, NotNow, Retry
from tests.db.world import ASKED, DAY, DEADLINE, HOUR, MINUTE, World
from tests.jobs.telling import (
    Desk,
    Recorder,
    another_editor,
    desk_of,
    enqueue_own,
    publish,
    put_story,
    rows,
)

BEFORE = DEADLINE - DAY
PUBLISH = datetime.fromisoformat("2024-12-06T18:00:00+07:00")
SECOND = timedelta(seconds=1)
LONG = " call Sok" * 60  # of these no two fit into one message


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
        ("unheeded", "Fri 06 09"), ("morning", "Mon 09 09"), ("morning", "Tue 10 09"), ("morning", "Wed 11 09"),
    ]  # fmt: skip


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


async def test_ones_own_reminder_is_passed_on_too_and_each_editor_has_a_final_call_anyway(
    world: World, desk: Desk
) -> None:
    story = await put_story(world, PUBLISH)
    request = await world.ask(story_id=story.id, deadline_at=PUBLISH + 9 * DAY)
    await enqueue_own(world, request, PUBLISH - HOUR)
    desk.notifier.answer_always(world.here.reporter.telegram_id, Gone("blocked"))
    assert await desk.at(PUBLISH - HOUR) == 2
    [own] = desk.notifier.reminders()
    [call] = desk.notifier.final_calls()
    assert (own.instead_of, own.text) == ("Sreyneang", "call Sok")
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
        await enqueue_own(
            world, await world.ask(deadline_at=DEADLINE + 30 * DAY), BEFORE, f"own {number}{LONG}"
        )
    await cut_off_at(desk, BEFORE, count=2)
    assert await desk.at(BEFORE + LEASE) == 2
    assert sorted(notice.text[:5] for notice in desk.notifier.reminders()) == [f"own {n}" for n in range(4)]


async def test_a_reminder_to_be_retried_is_dropped_when_the_answer_comes_first(
    world: World, desk: Desk
) -> None:
    request = await world.ask()
    desk.notifier.answer(world.here.reporter.telegram_id, Retry(30 * MINUTE, "a timeout", unsure=True))
    await desk.at(BEFORE)
    await world.record(request, EventKind.REPLIED_FULL, BEFORE + 10 * MINUTE)
    assert await desk.at(BEFORE + 30 * MINUTE) == 0
    assert [row.outcome for row in await rows(world)] == [Outcome.DROPPED]


@pytest.mark.wide
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


async def owe_long(world: World, count: int) -> None:
    """So many reminders of the reporter's own, each too long to come with another."""
    request = await world.ask(deadline_at=DEADLINE + 30 * DAY)
    for number in range(count):
        await enqueue_own(world, request, BEFORE, f"{number}{LONG}")


async def test_what_another_process_claimed_meanwhile_is_left_to_it(world: World, desk: Desk) -> None:
    await owe_long(world, 3)
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
    assert [notice.text[0] for notice in slow.reminders()] == ["0"]
    assert [notice.text[0] for notice in other.notifier.reminders()] == ["0", "1", "2"]
    assert all(notice.may_repeat for notice in other.notifier.reminders())
    assert [row.outcome for row in await rows(world, ReminderKind.OWN)] == [Outcome.SENT] * 3


@pytest.mark.parametrize("takes", [LEASE + SECOND, LEASE * 0.6])
async def test_when_telling_takes_longer_than_the_lease_or_most_of_it_all_are_told_once_all_the_same(
    world: World, desk: Desk, takes: timedelta
) -> None:
    await owe_long(world, 3)

    def dawdle(notice: Notice) -> None:
        desk.clock.instant += takes

    desk.notifier.before = dawdle
    assert await desk.at(BEFORE) == 3
    told = desk.notifier.reminders()
    assert [notice.text[0] for notice in told] == ["0", "1", "2"]
    assert any(notice.may_repeat for notice in told) is (takes > LEASE)
    assert await desk_of(world).at(desk.clock.instant) == 0


async def test_a_private_chat_that_seems_to_move_twice_is_tried_again_later(world: World, desk: Desk) -> None:
    await world.ask()
    desk.notifier.answer(world.here.reporter.telegram_id, Moved(-1001))
    desk.notifier.answer(-1001, Moved(-1002))
    assert await desk.at(BEFORE) == 0
    assert await desk.at(BEFORE + LEASE) == 1
    assert desk.notifier.told[0].to.chat_id == world.here.reporter.telegram_id


async def owe_all(world: World, people: int) -> list[int]:
    """Reminders of their own, one each to so many editors; returns their chats."""
    request = await world.ask(deadline_at=DEADLINE + 30 * DAY)
    members = [await another_editor(world, 7_000 + number) for number in range(people)]
    for member in members:
        async with world.write() as session:
            session.add(world.reminder(BEFORE, member_id=member.id, request_id=request.id, text="call"))
    return [member.telegram_id for member in members]


async def test_what_goes_to_many_chats_is_told_side_by_side_and_settled_together(
    world: World, desk: Desk
) -> None:
    chats = await owe_all(world, 30)
    together, written = asyncio.Barrier(len(chats)), 0

    class SideBySide(Recorder):
        """Nobody is told before all are being told."""

        async def tell(self, notice: Notice) -> Delivery:
            await together.wait()
            return await super().tell(notice)

    def count(*_: object) -> None:
        nonlocal written
        written += 1

    event.listen(world.database.engine.sync_engine, "commit", count)
    desk.clock.instant, all_at_once = BEFORE, SideBySide()
    assert await OutboxSender(world.database, all_at_once, desk.clock).run() == len(chats)
    assert {notice.to.chat_id for notice in all_at_once.told} == set(chats)
    assert [row.outcome for row in await rows(world, ReminderKind.OWN)] == [Outcome.SENT] * len(chats)
    assert written <= 4  # claimed, found that no more is due, settled, and looked once more


@pytest.mark.long
async def test_somebody_to_whom_much_is_owed_does_not_hold_up_the_others(world: World, desk: Desk) -> None:
    request = await world.ask(deadline_at=DEADLINE + 30 * DAY)
    for number in range(BATCH * 5):
        await enqueue_own(world, request, BEFORE, f"{number}{LONG}")
    async with world.write() as session:
        session.add(world.reminder(BEFORE, member_id=world.here.editor.id, request_id=request.id))
    assert await desk.at(BEFORE) == BATCH * 5 + 1
    told = desk.notifier.reminders()
    assert world.here.editor.telegram_id in {notice.to.chat_id for notice in told[:5]}
    theirs = [
        notice.text.split()[0] for notice in told if notice.to.chat_id == world.here.reporter.telegram_id
    ]
    assert theirs == [f"{number}" for number in range(BATCH * 5)]


async def test_an_alert_passes_the_reminders_that_wait(world: World, desk: Desk) -> None:
    story = await put_story(world, BEFORE)
    late = await world.ask(story_id=story.id, deadline_at=DEADLINE + 30 * DAY)
    for number in range(10):
        await enqueue_own(world, late, BEFORE + HOUR, f"{number}{LONG}")
    await publish(world, story.id, BEFORE, now=BEFORE)

    class Busy(Recorder):
        """An answer comes while the first reminder is being told."""

        async def tell(self, notice: Notice) -> Delivery:
            if not self.tried:
                await world.record(late, EventKind.REPLIED_FULL, BEFORE + HOUR)
            return await super().tell(notice)

    desk.clock.instant, busy = BEFORE + HOUR, Busy()
    await OutboxSender(world.database, busy, desk.clock).run()
    reporter = world.here.reporter.telegram_id
    assert len(busy.alerts()) == 2
    told = [notice for notice in busy.told if notice.to.chat_id == reporter]
    assert told.index(next(alert for alert in busy.alerts() if alert.to.chat_id == reporter)) < 5
    assert len(told) == 11


async def test_while_telegram_wants_quiet_nothing_is_told_and_afterwards_all_of_it_once(
    world: World, desk: Desk
) -> None:
    await owe_long(world, 9)
    desk.notifier.answer_always(
        world.here.reporter.telegram_id, NotNow(10 * MINUTE, "Telegram asked us to wait")
    )
    assert await desk.at(BEFORE) == 0
    tried = len(desk.notifier.tried)
    assert tried < 9  # the others were not even tried
    assert await desk.at(BEFORE + 10 * MINUTE - SECOND) == 0
    assert len(desk.notifier.tried) == tried
    desk.notifier.answer_always(world.here.reporter.telegram_id, Arrived())
    assert await desk.at(BEFORE + 10 * MINUTE) == 9
    assert [notice.text[0] for notice in desk.notifier.reminders()] == [f"{n}" for n in range(9)]
    assert not any(notice.may_repeat for notice in desk.notifier.reminders())


async def test_what_may_have_arrived_stays_a_possible_repeat_however_the_next_try_fails(
    world: World, desk: Desk
) -> None:
    await world.ask()
    chat = world.here.reporter.telegram_id
    desk.notifier.answer(
        chat, Retry(MINUTE, "a timeout", unsure=True), Retry(MINUTE, "refused", unsure=False)
    )
    for minutes in range(3):
        await desk.at(BEFORE + minutes * MINUTE)
    assert [notice.may_repeat for notice in desk.notifier.tried] == [False, True, True]


async def test_a_desk_that_stops_in_the_middle_settles_what_it_told_and_gives_back_what_it_had_not_begun(
    world: World, desk: Desk
) -> None:
    await owe_long(world, 3)
    second_begun = asyncio.Event()

    class Interrupted(Recorder):
        """Telling the second never ends."""

        async def tell(self, notice: Notice) -> Delivery:
            if self.tried:
                second_begun.set()
                await asyncio.Event().wait()
            return await super().tell(notice)

    desk.clock.instant = BEFORE
    stopping = OutboxSender(world.database, Interrupted(), desk.clock)
    sweep = asyncio.create_task(stopping.run())
    await second_begun.wait()
    sweep.cancel()
    await stopping.ended()
    with pytest.raises(asyncio.CancelledError):
        await sweep
    assert [row.outcome for row in await rows(world, ReminderKind.OWN)] == [Outcome.SENT, None, None]

    assert await desk.at(BEFORE) == 1
    assert await desk.at(BEFORE + LEASE) == 1
    assert [(notice.text[0], notice.may_repeat) for notice in desk.notifier.reminders()] == [
        ("2", False), ("1", True),
    ]  # fmt: skip
