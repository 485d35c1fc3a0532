"""What lists show: a page at a time, ordered and counted by the database, from the requests' own rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, auto
from functools import cache, lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, and_, bindparam, case, func, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db import scope as border
from db.engine import locked, rows
from db.facts import RequestLine
from db.queries import OURS, Scope, in_scope, narrowed_for, places, standing
from db.tables import BodyAlias, Newsroom, Request, RequestText, Story
from db.text.names import normalise
from db.text.spelling import as_seen, number_in, ways_to_write

# Every three signs in a row of each request's words, as the migrations make them: SQLite keeps them in a table of its
# own, PostgreSQL in an index of what a function makes of them.
_TRIGRAMS = sa.table("request_text_index", sa.column("rowid"), sa.column("request_text_index"))
_WORDS = re.compile(r'"([^"]*[^" ][^"]*)"|(\S+)')
LONGEST_NUMBER = 10  # digits; no request has so many
SHORTEST_INDEXED = 3  # letters; shorter words are looked for in every text


@dataclass(frozen=True)
class LeftOut:
    """How many requests whoever looks may not see, be they open or closed. `whatever_body`: of the whole newsroom, because that a
    certain body was asked in private is not told either."""

    count: int = 0
    whatever_body: bool = False

    def __bool__(self) -> bool:
        return self.count > 0


NONE_LEFT_OUT = LeftOut()


@dataclass(frozen=True)
class Counts:
    """How many requests are open, how many of these a story came out without, how many others are past their
    deadline, and how many are closed; `overdue`: how many are past their deadline, whether their story is out or not."""

    open: int = 0
    late: int = 0
    out: int = 0
    overdue: int = 0
    closed: int = 0
    private: LeftOut = NONE_LEFT_OUT

    @property
    def all(self) -> int:
        """All of them."""
        return self.open + self.closed


class Part(Enum):
    """A part of a list; within it, what was due first comes first."""

    EVERY = auto()
    OPEN = auto()
    CLOSED = auto()
    OVERDUE = auto()  # asked, open, and past the deadline
    NOT_OVERDUE = auto()  # open otherwise
    # Of what is open and what no story came out without: past the deadline, due within a span, due later.
    LATE = auto()
    SOON = auto()
    LATER = auto()
    ASKED = auto()  # open, and put to the body
    OUT = auto()  # open, and a story came out without it, not longer ago than the span


async def counts(session: AsyncSession, newsroom_id: int, scope: Scope, *, now: datetime) -> Counts:
    """How many requests there are of each sort at `now` (UTC)."""
    values = {"newsroom_id": newsroom_id, "now": now} | scope.values
    [[*numbers, rest, private]] = await rows(
        session, _counts(tuple(scope.values), narrowed_for(session)), values
    )
    found = replace(Counts(*numbers), private=LeftOut(private, scope.body_id is not None))
    # Of the whole newsroom what is closed is the rest: nothing that grows is counted.
    return replace(found, closed=rest - found.open - private if scope == Scope() else rest)


async def hidden(session: AsyncSession, newsroom_id: int, scope: Scope) -> int:
    """How many requests in scope whoever looks may not see; for what is said to them there is `left_out`."""
    narrowed = narrowed_for(session)
    if narrowed is None:
        return 0
    values = {"newsroom_id": newsroom_id} | scope.values
    [[count]] = await rows(session, _hidden(tuple(scope.values), narrowed), values)
    return int(count)


async def left_out(session: AsyncSession, newsroom_id: int, scope: Scope) -> LeftOut:
    """What is said beside the requests in scope of those that whoever looks may not see."""
    count = await hidden(session, newsroom_id, replace(scope, body_id=None))
    return LeftOut(count, scope.body_id is not None)


@lru_cache(maxsize=64)
def _hidden(names: tuple[str, ...], narrowed: str) -> Any:
    its = in_scope(OURS, places(names), border.HIDDEN.c)
    return sa.select(func.count()).select_from(border.HIDDEN).where(*border.is_hidden(narrowed), *its)


@lru_cache(maxsize=64)
def _counts(names: tuple[str, ...], narrowed: str | None) -> Any:
    """What is open, by sort, and what is closed, but of the whole newsroom how many were ever logged; and what is not to be
    seen."""
    private: Any = sa.literal(0)
    if narrowed is not None:
        private = _hidden(tuple(name for name in names if name != "body_id"), narrowed).scalar_subquery()
    closed = sa.select(func.count()).where(*in_scope(OURS, places(names)), col(Request.is_open).is_(False))
    logged = sa.select(col(Newsroom.requests_logged)).where(col(Newsroom.id) == OURS)
    rest = (closed if names else logged).correlate(None).scalar_subquery()
    return sa.select(*_sorts(), rest, private).where(
        *in_scope(OURS, places(names)), col(Request.is_open).is_(True)
    )


async def counts_of_stories(
    session: AsyncSession, newsroom_id: int, story_ids: Sequence[int], *, now: datetime
) -> dict[int, Counts]:
    """The same for each of several stories, by their row ids; those without a request are left out."""
    values = {"newsroom_id": newsroom_id, "now": now, "story_ids": story_ids}
    opened, closed = _counts_of_each()
    found = {key: Counts(*numbers) for key, *numbers in await rows(session, opened, values)}
    for key, n in await rows(session, closed, values):
        found[key] = replace(found.get(key, Counts()), closed=n)
    return found


@cache
def _counts_of_each() -> tuple[Any, Any]:
    # Two looks: that at what is closed needs no more than the index, however much there is.
    story, is_open, within = (
        col(Request.story_id),
        col(Request.is_open),
        in_scope(OURS, places(("story_ids",))),
    )
    opened = sa.select(story, *_sorts()).where(*within, is_open.is_(True)).group_by(story)
    return opened, sa.select(story, func.count()).where(*within, is_open.is_(False)).group_by(story)


def _sorts() -> list[ColumnElement[int]]:
    """Of what is open, what `Counts` says, in its order."""
    is_out = col(Request.by_publication).is_not(None)

    def how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    return [func.count(), how_many(and_(~is_out, _overdue())), how_many(is_out), how_many(_overdue())]


async def page(
    session: AsyncSession,
    newsroom_id: int,
    scope: Scope,
    parts: Sequence[tuple[Part, int]],
    *,
    start: int,
    limit: int,
    now: datetime,
) -> list[RequestLine]:
    """Some lines of a list that is made of parts.

    Args:
        parts: one after the other, each with how many requests are in it.
        start: how many lines of the whole come before.
    """
    found: list[RequestLine] = []
    for part, count in parts:
        left = limit - len(found)
        if start < count and left > 0:
            found += await of(session, newsroom_id, scope, part, start=start, limit=left, now=now)
        start = max(0, start - count)
    return found


async def of(
    session: AsyncSession,
    newsroom_id: int,
    scope: Scope,
    part: Part,
    *,
    start: int = 0,
    limit: int,
    now: datetime,
    span: timedelta = timedelta(0),
    latest: bool = False,
) -> list[RequestLine]:
    """The first `limit` lines of a part behind `start` others: what was due first before what was due later, or the
    other way round for the `latest`, then by number."""
    statement = _of(tuple(scope.values), part, latest)
    values = {"newsroom_id": newsroom_id, "start": start, "limit": limit} | _instants(now, span)
    return await _read(session, statement, values | scope.values)


@lru_cache(maxsize=256)
def _of(names: tuple[str, ...], part: Part, latest: bool) -> Any:
    deadline = col(Request.deadline_at)
    return (
        _lines()
        .where(*in_scope(OURS, places(names)), *_in_part(part))
        .order_by(deadline.desc() if latest else deadline, col(Request.number))
        .offset(bindparam("start"))
        .limit(bindparam("limit"))
    )


async def by_number(
    session: AsyncSession, newsroom_id: int, scope: Scope, *, limit: int, newest: bool = False
) -> list[RequestLine]:
    """The first `limit` lines by number, or the newest, the last number first."""
    number = col(Request.number)
    statement = _lines().where(*in_scope(newsroom_id, scope)).order_by(number.desc() if newest else number)
    return await _read(session, statement.limit(limit), {})


async def how_many(
    session: AsyncSession,
    newsroom_id: int,
    scope: Scope,
    part: Part,
    *,
    now: datetime,
    span: timedelta = timedelta(0),
) -> int:
    """How many requests are in a part."""
    values = {"newsroom_id": newsroom_id} | _instants(now, span) | scope.values
    [[count]] = await rows(session, _how_many(tuple(scope.values), part), values)
    return int(count)


@lru_cache(maxsize=256)
def _how_many(names: tuple[str, ...], part: Part) -> Any:
    counted = sa.select(func.count()).select_from(Request).outerjoin(Story, col(Story.id) == Request.story_id)
    return counted.where(*in_scope(OURS, places(names)), *_in_part(part))


async def count_with_words(session: AsyncSession, newsroom_id: int, words: Sequence[str]) -> int:
    """How many requests contain every word, as it is seen, in their body's names, questions, replies, notes, contacts or
    names of files."""
    words = _seen(words)
    if not words:
        return 0
    where = await _with_words(session, newsroom_id, words)
    return (await session.exec(select(func.count()).select_from(Request).where(*where))).one()


async def with_words(
    session: AsyncSession, newsroom_id: int, words: Sequence[str], *, start: int = 0, limit: int
) -> list[RequestLine]:
    """The first `limit` of them by number, behind `start` others."""
    words = _seen(words)
    if not words:
        return []
    where = await _with_words(session, newsroom_id, words)
    statement = _lines().where(*where).order_by(col(Request.number))
    return await _read(session, statement.offset(start).limit(limit), {})


def _seen(words: Sequence[str]) -> list[str]:
    # What stands in quotation marks is looked for as it stands.
    found = [phrase.strip() or word for phrase, word in _WORDS.findall(as_seen(" ".join(words)))]
    # The names of bodies are kept without it.
    return found[1:] if len(found) > 1 and found[0] == "the" else found


async def _with_words(
    session: AsyncSession, newsroom_id: int, words: Sequence[str]
) -> list[ColumnElement[bool]]:
    # Reckoned with, so that SQLite goes by what the words narrow it to, not by all of the newsroom's.
    ours = col(Request.newsroom_id) + 0 == newsroom_id
    every = and_(
        *[or_(*[await _has(session, newsroom_id, way) for way in ways_to_write(word)]) for word in words]
    )
    number = number_in(" ".join(words))
    return [ours, every if number is None else or_(every, await _has(session, newsroom_id, number))]


_NOW: Any = bindparam("now")
_SOON: Any = bindparam("soon")
_LATELY: Any = bindparam("lately")


def _instants(now: datetime, span: timedelta) -> dict[str, datetime]:
    return {"now": now, "soon": now + span, "lately": now - span}


def _overdue() -> ColumnElement[bool]:
    """What `Standing.overdue` says, for the database."""
    return and_(
        col(Request.is_open).is_(True),
        col(Request.asked_at).is_not(None),
        col(Request.deadline_at) <= _NOW,
        ~_stands(),
    )


def _stands() -> ColumnElement[bool]:
    """What `Standing.stands` says, for the database."""
    return or_(col(Request.waits_for_us).is_(True), col(Request.lapsed).is_(True))


def _in_part(part: Part) -> list[ColumnElement[bool]]:
    is_open, asked = col(Request.is_open), col(Request.asked_at)
    deadline, out = col(Request.deadline_at), col(Request.by_publication)
    stands = _stands()
    ahead = or_(asked.is_(None), deadline > _NOW, stands)
    match part:
        case Part.EVERY:
            return []
        case Part.OPEN:
            return [is_open.is_(True)]
        case Part.CLOSED:
            return [is_open.is_(False)]
        case Part.OVERDUE:
            return [_overdue()]
        case Part.NOT_OVERDUE:
            return [is_open.is_(True), ahead]
        case Part.ASKED:
            return [is_open.is_(True), asked.is_not(None)]
        case Part.LATE:
            return [_overdue(), out.is_(None)]
        case Part.SOON:
            return [is_open.is_(True), ahead, deadline <= _SOON, ~stands, out.is_(None)]
        case Part.LATER:
            return [is_open.is_(True), ahead, or_(deadline > _SOON, stands), out.is_(None)]
        case Part.OUT:
            return [is_open.is_(True), out.is_not(None), col(Story.published_at) >= _LATELY]


def _lines() -> Any:
    """Columns in the order of the fields of a line; the last three are named."""
    return standing(
        col(Request.attempts),
        col(Request.channels_tried),
        col(Request.by_publication),
        col(Request.waits_for_us),
        col(Request.lapsed),
        col(Request.private_to),
    )


async def _read(session: AsyncSession, statement: Any, values: dict[str, Any]) -> list[RequestLine]:
    found = await rows(session, statement, values)
    lines = [
        RequestLine(*fields, waits_for_us=waits, lapsed=lapsed, private_to=private_to)
        for *fields, waits, lapsed, private_to in found
    ]
    border.seen(line.private_to for line in lines)
    return lines


async def _has(session: AsyncSession, newsroom_id: int, word: str) -> ColumnElement[bool]:
    """That a request contains a word in its texts, that its body or its story has it in a name, or that it is its
    `#number`."""
    text = col(RequestText.text).icontains(word, autoescape=True)
    found: list[ColumnElement[bool]] = [
        col(Request.id).in_(sa.select(col(RequestText.request_id)).where(text))
    ]
    is_indexed = len(word) >= SHORTEST_INDEXED
    if session.get_bind().dialect.name == "postgresql" and is_indexed:
        in_index = func.request_text_index_of(col(RequestText.text)).op("@>")(
            func.request_text_index_of(sa.cast(word, sa.Text))
        )
        found = [col(Request.id).in_(sa.select(col(RequestText.request_id)).where(in_index, text))]
    if session.get_bind().dialect.name == "sqlite" and is_indexed:
        phrase = '"{}"'.format(word.replace('"', '""'))
        trigrams = sa.select(_TRIGRAMS.c.rowid).where(_TRIGRAMS.c.request_text_index.op("MATCH")(phrase))
        found = [col(Request.id).in_(trigrams)]
    if (number := word.removeprefix("#")).isdecimal() and len(number) < LONGEST_NUMBER:
        found.append(and_(col(Request.newsroom_id) == newsroom_id, col(Request.number) == int(number)))
    if story_ids := await _of_stories(session, newsroom_id, word):
        found.append(col(Request.story_id).in_(story_ids))
    # Of a word that is nothing but signs no letter is left, and nothing is part of every name.
    # The others are few at most, and known by name: each by its own index.
    if (
        word[0] != "#"
        and (part := normalise(word))
        and (body_ids := await _named(session, newsroom_id, part))
    ):
        found.append(and_(col(Request.newsroom_id) == newsroom_id, col(Request.body_id).in_(body_ids)))
    return or_(*found)


async def _of_stories(session: AsyncSession, newsroom_id: int, word: str) -> Sequence[int]:
    """The stories that have this in their name or title; `#` stands before the beginning of a name. Asked once for what is
    counted and for what is shown, and by the database: there may be thousands."""
    asked: dict[tuple[int, str], Sequence[int]] = session.info.setdefault("stories", {})
    key = newsroom_id, word
    if key not in asked and word != "#":
        slug, title = col(Story.slug), col(Story.title)
        meant = (
            slug.startswith(word[1:], autoescape=True)
            if word[0] == "#"
            else or_(slug.contains(word, autoescape=True), title.icontains(word, autoescape=True))
        )
        found = await session.exec(select(col(Story.id)).where(col(Story.newsroom_id) == newsroom_id, meant))
        asked[key] = [story_id for story_id in found if story_id is not None]
    return asked.get(key, ())


async def _named(session: AsyncSession, newsroom_id: int, part: str) -> Sequence[int]:
    """The bodies that have this in a name. Whoever only looks asks once for what is counted and for what is shown."""
    asked: dict[tuple[int, str], Sequence[int]] = session.info.setdefault("named", {})
    if locked(session) or (newsroom_id, part) not in asked:
        named = select(BodyAlias.body_id).where(
            BodyAlias.newsroom_id == newsroom_id, col(BodyAlias.normalised).contains(part, autoescape=True)
        )
        asked[newsroom_id, part] = (await session.exec(named.distinct())).all()
    return asked[newsroom_id, part]
