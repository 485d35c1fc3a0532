"""Reading a command that is about all open requests of a story or body (pure)."""

from __future__ import annotations

from collections.abc import Callable

from bot.reading.options import BETWEEN, after_words, leading_bodies, opener
from bot.reading.words import IsTime, clean, one_line, read_channel, read_slug, take_number

Begins = Callable[[list[str]], bool]  # whether words begin with what stands behind a name


def split_scope(text: str, begins: Begins, is_body: Callable[[str], bool]) -> tuple[str, str] | None:
    """The story or body that a text names first, as typed, and what follows it. None where it names neither: it begins
    with a number, or with what stands behind a name, or with words that may mean anything.

    Args:
        begins: what stands behind the name; never at all where any words may.
        is_body: whether a name is one known body's.
    """
    said = clean(text).strip()
    number, _ = take_number(said)
    words = said.split()
    if number is not None or not words:
        return None
    if words[0].startswith("#"):
        slug = words[0].rstrip(":,;៖")
        return (slug, after_words(said, 1).strip(BETWEEN)) if read_slug(slug) else None
    if begins(words):
        return None
    if (
        said[0] in '"“'
        and (end := min((at for at in map(said.find, ('" ', "” ")) if at > 0), default=-1)) > 0
    ):
        return said[1:end], said[end + 1 :].strip(BETWEEN)
    known, rest = leading_bodies(said, is_body)
    if is_body(one_line(known)):
        return known, rest.strip(BETWEEN)
    for count in range(1, len(words)):
        if begins(words[count:]):
            named = said[: len(said) - len(after_words(said, count))]
            return one_line(named).strip(BETWEEN), after_words(said, count)
    return None


def a_channel(words: list[str]) -> bool:
    """Whether words begin with a channel."""
    return any(read_channel(" ".join(words[:count])) for count in (2, 1) if len(words) >= count)


def a_deadline(is_time: IsTime) -> Begins:
    """Whether words begin with a deadline: `by …`, or a time."""

    def begins(words: list[str]) -> bool:
        opened = opener(words)
        if opened is not None and opened.name == "deadline":
            return True
        return any(is_time(" ".join(words[:count])) for count in range(min(len(words), 5), 0, -1))

    return begins


def nothing(words: list[str]) -> bool:
    """Nothing tells where a name ends."""
    return False
