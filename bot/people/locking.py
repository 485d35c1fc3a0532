"""/lock and /unlock: a telephone is in somebody else's hands, or nobody knows who reads along. Whoever is locked is refused
from their next message, press or inline query on, and told nothing more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.cards.buttons import FEW_BUTTONS, button
from bot.i18n.catalogue import Texts
from bot.kinds import MYSELF
from bot.people import texts
from bot.reading.words import clean, fold, one_line
from bot.telegram import sending
from bot.telegram.call import Call, EditorsOnly
from bot.telegram.handling import explain
from bot.telegram.presses import OldButton, button_data, number_in
from bot.telegram.whom import label, meant
from db.errors import DeskError
from db.lifecycle import Role
from db.people import members
from db.tables import Member, Newsroom
from jobs.reminders import planning

_EVERYBODY = frozenset({"all", "everybody", "everyone", "desk", "newsroom", "ទាំងអស់", "ទាំងអស់គ្នា", "គ្រប់គ្នា"})
ALL = "all"


class NobodyHere(DeskError):
    """A name is no member's."""

    message = "Nobody here is called “{name}”, so nothing was changed. /members shows who is."


class NobodyLocked(DeskError):
    """There is nobody to let in again."""

    message = "Nobody is locked out here, so nothing was changed."


class NotLocked(DeskError):
    """A member is in already."""

    message = "{name} is not locked out, so nothing was changed."


@dataclass(frozen=True)
class _Way:
    """Locking or unlocking: what buttons carry for it, and what it is called there."""

    locks: bool
    data: str

    def chooses(self, t: Texts, member: Member, every: Sequence[Member]) -> InlineKeyboardButton:
        """The button of one member."""
        name = label(member, every)
        return button(
            t.say("Lock {name}", name=name) if self.locks else t.say("Unlock {name}", name=name),
            f"{self.data}:{member.id}",
        )


_LOCK, _UNLOCK = _Way(True, "lk"), _Way(False, "ul")


async def lock(call: Call) -> None:
    """/lock [NAME | me | everybody]"""
    await _typed(call, _LOCK)


async def unlock(call: Call) -> None:
    """/unlock [NAME | everybody]"""
    await _typed(call, _UNLOCK)


async def press(call: Call) -> None:
    """`lk:<member or all>[:yes]`, `ul:<member or all>`: somebody was chosen by a button."""
    call.editors_only()
    data, whom, *sure = button_data(call.update).split(":")
    way = _LOCK if data == _LOCK.data else _UNLOCK
    if whom == ALL and way.locks and sure != ["yes"]:
        await sending.toast(call.update, "")
        await sending.show_in_place(
            call.update,
            texts.lock_all(call.t, call.who.newsroom.name),
            InlineKeyboardMarkup([[button(call.t.say("Yes, lock everybody"), f"{way.data}:{ALL}:yes")]]),
        )
        return
    number = None if whom == ALL else number_in(whom)
    said = await _done(call, way, number)
    await sending.toast(call.update, "")
    await sending.show_in_place(call.update, *said)


async def _typed(call: Call, way: _Way) -> None:
    name = one_line(clean(call.args))
    if way.locks and fold(name) in MYSELF:
        await call.answer(*await _done(call, way, call.who.member_id))
        return
    call.editors_only()
    if fold(name) in _EVERYBODY:
        await call.answer(*await _done(call, way, None))
        return
    async with call.looking() as session:
        every = await members.of_newsroom(session, call.who.newsroom_id)
    found, sure = meant(name, every, call)
    if sure:
        await call.answer(*await _done(call, way, found[0].id))
        return
    text, keyboard = _choice(call, way, found or every, every)
    if name and not found:
        text = Markup("{}\n{}").format(explain(call.t, NobodyHere(name=name), call.now), text)
    await call.answer(text, keyboard)


def _choice(
    call: Call, way: _Way, offered: Sequence[Member], every: Sequence[Member]
) -> tuple[Markup, InlineKeyboardMarkup]:
    """Whom to lock or unlock, a button each.

    Raises:
        NobodyLocked: nobody is to be let in again.
    """
    t, room = call.t, call.who.newsroom
    some = [member for member in offered if (member.locked_since is None) is way.locks]
    rows = [[way.chooses(t, member, every)] for member in some[: FEW_BUTTONS - 1]]
    if way.locks:
        rows.append([button(t.say("Lock everybody…"), f"{way.data}:{ALL}")])
    else:
        if room.locked_since is not None:
            rows.append([button(t.say("Unlock everybody"), f"{way.data}:{ALL}")])
        if not rows:
            raise NobodyLocked
    return texts.whom_to_lock(t) if way.locks else texts.whom_to_unlock(t), InlineKeyboardMarkup(rows)


async def _done(call: Call, way: _Way, member_id: int | None) -> tuple[Markup, InlineKeyboardMarkup | None]:
    """Lock or unlock a member, or with None everybody; and what to say of it."""
    async with call.recording() as session:
        if member_id is None:
            return await _everybody(call, session, way)
        every = await members.of_newsroom(session, call.who.newsroom_id)
        found = next((member for member in every if member.id == member_id), None)
        if found is None:
            raise OldButton
        if not way.locks:
            if found.locked_since is None:
                raise NotLocked(name=found.name)
            await planning.unlock(session, found, now=call.now)
            return texts.let_in(call.t, found.name), None
        await members.lock(session, found, now=call.now)
    if found.id == call.who.member_id:
        return texts.locked_yourself(call.t, others=_others(call, every)), None
    unlocks = InlineKeyboardMarkup([[_UNLOCK.chooses(call.t, found, every)]])
    return texts.locked(call.t, found.name), unlocks


async def _everybody(call: Call, session: AsyncSession, way: _Way) -> tuple[Markup, None]:
    room = await session.get_one(Newsroom, call.who.newsroom_id, with_for_update=True, populate_existing=True)
    if way.locks:
        await members.lock(session, room, now=call.now, by=call.who.member)
        every = await members.of_newsroom(session, call.who.newsroom_id)
        return texts.all_locked(call.t, room.name, others=_others(call, every)), None
    if room.locked_since is None:
        raise NobodyLocked
    if not members.may_unlock(room, call.who.member):
        raise EditorsOnly
    await planning.unlock(session, room, now=call.now)
    return texts.all_let_in(call.t, room.name), None


def _others(call: Call, every: Sequence[Member]) -> bool:
    """Whether there is another editor who can unlock."""
    return any(
        one.role == Role.EDITOR and one.locked_since is None and one.id != call.who.member_id for one in every
    )
