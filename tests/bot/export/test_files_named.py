"""Names of files and contents of cells: safe on every system, in every spreadsheet, whatever was typed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from bot.export import names
from bot.export.csv_table import harmless
from bot.export.dossier import About, Dossier
from bot.export.formats import FORMATS, Format
from bot.export.tables import plain
from bot.export.workbook import LONGEST, fitted
from bot.reports.reading import ReportForm, parse_report
from db.facts import EventFacts, FileFacts, RequestFacts
from tests.bot import records

NOW = datetime(2024, 12, 6, 11, tzinfo=UTC)
FILE = FileFacts(1, "document", "answer.pdf", "application/pdf", 12, "", None, "", None, "")


def event(position: int, *files: FileFacts) -> EventFacts:
    return replace(records.event("6 18:00 full", position), files=files, position=position)


def request(number: int, *events: EventFacts) -> RequestFacts:
    return replace(records.record("2 09:00 ask email", number), events=events)


def dossier(*requests: RequestFacts, name: str = "mangopark") -> Dossier:
    return Dossier(
        "Mekong Desk", "Asia/Phnom_Penh", About("Mango Park", name), NOW, "Dara", requests, (), None
    )


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("answer.pdf", "answer.pdf"),
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\Windows\\system.ini", "C--Windows-system.ini"),
        ('a<b>"c"|d?e*.txt', "a-b--c--d-e-.txt"),
        ("con", "_con"),
        ("LPT1.txt", "_LPT1.txt"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("line\nbreak\x00.pdf", "line break.pdf"),
        ("trailing. . ", "trailing"),
        ("លិខិត.pdf", "លិខិត.pdf"),
        ("...", "file"),
        ("", "file"),
    ],
)
def test_a_name_is_one_that_every_system_takes(typed: str, kept: str) -> None:
    assert names.safe(typed) == kept


@given(st.text(max_size=300))
def test_no_name_leaves_its_folder_or_is_too_long(typed: str) -> None:
    kept = names.safe(typed)
    assert kept
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', kept)
    assert kept not in {".", ".."}
    assert not kept.endswith((".", " "))
    assert len(kept.encode()) <= names.LONGEST + 10
    assert names.safe(kept) == kept


def test_every_file_of_the_evidence_has_a_name_of_its_own() -> None:
    twice = replace(FILE, name="ANSWER.pdf")
    nameless = replace(FILE, kind="voice", name="", mime_type="audio/ogg")
    found = names.evidence(dossier(request(3, event(7, FILE, twice, nameless), event(9, FILE))))
    assert [name for _, _, name in found] == [
        "evidence/3-7-answer.pdf",
        "evidence/3-7-ANSWER-2.pdf",
        "evidence/3-7-voice.oga",
        "evidence/3-9-answer.pdf",
    ]


def test_a_file_is_sent_under_what_it_is_about_and_when_by_the_newsrooms_clock() -> None:
    assert names.sent(dossier(), "km", "html") == "mangopark-2024-12-06-1800-km.html"
    assert names.sent(dossier(name="Court / A"), "en", "csv") == "Court---A-2024-12-06-1800-en.csv"


def test_newsrooms_of_the_same_name_get_folders_of_their_own() -> None:
    assert names.apart(["Desk", "desk", "Desk/", ""]) == ["Desk", "desk-2", "Desk-3", "file"]


@pytest.mark.parametrize("typed", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "＠x"])
def test_a_formula_is_text_in_a_csv(typed: str) -> None:
    assert harmless(typed) == f"'{typed}"


@pytest.mark.parametrize("typed", ["a=1", "#3", "", "3 - 1", "'=1"])
def test_other_words_stay_as_they_are_in_a_csv(typed: str) -> None:
    assert harmless(typed) == typed


def test_a_cell_holds_what_was_typed_without_what_no_table_can_hold() -> None:
    assert plain(Markup("&lt;b&gt; &amp;")) == "<b> &"
    assert plain("a\r\nb\rc\x00\x1f\u202e\ud800d\tក\u200bខ😀") == "a\nb\ncd\tក\u200bខ😀"


@pytest.mark.wide
@given(st.text(alphabet="aក😀", min_size=1).map(lambda text: text * 40_000))
def test_a_cell_is_cut_with_a_mark_and_never_in_the_middle_of_a_letter(text: str) -> None:
    cut = fitted(text, "… (cut)")
    assert len(cut.encode("utf-16-le")) // 2 <= LONGEST
    assert cut.endswith("… (cut)")
    assert text.startswith(cut.removesuffix("… (cut)"))


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("", ReportForm("")),
        ("#mangopark", ReportForm("#mangopark")),
        ("#mangopark zip", ReportForm("#mangopark", FORMATS["zip"])),
        ("#mangopark ZIP km", ReportForm("#mangopark", FORMATS["zip"], "km")),
        ("#mangopark khmer html", ReportForm("#mangopark", FORMATS["html"], "km")),
        ("html", ReportForm("", FORMATS["html"])),
        ("pdf en", ReportForm("", FORMATS["html"], "en")),
        ("Embassy of China excel", ReportForm("Embassy of China", FORMATS["xlsx"])),
        ("me csv", ReportForm("me", FORMATS["csv"])),
        ("3 zip", ReportForm("3", FORMATS["zip"])),
        ("Radio km", ReportForm("Radio km")),
        ('"Bureau of Zip"', ReportForm("Bureau of Zip")),
        ("zip bureau", ReportForm("zip bureau")),
    ],
)
def test_the_file_wanted_is_read_from_the_end(typed: str, form: ReportForm) -> None:
    assert parse_report(typed) == form


@pytest.mark.parametrize("format", FORMATS.values(), ids=list(FORMATS))
def test_each_word_of_a_format_is_read_as_that_format_alone(format: Format) -> None:
    for word in (format.word, *format.also):
        assert parse_report(f"#mangopark {word}") == ReportForm("#mangopark", format)


@given(st.text(max_size=60))
def test_whatever_follows_report_is_read_as_something(typed: str) -> None:
    parse_report(typed)
