"""The workbook and the CSV of the record, read back as whoever gets them would."""

from __future__ import annotations

import csv
import zipfile
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from bot.export.csv_table import write_csv
from bot.export.dossier import Dossier
from bot.export.workbook import write_workbook
from bot.i18n.catalogue import Texts
from db.facts import FileFacts, QuestionFacts
from db.lifecycle import DAY_ONLY, EventKind
from db.tables import Outcome
from sandbox.case import ZONE
from tests.bot.export.test_dossier_page import HASH, NOW, dossier_of, with_file
from tests.stories.telling import Played

ENGLISH, KHMER = Texts("en", ZONE), Texts("km", ZONE)
FORMULAS = (
    "=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x.example","y")', "<r><t>x</t></r>",
)  # fmt: skip
HOSTILE = "<b>\"'&\u202etxt.exe\x00\x0b ព្រះ 😀 https://x.example "


@pytest.fixture(name="holds")
def what_the_case_holds(case: Played) -> Dossier:
    return dossier_of(case.record)


def saved(holds: Dossier, folder: Path, t: Texts = ENGLISH) -> openpyxl.Workbook:
    file = folder / "record.xlsx"
    write_workbook(t, holds, file)
    return openpyxl.load_workbook(BytesIO(file.read_bytes()))


def as_rows(sheet: Worksheet) -> list[dict[str, object]]:
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def written(holds: Dossier, folder: Path, t: Texts = ENGLISH) -> list[dict[str, str]]:
    file = folder / "events.csv"
    write_csv(t, holds, file)
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


def test_the_workbook_has_a_sheet_of_requests_one_of_events_and_one_of_bodies(
    holds: Dossier, tmp_path: Path
) -> None:
    book = saved(holds, tmp_path)
    assert book.sheetnames == ["Requests", "Events", "Bodies"]
    events = sum(len(request.events) for request in holds.requests)
    assert [sheet.max_row - 1 for sheet in book] == [9, events, 9]
    for sheet in book:
        assert sheet.auto_filter.ref == sheet.dimensions
        assert sheet.freeze_panes == "B2"
        assert sheet.page_setup.orientation == "landscape"
    assert book.properties.title == "Mango Park raids"
    assert HASH in str(book.properties.description)


def test_a_request_has_its_values_and_its_times_are_dates_by_the_newsrooms_clock(
    holds: Dossier, tmp_path: Path
) -> None:
    court, _, china, korea, province, *_ = as_rows(saved(holds, tmp_path)["Requests"])
    assert (court["Request"], court["Body"], court["Story"]) == (
        1,
        "Phnom Penh Municipal Court",
        "#mangopark",
    )
    assert court["Asked (Asia/Phnom_Penh)"] == datetime(2024, 12, 2, 9, 40)  # noqa: DTZ001
    assert court["Deadline (Asia/Phnom_Penh)"] == datetime(2024, 12, 5, 17)  # noqa: DTZ001
    assert (court["Deadline told"], court["Overdue"], court["Attempts"]) == ("yes", "yes", 1)
    assert china["Attempts"] == 2
    assert korea["Referred to"] == "#9 National Police"
    assert str(province["Questions"]).count("✓") == 2
    assert str(province["Questions open"]).count("\n") == 1
    assert province["Contact"] == "Nhem Sao"


def test_where_nobody_told_the_hour_of_asking_the_table_says_so(holds: Dossier, tmp_path: Path) -> None:
    court, *others = holds.requests
    on_a_day = [
        replace(event, details=event.details | {DAY_ONLY: True}) if event.kind is EventKind.ASKED else event
        for event in court.events
    ]
    holds = replace(holds, requests=(replace(court, events=tuple(on_a_day)), *others))
    rows = as_rows(saved(holds, tmp_path)["Requests"])
    assert [row["Hour of asking told"] for row in rows] == ["no", *["yes"] * len(others)]


def test_an_event_has_its_place_in_the_chain_and_its_hash(holds: Dossier, tmp_path: Path) -> None:
    rows = as_rows(saved(holds, tmp_path)["Events"])
    facts = [event for request in holds.requests for event in request.events]
    assert [(row["Event"], row["Hash"], row["Words"]) for row in rows] == [
        (event.position, event.hash, event.text or None) for event in facts
    ]
    assert {row["What happened"] for row in rows} >= {"asked", "asked again", "deadline set", "they answered"}


def test_a_body_has_its_check_and_its_sentence(holds: Dossier, tmp_path: Path) -> None:
    rows = {row["Body"]: row for row in as_rows(saved(holds, tmp_path)["Bodies"])}
    court, immigration = rows["Phnom Penh Municipal Court"], rows["General Department of Immigration"]
    assert (court["Requests"], court["Open"], court["Overdue"], court["Attempts"]) == (1, 1, 1, 1)
    assert str(court["Fair chance"]).endswith("of 6 (#1)")
    assert "attempts 1 of 5" in str(court["Still missing"])
    assert str(court["As print has it"]).startswith(
        "The Phnom Penh Municipal Court did not respond to emailed"
    )
    assert str(court["What the record supports"]).startswith(
        "The Phnom Penh Municipal Court did not respond to"
    )
    assert (immigration["Answered"], immigration["Fair chance"]) == (1, None)
    assert str(immigration["How fast"]).startswith("To a first reply: ")
    assert str(court["How fast"]).startswith("To a first reply: none yet after ")


def test_what_was_taken_back_says_so_and_what_took_it_back_points_at_it(
    holds: Dossier, tmp_path: Path
) -> None:
    first = holds.requests[0]
    asked = first.events[-1]
    taken = replace(asked, id=900, position=90, corrected=True)
    correction = replace(asked, id=901, position=91, corrects_event_id=900, text="=wrong")
    right = replace(asked, id=902, position=92, details={"in_place_of": 900})
    changed = replace(first, events=(*first.events, taken, correction, right))
    *_, was, by, now = written(replace(holds, requests=(changed,)), tmp_path)
    assert (was["Taken back"], was["Takes back event"]) == ("yes", "")
    assert (by["Taken back"], by["Takes back event"], by["Words"]) == ("no", "90", "'=wrong")
    assert now["Details"] == "in place of event 90"


@pytest.mark.parametrize("typed", [*FORMULAS, HOSTILE])
def test_what_was_typed_is_text_in_the_workbook(holds: Dossier, tmp_path: Path, typed: str) -> None:
    first = holds.requests[0]
    hostile = replace(
        first, contact=typed, events=tuple(replace(event, text=typed) for event in first.events)
    )
    shown = replace(holds, requests=(hostile,))
    book = saved(shown, tmp_path)
    sheet = book["Events"]
    column = [cell.value for cell in sheet[1]].index("Words") + 1
    cell = sheet.cell(2, column)
    expected = typed.replace("\u202e", "").replace("\x00", "").replace("\x0b", "")
    assert (cell.data_type, str(cell.value).lstrip("\u200b")) == ("s", expected)
    assert cell.hyperlink is None
    with zipfile.ZipFile(tmp_path / "record.xlsx") as archive:
        xml = archive.read("xl/worksheets/sheet2.xml").decode()
    assert "<f>" not in xml
    assert "<hyperlink" not in xml


def test_what_excel_would_read_as_an_escaped_letter_is_escaped(holds: Dossier, tmp_path: Path) -> None:
    hostile = replace(holds.requests[0], contact="_x0041_")
    saved(replace(holds, requests=(hostile,)), tmp_path)
    with zipfile.ZipFile(tmp_path / "record.xlsx") as archive:
        assert "_x005F_x0041_" in archive.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize("typed", FORMULAS[:5])
def test_no_cell_of_the_csv_is_a_formula(holds: Dossier, tmp_path: Path, typed: str) -> None:
    first = holds.requests[0]
    questions = (QuestionFacts(1, typed, None, False),)
    hostile = replace(first, body=typed, contact=typed, member=typed, questions=questions)
    for row in written(replace(holds, requests=(hostile,)), tmp_path):
        assert row["request: Body"] == row["request: Contact"] == f"'{typed}"
        assert not [value for value in row.values() if value.startswith(("=", "+", "-", "@"))]


def test_words_longer_than_a_cell_are_cut_with_a_mark_and_whole_in_the_csv(
    holds: Dossier, tmp_path: Path
) -> None:
    first = holds.requests[0]
    words = "ក😀" * 20_000
    long = replace(first, events=(replace(first.events[0], text=words),))
    shown = replace(holds, requests=(long,))
    [row] = as_rows(saved(shown, tmp_path)["Events"])
    assert str(row["Words"]).endswith("all of it is in the HTML and the CSV)")
    [whole] = written(shown, tmp_path)
    assert whole["Words"] == words


def test_the_csv_has_a_row_for_each_event_with_its_request_and_exact_times(
    holds: Dossier, tmp_path: Path
) -> None:
    rows = written(holds, tmp_path)
    assert len(rows) == sum(len(request.events) for request in holds.requests)
    asked = rows[1]
    assert asked["What happened"] == "asked"
    assert asked["Happened (Asia/Phnom_Penh)"] == "2024-12-02T09:40:00+07:00"
    assert asked["request: Body"] == "Phnom Penh Municipal Court"
    assert asked["Channel"] == "email"
    assert (tmp_path / "events.csv").read_bytes().startswith(b"\xef\xbb\xbfEvent,")


def test_a_file_is_named_with_its_hash_and_one_that_is_not_kept_with_the_reason(
    holds: Dossier, tmp_path: Path
) -> None:
    kept = FileFacts(
        1, "document", "a.pdf", "application/pdf", 2048, "Vuthy", NOW, "ab" * 32, Outcome.KEPT, ""
    )
    lost = replace(kept, origin="", origin_at=None, sha256="", outcome=None, size=60_000_000)
    shown = (with_file(holds.requests[0], kept), with_file(holds.requests[1], lost))
    rows = written(replace(holds, requests=shown), tmp_path)
    [first, second] = [row["Files"] for row in rows if row["Files"]]
    assert first == f"a.pdf, 2 KB, from Vuthy, Fri 6 Dec 2024 18:00, sha256 {'ab' * 32}"
    assert second == "a.pdf, 57.2 MB, only a reference: larger than 20 MB"


def test_that_the_desk_kept_a_file_is_an_event_but_not_the_last_word_on_a_request(
    holds: Dossier, tmp_path: Path
) -> None:
    first = holds.requests[0]
    details = {"file": "a.pdf", "of": 2, "sha256": "ab" * 32, "size": 12, "kept": True}
    filed = replace(
        first.events[-1], id=900, position=90, kind=EventKind.FILED, channel=None, details=details
    )
    *_, row = written(replace(holds, requests=(replace(first, events=(*first.events, filed)),)), tmp_path)
    assert (row["What happened"], row["Details"]) == ("file kept", "a file of event 2")
    assert row["Files"] == f"a.pdf, sha256 {'ab' * 32}"
    assert row["request: Last event"] == "asked"


def test_in_khmer_the_words_are_khmer_and_the_values_the_same(holds: Dossier, tmp_path: Path) -> None:
    english, khmer = written(holds, tmp_path), written(holds, tmp_path, KHMER)
    assert [next(iter(row.values())) for row in khmer] == [row["Event"] for row in english]
    assert "សាលាដំបូងរាជធានីភ្នំពេញ" in khmer[0].values()
    assert len(saved(holds, tmp_path, KHMER).sheetnames) == 3


def test_a_time_that_excel_does_not_know_is_written_in_words(holds: Dossier, tmp_path: Path) -> None:
    first = holds.requests[0]
    old = replace(first, asked_at=first.deadline_at - timedelta(days=365 * 130))
    [row] = as_rows(saved(replace(holds, requests=(old,)), tmp_path)["Requests"])
    assert str(row["Asked (Asia/Phnom_Penh)"]).startswith("1895-")


def test_nothing_on_record_gives_tables_of_headings_alone(holds: Dossier, tmp_path: Path) -> None:
    empty = replace(holds, requests=(), chances=(), end=None)
    assert [sheet.max_row for sheet in saved(empty, tmp_path)] == [1, 1, 1]
    assert written(empty, tmp_path) == []


@pytest.mark.wide
def test_three_hundred_requests_are_all_there(holds: Dossier, tmp_path: Path) -> None:
    first = holds.requests[0]
    many = tuple(replace(first, id=n, number=n, body_id=n, body=f"Body {n}") for n in range(1, 301))
    shown = dossier_of(many)
    book = saved(shown, tmp_path)
    assert [row["Request"] for row in as_rows(book["Requests"])] == list(range(1, 301))
    assert book["Bodies"].max_row == 301
    assert len(written(shown, tmp_path)) == 300 * len(first.events)
