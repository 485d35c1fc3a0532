"""Newsrooms, the links that let people in, and the groups they connect."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta

import pytest
from sqlmodel import select

from db import drafts
from db.errors import BrokenInvite
from db.lifecycle import Role
from db.people import members, places, strangers
from db.people.members import INVITE_LASTS
from db.tables import DigestRun, Invite, Member, Newsroom
from db.telegram import messages
from jobs.records import people
from tests.db.world import ASKED, DAY, HOUR, PHNOM_PENH, World

GROUP, SUPERGROUP = -400_500, -1_001_234_567_890
NEWCOMER = 5_999_999_999


async def join(world: World, code: str, telegram_id: int = NEWCOMER, *, after: timedelta = HOUR) -> Member:
    async with world.write() as session:
        return await members.accept(session, code, telegram_id, "Maly", now=ASKED + after)


async def invited(world: World, role: Role = Role.REPORTER) -> str:
    async with world.write() as session:
        return (await members.invite(session, world.here.id, role, now=ASKED)).code


@pytest.mark.parametrize("role", list(Role))
async def test_an_invitation_makes_whoever_opens_it_a_member_of_its_role(world: World, role: Role) -> None:
    code = await invited(world, role)
    assert re.fullmatch(r"[A-Za-z0-9_-]{16,64}", code)
    member = await join(world, code)
    assert (member.newsroom_id, member.role, member.name) == (world.here.id, role, "Maly")
    async with world.database.read() as session:
        assert (await session.exec(select(Invite).where(Invite.newsroom_id == world.here.id))).all() == []
        found = await members.by_telegram_id(session, NEWCOMER, world.here.id)
        assert found is not None
        assert found.id == member.id


@pytest.mark.parametrize(
    ("after", "good"), [(INVITE_LASTS, True), (INVITE_LASTS + timedelta(seconds=1), False)]
)
async def test_an_invitation_lasts_a_week(world: World, after: timedelta, good: bool) -> None:
    code = await invited(world)
    if good:
        assert (await join(world, code, after=after)).id
    else:
        with pytest.raises(BrokenInvite):
            await join(world, code, after=after)


async def test_a_member_of_another_newsroom_is_one_of_both(world: World) -> None:
    telegram_id = world.there.reporter.telegram_id
    both = [await join(world, await invited(world), telegram_id), world.there.reporter]
    for chosen in (both[0], both[1], both[0]):
        async with world.database.read() as session:
            found = await members.speaking(session, telegram_id, telegram_id)
        assert {member.id for member, *_ in found} == {member.id for member in both}
        async with world.write() as session:
            await members.choose(session, await session.get_one(type(chosen), chosen.id), now=ASKED)
            found = await members.speaking(session, telegram_id, telegram_id)
            assert found[0][0].id == chosen.id


async def test_claim_links_never_expire_and_all_are_gone_when_somebody_entered_by_one(world: World) -> None:
    async with world.write() as session:
        newsroom = await members.add_newsroom(session, "New", PHNOM_PENH, now=ASKED)
        found = [await members.claim(session, newsroom.id or 0, now=ASKED) for _ in range(3)]
    first, second, third = [one.code for one in found if one is not None]
    assert (await join(world, second, after=400 * DAY)).role is Role.EDITOR
    for code in (first, second, third):
        with pytest.raises(BrokenInvite):
            await join(world, code, NEWCOMER + 1)
    async with world.write() as session:
        assert await members.claim(session, newsroom.id or 0, now=ASKED) is None
        assert await members.links(session, newsroom.id or 0, now=ASKED) == []


async def test_two_claims_opened_at_once_let_one_in(world: World) -> None:
    async with world.write() as session:
        newsroom = await members.add_newsroom(session, "New", PHNOM_PENH, now=ASKED)
        found = [await members.claim(session, newsroom.id or 0, now=ASKED) for _ in range(2)]
    opened = [join(world, one.code, NEWCOMER + n) for n, one in enumerate(found) if one is not None]
    outcomes = await asyncio.gather(*opened, return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["BrokenInvite", "Member"]


@pytest.mark.parametrize("many", [1, 2])
async def test_a_link_lets_in_as_many_as_it_is_for_however_many_come_at_once(world: World, many: int) -> None:
    async with world.write() as session:
        code = (await members.invite(session, world.here.id, Role.REPORTER, now=ASKED, people=many)).code
    outcomes = await asyncio.gather(
        *(join(world, code, NEWCOMER + n) for n in range(4)), return_exceptions=True
    )
    assert (
        sorted(type(outcome).__name__ for outcome in outcomes)
        == ["BrokenInvite"] * (4 - many) + ["Member"] * many
    )


async def test_no_code_is_on_record(world: World) -> None:
    code = await invited(world)
    async with world.database.read() as session:
        [kept] = (await session.exec(select(Invite))).all()
        assert code not in str(kept.model_dump())
        assert await members.is_code(session, code)


ENDS = {  # what ends a link that an editor made
    "demoted": lambda session, room, editor: people.set_role(session, room, editor, Role.REPORTER, now=ASKED),
    "removed": lambda session, room, editor: people.remove(session, room, editor, now=ASKED),
    "locked out": lambda session, room, editor: members.lock(session, editor, now=ASKED),
    "locked": lambda session, room, editor: members.lock(session, room, now=ASKED),
    "revoked": lambda session, room, editor: members.revoke(session, room.id, None),
}


@pytest.mark.parametrize("end", ENDS)
async def test_what_ends_a_link(world: World, end: str) -> None:
    await join(world, await invited(world, Role.EDITOR), NEWCOMER + 1)  # the last editor stays one
    async with world.write() as session:
        room = await session.get_one(Newsroom, world.here.id)
        editor = await session.get_one(Member, world.here.editor.id)
        code = (await members.invite(session, room.id or 0, Role.REPORTER, now=ASKED, by=editor)).code
        await ENDS[end](session, room, editor)
    with pytest.raises(BrokenInvite):
        await join(world, code)


async def test_only_a_link_made_since_lets_in_who_was_removed(world: World) -> None:
    old, reporter = await invited(world), world.here.reporter.telegram_id
    async with world.write() as session:
        await members.remove(session, await session.get_one(Member, world.here.reporter.id), now=ASKED)
    with pytest.raises(BrokenInvite):
        await join(world, old, reporter)
    assert (
        await join(world, await invited(world), reporter)
    ).id == world.here.reporter.id  # of the same instant
    assert (await join(world, old)).telegram_id == NEWCOMER
    async with world.write() as session:
        await members.lock(session, await session.get_one(Member, world.here.reporter.id), now=ASKED)
    with pytest.raises(BrokenInvite):  # nor are they told whose link it is
        await join(world, await invited(world), reporter)


WRONG = [  # how many wrong codes in a row, and the pause after them in minutes
    (4, 0), (5, 1), (6, 2), (8, 8), (15, 1024), (17, 1440), (70, 1440),
]  # fmt: skip


@pytest.mark.parametrize(("many", "minutes"), WRONG)
async def test_guessing_is_slowed_down(world: World, many: int, minutes: int) -> None:
    async with world.write() as session:
        for _ in range(many):
            await strangers.tried_wrong(session, NEWCOMER, now=ASKED)

    async def waits(after: timedelta, whose: int = NEWCOMER) -> bool:
        async with world.database.read() as session:
            return await strangers.pause(session, whose, now=ASKED + after) is not None

    long = timedelta(minutes=minutes)
    assert await waits(timedelta()) is bool(minutes)
    assert await waits(long - timedelta(seconds=1)) is bool(minutes)
    assert not await waits(long)
    assert not await waits(timedelta(), NEWCOMER + 1)
    async with world.write() as session:
        await strangers.tell(session, NEWCOMER + 1, now=ASKED + 2 * DAY)
        assert await strangers.is_told(session, NEWCOMER, now=ASKED) is False  # forgotten


async def test_members_are_listed_editors_first(world: World) -> None:
    for telegram_id, role in ((1, Role.REPORTER), (2, Role.EDITOR)):
        await join(world, await invited(world, role), telegram_id)
    async with world.database.read() as session:
        listed = await members.of_newsroom(session, world.here.id)
    assert [(m.name, m.role) for m in listed] == [
        ("Dara", Role.EDITOR), ("Maly", Role.EDITOR), ("Maly", Role.REPORTER), ("Sreyneang", Role.REPORTER),
    ]  # fmt: skip


async def test_an_editor_who_blocked_the_bot_is_not_reachable_until_back(world: World) -> None:
    async def editors() -> list[str]:
        async with world.database.read() as session:
            return [m.name for m in await members.reachable_editors(session, world.here.id)]

    async def set_reachable(reachable: bool, hours: int) -> None:
        async with world.write() as session:
            editor = await session.get_one(Member, world.here.editor.id)
            await members.set_reachable(session, editor, reachable, now=ASKED + hours * HOUR)

    await set_reachable(False, 1)
    await set_reachable(False, 5)
    assert await editors() == []
    async with world.database.read() as session:
        assert (await session.get_one(Member, world.here.editor.id)).unreachable_since == ASKED + HOUR
    await set_reachable(True, 6)
    assert await editors() == ["Dara"]


async def connect(world: World, room_id: int, chat_id: int) -> None:
    async with world.write() as session:
        await places.connect(session, await session.get_one(Newsroom, room_id), chat_id)


async def group_of(world: World, chat_id: int) -> int | None:
    async with world.database.read() as session:
        newsroom = await places.newsroom_of(session, chat_id)
        return newsroom.id if newsroom else None


async def test_a_group_is_connected_again_moved_and_lost(world: World) -> None:
    await connect(world, world.here.id, GROUP)
    await connect(world, world.here.id, GROUP)
    assert await group_of(world, GROUP) == world.here.id
    async with world.write() as session:
        await places.move(session, GROUP, SUPERGROUP)
        await places.move(session, GROUP, SUPERGROUP)
    assert (await group_of(world, GROUP), await group_of(world, SUPERGROUP)) == (None, world.here.id)
    async with world.write() as session:
        assert await places.disconnect(session, SUPERGROUP)
        assert not await places.disconnect(session, SUPERGROUP)
    assert await group_of(world, SUPERGROUP) is None


async def test_what_named_the_old_chat_names_the_new_one(world: World) -> None:
    request = await world.ask()
    here = world.here
    async with world.write() as session:
        for message_id in (1, 2):
            await messages.remember(session, here.id, request.id or 0, GROUP, message_id, now=ASKED)
        await drafts.begin(session, here.reporter, GROUP, "ask", {"step": 1}, awaits_text=True, now=ASKED)
        for day, settled in ((0, ASKED), (1, None)):
            session.add(
                DigestRun(newsroom_id=here.id, chat_id=GROUP, due_at=ASKED + day * DAY, settled_at=settled)
            )
    async with world.write() as session:
        await places.move(session, GROUP, SUPERGROUP)
    async with world.database.read() as session:
        assert await messages.request_shown(session, here.id, SUPERGROUP, 1) is None
        assert await messages.request_shown(session, here.id, GROUP, 1) is None
        draft = await drafts.awaiting_text(session, here.reporter, SUPERGROUP)
        assert draft is not None
        assert draft.data == {"step": 1}
        runs = (await session.exec(select(DigestRun.chat_id).order_by(DigestRun.due_at))).all()  # type: ignore[arg-type]
    assert list(runs) == [GROUP, SUPERGROUP]


async def test_newsrooms_are_listed_oldest_first(world: World) -> None:
    async with world.database.read() as session:
        assert [n.id for n in await members.newsrooms(session)] == [world.here.id, world.there.id]
        first = await members.any_newsroom(session)
        assert first is not None
        assert first.name == "CamboJA"
