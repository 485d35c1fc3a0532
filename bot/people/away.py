"""/away: while somebody is away, a colleague or an editor has their reminders: `aw:<member id>[:end | :<page of a calendar> |
:<hour>[:<member id or 0>]]`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from markupsafe import Markup
from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardMarkup

from bot import kinds
from bot.cards import calendar as days
from bot.cards.buttons import button, in_rows
from bot.people import texts
from bot.reading.words import clean, fold, one_line
from bot.telegram import sending
from bot.telegram.access import in_private
from bot.telegram.call import Call
from bot.telegram.handling import explain
from bot.telegram.presses import FinishedDraft, button_data, number_in
from bot.telegram.whom import label, meant, short_label
from db import reminders
from db.errors import DeskError
from db.people import members
from db.tables import Member
from jobs.deadlines.reading import looks_like_time
from jobs.records import people

MOST_OFFERED = 40
_TO = re.compile(
    rf"(?:^|\s)(?:{'|'.join(kinds.HAND_TO)})(?=\s)|(?:{'|'.join(kinds.HAND_TO_GLUED)})", re.IGNORECASE
)
_UNTIL = re.compile(
    rf"(?:(?:{'|'.join(kinds.UNTIL)})(?=\s|$)|(?:{'|'.join(kinds.UNTIL_GLUED)}))\s*", re.IGNORECASE
)
Shown = tuple[Markup, InlineKeyboardMarkup | None]


class AwayHow(DeskError):
    """What follows /away is no day, and no name."""

    message = "I read no day in “{text}”, so nothing was changed. Write for example: /away until 6 Dec to NAME, or /away alone for buttons."


class NobodyToTell(DeskError):
    """A name is no other member's."""

    message = "Nobody else here is called “{name}”, so nothing was changed."


@dataclass(frozen=True)
class AwayForm:
    """Until when, as typed, and whose name the reminders go to; "" where it is not said."""

    until: str = ""
    to: str = ""
    ends: bool = False


def parse_away(text: str) -> AwayForm:
    """Read `[until] DATE [to NAME]`, `to NAME until DATE`, or a word for being back (pure).

    Raises:
        AwayHow: it is none of them.
    """
    typed = one_line(clean(text))
    if fold(typed) in kinds.BACK:
        return AwayForm(ends=True)
    for found in [None, *reversed(list(_TO.finditer(typed)))]:
        until, to = (typed, "") if found is None else (typed[: found.start()], typed[found.end() :].strip())
        until = _day(until)
        if not until and (later := re.search(rf"\s(?={_UNTIL.pattern})|\s(?=\d)", to, re.IGNORECASE)):
            to, until = to[: later.start()], _day(to[later.start() :])
        if (not until or _is_day(until)) and (until or to) and not (to and _is_day(_day(to))):
            return AwayForm(until, to)
    if typed:
        raise AwayHow(text=typed)
    return AwayForm()


def _day(text: str) -> str:
    """A day without the words that lead to it."""
    found = _UNTIL.match(text := text.strip())
    return text[found.end() :].strip() if found else text


def _is_day(text: str) -> bool:
    return fold(text) in kinds.AWAY_FOR or looks_like_time(text)


async def away(call: Call) -> None:
    """/away [until DATE] [to NAME] | off"""
    form = parse_away(call.args)
    if form.ends:
        await call.answer(*await _back(call))
        return
    async with call.looking() as session:
        every = await members.of_newsroom(session, call.who.newsroom_id)
    others = [one for one in every if not one.is_shut_out and one.id != call.who.member_id]
    found, sure = meant(form.to, others, call) if form.to else ([], False)
    until = _until(call, form.until) if form.until else None
    if until is None and members.is_away(call.who.member, call.now):
        until = call.who.member.away_until
    if form.to and not found:
        nobody = explain(call.t, NobodyToTell(name=form.to), call.now)
        text, keyboard = await _whom(call, until) if until is not None else _when(call, asks=True)
        await call.answer(Markup("{}\n{}").format(nobody, text), keyboard)
        return
    if until is not None and (sure or not form.to) and (form.until or sure):
        await call.answer(*await _leave(call, until, found[0].id if sure else None))
    elif until is not None and form.to:
        rows = in_rows(
            [button(short_label(one, every, call.now), _data(call, until, one.id)) for one in found]
        )
        await call.answer(call.t.say("Who is to get your reminders?"), InlineKeyboardMarkup(rows))
    elif form.to:
        await call.answer(*_when(call, found[0].id if sure else None))
    else:
        await call.answer(*await _shown(call))


async def press(call: Call) -> None:
    """A button of these: whoever it was shown to presses it, and nobody else."""
    _, whose, *rest = button_data(call.update).split(":")
    if number_in(whose) != call.who.member_id:
        raise FinishedDraft
    step, to = [*rest, "", ""][:2]
    if step == "end":
        said = await _back(call)
    elif days.is_page(step):
        text, rows = days.shown(
            call.t,
            call.who.calendar,
            call.now,
            step,
            lambda page: f"aw:{whose}:{page}" + (f":{to}" if to else ""),
        )
        said = text, InlineKeyboardMarkup(rows)
    elif (typed := days.typed_hour(step)) is not None:
        until = call.ahead(typed)
        said = await (_leave(call, until, number_in(to) or None) if to else _whom(call, until))
    else:
        said = await _shown(call)
    await sending.toast(call.update, "")
    await sending.show_in_place(call.update, *said)


def _until(call: Call, typed: str) -> datetime:
    """The instant at which somebody is back.

    Raises:
        TimeNotUnderstood: it is past, or can be read in two ways.
    """
    span = fold(typed)
    return _morning_after(call, kinds.AWAY_FOR[span]) if span in kinds.AWAY_FOR else call.ahead(typed)


def _morning_after(call: Call, weeks: int | None) -> datetime:
    """The working morning after today (None), this week (0), or so many more weeks."""
    calendar = call.who.calendar
    today = calendar.local(call.now).date()
    last = today if weeks is None else today + timedelta(days=6 - today.weekday() + 7 * weeks)
    return calendar.next_working_morning(calendar.at(last, time(23, 59)))


def _data(call: Call, until: datetime, to: int | None = None, *, asks: bool = False) -> str:
    local = call.who.calendar.of_typist.local(until)
    return f"aw:{call.who.member_id}:{local:%Y%m%d%H%M}" + ("" if asks else f":{to or 0}")


def _when(call: Call, to: int | None = None, *, asks: bool = False) -> tuple[Markup, InlineKeyboardMarkup]:
    """Until when; who gets the reminders is asked next, or known."""
    ends = [(call.t.say("Today"), None), (call.t.say("This week"), 0), (call.t.say("Next week too"), 1)]
    rows = [
        *in_rows(
            [button(words, _data(call, _morning_after(call, weeks), to, asks=asks)) for words, weeks in ends]
        ),
        [button(call.t.say("Until…"), f"aw:{call.who.member_id}:c" + ("" if asks else f":{to or 0}"))],
    ]
    return call.t.say(
        "Until when are you away? Or in words: /away until 6 Dec to NAME"
    ), InlineKeyboardMarkup(rows)


async def _shown(call: Call) -> tuple[Markup, InlineKeyboardMarkup]:
    """Whether they are away, and what can be done about that."""
    async with call.looking() as session:
        member = await session.get_one(Member, call.who.member_id, populate_existing=True)
        if member.away_until is None or not members.is_away(member, call.now):
            return _when(call, asks=True)
        return await _state(call, session, member)


async def _state(call: Call, session: AsyncSession, member: Member) -> tuple[Markup, InlineKeyboardMarkup]:
    until = member.away_until or call.now
    every = await members.of_newsroom(session, call.who.newsroom_id)
    named = next((one for one in every if one.id == member.away_to_id), None)
    stand_in = await members.stand_in(session, member, now=call.now)
    editors = await members.present_editors(session, member.newsroom_id, now=call.now, besides=member)
    rows = [
        [button(call.t.say("I am back"), f"aw:{member.id}:end")],
        [
            button(call.t.say("Until…"), f"aw:{member.id}:c:{member.away_to_id or 0}"),
            button(call.t.say("To whom…"), _data(call, until, asks=True)),
        ],
    ]
    said = texts.away(
        call.t,
        until,
        label(named, every) if named is not None else "",
        label(stand_in, every) if stand_in is not None else "",
        call.now,
        editors=bool(editors),
    )
    return said, InlineKeyboardMarkup(rows)


async def _whom(call: Call, until: datetime) -> tuple[Markup, InlineKeyboardMarkup]:
    async with call.looking() as session:
        every = await members.of_newsroom(session, call.who.newsroom_id)
    others = [one for one in every if not one.is_shut_out and one.id != call.who.member_id]
    some = [
        button(short_label(one, every, call.now), _data(call, until, one.id)) for one in others[:MOST_OFFERED]
    ]
    editors = button(call.t.say("The editors"), _data(call, until))
    said = call.t.say(
        "Until {when}: who is to get your reminders? You are away as soon as you choose.",
        when=call.t.when(until, call.now),
    )
    return said, InlineKeyboardMarkup([*in_rows(some), [editors]])


async def _leave(call: Call, until: datetime, to_id: int | None) -> tuple[Markup, InlineKeyboardMarkup]:
    """Somebody is away from now on; whoever stands in hears it, once."""
    async with call.recording() as session:
        member = await session.get_one(
            Member, call.who.member_id, with_for_update=True, populate_existing=True
        )
        to = None if to_id is None else await people.member_of(session, call.who.newsroom_id, to_id)
        changed = await people.leave(session, member, until, to)
        if to is not None and changed:
            t = in_private(call.who.newsroom, to)
            said = texts.stands_in(t, member.name, until, call.now)
            await reminders.tell_person(session, to, str(said), now=call.now)
        return await _state(call, session, member)


async def _back(call: Call) -> Shown:
    async with call.recording() as session:
        member = await session.get_one(
            Member, call.who.member_id, with_for_update=True, populate_existing=True
        )
        was_away, to_id = members.is_away(member, call.now), member.away_to_id
        await people.come_back(session, member)
        every = await members.of_newsroom(session, call.who.newsroom_id)
        to = next((one for one in every if one.id == to_id), None)
        if was_away and to is not None:
            said = texts.is_back(in_private(call.who.newsroom, to), member.name)
            await reminders.tell_person(session, to, str(said), now=call.now)
    if not was_away:
        return call.t.say("You are not away, so nothing was changed."), None
    return call.t.say("Welcome back: your reminders come to you again."), None
