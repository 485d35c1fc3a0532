"""`newsroom export FILE`, `newsroom import FILE`: one newsroom with all that is its own, from one installation to another.

The file is a ZIP: each table's rows as lines of JSON, the evidence, and `newsroom.json`, which names them with their hashes.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Generator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.cli import backups
from bot.cli.nightly import ENCRYPTED, UNFINISHED, BackupExists, BrokenRecord
from bot.cli.nightly import named as with_suffix
from bot.cli.operating import (
    brought_up_to_date,
    check_not_lost,
    counted,
    named,
    record_there,
    see_free,
    utc,
    writing,
)
from bot.cli.tending import NobodyOfThatName
from bot.cli.verifying import report
from bot.environment import Settings
from db.chain.check import UNREADABLE_ROW
from db.copying import copy_newsroom, lines_of, read_back, resume
from db.drafts import ENDED
from db.engine import Database, one_at_a_time
from db.errors import DeskError, UnstorableText
from db.migrations.upgrading import revisions, upgrade
from db.people import members, places
from db.tables import Attachment, Draft, Event, Newsroom, Outcome
from jobs.clock import Clock
from jobs.files.folder import HASH, EvidenceFolder, hash_of
from jobs.records import verifying
from jobs.records.verifying import Verdict

CONTENTS = "newsroom.json"  # in the file: what is in it, written last
FORMAT = "reply-desk newsroom 1"
ROWS, EVIDENCE = "rows/", "evidence/"
_ENTRY = re.compile(rf"(?:{ROWS}[a-z_]+\.jsonl|{EVIDENCE}{HASH})")
PIECE = 1024 * 1024
AS_ROWS = 4  # a line of JSON needs at most so much room in a database, with its indexes and the log


class WhichNewsroom(DeskError, translated=False):
    """One newsroom is to be exported, and there are several."""

    message = "There are several newsrooms. Name one: --newsroom NAME. They are: {known}"


class NoNewsroomFile(DeskError, translated=False):
    """What is to be brought in cannot be."""

    message = "{file} cannot be brought in: {reason}. Nothing was changed."


class NewsroomThere(DeskError, translated=False):
    """The newsroom is here already, by whatever name."""

    message = "That newsroom is here already: {name}, with the same record. Nothing was changed."


class ExportFailed(DeskError, translated=False):
    """The disk refused the file."""

    message = "The newsroom could not be written to {file}: {reason}. Nothing of it was kept."


@dataclass(frozen=True)
class _Found:
    """What a file holds, as it was read back. `sums`: the SHA-256 of each part by its name."""

    sums: dict[str, str]
    verdict: Verdict


async def export_newsroom(settings: Settings, file: str, name: str, clock: Clock) -> str:
    """`newsroom export FILE`: written while the bot may run, as of one moment, for nobody else to read; with `BACKUP_RECIPIENT`
    only that key opens it. It is read back and verified.

    Args:
        name: which newsroom, where there are several.

    Raises:
        WhichNewsroom, NobodyOfThatName: it is not said which.
        BackupExists: the file is there already.
        ExportFailed: it could not be written.
        BrokenRecord: it was made, and the record in it was changed by somebody.
        NoDatabaseYet, OlderDatabase, NewerDatabase, UnreachableDatabase.
    """
    readers = backups.recipients(settings.backups.recipient)
    target = Path(file)
    if readers and target.suffix != ENCRYPTED:
        target = with_suffix(target, ENCRYPTED)
    part = with_suffix(target, UNFINISHED)
    async with record_there(settings, "export") as database:
        for there in (target, part):
            if there.exists():
                raise BackupExists(file=there)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=target.parent, prefix=".newsroom-") as work:
                plain = Path(work) / "newsroom.zip"
                async with database.read() as session:
                    room = await _chosen(session, name)
                    begun = await _begun(session, room.id or 0)
                    await _write(session, room.id or 0, plain, EvidenceFolder(settings.data_dir))
                found = await _read(
                    plain, revisions()[-1], Path(work), EvidenceFolder(settings.data_dir), clock
                )
                _close(plain, room, found, clock)
                if readers:
                    await asyncio.to_thread(backups.encrypt, plain, part, readers)
                else:
                    plain.replace(part)
            part.replace(target)
            backups.force(target)
        except BaseException as error:
            with suppress(OSError):
                part.unlink()
            if isinstance(error, UNREADABLE_ROW) and not isinstance(error, DBAPIError):
                raise ExportFailed(file=target, reason="a row cannot be read; `verify` says which") from error
            if isinstance(error, OSError):
                raise ExportFailed(file=target, reason=error.strerror or error) from error
            raise
    if not found.verdict.intact:
        raise BrokenRecord(file=target, what=report([found.verdict])[0])
    said = [
        f"Exported to {target}; SHA-256 {hash_of(target)}",
        f"Read back and verified: {report([found.verdict])[0]}",
        *begun,
    ]
    if room.locked_since is None:
        said.append(
            f'What is logged from here on is not in it. To stop that: python -m bot lock --newsroom "{room.name}"'
        )
    return "\n".join(said)


async def _chosen(session: AsyncSession, name: str) -> Newsroom:
    rooms = await members.newsrooms(session)
    found = [room for room in rooms if not name or room.name.casefold() == " ".join(name.split()).casefold()]
    if not found:
        raise NobodyOfThatName(name=name, sort="newsroom")
    if len(found) > 1:
        raise WhichNewsroom(known=", ".join(room.name for room in rooms))
    return found[0]


async def _begun(session: AsyncSession, newsroom_id: int) -> list[str]:
    """What is not on record yet, and so stays behind."""
    drafts = select(sa.func.count()).where(Draft.newsroom_id == newsroom_id, Draft.kind != ENDED)
    files = select(sa.func.count()).where(
        Attachment.newsroom_id == newsroom_id, col(Attachment.settled_at).is_(None)
    )
    said = []
    if many := (await session.exec(drafts)).one():
        said.append(f"Not in it: {counted(many, 'draft')}, begun and not logged.")
    if many := (await session.exec(files)).one():
        said.append(
            f"Not fetched yet: {counted(many, 'file')}. Another bot cannot fetch them; export again once `outbox` shows none waiting."
        )
    return said


async def _write(session: AsyncSession, newsroom_id: int, file: Path, evidence: EvidenceFolder) -> None:
    os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        async for table, lines in lines_of(session, newsroom_id):
            with archive.open(f"{ROWS}{table}.jsonl", "w", force_zip64=True) as written:
                async for line in lines:
                    written.write(line.encode())
        kept = select(Attachment.sha256).where(
            Attachment.newsroom_id == newsroom_id, Attachment.outcome == Outcome.KEPT
        )
        for sha256 in sorted(set((await session.exec(kept)).all())):
            if (
                re.fullmatch(HASH, sha256) and evidence.path(sha256).is_file()
            ):  # else `verify` says what is wrong
                archive.write(evidence.path(sha256), f"{EVIDENCE}{sha256}", zipfile.ZIP_STORED)


def _close(file: Path, room: Newsroom, found: _Found, clock: Clock) -> None:
    contents = {
        "format": FORMAT,
        "schema": revisions()[-1],
        "newsroom": room.name,
        "made_at": clock.now().isoformat(),
        "events": found.verdict.events,
        "last_hash": found.verdict.last_hash,
        "verified": _without_name(found.verdict),
        "sha256": found.sums,
    }
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(CONTENTS, json.dumps(contents, ensure_ascii=False, indent=1))


def _without_name(verdict: Verdict) -> list[str]:
    return [line.removeprefix(verdict.newsroom) for line in report([verdict])]


async def _read(file: Path, schema: str, work: Path, evidence: EvidenceFolder | None, clock: Clock) -> _Found:
    """Read a file back into a database of its own, `work`/desk.sqlite, and its evidence into a folder there, unless that is
    given; verify it, and prepare it for what has happened since."""
    folder = evidence or EvidenceFolder(work)
    sums: dict[str, str] = {}
    async with backups.at(work / backups.RECORD) as database:
        await upgrade(database, schema)
        with zipfile.ZipFile(file) as archive:
            async with database.write() as session:
                connection = await session.connection()
                for name in archive.namelist():
                    if name.startswith(ROWS):
                        table = name.removeprefix(ROWS).removesuffix(".jsonl")
                        with closing(_lines(archive, name, sums)) as lines:
                            await connection.run_sync(read_back, table, lines)
            for name in archive.namelist():
                if name.startswith(EVIDENCE):
                    _unpack(archive, name, sums, None if evidence else folder)
        if schema != revisions()[-1]:
            await upgrade(database)
        async with database.write() as session:
            await resume(session, now=clock.now())
        [verdict] = await verifying.verify(database, folder)
    return _Found(sums, verdict)


def _lines(archive: zipfile.ZipFile, name: str, sums: dict[str, str]) -> Generator[bytes]:
    digest = hashlib.sha256()
    with archive.open(name) as lines:
        for line in lines:
            digest.update(line)
            yield line
    sums[name] = digest.hexdigest()


def _unpack(archive: zipfile.ZipFile, name: str, sums: dict[str, str], folder: EvidenceFolder | None) -> None:
    digest = hashlib.sha256()
    place = Path(os.devnull)
    if folder is not None:
        place = folder.path(name.removeprefix(EVIDENCE))
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with archive.open(name) as content, place.open("wb") as written:
        while piece := content.read(PIECE):
            digest.update(piece)
            written.write(piece)
    if folder is not None:
        place.chmod(0o600)
    sums[name] = digest.hexdigest()


async def import_newsroom(
    settings: Settings, file: str, name: str, key: str | None, clock: Clock
) -> tuple[list[str], bool]:
    """`newsroom import FILE`: bring a newsroom in beside those that are here, its evidence first, its rows in one transaction.

    Args:
        name: what it is called here; "": as it was.
        key: the file with the private key, for one that is encrypted.

    Returns:
        What to tell the operator, and whether its record is as it was written.

    Raises:
        NoNewsroomFile: it is none, is not whole, was altered, or there is no room for it.
        NewsroomThere, NameTaken, NamelessNewsroom, NewerDatabase, UnreachableDatabase. Nothing was changed.
    """
    check_not_lost(settings)
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    work = settings.data_dir / f"import{UNFINISHED}"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(mode=0o700)
    evidence = EvidenceFolder(settings.data_dir)
    added: list[str] = []
    try:
        _see_room(settings, os.stat(file).st_size)
        plain = await asyncio.to_thread(backups.decrypted, Path(file), key, work)
        contents = _contents(plain, settings)
        found = await _read(plain, contents["schema"], work, None, clock)
        if found.sums != contents["sha256"] or _without_name(found.verdict) != contents["verified"]:
            raise ValueError("it was altered after it was written")
        async with Database(settings.database_url) as database:
            await brought_up_to_date(database)
            added = await asyncio.to_thread(evidence.take_in, EvidenceFolder(work))
            async with backups.at(work / backups.RECORD) as held, writing(database) as session:
                await one_at_a_time(session, "newsrooms brought in")
                room, said = await _brought(held, session, name)
            added = []
            [verdict] = await verifying.verify(database, evidence, of=room.id)
    except (ValueError, LookupError, TypeError, AttributeError, OSError, zipfile.BadZipFile, NotImplementedError,
            RuntimeError, SQLAlchemyError, UnstorableText, zlib.error) as error:  # fmt: skip
        why: object = getattr(error, "strerror", None) or getattr(error, "orig", None)
        if (
            why is None
            and isinstance(error, OSError | ValueError)
            and not isinstance(error, UnicodeError | json.JSONDecodeError)
        ):
            why = error
        raise NoNewsroomFile(file=file, reason=why or "it is damaged") from error
    finally:
        for sha256 in added:
            evidence.path(sha256).unlink(missing_ok=True)
        shutil.rmtree(work, ignore_errors=True)
    files = f", with its files ({verdict.files})" if verdict.files else ""
    return [f"Brought in: {room.name}{files}", *report([verdict]), *said], verdict.intact


def _see_room(settings: Settings, needed: int) -> None:
    free = shutil.disk_usage(settings.data_dir).free
    if needed > free:
        raise OSError(f"it needs {needed // 1_000_000 + 1:,} MB, and {free // 1_000_000:,} MB are free")


def _contents(file: Path, settings: Settings) -> dict[str, Any]:
    """What a file says of itself, where it is whole and this version can read it."""
    if not zipfile.is_zipfile(file):
        raise ValueError("it is no newsroom's file, or not all of it")
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        if CONTENTS not in names:
            raise ValueError("it is no newsroom's file, or not all of it")
        contents: dict[str, Any] = json.loads(archive.read(CONTENTS))
        if contents["format"] != FORMAT or contents["schema"] not in revisions():
            raise ValueError("a newer version wrote it; bring this installation up to date first")
        others = [name for name in names if name != CONTENTS]
        if sorted(others) != sorted(contents["sha256"]) or not all(map(_ENTRY.fullmatch, others)):
            raise ValueError("it was altered after it was written")
        sizes = [
            info.file_size * (AS_ROWS if info.filename.startswith(ROWS) else 1) for info in archive.infolist()
        ]
    _see_room(settings, sum(sizes))
    return contents


async def _brought(held: Database, session: AsyncSession, name: str) -> tuple[Newsroom, list[str]]:
    """Bring the newsroom of a database of its own in, in the caller's transaction, and say what is to be known."""
    async with held.write() as preparing:
        coming = await members.any_newsroom(preparing)
        if coming is None:
            raise ValueError("there is no newsroom in it")
        first = await _first_hash(preparing, coming)
        for room in await members.newsrooms(session):
            if room.created_at == coming.created_at and await _first_hash(session, room) == first:
                raise NewsroomThere(name=room.name)
        coming.name = named(name or coming.name)
        await see_free(session, coming.name)
        said = []
        for chat_id in {place.chat_id for place in await places.of_newsroom(preparing, coming.id or 0)}:
            if await places.newsroom_of(session, chat_id):
                await places.disconnect(preparing, chat_id)
                said.append(
                    "Its group is another newsroom's here: an editor types /newsroom here in one of its own."
                )
        preparing.add(coming)
    room = await copy_newsroom(held, session)
    said.append(
        "Where another bot speaks here than there, each member sends it /start once, and an editor adds it to the group and types"
        " /newsroom here; old messages stay with the old bot."
    )
    if room.locked_since is not None:
        said.append(
            f'Locked since {utc(room.locked_since)}. To begin: python -m bot unlock --newsroom "{room.name}"'
        )
    return room, said


async def _first_hash(session: AsyncSession, room: Newsroom) -> str | None:
    first = select(Event.hash).where(Event.newsroom_id == room.id).order_by(col(Event.position)).limit(1)
    return (await session.exec(first)).first()
