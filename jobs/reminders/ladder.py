"""When to remind about one request (pure): before the deadline, at it, each working morning after it, then weekly.

Nothing is remembered here. What is owed next follows from the facts on record and `now`, so a restart, an outage
or a moved deadline needs no repair: ask again, and the answer is right again. All instants are aware datetimes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from jobs.deadlines.calendars import Calendar

EARNEST_ATTEMPTS = 5  # ICIJ's practice, quoted by GIJN on "no surprises" letters
APART = timedelta(hours=12)  # between two reminders on one request, and around the final call
QUIET = timedelta(hours=1)  # after something was just recorded
WEEK = timedelta(days=7)
FINAL_CALL_LEAD = timedelta(hours=1)  # NPR, memo on seeking comment, 2018: one more call an hour before


class Rung(StrEnum):
    """Which reminder it is: the day before, at the deadline, a morning after it, or the weekly one."""

    BEFORE = "before"
    AT = "at"
    MORNING = "morning"
    WEEKLY = "weekly"


@dataclass(frozen=True)
class LadderFacts:
    """What the ladder must know of a request.

    Args:
        is_open: whether an answer is still owed.
        asked_at: when the body was asked.
        deadline_at: the present deadline.
        attempts: how often it was tried to reach the body (asked and chased).
        last_reminder_at: when the last reminder of any kind about this request was sent.
        last_recorded_at: when somebody last recorded an event other than the asking.
        final_call_at: the final call of its story, where a publication time is known.
        sent: the rungs already sent for the present deadline.
        deadline_set_at: when the present deadline was recorded here (the request logged, or extended). What would
            have been due before that was never missed and is not caught up.
        went_to_print: its story came out without the answer. The desk stands ready for one that comes late, and
            nags nobody (NPR, memo on seeking comment, 2018).
    """

    is_open: bool
    asked_at: datetime
    deadline_at: datetime
    attempts: int
    last_reminder_at: datetime | None = None
    last_recorded_at: datetime | None = None
    final_call_at: datetime | None = None
    sent: frozenset[Rung] = frozenset()
    deadline_set_at: datetime | None = None
    went_to_print: bool = False


def final_call_at(publish_at: datetime) -> datetime:
    """The instant of a story's final call: one hour before it is published."""
    return publish_at - FINAL_CALL_LEAD


def next_reminder(facts: LadderFacts, *, now: datetime, calendar: Calendar) -> tuple[Rung, datetime] | None:
    """The one reminder owed next about a request.

    Returns:
        The rung and its UTC instant, or None when the request is closed or went to print. An instant at or before `now` is owed now:
        however many were missed, one is owed, on the rung that fits the present.
    """
    if not facts.is_open or facts.went_to_print:
        return None
    for rung, slot in _slots(facts, calendar):
        due = _settle(slot, facts, calendar)
        if due <= now:
            # It waited through an outage; meanwhile the final call may have come near.
            held_until = _settle(now, facts, calendar)
            due = due if held_until <= now else held_until
        leaves_at = max(due, now)
        if rung is Rung.BEFORE and leaves_at > facts.deadline_at - APART:
            continue  # too late to be of use, and it would push the reminder at the deadline out of its place
        return _fitting(rung, leaves_at, facts, calendar), due.astimezone(UTC)
    raise AssertionError("an open request is always owed a reminder")


def still_relevant(rung: Rung, facts: LadderFacts, *, now: datetime, calendar: Calendar) -> bool:
    """Whether a reminder planned earlier should still be sent at `now`, the moment of sending.

    False means: do not send it, plan again with `next_reminder` (which may owe another rung at once).
    """
    owed = next_reminder(facts, now=now, calendar=calendar)
    return owed is not None and owed[0] is rung and owed[1] <= now


def _slots(facts: LadderFacts, calendar: Calendar) -> list[tuple[Rung, datetime]]:
    """The rungs not yet behind us with their undisturbed instants, soonest first; the last can always be sent."""
    told, set_at, deadline = facts.last_reminder_at, facts.deadline_set_at, facts.deadline_at
    slots = []
    before = calendar.add_working_days(deadline, -1)
    if not facts.sent and before - facts.asked_at >= APART and _ahead_of(before, told, set_at):
        slots.append((Rung.BEFORE, before))
    if _ahead_of(deadline, told, set_at):
        slots.append((Rung.AT, deadline))
    if not slots:
        since = max(instant for instant in (deadline, told, set_at) if instant is not None)
        slots.append(_later(since, facts, calendar))
    return slots


def _ahead_of(slot: datetime, told: datetime | None, set_at: datetime | None) -> bool:
    return (told is None or told < slot) and (set_at is None or set_at <= slot)


def _later(since: datetime, facts: LadderFacts, calendar: Calendar) -> tuple[Rung, datetime]:
    if facts.attempts < EARNEST_ATTEMPTS:
        return Rung.MORNING, calendar.next_working_morning(since)
    # Seven days after a reminder that left somewhat late is still that morning, or it would slip a day each week.
    return Rung.WEEKLY, _morning_from(since + WEEK - QUIET, calendar)


def _fitting(rung: Rung, moment: datetime, facts: LadderFacts, calendar: Calendar) -> Rung:
    """The rung whose words fit `moment`, for one that leaves later than its own time."""
    if rung is Rung.AT:
        later, since = _later(facts.deadline_at, facts, calendar)
        return later if moment >= since else rung
    return rung


def _settle(moment: datetime, facts: LadderFacts, calendar: Calendar) -> datetime:
    """The first instant at or after `moment` at which nothing forbids a reminder."""
    while True:
        allowed = moment
        if facts.last_recorded_at is not None:
            allowed = max(allowed, facts.last_recorded_at + QUIET)
        if facts.last_reminder_at is not None and allowed < facts.last_reminder_at + APART:
            allowed = _morning_from(facts.last_reminder_at + APART, calendar)
        if facts.final_call_at is not None and abs(allowed - facts.final_call_at) < APART:
            allowed = _morning_from(facts.final_call_at + APART, calendar)
        if allowed == moment:
            return moment
        moment = allowed


def _morning_from(instant: datetime, calendar: Calendar) -> datetime:
    """The first working morning at or after `instant`."""
    return calendar.next_working_morning(instant - timedelta(microseconds=1))
