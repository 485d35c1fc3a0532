"""Completing a day as typed: which Friday, which year's 5 December (pure)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from enum import StrEnum

from jobs.deadline_errors import NoSuchDate, TooFar, WrongWeekday
from jobs.deadline_phrases import CalendarDay, DaySpec, NamedDay, RelativeDay

# A date without a year that passed so recently was meant, and is a slip; it is not next year's.
SLIP = timedelta(days=35)
_ONE_DAY, _ONE_WEEK = timedelta(days=1), timedelta(days=7)
_YEARS = 3  # further away, the hour does not matter: it is too far

Fits = Callable[[date], bool]


class Assumed(StrEnum):
    """What was not typed: that it is today, that it is now, the month, the year."""

    TODAY = "today"
    NOW = "now"
    MONTH = "month"
    YEAR = "year"


def candidate_days(
    text: str, day: DaySpec | None, today: date, fits: Fits
) -> Iterator[tuple[date, frozenset[Assumed]]]:
    """Every date that `day` can mean, each with what was assumed.

    Args:
        text: what was typed, for the errors.
        day: the day as typed; None is today.
        today: the local date of now.
        fits: whether the typed time on a given date lies in the wanted direction.

    Raises:
        NoSuchDate, WrongWeekday, TooFar: as the names say.
    """
    nothing: frozenset[Assumed] = frozenset()
    match day:
        case None:
            yield today, frozenset({Assumed.TODAY})
        case RelativeDay(offset):
            yield today + timedelta(days=offset), nothing
        case NamedDay():
            for found in dict.fromkeys(_weekdays(day, today, fits)):
                yield found, nothing
        case CalendarDay(number, None):
            yield _in_some_month(text, number, day.weekday, today, fits), frozenset({Assumed.MONTH})
        case CalendarDay(number, int(month), None):
            yield _in_some_year(text, number, month, day.weekday, today, fits), frozenset({Assumed.YEAR})
        case CalendarDay(number, int(month), int(year)):
            if abs(year - today.year) > _YEARS:
                raise TooFar(text)
            yield _checked(text, _date(year, month, number), day.weekday), nothing


def _weekdays(day: NamedDay, today: date, fits: Fits) -> Iterator[date]:
    """A plain name is the nearest such day, today included, whose time lies in the direction.

    Next and last are what people disagree about: the nearest one after (before) today, or the one in the next (last)
    week, Monday to Sunday. Where the two differ, both come back.
    """
    monday = today - timedelta(days=today.weekday())
    ahead = today + timedelta(days=(day.weekday - today.weekday()) % 7)
    if day.week is not None:
        yield monday + timedelta(days=day.weekday) + _ONE_WEEK * day.week
    elif day.step > 0:
        yield ahead if ahead > today else ahead + _ONE_WEEK
        yield monday + timedelta(days=day.weekday) + _ONE_WEEK
    elif day.step < 0:
        yield ahead - _ONE_WEEK
        yield monday + timedelta(days=day.weekday) - _ONE_WEEK
    else:
        nearest = (ahead, ahead + _ONE_WEEK, ahead - _ONE_WEEK)
        yield next(each for each in nearest if fits(each))


def _in_some_month(text: str, number: int, weekday: int | None, today: date, fits: Fits) -> date:
    """The nearest month's such day; today's own date is meant even when its hour is over."""
    if number == today.day:
        return _checked(text, today, weekday)
    index = today.year * 12 + today.month - 1
    near = (_date((index + n) // 12, (index + n) % 12 + 1, number) for n in (0, 1, -1, 2, -2))
    return _checked(text, next((day for day in near if day and fits(day)), None), weekday)


def _in_some_year(text: str, number: int, month: int, weekday: int | None, today: date, fits: Fits) -> date:
    near = [_date(today.year + n, month, number) for n in range(-8, 9)]  # 29 February may be eight years away
    by_distance = sorted((day for day in near if day), key=lambda day: abs(day - today))
    if not by_distance:
        raise NoSuchDate(text)
    slip = by_distance[0] if abs(by_distance[0] - today) <= SLIP else None
    return _checked(text, slip or next(day for day in by_distance if fits(day)), weekday)


def _date(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def _checked(text: str, day: date | None, weekday: int | None) -> date:
    if day is None:
        raise NoSuchDate(text)
    if weekday is not None and day.weekday() != weekday:
        raise WrongWeekday(text, day)
    return day
