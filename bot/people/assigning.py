"""Handing a request over: /assign, and a button under its card."""

from __future__ import annotations

import re

from telegram import InlineKeyboardMarkup

from bot import kinds
from bot.cards import buttons as card_buttons
from bot.cards.buttons import button, in_rows, of_request
from bot.outcomes.recording import check_seen
from bot.people import texts
from bot.reading.words import clean, one_line, take_number
from bot.telegram.call import Call
from bot.telegram.whom import label, meant, short_label
from db import requests
from db.facts import RequestFacts
from db.people import members
from jobs.records import people

MOST_OFFERED = 80
_TO = re.compile(
    rf"(?:(?:{'|'.join(kinds.HAND_TO)})(?:\s+|$)|(?:{'|'.join(kinds.HAND_TO_GLUED)})\s*)", re.IGNORECASE
)
_NUMBER_LAST = re.compile(r"(.*\S)\s+[#№]?(\d{1,9})")


def parse_assign(text: str) -> tuple[int | None, str]:
    """Read `N to NAME`, or the other way round: the number, where one is given, and the name, "" where none is (pure)."""
    number, rest = take_number(one_line(clean(text)))
    if number is None and (last := _NUMBER_LAST.fullmatch(rest)):
        rest, number = last[1], int(last[2])
    found = _TO.match(rest)
    return number, rest[found.end() :] if found else rest


async def assign(call: Call) -> None:
    """/assign N to NAME"""
    number, name = parse_assign(call.args)
    async with call.looking() as session:
        request = await call.target(session, number)
        facts = await call.facts(session, request)
        every = await members.of_newsroom(session, call.who.newsroom_id)
    found, sure = meant(name, [one for one in every if not one.is_shut_out], call)
    if sure:
        done = await give(call, facts.id, found[0].id or 0)
        head = texts.given(call.t, [done.number], label(found[0], every))
        if call.sees(done):
            await call.answer_recorded(done, head)
        else:
            await call.answer(head + texts.not_seen_any_more(call.t))
        return
    offered = found or every
    question = (
        texts.to_whom(call.t, facts.number)
        if not name or found
        else texts.nobody_like(call.t, name, facts.number)
    )
    await call.answer(question, await whom(call, facts, [one.id or 0 for one in offered]))


async def whom(call: Call, facts: RequestFacts, ids: list[int] | None = None) -> InlineKeyboardMarkup:
    """The members to whom a request can be given, a button each."""
    async with call.looking() as session:
        every = await members.of_newsroom(session, call.who.newsroom_id)
    some = [
        one
        for one in every
        if not one.is_shut_out and one.id != facts.member_id and (ids is None or one.id in ids)
    ]
    buttons = [
        button(short_label(one, every, call.now), of_request(facts, "assign", one.id))
        for one in some[:MOST_OFFERED]
    ]
    return InlineKeyboardMarkup(in_rows([*buttons, *card_buttons.back(call.t, facts)]))


async def give(call: Call, request_id: int, to_id: int, events_seen: int | None = None) -> RequestFacts:
    """Hand a request over.

    Raises:
        Overtaken: something was recorded since the card was shown.
        NoMember, TheirsAlready, NotYoursToGive.
    """
    async with call.recording() as session:
        request = await requests.by_id(session, call.who.newsroom_id, request_id)
        check_seen(await call.facts(session, request), events_seen)
        to = await people.member_of(session, call.who.newsroom_id, to_id)
        given = await people.assign(session, request, to, call.who.member, now=call.now)
        return await call.facts(session, request) if call.sees(given) else given
