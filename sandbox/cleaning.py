"""What Telegram does to a text before anybody sees it: control characters go, and a text of nothing is no text."""

from __future__ import annotations

# Control characters but the line feed become spaces; carriage returns, line and paragraph separators, the marks that
# switch or override the direction of writing, and three combining lines are taken out.
_REPLACED = dict.fromkeys({*range(0x20)} - {0x0A, 0x0D}, " ")
_REMOVED = dict.fromkeys([0x0D, *range(0x2028, 0x202F), 0x0333, 0x033F, 0x030A])
_CLEAN = _REPLACED | _REMOVED
_UNSEEN = frozenset(
    " \n\u00a0\u1680\u180e\u202e\u202f\u205f\u2800\u3000\ufeff\ufffc"
    + "".join(map(chr, range(0x2000, 0x2010)))
)


def clean(text: str) -> str:
    """Return a text without the characters that Telegram never shows."""
    return text.translate(_CLEAN)


def is_blank(text: str) -> bool:
    """Tell whether there is nothing to be seen in a text: only spaces of any kind and marks without width."""
    return all(character in _UNSEEN for character in text)
