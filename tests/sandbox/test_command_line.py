"""`python -m sandbox` as a newcomer meets it."""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
import sys
from asyncio.subprocess import PIPE
from contextlib import closing
from pathlib import Path

import aiohttp
import pytest

from sandbox import __main__ as command
from sandbox.case import DARA, GROUP
from tests.sandbox.page.echo_sandbox import get, post
from tests.stories.processes import free_port

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("BOT_TOKEN", "LANGUAGE", "TIMEZONE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(command, "set_up_logging", lambda *_: None)


def _ready(folder: Path) -> None:
    folder.mkdir()
    (folder / "ready").touch()


def test_a_port_that_is_taken_is_named_with_a_way_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _ready(tmp_path / "kept")
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port = str(server.getsockname()[1])
        assert command.main(["--folder", str(tmp_path / "kept"), "--port", port]) == 1
    shown = capsys.readouterr().err
    assert shown.startswith("The sandbox cannot start:")
    assert "address already in use" in shown
    assert shown.endswith("Another port: --port 8050\n")


@pytest.mark.parametrize("port", ["0", "65536", "-1", "web", "80²"])
def test_a_port_that_is_none_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main([f"--port={port}"])
    assert ended.value.code == 2
    assert "a port is a number from 1 to 65535" in capsys.readouterr().err


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("a letter")
    assert command.main(["--folder", str(tmp_path / "file")]) == 1
    assert capsys.readouterr().err == "The sandbox cannot start: File exists.\n"
    assert (tmp_path / "file").read_text() == "a letter"


def test_a_setting_that_cannot_work_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _ready(tmp_path / "kept")
    monkeypatch.setenv("LANGUAGE", "xx")
    assert command.main(["--folder", str(tmp_path / "kept"), "--port", str(free_port())]) == 2
    assert capsys.readouterr().err.startswith('LANGUAGE: "xx" is not one of en, ')


def test_with_a_token_the_first_command_serves_real_telegram(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", "nonsense")
    assert command.main(["--or-bot"]) == 2  # as `python -m bot` does with such a token


def test_with_a_token_in_the_file_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / ".env").write_text("BOT_TOKEN=nonsense\n")
    assert command.main(["--or-bot"]) == 2
    assert capsys.readouterr().err.startswith("BOT_TOKEN: does not look like a token")


@pytest.mark.parametrize("leftover", ["telegram.sqlite", "desk.sqlite-wal", "clock", "building"])
def test_what_an_interrupted_beginning_left_behind_is_dropped(tmp_path: Path, leftover: str) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    (folder / "notes.txt").write_text("not ours")
    if leftover == "building":
        (folder / leftover).mkdir()
        (folder / leftover / "desk.sqlite").write_text("half")
    else:
        (folder / leftover).write_text("half")
    assert command._begins(folder, fresh=False)
    assert sorted(path.name for path in folder.iterdir()) == ["building", "notes.txt"]
    assert list((folder / "building").iterdir()) == []


@pytest.mark.parametrize("fresh", [True, False])
def test_what_is_kept_is_gone_on_with_unless_a_fresh_start_is_asked_for(tmp_path: Path, fresh: bool) -> None:
    folder = tmp_path / "kept"
    _ready(folder)
    (folder / "desk.sqlite").write_text("the record")
    assert command._begins(folder, fresh=fresh) is fresh
    assert (folder / "desk.sqlite").exists() is not fresh


@pytest.mark.long
def test_the_replay_prints_the_case_and_its_report_and_ends_well(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "sandbox", "--replay"],
        cwd=tmp_path,
        env={"PATH": "", "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "/report #mangopark" in ended.stdout
    assert ended.stdout.count("Logged as #") >= 9
    assert "☀️ Mekong Desk" in ended.stdout
    assert "🔔" in ended.stdout
    report = ended.stdout[ended.stdout.rindex("/report #mangopark") :]
    overdue = {line.strip().removeprefix("🔴 ") for line in report.splitlines() if "🔴" in line}
    assert len(overdue) == 7
    assert not any("Immigration" in body or "Korea" in body for body in overdue)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.long
async def test_with_reload_a_changed_file_starts_the_desk_anew_and_the_chats_go_on(tmp_path: Path) -> None:
    copy, folder = tmp_path / "copy", tmp_path / "kept"
    for name in ("bot", "jobs", "db", "sandbox"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    _ready(folder)
    port = free_port()
    arguments = ["-m", "sandbox", "--reload", "--folder", str(folder), "--port", str(port)]
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, cwd=copy, env={"PATH": "", "LANG": "C.UTF-8"}, stdout=PIPE, stderr=PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    page = f"http://127.0.0.1:{port}/page/"
    async with asyncio.timeout(90), aiohttp.ClientSession(page) as browser:
        assert (await process.stdout.readline()).startswith(f"Open http://127.0.0.1:{port}/".encode())
        before = (await get(browser, "state"))["run"]
        await post(browser, "send", person=DARA, chat=GROUP, text="good morning")
        (copy / "bot" / "app.py").write_text("1 +")  # saved by mistake
        assert b"changed: starting anew" in await process.stdout.readline()
        while b"SyntaxError" not in (line := await process.stderr.readline()):
            assert line
        shutil.copy(ROOT / "bot" / "app.py", copy / "bot" / "app.py")
        assert await process.stdout.readline() == b"bot/app.py changed: starting anew ...\n"
        assert (await process.stdout.readline()).startswith(b"Open http://")
        assert (await get(browser, "state"))["run"] != before
        shown = await get(browser, "messages", person=DARA, chat=GROUP)
        assert [message.get("text") for message in shown["messages"]][-1] == "good morning"
        process.terminate()
        assert await process.wait() == 0
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))
