"""The same recorded on several requests at once, in one transaction: what is refused on one is named, the rest is done.
One undo takes back all of it, and another puts all of it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db import lifecycle, queries, requests
from db.errors import DeskError
from db.facts import RequestFacts
from db.lifecycle import EventKind
from db.requests import NewEvent
from db.tables import Event, Member, Request
from jobs.records import correcting, recording
from jobs.records.corrections import AlreadyCorrected

LOOKED_BACK = 500  # of a member's records
TOGETHER = "together"  # in an event's details: what was recorded, or taken back, at once has the same there


class ChangedMeanwhile(DeskError):
    """Something was recorded on a request since it was shown."""

    message = "something was recorded on it meanwhile"


class ClosedMeanwhile(DeskError):
    """A request is closed, so it cannot be asked again, moved or withdrawn."""

    message = "it is closed"


class AskedLater(DeskError):
    """Something is said to have happened before a body was asked."""

    message = "it was asked only {asked}"


@dataclass(frozen=True)
class Refused:
    """A request on which nothing was recorded, and why."""

    facts: RequestFacts
    why: DeskError


@dataclass(frozen=True)
class Done:
    """What became of it: the requests on which it was recorded as they stand now, and those that refused."""

    recorded: tuple[RequestFacts, ...] = ()
    refused: tuple[Refused, ...] = ()


Make = Callable[[Request, RequestFacts], NewEvent]


async def record_all(
    session: AsyncSession,
    newsroom_id: int,
    seen: Mapping[int, int],
    make: Make,
    key: int,
    *,
    now: datetime,
) -> Done:
    """Record on each of these requests what `make` makes for it.

    Args:
        seen: by row id, the mark of what each showed, as `RequestFacts.events_seen` has it.
        key: what holds them together.
    """
    held = [one for one in await requests.lock(session, seen) if one.newsroom_id == newsroom_id]
    before = await queries.by_ids(session, [one.id or 0 for one in held])
    recorded, refused = [], []
    for request in held:
        facts = before[request.id or 0]
        what = make(request, facts)
        why = _refused(facts, what, seen[facts.id])
        if why is not None:
            refused.append(Refused(facts, why))
            continue
        what = replace(what, details={**what.details, TOGETHER: key})
        recorded.append((await recording.record(session, request, what, now=now)).facts)
    return Done(tuple(recorded), tuple(refused))


def _refused(facts: RequestFacts, what: NewEvent, seen: int) -> DeskError | None:
    if not lifecycle.can_follow(facts.status, what.kind):
        return ClosedMeanwhile()
    if facts.events_seen != seen:
        return ChangedMeanwhile()
    if lifecycle.is_before(what.happened_at, facts.asked_at):
        return AskedLater(asked=facts.asked_at)
    return None


async def newest(session: AsyncSession, member: Member, *, back: bool = False) -> int | None:
    """What holds together what the member recorded last, or took back last (`back`), where that was several at once; None
    where it was one."""
    event = await recording.newest_of(session, member, None, back=back)
    key = None if event is None else event.details.get(TOGETHER)
    return None if key is None else int(key)


async def of_key(session: AsyncSession, member: Member, key: int) -> dict[int, int]:
    """The newest events that are held together by a key, by the row ids of their requests."""
    of_member = select(Event).where(Event.member_id == member.id, Event.newsroom_id == member.newsroom_id)
    newest_first = of_member.order_by(col(Event.id).desc())
    found: dict[int, int] = {}
    for event in (await session.exec(newest_first.limit(LOOKED_BACK))).all():
        if event.details.get(TOGETHER) == key:
            found.setdefault(event.request_id, event.id or 0)
    return found


async def undo_all(
    session: AsyncSession, member: Member, events: Mapping[int, int], key: int | None, *, now: datetime
) -> Done:
    """Undo one event on each request, by row id, where that was not done before: a record is taken back, what was taken
    back counts again. `key`: what holds them together."""
    undone, refused = [], []
    together = {} if key is None else {TOGETHER: key}
    for request in await requests.lock(session, events):
        event_id = events[request.id or 0]
        try:
            undone.append(
                (await correcting.undo(session, request, member, event_id, now=now, details=together)).facts
            )
        except AlreadyCorrected:
            continue
        except DeskError as error:
            facts = await queries.request(session, member.newsroom_id, request.id or 0)
            refused.append(Refused(facts, error))
    return Done(tuple(undone), tuple(refused))


def moving(deadline_at: datetime, why: str, member: Member, *, now: datetime) -> Make:
    """A new deadline (UTC), as `recording.extend` records it."""

    def make(request: Request, facts: RequestFacts) -> NewEvent:
        told = facts.told_until is None or facts.told_until <= deadline_at
        details = recording.moved(
            request.deadline_at, deadline_at, told=told and request.asked_at is not None
        )
        return NewEvent(EventKind.EXTENDED, member.id or 0, now, text=why, details=details)

    return make


def happening(kind: EventKind, member: Member, happened_at: datetime, **fields: object) -> Make:
    """The same on each."""
    return lambda request, facts: NewEvent(kind, member.id or 0, happened_at, **fields)  # type: ignore[arg-type]
