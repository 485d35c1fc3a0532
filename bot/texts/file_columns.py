"""The words of the tables: names of sheets, headings of columns, and what stands in cells."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup

from bot.dossier.cells import hashed
from bot.texts import cards, events, evidence
from bot.texts.catalogue import Texts
from bot.texts.dossier import LONG_AGO
from db.facts import EventFacts, FileFacts, Linked, QuestionFacts, RequestFacts
from db.lifecycle import EventKind


def sheets(t: Texts) -> tuple[Markup, Markup, Markup]:
    """The names of the sheets of requests, events and bodies."""
    return t.say("Requests"), t.say("Events"), t.say("Bodies")


def cut_here(t: Texts) -> Markup:
    """Where a cell cannot hold all of a text."""
    return t.say("… (cut here: a cell holds no more; all of it is in the HTML and the CSV)")


def of_zone(t: Texts, heading: str) -> Markup:
    """The heading of a column of times by the newsroom's clock."""
    return t.say("{heading} ({zone})", heading=heading, zone=t.timezone)


def of_request(t: Texts, heading: str) -> Markup:
    """The heading of a column about an event's request."""
    return t.say("request: {heading}", heading=heading)


def yes_or_no(t: Texts, value: bool) -> Markup:
    """A truth."""
    return t.say("yes") if value else t.say("no")


def status(t: Texts, request: RequestFacts) -> Markup:
    """Where a request stands, with the year of any day in it."""
    if request.asked_at is None and request.is_open:
        return t.say("not asked yet")
    return cards.state(t, request, LONG_AGO)


def question(item: QuestionFacts) -> Markup:
    """A question with its number, ticked when it was answered."""
    return Markup("{}. {} {}").format(item.position, "✓" if item.answered else "–", item.text)


def linked(link: Linked) -> Markup:
    """The other end of a referral."""
    return Markup("#{} {}").format(link.number, link.body)


def details(t: Texts, event: EventFacts, in_place_of: int | None) -> list[Markup]:
    """What an event brings besides its words, each on a line. `in_place_of`: the position of the event that it put
    right."""
    of, lines = event.details, []
    if of.get("took_back"):
        lines.append(events.happening(t, event, LONG_AGO))
    if in_place_of is not None:
        lines.append(t.say("in place of event {position}", position=in_place_of))
    if event.kind in {EventKind.DEADLINE_SET, EventKind.EXTENDED}:
        when = t.when(datetime.fromisoformat(of["to"]), LONG_AGO)
        told = of.get("told", True)
        lines.append(
            t.say("until {when}", when=when)
            if told
            else t.say("until {when}, which they were not told", when=when)
        )
    if of.get("result") == "no_answer":
        lines.append(t.say("no answer"))
    if of.get("answered"):
        lines.append(t.say("questions {numbers}", numbers=", ".join(map(str, of["answered"]))))
    if of.get("origin") is not None and of.get("origin_at"):
        when = t.when(datetime.fromisoformat(of["origin_at"]), LONG_AGO)
        lines.append(t.say("forwarded from {name}, {when}", name=of["origin"], when=when))
    if event.kind is EventKind.FILED and of.get("kept", True):
        lines.append(t.say("a file of event {position}", position=of["of"]))
    elif event.kind is EventKind.FILED:
        lines.append(t.say("a file of event {position}; only a reference to it is kept", position=of["of"]))
    if event.letter:
        lines.append(t.say("As drafted here; it may have been edited before it was sent:"))
        lines.append(Markup("{}").format(event.letter))
    return lines


def file(t: Texts, file: FileFacts) -> Markup:
    """A file of an event, with the hash of its content where we keep it."""
    parts = [Markup("{}").format(evidence.name(t, file))]
    if file.size is not None:
        parts.append(evidence.size(t, file.size))
    if file.origin_at is not None:
        parts.append(t.say("from {name}, {when}", name=file.origin, when=t.when(file.origin_at, LONG_AGO)))
    parts.append(Markup("{}").format(hashed(file.sha256)) if file.is_kept else evidence.standing(t, file))
    return Markup(", ").join(parts)


def filed(event: EventFacts) -> Markup:
    """The file that the desk kept, from the event that says so."""
    name, sha256 = event.details.get("file", ""), event.details.get("sha256", "")
    return Markup("{}, {}").format(name, hashed(sha256)) if sha256 else Markup("{}").format(name)
