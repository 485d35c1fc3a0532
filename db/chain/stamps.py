"""Stamps of a time-stamping authority on the chain of events: which ends of chains want one, and which there are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.chain.links import hold
from db.engine import rows
from db.lifecycle import EventKind
from db.tables import Event, Newsroom, Stamp


@dataclass(frozen=True)
class Unstamped:
    """The end of a newsroom's chain: the position and hash of its newest event."""

    newsroom_id: int
    position: int
    hash: str


async def unstamped(session: AsyncSession, *, before: datetime) -> list[Unstamped]:
    """The ends of chains that want a stamp: something was recorded since the last one, and that one is from `before` (UTC) or
    earlier, or there is none, or a story was published since.
    """
    stamps = col(Stamp.newsroom_id) == Newsroom.id
    last = sa.select(sa.func.coalesce(sa.func.max(col(Stamp.position)), 0)).where(stamps).scalar_subquery()
    last_at = sa.select(sa.func.max(col(Stamp.stamped_at))).where(stamps).scalar_subquery()
    published = sa.exists().where(
        col(Event.newsroom_id) == Newsroom.id,
        col(Event.position) > last,
        col(Event.kind) == EventKind.PUBLISHED,
    )
    statement = (
        sa.select(col(Newsroom.id), col(Newsroom.events_chained), col(Newsroom.chain_hash))
        .where(col(Newsroom.events_chained) > last, sa.or_(last_at.is_(None), last_at <= before, published))
        .order_by(col(Newsroom.id))
    )
    return [Unstamped(*row) for row in await rows(session, statement)]


async def keep(session: AsyncSession, end: Unstamped, answer: bytes, stamped_at: datetime) -> None:
    """Keep an answer of the authority (DER), given at `stamped_at` (UTC) by its clock; the first, where several processes
    asked for the same end."""
    await hold(session, end.newsroom_id)
    of_end = select(Stamp.id).where(Stamp.newsroom_id == end.newsroom_id, Stamp.position == end.position)
    if (await session.exec(of_end)).first() is None:
        session.add(
            Stamp(
                newsroom_id=end.newsroom_id,
                position=end.position,
                hash=end.hash,
                answer=answer,
                stamped_at=stamped_at,
            )
        )


async def with_hashes(session: AsyncSession, newsroom_id: int) -> list[tuple[Stamp, str | None]]:
    """A newsroom's stamps in the order of the chain, each with the hash that its event has now; None: it is gone."""
    statement = (
        select(Stamp, Event.hash)
        .outerjoin(
            Event,
            sa.and_(col(Event.newsroom_id) == Stamp.newsroom_id, col(Event.position) == Stamp.position),
        )
        .where(Stamp.newsroom_id == newsroom_id)
        .order_by(col(Stamp.position))
    )
    return list((await session.exec(statement)).all())


async def covering(
    session: AsyncSession, newsroom_id: int, *, of: Collection[int] | None = None
) -> list[Stamp]:
    """In the order of the chain, the stamps that show of the events of requests by when they were there: of each event the first
    after it. `of`: the ids of the requests; None: every stamp."""
    statement = select(Stamp).where(Stamp.newsroom_id == newsroom_id).order_by(col(Stamp.position))
    if of is not None:
        first = (
            sa.select(sa.func.min(col(Stamp.position)))
            .where(col(Stamp.newsroom_id) == newsroom_id, col(Stamp.position) >= Event.position)
            .scalar_subquery()
        )
        ours = sa.select(first).where(col(Event.newsroom_id) == newsroom_id, col(Event.request_id).in_(of))
        statement = statement.where(col(Stamp.position).in_(ours))
    return list((await session.exec(statement)).all())
