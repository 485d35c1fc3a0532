"""Replying to a card with text, a photo or a file: what is it?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from markupsafe import Markup
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.attachments import albums
from bot.attachments.messages import kept, kept_files
from bot.cards import buttons as card_buttons
from bot.cards import texts as card_texts
from bot.cards.buttons import Row, button
from bot.i18n.catalogue import Texts, shorten
from bot.kinds import CHANNELS, EVENTS, REPLIES, Asks
from bot.outcomes import handlers, happened
from bot.outcomes import texts as outcome_texts
from bot.outcomes.reading import Chase
from bot.outcomes.recording import EventForm, record
from bot.reading.heard import hinted
from bot.telegram import sending
from bot.telegram.call import Call
from bot.telegram.handling import Run, explain
from bot.telegram.presses import CHANNELS as BY_VALUE
from bot.telegram.presses import OldButton, number_in, one_of
from db import attachments
from db.errors import AlreadyHandled, NotPossibleNow
from db.facts import QuestionFacts, RequestFacts
from db.lifecycle import ANSWERS, Channel, EventKind, can_follow
from db.tables import Draft

MOST_ALONE = 2  # open questions, each with a button that says that it alone was answered

# What something that was sent can be: a reply, another attempt, or a note of ours.
_KINDS = {
    words.verb: kind
    for kind, words in EVENTS.items()
    if words.reply is not None or words.asks in {Asks.CHANNEL, Asks.WORDS}
}


async def reply(call: Call) -> None:
    """/reply, and the question what came back where only the words are there"""
    await _or_ask(call, handlers.reply)


async def chase(call: Call) -> None:
    """/chase, and the question how it was asked where only the words are there"""
    await _or_ask(call, handlers.chase)


async def _or_ask(call: Call, run: Run) -> None:
    try:
        await run(call)
    except handlers.Unsorted as unsorted:
        words = unsorted.form.text.split()
        # A file is asked about together with its caption; what begins with a number of no request is no words.
        if call.carried is not None or (words and words[0].isdecimal()):
            raise unsorted.why from None
        await _keep_words(call, unsorted)


async def _keep_words(call: Call, unsorted: handlers.Unsorted) -> None:
    """Keep what was typed without the word that says what it is, and offer the words that may be meant."""
    form, message = unsorted.form, call.update.message
    happened_at, noted = call.told(form.happened)
    files = {"files": [], "album": "", "messages": [message.message_id] if message is not None else []}
    async with call.recording() as session:
        facts = await call.facts(session, await call.target(session, form.number))
        chased = isinstance(form, Chase)
        kind = EventKind.CHASED if chased else EventKind.REPLIED_FULL
        if not can_follow(facts.status, kind):
            raise NotPossibleNow(status=facts.status, kind=kind)
        data: dict[str, Any] = {"text": form.text, "forwarded": {}, "noted": noted}
        data["happened_at"] = happened_at.isoformat() if form.happened else ""
        data |= {**files, "request_id": facts.id, "alone": False}
        draft = await call.begin(session, "whatisit", data)
    why = explain(call.t, unsorted.why, call.now)
    rows = _channels(call.t, draft.id or 0) if chased else choices(call, facts, draft).inline_keyboard
    kept = call.t.say("Or press it: your words are kept.")
    await call.answer(Markup("{} {}").format(why, kept), InlineKeyboardMarkup(rows))


async def is_about_card(call: Call) -> bool:
    """Whether the message replies to one of this newsroom's cards."""
    async with call.looking() as session:
        return await call.replied_to(session) is not None


async def ask_what_it_is(call: Call) -> None:
    """Keep the message in a draft, and ask with buttons what it is."""
    message = call.update.message
    if message is not None:
        await keep(call, kept(message))


async def keep(
    call: Call, data: dict[str, Any], number: int | None = None, *, recorded: bool = False
) -> None:
    """Keep what a message carried in a draft, and ask what it is to the request of that number, or to that whose card
    it replies to. `recorded`: what the message said is on record already."""
    async with call.database.write() if recorded else call.recording() as session:
        joined = await albums.join(session, call, data)
        if joined is None:
            request = await call.target(session, number)
            facts = await call.facts(session, request)
            data |= {"request_id": facts.id, "alone": number is not None}
            draft = await call.begin(session, "whatisit", data)
    if joined is not None:
        await albums.answer(call, joined)
        return
    await call.answer(question(call, facts) + caveat(call, data), choices(call, facts, draft))


def question(call: Call, facts: RequestFacts) -> Markup:
    """What is asked about something that was kept, once its request is known."""
    return call.t.say(
        "What is this for #{number} {body}? Kept, but not logged until you press.",
        number=facts.number,
        body=card_texts.body_name(call.t, facts),
    )


def caveat(call: Call, data: dict[str, Any]) -> Markup:
    """What is to be said at once of a file that can never be fetched, in a paragraph of its own; mostly nothing."""
    if not any(attachments.is_too_large(file.size) for file in kept_files(data)):
        return Markup("")
    return Markup("\n\n⚠️ ") + call.t.say(
        "Larger than 20 MB: Telegram gives bots no copy of it, so only its reference will be on record. Keep the original."
    )


async def choose(call: Call, draft: Draft, verb: str, argument: str) -> None:
    """A button under "what is this?"."""
    if draft.data["request_id"] is None:
        raise OldButton  # which request it belongs to is asked first
    about = replace(call, request_id=draft.data["request_id"])
    if verb == "again":
        await _show_channels(call, draft.id or 0)
        return
    if verb == "sorts":
        async with call.looking() as session:
            facts = await call.facts(session, await about.target(session, None))
        await sending.toast(call.update, "")
        keyboard = choices(call, facts, draft, others=argument == "others")
        await sending.show_in_place(call.update, question(call, facts), keyboard)
        return
    kind = one_of(_KINDS, verb)
    is_partial = kind is EventKind.REPLIED_PARTIAL
    form = EventForm(
        kind=kind,
        answered=(number_in(argument),) if is_partial and argument else (),
        channel=one_of(BY_VALUE, argument) if EVENTS[kind].asks is Asks.CHANNEL else None,
        draft_id=draft.id,
        happened_at=datetime.fromisoformat(told) if (told := draft.data.get("happened_at")) else None,
        details=draft.data.get("noted", {}),
    )
    try:
        facts = await record(about, form)
    except AlreadyHandled:
        await call.finish(draft.id)  # recorded before a crash
        raise
    head = outcome_texts.recorded(call.t, facts)
    await sending.toast(call.update, head)
    keyboard = card_buttons.logged(call.t, facts)
    if is_partial and not form.answered:
        head += " " + call.t.say("Which questions did they answer?")
        keyboard = card_buttons.partial(call.t, facts, 0, outcome_texts.newest(facts).id)
    head, keyboard = happened.offered(call, facts, head, keyboard)
    keyboard = card_buttons.with_undo(call.t, facts, keyboard)
    text = head + "\n\n" + card_texts.card(call.t, facts, call.now)
    await sending.show_in_place(call.update, text, keyboard)


def choices(call: Call, facts: RequestFacts, draft: Draft, *, others: bool = False) -> InlineKeyboardMarkup:
    """What something that was kept can be to its request, the likeliest first: an answer, also to one question alone, or a
    note. `others`: what else it can be."""
    t, key = call.t, draft.id or 0
    cancel = button(t.say("Cancel"), f"d:{key}:cancel")
    if not facts.is_open:
        rows = [[button(t.say("Our note"), f"d:{key}:note")]]
    else:
        likely = hinted(draft.data["text"])
        theirs = {
            kind: button((words.sent or words.reply)(t), f"d:{key}:{words.verb}")
            for kind, words in sorted(REPLIES.items(), key=lambda each: each[0] is not likely)
            if words.reply is not None
        }
        alone = [_to_one_question(t, key, each) for each in _alone(facts)]
        first = [each for kind, each in theirs.items() if kind is likely or kind in ANSWERS]
        if others:
            rest = [each for each in theirs.values() if each not in first]
            again = button(t.say("Another attempt…"), f"d:{key}:again")
            back = button(t.say("« Back"), f"d:{key}:sorts")
            return InlineKeyboardMarkup([*card_buttons.in_rows([*rest, again]), [back, cancel]])
        note = button(t.say("Our note"), f"d:{key}:note")
        other = button(t.say("Something else…"), f"d:{key}:sorts:others")
        rows = [*([each] for each in [*first[:2], *alone]), *card_buttons.in_rows([*first[2:], note, other])]
    last = [cancel]
    if draft.data.get("alone"):
        last.insert(0, button(t.say("« Another request"), f"d:{key}:which"))
    return InlineKeyboardMarkup([*rows, last])


def _alone(facts: RequestFacts) -> Sequence[QuestionFacts]:
    """The questions of which one alone may have been answered, where they are few enough for a button each."""
    return facts.open_questions if 1 < len(facts.open_questions) <= MOST_ALONE else ()


def _to_one_question(t: Texts, key: int, question: QuestionFacts) -> InlineKeyboardButton:
    named = t.say(
        "◐ In part: {n}. {question}",
        n=t.digits(str(question.position)),
        question=shorten(question.topic or question.text, 40),
    )
    return button(named, f"d:{key}:{EVENTS[EventKind.REPLIED_PARTIAL].verb}:{question.position}")


async def _show_channels(call: Call, key: int) -> None:
    t = call.t
    await sending.toast(call.update, "")
    await sending.show_in_place(
        call.update, t.say("How was it asked again?"), InlineKeyboardMarkup(_channels(t, key))
    )


def _channels(t: Texts, key: int) -> list[Row]:
    buttons = [button(CHANNELS[each].said(t), f"d:{key}:chase:{each.value}") for each in Channel]
    return [buttons[:3], buttons[3:], [button(t.say("Cancel"), f"d:{key}:cancel")]]
