"""How a deadline was computed, in words."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup

from bot.attachments import albums
from bot.attachments.messages import kept_files
from bot.cards import buttons as card_buttons
from bot.cards import texts as card_texts
from bot.cards.calendar import day_off, typed_hour
from bot.i18n.catalogue import Texts
from bot.outcomes import doubts, texts
from bot.outcomes.reading import parse_extend, parse_remind
from bot.outcomes.recording import Overtaken, check_seen, move_deadline
from bot.reading.words import take_number
from bot.telegram.call import Call
from bot.telegram.presses import one_of
from db import reminders
from db.errors import DeskError
from db.facts import RequestFacts
from db.lifecycle import EventKind, check, is_open
from db.tables import ReminderKind
from jobs.deadlines.calendars import Calendar
from jobs.deadlines.errors import Ambiguous, InThePast
from jobs.deadlines.reading import (
    Basis,
    Direction,
    Explanation,
    Reading,
    looks_like_time,
    read_time,
    says_more,
)
from jobs.records import recording


def explanation_words(t: Texts, explanation: Explanation) -> Markup:
    """What a reader could not see for themselves: the days counted, the holidays passed over, the end of the day."""
    parts = []
    if explanation.told:
        start = explanation.start
        parts.append(t.say("counted from {when}", when=t.when(start, start)))
    if explanation.counted:
        days = ", ".join(t.calendar_day(day) for day in explanation.counted)
        parts.append(t.say("counted: {days}", days=days))
    named = [day for day in explanation.skipped if day.name(t.language)]
    if named:
        parts.append(t.say("not counted: {days}", days=", ".join(day_off(t, day) for day in named)))
    if explanation.basis is Basis.END_OF_DAY and explanation.day_off is None:
        parts.append(t.say("end of that working day"))
    if explanation.day_off is not None:
        parts.append(t.say("careful, {day} is not a working day", day=day_off(t, explanation.day_off)))
    return Markup(" ({})").format(Markup("; ").join(parts)) if parts else Markup("")


CHOICES = {
    "today": "today {office_ends}",
    "tomorrow": "tomorrow {office_ends}",
    "2wd": "2 working days",
    "3wd": "3 working days",
    "1w": "in 1 week",
}
SNOOZES = {"1h": "in 1h", "3h": "in 3h", "2wd": "2 working days"}


def chosen(argument: str, calendar: Calendar) -> str:
    """The deadline behind a button, an hour of the calendar for one, as it would be typed.

    Raises:
        OldButton: there is no such button any more.
    """
    if (hour := typed_hour(argument)) is not None:
        return hour
    ends = (
        "end of day" if calendar.typed_in else f"{calendar.day_end:%H:%M}"
    )  # an hour would be that of whoever presses
    return one_of(CHOICES, argument).format(office_ends=ends)


class ReminderTooLong(DeskError):
    """The words of a reminder of one's own do not fit."""

    message = "A reminder may have {limit} characters; this has {length}. Put the rest into a note: /note"


class PassedUntold(DeskError):
    """A deadline that was brought forward has passed, and nobody had told the body."""

    message = (
        "That deadline has passed, so they cannot be told it any more. Set another: /extend {number} by …"
    )


LONGEST_REMINDER = 500


async def extend(call: Call) -> None:
    """/extend N by DEADLINE [why]; with nothing behind the number, the buttons for a deadline"""
    number, rest = take_number(call.args)
    if not rest:
        async with call.looking() as session:
            facts = await call.facts(session, await call.target(session, number))
        check(facts.status, EventKind.EXTENDED)
        keyboard = card_buttons.deadline(call.t, facts, call.office_ends)
        await call.answer(card_texts.card(call.t, facts, call.now), keyboard)
        return
    form = parse_extend(call.args, is_time=looks_like_time)
    await extend_typed(call, form.number, form.deadline, form.why, happened=form.happened)


async def extend_typed(
    call: Call,
    number: int | None,
    typed: str,
    why: str,
    *,
    happened: str | None = None,
    was_asked: bool = False,
) -> None:
    """Move a deadline to a time as typed, or ask where it is in doubt. `happened`: when they were told it, as typed;
    `was_asked`: it was written because it was asked for.

    Raises:
        NotPossibleNow: the request is closed.
        TimeNotUnderstood: unreadable or past.
        BeforeAsking: they would have been told it before they were asked.
    """
    told_at = call.happened(happened) if happened is not None else None
    async with call.looking() as session:
        request = await call.target(session, number)
    if told_at is not None:
        call.check_order(request, told_at)
    since = told_at or request.asked_at
    ahead, over, doubtful = list[datetime](), list[datetime](), True
    try:
        ahead = [_read(call, typed, told_at).instant]
        doubtful = await doubts.is_far_for(call, [request.body_id], call.now, ahead[0])
        if says_more(typed) and request.deadline_at > call.now:
            # "3 more days" counts from now, or from the deadline they had.
            calendar, deadline = call.who.calendar, request.deadline_at
            after = read_time(typed, now=deadline, calendar=calendar, direction=Direction.FUTURE).instant
            ahead, doubtful = sorted({*ahead, after}), doubtful or after not in ahead
    except Ambiguous as doubt:
        ahead = [instant for instant in doubt.instants if instant > call.now]
        over = [instant for instant in doubt.instants if since and since < instant <= call.now]
    except InThePast as passed:
        if since is None or passed.instant <= since:
            raise
        over = [passed.instant]
    if not doubtful or not is_open(request.status):
        facts, reading = await extend_to(call, number, typed, why, told_at=told_at)
        await call.answer_recorded(facts, extended(call, facts, reading))
        return
    labels = [call.t.briefly(instant, call.now) for instant in ahead]
    far = (
        len(ahead) == 1 and not over and await doubts.is_far_for(call, [request.body_id], call.now, ahead[0])
    )
    if over:
        question = texts.over_already(call.t, typed, over[0], call.now)
        labels = [*(texts.overdue_since(call.t, instant, call.now) for instant in over), *labels]
    elif far:
        question = doubts.far(call, typed, call.t.when(ahead[0], call.now))
        labels = [call.t.say("Yes, {when}", when=labels[0])]
    else:
        question = texts.two_ways(call.t, typed)
    choices = list(zip(labels, [*over, *ahead], strict=True))
    await doubts.ask_which(
        call,
        request.id or 0,
        why,
        question,
        choices,
        late=len(over),
        told_at=told_at,
        awaits_text=bool(far or over or was_asked),
    )


def _read(call: Call, typed: str, told_at: datetime | None) -> Reading:
    return read_time(
        typed, now=call.now, calendar=call.who.calendar, direction=Direction.FUTURE, told_at=told_at
    )


async def extend_to(
    call: Call,
    number: int | None,
    typed: str,
    why: str,
    *,
    events_seen: int | None = None,
    told_at: datetime | None = None,
) -> tuple[RequestFacts, Reading]:
    """Move a deadline to a time as typed, in one transaction. Where the words say that the body asked for it, or promised an
    answer by then, that is what is recorded.

    Raises:
        Overtaken: more has been recorded since the pressed card, which had seen `events_seen`, was shown.
        NotPossibleNow: the request is closed.
        TimeNotUnderstood: unreadable, ambiguous, or past.
    """
    reading = _read(call, typed, told_at)
    async with call.recording() as session:
        request = await call.target(session, number)
        if events_seen is not None:
            check_seen(await call.facts(session, request), events_seen)
        files = kept_files(call.carrying())
        facts = await move_deadline(
            call, session, request, reading.instant, why, files=files, told_at=told_at
        )
        await albums.remember(session, call, call.carrying().get("album", ""), request.id)
    call.took()
    return facts, reading


async def told(call: Call, events_seen: int) -> tuple[RequestFacts, Markup]:
    """The body was told now of the deadline that was brought forward: from here on it holds for it too.

    Raises:
        Overtaken: more has been recorded since the pressed card was shown.
        PassedUntold: it has passed, so nobody can be told it any more.
    """
    async with call.recording() as session:
        request = await call.target(session, None)
        before = await call.facts(session, request)
        check_seen(before, events_seen)
        if not before.is_held_to_less:
            raise Overtaken(before)
        if before.deadline_at <= call.now:
            raise PassedUntold(number=before.number)
        recorded = await recording.extend(
            session, request, call.who.member, before.deadline_at, "", now=call.now, told=True
        )
    return recorded.facts, texts.extended(call.t, recorded.facts, Markup(""), call.now)


async def remind(call: Call) -> None:
    """/remind N DEADLINE [text]"""
    form = parse_remind(call.args, is_time=looks_like_time)
    due_at = call.ahead(form.when)
    if len(form.text) > LONGEST_REMINDER:
        raise ReminderTooLong(length=len(form.text), limit=LONGEST_REMINDER)
    async with call.recording() as session:
        request = await call.target(session, form.number)
        await reminders.enqueue(
            session, request, call.who.member_id, ReminderKind.OWN, due_at=due_at, text=form.text
        )
        number = request.number
    await call.answer(
        call.t.say(
            "I will remind you about #{number} on {when}, whatever its status then.",
            number=number,
            when=call.t.when(due_at, call.now),
        )
    )


def snooze_until(call: Call, choice: str) -> datetime:
    """The instant (UTC) a snooze button means."""
    if choice == "am":
        return call.who.calendar.of_typist.next_working_morning(call.now)
    return call.ahead(one_of(SNOOZES, choice))


def extended(call: Call, facts: RequestFacts, reading: Reading) -> Markup:
    explained = explanation_words(call.t, reading.explanation)
    return texts.extended(call.t, facts, explained, call.now)
