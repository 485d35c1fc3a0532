"""What a cell of a table may hold: whatever was typed is text there, never a formula, a link or markup (pure)."""

from __future__ import annotations

import re

from markupsafe import Markup

LONGEST = 32_767  # UTF-16 units that Excel takes in one cell

# What XML cannot hold, and the marks that turn the direction of writing.
_UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_LINES = re.compile("\r\n|\r|\x85|\u2028|\u2029")
# https://owasp.org/www-community/attacks/CSV_Injection, with the full-width forms that Excel reads alike.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def plain(text: object) -> str:
    """A text as a cell holds it: what was escaped for Telegram is as it was, lines end alike, nothing invisible
    that a table cannot hold."""
    words = text.unescape() if isinstance(text, Markup) else str(text)
    return _UNFIT.sub("", _LINES.sub("\n", words))


def untagged(text: Markup) -> str:
    """The same for a text with formatting in it, line by line, without the formatting."""
    return "\n".join(plain(Markup(line).striptags()) for line in text.split("\n"))  # noqa: S704


def fitted(text: str, cut_here: str) -> str:
    """The text as one cell of Excel takes it; where it is too long, as much as fits and `cut_here` behind it."""
    if _units(text) <= LONGEST:
        return text
    room = LONGEST - _units(cut_here)
    return text.encode("utf-16-le")[: 2 * room].decode("utf-16-le", errors="ignore") + cut_here


def harmless(text: str) -> str:
    """The text as a cell of a CSV: with an apostrophe before it where a spreadsheet would read a formula."""
    return (
        f"'{text}" if text.lstrip(" \u00a0\u200b").startswith(_FORMULA) or text.startswith(_FORMULA) else text
    )


def hashed(sha256: str) -> str:
    """The hash of a file's content, as a cell names it."""
    return f"sha256 {sha256}"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
