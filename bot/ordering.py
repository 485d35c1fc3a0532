"""What one person sends is handled in the order in which it was sent.

A line that was down delivers a burst at once. Handled side by side, an `/undo` could overtake the `/ask` before it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import BaseUpdateProcessor


class OnePersonAtATime(BaseUpdateProcessor):
    """Handles several updates at once, but never two of the same person (or of the same chat, where nobody is named)."""

    def __init__(self, max_concurrent_updates: int) -> None:
        super().__init__(max_concurrent_updates)
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Wait for one's turn; the lock lets waiters in as they came."""
        key = _whose(update)
        if key is None:
            await coroutine
            return
        turn = self._turns.setdefault(key, asyncio.Lock())
        async with turn:
            await coroutine

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to close."""


def _whose(update: object) -> int | None:
    if not isinstance(update, Update):
        return None
    if update.effective_user is not None:
        return update.effective_user.id
    return update.effective_chat.id if update.effective_chat is not None else None
