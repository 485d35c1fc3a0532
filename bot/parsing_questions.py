"""Telling one question from the next, and finding a question's topic (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.parsing_tail import option_word
from bot.parsing_words import QUESTION_MARKS, has_words, is_khmer, one_line

LONGEST_TOPIC = 60
CLOSERS = "\"'”’»)\\]"
"""What may close a quotation or a bracket behind a question mark, as a set for a regular expression."""

# Runs of marks are taken whole, without a way back: a message of nothing but marks must not take minutes.
_IN_BRACKETS = rf"[(（](?P<topic>[^()（）{QUESTION_MARKS}\n]{{1,{LONGEST_TOPIC}}}(?<![.!។]))[)）]"
_END = re.compile(
    rf"!*+[{QUESTION_MARKS}][!{QUESTION_MARKS}]*+(?P<closed>[{CLOSERS}]*+)(?:\s*+{_IN_BRACKETS}(?=\s|$))?"
)
_TOPIC_AT_END = re.compile(rf"\s*{_IN_BRACKETS}\Z")
_BULLET = re.compile(r"[-–—•*‣·●▪]+\s+")
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
    for end in _END.finditer(text):
        if _ends_question(text, end):
            pieces.append(text[start : end.end()])
            start = end.end()
    left = one_line(text[start:])
    joins_last = bool(pieces) and bool(left) and option_word(left.split()[0]) is not None
    questions: list[str] = []
    pending = ""
    for piece in [*map(one_line, pieces), left]:
        whole = one_line(f"{pending} {piece}")
        if questions and (not has_words(whole) or (joins_last and piece is left)):
            questions[-1] = one_line(f"{questions[-1]} {whole}")
            pending = ""
        elif has_words(whole):
            questions.append(whole)
            pending = ""
        else:
            pending = whole
    return [
        _BULLET.sub("", question, count=1) if _BULLET.match(question) else question for question in questions
    ]


def _ends_question(text: str, end: re.Match[str]) -> bool:
    following = text[end.end() :]
    if not following.strip():
        return True
    if not following[0].isspace():
        return is_khmer(following[0]) or any(mark in _WIDE_MARKS for mark in end[0])
    return not (end["closed"] and following.lstrip()[0].islower())


def read_topic(text: str) -> Question:
    """A question with its topic: a few words in brackets after the question mark at the very end."""
    found = _TOPIC_AT_END.search(text, max(0, len(text) - LONGEST_TOPIC - 8))
    if not found or not has_words(found["topic"]):
        return Question(text)
    question = text[: found.start()].rstrip()
    if not is_finished(question) or not has_words(question):
        return Question(text)
    return Question(question, one_line(found["topic"]))


def is_finished(question: str) -> bool:
    """Whether a question ends with its question mark (and what closes a quotation behind it)."""
    return question.rstrip("\"'”’»)] !").endswith(tuple(QUESTION_MARKS))
