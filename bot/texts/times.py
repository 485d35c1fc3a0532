"""How a deadline was computed, in words."""

from __future__ import annotations

from markupsafe import Markup

from bot.texts.catalogue import Texts
from jobs.calendars import DayOff
from jobs.deadline_readings import Basis, Explanation


def explained(t: Texts, explanation: Explanation) -> Markup:
    """What a reader could not see for themselves: the days counted, the holidays passed over, the end of the day."""
    parts = []
    if explanation.counted:
        days = ", ".join(t.calendar_day(day) for day in explanation.counted)
        parts.append(t.say("counted: {days}", days=days))
    named = [day for day in explanation.skipped if day.name(t.language)]
    if named:
        parts.append(t.say("not counted: {days}", days=", ".join(_off(t, day) for day in named)))
    if explanation.basis is Basis.END_OF_DAY:
        parts.append(t.say("end of that working day"))
    if explanation.day_off is not None:
        parts.append(t.say("careful, {day} is not a working day", day=_off(t, explanation.day_off)))
    return Markup(" ({})").format(Markup("; ").join(parts)) if parts else Markup("")


def _off(t: Texts, day: DayOff) -> str:
    name = day.name(t.language)
    return f"{t.calendar_day(day.day)} {name}" if name else t.calendar_day(day.day)
