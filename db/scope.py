"""One newsroom's look at the record: whatever a statement says, it finds what is that newsroom's, and of that what whoever
looks may see.

The conditions are added where statements are run, for every table that belongs to a newsroom, in joins and subqueries too, so
that nobody can forget them; a query that the newsroom cannot be added to is refused. New rows are written as they are, and known
ones by their id. What follows from a change, such as reminders and the state of a story, is worked out from `all_of_it`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from contextvars import ContextVar
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy import Executable, event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import with_loader_criteria
from sqlmodel.ext.asyncio.session import AsyncSession

from db.errors import IsPrivate
from db.tables import (
    Attachment,
    Body,
    BodyAlias,
    Contact,
    Event,
    Newsroom,
    OfNewsroom,
    Question,
    Request,
    RequestText,
    Story,
    table_of,
)

NEWSROOM = "of_newsroom"  # the option of a connection, and the place of its value in a statement
# The same of the member who looks: `NOBODY` sees what everybody of the newsroom does, None sees all of it.
VIEWER, _AS_NAMED = "viewer", "viewer_named"
NOBODY = 0

_lifted: ContextVar[bool] = ContextVar("lifted", default=False)
P = ParamSpec("P")
T = TypeVar("T")


def all_of_it(work: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
    """Work that goes by all that the newsroom has on record, whoever has it done; what it returns tells them nothing of what
    they may not see."""

    @wraps(work)
    async def lifted(*args: P.args, **kwargs: P.kwargs) -> T:
        token = _lifted.set(True)
        try:
            return await work(*args, **kwargs)
        finally:
            _lifted.reset(token)

    return lifted


class _Value(sa.BindParameter[Any]):
    """A value that stands in many conditions of one statement. SQLAlchemy looks up each of its places in a dictionary, where
    another one of the same hash is compared by making an expression of the two: a tenth of what a command takes."""

    inherit_cache = True
    __hash__ = sa.BindParameter.__hash__

    def __eq__(self, other: object) -> bool:  # type: ignore[override]
        return hash(self) == hash(other)


_ONES_OWN: Any = _Value(NEWSROOM, type_=sa.Integer)
_UNKNOWN: Any = sa.column("newsroom_id", sa.Integer)


class AcrossNewsrooms(Exception):
    """A query of one newsroom's session that could find what is another's: a mistake in the code."""


def narrow(engine: sa.Engine) -> None:
    """Have everything that is run over this engine find only what belongs to the newsroom that its options name."""
    backend = engine.dialect.name

    def add(connection: Connection, statement: Any, several: Any, values: Any, _options: Any) -> Any:
        if not (statement.is_select or statement.is_dml) or statement.is_insert:
            return statement, several, values
        options = connection.get_execution_options()
        own, viewer = {NEWSROOM: options[NEWSROOM]}, None if _lifted.get() else options[VIEWER]
        if viewer is not None:
            own |= {VIEWER: viewer, _AS_NAMED: f"%|{viewer}|%"}
        made = _MADE[backend, viewer is not None]
        narrowed = made.get(statement)
        if narrowed is None:
            added = _CONDITIONS[backend] + (_OF_VIEWER[backend] if viewer is not None else ())
            narrowed = made[statement] = statement.options(*added)
        return (narrowed, [one | own for one in several], {}) if several else (narrowed, [], values | own)

    def check(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if unbound := _unbound(statement, backend):
            raise AcrossNewsrooms(f"reads {unbound} without a newsroom: {statement}")

    event.listen(engine, "before_execute", add, retval=True)
    event.listen(engine, "before_cursor_execute", check)


def _conditions(ones_own: Callable[[Any], Any]) -> tuple[Any, ...]:
    # A lambda, or what is joined a second time under another name would not be meant.
    return (
        with_loader_criteria(
            OfNewsroom, lambda cls: ones_own(getattr(cls, "newsroom_id", _UNKNOWN)), include_aliases=True
        ),
        with_loader_criteria(Newsroom, lambda cls: ones_own(cls.id), include_aliases=True),
    )


# Reckoned with, so that SQLite goes by what a query narrows itself to, not by all of the newsroom's. PostgreSQL knows how many
# these are, and not how many of what is reckoned.
_OURS: dict[str, Callable[[Any], Any]] = {
    "sqlite": lambda column: column + sa.literal_column("0") == _ONES_OWN,
    "postgresql": lambda column: column == _ONES_OWN,
}
_CONDITIONS = {backend: _conditions(ones_own) for backend, ones_own in _OURS.items()}
_MADE: defaultdict[tuple[str, bool], WeakKeyDictionary[Executable, Executable]] = defaultdict(
    WeakKeyDictionary
)


def _not_named(table: Any) -> Any:
    return sa.and_(
        table.c.private_to.is_not(None), table.c.private_to.not_like(_Value(_AS_NAMED, type_=sa.String))
    )


# The private requests that whoever looks may not see: few, and found by an index of their own, so that all others are looked
# up as they were.
HIDDEN = table_of(Request).alias("hidden_request")


def is_hidden(backend: str) -> tuple[Any, ...]:
    """What is true of those, for a session of somebody who may not see all: see `viewer_of`."""
    not_theirs = HIDDEN.c.member_id != _Value(VIEWER, type_=sa.Integer)
    return _OURS[backend](HIDDEN.c.newsroom_id), _not_named(HIDDEN), not_theirs


def viewer_of(session: AsyncSession) -> int | None:
    """Who looks by this session: the row id of a member, `NOBODY` in particular, or None where all of it is seen."""
    viewer: int | None = None if _lifted.get() else session.info.get(VIEWER)
    return viewer


async def refuse_hidden(session: AsyncSession, of: Any) -> None:
    """Say so where a request that was not found is one that whoever looks may not see.

    Raises:
        IsPrivate: it is.
    """
    if viewer_of(session) is None:
        return
    backend = session.get_bind().dialect.name
    found = sa.select(HIDDEN.c.number).where(*is_hidden(backend), of)
    for (number,) in await (await session.connection()).execute(found):
        raise IsPrivate(number=number)


_has_seen: ContextVar[bool] = ContextVar("has_seen", default=False)


def seen(private_to: Iterable[str | None]) -> None:
    """Note that what is read now is about these requests: what is said from here on may tell of a private one."""
    if not _lifted.get() and any(one is not None for one in private_to):
        _has_seen.set(True)


def has_seen_private() -> bool:
    """Whether this task has read of a private request: what it says is not to be passed on."""
    return _has_seen.get()


# That two newsrooms are one is said beside, so that an index of the newsroom's serves.
def _of_viewer(backend: str) -> tuple[Any, ...]:
    viewer, ones_own = _Value(VIEWER, type_=sa.Integer), _OURS[backend]
    requests = sa.select(HIDDEN.c.id).where(*is_hidden(backend))
    event, theirs = table_of(Event).alias("hidden_event"), table_of(Request).alias("their_request")
    events = sa.select(event.c.id).where(ones_own(event.c.newsroom_id), event.c.request_id.in_(requests))
    story, body = table_of(Story).alias("hidden_story"), table_of(Body).alias("hidden_body")
    of_story = sa.exists().where(
        ones_own(theirs.c.newsroom_id),
        theirs.c.newsroom_id == story.c.newsroom_id,
        theirs.c.story_id == story.c.id,
        theirs.c.member_id == viewer,
    )
    stories = sa.select(story.c.id).where(ones_own(story.c.newsroom_id), _not_named(story), ~of_story)
    seen = sa.exists().where(
        ones_own(theirs.c.newsroom_id),
        theirs.c.newsroom_id == body.c.newsroom_id,
        theirs.c.body_id == body.c.id,
        sa.or_(theirs.c.member_id == viewer, ~_not_named(theirs)),
    )
    bodies = sa.select(body.c.id).where(ones_own(body.c.newsroom_id), body.c.in_private.is_(True), ~seen)
    return (
        with_loader_criteria(Request, lambda cls: cls.id.not_in(requests), include_aliases=True),
        with_loader_criteria(Event, lambda cls: cls.request_id.not_in(requests), include_aliases=True),
        with_loader_criteria(Question, lambda cls: cls.request_id.not_in(requests), include_aliases=True),
        with_loader_criteria(Attachment, lambda cls: cls.event_id.not_in(events), include_aliases=True),
        with_loader_criteria(Story, lambda cls: cls.id.not_in(stories), include_aliases=True),
        with_loader_criteria(Body, lambda cls: cls.id.not_in(bodies), include_aliases=True),
        with_loader_criteria(BodyAlias, lambda cls: cls.body_id.not_in(bodies), include_aliases=True),
        with_loader_criteria(Contact, lambda cls: cls.body_id.not_in(bodies), include_aliases=True),
    )


_OF_VIEWER = {backend: _of_viewer(backend) for backend in _OURS}
_SAID = {"sqlite": r" \+ 0 = \?", "postgresql": rf" = %\({NEWSROOM}"}


_OWNED: dict[str, str] = {table_of(model).name: "newsroom_id" for model in OfNewsroom.__subclasses__()} | {
    "newsroom": "id"
}
_READ = re.compile(rf'(?:FROM|JOIN|,) "?({"|".join(_OWNED)})"?(?: AS "?(\w+)"?)?(?![\w".])')


@lru_cache(maxsize=2048)
def _unbound(statement: str, backend: str) -> str:
    """The table of which a query could find what is another newsroom's; "" where there is none."""
    if not statement.startswith(("SELECT", "WITH")):
        return ""
    read = _READ.findall(statement)
    for table, alias in read:
        column = _OWNED[table]
        if not re.search(rf'\b{alias or table}"?\.{column}{_SAID[backend]}', statement):
            return str(table)
    # The words of a request are found by it, and it alone says whose it is.
    words = table_of(RequestText).name
    return words if f" {words}" in statement and (table_of(Request).name, "") not in read else ""
