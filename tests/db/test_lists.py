"""What lists show comes from columns: they say what the events say, and each part of a list holds what belongs in it."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import answering, lists, queries, stories
from db.errors import DeskError
from db.facts import RequestFacts, RequestLine
from db.lifecycle import BY_MEMBERS, Channel, EventKind
from db.lists import Counts, Part
from db.queries import Scope
from db.tables import Request
from jobs.records import stories as publishing
from tests.db.world import ASKED, DAY, HOUR, World
from tests.jobs.telling import undo

NUMBERS = count(1)

Move = tuple[EventKind | str, int, Channel | None]

HAPPENED = sorted(BY_MEMBERS - {EventKind.ASKED, EventKind.EXTENDED, EventKind.REFERRED})
OTHERWISE = ["publish", "unpublish", "undo"]
MOVES = st.lists(
    st.tuples(
        st.sampled_from([*HAPPENED, *OTHERWISE]), st.integers(0, 72), st.none() | st.sampled_from(Channel)
    ),
    max_size=8,
)


async def move(world: World, request: Request, what: Move, now: datetime) -> None:
    """Do what a member would; what is not possible now changes nothing."""
    kind, hours, channel = what
    try:
        if isinstance(kind, EventKind):
            happened_at = min(now, ASKED + hours * HOUR)
            owners = {"owner": world.here.editor.id, "owner_was": world.here.reporter.id}
            told = {
                EventKind.ASSIGNED: owners,
                EventKind.PRIVACY: {"private": hours % 3 > 0, "named": [hours]},
            }
            details = told.get(kind, {})
            await world.record(request, kind, now, happened_at=happened_at, channel=channel, details=details)
        elif kind == "undo":
            await undo(world, request, hours=(now - ASKED) // HOUR)
        else:
            async with world.write() as session:
                rest = (session, world.here.newsroom, request.story_id or 0)
                if kind == "publish":
                    at = min(now, ASKED + hours * HOUR)
                    await publishing.publish(*rest, at, world.here.editor, now=now)
                else:
                    await publishing.unpublish(*rest, world.here.editor, publish_at=None, now=now)
    except DeskError:
        return


def shown(facts: RequestFacts) -> dict[str, Any]:
    """What a list should show of a request, from all of its events."""
    return {field.name: getattr(facts, field.name) for field in fields(RequestLine)}


@pytest.mark.long
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
async def test_the_columns_say_what_the_events_lead_to(world: World, moves: list[Move]) -> None:
    async with world.write() as session:
        story, _ = await stories.put(session, world.here.id, f"story{next(NUMBERS)}", now=ASKED)
    request = await world.ask(story_id=story.id)
    for hour, what in enumerate(moves, start=1):
        await move(world, request, what, ASKED + hour * 9 * HOUR)
    async with world.database.read() as session:
        facts = await queries.request(session, world.here.id, request.id or 0)
        scope = Scope(request_ids=frozenset({facts.id}))
        [line] = await lists.by_number(session, world.here.id, scope, limit=9)
        row = await session.get_one(Request, facts.id)
        put = await answering.puts(session, world.here.id, scope)
    assert put == ([answering.put_of(facts)] if facts.asked_at is not None else [])
    assert line == RequestLine(**shown(facts))
    assert row.is_open is facts.is_open
    assert row.last_event_at == max(event.recorded_at for event in facts.events)


PARTS = {
    Part.EVERY: lambda r, now, span: True,
    Part.OPEN: lambda r, now, span: r.is_open,
    Part.CLOSED: lambda r, now, span: not r.is_open,
    Part.OVERDUE: lambda r, now, span: r.overdue(now),
    Part.NOT_OVERDUE: lambda r, now, span: r.is_open and not r.overdue(now),
    Part.ASKED: lambda r, now, span: r.is_open and r.asked_at is not None,
    Part.LATE: lambda r, now, span: r.overdue(now) and r.by_publication is None,
    Part.SOON: lambda r, now, span: (
        r.is_open
        and r.by_publication is None
        and not r.overdue(now)
        and not r.stands
        and r.deadline_at - now <= span
    ),
    Part.LATER: lambda r, now, span: (
        r.is_open
        and r.by_publication is None
        and not r.overdue(now)
        and (r.stands or r.deadline_at - now > span)
    ),
    Part.OUT: lambda r, now, span: (
        r.is_open and r.by_publication is not None and now - r.published_at <= span
    ),
}


async def many(world: World) -> None:
    """Requests of every sort: open and closed, late and not, asked and not, of stories that are out and not."""
    async with world.write() as session:
        for slug in ("lately", "ahead", "longago"):
            await stories.put(session, world.here.id, slug, now=ASKED)
    await world.ask(world.there)
    for story_id in (None, 1, 2, 3):
        for days in (3, 1, 2):
            asked = await world.ask(story_id=story_id, deadline_at=ASKED + days * DAY)
        await world.record(asked, EventKind.DECLINED, ASKED + HOUR)
    async with world.write() as session:
        for story_id, days in ((1, 9), (3, 1)):
            rest = (session, world.here.newsroom, story_id, ASKED + days * DAY, world.here.editor)
            await publishing.publish(*rest, now=ASKED + 9 * DAY)
    for kind in (EventKind.ASKED_BACK, EventKind.DECLINED):
        stands = await world.ask(deadline_at=ASKED + DAY)
        await world.record(stands, kind, ASKED + HOUR)
    await world.record(stands, EventKind.REOPENED, ASKED + 9 * DAY)
    waiting = await world.ask(deadline_at=ASKED + 4 * DAY, asked_at=None, now=ASKED)
    assert waiting.asked_at is None


@pytest.mark.parametrize("days", [0, 2, 10])
@pytest.mark.long
async def test_each_part_holds_what_belongs_in_it_in_the_order_in_which_it_was_due(
    world: World, days: int
) -> None:
    await many(world)
    now, span = ASKED + days * DAY, timedelta(days=7 if days == 10 else 1)
    async with world.database.read() as session:
        facts = await queries.requests(session, world.here.id)
        for part, belongs in PARTS.items():
            expected = sorted(
                (r for r in facts if belongs(r, now, span)), key=lambda r: (r.deadline_at, r.number)
            )
            lines = await lists.of(session, world.here.id, Scope(), part, limit=99, now=now, span=span)
            assert [line.number for line in lines] == [r.number for r in expected], part
            assert len(expected) == await lists.how_many(
                session, world.here.id, Scope(), part, now=now, span=span
            ), part
        counts = await lists.counts(session, world.here.id, Scope(), now=now)
        by_story = await lists.counts_of_stories(session, world.here.id, [1, 2, 3], now=now)
    late = [r for r in facts if PARTS[Part.LATE](r, now, span)]
    out = [r for r in facts if r.is_open and r.by_publication is not None]
    is_open = sum(r.is_open for r in facts)
    overdue = sum(r.overdue(now) for r in facts)
    assert counts == Counts(is_open, len(late), len(out), overdue, len(facts) - is_open)
    assert sum(found.all for found in by_story.values()) == sum(r.story_id is not None for r in facts)


async def test_pages_of_a_list_of_several_parts_come_to_the_whole_of_it(world: World) -> None:
    await many(world)
    now = ASKED + 2 * DAY
    async with world.database.read() as session:
        each = (Part.OVERDUE, Part.NOT_OVERDUE, Part.CLOSED)
        parts = [
            (part, await lists.how_many(session, world.here.id, Scope(), part, now=now)) for part in each
        ]
        whole = await lists.page(session, world.here.id, Scope(), parts, start=0, limit=99, now=now)
        day = Scope(open_only=True, due_from=ASKED + DAY, due_before=ASKED + 2 * DAY)
        due = await lists.of(session, world.here.id, day, Part.OPEN, limit=99, now=now)
        days = [line for line in whole if line.is_open and (line.deadline_at - ASKED).days == 1]
        assert due == sorted(days, key=lambda line: (line.deadline_at, line.number)) != []
        assert len(due) == (await lists.counts(session, world.here.id, day, now=now)).open
        assert len(whole) == sum(count for _, count in parts) == 15
        for size in (1, 3, 5):
            turned = [
                line
                for start in range(0, 15, size)
                for line in await lists.page(
                    session, world.here.id, Scope(), parts, start=start, limit=size, now=now
                )
            ]
            assert turned == whole


async def test_words_are_words_whatever_signs_are_in_them(world: World) -> None:
    for words in ('"', 'say "no', "a", "ខុស", "'; DROP TABLE request; --", "*", "NOT"):
        request = await world.ask()
        typed = ["zz" + words]
        async with world.database.read() as session:
            assert await lists.with_words(session, world.here.id, typed, limit=9) == [], words
        await world.record(request, EventKind.NOTE, ASKED + HOUR, text=f"they zz{words} again")
        async with world.database.read() as session:
            [line] = await lists.with_words(session, world.here.id, typed, limit=9)
        assert line.number == request.number
