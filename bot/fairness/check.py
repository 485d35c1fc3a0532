"""The fair-chance check as values: its points, how each stands, and the check of one body (pure)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.claims.record import attempts_that_count, of_several
from db import lifecycle
from db.facts import EventFacts, RequestFacts
from db.lifecycle import EventKind
from jobs.deadlines.calendars import Calendar
from jobs.reminders.rules import EARNEST_ATTEMPTS


class Point(StrEnum):
    """What the check looks at, in the order in which it is shown."""

    ATTEMPTS = "attempts"
    CHANNELS = "channels"
    DEADLINE_TOLD = "deadline_told"
    TIME = "time"
    QUESTIONS = "questions"
    LAST_CALL = "last_call"


class State(StrEnum):
    """Whether a point is met; `not_yet`: it cannot be met so early, and nothing is missed."""

    MET = "met"
    NOT_YET = "not_yet"
    MISSING = "missing"


@dataclass(frozen=True)
class Checked:
    """One point of one body's check.

    Args:
        have, need: attempts; channels; requests that were told a deadline; hours they have had to answer (missing: will
            have had); requests with their questions. Not used by the last call.
        at: time: when the hours are (or would be) over, None if nothing reached the body. Last call: the attempt that
            counts as it; while it is not yet due, when it will be; None where no publication time is known. UTC.
        request_id: the request on which to act; the weakest one.
    """

    point: Point
    state: State
    have: int = 0
    need: int = 0
    at: datetime | None = None
    request_id: int = 0

    @property
    def met(self) -> bool:
        return self.state is State.MET


@dataclass(frozen=True)
class FairChance:
    """The check of one body for one story. `numbers`: the requests it rests on. `request_id`: the one whose deadline
    comes first. `publish_at`: publication (UTC), None where no time is known. `is_out`: the story came out then."""

    story_id: int | None
    body_id: int
    body: str
    body_km: str | None
    numbers: tuple[int, ...]
    request_id: int
    points: tuple[Checked, ...]
    story: str | None = None
    publish_at: datetime | None = None
    is_out: bool = False

    @property
    def met(self) -> int:
        """How many of the points are met."""
        return sum(checked.met for checked in self.points)

    @property
    def missing(self) -> tuple[Checked, ...]:
        """The points that are missing: what is not yet due is not."""
        return tuple(checked for checked in self.points if checked.state is State.MISSING)

    @property
    def complete(self) -> bool:
        """Whether every point is met."""
        return self.met == len(self.points)


CHANNELS_NEEDED = 2
LAST_CALL = timedelta(minutes=90)

_HOUR = timedelta(hours=1)
_EVERY_HOUR = Calendar(country="", weekend=frozenset())


@dataclass(frozen=True)
class _Put:
    """A request that was put to the body and is open: as it stood at publication, or stands now if that is ahead."""

    facts: RequestFacts
    tried: list[EventFacts]  # the attempts that may have reached the body
    deadline_at: datetime
    deadline_told: bool


def fair_chances(
    requests: Sequence[RequestFacts], *, now: datetime, fair_hours: int, calendar: Calendar | None = None
) -> tuple[FairChance, ...]:
    """The check of every body that was asked and owes an answer, one for each story and body, by first number.

    Args:
        requests: the record; all requests of a story together. Those of no story have nothing to do with each other,
            and each is checked by itself.
        now: the present instant (UTC). What was done after publication does not count: it is when the story came
            out, or, while it is not out, the time planned for it. An answer to a story that is not out always counts.
        fair_hours: the newsroom's least time for an answer that is called reasonable.
        calendar: the newsroom's; the hours of its weekends and holidays are no time for an answer. None: every hour is.

    Returns:
        Nothing for a body that answered, declined or referred: its answer shows that it had the chance.
    """
    groups: dict[tuple[int | None, int, int | None], list[_Put]] = {}
    for request in sorted(requests, key=lambda request: request.number):
        put = _as_put(request, now)
        if put is not None:
            alone = request.id if request.story_id is None else None
            groups.setdefault((request.story_id, request.body_id, alone), []).append(put)
    return tuple(_check(group, now, fair_hours, calendar or _EVERY_HOUR) for group in groups.values())


def _publication(request: RequestFacts) -> datetime | None:
    return request.published_at or request.publish_at


def _as_put(request: RequestFacts, now: datetime) -> _Put | None:
    publish_at = _publication(request)
    until = now if publish_at is None else min(now, publish_at)
    by_referral = request.referred_from is not None
    if not lifecycle.open_at(request.events, min(now, request.published_at or now), by_referral=by_referral):
        return None
    events = [event for event in request.in_force if event.happened_at <= until]
    if not any(event.kind is EventKind.ASKED for event in events):
        return None
    deadlines = [event for event in events if lifecycle.sets_deadline(event)]
    # The newest word on a deadline counts, in the order of recording, as everywhere; of those that the body knows, if any.
    told = [event for event in deadlines if event.details["told"]]
    newest = max(told or deadlines, key=lambda event: event.id, default=None)
    return _Put(
        facts=request,
        tried=attempts_that_count(events, until),
        deadline_at=datetime.fromisoformat(newest.details["to"]) if newest else request.deadline_at,
        deadline_told=newest.details["told"] if newest else request.deadline_told,
    )


def _check(puts: Sequence[_Put], now: datetime, fair_hours: int, calendar: Calendar) -> FairChance:
    first = min(puts, key=lambda put: (put.deadline_at, put.facts.number)).facts
    publish_at = _publication(first)
    tried = of_several(put.tried for put in puts)
    channels = {event.channel for event in tried if event.channel is not None}
    return FairChance(
        story_id=first.story_id,
        body_id=first.body_id,
        body=first.body,
        body_km=first.body_km,
        numbers=tuple(put.facts.number for put in puts),
        request_id=first.id,
        points=(
            _counted(Point.ATTEMPTS, len(tried), EARNEST_ATTEMPTS, first.id),
            _counted(Point.CHANNELS, len(channels), CHANNELS_NEEDED, first.id),
            _of_each(Point.DEADLINE_TOLD, puts, lambda put: put.deadline_told),
            min((_time(put, now, fair_hours, calendar) for put in puts), key=_weakness),
            _of_each(Point.QUESTIONS, puts, lambda put: bool(put.facts.questions)),
            _last_call(tried, publish_at, now, first.id),
        ),
        story=first.story,
        publish_at=publish_at,
        is_out=first.published_at is not None,
    )


def _counted(point: Point, have: int, need: int, request_id: int) -> Checked:
    return Checked(point, State.MET if have >= need else State.MISSING, have, need, request_id=request_id)


def _of_each(point: Point, puts: Sequence[_Put], holds: Callable[[_Put], bool]) -> Checked:
    failing = [put.facts.id for put in puts if not holds(put)]
    return _counted(point, len(puts) - len(failing), len(puts), (failing or [puts[0].facts.id])[0])


def _time(put: _Put, now: datetime, fair_hours: int, calendar: Calendar) -> Checked:
    """The time for an answer, from the first attempt that may have reached the body to the deadline it was told or
    to publication, whichever comes first. A deadline of ours that nobody told the body took no time from it. Days on
    which nobody works are none of it."""
    request_id = put.facts.id
    if not put.tried:
        return Checked(Point.TIME, State.MISSING, 0, fair_hours, request_id=request_id)
    begun, need = put.tried[0].happened_at, timedelta(hours=fair_hours)
    ends = [put.deadline_at] if put.deadline_told else []
    publish_at = _publication(put.facts)
    if publish_at is not None:
        ends.append(publish_at)
    end = min(ends, default=None)
    passed = calendar.working_time(begun, now if end is None else max(begun, min(now, end)))
    state = State.MET if passed >= need else State.NOT_YET
    if end is not None and (in_all := calendar.working_time(begun, max(begun, end))) < need:
        state, passed = State.MISSING, in_all
    over = calendar.after_working_time(begun, need)
    return Checked(Point.TIME, state, passed // _HOUR, fair_hours, over, request_id)


def _weakness(checked: Checked) -> tuple[int, int]:
    return [State.MISSING, State.NOT_YET, State.MET].index(checked.state), checked.have


def _last_call(
    tried: Sequence[EventFacts], publish_at: datetime | None, now: datetime, request_id: int
) -> Checked:
    if publish_at is None:
        return Checked(Point.LAST_CALL, State.NOT_YET, request_id=request_id)
    due = publish_at - LAST_CALL
    again = sorted(event.happened_at for event in tried)[1:]
    if again and again[-1] >= due:
        return Checked(Point.LAST_CALL, State.MET, at=again[-1], request_id=request_id)
    if now < due:
        return Checked(Point.LAST_CALL, State.NOT_YET, at=due, request_id=request_id)
    return Checked(Point.LAST_CALL, State.MISSING, request_id=request_id)
