"""What is said while a record is put right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot import kinds
from bot.cards import events as card_events
from bot.cards import texts as card_texts
from bot.i18n.catalogue import Texts, shorten
from db.facts import EventFacts, RequestFacts

NEWLINE = Markup("\n")


def list_head(t: Texts, request: RequestFacts, mine: Sequence[EventFacts], others: int) -> Markup:
    """Over the records that can be corrected; `others`: how many belong to somebody else."""
    if mine:
        head = t.say(
            "<b>#{number} {body}</b>: which record is wrong? Press its number.",
            number=request.number,
            body=card_texts.body_name(t, request),
        )
    else:
        head = t.say("There is no record of yours on #{number} to correct.", number=request.number)
    if others:
        head += NEWLINE + t.count(
            "{n} more is somebody else's: they or an editor can correct it.",
            "{n} more are somebody else's: they or an editor can correct those.",
            others,
        )
    return head


def numbered(t: Texts, position: int, event: EventFacts, now: datetime) -> Markup:
    """A record in the list, under the number of its button."""
    return Markup("{}. {}").format(position, card_events.event_line(t, event, now, limit=card_texts.SHORT))


def asked_what(t: Texts, request: RequestFacts, event: EventFacts, now: datetime) -> Markup:
    """One record, and the question what is wrong with it."""
    line = card_events.event_line(t, event, now, limit=3000)
    head = t.say("<b>#{number} {body}</b>", number=request.number, body=card_texts.body_name(t, request))
    foot = t.say("What is wrong with it? The record keeps both, the wrong one struck through.")
    return Markup("\n\n").join([head + NEWLINE + line, foot])


def asks_for(t: Texts, part: str, event: EventFacts, now: datetime) -> Markup:
    """The question whose typed answer puts a time, or words, right."""
    what = kinds.EVENTS[event.kind].said(t)
    if part == "time":
        return t.say(
            "When did it happen, rather than {when} ({what})? Such as: 15:20, mon 9:40, 2 Dec 09:40. /cancel leaves it.",
            when=card_events.happened(t, event, now),
            what=what,
        )
    if part == "contact":
        return t.say(
            "Who was asked, rather than {contact} ({what})? Write the name, or - for nobody by name. /cancel leaves it.",
            contact=event.contact or t.say("nobody by name"),
            what=what,
        )
    return t.say("Write the right words for this record ({what}). /cancel leaves it.", what=what)


def asks_for_body(t: Texts, request: RequestFacts) -> Markup:
    """The question to whom a request really was."""
    return t.say(
        "Whom was #{number} really put to, rather than {body}? Write the name of the body. /cancel leaves it.",
        number=request.number,
        body=card_texts.body_name(t, request),
    )


def body_corrected(t: Texts, request: RequestFacts) -> Markup:
    """A request is to another body than was logged."""
    text = t.say(
        "<b>Corrected</b>: #{number} is to {body}. The history shows both; letters that were sent stay as they are.",
        number=request.number,
        body=card_texts.body_name(t, request),
    )
    if request.contact:
        text += NEWLINE + t.say(
            "The contact stays as it was noted: {contact}. If that is wrong too: /correct {number} to NAME",
            contact=request.contact,
            number=request.number,
        )
    return text


def corrected(
    t: Texts, request: RequestFacts, event: EventFacts, changed: Sequence[str], now: datetime
) -> Markup:
    """A record was put right; `event` is the one that counts now."""
    text = t.say(
        "<b>Corrected</b> on #{number}: {what}, {when} ({parts}). The history shows both.",
        number=request.number,
        what=kinds.EVENTS[event.kind].said(t),
        when=card_events.happened(t, event, now),
        parts=", ".join(card_events.corrected_part(t, part) for part in changed),
    )
    if "words" in changed:
        text += NEWLINE + Markup("{}").format(shorten(event.text, card_texts.SHORT))
    return text
