"""The inbox: every update is kept before it is confirmed to Telegram, its change is recorded once, and it is done once."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, insert, or_, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, delete, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db import engine
from db.engine import one_at_a_time
from db.errors import AlreadyHandled
from db.tables import InboxUpdate, Member, table_of

KEPT_FOR = timedelta(days=1)  # Telegram delivers nothing that is older
LEASE = timedelta(minutes=2)
_LARGEST_ID = 2**52  # of a person
# A desk that is killed again and again must not give up what is innocent: what was in hand when it died so often is begun only
# when nothing else is, so that what ends its process from then on is it, or somebody outside.
SUSPECTED = 3
MOST_TRIES = 10

# Why an update was set aside.
UNREADABLE = "unreadable"
NEVER_FINISHED = "never_finished"


async def receive(
    session: AsyncSession, bot_id: int, updates: Mapping[int, str], *, now: datetime, whose: int | None = None
) -> set[int]:
    """Keep updates, claimed by the caller's process.

    Args:
        bot_id: whose they are: another bot's bear the same numbers.
        updates: by their ids, each as Telegram gave it (JSON).
        now: the present instant (UTC).
        whose: Telegram's id of whoever they are from, where several processes take turns at them.

    Returns:
        The ids of those that are not done yet; what is delivered again and is done already is not among them.
    """
    rows = [
        {
            "bot_id": bot_id,
            "update_id": update_id,
            "received_at": now,
            "text": text,
            "claimed_until": now + LEASE,
            "tries": 0,
            "trouble": "",
            "whose": whose,
        }
        for update_id, text in updates.items()
    ]
    added = {
        update_id
        for [update_id] in await engine.rows(session, _adding(str(session.get_bind().dialect.name)), rows)
    }
    if again := updates.keys() - added:
        waiting = select(InboxUpdate.update_id).where(
            InboxUpdate.bot_id == bot_id,
            col(InboxUpdate.update_id).in_(again),
            col(InboxUpdate.done_at).is_(None),
        )
        added |= set((await session.exec(waiting)).all())
    return added


async def begin(session: AsyncSession, bot_id: int, update_id: int, whose: int, *, now: datetime) -> bool:
    """Begin an update, if it is its turn: what came before it from the same person is done, and no other process is at
    work on what came after it. Returns whether it is."""
    await one_at_a_time(session, f"updates of {whose} to {bot_id}")
    others = select(InboxUpdate.update_id).where(
        *_left(bot_id, None),
        InboxUpdate.whose == whose,
        InboxUpdate.tries < SUSPECTED,  # which comes when all else is done
        or_(
            col(InboxUpdate.update_id) < update_id,
            and_(
                col(InboxUpdate.update_id) != update_id,
                col(InboxUpdate.begun_at).is_not(None),
                ~_is_free(now),
            ),
        ),
    )
    if (await session.exec(others.limit(1))).first() is not None:
        return False
    await engine.changed(session, _BEGUN, {"bot": bot_id, "ids": [update_id], "at": now})
    return True


async def begun(session: AsyncSession, bot_id: int, update_id: int, *, now: datetime) -> None:
    """An update is in hand: if its process dies now, it may be why."""
    await engine.changed(session, _BEGUN, {"bot": bot_id, "ids": [update_id], "at": now})


async def take(session: AsyncSession, bot_id: int, update_id: int, *, now: datetime) -> None:
    """Note in the caller's transaction that it records what this update asks for, so that both are kept or neither.

    Raises:
        AlreadyHandled: a committed transaction recorded it; the caller's transaction must be given up.
    """
    if await engine.changed(session, _RECORDED, {"bot": bot_id, "ids": [update_id], "at": now}):
        return
    # It was recorded before, or came by another way than the inbox.
    row = {"bot_id": bot_id, "update_id": update_id, "received_at": now, "recorded_at": now, "done_at": now}
    try:
        await session.exec(insert(InboxUpdate), params=row | {"tries": 0, "trouble": ""})
    except IntegrityError as error:
        raise AlreadyHandled from error


async def done(session: AsyncSession, bot_id: int, update_ids: Collection[int], *, now: datetime) -> None:
    """These are done: whoever wrote has their answer. Their text is forgotten."""
    await engine.changed(session, _DONE, {"bot": bot_id, "ids": [*update_ids], "at": now})


async def put_back(
    session: AsyncSession, bot_id: int, update_ids: Collection[int], *, until: datetime
) -> None:
    """These could not be answered, for there was no line: they are taken up again from `until` (UTC) on, as often as it
    takes."""
    statement = (
        update(InboxUpdate)
        .where(col(InboxUpdate.bot_id) == bot_id, col(InboxUpdate.update_id).in_(update_ids))
        .values(claimed_until=until, tries=0, begun_at=None)
    )
    await session.exec(statement)


async def set_aside(
    session: AsyncSession, bot_id: int, update_ids: Collection[int], trouble: str, *, now: datetime
) -> None:
    """Nobody can handle these: they are not tried again. A member's text stays for as long as the row, for whoever finds out
    why; anybody else's is forgotten."""
    these = select(InboxUpdate).where(
        InboxUpdate.bot_id == bot_id, col(InboxUpdate.update_id).in_(update_ids)
    )
    found = [(row, _sender(row.text or "{}")) for row in (await session.exec(these)).all()]
    known = select(Member.telegram_id).where(
        col(Member.telegram_id).in_({sender for _, sender in found}), col(Member.removed_at).is_(None)
    )
    of_members = set((await session.exec(known)).all())
    for row, sender in found:
        row.done_at, row.trouble, row.claimed_until = now, trouble, None
        row.text = row.text if sender in of_members else None
        session.add(row)
    await session.flush()


def _sender(text: str) -> int:
    """Telegram's id of whoever an update is from, as far as one that nobody can read says so; 0: it does not."""
    for part in json.loads(text).values():
        who = part.get("from") if isinstance(part, dict) else None
        found = who.get("id") if isinstance(who, dict) else None
        if isinstance(found, int) and 0 < found < _LARGEST_ID:
            return found
    return 0


async def renew(session: AsyncSession, bot_id: int, update_ids: Collection[int], *, now: datetime) -> None:
    """The caller's process still has these in hand."""
    statement = (
        update(InboxUpdate)
        .where(
            col(InboxUpdate.bot_id) == bot_id,
            col(InboxUpdate.update_id).in_(update_ids),
            col(InboxUpdate.done_at).is_(None),
        )
        .values(claimed_until=now + LEASE)
    )
    await session.exec(statement)


async def claim_left(
    session: AsyncSession, bot_id: int, *, now: datetime, alone: bool, besides: Collection[int] = ()
) -> list[InboxUpdate]:
    """Claim what another process received and did not finish, in the order in which it came.

    Args:
        bot_id: whose updates.
        now: the present instant (UTC).
        alone: no other process can be at work on them, so that no lease counts.
        besides: what the caller's process has in hand itself.
    """
    mine = _left(bot_id, None if alone else now)
    left = select(InboxUpdate).where(*mine, col(InboxUpdate.update_id).not_in(besides))
    left = left.order_by(col(InboxUpdate.update_id)).with_for_update(skip_locked=True)
    rows = list((await session.exec(left)).all())
    for row in rows:
        # What only waited behind another did not end its process.
        row.tries += row.begun_at is not None
        row.claimed_until, row.begun_at = now + LEASE, None
    await session.flush()
    return rows


async def is_left(session: AsyncSession, bot_id: int, *, now: datetime) -> bool:
    """Whether there is something that `claim_left` would claim beside other processes."""
    statement = select(InboxUpdate.update_id).where(*_left(bot_id, now)).limit(1)
    return (await session.exec(statement)).first() is not None


def _left(bot_id: int, now: datetime | None) -> tuple[ColumnElement[bool], ...]:
    """What is not done, and held by nobody at `now`; None: whoever holds it."""
    return (
        col(InboxUpdate.bot_id) == bot_id,
        col(InboxUpdate.done_at).is_(None),
        col(InboxUpdate.text).is_not(None),
        *(() if now is None else (_is_free(now),)),
    )


def _is_free(now: datetime) -> ColumnElement[bool]:
    """No claim holds it at `now`; one for longer than anybody claims was made before the clock was set back."""
    until = col(InboxUpdate.claimed_until)
    return or_(until.is_(None), until <= now, until > now + 2 * LEASE)


async def depth(session: AsyncSession) -> int:
    """How many updates are not done."""
    waiting = select(func.count()).select_from(InboxUpdate).where(col(InboxUpdate.done_at).is_(None))
    return (await session.exec(waiting)).one()


async def never_finished(session: AsyncSession, *, now: datetime) -> int:
    """How many were given up since yesterday, for no process that began them finished them."""
    those = col(InboxUpdate.done_at) > now - KEPT_FOR, col(InboxUpdate.trouble) == NEVER_FINISHED
    return (await session.exec(select(func.count()).select_from(InboxUpdate).where(*those))).one()


async def forget_old(session: AsyncSession, *, now: datetime) -> None:
    """Drop what Telegram can no longer deliver again."""
    await session.exec(delete(InboxUpdate).where(col(InboxUpdate.done_at) < now - KEPT_FOR))


# Put together once: every update is received, and every one is done.
_TABLE = table_of(InboxUpdate)
_THESE = update(_TABLE).where(
    _TABLE.c.bot_id == bindparam("bot"), _TABLE.c.update_id.in_(bindparam("ids", expanding=True))
)
_RECORDED = _THESE.where(_TABLE.c.recorded_at.is_(None)).values(recorded_at=bindparam("at"))
_BEGUN = _THESE.values(begun_at=bindparam("at"))
_DONE = _THESE.values(done_at=bindparam("at"), text=None, claimed_until=None)


@cache
def _adding(dialect: str) -> Any:
    """The database's own way to insert, of the same form in both; loaded only where it is that database."""
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as insert_of
    else:
        from sqlalchemy.dialects.sqlite import insert as insert_of  # type: ignore[assignment]
    return insert_of(_TABLE).on_conflict_do_nothing().returning(_TABLE.c.update_id)
