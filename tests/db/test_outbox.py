"""The outbox: claimed with a lease, settled once, owed again after a failure, and claimed again when a lease has run out."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlmodel import col, select

from db.tables import DigestRun, Outcome, Reminder
from db.telegram import outbox
from tests.db.world import ASKED, DAY, HOUR, MINUTE, World

LEASE = 2 * MINUTE


async def enqueue(world: World, *due_at: datetime) -> list[int]:
    rows = [world.reminder(due) for due in due_at]
    async with world.write() as session:
        for row in rows:
            session.add(row)
            await session.flush()
    return [row.id or 0 for row in rows]


async def claim(world: World, now: datetime, limit: int = 10) -> list[tuple[int, bool]]:
    async with world.write() as session:
        rows = await outbox.claim(session, Reminder, now=now, lease=LEASE, limit=limit)
        return [(row.id or 0, again) for row, again in rows]


async def settle(world: World, row_id: int, now: datetime, outcome: Outcome = Outcome.SENT) -> bool:
    async with world.write() as session:
        return await outbox.settle(session, Reminder, [row_id], outcome, now=now, trouble="so") != []


async def row(world: World, row_id: int) -> Reminder:
    async with world.database.read() as session:
        return await session.get_one(Reminder, row_id)


async def test_what_is_due_is_claimed_the_longest_due_first_and_what_is_not_waits(world: World) -> None:
    late, later, exact, _ = await enqueue(world, ASKED - HOUR, ASKED - MINUTE, ASKED, ASKED + MINUTE)
    assert await claim(world, ASKED, limit=2) == [(late, False), (later, False)]
    assert await claim(world, ASKED) == [(exact, False)]
    assert await claim(world, ASKED) == []


async def test_a_claim_holds_for_its_lease_and_is_then_taken_again_as_a_possible_repeat(world: World) -> None:
    [one] = await enqueue(world, ASKED)
    assert await claim(world, ASKED) == [(one, False)]
    assert await claim(world, ASKED + LEASE - timedelta(microseconds=1)) == []
    assert await claim(world, ASKED + LEASE) == [(one, True)]
    assert (await row(world, one)).tries == 2


async def test_what_is_settled_stays_settled(world: World) -> None:
    [one] = await enqueue(world, ASKED)
    await claim(world, ASKED)
    assert await settle(world, one, ASKED + MINUTE)
    assert not await settle(world, one, ASKED + HOUR, Outcome.DEAD)
    kept = await row(world, one)
    assert (kept.outcome, kept.settled_at, kept.claimed_until, kept.unsure, kept.trouble) == (
        Outcome.SENT, ASKED + MINUTE, None, False, "so",
    )  # fmt: skip
    assert await claim(world, ASKED + DAY) == []


async def test_a_row_that_is_gone_cannot_be_settled(world: World) -> None:
    assert not await settle(world, 12345, ASKED)


@pytest.mark.parametrize("unsure", [False, True])
async def test_what_is_to_be_retried_waits_and_is_a_repeat_only_if_it_may_have_arrived(
    world: World, unsure: bool
) -> None:
    [one] = await enqueue(world, ASKED)
    await claim(world, ASKED)
    async with world.write() as session:
        await outbox.retry(
            session, Reminder, one, not_before=ASKED + HOUR, trouble="a timeout", unsure=unsure
        )
    assert (await row(world, one)).trouble == "a timeout"
    assert await claim(world, ASKED + HOUR - MINUTE) == []
    assert await claim(world, ASKED + HOUR) == [(one, unsure)]


async def test_what_was_settled_meanwhile_is_not_retried(world: World) -> None:
    [one] = await enqueue(world, ASKED)
    await settle(world, one, ASKED)
    async with world.write() as session:
        await outbox.retry(session, Reminder, one, not_before=ASKED, trouble="late", unsure=True)
    kept = await row(world, one)
    assert (kept.outcome, kept.claimed_until, kept.trouble, kept.unsure) == (Outcome.SENT, None, "so", False)


async def test_the_next_instant_is_the_earliest_of_what_is_due_and_what_is_retried(world: World) -> None:
    async def next_due() -> datetime | None:
        async with world.database.read() as session:
            return await outbox.next_due(session, Reminder)

    assert await next_due() is None
    one, two = await enqueue(world, ASKED, ASKED + DAY)
    assert await next_due() == ASKED
    await claim(world, ASKED)
    assert await next_due() == ASKED + LEASE
    await settle(world, one, ASKED)
    assert await next_due() == ASKED + DAY
    await settle(world, two, ASKED)
    assert await next_due() is None


async def test_two_transactions_open_at_the_same_time_claim_different_rows(world: World) -> None:
    """On PostgreSQL the second passes over what the first holds; on SQLite it waits for the first to end."""
    rows = await enqueue(world, *[ASKED + count * MINUTE for count in range(6)])
    claimed, other_begins = asyncio.Event(), asyncio.Event()
    postgres = world.database.url.get_backend_name() == "postgresql"

    async def first() -> list[int]:
        async with world.write() as session:
            mine = await outbox.claim(session, Reminder, now=ASKED + HOUR, lease=LEASE, limit=3)
            claimed.set()
            await other_begins.wait()
            return [row.id or 0 for row, _ in mine]

    async def second() -> list[int]:
        await claimed.wait()
        if not postgres:
            other_begins.set()
        async with world.write() as session:
            mine = await outbox.claim(session, Reminder, now=ASKED + HOUR, lease=LEASE, limit=6)
        other_begins.set()  # on PostgreSQL only now: it did not have to wait
        return [row.id or 0 for row, _ in mine]

    one, two = await asyncio.wait_for(asyncio.gather(first(), second()), timeout=60)
    assert one == rows[:3]
    assert two == rows[3:]


async def test_digests_are_owed_in_the_same_way(world: World) -> None:
    async with world.write() as session:
        session.add(DigestRun(newsroom_id=world.here.id, chat_id=-5, due_at=ASKED))
    for now, found in ((ASKED, 1), (ASKED, 0), (ASKED + LEASE, 1)):
        async with world.write() as session:
            claimed = await outbox.claim(session, DigestRun, now=now, lease=LEASE, limit=5)
            assert len(claimed) == found
    async with world.database.read() as session:
        assert (await session.exec(select(col(DigestRun.tries)))).one() == 2


async def test_a_member_to_whom_much_is_owed_does_not_stand_in_the_way_of_the_others(world: World) -> None:
    await enqueue(world, *[ASKED - DAY] * 30)
    async with world.write() as session:
        for _ in range(3):
            session.add(world.reminder(ASKED, member_id=world.here.editor.id))
        session.add(world.reminder(ASKED, newsroom_id=world.there.id, member_id=world.there.reporter.id))

    async def claimed(limit: int, *besides: int) -> list[int]:
        async with world.write() as session:
            rows = await outbox.claim_for_chats(
                session, Reminder, now=ASKED, lease=LEASE, limit=limit, to_one=2, besides=besides
            )
            return [row.member_id for row, _ in rows]

    reporter, editor, other = world.here.reporter, world.here.editor, world.there.reporter
    assert await claimed(5) == [reporter.id, reporter.id, editor.id, editor.id, other.id]
    assert await claimed(5, reporter.telegram_id) == [editor.id]
    assert await claimed(1) == [reporter.id]
    assert await claimed(5, reporter.telegram_id, editor.telegram_id) == []


async def test_digests_are_spread_over_their_chats_too(world: World) -> None:
    async with world.write() as session:
        for chat_id, days in ((-5, 3), (-5, 2), (-6, 1), (-7, 1)):
            session.add(DigestRun(newsroom_id=world.here.id, chat_id=chat_id, due_at=ASKED - days * DAY))
    async with world.write() as session:
        rows = await outbox.claim_for_chats(
            session, DigestRun, now=ASKED, lease=LEASE, limit=9, to_one=1, besides=[-7]
        )
    assert [(row.chat_id, row.due_at) for row, _ in rows] == [(-5, ASKED - 3 * DAY), (-6, ASKED - DAY)]


async def test_of_one_to_whom_much_was_written_no_more_is_claimed_than_fits(world: World) -> None:
    both = (world.here.reporter.id or 0, world.here.editor.id or 0)
    async with world.write() as session:
        for member_id in both:
            session.add_all(world.reminder(ASKED, member_id=member_id, text="x" * 100) for _ in range(30))
            session.add(world.reminder(ASKED, member_id=member_id))
    async with world.write() as session:
        rows = await outbox.claim_for_members(
            session,
            now=ASKED,
            lease=LEASE,
            limit=10,
            most=20,
            written=250,
            ahead=outbox.Ahead((), timedelta(0)),
        )
    assert Counter(row.member_id for row, _ in rows) == dict.fromkeys(both, 3)
