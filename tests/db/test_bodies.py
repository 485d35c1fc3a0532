"""The directory: bodies, every name they answer to, and their contacts."""

from __future__ import annotations

import asyncio

import pytest
from sqlmodel import col, func, select

from db import bodies, directory
from db.bodies import NewContact
from db.errors import AliasTaken
from db.lifecycle import BodyKind, Channel
from db.tables import Body, BodyAlias
from db.text.names import Doubtful, Exact, Unknown, normalise
from tests.db.world import ASKED, World


async def test_the_starter_directory_is_loaded_whole_and_every_name_leads_to_one_body(world: World) -> None:
    starters = directory.load("KH")
    async with world.write() as session:
        for body in (world.here.court, world.here.police):  # the newsroom begins empty
            for alias in (await session.exec(select(BodyAlias).where(BodyAlias.body_id == body.id))).all():
                await session.delete(alias)
            await session.flush()
            await session.delete(await session.get_one(Body, body.id))
    async with world.write() as session:
        assert await bodies.add_starters(session, world.here.id, "KH", now=ASKED) == len(starters) > 100
    async with world.database.read() as session:
        made = {body.name: body for body in await bodies.every(session, world.here.id)}
        known = await bodies.is_known(session, world.here.id)
        count = select(func.count()).select_from(BodyAlias).where(BodyAlias.newsroom_id == world.here.id)
        distinct = select(func.count(func.distinct(BodyAlias.normalised))).where(
            BodyAlias.newsroom_id == world.here.id
        )
        assert (await session.exec(count)).one() == (await session.exec(distinct)).one()
        contacts = sum([len(await bodies.contacts_of(session, body.id or 0)) for body in made.values()])
    assert set(made) == {starter.name for starter in starters}
    assert contacts == sum(len(starter.contacts) for starter in starters)
    for starter in starters:
        names = [starter.name, *([starter.name_km] if starter.name_km else []), *starter.aliases]
        assert [name for name in names if not known(name)] == []
        assert (made[starter.name].kind, made[starter.name].name_km) == (
            starter.kind,
            starter.name_km or None,
        )


async def test_a_country_without_a_directory_begins_empty(world: World) -> None:
    async with world.write() as session:
        assert await bodies.add_starters(session, world.there.id, "FR", now=ASKED) == 0


async def test_a_body_is_found_by_each_of_its_names(world: World) -> None:
    court, police = world.here.court, world.here.police
    async with world.database.read() as session:
        for query, body in (
            ("PP court", court), ("pp  COURT", court), ("Phnom Penh Municipal Court", court), ("នគរបាល\u200bជាតិ", police),
        ):  # fmt: skip
            found = await bodies.find(session, world.here.id, query)
            assert isinstance(found, Exact), query
            assert found.body_id == body.id


async def test_what_is_alike_is_doubtful_and_what_is_not_is_unknown(world: World) -> None:
    async with world.database.read() as session:
        doubtful = await bodies.find(session, world.here.id, "municipal court of phnom pen")
        unknown = await bodies.find(session, world.here.id, "Zoo of Antwerp")
    assert isinstance(doubtful, Doubtful)
    assert doubtful.candidates[0].body_id == world.here.court.id
    assert isinstance(unknown, Unknown)


async def test_a_name_that_belongs_to_another_body_is_refused_and_named(world: World) -> None:
    async with world.write() as session:
        with pytest.raises(AliasTaken, match='"PP Court" belongs to Phnom Penh Municipal Court already'):
            await bodies.add_alias(session, world.here.police, "PP Court")


@pytest.mark.parametrize("name", ["National Police", "national  POLICE", "pp court"])
async def test_a_new_body_cannot_take_a_name_that_is_taken(world: World, name: str) -> None:
    with pytest.raises(AliasTaken):
        async with world.write() as session:
            await bodies.add(session, world.here.id, name, now=ASKED)
    async with world.database.read() as session:
        assert len(await bodies.every(session, world.here.id)) == 2


async def test_the_same_name_again_is_left_as_it_is(world: World) -> None:
    async with world.write() as session:
        await bodies.add_alias(session, world.here.court, "pp COURT")
        await bodies.add_alias(session, world.here.court, "the tribunal")
    async with world.database.read() as session:
        assert await bodies.aliases_of(session, world.here.court) == ["PP court", "the tribunal"]


async def test_of_two_bodies_of_the_same_name_added_at_once_one_is_kept(world: World) -> None:
    async def add() -> None:
        async with world.write() as session:
            await bodies.add(session, world.here.id, "Ministry of Interior", now=ASKED)

    outcomes = await asyncio.gather(add(), add(), return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["AliasTaken", "NoneType"]
    async with world.database.read() as session:
        kept = select(BodyAlias).where(col(BodyAlias.normalised) == normalise("Ministry of Interior"))
        assert len((await session.exec(kept)).all()) == 1


async def test_contacts_are_added_and_brought_up_to_date_by_name(world: World) -> None:
    async with world.write() as session:
        clerk = NewContact("Sok Veasna", "clerk", Channel.CALL, "023 000 000")
        await bodies.add_contact(session, world.here.court, clerk)
        await bodies.add_contact(session, world.here.court, NewContact("Nhem Sao"))
        await bodies.add_contact(session, world.here.court, NewContact("Sok Veasna", address="023 111 111"))
    async with world.database.read() as session:
        found = await bodies.contacts_of(session, world.here.court.id or 0)
    assert [(c.name, c.function, c.channel, c.address) for c in found] == [
        ("Sok Veasna", "clerk", Channel.CALL, "023 111 111"),
        ("Nhem Sao", "", None, ""),
    ]


LISTED = [
    ("court", ["Phnom Penh Municipal Court"]),
    ("phnom court", ["Phnom Penh Municipal Court"]),
    ("pol", ["National Police"]),
    ("nationl polise", ["National Police"]),
    ("100% _", []),
    ("", []),
]


async def test_bodies_are_listed_by_part_of_a_name_and_by_likeness(world: World) -> None:
    async with world.database.read() as session:
        for words, names in LISTED:
            found = await bodies.like(session, world.here.id, words)
            assert [body.name for body in found][: len(names)] == names, words
            if words == "100% _":  # these are no wildcards
                assert all(body.kind is BodyKind.OTHER for body in found)
