"""What the routes of the chat page share: the cast, who may look into which chat, and what each person has read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from aiohttp import web

from sandbox.page_cast import Cast, CastMember, ClockControl
from sandbox.page_guard import PageError
from sandbox.telegram import LocalTelegram

Json = dict[str, Any]


class Desk:
    """The people of the cast, their chats, and how far each of them has read."""

    def __init__(self, telegram: LocalTelegram, cast: Cast, clock: ClockControl) -> None:
        self.telegram = telegram
        self.cast = cast
        self.clock = clock
        self.run = uuid4().hex  # a browser that sees another one knows that the server was started again
        self._read: dict[tuple[int, int], int] = {}
        self._looked = False

    def chats_of(self, person: CastMember) -> tuple[int, int]:
        """Return the ids of the chats on that person's phone: the private chat with the bot, and the group."""
        return person.user_id, self.group()

    def group(self) -> int:
        """Return the id of the newsroom's group as it is now: it changes when the group becomes a supergroup."""
        chat_id = self.cast.group_chat_id
        chat = self.telegram.world.chats.find(chat_id)
        while chat is not None and chat.migrated_to is not None:
            chat_id = chat.migrated_to
            chat = self.telegram.world.chats.find(chat_id)
        return chat_id

    def person(self, user_id: int) -> CastMember:
        """Return the person of the cast with that Telegram id; raises PageError 404."""
        for member in self.cast.people:
            if member.user_id == user_id:
                return member
        raise PageError(404, "Nobody of the cast has this id.")

    def chat_of(self, values: Mapping[str, Any]) -> tuple[int, int]:
        """Return (person's id, chat id) from the fields `person` and `chat`; raises PageError 400 or 404."""
        person = self.person(number(values, "person"))
        chat_id = number(values, "chat")
        if chat_id not in self.chats_of(person):
            raise PageError(404, f"{person.name} has no such chat.")
        return person.user_id, chat_id

    def first_look(self) -> None:
        """Take what was written before anybody opened the page as read by everybody: it is no news."""
        if self._looked:
            return
        self._looked = True
        for person in self.cast.people:
            for chat_id in self.chats_of(person):
                messages = self.telegram.messages(chat_id)
                if messages:
                    self.mark_read(person.user_id, chat_id, messages[-1]["message_id"])

    def mark_read(self, user_id: int, chat_id: int, message_id: int) -> None:
        """Remember that a person has seen the chat up to that message."""
        key = (user_id, chat_id)
        self._read[key] = max(message_id, self._read.get(key, 0))

    def unread(self, user_id: int, chat_id: int, messages: list[Json]) -> int:
        """Count the messages of others in a chat that the person has not seen; who writes has read."""
        seen = self._read.get((user_id, chat_id), 0)
        count = 0
        for message in reversed(messages):
            if message["message_id"] <= seen or message.get("from", {}).get("id") == user_id:
                break
            count += 1
        return count


def number(values: Mapping[str, Any], key: str) -> int:
    """Return a required whole number from a body or query; raises PageError 400."""
    value = values.get(key)
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise PageError(400, f"The number “{key}” is missing.")
    try:
        return int(value)
    except ValueError:
        raise PageError(400, f"“{key}” is not a whole number.") from None


def optional_number(values: Mapping[str, Any], key: str) -> int | None:
    """Return a whole number, or None where the field is absent, null or empty; raises PageError 400."""
    return None if values.get(key) in (None, "") else number(values, key)


def words(values: Mapping[str, Any], key: str) -> str:
    """Return a required text that is not blank; raises PageError 400."""
    value = values.get(key)
    if not isinstance(value, str) or not value.strip():
        raise PageError(400, f"The text “{key}” is missing.")
    return value


async def body(request: web.Request) -> Json:
    """Return the JSON object a request carries; raises PageError 400 or 415."""
    if request.content_type != "application/json":
        raise PageError(415, "The page sends JSON.")
    try:
        values = await request.json()
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise PageError(400, "This is not JSON.") from None
    if not isinstance(values, dict):
        raise PageError(400, "A JSON object is needed.")
    return values


def instant(moment: datetime) -> str:
    """Return an aware instant as the page reads it: ISO 8601."""
    return moment.isoformat()
