"""What can be wrong with a translation that Babel does not check: placeholders, tags, what can be typed (pure)."""

from __future__ import annotations

import re
import string
from collections import Counter
from xml.etree import ElementTree

from babel.messages.catalog import Catalog, Message

# What Telegram understands and the bot uses.
TAGS = frozenset({"b", "i", "u", "s", "code", "pre", "a", "blockquote"})


def placeholders(text: str) -> frozenset[str]:
    """The names in `{braces}`.

    Raises:
        ValueError: a brace has no partner.
    """
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def commands(text: str) -> Counter[str]:
    """What can be typed and so stays as it is in every language: /commands and #names."""
    return Counter(re.findall(r"(?<![<\w{}/.])/[a-z]+|(?<!&)#[a-z]+", text))


def markup_faults(text: str) -> list[str]:
    """What Telegram would refuse: a tag it does not know, one left open, a sign that should have been escaped."""
    try:
        read = ElementTree.fromstring(f"<text>{text}</text>")  # noqa: S314
    except ElementTree.ParseError as error:
        return [f"a tag has no partner, or < is not written &lt; or & is not written &amp; ({error})"]
    tags = {part.tag for part in read.iter()} - {"text"}
    return [f"<{tag}> is not a tag of Telegram's" for tag in sorted(tags - TAGS)]


def message_faults(message: Message) -> list[str]:
    """What is wrong with one translated message; nothing where it is not translated."""
    strings = _forms(message.string)
    return [fault for text in strings for fault in _faults(_forms(message.id), text)] if any(strings) else []


def catalog_faults(catalog: Catalog) -> list[str]:
    """What is wrong with a catalogue, a line each."""
    return [
        f"{_forms(message.id)[0]}: {fault}"
        for message in catalog
        if message.id
        for fault in message_faults(message)
    ]


def untranslated(catalog: Catalog) -> list[str]:
    """The messages a catalogue lacks: not translated, only in part, or still to be looked at (fuzzy)."""
    return [_forms(message.id)[0] for message in catalog if message.id and not is_translated(message)]


def is_translated(message: Message) -> bool:
    """Whether every form of the message is there and none is doubtful."""
    strings = _forms(message.string)
    return bool(strings) and all(strings) and not message.fuzzy


def _forms(words: str | list[str] | tuple[str, ...] | None) -> list[str]:
    """A text, or those for one and for many."""
    return [words] if isinstance(words, str) else list(words or ())


def _faults(sources: list[str], text: str) -> list[str]:
    if not text:
        return ["one of its forms is missing"]
    try:
        mine = placeholders(text)
    except ValueError as error:
        return [f"braces: {error}"]
    found = markup_faults(text)
    # A form for one thing may leave out {n}, as "a question" does; no other may be missing, and none may be new.
    theirs = frozenset().union(*map(placeholders, sources))
    missing = theirs - mine - ({"n"} if len(sources) > 1 else set())
    found += [f"{{{name}}} is missing" for name in sorted(missing)]
    found += [f"{{{name}}} is not in the source" for name in sorted(mine - theirs)]
    same = {"tags": _tags, "/commands and #names": commands, "spaces and line breaks around it": _edges}
    found += [
        f"its {what} are not those of the source" for what, of in same.items() if of(text) != of(sources[-1])
    ]
    return found


def _tags(text: str) -> Counter[str]:
    return Counter(re.findall(r"<(\w+)", text))


def _edges(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
