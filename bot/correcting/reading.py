"""Reading what follows `/correct` (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.kinds import CORRECT_WORDS
from bot.outcomes.reading import take_kind, take_positions
from bot.reading.errors import CorrectHow, NoContact, NoName, NoText, TimeMissing, UnknownChannel
from bot.reading.options import BETWEEN, after_words, option_word
from bot.reading.results import read_result
from bot.reading.words import clean, fold, has_words, one_line, read_channel, take_number
from db.lifecycle import Channel, EventKind, Result

_BODY_FIRST = re.compile(r"(?:body|ស្ថាប័ន)(?:\s*[=:៖]\s*|\s+|$)", re.IGNORECASE)
_CONTACT_FIRST = re.compile(r"(?:contact|person|អ្នកទំនាក់ទំនង)(?:\s*[=:៖]\s*|\s+|$)", re.IGNORECASE)
_NOBODY = frozenset({"-", "–", "nobody", "none", "no one", "គ្មាន"})
_UNTIL = frozenset({"until", "till", "រហូតដល់"})
_TEXT = frozenset({"text", "words", "ពាក្យ", "អត្ថបទ"})


@dataclass(frozen=True)
class Correction:
    """What was wrong with one's newest record. All of it None: the bot shows what can be corrected."""

    number: int | None
    happened: str | None = None
    channel: Channel | None = None
    contact: str | None = None
    text: str | None = None
    kind: EventKind | None = None
    answered: tuple[int, ...] = ()
    body: str | None = None
    until: str | None = None
    became: str | None = None  # words that say what became of an attempt


def parse_correct(text: str) -> Correction:
    """Read `[N] [at TIME | via CHANNEL | to CONTACT | text WORDS | body NAME | full | partial [1,2] | ack | declined | what became of the attempt]`.

    Raises:
        CorrectHow: it begins with none of these.
        TimeMissing, UnknownChannel, NoText, NoName: nothing, or nothing readable, follows.
    """
    number, rest = take_number(clean(text))
    if not rest:
        return Correction(number)
    named = _BODY_FIRST.match(rest)
    if named is not None:
        name = one_line(rest[named.end() :]).strip(' "“”.,;។')
        if not has_words(name):
            raise NoName
        return Correction(number, body=name)
    first, said = rest.split(maxsplit=1)[0], after_words(rest, 1).lstrip(BETWEEN)
    word = fold(first)
    if word in _TEXT:
        if not said.strip():
            raise NoText
        return Correction(number, text=said.strip())
    if (who := read_contact(rest)) is not None:
        if not who:
            raise NoContact
        return Correction(number, contact="" if who in _NOBODY else who)
    kind, behind = take_kind(rest, CORRECT_WORDS)
    if kind is not None:
        return _kind(number, kind, behind)
    started = option_word(first)
    said = f"{started[1]} {said}".strip() if started else said
    if word in _UNTIL:
        if not said:
            raise TimeMissing
        return Correction(number, until=one_line(said).rstrip(".,;។"))
    if started and started[0] == "happened":
        if not said:
            raise TimeMissing
        return Correction(number, happened=one_line(said).rstrip(".,;។"))
    if started and started[0] == "channel":
        channel = read_channel(said)
        if channel is None:
            raise UnknownChannel(text=said)
        return Correction(number, channel=channel)
    if any(read_result(channel, rest) not in {None, Result.UNKNOWN} for channel in Channel):
        return Correction(number, became=rest)
    raise CorrectHow


def read_contact(text: str) -> str | None:
    """Who was asked, of words such as "to Sok Veasna" or "contact: the press desk"; None where they begin otherwise."""
    first, said = text.split(maxsplit=1)[0], after_words(text, 1)
    if named := _CONTACT_FIRST.match(text):
        said = text[named.end() :]
    elif (started := option_word(first)) is not None and started[0] == "contact":
        said = f"{started[1]} {said}"
    else:
        return None
    return one_line(said).strip(' "“”.,;។')


def _kind(number: int | None, kind: EventKind, said: str) -> Correction:
    answered, more = take_positions(said) if kind is EventKind.REPLIED_PARTIAL else ((), said)
    # Words after it would be lost in silence: they are corrected by themselves.
    if more.strip():
        raise CorrectHow
    return Correction(number, kind=kind, answered=answered)
