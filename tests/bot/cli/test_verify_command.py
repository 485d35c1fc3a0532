"""`python -m bot verify` as an operator meets it: what it prints, and its exit code."""

# ruff: noqa: S608  (the values are these tests' own)

from __future__ import annotations

import asyncio
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.cli.commands import main
from db.engine import Database, read_url
from jobs.clock import SystemClock
from jobs.records.stamping import Stamper
from tests.authority import Authority
from tests.jobs.record import AT, Record

pytestmark = pytest.mark.usefixtures("only_the_folder")


def hash_of(record: Record, position: int) -> str:
    [[found]] = record.look(f"SELECT hash FROM event {AT} {position}")
    return str(found)


def test_an_intact_record_is_one_line_for_each_newsroom_and_needs_no_token(
    record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify"]) == 0
    here, there = capsys.readouterr().out.splitlines()
    last = hash_of(record, 10)
    assert here == f"CamboJA: 10 events, last hash {last} (2024-12-02 09:40:00 UTC), 1 file: intact"
    assert there.startswith("Another Newsroom: 3 events, last hash ")
    assert there.endswith(", 0 files: intact")


def test_it_changes_nothing(record: Record) -> None:
    def everything() -> list[str]:
        with closing(sqlite3.connect(record.file)) as connection:
            return list(connection.iterdump())

    before = everything()
    assert main(["verify"]) == 0
    assert everything() == before


def test_the_first_broken_link_is_named_and_the_rest_follows(
    record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    record.tamper(f"UPDATE event SET text = 'they admit it' {AT} 4", f"DELETE FROM event {AT} 7")
    assert main(["verify"]) == 1
    first, second, there = capsys.readouterr().out.splitlines()
    assert first == (
        "CamboJA: BROKEN: event 4 (#1, replied partial, recorded 2024-12-02 04:40:00 UTC): "
        "its text, time or other contents were changed after it was recorded"
    )
    assert second == (
        "CamboJA: also: event 8 (#1, extended, recorded 2024-12-02 08:40:00 UTC): "
        "an event is missing before it (event 7)"
    )
    assert there.endswith(": intact")


def test_what_hangs_on_an_intact_chain_is_named_by_its_request(
    record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    record.tamper("UPDATE request SET status = 'answered' WHERE newsroom_id = 1 AND number = 2")
    assert main(["verify"]) == 1
    assert capsys.readouterr().out.splitlines()[0] == (
        'CamboJA: BROKEN: request #2: it is stored as "answered"; its events lead to "waiting"'
    )


def test_a_printed_hash_is_found_whatever_its_spaces_and_capitals(
    record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = hash_of(record, 6)
    groups = " ".join(re.findall(".{8}", printed.upper()))
    assert main(["verify", "--since", groups]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == (
        f"{printed} is event 6 of CamboJA, recorded 2024-12-02 06:40:00 UTC: nothing up to there was changed. "
        "4 events came after it."
    )


def test_a_chain_that_was_rebuilt_as_a_whole_is_given_away_by_a_hash_that_left_the_house(
    record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = hash_of(record, 6)
    record.tamper("DELETE FROM event WHERE newsroom_id = 1", "DELETE FROM request WHERE newsroom_id = 1",
                  "DELETE FROM attachment", "UPDATE newsroom SET events_chained = 0, chain_hash = '' WHERE id = 1")  # fmt: skip
    assert main(["verify"]) == 0
    capsys.readouterr()
    assert main(["verify", "--since", printed]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == (
        f"{printed} is in no chain here: the record was changed after it was printed, or it is of another desk."
    )


def test_a_hash_that_stands_behind_a_break_is_not_called_proof(
    record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    record.tamper(f"UPDATE event SET text = 'x' {AT} 4")
    assert main(["verify", "--since", hash_of(record, 6)]) == 1
    assert capsys.readouterr().out.splitlines()[-1].endswith("but see above for what is broken.")


@pytest.mark.parametrize("word", ["1a2b", "", "g" * 64, "a" * 65])
def test_what_is_no_hash_is_refused(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--since", word]) == 2
    assert capsys.readouterr().err.startswith("--since takes a hash as a dossier prints it: 64 digits")


@pytest.mark.parametrize("typed", [["verify"], ["export", "out"]])
def test_without_a_database_it_says_so_and_makes_none(
    typed: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "nowhere"))
    assert main(typed) == 2
    assert f"so there is nothing to {typed[0]}." in capsys.readouterr().err
    assert not (tmp_path / "nowhere").exists()
    assert not (tmp_path / "out").exists()


def test_an_older_schema_is_left_to_the_desk_itself(
    record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    record.tamper("UPDATE alembic_version SET version_num = '0001'")
    assert main(["verify"]) == 2
    assert "the schema of an older version (0001). Start the desk once" in capsys.readouterr().err


def test_stamps_are_counted_and_whose_they_are_is_checked_where_a_root_is_trusted(
    record: Record, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = Authority()

    async def stamp() -> None:
        async with Database(read_url(f"sqlite:///{record.file}")) as database:
            await Stamper(database, SystemClock(), "", [authority.root], authority.answer).tick()

    asyncio.run(stamp())
    assert main(["verify"]) == 0
    here, _, unasked = capsys.readouterr().out.splitlines()
    assert here.endswith(", 1 file, 1 stamp, the last of 2024-12-02 10:00:00 UTC: intact")
    assert unasked == "Whose signatures the stamps bear was not checked: TIMESTAMP_ROOT is not set."
    monkeypatch.setenv("TIMESTAMP_ROOT", str(authority.write_root(tmp_path / "root.pem")))
    assert main(["verify"]) == 0
    assert "TIMESTAMP_ROOT" not in capsys.readouterr().out
    Authority().write_root(tmp_path / "root.pem")
    assert main(["verify"]) == 1
    assert "event 10: its stamp proves nothing: " in capsys.readouterr().out
    (tmp_path / "root.pem").unlink()
    assert main(["verify"]) == 2
    assert "TIMESTAMP_ROOT: " in capsys.readouterr().err
