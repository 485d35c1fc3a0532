"""What a time as typed says, before anybody asks what time it is now: its elements, and the phrases they form (pure)."""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace
from itertools import product

from jobs.deadlines.errors import HourMissing, NoSuchTime, Unreadable
from jobs.deadlines.tokens import NotATime
from jobs.deadlines.words import Part, Unit


@dataclass(frozen=True)
class Hour:
    """The hour as it was said; bare when no minutes came with it, so that 5 may be morning or afternoon; `named` as noon or
    midnight."""

    hour: int
    minute: int = 0
    bare: bool = False
    midnight: bool = False
    named: bool = False

    def agrees(self, other: Hour) -> bool:
        """Whether one of the two is a name (noon, midnight) of the hour that the other is: "12 noon"."""
        named, plain = (self, other) if self.named else (other, self)
        return (
            named.named
            and not plain.named
            and plain.minute == 0
            and plain.hour in {12, named.hour % 24, named.hour}
        )


@dataclass(frozen=True)
class ClockTime:
    """A local time of day. Hour 24 is the midnight that ends the day; `nearest` a midnight named without a day."""

    hour: int
    minute: int = 0
    nearest: bool = False


@dataclass(frozen=True)
class RelativeDay:
    """So many days from today."""

    offset: int


@dataclass(frozen=True)
class NamedDay:
    """A weekday (Monday is 0): the nearest one in the direction (0), the next or last one (1, -1), the one in the week so many
    weeks from this one, or the coming one, which is not today."""

    weekday: int
    step: int = 0
    week: int | None = None
    coming: bool = False


@dataclass(frozen=True)
class CalendarDay:
    """A day of the month, with whatever else was said of it."""

    day: int
    month: int | None = None
    year: int | None = None
    weekday: int | None = None


@dataclass(frozen=True)
class Span:
    """So many units from now, or before it."""

    amount: int
    unit: Unit
    ago: bool = False

    @property
    def exact(self) -> bool:
        """Whether it is counted on the clock (hours, minutes) and not in days."""
        return self.unit in {Unit.HOUR, Unit.MINUTE}


DaySpec = RelativeDay | NamedDay | CalendarDay


@dataclass(frozen=True)
class Phrase:
    """One way to read a text: a day, a span or neither, with a time of day or without. All empty: now. `before`: it may
    end with the day, or with the one before it."""

    day: DaySpec | Span | None = None
    clock: ClockTime | None = None
    end_of_day: bool = False
    before: bool = False


Element = DaySpec | Span | Hour | Part


@dataclass
class Sentence:
    """The elements of one text. Each can be there once; a second one shows that the text is no time (NotATime)."""

    text: str
    days: tuple[DaySpec, ...] = ()
    span: Span | None = None
    hour: Hour | None = None
    half: Part | None = None
    part: Part | None = None
    end_of_day: bool = False
    now: bool = False
    before: bool = False
    certain: bool = True
    either: tuple[Element, ...] = ()

    def put(self, element: Element) -> None:
        """Add a day, a span, an hour or a part of the day."""
        match element:
            case Span() if self.span is None:
                self.span = element
            case Hour() if self.hour is None:
                self.hour = element
            case Hour() if self.hour is not None and self.hour.agrees(element):
                self.hour = element if element.named else self.hour
            case Part.AM | Part.PM if self.half is None:
                self.half = element
            case Span() | Hour() | Part.AM | Part.PM:
                raise NotATime
            case Part() if self.part is None:
                self.part = element
            case Part():
                raise NotATime
            case _:
                self.put_days((element,))

    def put_days(self, days: tuple[DaySpec, ...]) -> None:
        """Add the day, of which `days` are the possible readings."""
        self.days = _joined_days(self.days, days)

    def put_either(self, *elements: Element) -> None:
        """Add something that is one of several elements; what else there is may show which."""
        if self.either:
            raise NotATime
        self.either = elements

    def phrases(self) -> tuple[Phrase, ...]:
        """Every way to read the whole.

        Raises:
            NotATime: there is none.
            Unreadable: each of them has an hour or a date that cannot be.
        """
        if not self.either:
            return self._phrases()
        found: list[Phrase] = []
        impossible: Unreadable | None = None
        for element in self.either:
            variant = copy.copy(self)
            try:
                variant.put(element)
                found += variant._phrases()
            except NotATime:
                continue
            except Unreadable as error:
                impossible = error
        if not found:
            raise impossible or NotATime
        return tuple(found)

    def _phrases(self) -> tuple[Phrase, ...]:
        timed = self.hour is not None or self._any_part or self.end_of_day
        dated = bool(self.days) or self.span is not None
        if self.now:
            if timed or dated:
                raise NotATime
            return (Phrase(),)
        if not (timed or dated) or (self.days and self.span is not None):
            raise NotATime
        if self.span is not None and self.span.exact and timed:
            raise NotATime
        if not self.certain and not dated:
            raise NotATime
        days = (self.span,) if self.span is not None else self.days or (None,)
        before = self.before and bool(self.days) and not timed
        return tuple(
            Phrase(day, clock, self.end_of_day, before) for day, clock in product(days, self._clocks())
        )

    def _clocks(self) -> tuple[ClockTime | None, ...]:
        if self.end_of_day:
            if self.hour is not None or self._any_part:
                raise NotATime
            return (None,)
        if self.hour is None:
            if self.half is not None:
                raise NotATime
            if self.part is not None:
                raise HourMissing(self.text)
            return (None,)
        night = self.part is Part.NIGHT and self.half is None and self.hour == Hour(12, bare=True)
        if self.hour.midnight or night:
            return self._midnights()
        return _clock_times(self.text, self.hour, self.half, self.part)

    @property
    def _any_part(self) -> bool:
        return self.half is not None or self.part is not None

    def _midnights(self) -> tuple[ClockTime, ...]:
        """Midnight on a day may begin or end it; tonight's ends today; without a day it is the nearest."""
        if self.half or self.part not in {None, Part.NIGHT}:
            raise NoSuchTime(self.text)
        if self.part is Part.NIGHT and self.days == (RelativeDay(0),):
            return (ClockTime(24),)
        if not self.days and self.span is None:
            return (ClockTime(24, nearest=True),)
        return ClockTime(0), ClockTime(24)


def _joined_days(before: tuple[DaySpec, ...], found: tuple[DaySpec, ...]) -> tuple[DaySpec, ...]:
    """Two mentions of the day as one: "Thursday, 5 December". Any other two days in one text are no time."""
    if not before:
        return found
    for named, dates in ((before, found), (found, before)):
        if len(named) == 1 and isinstance(day := named[0], NamedDay) and day == NamedDay(day.weekday):
            checked = [replace(each, weekday=day.weekday) for each in dates if isinstance(each, CalendarDay)]
            if len(checked) == len(dates):
                return tuple(checked)
    raise NotATime


def _clock_times(text: str, said: Hour, half: Part | None, part: Part | None) -> tuple[ClockTime, ...]:
    """The times that an hour can mean; two when morning and afternoon are equally possible.

    Args:
        text: what was typed, for the errors.
        said: the hour; bare, up to twelve ("at 5"), it may be either half of the day, while 05:30 is the 24-hour
            clock.
        half: am or pm, where it was named.
        part: morning, afternoon, evening, night, where one was named.

    Raises:
        NoSuchTime: 25:00, 17:75, 13am, 9 in the afternoon.
        HourMissing: after midnight "at night": which day's night is not known.
    """
    hour, minute = said.hour, said.minute
    if minute > 59 or hour > 24 or (hour == 24 and minute):
        raise NoSuchTime(text)
    if half is not None:
        hour = _within(text, hour, half)
    if part is not None:
        hour = _within(text, hour, part, certain=half is not None)
    if half is not None or part is not None:
        return (ClockTime(hour, minute),)
    if said.bare and 1 <= hour <= 12:
        evening = ClockTime(24) if hour == 12 and not minute else ClockTime((hour + 12) % 24, minute)
        return ClockTime(hour, minute), evening
    return (ClockTime(hour, minute),)


def _within(text: str, hour: int, part: Part, *, certain: bool = False) -> int:
    if part is Part.AM and hour == 12:
        return 0
    if hour in part.value:
        return hour
    if not certain and part is not Part.AM and 1 <= hour < 12 and hour + 12 in part.value:
        return hour + 12
    if part is Part.NIGHT and (hour in {0, 12, 24} or 1 <= hour <= 5):
        raise HourMissing(text)
    raise NoSuchTime(text)
