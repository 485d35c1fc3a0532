"""The same attempt logged again within a minute: a thumb that slipped, or one attempt more. It is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from markupsafe import Markup
from telegram import InlineKeyboardMarkup

from bot.cards import buttons as card_buttons
from bot.cards import texts as card_texts
from bot.cards.buttons import button
from bot.outcomes import texts
from bot.outcomes.recording import SameAgain
from bot.telegram import sending
from bot.telegram.call import Call
from bot.telegram.presses import OldButton
from db import drafts
from db.lifecycle import Channel, EventKind
from db.requests import NewEvent
from db.tables import Draft
from jobs.records import recording

KIND = "taps"
A_MINUTE = timedelta(minutes=1)


async def ask(call: Call, same: SameAgain) -> None:
    """Ask whether it was one attempt or several; each further one within the minute is one more of them."""
    event, request = same.event, same.facts
    said = {
        "channel": event.channel,
        "contact": event.contact,
        "text": event.text,
        "result": event.details.get("result"),
    }
    async with call.database.write() as session:
        draft = await drafts.about(session, call.who.member, KIND, request.id)
        times = list[str]()
        if draft is not None and call.now - draft.updated_at <= A_MINUTE and draft.data["said"] == said:
            times = draft.data["times"]
        data = {"request_id": request.id, "said": said, "times": [*times, call.now.isoformat()]}
        draft = await call.begin(
            session, KIND, data, draft_id=draft.id if times and draft is not None else None
        )
    t, n = call.t, len(times) + 2
    question = texts.same_again(t, request, event, n, call.now)
    rows = [
        [button(t.say("It was once"), f"d:{draft.id}:once")],
        [button(t.count("It was {n} times", "It was {n} times", n), f"d:{draft.id}:each")],
    ]
    await sending.toast(call.update, question)
    if call.update.callback_query is None:
        await call.answer(question, InlineKeyboardMarkup(rows))
    else:
        await sending.show_in_place(call.update, question, InlineKeyboardMarkup(rows))


async def choose(call: Call, draft: Draft, verb: str) -> None:
    """The answer: nothing more is logged, or each of them."""
    if verb not in {"once", "each"}:
        raise OldButton
    about = replace(call, request_id=draft.data["request_id"])
    async with about.recording() as session:
        held = await call.begun(session, draft.id or 0)
        said, times = held.data["said"], held.data["times"]
        await drafts.drop(session, held)
        request = await about.target(session, None)
        for happened_at in times if verb == "each" else ():
            attempt = NewEvent(
                EventKind.CHASED,
                call.who.member_id,
                datetime.fromisoformat(happened_at),
                channel=Channel(said["channel"]) if said["channel"] else None,
                contact=said["contact"],
                text=said["text"],
                details={"result": said["result"]} if said["result"] else {},
            )
            await recording.record(session, request, attempt, now=call.now)
        facts = await call.facts(session, request)
    head = texts.recorded(call.t, facts) if verb == "each" else texts.was_once(call.t)
    keyboard = card_buttons.with_undo(call.t, facts, card_buttons.logged(call.t, facts))
    await sending.toast(call.update, head)
    text = Markup("{}\n\n{}").format(head, card_texts.card(call.t, facts, call.now))
    await sending.show_in_place(call.update, text, keyboard)
