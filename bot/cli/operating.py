"""What an operator does on the command line: newsrooms and their claim links, backups, and opening a record that is
there for those that only read it."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import Bot

from bot.environment import Settings
from db import bodies, members
from db.engine import Database
from db.errors import DeskError
from db.lifecycle import Role
from db.migrate import check, upgrade
from db.tables import Invite
from jobs.clock import Clock, SystemClock
from jobs.files.folder import EvidenceFolder

FIRST_NEWSROOM = "Newsroom"
LONGEST_NAME = 100
EVIDENCE = ".evidence"  # what a backup's folder of files has behind its name


class NoBackupHere(DeskError, translated=False):
    """The database is not SQLite, on backing up."""

    message = "Backups of PostgreSQL are made with pg_dump; this command copies a SQLite file."


class NoDatabaseYet(DeskError, translated=False):
    """The database's own file is not there."""

    message = "There is no database at {file} yet, so there is nothing to {do}."


class BackupFailed(DeskError, translated=False):
    """The disk refused a backup."""

    message = "The backup could not be written to {file}: {reason}. Nothing of it was kept."


class NamelessNewsroom(DeskError, translated=False):
    """A newsroom is to be added without a name, or with one too long for a heading."""

    message = 'A newsroom needs a name of 1 to 100 characters, "Mekong Desk" for example.'


class BackupExists(DeskError, translated=False):
    """The file to back up to is there already, or the folder for its evidence."""

    message = "{file} is there already; a backup is never written over another."


@asynccontextmanager
async def record_there(settings: Settings, do: str) -> AsyncIterator[Database]:
    """The database that is there, to be read and left as it is, open inside the block.

    Args:
        do: what it is opened for, as in "so there is nothing to export".

    Raises:
        NoDatabaseYet: the database's own file is not there.
        OlderDatabase, NewerDatabase, UnreachableDatabase.
    """
    _check_there(settings, do)
    async with Database(settings.database_url) as database:
        await check(database)
        yield database


def _check_there(settings: Settings, do: str) -> None:
    """Opening a SQLite file that is not there would make one."""
    file = settings.database_url.database
    if settings.database_url.get_backend_name() == "sqlite" and not (file and Path(file).exists()):
        raise NoDatabaseYet(file=file, do=do)


def counted(number: int, word: str) -> str:
    """So many, for the console."""
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


async def create_newsroom(session: AsyncSession, settings: Settings, name: str, clock: Clock) -> Invite:
    """A newsroom with its country's starter directory, and the claim link that makes its opener an editor."""
    now = clock.now()
    newsroom = await members.add_newsroom(session, name, settings.newsroom, now=now)
    await bodies.add_starters(session, newsroom.id or 0, newsroom.settings.country, now=now)
    return await members.invite(session, newsroom.id or 0, Role.EDITOR, now=now, lasts=None)


async def first_claim(database: Database, settings: Settings, clock: Clock) -> Invite | None:
    """The claim link to print at start: a new first newsroom's on an empty database, or one nobody has used yet."""
    async with database.write() as session:
        there = await members.any_newsroom(session)
        if there is None:
            return await create_newsroom(session, settings, FIRST_NEWSROOM, clock)
        return await members.unused_claim(session, there.id or 0)


def claim_text(code: str, username: str) -> str:
    """How to claim a newsroom, for the console."""
    return f"Claim the newsroom: open https://t.me/{username}?start={code} (or send the bot: /start {code})"


async def add_newsroom(settings: Settings, name: str) -> str:
    """`newsroom add NAME`: create it and return its claim link.

    Raises:
        NamelessNewsroom: the name is empty, or too long for a heading.
        TelegramError: the bot's name, which the link needs, cannot be asked for. Nothing is created then.
    """
    name = " ".join(name.split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise NamelessNewsroom
    async with Bot(settings.bot_token, base_url=settings.base_url) as bot:
        username = bot.username
    async with Database(settings.database_url) as database:
        await upgrade(database)
        async with database.write() as session:
            made = await create_newsroom(session, settings, name, SystemClock())
    return claim_text(made.code, username)


async def backup(settings: Settings, file: str) -> str:
    """`backup FILE`: a consistent copy of the SQLite database, made while the bot runs, and the evidence beside it in
    FILE.evidence.

    Raises:
        NoBackupHere: the database is not SQLite.
        NoDatabaseYet: the database's own file is not there.
        BackupExists: the file is there already, or the folder for its evidence.
        BackupFailed: it could not be written.
    """
    source, target = settings.database_url.database, Path(file)
    if settings.database_url.get_backend_name() != "sqlite" or not source:
        raise NoBackupHere
    _check_there(settings, "back up")
    files = await asyncio.to_thread(_copy, source, target, EvidenceFolder(settings.data_dir))
    said = f"Copied to {file}"
    return f"{said}, and its files ({files}) to {file}{EVIDENCE}" if files else said


def _copy(source: str, target: Path, evidence: EvidenceFolder) -> int:
    beside = target.with_name(f"{target.name}{EVIDENCE}")
    for wanted in (target, beside):
        if wanted.exists():
            raise BackupExists(file=wanted)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with (
            closing(sqlite3.connect(f"{Path(source).resolve().as_uri()}?mode=ro", uri=True)) as here,
            closing(sqlite3.connect(target)) as there,
        ):
            # All pages in one step: a stepped copy beside a busy writer begins anew at every write.
            here.backup(there, pages=-1)
        # After the database: whatever it knows as kept lies in the folder by now.
        return evidence.copy_to(beside)
    except (OSError, sqlite3.Error) as error:
        if target.is_file():
            target.unlink()
        shutil.rmtree(beside, ignore_errors=True)
        raise BackupFailed(file=target, reason=error) from error
