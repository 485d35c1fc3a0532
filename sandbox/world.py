"""The state of the local Telegram in one piece, as the methods of the bot and the doings of people share it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from sandbox.chats import Chat, Chats
from sandbox.faults import Faults
from sandbox.feed import Feed
from sandbox.files import Files
from sandbox.limits import Limits
from sandbox.messages import Messages
from sandbox.store import Store
from sandbox.updates import Updates
from sandbox.webhook import Webhook

Json = dict[str, Any]
CALLS_KEPT = 5000
SERVICE = (
    "new_chat_members", "left_chat_member", "new_chat_title", "pinned_message", "migrate_to_chat_id",
    "migrate_from_chat_id",
)  # fmt: skip


class World:
    """Everything there is: the bot, the people, the chats, the messages, and what waits to be delivered."""

    def __init__(
        self,
        *,
        token: str,
        username: str,
        name: str,
        store: Path | None,
        now: Callable[[], datetime],
        limits: Limits,
        webhook_retry_seconds: float,
    ) -> None:
        self.token = token
        self.bot_id = int(token.partition(":")[0])
        self.username = username
        self.first_name = name
        self._now = now
        self.limits = limits
        self.store = Store(store)
        self.feed = Feed()
        self.chats = Chats(self.store)
        self.messages = Messages(self.store, self.feed)
        self.files = Files(self.store)
        self.updates = Updates(self.store, self.feed)
        self.webhook = Webhook(
            self.store, self.updates, self.feed, retry_seconds=webhook_retry_seconds, now=now
        )
        self.faults = Faults()
        self.calls: deque[tuple[str, Json]] = deque(maxlen=CALLS_KEPT)
        self.logged_out = False
        self.presses: dict[str, asyncio.Future[Json]] = {}

    def now(self) -> datetime:
        """Return the sandbox's present instant, aware UTC."""
        return self._now()

    def date(self) -> int:
        """Return the sandbox's present instant as Unix time."""
        return int(self._now().timestamp())

    def bot_user(self) -> Json:
        """Return the User object of the bot."""
        name = self.store.setting("name:", "") or self.first_name
        return {"id": self.bot_id, "is_bot": True, "first_name": name, "username": self.username}

    def post(self, chat: Chat, content: Json) -> Json:
        """Store a message of the bot and return it."""
        if chat.kind == "channel":
            return self.messages.add(self.chats.as_chat(chat), None, self.date(), content)
        return self.messages.add(self.chats.as_chat(chat), self.bot_user(), self.date(), content)

    def bot_sees(self, chat: Chat, message: Json) -> bool:
        """Tell whether a person's message reaches the bot: privacy mode lets little through in groups."""
        if chat.bot_status in ("left", "kicked"):
            return False
        if chat.kind in ("private", "channel") or chat.bot_status == "administrator":
            return True
        if message.get("reply_to_message", {}).get("from", {}).get("id") == self.bot_id:
            return True
        if any(key in message for key in SERVICE):
            return True
        for entity in message.get("entities", [])[:1]:
            if entity["type"] == "bot_command" and entity["offset"] == 0:
                command = message["text"][: entity["length"]]
                _, at, address = command.partition("@")
                return not at or address.lower() == self.username.lower()
        return False
