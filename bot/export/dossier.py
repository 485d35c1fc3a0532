"""What goes into the files that are made of a record: the dossier of some requests, as they stood at one moment."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.claims.printable import Printable, sentences_now
from bot.claims.sentences import Sentence
from bot.fairness.check import FairChance, fair_chances
from bot.i18n.catalogue import Texts
from db import lists, queries
from db.chain import links
from db.chain.links import End
from db.errors import DeskError
from db.facts import FileFacts, RequestFacts
from db.lifecycle import BodyKind
from db.lists import NONE_LEFT_OUT, LeftOut
from db.queries import Scope
from db.tables import Newsroom, Stamp, Story
from jobs.files.folder import EvidenceFolder
from jobs.reminders.planning import calendar_of

LARGEST_SENT = 49_000_000  # bytes: Telegram takes 50 MB from a bot, with what it is wrapped in


class NothingToFile(DeskError):
    """There is no request in what a file was wanted of."""

    message = "Nothing was asked here yet, so there is no file to make. Log a request first: /ask"


@dataclass(frozen=True)
class About:
    """What a dossier is about. `title` is for people ("Mango Park raids"), `name` for file names and captions
    ("mangopark", "Phnom Penh Municipal Court"); `slug` where it is one story."""

    title: str
    name: str
    slug: str | None = None
    publish_at: datetime | None = None
    published_at: datetime | None = None

    @classmethod
    def of_story(cls, story: Story) -> About:
        """What a dossier of one story is about."""
        return cls(
            title=story.title or f"#{story.slug}",
            name=story.slug,
            slug=story.slug,
            publish_at=story.publish_at,
            published_at=story.published_at,
        )


@dataclass(frozen=True)
class Gist:
    """What is said of a dossier beside a file of it: what it is about, when it was made (UTC), how many requests and
    bodies are in it, the end of the newsroom's chain, and how many private requests were left out."""

    title: str
    made_at: datetime
    requests: int
    bodies: int
    end: End | None
    private: LeftOut = NONE_LEFT_OUT


@dataclass(frozen=True)
class BodyRecord:
    """What a dossier holds about one body: its requests by number, and its fair-chance checks (one for each story)."""

    body: str
    body_km: str | None
    kind: BodyKind
    requests: tuple[RequestFacts, ...]
    chances: tuple[FairChance, ...]


class Said(list[Sentence]):
    """Sentences, in their order, of which those that rest on some requests are found without reading all."""

    def about(self, requests: Iterable[RequestFacts]) -> list[Sentence]:
        """Those that rest on any of these requests."""
        found = {place for request in requests for place in self._places.get(request.number, ())}
        return [self[place] for place in sorted(found)]

    @cached_property
    def _places(self) -> dict[int, list[int]]:
        places: dict[int, list[int]] = {}
        for place, sentence in enumerate(self):
            for number in sentence.numbers:
                places.setdefault(number, []).append(place)
        return places


@dataclass(frozen=True)
class Dossier:
    """The record of some requests as it stood at `made_at` (UTC), when `made_by` asked for it.

    `timezone` is the newsroom's IANA zone: what people read is told by its clocks. `end` is the end of the newsroom's
    whole chain at that moment, None where nothing is recorded. `whole`: the requests with all others of their stories,
    which bear on what may be said about these; () where there are no others. `clean`: copies of files leave without what they
    say of their maker.
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
    clean: bool = False
    private: LeftOut = NONE_LEFT_OUT  # requests that were left out
    _said: dict[Texts, Said] = field(default_factory=dict, init=False, repr=False, compare=False)

    def sentences(self, t: Texts) -> Said:
        """What the record supports about these requests."""
        if t not in self._said:
            numbers = {request.number for request in self.requests}
            self._said[t] = Said(
                sentences_now(t, Printable(self.whole or self.requests, self.made_at), numbers)
            )
        return self._said[t]

    @cached_property
    def bodies(self) -> tuple[BodyRecord, ...]:
        """The bodies, by their first request."""
        groups: dict[int, list[RequestFacts]] = {}
        for request in self.requests:
            groups.setdefault(request.body_id, []).append(request)
        chances: dict[int, list[FairChance]] = {}
        for chance in self.chances:
            chances.setdefault(chance.body_id, []).append(chance)
        return tuple(
            BodyRecord(
                body=group[0].body,
                body_km=group[0].body_km,
                kind=group[0].body_kind,
                requests=tuple(group),
                chances=tuple(chances.get(body_id, ())),
            )
            for body_id, group in groups.items()
        )

    @property
    def gist(self) -> Gist:
        """What is said of it beside a file."""
        return Gist(
            self.about.title, self.made_at, len(self.requests), len(self.bodies), self.end, self.private
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
    found = await queries.requests(session, newsroom.id or 0, scope)
    whole = await queries.with_their_stories(session, newsroom.id or 0, scope, found)
    numbers = {request.number for request in found}
    chances = fair_chances(
        whole, now=now, fair_hours=newsroom.settings.fair_hours, calendar=calendar_of(newsroom)
    )
    return Dossier(
        newsroom=newsroom.name,
        timezone=newsroom.settings.timezone,
        about=about,
        made_at=now,
        made_by=made_by,
        requests=tuple(found),
        chances=tuple(chance for chance in chances if numbers & set(chance.numbers)),
        end=await links.end(session, newsroom.id or 0),
        whole=tuple(whole),
        clean=newsroom.settings.clean_copies,
        private=await lists.left_out(session, newsroom.id or 0, scope),
    )


async def event_lines(
    session: AsyncSession, newsroom_id: int, *, of: Collection[int] | None = None
) -> list[str]:
    """The newsroom's whole chain, a line for each event.

    Args:
        of: the ids of the requests whose events are shown in their canonical form; None: all of them. In place of
            each other event, and of each whose words were removed, stands its position and its hash, so that the order can be
            checked and nothing is read.
    """
    lines = {
        stored.event.id: links.canonical(stored.link)
        if stored.event.reduced_at is None
        else _withheld(stored.event.position, stored.event.hash)
        async for stored in links.walk(session, newsroom_id, of=of)
    }
    if of is None:
        return list(lines.values())
    # Of what is withheld nothing more is read: a newsroom of years has a hundred thousand events.
    return [
        lines.get(event_id) or _withheld(position, sha256)
        for event_id, position, sha256 in await links.hashes(session, newsroom_id)
    ]


def _withheld(position: int, sha256: str) -> str:
    shown = f'"{sha256}"' if sha256.isalnum() and sha256.isascii() else json.dumps(sha256)
    return f'{{"position":{position},"hash":{shown}}}'


@dataclass(frozen=True)
class Material:
    """All that a file is made of: the dossier, the chain of events as `event_lines` gives it, where copies of the
    evidence are, and the stamps on the chain. `largest`: what one file may weigh, in bytes."""

    dossier: Dossier
    event_lines: Sequence[str]
    evidence: EvidenceFolder
    largest: int = LARGEST_SENT
    stamps: Sequence[Stamp] = ()
