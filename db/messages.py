"""Which Telegram messages show which request."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.errors import AlreadyHandled
from db.tables import Card, HandledUpdate, Request


async def remember(
    session: AsyncSession, newsroom_id: int, request_id: int, chat_id: int, message_id: int, *, now: datetime
) -> None:
    """Note that a message shows a request, or shows another one from now on."""
    card = await _find(session, chat_id, message_id)
    if card is None:
        card = Card(
            newsroom_id=newsroom_id,
            request_id=request_id,
            chat_id=chat_id,
            message_id=message_id,
            shown_at=now,
        )
    card.request_id = request_id
    session.add(card)
    await session.flush()


async def request_shown(
    session: AsyncSession, newsroom_id: int, chat_id: int, message_id: int, *, named: int | None = None
) -> int | None:
    """The id of the request that a message shows, if it is one of this newsroom's cards; `named`: the one that the
    message itself names, otherwise what is remembered of it counts."""
    if named is not None:
        mine = select(Request.id).where(Request.newsroom_id == newsroom_id, Request.id == named)
        return (await session.exec(mine)).first()
    card = await _find(session, chat_id, message_id)
    return card.request_id if card is not None and card.newsroom_id == newsroom_id else None


async def _find(session: AsyncSession, chat_id: int, message_id: int) -> Card | None:
    statement = select(Card).where(Card.chat_id == chat_id, Card.message_id == message_id)
    return (await session.exec(statement)).first()


# Telegram keeps undelivered updates for a day, and may number anew after a quiet week.
KEPT_FOR = timedelta(days=6)


_TAKE = insert(HandledUpdate)


async def take(session: AsyncSession, bot_id: int, update_id: int, *, now: datetime) -> None:
    """Write the update's id into the caller's transaction, so that both are kept or neither.

    Raises:
        AlreadyHandled: a committed transaction has it; the caller's transaction must be given up.
    """
    taken = {"bot_id": bot_id, "update_id": update_id, "handled_at": now}
    try:
        await session.exec(_TAKE, params=taken)
    except IntegrityError as error:
        raise AlreadyHandled from error


async def forget_old(session: AsyncSession, *, now: datetime) -> None:
    """Drop ids that Telegram can no longer deliver again."""
    await session.exec(delete(HandledUpdate).where(col(HandledUpdate.handled_at) < now - KEPT_FOR))
