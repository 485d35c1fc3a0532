"""Taking back what was recorded: as if it had never been, and still in the history."""

from __future__ import annotations

import asyncio

import pytest

from db import lifecycle, requests
from db.errors import AlreadyHandled, NothingToUndo
from db.lifecycle import Channel, EventKind, Status
from jobs.records import correcting
from tests.db.world import ASKED, DAY, DEADLINE, HOUR, World
from tests.jobs.telling import extend, undo


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (EventKind.CHASED, Status.WAITING),
        (EventKind.ACKNOWLEDGED, Status.ACKNOWLEDGED),
        (EventKind.REPLIED_FULL, Status.ANSWERED),
        (EventKind.DECLINED, Status.DECLINED),
        (EventKind.BOUNCED, Status.UNDELIVERABLE),
        (EventKind.WITHDRAWN, Status.WITHDRAWN),
        (EventKind.NOTE, Status.WAITING),
    ],
)
async def test_what_was_recorded_last_is_taken_back_and_stays_in_the_history(
    world: World, kind: EventKind, status: Status
) -> None:
    request = await world.ask()
    before = await world.look(request)
    recorded = await world.record(request, kind, ASKED + HOUR)
    assert (await world.look(request)).status is status
    taken = await undo(world)
    after = await world.look(request)
    assert (taken.event.id, taken.request.id, taken.staying) == (recorded.id, request.id, ())
    assert (after.status, after.in_force, after.deadline_at) == (
        before.status, before.in_force, before.deadline_at,
    )  # fmt: skip
    assert [event.kind for event in after.events][2:] == [kind, EventKind.CORRECTED]


async def test_undoing_again_takes_back_what_was_recorded_before_until_nothing_is_left(world: World) -> None:
    request = await world.ask()
    await world.record(request, EventKind.CHASED, ASKED + HOUR)
    await world.record(request, EventKind.NOTE, ASKED + 2 * HOUR)
    taken = [(await undo(world)).event.kind for _ in range(3)]
    assert taken == [EventKind.NOTE, EventKind.CHASED, EventKind.ASKED]
    with pytest.raises(NothingToUndo):
        await undo(world)
    facts = await world.look(request)
    assert (facts.status, facts.asked_at) == (Status.WITHDRAWN, None)


async def test_only_ones_own_record_is_taken_back_on_the_request_that_is_meant(world: World) -> None:
    first, second = await world.ask(), await world.ask()
    await world.record(first, EventKind.CHASED, ASKED + HOUR)
    await world.record(second, EventKind.NOTE, ASKED + 2 * HOUR)
    await world.record(first, EventKind.DECLINED, ASKED + 3 * HOUR, by=world.here.editor)
    assert (await undo(world, first)).event.kind is EventKind.CHASED
    assert (await undo(world, by=world.here.editor)).event.kind is EventKind.DECLINED
    assert (await undo(world)).request.id == second.id


async def test_the_same_record_is_never_taken_back_twice_at_once(world: World) -> None:
    request = await world.ask()
    outcomes = await asyncio.gather(undo(world), undo(world), return_exceptions=True)
    failed = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
    assert len(failed) == 1
    assert isinstance(failed[0], AlreadyHandled | NothingToUndo)
    corrections = [e for e in (await world.look(request)).events if e.kind is EventKind.CORRECTED]
    assert len(corrections) == 1


async def test_undoing_an_extension_restores_the_deadline_and_whether_it_was_told(world: World) -> None:
    request = await world.ask(deadline_told=False)
    for days in (1, 2):
        await extend(world, request, DEADLINE + days * DAY)
        facts = await world.look(request)
        assert (facts.deadline_at, facts.deadline_told) == (DEADLINE + days * DAY, True)
    for deadline, told in ((DEADLINE + DAY, True), (DEADLINE, False)):
        await undo(world)
        facts = await world.look(request)
        assert (facts.deadline_at, facts.deadline_told) == (deadline, told)


async def test_naming_the_channel_does_not_change_the_order_in_which_things_are_taken_back(
    world: World,
) -> None:
    request = await world.ask(channel=None)
    await world.record(request, EventKind.CHASED, ASKED + HOUR)
    for channel in (Channel.FAX, Channel.CALL):
        async with world.write() as session:
            found = await requests.by_id(session, world.here.id, request.id or 0)
            await correcting.name_channel(session, found, world.here.reporter, channel, now=ASKED + 2 * HOUR)
    assert (await world.look(request)).channel is Channel.CALL
    assert [(await undo(world)).event.kind for _ in range(2)] == [EventKind.CHASED, EventKind.ASKED]
    assert (await world.look(request)).status is Status.WITHDRAWN


async def test_a_request_whose_asking_was_taken_back_is_reopened_to_be_asked(world: World) -> None:
    request = await world.ask()
    await undo(world)
    await world.record(request, EventKind.REOPENED, ASKED + HOUR)
    assert (await world.look(request)).status is Status.WAITING
    await world.record(request, EventKind.CHASED, ASKED + 2 * HOUR)
    facts = await world.look(request)
    assert (facts.asked_at, facts.is_open) == (ASKED + 2 * HOUR, True)


async def test_the_stored_status_is_always_what_the_events_say(world: World) -> None:
    request = await world.ask()
    moves = [
        EventKind.ACKNOWLEDGED, EventKind.REPLIED_PARTIAL, EventKind.DECLINED, EventKind.REOPENED,
        EventKind.CHASED, EventKind.REPLIED_FULL, EventKind.NOTE,
    ]  # fmt: skip
    for hours, kind in enumerate(moves, start=1):
        await world.record(request, kind, ASKED + hours * HOUR)
        facts = await world.look(request)
        assert facts.status is lifecycle.status_after(facts.events)
    for _ in moves:
        await undo(world, hours=24)
        facts = await world.look(request)
        assert facts.status is lifecycle.status_after(facts.events)
    assert facts.status is Status.WAITING
