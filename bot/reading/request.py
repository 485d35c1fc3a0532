"""Reading a request for comment from one message: its bodies, questions and options (pure)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bot.kinds import PRIVATE
from bot.reading.errors import (
    BodyNameTooLong,
    NoBody,
    NoQuestion,
    QuestionTooLong,
    TooManyBodies,
    TooManyQuestions,
    TopicTooLong,
)
from bot.reading.options import (
    AND,
    COLON,
    FILLERS,
    VERBS,
    Opener,
    Options,
    Tail,
    is_now,
    opener,
    read_tail,
    take_options,
)
from bot.reading.words import (
    DETERMINERS,
    QUESTION_MARKS,
    IsTime,
    begins_a_name,
    clean,
    fold,
    has_words,
    is_khmer,
    one_line,
    read_channel,
)
from db.lifecycle import Channel
from db.text.names import normalise
from db.text.patterns import pattern
from jobs.deadlines.reading import names_time

LONGEST_TOPIC = 60
CLOSERS = "\"'”’»)\\]"
"""What may close a quotation or a bracket behind a question mark, as a set for a regular expression."""

# Runs of marks are taken whole, without a way back: a message of nothing but marks must not take minutes.
_IN_BRACKETS = rf"[(（\[](?P<topic>[^()（）\[\]{QUESTION_MARKS}]{{1,400}}(?<![.!។]))[)）\]]"
_END = pattern(
    rf"!*+[{QUESTION_MARKS}][!{QUESTION_MARKS}]*+(?P<closed>[{CLOSERS}]*+)(?:\s*+{_IN_BRACKETS}(?=[\s,;.]|$))?"
)
_TOPIC_AT_END = pattern(rf"\s*{_IN_BRACKETS}[\s,;.]*\Z")
_TOPIC_BEFORE = pattern(rf"\s*{_IN_BRACKETS}\s+(?=\w)")
_LONGEST_NUMBERING = 2  # "(1)", "(b)" and "(១០)" before a question name nothing
_DASH = pattern(r"[-–—•*‣·●▪]+\s+")
_WIDE_MARKS = frozenset("？؟﹖")


@dataclass(frozen=True)
class Question:
    """One question as it was put, and a short name for it ("release") to be used in sentences, if one was given."""

    text: str
    topic: str | None = None


def split_questions(text: str) -> list[str]:
    """The questions of a running text, each on one line, at their question marks (`?`, `？`, `؟`).

    A mark inside quotation marks or an address does not end a question. A topic in brackets stays with its
    question. Words after the last mark are a question of their own, unless they start like an option that could not
    be read ("by whom"): those belong to the last one. Nothing but dashes before a question is left out.
    """
    pieces: list[str] = []
    start = 0
    # Else a topic stands before each: "(release) why? (charges) which?"
    behind = _TOPIC_BEFORE.match(text) is None or _TOPIC_AT_END.search(text) is not None
    for end in _END.finditer(text):
        if _ends_question(text, end):
            stop = end.end() if behind else end.end("closed")
            pieces.append(text[start:stop])
            start = stop
    left = one_line(text[start:])
    left = left.lstrip(",;. ") if pieces else left
    joins_last = bool(pieces) and bool(left) and opener(left.split()) is not None
    questions: list[str] = []
    pending = ""
    for piece in [*(one_line(piece).lstrip(",;. ") for piece in pieces), left]:
        whole = one_line(f"{pending} {piece}")
        if questions and (not has_words(whole) or (joins_last and piece is left)):
            questions[-1] = one_line(f"{questions[-1]} {whole}")
            pending = ""
        elif has_words(whole):
            questions.append(whole)
            pending = ""
        else:
            pending = whole
    return [_DASH.sub("", question, count=1) if _DASH.match(question) else question for question in questions]


def _ends_question(text: str, end: re.Match[str]) -> bool:
    following = text[end.end() :]
    if not following.strip():
        return True
    if following[0] in ",;." and (end["topic"] or not end["closed"]):
        return True
    if not following[0].isspace():
        return is_khmer(following[0]) or any(mark in _WIDE_MARKS for mark in end[0])
    return not (end["closed"] and following.lstrip()[0].islower())


def read_topic(text: str) -> Question:
    """A question with its topic: a few words in brackets after the question mark at the very end, or else before it.

    Raises:
        TopicTooLong: it is too long for a topic.
    """
    found = _TOPIC_AT_END.search(text)
    if not found or not has_words(found["topic"]):
        return _with_topic_before(text)
    question = text[: found.start()].rstrip()
    if not is_finished(question) or not has_words(question):
        return Question(text)
    topic = one_line(found["topic"])
    if len(topic) > LONGEST_TOPIC:
        raise TopicTooLong(topic=topic, length=len(topic), limit=LONGEST_TOPIC)
    return Question(question, topic)


_OPENS_AN_ASIDE = frozenset(
    ["after", "again", "as", "because", "for", "given", "if", "off", "per", "since", "sorry", "when"]
)


def _with_topic_before(text: str) -> Question:
    found = _TOPIC_BEFORE.match(text)
    if found is None or not is_finished(text):
        return Question(text)
    topic = one_line(found["topic"])
    aside = fold(topic) in _ASKS_NOTHING or fold(topic).split()[0] in _OPENS_AN_ASIDE
    if aside or not _LONGEST_NUMBERING < len(topic) <= LONGEST_TOPIC:
        return Question(text)
    return Question(text[found.end() :], topic)


def is_finished(question: str) -> bool:
    """Whether a question ends with its question mark (and what closes a quotation behind it)."""
    return question.rstrip("\"'”’»)] !").endswith(tuple(QUESTION_MARKS))


LONGEST_BODY = 120
LONGEST_QUESTION = 1000
MOST_BODIES = 12
MOST_QUESTIONS = 20
_BULLET = pattern(r"(?:[-–—•*‣·●▪]+|\d{1,2}[.)](?=\s))\s*")
COMMAS = ",;،，、"
_QUOTED_OR_COMMA = pattern(rf'"[^"]*"|“[^”]*”|«[^»]*»|[{COMMAS}]')
_QUOTES = '"“”«» \u200b'


@dataclass(frozen=True)
class AskForm:
    """A request as it was typed. The bodies are to be matched, the times to be read; what was not said is None. `unread`:
    what looks like an option and is none that could be read: somebody must say what it is."""

    bodies: tuple[str, ...]
    questions: tuple[Question, ...]
    deadline: str | None = None
    channel: Channel | None = None
    contact: str | None = None
    happened: str | None = None
    story: str | None = None
    became: str | None = None
    unread: tuple[str, ...] = ()


def parse_ask(text: str, *, is_time: IsTime, is_body: Callable[[str], bool] = lambda _: False) -> AskForm:
    """Read a request for comment.

    Args:
        text: what followed the command, with its line breaks.
        is_time: whether a text could be read as a point in time (`jobs.deadlines.reading.looks_like_time`).
        is_body: whether a name is one known body's. It keeps "Ministry of Education, Youth and Sport" one body;
            quotation marks do so too.

    Raises:
        NotUnderstood: one of its kinds says what is missing or too much; nothing is guessed.
    """
    lines = _lines(clean(text))
    if not lines:
        raise NoBody
    as_lines = any(_BULLET.match(line) for line in lines[1:])
    head, rest = _split_head(lines[0], more=len(lines) > 1, as_lines=as_lines)
    bodies = split_bodies(head, is_body=is_body)
    following = [rest, *lines[1:]] if rest else lines[1:]
    asked = read_asked(following, as_lines=as_lines, is_time=is_time)
    questions, options = asked.questions, asked.options
    _check(bodies, questions)
    return AskForm(
        bodies=bodies,
        questions=tuple(questions),
        deadline=options.deadline,
        channel=options.channel,
        contact=options.contact,
        happened=options.happened,
        story=options.story,
        unread=asked.unread,
        became=options.became,
    )


def take_private(text: str, *, is_time: IsTime) -> tuple[str, bool]:
    """A text without the word that keeps the request private, and whether it was there: among the options at its end, or on a line
    of its own. Anywhere else it is a word of the question."""
    for before, behind in _apart(text, is_time):
        if behind and (opener(behind.split()) is None and behind[0] != "#"):
            continue
        if not behind or not take_options(behind, is_time=is_time)[1]:
            return f"{before}\n{behind}".strip() if behind else before, True
    return text, False


MOST_NAMED = 4  # words


def take_named(text: str, *, is_time: IsTime) -> tuple[str, str] | None:
    """The same where a few words follow at the end, which may be names: a text without all that, and these words."""
    return next(
        (
            (before, behind)
            for before, behind in _apart(text, is_time)
            if behind and "?" not in behind and len(AND.sub(" ", behind).split()) <= MOST_NAMED
        ),
        None,
    )


def _apart(text: str, is_time: IsTime) -> Iterator[tuple[str, str]]:
    """What stands before and behind each such word that is not in the middle of a question, the last first."""
    for found in reversed(list(_PRIVATE.finditer(text))):
        before, behind = text[: found.start()].rstrip(" \n,;–—-"), text[found.end() :].strip(" \n,;.!។")
        ahead = text[: found.start()].rstrip(" ")
        afresh = (
            not ahead
            or ahead.endswith(("\n", ",", ";", ".", "។"))
            or is_finished(_TOPIC_AT_END.sub("", ahead))
        )
        if afresh or read_tail(before, is_time=is_time).options != Options():
            yield before, behind


_PRIVATE = pattern(
    rf"(?<![\w#@“\"'(])(?:{'|'.join(sorted(map(re.escape, PRIVATE), key=len, reverse=True))})(?=$|[\s,;.!។])",
    re.IGNORECASE,
)


def split_bodies(head: str, *, is_body: Callable[[str], bool]) -> tuple[str, ...]:
    """The bodies that stand before the colon, separated by commas, each once.

    Raises:
        NoBody: there is none, or it is a question.
        BodyNameTooLong, TooManyBodies: beyond the limits.
    """
    pieces: list[str] = []
    start = 0
    for found in _QUOTED_OR_COMMA.finditer(head):
        if len(found[0]) == 1:
            pieces.append(head[start : found.start()])
            start = found.end()
    pieces = [one_line(piece).strip(" \u200b") for piece in [*pieces, head[start:]]]
    named: dict[str, str] = {}
    while pieces:
        taken = next((n for n in range(len(pieces), 1, -1) if is_body(", ".join(pieces[:n]))), 1)
        body = ", ".join(pieces[:taken]).strip(_QUOTES)
        pieces = pieces[taken:]
        # "Court and National Police" are two where each of them is known.
        parts = [] if is_body(body) else [part.strip(_QUOTES) for part in AND.split(body)]
        for one in parts if len(parts) > 1 and all(map(is_body, parts)) else [body]:
            if normalise(one):
                named.setdefault(normalise(one), one)
    if not named or any(mark in head for mark in QUESTION_MARKS):
        raise NoBody
    if any(len(body) > LONGEST_BODY for body in named.values()):
        raise BodyNameTooLong(limit=LONGEST_BODY)
    if len(named) > MOST_BODIES:
        raise TooManyBodies(count=len(named), limit=MOST_BODIES)
    return tuple(named.values())


def _split_head(first: str, *, more: bool, as_lines: bool) -> tuple[str, str]:
    if as_lines and first[-1] in ":：៖":
        return first[:-1], ""
    quoted = [(found.start(), found.end()) for found in _QUOTED_OR_COMMA.finditer(first) if len(found[0]) > 1]
    for colon in COLON.finditer(first):
        if not any(start < colon.start() < end for start, end in quoted):
            return first[: colon.start()], first[colon.end() :].strip()
    if _BULLET.match(first) or any(mark in first for mark in QUESTION_MARKS):
        raise NoBody
    if more:
        return first, ""
    if len(first) > LONGEST_BODY or not has_words(first):
        raise NoBody
    raise NoQuestion(body=one_line(first))


@dataclass(frozen=True)
class Asked:
    """What was asked, and the options and doubtful words behind it."""

    questions: tuple[Question, ...]
    options: Options = field(default_factory=Options)
    unread: tuple[str, ...] = ()


def read_asked(lines: Sequence[str], *, as_lines: bool, is_time: IsTime) -> Asked:
    """Read what stands behind the bodies: questions one after the other, or one on each line with a dash.

    Raises:
        TooManyOf: an option is given twice.
        TopicTooLong: what stands in brackets behind a question is too long for a topic.
    """
    if as_lines:
        return _read_lines(lines, is_time)
    tail = read_tail(_bare_options("\n".join(lines), is_time), is_time=is_time)
    asked, options, unread = _part_unread(tail, is_time)
    questions = split_questions(asked)
    if len(questions) > 1 and _may_be_deadline(questions[-1], is_time):
        unread = (questions.pop(), *unread)
    return Asked(tuple(read_topic(question) for question in questions), options, unread)


def _may_be_deadline(text: str, is_time: IsTime) -> bool:
    """Whether a deadline stands alone with a question mark behind it: "by fri 5pm?" may ask, and may tell."""
    bare = text.rstrip(f"{QUESTION_MARKS}! ")
    begins = opener(bare.split()) if bare != text else None
    if begins is None or begins.name != "deadline":
        return False
    said, left = take_options(bare, is_time=is_time)
    return not left and said == Options(deadline=said.deadline) and said.deadline is not None


_IN_ANY_BRACKETS = pattern(rf"[(（\[]([^()（）\[\]{QUESTION_MARKS}]{{1,200}})[)）\]]")
_LAST_PLEA = pattern(
    rf"(?<=[{QUESTION_MARKS})）\]])\s+([^{QUESTION_MARKS}()]+)[{QUESTION_MARKS}]+(?=[^{QUESTION_MARKS}]*\Z)"
)


def _bare_options(text: str, is_time: IsTime) -> str:
    """A text whose options stand there without the brackets around them, or the question mark behind them: "(via email, by fri
    5pm)", "could you answer by fri 5pm?"."""

    def bare(found: re.Match[str]) -> str:
        said, left = take_options(found[1], is_time=is_time)
        begins = opener(found[1].split())
        if found[0].lstrip()[0] not in "([（" and (begins is None or begins.count == 1):
            return found[0]  # "by friday?" may ask
        known = said != Options(contact=said.contact)
        return f" {found[1]} " if known and not left else found[0]

    text = _IN_ANY_BRACKETS.sub(bare, text)
    return _LAST_PLEA.sub(bare, text)


def read_pasted(text: str, *, is_time: IsTime) -> Asked:
    """Read questions that were asked for: a list, with or without dashes or numbers, one on each line; paragraphs of
    several lines; or one running text. Options may follow.

    Raises:
        TooManyOf, TopicTooLong: as `read_asked`.
    """
    paragraphs = [_lines(paragraph) for paragraph in _BLANK_LINE.split(clean(text))]
    lines = [line for paragraph in paragraphs for line in paragraph]
    if sum(not _is_option(line) for line in lines) < 2:
        return read_asked(lines, as_lines=False, is_time=is_time)
    if not any(_BULLET.match(line) for line in lines):
        # In paragraphs, a line that ends no question goes on in the next one.
        goes_on = len(paragraphs) > 1 and any(
            not is_finished(line) and not _is_option(after)
            for paragraph in paragraphs
            for line, after in pairwise(paragraph)
        )
        lines = [
            line if _is_option(line) or (goes_on and at) else f"- {line}"
            for paragraph in paragraphs
            for at, line in enumerate(paragraph)
        ]
    return read_asked(lines, as_lines=True, is_time=is_time)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip(" \u200b")]


_BLANK_LINE = pattern(r"\n[ \t\u200b]*\n")


def _is_option(line: str) -> bool:
    return line.startswith("#") or opener(line.split()) is not None


def _read_lines(lines: Sequence[str], is_time: IsTime) -> Asked:
    options = Options()
    asked: list[str] = []
    unread: list[str] = []
    for index, line in enumerate(_bare_options(line, is_time) for line in lines):
        bullet = _BULLET.match(line)
        text = line[bullet.end() :] if bullet else line
        done = not asked or is_finished(asked[-1]) or read_topic(asked[-1]).topic is not None
        # In the middle of the message only a whole line is options; at its end they may follow a question.
        last = index == len(lines) - 1
        if last or not bullet:
            loose = not bullet and bool(asked) and done
            tail = read_tail(
                text, is_time=is_time, loose=loose, own_line=not bullet and bool(asked), whole=not last
            )
            text, said, doubtful = _part_unread(tail, is_time)
            options = options.joined(said)
            unread += doubtful
        elif _END.search(text):
            # Behind a question that is finished, options are options on any line.
            before, said, doubtful = _part_unread(read_tail(text, is_time=is_time), is_time)
            if is_finished(before) or read_topic(before).topic is not None:
                text, options = before, options.joined(said)
                unread += doubtful
        if not text:
            continue
        if bullet or not asked:
            asked.append(text)
            continue
        if done and _may_be_deadline(text, is_time):
            unread.append(text)
            continue
        if (done or opener(text.split())) and looks_like_option(text, is_time):
            said, left = take_options(text, is_time=is_time)
            options = options.joined(said)
            unread += [left] if left else []
            continue
        asked[-1] = f"{asked[-1]} {text}"
    questions = [read_topic(one_line(question)) for question in asked if has_words(question)]
    return Asked(tuple(questions), options, tuple(unread))


def _part_unread(tail: Tail, is_time: IsTime) -> tuple[str, Options, tuple[str, ...]]:
    """The text before the options without what looks like one behind its last question."""
    unread = (tail.unread,) if tail.unread else ()
    ends = [end.end() for end in _END.finditer(tail.before) if _ends_question(tail.before, end)]
    start = ends[-1] if ends else 0
    left = tail.before[start:].strip(" \n,;.")
    if ends and tail.unread and left and not opener(left.split()):
        # "They have until friday" is doubted as a whole.
        return tail.before[:start], tail.options, (one_line(f"{left} {tail.unread}"),)
    if ends and left and looks_like_option(left, is_time):
        said, left = take_options(left, is_time=is_time)
        return tail.before[:start], tail.options.joined(said), (*((left,) if left else ()), *unread)
    sentences = [end.end() for end in _SENTENCE_END.finditer(tail.before)] if not ends else []
    if (
        sentences
        and looks_like_option(left := tail.before[sentences[-1] :], is_time)
        and opener(left.split())
    ):
        return tail.before[: sentences[-1]].rstrip(), tail.options, (left, *unread)
    slip = (
        re.search(r"\bby\s+(?P<value>\S+(?:\s+\S+){0,4})$", tail.before, re.IGNORECASE) if not ends else None
    )
    if slip and has_words(tail.before[: slip.start()]) and names_time(slip["value"], slips_only=True):
        return tail.before[: slip.start()].rstrip(), tail.options, (slip[0], *unread)
    return tail.before, tail.options, unread


_SENTENCE_END = pattern(r"[.!។]\s+")
# Words that ask nothing: they are no question, and nobody knows what to make of them.
_ASKS_NOTHING = frozenset(
    [
        "asap",
        "urgent",
        "urgently",
        "very urgent",
        "as soon as possible",
        "thanks",
        "thank you",
        "many thanks",
        "thx",
        "please",
        "pls",
        "kindly",
        "we need it",
        "i need it",
        "needed",
        "please reply",
        "please answer",
        "regards",
        "best regards",
        "អរគុណ",
        "សូមអរគុណ",
        "បន្ទាន់",
        "ប្រញាប់",
    ]
)
_FEW_WORDS, _SHORT = 5, 40
_LONGEST_OPTION = 12
_LONGEST_NAME = 25


def looks_like_option(text: str, is_time: IsTime) -> bool:
    """Whether words behind a finished question look like an option that cannot be read: a deadline with a slip in it, a
    channel nobody knows, a time of which it is not said what happens then. "By whom" is a question going on.
    """
    words = text.split()
    if not words or any(mark in text for mark in QUESTION_MARKS):
        return False
    if take_options(text, is_time=is_time)[0] != Options():
        return True  # whatever stands behind them, and however much that is
    if len(words) > _LONGEST_NAME:
        return False
    found = opener(words)
    if found is not None and found.name == "contact":
        value = found.glued or (words[found.count] if len(words) > found.count else "")
        named = begins_a_name(value) or fold(value) in DETERMINERS
        return bool(value) and (named or (len(words) <= _LONGEST_OPTION and fold(value) not in VERBS))
    if len(words) > _LONGEST_OPTION:
        return False
    if _asks_nothing(text) or (len(words) <= _FEW_WORDS and _ends_with_time(words, is_time)):
        return True
    if words[0].startswith("#") or is_time(one_line(text).rstrip(".,;!។")) or read_channel(text) is not None:
        return True
    if found is not None and found.name == "channel" and words[0].casefold() == "via":
        return True
    if found is not None and found.name == "deadline" and words[0].casefold() in _SAYS_DEADLINE:
        return True
    return any(_may_be_time(opener(words[at:]), words[at:]) for at in range(len(words)) if opener(words[at:]))


_ASKS = pattern(
    r"^(?:and |but |or |also |so |then )?(?:who|whom|whose|what|when|where|why|which|how|is|are|was|were|do|does|did|has|have|had|can"
    r"|could|will|would|shall|should|may|might|must|please|confirm|comment|explain|describe|give|tell|list|name|any|whether|if|the|a"
    r"|an|number|details|reason|your|their|his|her|its)\b|តើ|ហេតុ|អ្វី|ណា|ប៉ុន្មាន|យ៉ាងម៉េច|ឬ|ទេ"
)


def _asks_nothing(text: str) -> bool:
    """Whether words behind a finished question are none themselves: too few, and they begin like none."""
    plain = fold(text).strip(" .,!")
    few = len(plain.split()) <= _FEW_WORDS and len(plain) <= _SHORT and has_words(plain)
    if few and not _ASKS.search(plain) and text[0] not in "([（" and opener(text.split()) is None:
        return True
    bare = " ".join(word for word in plain.split() if word.strip(".,!") not in FILLERS)
    return not bare or plain in _ASKS_NOTHING or bare.strip(" .,!") in _ASKS_NOTHING


def _ends_with_time(words: Sequence[str], is_time: IsTime) -> bool:
    ends = (" ".join(words[start:]).rstrip(".,;!។") for start in range(len(words)))
    return any(is_time(end) and not is_now(end) for end in ends)


_SAYS_DEADLINE = frozenset({"deadline", "due", "latest", "no", "not"})


def _may_be_time(found: Opener | None, words: Sequence[str]) -> bool:
    if found is None or found.name not in {"deadline", "happened", "channel"}:
        return False
    value = one_line(" ".join([found.glued, *words[found.count :]]))
    if found.name == "channel":
        return read_channel(value) is not None
    if read_channel(value) is not None:
        return True
    return any(char.isdecimal() for char in value) or names_time(value)


def _check(bodies: Sequence[str], questions: Sequence[Question]) -> None:
    if not questions:
        raise NoQuestion(body=", ".join(bodies))
    check_limits(questions)


def check_limits(questions: Sequence[Question]) -> None:
    """Not more questions, and no longer ones, than a request may have.

    Raises:
        TooManyQuestions, QuestionTooLong: beyond the limits.
    """
    if len(questions) > MOST_QUESTIONS:
        raise TooManyQuestions(count=len(questions), limit=MOST_QUESTIONS)
    for number, question in enumerate(questions, start=1):
        if len(question.text) > LONGEST_QUESTION:
            raise QuestionTooLong(number=number, length=len(question.text), limit=LONGEST_QUESTION)
