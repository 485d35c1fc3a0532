"""Text as Telegram has it: counted in UTF-16 code units, cleaned of control characters, with the entities it finds."""

from __future__ import annotations

import re

from sandbox.world.store import Json

MAX_TEXT = 4096
MAX_CAPTION = 1024

# Control characters but the line feed become spaces; carriage returns, line and paragraph separators, the marks that
# switch or override the direction of writing, and three combining lines are taken out.
_REPLACED = dict.fromkeys({*range(0x20)} - {0x0A, 0x0D}, " ")
_REMOVED = dict.fromkeys([0x0D, *range(0x2028, 0x202F), 0x0333, 0x033F, 0x030A])
_CLEAN = _REPLACED | _REMOVED
_UNSEEN = frozenset(
    " \n\u00a0\u1680\u180e\u202e\u202f\u205f\u2800\u3000\ufeff\ufffc"
    + "".join(map(chr, range(0x2000, 0x2010)))
)
_PATTERNS = (
    (
        "url",
        re.compile(
            r"(?<![\w@.])(?:(?:https?|ftp|tg|ton)://[^\s<>\"']+|(?:[a-z0-9-]+\.)+(?:com|org|net|me|kh|io|info|news)\b(?:/[^\s<>\"']*)?)",
            re.I,
        ),
    ),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[a-z0-9-]+\.)+[a-z]{2,}(?!\w)", re.I)),
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>@])")),
    ("mention", re.compile(r"(?<![\w@])@[A-Za-z0-9_]{2,32}(?![\w@])")),
    ("hashtag", re.compile(r"(?<![\w#])#(?=\w*[^\W\d_])\w{1,256}(?!#)")),
    ("cashtag", re.compile(r"(?<![\w$])\$[A-Z]{3,8}(?![\w$])")),
)
_TRAILING = ".,:;!?)]}'\"»”’។"


def units(text: str) -> int:
    """Return how many UTF-16 code units `text` takes: what every limit and entity offset counts."""
    return len(text) + sum(character > "\uffff" for character in text)


def encodable(text: str) -> bool:
    """Tell whether a text is whole: half of a surrogate pair, left over from careless cutting, is not."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def clean(text: str) -> str:
    """Return a text without the characters that Telegram never shows."""
    return text.translate(_CLEAN)


def is_blank(text: str) -> bool:
    """Tell whether there is nothing to be seen in a text: only spaces of any kind and marks without width."""
    return all(character in _UNSEEN for character in text)


def find_entities(text: str) -> list[Json]:
    """Return the entities that Telegram finds by itself in a plain text, in order, none overlapping; offsets in UTF-16 code units."""
    taken: list[tuple[int, int, str]] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if kind == "url":
                end = start + len(match.group().rstrip(_TRAILING))
            if all(end <= begin or start >= stop for begin, stop, _ in taken):
                taken.append((start, end, kind))
    return [
        {"offset": units(text[:start]), "length": units(text[start:end]), "type": kind}
        for start, end, kind in sorted(taken)
    ]
