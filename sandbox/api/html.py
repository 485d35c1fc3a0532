"""Telegram's HTML: a marked-up text becomes a plain text and its entities, or is refused as the real one does.

The rules are those of https://core.telegram.org/bots/api#html-style. What is refused, and in which words, is read from
TDLib's parser (td/telegram/MessageEntity.cpp, FormattedDate.cpp for times).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sandbox.api.errors import ApiError, bad_request
from sandbox.world.store import Json
from sandbox.world.texts import encodable, units

TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "span": "spoiler", "a": "text_link", "code": "code", "pre": "pre", "blockquote": "blockquote",
    "tg-emoji": "custom_emoji", "tg-time": "date_time",
}  # fmt: skip
_REFERENCE = re.compile(
    r"&(?:#x([0-9a-fA-F]{1,6})(?![0-9a-fA-F])|#([0-9]{1,7})(?![0-9])|(lt|gt|amp|quot)(?![A-Za-z]));?"
)
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_ATTRIBUTE = re.compile(r"""\s*([^\s=>]*)\s*(?:(=)\s*("[^"]*"|'[^']*'|[A-Za-z0-9.-]*))?""", re.ASCII)
_TAG_NAME = re.compile(r"[^\s>]*", re.ASCII)
_SPACE = re.compile(r"\s*", re.ASCII)
_END_TAG = re.compile(r"</([^\s>]*)\s*", re.ASCII)
_USER_LINK = re.compile(r"tg://user\?id=(\d+)$")


@dataclass
class _Open:
    """A tag that is open: where its text begins, in code units and in characters."""

    tag: str
    argument: str
    date: int
    offset: int
    begin: int


def _reference(match: re.Match[str]) -> str:
    hexadecimal, decimal, name = match.groups()
    if name:
        return _NAMED[name]
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return chr(code) if 0 < code < 0x10FFFF else match.group()


def _end(pattern: re.Pattern[str], source: str, start: int) -> int:
    match = pattern.match(source, start)
    return match.end() if match else start


class _Reader:
    """One pass over one marked-up text."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.text: list[str] = []
        self.length = 0
        self.offset = 0
        self.open: list[_Open] = []
        self.entities: list[Json] = []

    def refuse(self, what: str, position: int) -> ApiError:
        at = len(self.source[:position].encode("utf-8", "surrogatepass"))
        return bad_request("can't parse entities: " + what.replace("@@", f"at byte offset {at}"))

    def add(self, text: str) -> None:
        self.text.append(text)
        self.length += len(text)
        self.offset += units(text)

    def read(self) -> None:
        position = 0
        for match in re.finditer("<", self.source):
            if match.start() < position:
                continue
            self.add(_REFERENCE.sub(_reference, self.source[position : match.start()]))
            closing = self.source.startswith("</", match.start())
            position = self.end_tag(match.start()) if closing else self.start_tag(match.start())
        self.add(_REFERENCE.sub(_reference, self.source[position:]))
        if self.open:
            what = f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"'
            raise self.refuse(what, 0)

    def start_tag(self, begin: int) -> int:
        position = _end(_TAG_NAME, self.source, begin + 1)
        tag = self.source[begin + 1 : position].lower()
        if position >= len(self.source):
            raise self.refuse("Unclosed start tag @@", begin)
        if tag not in TAGS:
            raise self.refuse(f'Unsupported start tag "{tag}" @@', begin)
        argument, date = "", 0
        while True:
            position = _end(_SPACE, self.source, position)
            if position >= len(self.source):
                raise self.refuse(f'Unclosed start tag "{tag}" @@', begin)
            if self.source[position] == ">":
                break
            position, name, value = self.attribute(tag, position, begin)
            if (tag, name) == ("tg-time", "unix"):
                date = _int32(value)
            else:
                argument = _argument(tag, name, value, argument)
        if tag == "span" and argument != "spoiler":
            raise self.refuse('Tag "span" must have class "tg-spoiler" @@', begin)
        self.open.append(_Open(tag, argument, date, self.offset, self.length))
        return position + 1

    def attribute(self, tag: str, position: int, begin: int) -> tuple[int, str, str]:
        match = _ATTRIBUTE.match(self.source, position)
        if match is None or not match.group(1):
            raise self.refuse(f'Empty attribute name in the tag "{tag}" @@', begin)
        name, equals, raw = match.group(1).lower(), match.group(2), match.group(3) or ""
        end = match.end()
        if equals and raw == "" and self.source[end : end + 1] in ("'", '"'):
            raise self.refuse("Unclosed start tag @@", begin)
        if equals and raw[:1] not in ("'", '"') and self.source[end : end + 1].strip() not in ("", ">"):
            raise self.refuse("Unexpected end of name token @@", match.start(3))
        value = _REFERENCE.sub(_reference, raw[1:-1]) if raw[:1] in ("'", '"') else raw.lower()
        return end, name, value

    def end_tag(self, begin: int) -> int:
        if not self.open:
            raise self.refuse("Unexpected end tag @@", begin)
        match = _END_TAG.match(self.source, begin)
        name, end = (match.group(1).lower(), match.end()) if match else ("", begin)
        if self.source[end : end + 1] != ">":
            raise self.refuse("Unclosed end tag @@", begin)
        opened = self.open.pop()
        if name and name != opened.tag:
            raise self.refuse(f'Unmatched end tag @@, expected "</{opened.tag}>", found "</{name}>"', begin)
        if self.offset > opened.offset:
            self.close(opened, begin)
        return end + 1

    def date_format(self, given: str) -> str:
        """How a time is to be shown, in the order in which the Bot API says it: r, or w, then d or D, then t or T."""
        if given in ("r", "R"):
            return "r"
        if set(given) - set("tTdDwW"):
            raise self.refuse("Invalid date format used", 0)
        return "".join(sign for sign in "wdDtT" if sign in given.replace("W", "w"))

    def close(self, opened: _Open, begin: int) -> None:
        kind = TAGS[opened.tag]
        entity: Json = {"offset": opened.offset, "length": self.offset - opened.offset, "type": kind}
        same = [
            e
            for e in self.entities[-1:]
            if (e["offset"], e["length"]) == (entity["offset"], entity["length"])
        ]
        if kind == "text_link":
            url = opened.argument or "".join(self.text)[opened.begin :]
            user = _USER_LINK.match(url)
            if user:
                entity |= {"type": "text_mention", "user": {"id": int(user.group(1))}}
            elif checked := checked_link(url):
                entity["url"] = checked
            else:
                return
        elif kind == "custom_emoji":
            if not (opened.argument.isdigit() and 0 < int(opened.argument) < 1 << 63):
                raise self.refuse("Invalid custom emoji identifier specified", begin)
            entity["custom_emoji_id"] = opened.argument
        elif kind == "date_time":
            written = self.date_format(opened.argument)
            if opened.date <= 0:
                return
            entity |= {"unix_time": opened.date} | ({"date_time_format": written} if written else {})
        elif kind == "blockquote" and opened.argument:
            entity["type"] = "expandable_blockquote"
        elif kind == "pre" and same and same[0]["type"] == "code" and same[0].get("language"):
            self.entities.pop()
            entity["language"] = same[0]["language"]
        elif kind == "code":
            entity["language"] = opened.argument
        self.entities.append(entity)


def _argument(tag: str, name: str, value: str, before: str) -> str:
    """What an attribute says of its tag; what said something before it stands where it says nothing."""
    match tag, name:
        case ("a", "href") | ("tg-emoji", "emoji-id") | ("tg-time", "format"):
            return value
        case ("code", "class") if value.startswith("language-"):
            return value.removeprefix("language-")
        case ("span", "class") if value.startswith("tg-"):
            return value.removeprefix("tg-")
        case ("blockquote", "expandable"):
            return "1"
        case _:
            return before


def _int32(value: str) -> int:
    """The number that a text begins with, as TDLib reads one: what is beyond 32 bits runs over, which makes it negative."""
    match = re.match(r"-?[0-9]*", value)
    number = int(match.group()) if match and match.group().strip("-") else 0
    return (number + (1 << 31)) % (1 << 32) - (1 << 31)


def checked_link(url: str) -> str:
    """Return a link as Telegram stores it, with scheme and path, or "" for what is no link it accepts."""
    match = re.fullmatch(r"(?:([a-z][a-z0-9+.-]*):(?://)?)?([^\s/?#]+)(.*)", url.strip(), re.I | re.S)
    if match is None:
        return ""
    scheme, host, rest = (match.group(1) or "").lower(), match.group(2), match.group(3)
    if scheme in ("tg", "ton", "tonsite"):
        return f"{scheme}://{host}{rest}"
    if scheme not in ("", "http", "https") or not re.fullmatch(r"[\w.-]+(?::\d{1,5})?", host):
        return ""
    if "." not in host.strip(".") and not host.startswith("localhost"):
        return ""
    return f"{scheme or 'http'}://{host}{rest or '/'}"


def parse_html(source: str) -> tuple[str, list[Json]]:
    """Return the plain text of `source` and its entities, offsets in UTF-16 code units of that text.

    Raises ApiError 400 "Bad Request: can't parse entities: …" for anything the real parser refuses. Nothing is
    trimmed here.
    """
    reader = _Reader(source)
    reader.read()
    for entity in reader.entities:
        if entity["type"] == "code":
            entity.pop("language", None)
    text = "".join(reader.text)
    if not encodable(text):
        raise reader.refuse(
            "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate"
            " code units",
            0,
        )
    return text, reader.entities
