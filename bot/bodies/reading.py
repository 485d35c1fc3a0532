"""Reading `/body NAME [key=value …]`: adding a body to the directory, or changing one (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.claims.contacts import spelled
from bot.kinds import BODY_KINDS
from bot.reading.errors import (
    BodyNameTooLong,
    MergeAlone,
    NameTooLong,
    NoContactName,
    NoName,
    NoSign,
    NoValue,
    TooManyOf,
    UnknownKey,
    UnknownKind,
)
from bot.reading.request import LONGEST_BODY
from bot.reading.words import clean, fold, has_words, one_line, read_channel
from db.lifecycle import BodyKind, Channel
from db.text.names import normalise

_KEYS = ("kind", "alias", "contact", "deadline", "name", "name_km", "merge", "unmerge")
_ONCE = tuple(key for key in _KEYS if key not in {"alias", "contact"})
_KINDS = {word.strip(): kind for kind, words in BODY_KINDS.items() for word in words.typed.split(",")}
_KEY = re.compile(r"(?:^|(?<=\s))([^\W\d_]+(?:_[^\W\d_]+)?)\s?=\s*")
_QUOTED = re.compile(r'"[^"]*"|“[^”]*”|(?<![^\s=])\'[^\']*\'(?=\s|$)')
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_PHONE = re.compile(r"\+?\d[\d ().-]{5,}")
_HANDLE = re.compile(r"@\w{3,}|(?:https?://)?t\.me/\S+")


@dataclass(frozen=True)
class ContactForm:
    """A contact as it was typed: who, in which function, and how to be reached."""

    name: str
    role: str | None = None
    channel: Channel | None = None
    address: str | None = None


@dataclass(frozen=True)
class BodyForm:
    """A body as it was typed. Without a single key it only asks for the body's card."""

    name: str
    kind: BodyKind | None = None
    aliases: tuple[str, ...] = ()
    contacts: tuple[ContactForm, ...] = ()
    deadline: str | None = None
    new_name: str | None = None
    name_km: str | None = None
    merge: str | None = None
    unmerge: str | None = None

    @property
    def is_change(self) -> bool:
        """Whether anything is to be changed, or only looked at."""
        return any(value for key, value in vars(self).items() if key != "name")


def parse_body(text: str) -> BodyForm:
    """Read `NAME [kind=…] [alias=…, …] [contact=Name, role, channel address] [deadline=3wd] [name=…] [name_km=…]`, or
    `NAME merge=OTHER`, or `NAME unmerge=OTHER`.

    A value runs to the next key, or stands in quotation marks. `alias=` and `contact=` may come several times. The
    usual deadline stays raw text (`jobs.deadlines.reading.read_period` reads it).

    Raises:
        NotUnderstood: NoName, BodyNameTooLong, UnknownKey, NoValue, UnknownKind, NoContactName, TooManyOf, MergeAlone, NameTooLong
            or NoSign.
    """
    typed = one_line(clean(text))
    quoted = [found.span() for found in _QUOTED.finditer(typed)]
    keys = [key for key in _KEY.finditer(typed) if not any(a < key.start(1) < b for a, b in quoted)]
    name = (typed[: keys[0].start()] if keys else typed).strip(' "“”,:')
    if not normalise(name):
        raise NoName
    if len(name) > LONGEST_BODY:
        raise BodyNameTooLong(limit=LONGEST_BODY)
    values: dict[str, list[str]] = {key: [] for key in _KEYS}
    ends = [*(key.start() for key in keys[1:]), len(typed)]
    for key, end in zip(keys, ends, strict=False):
        word = key[1].casefold()
        if word not in values:
            raise UnknownKey(key=key[1])
        value = typed[key.end() : end].strip().rstrip(",;").strip()
        if not has_words(value):
            raise NoValue(key=f"{word}=")
        values[word].append(value)
    for word in _ONCE:
        if len(values[word]) > 1:
            raise TooManyOf(word=f"{word}=")
    given = [word for word in _KEYS if values[word]]
    if len(given) > 1 and {"merge", "unmerge"} & {*given}:
        raise MergeAlone
    named = {
        word: read_name(values[word][0]) for word in ("name", "name_km", "merge", "unmerge") if values[word]
    }
    return BodyForm(
        name=name,
        kind=read_kind(_unquoted(values["kind"][0])) if values["kind"] else None,
        aliases=tuple(read_name(alias) for value in values["alias"] for alias in _list(value)),
        contacts=tuple(read_contact(_unquoted(value)) for value in values["contact"]),
        deadline=_unquoted(values["deadline"][0]) if values["deadline"] else None,
        new_name=named.get("name"),
        name_km=named.get("name_km"),
        merge=named.get("merge"),
        unmerge=named.get("unmerge"),
    )


def read_name(value: str) -> str:
    """A name that a body can bear.

    Raises:
        NoSign, NameTooLong: it cannot.
    """
    name = _unquoted(value)
    if not normalise(name):
        raise NoSign(text=value)
    if len(name) > LONGEST_BODY:
        raise NameTooLong(limit=LONGEST_BODY)
    return name


def read_kind(word: str) -> BodyKind:
    """The kind of body that a word names, in English or Khmer.

    Raises:
        UnknownKind: it names none.
    """
    kind = _KINDS.get(fold(word))
    if kind is None:
        raise UnknownKind(text=word)
    return kind


def read_contact(text: str) -> ContactForm:
    """A contact from `Name, role, channel address`, of which only the name is needed.

    A part counts as the address where it starts with a channel's word, or looks like an email address, a telephone
    number or a Telegram name; such an address tells the channel by itself.

    Raises:
        NoContactName: there is an address alone.
    """
    said: list[str] = []
    channel: Channel | None = None
    address: str | None = None
    for part in (part.strip() for part in re.split("[,;،，]", text)):
        reached = _read_address(part) if address is None else None
        if reached and (said or reached[1]):
            channel, address = reached[0], reached[1] or None
        elif part:
            said.append(part)
    if not said or not has_words(said[0]):
        raise NoContactName(text=text)
    name, function = said[0], ", ".join(said[1:])
    if function:
        name = spelled(f"{name}, {function}").removesuffix(f", {function}")
    return ContactForm(name, function or None, channel, address)


def _read_address(part: str) -> tuple[Channel, str] | None:
    words = part.split()
    for count in (2, 1):
        channel = read_channel(" ".join(words[:count])) if len(words) >= count else None
        if channel:
            return channel, " ".join(words[count:])
    if _EMAIL.fullmatch(part):
        return Channel.EMAIL, part
    if _PHONE.fullmatch(part):
        return Channel.CALL, part
    return (Channel.MESSAGE, part) if _HANDLE.fullmatch(part) else None


def _unquoted(value: str) -> str:
    return value.strip("\"“”' ")


def _list(value: str) -> list[str]:
    # A name in quotation marks may itself hold a comma.
    quoted = _QUOTED.findall(value)
    rest = _QUOTED.sub(" ", value) if quoted else value
    every = [*quoted, *re.split("[,;،，、]", rest)]
    return [alias for alias in map(_unquoted, every) if normalise(alias)]
