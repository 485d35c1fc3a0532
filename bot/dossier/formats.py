"""The files that can be made of a record."""

from __future__ import annotations

from enum import StrEnum


class Format(StrEnum):
    """A file that can be asked for; its value is what is typed, and the ending of its name."""

    HTML = "html"
    XLSX = "xlsx"
    CSV = "csv"
    ZIP = "zip"
