"""The ZIP of a dossier: whole, checkable without our code, divided where it must be, and silent about other stories."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot.export.dossier import About, Dossier, Material, event_lines, gather
from bot.export.folder import Entry, Made, Progress
from bot.export.readme import program
from bot.export.zip_archive import plan, weight_of, write_zips
from bot.i18n.catalogue import Texts
from bot.languages import COMPLETE
from bot.retention import ReadWords
from db import queries, requests, retention
from db.chain.stamps import covering
from db.engine import Database, read_url
from db.lifecycle import EventKind
from db.queries import Scope
from db.requests import NewEvent
from db.tables import Newsroom, Request, Stamp
from jobs.clock import SystemClock
from jobs.records.stamping import Stamper
from jobs.records.verifying import verify
from tests.authority import Authority
from tests.docs.pages import fenced, read
from tests.jobs.record import CONTENT, EVENTS, Record

ENGLISH = Texts("en", "Asia/Phnom_Penh")
MB = 1_000_000
SHA = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(name="database")
async def the_database_of_the_record(record: Record) -> AsyncIterator[Database]:
    async with Database(read_url(f"sqlite:///{record.file}")) as database:
        yield database


async def held(database: Database, only: int | None = None) -> tuple[Dossier, list[str]]:
    """The record of the first newsroom, or of one request in it, with its chain of events."""
    scope = Scope() if only is None else Scope(request_ids=frozenset({only}))
    async with database.read() as session:
        newsroom = await session.get_one(Newsroom, 1)
        now = newsroom.created_at.replace(year=2025)
        about = About("Mango <Park>", "mangopark", "mangopark")
        holds = await gather(session, newsroom, scope, about, made_by="Dara", now=now)
        of = None if only is None else {request.id for request in holds.requests}
        return holds, await event_lines(session, 1, of=of)


def packed(
    record: Record, holds: Dossier, lines: list[str], work: Path, stamps: Sequence[Stamp] = (), **limits: int
) -> Made:
    work.mkdir(exist_ok=True)
    material = Material(holds, lines, record.folder, stamps=stamps)
    return write_zips(ENGLISH, material, work, Progress(), **limits)


def unpacked(file: Path, into: Path) -> Path:
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        archive.extractall(into)
    return into


def summed(folder: Path, sums: str = "SHA256SUMS") -> list[str]:
    """What sha256sum says about the files of a folder."""
    done = subprocess.run(["sha256sum", "-c", sums], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.splitlines()


def checked(folder: Path, script: str, *root: str) -> str:
    """What the program that checks events says about those of a folder."""
    (folder / "check.py").write_text(script, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "check.py", "events.jsonl", *root], cwd=folder, capture_output=True, text=True
    )
    return done.stdout + done.stderr


async def test_it_holds_the_page_in_every_language_the_tables_the_events_and_the_evidence(
    record: Record, database: Database, tmp_path: Path
) -> None:
    holds, lines = await held(database)
    made = packed(record, holds, lines, tmp_path / "work")
    [file] = made.files
    assert file.name.startswith("mangopark-")
    assert made.left_out == ()
    folder = unpacked(file, tmp_path / "out")
    found = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    assert found == sorted(["README.txt", "SHA256SUMS", *made_order()])
    assert summed(folder) == [f"{one}: OK" for one in made_order()]
    assert (folder / "evidence/1-4-answer.pdf").read_bytes() == CONTENT
    assert "Mango &lt;Park&gt;" in (folder / "dossier-en.html").read_text()
    for code in COMPLETE:
        assert f'lang="{code}"' in (folder / f"dossier-{code}.html").read_text()
    assert load_workbook(io.BytesIO((folder / "record.xlsx").read_bytes())).sheetnames[0] == "Requests"
    rows = list(csv.reader((folder / "events.csv").read_text("utf-8-sig").splitlines()))
    assert len(rows) > EVENTS


def made_order() -> list[str]:
    pages = [f"dossier-{code}.html" for code in COMPLETE]
    return [*pages, "record.xlsx", "events.csv", "events.jsonl", "evidence/1-4-answer.pdf"]


async def test_its_readme_tells_how_to_check_it_and_what_it_tells_works(
    record: Record, database: Database, tmp_path: Path
) -> None:
    holds, lines = await held(database)
    [file] = packed(record, holds, lines, tmp_path / "work").files
    folder = unpacked(file, tmp_path / "out")
    readme = (folder / "README.txt").read_text(encoding="utf-8")
    assert holds.end is not None
    assert "Mango <Park>" in readme
    _, script, _ = readme.split("-" * 78 + "\n")
    assert checked(folder, script) == f"{EVENTS} events in order; the last hash is {holds.end.hash}\n"
    assert holds.end.hash in readme
    assert max(len(line) for line in readme.splitlines() if "print" not in line and "#" not in line) < 110


def test_the_program_in_it_is_that_of_the_documents() -> None:
    assert program() == fenced(read("docs/verifying.md"), "python")[0]


async def test_events_of_other_stories_are_withheld_and_their_hashes_keep_the_order(
    record: Record, database: Database, tmp_path: Path
) -> None:
    whole, every = await held(database)
    second = whole.requests[1]
    holds, lines = await held(database, only=second.id)
    [file] = packed(record, holds, lines, tmp_path / "work").files
    folder = unpacked(file, tmp_path / "out")
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix != ".xlsx":
            assert b"they deny it" not in path.read_bytes(), path.name
            assert b"the clerk" not in path.read_bytes(), path.name
    told = [json.loads(line) for line in (folder / "events.jsonl").read_text().splitlines()]
    shown = {event.position for event in second.events}
    assert shown == {9, 10}
    for event, line in zip(told, every, strict=True):
        if event["position"] in shown:
            assert event["request"] == second.number
        else:
            assert event == {"position": event["position"], "hash": hashlib.sha256(line.encode()).hexdigest()}
    assert whole.end is not None
    assert checked(folder, program()).strip().endswith(whole.end.hash)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not here")
async def test_stamps_are_checked_without_our_code(
    record: Record, database: Database, tmp_path: Path
) -> None:
    authority = Authority()
    await Stamper(database, SystemClock(), "", [authority.root], authority.answer).tick()
    holds, _ = await held(database)
    second = holds.requests[1]
    async with database.read() as session:
        [stamp] = await covering(session, 1)
        [its] = await covering(session, 1, of=[second.id])
        assert (its.position, await covering(session, 1, of=[])) == (stamp.position, [])
    [file] = packed(record, *await held(database, only=second.id), tmp_path / "work", [stamp]).files
    folder = unpacked(file, tmp_path / "out")
    assert "stamps/000010.tsr: OK" in summed(folder)
    readme = (folder / "README.txt").read_text(encoding="utf-8")
    assert "5. That the events were there" in readme
    assert "python3 check.py events.jsonl root.pem" in " ".join(readme.split())
    authority.write_root(folder / "root.pem")
    Authority().write_root(folder / "another.pem")
    assert (
        checked(folder, program()).splitlines()[-1]
        == "000010.tsr stamps event 10; who signed it was not checked"
    )
    trusted = checked(folder, program(), "root.pem").splitlines()[-1]
    assert trusted == "000010.tsr: events 1 to 10 were there. Time stamp: Dec  2 10:00:00 2024 GMT"
    assert "000010.tsr was signed by nobody whom another.pem trusts" in checked(
        folder, program(), "another.pem"
    )
    shown = (folder / "events.jsonl").read_text().splitlines()
    (folder / "events.jsonl").write_text("\n".join([*shown[:-1], shown[-1].replace("email", "visit"), ""]))
    assert "000010.tsr stamps something else than event 10" in checked(folder, program(), "root.pem")
    # A stamp stands when the words that it is of were removed.
    async with database.write() as session:
        row = await session.get_one(Request, second.id)
        over = NewEvent(EventKind.WITHDRAWN, row.member_id, second.events[-1].recorded_at)
        await requests.record(session, row, over, now=over.happened_at)
        its = await queries.request(session, 1, second.id)
        assert await retention.reduce(session, row, its, ReadWords(), now=over.happened_at)
    here, _ = await verify(database, record.folder, roots=[authority.root])
    assert (here.intact, here.reduced) == (True, 1)
    [file] = packed(record, *await held(database, only=second.id), tmp_path / "after", [stamp]).files
    folder = unpacked(file, tmp_path / "reduced")
    authority.write_root(folder / "root.pem")
    assert set(json.loads((folder / "events.jsonl").read_text().splitlines()[8])) == {"position", "hash"}
    assert checked(folder, program(), "root.pem").splitlines()[-1] == trusted


async def test_the_same_record_gives_the_same_bytes(
    record: Record, database: Database, tmp_path: Path
) -> None:
    holds, lines = await held(database)
    [first] = packed(record, holds, lines, tmp_path / "one").files
    [second] = packed(record, holds, lines, tmp_path / "two").files
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("how", ["gone", "changed"])
async def test_evidence_that_is_not_what_was_kept_is_named_and_not_passed_off(
    record: Record, database: Database, tmp_path: Path, how: str
) -> None:
    holds, lines = await held(database)
    copy = record.folder.path(SHA)
    copy.unlink() if how == "gone" else copy.write_bytes(b"they admit it")
    [file] = packed(record, holds, lines, tmp_path / "work").files
    with zipfile.ZipFile(file) as archive:
        assert not [name for name in archive.namelist() if name.startswith("evidence/")]
        readme = archive.read("README.txt").decode()
    assert "- #1, answer.pdf: our copy is missing or was changed since" in readme


async def test_what_telegram_does_not_take_in_one_comes_in_several_each_complete(
    record: Record, database: Database, tmp_path: Path
) -> None:
    holds, lines = await held(database)
    photos = []
    first = holds.requests[0]
    [answer] = [event for event in first.events if event.files]
    for number in range(5):
        sha256 = record.folder.keep(bytes([number]) * MB)
        photos.append(replace(answer.files[0], name=f"{number}.jpg", sha256=sha256, size=MB))
    events = tuple(
        replace(event, files=tuple(photos)) if event is answer else event for event in first.events
    )
    many = replace(holds, requests=(replace(first, events=events), *holds.requests[1:]))
    made = packed(record, many, lines, tmp_path / "work", largest=3 * MB)
    names = [file.name for file in made.files]
    stem = names[0].removesuffix("-1-of-3.zip")
    assert names == [f"{stem}-1-of-3.zip", f"{stem}-evidence-2-of-3.zip", f"{stem}-evidence-3-of-3.zip"]
    assert made.left_out == ()
    kept = []
    for number, file in enumerate(made.files, start=1):
        assert file.stat().st_size <= 3 * MB
        tail = "" if number == 1 else f"-{number}"
        folder = unpacked(file, tmp_path / f"out-{number}")
        summed(folder, f"SHA256SUMS{tail}")
        assert f"This is part {number} of 3." in (folder / f"README{tail}.txt").read_text()
        kept += [path.name for path in (folder / "evidence").glob("*")]
    assert sorted(kept) == [f"1-4-{number}.jpg" for number in range(5)]


async def test_what_fits_when_it_is_compressed_is_one_zip_of_the_same_bytes(
    record: Record, database: Database, tmp_path: Path
) -> None:
    holds, lines = await held(database)
    lines += [f'{{"position":{number},"hash":"{"0" * 64}"}}' for number in range(50_000)]
    whole = packed(record, holds, lines, tmp_path / "whole")
    made = packed(record, holds, lines, tmp_path / "work", largest=3 * MB)
    assert sum(len(line) for line in lines) > 3 * MB
    assert [file.name for file in made.files] == [file.name for file in whole.files]
    assert made.files[0].read_bytes() == whole.files[0].read_bytes()
    assert made.left_out == ()


async def test_what_is_too_large_for_any_zip_is_named(
    record: Record, database: Database, tmp_path: Path
) -> None:
    holds, lines = await held(database)
    made = packed(record, holds, lines, tmp_path / "work", largest=60_000)
    assert "dossier-en.html" in made.left_out
    with zipfile.ZipFile(made.files[0]) as archive:
        readme = archive.read("README.txt").decode()
    assert "- dossier-en.html" in readme
    assert "python -m bot export DIR" in readme


def entry(number: int, size: int) -> Entry:
    return Entry(f"evidence/{number}", Path("x"), size, "0" * 64)


@given(
    st.lists(st.integers(0, 5000), max_size=30),
    st.integers(1000, 6000),
    st.integers(1, 5),
    st.integers(0, 500),
)
def test_a_plan_keeps_every_limit_and_loses_nothing(
    sizes: list[int], largest: int, most: int, beside: int
) -> None:
    entries = [entry(number, size) for number, size in enumerate(sizes)]
    made = plan(entries, largest=largest, most=most, beside=beside)
    assert 1 <= len(made.parts) <= most
    assert all(sum(map(weight_of, part)) + beside <= largest for part in made.parts)
    assert (
        sorted([*made.left_out, *(one for part in made.parts for one in part)], key=entries.index) == entries
    )
    if len(made.parts) < most:
        assert all(weight_of(one) > largest - beside for one in made.left_out)
