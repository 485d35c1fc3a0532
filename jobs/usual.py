"""The deadline we hold a body to when it was told none (pure)."""

from __future__ import annotations

from datetime import datetime

from jobs.calendars import Calendar
from jobs.deadlines import read_period

# Where the directory says nothing about a body. The card says that this deadline is ours and was not told to it.
USUAL = "3wd"


def usual_deadline(usual: str | None, *, now: datetime, calendar: Calendar) -> datetime:
    """The body's usual deadline counted from `now` (UTC), as the directory has it ("3wd", "48h").

    Returns:
        A UTC instant.
    """
    return read_period(usual or USUAL).after(now, calendar).instant
