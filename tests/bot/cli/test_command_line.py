"""`python -m bot` as an operator meets it: one line says what is wrong, the exit code says how bad it is."""

from __future__ import annotations

import asyncio
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.cli.commands import SUBCOMMANDS, main
from db.engine import Database, read_url
from db.migrations.upgrading import upgrade
from tests.stories.processes import free_port

ROOT = Path(__file__).resolve().parents[3]
TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
SECRET_PART = TOKEN.split(":")[1]


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("BOT_TOKEN", "DATABASE_URL", "TELEGRAM_API_URL", "TIMEZONE", "DATA_DIR", "WEBHOOK_URL"):
        monkeypatch.delenv(name, raising=False)
    # What is under test here ends before logging is set up, or does not log.
    monkeypatch.setattr("bot.cli.commands.set_up_logging", lambda *_: None)


@pytest.fixture(name="telegram")
def a_listening_port() -> Iterator[socket.socket]:
    """Stands where Telegram would be, and notices whoever knocks."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        server.setblocking(False)
        yield server


def _run(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        env=kept | {"PYTHONPATH": str(ROOT)} | env,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.wide
def test_without_a_token_it_ends_with_one_line_before_any_network(
    telegram: socket.socket, tmp_path: Path
) -> None:
    address = "http://{}:{}".format(*telegram.getsockname())
    ended = _run(TELEGRAM_API_URL=address)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.splitlines() == [
        "BOT_TOKEN: is not set. Create a bot with @BotFather and put its token into .env (see README)."
    ]
    with pytest.raises(BlockingIOError):
        telegram.accept()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.wide
def test_a_malformed_token_ends_with_one_line_that_does_not_show_it(telegram: socket.socket) -> None:
    address = "http://{}:{}".format(*telegram.getsockname())
    ended = _run(BOT_TOKEN="bot:not a token", TELEGRAM_API_URL=address)
    assert (ended.returncode, ended.stdout, len(ended.stderr.splitlines())) == (2, "", 1)
    assert "not a token" not in ended.stderr
    with pytest.raises(BlockingIOError):
        telegram.accept()


@pytest.mark.parametrize(
    ("env", "says"),
    [
        ({"TIMEZONE": "Mars/Olympus"}, 'TIMEZONE: "Mars/Olympus" is not a time zone.'),
        ({"DIGEST_TIME": "99:99"}, "DIGEST_TIME: must be a time such as 08:30, or off."),
        ({"DATABASE_URL": "mysql://h/d"}, "DATABASE_URL must begin with sqlite:/// or postgresql://"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL: must be DEBUG"),
    ],
)
def test_bad_settings_end_with_code_2_and_one_line(
    env: dict[str, str], says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in (env | {"BOT_TOKEN": TOKEN}).items():
        monkeypatch.setenv(name, value)
    assert main([]) == 2
    shown = capsys.readouterr()
    assert shown.err.startswith(says)
    assert (shown.out, len(shown.err.splitlines())) == ("", 1)


def test_an_unreachable_database_is_named_without_password_or_token(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], telegram: socket.socket
) -> None:
    port = free_port()
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.setenv("TELEGRAM_API_URL", "http://{}:{}".format(*telegram.getsockname()))
    monkeypatch.setenv("DATABASE_URL", f"postgresql://desk:hunter2@127.0.0.1:{port}/desk")
    assert main(["newsroom", "list"]) == 2
    shown = capsys.readouterr()
    assert f"@127.0.0.1:{port}/desk cannot be reached" in shown.err
    assert len(shown.err.splitlines()) == 1
    assert "hunter2" not in shown.err
    assert SECRET_PART not in shown.err
    with pytest.raises(BlockingIOError):
        telegram.accept()


def _migrated(file: Path) -> None:
    async def migrate() -> None:
        async with Database(read_url(f"sqlite:///{file}")) as database:
            await upgrade(database)

    asyncio.run(migrate())


def test_a_newsroom_is_added_when_telegram_cannot_be_reached(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.setenv("TELEGRAM_API_URL", f"http://127.0.0.1:{free_port()}")
    assert main(["newsroom", "add", "Mekong", "Desk"]) == 0
    shown = capsys.readouterr()
    assert shown.out.startswith("Claim the newsroom: send the bot /start ")
    assert SECRET_PART not in shown.err + shown.out
    assert main(["newsroom", "list"]) == 0
    assert capsys.readouterr().out.startswith(
        "Mekong Desk: 0 members (0 editors), 0 requests, in no group, not claimed yet"
    )


@pytest.mark.parametrize(
    "left", ["data/desk.sqlite-wal", "data/evidence/ab/abc", "backups/desk-2024-12-01.sqlite"]
)
def test_where_a_record_was_an_empty_file_is_named_and_no_other_record_is_begun(
    left: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "desk.sqlite").touch()
    (tmp_path / left).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / left).write_text("what is left of it")
    for typed in (
        [],
        ["newsroom", "add", "x"],
        ["newsroom", "import", "x.zip"],
        ["newsroom", "list"],
        ["backup", "x"],
    ):
        assert main(typed) == 2
        said = capsys.readouterr()
        assert said.err.startswith("The database file data/desk.sqlite is damaged: it is empty")
        assert (said.out, len(said.err.splitlines())) == ("", 1)
    assert (tmp_path / "data" / "desk.sqlite").read_bytes() == b""
    assert (tmp_path / left).read_text() == "what is left of it"


@pytest.mark.parametrize(
    ("left", "named"),
    [
        ("data/desk.sqlite-wal", "data/desk.sqlite-wal"),
        ("data/evidence/ab/abc", "data/evidence"),
        ("backups/desk-2024-12-01.sqlite", "backups"),
    ],
)
def test_where_a_record_was_and_its_file_is_gone_that_is_said_and_no_other_is_begun(
    left: str,
    named: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    (tmp_path / left).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / left).write_text("what is left of it")
    for typed in ([], ["newsroom", "add", "x"], ["newsroom", "import", "x.zip"]):
        assert main(typed) == 2
        said = capsys.readouterr()
        assert said.err.startswith(
            f"The database file data/desk.sqlite is gone, but {named} of it is still there. Put the file back"
        )
        assert (said.out, len(said.err.splitlines())) == ("", 1)
    assert not (tmp_path / "data" / "desk.sqlite").exists()


def test_what_is_found_damaged_while_it_is_read_is_named_with_what_to_do(
    tmp_path: Path, new_engines: None, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "data" / "desk.sqlite"
    _migrated(file)
    with closing(sqlite3.connect(file)) as db:
        [[page]] = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'newsroom'")
        [[size]] = db.execute("PRAGMA page_size")
        db.execute("PRAGMA journal_mode=DELETE")
    with file.open("r+b") as opened:
        opened.seek((page - 1) * size)
        opened.write(b"\xff" * size)
    assert main(["newsroom", "list"]) == 2
    [said] = capsys.readouterr().err.splitlines()
    assert said.startswith("The database file data/desk.sqlite is damaged: database disk image is malformed.")
    assert "restore a backup" in said


@pytest.mark.parametrize("name", ["", "   ", "x" * 101])
def test_a_newsroom_needs_a_name(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    assert main(["newsroom", "add", name]) == 2
    assert capsys.readouterr().err.startswith("A newsroom needs a name of 1 to 100 characters")


def test_a_backup_is_a_database_of_its_own_and_never_written_over_another(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _migrated(tmp_path / "data" / "desk.sqlite")
    assert main(["backup", "copies/monday.sqlite"]) == 0
    assert capsys.readouterr().out == (
        "Copied to copies/monday.sqlite\nOpened and verified: 0 newsrooms, 0 events, intact\n"
    )
    assert (tmp_path / "copies" / "monday.sqlite").stat().st_mode & 0o077 == 0
    assert [file.name for file in (tmp_path / "copies").iterdir()] == ["monday.sqlite"]
    with closing(sqlite3.connect(tmp_path / "copies" / "monday.sqlite")) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert copy.execute("SELECT count(*) FROM newsroom").fetchall() == [(0,)]
    assert main(["backup", "copies/monday.sqlite"]) == 2
    assert "is there already, and nothing is written over it." in capsys.readouterr().err


def test_a_backup_of_nothing_is_refused_and_makes_no_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["backup", "copy.sqlite"]) == 2
    assert "There is no database at data/desk.sqlite yet" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_backup_that_cannot_be_written_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _migrated(tmp_path / "data" / "desk.sqlite")
    (tmp_path / "file").write_text("in the way")
    assert main(["backup", "file/copy.sqlite"]) == 2
    assert "The backup could not be written to file/copy.sqlite" in capsys.readouterr().err


def test_help_lists_every_subcommand_and_what_it_does(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert [name for name, one in SUBCOMMANDS.items() if f"{name} {one.does}" not in shown] == []


@pytest.mark.parametrize(
    "typed", [["newsroom"], ["newsroom", "remove", "x"], ["restore"], ["outbox", "burn"], ["backup"]]
)
def test_what_is_no_subcommand_is_refused_with_how_to_write_it(
    typed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(typed)
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("usage: python -m bot")
