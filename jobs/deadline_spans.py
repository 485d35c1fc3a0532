"""Reading a length of time as typed: in 48h, 3 working days, 2h ago (pure)."""

from __future__ import annotations

from jobs.deadline_cursor import Cursor
from jobs.deadline_phrases import Hour, Span
from jobs.deadline_tokens import NotATime
from jobs.deadline_words import Kind, Unit

_LAST_HOUR = 23  # up to 23h it may be an hour of the clock or a length
_KHMER_UNITS = {
    Kind.H: Unit.HOUR,
    Kind.HOURS: Unit.HOUR,
    Kind.DAY_WORD: Unit.DAY,
    Kind.WEEK_OR_SUNDAY: Unit.WEEK,
    Kind.MONTH_WORD: Unit.MONTH,
}


def read(cursor: Cursor) -> tuple[Span, Hour | None] | None:
    """Take a length from the cursor, with the hour that it may be instead (17h); None when none begins there.

    Raises:
        NotATime: it is a length, but makes no sense: nothing at all, or both ahead and ago.
    """
    back = cursor.mark
    at = cursor.came_after(Kind.AT)
    led = cursor.take(Kind.IN) is not None
    amounts, short = _amounts(cursor, led=led)
    if not amounts:
        cursor.mark = back
        return None
    ago = cursor.take(Kind.AGO, Kind.BEFORE) is not None
    later = cursor.take(Kind.LATER) is not None
    if ago and (led or later):
        raise NotATime
    if at and short and not (led or ago or later):
        cursor.mark = back  # at 17h
        return None
    span = _total(amounts, ago=ago)
    if short and not (led or ago or later) and span.unit is Unit.HOUR and span.amount <= _LAST_HOUR:
        return span, Hour(span.amount)
    return span, None


def _amounts(cursor: Cursor, *, led: bool) -> tuple[dict[Unit, int], bool]:
    """The amount of each unit, and whether the last was only the letter h; nothing when a number has no unit."""
    if led and (token := cursor.take(Kind.FRENCH)):
        hours, minutes = cursor.pair(token)
        return {Unit.HOUR: hours, Unit.MINUTE: minutes}, False
    amounts: dict[Unit, int] = {}
    short = False
    while token := cursor.peek(Kind.NUMBER, Kind.COUNT):
        back = cursor.mark
        cursor.mark += 1
        short = token.kind is Kind.NUMBER and cursor.peek(Kind.H) is not None
        unit = _unit(cursor)
        if unit is None or unit in amounts:
            cursor.mark = back
            break
        amounts[unit] = cursor.number(token)
        cursor.take_joint(Kind.FILLER, Kind.NUMBER)
    return amounts, short and len(amounts) == 1


def _unit(cursor: Cursor) -> Unit | None:
    if token := cursor.take(*_KHMER_UNITS):
        return _KHMER_UNITS[token.kind]
    token = cursor.take(Kind.UNIT)
    return token.value if token and isinstance(token.value, Unit) else None


def _total(amounts: dict[Unit, int], *, ago: bool) -> Span:
    match list(amounts.items()):
        case [(unit, amount)]:
            total = Span(amount, unit, ago)
        case [(Unit.HOUR, hours), (Unit.MINUTE, minutes)]:
            total = Span(hours * 60 + minutes, Unit.MINUTE, ago)
        case _:
            raise NotATime
    if total.amount == 0:
        raise NotATime
    return total
