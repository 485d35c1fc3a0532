"""Reading a time as a person types it, in English or Khmer, for the deadline of a request or for what happened (pure).

What can be read in two ways is never guessed. docs/deadlines.md has every form and every rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum, StrEnum, auto

import regex

from jobs.deadlines.calendars import Calendar, DayOff
from jobs.deadlines.errors import (
    Ambiguous,
    DayMissing,
    HourMissing,
    InTheFuture,
    InThePast,
    NoSuchDate,
    NoSuchTime,
    TimeNotUnderstood,
    TooFar,
    Unreadable,
    WrongWeekday,
)
from jobs.deadlines.grammar import parse
from jobs.deadlines.phrases import CalendarDay, ClockTime, DaySpec, NamedDay, Phrase, RelativeDay, Span
from jobs.deadlines.tokens import NotATime, normalise, tokenise, vocabulary
from jobs.deadlines.words import Kind, Unit

_FURTHEST = timedelta(days=731)
# A date without a year that passed so recently was meant, and is a slip; it is not next year's.
_SLIP = timedelta(days=35)
_ONE_DAY, _ONE_WEEK = timedelta(days=1), timedelta(days=7)
_YEARS = 3  # further away, the hour does not matter: it is too far
_AT_LEAST = {
    Unit.MINUTE: timedelta(minutes=1),
    Unit.HOUR: timedelta(hours=1),
    Unit.DAY: _ONE_DAY,
    Unit.WORKING_DAY: _ONE_DAY,
    Unit.WEEK: timedelta(days=7),
    Unit.MONTH: timedelta(days=28),
}
_Fits = Callable[[date], bool]


class Direction(Enum):
    """Which way a time must lie: ahead (a deadline, a reminder), or behind (when something happened)."""

    FUTURE = auto()
    PAST = auto()


class Assumed(StrEnum):
    """What was not typed: that it is today, that it is now, the month, the year."""

    TODAY = "today"
    NOW = "now"
    MONTH = "month"
    YEAR = "year"


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
        told: whether that is when the body was told, which was not now.
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
    told: bool = False

    @property
    def is_day_alone(self) -> bool:
        """Whether nobody told the hour: the end of that day's work, or now, stands for it."""
        return self.basis is Basis.END_OF_DAY or Assumed.NOW in self.assumed

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


def read_time(
    text: str,
    *,
    now: datetime,
    calendar: Calendar,
    direction: Direction,
    told_at: datetime | None = None,
) -> Reading:
    """The instant that a text means when typed at `now` (aware), on the clocks of whoever types; a deadline without an hour is
    the end of the newsroom's working day, and lengths are counted by its days.

    Args:
        direction: FUTURE for a deadline or a reminder, which must lie after `now`; PAST for when something happened,
            which may be `now` at the latest.
        told_at: when the body was told it, if that was not now: lengths are counted from then, and what is another
            time seen from then ("tomorrow", 17:00) can be read in two ways.

    Raises:
        Unreadable: it is no time; its subclasses say what is missing or cannot be.
        Ambiguous: it can be read in two ways; both instants come with it, one in the right direction first.
        InThePast, InTheFuture: it lies in the wrong direction. A time of day that is over is not taken for
            tomorrow's, nor one to come for yesterday's.
        TooFar: more than two years away.
    """
    moment = _Moment(now, calendar, direction, told_at)
    phrases = parse(text)
    if direction is Direction.PAST:
        phrases = (
            tuple(phrase for phrase in phrases if not isinstance(phrase.day, Span) or phrase.day.ago)
            or phrases
        )
    found: dict[datetime, Reading] = {}
    impossible: TimeNotUnderstood | None = None
    for phrase in phrases:
        try:
            found |= {reading.instant: reading for reading in _readings(text, phrase, moment)}
            # An hour alone, like "today", is today's where that is still to come.
            may_be_today = phrase.day is None and any(map(moment.fits, found))
            if told_at is not None and not (
                may_be_today or phrase.day == RelativeDay(0) or isinstance(phrase.day, Span)
            ):
                then = _Moment(told_at, calendar, direction)
                seen = _readings(text, phrase, then)
                found |= {reading.instant: reading for reading in seen if then.fits(reading.instant)}
        except TimeNotUnderstood as error:
            impossible = impossible or error
    if not found:
        raise impossible or Unreadable(text)
    return _single(text, list(found.values()), moment)


def says_more(text: str) -> bool:
    """Whether a length is one beside what there was before: "3 more days", "another week"."""
    try:
        return any(token.kind is Kind.MORE for token in tokenise(text))
    except NotATime:
        return False


def looks_like_time(text: str, direction: Direction | None = None) -> bool:
    """Whether a text is made like a time, be it ambiguous, impossible or past; what it means is `read_time`'s to say.

    "next week" and "tonight" count: somebody who typed them meant a time, and is told what is missing. With
    `direction` FUTURE, a bare "now" does not: no deadline is now, but many a question ends with it.
    """
    try:
        phrases = parse(text)
    except (NoSuchDate, NoSuchTime, HourMissing, DayMissing):
        return True
    except Unreadable:
        return False
    return direction is not Direction.FUTURE or phrases != (Phrase(),)


_NAMING = (
    Kind.DAY, Kind.WEEKDAY, Kind.MONTH, Kind.WEEK_AWAY, Kind.NOON, Kind.MIDNIGHT, Kind.END_OF_DAY, Kind.VAGUE, Kind.PART,
    Kind.UNIT,
)  # fmt: skip


def names_time(text: str, *, slips_only: bool = False) -> bool:
    """Whether a text that is no time has a word of times in it, or one with a slip ("frday"). `slips_only`: or a slip, and
    no word right."""
    from rapidfuzz.distance import OSA

    known = vocabulary(_NAMING) | {"end"}
    # A Khmer word has marks in it, which are no letters.
    words = [word for word in regex.split(r"[^\w\p{M}']+", normalise(text)) if word and not word.isdecimal()]
    right = any(word in known and len(word) > 2 for word in words)
    slips = any(
        len(word) > 3 and len(name) > 3 and OSA.distance(word, name, score_cutoff=1) == 1
        for word in words
        for name in known
    )
    return slips and not right if slips_only else right or slips


@dataclass(frozen=True)
class Period:
    """A length of time, such as a body's usual deadline. `str` gives its short form: 3wd, 48h, 30m, 2d, 1w, 2mo."""

    amount: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.amount}{self.unit.value}"

    def after(self, instant: datetime, calendar: Calendar) -> Reading:
        """The end of the period counted from `instant` (aware).

        Hours and minutes are counted exactly. Days, working days, weeks and months end with the working day (17:00
        local) of the day arrived at; the day of `instant` itself is not counted.

        Raises:
            TooFar: more than two years.
        """
        moment = _Moment(instant, calendar, Direction.FUTURE)
        return _single(
            str(self), list(_readings(str(self), Phrase(Span(self.amount, self.unit)), moment)), moment
        )


def read_period(text: str) -> Period:
    """A length of time as typed: 3wd, 48h, 2 days, ៣ ថ្ងៃធ្វើការ. Here "17h" can only be a length.

    Raises:
        Unreadable: it is none.
    """
    for phrase in parse(text):
        if isinstance(phrase.day, Span) and not phrase.day.ago and not phrase.clock and not phrase.end_of_day:
            return Period(phrase.day.amount, phrase.day.unit)
    raise Unreadable(text)


def usual_deadline(usual: str, *, now: datetime, calendar: Calendar) -> datetime:
    """A body's usual deadline, or the newsroom's, counted from `now` (UTC): "3wd", "48h".

    Returns:
        A UTC instant.
    """
    return read_period(usual).after(now, calendar).instant


def _single(text: str, found: list[Reading], moment: _Moment) -> Reading:
    found.sort(key=lambda reading: (not moment.fits(reading.instant), abs(reading.instant - moment.now)))
    nearest = found[0]
    if not moment.fits(nearest.instant):
        wrong = InThePast if moment.direction is Direction.FUTURE else InTheFuture
        raise wrong(text, nearest.instant)
    if len(found) > 1:
        raise Ambiguous(text, nearest.instant, found[1].instant)
    if abs(nearest.instant - moment.now) > _FURTHEST:
        raise TooFar(text, nearest.instant)
    return nearest


@dataclass(frozen=True)
class _Moment:
    """Where and when a time is read, and which way it must lie."""

    now: datetime
    calendar: Calendar
    direction: Direction
    told_at: datetime | None = None

    @property
    def start(self) -> datetime:
        """The instant (UTC) from which lengths are counted."""
        return (self.told_at or self.now).astimezone(UTC)

    @property
    def today(self) -> date:
        """The day of now where it is typed."""
        return self.calendar.of_typist.local(self.now).date()

    def fits(self, instant: datetime) -> bool:
        """Whether an instant lies in the direction. Something may have happened just now; a deadline lies ahead."""
        return instant > self.now if self.direction is Direction.FUTURE else instant <= self.now


def _readings(text: str, phrase: Phrase, moment: _Moment) -> Iterator[Reading]:
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
            if phrase.before:
                yield from _on_the_eve(text, phrase, moment)
            for day, assumed in _candidate_days(text, phrase.day, moment.today, _fits_on(instant_on, moment)):
                yield _on(day, phrase.clock, instant_on(day), moment, assumed=assumed)


def _on_the_eve(text: str, phrase: Phrase, moment: _Moment) -> Iterator[Reading]:
    """ "Before Friday" may mean that Thursday's work ends it, unless that has passed."""
    instant_on = _placed(None, moment)
    whole = replace(phrase, before=False)
    for reading in _readings(text, whole, moment):
        eve = moment.calendar.count_working_days(reading.explanation.day, -1).day
        if moment.fits(instant_on(eve)):
            yield _on(eve, None, instant_on(eve), moment)


def _after(text: str, span: Span, clock: ClockTime | None, moment: _Moment) -> Reading:
    least = _AT_LEAST[span.unit] * span.amount
    if least > _FURTHEST:
        raise TooFar(text)
    start = moment.start
    first = moment.calendar.local(start).date()
    if span.exact:
        instant = start - least if span.ago else start + least
        day = moment.calendar.local(instant).date()
        off = moment.calendar.day_off(day)
        return Reading(
            instant,
            Explanation(
                Basis.EXACT,
                day,
                start,
                span.amount,
                span.unit,
                span.ago,
                day_off=off,
                told=moment.told_at is not None,
            ),
        )
    signed = -span.amount if span.ago else span.amount
    counted: tuple[date, ...] = ()
    skipped: tuple[DayOff, ...] = ()
    if span.unit is Unit.WORKING_DAY:
        count = moment.calendar.count_working_days(first, signed)
        day, counted, skipped = count.day, count.counted, count.skipped
    elif span.unit is Unit.MONTH:
        day = _months_later(first, signed)
    else:
        day = first + _AT_LEAST[span.unit] * signed
    return _on(day, clock, _placed(clock, moment)(day), moment, span=span, counted=counted, skipped=skipped)


def _on(
    day: date,
    clock: ClockTime | None,
    instant: datetime,
    moment: _Moment,
    *,
    span: Span | None = None,
    counted: tuple[date, ...] = (),
    skipped: tuple[DayOff, ...] = (),
    assumed: frozenset[Assumed] = frozenset(),
) -> Reading:
    basis = Basis.END_OF_DAY if clock is None else Basis.CLOCK
    if clock is None and instant == moment.now and moment.direction is Direction.PAST:
        basis, assumed = Basis.EXACT, assumed | {Assumed.NOW}
    there = moment.calendar.local(instant).date() if moment.calendar.typed_in and clock else day
    explanation = Explanation(
        basis,
        day,
        moment.start if span else moment.now.astimezone(UTC),
        span.amount if span else None,
        span.unit if span else None,
        span.ago if span else False,
        counted,
        skipped,
        moment.calendar.day_off(there),
        assumed,
        span is not None and moment.told_at is not None,
    )
    return Reading(instant, explanation)


def _placed(clock: ClockTime | None, moment: _Moment) -> Callable[[date], datetime]:
    """Where a day's time falls: the instant of `clock` on it, or the end of work."""
    calendar = moment.calendar.of_typist
    if clock is None and moment.direction is Direction.PAST:
        # What happened "today" cannot have happened at the end of today: it happened by now.
        now, today = moment.now.astimezone(UTC), moment.today
        return lambda day: (
            min(calendar.end_of_working_day(day), now) if day == today else calendar.end_of_working_day(day)
        )
    if clock is None:
        return moment.calendar.end_of_working_day
    if clock.hour < 24:
        return lambda day: calendar.at(day, time(clock.hour, clock.minute))
    if clock.nearest and moment.direction is Direction.PAST:
        return lambda day: calendar.at(day, time(0))
    return lambda day: calendar.at(day + _ONE_DAY, time(0))


def _fits_on(instant_on: Callable[[date], datetime], moment: _Moment) -> _Fits:
    return lambda day: moment.fits(instant_on(day))


def _months_later(day: date, months: int) -> date:
    """The same day of another month, or that month's last when it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    first = date(index // 12, index % 12 + 1, 1)
    following = date((index + 1) // 12, (index + 1) % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), following - _ONE_DAY)


def _candidate_days(
    text: str, day: DaySpec | None, today: date, fits: _Fits
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
        case CalendarDay():
            yield _calendar_day(text, day, today, fits)


def _calendar_day(text: str, day: CalendarDay, today: date, fits: _Fits) -> tuple[date, frozenset[Assumed]]:
    if day.month is None:
        return _in_some_month(text, day.day, day.weekday, today, fits), frozenset({Assumed.MONTH})
    if day.year is None:
        return _in_some_year(text, day.day, day.month, day.weekday, today, fits), frozenset({Assumed.YEAR})
    if abs(day.year - today.year) > _YEARS:
        raise TooFar(text)
    return _checked(text, _date(day.year, day.month, day.day), day.weekday), frozenset()


def _weekdays(day: NamedDay, today: date, fits: _Fits) -> Iterator[date]:
    """A plain name is the nearest such day, today included, whose time lies in the direction.

    Next and last are what people disagree about: the nearest one after (before) today, or the one in the next (last)
    week, Monday to Sunday. Where the two differ, both come back.
    """
    monday = today - timedelta(days=today.weekday())
    ahead = today + timedelta(days=(day.weekday - today.weekday()) % 7)
    if day.coming:
        yield ahead if ahead > today else ahead + _ONE_WEEK
    elif day.week is not None:
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


def _in_some_month(text: str, number: int, weekday: int | None, today: date, fits: _Fits) -> date:
    """The nearest month's such day; today's own date is meant even when its hour is over."""
    if number == today.day:
        return _checked(text, today, weekday)
    index = today.year * 12 + today.month - 1
    near = (_date((index + n) // 12, (index + n) % 12 + 1, number) for n in (0, 1, -1, 2, -2))
    return _checked(text, next((day for day in near if day and fits(day)), None), weekday)


def _in_some_year(text: str, number: int, month: int, weekday: int | None, today: date, fits: _Fits) -> date:
    near = [_date(today.year + n, month, number) for n in range(-8, 9)]  # 29 February may be eight years away
    by_distance = sorted((day for day in near if day), key=lambda day: abs(day - today))
    if not by_distance:
        raise NoSuchDate(text)
    slip = by_distance[0] if abs(by_distance[0] - today) <= _SLIP else None
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
