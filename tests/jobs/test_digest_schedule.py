"""When a digest is scheduled: by the clocks on the newsroom's wall, summer and winter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.reminders.digest import following_scheduled, latest_scheduled

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
    assert latest_scheduled(clock, zone, now=utc(now)) == utc(latest)
    assert following_scheduled(clock, zone, now=utc(now)) == utc(following)


@given(
    st.times(),
    st.sampled_from([PHNOM_PENH, BERLIN, "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia", "UTC"]),
    st.datetimes(datetime(2011, 12, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_there_is_always_one_before_and_one_after(clock: object, zone: str, now: datetime) -> None:
    at = f"{clock:%H:%M}"
    latest, following = latest_scheduled(at, zone, now=now), following_scheduled(at, zone, now=now)
    assert latest <= now < following
    assert latest_scheduled(at, zone, now=following) == following
    assert following_scheduled(at, zone, now=latest) == following
    assert following - latest <= timedelta(days=2)  # two where a zone left a whole day out
