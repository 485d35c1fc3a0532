"""What in a request is in doubt: words that look like an option and cannot be read, a deadline nobody means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from markupsafe import Markup

from bot import kinds
from bot.i18n.catalogue import shorten
from bot.reading.options import opener, split_time_at_end, take_options
from bot.reading.request import Question, check_limits
from bot.reading.words import clean, one_line, read_channel
from bot.telegram.call import Call
from jobs.deadlines.errors import Ambiguous, TimeNotUnderstood
from jobs.deadlines.reading import Direction, Reading, looks_like_time, read_time

Data = dict[str, Any]
Choice = tuple[Markup, Data]


_MINUTE, _HARDLY_LATER = timedelta(minutes=1), timedelta(minutes=10)


def read_deadline_of(call: Call, data: Data) -> Reading:
    """The deadline of a request as typed: a length counts from when the body was asked.

    Raises:
        TimeNotUnderstood: unreadable, ambiguous, or past.
    """
    asked_at = datetime.fromisoformat(data["asked_at"])
    told = data.get("asked_told") and asked_at < call.now - _MINUTE
    return read_time(
        data["deadline"],
        now=call.now,
        calendar=call.who.calendar,
        direction=Direction.FUTURE,
        told_at=asked_at if told else None,
    )


def two_ways_of_at(call: Call, data: Data) -> list[Choice]:
    """The two ways to read `by fri at 09:40` after 09:40: as the hour of the deadline, or of the asking. One where it can
    only be that of the asking, none where only that of the deadline."""
    before, happened = split_time_at_end(data["deadline"], looks_like_time)
    if happened is None or data["asked_told"] or not looks_like_time(before):
        return []
    try:
        asked_at = call.happened(happened)
        other = {"deadline": before, "asked_at": asked_at.isoformat(), "asked_told": True}
        apart = read_deadline_of(call, data | other).instant
    except TimeNotUnderstood:
        return []
    today = call.t.day(asked_at, call.now) == call.t.day(call.now, call.now)
    asked = call.t.clock(asked_at) if today else call.t.briefly(asked_at, call.now)
    label = call.t.say("Asked {asked}, by {when}", when=call.t.briefly(apart, call.now), asked=asked)
    found: list[Choice] = [(label, other | {"deadline_at": apart.isoformat()})]
    try:
        whole = read_deadline_of(call, data).instant
    except TimeNotUnderstood:
        return found
    label = call.t.say("Deadline: {when}", when=call.t.briefly(whole, call.now))
    return [(label, {"deadline_at": whole.isoformat()}), *found]


def counted_anew(call: Call, data: Data) -> Reading | None:
    """A deadline told as a length, counted from an asking that is only now, where that is another one than was shown."""
    if data.get("asked_told") or not data["deadline_at"] or not data["deadline"]:
        return None
    try:
        read = read_deadline_of(call, data)
    except TimeNotUnderstood:
        return None
    shown = datetime.fromisoformat(data["deadline_at"])
    is_length = read.explanation.amount is not None
    return read if is_length and abs(read.instant - shown) > _HARDLY_LATER else None


def unread_choices(call: Call, data: Data) -> list[Choice]:
    """What the first of the words that could not be read may be: each with what pressing it changes."""
    typed = data["unread"][0]
    left = {"unread": data["unread"][1:]}
    return [(label, left | change) for label, change in _may_be(call, data, typed)]


def _may_be(call: Call, data: Data, typed: str) -> Iterator[Choice]:
    words = typed.split()
    found = opener(words)
    value = one_line(" ".join([found.glued, *words[found.count :]])) if found else one_line(typed)
    name = found.name if found else ""
    if data["deadline"] is None and name in {"", "deadline"}:
        inner = [value, *_inner(words)]
        for instant in _instants(call, (typed, *inner, f"at {value}"), Direction.FUTURE):
            label = call.t.say("Deadline: {when}", when=call.t.briefly(instant, call.now))
            yield label, {"deadline": value, "deadline_at": instant.isoformat(), "deadline_sure": True}
    if not data.get("asked_told") and name in {"", "happened"}:
        for instant in _instants(call, (typed, value, f"at {value}"), Direction.PAST):
            label = call.t.say("Asked {when}", when=call.t.briefly(instant, call.now))
            yield label, {"asked_at": instant.isoformat(), "asked_told": True}
    channel = read_channel(value)
    if data["channel"] is None and channel is not None:
        label = call.t.say("Asked by: {channel}", channel=kinds.CHANNELS[channel].said(call.t))
        yield label, {"channel": channel.value}
    if data["contact"] is None and name == "contact":
        yield call.t.say("Asked: {contact}", contact=shorten(value, 40)), {"contact": value}
    if data.get("became"):
        label = call.t.say("It belongs to what they said")
        yield label, {"became": f"{data['became']} {typed}"}
    elif found is not None:
        *before, last = data["questions"]
        joined = f"{last['text']} {typed}"
        label = call.t.say("It belongs to the question")
        yield label, {"questions": [*before, {**last, "text": joined}]}
    else:
        label = call.t.say("It is a question")
        yield label, {"questions": [*data["questions"], {"text": one_line(typed), "topic": None}]}
    yield call.t.say("Leave it out"), {}


def _inner(words: Sequence[str]) -> list[str]:
    """What stands behind the words for a deadline among others: "they have until friday"."""
    found = [(opener(words[at:]), at) for at in range(1, len(words))]
    return [
        one_line(" ".join([each.kept, each.glued, *words[at + each.count :]]))
        for each, at in found
        if each is not None and each.name == "deadline"
    ]


def _instants(call: Call, typed: Sequence[str], direction: Direction) -> list[datetime]:
    """The instants in that direction that the first of these readable at all can mean."""
    for text in typed:
        try:
            read = read_time(text, now=call.now, calendar=call.who.calendar, direction=direction)
        except Ambiguous as doubt:
            ahead = direction is Direction.FUTURE
            return [each for each in doubt.instants if (each > call.now) is ahead]
        except TimeNotUnderstood:
            continue
        return [read.instant]
    return []


def take_typed(call: Call, data: Data, typed: str) -> Data:
    """What somebody wrote in the place of words that could not be read: the draft as it is then.

    Raises:
        TooManyOf: it says again what was said.
    """
    options, left = take_options(clean(typed), is_time=looks_like_time)
    changed = put_options(call, data, options)
    if left and changed["deadline"] is None and looks_like_time(left.rstrip(".")):
        changed["deadline"], left = left, ""
    changed["unread"] = [*([left] if left else []), *data["unread"][1:]]
    return changed


def put_options(call: Call, data: Data, options: Any) -> Data:
    """A draft with the options that were typed later.

    Raises:
        TooManyOf: it has one of them already.
        TimeNotUnderstood: when it was asked cannot be read, or is still to come.
    """
    given = {name: data.get(name) for name in ("deadline", "contact", "story", "became")}
    given |= {"channel": data["channel"], "happened": "" if data.get("asked_told") else None}
    joined = options.joined(type(options)(**given))
    changed = dict(data)
    changed |= {name: getattr(joined, name) for name in ("deadline", "contact", "story", "became")}
    changed["channel"] = str(joined.channel) if joined.channel else None
    if options.happened is not None:
        changed |= {"asked_at": call.happened(options.happened).isoformat(), "asked_told": True}
    return changed


def check_questions(data: Data) -> None:
    """Whether the questions are within the limits after words were put to them.

    Raises:
        TooManyQuestions, QuestionTooLong: they are not.
    """
    check_limits([Question(question["text"], question["topic"]) for question in data["questions"]])
