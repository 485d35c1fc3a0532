"""Long texts in little room."""

from __future__ import annotations


def shorten(text: str, limit: int) -> str:
    """The text in one line, ended by "…" where it is longer than `limit` characters."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
