"""A whole record from one database into another: SQLite to PostgreSQL, or the other way."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import SQLModel

from db.engine import Database

BATCH = 1000


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
