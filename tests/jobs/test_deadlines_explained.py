"""How a deadline came about, and the usual deadlines of bodies."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from jobs.deadlines.calendars import Calendar, DayOff
from jobs.deadlines.errors import TooFar, Unreadable
from jobs.deadlines.reading import Assumed, Basis, Direction, Explanation, Period, read_period, read_time
from jobs.deadlines.words import Unit

CAMBODIA = Calendar()
PHNOM_PENH = ZoneInfo("Asia/Phnom_Penh")
BEFORE_VICTORY_DAY = datetime(2025, 1, 3, 10, tzinfo=PHNOM_PENH)


def explain(
    text: str, now: datetime = BEFORE_VICTORY_DAY, direction: Direction = Direction.FUTURE
) -> Explanation:
    return read_time(text, now=now, calendar=CAMBODIA, direction=direction).explanation


def told(explanation: Explanation) -> str:
    """A deadline in words, from the explanation alone."""
    steps = []
    for step in explanation.steps():
        if isinstance(step, DayOff):
            steps.append(f"{step.day:%a} {step.day.day} is {step.name() or 'a weekend'}")
        else:
            steps.append(f"{step:%a} {step.day}")
    return f"{explanation.amount}{explanation.unit}: {', '.join(steps)}"


def test_three_working_days_can_be_told_day_by_day() -> None:
    assert told(explain("3wd")) == (
        "3wd: Sat 4 is a weekend, Sun 5 is a weekend, Mon 6, "
        "Tue 7 is Day of Victory over the Genocidal Regime, Wed 8, Thu 9"
    )


def test_working_days_counted_backwards_are_told_in_the_order_of_counting() -> None:
    later = datetime(2025, 1, 8, 10, tzinfo=PHNOM_PENH)
    explanation = explain("2wd ago", later, Direction.PAST)
    assert told(explanation).startswith("2wd: Tue 7 is Day of Victory")
    assert explanation.counted == (date(2025, 1, 6), date(2025, 1, 3))
    assert explanation.ago


def test_a_holiday_added_later_moves_the_deadline_and_is_named() -> None:
    own = Calendar(added=frozenset({(date(2025, 1, 6), "Newsroom day")}))
    reading = read_time("3wd", now=BEFORE_VICTORY_DAY, calendar=own, direction=Direction.FUTURE)
    assert reading.explanation.day == date(2025, 1, 10)
    assert "Newsroom day" in told(reading.explanation)


@pytest.mark.parametrize(
    ("text", "basis", "assumed"),
    [
        ("17:00", Basis.CLOCK, {Assumed.TODAY}),
        ("today 17:00", Basis.CLOCK, set()),
        ("fri", Basis.END_OF_DAY, set()),
        ("eod", Basis.END_OF_DAY, {Assumed.TODAY}),
        ("9 Jan", Basis.END_OF_DAY, {Assumed.YEAR}),
        ("the 9th 10:00", Basis.CLOCK, {Assumed.MONTH}),
        ("2025-01-09", Basis.END_OF_DAY, set()),
        ("in 48h", Basis.EXACT, set()),
        ("3wd", Basis.END_OF_DAY, set()),
        ("3wd 12:00", Basis.CLOCK, set()),
    ],
)
def test_what_was_not_typed_is_known_as_assumed(text: str, basis: Basis, assumed: set[Assumed]) -> None:
    explanation = explain(text)
    assert explanation.basis is basis
    assert explanation.assumed == assumed
    assert explanation.start == BEFORE_VICTORY_DAY
    assert explanation.start.tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "weekend", "english", "khmer"),
    [
        ("7 Jan", False, "Day of Victory over the Genocidal Regime", "ទិវាជ័យជម្នះលើរបបប្រល័យពូជសាសន៍"),
        ("sunday", True, None, None),
    ],
)
def test_a_deadline_on_a_day_off_says_so(
    text: str, weekend: bool, english: str | None, khmer: str | None
) -> None:
    off = explain(text).day_off
    assert off is not None
    assert (off.weekend, off.name("en"), off.name("km")) == (weekend, english, khmer)


def test_a_deadline_on_a_working_day_has_nothing_to_say_about_it() -> None:
    assert explain("9 Jan").day_off is None


def test_the_midnight_that_ends_a_day_belongs_to_that_day() -> None:
    assert explain("tomorrow 24:00").day == date(2025, 1, 4)


@pytest.mark.parametrize(
    ("text", "short", "period"),
    [
        ("3wd", "3wd", Period(3, Unit.WORKING_DAY)),
        ("3 working days", "3wd", Period(3, Unit.WORKING_DAY)),
        ("៣ ថ្ងៃធ្វើការ", "3wd", Period(3, Unit.WORKING_DAY)),
        ("48h", "48h", Period(48, Unit.HOUR)),
        ("17h", "17h", Period(17, Unit.HOUR)),
        ("in 30 min", "30m", Period(30, Unit.MINUTE)),
        ("1h30m", "90m", Period(90, Unit.MINUTE)),
        ("two days", "2d", Period(2, Unit.DAY)),
        ("១ សប្ដាហ៍", "1w", Period(1, Unit.WEEK)),
        ("2 months", "2mo", Period(2, Unit.MONTH)),
    ],
)
def test_a_usual_deadline_is_read_and_kept_in_its_short_form(text: str, short: str, period: Period) -> None:
    assert read_period(text) == period
    assert str(period) == short
    assert read_period(short) == period


@pytest.mark.parametrize(
    "text", ["", "17:00", "fri", "5 Dec", "2h ago", "now", "0wd", "3wd 12:00", "soon", "tonight"]
)
def test_what_is_no_length_is_no_usual_deadline(text: str) -> None:
    with pytest.raises(Unreadable):
        read_period(text)


@pytest.mark.parametrize(
    ("period", "asked", "due"),
    [
        ("3wd", "2024-12-02 09:40", "2024-12-05 17:00"),
        ("3wd", "2024-12-05 20:00", "2024-12-10 17:00"),  # after hours it is still that day
        ("3wd", "2024-12-07 11:00", "2024-12-11 17:00"),  # asked on a Saturday
        ("1wd", "2025-01-06 10:00", "2025-01-08 17:00"),
        ("48h", "2024-12-06 10:30", "2024-12-08 10:30"),
        ("1w", "2024-12-02 09:40", "2024-12-09 17:00"),
        ("1mo", "2025-01-31 09:40", "2025-02-28 17:00"),
    ],
)
def test_a_usual_deadline_is_counted_from_when_the_body_was_asked(period: str, asked: str, due: str) -> None:
    start = datetime.fromisoformat(asked).replace(tzinfo=PHNOM_PENH)
    reading = read_period(period).after(start, CAMBODIA)
    assert reading.instant == datetime.fromisoformat(due).replace(tzinfo=PHNOM_PENH)
    assert reading.explanation.start == start


def test_a_usual_deadline_of_years_is_refused() -> None:
    for amount in (600, 9999, 10**6):
        with pytest.raises(TooFar, match=f"{amount}wd"):
            Period(amount, Unit.WORKING_DAY).after(BEFORE_VICTORY_DAY, CAMBODIA)
    with pytest.raises(TooFar):
        Period(10**6, Unit.MONTH).after(BEFORE_VICTORY_DAY, CAMBODIA)
