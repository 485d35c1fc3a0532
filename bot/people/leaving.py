"""/members and its buttons: a role changes, somebody leaves, and what was theirs is handed over: `m:[<member id>[:<verb>…]]`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardMarkup

from bot import kinds
from bot.cards.buttons import button, in_rows
from bot.people import texts
from bot.telegram import sending
from bot.telegram.access import in_private
from bot.telegram.call import Call
from bot.telegram.presses import OldButton, button_data, number_in
from bot.telegram.whom import label, meant, short_label
from db import queries, reminders
from db.facts import RequestFacts
from db.lifecycle import Role
from db.people import members, places
from db.queries import Scope
from db.tables import Member, Newsroom
from jobs.records import people

MOST_BUTTONS = 80  # Telegram takes a hundred; others are named: /members NAME
Shown = tuple[Markup, InlineKeyboardMarkup | None]


async def typed(call: Call) -> None:
    """/members [NAME]"""
    async with call.looking() as session:
        every = await members.of_newsroom(session, call.who.newsroom_id)
        found = meant(call.args, every, call)[0] if call.args.strip() and call.who.is_editor else []
        if len(found) == 1:
            await call.answer(*await _one(call, session, found[0], every))
        else:
            await call.answer(*await _list(call, session, every))


async def press(call: Call) -> None:
    """A button of the list or under it."""
    _, whom, verb, *rest = [*button_data(call.update).split(":"), ""][:5]
    if whom:
        call.editors_only()
    if verb in list(Role) or verb == "removed":
        said = await _changed(call, number_in(whom), verb)
    elif verb == "give" or (verb == "one" and len(rest) > 1 and rest[1]):
        *_, chosen = rest if verb == "one" else [rest[0]]
        only = number_in(rest[0]) if verb == "one" else None
        said = await _given(call, number_in(whom), only, number_in(chosen))
    else:
        async with call.looking() as session:
            every = await members.of_newsroom(session, call.who.newsroom_id)
            if not whom:
                said = await _list(call, session, every)
            elif verb == "left":
                said = await _left(call, session, number_in(whom), every)
            elif verb == "one":
                said = await _to_whom(call, session, number_in(whom), number_in(rest[0]), every)
            else:
                found = await people.member_of(session, call.who.newsroom_id, number_in(whom))
                if verb not in ("", "remove"):
                    raise OldButton
                said = await (_sure if verb else _one)(call, session, found, every)
    await sending.toast(call.update, "")
    await sending.show_in_place(call.update, *said)


async def _list(call: Call, session: AsyncSession, every: Sequence[Member]) -> Shown:
    """Everybody; for editors a button each, and for whoever left something."""
    text = texts.people(call.t, every, call.now)
    if not call.who.is_editor:
        return text, None
    left = await members.with_something_left(session, call.who.newsroom_id)
    rows = in_rows([button(label(one, every), f"m:{one.id}") for one in every[:MOST_BUTTONS]])
    for one in left[: MOST_BUTTONS // 8]:
        name = call.t.member(one.name)
        text += Markup("\n") + texts.left_something(call.t, name)
        rows.append([button(call.t.say("Hand over what {name} left", name=name), f"m:{one.id}:left")])
    if await members.former(session, call.who.newsroom_id, forgotten=False):
        rows.append([button(call.t.say("Forget a former member…"), "fg:")])
    return text, InlineKeyboardMarkup(rows)


async def _one(call: Call, session: AsyncSession, member: Member, every: Sequence[Member]) -> Shown:
    """A member, and what an editor may do about them."""
    theirs = await people.open_requests(session, member)
    text = texts.member(call.t, member, label(member, every), len(theirs), call.now)
    other = Role.REPORTER if member.role is Role.EDITOR else Role.EDITOR
    rows = [
        [button(texts.make(call.t, other), f"m:{member.id}:{other.value}")],
        [button(call.t.say("Remove…"), f"m:{member.id}:remove")],
    ]
    if theirs:
        rows.insert(1, [button(call.t.say("Hand over their requests…"), f"m:{member.id}:left")])
    rows.append([button(call.t.say("« Back"), "m:")])
    return text, InlineKeyboardMarkup(rows)


async def _sure(call: Call, session: AsyncSession, member: Member, every: Sequence[Member]) -> Shown:
    theirs = await people.open_requests(session, member)
    name = label(member, every)
    own = member.id == call.who.member_id
    rows = [
        [button(call.t.say("Yes, remove {name}", name=name), f"m:{member.id}:removed")],
        [button(call.t.say("« Back"), f"m:{member.id}")],
    ]
    return texts.remove(call.t, name, len(theirs), own=own), InlineKeyboardMarkup(rows)


async def _changed(call: Call, member_id: int, verb: str) -> Shown:
    """A role was changed, or somebody removed; and what there is to do then."""
    async with call.recording() as session:
        room = await session.get_one(
            Newsroom, call.who.newsroom_id, with_for_update=True, populate_existing=True
        )
        every = await members.of_newsroom(session, call.who.newsroom_id)
        member = await people.member_of(session, call.who.newsroom_id, member_id)
        name = label(member, every)
        if verb in list(Role):
            changed = member.role is not Role(verb)
            await people.set_role(session, room, member, Role(verb), now=call.now)
            if changed and member.id != call.who.member_id:
                t = in_private(room, member)
                said = texts.your_role(t, kinds.ROLES[member.role](t), room.name)
                await reminders.tell_person(session, member, str(said), now=call.now)
            return await _one(call, session, member, every)
        await people.remove(session, room, member, now=call.now)
        has_group = bool(await places.of_newsroom(session, call.who.newsroom_id))
        if member.id == call.who.member_id:
            return texts.removed(call.t, name, group=has_group), None
        others = [one for one in every if one.id != member_id]
        text, keyboard = await _left(call, session, member_id, others)
    head = texts.removed(call.t, name, group=has_group)
    return head + Markup("\n\n") + text, keyboard


@dataclass(frozen=True)
class _Theirs:
    """Somebody, perhaps a former member, and their open requests."""

    member: Member
    requests: list[RequestFacts]


async def _theirs(call: Call, session: AsyncSession, member_id: int) -> _Theirs:
    member = await session.get(Member, member_id)
    if member is None or member.newsroom_id != call.who.newsroom_id:
        raise people.NoMember
    scope = Scope(member_id=member_id, open_only=True)
    return _Theirs(member, await queries.requests(session, call.who.newsroom_id, scope))


def _takers(call: Call, every: Sequence[Member], member_id: int) -> list[Member]:
    """Who may be given requests, whoever asks first."""
    free = [one for one in every if one.id != member_id and not one.is_shut_out]
    return sorted(free, key=lambda one: one.id != call.who.member_id)[: MOST_BUTTONS // 2]


async def _left(call: Call, session: AsyncSession, member_id: int, every: Sequence[Member]) -> Shown:
    """A member's open requests: all of them to one, or each to another."""
    found = await _theirs(call, session, member_id)
    gone = found.member.removed_at is not None
    if not found.requests:
        rows = [[button(call.t.say("« Back"), "m:")]]
        if gone and not found.member.is_forgotten:
            rows.insert(0, [button(call.t.say("Forget {name}…", name=found.member.name), f"fg:{member_id}")])
        return texts.nothing_left(call.t, call.t.member(found.member.name)), InlineKeyboardMarkup(rows)
    rows = in_rows(
        [
            button(
                call.t.say("All to {name}", name=short_label(one, every, call.now)),
                f"m:{member_id}:give:{one.id}",
            )
            for one in _takers(call, every, member_id)
        ]
    )
    rows += in_rows(
        [
            button(f"#{one.number}…", f"m:{member_id}:one:{one.id}")
            for one in found.requests[: MOST_BUTTONS // 2]
        ],
        4,
    )
    rows.append([button(call.t.say("« Back"), "m:")])
    return texts.whose_requests(
        call.t, call.t.member(found.member.name), found.requests, call.now, gone=gone
    ), InlineKeyboardMarkup(rows)


async def _to_whom(
    call: Call, session: AsyncSession, member_id: int, request_id: int, every: Sequence[Member]
) -> Shown:
    found = await _theirs(call, session, member_id)
    request = next((one for one in found.requests if one.id == request_id), None)
    if request is None:
        return await _left(call, session, member_id, every)
    rows = in_rows(
        [
            button(short_label(one, every, call.now), f"m:{member_id}:one:{request_id}:{one.id}")
            for one in _takers(call, every, member_id)
        ]
    )
    rows.append([button(call.t.say("« Back"), f"m:{member_id}:left")])
    return texts.to_whom(call.t, request.number), InlineKeyboardMarkup(rows)


async def _given(call: Call, member_id: int, only: int | None, to_id: int) -> Shown:
    async with call.recording() as session:
        found = await _theirs(call, session, member_id)
        to = await people.member_of(session, call.who.newsroom_id, to_id)
        ids = [one.id for one in found.requests if only in (None, one.id)]
        given = await people.assign_all(session, ids, found.member, to, call.who.member, now=call.now)
        every = await members.of_newsroom(session, call.who.newsroom_id)
        text, keyboard = await _left(call, session, member_id, every)
    if not given:
        return text, keyboard
    head = texts.given(call.t, [one.number for one in given], label(to, every))
    return head + Markup("\n\n") + text, keyboard
