"""The life of a request: its statuses, the events that move it, and nothing else (pure).

The one table below says which event is allowed in which status and where it leads. A stored status is always the
result of `status_after`, so correcting an event is the same as never having recorded it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from db.errors import NotPossibleNow


class Status(StrEnum):
    """Where a request stands."""

    WAITING = "waiting"
    ACKNOWLEDGED = "acknowledged"
    PARTIAL = "partial"
    ANSWERED = "answered"
    DECLINED = "declined"
    REFERRED = "referred"
    UNDELIVERABLE = "undeliverable"
    WITHDRAWN = "withdrawn"


class EventKind(StrEnum):
    """What can happen to a request. Recorded once, never edited."""

    ASKED = "asked"
    CHASED = "chased"
    ACKNOWLEDGED = "acknowledged"
    REPLIED_PARTIAL = "replied_partial"
    REPLIED_FULL = "replied_full"
    DECLINED = "declined"
    REFERRED = "referred"
    BOUNCED = "bounced"
    DEADLINE_SET = "deadline_set"
    EXTENDED = "extended"
    NOTE = "note"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"
    CORRECTED = "corrected"
    PUBLISHED = "published"
    FILED = "filed"


class Channel(StrEnum):
    """How a body was reached for."""

    EMAIL = "email"
    CALL = "call"
    MESSAGE = "message"
    VISIT = "visit"
    LETTER = "letter"
    FAX = "fax"


class Role(StrEnum):
    """What a member may do in the newsroom."""

    REPORTER = "reporter"
    EDITOR = "editor"


class BodyKind(StrEnum):
    """What sort of institution a body is."""

    COURT = "court"
    MINISTRY = "ministry"
    DEPARTMENT = "department"
    POLICE = "police"
    EMBASSY = "embassy"
    COMPANY = "company"
    INTERNATIONAL = "international"
    OTHER = "other"


OPEN = frozenset({Status.WAITING, Status.ACKNOWLEDGED, Status.PARTIAL, Status.UNDELIVERABLE})
CLOSED = frozenset(Status) - OPEN

ATTEMPTS = frozenset({EventKind.ASKED, EventKind.CHASED})

# What the desk itself adds to the record: no member did it, so it is no member's to take back.
BY_THE_DESK = frozenset({EventKind.FILED})

# A story that came out without an answer did so even if the answer is there by the time somebody says so.
_ALWAYS = {EventKind.NOTE, EventKind.CORRECTED, EventKind.FILED, EventKind.PUBLISHED}
_KEEPS_AN_OPEN_STATUS = {EventKind.ASKED, EventKind.DEADLINE_SET, EventKind.EXTENDED}

_W, _A, _P, _U = Status.WAITING, Status.ACKNOWLEDGED, Status.PARTIAL, Status.UNDELIVERABLE
_E = EventKind

# Rows: the event. Columns: the open status it meets. An event missing here closes, reopens or keeps, as said below.
_OPEN_MOVES: dict[EventKind, dict[Status, Status]] = {
    #                     waiting     acknowledged   partial   undeliverable
    _E.CHASED: {_W: _W, _A: _A, _P: _P, _U: _W},
    _E.ACKNOWLEDGED: {_W: _A, _A: _A, _P: _P, _U: _A},
    _E.REPLIED_PARTIAL: {_W: _P, _A: _P, _P: _P, _U: _P},
    # A body that has already answered something can be reached, even if one address later bounces.
    _E.BOUNCED: {_W: _U, _A: _A, _P: _P, _U: _U},
}
_CLOSING = {
    _E.REPLIED_FULL: Status.ANSWERED,
    _E.DECLINED: Status.DECLINED,
    _E.REFERRED: Status.REFERRED,
    _E.WITHDRAWN: Status.WITHDRAWN,
}


def _table() -> dict[tuple[Status, EventKind], Status]:
    table = {(status, kind): status for status in Status for kind in _ALWAYS}
    table |= {(status, kind): status for status in OPEN for kind in _KEEPS_AN_OPEN_STATUS}
    table |= {(before, kind): after for kind, row in _OPEN_MOVES.items() for before, after in row.items()}
    table |= {(status, kind): after for status in OPEN for kind, after in _CLOSING.items()}
    # Reopening leads back to the open status held before the closing; `status_after` knows which.
    table |= {(status, _E.REOPENED): Status.WAITING for status in CLOSED}
    return table


TRANSITIONS: dict[tuple[Status, EventKind], Status] = _table()


class Happened(Protocol):
    """What `status_after` needs of an event."""

    @property
    def id(self) -> int | None: ...
    @property
    def kind(self) -> EventKind: ...
    @property
    def happened_at(self) -> datetime: ...
    @property
    def corrects_event_id(self) -> int | None: ...
    @property
    def details(self) -> Mapping[str, Any]: ...


def is_open(status: Status) -> bool:
    """Whether an answer is still owed. An acknowledgement or an undeliverable letter leaves a request open."""
    return status in OPEN


def is_overdue(status: Status, deadline_at: datetime, now: datetime) -> bool:
    """Overdue is derived, never stored: open, and the deadline (UTC instant) is reached at `now`."""
    return is_open(status) and deadline_at <= now


def check(status: Status, kind: EventKind) -> None:
    """Refuse an event that cannot happen in this status.

    Raises:
        NotPossibleNow: the table has no row for it (a closed request cannot be chased).
    """
    if (status, kind) not in TRANSITIONS:
        raise NotPossibleNow(status=status, kind=kind)


EventT = TypeVar("EventT", bound=Happened)


def place(event: Happened) -> int:
    """The id of the event whose place this one took when it was put right; its own where it took none."""
    return int(event.details.get("in_place_of") or event.id or 0)


def standing(events: Iterable[EventT]) -> list[EventT]:
    """The events that count, in the order in which they happened: corrected ones and their corrections left out.

    Of those that happened at the same time, the one recorded first comes first; one that was put in the place of
    another counts as recorded when that was.
    """
    every = list(events)
    corrected = {event.corrects_event_id for event in every if event.corrects_event_id is not None}
    kept = [event for event in every if event.id not in corrected and event.kind is not EventKind.CORRECTED]
    return sorted(kept, key=lambda event: (event.happened_at, place(event)))


def status_after(events: Iterable[Happened], *, by_referral: bool = False) -> Status:
    """The status that a request's events lead to.

    The order of happening decides, not the order of recording. An event that its predecessor made impossible (a
    call logged afterwards for a time when the answer was already there) stays in the record and moves nothing. A
    request whose asking was taken back counts as withdrawn, unless a referral opened it (`by_referral`): that one
    waits to be asked.
    """
    every = list(events)
    counted = standing(every)
    status = _last(_statuses(counted))
    was_asked = any(event.kind is EventKind.ASKED for event in every)
    # Reopening one whose asking was taken back leaves it waiting to be asked.
    goes_on = any(event.kind in {EventKind.ASKED, EventKind.REOPENED} for event in counted)
    return Status.WITHDRAWN if was_asked and not goes_on and not by_referral else status


def open_at(events: Iterable[Happened], instant: datetime, *, by_referral: bool = False) -> Status | None:
    """The open status a request had at an instant (UTC), by the order of happening; None where it was not asked or
    not open then. What is known now counts: a reply of that morning, logged in the evening, was there in the morning.
    What came at that very instant was there by then, unless it came after a story that was published at it.
    """
    by_then = []
    for event in standing(events):
        if event.happened_at > instant:
            break
        by_then.append(event)
        if event.kind is EventKind.PUBLISHED and event.happened_at == instant:
            break
    if not any(event.kind is EventKind.ASKED for event in by_then):
        return None
    status = status_after(by_then, by_referral=by_referral)
    return status if is_open(status) else None


def fits(events: Iterable[Happened], one: Happened) -> bool:
    """Whether one of the events that count was possible where the request stood when it happened."""
    counted = standing(events)
    before = dict(zip(map(place, counted), _statuses(counted), strict=False))
    return (before[place(one)], one.kind) in TRANSITIONS


def _statuses(counted: Iterable[Happened]) -> Iterator[Status]:
    """The status before each event, and the one after the last."""
    status = last_open = Status.WAITING
    for event in counted:
        yield status
        if event.kind is EventKind.REOPENED and status in CLOSED:
            status = last_open
        else:
            status = TRANSITIONS.get((status, event.kind), status)
        if status in OPEN:
            last_open = status
    yield status


def _last(statuses: Iterator[Status]) -> Status:
    *_, last = statuses
    return last
