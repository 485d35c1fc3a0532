"""What the starter hands to the chat page: whose phones it holds, and the clock it moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


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
    """A person whose phone the page holds; `user_id` is their Telegram id, `role` a word shown beside the name."""

    user_id: int
    name: str
    role: str


@dataclass(frozen=True)
class Cast:
    """Who the page plays, and the group and bot they write to."""

    people: tuple[CastMember, ...]
    group_chat_id: int
    bot_username: str
