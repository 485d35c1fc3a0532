"""A founded newsroom to talk to: what people see, and what the record holds, before and after."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.cli.operating import create_newsroom
from db.facts import mark_of
from sandbox.case import BEGINNING, DARA, GROUP, MALY, SREYNEANG
from sandbox.case import EVE as STRANGER
from sandbox.start import Sandbox, open_sandbox
from sandbox.world.callback_queries import CallbackAnswer
from sandbox.world.clock import MovingClock
from sandbox.world.messages import buttons, visible_text

OTHER = 777

# What only serves the conversation: it may change although nothing was recorded.
BOOKKEEPING = {"alembic_version", "inbox", "draft", "card", "shown_report", "stranger"}

ASKED = "/ask Municipal Court: why are they held? where are they? by 5 Dec 17:00 via email #mangopark"

__all__ = ["ASKED", "DARA", "GROUP", "MALY", "OTHER", "SREYNEANG", "STRANGER", "Desk", "Saved", "open_desk"]


@dataclass
class Desk:
    """The sandbox with its people, and its record in a file."""

    sandbox: Sandbox
    folder: Path

    @property
    def telegram(self) -> Any:
        return self.sandbox.telegram

    async def say(self, who: int, text: str, *, chat: int | None = None, reply_to: int | None = None) -> str:
        """Everything the bot writes in that chat because of this text."""
        chat = chat or who
        sent = await self.telegram.send_text(who, chat, text, reply_to=reply_to)
        await self.sandbox.idle()
        return "\n\n".join(self.written(chat, after=sent["message_id"]))

    async def says(self, who: int, *texts: str) -> None:
        """Write one text after the other, in private."""
        for text in texts:
            await self.say(who, text)

    async def invitation(self) -> str:
        """The code of a link that lets one more reporter in."""
        link = re.search(r"start=([\w-]+)", await self.say(SREYNEANG, "/invite"))
        assert link is not None
        return link[1]

    async def press(
        self,
        who: int,
        text: str | None = None,
        *,
        data: str | None = None,
        chat: int | None = None,
        message: int | None = None,
    ) -> CallbackAnswer:
        """Press a button of the bot's newest message, or of another one."""
        chat = chat or who
        message = message or self.telegram.last(chat)["message_id"]
        answer: CallbackAnswer = await self.telegram.press(who, chat, message, text=text, data=data)
        await self.sandbox.idle()
        return answer

    async def presses(self, who: int, *labels: str) -> None:
        """Press one button after the other, each of the newest message in private."""
        for label in labels:
            await self.press(who, label)

    async def handed_out_again(self, update: int | None = None) -> None:
        """Telegram hands out an update (the last one) that was recorded when the process died, before anybody was told."""
        update = update or max(update for (update,) in self.rows("SELECT update_id FROM inbox"))
        self.change(f"UPDATE inbox SET done_at = NULL WHERE update_id = {update}")  # noqa: S608
        self.telegram.redeliver(update)
        await self.sandbox.idle()

    async def add_newsroom(self, editor: int) -> None:
        """Another newsroom in the same database, of somebody who is in it alone."""
        parts = self.sandbox.parts.application.bot_data["desk"]
        async with parts.all_newsrooms.write() as session:
            made = await create_newsroom(session, self.sandbox.settings, "Other Desk", parts.clock)
        self.telegram.add_person(editor, "Mallory")
        assert "You are in Other Desk as editor." in await self.say(editor, f"/start {made.code}")

    def written(self, chat: int, *, after: int = 0) -> list[str]:
        """Every message of the bot in a chat, as it is read there now."""
        return [visible_text(message) for message in self.telegram.messages(chat, from_bot=True, after=after)]

    def last(self, chat: int) -> str:
        """The bot's newest message in a chat."""
        return visible_text(self.telegram.last(chat))

    def choices(self, chat: int) -> list[str]:
        """The labels of the buttons under the bot's newest message in a chat."""
        return [button["text"] for row in buttons(self.telegram.last(chat)) for button in row]

    def data(self, chat: int, label: str) -> str:
        """What a button under the bot's newest message carries, for a client that still shows it later."""
        every = [button for row in buttons(self.telegram.last(chat)) for button in row]
        return next(str(button["callback_data"]) for button in every if button["text"] == label)

    def mark(self, number: int = 1) -> int:
        """What the buttons of a request's card carry of its history, as it is now."""
        events = self.rows(
            "SELECT event.id, event.hash, number FROM event JOIN request ON request.id = request_id"
            " WHERE request.newsroom_id = 1 ORDER BY event.id"
        )
        return [mark_of(row_id, its_hash) for row_id, its_hash, its_number in events if its_number == number][
            -1
        ]

    def everything_said(self) -> str:
        """What the bot wrote anywhere, to look for what must not be there."""
        chats = (DARA, MALY, SREYNEANG, STRANGER, GROUP)
        return "\n".join(text for chat in chats for text in self.written(chat))

    def record(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table but the bookkeeping."""
        with closing(sqlite3.connect(self.folder / "desk.sqlite")) as db:
            names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            ours = [name for name in names if not name.startswith(("sqlite_", "request_text_index"))]
            kept = [name for name in ours if name not in BOOKKEEPING]
            return {name: db.execute(f'SELECT * FROM "{name}"').fetchall() for name in kept}  # noqa: S608

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What a query finds in the record."""
        with closing(sqlite3.connect(self.folder / "desk.sqlite")) as db:
            return db.execute(sql).fetchall()

    def change(self, sql: str) -> None:
        """Tamper with the record from outside, as another process would."""
        with closing(sqlite3.connect(self.folder / "desk.sqlite")) as db:
            db.executescript(sql)

    def put_back(self, table: str, rows: list[tuple[Any, ...]]) -> None:
        """Write rows into the record that were read from it before."""
        with closing(sqlite3.connect(self.folder / "desk.sqlite")) as db, db:
            db.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)  # noqa: S608


@dataclass(frozen=True)
class Saved:
    """A newsroom at an instant, with its clock stopped there; each test that needs it goes on with a copy."""

    folder: Path
    instant: datetime = BEGINNING

    @asynccontextmanager
    async def opened(self, folder: Path) -> AsyncIterator[Desk]:
        """A copy, running, in a folder that is emptied for it."""
        shutil.rmtree(folder)
        shutil.copytree(self.folder, folder)
        async with open_desk(folder, clock=MovingClock(self.instant, running=False)) as desk:
            yield desk

    async def after(self, steps: Callable[[Desk], Awaitable[object]], folder: Path) -> Saved:
        """The newsroom after some steps were played in it, once, in that folder."""
        async with self.opened(folder) as desk:
            await steps(desk)
            instant = desk.sandbox.now()
        return Saved(folder, instant)


@asynccontextmanager
async def open_desk(folder: Path, **options: Any) -> AsyncIterator[Desk]:
    """The sandbox on a folder, with a stranger outside."""
    async with open_sandbox(folder=folder, **options) as sandbox:
        sandbox.telegram.add_person(STRANGER, "Eve", username="eve")
        yield Desk(sandbox, folder)
