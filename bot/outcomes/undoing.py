"""Taking back what was recorded: the buttons under it, and what an undone referral had opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup
from telegram import InlineKeyboardMarkup

from bot.cards import buttons as card_buttons
from bot.cards.buttons import Row, button
from bot.outcomes import texts
from bot.outcomes.recording import EventForm, Overtaken, record
from bot.telegram import sending
from bot.telegram.call import Call
from db import drafts, requests
from db.facts import RequestFacts
from db.lifecycle import EventKind
from db.tables import Draft
from jobs.records import correcting
from jobs.records.corrections import AlreadyCorrected

ALL = "undo"  # the kind of the draft that names what was logged together


async def undo(call: Call, event_id: int) -> tuple[RequestFacts, Markup, InlineKeyboardMarkup]:
    """Take back one record of a request, or what a correction did: how it stands then, what to say, and the buttons.

    Raises:
        Overtaken: that was done already.
    """
    try:
        async with call.recording() as session:
            request = await call.target(session, None)
            taken = await correcting.undo(session, request, call.who.member, event_id, now=call.now)
    except AlreadyCorrected:
        async with call.looking() as session:
            raise Overtaken(await call.facts(session, await call.target(session, None))) from None
    return taken.facts, texts.taken_back(call.t, taken, call.now), under(call, taken)


def under(call: Call, taken: correcting.TakenBack) -> InlineKeyboardMarkup:
    """Under what was taken back: what its referral had opened, the card's, and to put it back."""
    linked = card_buttons.linked(call.t, taken.facts, taken.staying)
    return card_buttons.with_undo(call.t, taken.facts, card_buttons.logged(call.t, taken.facts, *linked))


async def withdraw_linked(call: Call, request_id: int) -> RequestFacts:
    """Withdraw what an undone referral had opened, unless somebody has asked there meanwhile.

    Raises:
        Overtaken: it is closed, asked, or linked to another request.
    """
    about = replace(call, request_id=request_id)
    async with call.looking() as session:
        facts = await call.facts(session, await about.target(session, None))
        origin = (await call.facts(session, await call.target(session, None))).number
    of_it = facts.referred_from is not None and facts.referred_from.number == origin
    if not of_it or not facts.is_open or facts.asked_at is not None:
        raise Overtaken(facts)
    return await record(about, EventForm(EventKind.WITHDRAWN, events_seen=facts.events_seen))


async def all_of(call: Call, logged: Sequence[RequestFacts]) -> Row:
    """The button that takes back what one message logged of several requests."""
    said = [(facts.id, max(event.id for event in facts.by_people)) for facts in logged]
    async with call.database.write() as session:
        draft = await call.begin(session, ALL, {"events": said})
    return [button(call.t.say("Undo all of it"), f"d:{draft.id}:undo")]


async def undo_all(call: Call, draft: Draft) -> None:
    """That button: each of them is taken back, or none."""
    async with call.recording() as session:
        held = await call.begun(session, draft.id or 0)
        events = dict(held.data["events"])
        await drafts.drop(session, held)
        locked = await requests.lock(session, list(events))
        numbers = [request.number for request in locked]
        for request in locked:
            await correcting.undo(session, request, call.who.member, events[request.id], now=call.now)
    said = texts.all_taken_back(call.t, numbers)
    await sending.toast(call.update, said)
    await sending.show_in_place(call.update, said, None)
