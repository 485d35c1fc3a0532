"""The chain of events: each carries the hash of its canonical form, which holds the hash of the one before.

Changing, removing or inserting an event breaks every hash after it. How to check a chain without this code is in
docs/verifying.md; what is written there and here is a promise, so the form is never changed, only followed by another.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from json.encoder import encode_basestring
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.engine import LOCKED, rows
from db.errors import UnstorableText
from db.lifecycle import Channel, EventKind
from db.scope import all_of_it
from db.tables import Event, Member, Newsroom, Request

# Where ids of rows stand in what an event holds as its details, at whatever depth.
IDS = frozenset(
    {
        "owner",
        "owner_was",
        "named",
        "body_id",
        "body_ids",
        "was_id",
        "into_id",
        "in_place_of",
        "undid",
        "draft",
    }
)

LEFT = "left"  # in the details of an event that says what was reduced: the hash of what is left of each, by its position
WHO = "who"  # in an event's details: its member's Telegram id, sealed

BATCH = 1000  # events held in memory at a time
BEFORE_THE_FIRST = -(2**31)


@dataclass(slots=True)
class Link:
    """What the hash of one event covers. Instants are UTC; `request` is the request's number, `corrects` the position
    of the event that this one takes back, `member` the newsroom's own number of who recorded it."""

    position: int
    request: int
    kind: str
    happened_at: datetime
    recorded_at: datetime
    member: int
    channel: str | None
    contact: str | None
    text: str
    details: Mapping[str, Any]
    corrects: int | None
    previous: str


@dataclass(frozen=True)
class End:
    """The newest event of a newsroom's chain: its position, hash, and when it was recorded (UTC). Whoever keeps the
    hash elsewhere can show later that nothing before it was changed."""

    position: int
    hash: str
    recorded_at: datetime


@dataclass(slots=True)
class Row:
    """An event as its row has it, by the names of the columns."""

    id: int
    request_id: int
    position: int
    kind: EventKind
    happened_at: datetime
    recorded_at: datetime
    member_id: int
    channel: Channel | None
    contact: str | None
    text: str
    details: dict[str, Any]
    corrects_event_id: int | None
    previous_hash: str
    hash: str
    reduced_at: datetime | None = None


ROW = tuple(col(getattr(Event, field.name)) for field in fields(Row))  # the columns, in that order


@dataclass(frozen=True, slots=True)
class Stored:
    """An event with what its link holds of other rows. `number`: its request's; None where the request is gone.
    `corrects`: the position of the event that it takes back. `ids_from`: its newsroom's."""

    event: Row
    number: int | None
    corrects: int | None
    ids_from: int

    @property
    def link(self) -> Link:
        """The link that it should be."""
        return link_of(self.event, number=self.number or 0, corrects=self.corrects, ids_from=self.ids_from)


def canonical(link: Link) -> str:
    """The canonical form: JSON as RFC 8785 writes it (keys in order, no spaces, nothing escaped that need not be), with
    instants as `2024-12-02T02:40:00.000000Z`."""
    # Put together by hand, in order, which takes a third of the time: `verify` does it for every event there is.
    return (
        f'{{"channel":{_json(link.channel)},"contact":{_json(link.contact)},"corrects":{_json(link.corrects)},'
        f'"details":{_json(link.details)},"happened_at":"{_instant(link.happened_at)}","kind":{_json(link.kind)},'
        f'"member":{_json(link.member)},"position":{_json(link.position)},"previous":{_json(link.previous)},'
        f'"recorded_at":"{_instant(link.recorded_at)}","request":{_json(link.request)},"text":{_json(link.text)}}}'
    )


def hash_of(link: Link) -> str:
    """SHA-256 of the canonical form in UTF-8, as 64 hexadecimal digits."""
    try:
        return hashlib.sha256(canonical(link).encode()).hexdigest()
    except UnicodeEncodeError:
        raise UnstorableText from None


def shifted(held: Mapping[str, Any], by: int, keys: frozenset[str] = IDS) -> dict[str, Any]:
    """What an event holds as its details, with every id of a row in it moved by so much; `keys`: where those stand."""
    return {key: _shifted(value, by, keys, is_id=key in keys) for key, value in held.items()}


def _shifted(value: Any, by: int, keys: frozenset[str], *, is_id: bool) -> Any:
    if isinstance(value, dict):
        return shifted(value, by, keys)
    if isinstance(value, list):
        return [_shifted(one, by, keys, is_id=is_id) for one in value]
    return value + by if is_id and type(value) is int else value


def sealed(salt: str, telegram_id: int) -> str:
    """What the chain holds of who a member is. Whoever has the salt can show it; when the salt is dropped, nobody can guess it."""
    return hashlib.sha256(f"{salt}:{telegram_id}".encode()).hexdigest()


def link_of(event: Event | Row, *, number: int, corrects: int | None, ids_from: int) -> Link:
    """The link that a stored event should be, from its row, its request's number and the position it corrects. What it holds
    of ids are the newsroom's own numbers: the ids, less `ids_from`."""
    return Link(
        position=event.position,
        request=number,
        kind=str(event.kind),
        happened_at=event.happened_at,
        recorded_at=event.recorded_at,
        member=event.member_id - ids_from,
        channel=None if event.channel is None else str(event.channel),
        contact=event.contact,
        text=event.text,
        details=shifted(event.details, -ids_from) if ids_from else event.details,
        corrects=corrects,
        previous=event.previous_hash,
    )


async def hold(session: AsyncSession, newsroom_id: int) -> Newsroom:
    """The newsroom's row as it is now, locked until the transaction ends: read once, as nobody else can change it."""
    held: dict[int, Newsroom] = session.info.setdefault("held", {})
    if newsroom_id not in held:
        held[newsroom_id] = await session.get_one(
            Newsroom, newsroom_id, with_for_update=LOCKED, populate_existing=True
        )
    return held[newsroom_id]


async def append(session: AsyncSession, event: Event, *, number: int) -> None:
    """Make an event the newest link of its newsroom's chain; the caller flushes. The newsroom's row is locked until the
    transaction ends, so that no two events follow the same one."""
    newsroom = await hold(session, event.newsroom_id)
    corrects = None
    if event.corrects_event_id is not None:
        corrects = (await session.get_one(Event, event.corrects_event_id)).position
    await _seal(session, newsroom, event)
    event.position = newsroom.events_chained + 1
    event.previous_hash = newsroom.chain_hash
    event.hash = hash_of(link_of(event, number=number, corrects=corrects, ids_from=newsroom.ids_from))
    newsroom.events_chained, newsroom.chain_hash = event.position, event.hash
    session.add(newsroom)
    session.add(event)


async def _seal(session: AsyncSession, newsroom: Newsroom, event: Event) -> None:
    """Put into a member's first event who they are."""
    number, named = event.member_id - newsroom.ids_from, newsroom.named or []
    if number in named:
        return
    member = await session.get_one(Member, event.member_id)
    if not member.is_forgotten:
        member.salt = member.salt or secrets.token_hex(16)
        event.details = {**event.details, WHO: sealed(member.salt, member.telegram_id)}
        session.add(member)
    newsroom.named = [*named, number]


@all_of_it
async def end(session: AsyncSession, newsroom_id: int) -> End | None:
    """The end of a newsroom's chain, None where nothing is recorded yet."""
    newest = (
        select(Event).where(Event.newsroom_id == newsroom_id).order_by(col(Event.position).desc()).limit(1)
    )
    event = (await session.exec(newest)).first()
    return None if event is None else End(event.position, event.hash, event.recorded_at)


async def walk(
    session: AsyncSession, newsroom_id: int, *, of: Collection[int] | None = None
) -> AsyncIterator[Stored]:
    """A newsroom's events in the order of the chain; `of`: only those of the requests with these ids."""
    after = BEFORE_THE_FIRST
    while True:
        batch = await read(session, newsroom_id, after=after, limit=BATCH, of=of)
        for stored in batch:
            yield stored
        if len(batch) < BATCH:
            return
        after = batch[-1].event.position


async def read(
    session: AsyncSession, newsroom_id: int, *, after: int, limit: int, of: Collection[int] | None = None
) -> list[Stored]:
    """The next `limit` events of a newsroom's chain after the position `after`; of the requests `of` alone, where they
    are given."""
    taken_back = aliased(Event)
    statement = (
        sa.select(*ROW, col(Request.number), col(taken_back.position), col(Newsroom.ids_from))
        .join(Newsroom, col(Newsroom.id) == Event.newsroom_id)
        .outerjoin(Request, col(Request.id) == Event.request_id)
        .outerjoin(taken_back, col(taken_back.id) == Event.corrects_event_id)
        .where(col(Event.newsroom_id) == newsroom_id, col(Event.position) > after)
        .order_by(sa.asc(col(Event.position)))
        .limit(limit)
    )
    if of is not None:
        statement = statement.where(col(Event.request_id).in_(of))
    found = await rows(session, statement)
    return [Stored(Row(*columns), number, corrects, start) for *columns, number, corrects, start in found]


@all_of_it
async def hashes(session: AsyncSession, newsroom_id: int) -> list[tuple[int, int, str]]:
    """A newsroom's whole chain, and nothing of what it holds: of each event its id, position and hash."""
    statement = (
        sa.select(col(Event.id), col(Event.position), col(Event.hash))
        .where(col(Event.newsroom_id) == newsroom_id)
        .order_by(col(Event.position))
    )
    return [(number, position, sha256) for number, position, sha256 in await rows(session, statement)]


_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def _json(value: object) -> str:
    if type(value) is str:
        return encode_basestring(value)
    if value is None:
        return "null"
    return repr(value) if type(value) is int else _encode(value)


def _instant(instant: datetime) -> str:
    utc = instant if instant.tzinfo is UTC else instant.astimezone(UTC)
    if utc.year < 1000:  # which was always written without zeros before it
        return utc.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return f"{utc.isoformat(timespec='microseconds').removesuffix('+00:00')}Z"
