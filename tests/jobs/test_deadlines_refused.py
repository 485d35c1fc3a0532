"""Times that are asked back or refused, each for its reason."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from jobs.deadlines.calendars import Calendar
from jobs.deadlines.errors import (
    Ambiguous,
    DayMissing,
    HourMissing,
    InThePast,
    NoSuchDate,
    NoSuchTime,
    TimeNotUnderstood,
    TooFar,
    Unreadable,
    WrongWeekday,
)
from jobs.deadlines.reading import Direction, Reading, looks_like_time, read_time

CAMBODIA = Calendar()
PHNOM_PENH = ZoneInfo("Asia/Phnom_Penh")
MONDAY = datetime(2024, 12, 2, 10, tzinfo=PHNOM_PENH)


def read(text: str, now: datetime = MONDAY) -> Reading:
    return read_time(text, now=now, calendar=CAMBODIA, direction=Direction.FUTURE)


def local(instant: datetime) -> str:
    """As "Fri 2024-12-06 17:00" in Phnom Penh."""
    return f"{instant.astimezone(PHNOM_PENH):%a %Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("05/12", {"Thu 2024-12-05 17:00", "Mon 2025-05-12 17:00"}),
        ("05-12 14:00", {"Thu 2024-12-05 14:00", "Mon 2025-05-12 14:00"}),
        ("5/12/2024", {"Thu 2024-12-05 17:00", "Sun 2024-05-12 17:00"}),
        ("5.12.2024", {"Thu 2024-12-05 17:00", "Sun 2024-05-12 17:00"}),
        ("០៥/១២", {"Thu 2024-12-05 17:00", "Mon 2025-05-12 17:00"}),
        ("5.12", {"Thu 2024-12-05 17:00", "Mon 2024-12-02 05:12"}),
        ("Friday 6.12", {"Fri 2024-12-06 17:00", "Fri 2024-12-06 06:12"}),
        ("5", {"Mon 2024-12-02 05:00", "Mon 2024-12-02 17:00"}),
        ("at 12", {"Mon 2024-12-02 12:00", "Tue 2024-12-03 00:00"}),
        ("fri 5", {"Fri 2024-12-06 05:00", "Fri 2024-12-06 17:00"}),
        ("ម៉ោង ៥", {"Mon 2024-12-02 05:00", "Mon 2024-12-02 17:00"}),
        ("17h", {"Mon 2024-12-02 17:00", "Tue 2024-12-03 03:00"}),
        ("next fri", {"Fri 2024-12-06 17:00", "Fri 2024-12-13 17:00"}),
        ("ថ្ងៃសុក្រក្រោយ", {"Fri 2024-12-06 17:00", "Fri 2024-12-13 17:00"}),
        ("sunday next week", {"Sun 2024-12-08 17:00", "Sun 2024-12-15 17:00"}),
        ("fri midnight", {"Fri 2024-12-06 00:00", "Sat 2024-12-07 00:00"}),
    ],
)
def test_what_can_be_read_two_ways_is_asked_and_not_guessed(text: str, readings: set[str]) -> None:
    with pytest.raises(Ambiguous) as caught:
        read(text)
    assert {local(instant) for instant in caught.value.instants} == readings
    assert caught.value.instants[0] > MONDAY
    assert caught.value.fields["first"] == caught.value.instants[0]
    assert looks_like_time(text)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("31 Nov", NoSuchDate),
        ("31/11", NoSuchDate),
        ("29 Feb 2025", NoSuchDate),
        ("the 32nd", NoSuchDate),
        ("2024-13-05", NoSuchDate),
        ("0 Dec", NoSuchDate),
        ("25:00", NoSuchTime),
        ("17:75", NoSuchTime),
        ("24:30", NoSuchTime),
        ("13am", NoSuchTime),
        ("0pm", NoSuchTime),
        ("at 30", NoSuchTime),
        ("9 in the afternoon", NoSuchTime),
        ("5am in the evening", NoSuchTime),
        ("Fri 5 Dec", WrongWeekday),
        ("Friday 5 December 2024 17:00", WrongWeekday),
        ("tonight", HourMissing),
        ("friday morning", HourMissing),
        ("យប់នេះ", HourMissing),
        ("ម៉ោង ១ យប់", HourMissing),
        ("12 at night", HourMissing),
        ("next week", DayMissing),
        ("this weekend", DayMissing),
        ("ខែក្រោយ", DayMissing),
        ("2h ago", InThePast),
        ("yesterday", InThePast),
        ("09:00", InThePast),
        ("10:00", InThePast),
        ("1 Dec", InThePast),
        ("25 Nov", InThePast),
        ("5 Dec 2023", InThePast),
        ("last fri", InThePast),
        ("now", InThePast),
        ("5 Dec 2030", TooFar),
        ("3 Dec 2026", TooFar),
        ("800 days", TooFar),
        ("9999 months", TooFar),
        ("9999wd", TooFar),
        ("29 Feb", TooFar),
    ],
)
def test_what_is_like_a_time_but_cannot_be_one_says_why(text: str, error: type[TimeNotUnderstood]) -> None:
    with pytest.raises(TimeNotUnderstood) as caught:
        read(text)
    assert type(caught.value) is error
    assert caught.value.fields["text"] == text
    assert text in str(caught.value)
    assert caught.value.message.format(**caught.value.fields) == str(caught.value)
    assert looks_like_time(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\u200b",
        ",",
        "the court",
        "Sok Veasna",
        "may",
        "december",
        "by",
        "at",
        "on friday at",
        "tomorrow the",
        "fri fri",
        "5pm 6pm",
        "today tomorrow",
        "today fri",
        "5 Dec 6 Dec",
        "now 17:00",
        "eod 17:00",
        "in 48h 17:00",
        "0 days",
        "in 0 minutes",
        "100000 days",
        "in 3 years",
        "in 2h ago",
        "2 days 3 weeks",
        "dismay 5",
        "5pmx",
        "5thx",
        "17",
        "on 17",
        "1234",
        "12:345",
        "pm",
        "signed by pm",
        "in",
        "a",
        "ago",
        "m",
        "week",
        "ខែធ្នូ",
        "ម៉ោង",
        "តុលាការ",
        "🙂",
        "fri 🙂",
        "1/2/3/4",
        "5 " * 60,
    ],
)
def test_what_is_no_time_is_not_read_as_one(text: str) -> None:
    assert not looks_like_time(text)
    with pytest.raises(Unreadable) as caught:
        read(text)
    assert type(caught.value) is Unreadable


def test_a_bare_now_looks_like_a_time_but_not_like_a_deadline() -> None:
    assert looks_like_time("now", Direction.PAST)
    assert not looks_like_time("now", Direction.FUTURE)
    assert looks_like_time("fri", Direction.FUTURE)


def test_the_weekday_that_does_not_fit_comes_with_the_date() -> None:
    with pytest.raises(WrongWeekday, match="2024-12-05") as caught:
        read("Fri 5 Dec")
    assert caught.value.day.isoformat() == "2024-12-05"


def test_a_passed_time_comes_with_the_instant_that_has_passed() -> None:
    with pytest.raises(InThePast) as caught:
        read("09:00")
    assert caught.value.instant == datetime(2024, 12, 2, 2, tzinfo=UTC)
