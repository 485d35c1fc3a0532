"""Where text may be cut: between what a reader sees as one sign, never inside it (pure).

A Khmer syllable with its subscripts and vowels is one sign, and so are a letter with its accents, a flag, a family. What is
cut inside of one shows another letter, a dotted circle, or half a family. Everything that is shortened is cut here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator

_JOINER = "\u200d"
_VIRAMA = 9  # Unicode's class of what makes a subscript of the letter behind it, the Khmer sign among them
_MARKS = {"Mn", "Mc", "Me"}


def clusters(text: str) -> Iterator[str]:
    """The signs of a text, in their order."""
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or not _is_joined(text, end):
            yield text[start:end]
            start = end


def _is_joined(text: str, at: int) -> bool:
    """Whether the character there belongs to the sign of the one before it."""
    before, char = text[at - 1], text[at]
    if before in "\r\n":
        return before + char == "\r\n"
    if unicodedata.category(char) in _MARKS or char in "\u200c\u200d" or _is_modifier(char):
        return True
    if unicodedata.combining(before) == _VIRAMA or (before == _JOINER and _joins_letters(text, at)):
        return unicodedata.category(char) == "Lo"
    if before == _JOINER:
        return unicodedata.category(char) == "So"
    if _is_flag_half(char):
        halves = 0
        while halves < at and _is_flag_half(text[at - 1 - halves]):
            halves += 1
        return halves % 2 == 1
    return False


def _joins_letters(text: str, at: int) -> bool:
    return at > 1 and unicodedata.combining(text[at - 2]) == _VIRAMA


def _is_modifier(char: str) -> bool:
    """The tones of skin, the letters of a region's flag, and what ends a syllable of Hangul in parts."""
    return (
        "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= "\U000e007f"
        or "\u1160" <= char <= "\u11ff"
    )


def _is_flag_half(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


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
