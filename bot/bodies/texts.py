"""A body as people see it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from markupsafe import Markup

from bot import kinds
from bot.i18n.catalogue import Texts, shorten
from db.bodies import Brought
from db.lists import BodyRecord
from db.tables import Body, Contact
from jobs.records.directory import Merged

NEWLINE = Markup("\n")
MOST_SHOWN = 20
FEWEST_FOR_RATES = (
    5  # below this, counts only: a rate of two out of three says nothing, nor a middle of two times
)


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


def _record(t: Texts, record: BodyRecord) -> Markup:
    if not record.asked:
        return t.say("Never asked by this newsroom.")
    text = t.count("Asked {n} time", "Asked {n} times", record.asked)
    text += Markup("; ") + t.say(
        "answered in full: {answered}, past the deadline now: {late}",
        answered=record.answered,
        late=record.late,
    )
    # They say nothing of the body, and no rate counts them.
    if record.undelivered:
        text += Markup(", ") + t.say("could not be delivered: {n}", n=record.undelivered)
    if record.withdrawn:
        text += Markup(", ") + t.say("withdrawn: {n}", n=record.withdrawn)
    lines = [text]
    if record.answerable >= FEWEST_FOR_RATES:
        share = _share(record.answered, record.answerable)
        lines.append(t.say("Answers {share} % of requests in full.", share=share))
    if record.first_replies:
        lines.append(_times(t, record.first_replies, _first_reply))
    if record.in_full:
        lines.append(_times(t, record.in_full, _in_full))
    return NEWLINE.join(lines)


def _share(some: int, of: int) -> int:
    """A share in percent: all and none are never said of less and of more."""
    share = round(100 * some / of)
    return min(99, max(1, share)) if 0 < some < of else share


def _times(t: Texts, spans: Sequence[timedelta], said: Callable[[Texts, Markup, bool], Markup]) -> Markup:
    """The middle one of several times, the shortest first; of few, each."""
    few = len(spans) < FEWEST_FOR_RATES
    shown = spans if few else [spans[len(spans) // 2]]
    return said(t, Markup(", ").join(t.length(span) for span in shown), few)


def _first_reply(t: Texts, lengths: Markup, few: bool) -> Markup:
    if few:
        return t.say("To a first reply: {lengths}", lengths=lengths)
    return t.say("Middle time to a first reply: {length}", length=lengths)


def _in_full(t: Texts, lengths: Markup, few: bool) -> Markup:
    if few:
        return t.say("To an answer in full: {lengths}", lengths=lengths)
    return t.say("Middle time to an answer in full: {length}", length=lengths)
