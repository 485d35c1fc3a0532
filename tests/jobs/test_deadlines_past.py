"""When something happened, as people type it."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from jobs.deadlines.calendars import Calendar
from jobs.deadlines.errors import Ambiguous, InTheFuture, TimeNotUnderstood, TooFar
from jobs.deadlines.reading import Assumed, Basis, Direction, Reading, read_time

CAMBODIA = Calendar()
PHNOM_PENH = ZoneInfo("Asia/Phnom_Penh")
MONDAY = datetime(2024, 12, 2, 10, tzinfo=PHNOM_PENH)


def read(text: str, now: datetime = MONDAY) -> Reading:
    return read_time(text, now=now, calendar=CAMBODIA, direction=Direction.PAST)


BEHIND = {
    "2024-12-02 10:00": ["now", "just now", "today", "monday", "2 Dec", "ឥឡូវនេះ", "អម្បាញ់មិញ", "10:00"],
    "2024-12-02 09:40": [
        "09:40",
        "9:40",
        "9.40am",
        "today 09:40",
        "mon 09:40",
        "at 9:40",
        "ម៉ោង ៩:៤០",
        "20m ago",
    ],
    "2024-12-02 09:00": ["9 am", "9h", "an hour ago", "1h ago", "ព្រឹកនេះ ម៉ោង ៩", "១ម៉ោងមុន"],
    "2024-12-02 08:00": ["2h ago", "2 hours earlier", "២ម៉ោងមុន", "កាលពី ២ ម៉ោងមុន"],
    "2024-12-02 00:00": ["midnight", "00:00"],
    "2024-12-01 23:00": ["last night 11", "yesterday 23:00", "យប់មិញ ម៉ោង ១១"],
    "2024-12-01 15:00": ["yesterday 15:00", "yesterday 3pm", "ម្សិលមិញ ម៉ោង ៣ រសៀល", "1 Dec 15:00"],
    "2024-12-01 17:00": ["yesterday", "1 Dec", "the 1st", "sunday", "ម្សិលមិញ", "កាលពីម្សិលមិញ"],
    "2024-11-30 17:00": ["2 days ago", "30/11", "30 Nov 2024", "day before yesterday", "ម្សិលម្ង៉ៃ", "២ថ្ងៃមុន"],
    "2024-11-29 17:00": ["fri", "last fri", "friday last week", "1wd ago", "ថ្ងៃសុក្រមុន"],
    "2024-11-27 17:00": ["3wd ago", "wed"],
    "2024-11-25 17:00": ["last monday", "a week ago", "25 Nov", "១ អាទិត្យមុន"],
    "2024-11-05 17:00": ["the 5th", "5 Nov"],
    "2023-12-31 17:00": ["31 Dec 2023"],
}


@pytest.mark.parametrize(
    ("text", "expected"), [(text, expected) for expected, texts in BEHIND.items() for text in texts]
)
def test_a_time_behind_is_read_as_typed(text: str, expected: str) -> None:
    assert f"{read(text).instant.astimezone(PHNOM_PENH):%Y-%m-%d %H:%M}" == expected


@pytest.mark.parametrize(
    "text",
    ["10:01", "17:00", "noon", "tomorrow", "in 2h", "48h", "17h", "5 Dec", "next mon", "3wd", "today 17:00"],
)
def test_nothing_has_happened_in_the_future(text: str) -> None:
    with pytest.raises(InTheFuture) as caught:
        read(text)
    assert caught.value.instant > MONDAY


@pytest.mark.parametrize("text", ["05/11", "at 9", "5/12/2023", "last week sunday"])
def test_what_happened_is_asked_and_not_guessed_either(text: str) -> None:
    with pytest.raises(Ambiguous) as caught:
        read(text)
    assert caught.value.instants[0] <= MONDAY


def test_the_last_friday_said_on_a_weekend_may_be_yesterdays_or_last_weeks() -> None:
    saturday = datetime(2024, 12, 7, 10, tzinfo=PHNOM_PENH)
    with pytest.raises(Ambiguous) as caught:
        read("last fri", saturday)
    days = [instant.astimezone(PHNOM_PENH).day for instant in caught.value.instants]
    assert days == [6, 29]


@pytest.mark.parametrize("text", ["2020-01-01", "1000 days ago", "5 Dec 2021"])
def test_long_ago_is_likely_a_slip(text: str) -> None:
    with pytest.raises(TooFar):
        read(text)


@pytest.mark.parametrize("text", ["today", "monday", "2 Dec"])
def test_what_happened_today_at_no_stated_hour_is_recorded_as_now_and_says_so(text: str) -> None:
    reading = read(text)
    assert reading.instant == MONDAY
    assert reading.explanation.basis is Basis.EXACT
    assert Assumed.NOW in reading.explanation.assumed


def test_late_in_the_evening_today_without_an_hour_is_the_end_of_work() -> None:
    evening = datetime(2024, 12, 2, 21, tzinfo=PHNOM_PENH)
    reading = read("today", evening)
    assert reading.instant == evening - timedelta(hours=4)
    assert reading.explanation.basis is Basis.END_OF_DAY


def test_the_same_text_can_be_right_ahead_and_wrong_behind() -> None:
    ahead = read_time("17:00", now=MONDAY, calendar=CAMBODIA, direction=Direction.FUTURE)
    assert ahead.instant > MONDAY
    with pytest.raises(TimeNotUnderstood):
        read("17:00")
