"""Is the record as it was written? The chain of events, what hangs on it, and the kept files; reads only."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import col, select

from db.chain import stamps
from db.chain.check import Trouble, check_chain
from db.chain.record import Kept, check_record
from db.engine import Database
from db.tables import Event, Newsroom
from jobs.files.folder import EvidenceFolder
from jobs.records.stamping import Roots, trouble

GONE = "its events are there, but the newsroom itself was removed"


@dataclass(frozen=True)
class Verdict:
    """What was found of one newsroom. `files`: how many contents are kept; `troubles`: the first is the first broken
    link of its chain, where one is broken; `since`: the position and time (UTC) of the hash that was looked for; `stamped`: the
    times (UTC) of its stamps; `reduced`: of how many events the words were removed."""

    newsroom: str
    events: int
    last_hash: str
    last_at: datetime | None
    files: int
    troubles: tuple[Trouble, ...]
    since: tuple[int, datetime] | None
    stamped: tuple[datetime, ...] = ()
    reduced: int = 0

    @property
    def intact(self) -> bool:
        """Whether everything is as it was recorded."""
        return not self.troubles


async def verify(
    database: Database,
    folder: EvidenceFolder,
    *,
    since: str | None = None,
    roots: Roots | None = None,
    of: int | None = None,
) -> list[Verdict]:
    """Check every newsroom's record as it is at one moment, while others may go on writing.

    Args:
        of: the id of the newsroom whose alone is checked.
        since: the hash of an event, as a dossier prints it: where it is in the chain, if it is.
        roots: the certificates that are trusted to stamp; None: whose signatures the stamps bear is not asked.
    """
    found: list[tuple[Verdict, list[Kept]]] = []
    async with database.read() as session:
        newsrooms = (await session.exec(select(Newsroom).order_by(col(Newsroom.id)))).all()
        for newsroom in newsrooms:
            if of not in (None, newsroom.id):
                continue
            chain = await check_chain(session, newsroom, since=since)
            troubles, kept = list(chain.troubles), list[Kept]()
            async for outcome in check_record(session, newsroom.id or 0, chain):
                if isinstance(outcome, Kept):
                    kept.append(outcome)
                else:
                    troubles.append(outcome)
            stamped = await stamps.with_hashes(session, newsroom.id or 0)
            for stamp, on_record in stamped:
                if what := trouble(stamp, on_record, roots):
                    troubles.append(Trouble(what, stamp.position))
            times = tuple(stamp.stamped_at for stamp, _ in stamped)
            verdict = Verdict(
                newsroom.name,
                chain.events,
                chain.last_hash,
                chain.last_at,
                0,
                tuple(troubles),
                chain.since,
                times,
                chain.reduced,
            )
            found.append((verdict, kept))
        known = [newsroom.id for newsroom in newsrooms]
        gone = select(Event.newsroom_id).where(col(Event.newsroom_id).not_in(known)).distinct()
        ids = () if of is not None else (await session.exec(gone)).all()
        found += [(Verdict(f"({number})", 0, "", None, 0, (Trouble(GONE),), None), []) for number in ids]
    # The disk is slow, and a transaction that waited for it would keep the database's log from being cleared.
    return [await asyncio.to_thread(_with_files, verdict, kept, folder) for verdict, kept in found]


def _with_files(verdict: Verdict, kept: Sequence[Kept], folder: EvidenceFolder) -> Verdict:
    intact: dict[str, str] = {}
    troubles = list(verdict.troubles)
    for file in kept:
        if file.sha256 not in intact:
            intact[file.sha256] = _trouble(file.sha256, folder)
        if what := intact[file.sha256]:
            troubles.append(Trouble(f'its file "{file.name}" {what}', file.position, file.number))
    return replace(verdict, files=len(intact), troubles=tuple(troubles))


def _trouble(sha256: str, folder: EvidenceFolder) -> str:
    try:
        if folder.is_intact(sha256):
            return ""
        there = folder.path(sha256).exists()
    except ValueError:
        return "is kept under a hash that is none"
    except OSError as error:
        return f"cannot be read: {error.strerror or error}"
    return "was changed on the disk" if there else "is no longer in the evidence folder"
