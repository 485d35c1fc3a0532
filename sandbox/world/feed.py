"""The feed of changes: what has just changed, for the chat page and for whoever waits for something."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

Change = dict[str, Any]
T = TypeVar("T")


class Feed:
    """Fans every change out to the subscribed queues and wakes those who wait for a condition."""

    def __init__(self) -> None:
        self._queues: set[asyncio.Queue[Change]] = set()
        self._waiting: set[asyncio.Future[None]] = set()

    def subscribe(self) -> asyncio.Queue[Change]:
        """Return a queue that gets every change from now on."""
        queue: asyncio.Queue[Change] = asyncio.Queue()
        self._queues.add(queue)
        return queue

    def unsubscribe(self, queue: asyncio.Queue[Change]) -> None:
        """Stop feeding that queue."""
        self._queues.discard(queue)

    def publish(self, kind: str, chat_id: int, **more: object) -> None:
        """Tell a change: `kind` is "message", "edited", "deleted", "action" or "member"."""
        for queue in self._queues:
            queue.put_nowait({"kind": kind, "chat_id": chat_id, **more})
        self.wake()

    def wake(self) -> None:
        """Let those who wait look again."""
        waiting, self._waiting = self._waiting, set()
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def until(self, condition: Callable[[], T | None], seconds: float | None) -> T:
        """Return the first true value of `condition`, looked at now and after each change.

        After `seconds` of real time TimeoutError; None waits for ever.
        """
        async with asyncio.timeout(seconds):
            while not (value := condition()):
                future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
                self._waiting.add(future)
                try:
                    await future
                finally:
                    self._waiting.discard(future)
            return value
