"""Who sees a request: /private, and the button under More…"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

from markupsafe import Markup
from telegram import InlineKeyboardMarkup

from bot import kinds
from bot.cards import buttons as card_buttons
from bot.cards.buttons import Row, button, in_rows, of_request
from bot.i18n.catalogue import Texts, shorten
from bot.outcomes.recording import check_seen
from bot.reading.options import AND
from bot.reading.words import clean, fold, one_line, take_number
from bot.telegram.call import Call
from bot.telegram.presses import number_in
from bot.telegram.whom import label, meant
from db import requests
from db.facts import RequestFacts
from db.people import members
from db.state import named_in
from db.tables import Member
from jobs.records import people
from jobs.records import privacy as record

MOST_OFFERED = 80
ON, OFF = "on", "off"


async def private(call: Call) -> None:
    """/private N [NAME, … | visible]"""
    call.in_private_only()
    number, names = take_number(one_line(clean(call.args)))
    async with call.looking() as session:
        facts = await call.facts(session, await call.target(session, number))
    if fold(names) in kinds.VISIBLE:
        named = None
    elif facts.is_private and not names:
        foot, keyboard = await menu(call, facts)
        await call.answer_card(facts, foot=foot, keyboard=keyboard)
        return
    else:
        found, unknown, likely = await called(call, names)
        if unknown:
            _, keyboard = await menu(call, facts, likely)
            await call.answer_card(facts, not_named(call.t, unknown), keyboard=keyboard)
            return
        named = named_in(facts.private_to) | {one.id or 0 for one in found}
    done = await _show_to(call, facts.id, named)
    await call.answer_recorded(done, shown_to(call.t, done))


async def called(call: Call, names: str) -> tuple[list[Member], str, list[Member]]:
    """The members of these names, with commas or "and" between them; the first that is nobody's for certain, "" where none
    is, and who may be meant by it."""
    async with call.looking() as session:
        every = await members.of_newsroom(session, call.who.newsroom_id)
    found = list[Member]()
    for name in filter(None, (part.strip() for part in re.split(r"[,;،]", AND.sub(",", names)))):
        likely, sure = meant(re.sub(r"^(?:for|to|with)\s+", "", name, flags=re.IGNORECASE), every, call)
        if not sure:
            offered = [one for one in likely or every if not members.sees_all(one)]
            return found, name, [one for one in offered if one.id != call.who.member_id]
        found += likely
    return found, "", []


async def menu(
    call: Call, facts: RequestFacts, likely: Sequence[Member] = ()
) -> tuple[Markup, InlineKeyboardMarkup]:
    """Who sees a request, with a button for each member to whom it can be shown; of one that all may see, for those who are
    `likely` meant."""
    call.in_private_only()
    rows = await choices(
        call,
        named_in(facts.private_to),
        lambda member_id: of_request(facts, "private", member_id),
        besides=facts.member_id,
        only=None if facts.is_private else {one.id for one in likely},
    )
    rows.append(
        [button(call.t.say("🔓 Everybody may see it"), of_request(facts, "private", OFF))]
        if facts.is_private
        else [button(call.t.say("🔒 Make it private"), of_request(facts, "private", ON))]
    )
    return who_sees(call.t, facts), InlineKeyboardMarkup([*rows, card_buttons.back(call.t, facts)])


async def choices(
    call: Call,
    shown: frozenset[int],
    data: Callable[[int], str],
    *,
    besides: int | None,
    only: Collection[int | None] | None = None,
) -> list[Row]:
    """A button with a tick for each member to whom something private is, or can be, shown: `data` by the member's row id."""
    async with call.looking() as session:
        every = await members.of_newsroom(session, call.who.newsroom_id)
    others = [one for one in every if not members.sees_all(one) and one.id != besides]
    return in_rows(
        [
            button(f"{'☑️' if one.id in shown else '⬜️'} {label(one, every)}", data(one.id or 0))
            for one in others
            if only is None or one.id in only
        ][:MOST_OFFERED]
    )


async def press(call: Call, argument: str, events_seen: int) -> tuple[RequestFacts, Markup | None]:
    """A button about who sees it, and what is said of that; None: it is asked.

    Raises:
        Overtaken: something was recorded since the card was shown.
        NoMember: whoever is named left.
    """
    call.in_private_only()
    async with call.looking() as session:
        facts = await call.facts(session, await call.target(session, None))
        if argument not in {"", ON, OFF}:
            await people.member_of(session, call.who.newsroom_id, number_in(argument))
    if not argument:
        return facts, None
    named = named_in(facts.private_to)
    if argument not in {ON, OFF}:
        named ^= {number_in(argument)}
    done = await _show_to(call, facts.id, None if argument == OFF else named, events_seen)
    return done, shown_to(call.t, done)


async def _show_to(
    call: Call, request_id: int, named: frozenset[int] | None, events_seen: int | None = None
) -> RequestFacts:
    async with call.recording() as session:
        request = await requests.by_id(session, call.who.newsroom_id, request_id)
        check_seen(await call.facts(session, request), events_seen)
        await record.show_to(session, request, call.who.member, named, now=call.now)
        return await call.facts(session, request)


def who_sees(t: Texts, request: RequestFacts) -> Markup:
    """Who sees a request now, and what can be pressed about it."""
    if not request.is_private:
        return t.say(
            "Everybody of the newsroom sees it. Kept private, you, whom you name and the editors do."
        )
    return t.say("Press whom it is to be shown to, or not any more.")


def shown_to(t: Texts, request: RequestFacts) -> Markup:
    """Who sees a request from here on."""
    if not request.is_private:
        return t.say("🔓 <b>#{number} is visible to everybody of the newsroom.</b>", number=request.number)
    head = t.say("🔒 <b>#{number} is private.</b>", number=request.number)
    return (
        head
        + Markup(" ")
        + t.say("What others were shown before stays in their chats, but its buttons do nothing.")
    )


def not_named(t: Texts, name: str) -> Markup:
    """Nobody, or more than one, is called so."""
    return t.say(
        "“{name}” is nobody here for certain, so nothing was changed. Press whom you mean, or see /members.",
        name=shorten(name, 60),
    )
