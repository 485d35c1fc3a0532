"""How wide words are on a button (pure).

By the advance widths of Noto Sans Khmer 2.004 (SIL Open Font License), which has Latin letters too, at the weight of
buttons (500), in hundredths of the font's size, as HarfBuzz sets them. Khmer letters add up: a vowel, a sign or a
subscript takes as much room as it adds to its letter. An emoji is as wide as in Noto Color Emoji.
"""

from __future__ import annotations

import re
from functools import lru_cache

from db.text.clusters import clusters
from db.text.patterns import pattern

_COENG = "្"
_EMOJI, _WIDEST, _OTHER = 125, 100, 65
# By hundredths of the font's size.
_WIDTHS = {
    0: "ិីឹឺុូួំ៉៊់៌៍៎៏័៑៝\u200b\u200c\u200d\u2060\ufe0e\ufe0f",
    19: "‘’",
    24: "'",
    26: " ,\u00a0",
    27: ".:;ijl·",
    28: "!ៈ",
    29: "Jា",
    30: "ើេែៃ",
    31: "()`រ",
    32: "-",
    33: "[]",
    35: "វ៛",
    36: "If",
    38: "\\t“”",
    39: "/{}ះ",
    42: '"r',
    43: "°",
    45: "?_",
    48: "z៖",
    49: "csç",
    50: "–",
    52: "F",
    53: "Lvy",
    54: "|«»",
    55: "*Sx",
    56: "ET^k",
    57: "$aeéèà",
    58: "+0123456789<=>YZ~×ឿោៅ",
    59: "ឲ។ៗៀ",
    61: "PXoទ",
    62: "Vbdgpq",
    63: "KRhnuច",
    64: "Cភឳ៥",
    65: "#Bកខគងឆជដឋឌតថធនបផពមឝឞអឣឥឧឨឪឫឭឯឰឱ០១៤៦៨៩",
    66: "A",
    70: "ឬ",
    72: "ឮ",
    73: "DG៙",
    74: "&HU",
    75: "៕",
    76: "ឩ",
    77: "N",
    78: "OQ២",
    80: "…៧",
    81: "w",
    85: "%",
    87: "ឡ៣",
    90: "@",
    92: "M",
    94: "ឃឍលសហឦ",
    95: "Wmឤ",
    96: "យ",
    97: "ញ",
    100: "—",
    125: "ណ",
    126: "ឈ",
    139: "៚",
    200: "៘",
}
# What subscripts add to the letter above them; those left out add nothing.
_SUBSCRIPTS = {25: "ឈ", 28: "រ", 29: "បឡ", 30: "ឃឍយឞស"}
_LETTER = {letter: wide for wide, letters in _WIDTHS.items() for letter in letters}
_SUBSCRIPT = {letter: wide for wide, letters in _SUBSCRIPTS.items() for letter in letters}
_PIECE = pattern(f"{_COENG}.|.", re.DOTALL)
_PICTURES = pattern("[\u2190-\u2bff\u3030\u303d\U0001f000-\U0001faff]")
_WIDE = pattern("[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]")


@lru_cache(maxsize=4096)
def width(text: str, size: float) -> float:
    """How wide a text is in one line in letters of this size, in the unit of the size."""
    return sum(map(_piece, _PIECE.findall(text))) * size / 100


def narrowed(text: str, room: float, size: float) -> str:
    """The text as far as there is room for it, ended by "…" where that is not all of it; cut between signs."""
    if width(text, size) <= room:
        return text
    left, kept = room - width("…", size), ""
    for sign in clusters(text):
        if width(kept + sign, size) > left:
            break
        kept += sign
    return f"{kept.rstrip()}…"


def _piece(piece: str) -> int:
    if piece[0] == _COENG:
        return _SUBSCRIPT.get(piece[1:], 0)
    if piece in _LETTER:
        return _LETTER[piece]
    if _PICTURES.match(piece):
        return _EMOJI
    return _WIDEST if _WIDE.match(piece) else _OTHER
