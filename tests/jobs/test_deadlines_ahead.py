"""Times that lie ahead, as people type them: the table of everything that is read."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from jobs.deadlines.calendars import Calendar
from jobs.deadlines.reading import Direction, Reading, looks_like_time, read_time

CAMBODIA = Calendar()
PHNOM_PENH = ZoneInfo("Asia/Phnom_Penh")
MONDAY = datetime(2024, 12, 2, 10, tzinfo=PHNOM_PENH)


def read(text: str, now: datetime = MONDAY) -> Reading:
    return read_time(text, now=now, calendar=CAMBODIA, direction=Direction.FUTURE)


def local(reading: Reading) -> str:
    """As "Fri 2024-12-06 17:00" in Phnom Penh."""
    return f"{reading.instant.astimezone(PHNOM_PENH):%a %Y-%m-%d %H:%M}"


AHEAD = {
    "Mon 2024-12-02 10:30": ["in 30m", "30 min", "in 30 minutes", "ក្នុង ៣០ នាទី", "៣០នាទីទៀត"],
    "Mon 2024-12-02 11:00": ["in an hour", "in 1h", "one hour", "60m"],
    "Mon 2024-12-02 11:30": ["in 1h30", "1h30m", "1 hour and 30 minutes", "in 90 min", "១ ម៉ោង ៣០ នាទី"],
    "Mon 2024-12-02 12:00": ["noon", "12pm", "12:00", "២ម៉ោង", "2 hours", "ថ្ងៃត្រង់"],
    "Mon 2024-12-02 17:00": [
        "17:00",
        "5pm",
        "5 pm",
        "5 P.M.",
        "at 5pm",
        "@5pm",
        "5:00pm",
        "17.00",
        "17h00",
        "at 17h",
        "at 17",
        "today",
        "today 5pm",
        "5pm today",
        "today at 17:00",
        "today 17h",
        "eod",
        "COB",
        "end of day",
        "5 in the afternoon",
        "5 o'clock pm",
        "Mon",
        "2 Dec",
        "17:00:00",
        "ម៉ោង ៥ ល្ងាច",
        "ម៉ោង៥ល្ងាច",
        "ម៉ោង ១៧:០០",
        "ម៉ោង១៧៖០០",
        "១៧:០០",
        "ម៉ោង ១៧",
        "ថ្ងៃនេះ",
        "ថ្ងៃនេះ ម៉ោង ៥ ល្ងាច",
        "ល្ងាចនេះម៉ោង៥",
        "មុនម៉ោង ៥ ល្ងាច",
        "ម\u17c4\u17c9ង ៥ ល្ងាច",  # the sign typed after its vowel: it looks the same
    ],
    "Mon 2024-12-02 17:30": [
        "17.30",
        "17h30",
        "5.30pm",
        "5:30 pm",
        "ម៉ោង ៥ កន្លះ ល្ងាច",
        "ម៉ោង ៥ និង ៣០ នាទី ល្ងាច",
    ],
    "Mon 2024-12-02 20:00": ["tonight 8pm", "tonight 8", "20:00", "8 at night", "ម៉ោង ៨ យប់", "យប់នេះ ម៉ោង ៨"],
    "Tue 2024-12-03 00:00": [
        "midnight",
        "tonight midnight",
        "24:00",
        "tomorrow 00:00",
        "tomorrow 12am",
        "អធ្រាត្រ",
    ],
    "Tue 2024-12-03 09:00": [
        "tomorrow 9am",
        "tomorrow morning 9",
        "ស្អែក ម៉ោង ៩ ព្រឹក",
        "ស្អែកព្រឹកម៉ោង៩",
        "tmr 09:00",
    ],
    "Tue 2024-12-03 10:00": ["24h", "in 24 hours"],
    "Tue 2024-12-03 17:00": [
        "tomorrow",
        "tomorrow 17:00",
        "Tomorrow, 5pm",
        "ថ្ងៃស្អែក",
        "ស្អែក",
        "1wd",
        "in 1 day",
    ],
    "Wed 2024-12-04 10:00": ["in 48h", "48h", "48 hours", "within 48h", "ក្នុងរយៈពេល ៤៨ ម៉ោង", "៤៨ម៉ោង"],
    "Wed 2024-12-04 17:00": [
        "in 2 days",
        "two days",
        "2d",
        "2 days from now",
        "day after tomorrow",
        "2 working days",
        "២ ថ្ងៃទៀត",
        "ខានស្អែក",
    ],
    "Thu 2024-12-05 12:00": ["3wd 12:00", "3 working days at noon", "5 Dec noon"],
    "Thu 2024-12-05 14:00": [
        "5 Dec 14:00",
        "5 December 2pm",
        "Dec 5 2pm",
        "December 5th, 14:00",
        "5 Dec 14h",
        "2024-12-05 14:00",
        "2024-12-05T14:00",
        "2024/12/05 14:00",
        "14:00 on 5 Dec",
        "2pm 5 dec 2024",
        "Thursday, 5 December 2024 at 14:00",
        "ថ្ងៃទី ៥ ខែធ្នូ ឆ្នាំ២០២៤ ម៉ោង ២ រសៀល",
        "ថ្ងៃព្រហស្បតិ៍ ទី៥ ខែធ្នូ ម៉ោង១៤:០០",
    ],
    "Thu 2024-12-05 17:00": [
        "5 December 2024",
        "5th of December",
        "the 5th",
        "on the 5th",
        "Thu",
        "Thu 5 Dec",
        "2024-12-05",
        "3 working days",
        "3wd",
        "3 WD",
        "in 3 working days",
        "three business days",
        "៣ ថ្ងៃធ្វើការ",
        "៣ថ្ងៃធ្វើការ",
        "ក្នុង៣ថ្ងៃធ្វើការ",
        "៥ ខែធ្នូ",
        "ថ្ងៃទី៥ ខែធ្នូ",
        "ថ្ងៃទី៥ ខែ១២",
        "ថ្ងៃទី៥",
        "ខែធ្នូ ថ្ងៃទី៥",
    ],
    "Fri 2024-12-06 12:00": ["fri noon", "noon friday"],
    "Fri 2024-12-06 17:00": [
        "fri",
        "friday",
        "fri 5pm",
        "5pm fri",
        "on friday at 5pm",
        "this friday",
        "coming fri",
        "friday this week",
        "fri eod",
        "6.12 17:00",
        "Fri 6 December",
        "សុក្រ",
        "ថ្ងៃសុក្រ",
        "ថ្ងៃសុក្រ ម៉ោង ៥ ល្ងាច",
        "ថ្ងៃ\u200bសុក្រ\u200bម៉ោង\u200b១៧:០០",
        "ត្រឹមថ្ងៃសុក្រ",
        "ថ្ងៃសុក្រនេះ",
    ],
    "Fri 2024-12-06 17:30": ["fri 17.30", "friday 17:30"],
    "Sun 2024-12-08 17:00": ["sunday", "ថ្ងៃអាទិត្យ"],
    "Mon 2024-12-09 17:00": [
        "next mon",
        "monday next week",
        "in a week",
        "1 week",
        "១ សប្ដាហ៍",
        "១ សប្តាហ៍",
        "មួយសប្ដាហ៍ទៀត",
    ],
    "Fri 2024-12-13 17:00": ["13/12", "13-12", "13/12/2024", "13/12/24", "friday next week"],
    "Mon 2024-12-16 17:00": ["២ អាទិត្យ", "in two weeks"],
    "Mon 2024-12-23 17:00": ["in 3 weeks", "3w"],
    "Wed 2024-12-25 17:00": ["25.12", "25.12.2024", "25 Dec"],
    "Sun 2025-01-05 17:00": ["5 Jan"],
    "Sun 2025-02-02 17:00": ["in 2 months", "២ ខែ"],
    "Mon 2025-05-05 17:00": ["5/5", "05/05/2025"],
}


@pytest.mark.parametrize(
    ("text", "expected"), [(text, expected) for expected, texts in AHEAD.items() for text in texts]
)
def test_a_time_ahead_is_read_as_typed(text: str, expected: str) -> None:
    reading = read(text)
    assert local(reading) == expected
    assert reading.instant.tzinfo is UTC
    assert looks_like_time(text)


@pytest.mark.parametrize(
    ("month", "number"),
    [
        (month, number)
        for number, names in enumerate(
            [
                "Jan January មករា",
                "Feb February កុម្ភៈ",
                "Mar March មីនា",
                "Apr April មេសា",
                "May ឧសភា",
                "Jun June មិថុនា",
                "Jul July កក្កដា",
                "Aug August សីហា",
                "Sep Sept September កញ្ញា",
                "Oct October តុលា",
                "Nov November វិច្ឆិកា",
                "Dec December ធ្នូ",
            ],
            start=1,
        )
        for month in names.split()
    ],
)
def test_every_month_is_known_in_both_languages(month: str, number: int) -> None:
    assert local(read(f"10 {month} 2025"))[4:] == f"2025-{number:02}-10 17:00"


@pytest.mark.parametrize(
    ("weekday", "day"),
    [
        ("tue ថ្ងៃអង្គារ tuesday", 3),
        ("wed ថ្ងៃពុធ wednesday", 4),
        ("thu ថ្ងៃព្រហស្បតិ៍ thursday", 5),
        ("fri ថ្ងៃសុក្រ friday", 6),
        ("sat ថ្ងៃសៅរ៍ saturday", 7),
        ("sun ថ្ងៃអាទិត្យ sunday", 8),
        ("mon ថ្ងៃចន្ទ ថ្ងៃច័ន្ទ monday", 2),
    ],
)
def test_every_weekday_is_known_in_both_languages(weekday: str, day: int) -> None:
    for word in weekday.split():
        assert local(read(word))[4:] == f"2024-12-{day:02} 17:00"
