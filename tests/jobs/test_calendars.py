"""Working days, holidays and local hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.deadlines.calendars import (
    Calendar,
    ImpossibleHours,
    NoWorkingDay,
    UnknownCountry,
    UnknownTimeZone,
    check_country,
    national_holidays,
)

CAMBODIA = Calendar()
BERLIN = Calendar(zone="Europe/Berlin", country="DE")


def phnom_penh(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Phnom_Penh"))


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2024, 12, 5), True),
        (date(2024, 12, 7), False),  # Saturday
        (date(2024, 12, 8), False),  # Sunday
        (date(2024, 12, 10), True),  # Human Rights Day is no public holiday in Cambodia since 2020
        (date(2024, 11, 14), False),  # Water Festival
        (date(2024, 11, 11), True),  # Independence Day was a Saturday and is not moved
        (date(2025, 1, 7), False),  # Victory over the Genocidal Regime
    ],
)
def test_a_day_is_worked_unless_it_is_weekend_or_holiday(day: date, worked: bool) -> None:
    assert CAMBODIA.is_working_day(day) is worked
    assert (CAMBODIA.day_off(day) is None) is worked


def test_december_2024_has_no_cambodian_holiday_on_a_working_day() -> None:
    december = [date(2024, 12, n) for n in range(1, 32)]
    assert [day.day for day in december if CAMBODIA.holiday_name(day)] == [29]
    assert date(2024, 12, 29).weekday() == 6


@pytest.mark.parametrize(
    ("calendar", "day", "language", "name"),
    [
        (CAMBODIA, date(2025, 1, 7), "en", "Day of Victory over the Genocidal Regime"),
        (CAMBODIA, date(2025, 1, 7), "km", "ទិវាជ័យជម្នះលើរបបប្រល័យពូជសាសន៍"),
        (CAMBODIA, date(2025, 1, 8), "en", None),
        (BERLIN, date(2024, 10, 3), "en", "German Unity Day"),
        (BERLIN, date(2024, 10, 3), "km", "German Unity Day"),
        (Calendar(country="GB"), date(2022, 12, 26), "en", "Boxing Day"),
        (Calendar(country="AR"), date(2024, 12, 25), "km", "Christmas Day"),
        (Calendar(country=""), date(2025, 1, 7), "en", None),
    ],
)
def test_a_holiday_is_named_in_the_language_asked_or_else_in_english(
    calendar: Calendar, day: date, language: str, name: str | None
) -> None:
    assert calendar.holiday_name(day, language) == name


def test_the_newsroom_adds_and_removes_holidays_of_its_own() -> None:
    victory_day, anniversary = date(2025, 1, 7), date(2024, 12, 9)
    own = Calendar(added=frozenset({(anniversary, "Newsroom day")}), removed=frozenset({victory_day}))
    assert own.is_working_day(victory_day)
    assert own.holiday_name(victory_day) is None
    assert not own.is_working_day(anniversary)
    assert own.holiday_name(anniversary, "km") == "Newsroom day"


def test_removing_a_holiday_does_not_open_a_weekend() -> None:
    peace_day = date(2024, 12, 29)
    own = Calendar(removed=frozenset({peace_day}))
    off = own.day_off(peace_day)
    assert off is not None
    assert (off.weekend, off.name("en")) == (True, None)


def test_a_region_has_its_own_holidays() -> None:
    womens_day = date(2024, 3, 8)
    assert BERLIN.is_working_day(womens_day)
    assert not Calendar(zone="Europe/Berlin", country="DE-BE").is_working_day(womens_day)


def test_another_weekend_can_be_told() -> None:
    friday_off = Calendar(zone="Asia/Dubai", country="", weekend=frozenset({4, 5}))
    assert friday_off.next_working_day(date(2024, 12, 5)) == date(2024, 12, 8)


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        ("2024-12-05 10:00", 3, "2024-12-10 10:00"),
        ("2024-12-05 10:00", -1, "2024-12-04 10:00"),
        ("2024-12-09 17:00", -1, "2024-12-06 17:00"),
        ("2024-12-07 12:00", 1, "2024-12-09 12:00"),
        ("2025-01-06 09:00", 1, "2025-01-08 09:00"),
        ("2024-11-13 16:30", 1, "2024-11-18 16:30"),  # Water Festival, then a weekend
        ("2024-12-07 12:00", 0, "2024-12-07 12:00"),
    ],
)
def test_working_days_are_added_and_taken_away_at_the_same_time_of_day(
    start: str, n: int, expected: str
) -> None:
    moved = CAMBODIA.add_working_days(phnom_penh(start), n)
    assert moved == phnom_penh(expected)
    assert moved.tzinfo is UTC


def test_counting_tells_which_days_were_counted_and_which_were_passed_over() -> None:
    count = CAMBODIA.count_working_days(date(2025, 1, 3), 3)
    assert [day.day for day in count.counted] == [6, 8, 9]
    assert [(off.day.day, off.weekend, off.name("en")) for off in count.skipped] == [
        (4, True, None),
        (5, True, None),
        (7, False, "Day of Victory over the Genocidal Regime"),
    ]
    assert count.day == date(2025, 1, 9)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("2024-12-05 08:59", "2024-12-05 09:00"),
        ("2024-12-05 09:00", "2024-12-06 09:00"),
        ("2024-12-06 09:01", "2024-12-09 09:00"),
        ("2024-12-07 03:00", "2024-12-09 09:00"),
        ("2025-01-06 12:00", "2025-01-08 09:00"),
    ],
)
def test_the_next_working_morning_is_strictly_later(after: str, expected: str) -> None:
    assert CAMBODIA.next_working_morning(phnom_penh(after)) == phnom_penh(expected)


def test_a_working_day_ends_at_17_local_time() -> None:
    assert CAMBODIA.end_of_working_day(date(2024, 12, 5)) == datetime(2024, 12, 5, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        # 02:30 does not exist on 31 March 2024: clocks jump from 02:00 to 03:00.
        (date(2024, 3, 31), time(2, 30), datetime(2024, 3, 31, 1, 30, tzinfo=UTC)),
        # 02:30 comes twice on 27 October 2024; the first is still summer time.
        (date(2024, 10, 27), time(2, 30), datetime(2024, 10, 27, 0, 30, tzinfo=UTC)),
        (date(2024, 10, 27), time(2, 30, fold=1), datetime(2024, 10, 27, 0, 30, tzinfo=UTC)),
        (date(2024, 3, 30), time(9), datetime(2024, 3, 30, 8, tzinfo=UTC)),
        (date(2024, 4, 2), time(9), datetime(2024, 4, 2, 7, tzinfo=UTC)),
    ],
)
def test_an_hour_that_is_missing_or_doubled_by_summer_time_has_one_answer(
    day: date, clock: time, expected: datetime
) -> None:
    assert BERLIN.at(day, clock) == expected


def test_a_missing_hour_shows_on_local_clocks_as_much_later_as_they_jumped() -> None:
    shown = BERLIN.local(BERLIN.at(date(2024, 3, 31), time(2, 30)))
    assert (shown.hour, shown.minute) == (3, 30)


def test_one_working_day_later_keeps_the_local_hour_across_the_change_of_clocks() -> None:
    friday = datetime(2024, 10, 25, 15, tzinfo=UTC)  # 17:00 in Berlin
    assert BERLIN.add_working_days(friday, 1) == datetime(2024, 10, 28, 16, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["Asia/Phnom Penh", "", "..", "/etc/localtime", "Asia", "Mars/Olympus"])
def test_an_unknown_zone_is_refused_at_once_and_named(zone: str) -> None:
    with pytest.raises(UnknownTimeZone) as caught:
        Calendar(zone=zone)
    assert caught.value.fields == {"zone": zone}
    assert f'"{zone}"' in str(caught.value)


@pytest.mark.parametrize("country", ["XX", "Cambodia", "DE-ZZ", "K"])
def test_an_unknown_country_is_refused_and_named(country: str) -> None:
    with pytest.raises(UnknownCountry, match=country):
        check_country(country)
    with pytest.raises(UnknownCountry):
        Calendar(country=country).is_working_day(date(2024, 12, 5))


@pytest.mark.parametrize("country", ["", "KH", "kh", "DE-BE"])
def test_known_countries_pass(country: str) -> None:
    check_country(country)


def test_a_calendar_without_working_days_is_refused() -> None:
    with pytest.raises(NoWorkingDay):
        Calendar(weekend=frozenset(range(7)))
    long_strike = frozenset((date(2025, 1, 1) + timedelta(days=n), "Strike") for n in range(900))
    with pytest.raises(NoWorkingDay):
        Calendar(added=long_strike).next_working_day(date(2025, 1, 1))


def test_a_day_cannot_end_before_it_begins() -> None:
    with pytest.raises(ImpossibleHours, match="08:00"):
        Calendar(day_end=time(8))


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        CAMBODIA.local(datetime(2024, 12, 5, 17))  # noqa: DTZ001 - the point of the test


def test_years_outside_the_library_have_no_holidays() -> None:
    assert national_holidays("KH", 1980, "en") == {}


DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@given(day=DAYS, n=st.integers(1, 40))
def test_counting_forward_and_back_meets_again(day: date, n: int) -> None:
    start = day if CAMBODIA.is_working_day(day) else CAMBODIA.next_working_day(day)
    there = CAMBODIA.count_working_days(start, n)
    assert CAMBODIA.count_working_days(there.day, -n).day == start
    assert len(there.counted) == n
    assert all(CAMBODIA.is_working_day(each) for each in there.counted)
    assert len(there.counted) + len(there.skipped) == (there.day - start).days


@given(after=st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_no_working_morning_lies_between_an_instant_and_the_next_one(after: datetime) -> None:
    for calendar in (CAMBODIA, BERLIN):
        morning = calendar.next_working_morning(after)
        shown = calendar.local(morning)
        assert morning > after
        assert (shown.hour, shown.minute) == (9, 0)
        day = calendar.local(after).date()
        while day < shown.date():
            assert not calendar.is_working_day(day) or calendar.at(day, time(9)) <= after
            day += timedelta(days=1)


WEEKENDS = [
    ("KH", {5, 6}),
    ("BD", {4, 5}),
    ("SA", {4, 5}),
    ("EG", {4, 5}),
    ("IL", {4, 5}),
    ("IR", {4}),
    ("BN", {4, 6}),
    ("NP", {5, 6}),
    ("DE-BE", {5, 6}),
    ("", {5, 6}),
]


@pytest.mark.parametrize(("country", "weekend"), WEEKENDS, ids=[country or "none" for country, _ in WEEKENDS])
def test_the_weekend_is_the_countrys(country: str, weekend: set[int]) -> None:
    monday = date(2024, 12, 2)
    calendar = Calendar(country=country)
    assert {n for n in range(7) if calendar.is_weekend(monday + timedelta(days=n))} == weekend


def test_a_weekend_day_that_the_country_works_is_a_working_day_and_a_newsroom_may_work_others() -> None:
    in_place_of_a_holiday = date(2024, 2, 4)  # a Sunday, worked for the days of Chinese New Year
    assert Calendar(country="CN").is_working_day(in_place_of_a_holiday)
    assert not Calendar(country="CN", weekend=frozenset({5, 6})).is_working_day(in_place_of_a_holiday)
    friday = date(2024, 12, 6)
    assert not Calendar(country="BD").is_working_day(friday)
    assert Calendar(country="BD", weekend=frozenset({5, 6})).is_working_day(friday)


@pytest.mark.parametrize(
    ("instant", "last", "on_any_day"),
    [
        ("2024-12-05 17:00", "2024-12-05 17:00", "2024-12-05 17:00"),
        ("2024-12-05 17:01", "2024-12-05 17:00", "2024-12-05 17:00"),
        ("2024-12-05 09:00", "2024-12-05 09:00", "2024-12-05 09:00"),
        ("2024-12-05 08:59", "2024-12-04 17:00", "2024-12-04 17:00"),
        ("2024-12-05 03:00", "2024-12-04 17:00", "2024-12-04 17:00"),
        ("2024-12-07 12:00", "2024-12-06 17:00", "2024-12-07 12:00"),
        ("2024-12-09 00:00", "2024-12-06 17:00", "2024-12-08 17:00"),
        ("2025-01-07 12:00", "2025-01-06 17:00", "2025-01-07 12:00"),
    ],
)
def test_the_last_office_time(instant: str, last: str, on_any_day: str) -> None:
    at = phnom_penh(instant)
    assert CAMBODIA.last_office_time(at) == phnom_penh(last)
    assert CAMBODIA.last_office_time(at, any_day=True) == phnom_penh(on_any_day)


@pytest.mark.parametrize(
    ("start", "hours", "over"),
    [
        ("2024-12-05 10:00", 24, "2024-12-06 10:00"),
        ("2024-12-06 17:00", 24, "2024-12-09 17:00"),  # over a weekend
        ("2024-12-07 12:00", 24, "2024-12-10 00:00"),  # asked on a Saturday
        ("2025-01-06 12:00", 48, "2025-01-09 12:00"),  # over a holiday
        ("2024-12-06 17:00", 7, "2024-12-07 00:00"),
    ],
)
def test_time_on_days_off_is_no_working_time(start: str, hours: int, over: str) -> None:
    length = timedelta(hours=hours)
    assert CAMBODIA.after_working_time(phnom_penh(start), length) == phnom_penh(over)
    assert CAMBODIA.working_time(phnom_penh(start), phnom_penh(over)) == length


@given(st.integers(0, 3000), st.integers(0, 720))
def test_working_time_ends_where_it_was_counted_to(begins: int, hours: int) -> None:
    start, length = phnom_penh("2024-11-01 00:30") + timedelta(hours=begins), timedelta(hours=hours)
    for calendar in (CAMBODIA, Calendar(country="", weekend=frozenset()), Calendar(country="BD")):
        over = calendar.after_working_time(start, length)
        assert calendar.working_time(start, over) == length
