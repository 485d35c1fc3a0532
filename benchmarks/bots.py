"""A bot in a process of its own against the local Telegram, asked as people ask, and what that costs it."""

from __future__ import annotations

import asyncio
import math
import os
import re
import shutil
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import web

from benchmarks.desk import NOW
from benchmarks.seeding import FIRST_PERSON, PEOPLE
from sandbox.api.telegram import LocalTelegram
from sandbox.world.clock import MovingClock

ROOT = Path(__file__).resolve().parents[1]
TOKEN = "42:the-token-of-a-local-server"  # noqa: S105  (let in by the local Telegram alone)
SOMEBODY_ELSE = FIRST_PERSON + PEOPLE - 1
PATIENCE = 900.0  # seconds
ECHO = ("benchmarks.plain", "echo")
DESK = ("benchmarks.desk",)

Heard = tuple[float, dict[str, Any]]


class Bot:
    """One bot with a local Telegram of its own; `folder` is where it works."""

    def __init__(self, folder: Path, arguments: Sequence[str], *, flood_limits: bool = False) -> None:
        self.folder, self._arguments = folder, arguments
        clock = MovingClock(NOW, running=True)
        self.telegram = LocalTelegram(token=TOKEN, now=clock.now, flood_limits=flood_limits)
        self.telegram.app.middlewares.append(self._count_refusals)
        self.heard: list[Heard] = []  # every message of the bot, with the moment at which it arrived
        self.refusals = 0  # answers of 429
        self._waiting: list[tuple[int | None, Callable[[dict[str, Any]], bool], asyncio.Future[float]]] = []
        self._process: asyncio.subprocess.Process | None = None
        self.started_at = 0.0

    async def ask(self, person: int, text: str, kind: str = "text") -> float:
        """Seconds from a message to the bot's answer of that kind ("text", "document") in the same chat."""
        answer = self._until(person, lambda change: change["kind"] == "message" and kind in change["message"])
        begun = time.perf_counter()
        await self.telegram.send_text(person, person, text)
        return await asyncio.wait_for(answer, PATIENCE) - begun

    async def press(self, person: int, label: str) -> float:
        """Seconds from pressing a button under the bot's newest message until that message has changed."""
        message = self.telegram.last(person)
        changed = self._until(
            person,
            lambda change: (
                change["kind"] == "edited" and change["message"]["message_id"] == message["message_id"]
            ),
        )
        begun = time.perf_counter()
        pressed = asyncio.create_task(
            self.telegram.press(person, person, message["message_id"], data=_data(message, label))
        )
        seconds = await asyncio.wait_for(changed, PATIENCE) - begun
        await pressed
        return seconds

    async def all_at_once(self, texts: Sequence[tuple[int, str]]) -> float:
        """Seconds until every one of these messages of many people was answered."""
        begun, before = time.perf_counter(), len(self.heard)
        for person, text in texts:
            await self.telegram.send_text(person, person, text)
        await self.until_heard(before + len(texts))
        return self.heard[before + len(texts) - 1][0] - begun

    async def until_heard(self, count: int, word: str = "") -> None:
        """Wait until the bot has written so many messages with that word in them since it started."""

        def all_heard(_: object) -> bool:
            return sum(word in message.get("text", "") for _, message in self.heard) >= count

        if not all_heard(None):
            await asyncio.wait_for(self._until(None, all_heard), PATIENCE)

    @asynccontextmanager
    async def others_asking(self, every: float = 0.03) -> AsyncIterator[list[float]]:
        """While the block lasts somebody else asks /help again and again; how long each answer took."""
        took: list[float] = []
        enough = asyncio.Event()

        async def keep_asking() -> None:
            while not enough.is_set():
                took.append(await self.ask(SOMEBODY_ELSE, "/help"))
                await asyncio.sleep(every)

        asking = asyncio.create_task(keep_asking())
        try:
            yield took
        finally:
            enough.set()  # what still waits for its answer may be the longest
            await asking

    def processor(self) -> float:
        """Seconds of processor that the bot's process and those it ended have taken; NaN: not measured here."""
        fields = self._proc("stat").rpartition(")")[2].split()
        return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK") if fields else math.nan

    def memory(self) -> float:
        """Megabytes that the bot's process holds; NaN: not measured here."""
        held = re.search(r"VmRSS:\s*(\d+)", self._proc("status"))
        return int(held[1]) / 1024 if held else math.nan

    def _proc(self, name: str) -> str:
        file = Path(f"/proc/{self._process.pid if self._process else 0}/{name}")
        return file.read_text() if file.exists() else ""

    def _until(self, chat: int | None, test: Callable[[dict[str, Any]], bool]) -> asyncio.Future[float]:
        future: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._waiting.append((chat, test, future))
        return future

    async def _listen(self) -> None:
        changes = self.telegram.subscribe()
        while True:
            change = await changes.get()
            now, message = time.perf_counter(), change.get("message")
            if not message or not message.get("from", {}).get("is_bot"):
                continue
            if change["kind"] == "message":
                self.heard.append((now, message))
            for waiting in list(self._waiting):
                chat, test, future = waiting
                if future.cancelled():
                    self._waiting.remove(waiting)
                elif chat in (None, change["chat_id"]) and test(change):
                    self._waiting.remove(waiting)
                    future.set_result(now)
                    break

    @web.middleware
    async def _count_refusals(self, request: web.Request, handler: Any) -> web.StreamResponse:
        answer: web.StreamResponse = await handler(request)
        self.refusals += answer.status == 429
        return answer

    @asynccontextmanager
    async def running(self, **env: str) -> AsyncIterator[Bot]:
        """The bot, running inside the block, after its first answer; `started_at`: how long that took. Its folder goes
        with it."""
        for person in range(FIRST_PERSON, FIRST_PERSON + PEOPLE):
            self.telegram.add_person(person, f"Reporter {person - FIRST_PERSON + 1}")
            self.telegram.world.chats.mark(person, started=True)
        await self.telegram.start()
        listening = asyncio.create_task(self._listen())
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        kept |= {"PYTHONPATH": str(ROOT), "BOT_TOKEN": TOKEN, "DATA_DIR": str(self.folder),
                 "TELEGRAM_API_URL": self.telegram.base_url.removesuffix("/bot"), "LOG_LEVEL": "WARNING"}  # fmt: skip
        self.folder.mkdir(parents=True, exist_ok=True)
        answer = self._until(FIRST_PERSON, lambda change: change["kind"] == "message")
        await self.telegram.send_text(FIRST_PERSON, FIRST_PERSON, "/help")
        begun = time.perf_counter()
        with (self.folder / "output").open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", *self._arguments, cwd=self.folder, env=kept | env, stdin=asyncio.subprocess.DEVNULL,
                stdout=output, stderr=output,
            )  # fmt: skip
        ended = asyncio.create_task(self._process.wait())
        try:
            await asyncio.wait({answer, ended}, return_when=asyncio.FIRST_COMPLETED, timeout=PATIENCE)
            if not answer.done():
                raise RuntimeError(f"no answer: {(self.folder / 'output').read_text()[-2000:]}")
            self.started_at = answer.result() - begun
            yield self
        finally:
            if self._process.returncode is None:
                self._process.kill()
            await ended
            listening.cancel()
            await asyncio.wait([listening])
            await self.telegram.stop()
            shutil.rmtree(self.folder)  # a copy of a large newsroom each


def _data(message: dict[str, Any], label: str) -> str:
    """The callback data of the button whose label holds these words; an echo has no buttons, and any will do."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    found = [button["callback_data"] for row in rows for button in row if label in button["text"]]
    return str(found[0]) if found else "r:0:0:none"
