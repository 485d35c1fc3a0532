"""A source of files that hands out what it is told to, and a desk that fetches them into a folder of the test's own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlmodel import col, select

from db.attachments import File
from db.facts import EventFacts, FileFacts
from db.lifecycle import EventKind
from db.tables import Attachment, Event, Request
from jobs.files.fetching import Fetch, Fetched, FileFetcher
from jobs.files.folder import EvidenceFolder
from tests.db.world import ASKED, HOUR, Room, World
from tests.jobs.telling import HandClock

NOTED = ASKED + HOUR
LETTER = File("document", "id-1", "unique-1", "answer.pdf", "application/pdf", 27)
CONTENT = b"%PDF-1.4 the court's answer"


async def nothing() -> None:
    """What happens while a file is fetched, where nothing does."""


class Telegram:
    """Gives `CONTENT` unless it was told what else to give, next time or always, for a file id."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.next: dict[str, list[Fetch]] = defaultdict(list)
        self.always: dict[str, Fetch] = {}
        self.meanwhile: Callable[[], Awaitable[None]] = nothing

    async def fetch(self, file_id: str) -> Fetch:
        self.asked.append(file_id)
        await self.meanwhile()
        waiting = self.next[file_id]
        return waiting.pop(0) if waiting else self.always.get(file_id, Fetched(CONTENT))


class FetchDesk:
    """A file fetcher with its Telegram, its folder and its clock."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world = world
        self.clock = HandClock(NOTED)
        self.telegram = Telegram()
        self.folder = EvidenceFolder(folder)
        self.fetcher = self.another()

    def another(self) -> FileFetcher:
        """Another process's, on the same database and folder."""
        return FileFetcher(self.world.database, self.telegram, self.folder, self.clock)

    async def at(self, instant: datetime) -> int:
        """Fetch what is due at that instant."""
        self.clock.instant = instant
        return await self.fetcher.run()

    async def note(self, *files: File, room: Room | None = None) -> Request:
        """A request with a note of an hour later, with these files."""
        where = room or self.world.here
        request = await self.world.ask(where)
        await self.world.record(request, EventKind.NOTE, NOTED, by=where.reporter, files=files or (LETTER,))
        return request

    async def events(self, request: Request) -> tuple[EventFacts, ...]:
        return (await self.world.look(request)).events

    async def files(self, request: Request) -> list[FileFacts]:
        return [file for event in await self.events(request) for file in event.files]

    async def filed(self, request: Request) -> list[EventFacts]:
        return [event for event in await self.events(request) if event.kind is EventKind.FILED]

    async def rows(self) -> list[Attachment]:
        async with self.world.database.read() as session:
            return list((await session.exec(select(Attachment).order_by(col(Attachment.id)))).all())

    async def chain(self) -> list[Event]:
        """Every event of the first newsroom in the order of its chain."""
        async with self.world.database.read() as session:
            ours = select(Event).where(Event.newsroom_id == self.world.here.id)
            return list((await session.exec(ours.order_by(col(Event.position)))).all())

    def kept(self) -> list[Path]:
        return [path for path in self.folder.root.rglob("*") if path.is_file()]


def numbered(count: int) -> list[File]:
    """So many different files."""
    return [replace(LETTER, file_id=f"id-{n}", file_unique_id=f"unique-{n}") for n in range(count)]
