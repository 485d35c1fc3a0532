"""One message that asks several bodies, while others record something about what it asks."""

from __future__ import annotations

import asyncio

import sqlalchemy as sa

from db import requests
from db.lifecycle import EventKind
from db.requests import NewEvent
from db.tables import Request
from jobs.records import recording
from tests.db.world import ASKED, DAY, HOUR, World
from tests.jobs.telling import put_story

NOW = ASKED + HOUR


async def refer_to_the_police(world: World, story_id: int) -> Request:
    room = world.here
    asked = await world.ask(story_id=story_id)
    async with world.write() as session:
        request = await requests.by_number(session, room.id, asked.number)
        [opened] = await recording.refer(
            session,
            room.newsroom,
            request,
            room.reporter,
            [room.police.id or 0],
            text="",
            happened_at=ASKED + HOUR,
            deadlines=[ASKED + DAY],
            now=NOW,
        )
    return opened


async def ask_both(world: World, story_id: int) -> list[int]:
    room = world.here
    both = [
        world.new(body_id=body.id, story_id=story_id, asked_at=NOW, deadline_at=NOW + DAY)
        for body in (room.court, room.police)
    ]
    async with world.write() as session:
        return [one.number for one in await recording.ask_several(session, room.newsroom, both, now=NOW)]


async def somebody_waits(world: World) -> None:
    """On PostgreSQL, until a transaction waits for another's lock; on SQLite it waits to begin."""
    if world.database.url.get_backend_name() != "postgresql":
        return
    async with asyncio.timeout(20), world.database.read() as session:
        connection = await session.connection()
        while not (await connection.scalar(sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted"))):  # noqa: ASYNC110  (no event tells of it)
            await asyncio.sleep(0.01)


async def test_what_a_referral_opened_is_asked_and_the_rest_is_logged_anew(world: World) -> None:
    story_id = (await put_story(world)).id or 0
    opened = await refer_to_the_police(world, story_id)
    assert await ask_both(world, story_id) == [3, opened.number]
    assert (await world.look(opened)).asked_at == NOW


async def test_it_waits_for_no_request_while_others_wait_for_the_newsroom(world: World) -> None:
    story_id = (await put_story(world)).id or 0
    opened = await refer_to_the_police(world, story_id)
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
