"""A setting is changed, and what it moves is planned again in the same transaction."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from db.lifecycle import EventKind
from db.tables import Member, Newsroom, ReminderKind
from jobs.settings import choose
from tests.db.world import ASKED, DEADLINE, HOUR, World
from tests.jobs.telling import desk_of, no_digests, rows

pytestmark = pytest.mark.asyncio


async def put(world: World, key: str, value: object, now: datetime) -> Newsroom:
    async with world.write() as session:
        return await choose(session, world.here.newsroom, key, value, now=now)


async def mornings(world: World) -> list[datetime]:
    return [row.due_at for row in await rows(world, ReminderKind.MORNING) if row.settled_at is None]


async def overdue_twice_and_closed_once(world: World) -> None:
    """Two requests past their deadline whose reporters were told at it, one of them of another newsroom, and a closed
    one."""
    await world.ask()
    await world.ask(world.there)
    closed = await world.ask()
    await world.record(closed, EventKind.DECLINED, ASKED + HOUR)
    await no_digests(world)
    desk = desk_of(world)
    await desk.at(DEADLINE)
    await desk.at(DEADLINE)


async def test_another_zone_moves_the_mornings_of_its_own_open_requests_alone(world: World) -> None:
    await overdue_twice_and_closed_once(world)
    nine_in_phnom_penh = datetime(2024, 12, 6, 2, tzinfo=UTC)
    assert await mornings(world) == [nine_in_phnom_penh] * 2
    await put(world, "timezone", "Europe/Berlin", DEADLINE + HOUR)
    assert sorted(await mornings(world)) == [nine_in_phnom_penh, datetime(2024, 12, 6, 8, tzinfo=UTC)]


async def test_another_country_moves_them_past_its_holidays(world: World) -> None:
    await overdue_twice_and_closed_once(world)
    await put(world, "country", "FI", DEADLINE + HOUR)
    # The sixth is Finland's day of independence, the seventh a Saturday.
    assert max(await mornings(world)) == datetime(2024, 12, 9, 2, tzinfo=UTC)


@pytest.mark.wide
@pytest.mark.parametrize(
    ("key", "value", "morning"),
    [
        ("office_hours", "08:00-17:00", datetime(2024, 12, 6, 1, tzinfo=UTC)),
        ("office_hours", "10:30-19:00", datetime(2024, 12, 6, 3, 30, tzinfo=UTC)),
        ("office_days", "mon,tue,wed,thu", datetime(2024, 12, 9, 2, tzinfo=UTC)),
        ("office_days", "mon,tue,wed,thu,sun", datetime(2024, 12, 8, 2, tzinfo=UTC)),
        ("country", "BD", datetime(2024, 12, 8, 2, tzinfo=UTC)),
    ],
)
async def test_other_office_days_and_hours_move_them(
    world: World, key: str, value: str, morning: datetime
) -> None:
    await overdue_twice_and_closed_once(world)
    nine_there = datetime(2024, 12, 6, 2, tzinfo=UTC)  # the other newsroom's
    await put(world, key, value, DEADLINE + HOUR)
    assert sorted(await mornings(world)) == sorted([nine_there, morning])


@pytest.mark.parametrize(("key", "value"), [("digest_time", "07:00"), ("timezone", "Asia/Tokyo")])
async def test_a_digest_is_owed_for_no_time_before_the_change(world: World, key: str, value: str) -> None:
    room = await put(world, key, value, ASKED)
    assert room.digest_since == ASKED
    assert world.here.newsroom.digest_since == ASKED - HOUR


async def test_what_moves_nothing_plans_nothing(world: World) -> None:
    await overdue_twice_and_closed_once(world)
    before = await rows(world)
    room = await put(world, "fair_hours", 48, DEADLINE + HOUR)
    assert room.settings.fair_hours == 48
    assert room.digest_since == world.here.newsroom.digest_since
    assert [row.id for row in await rows(world)] == [row.id for row in before]


async def test_a_members_choice_is_the_members_alone(world: World) -> None:
    async with world.write() as session:
        await choose(session, world.here.reporter, "language", "km", now=ASKED)
    async with world.database.read() as session:
        reporter = await session.get_one(Member, world.here.reporter.id)
        editor = await session.get_one(Member, world.here.editor.id)
        room = await session.get_one(Newsroom, world.here.id)
    assert (reporter.settings.language, editor.settings.language, room.settings.language) == (
        "km",
        None,
        "en",
    )


async def test_a_value_that_is_refused_changes_nothing(world: World) -> None:
    await overdue_twice_and_closed_once(world)
    before = await mornings(world)
    with pytest.raises(ValueError, match="timezone"):
        await put(world, "timezone", "Asia/Atlantis", DEADLINE + HOUR)
    assert await mornings(world) == before
    async with world.database.read() as session:
        room = await session.get_one(Newsroom, world.here.id)
    assert (room.settings.timezone, room.digest_since) == ("Asia/Phnom_Penh", ASKED - HOUR)
