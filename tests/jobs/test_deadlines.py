"""Times as people type them, ahead and behind: what is read, what is asked back, what is refused; and the page about it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.languages import LANGUAGES
from jobs.deadlines.calendars import Calendar, DayOff
from jobs.deadlines.errors import (
    Ambiguous,
    InTheFuture,
    InThePast,
    TimeNotUnderstood,
    TooFar,
    Unreadable,
    WrongWeekday,
)
from jobs.deadlines.reading import (
    Assumed,
    Basis,
    Direction,
    Explanation,
    Period,
    Reading,
    looks_like_time,
    names_time,
    read_period,
    read_time,
)
from jobs.deadlines.words import Unit
from tests.docs import pages

CAMBODIA = Calendar()
PHNOM_PENH = ZoneInfo("Asia/Phnom_Penh")
MONDAY = datetime(2024, 12, 2, 10, tzinfo=PHNOM_PENH)


def read(text: str, now: datetime = MONDAY, direction: Direction = Direction.FUTURE) -> Reading:
    return read_time(text, now=now, calendar=CAMBODIA, direction=direction)


def behind(text: str, now: datetime = MONDAY) -> Reading:
    return read(text, now, Direction.PAST)


def local(instant: datetime) -> str:
    """As "Fri 2024-12-06 17:00" in Phnom Penh."""
    return f"{instant.astimezone(PHNOM_PENH):%a %Y-%m-%d %H:%M}"


def typed(table: str) -> list[tuple[str, str]]:
    """Each text of a table with what stands before its "=>"."""
    rows = [line.split(" => ") for line in table.strip().splitlines()]
    return [(text, meant) for meant, texts in rows for text in texts.split(" | ")]


AHEAD = """
Mon 2024-12-02 10:30 => in 30m | 30 min | in 30 minutes | ក្នុង ៣០ នាទី | ៣០នាទីទៀត
Mon 2024-12-02 10:30 => half an hour | in half an hour | កន្លះម៉ោងទៀត
Mon 2024-12-02 11:30 => in an hour and a half | in 1.5h | 1.5 hours | មួយម៉ោងកន្លះ
Mon 2024-12-02 12:00 => a couple of hours | in a couple of hours
Mon 2024-12-02 17:00 => c.o.b. | 5pm (local time) | 5pm local | ១៧ៈ០០
Tue 2024-12-03 17:00 => tomorow | tommorow 5pm | 2morrow | ២morrow | ２morrow | ｔｏｍｏｒｒｏｗ | another day | one more day
Wed 2024-12-04 10:00 => within the next 48h | in the next 48 hours
Wed 2024-12-04 17:00 => ក្នុងពេល ២ថ្ងៃ | 2 more days | another 2 days | +2 days | ២ថ្ងៃបន្ថែម
Thu 2024-12-05 17:00 => 5-Dec | 05-dec-2024 | Dec-5 | 5th-Dec | 5th. December | 5. December | ថ្ងៃ៥ ខែ១២
Mon 2024-12-09 17:00 => coming monday | the following monday | ថ្ងៃចន្ទខាងមុខ | another week
Fri 2024-12-06 17:00 => the coming fri | ថ្ងៃសុក្រខាងមុខ
Mon 2024-12-16 17:00 => a fortnight | in a fortnight
Mon 2024-12-02 11:00 => in an hour | in 1h | one hour | 60m
Mon 2024-12-02 11:30 => in 1h30 | 1h30m | 1 hour and 30 minutes | in 90 min | ១ ម៉ោង ៣០ នាទី
Mon 2024-12-02 12:00 => noon | 12pm | 12:00 | ២ម៉ោង | 2 hours | ថ្ងៃត្រង់
Mon 2024-12-02 17:00 => 17:00 | 5pm | 5 pm | 5 P.M. | at 5pm | @5pm | 5:00pm | 17.00 | 17h00 | at 17h | at 17
Mon 2024-12-02 12:00 => 12 noon | 12:00 noon | twelve noon | midday | before noon | noon at the latest
Mon 2024-12-02 12:00 => ម៉ោង ១២ ថ្ងៃត្រង់ | ថ្ងៃត្រង់ ម៉ោង ១២ | ម៉ោង ១២ ត្រង់ | មុនថ្ងៃត្រង់
Mon 2024-12-02 17:00 => 1700 hours | 1700h | 1700hrs | 1700 hrs | at 1700 | 17:00 hours | 17.00 hrs | ម៉ោង ១៧០០ | ១៧០០ hours | ម៉ោង １７：００ | ១៧h០០
Mon 2024-12-02 17:30 => 1730h | 1730 hours | at 1730 | today 1730 | 17.30h | 17:30h
Mon 2024-12-02 17:00 => the end of the day | end of today | end of business | close of business today | 5pm sharp
Mon 2024-12-02 17:00 => before 5pm | five pm | five in the afternoon | 5pm latest | ចុងថ្ងៃ | ចុងថ្ងៃនេះ | ចុងម៉ោងការងារ
Mon 2024-12-02 17:00 => យ៉ាងយឺតម៉ោង ៥ ល្ងាច | ម៉ោង ៥ ល្ងាច យ៉ាងយឺត
Mon 2024-12-02 16:30 => half past four pm | half past 4 in the afternoon
Mon 2024-12-02 16:45 => quarter to five pm
Tue 2024-12-03 12:00 => 12 noon tomorrow | tomorrow noon | tomorrow 12 noon | ថ្ងៃស្អែក ម៉ោង ១២ ថ្ងៃត្រង់
Tue 2024-12-03 17:00 => the end of tomorrow | cob tomorrow | close of business tomorrow | end of the day tomorrow | ចុងថ្ងៃស្អែក
Tue 2024-12-03 00:00 => 12 midnight | 12 at night | tonight 12 | ម៉ោង ១២ យប់ | ពាក់កណ្តាលអធ្រាត្រ | ម៉ោង ១២ អធ្រាត្រ
Tue 2024-12-03 09:00 => tomorrow 0900 | tomorrow 0900 hours
Fri 2024-12-06 17:00 => the end of friday | COB fri | fri COB | end of business on friday | fri at the latest | fri 1700 | ចុងថ្ងៃសុក្រ
Fri 2024-12-06 17:00 => before fri 5pm | before the end of friday | មុនថ្ងៃសុក្រ ម៉ោង ៥ ល្ងាច
Thu 2024-12-05 17:00 => before 3 working days | មុន ៣ ថ្ងៃធ្វើការ | 5 Dec 1700
Tue 2025-02-11 06:00 => in 1700 hours | in 1700h
Mon 2024-12-02 17:00 => today | today 5pm | 5pm today | today at 17:00 | today 17h | eod | COB | end of day
Mon 2024-12-02 17:00 => 5 in the afternoon | 5 o'clock pm | Mon | 2 Dec | 17:00:00 | ម៉ោង ៥ ល្ងាច | ម៉ោង៥ល្ងាច
Mon 2024-12-02 17:00 => ម៉ោង ១៧:០០ | ម៉ោង១៧៖០០ | ១៧:០០ | ម៉ោង ១៧ | ថ្ងៃនេះ | ថ្ងៃនេះ ម៉ោង ៥ ល្ងាច
Mon 2024-12-02 17:00 => ល្ងាចនេះម៉ោង៥ | មុនម៉ោង ៥ ល្ងាច | ម\u17c4\u17c9ង ៥ ល្ងាច
Mon 2024-12-02 17:30 => 17.30 | 17h30 | 5.30pm | 5:30 pm | ម៉ោង ៥ កន្លះ ល្ងាច | ម៉ោង ៥ និង ៣០ នាទី ល្ងាច
Mon 2024-12-02 20:00 => tonight 8pm | tonight 8 | 20:00 | 8 at night | ម៉ោង ៨ យប់ | យប់នេះ ម៉ោង ៨
Tue 2024-12-03 00:00 => midnight | tonight midnight | 24:00 | tomorrow 00:00 | tomorrow 12am | អធ្រាត្រ
Tue 2024-12-03 09:00 => tomorrow 9am | tomorrow morning 9 | ស្អែក ម៉ោង ៩ ព្រឹក | ស្អែកព្រឹកម៉ោង៩ | tmr 09:00
Tue 2024-12-03 10:00 => 24h | in 24 hours
Tue 2024-12-03 17:00 => tomorrow | tomorrow 17:00 | Tomorrow, 5pm | ថ្ងៃស្អែក | ស្អែក | 1wd | in 1 day | next working day | the next business day | end of the next working day | ថ្ងៃធ្វើការបន្ទាប់
Wed 2024-12-04 10:00 => in 48h | 48h | 48 hours | within 48h | ក្នុងរយៈពេល ៤៨ ម៉ោង | ៤៨ម៉ោង
Wed 2024-12-04 17:00 => in 2 days | two days | 2d | 2 days from now | day after tomorrow | 2 working days
Wed 2024-12-04 17:00 => ២ ថ្ងៃទៀត | ខានស្អែក
Thu 2024-12-05 12:00 => 3wd 12:00 | 3 working days at noon | 5 Dec noon
Thu 2024-12-05 14:00 => 5 Dec 14:00 | 5 December 2pm | Dec 5 2pm | December 5th, 14:00 | 5 Dec 14h
Thu 2024-12-05 14:00 => 2024-12-05 14:00 | 2024-12-05T14:00 | 2024/12/05 14:00 | 14:00 on 5 Dec | 2pm 5 dec 2024
Thu 2024-12-05 14:00 => Thursday, 5 December 2024 at 14:00 | ថ្ងៃទី ៥ ខែធ្នូ ឆ្នាំ២០២៤ ម៉ោង ២ រសៀល | ថ្ងៃទី 5 ខែធ្នូ ឆ្នាំ2024 ម៉ោង 2 រសៀល
Thu 2024-12-05 14:00 => ថ្ងៃព្រហស្បតិ៍ ទី៥ ខែធ្នូ ម៉ោង១៤:០០
Thu 2024-12-05 17:00 => 5 December 2024 | 5th of December | the 5th | on the 5th | Thu | Thu 5 Dec | 2024-12-05
Thu 2024-12-05 17:00 => 3 working days | 3wd | 3 WD | in 3 working days | three business days | ៣ ថ្ងៃធ្វើការ
Thu 2024-12-05 17:00 => ៣ថ្ងៃធ្វើការ | ក្នុង៣ថ្ងៃធ្វើការ | ៥ ខែធ្នូ | ថ្ងៃទី៥ ខែធ្នូ | ថ្ងៃទី៥ ខែ១២ | ថ្ងៃទី៥
Thu 2024-12-05 17:00 => ខែធ្នូ ថ្ងៃទី៥
Fri 2024-12-06 12:00 => fri noon | noon friday
Fri 2024-12-06 17:00 => fri | friday | fri 5pm | 5pm fri | on friday at 5pm | this friday | coming fri
Fri 2024-12-06 17:00 => friday this week | fri eod | 6.12 17:00 | Fri 6 December | សុក្រ | ថ្ងៃសុក្រ
Fri 2024-12-06 17:00 => ថ្ងៃសុក្រ ម៉ោង ៥ ល្ងាច | ថ្ងៃ\u200bសុក្រ\u200bម៉ោង\u200b១៧:០០ | ត្រឹមថ្ងៃសុក្រ
Fri 2024-12-06 17:00 => ថ្ងៃសុក្រនេះ
Fri 2024-12-06 17:30 => fri 17.30 | friday 17:30
Sun 2024-12-08 17:00 => sunday | ថ្ងៃអាទិត្យ | អាទិត្យ | អាទិត្យ ទី ៨ ធ្នូ
Mon 2024-12-09 17:00 => next mon | monday next week | in a week | 1 week | ១ សប្ដាហ៍ | ១ សប្តាហ៍ | មួយសប្ដាហ៍ទៀត
Fri 2024-12-13 17:00 => 13/12 | 13-12 | 13/12/2024 | 13/12/24 | friday next week
Mon 2024-12-16 17:00 => ២ អាទិត្យ | in two weeks
Mon 2024-12-23 17:00 => in 3 weeks | 3w
Wed 2024-12-25 17:00 => 25.12 | 25.12.2024 | 25 Dec
Sun 2025-01-05 17:00 => 5 Jan
Sun 2025-02-02 17:00 => in 2 months | ២ ខែ
Mon 2025-05-05 17:00 => 5/5 | 05/05/2025
"""

BEHIND = """
Mon 2024-12-02 10:00 => now | just now | today | monday | 2 Dec | ឥឡូវនេះ | អម្បាញ់មិញ | 10:00
Mon 2024-12-02 09:40 => 09:40 | 9:40 | 9.40am | today 09:40 | mon 09:40 | at 9:40 | ម៉ោង ៩:៤០ | 20m ago
Mon 2024-12-02 09:30 => half an hour ago | កន្លះម៉ោងមុន | 930am
Sun 2024-12-01 15:00 => yday 3pm | y'day 15:00 | ពីម្សិលមិញ ម៉ោង ៣ រសៀល
Mon 2024-12-02 09:00 => 9 am | 9h | an hour ago | 1h ago | ព្រឹកនេះ ម៉ោង ៩ | ១ម៉ោងមុន
Mon 2024-12-02 08:00 => 2h ago | 2 hours earlier | ២ម៉ោងមុន | កាលពី ២ ម៉ោងមុន
Mon 2024-12-02 00:00 => midnight | 00:00
Sun 2024-12-01 23:00 => last night 11 | yesterday 23:00 | យប់មិញ ម៉ោង ១១
Sun 2024-12-01 15:00 => yesterday 15:00 | yesterday 3pm | ម្សិលមិញ ម៉ោង ៣ រសៀល | 1 Dec 15:00
Sun 2024-12-01 17:00 => yesterday | 1 Dec | the 1st | sunday | ម្សិលមិញ | កាលពីម្សិលមិញ
Sat 2024-11-30 17:00 => 2 days ago | 30/11 | 30 Nov 2024 | day before yesterday | ម្សិលម្ង៉ៃ | ២ថ្ងៃមុន
Fri 2024-11-29 17:00 => fri | last fri | friday last week | 1wd ago | ថ្ងៃសុក្រមុន
Wed 2024-11-27 17:00 => 3wd ago | wed
Mon 2024-11-25 17:00 => last monday | a week ago | 25 Nov | ១ អាទិត្យមុន
Tue 2024-11-05 17:00 => the 5th | 5 Nov
Sun 2023-12-31 17:00 => 31 Dec 2023
"""

REFUSED = """
NoSuchDate => 31 Nov | 31/11 | 29 Feb 2025 | the 32nd | 2024-13-05 | 0 Dec
NoSuchTime => 25:00 | 17:75 | 24:30 | 13am | 0pm | at 30 | 9 in the afternoon | 5am in the evening
WrongWeekday => Fri 5 Dec | Friday 5 December 2024 17:00
HourMissing => lunchtime | friday lunchtime | first thing in the morning | tonight | friday morning | យប់នេះ | ម៉ោង ១ យប់
DayMissing => next week | end of the week | eow | e.o.m. | asap | this weekend | ខែក្រោយ
InThePast => 2h ago | yesterday | 09:00 | 10:00 | 1 Dec | 25 Nov | 5 Dec 2023 | last fri | now
TooFar => 5 Dec 2030 | 3 Dec 2026 | 800 days | 9999 months | 9999wd | 29 Feb
"""

NO_TIME = """
no time => latest | at the latest | before | half past | half past 13 | noon 5pm | 11 noon | 1700 | 2024 | five | end of may | the end of
no time => , | the court | Sok Veasna | may | december | by | at | on friday at | tomorrow the | fri fri | 5pm 6pm
no time => today tomorrow | today fri | 5 Dec 6 Dec | now 17:00 | eod 17:00 | in 48h 17:00 | 0 days | in 0 minutes
no time => 100000 days | in 3 years | in 2h ago | 2 days 3 weeks | dismay 5 | 5pmx | 5thx | 17 | on 17 | 1234 | 12:345
no time => pm | 5pm am | 5 am am | signed by pm | in | a | ago | m | week | ខែធ្នូ | ម៉ោង | តុលាការ | 🙂 | fri 🙂 | 1/2/3/4
"""


@pytest.mark.parametrize(("text", "expected"), typed(AHEAD))
def test_a_time_ahead_is_read_as_typed(text: str, expected: str) -> None:
    reading = read(text)
    assert local(reading.instant) == expected
    assert reading.instant.tzinfo is UTC
    assert looks_like_time(text)


@pytest.mark.parametrize(("text", "expected"), typed(BEHIND))
def test_a_time_behind_is_read_as_typed(text: str, expected: str) -> None:
    assert local(behind(text).instant) == expected


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
    assert local(read(f"10 {month} 2025").instant)[4:] == f"2025-{number:02}-10 17:00"


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
        assert local(read(word).instant)[4:] == f"2024-12-{day:02} 17:00"


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
    assert local(read(text, friday).instant) == expected


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
    assert local(read(text, now).instant) == expected


def test_a_date_that_passed_within_five_weeks_is_a_slip_and_not_next_years() -> None:
    with pytest.raises(InThePast):
        read("1 May", datetime(2024, 6, 5, 8, tzinfo=PHNOM_PENH))
    assert local(read("1 May", datetime(2024, 6, 6, 8, tzinfo=PHNOM_PENH)).instant) == "Thu 2025-05-01 17:00"
    assert (
        local(read("1 May 2025", datetime(2024, 6, 5, 8, tzinfo=PHNOM_PENH)).instant)
        == "Thu 2025-05-01 17:00"
    )


def test_a_saturday_is_taken_as_typed_and_not_moved() -> None:
    reading = read("sat")
    assert local(reading.instant) == "Sat 2024-12-07 17:00"
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
        ("17 hrs", {"Mon 2024-12-02 17:00", "Tue 2024-12-03 03:00"}),
        ("18 hours", {"Mon 2024-12-02 18:00", "Tue 2024-12-03 04:00"}),
        ("17h", {"Mon 2024-12-02 17:00", "Tue 2024-12-03 03:00"}),
        ("next fri", {"Fri 2024-12-06 17:00", "Fri 2024-12-13 17:00"}),
        ("ថ្ងៃសុក្រក្រោយ", {"Fri 2024-12-06 17:00", "Fri 2024-12-13 17:00"}),
        ("sunday next week", {"Sun 2024-12-08 17:00", "Sun 2024-12-15 17:00"}),
        ("before fri", {"Thu 2024-12-05 17:00", "Fri 2024-12-06 17:00"}),
        ("before tomorrow", {"Mon 2024-12-02 17:00", "Tue 2024-12-03 17:00"}),
        ("មុនថ្ងៃសុក្រ", {"Thu 2024-12-05 17:00", "Fri 2024-12-06 17:00"}),
        ("half past four", {"Mon 2024-12-02 16:30", "Mon 2024-12-02 04:30"}),
        ("five o'clock", {"Mon 2024-12-02 17:00", "Mon 2024-12-02 05:00"}),
        ("12 midnight fri", {"Fri 2024-12-06 00:00", "Sat 2024-12-07 00:00"}),
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


@pytest.mark.parametrize(("text", "error"), typed(REFUSED))
def test_what_is_like_a_time_but_cannot_be_one_says_why(text: str, error: str) -> None:
    with pytest.raises(TimeNotUnderstood) as caught:
        read(text)
    assert type(caught.value).__name__ == error
    assert caught.value.fields["text"] == text
    assert text in str(caught.value)
    assert caught.value.message.format(**caught.value.fields) == str(caught.value)
    assert looks_like_time(text)


@pytest.mark.parametrize("text", ["", " ", "\u200b", "5 " * 60, *(text for text, _ in typed(NO_TIME))])
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


@pytest.mark.parametrize(
    "text",
    ["10:01", "17:00", "noon", "tomorrow", "in 2h", "48h", "17h", "5 Dec", "next mon", "3wd", "today 17:00"],
)
def test_nothing_has_happened_in_the_future(text: str) -> None:
    with pytest.raises(InTheFuture) as caught:
        behind(text)
    assert caught.value.instant > MONDAY


@pytest.mark.parametrize("text", ["05/11", "at 9", "5/12/2023", "last week sunday"])
def test_what_happened_is_asked_and_not_guessed_either(text: str) -> None:
    with pytest.raises(Ambiguous) as caught:
        behind(text)
    assert caught.value.instants[0] <= MONDAY


def test_the_last_friday_said_on_a_weekend_may_be_yesterdays_or_last_weeks() -> None:
    saturday = datetime(2024, 12, 7, 10, tzinfo=PHNOM_PENH)
    with pytest.raises(Ambiguous) as caught:
        behind("last fri", saturday)
    days = [instant.astimezone(PHNOM_PENH).day for instant in caught.value.instants]
    assert days == [6, 29]


@pytest.mark.parametrize("text", ["2020-01-01", "1000 days ago", "5 Dec 2021"])
def test_long_ago_is_likely_a_slip(text: str) -> None:
    with pytest.raises(TooFar):
        behind(text)


@pytest.mark.parametrize("text", ["today", "monday", "2 Dec"])
def test_what_happened_today_at_no_stated_hour_is_recorded_as_now_and_says_so(text: str) -> None:
    reading = behind(text)
    assert reading.instant == MONDAY
    assert reading.explanation.basis is Basis.EXACT
    assert Assumed.NOW in reading.explanation.assumed


def test_late_in_the_evening_today_without_an_hour_is_the_end_of_work() -> None:
    evening = datetime(2024, 12, 2, 21, tzinfo=PHNOM_PENH)
    reading = behind("today", evening)
    assert reading.instant == evening - timedelta(hours=4)
    assert reading.explanation.basis is Basis.END_OF_DAY


PAGE = pages.read("docs/deadlines.md")


def on_the_page(heading: str) -> list[list[str]]:
    """Each text of a table of the page with its second cell."""
    return [[text, row[1]] for row in pages.rows(PAGE, heading) for text in re.findall("`(.+?)`", row[0])]


READ = on_the_page("typed | means")
ASKED = on_the_page("typed | may be")
HAPPENED = re.findall("`(.+?)`", PAGE.split("### When something happened")[1].split("A weekday name")[0])


@pytest.mark.parametrize(("text", "means"), READ)
def test_what_the_page_says_is_read_is_read_so(text: str, means: str) -> None:
    assert local(read(text).instant) == means


@pytest.mark.parametrize("text", [text for text, _ in ASKED])
def test_what_the_page_says_is_asked_back_is_asked_back(text: str) -> None:
    with pytest.raises(Ambiguous):
        read(text)


@pytest.mark.parametrize("text", HAPPENED)
def test_what_the_page_says_has_happened_lies_behind(text: str) -> None:
    assert behind(text).instant <= MONDAY


def test_the_tables_of_the_page_are_found() -> None:
    assert (len(READ) > 40, len(ASKED) > 12, len(HAPPENED) > 6) == (True, True, True)


@pytest.mark.parametrize(
    "text",
    [
        "the day after yesterday", "frday evning", "some wednesday", "novmber sometime", "សប្តាហ៍ក្រោយ ឬ", "noontime or so",
        "midnigt", "eod or cob", "over the weekend", "in the mornings", "a few minuts", "the end of it", "ម្សិលមិញ ឬ",
    ],
)  # fmt: skip
def test_words_that_name_a_time_are_seen_although_they_are_none(text: str) -> None:
    assert names_time(text)


@pytest.mark.parametrize("text", ["the governor", "a monk", "marble", "about the 25 detainees", "ok", "in 3"])
def test_other_words_name_no_time(text: str) -> None:
    assert not names_time(text)


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
