"""Whatever changes a request: its record, its deadline, and where a referral leads."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import sqlalchemy as sa

from db import requests
from db.errors import NothingToUndo, NotPossibleNow
from db.lifecycle import Channel, EventKind, Status
from db.requests import Asked, NewEvent
from db.tables import Body, Request
from jobs.records import correcting, recording
from tests.db.world import ASKED, DAY, DEADLINE, HOUR, World
from tests.jobs.telling import extend, put_story, undo


async def refer(world: World, request: Request, *bodies: Body, text: str = "") -> list[Request]:
    async with world.write() as session:
        found = await requests.by_id(session, world.here.id, request.id or 0)
        return await recording.refer(
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


async def test_a_closed_request_cannot_be_extended_or_referred(world: World) -> None:
    request = await world.ask()
    await world.record(request, EventKind.REPLIED_FULL, ASKED + HOUR)
    with pytest.raises(NotPossibleNow):
        await refer(world, request, world.here.police)
    with pytest.raises(NotPossibleNow):
        await extend(world, request, DEADLINE + DAY)
    assert (await world.look(request)).referred_to == ()


async def test_a_referral_closes_the_request_and_opens_linked_ones_that_nobody_has_asked(
    world: World,
) -> None:
    request = await world.ask(story_id=(await put_story(world)).id)
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


async def test_what_was_put_to_a_body_for_a_story_is_found_in_order_with_what_waits_to_be_asked(
    world: World,
) -> None:
    story_id = (await put_story(world)).id or 0
    first = await world.ask(story_id=story_id)
    await world.ask()  # for no story
    [opened] = await refer(world, first, world.here.police)
    async with world.write() as session:
        ids = [first.body_id, world.here.police.id or 0]
        found = await requests.put_before(session, world.here.id, body_ids=ids, story_id=story_id)
        elsewhere = await requests.put_before(session, world.here.id + 1, body_ids=ids, story_id=story_id)
    questions = [question.text for question in (await world.look(first)).questions]
    assert [(put.number, put.text, put.status) for put in found] == [
        *((first.number, text, Status.REFERRED) for text in questions),
        *((opened.number, text, Status.WAITING) for text in questions),
    ]
    assert {put.number for put in found if put.asked_at is None} == {opened.number}
    assert elsewhere == []


async def test_asking_the_body_named_asks_the_request_that_the_referral_opened(world: World) -> None:
    story_id = (await put_story(world)).id
    request = await world.ask(story_id=story_id)
    [opened] = await refer(world, request, world.here.police)
    police: dict[str, Any] = {
        "body_id": world.here.police.id,
        "deadline_at": DEADLINE + 2 * DAY,
        "story_id": story_id,
        "asked_at": ASKED + DAY,
    }
    asked = await world.ask(questions=[Asked("And you?")], **police)
    assert (asked.id, asked.number) == (opened.id, 2)
    facts = await world.look(asked)
    assert facts.referred_from is not None
    assert facts.referred_from.number == 1
    assert [q.text for q in facts.questions] == ["And you?"]
    assert (facts.asked_at, facts.deadline_at, facts.deadline_told) == (ASKED + DAY, DEADLINE + 2 * DAY, True)
    assert (facts.channel, facts.status, len(facts.attempts)) == (Channel.EMAIL, Status.WAITING, 1)
    again = await world.ask(**police)
    assert again.number == 3


async def test_a_request_that_does_not_clearly_follow_the_referral_is_a_new_one(world: World) -> None:
    story_id, other_id = (await put_story(world)).id, (await put_story(world, slug="other")).id
    [opened] = await refer(world, await world.ask(story_id=story_id), world.here.police)
    [without] = await refer(world, await world.ask(), world.here.police)
    police = world.here.police.id
    separate: list[dict[str, Any]] = [
        {"body_id": police, "story_id": other_id},
        {"body_id": police, "story_id": None},
        {"body_id": police, "story_id": story_id, "member_id": world.here.editor.id},
        {"body_id": world.here.court.id, "story_id": story_id},
        {"body_id": police, "story_id": story_id, "asked_at": None},
    ]
    numbers = [(await world.ask(now=ASKED + DAY, **changes)).number for changes in separate]
    assert numbers == [5, 6, 7, 8, 9]
    for linked in (opened, without):
        assert (await world.look(linked)).asked_at is None


async def test_the_deadline_of_what_nobody_has_asked_was_told_to_nobody(world: World) -> None:
    [opened] = await refer(world, await world.ask(), world.here.police)
    await extend(world, opened, DEADLINE + 3 * DAY, ASKED + DAY)
    facts = await world.look(opened)
    assert (facts.deadline_at, facts.deadline_told) == (DEADLINE + 3 * DAY, False)


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
    assert [each.number for each in taken.staying] == [opened.number]
    assert (await world.look(request)).status is Status.WAITING
    assert (await world.look(opened)).referred_from is not None


async def test_the_channel_can_be_named_afterwards(world: World) -> None:
    request = await world.ask(channel=None, contact="the clerk")
    async with world.write() as session:
        found = await requests.by_id(session, world.here.id, request.id or 0)
        await correcting.name_channel(session, found, world.here.editor, Channel.FAX, now=ASKED + HOUR)
    facts = await world.look(request)
    assert (facts.channel, facts.contact, facts.asked_at) == (Channel.FAX, "the clerk", ASKED)
    assert [event.channel for event in facts.attempts] == [Channel.FAX]
    assert (facts.status, len(facts.events)) == (Status.WAITING, 4)


async def test_no_channel_can_be_named_for_what_nobody_has_asked(world: World) -> None:
    [opened] = await refer(world, await world.ask(), world.here.police)
    async with world.write() as session:
        found = await requests.by_id(session, world.here.id, opened.id or 0)
        with pytest.raises(NothingToUndo):
            await correcting.name_channel(session, found, world.here.editor, Channel.FAX, now=ASKED + HOUR)


NOW = ASKED + 4 * HOUR


async def ask_both(world: World, story_id: int) -> list[int]:
    room = world.here
    both = [
        world.new(body_id=body.id, story_id=story_id, asked_at=NOW, deadline_at=NOW + DAY)
        for body in (room.court, room.police)
    ]
    async with world.write() as session:
        return [
            one.facts.number for one in await recording.ask_several(session, room.newsroom, both, now=NOW)
        ]


async def somebody_waits(world: World) -> None:
    """On PostgreSQL, until a transaction waits for another's lock; on SQLite it waits to begin."""
    if world.database.url.get_backend_name() != "postgresql":
        return
    async with asyncio.timeout(60), world.database.read() as session:
        connection = await session.connection()
        while not (await connection.scalar(sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted"))):  # noqa: ASYNC110  (no event tells of it)
            await asyncio.sleep(0.01)


async def test_it_waits_for_no_request_while_others_wait_for_the_newsroom(world: World) -> None:
    story_id = (await put_story(world)).id or 0
    [opened] = await refer(world, await world.ask(story_id=story_id), world.here.police)
    held = asyncio.Event()

    async def note() -> None:
        async with world.write() as session:
            request = await requests.by_number(session, world.here.id, opened.number)
            held.set()
            await somebody_waits(world)
            said = NewEvent(EventKind.NOTE, world.here.editor.id or 0, NOW, text="they moved office")
            await recording.record(session, request, said, now=NOW)

    async def ask() -> list[int]:
        await held.wait()
        return await ask_both(world, story_id)

    _, numbers = await asyncio.gather(note(), ask())
    assert numbers == [3, opened.number]
    assert [event.text for event in (await world.look(opened)).events if event.text] == ["they moved office"]
