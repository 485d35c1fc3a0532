"""The digest: owed once for each scheduled time, by the clocks on the newsroom's wall, to the group or else to each editor."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select

from db.lifecycle import EventKind
from db.lists import Counts
from db.people import places
from db.tables import DigestRun, Member, Newsroom, Outcome, Reminder
from jobs.outbox import OutboxSender
from jobs.reminders.digest import following_scheduled, latest_scheduled
from jobs.reminders.notices import Arrived, Gone, Moved, Retry
from tests.db.world import ASKED, DAY, DEADLINE, HOUR, MINUTE, World
from tests.db.world import PHNOM_PENH as PHNOM_PENH_SETTINGS
from tests.jobs.telling import Desk, another_editor, desk_of

# 08:30 in Phnom Penh on Tuesday 3 December 2024, the first after the newsrooms were made.
TUESDAY = datetime(2024, 12, 3, 1, 30, tzinfo=UTC)
GROUP, SUPERGROUP = -400_500, -1_001_234_567_890


async def desk_without_reminders(world: World) -> Desk:
    """One open request whose reminders are far away, and no digest for the newsroom there."""
    await world.ask(deadline_at=DEADLINE + 90 * DAY)
    async with world.write() as session:
        room = await session.get_one(Newsroom, world.there.id)
        room.settings = room.settings.changed("digest_time", None)
    return desk_of(world)


@pytest.fixture
async def desk(world: World) -> Desk:
    return await desk_without_reminders(world)


async def runs(world: World) -> list[DigestRun]:
    async with world.database.read() as session:
        return list((await session.exec(select(DigestRun).order_by(col(DigestRun.id)))).all())


async def connect(world: World, chat_id: int | None) -> None:
    async with world.write() as session:
        for place in await places.of_newsroom(session, world.here.id):
            await places.disconnect(session, place.chat_id)
        if chat_id is not None:
            await places.connect(session, await session.get_one(Newsroom, world.here.id), chat_id)


def local(desk: Desk) -> list[str]:
    """When each digest came, on the clocks of Phnom Penh."""
    zone = ZoneInfo("Asia/Phnom_Penh")
    return [f"{notice.now.astimezone(zone):%a %H:%M}" for notice in desk.notifier.digests()]


async def test_a_digest_comes_once_a_day_at_its_time(desk: Desk) -> None:
    desk.clock.instant = TUESDAY - 10 * HOUR
    await desk.through(TUESDAY + 2 * DAY + 5 * HOUR, every=30 * MINUTE)
    assert local(desk) == ["Tue 08:30", "Wed 08:30", "Thu 08:30"]


async def test_it_says_where_the_open_requests_stand(world: World, desk: Desk) -> None:
    closed = await world.ask()
    await world.record(closed, EventKind.DECLINED, ASKED + HOUR)
    await desk.at(TUESDAY)
    [told] = desk.notifier.digests()
    assert (told.to.chat_id, told.newsroom, told.due_at) == (
        world.here.editor.telegram_id, "CamboJA", TUESDAY,
    )  # fmt: skip
    assert (told.counts, [line.number for line in told.later]) == (Counts(open=1, closed=1), [1])
    assert (told.late, told.soon, told.out, told.out_long_ago) == ((), (), (), 0)


async def test_after_an_outage_the_latest_digest_comes_once_and_says_when_it_was_due(desk: Desk) -> None:
    await desk.at(TUESDAY)
    assert await desk.at(TUESDAY + 3 * DAY + 2 * HOUR) == 1
    assert await desk.at(TUESDAY + 3 * DAY + 3 * HOUR) == 0
    assert [notice.due_at for notice in desk.notifier.digests()] == [TUESDAY, TUESDAY + 3 * DAY]


async def test_none_is_owed_for_a_time_before_the_newsroom_was_made(desk: Desk) -> None:
    assert await desk.at(ASKED) == 0
    assert await desk.at(TUESDAY - timedelta(microseconds=1)) == 0


async def test_none_comes_while_it_is_off_and_none_is_made_up_for_later(world: World, desk: Desk) -> None:
    async with world.write() as session:
        newsroom = await session.get_one(Newsroom, world.here.id)
        newsroom.settings = newsroom.settings.changed("digest_time", None)
    assert await desk.at(TUESDAY + 2 * DAY) == 0
    assert await desk.outbox.next_due() == (await reminder_due(world))
    async with world.write() as session:
        newsroom = await session.get_one(Newsroom, world.here.id)
        newsroom.settings = newsroom.settings.changed("digest_time", "09:00")
        newsroom.digest_since = TUESDAY + 2 * DAY + HOUR
    assert await desk.at(TUESDAY + 2 * DAY + HOUR) == 0
    assert await desk.at(TUESDAY + 3 * DAY + 30 * MINUTE) == 1


async def reminder_due(world: World) -> datetime:
    async with world.database.read() as session:
        return (await session.exec(select(Reminder.due_at))).one()


async def test_without_a_group_every_editor_gets_it_and_no_reporter(world: World, desk: Desk) -> None:
    await another_editor(world)
    assert await desk.at(TUESDAY) == 2
    told = {notice.to.chat_id for notice in desk.notifier.digests()}
    assert told == {world.here.editor.telegram_id, 5_999_999_999}


async def test_with_a_group_the_group_gets_it_and_nobody_else(world: World, desk: Desk) -> None:
    await connect(world, GROUP)
    assert await desk.at(TUESDAY) == 1
    assert [notice.to.chat_id for notice in desk.notifier.digests()] == [GROUP]


async def test_a_group_that_removed_the_bot_is_forgotten_and_the_editors_get_it_at_once(
    world: World, desk: Desk
) -> None:
    await another_editor(world)
    await connect(world, GROUP)
    desk.notifier.answer_always(GROUP, Gone("kicked"))
    assert await desk.at(TUESDAY) == 2
    assert {notice.due_at for notice in desk.notifier.digests()} == {TUESDAY}
    assert [run.outcome for run in await runs(world)] == [Outcome.PASSED_ON, Outcome.SENT, Outcome.SENT]
    async with world.database.read() as session:
        assert not await places.of_newsroom(session, world.here.id)
    assert await desk.at(TUESDAY + DAY) == 2
    assert [notice.to.chat_id for notice in desk.notifier.tried].count(GROUP) == 1


async def test_what_was_owed_to_a_group_forgotten_meanwhile_goes_to_the_editors(
    world: World, desk: Desk
) -> None:
    await connect(world, GROUP)
    desk.notifier.answer(GROUP, Retry(MINUTE, "a timeout", unsure=False))
    desk.notifier.answer_always(GROUP, Gone("kicked"))
    assert await desk.at(TUESDAY) == 0
    async with world.write() as session:
        await places.disconnect(session, GROUP)
    assert await desk.at(TUESDAY + MINUTE) == 1
    assert [notice.to.chat_id for notice in desk.notifier.digests()] == [world.here.editor.telegram_id]


async def test_what_was_owed_to_a_group_goes_to_the_one_that_is_connected_since(
    world: World, desk: Desk
) -> None:
    await connect(world, GROUP)
    desk.notifier.answer(GROUP, Retry(MINUTE, "a timeout", unsure=False))
    assert await desk.at(TUESDAY) == 0
    await connect(world, SUPERGROUP)
    assert await desk.at(TUESDAY + MINUTE) == 1
    assert await desk.at(TUESDAY + DAY) == 1
    assert [notice.to.chat_id for notice in desk.notifier.tried] == [GROUP, SUPERGROUP, SUPERGROUP]


async def test_a_group_connected_and_lost_again_on_the_same_morning_does_not_repeat_it(
    world: World, desk: Desk
) -> None:
    await desk.at(TUESDAY)
    await connect(world, GROUP)
    assert await desk.at(TUESDAY + HOUR) == 0
    await connect(world, None)
    assert await desk.at(TUESDAY + 2 * HOUR) == 0


async def test_a_group_that_became_a_supergroup_gets_it_there_from_now_on(world: World, desk: Desk) -> None:
    await connect(world, GROUP)
    desk.notifier.answer_always(GROUP, Moved(SUPERGROUP))
    assert await desk.at(TUESDAY) == 1
    assert await desk.at(TUESDAY + DAY) == 1
    assert [notice.to.chat_id for notice in desk.notifier.tried] == [GROUP, SUPERGROUP, SUPERGROUP]


async def test_what_is_retried_after_a_move_goes_to_the_new_group(world: World, desk: Desk) -> None:
    await connect(world, GROUP)
    desk.notifier.answer(GROUP, Moved(SUPERGROUP))
    desk.notifier.answer(SUPERGROUP, Retry(MINUTE, "flood control", unsure=False))
    assert await desk.at(TUESDAY) == 0
    assert await desk.at(TUESDAY + MINUTE) == 1
    assert [notice.to.chat_id for notice in desk.notifier.tried] == [GROUP, SUPERGROUP, SUPERGROUP]


async def test_an_editor_who_blocked_the_bot_is_left_out_from_then_on(world: World, desk: Desk) -> None:
    await another_editor(world)
    desk.notifier.answer_always(world.here.editor.telegram_id, Gone("blocked"))
    assert await desk.at(TUESDAY) == 1
    assert await desk.at(TUESDAY + DAY) == 1
    assert [notice.to.chat_id for notice in desk.notifier.tried].count(world.here.editor.telegram_id) == 1


async def test_when_there_is_nobody_to_tell_none_is_owed(world: World, desk: Desk) -> None:
    async with world.write() as session:
        (await session.get_one(Member, world.here.editor.id)).unreachable_since = ASKED
    assert await desk.at(TUESDAY) == 0
    assert await runs(world) == []


async def test_a_newsroom_that_has_logged_nothing_gets_none_and_is_not_asked_again(world: World) -> None:
    desk = desk_of(world)
    assert await desk.at(TUESDAY) == 0
    assert [run.outcome for run in await runs(world)] == [Outcome.DROPPED, Outcome.DROPPED]
    assert desk.notifier.tried == []


@pytest.mark.parametrize("group", [None, GROUP])
async def test_two_sweeps_at_once_owe_and_tell_it_once(world: World, desk: Desk, group: int | None) -> None:
    await connect(world, group)
    desk.clock.instant = TUESDAY
    others = [OutboxSender(world.database, desk.notifier, desk.clock) for _ in range(2)]
    told = await asyncio.gather(desk.outbox.run(), *(other.run() for other in others))
    assert sum(told) == len(desk.notifier.digests()) == len(await runs(world)) == 1


async def test_the_next_digest_is_what_is_due_next(desk: Desk) -> None:
    assert (await desk.outbox.next_due(), await desk.outbox.next_title()) == (TUESDAY, "digest")
    desk.clock.instant = TUESDAY + HOUR
    assert await desk.outbox.next_due() == TUESDAY + HOUR  # owed already
    await desk.at(TUESDAY + HOUR)
    assert await desk.outbox.next_due() == TUESDAY + DAY


async def test_after_days_without_telegram_one_digest_comes_and_not_one_for_each_morning(
    world: World, desk: Desk
) -> None:
    chat = world.here.editor.telegram_id
    desk.notifier.answer_always(chat, Retry(HOUR, "no line", unsure=False))
    for morning in (TUESDAY, TUESDAY + DAY, TUESDAY + 2 * DAY):
        await desk.at(morning)
    desk.notifier.answer_always(chat, Arrived())
    await desk.at(TUESDAY + 2 * DAY + 2 * HOUR)
    assert [notice.due_at for notice in desk.notifier.digests()] == [TUESDAY + 2 * DAY]
    assert [run.outcome for run in await runs(world)] == [Outcome.DROPPED, Outcome.DROPPED, Outcome.SENT]


BERLIN, PHNOM_PENH = "Europe/Berlin", "Asia/Phnom_Penh"
SCHEDULES = [
    # local time, zone, now (UTC), the latest, the following
    ("08:30", PHNOM_PENH, "2024-12-03T01:30", "2024-12-03T01:30", "2024-12-04T01:30"),
    ("08:30", PHNOM_PENH, "2024-12-03T01:29", "2024-12-02T01:30", "2024-12-03T01:30"),
    ("00:00", PHNOM_PENH, "2024-12-03T16:59", "2024-12-02T17:00", "2024-12-03T17:00"),
    # Clocks go forward on 31 March 2024 at 02:00: half past two comes as half past three.
    ("02:30", BERLIN, "2024-03-31T00:59", "2024-03-30T01:30", "2024-03-31T01:30"),
    ("02:30", BERLIN, "2024-03-31T12:00", "2024-03-31T01:30", "2024-04-01T00:30"),
    ("08:30", BERLIN, "2024-03-31T12:00", "2024-03-31T06:30", "2024-04-01T06:30"),
    # Clocks go back on 27 October 2024 at 03:00: of the two half past twos it is the first, and it is the only one.
    ("02:30", BERLIN, "2024-10-27T00:30", "2024-10-27T00:30", "2024-10-28T01:30"),
    ("02:30", BERLIN, "2024-10-27T01:45", "2024-10-27T00:30", "2024-10-28T01:30"),
    ("08:30", "Pacific/Kiritimati", "2024-12-03T12:00", "2024-12-02T18:30", "2024-12-03T18:30"),
    ("23:30", "Pacific/Pago_Pago", "2024-12-03T12:00", "2024-12-03T10:30", "2024-12-04T10:30"),
]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(("clock", "zone", "now", "latest", "following"), SCHEDULES)
def test_a_digest_is_scheduled_by_local_clocks(
    clock: str, zone: str, now: str, latest: str, following: str
) -> None:
    settings = PHNOM_PENH_SETTINGS.changed("digest_time", clock).changed("timezone", zone)
    assert latest_scheduled(settings, now=utc(now)) == utc(latest)
    assert following_scheduled(settings, now=utc(now)) == utc(following)


# Holidays: Friday the 8th to Sunday the 10th of November 2024 (Friday and Saturday of Independence and of the weekend), and
# Monday the 14th to Wednesday the 16th of April 2025, the Khmer New Year.
@pytest.mark.parametrize(
    ("days", "now", "latest", "following"),
    [
        ("mon,tue,wed,thu,fri", "2024-12-07T12:00", "2024-12-06T01:30", "2024-12-09T01:30"),
        ("mon,tue,wed,thu,fri", "2024-12-06T01:30", "2024-12-06T01:30", "2024-12-09T01:30"),
        ("fri", "2024-12-05T12:00", "2024-11-29T01:30", "2024-12-06T01:30"),
        ("mon,tue,wed,thu,sun", "2024-12-07T12:00", "2024-12-05T01:30", "2024-12-08T01:30"),
        ("country", "2024-12-07T12:00", "2024-12-06T01:30", "2024-12-09T01:30"),
        ("country", "2025-04-14T12:00", "2025-04-11T01:30", "2025-04-17T01:30"),
    ],
)
def test_a_digest_comes_on_the_days_that_were_chosen(
    days: str, now: str, latest: str, following: str
) -> None:
    settings = PHNOM_PENH_SETTINGS.changed("digest_days", days)
    assert latest_scheduled(settings, now=utc(now)) == utc(latest)
    assert following_scheduled(settings, now=utc(now)) == utc(following)


def test_none_is_scheduled_where_none_is_wanted() -> None:
    settings = PHNOM_PENH_SETTINGS.changed("digest_time", None)
    now = utc("2024-12-07T12:00")
    assert (latest_scheduled(settings, now=now), following_scheduled(settings, now=now)) == (None, None)


@given(
    st.times(),
    st.sampled_from([PHNOM_PENH, BERLIN, "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia", "UTC"]),
    st.datetimes(datetime(2011, 12, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_there_is_always_one_before_and_one_after(clock: object, zone: str, now: datetime) -> None:
    settings = PHNOM_PENH_SETTINGS.changed("digest_time", f"{clock:%H:%M}").changed("timezone", zone)
    latest, following = latest_scheduled(settings, now=now), following_scheduled(settings, now=now)
    assert latest is not None
    assert following is not None
    assert latest <= now < following
    assert latest_scheduled(settings, now=following) == following
    assert following_scheduled(settings, now=latest) == following
    assert following - latest <= timedelta(days=2)  # two where a zone left a whole day out
