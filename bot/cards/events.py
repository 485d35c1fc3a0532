"""What happened to a request, event by event: in a card's last line, in its history, in a file."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup

from bot import kinds
from bot.cards import files
from bot.i18n.catalogue import Texts, shorten
from bot.reading.results import read_result, result_read
from db.facts import EventFacts, RequestFacts
from db.lifecycle import DAY_ONLY, EventKind, Result, sets_deadline
from db.tables import Event

NEWLINE = Markup("\n")


def history(t: Texts, request: RequestFacts, now: datetime) -> list[Markup]:
    """Every event in the order in which it happened, in full, with a letter's words as drafted and with its files; what
    was taken back is struck through. That the desk kept a file is said with the file."""
    return [
        NEWLINE.join(
            [
                event_line(t, event, now, limit=None) + _letter_words(t, event),
                *files.short_lines(t, event, now, most=None),
            ]
        )
        for event in request.by_people
    ]


def words_removed(t: Texts, when: datetime, now: datetime) -> Markup:
    """That somebody wrote something, and that it is there no more."""
    return t.say("♻️ words removed {when} by the newsroom's rule", when=t.when(when, now))


def happened(t: Texts, event: EventFacts | Event, now: datetime) -> str:
    """When it happened: the day alone where nobody told the hour."""
    says = t.day if event.details.get(DAY_ONLY) else t.when
    return says(event.happened_at, now)


def event_line(t: Texts, event: EventFacts, now: datetime, *, limit: int | None) -> Markup:
    """One event: when, what, how, by whom, and what was written down."""
    what = Markup("{} · {}").format(happened(t, event, now), what_happened(t, event, now))
    if event.text:
        words = event.text if limit is None else shorten(event.text, limit)
        what += Markup(": {}").format(words)
    if event.reduced_at is not None and limit is None:
        what += Markup(" · ") + words_removed(t, event.reduced_at, now)
    what += files.forwarded(t, event, now)
    if event.files:
        what += t.count(" · {n} file", " · {n} files", len(event.files))
    what += Markup(" · {}").format(t.member(event.member))
    return Markup("<s>{}</s>").format(what) if event.corrected else what


def what_happened(t: Texts, event: EventFacts, now: datetime) -> Markup:
    """What happened, how and with whom, without the time and the words."""
    what = _what(t, event)
    if event.channel is not None:
        what += Markup(", {}").format(kinds.CHANNELS[event.channel].said(t))
    what += became(t, event)
    if event.contact:
        what += Markup(" ({})").format(event.contact)
    if until := event.details.get("until"):
        what += Markup(", {}").format(t.say("until {when}", when=t.when(datetime.fromisoformat(until), now)))
    elif sets_deadline(event):
        what += Markup(": {}").format(t.when(datetime.fromisoformat(event.details["to"]), now))
    if "private" in event.details and event.kind is EventKind.PRIVACY:
        what += Markup(": {}").format(_who_sees(t, event))
    elif event.owners:
        what += Markup(" → {}").format(", ".join(map(t.member, event.owners)))
    if event.details.get("was"):
        right = event.details.get("body") or event.details.get("now", "")
        what += Markup(": “{}” → “{}”").format(event.details["was"], right)
    if event.details.get("answered"):
        positions = event.details["answered"]
        numbers = t.digits(", ".join(map(str, positions)))
        what += t.count(" (question {numbers})", " (questions {numbers})", len(positions), numbers=numbers)
    return what


def _who_sees(t: Texts, event: EventFacts) -> Markup:
    if not event.details["private"]:
        return t.say("everybody of the newsroom")
    named = [Markup("{}").format(t.member(name)) for name in event.owners]
    return Markup(", ").join([t.say("🔒 its reporter and the editors"), *named])


def became(t: Texts, event: EventFacts) -> Markup:
    """What became of an attempt, where that is on record and its words do not say it anyway."""
    result = event.details.get("result") or (result_read(event) if event.reduced_at else None)
    if not result or result == read_result(event.channel, event.text):
        return Markup("")
    return Markup(", {}").format(kinds.RESULTS[Result(result)].said(t))


def _letter_words(t: Texts, event: EventFacts) -> Markup:
    if not event.letter:
        return Markup("")
    head = t.say("As drafted here; it may have been edited before it was sent:")
    return Markup("\n{}\n<blockquote expandable>{}</blockquote>").format(head, event.letter)


def _what(t: Texts, event: EventFacts) -> Markup:
    """What happened, in a word; of a correction, what was wrong."""
    if not event.details.get("took_back"):
        return Markup("{}").format(kinds.EVENTS[event.kind].said(t))
    was = kinds.EVENTS[EventKind(event.details["took_back"])].said(t)
    if event.details.get("changed"):
        parts = ", ".join(corrected_part(t, part) for part in event.details["changed"])
        return t.say("corrected: {was} ({parts})", was=was, parts=parts)
    return Markup("{}: {}").format(kinds.EVENTS[event.kind].said(t), was)


def corrected_part(t: Texts, name: str) -> str:
    """What was wrong in a record that was corrected."""
    return {
        "time": t.say("the time"),
        "words": t.say("the words"),
        "channel": t.say("the channel"),
        "contact": t.say("who was asked"),
        "kind": t.say("what it was"),
        "questions": t.say("which questions"),
        "result": t.say("what became of it"),
        "until": t.say("until when"),
    }[name]
