"""Backups: made while the desk runs, opened and verified, encrypted where a key is named; and putting one back."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from bot.cli.nightly import ENCRYPTED, EVIDENCE, UNFINISHED, BackupExists, BrokenRecord, Source, named
from bot.cli.operating import check_there, counted, utc
from bot.cli.verifying import report
from bot.environment import BadSetting, Settings
from db.copying import Left, copy_record, resume
from db.engine import Database, is_damaged, read_url, reason, shown
from db.errors import DamagedDatabase, DeskError, NewerDatabase, OlderDatabase
from db.migrations.upgrading import check, upgrade
from db.people.members import any_newsroom
from jobs.clock import Clock
from jobs.files.folder import FOLDER, EvidenceFolder
from jobs.records import verifying
from jobs.records.verifying import Verdict

RECORD = "desk.sqlite"  # in an archive, beside the folder of evidence
FIRST_BYTES = b"age-encryption.org/v1"


class BackupFailed(DeskError, translated=False):
    """The disk refused a backup, or what was written is no good."""

    message = "The backup could not be written to {file}: {reason}. Nothing of it was kept."


class NoBackup(DeskError, translated=False):
    """What is to be restored cannot be read as a backup."""

    message = "{file} cannot be restored: {reason}. Nothing was changed."


class RecordThere(DeskError, translated=False):
    """A restore would write over something."""

    message = "{where} is there already; a restore is never written over anything. Stop the desk, move it away, and run this again."


async def backup(settings: Settings, file: str) -> str:
    """`backup FILE`: a copy of the whole record as it is at one moment, made while the bot runs, and the evidence beside it
    in FILE.evidence; with `BACKUP_RECIPIENT` both in one file that only that key opens. It is opened and verified.

    Raises:
        NoDatabaseYet: the database's own file is not there.
        BackupExists: the file is there already, or the folder for its evidence.
        BackupFailed: it could not be written.
        BrokenRecord: it was made, and the record in it was changed by somebody.
        UnreachableDatabase: also because the record's own file is damaged.
    """
    check_there(settings, "back up")
    source = Source.of(settings)
    target = Path(file)
    if source.recipient and target.suffix != ENCRYPTED:
        target = target.with_name(target.name + ENCRYPTED)
    return await make(source, target)


async def make(source: Source, target: Path, _tell: object = None) -> str:
    """Make a backup; see `backup`. Returns what to tell the operator."""
    part, beside = named(target, UNFINISHED), named(target, EVIDENCE)
    for wanted in (target, beside):
        if wanted.exists():
            raise BackupExists(file=wanted)
    readers = recipients(source.recipient)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        except FileExistsError:
            raise BackupExists(file=part) from None
        await _copy(source.url, part)
        # After the database: whatever it knows as kept lies in the folder by now.
        files = await asyncio.to_thread(EvidenceFolder(source.data_dir).copy_to, beside)
        verdicts = await _verified(part, beside)
        await asyncio.to_thread(_without_log, part)
        if readers:
            await asyncio.to_thread(_encrypt, part, beside, readers)
            shutil.rmtree(beside, ignore_errors=True)
        part.rename(target)
        force(target)
    except BackupExists:
        raise
    except BaseException as error:
        for left in _with_logs(part):
            with suppress(OSError):
                left.unlink()
        shutil.rmtree(beside, ignore_errors=True)
        if isinstance(error, sqlite3.Error) and is_damaged(error):
            raise DamagedDatabase(where=source.url.database, reason=reason(error)) from error
        if isinstance(error, OSError | sqlite3.Error | DBAPIError):
            raise BackupFailed(file=target, reason=getattr(error, "orig", None) or error) from error
        raise
    said = f"Copied to {target}"
    if files:
        said += f", with its files ({files})" if readers else f", and its files ({files}) to {beside}"
    if verdicts is None:
        return f"{said}\nIts schema is of another version: what it holds was not verified."
    if broken := [verdict for verdict in verdicts if not verdict.intact]:
        raise BrokenRecord(file=target, what=report(broken)[0])
    events = sum(verdict.events for verdict in verdicts)
    return f"{said}\nOpened and verified: {counted(len(verdicts), 'newsroom')}, {counted(events, 'event')}, intact"


async def _copy(source: URL, part: Path) -> None:
    if source.get_backend_name() == "sqlite":
        await asyncio.to_thread(_copy_file, Path(source.database or ""), part)
        return
    async with Database(source) as here, at(part) as there:
        await check(here)
        await upgrade(there)
        await copy_record(here, there)


def _copy_file(source: Path, target: Path) -> None:
    with (
        closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as here,
        closing(sqlite3.connect(target)) as there,
    ):
        # All pages in one step: a stepped copy beside a busy writer begins anew at every write.
        here.backup(there, pages=-1)
        [(found,)] = there.execute("PRAGMA integrity_check(1)")
        if found != "ok":
            raise sqlite3.DatabaseError(" ".join(str(found).split()))


def _without_log(file: Path) -> None:
    """One file, with none beside it: it can be read where nothing may be written."""
    with closing(sqlite3.connect(file)) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")


def at(file: Path) -> Database:
    """The database in a file."""
    return Database(read_url("sqlite:///").set(database=str(file)))


async def _verified(file: Path, evidence: Path) -> list[Verdict] | None:
    """What is found of each newsroom; None where this version cannot say."""
    async with at(file) as database:
        try:
            await check(database)
        except (OlderDatabase, NewerDatabase):
            return None
        return await verifying.verify(database, EvidenceFolder.at(evidence))


def _encrypt(part: Path, beside: Path, readers: Sequence[Any]) -> None:
    """Both in one file, in the place of the first."""
    plain = named(part, ".tar")
    try:
        with os.fdopen(os.open(plain, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as written:
            _archive(written, part, beside)
        for left in _with_logs(part):
            left.unlink(missing_ok=True)
        encrypt(plain, part, readers)
    finally:
        plain.unlink(missing_ok=True)


def encrypt(plain: Path, target: Path, readers: Sequence[Any]) -> None:
    """Write a file so that only the readers' keys open it.

    Raises:
        OSError: the disk refused.
    """
    import pyrage  # late: only backups need it

    os.close(os.open(target, os.O_WRONLY | os.O_CREAT, 0o600))
    try:
        pyrage.encrypt_file(str(plain), str(target), readers)
    except pyrage.EncryptError as error:
        raise OSError(str(error)) from error


def _archive(written: BinaryIO, part: Path, beside: Path) -> None:
    with tarfile.open(fileobj=written, mode="w|") as archive:
        archive.add(part, RECORD)
        if beside.is_dir():
            archive.add(beside, FOLDER)


def recipients(recipient: str) -> list[Any]:
    """Whom a backup is encrypted for; nobody for "".

    Raises:
        BadSetting: it is no public key.
    """
    if not recipient:
        return []
    import pyrage

    try:
        if recipient.startswith("age1"):
            return [pyrage.x25519.Recipient.from_str(recipient)]
        return [pyrage.ssh.Recipient.from_str(recipient)]
    except pyrage.RecipientError:
        raise BadSetting(name="BACKUP_RECIPIENT", trouble="is no public key of age or SSH.") from None


def _with_logs(file: Path) -> list[Path]:
    return [file, named(file, "-wal"), named(file, "-shm"), named(file, "-journal")]


def force(file: Path) -> None:
    """Have a file, and its name, on the disk."""
    for path in (file, file.parent):
        opened = os.open(path, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


async def restore(settings: Settings, file: str, key: str | None, clock: Clock) -> tuple[list[str], bool]:
    """`restore FILE`: put a backup where no record is, verify it, and prepare it for what has happened since.

    Args:
        key: the file with the private key, for one that is encrypted.

    Returns:
        What to tell the operator, and whether the record is as it was written.

    Raises:
        RecordThere: there is a record, or a folder of evidence. Nothing is touched.
        NoBackup: it cannot be read, opened, or is damaged. Nothing is left of it.
        NewerDatabase: a newer version wrote it.
        UnreachableDatabase.
    """
    source, evidence = Path(file), EvidenceFolder(settings.data_dir)
    await _check_free(settings, evidence)
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    work = settings.data_dir / f"restore{UNFINISHED}"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(mode=0o700)
    try:
        found, files = await asyncio.to_thread(_unpack, source, key, work)
        part = work / f"copy-{RECORD}"
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT, 0o600))
        await asyncio.to_thread(_copy_file, found, part)
        async with at(part) as database:
            await upgrade(database)
            async with database.write() as session:
                said = _said(await resume(session, now=clock.now()))
        copied = work / "copied"
        count = await asyncio.to_thread(EvidenceFolder.at(files).copy_to, copied)
        if settings.database_url.get_backend_name() != "sqlite":
            async with at(part) as here, Database(settings.database_url) as there:
                await copy_record(here, there)
        await asyncio.to_thread(_put, settings, part, copied, evidence.root)
    except (OSError, sqlite3.Error, tarfile.TarError, ValueError) as error:
        raise NoBackup(file=file, reason=getattr(error, "strerror", None) or error) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)
    async with Database(settings.database_url) as database:
        verdicts = await verifying.verify(database, evidence)
    with_files = f", with its files ({count})" if count else ""
    url = settings.database_url
    where = url.database if url.get_backend_name() == "sqlite" else shown(url)
    lines = [f"Restored to {where}{with_files}", *report(verdicts), *said]
    return lines, all(verdict.intact for verdict in verdicts)


async def _check_free(settings: Settings, evidence: EvidenceFolder) -> None:
    url = settings.database_url
    if url.get_backend_name() == "sqlite":
        for there in _with_logs(Path(url.database or "")):
            if there.exists():
                raise RecordThere(where=there)
    else:
        async with Database(url) as database:
            await upgrade(database)
            async with database.read() as session:
                if await any_newsroom(session) is not None:
                    raise RecordThere(where=f"The record in {shown(url)}")
    if evidence.is_filled:
        raise RecordThere(where=evidence.root)


def _unpack(source: Path, key: str | None, work: Path) -> tuple[Path, Path]:
    """The database of a backup, and its folder of evidence, which may not be there."""
    plain = decrypted(source, key, work)
    if plain == source:
        return source, named(source, EVIDENCE)
    with tarfile.open(plain) as archive:
        archive.extractall(work, filter="data")
    return work / RECORD, work / FOLDER


def decrypted(source: Path, key: str | None, work: Path) -> Path:
    """What is in a file that may be encrypted: itself, or a file in the folder `work`.

    Raises:
        ValueError: it is empty, or not to be opened by this key.
        OSError: it cannot be read.
    """
    with source.open("rb") as opened:
        first = opened.read(len(FIRST_BYTES))
    if not first:
        raise ValueError("it is empty")
    if first != FIRST_BYTES:
        return source
    if key is None:
        raise ValueError("it is encrypted: name the file with the private key, --key FILE")
    import pyrage

    plain = work / "decrypted"
    try:
        private = Path(key).read_text()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is no text"
        raise ValueError(f"the key in {key} cannot be read: {why}") from None
    try:
        pyrage.decrypt_file(str(source), str(plain), [_identity(private)])
    except (pyrage.DecryptError, pyrage.IdentityError) as error:
        raise ValueError(f"the key in {key} does not open it ({error})") from None
    return plain


def _identity(text: str) -> Any:
    import pyrage

    for line in text.splitlines():
        if line.startswith("AGE-SECRET-KEY-"):
            return pyrage.x25519.Identity.from_str(line.strip())
    return pyrage.ssh.Identity.from_buffer(text.encode())


def _put(settings: Settings, part: Path, copied: Path, evidence: Path) -> None:
    if copied.is_dir():
        copied.rename(evidence)  # in the place of an empty folder too
    if settings.database_url.get_backend_name() == "sqlite":
        target = Path(settings.database_url.database or "")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(part, target)
        force(target)


def _said(left: Left) -> list[str]:
    """What the operator should know."""
    until = f"until {utc(left.newest)}" if left.newest else "empty"
    lines = [
        f"The record is as it was {until}. What was logged later is lost; its cards and buttons do nothing but say so.",
    ]
    if left.updates:
        many = counted(len(left.updates), "update")
        lines.append(
            f"Not done yet were {many} of Telegram ({left.updates[0]} to {left.updates[-1]}): handled at the start, though they may"
            " have been answered since."
        )
    lines.append(
        "Telegram hands out again what no desk has confirmed, for up to 24 hours. What was confirmed since this backup does"
        " not come again: ask people to send it once more."
    )
    if left.owed:
        fell_due = counted(left.owed, "message")
        lines.append(
            f"What fell due since ({fell_due}) comes at the start, and says that it may be a repeat."
        )
    return lines
