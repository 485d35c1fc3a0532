"""The record as a workbook for Excel and its like: a sheet of requests, one of events, one of bodies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.export import tables, texts
from bot.export.dossier import Dossier
from bot.export.tables import Column, Row, Value, plain
from bot.i18n.catalogue import Texts
from db.text.clusters import cut, utf16

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

LONGEST = 32_767  # UTF-16 units that Excel takes in one cell
LONGEST_SHEET_NAME = 31
A4 = 9
FIRST_YEAR = 1900  # Excel knows no day before it
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_workbook(t: Texts, dossier: Dossier, file: Path) -> None:
    """Write the workbook in the language of `t`. Waits for the disk: call it in a thread.

    Times are real dates by the newsroom's clock, whose zone is in the heading; everything typed is text.
    """
    from xlsxwriter import Workbook  # late: a start writes no workbook

    with Workbook(str(file), {**OPTIONS, "tmpdir": str(file.parent)}) as book:
        end = dossier.end
        book.set_properties(
            {
                "title": plain(dossier.about.title),
                "author": plain(dossier.newsroom),
                "comments": f"{end.position}: {end.hash}" if end else "",
                "created": dossier.made_at.replace(tzinfo=None),
            }
        )
        names = _sheet_names([plain(name) for name in texts.sheets(t)])
        made = _Book(t, book, dossier)
        made.sheet(names[0], tables.of_requests(t, dossier), dossier.requests)
        events = tables.happened(dossier)
        number, body = tables.of_requests(t, dossier)[:2]
        of_events = tables.of_events(t)
        made.sheet(
            names[1],
            [
                of_events[0],
                Column(number.heading, number.width, lambda h: number.value(h.request)),
                Column(body.heading, body.width, lambda h: body.value(h.request)),
                *of_events[1:],
            ],
            events,
        )
        made.sheet(names[2], tables.of_bodies(t, dossier), dossier.bodies)


class _Book:
    """A workbook being written."""

    def __init__(self, t: Texts, book: Workbook, dossier: Dossier) -> None:
        self._book = book
        self._zone = ZoneInfo(dossier.timezone)
        self._cut_here = plain(texts.cut_here(t))
        self._foot = dossier.end.hash if dossier.end else ""
        self._title = plain(f"{dossier.newsroom}: {dossier.about.title}")
        self._head = self._format(bold=True, bg_color="#E8EDF2", bottom=1)
        self._text = self._format()
        self._time = self._format(num_format="yyyy-mm-dd hh:mm")

    def sheet(self, name: str, shown: Sequence[Column[Row]], rows: Iterable[Row]) -> None:
        """One sheet, row after row: what is written cannot be gone back to."""
        sheet = self._book.add_worksheet(name)
        for position, column in enumerate(shown):
            sheet.set_column(position, position, column.width)
            sheet.write_string(0, position, column.heading, self._head)
        last = 0
        for last, row in enumerate(rows, start=1):
            for position, column in enumerate(shown):
                self._write(sheet, (last, position), column.value(row))
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, last, len(shown) - 1)
        self._for_print(sheet)

    def _write(self, sheet: Worksheet, at: tuple[int, int], value: Value) -> None:
        row, column = at
        if value is None:
            sheet.write_blank(row, column, None, self._text)
        elif isinstance(value, datetime):
            local = value.astimezone(self._zone).replace(tzinfo=None)
            if local.year < FIRST_YEAR:
                sheet.write_string(row, column, local.isoformat(" ", "minutes"), self._text)
            else:
                sheet.write_datetime(row, column, local, self._time)
        elif isinstance(value, int):
            sheet.write_number(row, column, value, self._text)
        else:
            sheet.write_string(row, column, _as_text(fitted(value, self._cut_here)), self._text)

    def _for_print(self, sheet: Worksheet) -> None:
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_header(f"&L{_for_header(self._title)}&R&P / &N")
        if self._foot:
            sheet.set_footer(f"&L{self._foot}")

    def _format(self, **more: object) -> Format:
        return self._book.add_format({"text_wrap": True, "valign": "top"} | more)


def fitted(text: str, cut_here: str) -> str:
    """The text as one cell of Excel takes it; where it is too long, as much as fits and `cut_here` behind it."""
    if utf16(text) <= LONGEST:
        return text
    return cut(text, LONGEST - utf16(cut_here), utf16) + cut_here


def _as_text(text: str) -> str:
    """The library writes what looks like its own rich text into the file as it is; a space of no width before it
    keeps that from being read as markup."""
    return f"\u200b{text}" if text.startswith("<r>") else text


def _for_header(text: str) -> str:
    """In a page's header `&` begins a code."""
    return cut(text, 100).replace("&", "&&").replace("\n", " ")


def _sheet_names(names: Sequence[str]) -> list[str]:
    """Names as Excel takes them, none twice."""
    found: list[str] = []
    for name in names:
        fits = cut(re.sub(r"[\[\]:*?/\\]", " ", name), LONGEST_SHEET_NAME, utf16).strip("' ") or "-"
        taken = {other.casefold() for other in found}
        found.append(fits if fits.casefold() not in taken else f"{cut(fits, 28, utf16)} {len(found) + 1}")
    return found
