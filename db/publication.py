"""What a request's record held when its story came out or before something was recorded, and which answers the story came
out without (pure).

Two questions are kept apart. What was *true* at publication is told by the order of happening, as everything else is:
`RequestFacts.by_publication`. What was *on record* then, and may have been printed, is told here: an answer of noon
that was logged at midnight was not in a story of the evening.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from math import inf

from db import lifecycle
from db.facts import EventFacts, RequestFacts, answered_positions
from db.lifecycle import ANSWERS, EventKind, Status
from db.state import lapsed_at


def as_published(request: RequestFacts) -> RequestFacts:
    """The request as it stood on record when its story came out; unchanged while the story is not out.

    An event counts if it had happened and was recorded by then, a correction too. Of a request that was logged only
    afterwards, everything counts that had happened by then. What became of linked requests is not turned back.
    """
    published_at = request.published_at
    if published_at is None or nothing_since(request):
        return request
    return _standing(request, _on_record(request, published_at))


def nothing_since(request: RequestFacts) -> bool:
    """Whether all that is on record of a request had happened and was on record when its story came out."""
    published_at = request.published_at
    if published_at is None:
        return True
    mark = _mark(request, published_at)
    return all(_was_on_record(event, published_at, mark) for event in request.events)


def before(requests: Iterable[RequestFacts], event_id: int) -> list[RequestFacts]:
    """Requests as they stood on record before an event: with what was recorded before it, corrections too. One that
    was logged later is left out. What became of linked requests is not turned back."""
    return [
        _standing(request, _counted(earlier))
        for request in requests
        if (earlier := [event for event in request.events if event.id < event_id])
    ]


def answers(request: RequestFacts) -> set[tuple[object, ...]]:
    """The answers that stand: of each what it is about, so that one whose words or hour were put right is the same."""
    return {_substance(event) for event in request.in_force if event.kind in ANSWERS}


def _standing(request: RequestFacts, events: tuple[EventFacts, ...]) -> RequestFacts:
    """The request with these events alone."""
    counted = lifecycle.in_force(events)
    asked = next((event for event in counted if event.kind is EventKind.ASKED), None)
    deadline = max(
        (event for event in counted if lifecycle.sets_deadline(event)),
        key=lambda event: event.id,
        default=None,
    )
    in_part, in_full = answered_positions(events)
    status = lifecycle.status_after(events, by_referral=request.referred_from is not None)
    return replace(
        request,
        status=status,
        asked_at=asked.happened_at if asked else None,
        channel=asked.channel if asked else None,
        contact=asked.contact if asked else None,
        deadline_at=datetime.fromisoformat(deadline.details["to"]) if deadline else request.deadline_at,
        deadline_told=deadline.details["told"] if deadline else request.deadline_told,
        waits_for_us=lifecycle.asked_back_at(counted) is not None,
        lapsed=lapsed_at(events, status) is not None,
        questions=tuple(
            replace(question, answered=in_full or question.position in in_part)
            for question in request.questions
        ),
        events=events,
    )


def late_answers(request: RequestFacts) -> tuple[EventFacts, ...]:
    """The answers that stand now and that the story came out without: they came, or were logged, after it.

    None for a request that on record was not asked, answered or withdrawn when the story came out; of one that had been
    declined or referred elsewhere, no second refusal or referral. An answer that was put in the place of one
    of the same kind about the same questions, its words or its hour corrected, is no answer of its own if the first was
    on record at publication.
    """
    published_at = request.published_at
    if published_at is None or _logged_only_after(request, published_at):
        return ()
    printed = as_published(request)
    if printed.asked_at is None or printed.status in {Status.ANSWERED, Status.WITHDRAWN}:
        return ()
    known = answers(printed)
    told = {Status.DECLINED: EventKind.DECLINED, Status.REFERRED: EventKind.REFERRED}.get(printed.status)
    late = ANSWERS - {told}
    return tuple(event for event in request.in_force if event.kind in late and _substance(event) not in known)


def had_answered(event: EventFacts, published_at: datetime) -> bool:
    """Whether an answer had come before publication and was only logged later: what was printed was not true."""
    return event.happened_at <= published_at


def _substance(event: EventFacts) -> tuple[object, ...]:
    return (lifecycle.original_id(event), event.kind, tuple(sorted(event.details.get("answered", []))))


def _logged_only_after(request: RequestFacts, published_at: datetime) -> bool:
    return all(event.recorded_at > published_at for event in request.events)


def _mark(request: RequestFacts, published_at: datetime) -> float:
    """The id of the event that says that the story came out: what was recorded at that very instant counts up to it."""
    found = (
        event.id
        for event in request.in_force
        if event.kind is EventKind.PUBLISHED and event.happened_at == published_at
    )
    return next(found, inf)


def _on_record(request: RequestFacts, published_at: datetime) -> tuple[EventFacts, ...]:
    if _logged_only_after(request, published_at):
        found = [event for event in request.in_force if event.happened_at <= published_at]
    else:
        mark = _mark(request, published_at)
        found = [event for event in request.events if _was_on_record(event, published_at, mark)]
    return _counted(found)


def _was_on_record(event: EventFacts, published_at: datetime, mark: float) -> bool:
    return event.happened_at <= published_at and (
        event.recorded_at < published_at or (event.recorded_at == published_at and event.id <= mark)
    )


def _counted(events: Sequence[EventFacts]) -> tuple[EventFacts, ...]:
    taken_back = {event.corrects_event_id for event in events}
    return tuple(replace(event, corrected=event.id in taken_back) for event in events)
