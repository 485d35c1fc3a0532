"""Which updates are in the record already: an update delivered twice changes nothing twice."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, delete
from sqlmodel.ext.asyncio.session import AsyncSession

from db.errors import AlreadyHandled
from db.tables import HandledUpdate

# Telegram keeps undelivered updates for a day, and may number anew after a quiet week.
KEPT_FOR = timedelta(days=6)


async def take(session: AsyncSession, bot_id: int, update_id: int, *, now: datetime) -> None:
    """Write the update's id into the caller's transaction, so that both are kept or neither.

    Raises:
        AlreadyHandled: a committed transaction has it; the caller's transaction must be given up.
    """
    session.add(HandledUpdate(bot_id=bot_id, update_id=update_id, handled_at=now))
    try:
        await session.flush()
    except IntegrityError as error:
        raise AlreadyHandled from error


async def forget_old(session: AsyncSession, *, now: datetime) -> None:
    """Drop ids that Telegram can no longer deliver again."""
    await session.exec(delete(HandledUpdate).where(col(HandledUpdate.handled_at) < now - KEPT_FOR))
