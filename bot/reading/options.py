"""Options at the end of a message: `by TIME`, `via CHANNEL`, `to CONTACT`, `at TIME`, `#story` (pure).

They are read from the end, because the words that start them are everyday words of questions too. The options are
the longest ending of the message that is made of nothing else.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import reduce

from bot.kinds import OPTIONS
from bot.reading.errors import TooManyOf
from bot.reading.results import read_result, says_all
from bot.reading.words import (
    DETERMINERS,
    QUESTION_MARKS,
    IsTime,
    Token,
    begins_a_name,
    fold,
    glued_channel,
    has_words,
    is_khmer,
    one_line,
    read_channel,
    read_slug,
    tokens,
)
from db.lifecycle import SPOKEN, Channel, Result
from db.text.spelling import read_digits

LONGEST_TIME = 10
LONGEST_CONTACT = 14
LONGEST_CHANNEL = 3
_LONGEST_TAIL = 60
"""In words. Five options of the greatest length fit in; a longer text is a question anyway."""

_OPENERS = {
    tuple(phrase.split()): (name, phrase, anywhere)
    for name, words in OPTIONS.items()
    for typed, anywhere in ((words.afresh, False), (words.anywhere, True))
    for phrase in typed.split(", ")
    if phrase
}
_LONGEST_OPENER = max(map(len, _OPENERS))
_GLUED = sorted(
    ((word, name) for name, words in OPTIONS.items() for word in words.glued.split(", ")),
    key=lambda entry: -len(entry[0]),
)
_KEPT = frozenset(word for words in OPTIONS.values() for word in words.kept.split(", ") if word)
_LONGEST_TOLD = 20
# Those that open an option wherever they stand alone: "by", "to", "at", "via".
_SHORT = {"by": "deadline", "via": "channel", "to": "contact", "at": "happened"}
FILLERS = frozenset(
    {"please", "pls", "plz", "thanks", "thx", "thank", "you", "kindly", "many", "អរគុណ", "សូមអរគុណ"}
)
# "Were they released by now" is a question throughout.
_NO_DEADLINE = frozenset({"now", "right now", "just now", "ឥឡូវ", "ឥឡូវនេះ"})
_SENTENCE_ENDS = (*QUESTION_MARKS, *'.!។៕)]"”’»…')
_QUOTES = "\"“”„«‘'‹("
_AROUND_VALUES = " \n\t,;:=.!។–—-\u200b"


@dataclass(frozen=True)
class Options:
    """What the options of a message say. Times are raw text; what is not said is None."""

    deadline: str | None = None
    channel: Channel | None = None
    contact: str | None = None
    happened: str | None = None
    story: str | None = None
    became: str | None = None  # what became of the call or visit by which it was asked, in words

    def joined(self, other: Options) -> Options:
        """Both together.

        Raises:
            TooManyOf: they say the same thing twice.
        """
        for each in fields(other):
            if getattr(other, each.name) is not None and getattr(self, each.name) is not None:
                raise TooManyOf(word=_shown(each.name))
        return Options(
            deadline=self.deadline or other.deadline,
            channel=self.channel or other.channel,
            contact=self.contact or other.contact,
            happened=self.happened or other.happened,
            story=self.story or other.story,
            became=self.became or other.became,
        )


def _shown(name: str) -> str:
    return next((word for word, field in _SHORT.items() if field == name), "#story")


@dataclass(frozen=True)
class Opener:
    """The words that open an option: which field of `Options`, how many words they are, what is glued to the last of them
    (Khmer), what of them belongs to the value, and whether they do it in the middle of a sentence."""

    name: str
    count: int
    glued: str = ""
    kept: str = ""
    anywhere: bool = True


def opener(words: Sequence[str]) -> Opener | None:
    """What opens an option at the start of a row of words; the longest that does."""
    if words and words[0][0] in _QUOTES and fold(words[0]) != "til":
        return None
    plain = [fold(word) for word in words[:_LONGEST_OPENER]]
    for count in range(len(plain), 0, -1):
        found = _OPENERS.get(tuple(plain[:count]))
        if found:
            name, phrase, anywhere = found
            last = next((kept for kept in _KEPT if phrase == kept or phrase.endswith(f" {kept}")), "")
            return Opener(name, count, "", last, anywhere)
    word = words[0] if words else ""
    if word and is_khmer(word[0]) and read_channel(word) is None:
        for khmer, name in _GLUED:
            # A vowel or subscript that follows belongs to the word: "មុន្នី" is a name, not "before".
            if word.startswith(khmer) and unicodedata.category(word[len(khmer) :][:1] or " ")[0] != "M":
                kept = next((each for each in _KEPT if khmer.endswith(each)), "")
                anywhere = (khmer,) in _OPENERS and _OPENERS[khmer,][2]
                return Opener(name, 1, word[len(khmer) :].lstrip(":៖\u200b"), kept, anywhere)
    return None


def opens_deadline(word: str) -> bool:
    """Whether a word alone says that a time follows until when: "by", "until"."""
    found = opener([word])
    return found is not None and found.name == "deadline" and not found.glued


def option_word(word: str) -> tuple[str, str] | None:
    """Whether a word alone starts an option: which field of `Options`, and what is glued to it (Khmer). None if not, and
    where a quotation begins with it."""
    if word and word[0] in _QUOTES:
        return None
    if fold(word) in _SHORT:
        return _SHORT[fold(word)], ""
    found = opener([word]) if word and is_khmer(word[0]) else None
    return (found.name, found.glued) if found else None


@dataclass(frozen=True)
class Tail:
    """A text without the options at its end. `unread`: the one among them that may belong to the sentence instead."""

    before: str
    options: Options = field(default_factory=Options)
    unread: str = ""


def read_tail(
    text: str, *, is_time: IsTime, loose: bool = False, own_line: bool = False, whole: bool = False
) -> Tail:
    """Take the options off the end of a text.

    A `to` or `at` opens the options only after the end of a sentence or at the start of a line ("why did they go
    to Phnom Penh" is a question throughout); `by`, `via` and `#story` open them anywhere. Other words for a deadline
    ("until friday") are doubtful in the middle of a sentence.

    Args:
        text: cleaned text; may have several lines.
        is_time: whether a text could be read as a point in time.
        loose: the text is a line of its own, so that a contact may be written in small letters.
        own_line: the text is a line of its own behind words that may go on: a contact may be written in small letters if
            there are other options with it.
        whole: take the options only if the text is nothing else.

    Raises:
        TooManyOf: an option is given twice.
    """
    words = _after_last_question(text)
    plainly = _is_plainly_a_tail(text, words, is_time) or (own_line and _has_more(text, words, is_time))
    reader = _Reader(text, words, is_time, loose or plainly)
    for index, token in enumerate(reader.words):
        if whole and has_words(text[: token.start]):
            break
        if not has_words(token.word):
            continue
        found = reader.options_from(index)
        if not found:
            continue
        before = "" if whole else re.sub(r"[\s,;]+(?:[-–—•]+\s*)*$", "", text[: token.start])
        if _starts_afresh(text[: token.start]) or reader.opens_anywhere(index, found[0]):
            tail = _without_promise(text, Tail(before, reduce(Options.joined, found)))
            return tail if reader.loose or tail.unread else _without_small_contact(tail)
        if found[0].deadline is not None:
            first, rest = reader.parted(index)
            return Tail(before, reduce(Options.joined, rest, Options()), first)
    return Tail(text.strip())


_PROMISES = re.compile(r"\b(?:will|would|promis|going to|try to|wants? to|shall|'ll)|ថានឹង|សន្យា|នឹង")


def _without_promise(text: str, tail: Tail) -> Tail:
    """A tail whose deadline may be the one that somebody on the phone promised: "they said they would answer by friday".
    Where other options follow, it is ours."""
    became, deadline = tail.options.became, tail.options.deadline
    if became is None or deadline is None or not _PROMISES.search(fold(became)):
        return tail
    behind = one_line(text).partition(became)[2]
    promised = re.fullmatch(rf"\s+(\S+(?:\s+\S+){{0,1}}?\s*{re.escape(deadline)})[.!]?", behind)
    if promised is None:
        return tail
    return Tail(tail.before, replace(tail.options, deadline=None), promised[1])


def _without_small_contact(tail: Tail) -> Tail:
    """A tail whose contact, in small letters behind a channel, may be words of the sentence: "told via telegram to leave"."""
    contact = tail.options.contact
    if contact is None or is_plainly_a_name(contact) or fold(contact.split()[0]) in DETERMINERS:
        return tail
    return Tail(tail.before, replace(tail.options, contact=None), f"to {contact}")


_LATEST = re.compile(r"\blatest\b|យឺត")


def take_options(text: str, *, is_time: IsTime) -> tuple[Options, str]:
    """The options with which a text begins, as far as it is made of them, and the rest.

    Raises:
        TooManyOf: an option is given twice.
    """
    reader, taken, index = _Reader(text, tokens(text), is_time, loose=False), Options(), 0
    while index < len(reader.words):
        found = (
            (option, after) for option, after in reader.options_at(index) if reader.may_end_at(after, option)
        )
        option, after = next(found, (None, index))
        if option is None:
            break
        taken, index = taken.joined(option), after
    rest = text[reader.words[index].start :].strip(_AROUND_VALUES) if index < len(reader.words) else ""
    if _LATEST.search(fold(rest)) and is_time(rest):
        return taken.joined(Options(deadline=rest)), ""  # "fri 5pm at the latest"
    return taken, rest


_MARKS = re.escape(QUESTION_MARKS)
_BRACKETS_BEHIND = re.compile(rf"[{_MARKS}]\S*\s*[(（\[][^()（）\[\]{_MARKS}]*[)）\]](?=[\s,;.]|$)")


def _after_last_question(text: str) -> list[Token]:
    """The words behind the last question mark, and behind the topic in brackets that may follow it."""
    marks = [found.end() for found in re.finditer(rf"[{_MARKS}]", text)]
    start = marks[-1] if marks else 0
    bracket = _BRACKETS_BEHIND.match(text, start - 1) if marks else None
    found = [token for token in tokens(text) if token.start >= (bracket.end() if bracket else start)]
    return found[max(0, len(found) - _LONGEST_TAIL) :]


def _is_plainly_a_tail(text: str, words: list[Token], is_time: IsTime) -> bool:
    """Whether all that follows the last question mark is options, and not a contact alone: then a contact may be
    written in small letters ("… via message to the spokespersons"), because no question could go on like that."""
    if not words or words[0].start == 0 or not _asks(text[: words[0].start]):
        return False
    return _has_more(text, words, is_time)


def _has_more(text: str, words: list[Token], is_time: IsTime) -> bool:
    """Whether the words are nothing but options, and not a contact alone."""
    if not words:
        return False
    found = _Reader(text, words, is_time, loose=True).options_from(0) or ()
    return any(option.contact is None for option in found)


def _asks(before: str) -> bool:
    bare = re.sub(r"[(（\[][^()（）\[\]]*[)）\]]$", "", before.rstrip(" \n\t,;.")).rstrip("\"'”’»)] ")
    return bare.endswith(tuple(QUESTION_MARKS))


def _starts_afresh(before: str) -> bool:
    bare = before.rstrip(" \t\u200b")
    behind = bare.rstrip(",;. ")
    if behind != bare and behind.endswith((*QUESTION_MARKS, ")", "）", "]")):
        return True  # "why? (release), to the press office"
    return not bare or bare.endswith(("\n", *_SENTENCE_ENDS))


VERBS = frozenset(
    [
        "be",
        "get",
        "have",
        "know",
        "see",
        "answer",
        "reply",
        "respond",
        "say",
        "tell",
        "make",
        "send",
        "publish",
        "run",
        "ask",
        "check",
        "confirm",
        "find",
        "follow",
        "leave",
        "go",
        "come",
        "stay",
        "stop",
        "pay",
        "sign",
        "meet",
        "call",
        "help",
        "work",
        "return",
        "do",
        "use",
        "take",
        "clarify",
        "whom",
    ]
)
"""What behind a "to" is nobody: "to be answered by fri"."""


def is_now(text: str) -> bool:
    """Whether a text is a word for now: a time, but no deadline."""
    return fold(text) in _NO_DEADLINE


_ARTICLE = re.compile(r"^(?:the|a|an|their|his|her) ")


def _as_times(found: Opener, value: str) -> Iterator[str]:
    """How the words behind an opener may be a time: with the opener where it belongs to them, as they are, or as an hour
    ("at 1700")."""
    if found.kept:
        yield f"{found.kept} {value}"
        return
    yield value
    if value[:1].isdecimal() and not _YEAR.fullmatch(read_digits(value)):
        yield f"at {value}"


_YEAR = re.compile(r"20[2-4]\d")  # as likely as twenty past eight
_COMMA = re.compile(r"\s*[,;–—]\s+")
_PRONOUNS = frozenset(
    ["he", "she", "they", "it", "we", "i", "nobody", "somebody", "someone", "noone", "said", "says"]
)
# Words of a sentence, and of nobody's name.
_OF_A_SENTENCE = frozenset(
    [
        "he",
        "she",
        "they",
        "it",
        "we",
        "i",
        "who",
        "nobody",
        "somebody",
        "someone",
        "noone",
        "and",
        "but",
        "then",
        "was",
        "is",
        "were",
        "are",
        "just",
        "still",
        "the",
        "a",
        "an",
        "his",
        "her",
        "their",
        "said",
        "says",
        "គាត់",
        "គេ",
        "នាង",
    ]
)


def _told_behind_name(value: str) -> tuple[str, str] | None:
    """A name and what became of the call, where both are there: "Sok Veasna, deputy chief, no answer", "Sok Veasna he hung
    up". None where no words of it say anything known."""
    starts = [0, *(comma.end() for comma in _COMMA.finditer(value)), len(value)]
    for begin, end in itertools.pairwise(starts[1:]):
        if read_result(Channel.CALL, value[begin:end]) not in {None, Result.UNKNOWN} and _is_whole(
            value[begin:end]
        ):
            return value[:begin].strip(_AROUND_VALUES), value[begin:]
    words = list(re.finditer(r"\S+", value))
    became = read_result(Channel.CALL, value)
    if became in {None, Result.UNKNOWN}:
        return None
    # The last of its words from which on it still says the same: "answer" alone would say the contrary of "no answer".
    known = [
        at
        for at, word in enumerate(words)
        if at and read_result(Channel.CALL, value[word.start() :], whole=False) is became
    ]
    if not known:
        return None
    at = known[-1]
    while at and fold(words[at - 1][0].strip(_AROUND_VALUES)) in _OF_A_SENTENCE:
        at -= 1
    if not _COMMA.search(value[: words[at].start()]):
        # "Sok Veasna the secretary said call back": small letters behind a name are no part of it.
        named = [n for n in range(at) if words[n][0][:1].isupper() or is_khmer(words[n][0][:1])]
        at = named[-1] + 1 if named else at
    return (value[: words[at].start()].strip(_AROUND_VALUES), value[words[at].start() :]) if at else None


def _is_whole(part: str) -> bool:
    """Whether a part between commas is what was told from its beginning: not "spokesman no answer"."""
    words = part.split()
    return (
        len(words) < 2
        or read_result(Channel.CALL, " ".join(words[1:])) != read_result(Channel.CALL, part)
        or fold(words[0]) in _OF_A_SENTENCE
    )


class _Reader:
    """Finds whether everything from some word on is options. Remembers, so that each word is tried once."""

    def __init__(self, text: str, words: list[Token], is_time: IsTime, loose: bool) -> None:
        self.text, self.words, self.is_time, self.loose = text, words, is_time, loose
        self._known: dict[tuple[int, bool], tuple[Options, ...] | None] = {}

    def options_from(self, index: int, *, after_channel: bool = False) -> tuple[Options, ...] | None:
        """The options that fill the text from word `index` to its end, in order; None when something else is there. `after_channel`:
        a channel stands before it, so that a contact may be written in small letters."""
        if (index, after_channel) not in self._known:
            self._known[index, after_channel] = self._find(index, after_channel)
        return self._known[index, after_channel]

    def _find(self, index: int, after_channel: bool) -> tuple[Options, ...] | None:
        if all(not has_words(token.word) or fold(token.word) in FILLERS for token in self.words[index:]):
            return ()
        if not has_words(self.words[index].word):
            return self.options_from(index + 1, after_channel=after_channel)
        for option, after in self.options_at(index, after_channel=after_channel):
            rest = self.options_from(after, after_channel=option.channel is not None)
            if rest is not None:
                return (option, *rest)
        return None

    def may_end_at(self, index: int, option: Options) -> bool:
        """Whether an option may end before a word: at the end, or where another begins, or, behind what is no time, a time."""
        if index >= len(self.words) or self.words[index].word[0] == "#" or self._opener(index) is not None:
            return True
        timed = option.deadline is not None or option.happened is not None
        return not timed and self.is_time(self.text[self.words[index].start :].strip(_AROUND_VALUES))

    def opens_anywhere(self, index: int, option: Options) -> bool:
        """Whether the option at a word is one in the middle of a sentence, too."""
        if option.story is not None:
            return True
        found = self._opener(index)
        by_channel = found is not None and found.name == "deadline" and option.channel is not None
        return (
            found is not None
            and found.anywhere
            and not by_channel
            and not (option.contact or option.happened)
        )

    def parted(self, index: int) -> tuple[str, tuple[Options, ...]]:
        """The words of the first of the options that fill the text from a word on, and the other options."""
        for option, after in self.options_at(index):
            rest = self.options_from(after, after_channel=option.channel is not None)
            if rest is not None:
                end = self.words[after].start if after < len(self.words) else len(self.text)
                return one_line(self.text[self.words[index].start : end]), rest
        return "", ()

    def _opener(self, index: int) -> Opener | None:
        return opener([token.word for token in self.words[index : index + _LONGEST_OPENER]])

    def options_at(self, index: int, *, after_channel: bool = False) -> Iterator[tuple[Options, int]]:
        """The options that begin at a word, each with the word behind it."""
        token = self.words[index]
        slug = read_slug(token.word.rstrip(_AROUND_VALUES))
        if slug:
            yield Options(story=slug), index + 1
        found = self._opener(index)
        if not found:
            return
        behind = index + found.count
        first = behind if found.glued else behind + 1
        if found.glued:
            start = self.words[behind - 1].end - len(found.glued)
        else:
            start = self.words[behind].start if behind < len(self.words) else len(self.text)
        # A time takes as many words as make one ("fri at 5pm"); a name no more than it must.
        lengths = {"deadline": LONGEST_TIME, "happened": LONGEST_TIME, "channel": LONGEST_CHANNEL}
        last = min(len(self.words), first - 1 + lengths.get(found.name, LONGEST_CONTACT))
        ends = range(first, last + 1)
        if found.name == "contact":
            yield from self._told_of_contact(
                start, range(first + 1, self._end_of_told(first) + 1), after_channel
            )
        yield from self._values(found, start, ends, after_channel)
        if found.name == "deadline" and found.kept and self.is_time(found.kept):
            yield Options(deadline=found.kept), behind
        if found.name == "channel" or (found.name == "deadline" and not found.kept):
            yield from self._told(start, range(first + 1, self._end_of_told(first) + 1))

    def _values(
        self, found: Opener, start: int, ends: range, after_channel: bool
    ) -> Iterator[tuple[Options, int]]:
        for after in ends if found.name == "contact" else reversed(ends):
            value = one_line(self.text[start : self.words[after - 1].end]).strip(_AROUND_VALUES)
            option = self._option(found, value, after_channel) if value else None
            if option:
                yield option, after

    def _told(self, start: int, ends: range) -> Iterator[tuple[Options, int]]:
        """A call or a visit with what became of it: "via call, nobody answered"."""
        for after in reversed(ends):
            channel, said = read_told(self.text[start : self.words[after - 1].end].strip(_AROUND_VALUES))
            if channel is not None and said:
                yield Options(channel=channel, became=said), after

    def _told_of_contact(self, start: int, ends: range, after_channel: bool) -> Iterator[tuple[Options, int]]:
        """A person with what became of the call or visit: "via call to Sok Veasna, no answer"."""
        if not self._is_spoken():
            return
        for after in reversed(ends):
            value = one_line(self.text[start : self.words[after - 1].end]).strip(_AROUND_VALUES)
            if (split := _told_behind_name(value)) is None or not self._is_contact(split[0], after_channel):
                continue
            if len(split[0].split()) <= LONGEST_CONTACT:
                told, happened = split_happened(split[1], self.is_time, says_all)
                yield Options(contact=split[0], became=told, happened=happened), after

    def _is_spoken(self) -> bool:
        """Whether it was asked by a call or a visit."""
        plain = (token.word.strip(_AROUND_VALUES) for token in self.words)
        glued = ((found.glued if (found := opener([word])) else "") or word for word in plain if word)
        return any(read_channel(word) in SPOKEN for word in glued)

    def _end_of_told(self, first: int) -> int:
        """Before which word the free words from `first` on must end: the next that can only begin another option."""
        for index in range(first, min(len(self.words), first + _LONGEST_TOLD)):
            name = (option_word(self.words[index].word) or ("",))[0]
            parted = index > first and self.words[index - 1].word[-1] in ",;.។"
            if parted and (found := self._opener(index)) is not None and found.name == "deadline":
                return index
            following = self.words[index + 1].word if index + 1 < len(self.words) else ""
            named = following[:1].isupper() or is_khmer(following[:1])
            timed = any(char.isdecimal() for char in following)
            if (
                name in ("deadline", "channel")
                or self.words[index].word.startswith("#")
                or (name == "contact" and named)
                or (name == "happened" and timed and (parted or says_all(self._told_so_far(first, index))))
            ):
                return index
        return min(len(self.words), first + _LONGEST_TOLD)

    def _told_so_far(self, first: int, index: int) -> str:
        """What was told before a word, without the channel: in "via call" that is one word or two."""
        words = [fold(token.word) for token in self.words[first - 1 : index]]
        return " ".join(words[2:] if read_channel(" ".join(words[:2])) else words[1:])

    def _option(self, found: Opener, value: str, after_channel: bool) -> Options | None:
        if found.name == "contact":
            return Options(contact=value) if self._is_contact(value, after_channel) else None
        if found.name == "channel" or (found.name == "deadline" and not found.kept and read_channel(value)):
            channel = read_channel(_ARTICLE.sub("", value))
            return Options(channel=channel) if channel else None
        time = next((each for each in _as_times(found, value) if self.is_time(each)), None)
        if time is None or (found.name == "deadline" and fold(value) in _NO_DEADLINE):
            return None
        return Options(deadline=time) if found.name == "deadline" else Options(happened=time)

    def _is_contact(self, raw: str, after_channel: bool) -> bool:
        name = raw.lstrip("\"'“‘(")
        if fold(name.split()[0] if name else "") in VERBS:
            return False
        if not name or "#" in raw or self.is_time(raw) or not has_words(raw):
            return False
        if any(fold(word.strip(_AROUND_VALUES)) in _PRONOUNS for word in raw.split()[1:]):
            return False
        if not self._is_spoken() and _told_behind_name(raw) is not None:
            return False
        if any((option_word(word) or ("",))[0] in ("deadline", "channel") for word in raw.split()):
            return False
        return self.loose or after_channel or is_plainly_a_name(name)


def is_plainly_a_name(contact: str) -> bool:
    """Whether words that stand where a contact should are one: they begin like a name, or are an address or a number."""
    return begins_a_name(contact) or "@" in contact or _NUMBER.fullmatch(contact) is not None


_NUMBER = re.compile(r"\+?\d[\d\s()./-]{4,}\d")


def read_told(text: str) -> tuple[Channel | None, str]:
    """A call or a visit, and the words behind it that say what became of it; "" where they say nothing known."""
    channel, behind = take_channel(text)
    if channel not in SPOKEN or not behind:
        return None, ""
    said = behind.strip(BETWEEN + "()[]")
    return channel, "" if read_result(channel, said) in {None, Result.UNKNOWN} else said


_SURELY_A_CHANNEL = 5  # signs
_BEFORE_CHANNEL = frozenset({"by", "with", "a", "the", "an", "sent", "wrote"})


def take_channel(text: str) -> tuple[Channel | None, str]:
    """The channel that a text begins with, be it behind a word that opens it ("by phone") or glued to what follows (Khmer),
    and the rest; None and the whole text where it begins otherwise."""
    words = text.split()
    for count in (2, 1):
        channel = read_channel(" ".join(words[:count])) if len(words) >= count else None
        if channel is not None:
            return channel, after_words(text, count).lstrip(BETWEEN)
    first = words[0] if words else ""
    started = opener(words)
    if started is not None and started.name == "channel" and started.glued:
        return _or_all(text, take_channel(f"{started.glued} {after_words(text, 1)}"))
    if len(words) > 1 and (
        fold(first) in _BEFORE_CHANNEL or (started is not None and started.name == "channel")
    ):
        return _or_all(text, take_channel(after_words(text, 1)))
    if first and is_khmer(first[0]) and (glued := glued_channel(first)) is not None:
        channel, length = glued
        behind = text.lstrip()[length:]
        # A short name may as well be the beginning of another word.
        known = (
            read_result(channel, behind) not in {None, Result.UNKNOWN} or opener(behind.split()) is not None
        )
        if length >= _SURELY_A_CHANNEL or known:
            return channel, behind.lstrip(BETWEEN)
    return None, text


def _or_all(text: str, taken: tuple[Channel | None, str]) -> tuple[Channel | None, str]:
    return taken if taken[0] is not None else (None, text)


BETWEEN = " \n\t,;:–—-\u200b"
"""What may stand between the parts of a command and belongs to none of them."""


_MILITARY = 4  # digits, as in 1700
_HOUR = re.compile(
    r"\d ?[:.h] ?\d|\d ?[ap]\.?m|\d{4}$|\d ?h\b|hour|hrs?\b|noon|midday|midnight|o'?clock|\bago\b|now|ម៉ោង|ត្រង់|អធ្រាត្រ|ព្រឹក|ល្ងាច|រសៀល|មុន"
)
_BARE_CLOCK = re.compile(r"\d[:.h]\d\d|\d ?[ap]\.?m|ម៉ោង")
_BETWEEN_SAYINGS = re.compile(r"[,;/&+\n។]|\band\b|និង")


def take_time(text: str, is_time: IsTime) -> tuple[str | None, str]:
    """The `at TIME` that a text begins with, and the rest; None and the whole text where it begins otherwise.

    A bare number with words behind it ("at 2 doors") is none.
    """
    started = option_word(text.split(maxsplit=1)[0]) if text.strip() else None
    if started is None or started[0] != "happened":
        return None, text
    behind = f"{started[1]} {after_words(text, 1)}"
    found = split_time(behind, is_time)
    if found is None:
        return None, text
    # "At 2 doors", "at Friday prayers": without its hour, a time in front of words may be theirs.
    words, count = (
        behind.split(),
        len(found[0].split()) - (found[0].startswith("at ") and behind[:3] != "at "),
    )
    marked = words[count - 1][-1] in BETWEEN or words[count : count + 1] == ["-"]
    if found[1] and not marked and not _HOUR.search(fold(read_digits(found[0]))):
        return None, text
    return found


def split_happened(
    text: str, is_time: IsTime, says_all: Callable[[str], bool] = lambda words: False
) -> tuple[str, str | None]:
    """What happened and, where nothing else can be meant, the `at TIME` with it: before the words, on a last line of its
    own, or behind words that say all there is to say ("no answer at 11:00").

    Everywhere else the words are whole: "the raid began at 9am" is what they said.

    Args:
        text: what follows the command's number and kind.
        is_time: whether a text could be read as a point in time.
        says_all: whether words are a known result, to which no time belongs but that of the event.

    Raises:
        TooManyOf: two places have one.
    """
    ahead, rest = take_time(text, is_time)
    body, _, last = rest.rpartition("\n")
    behind = _whole_time(last, is_time)
    if ahead is not None and behind is not None:
        raise TooManyOf(word="at")
    if ahead is not None:
        return rest.strip(BETWEEN), ahead
    if behind is not None:
        return body.strip(), behind
    for found in re.finditer(r"\S+", text):
        when = _whole_time(text[found.start() :], is_time)
        before = text[: found.start()].strip(BETWEEN)
        if when and all(says_all(fold(part)) for part in _BETWEEN_SAYINGS.split(before) if part.strip()):
            return before, when
    return text.strip(), None


def split_time_at_end(text: str, is_time: IsTime) -> tuple[str, str | None]:
    """Take `at TIME` off the end of a text that holds no sentence, such as the name of a body."""
    for found in re.finditer(r"\S+", text):
        when = _whole_time(text[found.start() :], is_time)
        if when:
            return text[: found.start()].strip(BETWEEN), when
    return text, None


def perhaps_time(text: str, is_time: IsTime) -> str | None:
    """A time that ends one of the lines of a text, the last such: behind `at`, or an hour of the clock by itself; or with which
    it begins behind `at`, or all of it. It may be when something happened, or belong to what was said."""
    for line in reversed(text.split("\n")):
        for found in re.finditer(r"\S+", line):
            rest = line[found.start() :]
            when = _whole_time(rest, is_time)
            bare = one_line(rest).rstrip('.,;។!)"”’»')
            if when is None and _BARE_CLOCK.search(fold(read_digits(bare))) and is_time(bare):
                when = bare
            if when is not None:
                return when
    whole = one_line(text).rstrip('.,;។!)"”’»')
    if len(whole.split()) <= LONGEST_TIME and not whole.isdecimal() and is_time(whole):
        return whole  # "yesterday" and nothing else
    started = option_word(text.split(maxsplit=1)[0]) if text.strip() else None
    if started is None or started[0] != "happened":
        return None
    ahead = split_time(f"{started[1]} {after_words(text, 1)}", is_time)
    return ahead[0] if ahead is not None and not ahead[0].isdecimal() else None


def _whole_time(text: str, is_time: IsTime) -> str | None:
    """The time of a text that is nothing but `at TIME`."""
    words = text.split(maxsplit=1)
    started = option_word(words[0]) if words else None
    if started is None or started[0] != "happened":
        return None
    when = one_line(f"{started[1]} {after_words(text, 1)}").rstrip('.,;។!)"”’»')
    return when if len(when.split()) <= LONGEST_TIME and is_time(when) else None


def split_time(text: str, is_time: IsTime) -> tuple[str, str] | None:
    """The most words at the start of a text that could be a time, and the rest; None when no words could."""
    for count in range(min(LONGEST_TIME, len(text.split())), 0, -1):
        rest = after_words(text, count)
        when = " ".join(text[: len(text) - len(rest)].split()).rstrip(",;:.–—។")
        if when and is_time(when):
            return when, rest.strip(BETWEEN)
        if when.isdecimal() and len(when) == _MILITARY and is_time(f"at {when}"):
            return f"at {when}", rest.strip(BETWEEN)
    return None


def after_words(text: str, count: int) -> str:
    """The text after its first words, line breaks and all."""
    parts = text.split(maxsplit=count)
    return parts[count] if len(parts) > count else ""


COLON = re.compile(r"(?:(?<!\d)[:：៖]|[:：៖](?!\d))(?!//)")
"""One that parts, and is no clock's."""


def split_at_colon(text: str) -> tuple[str, str, str]:
    """What stands before the first colon, the colon, and the rest; without one, everything and nothing twice."""
    found = COLON.search(text)
    return (text[: found.start()], ":", text[found.end() :]) if found else (text, "", "")


AND = re.compile(
    r"\s*,?\s*(?:(?:(?<![a-z])(?:and|or|plus|also)|និង|ឬ)\s+|[&+/]\s*)(?:to\s+|the\s+)*", re.IGNORECASE
)
"""What joins the last of several names to those before it."""


def leading_bodies(text: str, is_body: Callable[[str], bool]) -> tuple[str, str]:
    """The known bodies that a text starts with, with commas between them, however they were joined, and what follows them.

    Each is the most words that name one. From the first unknown one on, all of the text counts as names.
    """
    start, found = 0, list[str]()
    while start < len(text):
        taken = _longest_body(text[start:], is_body)
        if not taken:
            return text, ""
        found.append(text[start : start + taken].strip(BETWEEN))
        start += taken
        joined = AND.match(text, start)
        if joined and _longest_body(text[joined.end() :], is_body):
            start = joined.end()
        elif not text[:start].rstrip().endswith(","):
            break
    return ", ".join(found), text[start:]


def _longest_body(text: str, is_body: Callable[[str], bool]) -> int:
    for count in range(len(text.split()), 0, -1):
        taken = len(text) - len(after_words(text, count))
        if is_body(one_line(text[:taken]).strip(BETWEEN + ".")):
            return taken
    return 0
