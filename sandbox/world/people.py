"""The people of the local Telegram: what they do, and what they see."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from sandbox.world.callback_queries import Pressing
from sandbox.world.chat_members import Membership
from sandbox.world.feed import Change
from sandbox.world.inline_queries import Querying
from sandbox.world.sending import Sending
from sandbox.world.store import Json
from sandbox.world.world import World

T = TypeVar("T")


class People(Sending, Pressing, Querying, Membership):
    """Everything that people do and see in a world."""

    def __init__(self, world: World) -> None:
        self.world = world

    def messages(self, chat_id: int, *, from_bot: bool | None = None, after: int = 0) -> list[Json]:
        """Return the messages of a chat in order as they stand now; only the bot's, or only people's, if asked."""
        return self.world.messages.all(chat_id, from_bot=from_bot, after=after)

    def last(self, chat_id: int) -> Json:
        """Return the bot's newest message in a chat; raises LookupError where there is none."""
        message = self.world.messages.last_of_bot(chat_id)
        if message is None:
            raise LookupError(f"the bot has written nothing in {chat_id}")
        return message

    def commands(self, *, scope: Json | None = None, language_code: str = "") -> list[Json]:
        """Return the menu of commands for exactly that BotCommandScope and language."""
        key = self.world.commands_key(scope or {"type": "default"}, language_code)
        commands: list[Json] = self.world.store.setting(key, [])
        return commands

    def file(self, file_id: str) -> bytes:
        """Return the content of a file that anybody sent; raises LookupError."""
        content = self.world.files.by_id(file_id)
        if content is None:
            raise LookupError(f"no file {file_id}")
        return content

    def subscribe(self) -> asyncio.Queue[Change]:
        """Return a queue that gets every change from now on as a small dict with "kind" and "chat_id"."""
        return self.world.feed.subscribe()

    def unsubscribe(self, queue: asyncio.Queue[Change]) -> None:
        """Stop feeding a queue."""
        self.world.feed.unsubscribe(queue)

    async def until(self, condition: Callable[[], T | None], timeout: float = 60) -> T:  # noqa: ASYNC109
        """Return the first true value of `condition`, looked at after each change; TimeoutError after `timeout`."""
        return await self.world.feed.until(condition, timeout)
