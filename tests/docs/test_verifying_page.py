"""docs/verifying.md is a promise: its example is computed here, and its script checks what the desk exports."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from dataclasses import fields, replace
from datetime import datetime
from pathlib import Path

import pytest

from db.chain import links
from db.chain.links import Link
from db.engine import Database, read_url
from tests.docs.pages import fenced, read, rows
from tests.jobs.record import Record

PAGE = read("docs/verifying.md")
EXAMPLE = fenced(PAGE, "json")[0].splitlines()


def link_in(line: str) -> Link:
    told = json.loads(line)
    for name in ("happened_at", "recorded_at"):
        told[name] = datetime.fromisoformat(told[name])
    return Link(**told)


@pytest.mark.parametrize("line", EXAMPLE)
def test_the_example_is_in_the_canonical_form_and_its_hash_is_the_one_on_the_page(line: str) -> None:
    assert links.canonical(link_in(line)) == line
    real = hashlib.sha256(line.encode()).hexdigest()
    assert links.hash_of(link_in(line)) == real
    assert f"`{real}`" in PAGE


def test_the_table_names_every_part_of_the_form_in_its_order() -> None:
    named = [row[0].strip("`") for row in rows(PAGE, "key")]
    assert named == list(json.loads(EXAMPLE[0])) == sorted(field.name for field in fields(Link))


@pytest.fixture(name="script")
def the_script(tmp_path: Path) -> Path:
    file = tmp_path / "check.py"
    file.write_text(fenced(PAGE, "python")[0], encoding="utf-8")
    return file


def check(script: Path, lines: list[str]) -> tuple[int, str]:
    export = script.with_name("events.jsonl")
    export.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")
    done = subprocess.run(
        [sys.executable, "-I", str(script), str(export)], capture_output=True, text=True, timeout=120
    )
    return done.returncode, (done.stdout + done.stderr).strip()


async def exported(record: Record) -> tuple[list[str], str]:
    async with Database(read_url(f"sqlite:///{record.file}")) as database, database.read() as session:
        end = await links.end(session, 1)
        assert end is not None
        return [links.canonical(stored.link) async for stored in links.walk(session, 1)], end.hash


async def test_the_script_finds_a_real_export_in_order_and_prints_its_last_hash(
    record: Record, script: Path
) -> None:
    lines, last = await exported(record)
    assert check(script, lines) == (0, f"10 events in order; the last hash is {last}")


async def test_the_script_names_what_was_changed_removed_or_swapped(record: Record, script: Path) -> None:
    lines, last = await exported(record)
    changed = [*lines[:3], re.sub("they deny it", "they admit it", lines[3]), *lines[4:]]
    assert changed != lines
    assert check(script, changed) == (1, "event 4 was changed, put in or moved")
    assert check(script, lines[:4] + lines[5:]) == (1, "event 5 is missing")
    assert check(script, [lines[1], lines[0], *lines[2:]]) == (1, "event 1 is missing")
    code, said = check(script, [*lines[:9], lines[9].replace('"request":2', '"request":1')])
    assert code == 0
    assert last not in said


async def test_events_that_are_withheld_do_not_break_the_order(record: Record, script: Path) -> None:
    lines, last = await exported(record)
    real = hashlib.sha256(lines[4].encode()).hexdigest()
    withheld = json.dumps({"position": 5, "hash": real})
    assert check(script, [*lines[:4], withheld, *lines[5:]])[1].endswith(last)


async def test_a_changed_event_cannot_bring_the_hash_of_the_real_one_along(
    record: Record, script: Path
) -> None:
    lines, _ = await exported(record)
    real = hashlib.sha256(lines[3].encode()).hexdigest()
    forged = json.dumps(json.loads(lines[3]) | {"text": "they admit it", "hash": real})
    assert check(script, [*lines[:3], forged, *lines[4:]]) == (1, "event 4 was changed, put in or moved")


async def test_an_event_does_not_pass_without_the_hash_before_it(record: Record, script: Path) -> None:
    lines, _ = await exported(record)
    alone = {key: value for key, value in json.loads(lines[4]).items() if key != "previous"}
    assert check(script, [*lines[:4], json.dumps(alone), *lines[5:]])[0] == 1


async def test_an_event_before_a_withheld_one_is_named_with_the_hash_of_its_words(
    record: Record, script: Path
) -> None:
    lines, last = await exported(record)
    real = [hashlib.sha256(line.encode()).hexdigest() for line in lines]
    withheld = [json.dumps({"position": at, "hash": real[at - 1]}) for at in (5, 6)]
    forged = lines[3].replace("they deny it", "they admit it")
    for fourth in (lines[3], forged):
        code, said = check(script, [*lines[:3], fourth, *withheld, *lines[6:]])
        assert code == 0
        assert said.splitlines() == [
            "event 4: the next is withheld; python -m bot verify --since "
            + hashlib.sha256(fourth.encode()).hexdigest(),
            f"10 events in order; the last hash is {last}",
        ]
    assert hashlib.sha256(forged.encode()).hexdigest() not in real


def test_words_with_separators_that_some_programs_break_lines_at_stay_one_line(script: Path) -> None:
    link = link_in(EXAMPLE[0])
    line = links.canonical(replace(link, text="one\u2028two\x85three\rfour\nfive"))
    assert check(script, [line])[0] == 0
