"""The chats that the page shows: whose phones it holds, who may look into which chat, and what each has read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import uuid4

from sandbox.page.requests import PageError, number
from sandbox.world.people import People
from sandbox.world.store import Json


class ClockControl(Protocol):
    """The sandbox's clock as the page moves it. Every instant is aware and UTC."""

    timezone: str  # the IANA name of the newsroom's zone, in which the page shows every time

    def now(self) -> datetime:
        """Return the sandbox's present instant."""
        ...

    async def next_event(self) -> tuple[datetime, str] | None:
        """Return when the next thing is due and what it is, or None when nothing is owed."""
        ...

    async def advance(self, to: datetime) -> None:
        """Move forward to `to`; everything due on the way is sent. Raises ValueError if `to` is in the past."""
        ...

    def next_morning(self) -> datetime:
        """Return the start of the newsroom's next working morning."""
        ...


@dataclass(frozen=True)
class CastMember:
    """A person whose phone the page holds; `user_id` is their Telegram id, `role` a word shown beside the name, `hint`
    what is said in the chat that they have not begun."""

    user_id: int
    name: str
    role: str
    hint: str = ""


@dataclass(frozen=True)
class Try:
    """Something to try first: `text` is put into the field of that person's private chat, to be sent from there; without
    one the clock is opened."""

    title: str
    why: str
    person: int
    text: str = ""


@dataclass(frozen=True)
class Cast:
    """Who the page plays, the group that most of them write to, and what to try first."""

    members: tuple[CastMember, ...]
    group_chat_id: int
    tries: tuple[Try, ...] = ()


class Chats:
    """The chats of the cast, and how far each of them has read."""

    def __init__(self, people: People, cast: Cast, clock: ClockControl) -> None:
        self.people = people
        self.cast = cast
        self.clock = clock
        self.run = uuid4().hex  # a browser that sees another one knows that the server was started again
        self._read: dict[tuple[int, int], int] = {}
        self._looked = False

    def chats_of(self, person: CastMember) -> tuple[int, ...]:
        """Return the ids of the chats on that person's phone: the private chat with the bot, and the group of which they
        are a member."""
        group = self.group()
        outside = self.people.world.chats.status_of(group, person.user_id) in ("left", "kicked")
        return (person.user_id,) if outside else (person.user_id, group)

    def group(self) -> int:
        """Return the id of the newsroom's group as it is now: it changes when the group becomes a supergroup."""
        chat_id = self.cast.group_chat_id
        chat = self.people.world.chats.find(chat_id)
        while chat is not None and chat.migrated_to is not None:
            chat_id = chat.migrated_to
            chat = self.people.world.chats.find(chat_id)
        return chat_id

    def person(self, user_id: int) -> CastMember:
        """Return the person of the cast with that Telegram id; raises PageError 404."""
        for member in self.cast.members:
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
        for person in self.cast.members:
            for chat_id in self.chats_of(person):
                messages = self.people.messages(chat_id)
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


def instant(moment: datetime) -> str:
    """Return an aware instant as the page reads it: ISO 8601."""
    return moment.isoformat()
