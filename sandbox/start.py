"""The start of it all: the local Telegram, the real bot and the chat page. No other file here knows the desk."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app import Parts
from bot.cli.commands import main as bot_command
from bot.cli.serving import running
from bot.environment import Settings, environment, read_settings
from bot.telegram.errors import set_up_logging
from db.errors import DeskError
from db.lifecycle import Role
from db.people import members
from jobs.reminders.planning import calendar
from sandbox.api.telegram import LocalTelegram
from sandbox.case import (
    BEGINNING,
    DARA,
    EVE,
    GROUP,
    GROUP_TITLE,
    NAMES,
    OUTSIDE,
    SREYNEANG,
    VUTHY,
    ZONE,
    Step,
)
from sandbox.page.app import add_page
from sandbox.page.chats import Cast, CastMember, Try
from sandbox.world.clock import MovingClock

TOKEN = "100200300:the-sandbox-token-opens-nothing-real"  # noqa: S105  (let in by the local Telegram alone)
ROLES = {SREYNEANG: "editor", VUTHY: "colleague, not in yet", EVE: "stranger"}
HINTS = {
    VUTHY: "To let Vuthy in: as Sreyneang write /invite, forward the link to the group, and open it there on this phone.",
    EVE: "Whatever a stranger writes, the desk says nothing of the newsroom.",
}
TRIES = (
    Try(
        "Log a request",
        "Dara says in a sentence what she asked. Send what stands in the field.",
        DARA,
        "asked the ministry of justice by email who signed the release of the 25, deadline monday 5pm #mangopark",
    ),
    Try(
        "See what may be printed",
        "Sreyneang, the editor, asks before publication.",
        SREYNEANG,
        "/report #mangopark",
    ),
    Try("Let time pass", "Move the clock to what is due next, and see who is told.", SREYNEANG),
)

log = logging.getLogger(__name__)


@dataclass
class Sandbox:
    """A local Telegram and the bot in one process, with a clock that both read."""

    telegram: LocalTelegram
    clock: MovingClock
    parts: Parts
    settings: Settings
    timezone: str = ZONE

    def now(self) -> datetime:
        """The sandbox's present instant (UTC)."""
        return self.clock.now()

    def next_morning(self) -> datetime:
        """The newsroom's next working morning (UTC)."""
        return calendar(self.settings.newsroom).next_working_morning(self.now())

    async def next_event(self) -> tuple[datetime, str] | None:
        """When the next reminder or digest is owed, and which it is."""
        message, file = await self.parts.outbox.next_due(), await self.parts.fetcher.next_due()
        if file is not None and (message is None or file < message):
            return max(file, self.now()), "a file to keep"
        if message is None:
            return None
        return max(message, self.now()), await self.parts.outbox.next_title()

    async def advance(self, to: datetime) -> None:
        """Move the clock to `to`; whatever is owed on the way is told at its own time.

        Raises:
            ValueError: `to` is in the past.
        """
        if to < self.now():
            raise ValueError("the clock only moves forward")
        await self.idle()
        while True:
            due = await self._next_due()
            if due is None or due > to:
                break
            self.clock.move_to(due)
            if not await self._do_what_is_due() and await self._still_due(due):
                break  # it could not be done now; it is tried again later, as in real life
        self.clock.move_to(to)
        await self._do_what_is_due()

    async def idle(self) -> None:
        """Wait until the bot has handled every update."""
        await self.telegram.settled()
        await self.parts.inbox.settled()

    async def play(self, steps: Iterable[Step]) -> None:
        """Let people write what the steps say, at their times."""
        for step in steps:
            await self.advance(step.instant)
            await self.telegram.send_text(step.who, step.chat or step.who, step.text)
            await self.idle()

    async def found_newsroom(self) -> None:
        """Found the newsroom as people do: the claim link, the group, invitations."""
        async with self.parts.application.bot_data["desk"].all_newsrooms.write() as session:
            room = await members.any_newsroom(session)
            claim = await members.claim(session, room.id or 0, now=self.now()) if room is not None else None
            if room is not None:
                room.name = "Mekong Desk"
                session.add(room)
        if claim is None:
            return
        await self.telegram.open_start_link(SREYNEANG, claim.code)
        await self.idle()
        await self.telegram.send_text(SREYNEANG, GROUP, "/newsroom here")
        await self.idle()
        for person in NAMES:
            if person not in ROLES:
                await self.invite(person)
        await self._do_what_is_due()  # the editor hears who came

    async def invite(self, person: int, role: Role = Role.REPORTER) -> None:
        """The editor makes an invitation, and the person opens it."""
        await self.telegram.send_text(
            SREYNEANG, SREYNEANG, "/invite" if role is Role.REPORTER else "/invite editor"
        )
        await self.idle()
        link = re.search(r"start=([\w-]+)", self.telegram.last(SREYNEANG)["text"])
        if link is None:
            raise RuntimeError("the bot's answer to /invite holds no link")
        await self.telegram.open_start_link(person, link[1])
        await self.idle()

    async def _still_due(self, due: datetime) -> bool:
        return (await self._next_due() or self.now()) <= due

    async def _next_due(self) -> datetime | None:
        parts = self.parts
        instants = [await part.next_due() for part in (parts.outbox, parts.fetcher, parts.held)]
        return min((instant for instant in instants if instant is not None), default=None)

    async def _do_what_is_due(self) -> int:
        parts = self.parts
        held, reduced = await parts.held.run(), await parts.reducer.run()
        return held + reduced + await parts.outbox.run() + await parts.fetcher.run()


@asynccontextmanager
async def open_sandbox(
    *,
    clock: MovingClock | None = None,
    folder: Path | None = None,
    database_url: str = "",
    port: int = 0,
    page: bool = False,
    ticking: bool = False,
    flood_limits: bool = False,
) -> AsyncIterator[Sandbox]:
    """Start it all and yield it; stop it when the block ends.

    `folder` keeps the local Telegram, the desk's record and its evidence, so that a restart goes on; without one the
    local Telegram lives in memory, `database_url` must say where the record is, and the evidence is gone at the end.
    """
    clock = clock or MovingClock(BEGINNING, running=False)
    store = folder / "telegram.sqlite" if folder is not None else None
    telegram = LocalTelegram(token=TOKEN, store=store, now=clock.now, flood_limits=flood_limits)
    for person, name in NAMES.items():
        telegram.add_person(person, name, username=name.casefold())
    telegram.add_group(GROUP, GROUP_TITLE, [SREYNEANG, *(p for p in NAMES if p != SREYNEANG)])
    page_clock = _PageClock(clock)
    if page:
        for person, name in OUTSIDE.items():
            telegram.add_person(person, name, username=name.casefold())
        telegram.add_group(GROUP, GROUP_TITLE, [VUTHY])
        cast = tuple(
            CastMember(person, name, ROLES.get(person, "reporter"), HINTS.get(person, ""))
            for person, name in (NAMES | OUTSIDE).items()
        )
        add_page(telegram.app, telegram, Cast(cast, GROUP, TRIES), page_clock)
    await telegram.start(port=port)
    try:
        with nullcontext(folder) if folder is not None else _passing_folder() as data_dir:
            settings = _settings(telegram, data_dir, database_url, flood_limits=flood_limits)
            async with running(settings, clock, say=log.info, ticking=ticking) as parts:
                telegram.bot_idle = parts.application.update_queue.join
                telegram.bot_leaves = lambda: len(parts.inbox.unconfirmed)
                sandbox = Sandbox(telegram, clock, parts, settings)
                page_clock.sandbox = sandbox
                yield sandbox
                telegram.bot_idle = None
    finally:
        await telegram.stop()


def has_token() -> bool:
    """Whether the environment or `.env` names a bot of real Telegram."""
    return bool(environment().get("BOT_TOKEN", "").strip())


def serve_telegram() -> int:
    """Serve real Telegram, as `python -m bot` does; returns its exit code."""
    return bot_command([])


class _PageClock:
    """The page's clock, which is there before the bot is."""

    timezone = ZONE

    def __init__(self, clock: MovingClock) -> None:
        self._clock = clock
        self.sandbox: Sandbox | None = None
        self._turn = asyncio.Lock()

    def now(self) -> datetime:
        return self._clock.now()

    def next_morning(self) -> datetime:
        return self.sandbox.next_morning() if self.sandbox is not None else self.now()

    async def next_event(self) -> tuple[datetime, str] | None:
        return await self.sandbox.next_event() if self.sandbox is not None else None

    async def advance(self, to: datetime) -> None:
        async with self._turn:
            if self.sandbox is not None:
                await self.sandbox.advance(to)


@contextmanager
def _passing_folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="reply-desk-") as folder:
        yield Path(folder)


def _settings(telegram: LocalTelegram, data_dir: Path, database_url: str, *, flood_limits: bool) -> Settings:
    env = {
        name: value
        for name, value in environment().items()
        if name in {"LANGUAGE", "LOG_LEVEL", "SWEEP_SECONDS"}
    }
    env |= {
        "BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": telegram.base_url.removesuffix("/bot"),
        "DATA_DIR": str(data_dir),
        "DATABASE_URL": database_url or f"sqlite:///{data_dir}/desk.sqlite",
        "MESSAGES_PER_SECOND": "30" if flood_limits else "0",
        "BACKUP_TIME": "off",
        "BACKUP_DIR": str(data_dir / "backups"),
    }
    # The sandbox's case happens in Phnom Penh, whatever the machine's own settings say.
    return read_settings(env | {"TIMEZONE": ZONE, "COUNTRY": "KH", "DIGEST_TIME": "08:30"})


__all__ = ["DeskError", "Sandbox", "has_token", "open_sandbox", "serve_telegram", "set_up_logging"]
