"""How bodies answer: who does, how fast, and how long silence lasts. Read from the requests' own rows; the figures are pure.

Silence is never flattered: what has not come yet counts as having taken so long at least, and is left out of no figure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import col, func
from sqlmodel.ext.asyncio.session import AsyncSession

from db.engine import rows
from db.facts import RequestFacts
from db.lifecycle import REPLIES, EventKind, Status, is_open, is_overdue
from db.queries import Scope, in_scope
from db.tables import Body, Event, Request

FEWEST_FOR_RATES = (
    5  # below this, counts only: a rate of two out of three says nothing, nor a middle of two times
)

_ROUNDED = (
    1e-9  # far more than what floats lose, far less than one of all requests that a newsroom will ever log
)


class Came(StrEnum):
    """What has come of a request that was put to a body; the first ones are the best that can be said of it."""

    IN_FULL = "in_full"
    IN_PART = "in_part"
    DECLINED = "declined"
    REFERRED = "referred"
    PUT_OFF = "put_off"  # it has said something, and answered nothing
    NOT_DUE = "not_due"  # nothing, and the deadline is ahead
    SILENT = "silent"  # nothing, and the deadline has passed


_NO_WORD_OF_THEIRS = (Status.WITHDRAWN, Status.UNDELIVERABLE)  # what became of these says nothing of the body


@dataclass(frozen=True)
class Put:
    """A request that was put to a body, as far as it tells how that answers. Instants are UTC.

    Args:
        first_reply_at, answered_at: when the body first said anything, and when it first answered in full.
        waits_for_us: the body asked back, and nobody has answered it.
        lapsed: its deadline passed while it was closed, and it has no new one.
        withdrawn_at: when it was first taken back, where it is.
    """

    number: int
    body_id: int
    body: str
    body_km: str | None
    status: Status
    asked_at: datetime
    deadline_at: datetime
    first_reply_at: datetime | None = None
    answered_at: datetime | None = None
    waits_for_us: bool = False
    lapsed: bool = False
    withdrawn_at: datetime | None = None

    def overdue(self, now: datetime) -> bool:
        """Whether it is open past its deadline at `now` with its clock running."""
        return not (self.waits_for_us or self.lapsed) and is_overdue(self.status, self.deadline_at, now)


@dataclass(frozen=True)
class Wait:
    """How long something took from the asking, or, where it has not come, how long it has taken at least. `over`: nor will
    it come, for the request is closed without it."""

    span: timedelta
    came: bool = True
    over: bool = False
    number: int = 0


@dataclass(frozen=True)
class Answering:
    """How requests were answered.

    Args:
        asked: how many requests were put to somebody; `withdrawn` of them were taken back, `undelivered` never arrived.
        came: what has come of each of the others.
        late: how many are open past their deadline, whatever was said before.
        first, full: how long each waited for a first word, and for an answer in full, the shortest first. Of those that
            were taken back only silence past the deadline is in them.
        silence: the longest silence that still lasts; None where none does.
    """

    asked: int
    withdrawn: int
    undelivered: int
    came: Counter[Came]
    late: int
    first: tuple[Wait, ...]
    full: tuple[Wait, ...]
    silence: Wait | None = None

    @property
    def answerable(self) -> int:
        """How many bodies can be held to: what was taken back or never arrived is none of them."""
        return self.asked - self.withdrawn - self.undelivered

    @property
    def share(self) -> int | None:
        """How many percent were answered in full; None where there are too few for a rate. All and none are never said of
        less and of more."""
        some, of = self.came[Came.IN_FULL], self.answerable
        if of < FEWEST_FOR_RATES:
            return None
        share = round(100 * some / of)
        return min(99, max(1, share)) if 0 < some < of else share


def answering(puts: Iterable[Put], now: datetime) -> Answering:
    """How these requests were answered until `now` (UTC)."""
    found = list(puts)
    how_many = Counter(put.status for put in found)
    counted = [put for put in found if put.status not in _NO_WORD_OF_THEIRS]
    waits = counted + [put for put in found if _was_silent(put)]
    silent = [put for put in counted if put.first_reply_at is None and is_open(put.status) and not put.lapsed]
    return Answering(
        asked=len(found),
        withdrawn=how_many[Status.WITHDRAWN],
        undelivered=how_many[Status.UNDELIVERABLE],
        came=Counter(_came(put, now) for put in counted),
        late=sum(put.overdue(now) for put in found),
        first=_in_order(_wait(put, put.first_reply_at, now) for put in waits),
        full=_in_order(_wait(put, put.answered_at, now) for put in waits),
        silence=max((_wait(put, None, now) for put in silent), key=lambda wait: wait.span, default=None),
    )


def by_body(puts: Iterable[Put]) -> list[list[Put]]:
    """The requests of each body, those of the one that was asked most first."""
    found: dict[int, list[Put]] = {}
    for put in puts:
        found.setdefault(put.body_id, []).append(put)
    return sorted(found.values(), key=lambda puts: (-len(puts), puts[0].body))


def middle(waits: Sequence[Wait]) -> Wait | None:
    """The time within which half of them have come: the estimate of Kaplan and Meier, in which what has not come counts as
    waiting for as long as it has waited. Where at least half have not come, the longest of their waits, which then is not
    one that `came`. None where there is none at all."""
    waiting, left = len(waits), 1.0
    for wait in sorted(waits, key=_rank):
        if wait.came:
            left *= (waiting - 1) / waiting
            if left < 0.5 - _ROUNDED:  # of two in the middle the upper one
                return Wait(wait.span, number=wait.number)
        waiting -= 1
    return max((wait for wait in waits if not wait.came), key=lambda wait: wait.span, default=None)


def _rank(wait: Wait) -> tuple[bool, timedelta, bool]:
    # What will never come is waited for longest, whatever the clock says; at the same time what came goes first.
    return wait.over, wait.span, not wait.came


def _in_order(waits: Iterable[Wait]) -> tuple[Wait, ...]:
    return tuple(sorted(waits, key=_rank))


def _came(put: Put, now: datetime) -> Came:
    match put.status:
        case Status.ANSWERED:
            return Came.IN_FULL
        case Status.PARTIAL:
            return Came.IN_PART
        case Status.DECLINED:
            return Came.DECLINED
        case Status.REFERRED:
            return Came.REFERRED
        case _ if put.first_reply_at is not None:
            return Came.PUT_OFF
        case _:
            return Came.SILENT if put.overdue(now) else Came.NOT_DUE


def _was_silent(put: Put) -> bool:
    """Whether it was taken back when the body had let the deadline pass without a word. Else it says nothing of the body."""
    if put.status is not Status.WITHDRAWN:
        return False
    return put.first_reply_at is None and put.withdrawn_at is not None and put.withdrawn_at > put.deadline_at


def _wait(put: Put, came_at: datetime | None, now: datetime) -> Wait:
    if came_at is not None:
        return Wait(max(came_at - put.asked_at, timedelta()), number=put.number)
    until = now
    if put.status is Status.WITHDRAWN and put.withdrawn_at is not None:
        until = put.withdrawn_at
    elif put.waits_for_us and put.first_reply_at is not None:
        until = put.first_reply_at  # the clock stands still while they wait for us
    over = put.status in (Status.DECLINED, Status.REFERRED)
    return Wait(max(until - put.asked_at, timedelta()), came=False, over=over, number=put.number)


def put_of(request: RequestFacts) -> Put | None:
    """What its facts say of a request; None where nobody has put it to the body."""
    if request.asked_at is None:
        return None
    replied = [event for event in request.in_force if event.kind in REPLIES]
    in_full = [event for event in replied if event.kind is EventKind.REPLIED_FULL]
    withdrawn = [event.happened_at for event in request.events if event.kind is EventKind.WITHDRAWN]
    return Put(
        number=request.number,
        body_id=request.body_id,
        body=request.body,
        body_km=request.body_km,
        status=request.status,
        asked_at=request.asked_at,
        deadline_at=request.deadline_at,
        first_reply_at=replied[0].happened_at if replied else None,
        answered_at=in_full[0].happened_at if in_full else None,
        waits_for_us=request.waits_for_us,
        lapsed=request.lapsed,
        withdrawn_at=min(withdrawn, default=None) if request.status is Status.WITHDRAWN else None,
    )


async def puts(
    session: AsyncSession,
    newsroom_id: int,
    scope: Scope,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[Put]:
    """The newsroom's requests in scope that were put to somebody, from `since` on and before `until` (UTC) if given, by
    number. None of their events is read but of those that were taken back."""
    asked = col(Request.asked_at)
    withdrawn = (
        sa.select(func.min(col(Event.happened_at)))
        .where(
            col(Event.request_id) == Request.id,
            col(Event.kind) == EventKind.WITHDRAWN,
            col(Request.status) == Status.WITHDRAWN,
        )
        .scalar_subquery()
    )
    statement = (
        sa.select(
            col(Request.number),
            col(Request.body_id),
            col(Body.name),
            col(Body.name_km),
            col(Request.status),
            asked,
            col(Request.deadline_at),
            col(Request.first_reply_at),
            col(Request.answered_at),
            col(Request.waits_for_us),
            col(Request.lapsed),
            withdrawn,
        )
        .join(Body, col(Body.id) == Request.body_id)
        .where(*in_scope(newsroom_id, scope), asked.is_not(None))
    )
    if since is not None:
        # What was asked then has had an event since: there is an index of that.
        statement = statement.where(asked >= since, col(Request.last_event_at) >= since)
    if until is not None:
        statement = statement.where(asked < until)
    return sorted((Put(*row) for row in await rows(session, statement)), key=lambda put: put.number)
