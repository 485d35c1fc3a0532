"""The small grammar of times: tokens in, phrases out (pure; nobody asks what time it is now).

A text is a row of elements in any order: one day or one span, one time of day, one part of the day. Each reader below
takes one element from where the cursor stands, or nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from jobs import deadline_days, deadline_spans
from jobs.deadline_cursor import Cursor
from jobs.deadline_errors import DayMissing, NoSuchTime, Unreadable
from jobs.deadline_phrases import Hour, Phrase
from jobs.deadline_sentence import Sentence
from jobs.deadline_tokens import NotATime, tokenise
from jobs.deadline_words import Kind, Part, Unit


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
    found = deadline_days.read(cursor, sentence.text)
    if found:
        sentence.put_days(found)
    return bool(found)


def _span(cursor: Cursor, sentence: Sentence) -> bool:
    found = deadline_spans.read(cursor)
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
    first = cursor.at_start and cursor.take(Kind.BEFORE) is not None
    taken = cursor.take(Kind.FILLER, Kind.AT) if not first else None
    if not first and taken is None:
        return False
    if cursor.done or (taken and cursor.peek(taken.kind)):
        raise NotATime
    return True


def _clock(cursor: Cursor, sentence: Sentence) -> bool:
    if cursor.take(Kind.NOON) is not None:
        sentence.put(Hour(12))
    elif cursor.take(Kind.MIDNIGHT) is not None:
        sentence.put(Hour(24, midnight=True))
    elif token := cursor.take(Kind.DOTTED):
        hour, minute = cursor.pair(token)
        sentence.put_either(Hour(hour, minute), *deadline_days.dotted(hour, minute))
    elif token := cursor.take(Kind.CLOCK, Kind.FRENCH):
        sentence.put(Hour(*cursor.pair(token)))
    else:
        return False
    return True


def _hour(cursor: Cursor, sentence: Sentence) -> bool:
    """An hour alone: 5, 17h, 5 o'clock, in Khmer "hour 5", with a half or minutes after it."""
    certain = cursor.came_after(Kind.AT)
    led = cursor.take(Kind.HOURS) is not None
    if led and (token := cursor.take(Kind.CLOCK, Kind.DOTTED, Kind.FRENCH)):
        sentence.put(Hour(*cursor.pair(token)))
        return True
    token = cursor.take(Kind.NUMBER)
    if token is None:
        if led:
            raise NotATime
        return False
    hour, minute = cursor.number(token), 0
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
    elif cursor.take(Kind.NOW) is not None:
        sentence.now = True
    elif cursor.take(Kind.VAGUE) is not None:
        raise DayMissing(sentence.text)
    else:
        return False
    return True


_READERS: tuple[Callable[[Cursor, Sentence], bool], ...] = (_day, _span, _filler, _clock, _hour, _word)
