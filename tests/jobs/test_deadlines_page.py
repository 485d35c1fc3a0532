"""The page about deadlines tells the truth: its examples are read as it says."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from jobs.deadlines.calendars import Calendar
from jobs.deadlines.errors import Ambiguous
from jobs.deadlines.reading import Direction, read_time

PAGE = (Path(__file__).parents[2] / "docs" / "deadlines.md").read_text(encoding="utf-8")
MONDAY = datetime(2024, 12, 2, 10, tzinfo=ZoneInfo("Asia/Phnom_Penh"))


def rows(heading: str) -> list[tuple[str, str]]:
    """The first two cells of each row of the table under a heading row."""
    table = PAGE.split(f"{heading}\n| --- | --- |\n")[1].split("\n\n")[0]
    found = [line.strip("| ").split(" | ") for line in table.splitlines()]
    return [(cells[0], cells[1]) for cells in found]


READ = [(typed, means) for cell, means in rows("| typed | means |") for typed in re.findall("`(.+?)`", cell)]
ASKED = [typed for cell, _ in rows("| typed | may be |") for typed in re.findall("`(.+?)`", cell)]
BEHIND = re.findall("`(.+?)`", PAGE.split("### When something happened")[1].split("A weekday name")[0])


@pytest.mark.parametrize(("typed", "means"), READ)
def test_what_the_page_says_is_read_is_read_so(typed: str, means: str) -> None:
    reading = read_time(typed, now=MONDAY, calendar=Calendar(), direction=Direction.FUTURE)
    assert f"{reading.instant.astimezone(MONDAY.tzinfo):%a %Y-%m-%d %H:%M}" == means


@pytest.mark.parametrize("typed", ASKED)
def test_what_the_page_says_is_asked_back_is_asked_back(typed: str) -> None:
    with pytest.raises(Ambiguous):
        read_time(typed, now=MONDAY, calendar=Calendar(), direction=Direction.FUTURE)


@pytest.mark.parametrize("typed", BEHIND)
def test_what_the_page_says_has_happened_lies_behind(typed: str) -> None:
    reading = read_time(typed, now=MONDAY, calendar=Calendar(), direction=Direction.PAST)
    assert reading.instant <= MONDAY


def test_the_tables_of_the_page_are_found() -> None:
    assert len(READ) > 40
    assert len(ASKED) > 12
    assert len(BEHIND) > 6
