"""The record of the Mango Park case is proof against tampering: `python -m bot verify` on the very file of the case."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.cli.commands import main
from tests.stories.telling import Played


@pytest.fixture(name="file")
def the_record_of_the_case(case: Played, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of its own, for `python -m bot` to find."""
    with (
        closing(sqlite3.connect(case.folder / "desk.sqlite")) as played,
        closing(sqlite3.connect(tmp_path / "desk.sqlite")) as copy,
    ):
        played.backup(copy)
    if (case.folder / "evidence").exists():
        shutil.copytree(case.folder / "evidence", tmp_path / "evidence")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setattr("bot.cli.commands.set_up_logging", lambda *_: None)
    return tmp_path / "desk.sqlite"


def test_the_case_is_intact_as_it_was_recorded(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify"]) == 0
    assert capsys.readouterr().out.endswith(": intact\n")
