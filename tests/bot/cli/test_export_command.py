"""`python -m bot export DIR` as an operator meets it: what it writes, what it leaves alone, and its exit code."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import exporting
from bot.cli.commands import main
from bot.export.readme import program
from bot.languages import COMPLETE
from tests.jobs.record import CONTENT, Record

pytestmark = pytest.mark.usefixtures("only_the_folder")


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_every_newsroom_gets_a_folder_with_all_of_it_and_no_token_is_needed(
    record: Record, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record.write(
        "INSERT INTO story (newsroom_id, slug, title, created_at) VALUES (1, 'mangopark', 'Raids', '2024-12-01 00:00:00')"
    )
    record.write("UPDATE request SET story_id = (SELECT id FROM story) WHERE newsroom_id = 1 AND number = 1")
    assert main(["export", "out/today"]) == 0
    [[last]] = record.look("SELECT hash FROM event WHERE newsroom_id = 1 AND position = 10")
    here, there, done = capsys.readouterr().out.splitlines()
    assert here == f"CamboJA: 2 requests, 10 events, 1 file, last hash {last}"
    assert there.startswith("Another Newsroom: 1 request, 3 events, 0 files, last hash ")
    assert done == "Exported to out/today"
    folder = tmp_path / "out/today"
    assert folder.stat().st_mode & 0o077 == 0
    pages = [
        name.format(code) for code in COMPLETE for name in ("dossier-{}.html", "stories/mangopark-{}.html")
    ]
    assert files(folder / "CamboJA") == sorted([
        "README.txt", "SHA256SUMS", "events.csv", "events.jsonl", "evidence/1-4-answer.pdf", "record.xlsx", *pages,
    ])  # fmt: skip
    assert "evidence/1-4-answer.pdf" not in files(folder / "Another Newsroom")
    assert (folder / "CamboJA/evidence/1-4-answer.pdf").read_bytes() == CONTENT
    assert "elsewhere" not in (folder / "CamboJA/events.jsonl").read_text()
    readme = (folder / "CamboJA/README.txt").read_text()
    assert "stories/" in readme
    assert str(last) in readme
    done_sums = subprocess.run(
        ["sha256sum", "-c", "SHA256SUMS"], cwd=folder / "CamboJA", capture_output=True, text=True
    )
    assert done_sums.returncode == 0, done_sums.stdout


def test_its_events_are_checked_by_the_documented_program(
    record: Record, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "out"]) == 0
    (tmp_path / "check.py").write_text(program(), encoding="utf-8")
    checked = subprocess.run(
        [sys.executable, "-I", "check.py", "out/CamboJA/events.jsonl"], capture_output=True, text=True
    )
    [[last]] = record.look("SELECT hash FROM event WHERE newsroom_id = 1 AND position = 10")
    assert checked.stdout == f"10 events in order; the last hash is {last}\n"


def test_a_page_of_a_story_holds_that_story_alone(record: Record, tmp_path: Path) -> None:
    record.write(
        "INSERT INTO story (newsroom_id, slug, title, created_at) VALUES (1, 'b', 'B', '2024-12-01')"
    )
    record.write("UPDATE request SET story_id = (SELECT id FROM story) WHERE newsroom_id = 1 AND number = 2")
    assert main(["export", "out"]) == 0
    page = (tmp_path / "out/CamboJA/stories/b-en.html").read_text()
    assert "National Police" in page
    assert "they deny it" not in page


def test_it_reads_only(record: Record) -> None:
    before = hashlib.sha256(record.file.read_bytes()).hexdigest()
    assert main(["export", "out"]) == 0
    assert hashlib.sha256(record.file.read_bytes()).hexdigest() == before


@pytest.mark.parametrize("there", ["a file", "a folder with something in it"])
def test_nothing_is_written_over(there: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    if there == "a file":
        out.write_text("a letter")
    else:
        out.mkdir()
        (out / "letter").write_text("a letter")
    assert main(["export", "out"]) == 2
    assert (
        "is there already and not empty; an export is never written over anything." in capsys.readouterr().err
    )
    assert [path.read_text() for path in (out, out / "letter") if path.is_file()] == ["a letter"]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    assert main(["export", "out"]) == 0
    assert (tmp_path / "out/CamboJA/record.xlsx").exists()


@pytest.mark.parametrize("empty_folder_before", [True, False])
def test_half_an_export_is_taken_back(
    empty_folder_before: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    if empty_folder_before:
        (tmp_path / "out").mkdir()
    monkeypatch.setattr(exporting, "copy_into", full)
    assert main(["export", "out"]) == 2
    assert (
        capsys.readouterr().err
        == "The export could not be written to out: No space left on device. Nothing of it was kept.\n"
    )
    assert (tmp_path / "out").exists() == empty_folder_before
    assert files(tmp_path / "out") == []


def test_evidence_that_is_gone_is_said(
    record: Record, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record.folder.path(hashlib.sha256(CONTENT).hexdigest()).unlink()
    assert main(["export", "out"]) == 0
    assert "; no copy of 1 file: see README.txt" in capsys.readouterr().out
    readme = (tmp_path / "out/CamboJA/README.txt").read_text()
    assert "- #1, answer.pdf: our copy is missing or was changed since" in readme


def test_newsrooms_of_one_name_get_two_folders(record: Record, tmp_path: Path) -> None:
    record.write("UPDATE newsroom SET name = 'CamboJA/..'")
    assert main(["export", "out"]) == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["CamboJA", "CamboJA-2"]
