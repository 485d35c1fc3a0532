"""Bring a database up to the schema of this code, or refuse."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, SQLModel, col, select

from db.bodies import seen_of
from db.engine import Database, is_damaged, may_come, reason, shown
from db.errors import DamagedDatabase, NewerDatabase, OlderDatabase, UnreachableDatabase
from db.state import state_after, text_of
from db.tables import (
    CONDITION,
    Attachment,
    BodyAlias,
    Contact,
    Event,
    Question,
    Request,
    RequestText,
    Story,
)
from db.text.names import normalise

if TYPE_CHECKING:
    from alembic.config import Config

_MIGRATIONS = Path(__file__).parent
_VERSION = sa.table(
    "alembic_version", sa.column("version_num", sa.String)
)  # where Alembic notes the revision
TEXT_INDEX = "request_text_index"
AT_ONCE = 500  # requests
QUICKLY_CHECKED = 50_000_000  # bytes: a tenth of a second at each start
RowT = TypeVar("RowT", Event, Question)
_ADVISORY_LOCK = 0x5265706C79  # two processes starting at once on PostgreSQL take turns


def alembic_config(connection: Connection) -> Config:
    """Alembic's configuration, bound to an open connection; there is no ini file."""
    from alembic.config import (
        Config,
    )  # late: a database that is up to date, as at most starts, needs no Alembic

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def schema() -> sa.MetaData:
    """The tables of the code, with the rows that each partial index is of as Alembic looks for them."""
    for table in SQLModel.metadata.tables.values():
        for index in table.indexes:
            if CONDITION in index.info:
                for dialect in ("sqlite", "postgresql"):
                    index.dialect_options[dialect]["where"] = sa.text(index.info[CONDITION])
    return SQLModel.metadata


def revisions() -> list[str]:
    """Every revision there is, oldest first, without asking Alembic: each migration's file begins with its number."""
    return sorted(file.name.partition("_")[0] for file in (_MIGRATIONS / "versions").glob("[0-9]*_*.py"))


def enum_words() -> dict[str, str]:
    """What each column of words may hold: "event.kind" to the words, parted by a space.

    A new word needs a migration, even where no table changes: without one, older code would open the newer database,
    and stop at the first word that it does not know.
    """
    return {
        f"{table.name}.{column.name}": " ".join(column.type.enums)
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, sa.Enum)
    }


def is_declared(name: str | None, kind: str, _parents: object) -> bool:
    """Whether a table or index is one that `db.tables` declares: the index of texts is not, for each database has it in
    a way of its own. As Alembic's `include_name` wants it."""
    return not (kind in {"table", "index"} and (name or "").startswith(TEXT_INDEX))


async def upgrade(database: Database, to: str = "head") -> None:
    """Bring the database to this code's schema, in one transaction; an empty one gets all of it.

    Args:
        to: an older schema, by its revision, for what was written with that.

    Raises:
        NewerDatabase: its schema is one this code does not know. Nothing is touched.
        UnreachableDatabase: it cannot be opened.
    """
    with _reached(database):
        async with database.engine.begin() as connection:
            await connection.run_sync(_upgrade, to)


async def check(database: Database) -> None:
    """See whether the database has this code's schema, changing nothing.

    Raises:
        OlderDatabase: it has an older one, or none.
        NewerDatabase: it has one that this code does not know.
        UnreachableDatabase: it cannot be opened.
    """
    with _reached(database):
        async with database.read() as session:
            await (await session.connection()).run_sync(_check)


async def check_whole(database: Database, *, largest: int | None = QUICKLY_CHECKED) -> None:
    """See whether the file of a SQLite database is as SQLite wrote it.

    Args:
        largest: what is larger, in bytes, is left to the nightly backup; None: nothing is.

    Raises:
        DamagedDatabase: it is not.
    """
    if database.url.get_backend_name() == "sqlite":
        await asyncio.to_thread(_check_whole, Path(database.url.database or ""), largest)


def _check_whole(file: Path, largest: int | None) -> None:
    if not file.is_file() or (largest is not None and file.stat().st_size > largest):
        return
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            [(found,)] = connection.execute("PRAGMA quick_check(1)")
    except sqlite3.OperationalError:
        return  # it cannot be looked at just now
    except sqlite3.DatabaseError as error:
        raise DamagedDatabase(where=file, reason=error) from error
    if found != "ok":
        raise DamagedDatabase(where=file, reason=" ".join(str(found).split()))


@contextmanager
def _reached(database: Database) -> Iterator[None]:
    try:
        _open_once(database)
        yield
    except (DBAPIError, OSError, sqlite3.Error) as error:
        if is_damaged(error):
            raise DamagedDatabase(where=database.url.database, reason=reason(error)) from error
        unreachable = UnreachableDatabase(where=shown(database.url), reason=reason(error))
        unreachable.may_come = may_come(database.url, error)
        raise unreachable from error


def _open_once(database: Database) -> None:
    """Open a SQLite file plainly first: where the asynchronous driver fails to, its thread may outlive the loop."""
    if database.url.get_backend_name() == "sqlite":
        [file], options = database.engine.dialect.create_connect_args(database.url)
        with closing(
            sqlite3.connect(file, uri=bool(options.get("uri")), timeout=database.patience)
        ) as connection:
            connection.execute("PRAGMA schema_version")


def _upgrade(connection: Connection, to: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})")
    if _found(connection) != [revisions()[-1]]:
        from alembic import command  # late, as above

        command.upgrade(alembic_config(connection), to)
        if to == "head":
            _derive(connection)


def _derive(connection: Connection) -> None:
    """Write anew what each request's events lead to, and all words that are searched, as this code understands them."""
    with Session(connection) as session:
        _spell(session)
        ids = session.exec(select(Request.id).order_by(col(Request.id))).all()
        for start in range(0, len(ids), AT_ONCE):
            some = ids[start : start + AT_ONCE]
            events = _by_request(
                session.exec(
                    select(Event).where(col(Event.request_id).in_(some)).order_by(col(Event.id))
                ).all()
            )
            questions = _by_request(
                session.exec(
                    select(Question)
                    .where(col(Question.request_id).in_(some))
                    .order_by(col(Question.position))
                ).all()
            )
            files: dict[int, list[Attachment]] = defaultdict(list)
            kept = (
                select(Event.request_id, Attachment)
                .join(Event, col(Event.id) == Attachment.event_id)
                .where(col(Event.request_id).in_(some))
                .order_by(col(Attachment.id))
            )
            for of, file in session.exec(kept).all():
                files[of].append(file)
            requests = (
                select(Request, Story.published_at, Story.private_to)
                .outerjoin(Story, col(Story.id) == Request.story_id)
                .where(col(Request.id).in_(some))
            )
            for request, published_at, private_to in session.exec(requests).all():
                request_id = request.id or 0
                # What is stored of one without events is `verify`'s to name.
                if events[request_id]:
                    state_after(
                        events[request_id],
                        published_at=published_at,
                        by_referral=request.referred_from_id is not None,
                        story_private_to=private_to,
                    ).store(request)
                text = text_of(questions[request_id], events[request_id], files[request_id])
                session.merge(RequestText(request_id=request_id, text=text))
            session.flush()
            session.expunge_all()
        session.commit()


def _spell(session: Session) -> None:
    for contact in session.exec(select(Contact)).all():
        contact.seen = seen_of(contact)
    aliases = session.exec(select(BodyAlias).order_by(col(BodyAlias.id))).all()
    known = {(alias.newsroom_id, alias.normalised) for alias in aliases}
    for alias in aliases:
        spelled = (alias.newsroom_id, normalise(alias.alias))
        # A name that another one is like by now is found by that one.
        if spelled not in known:
            known.add(spelled)
            alias.normalised = spelled[1]
    session.flush()
    session.expunge_all()


def _by_request(rows: Sequence[RowT]) -> dict[int, list[RowT]]:
    found: dict[int, list[RowT]] = defaultdict(list)
    for row in rows:
        found[row.request_id].append(row)
    return found


def _check(connection: Connection) -> None:
    found = _found(connection)
    if found != [revisions()[-1]]:
        raise OlderDatabase(found=", ".join(found) or "none")


def _found(connection: Connection) -> list[str]:
    if not sa.inspect(connection).has_table(_VERSION.name):
        return []
    found = sorted(connection.scalars(sa.select(_VERSION.c.version_num)))
    for revision in found:
        if revision not in revisions():
            raise NewerDatabase(found=revision)
    return found
