"""Which Telegram messages show which request, and which show a report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.tables import Card, Request, ShownReport


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


async def put_report(session: AsyncSession, shown: ShownReport) -> None:
    """Note that a message shows a report, in the place of whatever it showed before."""
    await forget_report(session, shown.chat_id, shown.message_id)
    session.add(shown)
    await session.flush()


async def forget_report(session: AsyncSession, chat_id: int, message_id: int) -> None:
    """The message shows no report any more."""
    there = await report_shown(session, chat_id, message_id)
    if there is not None:
        await session.delete(there)
        await session.flush()


async def report_shown(session: AsyncSession, chat_id: int, message_id: int) -> ShownReport | None:
    """The report that a message shows, if it shows one."""
    statement = select(ShownReport).where(
        ShownReport.chat_id == chat_id, ShownReport.message_id == message_id
    )
    return (await session.exec(statement)).first()


async def reports_shown(session: AsyncSession, request: Request, *, since: datetime) -> Sequence[ShownReport]:
    """The reports shown since then (UTC) that speak of a request."""
    statement = select(ShownReport).where(
        ShownReport.newsroom_id == request.newsroom_id,
        col(ShownReport.shown_at) >= since,
        or_(col(ShownReport.story_id).is_(None), col(ShownReport.story_id) == request.story_id),
        or_(col(ShownReport.body_id).is_(None), col(ShownReport.body_id) == request.body_id),
        or_(col(ShownReport.of_member_id).is_(None), col(ShownReport.of_member_id) == request.member_id),
    )
    return (await session.exec(statement.order_by(col(ShownReport.id)))).all()


async def forget_reports(session: AsyncSession, *, before: datetime) -> None:
    """Drop what was shown before then (UTC)."""
    await session.exec(delete(ShownReport).where(col(ShownReport.shown_at) < before))
