"""A body as people see it."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot import answering, kinds
from bot.cards import texts as card_texts
from bot.i18n.catalogue import Texts, shorten
from db.answering import Answering
from db.bodies import Brought
from db.lists import NONE_LEFT_OUT, LeftOut
from db.tables import Body, Contact
from jobs.records.directory import Merged

NEWLINE = Markup("\n")
MOST_SHOWN = 20


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
    record: Answering,
    left_out: LeftOut = NONE_LEFT_OUT,
) -> Markup:
    """A body's card: names, contacts, and its record of answering, as far as whoever reads may see it."""
    lines = [Markup("<b>{}</b>").format(found.name)]
    if found.name_km:
        lines.append(Markup("{}").format(found.name_km))
    lines.append(kinds.BODY_KINDS[found.kind].said(t))
    if aliases:
        lines.append(t.say("Also: {aliases}", aliases=", ".join(aliases)))
    if found.usual_deadline:
        lines.append(t.say("Usual deadline: {period}", period=found.usual_deadline))
    lines += [_contact(t, contact) for contact in contacts]
    lines += answering.record(t, record) if record.asked or not left_out else [card_texts.none_seen(t)]
    lines += [card_texts.left_out(t, left_out)] if left_out else []
    return NEWLINE.join(lines)


def asks_for(t: Texts, verb: str, found: Body) -> Markup:
    """The question what a body is called, or with which other it is one."""
    if verb == "name":
        return t.say("What is {body} called now? Write the name. /cancel leaves it.", body=name(t, found))
    return t.say(
        "Which other body is {body} as well? Write its name: it will be merged into {body} once you confirm. /cancel leaves it.",
        body=name(t, found),
    )


def renamed(t: Texts, was: str, found: Body) -> Markup:
    """A body has another name."""
    if was == found.name:
        return t.say("<b>Changed in the directory.</b>")
    return t.say(
        "<b>Renamed:</b> “{was}” is now “{name}”. It is found by both; what was asked before keeps the name it was asked by.",
        was=was,
        name=found.name,
    )


def would_merge(t: Texts, other: Body, into: Body, brought: Brought) -> Markup:
    """What a merger would move."""
    lines = [
        t.say(
            "<b>Merge “{other}” into “{into}”?</b> Nothing is changed yet.",
            other=name(t, other),
            into=name(t, into),
        ),
        t.say("To “{into}” would move:", into=name(t, into)),
        *_brought(t, brought),
        t.say(
            "“{other}” stays as one more name of it. Print says “{into}”; each request keeps the name it was asked by.",
            other=name(t, other),
            into=name(t, into),
        ),
    ]
    return NEWLINE.join(lines)


def merged(t: Texts, done: Merged) -> Markup:
    """Two bodies are one."""
    head = t.say(
        "<b>Merged:</b> “{other}” is now another name of “{into}”. Moved:",
        other=name(t, done.other),
        into=name(t, done.into),
    )
    undo = t.say(
        "An editor can take it back: /body {into} unmerge={other}",
        into=name(t, done.into),
        other=name(t, done.other),
    )
    return NEWLINE.join([head, *_brought(t, done.brought), undo])


def parted(t: Texts, done: Merged) -> Markup:
    """A merger was taken back."""
    head = t.say(
        "<b>Parted:</b> “{other}” and “{into}” are two bodies again. Back to “{other}”:",
        other=name(t, done.other),
        into=name(t, done.into),
    )
    return NEWLINE.join([head, *_brought(t, done.brought)])


def _brought(t: Texts, brought: Brought) -> list[Markup]:
    shown = ", ".join(f"#{number}" for number in brought.numbers[:MOST_SHOWN])
    if len(brought.numbers) > MOST_SHOWN:
        shown += ", …"
    requests = t.count("{n} request", "{n} requests", len(brought.numbers))
    lines = [Markup("– {}: {}").format(requests, shown) if shown else Markup("– {}").format(requests)]
    names = ", ".join(alias.alias for alias in brought.names)
    contacts = ", ".join(contact.name for contact in brought.contacts)
    lines.append(t.say("– names: {names}", names=shorten(names, 400)))
    if contacts:
        lines.append(t.say("– contacts: {contacts}", contacts=shorten(contacts, 400)))
    return lines


def _contact(t: Texts, contact: Contact) -> Markup:
    parts = [contact.name, contact.function]
    if contact.channel is not None:
        parts.append(kinds.CHANNELS[contact.channel].said(t))
    parts.append(contact.address)
    return Markup("👤 {}").format(", ".join(part for part in parts if part))
