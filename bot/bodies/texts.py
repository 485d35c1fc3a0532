"""A body as people see it."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot import kinds
from bot.i18n.catalogue import Texts
from db.lists import BodyRecord
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
    record: BodyRecord,
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
    lines.append(_record(t, record))
    return NEWLINE.join(lines)


def _contact(t: Texts, contact: Contact) -> Markup:
    parts = [contact.name, contact.function]
    if contact.channel is not None:
        parts.append(kinds.CHANNELS[contact.channel].said(t))
    parts.append(contact.address)
    return Markup("👤 {}").format(", ".join(part for part in parts if part))


def _record(t: Texts, record: BodyRecord) -> Markup:
    if not record.asked:
        return t.say("Never asked by this newsroom.")
    text = t.count("Asked {n} time", "Asked {n} times", record.asked)
    text += Markup("; ") + t.say(
        "answered in full: {answered}, past the deadline now: {late}",
        answered=record.answered,
        late=record.late,
    )
    if record.asked >= FEWEST_FOR_RATES:
        share = round(100 * record.answered / record.asked)
        text += Markup("\n") + t.say("Answers {share} % of requests in full.", share=share)
    if record.first_reply is not None:
        text += Markup("\n") + t.say(
            "Middle time to a first reply: {length}", length=t.length(record.first_reply)
        )
    if record.in_full is not None:
        text += Markup("\n") + t.say(
            "Middle time to an answer in full: {length}", length=t.length(record.in_full)
        )
    return text
