"""What is being made right now: nothing twice, few at a time, and none of it left behind when the desk stops."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable, Iterator
from contextlib import contextmanager

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
