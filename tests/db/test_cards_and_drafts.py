"""Which messages show which request, what members have begun, and a newsroom's own wordings of letters."""

from __future__ import annotations

import asyncio

import pytest
from sqlmodel import select

from db import drafts, letters
from db.letters import DRAFTED, ForgottenLetter
from db.tables import Draft, Letter, LetterTemplate
from db.telegram import messages
from tests.db.world import ASKED, DAY, HOUR, MINUTE, World

CHAT = -1_001_234_567_890
BIG = 2**40


async def test_a_message_shows_the_request_it_was_last_used_for(world: World) -> None:
    first, second = await world.ask(), await world.ask()
    async with world.write() as session:
        await messages.remember(session, world.here.id, first.id or 0, CHAT, BIG, now=ASKED)
        assert await messages.request_shown(session, world.here.id, CHAT, BIG) == first.id
        await messages.remember(session, world.here.id, second.id or 0, CHAT, BIG, now=ASKED)
        assert await messages.request_shown(session, world.here.id, CHAT, BIG) == second.id
        assert await messages.request_shown(session, world.here.id, CHAT, BIG + 1) is None
        assert await messages.request_shown(session, world.here.id, CHAT + 1, BIG) is None


async def test_a_draft_that_awaits_text_takes_the_place_of_the_one_before(world: World) -> None:
    member = world.here.reporter
    async with world.write() as session:
        other = await drafts.begin(session, member, CHAT, "list", {"page": 2}, awaits_text=False, now=ASKED)
        first = await drafts.begin(session, member, CHAT, "ask", {"n": 1}, awaits_text=True, now=ASKED)
        second = await drafts.begin(session, member, CHAT, "ask", {"n": 2}, awaits_text=True, now=ASKED)
        elsewhere = await drafts.begin(session, member, 5, "ask", {"n": 3}, awaits_text=True, now=ASKED)
    async with world.write() as session:
        waiting = await drafts.awaiting_text(session, member, CHAT)
        assert waiting is not None
        assert waiting.id == second.id
        assert await drafts.by_id(session, member, first.id or 0) is None
        for kept in (other, elsewhere):
            assert await drafts.by_id(session, member, kept.id or 0) is not None


async def test_a_draft_is_changed_and_dropped(world: World) -> None:
    member = world.here.reporter
    async with world.write() as session:
        made = await drafts.begin(session, member, CHAT, "ask", {"n": [1]}, awaits_text=True, now=ASKED)
    async with world.write() as session:
        draft = await drafts.by_id(session, member, made.id or 0)
        assert draft is not None
        await drafts.change(session, draft, {**draft.data, "n": [1, 2]}, awaits_text=False, now=ASKED + HOUR)
    async with world.write() as session:
        draft = await drafts.by_id(session, member, made.id or 0)
        assert draft is not None
        assert (draft.data, draft.awaits_text, draft.updated_at) == ({"n": [1, 2]}, False, ASKED + HOUR)
        await drafts.drop(session, draft)
    async with world.write() as session:
        assert await drafts.by_id(session, member, made.id or 0) is None


async def test_a_draft_confirmed_by_two_presses_at_once_is_there_for_one_of_them(world: World) -> None:
    member = world.here.reporter
    async with world.write() as session:
        made = await drafts.begin(session, member, CHAT, "ask", {}, awaits_text=False, now=ASKED)

    async def confirm() -> bool:
        async with world.write() as session:
            draft = await drafts.by_id(session, member, made.id or 0)
            if draft is None:
                return False
            await drafts.drop(session, draft)
            return True

    assert sorted(await asyncio.gather(confirm(), confirm())) == [False, True]


async def test_a_button_of_something_ended_never_meets_what_was_begun_after_it(world: World) -> None:
    """SQLite gives the highest id to the next row once its own is deleted."""
    member = world.here.reporter
    async with world.write() as session:
        ended = await drafts.begin(session, member, CHAT, "whatisit", {"n": 1}, awaits_text=True, now=ASKED)
        await drafts.drop(session, ended)
    for now in (ASKED, ASKED + drafts.LISTS_KEPT_FOR + HOUR):
        async with world.write() as session:
            await drafts.forget_old(session, now=now)
    async with world.write() as session:
        assert await drafts.awaiting_text(session, member, CHAT) is None
        begun = await drafts.begin(session, member, CHAT, "whatisit", {"n": 2}, awaits_text=False, now=ASKED)
    assert begun.id != ended.id
    async with world.database.read() as session:
        assert await drafts.by_id(session, member, ended.id or 0) is None


async def test_what_keeps_a_file_is_not_forgotten_when_something_else_awaits_a_text(world: World) -> None:
    member = world.here.reporter
    async with world.write() as session:
        kept = await drafts.begin(session, member, CHAT, "whatisit", {"n": 1}, awaits_text=False, now=ASKED)
        await drafts.change(session, kept, kept.data, awaits_text=True, now=ASKED)
        note = await drafts.begin(session, member, CHAT, "note", {}, awaits_text=True, now=ASKED)
    async with world.write() as session:
        waiting = await drafts.awaiting_text(session, member, CHAT)
        assert waiting is not None
        assert waiting.id == note.id
        still = await drafts.by_id(session, member, kept.id or 0)
        assert still is not None
        assert (still.data, still.awaits_text) == ({"n": 1}, False)
        await drafts.change(session, still, still.data, awaits_text=True, now=ASKED)
    async with world.write() as session:
        assert await drafts.by_id(session, member, note.id or 0) is None


async def test_an_album_is_found_by_its_member_and_chat_alone(world: World) -> None:
    member, data = world.here.reporter, {"album": "77", "files": []}
    async with world.write() as session:
        begun = await drafts.begin(session, member, CHAT, "whatisit", data, awaits_text=False, now=ASKED)
    async with world.write() as session:
        found = await drafts.of_album(session, member, CHAT, "77")
        assert found is not None
        assert found.id == begun.id
        assert await drafts.of_album(session, member, CHAT, "78") is None
        assert await drafts.of_album(session, member, CHAT + 1, "77") is None
        assert await drafts.of_album(session, world.here.editor, CHAT, "77") is None


async def test_what_joins_an_album_while_it_is_being_logged_finds_where_it_went(world: World) -> None:
    member, data = world.here.reporter, {"album": "77", "files": []}
    async with world.write() as session:
        begun = await drafts.begin(session, member, CHAT, "whatisit", data, awaits_text=False, now=ASKED)
    held = asyncio.Event()

    async def log() -> None:
        async with world.write() as session:
            draft = await drafts.by_id(session, member, begun.id or 0)
            held.set()
            assert draft is not None
            await drafts.drop(session, draft)
            mark = {"album": "77", "request_id": 1}
            await drafts.begin(session, member, CHAT, "album", mark, awaits_text=False, now=ASKED)

    async def join() -> str:
        await held.wait()
        async with world.write() as session:
            draft = await drafts.of_album(session, member, CHAT, "77")
            return draft.kind if draft is not None else ""

    _, kind = await asyncio.gather(log(), join())
    assert kind == "album"


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
