"""Reading what follows the commands that record something about a request (pure).

Each starts with the request's number, which may be missing where the message replies to a request's card.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.claims.contacts import begins_with_role, goes_on_with, is_an_office
from bot.kinds import REPLY_WORDS
from bot.reading.errors import NoName, NoText, NoTime, TimeMissing, TooManyOf
from bot.reading.heard import until_ahead, until_behind
from bot.reading.options import (
    AND,
    BETWEEN,
    VERBS,
    after_words,
    leading_bodies,
    opener,
    option_word,
    split_at_colon,
    split_happened,
    split_time,
    split_time_at_end,
    take_channel,
    take_time,
)
from bot.reading.request import MOST_QUESTIONS, split_bodies
from bot.reading.results import read_result, says_all
from bot.reading.words import (
    DETERMINERS,
    IsTime,
    begins_a_name,
    clean,
    fold,
    one_line,
    read_number,
    take_number,
)
from db.lifecycle import DEADLINES, RESULTS, Channel, EventKind, Result
from db.text.spelling import read_digits

_LONGEST_KIND = 4  # words: "asked for more time"
_ONE_POSITION = r"(?:[qQ#]|[nN]o\.?\s?)?\d{1,2}"
_NAMED = re.compile(r"(?:questions?|សំណួរ(?:ទី)?)\s*(?=\d|[qQ#])", re.IGNORECASE)
_POSITIONS = re.compile(
    rf"{_ONE_POSITION}(?:(?:\s*(?:,|&|\+|/|;|\band\b|និង(?:សំណួរ)?(?:ទី)?|-|–)\s*|\s+(?=[qQ#]\d)){_ONE_POSITION})*(?=\s|[,:;.)](?!\d)|$)[\s,:;.)]*"
)
_MORE_POSITIONS = re.compile(
    r"(?:to|through|until|till|out of|of|or|ដល់|(?:និង)?\s*(?:សំណួរ)?ទី)\s*[qQ#]?\d", re.IGNORECASE
)
# Behind a number, one of these begins what they said.
_BEGINS = frozenset(
    [
        "they",
        "he",
        "she",
        "it",
        "we",
        "i",
        "you",
        "there",
        "this",
        "that",
        "these",
        "those",
        "the",
        "a",
        "an",
        "their",
        "his",
        "her",
        "its",
        "our",
        "but",
        "and",
        "only",
        "because",
        "yes",
        "no",
        "not",
        "which",
        "what",
        "who",
        "is",
        "answered",
        "គេ",
        "គាត់",
        "លោក",
        "នាង",
        "វា",
        "យើង",
        "ខ្ញុំ",
        "ពួកគេ",
        "បាទ",
        "ចាស",
        "ទេ",
    ]
)


# What there are so many of is told by its ending ("11 arrested", "3 foreign workers"), or is one of these.
_COUNTED = re.compile(r"(?:ed|[^su]s|men|%|នាក់|ករណី|គ្រឿង|កន្លែង|ឆ្នាំ|ខែ|ថ្ងៃ)$|^[\u1780-\u17ff]")
_ARE_COUNTED = frozenset(
    [
        "of",
        "more",
        "other",
        "people",
        "person",
        "man",
        "woman",
        "child",
        "children",
        "dead",
        "held",
        "shot",
        "hurt",
        "ill",
        "sick",
        "case",
        "death",
        "were",
        "are",
        "was",
        "have",
        "had",
        "has",
        "or",
        "to",
        "per",
        "percent",
        "million",
        "thousand",
        "hundred",
        "dozen",
        "police",
        "out",
        "year",
        "month",
        "week",
        "day",
        "hour",
        "minute",
        "house",
        "compound",
        "building",
        "village",
        "arrest",
        "victim",
        "suspect",
        "worker",
        "foreigner",
        "official",
        "prisoner",
        "body",
    ]
)
_NOT_COUNTED = frozenset(["says", "was", "has", "does", "always", "perhaps"])


@dataclass(frozen=True)
class Chase:
    """Another attempt. `channel` is None where no channel was named: the bot asks which. `contact`: who was tried."""

    number: int | None
    channel: Channel | None
    text: str
    happened: str | None
    contact: str | None = None


@dataclass(frozen=True)
class Reply:
    """What came back. `kind` is None where it was not said; `answered` are the positions of the questions, from 1; `until`
    is until when they asked for time, or promised an answer, as raw text."""

    number: int | None
    kind: EventKind | None
    answered: tuple[int, ...]
    text: str
    happened: str | None
    until: str | None = None


@dataclass(frozen=True)
class Outcome:
    """A declined, bounced, withdrawn or reopened request."""

    number: int | None
    text: str
    happened: str | None


@dataclass(frozen=True)
class Refer:
    """Where a body sent us. `bodies` are names to be matched; the last may go on into words of its own."""

    number: int | None
    bodies: tuple[str, ...]
    text: str
    happened: str | None


@dataclass(frozen=True)
class Extend:
    """A new deadline as raw text, why, and when they were told it."""

    number: int | None
    deadline: str
    why: str
    happened: str | None = None


@dataclass(frozen=True)
class Note:
    """Words to keep with a request."""

    number: int | None
    text: str


@dataclass(frozen=True)
class Remind:
    """A reminder of one's own: when, as raw text, and of what."""

    number: int | None
    when: str
    text: str


def parse_chase(text: str, *, is_time: IsTime) -> Chase:
    """Read `[N] [CHANNEL] [to CONTACT] [at TIME] [what happened]`; the time may stand on a last line of its own, too. What
    is missing is None or empty.

    Raises:
        TooManyOf: two times are given.
    """
    number, rest = take_number(clean(text))
    ahead, rest = take_time(rest, is_time)
    channel, said = take_channel(rest)
    if number is None and channel is not None and read_number(said) is not None:
        number, said = read_number(said), ""  # "/chase call 2"
    contact = None
    if channel is not None:
        if ahead is None:
            ahead, said = take_time(said, is_time)
        contact, said = take_contact(channel, said)
        if contact is not None:
            contact, behind = split_time_at_end(contact, is_time)
            ahead = ahead or behind
    said, happened = _one_time(ahead, said, is_time)
    return Chase(number, channel, said, happened, contact)


def second_channel(said: str) -> Channel | None:
    """Another channel with which the words behind one go on: "call and email"."""
    joined = AND.match(said)
    return take_channel(said[joined.end() :])[0] if joined else None


def parse_reply(text: str, *, is_time: IsTime) -> Reply:
    """Read `[N] [full|partial|ack] [1,2] [at TIME] [text]`; the time may stand on a last line of its own, too. What is
    missing is None or empty.

    Positions are read after `partial` only: `1,2`, `1 and 3`, `1-3`, in the digits of any script.

    Raises:
        TooManyOf: two times are given.
    """
    number, rest = take_number(clean(text))
    ahead, rest = take_time(rest, is_time)
    kind, behind = take_kind(rest, REPLY_WORDS)
    if number is None and kind is not EventKind.REPLIED_PARTIAL and read_number(behind) is not None:
        number, behind = read_number(behind), ""  # "/reply full 2"
    if kind is EventKind.ASKED_BACK and _is_when(behind, is_time):
        kind = None  # "back tomorrow": nobody asked anything
    if kind is None:
        said, happened = _one_time(ahead, rest, is_time)
        return Reply(number, None, (), said, happened)
    said, answered, until = behind, tuple[int, ...](), None
    if kind in DEADLINES:
        until, said = until_ahead(said, is_time)
        said = said.lstrip(BETWEEN)
    if kind is EventKind.REPLIED_PARTIAL:
        if ahead is None:
            ahead, said = take_time(said, is_time)
        answered, said = take_positions(said, is_time)
    said, happened = _one_time(ahead, said, is_time)
    return Reply(number, kind, answered, said, happened, until)


def _is_when(text: str, is_time: IsTime) -> bool:
    """Whether words say nothing but when."""
    when = one_line(text).strip(BETWEEN + ".!")
    bare = re.sub(r"^(?:at|on|in|by|from|នៅ)\s+", "", when, flags=re.IGNORECASE)
    return bool(when) and (is_time(when) or is_time(bare))


def take_kind(text: str, known: Mapping[str, EventKind]) -> tuple[EventKind | None, str]:
    """The kind of event that the first words of a text name, the most words that name one, and the rest."""
    words = text.split(maxsplit=_LONGEST_KIND)[:_LONGEST_KIND]
    for count in range(len(words), 0, -1):
        kind = known.get(fold(" ".join(words[:count])))
        if kind is not None:
            return kind, after_words(text, count).lstrip(BETWEEN)
    return None, text


def parse_outcome(text: str, *, is_time: IsTime) -> Outcome:
    """Read `[N] [at TIME] [text]`; the time may stand on a last line of its own, too. What is missing is None or empty.

    Raises:
        TooManyOf: two times are given.
    """
    number, rest = take_number(clean(text))
    said, happened = _one_time(None, rest, is_time)
    return Outcome(number, said, happened)


def parse_refer(text: str, *, is_time: IsTime, is_body: Callable[[str], bool] = lambda _: False) -> Refer:
    """Read `[N] [at TIME] to BODY[, BODY] [at TIME] [: text | text]`; the time may stand on a last line of its own, too.

    Args:
        text: what followed the command.
        is_time: whether a text could be read as a point in time.
        is_body: whether a name is one known body's. Where no colon ends the names, the most words that make a
            known body are taken as the body and what follows as text; if none do, all of it is the name.

    Raises:
        NoName: no body is named.
        BodyNameTooLong, TooManyBodies: beyond the limits.
        TooManyOf: two times are given.
    """
    number, rest = take_number(clean(text))
    ahead, rest = take_time(rest, is_time)
    words = rest.split(maxsplit=1)
    started = option_word(words[0]) if words else None
    if started and started[0] == "contact":
        rest = f"{started[1]} {after_words(rest, 1)}".strip()
    named, colon, said = split_at_colon(rest)
    if not colon:
        named, said = leading_bodies(rest, is_body)
    named, behind = split_time_at_end(named, is_time)
    if not named.strip():
        raise NoName
    said, happened = _one_time(ahead, said, is_time)
    if behind is not None and happened is not None:
        raise TooManyOf(word="at")
    return Refer(number, split_bodies(named, is_body=is_body), said, happened or behind)


def _one_time(ahead: str | None, said: str, is_time: IsTime) -> tuple[str, str | None]:
    """The words of an event and its time, which may have stood before them."""
    alone = says_all if ahead is None else (lambda words: False)
    said, happened = split_happened(said.strip(BETWEEN), is_time, alone)
    if ahead is not None and happened is not None:
        raise TooManyOf(word="at")
    return said, ahead or happened


def parse_extend(text: str, *, is_time: IsTime) -> Extend:
    """Read `[N] [at TIME] by DEADLINE [at TIME] [why]`: the deadline is the most words that could be a time.

    Raises:
        NoTime: what follows is no time.
        TimeMissing: nothing follows.
    """
    number, rest = take_number(clean(text))
    ahead, left = take_time(rest, is_time)
    if ahead is None:
        for mark in _AT.finditer(rest):
            told, behind = take_time(rest[mark.start() :], is_time)
            before = _without_opening_word(rest[: mark.start()].strip())
            # "fri at 5pm" is one time, "fri 5pm at mon 10:00" are two.
            if told and is_time(before) and not is_time(f"{before} at {told}"):
                ahead, left = told, f"{before} {behind}"
                break
    found = split_time(_without_opening_word(left), is_time) if ahead else None
    return Extend(number, *found, ahead) if found else Extend(*_numbered_time(text, is_time))


def parse_deadline(text: str, *, is_time: IsTime) -> tuple[str, str]:
    """Read `[by] DEADLINE [why]` where no number can stand; the whole text where it is no time."""
    said = _without_opening_word(clean(text).strip())
    return split_time(said, is_time) or (said, "")


_AT = re.compile(r"(?<=\s)(?:(?:at|@)(?=\s)|នៅ)", re.IGNORECASE)
_TOLD = frozenset(
    {"told", "told them", "they were told", "they know", "បានប្រាប់", "បានប្រាប់គេ", "បានប្រាប់ហើយ", "គេដឹងហើយ"}
)


def says_told(why: str) -> bool:
    """Whether all that is said of a new deadline is that the body was told it."""
    return fold(why).strip(" .!។()") in _TOLD


def parse_remind(text: str, *, is_time: IsTime) -> Remind:
    """Read `[N] DEADLINE [text]`. `3 working days` without more is a time, not request 3.

    Raises:
        NoTime: what stands there is no time.
        TimeMissing: nothing stands there.
    """
    number, when, said = _numbered_time(text, is_time)
    return Remind(number, when, said)


def parse_note(text: str, *, bare: bool = False) -> Note:
    """Read `[N] text`, keeping its line breaks; `bare`: a file is the note, with or without words.

    Raises:
        NoText: there are no words.
    """
    number, said = take_number(clean(text))
    if not said and not bare:
        raise NoText
    return Note(number, said)


_LONGEST_CONTACT = 6
_ARTICLES = DETERMINERS | {"press"}
_GOES_ON = frozenset({"of", "for", "at", "in", "and", "or", "&"})
_IN_BRACKETS = re.compile(r"(?P<name>[^\s,:;()\n][^,:;()\n]{0,60})\((?P<role>[^()\n]{1,60})\)")
_PARTED = re.compile(r"\s*(?:[,;–—\n]|:(?!\d))\s*|\s+-\s+")


def small_contact(channel: Channel, text: str) -> tuple[str, str] | None:
    """Who may have been tried where a text begins with `to` and a name in small letters, and the rest: "to or vandine, no
    answer". None where it begins otherwise, or goes on with what was done: "to confirm the raid"."""
    words = text.split()
    started = option_word(words[0]) if words else None
    rest = f"{started[1]} {after_words(text, 1)}".strip() if started and started[0] == "contact" else ""
    if not rest or fold(rest.split()[0]) in VERBS:
        return None
    parted = _PARTED.search(rest)
    if parted and len(rest[: parted.start()].split()) <= _MOST_SMALL:
        return rest[: parted.start()], rest[parted.end() :]
    count = _words_of_name(channel, rest) or len(rest.split())
    if count > _MOST_SMALL:
        return None
    return one_line(rest[: len(rest) - len(after_words(rest, count))]), after_words(rest, count)


_MOST_SMALL = 4


def take_contact(channel: Channel, text: str) -> tuple[str | None, str]:
    """Who was tried, where a text begins with `to CONTACT`, and the rest; None and the whole text where it is doubtful.

    A mark ends the name; without one, what is known to say what became of the attempt does, or else a small letter.
    """
    words = text.split()
    started = option_word(words[0]) if words else None
    if started is None or started[0] != "contact":
        return None, text
    rest = f"{started[1]} {after_words(text, 1)}".strip()
    if not _may_be_a_name(rest):
        return None, text
    if (bracket := _IN_BRACKETS.match(rest)) and goes_on_with(bracket["name"], bracket["role"].strip()):
        return one_line(bracket[0]), rest[bracket.end() :].lstrip(BETWEEN)
    parted = _PARTED.search(rest)
    if parted and len(rest[: parted.start()].split()) <= _LONGEST_CONTACT:
        end, behind = parted.start(), parted.end()
        while (more := _PARTED.search(rest, behind)) or behind < len(rest):
            stop = more.start() if more else len(rest)
            count = _words_of_more(channel, rest[:end], rest[behind:stop])
            if not count:
                break
            left = after_words(rest[behind:stop], count)
            end = stop - len(left) if left else stop
            behind = end if left or not more else more.end()
            if left:
                break
        return one_line(rest[:end]), rest[behind:]
    count = _words_of_name(channel, rest)
    return (
        (one_line(rest[: len(rest) - len(after_words(rest, count))]), after_words(rest, count))
        if count
        else (None, text)
    )


def _words_of_more(channel: Channel, contact: str, words: str) -> int:
    """How many of the words between two marks go on with whom a contact names: all of them, or a role before what became of
    the attempt; 0 where none do."""
    parts = words.split()
    for count in range(len(parts), 0, -1):
        said = read_result(channel, " ".join(parts[count:]))
        told = said not in {None, Result.UNKNOWN} and not RESULTS[said].spoken
        if count < len(parts) and not told:
            continue
        if goes_on_with(contact, " ".join(parts[:count])):
            return count
    return 0


def _may_be_a_name(text: str) -> bool:
    first = text.split()[0] if text.split() else ""
    return bool(first) and (
        _is_name(first) or "@" in first or fold(first) in _ARTICLES or begins_with_role(text) > 0
    )


def _is_name(word: str) -> bool:
    return begins_a_name(word) or word[0] in '+@"“' or word[0].isdecimal()


def _words_of_name(channel: Channel, text: str) -> int:
    words = text.split()
    said = read_result(channel, text)
    if said not in {None, Result.UNKNOWN}:
        most = min(_LONGEST_CONTACT, len(words) - 1)
        rests = ((n, after_words(text, n)) for n in range(most, 0, -1))
        return next((n for n, rest in rests if read_result(channel, rest, whole=False) is said), 0)
    if fold(words[0]) in _ARTICLES:
        offices = (n for n in range(len(words), 1, -1) if is_an_office(" ".join(words[:n])))
        count = next(offices, len(words))
        if count < len(words) and not _is_name(words[count]) and fold(words[count]) not in _GOES_ON:
            return count  # "the press office blue ticks"
        return len(words) if len(words) < _LONGEST_CONTACT else 0
    count = begins_with_role(text)
    while count < len(words) and (_is_name(words[count]) or _joins_names(words[count : count + 2])):
        count += 1
    return min(count, _LONGEST_CONTACT)


def _joins_names(words: Sequence[str]) -> bool:
    """Whether the first of two words stands between two names: "Touch Sokhak and Khieu Sopheak"."""
    return len(words) == 2 and words[0] in {"and", "&", "និង"} and _is_name(words[1])


def _numbered_time(text: str, is_time: IsTime) -> tuple[int | None, str, str]:
    whole = clean(text).strip()
    number, rest = take_number(whole)
    rest = _without_opening_word(rest)
    for read, said in ((number, rest), (None, _without_opening_word(whole))):
        found = split_time(said, is_time)
        # The request's own number may look like an hour; it is not the time that was asked for.
        if found and (read is not None or number is None or read_number(found[0]) is None):
            return read, *found
    if not rest:
        raise TimeMissing
    if (when := until_behind(rest, is_time)) is not None:
        return number, when, rest  # "they asked until fri 5pm"
    raise NoTime(text=one_line(rest))


def _without_opening_word(text: str) -> str:
    started = opener(text.split()) if text else None
    if started and started.name in ("deadline", "contact"):
        # What belongs to the time stays with it: "before friday" is not "friday".
        return f"{started.kept} {started.glued} {after_words(text, started.count)}".strip()
    return text


def take_positions(text: str, is_time: IsTime = lambda _: False) -> tuple[tuple[int, ...], str]:
    """The positions of questions that a text starts with, and the rest; none and the whole text where the numbers may
    count something: "11 arrested" is no question 11."""
    named = _NAMED.match(text)
    found = _POSITIONS.match(text, named.end() if named else 0)
    positions = _read_positions(found[0]) if found else ()
    # "2 of 3", "2/3": perhaps how many, not which.
    if found is not None and named is None and re.match(r"\d+\s*/\s*\d+\b", read_digits(found[0])):
        return (), text
    # "partial 25 people were held" speaks of people: no request has that many questions.
    if found is None or not positions or positions[-1] > MOST_QUESTIONS:
        return (), text
    rest = text[found.end() :]
    if rest[:1].isdecimal() or _POSITIONS.match(rest) or _MORE_POSITIONS.match(rest):
        return (), text  # "q1 q3", "1 to 3": nobody knows which
    if named is None and _may_count(found[0], rest) and take_time(rest, is_time)[0] is None:
        return (), text
    return positions, rest


def _may_count(numbers: str, rest: str) -> bool:
    """Whether numbers may count what follows: one number, a range or a sum, with no mark behind it and a word that can be
    counted. A list such as "1,2" counts nothing."""
    marked = re.search(r"[qQ#]|[nN]o|[:;.)]|,\S|,\s*$", numbers)
    if not rest or marked or rest[0] in BETWEEN:
        return False
    words = [fold(word) for word in rest.split()[:3]]
    return words[0] not in _BEGINS and (words[0] in _ARE_COUNTED or any(map(_is_counted, words)))


def _is_counted(word: str) -> bool:
    return word not in _BEGINS | _NOT_COUNTED and (
        bool(_COUNTED.search(word)) or word in _ARE_COUNTED - {"of", "or", "to", "are", "were", "have", "had"}
    )


def _read_positions(text: str) -> tuple[int, ...]:
    found: list[int] = []
    for first, last in re.findall(r"(\d+)(?:\s*[-–]\s*[qQ#]?(\d+))?", read_digits(text)):
        found += range(int(first), int(last or first) + 1)
    return tuple(sorted({position for position in found if position > 0}))


_BACK = frozenset({"back", "redo", "restore", "វិញ", "ដាក់វិញ", "យកមកវិញ"})


def is_back(text: str) -> bool:
    """Whether what follows /undo asks for what was taken back."""
    return fold(one_line(clean(text))) in _BACK
