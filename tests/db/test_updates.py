"""An update that is delivered twice changes nothing twice."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlmodel import select

from db import messages, stories
from db.errors import AlreadyHandled
from db.tables import HandledUpdate, Story
from tests.db.world import ASKED, DAY, World

BOT, ANOTHER_BOT = 7_000_000_001, 7_000_000_002


async def put(world: World, update_id: int, slug: str, *, bot_id: int = BOT) -> None:
    """What a handler does: one transaction with the update's id and the change it asks for."""
    async with world.write() as session:
        await messages.take(session, bot_id, update_id, now=ASKED)
        await stories.put(session, world.here.id, slug, now=ASKED)


async def slugs(world: World) -> list[str]:
    async with world.database.read() as session:
        return sorted((await session.exec(select(Story.slug))).all())


async def test_an_update_delivered_again_is_refused_and_changes_nothing(world: World) -> None:
    await put(world, 1, "first")
    with pytest.raises(AlreadyHandled):
        await put(world, 1, "second")
    assert await slugs(world) == ["first"]


async def test_an_update_whose_change_failed_may_be_delivered_again(world: World) -> None:
    with suppress(ZeroDivisionError):
        async with world.write() as session:
            await messages.take(session, BOT, 1, now=ASKED)
            raise ZeroDivisionError
    await put(world, 1, "second")
    assert await slugs(world) == ["second"]


async def test_the_same_number_from_another_bot_is_another_update(world: World) -> None:
    await put(world, 1, "first")
    await put(world, 1, "second", bot_id=ANOTHER_BOT)
    assert await slugs(world) == ["first", "second"]


@pytest.mark.parametrize("gives_up", [False, True])
async def test_of_two_transactions_with_the_same_update_at_once_one_is_recorded(
    world: World, gives_up: bool
) -> None:
    """The first, or the second where the first gives up."""
    first_has_it, second_tries = asyncio.Event(), asyncio.Event()

    async def first() -> None:
        async with world.write() as session:
            await messages.take(session, BOT, 1, now=ASKED)
            first_has_it.set()
            await second_tries.wait()
            if gives_up:
                raise ZeroDivisionError
            await stories.put(session, world.here.id, "first", now=ASKED)

    async def second() -> None:
        await first_has_it.wait()
        second_tries.set()
        await put(world, 1, "second")

    outcomes = await asyncio.gather(first(), second(), return_exceptions=True)
    expected = [ZeroDivisionError, type(None)] if gives_up else [type(None), AlreadyHandled]
    assert [type(outcome) for outcome in outcomes] == expected
    assert await slugs(world) == ["second" if gives_up else "first"]


@pytest.mark.parametrize(("age", "kept"), [(timedelta(0), True), (5 * DAY, True), (7 * DAY, False)])
async def test_numbers_are_forgotten_when_telegram_can_no_longer_deliver_them(
    world: World, age: timedelta, kept: bool
) -> None:
    await put(world, 1, "first")
    async with world.write() as session:
        await messages.forget_old(session, now=ASKED + age)
    async with world.database.read() as session:
        assert bool((await session.exec(select(HandledUpdate))).all()) is kept
