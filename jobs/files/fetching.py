"""Keep our own copy of every file that belongs to an event: claim, fetch, store, settle.

One transaction claims a file to be fetched; outside any transaction it is fetched and written to the evidence folder;
another transaction settles it, together with the event that puts its content hash into the chain. After a crash in
between it is claimed again: the folder has its content already, and nothing is recorded twice.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlmodel.ext.asyncio.session import AsyncSession

from db import attachments, requests
from db.attachments import Trouble
from db.engine import Database
from db.lifecycle import EventKind
from db.requests import NewEvent
from db.tables import Attachment, Event, Outcome
from db.telegram import outbox
from jobs.clock import Clock
from jobs.files.folder import EvidenceFolder

LONGEST_FETCH = timedelta(minutes=5)
LEASE = 2 * LONGEST_FETCH
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=6)
GIVEN_UP_AFTER = timedelta(days=7)
FEWEST_TRIES = 10  # before giving up: a desk that was down for a week has not tried yet
UNFINISHED_KEPT_FOR = timedelta(days=1)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Fetched:
    """The whole content of a file."""

    content: bytes


@dataclass(frozen=True)
class Retry:
    """It did not work this time: try again later."""

    trouble: str


@dataclass(frozen=True)
class Refused:
    """It will never work. `said`: what Telegram said to it."""

    trouble: Trouble
    said: str = ""


Fetch = Fetched | Retry | Refused


class FileSource(Protocol):
    """Where files come from. Never raises for what Telegram or the line did: it says so in the `Fetch`."""

    async def fetch(self, file_id: str) -> Fetch:
        """Fetch a file by Telegram's id, in `LONGEST_FETCH` at most."""
        ...


def wait_after(tries: int) -> timedelta:
    """How long to wait after so many tries that failed: half a minute, then twice as long each time, up to six hours."""
    doublings = min(max(tries - 1, 0), 16)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def is_given_up(due_since: datetime, tries: int, now: datetime) -> bool:
    """Whether a file that was due since an instant (UTC) and tried so often is not tried any more."""
    return tries >= FEWEST_TRIES and now - due_since >= GIVEN_UP_AFTER


class FileFetcher:
    """Finds the files that are to be fetched, and fetches and keeps them. Any number of processes may run one against the same database
    and folder."""

    def __init__(self, database: Database, source: FileSource, folder: EvidenceFolder, clock: Clock) -> None:
        self._all_newsrooms = database
        self._source = source
        self._folder = folder
        self._clock = clock
        self._turn = asyncio.Lock()

    async def run(self) -> int:
        """Fetch everything that is due now; what was tried least comes first.

        Returns:
            How many files were settled, as kept or as never to be had.
        """
        settled = 0
        async with self._turn:
            while (row := await self._claim()) is not None:
                settled += await self._fetch(row)
        return settled

    async def tick(self) -> None:
        """The same, unless a slow line still keeps this process at it."""
        if not self._turn.locked():
            await self.run()

    async def next_due(self) -> datetime | None:
        """The next instant (UTC) at which a file is to be fetched, or None."""
        async with self._all_newsrooms.read() as session:
            return await outbox.next_due(session, Attachment)

    async def forget_unfinished(self) -> None:
        """Remove what a crash left half-written in the folder."""
        before = self._clock.now() - UNFINISHED_KEPT_FOR
        await asyncio.to_thread(self._folder.forget_unfinished, before.timestamp())

    async def _claim(self) -> Attachment | None:
        now = self._clock.now()
        async with self._all_newsrooms.write() as session:
            claimed = await outbox.claim(
                session, Attachment, now=now, lease=LEASE, limit=1, fewest_tries_first=True
            )
        return claimed[0][0] if claimed else None

    async def _fetch(self, row: Attachment) -> bool:
        if attachments.is_too_large(row.size):
            return await self._give_up(row, Trouble.TOO_LARGE)
        fetched = await self._source.fetch(row.file_id)
        if isinstance(fetched, Refused):
            return await self._give_up(row, fetched.trouble, fetched.said)
        if isinstance(fetched, Retry):
            if is_given_up(row.due_at, row.tries, self._clock.now()):
                return await self._give_up(row, Trouble.GIVEN_UP, fetched.trouble)
            return await self._retry(row, fetched.trouble)
        try:
            sha256 = await asyncio.to_thread(self._folder.keep, fetched.content)
        except OSError as error:
            # Ours to put right, not the file's fault: it is tried for as long as it takes.
            reason = error.strerror or str(error)
            log.error("evidence cannot be written below %s: %s", self._folder.root, reason)  # noqa: TRY400
            return await self._retry(row, f"the disk: {reason}")
        size = len(fetched.content)
        details = {"sha256": sha256, "size": size, "kept": True}
        return await self._settle(row, Outcome.KEPT, details, sha256=sha256, size=size)

    async def _retry(self, row: Attachment, trouble: str) -> bool:
        log.warning("file %s could not be kept yet: %s", row.id, trouble)
        again = self._clock.now() + wait_after(row.tries)
        async with self._all_newsrooms.write() as session:
            await outbox.retry(
                session, Attachment, row.id or 0, not_before=again, trouble=trouble, unsure=False
            )
        return False

    async def _give_up(self, row: Attachment, why: Trouble, said: str = "") -> bool:
        trouble = f"{why}: {said}" if said else str(why)
        log.warning("only a reference is kept of file %s: %s", row.id, trouble)
        return await self._settle(row, Outcome.DEAD, {"kept": False, "why": trouble}, trouble=trouble)

    async def _settle(
        self,
        row: Attachment,
        outcome: Outcome,
        details: dict[str, Any],
        *,
        sha256: str = "",
        size: int | None = None,
        trouble: str = "",
    ) -> bool:
        """End what was claimed and record it, unless another process did so meanwhile."""
        now = self._clock.now()
        async with self._all_newsrooms.write() as session:
            event = await session.get_one(Event, row.event_id)
            # Whoever settles holds the request first, so that nothing is settled between looking and recording.
            request = await requests.by_id(session, row.newsroom_id, event.request_id)
            if await _is_settled(session, row.id or 0):
                return False
            about = {
                "file": row.file_name or row.kind,
                "of": event.position,
                "unique_id": row.file_unique_id,
            }
            filed = NewEvent(EventKind.FILED, event.member_id, now, details=about | details)
            await requests.record(session, request, filed, now=now)
            for settled in await outbox.settle(
                session, Attachment, [row.id or 0], outcome, now=now, trouble=trouble
            ):
                if outcome is Outcome.KEPT:
                    settled.sha256, settled.size = sha256, size
                    session.add(settled)
        return True


async def _is_settled(session: AsyncSession, row_id: int) -> bool:
    row = await session.get(Attachment, row_id, populate_existing=True)
    return row is None or row.settled_at is not None
