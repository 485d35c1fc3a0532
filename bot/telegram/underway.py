"""How far the making of a file has come: written by the thread that makes it, read by whoever shows it."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """What is being done."""

    WAITING = "waiting"  # others are made first
    READING = "reading"
    PAGE = "page"
    TABLES = "tables"
    EVIDENCE = "evidence"
    SENDING = "sending"


@dataclass
class Progress:
    """A step, and where it has parts, which of how many. `requests`: how many the record holds, once that is known."""

    step: Step = Step.WAITING
    done: int = 0
    total: int = 0
    requests: int = 0

    def at(self, step: Step, done: int = 0, total: int = 0) -> None:
        """It has come to this."""
        self.step, self.done, self.total = step, done, total


AT_A_TIME = 2  # each holds its files in memory while they are sent


class Underway:
    """The files that are being made in this process."""

    def __init__(self) -> None:
        self.turn = asyncio.Semaphore(AT_A_TIME)
        self._asked: set[Hashable] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def take(self, key: Hashable) -> bool:
        """Whether this is not being made yet; if so, it is from now on, until `kept` ends."""
        if key in self._asked:
            return False
        self._asked.add(key)
        return True

    @contextmanager
    def kept(self, key: Hashable) -> Iterator[None]:
        """While the block lasts, the same is not made again."""
        try:
            yield
        finally:
            self._asked.discard(key)

    def watch(self, task: asyncio.Task[None]) -> None:
        """A task that makes a file: it is ended when the desk stops."""
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """End all of it, and wait until whoever waits for a file was told."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
