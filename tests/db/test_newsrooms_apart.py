"""Nothing crosses newsrooms: not by number, row, button, card, draft, name or word."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import SQLModel, col, func, select

from db import bodies, drafts, queries, stories
from db.engine import rows
from db.errors import NothingToUndo, UnknownRequest, UnknownStory
from db.people import members
from db.queries import Scope
from db.requests import Asked
from db.scope import NOBODY, AcrossNewsrooms
from db.state import seen_by
from db.tables import (
    Body,
    Draft,
    Event,
    Member,
    Newsroom,
    OfNewsroom,
    Question,
    Request,
    RequestText,
    Story,
    table_of,
)
from db.telegram import messages
from db.text.names import Exact
from jobs.records import recording
from tests.db.world import ASKED, HOUR, World

CHAT = -100_200_300_400


async def test_each_newsroom_sees_its_own_requests_whatever_the_scope(world: World) -> None:
    mine, theirs = await world.ask(), await world.ask(world.there)
    async with world.database.read() as session:
        for scope in (
            None,
            Scope(open_only=True),
            Scope(request_ids=frozenset({mine.id or 0, theirs.id or 0})),
        ):
            found = await queries.requests(session, world.here.id, scope)
            assert [facts.id for facts in found] == [mine.id]
        for foreign in (Scope(body_id=world.there.court.id), Scope(member_id=world.there.reporter.id)):
            assert await queries.requests(session, world.here.id, foreign) == []


async def test_a_card_of_another_newsroom_shows_nothing(world: World) -> None:
    theirs = await world.ask(world.there)
    async with world.write() as session:
        await messages.remember(session, world.there.id, theirs.id or 0, CHAT, 7, now=ASKED)
    async with world.database.read() as session:
        assert await messages.request_shown(session, world.there.id, CHAT, 7) == theirs.id
        assert await messages.request_shown(session, world.here.id, CHAT, 7) is None
        # Nor one whose buttons name it, as in a group that was another newsroom's.
        mark = await queries.events_seen(session, theirs.id or 0)
        assert await queries.has_seen(session, world.there.id, theirs.id or 0, mark)
        for request_id in (theirs.id or 0, 10**8):
            with pytest.raises(UnknownRequest):
                await queries.has_seen(session, world.here.id, request_id, mark)


async def test_a_draft_belongs_to_its_member_alone(world: World) -> None:
    here = world.here
    async with world.write() as session:
        draft = await drafts.begin(session, here.reporter, CHAT, "ask", {}, awaits_text=True, now=ASKED)
    async with world.write() as session:
        for stranger in (here.editor, world.there.reporter):
            assert await drafts.by_id(session, stranger, draft.id or 0) is None
            assert await drafts.awaiting_text(session, stranger, CHAT) is None
        assert await drafts.by_id(session, here.reporter, draft.id or 0) is not None


async def test_bodies_of_the_same_name_are_kept_apart(world: World) -> None:
    async with world.write() as session:
        await bodies.add_alias(session, world.there.court, "the big house")
    async with world.database.read() as session:
        found = await bodies.find(session, world.here.id, "Phnom Penh Municipal Court")
        assert isinstance(found, Exact)
        assert found.body_id == world.here.court.id
        assert not isinstance(await bodies.find(session, world.here.id, "the big house"), Exact)
        assert not (await bodies.is_known(session, world.here.id))("the big house")
        assert await bodies.by_id(session, world.here.id, world.there.court.id or 0) is None
        assert {body.newsroom_id for body in await bodies.every(session, world.here.id)} == {world.here.id}
        assert {body.newsroom_id for body in await bodies.like(session, world.here.id, "court")} == {
            world.here.id
        }


async def test_stories_of_the_same_slug_are_kept_apart(world: World) -> None:
    async with world.write() as session:
        theirs, new = await stories.put(session, world.there.id, "mangopark", title="Theirs", now=ASKED)
        assert new
        assert await stories.find(session, world.here.id, "mangopark") is None
        with pytest.raises(UnknownStory, match="#mangopark"):
            await stories.by_slug(session, world.here.id, "mangopark")
        mine, new = await stories.put(session, world.here.id, "mangopark", title="Mine", now=ASKED)
        assert new
        assert (mine.id != theirs.id, theirs.title) == (True, "Theirs")


async def test_nobody_takes_back_what_another_newsroom_or_another_member_recorded(world: World) -> None:
    theirs = await world.ask(world.there)
    for member in (world.here.reporter, world.there.editor):
        async with world.write() as session:
            with pytest.raises(NothingToUndo):
                await recording.undo(session, member, theirs.id, now=ASKED + HOUR)


async def test_each_newsroom_lists_its_own_people(world: World) -> None:
    async with world.database.read() as session:
        for room in (world.here, world.there):
            found = await members.of_newsroom(session, room.id)
            assert {member.id for member in found} == {room.reporter.id, room.editor.id}
            assert [m.id for m in await members.reachable_editors(session, room.id)] == [room.editor.id]


_ANOTHER = aliased(Request)
FORGOTTEN: list[Callable[[int], Any]] = [  # queries with no newsroom in them, about the rows of a request of this id
    lambda its: select(Request.number).where(Request.id == its),
    lambda its: select(Question.text).where(Question.request_id == its),
    lambda its: select(Event.id, Event.text).where(Event.request_id == its),
    lambda its: select(_ANOTHER.number).where(_ANOTHER.id == its),
    lambda its: select(RequestText.text).join(Request, col(Request.id) == RequestText.request_id),
    lambda its: select(Body.name).join(Request, col(Request.body_id) == Body.id).where(Request.id == its),
    lambda its: sa.union(select(Body.name).where(Body.name != "National Police"), select(Member.name).where(Member.name == "x")),
    lambda its: select(sa.select(func.max(col(Story.title))).scalar_subquery()),
    lambda its: select(Newsroom.name),
    lambda its: sa.select(sa.func.max(sa.func.upper(col(Question.text)))),
    lambda its: sa.update(Request).where(col(Request.id) == its).values(number=9).returning(col(Request.number)),
    lambda its: sa.delete(Story).returning(col(Story.title)),
]  # fmt: skip


def test_whatever_names_a_newsroom_belongs_to_it() -> None:
    every = {mapper.class_ for mapper in Request._sa_registry.mappers}
    named = {model for model in every if "newsroom_id" in table_of(model).columns}
    assert named == set(OfNewsroom.__subclasses__())


async def test_a_query_that_names_no_newsroom_finds_ones_own_alone(world: World) -> None:
    """As entities and as plain rows."""
    await world.ask()
    theirs = await world.ask(world.there, questions=[Asked("Who told the whistleblower?")])
    async with world.write() as session:
        await session.exec(
            sa.update(Body).where(Body.id == theirs.body_id).values(name="The whistleblower's office")
        )
        for room in (world.here, world.there):
            await stories.put(session, room.id, "raids", title=f"Of {room.newsroom.name}", now=ASKED)
    for plainly, forgotten in product((False, True), FORGOTTEN):
        found = []
        for room in (world.there, world.here):
            async with world.database.of(room.id).write() as session:
                statement = forgotten(theirs.id or 0)
                read = await rows(session, statement) if plainly else (await session.exec(statement)).all()
                found.append({str(one) for one in read if one not in (None, (None,))})
                await session.rollback()
        its, ours = found
        assert its, statement
        assert not its & ours, statement


async def test_a_row_of_another_newsroom_is_not_there_by_its_id_either(world: World) -> None:
    await world.ask()
    theirs = await world.ask(world.there)
    async with world.write() as session:
        draft = await drafts.begin(
            session, world.there.reporter, CHAT, "ask", {}, awaits_text=True, now=ASKED
        )
    rows_of: dict[type[SQLModel], int | None] = {
        Request: theirs.id, Draft: draft.id, Body: theirs.body_id, Member: theirs.member_id, Newsroom: world.there.id
    }  # fmt: skip
    async with world.database.of(world.here.id).write() as session:
        for model, row_id in rows_of.items():
            assert await session.get(model, row_id) is None, model
            assert await session.get(model, row_id, with_for_update=True, populate_existing=True) is None, (
                model
            )
    async with world.database.of(world.there.id).read() as session:
        assert all([await session.get(model, row_id) for model, row_id in rows_of.items()])


TOO_WIDE = [
    sa.select(table_of(Event).c.text),
    sa.select(table_of(Request).c.number).join(table_of(Body), table_of(Body).c.id == table_of(Request).c.body_id),
    sa.select(RequestText.text),
    sa.text("SELECT name FROM newsroom"),
    sa.text("SELECT * FROM member AS m, body WHERE m.newsroom_id = 1"),
    sa.text("WITH found AS (SELECT text FROM question) SELECT text FROM found"),
]  # fmt: skip


async def test_a_query_that_cannot_be_narrowed_is_refused(world: World) -> None:
    for refused in TOO_WIDE:
        async with world.database.of(world.here.id).read() as session:
            with pytest.raises(AcrossNewsrooms):
                await (await session.connection()).execute(refused)


async def test_what_one_newsroom_changes_in_passing_is_its_own(world: World) -> None:
    for room in (world.here, world.there):
        await world.ask(room)
    async with world.database.of(world.here.id).write() as session:
        await session.exec(sa.update(Request).values(contact="somebody"))
        await session.exec(sa.delete(Question))
    async with world.database.read() as session:
        asked = (await session.exec(select(Request.newsroom_id).where(Request.contact == "somebody"))).all()
        left = (await session.exec(select(Question.newsroom_id).distinct())).all()
    assert (asked, left) == ([world.here.id], [world.there.id])


async def test_a_query_that_names_nobody_finds_nothing_private(world: World) -> None:
    here = world.here
    named = seen_by([here.editor.id or 0])  # as if they were no editor
    async with world.write() as session:
        story, _ = await stories.put(session, here.id, "hush", title="Hush", now=ASKED)
        await stories.set_private(session, story, named)
    its = await world.ask(private_to=named, story_id=story.id)
    for at, forgotten in enumerate(FORGOTTEN):
        if at in {5, 6, 8, 11}:  # bodies and newsrooms are everybody's
            continue
        found = {}
        for viewer in (here.reporter.id, here.editor.id, None, NOBODY, 10**6):
            async with world.database.of(here.id, viewer).write() as session:
                read = await rows(session, forgotten(its.id or 0))
                found[viewer] = [one for one in read if one not in (None, (None,))]
                await session.rollback()
        assert all(found[viewer] for viewer in (here.reporter.id, here.editor.id, None)), at
        assert not found[NOBODY], at
        assert not found[10**6], at


async def test_a_body_that_only_a_private_request_names_is_seen_by_whoever_sees_that(world: World) -> None:
    its = await world.ask(private_to="")
    async with world.write() as session:
        await bodies.set_in_private(session, await session.get_one(Body, its.body_id), True)
    for viewer, count in ((world.here.reporter.id, 2), (NOBODY, 1), (None, 2)):
        async with world.database.of(world.here.id, viewer).read() as session:
            assert await bodies.count(session, world.here.id) == count
    async with world.database.of(world.here.id, NOBODY).write() as session:
        assert not isinstance(await bodies.find(session, world.here.id, "PP court"), Exact)
        named, _ = await bodies.named(session, world.here.id, "Phnom Penh Municipal Court", now=ASKED)
        assert named.id == its.body_id
    async with world.database.of(world.here.id, NOBODY).read() as session:
        assert await bodies.count(session, world.here.id) == 2
