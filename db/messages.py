"""Which Telegram messages show which request."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.tables import Card


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


async def request_shown(session: AsyncSession, newsroom_id: int, chat_id: int, message_id: int) -> int | None:
    """The id of the request that a message is remembered to show, if it is one of this newsroom's cards."""
    card = await _find(session, chat_id, message_id)
    return card.request_id if card is not None and card.newsroom_id == newsroom_id else None


async def _find(session: AsyncSession, chat_id: int, message_id: int) -> Card | None:
    statement = select(Card).where(Card.chat_id == chat_id, Card.message_id == message_id)
    return (await session.exec(statement)).first()
