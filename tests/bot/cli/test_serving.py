"""Starting and stopping: webhook and polling, the claim link, and starts that cannot succeed."""

from __future__ import annotations

import asyncio
import json
import pkgutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import closing, nullcontext
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from sqlalchemy.engine import URL
from sqlalchemy.exc import DatabaseError, DBAPIError, InternalError, OperationalError, ProgrammingError
from telegram.error import BadRequest, InvalidToken

from bot.cli.nightly import nightlies
from bot.cli.operating import first_claim
from bot.cli.serving import opened, running
from bot.environment import BadSetting, Settings, read_settings
from db.engine import Database, may_come, read_url
from db.errors import NewerDatabase
from db.people.members import newsrooms
from sandbox.api.telegram import LocalTelegram
from sandbox.case import BEGINNING, DARA, SREYNEANG
from sandbox.world.clock import MovingClock
from sandbox.world.messages import visible_text
from tests.stories.processes import eventually

TOKEN = "42:the-token-of-a-local-server"
SECRET = "only-Telegram-knows_this"


@pytest_asyncio.fixture(name="telegram")
async def a_local_telegram() -> AsyncIterator[LocalTelegram]:
    """Telegram with two people in it."""
    telegram = LocalTelegram(token=TOKEN, webhook_retry_seconds=0.05)
    telegram.add_person(SREYNEANG, "Sreyneang")
    telegram.add_person(DARA, "Dara")
    await telegram.start()
    yield telegram
    await telegram.stop()


def settings_for(telegram: LocalTelegram, folder: Path, **env: str) -> Settings:
    base = {
        "BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": telegram.base_url,
        "DATABASE_URL": f"sqlite:///{folder}/desk.sqlite",
    }
    return read_settings(base | env)


def with_webhook(settings: Settings) -> Settings:
    """Telegram itself wants https; the local one also delivers over plain HTTP on this machine."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        address = "{}:{}".format(*server.getsockname())
    return replace(settings, webhook_url=f"http://{address}", webhook_listen=address, webhook_secret=SECRET)


def clock() -> MovingClock:
    return MovingClock(BEGINNING, running=False)


async def claim(telegram: LocalTelegram, said: str) -> None:
    """Open the link that was printed."""
    await telegram.open_start_link(SREYNEANG, said.split("start=")[1].split()[0])
    await telegram.until(lambda: telegram.messages(SREYNEANG, from_bot=True))


async def test_the_first_start_makes_a_newsroom_and_prints_its_link_until_it_is_used(
    telegram: LocalTelegram, tmp_path: Path
) -> None:
    said: list[str] = []
    settings = settings_for(telegram, tmp_path)
    for _ in range(2):
        async with running(settings, clock(), say=said.append, ticking=False):
            pass
    assert said[0] != said[1], (
        "only a hash of the first is kept: a new link is printed while nobody has used one"
    )
    async with running(settings, clock(), say=said.append, ticking=False):
        await claim(telegram, said[0])
    assert "as editor" in visible_text(telegram.last(SREYNEANG))
    del said[:]
    async with running(settings, clock(), say=said.append, ticking=False):
        pass
    assert said == []


async def test_updates_come_through_a_webhook_with_its_secret(
    telegram: LocalTelegram, tmp_path: Path
) -> None:
    said: list[str] = []
    settings = with_webhook(settings_for(telegram, tmp_path))
    async with running(settings, clock(), say=said.append, ticking=False):
        await claim(telegram, said[0])
        await telegram.send_text(SREYNEANG, SREYNEANG, "/ask Municipal Court: why?")
        await telegram.until(lambda: "Logged as #1." in visible_text(telegram.last(SREYNEANG)))
        await _refuses_a_stranger(settings.webhook_url)


async def test_what_is_posted_and_cannot_be_read_is_set_aside_once_and_nobody_posts_it_again(
    telegram: LocalTelegram, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    said: list[str] = []
    async with running(
        with_webhook(settings_for(telegram, tmp_path)), clock(), say=said.append, ticking=False
    ):
        await claim(telegram, said[0])
        for text in ({"of": "another type"}, [1]):
            telegram.world.updates.push("message", telegram.last(SREYNEANG) | {"text": text, "date": "soon"})
        await telegram.send_text(SREYNEANG, SREYNEANG, "/ask Municipal Court: why?")
        await telegram.until(lambda: "Logged as #1." in visible_text(telegram.last(SREYNEANG)))
    assert len([line for line in caplog.records if "set aside" in line.getMessage()]) == 2
    assert not any(record.exc_info for record in caplog.records)
    assert "another type" not in caplog.text


async def test_what_is_posted_while_the_record_cannot_be_written_is_taken_once_it_can_be(
    telegram: LocalTelegram, tmp_path: Path
) -> None:
    said: list[str] = []
    async with running(
        with_webhook(settings_for(telegram, tmp_path)), clock(), say=said.append, ticking=False
    ):
        await claim(telegram, said[0])
        with closing(sqlite3.connect(tmp_path / "desk.sqlite")) as record:
            record.execute("ALTER TABLE inbox RENAME TO gone")
            await telegram.send_text(SREYNEANG, SREYNEANG, "/ask Municipal Court: why?")
            await telegram.until(lambda: "nothing was logged" in visible_text(telegram.last(SREYNEANG)))
            assert telegram.world.updates.pending_count() == 1
            record.execute("ALTER TABLE gone RENAME TO inbox")
        await telegram.until(lambda: "Logged as #1." in visible_text(telegram.last(SREYNEANG)))
        await telegram.until(lambda: not telegram.world.updates.pending_count())


async def _refuses_a_stranger(address: str) -> None:
    update = {
        "update_id": 1,
        "message": {
            "message_id": 1,
            "date": 0,
            "chat": {"id": SREYNEANG, "type": "private"},
            "from": {"id": SREYNEANG, "is_bot": False, "first_name": "S"},
            "text": "/withdraw 1",
        },
    }
    async with aiohttp.ClientSession() as session:
        for headers in ({}, {"X-Telegram-Bot-Api-Secret-Token": "a guess"}):
            async with session.post(f"{address}/telegram", json=update, headers=headers) as answer:
                assert answer.status == 403


@pytest.mark.wide
async def test_one_process_takes_what_comes_and_another_sends_what_is_owed(
    telegram: LocalTelegram, tmp_path: Path
) -> None:
    said: list[str] = []
    settings = with_webhook(settings_for(telegram, tmp_path, SWEEP_SECONDS="0.1", DATA_DIR=str(tmp_path)))
    hour = clock()
    async with running(settings, hour, say=said.append, only="updates"):
        await claim(telegram, said[0])
        await telegram.send_text(SREYNEANG, SREYNEANG, "/ask Municipal Court: why? by 5 Dec 17:00")
        await telegram.until(lambda: "Logged as #1." in visible_text(telegram.last(SREYNEANG)))
        await telegram.send_text(SREYNEANG, SREYNEANG, "/remind 1 in 30m look")
        await telegram.until(lambda: "I will remind you" in visible_text(telegram.last(SREYNEANG)))
        hour.move_to(hour.now() + timedelta(hours=1))
        await asyncio.sleep(0.3)  # several ticks, had it any
        assert "I will remind you" in visible_text(telegram.last(SREYNEANG))
        async with running(settings, hour, say=said.append, only="jobs"):
            await telegram.until(lambda: "look" in visible_text(telegram.last(SREYNEANG)))
            await telegram.send_text(SREYNEANG, SREYNEANG, "/status")
            await telegram.until(lambda: "#1" in visible_text(telegram.last(SREYNEANG)))
    for only in ("updates", "jobs"):
        with pytest.raises(BadSetting, match="WEBHOOK_URL: is needed with --only"):
            async with running(settings_for(telegram, tmp_path), clock(), say=said.append, only=only):
                pass


@pytest.mark.long
async def test_a_desk_that_runs_makes_its_nightly_backup(
    telegram: LocalTelegram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.cli.serving.LOOKED_AT", timedelta(seconds=0.1))
    folders = {"DATA_DIR": str(tmp_path / "data"), "BACKUP_DIR": str(tmp_path / "backups")}
    settings = settings_for(telegram, tmp_path, **folders)

    async def made() -> list[str]:
        return [file.name for file in nightlies(tmp_path / "backups")]

    async with running(settings, clock(), say=lambda _: None):
        assert await eventually(made, "a backup is made") == ["desk-2024-12-02.sqlite"]


async def test_after_a_webhook_polling_can_be_taken_up_again(telegram: LocalTelegram, tmp_path: Path) -> None:
    said: list[str] = []
    settings = settings_for(telegram, tmp_path)
    async with running(with_webhook(settings), clock(), say=said.append, ticking=False):
        pass
    async with running(settings, clock(), say=said.append, ticking=False):
        await claim(telegram, said[0])


async def test_the_menu_shows_every_command_in_private_and_fewer_in_groups(
    telegram: LocalTelegram, tmp_path: Path
) -> None:
    async with running(settings_for(telegram, tmp_path), clock(), say=str, ticking=False):
        private = telegram.commands(scope={"type": "all_private_chats"})
        group = telegram.commands(scope={"type": "all_group_chats"})
        khmer = telegram.commands(scope={"type": "all_private_chats"}, language_code="km")
    names = {command["command"] for command in private}
    assert {"ask", "status", "chase", "invite", "help"} <= names
    assert {command["command"] for command in group} == names - {
        "invite",
        "settings",
        "lock",
        "unlock",
        "forget",
        "private",
    }
    assert {command["command"] for command in khmer} == names


# Costly to load, and not needed before somebody asks for what they do.
LATE = (
    "alembic",
    "bot.cli.exporting",
    "bot.cli.verifying",
    "fontpkg_noto_sans_khmer",
    "holidays",
    "jinja2",
    "psycopg",
    "rapidfuzz",
    "sqlalchemy.dialects.postgresql",
    "xlsxwriter",
)
# What `python -m bot` does before Telegram is asked anything, with a database that is up to date.
STARTING = """
import asyncio, json, sys
from bot.cli.commands import Settings, SystemClock, environment, read_settings
from bot.app import build
from bot.cli.operating import first_claim
from bot.cli.serving import Database, upgrade

async def start() -> None:
    settings = read_settings(environment())
    async with Database(settings.database_url) as database:
        await upgrade(database)
        build(settings, database, SystemClock())
        await first_claim(database, settings, SystemClock())

asyncio.run(start())
from babel.localedata import _cache
from jobs.deadlines import tokens
print(json.dumps([sorted(sys.modules), sorted(_cache), sorted(vars(tokens._vocabulary))]))
"""


async def test_a_start_loads_nothing_that_only_later_work_needs(
    telegram: LocalTelegram, tmp_path: Path
) -> None:
    async with running(settings_for(telegram, tmp_path), clock(), say=str, ticking=False):
        pass  # the database is there from now on
    env = {
        "BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": telegram.base_url,
        "DATABASE_URL": f"sqlite:///{tmp_path}/desk.sqlite",
        "PYTHONPATH": ":".join(sys.path),
    }
    command = [sys.executable, "-c", STARTING]
    ended = await asyncio.to_thread(
        subprocess.run, command, env=env, cwd=tmp_path, capture_output=True, text=True, check=True
    )
    loaded, locales, vocabulary = json.loads(ended.stdout)
    assert "bot.commands" in loaded
    assert [name for name in loaded if name in LATE] == []
    assert (locales, vocabulary) == ([], ["languages"])


async def test_people_who_wrote_meanwhile_need_not_wait_for_the_menu(
    telegram: LocalTelegram, tmp_path: Path
) -> None:
    async with running(settings_for(telegram, tmp_path), clock(), say=str, ticking=False):
        asked = [method for method, _ in telegram.calls]
    assert asked.index("deleteWebhook") < asked.index("setMyCommands")


async def test_without_a_menu_the_bot_serves_all_the_same(
    telegram: LocalTelegram, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.fail_next("setMyCommands", status=400, description="Bad Request: whatever")
    async with running(settings_for(telegram, tmp_path), clock(), say=str, ticking=False):
        await telegram.send_text(DARA, DARA, "/start")
        await telegram.until(lambda: telegram.messages(DARA, from_bot=True))
    assert "the menu of commands could not be shown" in caplog.text


async def test_a_token_telegram_does_not_know_ends_the_start(telegram: LocalTelegram, tmp_path: Path) -> None:
    settings = replace(settings_for(telegram, tmp_path), bot_token="42:somebody-elses")
    with pytest.raises(InvalidToken):
        async with running(settings, clock(), say=str, ticking=False):
            pass


async def test_a_start_without_a_line_waits_for_one_and_says_so_once(
    telegram: LocalTelegram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.cli.serving.PAUSES", (0.01,))
    telegram.fail_next("getMe", drop=True, times=9)
    telegram.fail_next("deleteWebhook", drop=True, times=9)
    said: list[str] = []
    async with running(settings_for(telegram, tmp_path), clock(), say=said.append, ticking=False):
        await claim(telegram, said[-1])
    assert [line for line in said if "cannot be reached" in line] == said[:1]


@pytest.mark.parametrize(
    ("said", "waits"),
    [
        ('connection to server at "db", port 5432 failed: Connection refused', True),
        ("[Errno -2] Name or service not known", True),
        ("FATAL:  the database system is starting up", True),
        ("FATAL:  sorry, too many clients already", True),
        ('FATAL:  password authentication failed for user "desk"', False),
        ('FATAL:  database "desk" does not exist', False),
        ('FATAL:  no pg_hba.conf entry for host "10.0.0.1"', False),
    ],
)
def test_a_postgresql_that_is_not_there_yet_may_come_and_a_wrong_password_stays_wrong(
    said: str, waits: bool
) -> None:
    error = OperationalError("", None, Exception(said))
    assert may_come(read_url("postgresql://desk@db/desk"), error) is waits


async def test_a_start_waits_for_a_database_that_is_locked_and_says_so_once(
    telegram: LocalTelegram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.cli.serving.PAUSES", (0.01,))
    monkeypatch.setattr("db.engine.SQLITE_BUSY_SECONDS", 0.02)
    said: list[str] = []
    with closing(sqlite3.connect(tmp_path / "desk.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")

        def wait(line: str) -> None:
            said.append(line)
            asyncio.get_running_loop().call_later(0.2, other.execute, "ROLLBACK")

        async with running(settings_for(telegram, tmp_path), clock(), say=wait, ticking=False):
            pass
    assert [line for line in said if "I wait until it can be" in line] == said[:1]
    assert said[0].startswith("The database at sqlite")


@pytest.mark.wide
@pytest.mark.parametrize("at", ["first_claim", "Inbox.take_up"])
@pytest.mark.parametrize(
    ("trouble", "waits"),
    [
        (OperationalError("", None, Exception("server closed the connection unexpectedly")), True),
        (InternalError("", None, Exception("cannot execute INSERT in a read-only transaction")), True),
        (ProgrammingError("", None, Exception("relation inbox does not exist")), False),
        (DatabaseError("", None, sqlite3.DatabaseError("database disk image is malformed")), False),
    ],
)
async def test_a_start_waits_for_a_database_that_refuses_in_the_midst_of_it(
    telegram: LocalTelegram,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    at: str,
    trouble: DBAPIError,
    waits: bool,
) -> None:
    monkeypatch.setattr("bot.cli.serving.PAUSES", (0.01,))
    where = f"bot.cli.serving.{at}" if at == "first_claim" else f"bot.telegram.inbox.{at}"
    works, troubles = pkgutil.resolve_name(where), [trouble] * 3

    async def refused(*args: Any, **options: Any) -> Any:
        if troubles:
            raise troubles.pop()
        return await works(*args, **options)

    monkeypatch.setattr(where, refused)
    said: list[str] = []
    with nullcontext() if waits else pytest.raises(DBAPIError):
        async with running(settings_for(telegram, tmp_path), clock(), say=said.append, ticking=False):
            pass
    assert [line for line in said if "I wait until it can be" in line] == [
        f"The record cannot be written: {trouble.orig}. I wait until it can be."
    ] * waits


@pytest.mark.wide
@pytest.mark.parametrize("method", ["deleteWebhook", "setWebhook"])
async def test_a_start_that_fails_half_way_ends_with_its_own_error(
    telegram: LocalTelegram, tmp_path: Path, method: str
) -> None:
    settings = settings_for(telegram, tmp_path)
    telegram.fail_next(method, status=400, description="Bad Request: bad webhook")
    with pytest.raises(BadRequest, match="Bad webhook"):
        async with running(
            with_webhook(settings) if method == "setWebhook" else settings, clock(), say=str, ticking=False
        ):
            pass
    async with running(
        settings, clock(), say=str, ticking=False
    ):  # and nothing is left behind that is in the way
        pass


# Tornado leaves the socket that it could not bind to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_a_port_that_is_taken_ends_the_start(telegram: LocalTelegram, tmp_path: Path) -> None:
    settings = with_webhook(settings_for(telegram, tmp_path))
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        taken = replace(settings, webhook_listen="{}:{}".format(*server.getsockname()))
        with pytest.raises(BadSetting, match="WEBHOOK_LISTEN: cannot be listened on: Address already in use"):
            async with running(taken, clock(), say=str, ticking=False):
                pass


async def test_a_newer_database_is_refused_before_telegram_is_asked_anything(
    telegram: LocalTelegram, tmp_path: Path
) -> None:
    settings = settings_for(telegram, tmp_path)
    with closing(sqlite3.connect(tmp_path / "desk.sqlite")) as db, db:
        db.execute("CREATE TABLE alembic_version (version_num VARCHAR(32))")
        db.execute("INSERT INTO alembic_version VALUES ('9999')")
    with pytest.raises(NewerDatabase):
        async with running(settings, clock(), say=str, ticking=False):
            pass
    assert list(telegram.calls) == []


@pytest.mark.wide
async def test_several_that_start_at_once_on_an_empty_database_make_one_newsroom(
    telegram: LocalTelegram, tmp_path: Path, empty_url: URL, new_engines: None
) -> None:
    async def started() -> int:
        async with Database(empty_url) as database:
            await opened(database, str)
            assert await first_claim(database, settings_for(telegram, tmp_path), clock()) is not None
            async with database.read() as session:
                return len(await newsrooms(session))

    assert await asyncio.gather(*(started() for _ in range(3))) == [1, 1, 1]


async def test_the_tick_tells_what_is_owed_without_anybody_moving_a_clock(
    telegram: LocalTelegram, tmp_path: Path
) -> None:
    said: list[str] = []
    settings = settings_for(telegram, tmp_path, SWEEP_SECONDS="0.1")
    moving = clock()
    async with running(settings, moving, say=said.append):
        await claim(telegram, said[0])
        await telegram.send_text(SREYNEANG, SREYNEANG, "/ask Municipal Court: why?")
        await telegram.until(lambda: "Logged as #1." in visible_text(telegram.last(SREYNEANG)))
        await telegram.send_text(SREYNEANG, SREYNEANG, "/remind 1 in 1h look")
        await telegram.until(lambda: "I will remind you" in visible_text(telegram.last(SREYNEANG)))
        moving.move_to(moving.now() + timedelta(hours=2))
        await telegram.until(lambda: "🔔 You asked to be reminded" in visible_text(telegram.last(SREYNEANG)))
