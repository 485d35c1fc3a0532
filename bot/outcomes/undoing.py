"""Taking back what was recorded: the buttons under it, and what an undone referral had opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup
from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardMarkup

from bot.cards import buttons as card_buttons
from bot.cards.buttons import button
from bot.outcomes import texts
from bot.outcomes.recording import EventForm, Overtaken, record
from bot.telegram import sending
from bot.telegram.call import Call
from bot.telegram.presses import FinishedDraft
from db import drafts
from db.facts import RequestFacts
from db.lifecycle import EventKind
from db.tables import Draft
from jobs.records import correcting, together
from jobs.records.corrections import AlreadyCorrected

ALL = "undo"  # the kind of the draft that names what was logged, or taken back, together


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


async def all_of(
    call: Call, session: AsyncSession, logged: Sequence[RequestFacts], draft: Draft | None = None
) -> InlineKeyboardMarkup:
    """The button that undoes what one message says of several requests.

    Args:
        draft: of what was done, which holds the records together; None: nothing does.
    """
    events = [(facts.id, max(event.id for event in facts.by_people)) for facts in logged]
    back = draft is not None and draft.kind == ALL and not draft.data["back"]
    key = None if draft is None else draft.data["key"] if draft.kind == ALL else draft.id
    data = {"events": events, "key": key, "back": back}
    if draft is None:
        draft = await call.begin(session, ALL, data)
    else:
        draft.kind = ALL
        await drafts.change(session, draft, data, awaits_text=False, now=call.now)
    if not events:
        return InlineKeyboardMarkup([])
    label = call.t.say("Put all of it back") if back else call.t.say("Undo all of it")
    return InlineKeyboardMarkup([[button(label, f"d:{draft.id}:{'redo' if back else 'undo'}")]])


async def undo_all(call: Call, draft: Draft, verb: str) -> None:
    """That button: all of it is taken back, or put back, and what one request refuses is said by name."""
    async with call.recording() as session:
        held = await call.begun(session, draft.id or 0)
        if verb != ("redo" if held.data["back"] else "undo"):
            raise FinishedDraft
        events, key = dict(held.data["events"]), held.data["key"]
        done = await together.undo_all(session, call.who.member, events, key, now=call.now)
        said, keyboard = texts.all_undone(call.t, done, call.now, back=held.data["back"]), None
        if done.recorded:
            keyboard = await all_of(call, session, done.recorded, held)
    await sending.toast(call.update, "")
    await sending.show_in_place(call.update, said, keyboard)


async def typed(call: Call, *, back: bool) -> bool:
    """/undo, /undo back: what was recorded, or taken back, on several requests at once, as a whole. False where it was one."""
    async with call.looking() as session:
        key = await together.newest(session, call.who.member, back=back)
    if key is None:
        return False
    async with call.recording() as session:
        events = await together.of_key(session, call.who.member, key)
        done = await together.undo_all(session, call.who.member, events, key, now=call.now)
        held = await call.begin(session, ALL, {"events": [], "key": key, "back": back})
        keyboard = await all_of(call, session, done.recorded, held)
    await call.answer(texts.all_undone(call.t, done, call.now, back=back), keyboard)
    return True
