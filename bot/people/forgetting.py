"""/forget and its buttons: what is known of who a member is goes, and what they recorded stays: `fg:[<member id>[:yes | :<to whom>]]`."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup
from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.cards.buttons import FEW_BUTTONS, button
from bot.kinds import MYSELF
from bot.people import texts
from bot.people.locking import NobodyHere
from bot.reading.words import clean, fold, one_line
from bot.telegram import sending
from bot.telegram.call import Call
from bot.telegram.handling import explain
from bot.telegram.presses import button_data, number_in
from bot.telegram.whom import label, meant
from db.people import FORMER, members
from db.tables import Member, Newsroom
from jobs.records import people

Shown = tuple[Markup, InlineKeyboardMarkup | None]


async def typed(call: Call) -> None:
    """/forget [me | NAME]"""
    name = one_line(clean(call.args))
    async with call.looking() as session:
        every = await members.of_newsroom(session, call.who.newsroom_id)
        gone = await members.former(session, call.who.newsroom_id, forgotten=False)
        found, sure = meant(name, [*every, *gone], call) if name else ([], False)
        own = fold(name) in MYSELF or not (name or (gone and call.who.is_editor))
        if own or (sure and found[0].id == call.who.member_id):
            await call.answer(*await _asked(call, session, call.who.member_id))
            return
        call.editors_only()
        if sure:
            await call.answer(*await _asked(call, session, found[0].id or 0))
            return
    text, keyboard = _choice(call, found or [*gone, call.who.member])
    if name and not found:
        text = Markup("{}\n{}").format(explain(call.t, NobodyHere(name=name), call.now), text)
    await call.answer(text, keyboard)


async def press(call: Call) -> None:
    """A button: somebody was chosen, it was confirmed, or what is theirs goes to somebody first."""
    _, whom, what, *_ = [*button_data(call.update).split(":"), ""]
    if number_in(whom or "0") != call.who.member_id:
        call.editors_only()
    if what:
        said = await _done(call, number_in(whom), None if what == "yes" else number_in(what))
    else:
        async with call.looking() as session:
            if whom:
                said = await _asked(call, session, number_in(whom))
            else:
                said = _choice(call, await members.former(session, call.who.newsroom_id, forgotten=False))
    await sending.toast(call.update, "")
    await sending.show_in_place(call.update, *said)


def _choice(call: Call, offered: Sequence[Member]) -> Shown:
    rows = [[button(label(one, offered), f"fg:{one.id}")] for one in offered[: FEW_BUTTONS - 1]]
    return texts.whom_to_forget(call.t, len(offered) > len(rows)), InlineKeyboardMarkup(
        [*rows, [_back(call)]]
    )


def _back(call: Call) -> InlineKeyboardButton:
    return button(call.t.say("« Back"), "m:")


async def _asked(call: Call, session: AsyncSession, member_id: int) -> Shown:
    """Whether somebody is to be forgotten, with what goes and what stays; or what has to be done first."""
    member = await people.to_forget(session, call.who.newsroom_id, member_id)
    every = await members.of_newsroom(session, call.who.newsroom_id)
    own = member.id == call.who.member_id
    if not own and member.removed_at is None:
        keyboard = [[button(call.t.say("Remove…"), f"m:{member.id}:remove")], [_back(call)]]
        return texts.remove_first(call.t, label(member, every)), InlineKeyboardMarkup(keyboard)
    if own:
        people.see_not_last(every, member)
    theirs = await people.open_requests(session, member)
    if theirs:
        takers = [one for one in every if one.id != member.id and not one.is_shut_out]
        rows = [
            [button(call.t.say("All to {name}", name=label(one, every)), f"fg:{member.id}:{one.id}")]
            for one in takers[: FEW_BUTTONS - 1]
        ]
        return texts.hand_over_first(call.t, member.name, len(theirs), own=own), InlineKeyboardMarkup(
            [*rows, [_back(call)]]
        )
    sure = call.t.say("Yes, forget me") if own else call.t.say("Yes, forget {name}", name=member.name)
    keyboard = [[button(sure, f"fg:{member.id}:yes")], [_back(call)]]
    said = texts.forget(call.t, member.name, call.who.newsroom.name, call.t.member(FORMER), own=own)
    return said, InlineKeyboardMarkup(keyboard)


async def _done(call: Call, member_id: int, to_id: int | None) -> Shown:
    """Forget somebody; or hand over first what is theirs."""
    async with call.recording() as session:
        room = await session.get_one(
            Newsroom, call.who.newsroom_id, with_for_update=True, populate_existing=True
        )
        member = await people.to_forget(session, call.who.newsroom_id, member_id)
        if to_id is not None:
            to = await people.member_of(session, call.who.newsroom_id, to_id)
            ids = [request.id or 0 for request in await people.open_requests(session, member)]
            given = await people.assign_all(session, ids, member, to, call.who.member, now=call.now)
            text, keyboard = await _asked(call, session, member_id)
            head = texts.given(call.t, [one.number for one in given], to.name) + Markup("\n\n")
            return (head if given else Markup()) + text, keyboard
        if member.id != call.who.member_id and member.removed_at is None:
            return await _asked(call, session, member_id)
        name, own = member.name, member.id == call.who.member_id
        await people.forget(session, room, member, now=call.now)
        return texts.forgotten(call.t, name, call.t.member(member.name), own=own), None
