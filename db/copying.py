"""A whole record, or a newsroom's, from one database into another: SQLite to PostgreSQL, or the other way."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel, col, func, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from db.chain.links import IDS, shifted
from db.drafts import ENDED
from db.engine import Database
from db.settings import Settings
from db.state import named_in, seen_by
from db.tables import (
    Alert,
    Card,
    DigestRun,
    Draft,
    Event,
    InboxUpdate,
    Member,
    Newsroom,
    Reminder,
    Request,
    ShownReport,
    table_of,
)

BATCH = 1000
# Messages of a bot: another one would take its own for them.
OF_A_BOT = (Card, ShownReport)
# Where ids of rows stand in columns of JSON.
_IN_JSON = {"event.details": IDS, "body.merged": frozenset({"names", "contacts", "event_id", "by"})}
# Drafts are numbered on from far above what may have been lost, so that no button of a lost one acts on another.
LOST_AT_MOST = 1_000_000
TOLD = (Alert, Reminder, DigestRun)


async def copy_record(source: Database, target: Database) -> None:
    """Copy every row, all of one moment, in one transaction. Both have this code's schema; the target has no newsroom."""
    async with source.read() as reading, target.write() as writing:
        await _copy(reading, writing, up=0)


async def _copy(reading: AsyncSession, writing: AsyncSession, *, up: int) -> None:
    here, there = await reading.connection(), await writing.connection()
    for table in SQLModel.metadata.sorted_tables:
        every = sa.select(table).order_by(*table.primary_key.columns)
        async with here.stream(every) as found:
            async for some in found.mappings().partitions(BATCH):
                await there.execute(table.insert(), [_moved(table, dict(row), up) for row in some])
        if there.dialect.name == "postgresql" and "id" in table.c:
            newest = sa.select(sa.func.max(table.c.id)).scalar_subquery()
            its = sa.func.pg_get_serial_sequence(table.name, "id")
            await there.execute(sa.select(sa.func.setval(its, newest)).where(newest.is_not(None)))


def _ids(table: sa.Table) -> list[str]:
    """The columns that hold ids of rows: Telegram's need larger ones."""
    return [
        column.name
        for column in table.columns
        if (column.name == "id" or column.name.endswith("_id") or column.foreign_keys)
        and isinstance(column.type, sa.Integer)
        and not isinstance(column.type, sa.BigInteger)
    ]


def _moved(table: sa.Table, row: dict[str, Any], up: int) -> dict[str, Any]:
    """A row with every id of a row in it higher by so much. An id of 0 stands for none."""
    if up:
        row |= {name: row[name] + up for name in _ids(table) if row[name]}
        for column in table.columns:
            keys = _IN_JSON.get(f"{table.name}.{column.name}")
            if keys and row[column.name]:
                row[column.name] = shifted(row[column.name], up, keys)
        if row.get("private_to"):
            row["private_to"] = seen_by(member_id + up for member_id in named_in(row["private_to"]))
        if "ids_from" in row:
            row["ids_from"] += up
    return row


async def copy_newsroom(source: Database, writing: AsyncSession) -> Newsroom:
    """Copy the one newsroom of a database to where others may be, in the caller's transaction. Its ids stay as they are where
    there is none; else they begin behind all that are used, there or before, so that no old button means another's."""
    async with source.read() as reading:
        up = 0
        if (await writing.exec(select(Newsroom.id).limit(1))).first() is not None:
            ids_from = (await reading.exec(select(Newsroom.ids_from))).one()
            up = max(await _newest_id(reading), await _newest_id(writing)) - ids_from
        newsroom_id = (await reading.exec(select(Newsroom.id))).one() or 0
        await _copy(reading, writing, up=up)
    return await writing.get_one(Newsroom, newsroom_id + up)


async def _newest_id(session: AsyncSession) -> int:
    newest = [
        (await session.exec(sa.select(sa.func.max(table.c.id)))).scalar()  # type: ignore[call-overload]
        for table in SQLModel.metadata.sorted_tables
        if "id" in table.c
    ]
    return max((one for one in newest if one is not None), default=0)


async def lines_of(session: AsyncSession, newsroom_id: int) -> AsyncIterator[tuple[str, AsyncIterator[str]]]:
    """A newsroom's rows as lines of JSON: the name of each table with its own, in an order in which they can be read back. What
    is begun and not logged is left out, and so are messages of the bot that show something."""
    for table in SQLModel.metadata.sorted_tables:
        its = _whose(table, newsroom_id)
        if its is not None:
            yield table.name, _lines(session, table, its)


async def _lines(session: AsyncSession, table: sa.Table, its: sa.ColumnElement[bool]) -> AsyncIterator[str]:
    every = sa.select(table).where(its).order_by(*table.primary_key.columns)
    async with (await session.connection()).stream(every) as found:
        async for row in found.mappings():
            held = dict(row)
            if table is table_of(Draft):  # the newest: the next ones are numbered on from it
                held |= {"kind": ENDED, "data": {}, "awaits_text": False}
            yield json.dumps(held, ensure_ascii=False, default=_plain) + "\n"


def _whose(table: sa.Table, newsroom_id: int) -> sa.ColumnElement[bool] | None:
    """Which rows of a table go with a newsroom; None where they are nobody's."""
    if table is table_of(Newsroom):
        return table.c.id == newsroom_id
    if "newsroom_id" not in table.c:
        request = table_of(Request)
        its = sa.select(request.c.id).where(request.c.newsroom_id == newsroom_id)
        return table.c.request_id.in_(its) if "request_id" in table.c else None
    mine = table.c.newsroom_id == newsroom_id
    if table in [table_of(model) for model in OF_A_BOT]:
        return None
    if table is table_of(Alert):
        return mine & (table.c.message_id == 0)
    if table is table_of(Draft):
        return table.c.id == sa.select(sa.func.max(table.c.id)).where(mine).scalar_subquery()
    return mine


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return b64encode(value).decode()
    if isinstance(value, Settings):
        return value.stored()
    raise TypeError


def read_back(connection: sa.Connection, name: str, lines: Iterable[bytes]) -> None:
    """Write lines that `lines_of` made into the table of that name as it is in this database, be it of an older version.

    Raises:
        ValueError, LookupError, TypeError, SQLAlchemyError: they are not such lines.
    """
    table = sa.Table(name, sa.MetaData(), autoload_with=connection, resolve_fks=False)
    for column in table.columns:
        if isinstance(column.type, sa.JSON):
            column.type = sa.JSON(none_as_null=True)
    every = iter(lines)
    while rows := [_stored(table, json.loads(line)) for line in islice(every, BATCH)]:
        connection.execute(table.insert(), rows)


def _stored(table: sa.Table, row: dict[str, Any]) -> dict[str, Any]:
    for column in table.columns:
        value = row[column.name]
        if isinstance(column.type, sa.DateTime) and value is not None:
            row[column.name] = datetime.fromisoformat(value)
        elif isinstance(column.type, sa.LargeBinary):
            row[column.name] = b64decode(value)
    return row


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
