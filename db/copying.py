"""A whole record from one database into another: SQLite to PostgreSQL, or the other way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import SQLModel, col, func, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from db.drafts import ENDED
from db.engine import Database
from db.tables import Alert, DigestRun, Draft, Event, InboxUpdate, Member, Reminder

BATCH = 1000
# Drafts are numbered on from far above what may have been lost, so that no button of a lost one acts on another.
LOST_AT_MOST = 1_000_000
TOLD = (Alert, Reminder, DigestRun)


async def copy_record(source: Database, target: Database) -> None:
    """Copy every row, all of one moment, in one transaction. Both have this code's schema; the target has no newsroom."""
    async with source.read() as reading, target.write() as writing:
        here, there = await reading.connection(), await writing.connection()
        for table in SQLModel.metadata.sorted_tables:
            every = sa.select(table).order_by(*table.primary_key.columns)
            async with here.stream(every) as found:
                async for some in found.mappings().partitions(BATCH):
                    await there.execute(table.insert(), [dict(row) for row in some])
            if there.dialect.name == "postgresql" and "id" in table.c:
                newest = sa.select(sa.func.max(table.c.id)).scalar_subquery()
                its = sa.func.pg_get_serial_sequence(table.name, "id")
                await there.execute(sa.select(sa.func.setval(its, newest)).where(newest.is_not(None)))


@dataclass(frozen=True)
class Left:
    """What a backup held. `newest`: when its last event was recorded (UTC); `updates`: of Telegram that were not done;
    `owed`: messages that may have been told since."""

    newest: datetime | None
    updates: list[int]
    owed: int


async def resume(session: AsyncSession, *, now: datetime) -> Left:
    """Let a record that was put back know that time has passed: what fell due since may have been told, and what was begun
    is not to be mistaken for something else."""
    newest = (await session.exec(select(func.max(Event.recorded_at)))).one()
    member = (await session.exec(select(Member).limit(1))).first()
    if member is not None:
        last = (await session.exec(select(func.max(Draft.id)))).one() or 0
        gap = Draft(
            id=last + LOST_AT_MOST,
            newsroom_id=member.newsroom_id,
            member_id=member.id or 0,
            chat_id=member.telegram_id,
            kind=ENDED,
            updated_at=now,
        )
        session.add(gap)
    owed = 0
    for model in TOLD:
        due = (col(model.settled_at).is_(None), col(model.due_at) <= now)
        done = await session.exec(update(model).where(*due).values(unsure=True, claimed_until=None))
        owed += done.rowcount
    waiting = select(InboxUpdate.update_id).where(
        col(InboxUpdate.done_at).is_(None), col(InboxUpdate.text).is_not(None)
    )
    return Left(newest, sorted((await session.exec(waiting)).all()), owed)
