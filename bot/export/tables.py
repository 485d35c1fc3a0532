"""The record as tables: the columns of requests, events and bodies, and what a cell may hold (pure).

Whatever was typed is text in a cell, never a formula, a link or markup. `workbook` and `csv_table` write them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from markupsafe import Markup

from bot import answering, kinds
from bot.cards import events as card_events
from bot.cards import texts as card_texts
from bot.claims.record import attempts_of
from bot.export import texts
from bot.export.dossier import BodyRecord, Dossier, Said
from bot.export.texts import LONG_AGO
from bot.fairness import texts as fairness_texts
from bot.i18n.catalogue import Texts
from db.answering import answering as answered
from db.answering import put_of
from db.facts import EventFacts, RequestFacts
from db.lifecycle import DAY_ONLY, EventKind, Status

Row = TypeVar("Row")
Value = str | int | datetime | None  # a datetime is a UTC instant, None an empty cell

NUMBER, WHEN, WORD, NAME, WORDS = 9, 18, 14, 28, 60  # widths, in characters
# What XML cannot hold, and the marks that turn the direction of writing.
_UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_LINES = re.compile("\r\n|\r|\x85|\u2028|\u2029")


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column: its heading, its width in characters, and how its value is read."""

    heading: str
    width: int
    value: Callable[[Row], Value]


@dataclass(frozen=True)
class EventRow:
    """An event with the request it happened to."""

    request: RequestFacts
    event: EventFacts

    @property
    def corrects(self) -> int | None:
        """The position of the event that this one takes back."""
        return self._position_of(self.event.corrects_event_id)

    @property
    def in_place_of(self) -> int | None:
        """The position of the event that this one was recorded in the place of, to put it right."""
        is_taking_back = self.event.kind is EventKind.CORRECTED
        return None if is_taking_back else self._position_of(self.event.details.get("in_place_of"))

    def _position_of(self, event_id: object) -> int | None:
        return next((other.position for other in self.request.events if other.id == event_id), None)


def happened(dossier: Dossier) -> list[EventRow]:
    """Every event, request by request, in the order of happening."""
    return [EventRow(request, event) for request in dossier.requests for event in request.events]


def of_requests(t: Texts, dossier: Dossier) -> list[Column[RequestFacts]]:
    """What is told about each request."""
    now = dossier.made_at
    return [
        Column(plain(t.say("Request")), NUMBER, lambda r: r.number),
        Column(plain(t.say("Body")), NAME, lambda r: plain(card_texts.body_name(t, r))),
        Column(plain(t.say("Kind of body")), WORD, lambda r: plain(kinds.BODY_KINDS[r.body_kind].said(t))),
        Column(plain(t.say("Story")), WORD, lambda r: f"#{r.story}" if r.story else None),
        Column(plain(t.say("Reporter")), WORD, lambda r: t.member(r.member)),
        Column(plain(t.say("Status")), NAME, lambda r: plain(texts.status(t, r))),
        Column(plain(t.say("Channel")), WORD, lambda r: _channel(t, r)),
        Column(plain(t.say("Contact")), NAME, lambda r: _text(r.contact)),
        _time(t, t.say("Asked"), lambda r: r.asked_at),
        Column(plain(t.say("Hour of asking told")), NUMBER, lambda r: plain(texts.yes_or_no(t, _is_hour_told(r)))),
        _time(t, t.say("Deadline"), lambda r: r.deadline_at),
        Column(plain(t.say("Deadline told")), NUMBER, lambda r: plain(texts.yes_or_no(t, r.deadline_told))),
        Column(plain(t.say("Overdue")), NUMBER, lambda r: plain(texts.yes_or_no(t, r.overdue(now)))),
        Column(plain(t.say("Attempts")), NUMBER, lambda r: len(attempts_of(r))),
        Column(plain(t.say("Channels used")), WORD, lambda r: _channels(t, r)),
        Column(plain(t.say("Questions")), WORDS, lambda r: _lines(map(texts.question, r.questions))),
        Column(
            plain(t.say("Questions open")), WORDS, lambda r: _lines(map(texts.question, r.open_questions))
        ),
        Column(
            plain(t.say("Referred from")), NAME, lambda r: plain(texts.linked(r.referred_from)) if r.referred_from else None
        ),
        Column(plain(t.say("Referred to")), NAME, lambda r: _lines(map(texts.linked, r.referred_to))),
        Column(plain(t.say("Files")), NUMBER, lambda r: sum(len(event.files) for event in r.events)),
        Column(plain(t.say("Last event")), NAME, lambda r: _last(t, r)),
        _time(t, t.say("Last event at"), lambda r: r.by_people[-1].happened_at if r.by_people else None),
        Column(plain(t.say("Asked as")), NAME, lambda r: plain(t.name(*r.asked_as))),
    ]  # fmt: skip


def _is_hour_told(request: RequestFacts) -> bool:
    """Whether somebody told at what hour the body was asked."""
    return not any(one.kind is EventKind.ASKED and one.details.get(DAY_ONLY) for one in request.in_force)


def of_events(t: Texts) -> list[Column[EventRow]]:
    """What is told about each event; what its request is, stands elsewhere."""
    return [
        Column(plain(t.say("Event")), NUMBER, lambda h: h.event.position),
        Column(plain(t.say("What happened")), NAME, lambda h: plain(kinds.EVENTS[h.event.kind].said(t))),
        _time(t, t.say("Happened"), lambda h: h.event.happened_at),
        _time(t, t.say("Recorded"), lambda h: h.event.recorded_at),
        Column(plain(t.say("Recorded by")), WORD, lambda h: t.member(h.event.member)),
        Column(
            plain(t.say("Channel")),
            WORD,
            lambda h: plain(kinds.CHANNELS[h.event.channel].said(t)) if h.event.channel else None,
        ),
        Column(plain(t.say("Contact")), NAME, lambda h: _text(h.event.contact)),
        Column(plain(t.say("Words")), WORDS, lambda h: _words(t, h.event)),
        Column(plain(t.say("Details")), WORDS, lambda h: _lines(texts.details(t, h.event, h.in_place_of))),
        Column(plain(t.say("Taken back")), NUMBER, lambda h: plain(texts.yes_or_no(t, h.event.corrected))),
        Column(plain(t.say("Takes back event")), NUMBER, lambda h: h.corrects),
        Column(plain(t.say("Files")), WORDS, lambda h: _files(t, h.event)),
        Column(plain(t.say("Hash")), WORDS, lambda h: h.event.hash),
    ]


def of_bodies(t: Texts, dossier: Dossier) -> list[Column[BodyRecord]]:
    """What is told about each body, with the sentences the record supports."""
    now, said = dossier.made_at, dossier.sentences(t)
    return [
        Column(plain(t.say("Body")), NAME, lambda b: plain(b.body)),
        Column(plain(t.say("Khmer name")), NAME, lambda b: _text(b.body_km)),
        Column(plain(t.say("Kind of body")), WORD, lambda b: plain(kinds.BODY_KINDS[b.kind].said(t))),
        Column(plain(t.say("Requests")), NUMBER, lambda b: len(b.requests)),
        Column(plain(t.say("Open")), NUMBER, lambda b: sum(r.is_open for r in b.requests)),
        Column(plain(t.say("Overdue")), NUMBER, lambda b: sum(r.overdue(now) for r in b.requests)),
        Column(plain(t.say("Attempts")), NUMBER, lambda b: sum(len(attempts_of(r)) for r in b.requests)),
        Column(
            plain(t.say("Answered")), NUMBER, lambda b: sum(r.status is Status.ANSWERED for r in b.requests)
        ),
        # Of the requests, those that no share of answers may be reckoned with.
        Column(
            plain(t.say("Withdrawn")), NUMBER, lambda b: sum(r.status is Status.WITHDRAWN for r in b.requests)
        ),
        Column(plain(t.say("How fast")), WORDS, lambda b: _how_fast(t, b, now)),
        Column(plain(t.say("Fair chance")), NAME, lambda b: _chances(t, b)),
        Column(plain(t.say("Still missing")), NAME, lambda b: _missing(t, b)),
        Column(plain(t.say("As print has it")), WORDS, lambda b: _in_print(b, said)),
        Column(plain(t.say("What the record supports")), WORDS, lambda b: _sentences(b, said)),
    ]


def plain(text: object) -> str:
    """A text as a cell holds it: what was escaped for Telegram is as it was, lines end alike, nothing invisible
    that a table cannot hold."""
    words = text.unescape() if isinstance(text, Markup) else str(text)
    return _UNFIT.sub("", _LINES.sub("\n", words))


def untagged(text: Markup) -> str:
    """The same for a text with formatting in it, line by line, without the formatting."""
    return "\n".join(plain(Markup(line).striptags()) for line in text.split("\n"))  # noqa: S704


def _time(t: Texts, heading: Markup, value: Callable[[Row], Value]) -> Column[Row]:
    return Column(plain(texts.of_zone(t, heading)), WHEN, value)


def _text(text: str | None) -> str | None:
    return plain(text) if text else None


def _lines(lines: Sequence[Markup] | map[Markup]) -> str | None:
    return "\n".join(map(plain, lines)) or None


def _channel(t: Texts, request: RequestFacts) -> str | None:
    return plain(kinds.CHANNELS[request.channel].said(t)) if request.channel else None


def _words(t: Texts, event: EventFacts) -> str | None:
    if event.reduced_at is not None:
        return plain(card_events.words_removed(t, event.reduced_at, texts.LONG_AGO))
    return _text(event.text)


def _channels(t: Texts, request: RequestFacts) -> str | None:
    used = dict.fromkeys(event.channel for event in attempts_of(request))
    return ", ".join(plain(card_texts.channel_or_words(t, channel)) for channel in used) or None


def _last(t: Texts, request: RequestFacts) -> str | None:
    found = request.by_people  # that the desk kept a file is no news of the request
    return plain(kinds.EVENTS[found[-1].kind].said(t)) if found else None


def _files(t: Texts, event: EventFacts) -> str | None:
    if event.kind is EventKind.FILED:
        return plain(texts.filed(event))
    return _lines([texts.file(t, file) for file in event.files])


def _how_fast(t: Texts, record: BodyRecord, now: datetime) -> str | None:
    put = [found for found in map(put_of, record.requests) if found is not None]
    return _lines(answering.how_fast(t, answered(put, now)))


def _chances(t: Texts, record: BodyRecord) -> str | None:
    return _lines(
        [
            t.say(
                "{met} of {all} ({numbers})",
                met=chance.met,
                all=len(chance.points),
                numbers=fairness_texts.numbers(t, chance),
            )
            for chance in record.chances
        ]
    )


def _missing(t: Texts, record: BodyRecord) -> str | None:
    return _lines(
        [
            fairness_texts.in_brief(t, checked, LONG_AGO)
            for chance in record.chances
            for checked in chance.missing
        ]
    )


def _in_print(record: BodyRecord, said: Said) -> str | None:
    return "\n".join(untagged(one.short) for one in said.about(record.requests) if one.short) or None


def _sentences(record: BodyRecord, said: Said) -> str | None:
    return "\n".join(untagged(one.shown()) for one in said.about(record.requests)) or None
