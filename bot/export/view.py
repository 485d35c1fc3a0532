"""The dossier as its template shows it: every value in words, in one language, in the order of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from markupsafe import Markup

from bot import kinds
from bot.cards import events
from bot.cards import files as evidence
from bot.cards import texts as cards
from bot.claims.sentences import Sentence
from bot.export import texts as dossier
from bot.export.contents import BodyRecord, Dossier
from bot.export.pictures import Picture, Pictures
from bot.fairness import texts as fairness
from bot.fairness.check import FairChance
from bot.i18n.catalogue import Texts
from db.facts import EventFacts, FileFacts, QuestionFacts, RequestFacts
from db.lifecycle import BY_THE_DESK, EventKind

LOGGED_AT_ONCE = timedelta(minutes=5)


@dataclass(frozen=True)
class FileView:
    """A file of an event."""

    name: str
    about: Markup  # size, whether it is kept
    sender: str
    sent: str
    origin: str  # "Name, date" of a forward, or ""
    sha256: str
    picture: Picture | None


@dataclass(frozen=True)
class EventView:
    """One line of what happened."""

    when: str
    recorded: str  # "" where it was logged at once
    what: Markup
    by: str
    text: str
    letter: str
    origin: str
    corrected: bool
    replaces: bool
    files: list[FileView]


@dataclass(frozen=True)
class RequestView:
    """One request with all that the record shows about it."""

    facts: RequestFacts
    standing: Markup
    asked: str
    channel: str
    deadline: str
    trail: list[Markup]
    questions: Sequence[QuestionFacts]
    events: list[EventView]


@dataclass(frozen=True)
class CheckView:
    """A fair-chance check: its heading, and each point with its sign."""

    head: Markup
    points: list[tuple[str, str, Markup]]


@dataclass(frozen=True)
class BodyView:
    """One body's page."""

    name: str
    other_name: str
    kind: str
    sentences: list[Sentence]
    checks: list[CheckView]
    requests: list[RequestView]


@dataclass(frozen=True)
class FileRow:
    """A line of the list of files at the end."""

    number: int
    file: FileView


@dataclass(frozen=True)
class PageView:
    """The whole page."""

    dossier: Dossier
    labels: dict[str, Markup]
    zone: Markup
    made: str
    publication: str
    published: bool
    counts: Markup
    sentences: list[Sentence]
    bodies: list[BodyView]
    files: list[FileRow]
    proof: list[Markup]


def page_view(t: Texts, holds: Dossier, pictures: Pictures) -> PageView:
    """Put a dossier into words. Reads pictures from the disk."""
    said = holds.sentences(t)
    bodies = [_body(t, record, said, holds, pictures) for record in holds.bodies]
    about = holds.about
    publication = about.published_at or about.publish_at
    return PageView(
        dossier=holds,
        labels=dossier.labels(t),
        zone=dossier.zone(t, holds.made_at),
        made=dossier.when(t, holds.made_at),
        publication=dossier.when(t, publication) if publication else "",
        published=about.published_at is not None,
        counts=dossier.counted(t, len(holds.requests), len(bodies)),
        sentences=said,
        bodies=bodies,
        files=[
            FileRow(request.facts.number, file)
            for body in bodies
            for request in body.requests
            for event in request.events
            for file in event.files
        ],
        proof=dossier.proof(t, holds.end.position, holds.end.recorded_at) if holds.end else [],
    )


def _body(
    t: Texts, record: BodyRecord, said: Sequence[Sentence], holds: Dossier, pictures: Pictures
) -> BodyView:
    numbers = {request.number for request in record.requests}
    name = t.name(record.body, record.body_km)
    return BodyView(
        name=name,
        other_name=(record.body if name != record.body else record.body_km) or "",
        kind=kinds.BODY_KINDS[record.kind].said(t),
        sentences=[sentence for sentence in said if numbers & set(sentence.numbers)],
        checks=[_check(t, chance) for chance in record.chances],
        requests=[_request(t, request, holds, pictures) for request in record.requests],
    )


def _check(t: Texts, chance: FairChance) -> CheckView:
    points = [
        (checked.state.value, fairness.SIGNS[checked.state], fairness.label(t, checked, dossier.LONG_AGO))
        for checked in chance.points
    ]
    return CheckView(dossier.checked(t, chance), points)


def _request(t: Texts, request: RequestFacts, holds: Dossier, pictures: Pictures) -> RequestView:
    return RequestView(
        facts=request,
        standing=cards.sign_and_words(t, request, holds.made_at)[1],
        asked=dossier.when(t, request.asked_at) if request.asked_at else "",
        channel=kinds.CHANNELS[request.channel].said(t) if request.channel else "",
        deadline=dossier.when(t, request.deadline_at),
        trail=cards.trail(t, request),
        questions=request.questions,
        events=[_event(t, event, pictures) for event in request.events if event.kind not in BY_THE_DESK],
    )


def _event(t: Texts, event: EventFacts, pictures: Pictures) -> EventView:
    late = event.recorded_at - event.happened_at > LOGGED_AT_ONCE
    letter = event.details.get("letter") or {}
    name, sent = event.details.get("origin"), event.details.get("origin_at")
    return EventView(
        when=dossier.when(t, event.happened_at),
        recorded=dossier.when(t, event.recorded_at) if late else "",
        what=events.happening(t, event, dossier.LONG_AGO),
        by=event.member,
        text=event.text,
        letter=str(letter.get("words", "")),
        origin=dossier.forward(t, name, sent) if name is not None and sent else "",
        corrected=event.corrected,
        replaces=bool(event.details.get("in_place_of")) and event.kind is not EventKind.CORRECTED,
        files=[_file(t, event, file, pictures) for file in event.files],
    )


def _file(t: Texts, event: EventFacts, file: FileFacts, pictures: Pictures) -> FileView:
    about = [evidence.size(t, file.size)] if file.size is not None else []
    return FileView(
        name=evidence.name(t, file),
        about=Markup(", ").join([*about, evidence.standing(t, file)]),
        sender=event.member,
        sent=dossier.when(t, file.sent_at or event.recorded_at),
        origin=dossier.forward(t, file.origin, file.origin_at.isoformat()) if file.origin_at else "",
        sha256=file.sha256,
        picture=pictures.of(file),
    )
