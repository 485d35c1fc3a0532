"""Times that lie ahead: which day is meant when the text leaves it open."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from jobs.deadlines.calendars import Calendar
from jobs.deadlines.errors import InThePast
from jobs.deadlines.reading import Direction, Reading, read_time

CAMBODIA = Calendar()
PHNOM_PENH = ZoneInfo("Asia/Phnom_Penh")
MONDAY = datetime(2024, 12, 2, 10, tzinfo=PHNOM_PENH)


def read(text: str, now: datetime = MONDAY) -> Reading:
    return read_time(text, now=now, calendar=CAMBODIA, direction=Direction.FUTURE)


def local(reading: Reading) -> str:
    """As "Fri 2024-12-06 17:00" in Phnom Penh."""
    return f"{reading.instant.astimezone(PHNOM_PENH):%a %Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("hour", "text", "expected"),
    [
        (10, "fri", "Fri 2024-12-06 17:00"),
        (16, "fri 17:00", "Fri 2024-12-06 17:00"),
        (17, "fri", "Fri 2024-12-13 17:00"),
        (18, "fri 17:00", "Fri 2024-12-13 17:00"),
        (18, "fri 20:00", "Fri 2024-12-06 20:00"),
    ],
)
def test_on_a_friday_fri_is_today_while_its_hour_is_still_ahead(hour: int, text: str, expected: str) -> None:
    friday = datetime(2024, 12, 6, hour, tzinfo=PHNOM_PENH)
    assert local(read(text, friday)) == expected


@pytest.mark.parametrize("text", ["today", "17:00", "5 Dec", "the 5th", "eod"])
def test_the_hour_that_has_passed_today_is_never_silently_another_days(text: str) -> None:
    with pytest.raises(InThePast):
        read(text, datetime(2024, 12, 5, 17, tzinfo=PHNOM_PENH))


@pytest.mark.parametrize(
    ("today", "text", "expected"),
    [
        ("2024-12-30", "3 Jan", "Fri 2025-01-03 17:00"),
        ("2024-12-30", "the 3rd", "Fri 2025-01-03 17:00"),
        ("2025-01-30", "the 31st", "Fri 2025-01-31 17:00"),
        ("2025-01-31", "in 1 month", "Fri 2025-02-28 17:00"),
        ("2024-07-01", "1 May", "Thu 2025-05-01 17:00"),
        ("2027-11-01", "29 Feb", "Tue 2028-02-29 17:00"),
    ],
)
def test_a_date_without_a_year_is_the_nearest_one_ahead(today: str, text: str, expected: str) -> None:
    now = datetime.fromisoformat(today).replace(hour=8, tzinfo=PHNOM_PENH)
    assert local(read(text, now)) == expected


def test_a_date_that_passed_within_five_weeks_is_a_slip_and_not_next_years() -> None:
    with pytest.raises(InThePast):
        read("1 May", datetime(2024, 6, 5, 8, tzinfo=PHNOM_PENH))
    assert local(read("1 May", datetime(2024, 6, 6, 8, tzinfo=PHNOM_PENH))) == "Thu 2025-05-01 17:00"
    assert local(read("1 May 2025", datetime(2024, 6, 5, 8, tzinfo=PHNOM_PENH))) == "Thu 2025-05-01 17:00"


def test_a_saturday_is_taken_as_typed_and_not_moved() -> None:
    reading = read("sat")
    assert local(reading) == "Sat 2024-12-07 17:00"
    off = reading.explanation.day_off
    assert off is not None
    assert off.weekend


def test_a_deadline_is_read_on_the_local_clock_of_the_newsroom() -> None:
    berlin = Calendar(zone="Europe/Berlin", country="DE")
    now = datetime(2024, 10, 26, 12, tzinfo=UTC)
    reading = read_time("tomorrow 17:00", now=now, calendar=berlin, direction=Direction.FUTURE)
    assert reading.instant == datetime(2024, 10, 27, 16, tzinfo=UTC)  # winter time since the night
    exact = read_time("in 24h", now=now, calendar=berlin, direction=Direction.FUTURE)
    assert exact.instant == datetime(2024, 10, 27, 12, tzinfo=UTC)
