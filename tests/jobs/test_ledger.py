"""Whatever changes a request: its record, what may be taken back, and where a referral leads."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from db import lifecycle, requests
from db.errors import AlreadyHandled, NothingToUndo, NotPossibleNow
from db.lifecycle import Channel, EventKind, Status
from db.requests import Asked
from db.tables import Body, Member, Request
from jobs import ledger
from jobs.ledger import TakenBack
from tests.db.world import ASKED, DAY, DEADLINE, HOUR, World


async def undo(
    world: World, request: Request | None = None, *, by: Member | None = None, hours: int = 5
) -> TakenBack:
    async with world.write() as session:
        return await ledger.undo(
            session, by or world.here.reporter, request.id if request else None, now=ASKED + hours * HOUR
        )


async def refer(world: World, request: Request, *bodies: Body, text: str = "") -> list[Request]:
    async with world.write() as session:
        found = await requests.by_id(session, world.here.id, request.id or 0)
        return await ledger.refer(
            session,
            world.here.newsroom,
            found,
            world.here.reporter,
            [body.id or 0 for body in bodies],
            text=text,
            happened_at=ASKED + 2 * HOUR,
            deadlines=[DEADLINE + DAY] * len(bodies),
            now=ASKED + 3 * HOUR,
        )


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
    assert (after.status, after.standing, after.deadline_at) == (
        before.status, before.standing, before.deadline_at,
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
        async with world.write() as session:
            found = await requests.by_id(session, world.here.id, request.id or 0)
            await ledger.extend(
                session, found, world.here.reporter, DEADLINE + days * DAY, "a letter", now=ASKED + HOUR
            )
        facts = await world.look(request)
        assert (facts.deadline_at, facts.deadline_told) == (DEADLINE + days * DAY, True)
    for deadline, told in ((DEADLINE + DAY, True), (DEADLINE, False)):
        await undo(world)
        facts = await world.look(request)
        assert (facts.deadline_at, facts.deadline_told) == (deadline, told)


async def test_a_closed_request_cannot_be_extended_or_referred(world: World) -> None:
    request = await world.ask()
    await world.record(request, EventKind.DECLINED, ASKED + HOUR)
    with pytest.raises(NotPossibleNow):
        await refer(world, request, world.here.police)
    async with world.write() as session:
        found = await requests.by_id(session, world.here.id, request.id or 0)
        with pytest.raises(NotPossibleNow):
            await ledger.extend(session, found, world.here.reporter, DEADLINE + DAY, "", now=ASKED + HOUR)
    assert (await world.look(request)).referred_to == ()


async def test_a_referral_closes_the_request_and_opens_linked_ones_that_nobody_has_asked(
    world: World,
) -> None:
    async with world.write() as session:
        story, _ = await ledger.put_story(
            session, world.here.newsroom, "mangopark", title=None, publish_at=None, now=ASKED
        )
    request = await world.ask(story_id=story.id)
    opened = await refer(world, request, world.here.police, world.here.court, text="not ours")
    facts = await world.look(request)
    assert facts.status is Status.REFERRED
    assert [link.number for link in facts.referred_to] == [2, 3]
    assert facts.events[-1].text == "not ours"
    for linked, body in zip(opened, ("National Police", "Phnom Penh Municipal Court"), strict=True):
        found = await world.look(linked)
        assert (found.body, found.story, found.member, found.status) == (
            body, "mangopark", "Sreyneang", Status.WAITING,
        )  # fmt: skip
        assert (found.asked_at, found.channel, found.attempts) == (None, None, ())
        assert (found.deadline_at, found.deadline_told) == (DEADLINE + DAY, False)
        assert [q.text for q in found.questions] == [q.text for q in facts.questions]


async def test_asking_the_body_named_asks_the_request_that_the_referral_opened(world: World) -> None:
    request = await world.ask()
    [opened] = await refer(world, request, world.here.police)
    police: dict[str, Any] = {"body_id": world.here.police.id, "deadline_at": DEADLINE + 2 * DAY}
    asked = await world.ask(questions=[Asked("And you?")], now=ASKED + DAY, asked_at=ASKED + DAY, **police)
    assert (asked.id, asked.number) == (opened.id, 2)
    facts = await world.look(asked)
    assert facts.referred_from is not None
    assert facts.referred_from.number == 1
    assert [q.text for q in facts.questions] == ["And you?"]
    assert (facts.asked_at, facts.deadline_at, facts.deadline_told) == (ASKED + DAY, DEADLINE + 2 * DAY, True)
    assert (facts.channel, facts.status, len(facts.attempts)) == (Channel.EMAIL, Status.WAITING, 1)
    again = await world.ask(**police)
    assert again.number == 3


async def test_asking_for_another_story_or_another_body_opens_a_new_request(world: World) -> None:
    async with world.write() as session:
        story, _ = await ledger.put_story(
            session, world.here.newsroom, "other", title=None, publish_at=None, now=ASKED
        )
    await refer(world, await world.ask(), world.here.police)
    assert (await world.ask(body_id=world.here.police.id, story_id=story.id)).number == 3
    assert (await world.ask()).number == 4


async def test_the_first_attempt_at_a_referred_request_is_its_asking(world: World) -> None:
    [opened] = await refer(world, await world.ask(), world.here.police)
    await world.record(opened, EventKind.CHASED, ASKED + DAY, channel=Channel.CALL, text="no answer")
    facts = await world.look(opened)
    assert [event.kind for event in facts.events] == [EventKind.DEADLINE_SET, EventKind.ASKED]
    assert (facts.asked_at, facts.channel, facts.events[1].text) == (ASKED + DAY, Channel.CALL, "no answer")
    await undo(world, opened)
    facts = await world.look(opened)
    assert (facts.asked_at, facts.status) == (None, Status.WAITING)


async def test_undoing_a_referral_reopens_the_request_and_says_which_linked_ones_stay(world: World) -> None:
    request = await world.ask()
    [opened] = await refer(world, request, world.here.police)
    taken = await undo(world, request)
    assert taken.staying == (opened.number,)
    assert (await world.look(request)).status is Status.WAITING
    assert (await world.look(opened)).referred_from is not None


async def test_the_channel_can_be_named_afterwards(world: World) -> None:
    request = await world.ask(channel=None, contact="the clerk")
    async with world.write() as session:
        found = await requests.by_id(session, world.here.id, request.id or 0)
        await ledger.name_channel(session, found, world.here.editor, Channel.FAX, now=ASKED + HOUR)
    facts = await world.look(request)
    assert (facts.channel, facts.contact, facts.asked_at) == (Channel.FAX, "the clerk", ASKED)
    assert [event.channel for event in facts.attempts] == [Channel.FAX]
    assert (facts.status, len(facts.events)) == (Status.WAITING, 4)


async def test_no_channel_can_be_named_for_what_nobody_has_asked(world: World) -> None:
    [opened] = await refer(world, await world.ask(), world.here.police)
    async with world.write() as session:
        found = await requests.by_id(session, world.here.id, opened.id or 0)
        with pytest.raises(NothingToUndo):
            await ledger.name_channel(session, found, world.here.editor, Channel.FAX, now=ASKED + HOUR)


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
