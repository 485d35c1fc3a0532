"""The world in one piece: the bot, the chats, the messages and what waits, as the Bot API and people share it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sandbox.world.chats import Chat, Chats
from sandbox.world.feed import Feed
from sandbox.world.files import Files
from sandbox.world.inline_waiting import InlineQueries
from sandbox.world.messages import Messages
from sandbox.world.store import Json, Store
from sandbox.world.updates import Updates

SERVICE = (
    "new_chat_members", "left_chat_member", "migrate_to_chat_id", "migrate_from_chat_id", "forum_topic_created",
    "forum_topic_closed", "forum_topic_reopened",
)  # fmt: skip
# Whom Telegram names as the sender of what is written as the group (by an administrator who stays anonymous) or as a
# channel; the chat itself is the sender_chat.
ANONYMOUS: Json = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
AS_CHANNEL: Json = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}


class World:
    """Everything there is. `store` None keeps it in memory; `now` gives aware UTC instants."""

    def __init__(
        self, *, bot_id: int, username: str, name: str, store: Path | None, now: Callable[[], datetime]
    ) -> None:
        self.bot_id = bot_id
        self.username = username
        self.first_name = name
        self.now = now
        self.store = Store(store)
        self.feed = Feed()
        self.chats = Chats(self.store)
        self.messages = Messages(self.store, self.feed)
        self.files = Files(self.store)
        self.updates = Updates(self.store, self.feed)
        self.presses: dict[str, asyncio.Future[Json]] = {}
        self.inline = InlineQueries()
        self.silent: set[tuple[int, int]] = set()  # chat and id of what came without a sound

    def date(self) -> int:
        """Return the sandbox's present instant as Unix time."""
        return int(self.now().timestamp())

    def bot_user(self) -> Json:
        """Return the User object of the bot."""
        return {"id": self.bot_id, "is_bot": True, "first_name": self.first_name, "username": self.username}

    def commands_key(self, scope: Json, language_code: str) -> str:
        """Return under which setting the menu of commands of a BotCommandScope and a language is stored."""
        parts = [str(scope[name]) for name in ("type", "chat_id", "user_id") if name in scope]
        return ":".join(["commands", *parts, language_code])

    def add_from_bot(self, chat: Chat, content: Json) -> Json:
        """Store a message of the bot, which in a channel is the channel's own, and return it."""
        sender = None if chat.kind == "channel" else self.bot_user()
        return self.messages.add(self.chats.as_chat(chat), sender, self.date(), content)

    def add_from_person(
        self, chat: Chat, user_id: int, content: Json, *, as_chat: Chat | None = None
    ) -> Json:
        """Store a message by a person, or a service message about one, and queue it where the bot may see it. `as_chat`:
        it is written as the group itself, or as a channel, and says nothing of who wrote it."""
        sender = self.chats.person(user_id).as_user()
        if as_chat is not None:
            sender = AS_CHANNEL if as_chat.kind == "channel" else ANONYMOUS
            content = {"sender_chat": self.chats.as_chat(as_chat)} | content
        message = self.messages.add(self.chats.as_chat(chat), sender, self.date(), content)
        if self.bot_sees(chat, message):
            self.updates.push("message", message)
        return message

    def bot_sees(self, chat: Chat, message: Json) -> bool:
        """Tell whether a person's message reaches the bot: privacy mode lets little through in groups."""
        if chat.bot_status in ("left", "kicked"):
            return False
        if chat.kind in ("private", "channel") or chat.bot_status == "administrator":
            return True
        if message.get("reply_to_message", {}).get("from", {}).get("id") == self.bot_id:
            return True
        if any(key in message for key in SERVICE) or message.get("via_bot", {}).get("id") == self.bot_id:
            return True
        text, entities = ("text", "entities") if "text" in message else ("caption", "caption_entities")
        for entity in message.get(entities, [])[:1]:
            if entity["type"] == "bot_command" and entity["offset"] == 0:
                command = message[text][: entity["length"]]
                _, at, address = command.partition("@")
                return not at or address.lower() == self.username.lower()
        return False
