"""Reading what follows /report: what it is about, and which file is wanted of it (pure)."""

from __future__ import annotations

from dataclasses import dataclass

from bot.export.contents import Format
from bot.languages import SPELLINGS
from bot.reading.words import clean, fold, one_line

_FORMATS = {
    "html": Format.HTML,
    "dossier": Format.HTML,
    "pdf": Format.HTML,  # which a browser prints it to
    "xlsx": Format.XLSX,
    "xls": Format.XLSX,
    "excel": Format.XLSX,
    "csv": Format.CSV,
    "zip": Format.ZIP,
}


@dataclass(frozen=True)
class ReportForm:
    """`about` is what /report is about, as typed; `kind` the file wanted of it, None for the report itself."""

    about: str
    kind: Format | None = None
    language: str | None = None


def parse_report(text: str) -> ReportForm:
    """Read `[#story | BODY | me | N] [html|xlsx|csv|zip [en|km]]`. Never raises: a name that merely ends in such a
    word can stand in quotation marks."""
    words = one_line(clean(text)).split()
    language = None
    rest = words
    if len(words) > 1 and fold(words[-1]) in SPELLINGS and fold(words[-2]) in _FORMATS:
        language, rest = SPELLINGS[fold(words[-1])], words[:-1]
    elif len(words) > 1 and fold(words[-1]) in _FORMATS and fold(words[-2]) in SPELLINGS:
        language, rest = SPELLINGS[fold(words[-2])], [*words[:-2], words[-1]]
    if not rest or rest[-1][-1] in '"”' or fold(rest[-1]) not in _FORMATS:
        return ReportForm(_unquoted(" ".join(words)))
    return ReportForm(_unquoted(" ".join(rest[:-1])), _FORMATS[fold(rest[-1])], language)


def _unquoted(text: str) -> str:
    quoted = len(text) > 2 and text[0] in '"“' and text[-1] in '"”'
    return text[1:-1] if quoted else text
