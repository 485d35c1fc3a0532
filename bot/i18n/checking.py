"""What can be wrong with a translation without any tool noticing: placeholders, tags, line breaks (pure)."""

from __future__ import annotations

import re
import string
from collections import Counter
from html.parser import HTMLParser

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
    reader = _Tags()
    reader.feed(text)
    reader.close()
    found = reader.faults + [f"<{tag}> is never closed" for tag in reader.open]
    if re.search(r"&(?!(?:lt|gt|amp|quot|#\d+);)", text):
        found.append("& must be written &amp;")
    if "<" in re.sub(r"</?[a-z]+(?: [^<>]*)?>", "", text):
        found.append("< must be written &lt;")
    return found


def message_faults(message: Message) -> list[str]:
    """What is wrong with one translated message; nothing where it is not translated."""
    sources = [message.id] if isinstance(message.id, str) else list(message.id)
    strings = [message.string] if isinstance(message.string, str) else list(message.string or ())
    if not any(strings):
        return []
    return [fault for text in strings for fault in _faults(sources, text)]


def catalog_faults(catalog: Catalog) -> list[str]:
    """What is wrong with a catalogue, a line each."""
    return [
        f"{_name(message)}: {fault}" for message in catalog if message.id for fault in message_faults(message)
    ]


def untranslated(catalog: Catalog) -> list[str]:
    """The messages a catalogue lacks: not translated, only in part, or still to be looked at (fuzzy)."""
    return [_name(message) for message in catalog if message.id and not is_translated(message)]


def is_translated(message: Message) -> bool:
    """Whether every form of the message is there and none is doubtful."""
    strings = [message.string] if isinstance(message.string, str) else list(message.string or ())
    return bool(strings) and all(strings) and not message.fuzzy


def _faults(sources: list[str], text: str) -> list[str]:
    if not text:
        return ["one of its forms is missing"]
    source = sources[-1]
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
    if Counter(re.findall(r"<(\w+)", text)) != Counter(re.findall(r"<(\w+)", source)):
        found.append("its tags are not those of the source")
    if commands(text) != commands(source):
        found.append("its /commands and #names are not those of the source")
    if _edges(text) != _edges(source):
        found.append("it does not begin and end with the same spaces and line breaks as the source")
    return found


def _edges(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def _name(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.faults.append(f"<{tag}> is not a tag of Telegram's")
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")
