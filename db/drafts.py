"""What members have begun and not yet confirmed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, delete, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.engine import locked
from db.tables import Draft, Member

ENDED = "ended"  # the kind of a draft that was confirmed or cancelled
HELD = "held"  # the kind of what may go on in a further message
ABOUT_LOOKED_BACK = 50
LISTS_KEPT_FOR = timedelta(days=30)
CARRIES_FILES = ("whatisit", "album", "ask", "refer", "which", "again", "proposal")


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
        await _make_way(session, member.id or 0, chat_id)
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
    return await _awaiting_text(session, member.id or 0, chat_id)


async def _awaiting_text(session: AsyncSession, member_id: int, chat_id: int) -> Draft | None:
    statement = select(Draft).where(
        Draft.member_id == member_id, Draft.chat_id == chat_id, col(Draft.awaits_text).is_(True)
    )
    if locked(session):
        statement = statement.with_for_update()
    return (await session.exec(statement)).first()


async def last_asked(session: AsyncSession, member_ids: Collection[int], chat_id: int) -> Draft | None:
    """Of what several members' next text in a chat belongs to, what was gone on with last."""
    waiting = select(Draft).where(
        col(Draft.member_id).in_(member_ids), Draft.chat_id == chat_id, col(Draft.awaits_text).is_(True)
    )
    return (await session.exec(waiting.order_by(col(Draft.updated_at).desc()).limit(1))).first()


async def by_id(session: AsyncSession, member: Member, draft_id: int) -> Draft | None:
    """The member's own draft, or None when it is finished or somebody else's."""
    draft = await session.get(Draft, draft_id, with_for_update=locked(session), populate_existing=True)
    mine = draft is not None and draft.member_id == member.id and draft.kind != ENDED
    return draft if mine else None


async def change(
    session: AsyncSession, draft: Draft, data: dict[str, Any], *, awaits_text: bool, now: datetime
) -> None:
    """Replace a draft's data (a new dict, so that the change is noticed). One that awaits text now takes the place of any
    other that did."""
    if awaits_text and not draft.awaits_text:
        await _make_way(session, draft.member_id, draft.chat_id)
    draft.data, draft.awaits_text, draft.updated_at = dict(data), awaits_text, now
    session.add(draft)
    await session.flush()


async def of_album(session: AsyncSession, member: Member, chat_id: int, album: str) -> Draft | None:
    """What the member has begun with a file of this album (Telegram's media_group_id), or what became of it."""
    statement = (
        select(Draft)
        .where(Draft.member_id == member.id, Draft.chat_id == chat_id)
        .where(col(Draft.kind).in_(CARRIES_FILES))
        .order_by(col(Draft.id).desc())
        .with_for_update()
    )
    # Twice: while the first look waits for one that is just being logged, what follows on it is not seen yet.
    for _ in range(2):
        for draft in (await session.exec(statement)).all():
            if draft.data.get("album") == album:
                return draft
    return None


async def newest(session: AsyncSession, member: Member, chat_id: int, kind: str = "") -> Draft | None:
    """What the member began last in this chat, of this kind or, where none is named, of any, whether it awaits a text or
    not; with no kind named even if it has ended."""
    statement = select(Draft).where(Draft.member_id == member.id, Draft.chat_id == chat_id)
    if kind:
        statement = statement.where(Draft.kind == kind)
    return (await session.exec(statement.order_by(col(Draft.id).desc()))).first()


async def newest_of(
    session: AsyncSession, member: Member, chat_id: int, kinds: Collection[str], *, since: datetime
) -> Draft | None:
    """Of what the member has begun in this chat, of these kinds, what was gone on with last, unless that is too long ago."""
    statement = (
        select(Draft)
        .where(Draft.member_id == member.id, Draft.chat_id == chat_id, Draft.updated_at >= since)
        .where(col(Draft.kind).in_(kinds))
        .order_by(col(Draft.updated_at).desc(), col(Draft.id).desc())
        .limit(1)
    )
    if locked(session):
        statement = statement.with_for_update()
    return (await session.exec(statement)).first()


async def held(session: AsyncSession) -> list[Draft]:
    """Everything that is held, the oldest first."""
    statement = select(Draft).where(Draft.kind == HELD).order_by(col(Draft.updated_at), col(Draft.id))
    return list((await session.exec(statement)).all())


async def hold(session: AsyncSession, draft_id: int) -> Draft | None:
    """Something held, in a writing session locked until the transaction ends; None where it is held no more."""
    draft = await session.get(Draft, draft_id, with_for_update=locked(session), populate_existing=True)
    return draft if draft is not None and draft.kind == HELD else None


async def of_message(
    session: AsyncSession, member: Member, chat_id: int, message_id: int, *, kind: str = "whatisit"
) -> Draft | None:
    """What of that kind the member has begun by sending this message and not finished yet, or None."""
    statement = (
        select(Draft)
        .where(Draft.member_id == member.id, Draft.chat_id == chat_id, Draft.kind == kind)
        .order_by(col(Draft.id).desc())
    )
    found = (await session.exec(statement)).all()
    return next((draft for draft in found if message_id in draft.data.get("messages", [])), None)


async def about(session: AsyncSession, member: Member, kind: str, request_id: int) -> Draft | None:
    """The newest of this kind that the member has begun about a request, or None."""
    statement = (
        select(Draft)
        .where(Draft.member_id == member.id, Draft.kind == kind)
        .order_by(col(Draft.id).desc())
        .limit(ABOUT_LOOKED_BACK)
    )
    if locked(session):
        statement = statement.with_for_update()
    found = (await session.exec(statement)).all()
    return next((draft for draft in found if draft.data.get("request_id") == request_id), None)


async def _make_way(session: AsyncSession, member_id: int, chat_id: int) -> None:
    """Nothing else awaits a text here any more. What keeps a file or what somebody wrote stays: its buttons go on."""
    waiting = await _awaiting_text(session, member_id, chat_id)
    if waiting is None:
        return
    kept = waiting.kind == "whatisit" or any(waiting.data.get(key) for key in ("files", "questions"))
    if kept:
        await change(session, waiting, waiting.data, awaits_text=False, now=waiting.updated_at)
    else:
        await drop(session, waiting)


async def forget_old(session: AsyncSession, *, now: datetime) -> None:
    """Drop what has ended long ago, what only remembered which list or which request was meant, and letters drafted but
    never logged as sent. What a member wrote is kept. The newest row stays, or SQLite would give its id to the next."""
    old = now - LISTS_KEPT_FOR
    newest = (await session.exec(select(func.max(Draft.id)))).one()
    await session.exec(
        delete(Draft).where(
            col(Draft.kind).in_(
                (
                    "find",
                    "bodies",
                    "which",
                    "again",
                    "letter",
                    "album",
                    "undo",
                    "ticks",
                    "fixticks",
                    "taps",
                    "several",
                    "together",
                    ENDED,
                )
            ),
            col(Draft.updated_at) < old,
            col(Draft.id) != newest,
        )
    )


async def drop(session: AsyncSession, draft: Draft) -> None:
    """End a draft: it was confirmed or cancelled. Nothing of it is left but its id: SQLite would give that to the next
    one, and an old button would act on what it was never shown for."""
    draft.kind, draft.data, draft.awaits_text = ENDED, {}, False
    session.add(draft)
    await session.flush()
