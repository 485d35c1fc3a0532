"""Where text may be cut: between what a reader sees as one sign, never inside it (pure).

A Khmer syllable with its subscripts and vowels is one sign, and so are a letter with its accents, a flag, a family. What is
cut inside of one shows another letter, a dotted circle, or half a family. Everything that is shortened is cut here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import regex

_CLUSTER = regex.compile(r"\X")


def clusters(text: str) -> Iterator[str]:
    """The signs of a text, in their order."""
    return (found[0] for found in _CLUSTER.finditer(text))


def cut(text: str, most: int, size: Callable[[str], int] = len) -> str:
    """As many whole signs from the beginning as have room.

    Args:
        most: the room.
        size: what a part of the text takes of it; characters, unless something else is counted. What two parts take, both
            take together.
    """
    if size(text) <= most:
        return text
    end, used = 0, 0
    for sign in clusters(text):
        used += size(sign)
        if used > most:
            break
        end += len(sign)
    return text[:end]


def utf16(text: str) -> int:
    """How much Telegram and Excel count a text as."""
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2


def utf8(text: str) -> int:
    """How many bytes a text takes in a file's name or a button."""
    return len(text.encode(errors="surrogatepass"))
