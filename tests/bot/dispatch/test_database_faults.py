"""What people hear while the database fails them, whatever they do: that it was not saved. Nothing is half-written, and when it
is over the desk goes on by itself. (A full disk, table by table: `test_errors.py`.)"""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from sandbox.case import DARA, SREYNEANG
from tests.bot.desk import ASKED, Desk, open_desk
from tests.bot.sent import send
from tests.db.postgres import Connection, Server

REFUSED = "The record could not be written just now, so nothing was logged."
PHOTO = b"what the door looks like"


async def _typed(desk: Desk, text: str) -> str:
    return await desk.say(DARA, text)


async def _pressed(desk: Desk, label: str) -> str:
    return (await desk.press(DARA, label, message=_card(desk))).text


def _card(desk: Desk) -> int:
    return next(
        int(message["message_id"])
        for message in desk.telegram.messages(DARA, from_bot=True)
        if message["text"].startswith("Logged as #1")
    )


# What a person did, and what they would have heard.
Act = tuple[Callable[[Desk], Awaitable[str]], str]
WRITING: dict[str, Act] = {
    "a request": (lambda desk: _typed(desk, "/ask City Hall: where? by 5 Dec 17:00"), "Logged as #"),
    "a chase": (lambda desk: _typed(desk, "/chase 1 call no answer"), "Logged on #1"),
    "a dialogue begun": (lambda desk: _typed(desk, "/ask"), ""),
    "a reply to a card": (lambda desk: desk.say(DARA, "they hung up", reply_to=_card(desk)), ""),
    "a photo": (lambda desk: send(desk, "photo", PHOTO), ""),
    "a story": (lambda desk: _typed(desk, "/story #new A title"), "#new"),
    "a setting": (lambda desk: _typed(desk, "/settings language=en"), ""),
    "a button": (lambda desk: _pressed(desk, "Declined"), "Nothing recorded twice"),
}
READING = ["/status", "/status 1", "/due", "/help"]


def _engine(desk: Desk) -> Any:
    return desk.sandbox.parts.application.bot_data["desk"].all_newsrooms.engine


@asynccontextmanager
async def _read_only(desk: Desk) -> AsyncIterator[None]:
    def forbid(connection: Any, *_: object) -> None:
        connection.cursor().execute("PRAGMA query_only=ON")

    event.listen(_engine(desk).sync_engine, "checkout", forbid)
    yield
    event.remove(_engine(desk).sync_engine, "checkout", forbid)
    await _engine(desk).dispose()


@asynccontextmanager
async def _locked(desk: Desk) -> AsyncIterator[None]:
    with closing(sqlite3.connect(desk.folder / "desk.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@asynccontextmanager
async def _deleted(desk: Desk) -> AsyncIterator[None]:
    file, away = desk.folder / "desk.sqlite", desk.folder / "away.sqlite"
    file.rename(away)
    yield
    away.rename(file)


@asynccontextmanager
async def _corrupted(desk: Desk) -> AsyncIterator[None]:
    file = desk.folder / "desk.sqlite"
    await _engine(desk).dispose()
    with closing(sqlite3.connect(file)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = file.read_bytes()
    file.write_bytes(whole[:100] + b"\xff" * (len(whole) - 100))
    yield
    await _engine(desk).dispose()
    await desk.sandbox.parts.inbox.close()
    for left in desk.folder.glob("desk.sqlite-*"):
        left.unlink()
    file.write_bytes(whole)


FAULTS: dict[str, tuple[Callable[[Desk], AbstractAsyncContextManager[None]], bool]] = {
    "read-only": (_read_only, True),
    "locked by another program": (_locked, True),
    "deleted": (_deleted, True),
    "corrupted": (_corrupted, False),
}


async def _check(desk: Desk, fault: AbstractAsyncContextManager[None], *, readable: bool) -> None:
    async with fault:
        for name, (act, _) in WRITING.items():
            said = await act(desk)
            assert said.startswith(REFUSED), f"{name}: {said}"
            assert said.count(REFUSED) == 1, f"{name}: {said}"
        for typed in READING:
            assert (await desk.say(DARA, typed)).count(REFUSED) == (not readable), typed


async def _check_over(desk: Desk, acts: Iterable[str] = tuple(WRITING)) -> None:
    """Whatever was done meanwhile is done now, once and in its order, and nobody had to do it again."""
    before = desk.telegram.last(DARA)["message_id"]
    await desk.say(DARA, "/help ask")
    await desk.sandbox.idle()
    heard = desk.written(DARA, after=before)
    at = 0
    for name in acts:
        said = WRITING[name][1]
        at = next((n for n in range(at, len(heard)) if said in heard[n]), -1)
        assert at >= 0, f"{name}: {heard}"
    assert not [said for said in heard if REFUSED in said]
    assert sum("Logged as #2" in said for said in heard) == 1


@pytest.mark.long
@pytest.mark.parametrize("fault", FAULTS)
async def test_whatever_a_person_does_they_hear_that_it_was_not_saved(
    founded_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    new_engines: None,
    fault: str,
) -> None:
    monkeypatch.setattr("db.engine.SQLITE_BUSY_SECONDS", 0.1)
    cause, readable = FAULTS[fault]
    async with open_desk(Path(shutil.copytree(founded_folder, tmp_path / "desk"))) as desk:
        await desk.say(DARA, ASKED)
        before = desk.record()
        await _check(desk, cause(desk), readable=readable)
        assert desk.record() == before
        await _check_over(desk)
    assert "Traceback" not in caplog.text
    assert "held" not in caplog.text  # what people wrote


@pytest.mark.long
@pytest.mark.postgres
@pytest.mark.parametrize("fault", ["gone", "restarted in mid-transaction"])
async def test_a_postgresql_that_fails_is_told_and_come_back_to(
    founded_folder: Path,
    tmp_path: Path,
    postgres_server: Server,
    caplog: pytest.LogCaptureFixture,
    new_engines: None,
    fault: str,
) -> None:
    with postgres_server.database() as url:
        folder = tmp_path / "desk"
        folder.mkdir()
        async with open_desk(folder, database_url=url.render_as_string(hide_password=False)) as desk:
            await desk.sandbox.found_newsroom()
            await desk.say(DARA, ASKED)
            acts = list(WRITING)
            if fault == "gone":
                name = url.database or ""
                await _check(desk, _gone(postgres_server, name), readable=False)
            else:
                connection = Connection(url)
                connection.run(
                    "CREATE FUNCTION die() RETURNS trigger AS"
                    " 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END' LANGUAGE plpgsql",
                    "CREATE TRIGGER die BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION die()",
                )
                for act in (acts := list(WRITING)[:2]):
                    assert (await WRITING[act][0](desk)).startswith(REFUSED), act
                connection.run("DROP TRIGGER die ON event")
                connection.close()
            await _check_over(desk, acts)
    assert "Traceback" not in caplog.text


@asynccontextmanager
async def _gone(server: Server, name: str) -> AsyncIterator[None]:
    from psycopg import sql

    server.run(
        sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(sql.Identifier(name)),
        sql.SQL("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {}").format(
            sql.Literal(name)
        ),
    )
    yield
    server.run(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(sql.Identifier(name)))


async def test_whoever_looks_does_not_wait_behind_those_who_write(
    founded_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, new_engines: None
) -> None:
    """Another program holds the file; twenty people write; one asks where things stand."""
    monkeypatch.setattr("bot.telegram.inbox.PATIENCE_SECONDS", 0.1)
    monkeypatch.setattr("bot.telegram.updates.LONG", 0.1)
    monkeypatch.setattr("bot.cli.serving.PATIENCE", 60.0)
    async with open_desk(Path(shutil.copytree(founded_folder, tmp_path / "desk"))) as desk:
        await desk.say(DARA, ASKED)
        columns = "newsroom_id, name, role, settings, joined_at"
        for n in range(20):
            desk.change(
                f"INSERT INTO member (telegram_id, {columns})"  # noqa: S608
                f" SELECT {9000 + n}, {columns} FROM member WHERE telegram_id = {DARA}"
            )
        for n in range(20):
            desk.telegram.add_person(9000 + n, f"Writer {n}")
        async with _locked(desk):
            for n in range(20):
                await desk.telegram.send_text(9000 + n, 9000 + n, "/note 1 hello")
            await desk.telegram.send_text(SREYNEANG, SREYNEANG, "/status")
            await desk.telegram.until(lambda: "#1" in desk.last(SREYNEANG), 30)
            assert [n for n in range(20) if desk.written(9000 + n)] == []
        await desk.sandbox.idle()
        await asyncio.gather(
            *(desk.telegram.until(lambda n=n: desk.written(9000 + n), 60) for n in range(20))
        )
        assert [desk.last(9000 + n) for n in range(20) if "Logged on #1" not in desk.last(9000 + n)] == []


def _damage(start: int, end: int) -> Callable[[bytes], bytes]:
    return lambda whole: whole[:start] + b"\xff" * (end - start) + whole[end:]


@pytest.mark.parametrize(
    "damage",
    [_damage(0, 100), _damage(100, 4096), _damage(8192, 60_000), lambda whole: whole[:50_000], lambda _: b"garbage" * 900],
    ids=["head", "first page", "in the middle", "cut off", "garbage"],
)  # fmt: skip
async def test_a_start_names_a_damaged_file_in_one_line(
    founded_folder: Path, tmp_path: Path, new_engines: None, damage: Callable[[bytes], bytes]
) -> None:
    from db.errors import DamagedDatabase

    folder = Path(shutil.copytree(founded_folder, tmp_path / "desk"))
    for left in folder.glob("desk.sqlite-*"):
        left.unlink()
    file = folder / "desk.sqlite"
    file.write_bytes(damage(file.read_bytes()))
    before = file.read_bytes()
    with pytest.raises(DamagedDatabase) as refused:
        async with open_desk(folder):
            pass
    assert str(refused.value).startswith(f"The database file {file} is damaged: ")
    assert "\n" not in str(refused.value)
    assert file.read_bytes() == before
