"""Which times of day an hour can mean, with or without a part of the day (pure)."""

from __future__ import annotations

from jobs.deadline_errors import HourMissing, NoSuchTime
from jobs.deadline_phrases import ClockTime, Hour
from jobs.deadline_words import Part


def clock_times(text: str, said: Hour, half: Part | None, part: Part | None) -> tuple[ClockTime, ...]:
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
