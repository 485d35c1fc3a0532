"""What looks the same on the screen is the same: text made comparable, for what is kept and what is asked alike (pure).

Only ever compared, never shown: what people see stays as they typed it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from db.text.patterns import pattern

# Letters with a stroke or tied together are what an accent is on others, but Unicode does not take them apart.
_STROKES = {"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe"}
_QUOTES = {"'": "‘’‚‛′‵ʹʻʼʽˈ`´‹›＇", '"': "“”„‟″‶«»〝〞〟＂"}
# Drawn as nothing although they are no format characters: joiners, fillers, selectors, Khmer's inherent vowels.
_NOTHING = (
    "\u034f\u115f\u1160\u3164\uffa0\u17b4\u17b5",
    (0x180B, 0x180F),
    (0xFE00, 0xFE0F),
    (0xE0100, 0xE01EF),
)
_ACCENTS = ((0x0300, 0x036F), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE20, 0xFE2F))
# Deprecated, obsolete and variant letters of Khmer, and what is written or typed for the same sign today.
_KHMER_TODAY = {
    "\u17a3": "\u17a2",
    "\u17a4": "\u17a2\u17b6",
    "\u17a8": "\u17a7\u1780",
    "\u17b2": "\u17b1",
    "\u17d3": "\u17c6",
    "\u17d8": "\u17d4\u179b\u17d4",
    "\u17dd": "\u17d1",
    # A colon is typed for the two signs that look like one.
    "\u17c8": ":",
    "\u17d6": ":",
}


_NUMBER = pattern(r"\(?\d(?:[ ().\-/]{0,2}\d){6,}")
_LAST = 8  # digits that tell a number apart from others


def _before() -> dict[int, str | None]:
    quotes = {ord(char): plain for plain, typed in _QUOTES.items() for char in typed}
    chars, *ranges = _NOTHING
    nothing: dict[int, str | None] = {ord(char): None for char in str(chars)}
    for first, last in ranges:
        nothing |= dict.fromkeys(range(int(first), int(last) + 1))
    return {**quotes, **nothing, **{ord(old): new for old, new in _KHMER_TODAY.items()}}


_BEFORE = _before()  # what compatibility forms would take apart otherwise
_AFTER: dict[int, str | None] = {
    **{ord(stroke): plain for stroke, plain in _STROKES.items()},
    **{code: None for first, last in _ACCENTS for code in range(first, last + 1)},
    ord("⁄"): "/",
}

_SYLLABLE = pattern("([\u1780-\u17b3])((?:\u17d2[\u1780-\u17b3]|[\u17b6-\u17d2])+)")
_SIGN = pattern("\u17d2[\u1780-\u17b3]|[\u17b6-\u17d2]")
_CLASSES = (
    "\u17cc",  # robat
    "\u17d2",  # a subscript, but for that of RO
    "\u17d2\u179a",
    "\u17c9\u17ca",  # which shift the register
    "\u17c1\u17c2\u17c3\u17be\u17bf\u17c0\u17c4\u17c5",  # vowels before the letter, then below, above and after it
    "\u17bb\u17bc\u17bd",
    "\u17b7\u17b8\u17b9\u17ba",
    "\u17b6",
    "\u17c6\u17cb\u17cd\u17ce\u17cf\u17d0\u17d1",
    "\u17c7",
)
_RANK = {sign: rank for rank, signs in enumerate(_CLASSES) for sign in ([signs] if rank == 2 else signs)}
_SUBSCRIPTS = {"\u17d2\u178a": "\u17d2\u178f"}  # that of DA is drawn as that of TA
# Of vowels that are drawn in two parts, each part may have been typed by itself.
_TWO_PARTS = (({"\u17c1", "\u17b8"}, "\u17be"), ({"\u17c1", "\u17b6"}, "\u17c4"))
_ABOVE = frozenset("\u17b7\u17b8\u17b9\u17ba\u17be")
_SHIFTERS = {"\u17c9": "\u17bb", "\u17ca": "\u17bb"}  # below a vowel above they are drawn as the vowel U


def read_digits(text: str) -> str:
    """The text with the digits of every script as Latin ones."""
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)


@lru_cache(maxsize=4096)
def as_seen(text: str) -> str:
    """A text in the form in which texts are compared; to do it twice changes nothing.

    Without case, accents, whatever is drawn as nothing (zero-width spaces and joiners, soft hyphens, selectors) and
    repeated spaces. Digits of every script are one, and so are straight and curly quotes, dashes of every length, wide
    and narrow forms, and Khmer syllables whichever order their signs were typed in.

    Khmer: the order within a syllable is that of SIL's Khmer Encoding Structure (M. Hosken;
    sillsdev/khmer-character-specification on GitHub); what is deprecated or a variant is after T. Jones, "Permuting
    Khmer: restructuring Khmer syllables for search" (Wikimedia, 2020).
    """
    if text.isascii():
        return " ".join(text.lower().replace("`", "'").split())
    before, after = text, _fold(text)
    while after != before:
        before, after = after, _fold(after)
    return after


def to_find(text: str) -> str:
    """A text as it is kept to be searched: as it is seen, and behind it each telephone number without what parts its digits."""
    seen = as_seen(text)
    return " ".join(
        [seen, *(whole for number in _NUMBER.findall(seen) if (whole := _digits(number)) != number)]
    )


_AMOUNT = pattern(r"(\D*)(\d{1,3}(?:[.,]\d{3}){1,4}|[1-9]\d{3,12})(\D*)")
_ENDS = ".,;:!?()[]។៕៖…"


def ways_to_write(word: str) -> list[str]:
    """A word that is looked for, as it is seen, and where it is a number with its thousands parted in each way: "1250",
    "1,250", "1.250", "1 250". Marks at its ends, which were typed with it and not of it, are left out."""
    word = word.strip(_ENDS) or word
    found = _AMOUNT.fullmatch(word)
    if found is None:
        return [word]
    before, amount, after = found.groups()
    whole = int(_digits(amount))
    ways = [amount, str(whole), *(f"{whole:,}".replace(",", mark) for mark in ",. ")]
    return [f"{before}{way}{after}" for way in dict.fromkeys(ways)]


def number_in(typed: str) -> str | None:
    """By what a telephone number is found, where all that was typed is one: its last digits, so that it is the same with
    the country's number before it, with a nought, or without either."""
    found = _NUMBER.fullmatch(as_seen(typed).removeprefix("+"))
    return _digits(found[0])[-_LAST:] if found else None


def _digits(number: str) -> str:
    return "".join(filter(str.isdigit, number))


def _fold(text: str) -> str:
    # In order first: of two marks one may be replaced by a mark that keeps its place.
    shown = unicodedata.normalize("NFC", "".join(char for char in text if unicodedata.category(char) != "Cf"))
    drawn = shown.translate(_BEFORE)
    plain = unicodedata.normalize("NFKC", drawn).casefold()
    bare = unicodedata.normalize("NFKD", plain).translate(_AFTER)
    letters = "".join(map(_plain, unicodedata.normalize("NFC", bare)))
    return " ".join(_SYLLABLE.sub(_in_order, letters).split())


def _plain(char: str) -> str:
    if char.isascii():
        return char
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    return "-" if unicodedata.category(char) == "Pd" or char in "−⁃" else char


def _in_order(syllable: re.Match[str]) -> str:
    signs = [_SUBSCRIPTS.get(sign, sign) for sign in _SIGN.findall(syllable[2])]
    for parts, whole in _TWO_PARTS:
        if parts <= {*signs}:
            signs = [sign for sign in signs if sign not in parts] + [whole]
    if _ABOVE & {*signs} or {"\u17b6", "\u17c6"} <= {*signs}:
        signs = [_SHIFTERS.get(sign, sign) for sign in signs]
    # A sign that was typed twice is drawn over itself. Subscripts but that of RO stay as they were typed.
    once = list(dict.fromkeys(signs))
    return syllable[1] + "".join(sorted(once, key=_place))


def _place(sign: str) -> tuple[int, str]:
    subscript = sign.startswith("\u17d2")
    rank = _RANK.get(sign, _RANK["\u17d2"]) if subscript else _RANK[sign]
    return rank, "" if subscript else sign
