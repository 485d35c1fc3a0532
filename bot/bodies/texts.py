"""A body as people see it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from markupsafe import Markup

from bot import kinds
from bot.i18n.catalogue import Texts
from db.facts import RequestFacts
from db.lifecycle import EVENTS, EventKind, Status, Word
from db.tables import Body, Contact

NEWLINE = Markup("\n")
FEWEST_FOR_RATES = 5  # below this, counts only: a rate of two out of three says nothing


def head(t: Texts, count: int) -> Markup:
    """The heading of the directory."""
    return (
        t.count("<b>{n} body</b>", "<b>{n} bodies</b>", count)
        + Markup("\n")
        + t.say('One of them: /body NAME. A new one: /body NAME kind=court alias="short name"')
    )


def name(t: Texts, found: Body) -> str:
    """The body's name in the language spoken, where the directory has it."""
    return t.name(found.name, found.name_km)


def line(t: Texts, found: Body) -> Markup:
    """A body in the directory."""
    return Markup("{} · {}").format(name(t, found), kinds.BODY_KINDS[found.kind].said(t))


def body(
    t: Texts,
    found: Body,
    aliases: Sequence[str],
    contacts: Sequence[Contact],
    asked: Sequence[RequestFacts],
    now: datetime,
) -> Markup:
    """A body's card: names, contacts, and its record of answering."""
    lines = [Markup("<b>{}</b>").format(found.name)]
    if found.name_km:
        lines.append(Markup("{}").format(found.name_km))
    lines.append(kinds.BODY_KINDS[found.kind].said(t))
    if aliases:
        lines.append(t.say("Also: {aliases}", aliases=", ".join(aliases)))
    if found.usual_deadline:
        lines.append(t.say("Usual deadline: {period}", period=found.usual_deadline))
    lines += [_contact(t, contact) for contact in contacts]
    lines.append(_record(t, asked, now))
    return NEWLINE.join(lines)


def _contact(t: Texts, contact: Contact) -> Markup:
    parts = [contact.name, contact.function]
    if contact.channel is not None:
        parts.append(kinds.CHANNELS[contact.channel].said(t))
    parts.append(contact.address)
    return Markup("👤 {}").format(", ".join(part for part in parts if part))


def _record(t: Texts, asked: Sequence[RequestFacts], now: datetime) -> Markup:
    put = [request for request in asked if request.asked_at is not None]
    if not put:
        return t.say("Never asked by this newsroom.")
    answered = sum(request.status == Status.ANSWERED for request in put)
    late = sum(request.overdue(now) for request in put)
    text = t.count("Asked {n} time", "Asked {n} times", len(put))
    text += Markup("; ") + t.say(
        "answered in full: {answered}, past the deadline now: {late}", answered=answered, late=late
    )
    if len(put) >= FEWEST_FOR_RATES:
        share = round(100 * answered / len(put))
        text += Markup("\n") + t.say("Answers {share} % of requests in full.", share=share)
    first, full = _median(put, FIRST_REPLY), _median(put, ANSWER)
    if first is not None:
        text += Markup("\n") + t.say("Middle time to a first reply: {length}", length=t.length(first))
    if full is not None:
        text += Markup("\n") + t.say("Middle time to an answer in full: {length}", length=t.length(full))
    return text


FIRST_REPLY = frozenset(kind for kind, rule in EVENTS.items() if rule.word is not Word.NONE)
ANSWER = frozenset({EventKind.REPLIED_FULL})


def _median(asked: Sequence[RequestFacts], kinds: frozenset[EventKind]) -> timedelta | None:
    """The middle time from asking to the first event of these kinds; None where it never came, never zero."""
    spans = []
    for request in asked:
        came = next((event for event in request.in_force if event.kind in kinds), None)
        if came is not None and request.asked_at is not None:
            spans.append(came.happened_at - request.asked_at)
    return sorted(spans)[len(spans) // 2] if spans else None
