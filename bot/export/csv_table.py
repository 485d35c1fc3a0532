"""The record as one table in a CSV: a row for each event, with what its request is."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.export import tables, texts
from bot.export.dossier import Dossier
from bot.export.tables import Value, plain
from bot.i18n.catalogue import Texts

BOM = "utf-8-sig"  # by which Excel sees that it is UTF-8, and shows Khmer
# https://owasp.org/www-community/attacks/CSV_Injection, with the full-width forms that Excel reads alike.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write_csv(t: Texts, dossier: Dossier, file: Path) -> None:
    """Write the table in the language of `t`. Waits for the disk: call it in a thread.

    Times are ISO 8601 by the newsroom's clock with its offset from UTC; nothing in it is read as a formula.
    """
    with file.open("w", encoding=BOM, newline="") as opened:
        csv.writer(opened).writerows(_rows(t, dossier))


def _rows(t: Texts, dossier: Dossier) -> Iterator[list[str]]:
    zone = ZoneInfo(dossier.timezone)
    of_requests, of_events = tables.of_requests(t, dossier), tables.of_events(t)
    yield [
        *(harmless(column.heading) for column in of_events),
        *(harmless(plain(texts.of_request(t, column.heading))) for column in of_requests),
    ]
    known: dict[int, list[str]] = {}
    for one in tables.happened(dossier):
        if one.request.id not in known:
            known[one.request.id] = [_cell(column.value(one.request), zone) for column in of_requests]
        yield [*(_cell(column.value(one), zone) for column in of_events), *known[one.request.id]]


def _cell(value: Value, zone: ZoneInfo) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(timespec="seconds")
    return str(value) if isinstance(value, int) else harmless(value)


def harmless(text: str) -> str:
    """The text as a cell of a CSV: with an apostrophe before it where a spreadsheet would read a formula."""
    return (
        f"'{text}" if text.lstrip(" \u00a0\u200b").startswith(_FORMULA) or text.startswith(_FORMULA) else text
    )
