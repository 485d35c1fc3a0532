"""What is read back: requests in scope with all that the record shows, and words found in it."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from db import queries as reports
from db import requests, stories
from db.attachments import File
from db.lifecycle import EventKind, Status
from db.queries import Scope
from jobs.records import recording
from tests.db.world import ASKED, DAY, DEADLINE, HOUR, World
from tests.jobs.telling import undo


async def test_a_scope_narrows_by_everything_that_is_given(world: World) -> None:
    here = world.here
    async with world.write() as session:
        story, _ = await stories.put(session, here.id, "mangopark", publish_at=DEADLINE + DAY, now=ASKED)
    plain = await world.ask()
    in_story = await world.ask(story_id=story.id, member_id=here.editor.id)
    police = await world.ask(story_id=story.id, body_id=here.police.id)
    await world.record(police, EventKind.REPLIED_FULL, ASKED + HOUR)
    cases = [
        (None, [plain, in_story, police]),
        (Scope(open_only=True), [plain, in_story]),
        (Scope(story_id=story.id), [in_story, police]),
        (Scope(story_id=story.id, open_only=True), [in_story]),
        (Scope(story_id=story.id, body_id=here.police.id), [police]),
        (Scope(member_id=here.editor.id), [in_story]),
        (Scope(request_ids=frozenset({plain.id or 0, police.id or 0})), [plain, police]),
        (Scope(request_ids=frozenset()), []),
        (Scope(story_id=999), []),
    ]
    async with world.database.read() as session:
        for scope, expected in cases:
            found = await reports.requests(session, here.id, scope)
            assert [facts.number for facts in found] == [request.number for request in expected], scope
    assert (found, (await world.look(police)).publish_at) == ([], DEADLINE + DAY)
    assert (await world.look(police)).story == "mangopark"


async def test_a_scope_that_names_thousands_is_read_in_parts(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with world.write() as session:
        made = [await stories.put(session, world.here.id, f"s{n}", now=ASKED) for n in range(3)]
    asked = [await world.ask(story_id=story.id) for story, _ in reversed(made) for _ in range(2)]
    ids = frozenset(request.id or 0 for request in asked)
    story_ids = frozenset(story.id or 0 for story, _ in made)
    async with world.database.read() as session:
        whole = await reports.requests(session, world.here.id)
        many = frozenset(range(1, 70_000))
        assert await reports.requests(session, world.here.id, Scope(request_ids=many)) == whole
        monkeypatch.setattr(reports, "AT_ONCE", 2)
        for scope in (
            Scope(request_ids=ids),
            Scope(story_ids=story_ids),
            Scope(request_ids=ids, story_ids=story_ids),
        ):
            assert await reports.requests(session, world.here.id, scope) == whole


async def test_a_report_takes_the_same_number_of_queries_however_long_it_is(world: World) -> None:
    async def queries() -> int:
        seen: list[str] = []
        count = event.listens_for(world.database.engine.sync_engine, "before_cursor_execute")
        listener = count(lambda conn, cursor, statement, *rest: seen.append(statement))
        async with world.database.read() as session:
            await reports.requests(session, world.here.id)
        event.remove(world.database.engine.sync_engine, "before_cursor_execute", listener)
        return sum(statement.startswith("SELECT") for statement in seen)

    await world.ask()
    few = await queries()
    for _ in range(7):
        await world.record(await world.ask(), EventKind.CHASED, ASKED + HOUR)
    assert await queries() == few < 10


async def test_both_ends_of_a_referral_name_each_other_and_a_circle_is_noticed(world: World) -> None:
    here = world.here
    first = await world.ask()

    async def refer(number: int, body_id: int | None) -> list[str]:
        async with world.write() as session:
            request = await requests.by_number(session, here.id, number)
            opened = await recording.refer(
                session, here.newsroom, request, here.reporter, [body_id or 0],
                text="ask them", happened_at=ASKED + HOUR, deadlines=[DEADLINE], now=ASKED + HOUR,
            )  # fmt: skip
            return await reports.referral_circle(session, opened)

    assert await refer(first.number, here.police.id) == []
    circle = await refer(2, here.court.id)
    court, police = "Phnom Penh Municipal Court", "National Police"
    assert [body.name for body in circle] == [court, police, court]
    async with world.database.read() as session:
        one, two, three = await reports.requests(session, here.id)
    assert [(link.number, link.body, link.status) for link in one.referred_to] == [
        (2, "National Police", Status.REFERRED)
    ]
    assert two.referred_from is not None
    assert (two.referred_from.number, two.referred_from.body) == (1, "Phnom Penh Municipal Court")
    assert [link.number for link in two.referred_to] == [3]
    assert (three.referred_to, three.asked_at, three.overdue(DEADLINE + DAY)) == ((), None, False)


async def test_history_shows_corrections_attachments_and_who_recorded_what(world: World) -> None:
    request = await world.ask()
    photo = File("photo", "f", "u")
    chased = await world.record(request, EventKind.CHASED, ASKED + HOUR, by=world.here.editor, files=(photo,))
    await undo(world, by=world.here.editor)
    facts = await world.look(request)
    shown = [(e.kind, e.member, e.corrected, tuple(f.kind for f in e.files)) for e in facts.events]
    assert shown == [
        (EventKind.DEADLINE_SET, "Sreyneang", False, ()),
        (EventKind.ASKED, "Sreyneang", False, ()),
        (EventKind.CHASED, "Dara", True, ("photo",)),
        (EventKind.CORRECTED, "Dara", False, ()),
    ]
    assert facts.events[3].corrects_event_id == chased.id
    assert len(facts.attempts) == 1
