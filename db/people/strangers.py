"""Strangers who turn to the bot: when they were told last, and how often they tried a wrong code. Nothing of what they sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, delete, or_
from sqlmodel.ext.asyncio.session import AsyncSession

from db.tables import Stranger

A_DAY = timedelta(days=1)
FREE_TRIES = 5  # of wrong codes; then there is a pause after each, twice as long each time
FIRST_PAUSE = timedelta(minutes=1)


async def is_told(session: AsyncSession, telegram_id: int, *, now: datetime) -> bool:
    """Whether a stranger had their one line within a day."""
    found = await session.get(Stranger, telegram_id)
    return found is not None and found.told_at is not None and abs(now - found.told_at) < A_DAY


async def tell(session: AsyncSession, telegram_id: int, *, now: datetime) -> None:
    """A stranger is told something now, or for as long as until then."""
    found = await _known(session, telegram_id, now)
    found.told_at = now
    session.add(found)
    await session.flush()


@dataclass(frozen=True)
class Pause:
    """No code of theirs is looked at before an instant (UTC); whether they know."""

    until: datetime
    is_told: bool


async def pause(session: AsyncSession, telegram_id: int, *, now: datetime) -> Pause | None:
    """What whoever tried too many wrong codes has to wait for, a right one in hand or not; None: they may try."""
    found = await session.get(Stranger, telegram_id)
    if found is None or found.wrong_at is None or found.wrong_codes < FREE_TRIES:
        return None
    until = found.wrong_at + min(A_DAY, FIRST_PAUSE * 2 ** min(found.wrong_codes - FREE_TRIES, 11))
    return Pause(until, found.told_at == until) if now < until else None


async def tried_wrong(session: AsyncSession, telegram_id: int, *, now: datetime) -> None:
    """Somebody tried a wrong code, and is told so."""
    found = await _known(session, telegram_id, now)
    found.wrong_codes, found.wrong_at, found.told_at = found.wrong_codes + 1, now, now
    session.add(found)
    await session.flush()


async def forget(session: AsyncSession, telegram_id: int) -> None:
    """A stranger is none any more."""
    await session.exec(delete(Stranger).where(col(Stranger.telegram_id) == telegram_id))


async def _known(session: AsyncSession, telegram_id: int, now: datetime) -> Stranger:
    """Their row, or a new one; what is older than a day is forgotten first, of others too."""
    old = now - A_DAY
    await session.exec(
        delete(Stranger).where(
            or_(col(Stranger.told_at).is_(None), col(Stranger.told_at) <= old),
            or_(col(Stranger.wrong_at).is_(None), col(Stranger.wrong_at) <= old),
        )
    )
    found = await session.get(Stranger, telegram_id, with_for_update=True, populate_existing=True)
    return found or Stranger(telegram_id=telegram_id)
