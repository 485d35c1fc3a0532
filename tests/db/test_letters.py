"""A newsroom's own wordings: one for each letter and language, none of another newsroom's."""

from __future__ import annotations

import asyncio

import pytest
from sqlmodel import select

from db import drafts, letters
from db.letters import DRAFTED, ForgottenLetter
from db.tables import Draft, Letter, LetterTemplate
from tests.db.world import ASKED, DAY, HOUR, MINUTE, World


async def write(world: World, text: str, letter: Letter = Letter.FINAL, *, there: bool = False) -> None:
    """The editor of one of the newsrooms writes a wording in English."""
    editor = world.there.editor if there else world.here.editor
    async with world.write() as session:
        await letters.write_own(session, editor, letter, "en", text, now=ASKED)


async def test_a_wording_is_kept_with_its_author_and_replaced_by_the_next(world: World) -> None:
    await write(world, "one")
    async with world.write() as session:
        await letters.write_own(session, world.here.reporter, Letter.FINAL, "en", "two", now=ASKED + MINUTE)
    async with world.database.read() as session:
        own = await letters.own(session, world.here.id, Letter.FINAL, "en")
        assert own is not None
        assert (own.text, own.member, own.changed_at) == ("two", "Sreyneang", ASKED + MINUTE)
        assert len((await session.exec(select(LetterTemplate))).all()) == 1
        assert await letters.own(session, world.here.id, Letter.FINAL, "km") is None
        assert await letters.own(session, world.here.id, Letter.FOLLOW_UP, "en") is None


async def test_newsrooms_have_wordings_of_their_own(world: World) -> None:
    await write(world, "here")
    await write(world, "there", there=True)
    async with world.write() as session:
        await letters.forget_own(session, world.there.id, Letter.FINAL, "en")
        await letters.forget_own(session, world.there.id, Letter.FINAL, "en")
    async with world.database.read() as session:
        assert await letters.all_own(session, world.there.id) == {}
        [(key, own)] = (await letters.all_own(session, world.here.id)).items()
        assert (key, own.text) == ((Letter.FINAL, "en"), "here")


async def test_two_who_write_the_same_letter_at_once_leave_one_wording(world: World) -> None:
    await asyncio.gather(*(write(world, text) for text in ("one", "two", "three")))
    async with world.database.read() as session:
        [row] = (await session.exec(select(LetterTemplate))).all()
    assert row.text in {"one", "two", "three"}


async def test_a_drafted_letter_is_found_by_its_newsroom_for_its_request_alone(world: World) -> None:
    request = await world.ask()
    data = {"request_id": request.id, "words": "Dear Sir"}
    async with world.write() as session:
        member = world.here.reporter
        kept = await drafts.begin(session, member, 1, DRAFTED, data, awaits_text=False, now=ASKED)
        other = await drafts.begin(session, member, 1, "note", data, awaits_text=False, now=ASKED)
    key, number = kept.id or 0, request.id or 0
    async with world.database.read() as session:
        assert (await letters.drafted(session, world.here.id, key, number)).data == data
        for room, draft_id, request_id in (
            (world.there.id, key, number),
            (world.here.id, key, number + 1),
            (world.here.id, other.id or 0, number),
            (world.here.id, key + 100, number),
        ):
            with pytest.raises(ForgottenLetter):
                await letters.drafted(session, room, draft_id, request_id)


async def test_a_letter_that_was_never_logged_as_sent_is_forgotten_after_a_month(world: World) -> None:
    async with world.write() as session:
        for kind in (DRAFTED, "ask"):
            await drafts.begin(session, world.here.reporter, 1, kind, {}, awaits_text=False, now=ASKED)
    async with world.write() as session:
        await drafts.forget_old(session, now=ASKED + 30 * DAY)
        assert len((await session.exec(select(Draft))).all()) == 2
        await drafts.forget_old(session, now=ASKED + 30 * DAY + HOUR)
        assert [draft.kind for draft in (await session.exec(select(Draft))).all()] == ["ask"]
