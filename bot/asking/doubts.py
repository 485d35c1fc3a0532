"""What in a request is in doubt and has to be decided first: words that look like an option and cannot be read, a body nobody
knows, a deadline that can be read in two ways or that nobody means, a story or a request that may be there already."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from markupsafe import Markup

from bot import kinds
from bot.asking import texts
from bot.asking.doubles import Double
from bot.asking.form import Choice, Data, Doubt
from bot.asking.recording import ANYWAY, Slip, asked_at_of
from bot.bodies import matching
from bot.cards.buttons import button
from bot.claims import contacts
from bot.i18n.catalogue import shorten
from bot.outcomes import texts as outcome_texts
from bot.outcomes.doubts import far, is_far_for
from bot.outcomes.times import explanation_words
from bot.reading.options import opener, split_time_at_end, take_channel, take_options
from bot.reading.request import Question, check_limits
from bot.reading.words import clean, fold, one_line, read_channel
from bot.stories import texts as story_texts
from bot.telegram.call import Call
from db import bodies, queries
from db.lifecycle import SPOKEN
from jobs.deadlines.errors import Ambiguous, InThePast, TimeNotUnderstood
from jobs.deadlines.reading import Direction, Reading, looks_like_time, names_time, read_time

_MINUTE, _HARDLY_LATER = timedelta(minutes=1), timedelta(minutes=10)


async def of(call: Call, data: Data) -> Doubt | None:
    """The first thing in doubt about a request, None where nothing is. What is certain is put into the data: the bodies
    that were found, and the deadline, for "in 48h" counts from when it was written, not from when a button was pressed.

    Raises:
        TimeNotUnderstood: the deadline has passed.
    """
    if data.get("reckoned", [])[:1] == [data["deadline_at"]] and data["reckoned"][1] != data["asked_at"]:
        data["deadline_at"] = None  # it is known by now that they were asked at another time
    try:
        doubt = _two_ways(call, data) if data["deadline"] and not data["deadline_at"] else None
    except DeadlinePassed:
        if not data["unread"]:  # which may say that they were asked before it
            raise
        doubt = None
    if doubt is not None:
        return doubt
    if is_over(call, data) and was_told(data) and not is_late(data):
        return _over(call, data, [datetime.fromisoformat(data["deadline_at"])], [])
    if data["unread"]:
        question = call.t.say(
            "What is “{text}”? Nothing is logged yet. Press, or write it anew: by fri 5pm, via email, to Sok Veasna, at 09:40, #mangopark.",
            text=data["unread"][0],
        )
        return Doubt(question, unread_choices(call, data), "unread")
    if any(entry["id"] is None for entry in data["bodies"]):
        async with call.looking() as session:
            found = await matching.resolve(session, call.who.newsroom_id, data["bodies"], story=data["story"])
        data["bodies"] = found.bodies
        if found.doubtful is not None:
            return _which_body(call, found)
    if await _is_contact_doubtful(call, data):
        people = outcome_texts.person_or_office(call.t, data["contact"])
        answers = [(label, {"contact": name, "contact_sure": True}) for label, name in people.items()]
        return Doubt(outcome_texts.who_is(call.t, data["contact"]), answers, "contact")
    if data["deadline_at"] and not data.get("deadline_sure"):
        asked_at, deadline = (datetime.fromisoformat(data[name]) for name in ("asked_at", "deadline_at"))
        if await is_far_for(call, [entry["id"] for entry in data["bodies"]], asked_at, deadline):
            when = call.t.when(deadline, call.now)
            label = call.t.say("Yes, {when}", when=call.t.briefly(deadline, call.now))
            choice = (label, {"deadline_sure": True})
            return Doubt(far(call, data["deadline"] or "", when), [choice], "deadline")
    return None


async def _is_contact_doubtful(call: Call, data: Data) -> bool:
    """Whether nobody can tell if a contact in small letters is a person or an office. Where the directory knows, its spelling
    is taken."""
    contact = data["contact"]
    if not contact or data.get("contact_sure"):
        return False
    data["contact"] = contacts.spelled(contact)
    if not contacts.is_person_or_office(contact):
        return False
    async with call.looking() as session:
        ids = [entry["id"] for entry in data["bodies"]]
        known = await bodies.contact_called(session, call.who.newsroom_id, ids, contact)
    if known is None or contacts.is_person_or_office(known):
        return True
    data |= {"contact": known, "contact_sure": True}
    return False


def _two_ways(call: Call, data: Data) -> Doubt | None:
    """A deadline that can be read in two ways, or was over when the request is logged; any other is reckoned."""
    asked_at = datetime.fromisoformat(data["asked_at"])
    choices = two_ways_of_at(call, data)
    if len(choices) == 1:
        data |= choices[0][1] | {"deadline_at": None}
        choices = []
    if not choices:
        try:
            reading = read_deadline_of(call, data)
        except InThePast as passed:
            if passed.instant <= asked_at:
                raise DeadlinePassed(passed.text, passed.instant) from None
            return _over(call, data, [passed.instant], [])
        except Ambiguous as doubt:
            ahead = [instant for instant in doubt.instants if instant > call.now]
            over = [instant for instant in doubt.instants if asked_at < instant <= call.now]
            choices = [
                (
                    Markup("{}").format(call.t.briefly(instant, call.now)),
                    {"deadline_at": instant.isoformat(), "deadline_sure": True},
                )
                for instant in ahead
            ]
            if over:
                return _over(call, data, over, choices)
        else:
            data["deadline_at"] = reading.instant.isoformat()
            data["reckoned"] = [data["deadline_at"], data["asked_at"]]
            data["explained"] = str(explanation_words(call.t, reading.explanation))
            return None
    question = outcome_texts.two_ways(call.t, data["deadline"])
    return Doubt(question, choices, "deadline")


class DeadlinePassed(InThePast):
    """A deadline has passed, and nobody said that the body was asked before it."""

    message = "“{text}” has already passed. Write the day with the hour, such as tomorrow 17:00, if you mean a later one. If you asked before it, say when, too: at mon 10:00"


def is_over(call: Call, data: Data) -> bool:
    """Whether there is a deadline, and it has passed."""
    return data["deadline_at"] is not None and datetime.fromisoformat(data["deadline_at"]) <= call.now


def was_told(data: Data) -> bool:
    """Whether it lies behind when they were asked, as far as that was said: else it can only be a slip."""
    asked_at, deadline = (datetime.fromisoformat(data[name]) for name in ("asked_at", "deadline_at"))
    return bool(data["asked_told"] or data["written"]) and asked_at < deadline


def is_late(data: Data) -> bool:
    """Whether somebody said that the deadline was told, and that nothing came by then."""
    return data["deadline_at"] is not None and data.get("late") == data["deadline_at"]


def _over(call: Call, data: Data, over: Sequence[datetime], ahead: Sequence[Choice]) -> Doubt:
    """A request that is logged late: its deadline may be one that was over by then."""
    choices = list[Choice]()
    for instant in over:
        at = instant.isoformat()
        change = {"deadline_at": at, "deadline_sure": True, "late": at, "explained": ""}
        choices.append((outcome_texts.overdue_since(call.t, instant, call.now), change))
    another = (call.t.say("another deadline…"), {"part": "deadline"})
    question = outcome_texts.over_already(call.t, data["deadline"] or "", over[0], call.now)
    return Doubt(question, [*choices, *ahead, another], "deadline")


def _which_body(call: Call, found: matching.Resolved) -> Doubt:
    """The likeliest bodies, or the one that was typed added."""
    position = found.doubtful or 0
    entries, typed = found.bodies, found.bodies[position]["typed"]
    choices: list[Choice] = [
        (
            Markup("{}").format(matching.label(call.t, candidate)),
            {
                "bodies": [
                    *entries[:position],
                    {"typed": candidate.name, "local": candidate.local, "id": candidate.body_id},
                    *entries[position + 1 :],
                ]
            },
        )
        for candidate in found.candidates
    ]
    choices.append((call.t.say("➕ Add “{name}”", name=shorten(typed, 40)), {"add": position}))
    return Doubt(matching.which_body(call.t, typed, likely=found.likely), choices, "body")


def which_story(call: Call, data: Data, slip: Slip) -> Doubt:
    """A story that is not there: one of those, or a new one."""
    choices = [
        (Markup("{}").format(shorten(name, 60)), {"story": slug, "story_sure": True})
        for slug, name in slip.meant.items()
    ]
    new = call.t.say("➕ New story #{slug}", slug=data["story"])
    return Doubt(story_texts.slip(call.t, data["story"]), [*choices, (new, {"story_sure": True})], "story")


async def which_request(call: Call, data: Data, double: Double) -> Doubt:
    """The same was put to a body before: one more attempt of that request, or one of its own."""
    put = double.put
    async with call.looking() as session:
        facts = await queries.request(session, call.who.newsroom_id, put.request_id)
    joinable = facts.is_open and (facts.asked_at is None or facts.asked_at <= asked_at_of(call, data))
    decided = data.get("doubles", {})
    choices: list[Choice] = [
        (call.t.say("Log anyway"), {"doubles": {**decided, str(put.body_id): ANYWAY}}),
    ]
    if joinable:
        label = call.t.say("Join #{number}: one more attempt", number=put.number)
        choices.insert(0, (label, {"doubles": {**decided, str(put.body_id): put.request_id}}))
    mine = put.member_id == call.who.member_id
    opens = button(call.t.say("Open #{number}", number=put.number), f"o:{put.request_id}")
    question = texts.already_asked(call.t, facts, double, call.now, mine=mine, joinable=joinable)
    return Doubt(question, choices, more=[opens], whole=True)


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
        asked_at, noted = call.told(happened)
        other = {"deadline": before, "asked_at": asked_at.isoformat(), "asked_told": True, "noted": noted}
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
        inner = [value, *_tails(value.split()), *_inner(words)]
        for instant in _deadlines(call, data, (typed, *inner, f"at {value}")):
            at = {"deadline": value, "deadline_at": instant.isoformat(), "deadline_sure": True}
            if instant > call.now:
                yield call.t.say("Deadline: {when}", when=call.t.briefly(instant, call.now)), at
            else:
                label = outcome_texts.overdue_since(call.t, instant, call.now)
                yield label, at | {"late": at["deadline_at"], "explained": ""}
    if not data.get("asked_told") and (name in {"", "happened"} or fold(words[0]) == "on"):
        # "asked on mon 10:00": what stands before the time says no more.
        for instant in _instants(call, (typed, value, f"at {value}", *_tails(words)), Direction.PAST):
            label = call.t.say("Asked {when}", when=call.t.briefly(instant, call.now))
            yield label, {"asked_at": instant.isoformat(), "asked_told": True}
    channel, became = read_channel(value), ""
    if channel is None and name in {"", "channel"}:
        channel, became = take_channel(value)
    if data["channel"] is None and channel is not None and (channel in SPOKEN or not became):
        label = call.t.say("Asked by: {channel}", channel=kinds.CHANNELS[channel].said(call.t))
        yield label, {"channel": channel.value, "became": became or None}
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


_MOST_BEFORE, _DIGIT = 4, re.compile(r"\d")


def _tails(words: Sequence[str]) -> list[str]:
    """What stands behind a few words that say no time: "asked on" before "mon 10:00", "was" before "tue 12:00"."""
    before = [" ".join(words[:count]) for count in range(1, min(len(words), _MOST_BEFORE))]
    # "sent" is no slip of a month.
    told = [
        each
        for each in before
        if each.isascii() and not _DIGIT.search(each) and not names_time(each.lower().removeprefix("sent"))
    ]
    return [" ".join(words[len(each.split()) :]) for each in told]


def _deadlines(call: Call, data: Data, typed: Sequence[str]) -> list[datetime]:
    """The deadlines that the first of these readable at all can mean: those ahead, and where it was said when they were
    asked, those since then."""
    asked_at = datetime.fromisoformat(data["asked_at"]) if data.get("asked_told") else call.now
    for text in typed:
        try:
            found = [read_deadline_of(call, {**data, "deadline": text}).instant]
        except Ambiguous as doubt:
            found = list(doubt.instants)
        except InThePast as passed:
            found = [passed.instant]
        except TimeNotUnderstood:
            continue
        return sorted(instant for instant in found if instant > min(asked_at, call.now))
    return []


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
        asked_at, noted = call.told(options.happened)
        changed |= {"asked_at": asked_at.isoformat(), "asked_told": True, "noted": noted}
    return changed


def check_questions(data: Data) -> None:
    """Whether the questions are within the limits after words were put to them.

    Raises:
        TooManyQuestions, QuestionTooLong: they are not.
    """
    check_limits([Question(question["text"], question["topic"]) for question in data["questions"]])
