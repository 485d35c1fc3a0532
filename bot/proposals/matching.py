"""Which request a sentence is about, and what is to be asked before it can be logged (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.kinds import ALSO, EVENTS, Asks
from bot.proposals.directory import Directory
from bot.proposals.sentence import Sentence, Sort
from bot.proposals.words import ANSWERED
from bot.reading.options import after_words
from bot.reading.words import fold, take_number
from db.facts import RequestFacts, RequestLine
from db.lifecycle import ATTEMPTS, EventKind, can_follow
from jobs.deadlines.calendars import Calendar
from jobs.deadlines.errors import Ambiguous, HourMissing, InTheFuture, TimeNotUnderstood
from jobs.deadlines.reading import Direction, read_time

Data = dict[str, Any]
_BY_DAY = range(6, 22)  # the hours in which offices are called and written to
_HALF_A_DAY = 12 * 3600  # seconds
_LAST_HOURS = ("23:00", "20:00", "17:00", "11:00")  # of the parts of a day


@dataclass(frozen=True)
class When:
    """When something happened (UTC); the instants it may have been, where that is in doubt; whether only the day was told, or
    only a part of it; and whether it could not be read."""

    at: datetime
    times: tuple[datetime, ...] = ()
    day_only: bool = False
    part_of_day: bool = False
    unread: bool = False


def when(typed: str | None, now: datetime, calendar: Calendar) -> When:
    """When something happened, as a sentence has it: now where it does not say. Of an hour in either half of the day the one
    in office hours is meant."""
    if typed is None:
        return When(now)
    try:
        reading = read_time(typed, now=now, calendar=calendar, direction=Direction.PAST)
    except Ambiguous as doubt:
        past = tuple(instant for instant in doubt.instants if instant <= now)
        by_day = [each for each in past if each.astimezone(calendar.tz).hour in _BY_DAY]
        near = abs(doubt.instants[0] - doubt.instants[1]).total_seconds() <= _HALF_A_DAY
        if len(by_day) == 1 and near:
            return When(by_day[0])
        return When(now, past if len(past) > 1 else (*past, now))
    except HourMissing:
        return When(_end_of_part(typed, now, calendar), day_only=True, part_of_day=True)
    except TimeNotUnderstood:
        return When(now, unread=True)
    return When(reading.instant, day_only=reading.explanation.is_day_alone)


def _end_of_part(typed: str, now: datetime, calendar: Calendar) -> datetime:
    """When a part of a day is over, "this morning", or now."""
    for hour in _LAST_HOURS:
        try:
            return read_time(f"{typed} {hour}", now=now, calendar=calendar, direction=Direction.PAST).instant
        except InTheFuture:
            return now
        except TimeNotUnderstood:
            continue
    return now


def about(
    sentence: Sentence, lines: Sequence[RequestLine], directory: Directory, member_id: int
) -> list[RequestLine]:
    """The requests among these that a sentence may be about, the member's own first; all of them where it names no body."""
    if sentence.number is not None:
        return [line for line in lines if line.number == sentence.number]
    if sentence.is_ours or sentence.sort is not Sort.NEWS:
        return _about(sentence, list(lines), directory, member_id)
    # What comes back comes from where somebody was asked, if it can; nothing bounces from anywhere else.
    found = _about(sentence, [line for line in lines if line.asked_at is not None], directory, member_id)
    if not found and sentence.bodies and sentence.kind is not EventKind.BOUNCED:
        return _about(sentence, list(lines), directory, member_id)
    return found


def _about(
    sentence: Sentence, found: list[RequestLine], directory: Directory, member_id: int
) -> list[RequestLine]:
    if sentence.bodies:
        ids = sorted({line.body_id for line in found})
        meant = {body_id for named in sentence.bodies for body_id in directory.among(named, ids)}
        found = [line for line in found if line.body_id in meant]
    if sentence.story is not None and any(line.story == sentence.story for line in found):
        found = [line for line in found if line.story == sentence.story]
    mine = [line for line in found if line.member_id == member_id]
    if not sentence.bodies and mine:
        return mine
    return [*mine, *(line for line in found if line.member_id != member_id)]


def closes_or_opens(typed: str) -> tuple[str, str] | None:
    """The command, and what stands behind it, that a text can only mean: "#1 withdrawn", "reopen #2 they wrote"."""
    number, said = take_number(typed)
    if number is not None:
        said = fold(said.strip(" .!។")).removeprefix("is ").removeprefix("was ")
        return next(((command, str(number)) for command, words in _OWN.items() if said in words), None)
    first, behind = fold(" ".join(typed.split()[:1])), after_words(typed, 1)
    number, _ = take_number(behind)
    return (
        ("reopen", behind.strip().removeprefix("#"))
        if number is not None and first in _OWN["reopen"]
        else None
    )


_OWN = {
    command: {command, *(fold(word) for word in ALSO[command].split(", "))}
    for command in ("withdraw", "reopen")
}


def is_new(sentence: Sentence, found: Sequence[RequestLine]) -> bool:
    """Whether what we did can only be a request of its own."""
    if not sentence.is_ours or sentence.number is not None:
        return False
    if len(sentence.bodies) != 1:
        return (bool(sentence.questions) and not sentence.again) or (bool(sentence.bodies) and not found)
    return not found


def may_be_new(sentence: Sentence) -> bool:
    """Whether what we did with a body that has an open request may be a request of its own."""
    asks_anew = bool(sentence.questions) and not sentence.again
    return sentence.is_ours and (sentence.deadline is not None or (asks_anew and not sentence.words))


def settled_kind(data: Data, request: RequestFacts) -> EventKind | None:
    """What happened, where it is known: an answer to the only question that is open is one in full."""
    if data["kind"] is not None:
        kind = EventKind(data["kind"])
        if kind is EventKind.ASKED:
            return EventKind.CHASED
        return kind
    if tuple(data["kinds"]) == ANSWERED:
        # Of several questions it is asked which.
        return EventKind.REPLIED_PARTIAL if len(request.open_questions) > 1 else EventKind.REPLIED_FULL
    return None


def lacking(data: Data, request: RequestFacts | None) -> str | None:
    """What is asked next; None where all is known that the record needs."""
    if data["sort"] != "news" and data["kind"] is None:
        return "kind"
    if data["times"]:
        return "when"
    if data.get("unread"):
        return "at"
    if request is None:
        return "request"
    if data["asks_new"] and not data["joins"]:
        return "new"
    kind = settled_kind(data, request)
    if kind is None:
        return "kind"
    if not can_follow(request.status, kind) or (kind in ATTEMPTS and not request.is_open):
        return "closed"
    asks = EVENTS[kind].asks
    if asks is Asks.CHANNEL and data["channel"] is None:
        return "channel"
    if (
        asks is Asks.QUESTIONS
        and not data["answered"]
        and not data["ticked"]
        and len(request.open_questions) > 1
    ):
        return "questions"
    if asks is Asks.DEADLINE and data["deadline_at"] is None:
        return "deadline"
    if asks is Asks.WORDS and not data["words"]:
        return "words"
    return None
