"""A calendar of buttons, where a deadline is asked for: the days of a month, then the hours of a day (pure).

What its buttons carry: `c202412` a month, `c20241205` a day, `202412051700` the deadline.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta

from markupsafe import Markup
from telegram import InlineKeyboardButton

from bot.cards.buttons import DANGER, LABEL_SIZE, Row, button, in_rows, room
from bot.i18n.catalogue import Texts
from bot.i18n.widths import width
from jobs.deadlines.calendars import Calendar, DayOff

WEEKEND, HOLIDAY, NOT_OFFERED = "·", "*", "–"
_PAGE = re.compile("c(?:([0-9]{4})([0-9]{2})([0-9]{2})?)?")
_MONTHS_AHEAD = 24  # no deadline lies further away
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)
_IN_A_ROW = 3
_NEWLINE = Markup("\n")


def typed_hour(argument: str) -> str | None:
    """The deadline behind the button of an hour, as it would be typed; None for anything else."""
    if not re.fullmatch("[0-9]{12}", argument):
        return None
    return f"{argument[:4]}-{argument[4:6]}-{argument[6:8]} {argument[8:10]}:{argument[10:]}"


def is_page(argument: str) -> bool:
    """Whether a button turns to a page of the calendar."""
    return _PAGE.fullmatch(argument) is not None


def shown(
    t: Texts, calendar: Calendar, now: datetime, page: str, data: Callable[[str], str]
) -> tuple[Markup, list[Row]]:
    """What is asked, and the buttons: the hours of the day that was pressed, or the days of the month; of this one, where
    none was or there is no such month. `data` makes what a button carries.

    What has passed is not offered, nor shown again by an old button.
    """
    found = _PAGE.fullmatch(page)
    today = calendar.of_typist.local(now).date()
    year, month, day = (int(part or 0) for part in found.groups()) if found is not None else (0, 0, 0)
    try:
        meant = date(year, month, day or 1)
    except ValueError:
        meant, day = today, 0
    hours = list(_hours(calendar, meant, now)) if day else []
    if hours:
        return _day(t, calendar, meant, hours, data)
    first = min(max(meant, today).replace(day=1), _month_after(today, _MONTHS_AHEAD))
    return _month(t, calendar, first, now, data)


def day_off(t: Texts, off: DayOff) -> str:
    """A day that is not worked, with the name of its holiday."""
    name = off.name(t.language)
    return f"{t.calendar_day(off.day)} {name}" if name else t.calendar_day(off.day)


def _month(
    t: Texts, calendar: Calendar, first: date, now: datetime, data: Callable[[str], str]
) -> tuple[Markup, list[Row]]:
    today, after = calendar.of_typist.local(now).date(), _month_after(first, 1)
    this = data(f"c{first:%Y%m}")
    turns = [button(t.short_month(first), this)]
    if first > today:
        turns.insert(0, button("«", data(f"c{first - _DAY:%Y%m}")))
    if first < _month_after(today, _MONTHS_AHEAD):
        turns.append(button("»", data(f"c{after:%Y%m}")))
    rows = [turns, [button(t.weekday_head(number), this) for number in range(7)]]
    # In a column of seven a small phone has no room for a sign behind wide digits.
    signed = width(f"{t.digits('23')}{HOLIDAY}", LABEL_SIZE) <= room(7)
    holidays = []
    monday = first - first.weekday() * _DAY
    while monday < after:
        week = [monday + n * _DAY for n in range(7)]
        offered = [first <= day < after and any(_hours(calendar, day, now)) for day in week]
        if any(offered):
            rows.append(
                [
                    _of_day(t, calendar, day, data(f"c{day:%Y%m%d}"), signed)
                    if there
                    else button(NOT_OFFERED, this)
                    for day, there in zip(week, offered, strict=True)
                ]
            )
        days = [day for day, there in zip(week, offered, strict=True) if there]
        holidays += [off for day in days if (off := calendar.day_off(day)) and off.name(t.language)]
        monday += 7 * _DAY
    how = t.say("Which day? {weekend} weekend, {holiday} holiday", weekend=WEEKEND, holiday=HOLIDAY)
    lines = [how if signed else t.say("Which day? Days off are red.")]
    lines += [Markup("{} {}").format(HOLIDAY, day_off(t, off)) for off in holidays]
    return _NEWLINE.join(lines), rows


def _day(
    t: Texts, calendar: Calendar, day: date, hours: Sequence[time], data: Callable[[str], str]
) -> tuple[Markup, list[Row]]:
    words = t.say("{day}: by what hour?", day=t.calendar_day(day))
    if (off := calendar.day_off(day)) is not None:
        words += _NEWLINE + t.say("careful, {day} is not a working day", day=day_off(t, off))
    buttons = [button(t.digits(f"{hour:%H:%M}"), data(f"{day:%Y%m%d}{hour:%H%M}")) for hour in hours]
    month = button(f"« {t.short_month(day)}", data(f"c{day:%Y%m}"))
    return words, [*in_rows(buttons, _IN_A_ROW), [month]]


def _of_day(t: Texts, calendar: Calendar, day: date, data: str, signed: bool) -> InlineKeyboardButton:
    label, off = t.digits(str(day.day)), calendar.day_off(day)
    if off is None:
        return button(label, data)
    sign = HOLIDAY if off.name() is not None else WEEKEND
    return button(label + (sign if signed else ""), data, DANGER)


def _hours(calendar: Calendar, day: date, now: datetime) -> Iterator[time]:
    """The hours of a day that are still to come: those of the office, or, where these are over, the rest of it."""
    begins, ends = (datetime.combine(day, clock) for clock in (calendar.day_start, calendar.day_end))
    office = [begins + n * _HOUR for n in range(24) if begins + n * _HOUR < ends]
    late = [ends.replace(minute=0) + n * _HOUR for n in range(1, 24 - ends.hour)]
    for several in ([*office, ends], late):
        ahead = sorted(
            {at for each in several if (at := _on_clocks_of_typist(calendar, day, each.time(), now))}
        )
        if ahead:
            yield from ahead
            return


def _on_clocks_of_typist(calendar: Calendar, day: date, hour: time, now: datetime) -> time | None:
    """An hour of the office as whoever types has it on a day of theirs; None where it is over, or never on that day."""
    theirs = calendar.of_typist
    instants = (calendar.at(day + n * _DAY, hour) for n in ((-1, 0, 1) if calendar.typed_in else (0,)))
    return next(
        (theirs.local(at).time() for at in instants if at > now and theirs.local(at).date() == day), None
    )


def _month_after(day: date, months: int) -> date:
    """The first of the month so many months later."""
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)
