"""Renaming, merging and parting bodies on both databases, and what is logged at the same moment."""

from __future__ import annotations

import asyncio

from sqlmodel import col, select

from db import bodies, queries, requests
from db.bodies import NewContact
from db.chain.check import check_chain
from db.chain.record import check_record
from db.lifecycle import BodyKind, Channel, EventKind
from db.queries import Scope
from db.tables import Body, Event, Newsroom, Request
from jobs.records import directory, recording
from tests.db.world import ASKED, HOUR, World


async def troubles(world: World) -> list[object]:
    found: list[object] = []
    async with world.database.read() as session:
        for newsroom in (await session.exec(select(Newsroom))).all():
            chain = await check_chain(session, newsroom)
            found += [*chain.troubles, *[one async for one in check_record(session, newsroom.id or 0, chain)]]
    return found


async def merge(world: World) -> None:
    """The court of both newsrooms has a request; here it becomes one with the police."""
    await world.ask()
    await world.ask(world.there)
    await world.ask(body_id=world.here.police.id)
    async with world.write() as session:
        await bodies.add_contact(session, world.here.court, NewContact("Sok", channel=Channel.CALL))
        await bodies.add_contact(session, world.here.court, NewContact("Chea"))
        await bodies.add_contact(session, world.here.police, NewContact("Chea"))
        court = await session.get_one(Body, world.here.court.id)
        court.kind, court.usual_deadline = BodyKind.COURT, "3wd"
        session.add(court)
    async with world.write() as session:
        other, into = [
            await bodies.by_id(session, world.here.id, body.id or 0)
            for body in (world.here.court, world.here.police)
        ]
        assert other is not None
        assert into is not None
        await directory.merge(session, other, into, world.here.editor, now=ASKED + HOUR)


async def test_a_merger_moves_requests_names_and_contacts_and_fills_what_was_missing(world: World) -> None:
    await merge(world)
    async with world.database.read() as session:
        found = await queries.requests(session, world.here.id, Scope(body_id=world.here.police.id))
        assert [(r.number, r.asked_as[0]) for r in found] == [
            (1, "Phnom Penh Municipal Court"),
            (2, "National Police"),
        ]
        into = await bodies.by_id(session, world.here.id, world.here.court.id or 0)
        assert into is not None
        assert (into.id, into.kind, into.usual_deadline) == (world.here.police.id, BodyKind.COURT, "3wd")
        assert await bodies.find(session, world.here.id, "pp court") == bodies.Exact(into.id or 0)
        assert sorted(c.name for c in await bodies.contacts_of(session, into.id or 0)) == ["Chea", "Sok"]
        assert [body.name for body in await bodies.every(session, world.here.id)] == ["National Police"]
        assert await bodies.count(session, world.here.id) == 1
        assert await bodies.count(session, world.there.id) == 2
    assert await troubles(world) == []


async def test_parted_again_each_is_as_it_was(world: World) -> None:
    await merge(world)
    async with world.write() as session:
        other = await session.get_one(Body, world.here.court.id)
        into = await session.get_one(Body, world.here.police.id)
        await directory.part(session, other, into, world.here.editor, now=ASKED + 2 * HOUR)
    async with world.database.read() as session:
        for body, number in ((world.here.court, 1), (world.here.police, 2)):
            found = await queries.requests(session, world.here.id, Scope(body_id=body.id))
            assert [(r.number, r.asked_as[0]) for r in found] == [(number, body.name)]
        into = await session.get_one(Body, world.here.police.id)
        assert (into.kind, into.usual_deadline) == (BodyKind.OTHER, None)
        assert await bodies.find(session, world.here.id, "pp court") == bodies.Exact(world.here.court.id or 0)
        names = [c.name for c in await bodies.contacts_of(session, world.here.court.id or 0)]
        assert sorted(names) == ["Chea", "Sok"]
    assert await troubles(world) == []


async def test_what_is_logged_while_bodies_are_merged_goes_to_the_one_they_are(world: World) -> None:
    """The merger holds its bodies: a request that names one meanwhile waits, and finds where it went."""
    await world.ask()

    async def log(begun: asyncio.Event) -> Request:
        await begun.wait()
        async with world.write() as session:
            body = await bodies.by_id(session, world.here.id, world.here.court.id or 0)
            assert body is not None
            new = world.new(body_id=body.id)
            return await recording.ask(session, world.here.newsroom, new, now=ASKED + HOUR)

    begun = asyncio.Event()
    waiting = asyncio.create_task(log(begun))
    async with world.write() as session:
        other = await session.get_one(Body, world.here.court.id)
        into = await session.get_one(Body, world.here.police.id)
        await bodies.hold(session, [other, into])
        begun.set()
        await asyncio.sleep(0.05)
        await directory.merge(session, other, into, world.here.editor, now=ASKED + HOUR)
    logged = await waiting
    assert logged.body_id == world.here.police.id
    assert await troubles(world) == []


async def test_a_name_in_the_directory_is_one_event_however_many_requests_it_bears_on(world: World) -> None:
    for _ in range(3):
        await world.ask()
    async with world.write() as session:
        court = await bodies.by_id(session, world.here.id, world.here.court.id or 0)
        assert court is not None
        await directory.rename(session, court, world.here.editor, name="Capital Court", now=ASKED + 9 * HOUR)
    async with world.database.read() as session:
        kinds = (await session.exec(select(Event.kind).where(col(Event.kind) == EventKind.RENAMED))).all()
        found = await queries.requests(session, world.here.id)
        lasts = (await session.exec(select(Request.last_event_at))).all()
    assert kinds == [EventKind.RENAMED]
    assert {(r.body, r.asked_as[0], len(r.by_people)) for r in found} == {
        ("Capital Court", "Phnom Penh Municipal Court", 2)
    }
    assert set(lasts) == {ASKED}
    assert await troubles(world) == []


async def test_a_request_is_corrected_and_the_correction_taken_back(world: World) -> None:
    request = await world.ask()
    async with world.write() as session:
        police = await bodies.by_id(session, world.here.id, world.here.police.id or 0)
        held = await requests.by_id(session, world.here.id, request.id or 0)
        assert police is not None
        facts = await directory.correct_body(session, held, police, world.here.reporter, now=ASKED + HOUR)
    assert (facts.body, facts.asked_as[0]) == ("National Police", "National Police")
    assert await troubles(world) == []
    async with world.write() as session:
        taken = await recording.undo(session, world.here.reporter, request.id, now=ASKED + 2 * HOUR)
    assert taken.facts.body == "Phnom Penh Municipal Court"
    assert await troubles(world) == []
