"""The turns of several processes: what they let go to Telegram in the last minute, of which its limits are reckoned."""

from __future__ import annotations

from sqlalchemy import literal_column, or_
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.engine import one_at_a_time
from db.tables import Turn

NONE = 0  # in the place of a chat: Telegram wants quiet
LONGEST = 61.0  # seconds; what is on its way for longer was sent by a process that is gone

AHEAD = 1.0  # seconds that one process may see more of the clock than another

# By the clock that all of them see.
_NOW = {
    "postgresql": "extract(epoch FROM clock_timestamp())::float8",
    "sqlite": "(julianday('now') - 2440587.5) * 86400.0",
}


async def recent(
    session: AsyncSession, bot_id: int, chat_id: int, *, within: float
) -> tuple[float, list[Turn]]:
    """The present instant, in seconds, and what was let go within so many seconds before, or to this chat, or is on its way
    still, as it came. Nobody else is let go before the caller's transaction ends."""
    await one_at_a_time(session, f"turns of {bot_id}")
    now = await _now(session)
    every = delete(Turn).where(col(Turn.bot_id) == bot_id)
    await session.exec(every.where(col(Turn.at) <= now - LONGEST))
    ahead = await session.exec(every.where(col(Turn.at) > now + AHEAD, col(Turn.chat_id) != NONE))
    if ahead.rowcount:  # the clock was set back meanwhile
        await session.exec(every.where(col(Turn.chat_id) == NONE))
    these = or_(
        col(Turn.at) > now - within, col(Turn.chat_id).in_((chat_id, NONE)), col(Turn.arrived).is_(False)
    )
    found = select(Turn).where(Turn.bot_id == bot_id, these).order_by(col(Turn.at))
    return now, list((await session.exec(found)).all())


async def let_go(session: AsyncSession, bot_id: int, chat_id: int, *, now: float) -> int:
    """A message is on its way. Returns the id of its turn."""
    turn = Turn(bot_id=bot_id, chat_id=chat_id, at=now)
    session.add(turn)
    await session.flush()
    return turn.id or 0


async def arrived(session: AsyncSession, turn_id: int) -> None:
    """It has arrived, or nobody knows."""
    turn = await session.get(Turn, turn_id)
    if turn is not None:
        turn.at, turn.arrived = await _now(session), True
        session.add(turn)


async def hold(session: AsyncSession, bot_id: int, seconds: float) -> None:
    """Telegram wants quiet for so long."""
    until = await _now(session) + seconds
    session.add(Turn(bot_id=bot_id, chat_id=NONE, at=until, arrived=True))


async def _now(session: AsyncSession) -> float:
    seconds: float = (await session.exec(select(literal_column(_NOW[session.get_bind().dialect.name])))).one()
    return seconds
