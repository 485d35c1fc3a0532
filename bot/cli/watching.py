"""Watching a desk that runs: /health and /metrics on a port of this machine, and a word to the operator when something is
wrong, and one when all is well again."""

from __future__ import annotations

import asyncio
import json
import logging
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from pathlib import Path

from telegram import Bot
from telegram.error import TelegramError

from bot.cli.nightly import Nightly, last_backup
from bot.environment import BadSetting, Settings
from bot.telegram.updates import BUCKETS, Latency
from db.engine import FILE_GONE, REFUSED, Database, reason
from db.telegram import inbox
from db.telegram.outbox import OWED, Standing, standing
from db.telegram.outbox import broken as broken_of
from db.telegram.outbox import late as late_of
from jobs.clock import Clock
from jobs.records.stamping import Stamper

log = logging.getLogger(__name__)

ROOM = 500 * 1024 * 1024  # bytes that must be free on a disk
PATIENCE = 5.0  # seconds for the database, and for whoever asks

# What the operator reads of each trouble.
TROUBLES = {
    "late": "reminders run more than ten minutes late: {what}",
    "broken": "what cannot be put together was set aside (see `outbox`): {what}",
    "unfinished": "what somebody sent ended every process that began it, and was set aside (see the log): {what}",
    "backup": "the nightly backup failed: {what}",
    "stamp": "the chain of events was not stamped: {what}",
    "disk": "the disk runs full: {what}",
    "database": "the database refuses: {what}",
}


@dataclass(frozen=True)
class Figures:
    """What is measured of a desk at one moment. `owed`: sort by sort, as `OWED` has them."""

    owed: Sequence[Standing]
    inbox: int
    last_backup: datetime | None
    free: int


class Watch:
    """Looks at a desk, for whoever asks and for its operator."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        clock: Clock,
        bot: Bot,
        nightly: Nightly,
        latency: Latency,
        stamper: Stamper | None = None,
    ) -> None:
        self._settings = settings
        self._database = database
        self._clock = clock
        self._bot = bot
        self._nightly = nightly
        self._stamper = stamper
        self._latency = latency
        self._told = settings.data_dir / "operator-told.json"
        self._unwritten: list[str] = []  # where the disk refuses

    async def figures(self) -> Figures:
        """Measure.

        Raises:
            DBAPIError, TimeoutError: the database refuses, or does not answer.
        """
        now = self._clock.now()
        async with asyncio.timeout(PATIENCE), self._database.read() as session:
            owed = [await standing(session, model, now=now) for model in OWED]
            waiting = await inbox.depth(session)
        folder = self._settings.backups.folder
        return Figures(
            owed, waiting, await asyncio.to_thread(last_backup, folder), free_on(self._settings.data_dir)
        )

    async def metrics(self) -> str:
        """Everything in Prometheus's text format."""
        found = await self.figures()
        now = self._clock.now()
        lines: list[str] = []

        def add(name: str, kind: str, says: str, values: Mapping[str, float]) -> None:
            lines.extend((f"# HELP reply_desk_{name} {says}", f"# TYPE reply_desk_{name} {kind}"))
            lines.extend(f"reply_desk_{name}{labels} {value:g}" for labels, value in values.items())

        def sorts(of: str) -> dict[str, float]:
            named = zip(OWED.values(), found.owed, strict=True)
            return {f'{{sort="{sort}"}}': float(getattr(one, of)) for sort, one in named}

        add("waiting", "gauge", "What is owed, due or not.", sorts("waiting"))
        add("due", "gauge", "What is due and not settled.", sorts("due"))
        add("late", "gauge", "What has been due for more than ten minutes.", sorts("late"))
        add("dead", "gauge", "What was given up in the last month.", sorts("dead"))
        add("sent_total", "counter", "What was told, or kept.", sorts("sent"))
        oldest = [one.oldest for one in found.owed if one.oldest is not None]
        age = (now - min(oldest)).total_seconds() if oldest else 0.0
        add("oldest_due_seconds", "gauge", "For how long the first that is due has been.", {"": age})
        add("inbox_waiting", "gauge", "Updates of Telegram that are not done.", {"": found.inbox})
        made = found.last_backup.timestamp() if found.last_backup else 0.0
        add(
            "last_backup_timestamp_seconds",
            "gauge",
            "When the newest nightly backup was made; 0: never.",
            {"": made},
        )
        add("disk_free_bytes", "gauge", "Room on the disk of DATA_DIR.", {"": found.free})
        bounds = [*(f"{bound:g}" for bound in BUCKETS), "+Inf"]
        summed = list(accumulate(self._latency.counts))
        buckets = {
            f'_bucket{{le="{bound}"}}': float(count) for bound, count in zip(bounds, summed, strict=True)
        }
        ends = {"_sum": self._latency.total, "_count": float(summed[-1])}
        add("update_seconds", "histogram", "From taking an update up to its answer.", buckets | ends)
        return "\n".join(lines) + "\n"

    async def health(self) -> tuple[bool, str]:
        """Whether the desk can do its work, and what is wrong in JSON. What starting it again would not mend is told, and
        is not ill health."""
        troubles = await self.troubles()
        well = "database" not in troubles
        return well, json.dumps({"status": "ok" if well else "failing", "troubles": troubles}) + "\n"

    async def troubles(self) -> dict[str, str]:
        """What is wrong, by its name in `TROUBLES`."""
        found: dict[str, str] = {}
        try:
            late, broken = await self._counted(late_of), await self._counted(broken_of)
            async with asyncio.timeout(PATIENCE), self._database.read() as session:
                unfinished = await inbox.never_finished(session, now=self._clock.now())
        except (*REFUSED, TimeoutError) as error:
            found["database"] = "it does not answer" if isinstance(error, TimeoutError) else reason(error)
        else:
            if self._database.has_lost_its_file():
                found["database"] = FILE_GONE
            if late:
                found["late"] = f"{late} of them"
            if broken:
                found["broken"] = f"{broken} since yesterday"
            if unfinished:
                found["unfinished"] = f"{unfinished} since yesterday"
        if self._nightly.trouble:
            found["backup"] = self._nightly.trouble
        if self._stamper is not None and self._stamper.trouble:
            found["stamp"] = self._stamper.trouble
        free = free_on(self._settings.data_dir)
        if free < ROOM:
            found["disk"] = f"{free // 1024**2} MB left"
        return found

    async def _counted(self, of: Callable[..., Awaitable[int]]) -> int:
        async with asyncio.timeout(PATIENCE), self._database.read() as session:
            now = self._clock.now()
            return sum([await of(session, model, now=now) for model in OWED])

    async def tick(self) -> None:
        """Tell the operator of what is wrong, once each, and once when all is well again. Where they cannot be told, at the
        next tick."""
        chat_id = self._settings.operator_chat
        if chat_id is None:
            return
        troubles = await self.troubles()
        told = self._read()
        new = [name for name in TROUBLES if name in troubles and name not in told]
        if new:
            text = "\n".join(f"⚠️ Reply Desk: {TROUBLES[name].format(what=troubles[name])}" for name in new)
        elif told and not troubles:
            text = "✅ Reply Desk: all is well again."
        else:
            return
        try:
            await self._bot.send_message(chat_id, text, parse_mode=None)
        except TelegramError as error:
            log.warning("the operator could not be told: %s", error.message)
            return
        self._write([*told, *new] if troubles else [])

    def _read(self) -> list[str]:
        """What the operator was told and is not over: kept, so that a start anew does not tell it again."""
        with suppress(OSError, ValueError):
            found = json.loads(self._told.read_text())
            return [name for name in found if name in TROUBLES]
        return self._unwritten

    def _write(self, names: list[str]) -> None:
        self._unwritten = names
        with suppress(OSError):  # a full disk is one of them
            self._told.write_text(json.dumps(names))

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Answer on the port of the settings while the block lasts; on none where they name none.

        Raises:
            BadSetting: nothing can listen there.
        """
        if not self._settings.health_listen:
            yield
            return
        host, _, port = self._settings.health_listen.rpartition(":")
        try:
            server = await asyncio.start_server(self._answer, host, int(port))
        except OSError as error:
            trouble = f"cannot be listened on: {error.strerror or error}."
            raise BadSetting(name="HEALTH_LISTEN", trouble=trouble) from error
        try:
            yield
        finally:
            server.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(
            OSError, TimeoutError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError
        ):
            async with asyncio.timeout(PATIENCE * 2):
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                status, sort, body = await self._page(head.split(" ", 2)[1])
                content = body.encode()
                writer.write(
                    f"HTTP/1.1 {status}\r\nContent-Type: {sort}\r\nContent-Length: {len(content)}\r\n"
                    "Connection: close\r\n\r\n".encode()
                    + (b"" if head.startswith("HEAD ") else content)
                )
                await writer.drain()
        writer.close()

    async def _page(self, path: str) -> tuple[str, str, str]:
        if path == "/health":
            well, said = await self.health()
            return "200 OK" if well else "503 Service Unavailable", "application/json", said
        if path == "/metrics":
            try:
                return "200 OK", "text/plain; version=0.0.4; charset=utf-8", await self.metrics()
            except (*REFUSED, TimeoutError):
                return "503 Service Unavailable", "text/plain", "the database does not answer\n"
        return "404 Not Found", "text/plain", "/health or /metrics\n"


def free_on(folder: Path) -> int:
    """Bytes that are free on the disk of a folder, which need not be there yet."""
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    return shutil.disk_usage(there).free
