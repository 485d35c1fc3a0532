"""Ten thousand reminders due at once: how much of what Telegram allows is used, and how long somebody who asks waits."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sandbox.case import DARA
from sandbox.world.chats import Person
from tests.torture.play import Play, template

A_SECOND = 30
FIRST = 100_000  # Telegram's ids of those who are reminded
PATIENCE = 3600.0  # seconds
ASKS_EVERY = 7.0  # seconds


@dataclass
class Rate:
    """What came of it; times are of the desk's own clock."""

    due: int
    arrived: int = 0
    refused: int = 0
    seconds: float = 0.0
    answered: float = 0.0  # the longest that somebody waited who asked meanwhile

    @property
    def share(self) -> float:
        """Of the messages that Telegram allows in that time."""
        return self.arrived / (A_SECOND * self.seconds) if self.seconds else 0.0

    @property
    def is_well(self) -> bool:
        """Whether it is as quick as it may be, and nobody waits long."""
        return self.arrived == self.due and not self.refused and self.share > 0.95 and self.answered < 2


class _Rush(Play):
    def __init__(self, due: int, made: Path, folder: Path) -> None:
        super().__init__(0, made, folder)
        self.rate = Rate(due)

    async def _whole(self) -> None:
        await self.telegram.start()
        self.start()
        await self.say(DARA, "/ask Municipal Court: why? by 3wd via email")
        await asyncio.sleep(2)
        people = range(FIRST, FIRST + self.rate.due)
        for person in people:
            self.telegram.world.chats.put_person(Person(person, "Reporter"))
            self.telegram.world.chats.mark(person, started=True)
        self._owe(people)
        told = list[int]()
        while len(told) < self.rate.due:
            await self._asked()
            await asyncio.sleep(ASKS_EVERY)
            told = [called.chat for called in self.played.calls if called.told and called.chat >= FIRST]
            if self.machine.now > PATIENCE:
                break
        times = [called.at for called in self.played.calls if called.chat >= FIRST]
        self.rate.arrived = len(set(told))
        self.rate.refused = sum(called.status == 429 for called in self.played.calls)
        self.rate.seconds = round((max(times) - min(times)).total_seconds(), 1)
        await self._ended()

    async def _asked(self) -> None:
        began, before = self.machine.clock.now(), len(self.played.calls)
        await self.say(DARA, "/status")
        await self._until(
            lambda: any(called.chat == DARA for called in self.played.calls[before:]), "/status"
        )
        came = next(called.at for called in self.played.calls[before:] if called.chat == DARA)
        self.rate.answered = round(max(self.rate.answered, (came - began).total_seconds()), 2)

    def _owe(self, people: range) -> None:
        with closing(sqlite3.connect(self.folder / "desk.sqlite")) as db, db:
            of = "SELECT newsroom_id, role, settings, joined_at, tips FROM member LIMIT 1"
            newsroom, *rest = db.execute(of).fetchone()
            db.executemany(
                "INSERT INTO member (newsroom_id, telegram_id, name, role, settings, joined_at, tips) VALUES (?, ?, ?, ?, ?, ?, ?)",
                [(newsroom, person, f"Reporter {person}", "reporter", *rest[1:]) for person in people],
            )
            db.execute(
                "INSERT INTO reminder (newsroom_id, member_id, request_id, kind, text, instead_of, due_at, tries, unsure, trouble)"
                " SELECT newsroom_id, id, (SELECT min(id) FROM request), 'own', 'call them', '', ?, 0, 0, '' FROM member"
                " WHERE telegram_id >= ?",
                (f"{self.machine.clock.now():%Y-%m-%d %H:%M:%S.%f}", FIRST),
            )


def at_full_rate(due: int) -> Rate:
    """Remind so many people at once."""
    with tempfile.TemporaryDirectory(prefix="torture-") as folder:
        made = template(Path(folder) / "made", Path(folder) / "work")
        rush = _Rush(due, made, Path(folder) / "work")
        played = rush.play()
        if played.troubles:
            raise AssertionError(played.troubles)
        return rush.rate
