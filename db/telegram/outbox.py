"""The outbox: claiming, settling and retrying what is owed to somebody: reminders, digests, alerts, and files to be
fetched.

Transaction one claims with a lease, the message is sent outside any transaction, transaction two settles. A claim
whose lease has run out is claimed again: a crash between sending and settling tells twice rather than never.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, case, or_, update
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from db.tables import Alert, Attachment, DigestRun, Member, Outcome, Reminder, ReminderKind

ToldT = TypeVar("ToldT", bound=Reminder | DigestRun | Alert)
RowT = TypeVar("RowT", bound=Reminder | DigestRun | Alert | Attachment)


@dataclass(frozen=True)
class Ahead:
    """Reminders of these kinds may be claimed so long before they are due, together with what is due for their member."""

    kinds: Collection[ReminderKind]
    by: timedelta


# What is owed, sort by sort, each as the operator reads it.
OWED: dict[type[Reminder | DigestRun | Alert | Attachment], str] = {
    Alert: "alert",
    Reminder: "reminder",
    DigestRun: "digest",
    Attachment: "file",
}
LATE = timedelta(minutes=10)
HELD_BACK = "the desk is locked"  # the trouble of what waits until it is unlocked: it is not late
BROKEN = "cannot be put together"  # the trouble of what was set aside for that
BROKEN_LATELY = timedelta(days=1)
DEAD_FOR = timedelta(days=30)  # what was given up longer ago helps nobody any more
LONGEST_LEASE = timedelta(minutes=10)
LONGEST_CLAIM = timedelta(hours=6)  # of what waits for another try
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Standing:
    """How much of one sort lies in the outbox.

    Args:
        waiting: everything that is not settled; `due` and `late` are among them.
        oldest: since when the first that is due has been (UTC).
        next_at: when the next one is due that is not yet.
    """

    waiting: int
    due: int
    late: int
    dead: int
    sent: int
    oldest: datetime | None
    next_at: datetime | None


async def late(session: AsyncSession, model: type[RowT], *, now: datetime) -> int:
    """How many of one sort are late: due for more than `LATE` at `now` (UTC)."""
    those = col(model.settled_at).is_(None), col(model.due_at) <= now - LATE, col(model.trouble) != HELD_BACK
    return (await session.exec(select(func.count()).select_from(model).where(*those))).one()


async def broken(session: AsyncSession, model: type[RowT], *, now: datetime) -> int:
    """How many of one sort were set aside since yesterday because they cannot be put together."""
    those = col(model.trouble) == BROKEN, col(model.settled_at) > now - BROKEN_LATELY
    return (await session.exec(select(func.count()).select_from(model).where(*those))).one()


async def standing(session: AsyncSession, model: type[RowT], *, now: datetime) -> Standing:
    """What of one sort is waiting, late (due for more than `LATE`), and has ended in vain."""
    due_at, owed = col(model.due_at), col(model.settled_at).is_(None)

    async def count(*conditions: ColumnElement[bool]) -> int:
        return (await session.exec(select(func.count()).select_from(model).where(*conditions))).one()

    async def first(*conditions: ColumnElement[bool]) -> datetime | None:
        return (await session.exec(select(func.min(due_at)).where(owed, *conditions))).one()

    return Standing(
        waiting=await count(owed),
        due=await count(owed, due_at <= now),
        late=await late(session, model, now=now),
        dead=await count(col(model.outcome) == Outcome.DEAD, col(model.settled_at) > now - DEAD_FOR),
        sent=await count(col(model.outcome).in_([Outcome.SENT, Outcome.KEPT])),
        oldest=await first(due_at <= now),
        next_at=await first(due_at > now),
    )


async def dead(session: AsyncSession, model: type[RowT], *, now: datetime, limit: int) -> list[RowT]:
    """What was given up, the newest first."""
    those = select(model).where(col(model.outcome) == Outcome.DEAD, col(model.settled_at) > now - DEAD_FOR)
    return list((await session.exec(those.order_by(col(model.settled_at).desc()).limit(limit))).all())


async def revive(session: AsyncSession, model: type[RowT], *, now: datetime) -> int:
    """Owe again what was given up, and at once what waits for a later try; what is in hand is left to whoever has it.
    Returns how many they are."""
    given_up = and_(col(model.outcome) == Outcome.DEAD, col(model.settled_at) > now - DEAD_FOR)
    later = and_(col(model.settled_at).is_(None), col(model.claimed_until) > now + LONGEST_LEASE)
    anew = {"settled_at": None, "outcome": None, "claimed_until": None, "trouble": "", "tries": 0}
    done = await session.exec(update(model).where(or_(given_up, later)).values(**anew))
    return done.rowcount


async def set_back(session: AsyncSession, *, now: datetime) -> None:
    """The clock was set back to `now` (UTC): what was claimed for longer than anybody works at it is free."""
    for model in OWED:
        owed = col(model.settled_at).is_(None), col(model.due_at) <= _NEVER
        held = update(model).where(*owed, col(model.claimed_until) > now + LONGEST_LEASE)
        await session.exec(held.values(claimed_until=None))


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
    order = [col(model.tries)] if fewest_tries_first else []
    first = (
        select(model).where(*_due(model, now)).order_by(*order, col(model.due_at), col(model.id)).limit(limit)
    )
    return await _take(session, first, until=now + lease)


async def claim_for_chats(
    session: AsyncSession,
    model: type[ToldT],
    *,
    now: datetime,
    lease: timedelta,
    limit: int,
    to_one: int,
    besides: Collection[int] = (),
) -> list[tuple[ToldT, bool]]:
    """The same for what is told, and not more than `to_one` for one chat: a chat to which much is owed does not stand in
    the way of the others. `besides`: Telegram chat ids for which nothing is claimed."""
    spread = await _spread(session, model, besides, now=now, limit=limit, to_one=to_one)
    if not spread:
        return []
    chosen = select(model).where(*_due(model, now), col(model.id).in_([row_id for row_id, _ in spread]))
    return await _take(session, chosen.order_by(col(model.due_at), col(model.id)), until=now + lease)


async def claim_for_members(
    session: AsyncSession,
    *,
    now: datetime,
    lease: timedelta,
    limit: int,
    most: int,
    written: int,
    ahead: Ahead,
    besides: Collection[int] = (),
) -> list[tuple[Reminder, bool]]:
    """Claim reminders for the members to whom one has been due the longest at `now` (UTC), and with it what else is
    owed to them now or shortly: what can be told together is claimed together.

    Args:
        limit: of members.
        most: of reminders.
        written: how many characters, at least, of what each wrote to themselves; the rest stays for another time.
        besides: Telegram chat ids for which nothing is claimed.
    """
    spread = await _spread(session, Reminder, besides, now=now, limit=limit, to_one=1)
    if not spread:
        return []
    # Not by the index of members: most of theirs was told long ago.
    theirs = (col(Reminder.member_id) + 0).in_(sorted({member_id for _, member_id in spread}))
    may_come = or_(col(Reminder.due_at) <= now, col(Reminder.kind).in_(list(ahead.kinds)))
    unclaimed = _unclaimed(Reminder, now)
    order = col(Reminder.due_at), col(Reminder.id)
    length = func.length(Reminder.text)
    before = func.sum(length).over(partition_by=col(Reminder.member_id), order_by=order) - length
    due = (*unclaimed, col(Reminder.due_at) <= now + ahead.by, may_come)
    found = select(col(Reminder.id).label("id"), before.label("before")).where(theirs, *due).subquery()
    chosen = select(Reminder).where(col(Reminder.id).in_(select(found.c.id).where(found.c.before < written)))
    # Member by member: where there is too much, one is told in two messages, not each of them.
    in_turn = chosen.order_by(col(Reminder.member_id), *order).limit(most)
    return await _take(session, in_turn, until=now + lease)


async def give_back(session: AsyncSession, claimed: Sequence[tuple[Reminder, bool]]) -> None:
    """What was claimed is owed as if nobody had asked, by whoever holds the claim."""
    for row, was_unsure in claimed:
        row.claimed_until, row.unsure = None, was_unsure
        row.tries -= 1
        session.add(row)
    await session.flush()


async def of_unknown_kinds(session: AsyncSession, *, now: datetime) -> int:
    """How many reminders are due at `now` (UTC) that this version does not know: they wait for one that does."""
    due = col(Reminder.settled_at).is_(None), col(Reminder.due_at) <= now
    unknown = col(Reminder.kind).not_in(list(ReminderKind))
    return (await session.exec(select(func.count()).select_from(Reminder).where(*due, unknown))).one()


def _due(model: type[RowT], now: datetime) -> tuple[ColumnElement[bool], ...]:
    # A file is owed at once, an alert almost: a clock that was set back after it came must not hold it. The index is read by
    # when all the same.
    until = _NEVER if issubclass(model, Attachment | Alert) else now
    ahead = col(model.due_at) <= now, col(model.due_at) > now + LONGEST_LEASE
    is_due = (or_(*ahead),) if model is Alert else ()
    return *_unclaimed(model, now), col(model.due_at) <= until, *is_due


def _unclaimed(model: type[RowT], now: datetime) -> tuple[ColumnElement[bool], ...]:
    known = (col(Reminder.kind).in_(list(ReminderKind)),) if model is Reminder else ()
    return (
        *known,
        col(model.settled_at).is_(None),
        # Nobody claims for longer, but by a clock that was ahead.
        or_(
            col(model.claimed_until).is_(None),
            col(model.claimed_until) <= now,
            col(model.claimed_until) > now + LONGEST_CLAIM,
        ),
    )


async def _take(
    session: AsyncSession, statement: SelectOfScalar[RowT], *, until: datetime
) -> list[tuple[RowT, bool]]:
    claimed = []
    for row in (await session.exec(statement.with_for_update(skip_locked=True))).all():
        claimed.append((row, row.unsure))
        row.claimed_until = until
        row.tries += 1
        row.unsure = True
        session.add(row)
    await session.flush()
    return claimed


async def _spread(
    session: AsyncSession,
    model: type[ToldT],
    besides: Collection[int],
    *,
    now: datetime,
    limit: int,
    to_one: int,
) -> list[tuple[int, int]]:
    """The ids of what has been due the longest, each with that of whoever is told, not more than `to_one` for one."""
    if model is Reminder:
        whom = col(Reminder.member_id)
        them = whom.in_(select(Member.id).where(col(Member.telegram_id).in_(besides)))
    else:
        whom = col(DigestRun.chat_id if model is DigestRun else Alert.chat_id)
        them = whom.in_(besides)
    waiting = (
        select(model.id, whom).where(*_due(model, now), ~them).order_by(col(model.due_at), col(model.id))
    )
    at_once, found, seen = limit * 4, list[tuple[int, int]](), Counter[int]()
    while True:
        others = waiting.where(whom.not_in(list(seen))).limit(at_once)
        rows = (await session.exec(others.with_for_update(skip_locked=True))).all()
        for row_id, who in rows:
            seen[who] += 1
            if seen[who] <= to_one:
                found.append((row_id or 0, who))
        if len(rows) < at_once or len(found) >= limit:
            return found[:limit]


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
    at: ColumnElement[datetime] = func.coalesce(model.claimed_until, model.due_at)
    if model is Reminder:  # one that was claimed ahead of its time may be free again before it
        claimed_until, due_at = col(Reminder.claimed_until), col(Reminder.due_at)
        at = case((claimed_until > due_at, claimed_until), else_=due_at)
    earliest = func.min(at)
    return (await session.exec(select(earliest).where(col(model.settled_at).is_(None)))).first()
