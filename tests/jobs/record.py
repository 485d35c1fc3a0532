"""A record with something of everything, as a file to tamper with."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import select
from sqlmodel.sql.expression import SelectOfScalar

from db.attachments import File
from db.chain import links
from db.chain.links import Stored
from db.engine import Database, read_url
from db.lifecycle import Channel, EventKind
from db.tables import Attachment, Event, Outcome, Request
from jobs.files.folder import EvidenceFolder
from jobs.records import recording
from jobs.records.verifying import Verdict, verify
from tests.db.world import ASKED, DEADLINE, HOUR, World
from tests.jobs.telling import undo

SCAN = File("document", "file-id", "unique-1", "answer.pdf", "application/pdf", 12)
EVENTS = 10  # in the first newsroom
AT = "WHERE newsroom_id = 1 AND position ="

CONTENT = b"%PDF-1.4 they deny it"


async def write_record(world: World, folder: EvidenceFolder) -> None:
    """Ten events in the first newsroom, on two requests: two of ours, one with a kept file, one taken back; three in
    the second."""
    first = await world.ask(contact="the clerk")
    await world.record(first, EventKind.CHASED, ASKED + HOUR, channel=Channel.CALL, text="no answer")
    reply = await world.record(
        first, EventKind.REPLIED_PARTIAL, ASKED + 2 * HOUR, text="they deny it",
        details={"answered": [1]}, files=(SCAN,),
    )  # fmt: skip
    await _keep(world, folder, first, reply)
    await world.record(first, EventKind.DECLINED, ASKED + 4 * HOUR)
    await undo(world)
    async with world.write() as session:
        held = await session.get_one(Request, first.id)
        await recording.extend(session, held, world.here.reporter, DEADLINE + HOUR, "", now=ASKED + 6 * HOUR)
    await world.ask(body_id=world.here.police.id, now=ASKED + 7 * HOUR)
    elsewhere = await world.ask(world.there)
    await world.record(elsewhere, EventKind.NOTE, ASKED + HOUR, by=world.there.reporter, text="elsewhere")


async def _keep(world: World, folder: EvidenceFolder, request: Request, event: Event) -> None:
    """What the desk does once a file is fetched."""
    sha256 = folder.keep(CONTENT)
    details = {"file": "answer.pdf", "of": event.position, "sha256": sha256, "size": 12, "kept": True}
    await world.record(request, EventKind.FILED, ASKED + 3 * HOUR, details=details)
    async with world.write() as session:
        [attachment] = (await session.exec(_files_of(event))).all()
        attachment.outcome, attachment.sha256, attachment.settled_at = Outcome.KEPT, sha256, ASKED + 3 * HOUR


def _files_of(event: Event) -> SelectOfScalar[Attachment]:
    return select(Attachment).where(Attachment.event_id == event.id)


@dataclass
class Record:
    """A record of its own, with its evidence, to tamper with from outside."""

    file: Path
    folder: EvidenceFolder

    def tamper(self, *statements: str) -> None:
        """Change the file as somebody with a copy of sqlite3 would, minding no rule of ours."""
        with closing(sqlite3.connect(self.file)) as connection:
            connection.execute("DROP INDEX uq_event_newsroom_id_position")
            for statement in statements:
                connection.execute(statement)
            connection.commit()

    async def verdicts(self, since: str | None = None) -> list[Verdict]:
        async with Database(read_url(f"sqlite:///{self.file}")) as database:
            return await verify(database, self.folder, since=since)

    async def stored(self, position: int) -> Stored:
        """An event of the first newsroom as its row has it."""
        async with Database(read_url(f"sqlite:///{self.file}")) as database, database.read() as session:
            [found] = await links.read(session, 1, after=position - 1, limit=1)
            return found

    def write(self, sql: str, *values: object) -> None:
        """One statement with its values."""
        with closing(sqlite3.connect(self.file)) as connection, connection:
            connection.execute(sql, values)

    def look(self, sql: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.file)) as connection:
            return connection.execute(sql).fetchall()


def said(verdict: Verdict) -> Sequence[tuple[int | None, str]]:
    """What is wrong, and at which position."""
    return [(trouble.position, trouble.what) for trouble in verdict.troubles]
