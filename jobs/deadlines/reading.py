"""Reading a time as a person types it, in English or Khmer, for the deadline of a request or for what happened (pure).

What can be read in two ways is never guessed. docs/deadlines.md has every form and every rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from jobs.deadlines.calendars import Calendar
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
)
from jobs.deadlines.grammar import parse
from jobs.deadlines.readings import (
    FURTHEST,
    Direction,
    Moment,
    Reading,
    readings_of,
)
from jobs.deadlines.values import Phrase, Span
from jobs.deadlines.words import Unit


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
        moment = Moment(instant, calendar, Direction.FUTURE)
        return _single(
            str(self), list(readings_of(str(self), Phrase(Span(self.amount, self.unit)), moment)), moment
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


def read_time(text: str, *, now: datetime, calendar: Calendar, direction: Direction) -> Reading:
    """The instant that a text means when typed at `now` (aware), in the zone of `calendar`.

    Args:
        direction: FUTURE for a deadline or a reminder, which must lie after `now`; PAST for when something happened,
            which may be `now` at the latest.

    Raises:
        Unreadable: it is no time; its subclasses say what is missing or cannot be.
        Ambiguous: it can be read in two ways; both come with it, one in the right direction first.
        InThePast, InTheFuture: it lies in the wrong direction. A time of day that is over is not taken for
            tomorrow's, nor one to come for yesterday's.
        TooFar: more than two years away.
    """
    moment = Moment(now, calendar, direction)
    phrases = parse(text)
    if direction is Direction.PAST:
        phrases = tuple(phrase for phrase in phrases if not _ahead(phrase)) or phrases
    found: dict[datetime, Reading] = {}
    impossible: TimeNotUnderstood | None = None
    for phrase in phrases:
        try:
            found |= {reading.instant: reading for reading in readings_of(text, phrase, moment)}
        except TimeNotUnderstood as error:
            impossible = impossible or error
    if not found:
        raise impossible or Unreadable(text)
    return _single(text, list(found.values()), moment)


def _ahead(phrase: Phrase) -> bool:
    return isinstance(phrase.day, Span) and not phrase.day.ago


def _single(text: str, found: list[Reading], moment: Moment) -> Reading:
    found.sort(key=lambda reading: (not moment.fits(reading.instant), abs(reading.instant - moment.now)))
    nearest = found[0]
    if not moment.fits(nearest.instant):
        wrong = InThePast if moment.direction is Direction.FUTURE else InTheFuture
        raise wrong(text, nearest.instant)
    if len(found) > 1:
        raise Ambiguous(text, (nearest, found[1]))
    if abs(nearest.instant - moment.now) > FURTHEST:
        raise TooFar(text, nearest.instant)
    return nearest


# Where the directory says nothing about a body. The card says that this deadline is ours and was not told to it.
USUAL = "3wd"


def usual_deadline(usual: str | None, *, now: datetime, calendar: Calendar) -> datetime:
    """The body's usual deadline counted from `now` (UTC), as the directory has it ("3wd", "48h").

    Returns:
        A UTC instant.
    """
    return read_period(usual or USUAL).after(now, calendar).instant
