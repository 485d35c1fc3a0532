"""`python -m bot doctor`: a line for each thing that a desk needs, and whether it is so."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
from sqlalchemy import false, update
from telegram import Bot
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

from bot.cli.backups import recipients
from bot.cli.nightly import last_backup
from bot.cli.operating import counted, record_there, utc
from bot.cli.watching import ROOM, free_on
from bot.environment import BadSetting, Settings
from db.engine import REFUSED, Database, changed, reason, shown
from db.errors import DeskError
from db.migrations.upgrading import check_whole, revisions
from db.people import members, places
from db.tables import Newsroom
from db.telegram.outbox import OWED, standing
from jobs.clock import SystemClock
from jobs.records.stamping import UnreadableRoot, read_roots

PATIENCE = 15.0  # seconds for each question to Telegram
WRITES_WITHIN = 3.0  # seconds
CLOCK_MAY_BE_OFF = timedelta(seconds=30)
BACKUP_MAY_BE_OLD = timedelta(hours=26)


@dataclass(frozen=True)
class Finding:
    """One thing, whether it is as it should be, and what is."""

    of: str
    well: bool
    what: str

    def __str__(self) -> str:
        return f"{'ok   ' if self.well else 'WRONG'}  {self.of}: {self.what}"


async def examine(settings: Settings, say: Callable[[str], None]) -> bool:
    """Look at everything, say a line about each, and return whether all is well. Changes nothing."""
    all_well = True
    for looking in (_here(settings), _record(settings), _telegram(settings)):
        async for finding in looking:
            say(str(finding))
            all_well = all_well and finding.well
    return all_well


async def _here(settings: Settings) -> AsyncIterator[Finding]:
    zone = settings.newsroom.timezone
    there = SystemClock().now().astimezone(ZoneInfo(zone))
    yield Finding("time zone", True, f"{zone}, where it is {there:%a %d %b %H:%M}")
    for name, folder in (("DATA_DIR", settings.data_dir), ("BACKUP_DIR", settings.backups.folder)):
        yield _disk(name, folder)
    yield _backup(settings)
    yield _stamping(settings)


def _disk(name: str, folder: Path) -> Finding:
    free = free_on(folder)
    return Finding(f"disk of {name}", free >= ROOM, f"{free / 1024**3:.1f} GB free")


def _backup(settings: Settings) -> Finding:
    if settings.backups.at is None:
        return Finding("last backup", True, "none at night: BACKUP_TIME is off")
    try:
        recipients(settings.backups.recipient)
    except BadSetting as error:
        return Finding("last backup", False, str(error))
    made = last_backup(settings.backups.folder)
    if made is None:
        return Finding("last backup", False, f"none in {settings.backups.folder}: the first is made at night")
    return Finding("last backup", SystemClock().now() - made <= BACKUP_MAY_BE_OLD, utc(made))


def _stamping(settings: Settings) -> Finding:
    if settings.stamping.root is None:
        return Finding("time stamps", True, "none: TIMESTAMP_URL is not set")
    try:
        roots = read_roots(settings.stamping.root)
    except UnreadableRoot as error:
        return Finding("time stamps", False, str(error))
    return Finding(
        "time stamps",
        True,
        f"of {settings.stamping.url or 'nobody now'}, {counted(len(roots), 'certificate')} trusted",
    )


async def _record(settings: Settings) -> AsyncIterator[Finding]:
    try:
        async with record_there(settings, "examine") as database, database.read() as session:
            await check_whole(database, largest=None)
            here = f"{shown(settings.database_url)}, schema {revisions()[-1]}"
            refused = await _refused_to_write(database)
            yield Finding(
                "database", not refused, f"{here}: it cannot be written: {refused}" if refused else here
            )
            found = [await standing(session, model, now=SystemClock().now()) for model in OWED]
            late, given_up = sum(one.late for one in found), sum(one.dead for one in found)
            yield Finding("outbox", not late, f"{late} late, {given_up} dead")
    except DeskError as error:
        yield Finding("database", False, str(error))
    except REFUSED as error:
        yield Finding("database", False, reason(error))


async def _refused_to_write(database: Database) -> str:
    """Why nothing can be written just now; "" where it can."""
    nothing = update(Newsroom).where(false()).values(name="")
    try:
        async with database.beside(WRITES_WITHIN) as impatient, impatient.write() as session:
            await changed(session, nothing)
    except REFUSED as error:
        return reason(error)
    return ""


async def _telegram(settings: Settings) -> AsyncIterator[Finding]:
    if not settings.bot_token:
        yield Finding("token", False, "BOT_TOKEN is not set, or does not look like one")
        return
    bot = Bot(settings.bot_token, base_url=settings.base_url)
    try:
        async with asyncio.timeout(PATIENCE), bot:
            yield Finding("token", True, f"@{bot.username}")
            yield await _asked("clock", _clock(settings))
            yield await _asked("webhook", _webhook(settings, bot))
            for group in await _groups(settings):
                yield await _asked(f"group of {group[0]}", _group(bot, group[1]))
    except InvalidToken:
        yield Finding("token", False, "Telegram does not know it: look it up at @BotFather")
    except (TelegramError, TimeoutError) as error:
        yield Finding(
            "token",
            False,
            f"Telegram cannot be reached at {settings.telegram_api_url}: {type(error).__name__}",
        )


async def _asked(of: str, asked: Awaitable[tuple[bool, str]]) -> Finding:
    try:
        return Finding(of, *await asked)
    except TelegramError as error:
        return Finding(of, False, f"{type(error).__name__}: {error.message}")
    except httpx.HTTPError as error:
        return Finding(of, False, type(error).__name__)


async def _clock(settings: Settings) -> tuple[bool, str]:
    async with httpx.AsyncClient(timeout=PATIENCE) as client:
        answer = await client.head(settings.telegram_api_url)
    if "date" not in answer.headers:
        return True, "the server does not tell the time"
    off = abs(SystemClock().now() - parsedate_to_datetime(answer.headers["date"]).astimezone(UTC))
    if off <= CLOCK_MAY_BE_OFF:
        return True, "as Telegram's"
    return False, f"{off.total_seconds():.0f} s from Telegram's: set it (NTP), deadlines follow it"


async def _webhook(settings: Settings, bot: Bot) -> tuple[bool, str]:
    info = await bot.get_webhook_info()
    wanted = f"{settings.webhook_url}/telegram" if settings.webhook_url else ""
    if info.url != wanted:
        return False, f"Telegram has {info.url or 'none'}, the settings {wanted or 'none'}: the start sets it"
    recent = info.last_error_date is not None and SystemClock().now() - info.last_error_date < timedelta(
        hours=1
    )
    if wanted and recent:
        return False, f"Telegram says: {info.last_error_message}"
    return True, f"{info.url or 'none, it polls'}, {info.pending_update_count} waiting"


async def _groups(settings: Settings) -> list[tuple[str, int]]:
    try:
        async with record_there(settings, "examine") as database, database.read() as session:
            return [
                (room.name, chat_id)
                for room in await members.newsrooms(session)
                for chat_id in dict.fromkeys(
                    place.chat_id for place in await places.of_newsroom(session, room.id or 0)
                )
            ]
    except DeskError:
        return []  # which was said above


async def _group(bot: Bot, chat_id: int) -> tuple[bool, str]:
    try:
        chat = await bot.get_chat(chat_id)
    except (BadRequest, Forbidden) as error:
        lost = error.message.removeprefix("Forbidden: ")
        return False, f"lost ({lost}): an editor types /newsroom here in one that the bot is in"
    return True, f"“{chat.title}”"
