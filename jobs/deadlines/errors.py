"""Why a time as typed could not be taken."""

from __future__ import annotations

from datetime import date, datetime

from db.errors import DeskError


class TimeNotUnderstood(DeskError, ValueError):
    """A text cannot be taken as a time; its kinds say why."""

    message = "“{text}” could not be taken as a time."

    def __init__(self, text: str, **fields: object) -> None:
        self.text = text
        super().__init__(text=text, **fields)


class Unreadable(TimeNotUnderstood):
    """A text follows no form of the grammar."""

    message = "I cannot read “{text}” as a time. Write for example 17:00, tomorrow 5pm, fri 14:00, 5 Dec 17:00, in 48h or 3wd."


class NoSuchDate(Unreadable):
    """A day is named that its month does not have."""

    message = "There is no such day as “{text}” in the calendar."


class NoSuchTime(Unreadable):
    """An hour is named that the day does not have."""

    message = "There is no such time of day as in “{text}”. Write for example 17:00 or 5pm."


class WrongWeekday(Unreadable):
    """A date is not of the day of the week beside it."""

    message = "In “{text}” the day of the week and the date do not belong together: {day} is another day of the week."

    def __init__(self, text: str, day: date) -> None:
        self.day = day
        super().__init__(text, day=day)


class HourMissing(Unreadable):
    """A day stands alone where an hour is needed."""

    message = "At what hour is “{text}”? Write for example 20:00 with it."


class DayMissing(Unreadable):
    """An hour stands alone where a day is needed."""

    message = "Which day is “{text}”? Write for example fri 17:00 or 5 Dec."


class Ambiguous(TimeNotUnderstood):
    """A text can be read in two ways."""

    message = "“{text}” can be read in two ways, {first} or {second}. Write the month as a word, such as 5 Dec, and the hour as 17:00 or 5pm; a span as in 12h."

    def __init__(self, text: str, first: datetime, second: datetime) -> None:
        self.instants = (first, second)
        super().__init__(text, first=first, second=second)


class InThePast(TimeNotUnderstood):
    """What should be still to come has passed."""

    message = "“{text}” has already passed. Write the day with the hour, such as tomorrow 17:00, if you mean a later one."

    def __init__(self, text: str, instant: datetime) -> None:
        self.instant = instant
        super().__init__(text, instant=instant)


class InTheFuture(TimeNotUnderstood):
    """What should have happened is still to come."""

    message = "“{text}” is still to come, so nothing can have happened then. Write for example 09:40, yesterday 15:00 or 2h ago."

    def __init__(self, text: str, instant: datetime) -> None:
        self.instant = instant
        super().__init__(text, instant=instant)


class TooFar(TimeNotUnderstood):
    """A time is so far away that it is likely a slip."""

    message = "“{text}” is more than two years away, which is likely a slip of the finger."

    def __init__(self, text: str, instant: datetime | None = None) -> None:
        self.instant = instant
        super().__init__(text, instant=instant)
