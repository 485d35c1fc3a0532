"""Instants: naive ones never get in, aware ones come out as aware UTC, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import DateTime
from sqlalchemy.exc import StatementError
from sqlmodel import SQLModel, select
from sqlmodel.sql.sqltypes import UTCDateTime

from db import stories
from db.tables import Reminder, Story
from db.telegram import outbox
from tests.db.world import ASKED, World

NAIVE = datetime(2024, 12, 6, 18, 0)  # noqa: DTZ001

SAME_INSTANT = [
    datetime(2024, 12, 6, 11, 0, 0, 123456, tzinfo=UTC),
    datetime(2024, 12, 6, 18, 0, 0, 123456, tzinfo=ZoneInfo("Asia/Phnom_Penh")),
    datetime(2024, 12, 6, 3, 30, 0, 123456, tzinfo=timezone(-timedelta(hours=7, minutes=30))),
]


def test_every_instant_in_the_tables_has_the_column_type_that_guards_it() -> None:
    columns = [column for table in SQLModel.metadata.tables.values() for column in table.columns]
    instants = [column for column in columns if isinstance(column.type, DateTime | UTCDateTime)]
    assert len(instants) > 20
    assert [str(column) for column in instants if not isinstance(column.type, UTCDateTime)] == []


async def test_a_naive_instant_is_refused_when_writing_and_when_asking(world: World) -> None:
    with pytest.raises(StatementError, match="naive"):
        async with world.write() as session:
            await stories.put(session, world.here.id, "mangopark", publish_at=NAIVE, now=ASKED)
    async with world.database.read() as session:
        assert await stories.newest(session, world.here.id) == []
    with pytest.raises(StatementError, match="naive"):
        async with world.database.read() as session:
            await session.exec(select(Story).where(Story.created_at <= NAIVE))


@pytest.mark.parametrize("instant", SAME_INSTANT)
async def test_an_aware_instant_comes_back_in_utc_to_the_microsecond(world: World, instant: datetime) -> None:
    async with world.write() as session:
        await stories.put(session, world.here.id, "mangopark", publish_at=instant, now=ASKED)
    async with world.database.read() as session:
        story = await stories.by_slug(session, world.here.id, "mangopark")
    assert story.publish_at == instant
    assert story.publish_at is not None
    assert story.publish_at.tzinfo is UTC


async def test_a_computed_instant_is_aware_too(world: World) -> None:
    async with world.write() as session:
        for hours in (3, 1, 2):
            session.add(world.reminder(ASKED + timedelta(hours=hours)))
    async with world.database.read() as session:
        earliest = await outbox.next_due(session, Reminder)
    assert earliest == ASKED + timedelta(hours=1)
    assert earliest is not None
    assert earliest.utcoffset() == timedelta(0)
