"""The grammar of times: which phrases a row of tokens can form. Nobody asks yet what time it is now (pure)."""

from __future__ import annotations

import calendar as _months
from collections.abc import Callable

from jobs.deadlines.errors import DayMissing, NoSuchDate, NoSuchTime, Unreadable
from jobs.deadlines.phrases import CalendarDay, DaySpec, Hour, NamedDay, Phrase, RelativeDay, Sentence, Span
from jobs.deadlines.tokens import Cursor, NotATime, tokenise
from jobs.deadlines.words import Kind, Part, Unit


def parse(text: str) -> tuple[Phrase, ...]:
    """Every way in which a text can be read as a time; one, for most.

    Raises:
        Unreadable: it is no time. Its subclasses: it is like one, but the hour, the day or the date cannot be.
    """
    sentence = Sentence(text)
    try:
        cursor = Cursor(tokenise(text))
        while not cursor.done:
            if not any(reader(cursor, sentence) for reader in _READERS):
                raise NotATime
        return sentence.phrases()
    except NotATime:
        raise Unreadable(text) from None


def _day(cursor: Cursor, sentence: Sentence) -> bool:
    found = _days_at(cursor, sentence.text)
    if found:
        sentence.put_days(found)
    return bool(found)


def _span(cursor: Cursor, sentence: Sentence) -> bool:
    found = _span_at(cursor)
    if found is None:
        return False
    span, hour = found
    if hour is None:
        sentence.put(span)
    else:
        sentence.put_either(hour, span)
    return True


def _filler(cursor: Cursor, sentence: Sentence) -> bool:
    """A small word in front of something else; at the end of a text it shows that this was no time."""
    if cursor.take(Kind.LATEST) is not None:
        return True
    first = cursor.at_start and cursor.take(Kind.BEFORE, Kind.UNTIL) is not None
    sentence.before |= first
    taken = cursor.take(Kind.FILLER, Kind.AT) if not first else None
    if not first and taken is None:
        return False
    if cursor.done or (taken and cursor.peek(taken.kind)):
        raise NotATime
    return True


def _clock(cursor: Cursor, sentence: Sentence) -> bool:
    if cursor.take(Kind.NOON) is not None:
        sentence.put(Hour(12, named=True))
    elif cursor.take(Kind.MIDNIGHT) is not None:
        sentence.put(Hour(24, midnight=True, named=True))
    elif token := cursor.take(Kind.DOTTED):
        hour, minute = cursor.pair(token)
        sentence.put_either(Hour(hour, minute), *_dotted_date(hour, minute))
    elif token := cursor.take(Kind.CLOCK, Kind.FRENCH, Kind.MILITARY):
        sentence.put(Hour(*cursor.pair(token)))
    elif token := cursor.take(Kind.PAST_HOUR):
        sentence.put(_from_hour(cursor, cursor.number(token)))
    else:
        return False
    return True


def _from_hour(cursor: Cursor, minutes: int) -> Hour:
    """Half past four, quarter to five."""
    token = cursor.take(Kind.NUMBER, Kind.COUNT)
    if token is None or not 1 <= cursor.number(token) <= 12:
        raise NotATime
    hour = cursor.number(token) - (minutes < 0)
    return Hour(hour or 12, minutes % 60, bare=True)


def _hour(cursor: Cursor, sentence: Sentence) -> bool:
    """An hour alone: 5, 17h, 5 o'clock, in Khmer "hour 5", with a half or minutes after it."""
    certain = cursor.came_after(Kind.AT)
    led = cursor.take(Kind.HOURS) is not None
    if led and (token := cursor.take(Kind.CLOCK, Kind.DOTTED, Kind.FRENCH)):
        sentence.put(Hour(*cursor.pair(token)))
        return True
    token = cursor.take(Kind.NUMBER)
    if token is None and cursor.peek(Kind.OCLOCK, Kind.PART, Kind.NOON, Kind.MIDNIGHT, ahead=1):
        token = cursor.take(Kind.COUNT)
    if token is None:
        if led:
            raise NotATime
        return False
    hour, minute = cursor.number(token), 0
    if token.digits == 3 and cursor.peek(Kind.PART):
        sentence.put(Hour(hour // 100, hour % 100))
        return True
    if token.digits == 4:
        sentence.certain = certain or led or hour < 1000  # 0900 is no year
        sentence.put(Hour(hour // 100, hour % 100))
        return True
    if led:
        minute = _spoken_minutes(cursor)
    elif cursor.take(Kind.H, Kind.OCLOCK) is not None:
        certain = True
    certain = certain or led
    if not certain and not 1 <= hour <= 12:
        if not cursor.peek(Kind.PART):
            raise NotATime
    elif hour > 24:
        raise NoSuchTime(sentence.text)
    sentence.put(Hour(hour, minute, bare=True))
    return True


def _spoken_minutes(cursor: Cursor) -> int:
    """Khmer: the minutes after "hour 5", as a half or as so many minutes; 0 when none are said."""
    if cursor.take(Kind.HALF) is not None:
        return 30
    back = cursor.mark
    cursor.take(Kind.FILLER)
    token = cursor.take(Kind.NUMBER)
    unit = cursor.take(Kind.UNIT)
    if token is None or unit is None or unit.value is not Unit.MINUTE:
        cursor.mark = back
        cursor.take(Kind.OCLOCK)
        return 0
    return cursor.number(token)


def _word(cursor: Cursor, sentence: Sentence) -> bool:
    """The single words: a part of the day, the end of the working day, now, and what names no day at all."""
    if token := cursor.take(Kind.PART):
        if isinstance(token.value, Part):
            sentence.put(token.value)
    elif cursor.take(Kind.END_OF_DAY) is not None:
        sentence.end_of_day = True
    elif cursor.take(Kind.END_OF) is not None:
        if cursor.done:
            raise NotATime
        sentence.end_of_day = True
    elif cursor.take(Kind.NOW) is not None:
        sentence.now = True
    elif cursor.take(Kind.VAGUE) is not None:
        raise DayMissing(sentence.text)
    else:
        return False
    return True


_READERS: tuple[Callable[[Cursor, Sentence], bool], ...] = (_day, _span, _filler, _clock, _hour, _word)


_LEAP_YEAR = 2024
_WEEKDAYS = (Kind.WEEKDAY, Kind.WEEK_OR_SUNDAY)
_SUNDAY = 6


def _days_at(cursor: Cursor, text: str) -> tuple[DaySpec, ...]:
    """Take a day from the cursor: every day it may mean, or () when none begins there.

    Raises:
        NoSuchDate: a date that no year has, such as 31 November.
        DayMissing: a week without its day.
    """
    if token := cursor.take(Kind.DAY):
        return (RelativeDay(cursor.number(token)),)
    for reader in (_weekday, _date):
        back = cursor.mark
        if found := reader(cursor, text):
            return found
        cursor.mark = back
    return ()


def _dotted_date(first: int, second: int) -> tuple[CalendarDay, ...]:
    """The date that two numbers with a dot between can be: the day before the month, as wherever dots are used."""
    return (CalendarDay(first, second),) if _exists(first, second) else ()


def _weekday(cursor: Cursor, text: str) -> tuple[DaySpec, ...]:
    if week := cursor.take(Kind.WEEK_AWAY):
        cursor.take(Kind.AT)
        cursor.take(Kind.DAY_WORD)
        day = cursor.take(*_WEEKDAYS)
        if day is None:
            raise DayMissing(text)
        return _in_week(_number(day.value), cursor.number(week))
    ahead = cursor.take(Kind.THIS, Kind.NEXT, Kind.LAST, Kind.COMING)
    cursor.take(Kind.DAY_WORD)
    day = cursor.take(*_WEEKDAYS)
    if day is None:
        return ()
    weekday = _number(day.value)
    if ahead is None:
        if week := cursor.take(Kind.WEEK_AWAY):
            return _in_week(weekday, cursor.number(week))
        ahead = cursor.take(Kind.THIS, Kind.NEXT, Kind.LAST, Kind.BEFORE)
        if ahead is None and cursor.take(Kind.LATER):
            return (NamedDay(weekday, coming=True),)
    if ahead is not None and ahead.kind is Kind.COMING:
        return (NamedDay(weekday, coming=True),)
    steps = {Kind.NEXT: 1, Kind.LAST: -1, Kind.BEFORE: -1}
    return (NamedDay(weekday, steps.get(ahead.kind, 0) if ahead else 0),)


def _in_week(weekday: int, week: int) -> tuple[DaySpec, ...]:
    """A Sunday ends the week for some and begins it for others."""
    if weekday == _SUNDAY:
        return NamedDay(weekday, week=week - 1), NamedDay(weekday, week=week)
    return (NamedDay(weekday, week=week),)


def _number(value: object) -> int:
    return value if isinstance(value, int) else _SUNDAY


def _date(cursor: Cursor, text: str) -> tuple[DaySpec, ...]:
    if token := cursor.take(Kind.FULL_DATE, Kind.SLASHED):
        return _numeric(token.kind, token.value, text)
    cursor.take(Kind.MONTH_WORD)
    if token := cursor.take(Kind.MONTH):
        cursor.take(Kind.DATE_WORD)
        day = cursor.take(Kind.NUMBER, Kind.ORDINAL)
        if day is None:
            return ()
        return _month_day(cursor, cursor.number(day), cursor.number(token), text)
    dated = cursor.peek(Kind.NUMBER, ahead=1) and cursor.peek(Kind.MONTH_WORD, Kind.MONTH, ahead=2)
    led = cursor.take(Kind.DATE_WORD, *((Kind.DAY_WORD,) if dated else ())) is not None
    number = cursor.take(Kind.NUMBER, Kind.ORDINAL)
    if number is None:
        return ()
    day_number, back = cursor.number(number), cursor.mark
    cursor.take(Kind.FILLER)
    spelled = cursor.take(Kind.MONTH_WORD) is not None
    if token := cursor.take(Kind.MONTH):
        return _month_day(cursor, day_number, cursor.number(token), text)
    if led and spelled and (token := cursor.take(Kind.NUMBER)):
        return _month_day(cursor, day_number, cursor.number(token), text)
    cursor.mark = back
    if not led and number.kind is not Kind.ORDINAL:
        return ()
    if not 1 <= day_number <= 31:
        raise NoSuchDate(text)
    return (CalendarDay(day_number),)


_YEARS_WRITTEN = range(1900, 2100)  # what else has four digits is an hour: 5 Dec 1700


def _month_day(cursor: Cursor, day: int, month: int, text: str) -> tuple[DaySpec, ...]:
    year = None
    back = cursor.mark
    spelled = cursor.take(Kind.YEAR_WORD) is not None
    if (token := cursor.take(Kind.NUMBER)) and (spelled or cursor.number(token) in _YEARS_WRITTEN):
        year = cursor.number(token)
    elif spelled:
        raise NotATime
    else:
        cursor.mark = back
    return _existing(text, CalendarDay(day, month, year))


def _numeric(kind: Kind, value: object, text: str) -> tuple[DaySpec, ...]:
    match kind, value:
        case Kind.FULL_DATE, (int(year), int(month), int(day)):
            return _existing(text, CalendarDay(day, month, year))
        case Kind.SLASHED, (int(first), int(second), int() | None as year):
            return _existing(text, CalendarDay(first, second, year), CalendarDay(second, first, year))
        case _:
            raise TypeError(f"{value} is no date")


def _existing(text: str, *dates: CalendarDay) -> tuple[DaySpec, ...]:
    found = tuple(dict.fromkeys(each for each in dates if _exists(each.day, each.month or 0, each.year)))
    if not found:
        raise NoSuchDate(text)
    return found


def _exists(day: int, month: int, year: int | None = None) -> bool:
    if not 1 <= month <= 12 or not 1 <= (year or _LEAP_YEAR) <= 9999:
        return False
    return 1 <= day <= _months.monthrange(year or _LEAP_YEAR, month)[1]


_LAST_HOUR = 23  # up to 23h it may be an hour of the clock or a length
_FIRST_LONG = 13  # so many hours, in a word, as well: "by 17 hrs"
_KHMER_UNITS = {
    Kind.H: Unit.HOUR,
    Kind.HOURS: Unit.HOUR,
    Kind.DAY_WORD: Unit.DAY,
    Kind.WEEK_OR_SUNDAY: Unit.WEEK,
    Kind.MONTH_WORD: Unit.MONTH,
}


def _span_at(cursor: Cursor) -> tuple[Span, Hour | None] | None:
    """Take a length from the cursor, with the hour that it may be instead (17h); None when none begins there.

    Raises:
        NotATime: it is a length, but makes no sense: nothing at all, or both ahead and ago.
    """
    back = cursor.mark
    at = cursor.came_after(Kind.AT)
    led = cursor.take(Kind.IN) is not None
    if led and (token := cursor.take(Kind.MILITARY)):
        hours, minutes = cursor.pair(token)
        return Span(hours * 100 + minutes, Unit.HOUR), None
    more = cursor.peek(Kind.MORE) or cursor.peek(Kind.MORE, ahead=1)
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
    bare = not (led or ago or later or more) and span.unit is Unit.HOUR and len(amounts) == 1
    if bare and (0 if short else _FIRST_LONG) <= span.amount <= _LAST_HOUR:
        return span, Hour(span.amount)
    return span, None


def _amounts(cursor: Cursor, *, led: bool) -> tuple[dict[Unit, int], bool]:
    """The amount of each unit, and whether the last was only the letter h; nothing when a number has no unit."""
    if led and (token := cursor.take(Kind.FRENCH)):
        hours, minutes = cursor.pair(token)
        return {Unit.HOUR: hours, Unit.MINUTE: minutes}, False
    amounts: dict[Unit, int] = {}
    short = False
    if cursor.take(Kind.MORE) is not None and (unit := _unit(cursor)) is not None:
        return {unit: 1}, False  # "another day"
    while token := cursor.peek(Kind.NUMBER, Kind.COUNT):
        back = cursor.mark
        cursor.mark += 1
        cursor.take(Kind.MORE)
        short = token.kind is Kind.NUMBER and cursor.peek(Kind.H) is not None
        unit = _unit(cursor)
        if unit is None or unit in amounts:
            cursor.mark = back
            break
        amounts[unit] = cursor.number(token)
        cursor.take(Kind.MORE)
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
