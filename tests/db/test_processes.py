"""Real processes at the same database: nothing is lost, counted twice or told twice, and nobody waits for ever."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlmodel import col, func, select

from db.lifecycle import EventKind
from db.tables import Event, Newsroom, Outcome, Question, Reminder, ReminderKind, Request
from jobs.reminders import rules
from tests.db.world import ASKED, DAY, DEADLINE, World
from tests.db.writers import claim_all, live_through, log_and_note, send_through, together

pytestmark = pytest.mark.long

TIMES = 40
ROUNDS = 5


async def test_three_processes_number_without_gaps_and_lose_no_update(world: World) -> None:
    shared = await world.ask()
    people = [world.here.reporter.telegram_id, world.here.editor.telegram_id, world.here.reporter.telegram_id]
    jobs = [(log_and_note, (person, shared.id, TIMES)) for person in people]
    assert together(world.database.url, jobs) == [0, 0, 0]
    async with world.database.read() as session:
        mine = select(Request.number).where(Request.newsroom_id == world.here.id)
        numbers = (await session.exec(mine.order_by(col(Request.number)))).all()
        notes = select(Event.text).where(Event.request_id == shared.id, Event.kind == EventKind.NOTE)
        seen = (await session.exec(notes)).all()
        newsroom = await session.get_one(Newsroom, world.here.id)
        other = await session.get_one(Newsroom, world.there.id)
        questions = (await session.exec(select(func.count()).select_from(Question))).one()
    assert list(numbers) == list(range(1, 3 * TIMES + 2))
    assert (newsroom.requests_logged, other.requests_logged) == (3 * TIMES + 1, 0)
    # Each wrote down how many events it had read: had two read the same, one would have been lost.
    assert sorted(int(text) for text in seen) == list(range(2, 3 * TIMES + 2))
    assert questions == 2 + 3 * TIMES


async def test_three_processes_never_claim_the_same_row(world: World) -> None:
    request = await world.ask()
    async with world.write() as session:
        for _ in range(60):
            session.add(world.reminder(DEADLINE - DAY, request_id=request.id))
    assert together(world.database.url, [(claim_all, (name,)) for name in "abc"]) == [0, 0, 0]
    async with world.database.read() as session:
        rows = (await session.exec(select(Reminder).where(Reminder.due_at <= DEADLINE))).all()
    signed = Counter(row.text for row in rows if row.kind == ReminderKind.OWN)
    assert set(signed) <= {"a", "b", "c"}
    assert signed.total() == 60
    assert {(row.tries, row.outcome, row.unsure) for row in rows} == {(1, Outcome.SENT, False)}


async def test_people_and_an_outbox_sender_at_the_same_requests_neither_lock_each_other_nor_owe_anything_twice(
    world: World,
) -> None:
    shared = [await world.ask() for _ in range(3)]
    ids = [request.id for request in shared]
    people = [world.here.reporter.telegram_id, world.here.editor.telegram_id]
    jobs = [(live_through, (person, ids, ROUNDS)) for person in people] + [(send_through, (2 * ROUNDS,))]
    assert together(world.database.url, jobs) == [0, 0, 0]
    async with world.database.read() as session:
        owed = (await session.exec(select(Reminder).where(col(Reminder.settled_at).is_(None)))).all()
        requests = (await session.exec(select(Request))).all()
    ladder_rows = Counter(row.request_id for row in owed if row.kind in rules.rungs())
    assert set(ladder_rows.values()) <= {1}
    assert set(ladder_rows) >= {r.id for r in requests if r.status in {"waiting", "acknowledged", "partial"}}
    calls = [row for row in owed if row.kind == ReminderKind.FINAL_CALL]
    assert len({row.member_id for row in calls}) == len(calls)
    assert {row.due_at for row in calls} <= {
        rules.final_call_at(DEADLINE + count * DAY / 1440) for count in range(ROUNDS)
    }
    assert {request.number for request in requests} == set(range(1, len(requests) + 1))
    assert all(request.asked_at is None or request.asked_at >= ASKED for request in requests)
