"""Reading what follows /report: what it is about, and which file is wanted of it (pure)."""

from __future__ import annotations

from dataclasses import dataclass

from bot.export.formats import TYPED, Format
from bot.languages import SPELLINGS
from bot.reading.words import clean, fold, one_line


@dataclass(frozen=True)
class ReportForm:
    """`about` is what /report is about, as typed; `format` that of the file wanted of it, None for the report itself."""

    about: str
    format: Format | None = None
    language: str | None = None

    @property
    def file(self) -> str:
        """The words for the file wanted; "" for none."""
        return " ".join(filter(None, (self.format.word if self.format else "", self.language)))


def parse_report(text: str) -> ReportForm:
    """Read `[#story | BODY | me | N] [FORMAT [LANGUAGE]]`. Never raises: a name that merely ends in such a word can
    stand in quotation marks."""
    words = one_line(clean(text)).split()
    language = None
    rest = words
    if len(words) > 1 and fold(words[-1]) in SPELLINGS and fold(words[-2]) in TYPED:
        language, rest = SPELLINGS[fold(words[-1])], words[:-1]
    elif len(words) > 1 and fold(words[-1]) in TYPED and fold(words[-2]) in SPELLINGS:
        language, rest = SPELLINGS[fold(words[-2])], [*words[:-2], words[-1]]
    if not rest or rest[-1][-1] in '"”' or fold(rest[-1]) not in TYPED:
        return ReportForm(_unquoted(" ".join(words)))
    return ReportForm(_unquoted(" ".join(rest[:-1])), TYPED[fold(rest[-1])], language)


def _unquoted(text: str) -> str:
    quoted = len(text) > 2 and text[0] in '"“' and text[-1] in '"”'
    return text[1:-1] if quoted else text
