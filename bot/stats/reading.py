"""Reading what follows /stats: whom or what it is about, and of which month or year (pure)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bot.reading.errors import NotUnderstood
from bot.reading.words import clean, fold, one_line
from jobs.deadlines.tokens import NotATime, tokenise
from jobs.deadlines.words import Kind

EVER = "all"
_EVER = frozenset({EVER, "ever", "everything", "total", "ទាំងអស់"})
_MONTHS_AGO = {
    "month": 0, "this month": 0, "the month": 0, "last month": 1, "previous month": 1,
    "ខែ": 0, "ខែនេះ": 0, "ខែ នេះ": 0, "ខែមុន": 1, "ខែ មុន": 1,
}  # fmt: skip
_YEARS_AGO = {
    "year": 0, "this year": 0, "the year": 0, "last year": 1, "previous year": 1,
    "ឆ្នាំ": 0, "ឆ្នាំនេះ": 0, "ឆ្នាំ នេះ": 0, "ឆ្នាំមុន": 1, "ឆ្នាំ មុន": 1,
}  # fmt: skip
_YEAR = re.compile(r"(?:ឆ្នាំ\s?)?(20\d\d)")
_NUMERIC = re.compile(r"(20\d\d)[-/.](\d{1,2})|(\d{1,2})[-/.](20\d\d)")
_A_DAY = re.compile(r"20\d\d([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2(?:20)?\d\d")


class NoMonth(NotUnderstood):
    """What is written as a month is none."""

    message = "“{text}” is no month. A month is written 2024-11, Nov 2024 or last month."


@dataclass(frozen=True)
class Window:
    """A month, or a whole year where `month` is None, by the newsroom's calendar."""

    year: int
    month: int | None = None

    def bounds(self, timezone: str) -> tuple[datetime, datetime]:
        """Its first instant, and the first one after it (UTC)."""
        year, month = (self.year, self.month) if self.month else (self.year, 1)
        months = year * 12 + month - 1 + (1 if self.month else 12)
        zone = ZoneInfo(timezone)
        first, after = date(year, month, 1), date(months // 12, months % 12 + 1, 1)
        return (
            datetime(first.year, first.month, 1, tzinfo=zone).astimezone(UTC),
            datetime(after.year, after.month, 1, tzinfo=zone).astimezone(UTC),
        )

    @property
    def typed(self) -> str:
        """As it can be typed."""
        return f"{self.year}-{self.month:02}" if self.month else str(self.year)


@dataclass(frozen=True)
class StatsForm:
    """`about` is what it is about, as typed; `window` the month or year in which was asked, None where none is named.
    `ever`: whenever it was."""

    about: str
    window: Window | None = None
    ever: bool = False

    @property
    def rest(self) -> str:
        """The words for the window."""
        return self.window.typed if self.window else EVER


def parse_stats(text: str, today: date) -> StatsForm:
    """Read `[#story | BODY | me] [month]`: what is no month is a name, and a name that ends in one can stand in quotation
    marks.

    Raises:
        NoMonth: it is written as a month or a day, and there is no such month.
    """
    words = one_line(clean(text)).split()
    if words and words[-1][-1] in '"”':
        return StatsForm(_unquoted(words))
    if words and fold(words[-1]) in _EVER:
        return StatsForm(_unquoted(words[:-1]), ever=True)
    for size in (3, 2, 1):
        window = _window(" ".join(words[-size:]), today) if size <= len(words) else None
        if window is not None:
            return StatsForm(_unquoted(words[:-size]), window)
    return StatsForm(_unquoted(words))


def _window(typed: str, today: date) -> Window | None:
    said = "".join(str(unicodedata.digit(sign, sign)) for sign in fold(typed))
    if said in _MONTHS_AGO:
        months = today.year * 12 + today.month - 1 - _MONTHS_AGO[said]
        return Window(months // 12, months % 12 + 1)
    if said in _YEARS_AGO:
        return Window(today.year - _YEARS_AGO[said])
    if whole := _YEAR.fullmatch(said):
        return Window(int(whole[1]))
    if numbers := _NUMERIC.fullmatch(said):
        year, month = int(numbers[1] or numbers[4]), int(numbers[2] or numbers[3])
        if not 1 <= month <= 12:
            raise NoMonth(text=typed)
        return Window(year, month)
    if _A_DAY.fullmatch(said):
        raise NoMonth(text=typed)
    return _named(said.removeprefix("ខែ").strip(), today)


def _named(said: str, today: date) -> Window | None:
    """A month by its name: without a year the newest one that has begun."""
    try:
        found = [(token.kind, token.value) for token in tokenise(said)]
    except NotATime:
        return None
    match found:
        case [(Kind.MONTH, int(month))]:
            return Window(today.year - (month > today.month), month)
        case [(Kind.MONTH, int(month)), (Kind.NUMBER, int(year))] if 2000 <= year < 2100:
            return Window(year, month)
        case [(Kind.MONTH, int()), (Kind.NUMBER, _)] | [(Kind.NUMBER, _), (Kind.MONTH, int())]:
            raise NoMonth(text=said)
        case _:
            return None


def _unquoted(words: list[str]) -> str:
    text = " ".join(words)
    quoted = len(text) > 2 and text[0] in '"“' and text[-1] in '"”'
    return text[1:-1] if quoted else text
