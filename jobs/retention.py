"""What a newsroom does not want to keep for ever: editors are warned, and a week later the words of a story's closed requests
are removed. See `db/retention.py` for what stays."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from db import queries, reminders, requests, retention, stories
from db.engine import Database
from db.people import members
from db.retention import Words
from db.tables import Newsroom, ReminderKind
from jobs.clock import Clock
from jobs.files.folder import EvidenceFolder
from jobs.reminders.planning import calendar_of
from jobs.reminders.rules import WARNED_BEFORE, reducible_before

log = logging.getLogger(__name__)


class Reducer:
    """Warns of what is to be reduced, and reduces it. Any number of processes may run one against the same database and folder."""

    def __init__(self, database: Database, folder: EvidenceFolder, clock: Clock, words: Words) -> None:
        self._all_newsrooms = database
        self._folder = folder
        self._clock = clock
        self._words = words
        self._left = (
            True  # whether files, or what a database keeps of removed words, may have been left by a crash
        )

    async def run(self) -> int:
        """Warn of what is due within a week, and reduce what was warned of a week ago.

        Returns:
            How many requests were reduced.
        """
        now = self._clock.now()
        async with self._all_newsrooms.read() as session:
            rooms = [
                room
                for room in await members.newsrooms(session)
                # Of one that is locked nobody could say that something is to be kept.
                if room.settings.retention is not None and room.locked_since is None
            ]
        reduced = 0
        for room in rooms:
            await self._warn(room, now)
            reduced += await self._reduce(room, now)
        if reduced or (self._left and rooms):
            self._left = True
            await self._remove_files()
            self._left = not await self._all_newsrooms.overwrite_what_is_gone()
        return reduced

    async def _warn(self, room: Newsroom, now: datetime) -> None:
        async with self._all_newsrooms.of(room.id or 0).write() as session:
            before = reducible_before(room.settings.retention, now=now + WARNED_BEFORE)
            if before is None:
                return
            due_at = calendar_of(room).next_working_morning(now)
            for story in await retention.to_warn_of(session, room.id or 0, before=before, now=now):
                held = await stories.lock(session, story.id or 0)
                editors = await reminders.editors(session, held)
                to = [(member_id, None) for member_id in editors]
                await reminders.plan_about_story(session, held, ReminderKind.RETENTION, due_at, to=to)

    async def _reduce(self, room: Newsroom, now: datetime) -> int:
        done = 0
        for request_id in await self._due(room.id or 0, now):
            async with self._all_newsrooms.of(room.id or 0).write() as session:
                request = await requests.by_id(session, room.id or 0, request_id)
                if not await _of_now(session, room.id or 0, now, request_id):
                    continue  # an editor kept it at this very moment
                facts = await queries.request(session, room.id or 0, request_id)
                await retention.reduce(session, request, facts, self._words, now=now)
                done += 1
        if done:
            log.info("the words of %s requests were removed by the newsroom's rule", done)
        return done

    async def _due(self, newsroom_id: int, now: datetime) -> Sequence[int]:
        async with self._all_newsrooms.of(newsroom_id).read() as session:
            return await _of_now(session, newsroom_id, now)

    async def _remove_files(self) -> None:
        # In a writing transaction: nobody claims a file to fetch meanwhile, which may have the same content.
        async with self._all_newsrooms.write() as session:
            for sha256 in await retention.removable(session):
                await asyncio.to_thread(self._folder.path(sha256).unlink, missing_ok=True)


async def _of_now(
    session: AsyncSession, newsroom_id: int, now: datetime, request_id: int | None = None
) -> Sequence[int]:
    """What is to be reduced, by the newsroom's setting as it is now; of all, or of one request."""
    room = await session.get_one(Newsroom, newsroom_id, populate_existing=True)
    before = reducible_before(room.settings.retention, now=now)
    if before is None:
        return ()
    return await retention.to_reduce(
        session, newsroom_id, before=before, warned=now - WARNED_BEFORE, request_id=request_id
    )
