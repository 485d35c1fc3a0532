"""Putting a record right, and taking it back: both stay in the history, what counts is the right one, and impossible ones are
refused."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from db import requests
from db.attachments import File
from db.chain.links import WHO
from db.errors import AlreadyHandled, DeskError, NothingToUndo
from db.lifecycle import Channel, EventKind, Status
from db.tables import Event, Member, Request
from jobs.files.folder import EvidenceFolder
from jobs.records import correcting
from jobs.records.correcting import Corrected
from jobs.records.corrections import (
    AlreadyCorrected,
    AskedAfterDeadline,
    AskedAfterwards,
    BeforeAsking,
    Change,
    DeadlineIsMoved,
    DoesNotFit,
    NobodysRecord,
    NothingChanged,
    NotYet,
    OnlyTakenBack,
)
from jobs.records.verifying import verify
from tests.db.world import ASKED, DAY, DEADLINE, HOUR, MINUTE, World
from tests.jobs.telling import extend, undo

LATER = ASKED + 5 * HOUR


async def correct(
    world: World, request: Request, event: Event, change: Change, *, by: Member | None = None
) -> Corrected:
    """Put one event right, five hours after the asking."""
    async with world.write() as session:
        found = await requests.by_id(session, request.newsroom_id, request.id or 0)
        member = by or world.here.reporter
        return await correcting.correct(session, found, member, event.id or 0, change, now=LATER)


async def asking(world: World, request: Request) -> Event:
    async with world.database.read() as session:
        events = await requests.events_of(session, request.id or 0)
    return next(event for event in events if event.kind is EventKind.ASKED)


async def test_the_wrong_record_is_struck_and_the_right_one_counts_under_its_makers_name(
    world: World, tmp_path: Path
) -> None:
    request = await world.ask()
    reply = await world.record(request, EventKind.REPLIED_FULL, ASKED + 2 * HOUR, text="they deny it")
    change = Change(ASKED + HOUR, kind=EventKind.REPLIED_PARTIAL, answered=(2,))
    done = await correct(world, request, reply, change, by=world.here.editor)
    assert done.changed == ("kind", "questions", "time")
    facts = await world.look(request)
    assert (facts.status, [q.answered for q in facts.questions]) == (Status.PARTIAL, [False, True])
    wrong, correction, right = sorted(facts.events, key=lambda event: event.position)[2:]
    assert (wrong.corrected, wrong.text) == (True, "they deny it")
    assert (correction.kind, correction.member, correction.corrects_event_id) == (
        EventKind.CORRECTED, "Dara", wrong.id,
    )  # fmt: skip
    changed = {"took_back": "replied_full", "changed": ["kind", "questions", "time"]}
    assert correction.details == changed | {WHO: correction.details[WHO]}  # the editor's first
    assert (right.member, right.text, right.happened_at) == ("Sreyneang", "they deny it", ASKED + HOUR)
    assert right.details == {"answered": [2], "in_place_of": wrong.id}
    verdicts = await verify(world.database, EvidenceFolder(tmp_path))
    assert all(verdict.intact for verdict in verdicts)


async def test_a_reply_in_part_that_turns_out_to_answer_all_is_an_answer_in_full(world: World) -> None:
    request = await world.ask()
    reply = await world.record(request, EventKind.REPLIED_PARTIAL, ASKED + HOUR, details={"answered": [1]})
    await correct(world, request, reply, Change(answered=(1, 2)))
    assert (await world.look(request)).status is Status.ANSWERED


async def test_what_was_put_right_is_put_right_again_and_taken_back_in_its_first_order(world: World) -> None:
    request = await world.ask()
    chased = await world.record(request, EventKind.CHASED, ASKED + HOUR, channel=Channel.EMAIL)
    await world.record(request, EventKind.NOTE, ASKED + 2 * HOUR)
    once = await correct(world, request, chased, Change(channel=Channel.CALL))
    twice = await correct(world, request, once.now, Change(text="no answer"))
    assert twice.now.details["in_place_of"] == chased.id
    facts = await world.look(request)
    assert [(event.channel, event.text) for event in facts.attempts[1:]] == [(Channel.CALL, "no answer")]
    undone = [await undo(world, request) for _ in range(4)]
    assert [(each.event.kind, each.again, each.changed) for each in undone] == [
        (EventKind.CHASED, True, ("words",)),
        (EventKind.CHASED, True, ("channel",)),
        (EventKind.NOTE, False, ()),
        (EventKind.CHASED, False, ()),
    ]


async def test_an_asking_put_right_changes_when_and_how_it_was_asked(world: World) -> None:
    request = await world.ask()
    await world.record(request, EventKind.CHASED, ASKED + HOUR)
    await correct(world, request, await asking(world, request), Change(ASKED - DAY, channel=Channel.LETTER))
    facts = await world.look(request)
    assert (facts.asked_at, facts.channel, facts.status) == (ASKED - DAY, Channel.LETTER, Status.WAITING)
    assert len(facts.attempts) == 2


async def test_a_call_on_a_closed_request_can_still_be_put_right(world: World) -> None:
    request = await world.ask()
    chased = await world.record(request, EventKind.CHASED, ASKED + HOUR, channel=Channel.EMAIL)
    await world.record(request, EventKind.DECLINED, ASKED + 2 * HOUR)
    await correct(world, request, chased, Change(channel=Channel.CALL))
    facts = await world.look(request)
    assert (facts.status, facts.attempts[1].channel) == (Status.DECLINED, Channel.CALL)


async def test_files_stay_with_the_record_whose_words_were_put_right(world: World) -> None:
    request = await world.ask()
    scan = File("photo", "id", "unique")
    reply = await world.record(request, EventKind.REPLIED_FULL, ASKED + HOUR, text="yes", files=(scan,))
    await correct(world, request, reply, Change(text="no"))
    facts = await world.look(request)
    assert {event.text: len(event.files) for event in facts.events if event.text} == {"yes": 0, "no": 1}
    [file] = [file for event in facts.events for file in event.files]
    assert file.sent_at == ASKED + HOUR  # as it was sent, not when the words were put right


async def refused(
    world: World, request: Request, event: Event, change: Change, error: type[DeskError]
) -> None:
    """It is refused, and nothing changes."""
    before = await world.look(request)
    with pytest.raises(error):
        await correct(world, request, event, change)
    assert await world.look(request) == before


async def test_times_that_cannot_be_are_refused(world: World) -> None:
    request = await world.ask()
    chased = await world.record(request, EventKind.CHASED, ASKED + HOUR)
    asked = await asking(world, request)
    await refused(world, request, chased, Change(LATER + MINUTE), NotYet)
    await refused(world, request, chased, Change(ASKED - MINUTE), BeforeAsking)
    await refused(world, request, asked, Change(ASKED + HOUR + MINUTE), AskedAfterwards)
    await correct(world, request, asked, Change(ASKED + HOUR))  # at the same minute as the call


async def test_an_asking_is_not_moved_behind_its_deadline(world: World) -> None:
    request = await world.ask(deadline_at=ASKED + 2 * HOUR)
    await refused(world, request, await asking(world, request), Change(ASKED + 2 * HOUR), AskedAfterDeadline)


async def test_a_record_is_not_moved_where_it_was_impossible(world: World) -> None:
    request = await world.ask()
    await world.record(request, EventKind.DECLINED, ASKED + 2 * HOUR)
    await world.record(request, EventKind.REOPENED, ASKED + 3 * HOUR)
    chased = await world.record(request, EventKind.CHASED, ASKED + 4 * HOUR)
    await refused(world, request, chased, Change(ASKED + 2 * HOUR + timedelta(minutes=30)), DoesNotFit)


async def test_what_nobody_recorded_or_what_is_no_longer_there_is_refused(world: World) -> None:
    request, other = await world.ask(), await world.ask()
    chased = await world.record(request, EventKind.CHASED, ASKED + HOUR)
    referral = await world.record(other, EventKind.REFERRED, ASKED + HOUR)
    filed = await world.record(request, EventKind.FILED, ASKED + HOUR, details={"kept": False, "of": 3})
    async with world.database.read() as session:
        deadline = (await requests.events_of(session, request.id or 0))[0]
    await refused(world, request, deadline, Change(text="x"), DeadlineIsMoved)
    await refused(world, request, filed, Change(text="x"), NobodysRecord)
    await refused(world, other, referral, Change(text="x"), OnlyTakenBack)
    await refused(world, request, referral, Change(text="x"), AlreadyCorrected)  # of another request
    await refused(world, request, chased, Change(text=""), NothingChanged)
    await refused(world, request, chased, Change(kind=EventKind.DECLINED), OnlyTakenBack)


async def test_two_people_at_once_correct_a_record_once(world: World) -> None:
    request = await world.ask()
    chased = await world.record(request, EventKind.CHASED, ASKED + HOUR, channel=Channel.EMAIL)
    done = await asyncio.gather(
        correct(world, request, chased, Change(channel=Channel.CALL)),
        correct(world, request, chased, Change(channel=Channel.FAX), by=world.here.editor),
        return_exceptions=True,
    )
    assert sorted(type(outcome).__name__ for outcome in done) == ["AlreadyCorrected", "Corrected"]
    assert len((await world.look(request)).attempts) == 2


async def test_a_deadline_that_was_moved_can_be_taken_back_but_not_changed(world: World) -> None:
    request = await world.ask()
    moved = await extend(world, request, DEADLINE + DAY)
    await refused(world, request, moved, Change(text="they asked"), OnlyTakenBack)
    async with world.write() as session:
        found = await requests.by_id(session, world.here.id, request.id or 0)
        await correcting.take_back(session, found, world.here.reporter, moved.id or 0, now=LATER)
    assert (await world.look(request)).deadline_at == DEADLINE


async def test_only_ones_own_record_is_taken_back_on_the_request_that_is_meant(world: World) -> None:
    first, second = await world.ask(), await world.ask()
    await world.record(first, EventKind.CHASED, ASKED + HOUR)
    await world.record(second, EventKind.NOTE, ASKED + 2 * HOUR)
    await world.record(first, EventKind.DECLINED, ASKED + 3 * HOUR, by=world.here.editor)
    assert (await undo(world, first)).event.kind is EventKind.CHASED
    assert (await undo(world, by=world.here.editor)).event.kind is EventKind.DECLINED
    assert (await undo(world)).facts.id == second.id


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
    undone = [await undo(world) for _ in range(4)]
    assert [(each.event.kind, each.again) for each in undone] == [
        (EventKind.ASKED, True),
        (EventKind.ASKED, True),
        (EventKind.CHASED, False),
        (EventKind.ASKED, False),
    ]
    assert (await world.look(request)).status is Status.WITHDRAWN


async def test_a_request_whose_asking_was_taken_back_is_reopened_to_be_asked(world: World) -> None:
    request = await world.ask()
    await undo(world)
    await world.record(request, EventKind.REOPENED, ASKED + HOUR)
    assert (await world.look(request)).status is Status.WAITING
    await world.record(request, EventKind.CHASED, ASKED + 2 * HOUR)
    facts = await world.look(request)
    assert (facts.asked_at, facts.is_open) == (ASKED + 2 * HOUR, True)
