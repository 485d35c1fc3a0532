"""What members have begun and not yet confirmed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.engine import locked
from db.tables import Draft, Member

LISTS_KEPT_FOR = timedelta(days=30)


async def begin(
    session: AsyncSession,
    member: Member,
    chat_id: int,
    kind: str,
    data: dict[str, Any],
    *,
    awaits_text: bool,
    now: datetime,
) -> Draft:
    """Keep something begun. One that awaits text takes the place of any other of this member that did in this chat."""
    if awaits_text:
        waiting = await awaiting_text(session, member, chat_id)
        if waiting is not None:
            await session.delete(waiting)
    draft = Draft(
        newsroom_id=member.newsroom_id,
        member_id=member.id or 0,
        chat_id=chat_id,
        kind=kind,
        data=data,
        awaits_text=awaits_text,
        updated_at=now,
    )
    session.add(draft)
    await session.flush()
    return draft


async def awaiting_text(session: AsyncSession, member: Member, chat_id: int) -> Draft | None:
    """The draft that the member's next text in this chat belongs to."""
    statement = select(Draft).where(
        Draft.member_id == member.id, Draft.chat_id == chat_id, col(Draft.awaits_text).is_(True)
    )
    if locked(session):
        statement = statement.with_for_update()
    return (await session.exec(statement)).first()


async def by_id(session: AsyncSession, member: Member, draft_id: int) -> Draft | None:
    """The member's own draft, or None when it is finished or somebody else's."""
    draft = await session.get(Draft, draft_id, with_for_update=locked(session), populate_existing=True)
    return draft if draft is not None and draft.member_id == member.id else None


async def change(
    session: AsyncSession, draft: Draft, data: dict[str, Any], *, awaits_text: bool, now: datetime
) -> None:
    """Replace a draft's data (a new dict, so that the change is noticed)."""
    draft.data, draft.awaits_text, draft.updated_at = dict(data), awaits_text, now
    session.add(draft)
    await session.flush()


async def forget_old(session: AsyncSession, *, now: datetime) -> None:
    """Drop what only remembered which list or which request was meant, and letters drafted but never logged as sent.
    What a member wrote is kept."""
    old = now - LISTS_KEPT_FOR
    await session.exec(
        delete(Draft).where(
            col(Draft.kind).in_(("find", "bodies", "which", "letter")), col(Draft.updated_at) < old
        )
    )


async def drop(session: AsyncSession, draft: Draft) -> None:
    """End a draft: it was confirmed or cancelled."""
    await session.delete(draft)
    await session.flush()
