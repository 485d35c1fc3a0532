"""Completing a day as typed: which Friday, which year's 5 December (pure)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum, StrEnum, auto

from jobs.deadlines.calendars import Calendar, DayOff
from jobs.deadlines.errors import NoSuchDate, TooFar, WrongWeekday
from jobs.deadlines.values import CalendarDay, ClockTime, DaySpec, NamedDay, Phrase, RelativeDay, Span
from jobs.deadlines.words import Unit

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


FURTHEST = timedelta(days=731)
_AT_LEAST = {
    Unit.MINUTE: timedelta(minutes=1),
    Unit.HOUR: timedelta(hours=1),
    Unit.DAY: _ONE_DAY,
    Unit.WORKING_DAY: _ONE_DAY,
    Unit.WEEK: timedelta(days=7),
    Unit.MONTH: timedelta(days=28),
}


class Direction(Enum):
    """Which way a time must lie: ahead (a deadline, a reminder), or behind (when something happened)."""

    FUTURE = auto()
    PAST = auto()


class Basis(StrEnum):
    """What fixes the instant: a count on the clock (or now itself), the hour that was typed, or, without one, the
    end of the working day."""

    EXACT = "exact"
    CLOCK = "clock"
    END_OF_DAY = "end of day"


@dataclass(frozen=True)
class Explanation:
    """How an instant was computed, for telling it in words.

    Args:
        basis: what fixes the instant.
        day: the local day that it belongs to. For 24:00, the day that ends.
        start: the UTC instant from which it was counted.
        amount, unit, ago: the length counted, when one was typed ("3wd": 3 working days).
        counted: the working days counted, in the order of counting; for working days alone.
        skipped: the weekend days and holidays passed over in counting, with the holidays' names.
        day_off: why `day` is no working day, when it is none; nothing is moved for it.
        assumed: what was not typed and taken for granted.
    """

    basis: Basis
    day: date
    start: datetime
    amount: int | None = None
    unit: Unit | None = None
    ago: bool = False
    counted: tuple[date, ...] = ()
    skipped: tuple[DayOff, ...] = ()
    day_off: DayOff | None = None
    assumed: frozenset[Assumed] = frozenset()

    def steps(self) -> list[date | DayOff]:
        """The days counted and the days passed over, in the order in which the counting came to them."""
        every: list[date | DayOff] = [*self.counted, *self.skipped]
        return sorted(
            every, key=lambda step: step.day if isinstance(step, DayOff) else step, reverse=self.ago
        )


@dataclass(frozen=True)
class Reading:
    """A time as typed, understood: the UTC instant, and how it came about."""

    instant: datetime
    explanation: Explanation


@dataclass(frozen=True)
class Moment:
    """Where and when a time is read, and which way it must lie."""

    now: datetime
    calendar: Calendar
    direction: Direction

    @property
    def today(self) -> date:
        """The local day of now."""
        return self.calendar.local(self.now).date()

    def fits(self, instant: datetime) -> bool:
        """Whether an instant lies in the direction. Something may have happened just now; a deadline lies ahead."""
        return instant > self.now if self.direction is Direction.FUTURE else instant <= self.now


def readings_of(text: str, phrase: Phrase, moment: Moment) -> Iterator[Reading]:
    """Every instant that a phrase can mean at this moment; they may still lie in the wrong direction.

    Raises:
        TooFar, WrongWeekday, NoSuchDate: the date, once completed, cannot be.
    """
    match phrase.day:
        case Span() as span:
            yield _after(text, span, phrase.clock, moment)
        case None if phrase.clock is None and not phrase.end_of_day:
            yield Reading(
                moment.now.astimezone(UTC), Explanation(Basis.EXACT, moment.today, moment.now.astimezone(UTC))
            )
        case _:
            instant_on = _placed(phrase.clock, moment)
            for day, assumed in candidate_days(text, phrase.day, moment.today, _fits_on(instant_on, moment)):
                yield _on(day, phrase.clock, instant_on(day), moment, assumed=assumed)


def _after(text: str, span: Span, clock: ClockTime | None, moment: Moment) -> Reading:
    least = _AT_LEAST[span.unit] * span.amount
    if least > FURTHEST:
        raise TooFar(text)
    start = moment.now.astimezone(UTC)
    if span.exact:
        instant = start - least if span.ago else start + least
        day = moment.calendar.local(instant).date()
        off = moment.calendar.day_off(day)
        return Reading(
            instant, Explanation(Basis.EXACT, day, start, span.amount, span.unit, span.ago, day_off=off)
        )
    signed = -span.amount if span.ago else span.amount
    counted: tuple[date, ...] = ()
    skipped: tuple[DayOff, ...] = ()
    if span.unit is Unit.WORKING_DAY:
        count = moment.calendar.count_working_days(moment.today, signed)
        day, counted, skipped = count.day, count.counted, count.skipped
    elif span.unit is Unit.MONTH:
        day = _months_later(moment.today, signed)
    else:
        day = moment.today + _AT_LEAST[span.unit] * signed
    return _on(day, clock, _placed(clock, moment)(day), moment, span=span, counted=counted, skipped=skipped)


def _on(
    day: date,
    clock: ClockTime | None,
    instant: datetime,
    moment: Moment,
    *,
    span: Span | None = None,
    counted: tuple[date, ...] = (),
    skipped: tuple[DayOff, ...] = (),
    assumed: frozenset[Assumed] = frozenset(),
) -> Reading:
    basis = Basis.END_OF_DAY if clock is None else Basis.CLOCK
    if clock is None and instant == moment.now and moment.direction is Direction.PAST:
        basis, assumed = Basis.EXACT, assumed | {Assumed.NOW}
    explanation = Explanation(
        basis,
        day,
        moment.now.astimezone(UTC),
        span.amount if span else None,
        span.unit if span else None,
        span.ago if span else False,
        counted,
        skipped,
        moment.calendar.day_off(day),
        assumed,
    )
    return Reading(instant, explanation)


def _placed(clock: ClockTime | None, moment: Moment) -> Callable[[date], datetime]:
    """Where a day's time falls: the instant of `clock` on it, or the end of work."""
    calendar = moment.calendar
    if clock is None and moment.direction is Direction.PAST:
        # What happened "today" cannot have happened at the end of today: it happened by now.
        now, today = moment.now.astimezone(UTC), moment.today
        return lambda day: (
            min(calendar.end_of_working_day(day), now) if day == today else calendar.end_of_working_day(day)
        )
    if clock is None:
        return calendar.end_of_working_day
    if clock.hour < 24:
        return lambda day: calendar.at(day, time(clock.hour, clock.minute))
    if clock.nearest and moment.direction is Direction.PAST:
        return lambda day: calendar.at(day, time(0))
    return lambda day: calendar.at(day + _ONE_DAY, time(0))


def _fits_on(instant_on: Callable[[date], datetime], moment: Moment) -> Callable[[date], bool]:
    return lambda day: moment.fits(instant_on(day))


def _months_later(day: date, months: int) -> date:
    """The same day of another month, or that month's last when it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    first = date(index // 12, index % 12 + 1, 1)
    following = date((index + 1) // 12, (index + 1) % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), following - _ONE_DAY)
