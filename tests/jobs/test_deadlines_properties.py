"""Whatever is typed, a time is read or refused with a reason; and what one writes, one reads back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st

from bot.languages import LANGUAGES
from jobs.deadlines.calendars import Calendar
from jobs.deadlines.errors import Ambiguous, TimeNotUnderstood, TooFar, Unreadable
from jobs.deadlines.reading import Direction, Period, Reading, looks_like_time, read_period, read_time
from jobs.deadlines.words import Unit

CAMBODIA = Calendar()
BERLIN = Calendar(zone="Europe/Berlin", country="DE")
NOW = datetime(2024, 12, 2, 3, tzinfo=UTC)

NOWS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
CALENDARS = st.sampled_from([CAMBODIA, BERLIN])
DIRECTIONS = st.sampled_from(list(Direction))
NUMBERS = "0 1 2 5 12 13 17 24 29 31 32 2024 17:00 5.12 05/12 5/12/2024 2024-12-05 5th 17h30 , . : - ? 🙂"
WORDS = [
    word for language in LANGUAGES.values() for words in language.times.values() for word in words.split("|")
]
PIECES = st.sampled_from([*WORDS, *NUMBERS.split()])
TYPED = st.lists(PIECES, min_size=1, max_size=5).map(" ".join) | st.text(max_size=20)
KHMER_DIGITS = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")


def outcome(
    text: str, now: datetime, calendar: Calendar, direction: Direction
) -> Reading | type[TimeNotUnderstood]:
    try:
        return read_time(text, now=now, calendar=calendar, direction=direction)
    except TimeNotUnderstood as error:
        refused = error
    assert text in str(refused)
    assert refused.fields["text"] == text
    if isinstance(refused, Ambiguous):
        first, second = refused.instants
        assert first != second
    return type(refused)


@given(text=TYPED, now=NOWS, calendar=CALENDARS, direction=DIRECTIONS)
@example("29 feb", datetime(2096, 3, 1, tzinfo=UTC), CAMBODIA, Direction.FUTURE)
@example("\u200b", NOW, CAMBODIA, Direction.FUTURE)
def test_any_text_is_read_in_the_right_direction_or_refused(
    text: str, now: datetime, calendar: Calendar, direction: Direction
) -> None:
    result = outcome(text, now, calendar, direction)
    if isinstance(result, Reading):
        assert looks_like_time(text)
        assert result.instant.tzinfo is UTC
        assert (result.instant > now) == (direction is Direction.FUTURE)
        assert abs(result.instant - now) <= timedelta(days=731)
    assert looks_like_time(text) == (result is not Unreadable)
    assert result == outcome(text, now, calendar, direction)


@given(text=TYPED)
def test_case_and_digits_and_invisible_characters_change_nothing(text: str) -> None:
    plain = outcome(text, NOW, CAMBODIA, Direction.FUTURE)
    for other in (
        text.upper() if text.isascii() else text,
        f"\ufeff{text}\u200b ",
        text.translate(KHMER_DIGITS),
    ):
        assert outcome(other, NOW, CAMBODIA, Direction.FUTURE) == plain


@given(now=NOWS, minutes=st.integers(1, 300 * 24 * 60), calendar=CALENDARS)
def test_a_date_and_time_written_in_full_is_read_back_to_the_minute(
    now: datetime, minutes: int, calendar: Calendar
) -> None:
    instant = (now + timedelta(minutes=minutes)).replace(second=0, microsecond=0)
    shown = calendar.local(instant)
    if instant <= now or shown.fold:  # a doubled hour is read as its first half
        return
    for form in (
        "%Y-%m-%d %H:%M",
        "%Y-%m-%dT%H:%M",
        "%d %b %Y %H:%M",
        "%A, %d %B %Y at %I:%M %p",
        "%H:%M %d %b %Y",
    ):
        reading = read_time(shown.strftime(form), now=now, calendar=calendar, direction=Direction.FUTURE)
        assert reading.instant == instant


@given(now=NOWS, day=st.integers(1, 12), month=st.integers(1, 12), year=st.none() | st.integers(-1, 1))
def test_two_numbers_that_can_both_be_months_are_never_guessed(
    now: datetime, day: int, month: int, year: int | None
) -> None:
    text = f"{day}/{month}" + ("" if year is None else f"/{now.year + year}")
    for direction in Direction:
        result = outcome(text, now, CAMBODIA, direction)
        assert day == month or not isinstance(result, Reading)


@given(now=NOWS, amount=st.integers(1, 60), calendar=CALENDARS)
def test_working_days_end_with_the_last_working_day_counted(
    now: datetime, amount: int, calendar: Calendar
) -> None:
    reading = read_time(f"{amount}wd", now=now, calendar=calendar, direction=Direction.FUTURE)
    explanation = reading.explanation
    assert len(explanation.counted) == amount
    assert explanation.counted[-1] == explanation.day
    assert all(calendar.is_working_day(day) for day in explanation.counted)
    assert not any(calendar.is_working_day(off.day) for off in explanation.skipped)
    assert reading.instant == calendar.end_of_working_day(explanation.day)
    assert explanation.day_off is None


@given(amount=st.integers(1, 500), unit=st.sampled_from(list(Unit)), now=NOWS)
def test_a_length_is_read_back_from_its_short_form_and_counted_alike(
    amount: int, unit: Unit, now: datetime
) -> None:
    period = Period(amount, unit)
    assert read_period(str(period)) == period
    try:
        after: Reading | type[TimeNotUnderstood] = period.after(now, CAMBODIA)
    except TooFar:
        after = TooFar
    assert outcome(f"in {period}", now, CAMBODIA, Direction.FUTURE) == after


def test_the_hours_of_a_weekday_name_in_the_zone_of_the_newsroom_stay_local_across_a_year() -> None:
    zone = ZoneInfo("Europe/Berlin")
    for week in range(52):
        now = NOW + timedelta(weeks=week)
        reading = read_time("fri 17:00", now=now, calendar=BERLIN, direction=Direction.FUTURE)
        assert f"{reading.instant.astimezone(zone):%a %H:%M}" == "Fri 17:00"
