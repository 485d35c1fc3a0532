"""Is the chain of events as it was written? Finds every link at which it is not, reading only."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.chain import links
from db.chain.links import Row, Stored
from db.lifecycle import EventKind
from db.tables import Event, Member, Newsroom

CHANGED = "its text, time or other contents were changed after it was recorded"
REPLACED = "it was recorded after another event than the one that stands before it now; that one was changed, put in or swapped"
MOVED = "it was moved out of the order in which it was recorded"
ORPHANED = "the request that it belongs to was removed"
PUT_IN = "it was put in beside the chain: nothing was recorded there"
UNREADABLE = "its contents were changed into something that cannot be read"
LEFT_CHANGED = "its words were removed, and what was left of it was changed since"
NOT_BY_THE_RULE = "its words were removed, and the chain does not say so"
SOMEBODY_ELSE = "whose record it is was changed: its member was somebody else"
BEYOND = "it was put in after the newsroom's last event"
END_CHANGED = "the last hash that the newsroom keeps was changed"

# What reading a row raises into which something was written that its columns cannot hold.
UNREADABLE_ROW = (ValueError, LookupError, TypeError, DBAPIError)


@dataclass(frozen=True)
class Trouble:
    """Something that is not as it was recorded. Where it is about an event: its position in the chain, and its
    request's number, kind and time of recording (UTC) as far as they can be read."""

    what: str
    position: int | None = None
    number: int | None = None
    kind: str = ""
    recorded_at: datetime | None = None


@dataclass
class Findings:
    """What walking a newsroom's chain found. `broken`: the ids of the requests whose events cannot be relied on;
    `reckoned`: from this position on events name their files; `since`: the link whose hash was looked for; `renamed`: the events by which names in the directory changed;
    `reduced`: how many events have had their words removed."""

    events: int = 0
    last_hash: str = ""
    last_at: datetime | None = None
    troubles: list[Trouble] = field(default_factory=list)
    broken: set[int] = field(default_factory=set)
    reckoned: int | None = None
    since: tuple[int, datetime] | None = None
    renamed: list[Row] = field(default_factory=list)
    reduced: int = 0


@dataclass(frozen=True)
class _Unreadable:
    position: int
    request_id: int
    kind: str


async def check_chain(session: AsyncSession, newsroom: Newsroom, *, since: str | None = None) -> Findings:
    """Walk a newsroom's chain from its first event to its last, a thousand in memory at a time.

    Args:
        since: a hash that may have left the house before: where in the chain it is, if it is.
    """
    found = Findings()
    expected, last_id, before = 1, 0, {""}
    last: Stored | None = None
    people = await _people(session, newsroom.id or 0)
    left, reduced = dict[str, str](), list[tuple[Stored, str]]()
    async for stored in _walk(session, newsroom.id or 0):
        found.events += 1
        if isinstance(stored, _Unreadable):
            found.troubles.append(Trouble(UNREADABLE, stored.position, kind=stored.kind))
            found.broken.add(stored.request_id)
            expected, before = stored.position + 1, set()
            continue
        event = stored.event
        of_what_is_there = _hash(stored)
        real = of_what_is_there if event.reduced_at is None else event.hash
        what = _trouble(stored, real, expected, before, last_id, newsroom.events_chained)
        if what:
            found.troubles.append(_named(what, stored))
            found.broken.add(event.request_id)
        if what in (PUT_IN, BEYOND):
            continue
        if event.reduced_at is not None:
            reduced.append((stored, of_what_is_there))
        if event.kind is EventKind.REDUCED:
            left |= event.details.get(links.LEFT) or {}
        if not what and not _is_theirs(event, people):
            found.troubles.append(_named(SOMEBODY_ELSE, stored))
        if since == event.hash == real:
            found.since = (event.position, event.recorded_at)
        if event.kind is EventKind.RENAMED:
            found.renamed.append(event)
        if found.reckoned is None and {"files", "questions"} & set(event.details):
            found.reckoned = event.position
        expected, last_id, before = event.position + 1, event.id or 0, {event.hash, real}
        found.last_hash, found.last_at = event.hash, event.recorded_at
        last = stored
    found.troubles += _at_the_end(newsroom, last, expected - 1, before)
    found.reduced = len(reduced)
    for stored, of_what_is_there in reduced:
        if left.get(str(stored.event.position)) != of_what_is_there:
            said = str(stored.event.position) in left
            found.troubles.append(_named(LEFT_CHANGED if said else NOT_BY_THE_RULE, stored))
            found.broken.add(stored.event.request_id)
    return found


def _trouble(
    stored: Stored, real: str, expected: int, before: set[str], last_id: int, chained: int
) -> str | None:
    """What is wrong with one link, given what came before it; `before` is empty where that cannot be known."""
    event = stored.event
    if event.position < expected:
        return PUT_IN
    if event.position > chained:
        return BEYOND
    if event.position > expected:
        return _missing(expected, event.position - 1)
    if stored.number is None:
        return ORPHANED
    if real != event.hash:
        return CHANGED
    if before and event.previous_hash not in before:
        return REPLACED
    if (event.id or 0) < last_id:
        return MOVED
    return None


async def _people(session: AsyncSession, newsroom_id: int) -> dict[int, tuple[str, int]]:
    """Of each member the salt and Telegram's id; of who is forgotten nothing."""
    every = select(Member.id, Member.salt, Member.telegram_id).where(Member.newsroom_id == newsroom_id)
    return {row_id or 0: (salt, telegram_id) for row_id, salt, telegram_id in await session.exec(every)}


def _is_theirs(event: Row, people: Mapping[int, tuple[str, int]]) -> bool:
    """Whether its member is who the chain says, as far as that can be known."""
    salt, telegram_id = people.get(event.member_id, ("", 0))
    return (
        links.WHO not in event.details
        or telegram_id < 0
        or event.details[links.WHO] == links.sealed(salt, telegram_id)
    )


def _at_the_end(newsroom: Newsroom, last: Stored | None, position: int, before: set[str]) -> list[Trouble]:
    removed = newsroom.events_chained - position
    if removed > 0 and last is None:
        return [Trouble(f"all of its events were removed; there were {newsroom.events_chained}")]
    if removed > 0 and last is not None:
        what = "the event after it was removed" if removed == 1 else f"{removed} events after it were removed"
        return [_named(what, last)]
    if before and newsroom.chain_hash not in before:
        return [Trouble(END_CHANGED)]
    return []


def _hash(stored: Stored) -> str:
    """The hash as it should be; "" of what no event can hold (bytes where words should be)."""
    try:
        return links.hash_of(stored.link)
    except (TypeError, ValueError, AttributeError):
        return ""


def _missing(first: int, last: int) -> str:
    if first == last:
        return f"an event is missing before it (event {first})"
    return f"{last - first + 1} events are missing before it (events {first} to {last})"


def _named(what: str, stored: Stored) -> Trouble:
    event = stored.event
    return Trouble(what, event.position, stored.number, str(event.kind), event.recorded_at)


async def _walk(session: AsyncSession, newsroom_id: int) -> AsyncIterator[Stored | _Unreadable]:
    """The events in the order of the chain. Of a batch that cannot be read, each event by itself."""
    after = links.BEFORE_THE_FIRST
    while True:
        found: Sequence[Stored | _Unreadable]
        try:
            found = await links.read(session, newsroom_id, after=after, limit=links.BATCH)
        except UNREADABLE_ROW:
            rows = await _next(session, newsroom_id, after)
            found = [await _one(session, newsroom_id, row) for row in rows]
            after = rows[-1].position
        else:
            if not found:
                return
            after = found[-1].event.position
        for stored in found:
            yield stored


async def _next(session: AsyncSession, newsroom_id: int, after: int) -> list[_Unreadable]:
    """What every row shows whatever was written into it."""
    plain = sa.type_coerce(col(Event.kind), sa.String)
    statement = (
        select(Event.position, Event.request_id, plain)
        .where(Event.newsroom_id == newsroom_id, Event.position > after)
        .order_by(col(Event.position))
        .limit(links.BATCH)
    )
    return [_Unreadable(*row) for row in await session.exec(statement)]


async def _one(session: AsyncSession, newsroom_id: int, row: _Unreadable) -> Stored | _Unreadable:
    try:
        [stored] = await links.read(session, newsroom_id, after=row.position - 1, limit=1)
    except UNREADABLE_ROW:
        return row
    return stored
