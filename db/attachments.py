"""Files that belong to events: what Telegram keeps for us, and the copies that are owed of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.tables import Attachment, Event

LARGEST_GIVEN_OUT = 20 * 1024 * 1024  # bytes: what Telegram lets a bot download


class Trouble(StrEnum):
    """Why only Telegram's reference is left of a file: what an attachment's `trouble` begins with once it is dead.
    What Telegram said may follow behind a colon."""

    TOO_LARGE = "larger than the 20 MB that Telegram gives to bots"
    REFUSED = "Telegram does not give it out"
    GIVEN_UP = "it could not be fetched for 7 days"


@dataclass(frozen=True)
class File:
    """A photo, file or voice note as Telegram keeps it. `origin`, `origin_at` (UTC): whom a forward came from, and
    when it was first sent."""

    kind: str
    file_id: str
    file_unique_id: str
    file_name: str = ""
    mime_type: str = ""
    size: int | None = None
    origin: str = ""
    origin_at: datetime | None = None


def is_too_large(size: int | None) -> bool:
    """Whether a file of so many bytes can never be fetched by a bot. An unknown size may well be small enough."""
    return size is not None and size > LARGEST_GIVEN_OUT


async def enqueue(session: AsyncSession, event: Event, files: Sequence[File], *, now: datetime) -> None:
    """Put the files of a new event into the outbox: of each a copy of our own is to be fetched from now on."""
    for file in files:
        session.add(
            Attachment(newsroom_id=event.newsroom_id, event_id=event.id or 0, due_at=now, **asdict(file))
        )
    await session.flush()


async def of_request(session: AsyncSession, request_id: int) -> list[Attachment]:
    """The files of all events of a request, in the order in which they came."""
    its = select(Event.id).where(Event.request_id == request_id)
    statement = select(Attachment).where(col(Attachment.event_id).in_(its)).order_by(col(Attachment.id))
    return list((await session.exec(statement)).all())
