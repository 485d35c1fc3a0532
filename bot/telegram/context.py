"""What every handler is given: the desk's parts, built once in `bot.app`, and long work that goes on beside it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Hashable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import Update
from telegram.ext import CallbackContext, ExtBot

from bot.apart import Apart
from bot.telegram import pace
from bot.telegram.access import Speaker, Stranger, who_speaks
from bot.telegram.inbox import Inbox
from db.engine import Database
from db.settings import NewsroomSettings
from db.telegram import inbox
from jobs.clock import Clock

AT_A_TIME = 2  # each may hold files in memory while they are sent


class Background:
    """Long work that goes on after its handler has answered, such as making files: nothing twice, few at a time, and
    all of it ended when the desk stops. What takes the processor is done in a process `apart`."""

    def __init__(self) -> None:
        self.turn = asyncio.Semaphore(AT_A_TIME)
        self.apart = Apart()
        self._asked: set[Hashable] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def take(self, key: Hashable) -> bool:
        """Whether this is not being done yet; if so, it is from now on, until `kept` ends."""
        if key in self._asked:
            return False
        self._asked.add(key)
        return True

    @contextmanager
    def kept(self, key: Hashable) -> Iterator[None]:
        """While the block lasts, the same is not begun again."""
        try:
            yield
        finally:
            self._asked.discard(key)

    def watch(self, task: asyncio.Task[None]) -> None:
        """A task that does it: it is ended when the desk stops."""
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """End all of it, and wait until whoever waits for it was told."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.apart.stop()


@dataclass(frozen=True)
class Desk:
    """The parts that outlive an update."""

    all_newsrooms: Database  # a handler that has nothing to do with others takes `Call.database`
    clock: Clock
    defaults: NewsroomSettings  # what a new newsroom begins with
    data_dir: Path  # the evidence is kept below it
    inbox: Inbox
    background: Background = field(default_factory=Background)


class Context(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """The library's context with the desk in it, and who speaks: asked once for each update."""

    _who: Speaker | Stranger | None = None
    recorded = False  # whether the update has changed the record

    @property
    def desk(self) -> Desk:
        """The desk's parts."""
        return cast(Desk, self.bot_data["desk"])

    def now(self) -> datetime:
        """The present instant (UTC)."""
        return self.desk.clock.now()

    async def who(self, update: Update) -> Speaker | Stranger:
        """The speaker of the update that this is the context of."""
        if self._who is None:
            async with self.desk.all_newsrooms.read() as session:
                self._who = await who_speaks(session, update, self.desk.defaults)
            pace.in_words(self._who.texts)
        return self._who

    def ask_anew(self) -> None:
        """Ask again who speaks: something was done meanwhile."""
        self._who = None

    @asynccontextmanager
    async def recording(self, update: Update, database: Database) -> AsyncIterator[AsyncSession]:
        """One transaction that changes the record because of this update, with the update's id in it.

        Raises:
            AlreadyHandled: this update changed the record before; nothing is changed again.
        """
        async with database.write() as session:
            await inbox.take(session, self.bot.id, update.update_id, now=self.now())
            yield session
        self.recorded = True
