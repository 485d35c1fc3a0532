"""What a time as typed says, before anybody asks what time it is now (values only)."""

from __future__ import annotations

from dataclasses import dataclass

from jobs.deadlines.words import Unit


@dataclass(frozen=True)
class Hour:
    """The hour as it was said; bare when no minutes came with it, so that 5 may be morning or afternoon."""

    hour: int
    minute: int = 0
    bare: bool = False
    midnight: bool = False


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
    """A weekday (Monday is 0): the nearest one in the direction (0), the next or last one (1, -1), or the one in the
    week so many weeks from this one."""

    weekday: int
    step: int = 0
    week: int | None = None


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
    """One way to read a text: a day, a span or neither, with a time of day or without. All empty: now."""

    day: DaySpec | Span | None = None
    clock: ClockTime | None = None
    end_of_day: bool = False
