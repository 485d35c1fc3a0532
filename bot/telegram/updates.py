"""Which messages are meant for the bot (in a group where it may read everything, most are not), and whose turn it is."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any
from weakref import WeakValueDictionary

from telegram import Message, Update
from telegram.ext import BaseUpdateProcessor
from telegram.ext.filters import ChatType, MessageFilter


class _ToMe(MessageFilter):
    """A reply to one of the bot's own messages."""

    def filter(self, message: Message) -> bool:
        replied = message.reply_to_message
        return (
            replied is not None
            and replied.from_user is not None
            and replied.from_user.id == message.get_bot().id
        )


class _NamesMe(MessageFilter):
    """A command with the bot's own name behind it: /status@reply_desk_bot."""

    def filter(self, message: Message) -> bool:
        first = (message.text or "").split(maxsplit=1)[:1]
        name = message.get_bot().username
        return bool(first) and first[0].casefold().endswith(f"@{name}".casefold())


TALK = ChatType.PRIVATE | (ChatType.GROUPS & _ToMe())
COMMANDS_TO_ME = ChatType.PRIVATE | (ChatType.GROUPS & _NamesMe())


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
