"""What a sentence says, as it is read (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.proposals.directory import Named
from bot.reading.errors import TopicTooLong
from bot.reading.request import LONGEST_TOPIC, Question, read_topic, split_questions
from db.lifecycle import Channel, EventKind, Result


class Sort(StrEnum):
    """What a text is to the record: news of a request, small talk, a question to the desk, something that is still to be done
    or was not, that they were silent, or nobody knows what."""

    NEWS = "news"
    SMALL = "small"
    QUESTION = "question"
    LATER = "later"
    SILENT = "silent"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Sentence:
    """What a sentence says. Times are raw text; what is not said is None.

    Args:
        kind: `ASKED` where we asked or tried, be it for the first time or again; None where several are possible.
        kinds: of what is in doubt, the likely ones.
        further: when it was done once more, and once more.
        again: that it was not the first time.
        bodies: who was asked, or who said it; several only where we asked.
        channel, also: how we tried, and how else in the same breath.
        to: where they sent us.
        questions: what was asked, each with its topic.
        asked: the same as it was typed.
        words: what is told beside all that.
        then: what they said to it, in one breath.
        result: what is likely to have become of it, where the words do not say so plainly.
        beside: what is told of another body in the same text.
        command, plainly: the command that shows what a question asks for, and that it says nothing else.
    """

    sort: Sort = Sort.UNKNOWN
    kind: EventKind | None = None
    kinds: tuple[EventKind, ...] = ()
    again: bool = False
    bodies: tuple[Named, ...] = ()
    to: tuple[Named, ...] = ()
    number: int | None = None
    channel: Channel | None = None
    also: Channel | None = None
    contact: str | None = None
    happened: str | None = None
    further: tuple[str, ...] = ()
    deadline: str | None = None
    story: str | None = None
    questions: tuple[tuple[str, str | None], ...] = ()
    asked: str = ""
    words: str = ""
    then: Sentence | None = None
    beside: Sentence | None = None
    result: Result | None = None
    command: str = ""
    plainly: bool = False

    @property
    def is_ours(self) -> bool:
        """Whether it tells what we did to reach a body."""
        return self.kind is EventKind.ASKED and self.sort is Sort.NEWS


def as_questions(asked: str, *, about: bool = False) -> tuple[tuple[str, str | None], ...]:
    """What was asked, each with its topic: what they were asked about is a topic."""
    if about:
        text = asked[:1].upper() + asked[1:]
        return ((text, asked if len(asked) <= LONGEST_TOPIC and "?" not in asked else None),)
    return tuple(_with_topic(each) for each in split_questions(asked))


def _with_topic(asked: str) -> tuple[str, str | None]:
    try:
        question = read_topic(asked)
    except TopicTooLong:
        question = Question(asked)
    text = question.text
    return text[:1].upper() + text[1:], question.topic
