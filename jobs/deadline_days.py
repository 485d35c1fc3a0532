"""Reading the day of a time as typed: today, a weekday, a date (pure)."""

from __future__ import annotations

import calendar as _months
from dataclasses import replace

from jobs.deadline_cursor import Cursor
from jobs.deadline_errors import DayMissing, NoSuchDate
from jobs.deadline_phrases import CalendarDay, DaySpec, NamedDay, RelativeDay
from jobs.deadline_tokens import NotATime
from jobs.deadline_words import Kind

_LEAP_YEAR = 2024
_WEEKDAYS = (Kind.WEEKDAY, Kind.WEEK_OR_SUNDAY)
_SUNDAY = 6


def read(cursor: Cursor, text: str) -> tuple[DaySpec, ...]:
    """Take a day from the cursor: every day it may mean, or () when none begins there.

    Raises:
        NoSuchDate: a date that no year has, such as 31 November.
        DayMissing: a week without its day.
    """
    if token := cursor.take(Kind.DAY):
        return (RelativeDay(cursor.number(token)),)
    for reader in (_weekday, _date):
        back = cursor.mark
        if found := reader(cursor, text):
            return found
        cursor.mark = back
    return ()


def joined(before: tuple[DaySpec, ...], found: tuple[DaySpec, ...]) -> tuple[DaySpec, ...]:
    """Two mentions of the day as one: "Thursday, 5 December". Any other two days in one text are no time."""
    if not before:
        return found
    for named, dates in ((before, found), (found, before)):
        match named:
            case (NamedDay(weekday=weekday, step=0, week=None),):
                checked = [replace(each, weekday=weekday) for each in dates if isinstance(each, CalendarDay)]
                if len(checked) == len(dates):
                    return tuple(checked)
    raise NotATime


def dotted(first: int, second: int) -> tuple[CalendarDay, ...]:
    """The date that two numbers with a dot between can be: the day before the month, as wherever dots are used."""
    return (CalendarDay(first, second),) if _exists(first, second) else ()


def _weekday(cursor: Cursor, text: str) -> tuple[DaySpec, ...]:
    if week := cursor.take(Kind.WEEK_AWAY):
        cursor.take(Kind.AT)
        cursor.take(Kind.DAY_WORD)
        day = cursor.take(*_WEEKDAYS)
        if day is None:
            raise DayMissing(text)
        return _in_week(_number(day.value), cursor.number(week))
    ahead = cursor.take(Kind.THIS, Kind.NEXT, Kind.LAST)
    cursor.take(Kind.DAY_WORD)
    day = cursor.take(*_WEEKDAYS)
    if day is None:
        return ()
    weekday = _number(day.value)
    if ahead is None:
        if week := cursor.take(Kind.WEEK_AWAY):
            return _in_week(weekday, cursor.number(week))
        ahead = cursor.take(Kind.THIS, Kind.NEXT, Kind.LAST, Kind.BEFORE)
        if ahead is None and cursor.take(Kind.LATER):
            return (NamedDay(weekday),)
    steps = {Kind.NEXT: 1, Kind.LAST: -1, Kind.BEFORE: -1}
    return (NamedDay(weekday, steps.get(ahead.kind, 0) if ahead else 0),)


def _in_week(weekday: int, week: int) -> tuple[DaySpec, ...]:
    """A Sunday ends the week for some and begins it for others."""
    if weekday == _SUNDAY:
        return NamedDay(weekday, week=week - 1), NamedDay(weekday, week=week)
    return (NamedDay(weekday, week=week),)


def _number(value: object) -> int:
    return value if isinstance(value, int) else _SUNDAY


def _date(cursor: Cursor, text: str) -> tuple[DaySpec, ...]:
    if token := cursor.take(Kind.FULL_DATE, Kind.SLASHED):
        return _numeric(token.kind, token.value, text)
    cursor.take(Kind.MONTH_WORD)
    if token := cursor.take(Kind.MONTH):
        cursor.take(Kind.DATE_WORD)
        day = cursor.take(Kind.NUMBER, Kind.ORDINAL)
        if day is None:
            return ()
        return _month_day(cursor, cursor.number(day), cursor.number(token), text)
    led = cursor.take(Kind.DATE_WORD) is not None
    number = cursor.take(Kind.NUMBER, Kind.ORDINAL)
    if number is None:
        return ()
    day_number, back = cursor.number(number), cursor.mark
    cursor.take(Kind.FILLER)
    spelled = cursor.take(Kind.MONTH_WORD) is not None
    if token := cursor.take(Kind.MONTH):
        return _month_day(cursor, day_number, cursor.number(token), text)
    if led and spelled and (token := cursor.take(Kind.NUMBER)):
        return _month_day(cursor, day_number, cursor.number(token), text)
    cursor.mark = back
    if not led and number.kind is not Kind.ORDINAL:
        return ()
    if not 1 <= day_number <= 31:
        raise NoSuchDate(text)
    return (CalendarDay(day_number),)


def _month_day(cursor: Cursor, day: int, month: int, text: str) -> tuple[DaySpec, ...]:
    year = None
    back = cursor.mark
    spelled = cursor.take(Kind.YEAR_WORD) is not None
    if (token := cursor.take(Kind.NUMBER)) and cursor.number(token) > 99:
        year = cursor.number(token)
    elif spelled:
        raise NotATime
    else:
        cursor.mark = back
    return _existing(text, CalendarDay(day, month, year))


def _numeric(kind: Kind, value: object, text: str) -> tuple[DaySpec, ...]:
    match kind, value:
        case Kind.FULL_DATE, (int(year), int(month), int(day)):
            return _existing(text, CalendarDay(day, month, year))
        case Kind.SLASHED, (int(first), int(second), int() | None as year):
            return _existing(text, CalendarDay(first, second, year), CalendarDay(second, first, year))
    raise TypeError(f"{value} is no date")


def _existing(text: str, *dates: CalendarDay) -> tuple[DaySpec, ...]:
    found = tuple(dict.fromkeys(each for each in dates if _exists(each.day, each.month or 0, each.year)))
    if not found:
        raise NoSuchDate(text)
    return found


def _exists(day: int, month: int, year: int | None = None) -> bool:
    if not 1 <= month <= 12 or not 1 <= (year or _LEAP_YEAR) <= 9999:
        return False
    return 1 <= day <= _months.monthrange(year or _LEAP_YEAR, month)[1]
