"""What has been read of one text, and the phrases that it makes when all of it was read (pure)."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from itertools import product

from jobs.deadline_clocks import clock_times
from jobs.deadline_days import joined
from jobs.deadline_errors import HourMissing, NoSuchTime, Unreadable
from jobs.deadline_phrases import ClockTime, DaySpec, Hour, Phrase, RelativeDay, Span
from jobs.deadline_tokens import NotATime
from jobs.deadline_words import Part

_HALVES = {Part.AM, Part.PM}
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
    either: tuple[Element, ...] = ()

    def put(self, element: Element) -> None:
        """Add a day, a span, an hour or a part of the day."""
        match element:
            case Span() if self.span is None:
                self.span = element
            case Hour() if self.hour is None:
                self.hour = element
            case Part.AM | Part.PM if self.half is None:
                self.half = element
            case Part() if self.part is None and element not in _HALVES:
                self.part = element
            case Span() | Hour() | Part():
                raise NotATime
            case _:
                self.put_days((element,))

    def put_days(self, days: tuple[DaySpec, ...]) -> None:
        """Add the day, of which `days` are the possible readings."""
        self.days = joined(self.days, days)

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
        days = (self.span,) if self.span is not None else self.days or (None,)
        return tuple(Phrase(day, clock, self.end_of_day) for day, clock in product(days, self._clocks()))

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
        if self.hour.midnight:
            return self._midnights()
        return clock_times(self.text, self.hour, self.half, self.part)

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
