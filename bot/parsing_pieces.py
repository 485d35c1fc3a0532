"""Cutting a command's text: a time at its start or end, a body's name, some words (pure)."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.parsing_tail import LONGEST_TIME, option_word
from bot.parsing_words import IsTime, one_line

BETWEEN = " \n\t,;:–—-\u200b"
"""What may stand between the parts of a command and belongs to none of them."""


def split_happened(text: str, is_time: IsTime) -> tuple[str, str | None]:
    """Take `at TIME` off the end of a text; None for the time where there is none."""
    for found in re.finditer(r"\S+", text):
        started = option_word(found[0])
        if started and started[0] == "happened":
            when = one_line(f"{started[1]} {text[found.end() :]}").rstrip(".,;។")
            if len(when.split()) <= LONGEST_TIME and is_time(when):
                return text[: found.start()].rstrip(" \n\t,;"), when
    return text.strip(), None


def split_time(text: str, is_time: IsTime) -> tuple[str, str] | None:
    """The most words at the start of a text that could be a time, and the rest; None when no words could."""
    for count in range(min(LONGEST_TIME, len(text.split())), 0, -1):
        rest = after_words(text, count)
        when = " ".join(text[: len(text) - len(rest)].split()).rstrip(",;:.–—។")
        if when and is_time(when):
            return when, rest.strip(BETWEEN)
    return None


def after_words(text: str, count: int) -> str:
    """The text after its first words, line breaks and all."""
    parts = text.split(maxsplit=count)
    return parts[count] if len(parts) > count else ""


def split_at_colon(text: str) -> tuple[str, str, str]:
    """What stands before the first colon, the colon, and the rest; without one, everything and nothing twice."""
    found = re.search("[:：៖](?!//)", text)
    return (text[: found.start()], ":", text[found.end() :]) if found else (text, "", "")


def leading_bodies(text: str, is_body: Callable[[str], bool]) -> tuple[str, str]:
    """The known bodies that a text starts with, separated by commas, and what follows them.

    Each is the most words that name one. From the first unknown one on, all of the text counts as names.
    """
    start = 0
    while start < len(text):
        taken = _longest_body(text[start:], is_body)
        if not taken:
            return text, ""
        start += taken
        if not text[:start].rstrip().endswith(","):
            break
    return text[:start].strip(BETWEEN), text[start:]


def _longest_body(text: str, is_body: Callable[[str], bool]) -> int:
    for count in range(len(text.split()), 0, -1):
        taken = len(text) - len(after_words(text, count))
        if is_body(one_line(text[:taken]).strip(BETWEEN + ".")):
            return taken
    return 0
