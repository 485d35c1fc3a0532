"""The dossier as one HTML file: to be read on a screen, printed, or saved, with nothing from outside.

The template shows a `PageView`: every value in words, in one language, in the order of the page.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from bot import kinds
from bot.cards import events as card_events
from bot.cards import files as card_files
from bot.cards import texts as card_texts
from bot.claims.sentences import Sentence
from bot.export import texts
from bot.export.dossier import BodyRecord, Dossier, Said
from bot.export.pictures import Picture, Pictures
from bot.export.timeline import timeline
from bot.fairness import texts as fairness_texts
from bot.fairness.check import FairChance
from bot.i18n.catalogue import Texts
from db.facts import EventFacts, FileFacts, QuestionFacts, RequestFacts
from db.lifecycle import BY_THE_DESK, EventKind
from jobs.files.folder import EvidenceFolder

if TYPE_CHECKING:
    from jinja2 import Environment

LOGGED_AT_ONCE = timedelta(minutes=5)
_KHMER = re.compile("[\u1780-\u17ff\u19e0-\u19ff]")
# What HTML cannot hold, and the marks that would turn the direction of a whole line.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def page(t: Texts, dossier: Dossier, evidence: EvidenceFolder | Pictures, *, in_zip: bool = False) -> str:
    """The whole page in the language of `t`. Waits for the disk: call it in a thread.

    Args:
        dossier: what it holds.
        evidence: where kept pictures are; those that fit are part of the page. `Pictures` of several pages are read once.
        in_zip: whether the page goes into a ZIP that holds the evidence too, and so can point to it.
    """
    view = _page_view(
        t, dossier, evidence if isinstance(evidence, Pictures) else Pictures(evidence, clean=dossier.clean)
    )
    html = _environment().get_template("dossier.html.j2").render(view=view, t=t, in_zip=in_zip)
    html = _UNFIT.sub("", html)
    font = _font() if _KHMER.search(html) else Markup("")
    return html.replace("/*font*/", font, 1)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # late: a start makes no page

    environment = Environment(
        loader=PackageLoader("bot.export"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["typed"] = typed
    return environment


def typed(text: object) -> Markup:
    """Something a person typed: escaped, and isolated, so that it does not change the order of what stands beside it."""
    plain = text.unescape() if isinstance(text, Markup) else str(text)
    return Markup(f"<bdi>{escape(plain)}</bdi>")  # noqa: S704


def khmer_font() -> Path:
    """A font with Khmer and Latin letters, wherever we are installed."""
    import fontpkg_noto_sans_khmer  # late, as above

    [file] = sorted((Path(fontpkg_noto_sans_khmer.ROOT) / "files").glob("*.ttf"))
    return file


@lru_cache(maxsize=1)
def _font() -> str:
    """A Khmer font as part of the page, so that it looks right where none is installed."""
    data = base64.b64encode(khmer_font().read_bytes()).decode()
    return (
        '@font-face { font-family: "Dossier Khmer"; font-weight: 100 900; unicode-range: U+1780-17FF, U+19E0-19FF; '
        f'src: url("data:font/ttf;base64,{data}") format("truetype"); }}'
    )


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
    reporter: str
    standing: Markup
    asked: str
    asked_as: Markup
    channel: str
    deadline: str
    only_ours: Markup
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
    timeline: Markup
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
    numbers: frozenset[int]
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


def _page_view(t: Texts, dossier: Dossier, pictures: Pictures) -> PageView:
    """Put a dossier into words. Reads pictures from the disk."""
    said = dossier.sentences(t)
    bodies = [_body(t, record, said, dossier, pictures) for record in dossier.bodies]
    about = dossier.about
    publication = about.published_at or about.publish_at
    return PageView(
        dossier=dossier,
        numbers=frozenset(request.number for request in dossier.requests),
        labels=texts.labels(t),
        zone=texts.zone(t, dossier.made_at),
        made=texts.when(t, dossier.made_at),
        publication=texts.when(t, publication) if publication else "",
        published=about.published_at is not None,
        counts=texts.counted(t, len(dossier.requests), len(bodies), dossier.private),
        sentences=said,
        bodies=bodies,
        files=[
            FileRow(request.facts.number, file)
            for body in bodies
            for request in body.requests
            for event in request.events
            for file in event.files
        ],
        proof=texts.proof(t, dossier.end.position, dossier.end.recorded_at) if dossier.end else [],
    )


def _body(t: Texts, record: BodyRecord, said: Said, dossier: Dossier, pictures: Pictures) -> BodyView:
    name = t.name(record.body, record.body_km)
    return BodyView(
        name=name,
        other_name=(record.body if name != record.body else record.body_km) or "",
        kind=kinds.BODY_KINDS[record.kind].said(t),
        sentences=said.about(record.requests),
        checks=[_check(t, chance) for chance in record.chances],
        timeline=timeline(
            t, record.requests, dossier.about.published_at or dossier.about.publish_at, dossier.made_at
        ),
        requests=[_request(t, request, dossier, pictures) for request in record.requests],
    )


def _check(t: Texts, chance: FairChance) -> CheckView:
    points = [
        (
            checked.state.value,
            fairness_texts.SIGNS[checked.state],
            fairness_texts.label(t, checked, texts.LONG_AGO),
        )
        for checked in chance.points
    ]
    return CheckView(texts.checked(t, chance), points)


def _request(t: Texts, request: RequestFacts, dossier: Dossier, pictures: Pictures) -> RequestView:
    return RequestView(
        facts=request,
        reporter=t.member(request.member),
        standing=card_texts.sign_and_words(t, request, dossier.made_at)[1],
        asked=card_texts.when_asked(t, request, texts.LONG_AGO),
        asked_as=card_texts.asked_as(t, request),
        channel=kinds.CHANNELS[request.channel].said(t) if request.channel else "",
        deadline=texts.when(t, request.deadline_at),
        only_ours=card_texts.only_ours(t, request, texts.LONG_AGO),
        trail=card_texts.trail(t, request),
        questions=request.questions,
        events=[_event(t, event, pictures) for event in request.events if event.kind not in BY_THE_DESK],
    )


def _event(t: Texts, event: EventFacts, pictures: Pictures) -> EventView:
    late = event.recorded_at - event.happened_at > LOGGED_AT_ONCE
    letter = event.details.get("letter") or {}
    name, sent = event.details.get("origin"), event.details.get("origin_at")
    return EventView(
        when=card_events.happened(t, event, texts.LONG_AGO),
        recorded=texts.when(t, event.recorded_at) if late else "",
        what=card_events.what_happened(t, event, texts.LONG_AGO),
        by=t.member(event.member),
        text=event.text or _removed(t, event),
        letter=str(letter.get("words", "")),
        origin=texts.forward(t, name, sent) if name is not None and sent else "",
        corrected=event.corrected,
        replaces=bool(event.details.get("in_place_of")) and event.kind is not EventKind.CORRECTED,
        files=[_file(t, event, file, pictures) for file in event.files],
    )


def _removed(t: Texts, event: EventFacts) -> str:
    if event.reduced_at is None:
        return ""
    return card_events.words_removed(t, event.reduced_at, texts.LONG_AGO).unescape()


def _file(t: Texts, event: EventFacts, file: FileFacts, pictures: Pictures) -> FileView:
    about = [card_files.size(t, file.size)] if file.size is not None else []
    return FileView(
        name=card_files.name(t, file),
        about=Markup(", ").join([*about, card_files.copy_kept(t, file)]),
        sender=t.member(event.member),
        sent=texts.when(t, file.sent_at or event.recorded_at),
        origin=texts.forward(t, file.origin, file.origin_at.isoformat()) if file.origin_at else "",
        sha256=file.sha256,
        picture=pictures.of(file),
    )
