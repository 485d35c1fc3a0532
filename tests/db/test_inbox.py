"""Every update is kept until it is done, and changes nothing twice."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from db import stories
from db.errors import AlreadyHandled
from db.tables import InboxUpdate, Story
from db.telegram import inbox
from tests.db.world import ASKED, DAY, MINUTE, World

BOT, ANOTHER_BOT = 7_000_000_001, 7_000_000_002


async def put(world: World, update_id: int, slug: str, *, bot_id: int = BOT) -> None:
    """What a handler does: one transaction with the update's id and the change it asks for."""
    async with world.write() as session:
        await inbox.take(session, bot_id, update_id, now=ASKED)
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
            await inbox.take(session, BOT, 1, now=ASKED)
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
            await inbox.take(session, BOT, 1, now=ASKED)
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


@pytest.mark.parametrize(("age", "kept"), [(timedelta(0), True), (DAY, True), (2 * DAY, False)])
async def test_numbers_are_forgotten_when_telegram_can_no_longer_deliver_them(
    world: World, age: timedelta, kept: bool
) -> None:
    await put(world, 1, "first")
    async with world.write() as session:
        await inbox.forget_old(session, now=ASKED + age)
    async with world.database.read() as session:
        assert bool((await session.exec(select(InboxUpdate))).all()) is kept


async def received(world: World, *update_ids: int, bot_id: int = BOT, now: datetime = ASKED) -> set[int]:
    async with world.write() as session:
        texts = {update_id: f'{{"update_id": {update_id}}}' for update_id in update_ids}
        return await inbox.receive(session, bot_id, texts, now=now)


async def left(
    world: World, *, alone: bool = False, now: datetime = ASKED, besides: Collection[int] = ()
) -> list[int]:
    async with world.write() as session:
        rows = await inbox.claim_left(session, BOT, now=now, alone=alone, besides=besides)
        return [row.update_id for row in rows]


async def test_what_is_received_is_to_be_done_until_it_is_done(world: World) -> None:
    assert await received(world, 2, 1) == {1, 2}
    async with world.write() as session:
        await inbox.done(session, BOT, [1], now=ASKED)
    assert await received(world, 1, 2, 3) == {2, 3}
    assert await received(world, 1, bot_id=ANOTHER_BOT) == {1}


async def test_of_what_is_done_no_word_is_kept_and_of_what_nobody_can_read_a_members(world: World) -> None:
    reporter = world.here.reporter.telegram_id
    texts = {
        number: json.dumps({"update_id": number, "message": {"text": "x", **said}})
        for number, said in enumerate(
            ({"from": {"id": reporter}}, {"from": {"id": reporter}}, {"from": {"id": 4711}}, {}, {"from": {"id": 2**70}}, {"from": [1]})
        )
    }  # fmt: skip
    async with world.write() as session:
        await inbox.receive(session, BOT, texts, now=ASKED)
        await inbox.done(session, BOT, [0], now=ASKED)
        await inbox.set_aside(session, BOT, [*texts][1:], inbox.UNREADABLE, now=ASKED)
    async with world.database.read() as session:
        rows = (await session.exec(select(InboxUpdate).order_by(col(InboxUpdate.update_id)))).all()
    assert [row.text for row in rows] == [None, texts[1], *[None] * 4]
    assert [row.trouble for row in rows] == ["", *[inbox.UNREADABLE] * 5]
    assert await left(world, alone=True) == []


async def test_what_a_process_left_is_taken_up_in_its_order_when_its_hold_has_run_out(world: World) -> None:
    await received(world, 3, 1, 2)
    later = ASKED + inbox.LEASE
    assert await left(world, now=later - MINUTE) == []
    assert await left(world, now=later, besides={2}) == [1, 3]
    assert await left(world, now=later) == [2], "the others are held anew"
    assert await left(world, now=later, alone=True) == [1, 2, 3]


async def test_a_hold_by_a_clock_that_was_ahead_holds_nothing_when_it_is_set_back(world: World) -> None:
    await received(world, 1, 2)
    async with world.write() as session:
        await inbox.renew(session, BOT, [1], now=ASKED + 270 * DAY)
    assert await left(world, now=ASKED) == [1]


async def test_a_hold_that_is_renewed_does_not_run_out(world: World) -> None:
    await received(world, 1)
    async with world.write() as session:
        await inbox.renew(session, BOT, [1], now=ASKED + MINUTE)
    assert await left(world, now=ASKED + inbox.LEASE) == []
    assert await left(world, now=ASKED + MINUTE + inbox.LEASE) == [1]


async def test_what_is_recorded_but_not_done_is_taken_up_and_recorded_no_second_time(world: World) -> None:
    await received(world, 1)
    await put(world, 1, "first")
    assert await left(world, alone=True) == [1]
    with pytest.raises(AlreadyHandled):
        await put(world, 1, "second")


async def test_what_one_person_sent_is_begun_in_its_order_in_whichever_process(world: World) -> None:
    async def begun(update_id: int, whose: int, now: datetime = ASKED) -> bool:
        async with world.write() as session:
            return await inbox.begin(session, BOT, update_id, whose, now=now)

    async with world.write() as session:
        for update_id, whose in ((2, 5), (3, 5), (4, 6), (9, 7)):
            await inbox.receive(session, BOT, {update_id: "{}"}, now=ASKED, whose=whose)
    assert [await begun(*one) for one in ((3, 5), (2, 5), (4, 6), (3, 5))] == [False, True, True, False]
    async with world.write() as session:
        await inbox.done(session, BOT, [2], now=ASKED)
    assert await begun(3, 5)
    # One that comes late waits for what is at work already, but not for a process that is gone.
    assert await begun(9, 7)
    async with world.write() as session:
        await inbox.receive(session, BOT, {8: "{}"}, now=ASKED, whose=7)
    assert not await begun(8, 7)
    assert await begun(8, 7, ASKED + inbox.LEASE)
    # What is put back comes first.
    async with world.write() as session:
        await inbox.receive(session, BOT, {12: "{}"}, now=ASKED, whose=7)
        await inbox.put_back(session, BOT, [8], until=ASKED + MINUTE)
        await inbox.done(session, BOT, [9], now=ASKED)
    assert not await begun(12, 7)
    # What several processes left unfinished keeps nobody waiting: it comes when all else is done.
    async with world.write() as session:
        await session.exec(
            update(InboxUpdate).where(col(InboxUpdate.update_id) == 8).values(tries=inbox.SUSPECTED)
        )
    assert await begun(12, 7)
