"""The outbox: claiming, settling and retrying what is owed to somebody: reminders, digests, alerts, and files to be
fetched.

Transaction one claims with a lease, the message is sent outside any transaction, transaction two settles. A claim
whose lease has run out is claimed again: a crash between sending and settling tells twice rather than never.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import or_
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.tables import Alert, Attachment, DigestRun, Outcome, Reminder

RowT = TypeVar("RowT", bound=Reminder | DigestRun | Alert | Attachment)


async def claim(
    session: AsyncSession,
    model: type[RowT],
    *,
    now: datetime,
    lease: timedelta,
    limit: int,
    fewest_tries_first: bool = False,
) -> list[tuple[RowT, bool]]:
    """Claim what is due at `now` (UTC), the longest due first, until `now + lease`.

    `fewest_tries_first`: what was never tried comes before what has failed, however long that is due.

    Two processes never claim the same row: PostgreSQL skips rows locked by another, SQLite has one writer at a time.

    Returns:
        Each row with whether telling it may repeat what an earlier, interrupted try already told.
    """
    statement = (
        select(model)
        .where(
            col(model.settled_at).is_(None),
            model.due_at <= now,
            or_(col(model.claimed_until).is_(None), col(model.claimed_until) <= now),
        )
        .order_by(*([col(model.tries)] if fewest_tries_first else []), col(model.due_at), col(model.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claimed = []
    for row in (await session.exec(statement)).all():
        claimed.append((row, row.unsure))
        row.claimed_until = now + lease
        row.tries += 1
        row.unsure = True
        session.add(row)
    await session.flush()
    return claimed


async def settle(
    session: AsyncSession,
    model: type[RowT],
    row_ids: Collection[int],
    outcome: Outcome,
    *,
    now: datetime,
    trouble: str = "",
) -> list[RowT]:
    """End what was claimed.

    Returns:
        What is settled by this: without what somebody else settled meanwhile.
    """
    theirs = select(model).where(col(model.id).in_(row_ids), col(model.settled_at).is_(None))
    ordered = theirs.order_by(col(model.id)).with_for_update().execution_options(populate_existing=True)
    rows = list((await session.exec(ordered)).all())
    for row in rows:
        row.settled_at, row.outcome, row.claimed_until = now, outcome, None
        row.unsure, row.trouble = False, trouble
    session.add_all(rows)
    await session.flush()
    return rows


async def retry(
    session: AsyncSession,
    model: type[RowT],
    row_id: int,
    *,
    not_before: datetime,
    trouble: str,
    unsure: bool,
) -> None:
    """A try failed: it is due again from `not_before` (UTC) on. `unsure`: the message may have arrived all the same."""
    row = await session.get(model, row_id, with_for_update=True, populate_existing=True)
    if row is None or row.settled_at is not None:
        return
    row.claimed_until, row.trouble, row.unsure = not_before, trouble, unsure
    session.add(row)
    await session.flush()


async def next_due(session: AsyncSession, model: type[RowT]) -> datetime | None:
    """The earliest instant (UTC) at which one of these is due, or None."""
    earliest = func.min(func.coalesce(model.claimed_until, model.due_at))
    return (await session.exec(select(earliest).where(col(model.settled_at).is_(None)))).first()
