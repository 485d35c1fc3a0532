"""One newsroom's look at the record: whatever a statement says, it finds what is that newsroom's.

The condition is added where statements are run, for every table that belongs to a newsroom, in joins and subqueries too, so
that nobody can forget it; a query that it cannot be added to is refused. New rows are written as they are, and known ones by
their id.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy import Executable, event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import with_loader_criteria

from db.tables import Newsroom, OfNewsroom, Request, RequestText, table_of

NEWSROOM = "of_newsroom"  # the option of a connection, and the place of its value in a statement

_ONES_OWN: Any = sa.bindparam(NEWSROOM, type_=sa.Integer)
_UNKNOWN: Any = sa.column("newsroom_id", sa.Integer)


class AcrossNewsrooms(Exception):
    """A query of one newsroom's session that could find what is another's: a mistake in the code."""


def narrow(engine: sa.Engine) -> None:
    """Have everything that is run over this engine find only what belongs to the newsroom that its options name."""
    backend = engine.dialect.name
    added = _CONDITIONS[backend]
    made: WeakKeyDictionary[Executable, Executable] = WeakKeyDictionary()

    def add(connection: Connection, statement: Any, several: Any, values: Any, _options: Any) -> Any:
        if not (statement.is_select or statement.is_dml) or statement.is_insert:
            return statement, several, values
        narrowed = made.get(statement)
        if narrowed is None:
            narrowed = made[statement] = statement.options(*added)
        own = {NEWSROOM: connection.get_execution_options()[NEWSROOM]}
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
_CONDITIONS = {
    "sqlite": _conditions(lambda column: column + sa.literal_column("0") == _ONES_OWN),
    "postgresql": _conditions(lambda column: column == _ONES_OWN),
}
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
