"""The files that can be made of a record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.claims.print import sentences_now
from bot.claims.sentences import Sentence
from bot.fairness.check import FairChance, fair_chances
from bot.i18n.catalogue import Texts
from db import queries as reports
from db.chain import links as chain
from db.chain.links import End
from db.facts import FileFacts, RequestFacts
from db.lifecycle import BodyKind
from db.queries import Scope
from db.tables import Newsroom


class Format(StrEnum):
    """A file that can be asked for; its value is what is typed, and the ending of its name."""

    HTML = "html"
    XLSX = "xlsx"
    CSV = "csv"
    ZIP = "zip"


@dataclass(frozen=True)
class About:
    """What a dossier is about. `title` is for people ("Mango Park raids"), `name` for file names and captions
    ("mangopark", "Phnom Penh Municipal Court"); `slug` where it is one story."""

    title: str
    name: str
    slug: str | None = None
    publish_at: datetime | None = None
    published_at: datetime | None = None


@dataclass(frozen=True)
class BodyRecord:
    """What a dossier holds about one body: its requests by number, and its fair-chance checks (one for each story)."""

    body: str
    body_km: str | None
    kind: BodyKind
    requests: tuple[RequestFacts, ...]
    chances: tuple[FairChance, ...]


@dataclass(frozen=True)
class Dossier:
    """The record of some requests as it stood at `made_at` (UTC), when `made_by` asked for it.

    `timezone` is the newsroom's IANA zone: what people read is told by its clocks. `end` is the end of the newsroom's
    whole chain at that moment, None where nothing is recorded. `whole`: the requests with all others of their stories,
    which bear on what may be said about these; () where there are no others.
    """

    newsroom: str
    timezone: str
    about: About
    made_at: datetime
    made_by: str
    requests: tuple[RequestFacts, ...]
    chances: tuple[FairChance, ...]
    end: End | None
    whole: tuple[RequestFacts, ...] = ()

    def sentences(self, t: Texts) -> list[Sentence]:
        """What the record supports about these requests."""
        numbers = {request.number for request in self.requests}
        return sentences_now(t, self.whole or self.requests, self.made_at, numbers)

    @property
    def bodies(self) -> tuple[BodyRecord, ...]:
        """The bodies, by their first request."""
        groups: dict[int, list[RequestFacts]] = {}
        for request in self.requests:
            groups.setdefault(request.body_id, []).append(request)
        return tuple(
            BodyRecord(
                body=group[0].body,
                body_km=group[0].body_km,
                kind=group[0].body_kind,
                requests=tuple(group),
                chances=tuple(chance for chance in self.chances if chance.body_id == body_id),
            )
            for body_id, group in groups.items()
        )

    @property
    def files(self) -> tuple[tuple[RequestFacts, int, FileFacts], ...]:
        """Every file with its request and the position of its event in the chain, in the order of the record."""
        return tuple(
            (request, event.position, file)
            for request in self.requests
            for event in request.events
            for file in event.files
        )


async def gather(
    session: AsyncSession, newsroom: Newsroom, scope: Scope, about: About, *, made_by: str, now: datetime
) -> Dossier:
    """The dossier of the requests in scope, as the record stands; the session sees one moment, so all of it agrees."""
    found = await reports.requests(session, newsroom.id or 0, scope)
    whole = await reports.with_their_stories(session, newsroom.id or 0, scope, found)
    numbers = {request.number for request in found}
    chances = fair_chances(whole, now=now, fair_hours=newsroom.settings.fair_hours)
    return Dossier(
        newsroom=newsroom.name,
        timezone=newsroom.settings.timezone,
        about=about,
        made_at=now,
        made_by=made_by,
        requests=tuple(found),
        chances=tuple(chance for chance in chances if numbers & set(chance.numbers)),
        end=await chain.end(session, newsroom.id or 0),
        whole=tuple(whole),
    )
