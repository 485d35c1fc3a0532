"""Reading what follows /report: what it is about, and which file is wanted of it (pure)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.export.formats import NOT_MADE, TYPED, Format
from bot.languages import SPELLINGS
from bot.reading.words import clean, fold, one_line

FULL = "full"
_FULL = frozenset({FULL, "long", "whole", "exact", "ពេញ", "ពេញលេញ", "លម្អិត", "ទាំងស្រុង"})


@dataclass(frozen=True)
class ReportForm:
    """`about` is what /report is about, as typed; `format` that of the file wanted of it, None for the report itself.
    `full`: with the exact sentences and everything they rest on. `not_made`: the word for a file that there is not."""

    about: str
    format: Format | None = None
    language: str | None = None
    full: bool = False
    not_made: str = ""

    @property
    def rest(self) -> str:
        """The words for what is wanted of it; "" for the report itself, on one screen."""
        wanted = (
            self.format.word if self.format else "",
            self.language,
            FULL if self.full else "",
            self.not_made,
        )
        return " ".join(filter(None, wanted))


def parse_report(text: str) -> ReportForm:
    """Read `[#story | BODY | me | N] [full | FORMAT [LANGUAGE]]`. Never raises: a name that merely ends in such a word
    can stand in quotation marks."""
    words = one_line(clean(text)).split()
    if words and fold(words[-1]) in _FULL:
        return ReportForm(_unquoted(" ".join(words[:-1])), full=True)
    if words and fold(words[0]) in _FULL and (len(words) == 1 or words[1].startswith("#")):
        words = words[1:]
        return replace(parse_report(" ".join(words)), full=True)
    if words and fold(words[-1]) in NOT_MADE and words[-1][-1] not in '"”':
        return ReportForm(_unquoted(" ".join(words[:-1])), not_made=fold(words[-1]))
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
