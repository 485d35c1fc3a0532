"""The entities that Telegram finds by itself in plain text: commands, mentions, hashtags, links, addresses."""

from __future__ import annotations

import re
from typing import Any

from sandbox.utf16 import units

Entity = dict[str, Any]

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


def detect(text: str) -> list[Entity]:
    """Return the entities of a plain text in order, none overlapping; offsets in UTF-16 code units."""
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
