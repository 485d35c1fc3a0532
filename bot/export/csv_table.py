"""The record as one table in a CSV: a row for each event, with what its request is."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.export import columns, texts
from bot.export.cells import harmless, plain
from bot.export.columns import Value
from bot.export.contents import Dossier
from bot.i18n.catalogue import Texts

BOM = "utf-8-sig"  # by which Excel sees that it is UTF-8, and shows Khmer


def table(t: Texts, holds: Dossier, file: Path) -> None:
    """Write the table in the language of `t`. Waits for the disk: call it in a thread.

    Times are ISO 8601 by the newsroom's clock with its offset from UTC; nothing in it is read as a formula.
    """
    with file.open("w", encoding=BOM, newline="") as opened:
        csv.writer(opened).writerows(_rows(t, holds))


def _rows(t: Texts, holds: Dossier) -> Iterator[list[str]]:
    zone = ZoneInfo(holds.timezone)
    of_requests, of_events = columns.of_requests(t, holds), columns.of_events(t)
    yield [
        *(harmless(column.heading) for column in of_events),
        *(harmless(plain(texts.of_request(t, column.heading))) for column in of_requests),
    ]
    known: dict[int, list[str]] = {}
    for one in columns.happened(holds):
        if one.request.id not in known:
            known[one.request.id] = [_cell(column.value(one.request), zone) for column in of_requests]
        yield [*(_cell(column.value(one), zone) for column in of_events), *known[one.request.id]]


def _cell(value: Value, zone: ZoneInfo) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(timespec="seconds")
    return str(value) if isinstance(value, int) else harmless(value)
