"""Requests that a referral opened and nobody has asked yet."""

from __future__ import annotations

from collections.abc import Collection

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.lifecycle import Status
from db.tables import Request


async def waiting_to_be_asked(
    session: AsyncSession, newsroom_id: int, *, body_ids: Collection[int], story_id: int, member_id: int
) -> list[Request]:
    """The member's requests to these bodies for this story that a referral opened and nobody has asked yet, by number,
    locked until the transaction ends."""
    statement = (
        select(Request)
        .where(Request.newsroom_id == newsroom_id, col(Request.body_id).in_(body_ids))
        .where(Request.story_id == story_id, Request.member_id == member_id)
        .where(col(Request.asked_at).is_(None), Request.status == Status.WAITING)
        .order_by(col(Request.number))
        .with_for_update(key_share=True)
    )
    return list((await session.exec(statement)).all())
