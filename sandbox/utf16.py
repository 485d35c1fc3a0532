"""Telegram counts text in UTF-16 code units; Python counts code points. The bridge between the two."""

from __future__ import annotations


def units(text: str) -> int:
    """Return how many UTF-16 code units `text` takes: what every limit and entity offset counts."""
    return len(text) + sum(character > "\uffff" for character in text)


def cut(text: str, offset: int, length: int) -> str:
    """Return the part of `text` that an entity covers; `offset` and `length` in UTF-16 code units."""
    raw = text.encode("utf-16-le", "surrogatepass")
    return raw[2 * offset : 2 * (offset + length)].decode("utf-16-le", "surrogatepass")


def encodable(text: str) -> bool:
    """Tell whether a text is whole: half of a surrogate pair, left over from careless cutting, is not."""
    return not any("\ud800" <= character <= "\udfff" for character in text)
