"""What the command line does with a record: makes newsrooms and their claim links, and opens what is there."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import Bot
from telegram.error import NetworkError

from bot.cli.nightly import named as with_suffix
from bot.cli.nightly import nightlies
from bot.environment import Settings
from db import bodies
from db.engine import Database, one_at_a_time
from db.errors import DamagedDatabase, DeskError, LostDatabase, UnreachableDatabase
from db.lifecycle import Role
from db.migrations.upgrading import check, check_whole, upgrade
from db.people import members
from db.people.members import Link
from db.tables import Newsroom
from jobs.clock import Clock, SystemClock
from jobs.files.folder import EvidenceFolder

FIRST_NEWSROOM = "Newsroom"
LONGEST_NAME = 100
PATIENCE = 10.0  # seconds, for Telegram
A_MOMENT = 1.5  # seconds, after which whoever looks at a console wonders


class NoDatabaseYet(DeskError, translated=False):
    """The database's own file is not there."""

    message = "There is no database at {file} yet, so there is nothing to {do}."


class NamelessNewsroom(DeskError, translated=False):
    """A newsroom is to be added without a name, or with one too long for a heading."""

    message = 'A newsroom needs a name of 1 to 100 characters, "Mekong Desk" for example.'


class FileNotNamed(DeskError, translated=False):
    """A newsroom is to be exported or imported, and no file is named."""

    message = "Name the file: python -m bot newsroom {do} FILE"


class NameTaken(DeskError, translated=False):
    """Another newsroom has that name, so that nobody could say which is meant."""

    message = 'There is a newsroom "{name}" already.'


def named(name: str) -> str:
    """A name for a newsroom as it is kept (pure).

    Raises:
        NamelessNewsroom: it is empty, or too long for a heading.
    """
    name = " ".join(name.split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise NamelessNewsroom
    return name


async def see_free(session: AsyncSession, name: str, besides: Newsroom | None = None) -> None:
    """See that no other newsroom has this name.

    Raises:
        NameTaken: one has.
    """
    if name.casefold() in {
        room.name.casefold() for room in await members.newsrooms(session) if room is not besides
    }:
        raise NameTaken(name=name)


@asynccontextmanager
async def record_there(settings: Settings, do: str) -> AsyncIterator[Database]:
    """The database that is there, to be read and left as it is, open inside the block.

    Args:
        do: what it is opened for, as in "so there is nothing to export".

    Raises:
        NoDatabaseYet: the database's own file is not there.
        OlderDatabase, NewerDatabase, UnreachableDatabase.
    """
    check_there(settings, do)
    async with Database(settings.database_url) as database:
        await check(database)
        yield database


@asynccontextmanager
async def writing(database: Database) -> AsyncIterator[AsyncSession]:
    """A transaction that writes; where another program has the file for longer than a moment, the console says so."""
    async with database.write() as session:
        with _said_if_it_lasts(database):
            await session.exec(select(1))
        yield session


async def brought_up_to_date(database: Database) -> None:
    """Bring the database to this version's schema; the console hears of a wait as above.

    Raises:
        NewerDatabase, UnreachableDatabase, DamagedDatabase.
    """
    with _said_if_it_lasts(database):
        await upgrade(database)
    await check_whole(database)


@contextmanager
def _said_if_it_lasts(database: Database) -> Iterator[None]:
    said = f"Another program is writing to the record. I wait for it, for {database.patience:.0f} seconds at the most.\n"
    waits = asyncio.get_running_loop().call_later(A_MOMENT, sys.stderr.write, said)
    try:
        yield
    finally:
        waits.cancel()


def check_there(settings: Settings, do: str) -> None:
    """Opening a SQLite file that is not there would make one.

    Raises:
        NoDatabaseYet: it is not.
        UnreachableDatabase: there is something else, or nothing in it any more.
    """
    file = settings.database_url.database
    if settings.database_url.get_backend_name() == "sqlite":
        if not (file and Path(file).exists()):
            raise NoDatabaseYet(file=file, do=do)
        if Path(file).is_dir():
            raise UnreachableDatabase(where=file, reason="it is a folder")
    check_not_lost(settings)


def check_not_lost(settings: Settings) -> None:
    """SQLite begins a new database where no file is, and takes an empty one for new, throwing the log beside it away: where a
    record was, none is begun.

    Raises:
        DamagedDatabase, LostDatabase: the file is empty, or gone, and its log, the evidence or a nightly backup shows that
            it was not always.
    """
    file = Path(settings.database_url.database or "")
    is_there = file.exists()
    if settings.database_url.get_backend_name() != "sqlite" or (
        is_there and (file.is_dir() or file.stat().st_size)
    ):
        return
    log, evidence = with_suffix(file, "-wal"), EvidenceFolder(settings.data_dir)
    signs = {
        log: log.exists() and log.stat().st_size,
        evidence.root: evidence.is_filled,
        settings.backups.folder: nightlies(settings.backups.folder),
    }
    left = " and ".join(str(sign) for sign, there in signs.items() if there)
    if left and is_there:
        raise DamagedDatabase(where=file, reason="it is empty, and was not always")
    if left:
        raise LostDatabase(where=file, left=left)


def counted(number: int, word: str) -> str:
    """So many, for the console."""
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def utc(instant: datetime) -> str:
    """An instant for the console."""
    return instant.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


async def create_newsroom(session: AsyncSession, settings: Settings, name: str, clock: Clock) -> Link:
    """A newsroom with its country's starter directory, and the claim link that makes its opener an editor."""
    now = clock.now()
    newsroom = await members.add_newsroom(session, name, settings.newsroom, now=now)
    await bodies.add_starters(session, newsroom.id or 0, newsroom.settings.country, now=now)
    return await members.invite(session, newsroom.id or 0, Role.EDITOR, now=now, lasts=None)


async def first_claim(database: Database, settings: Settings, clock: Clock) -> Link | None:
    """A new claim link to print at start: of the first newsroom, which is made on an empty database, until somebody has entered
    it. What was printed before is as good."""
    async with database.write() as session:
        await one_at_a_time(session, "the first newsroom")
        there = await members.any_newsroom(session)
        if there is None:
            return await create_newsroom(session, settings, FIRST_NEWSROOM, clock)
        return await members.claim(session, there.id or 0, now=clock.now())


def claim_text(code: str, username: str) -> str:
    """How to claim a newsroom, for the console; `username`: the bot's, "" where Telegram could not be asked."""
    if not username:
        return f"Claim the newsroom: send the bot /start {code}"
    return f"Claim the newsroom: open https://t.me/{username}?start={code} (or send the bot: /start {code})"


async def add_newsroom(settings: Settings, name: str) -> str:
    """`newsroom add NAME`: create it and return its claim link; where there is no token, or no way to Telegram, how to do
    without.

    Raises:
        NamelessNewsroom, NameTaken: not by that name.
    """
    name = named(name)
    check_not_lost(settings)
    username = await _username(settings)
    async with Database(settings.database_url) as database:
        await brought_up_to_date(database)
        async with writing(database) as session:
            await see_free(session, name)
            made = await create_newsroom(session, settings, name, SystemClock())
    return claim_text(made.code, username)


async def _username(settings: Settings) -> str:
    """The bot's, which a link needs; "" where there is no token, or Telegram does not answer."""
    if not settings.bot_token:
        return ""
    try:
        async with asyncio.timeout(PATIENCE), Bot(settings.bot_token, base_url=settings.base_url) as bot:
            return bot.username
    except (NetworkError, TimeoutError):
        return ""
