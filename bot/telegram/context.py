"""What every handler is given: the desk's parts, built once in `bot.app`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import Update
from telegram.ext import CallbackContext, ExtBot

from bot.telegram.underway import Underway
from db import messages as updates
from db.engine import Database
from db.settings import NewsroomSettings
from jobs.clock import Clock


@dataclass(frozen=True)
class Desk:
    """The parts that outlive an update."""

    database: Database
    clock: Clock
    defaults: NewsroomSettings  # what a new newsroom begins with
    data_dir: Path  # the evidence is kept below it
    underway: Underway = field(default_factory=Underway)


class Context(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """The library's context with the desk in it."""

    @property
    def desk(self) -> Desk:
        """The desk's parts."""
        return cast(Desk, self.bot_data["desk"])

    def now(self) -> datetime:
        """The present instant (UTC)."""
        return self.desk.clock.now()

    @asynccontextmanager
    async def recording(self, update: Update) -> AsyncIterator[AsyncSession]:
        """One transaction that changes the record because of this update, with the update's id in it.

        Raises:
            AlreadyHandled: this update changed the record before; nothing is changed again.
        """
        async with self.desk.database.write() as session:
            await updates.take(session, self.bot.id, update.update_id, now=self.now())
            yield session

    @asynccontextmanager
    async def looking(self) -> AsyncIterator[AsyncSession]:
        """A look at the record."""
        async with self.desk.database.read() as session:
            yield session
