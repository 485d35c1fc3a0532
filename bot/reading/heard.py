"""What came back, read from the free words in which somebody told it (pure)."""

from __future__ import annotations

from functools import lru_cache

from bot.kinds import EVENTS, SAYS_NOTHING
from bot.reading.kept import from_words, perhaps
from bot.reading.options import LONGEST_TIME, opens_deadline
from bot.reading.phrases import DOUBT, Reader, clauses_of_theirs, is_ours, phrases
from bot.reading.results import result_of
from bot.reading.words import IsTime, one_line
from db.facts import EventFacts
from db.lifecycle import ATTEMPTS, DEADLINES, REPLIES, RESULTS, SPOKEN, EventKind

_MACHINE = EventKind.AUTO_REPLY


@lru_cache(maxsize=1)
def _reader() -> Reader:
    known = [phrase for kind, words in EVENTS.items() for phrase in phrases(words.hinted, kind, sure=False)]
    known += [phrase for kind, words in EVENTS.items() for phrase in phrases(words.heard, kind)]
    known += phrases(SAYS_NOTHING, "")
    # An automatic reply speaks of itself as "we", and often says when somebody will answer.
    return Reader(known, of_theirs={kind for kind, words in EVENTS.items() if words.heard} - {_MACHINE})


@lru_cache(maxsize=1024)
def heard(text: str) -> EventKind | None:
    """Which kind of reply words tell of; None where they tell of none, of several, or with a doubt."""
    said = _reader().read(text)
    if _MACHINE in said:
        return _MACHINE
    kinds = {kind for kind in EVENTS if kind in said}
    return kinds.pop() if len(kinds) == 1 and len(said) == 1 else None


@lru_cache(maxsize=1024)
def hinted(text: str) -> EventKind | None:
    """Which kind of reply words may tell of, be it with a doubt: the only one that they name at all."""
    said = {one.removeprefix(DOUBT) for one in _reader().read(text)}
    if _MACHINE in said:
        return _MACHINE
    kinds = [kind for kind in EVENTS if kind in said]
    return kinds[0] if len(kinds) == 1 else None


@from_words(bool)
def reads_like_a_machine(event: EventFacts) -> bool:
    """Whether what was logged as an acknowledgement has the words of an automatic reply, and nobody has said that a
    person wrote it."""
    return (
        event.kind is EventKind.ACKNOWLEDGED
        and heard(event.text) is EventKind.AUTO_REPLY
        and not event.details.get("by_a_person")
    )


def asks_until(event: EventFacts) -> bool:
    """Whether nobody has said until when they asked for time, or promised an answer."""
    return event.kind in DEADLINES & REPLIES and "until" not in event.details


@from_words(perhaps(EventKind))
def may_be(event: EventFacts) -> EventKind | None:
    """Which kind of reply the words of an acknowledgement tell of, where that is another one."""
    if event.kind is not EventKind.ACKNOWLEDGED or event.details.get("by_a_person"):
        return None
    found = hinted(event.text)
    # Who confirmed something may have confirmed no more than that it arrived, and where we were sent nobody has said.
    return None if found in {EventKind.ACKNOWLEDGED, EventKind.REPLIED_FULL, EventKind.REFERRED} else found


@from_words(perhaps(EventKind))
def told_in(attempt: EventFacts) -> EventKind | None:
    """What a body said, by the words of an attempt: that it promised an answer, would not comment, or denied it. Until that is
    logged it may not be called silent. The words of something written are ours, but where they speak of them."""
    result = result_of(attempt)
    if attempt.kind not in ATTEMPTS:
        return None
    if attempt.channel not in SPOKEN:
        told = {heard(clause) for clause in clauses_of_theirs(attempt.text)} & REPLIES
        return told.pop() if len(told) == 1 else None
    if result is None or RESULTS[result].unanswered or not RESULTS[result].counts:
        return None
    found = hinted(attempt.text)
    return found if found in REPLIES else None


def moved_by(why: str, *, asked: bool) -> EventKind:
    """What moved a deadline, by the words with which it was moved: a body that was asked may have asked for time, or
    promised an answer by then; otherwise it was we."""
    found = heard(why)
    return found if found is not None and asked and found in DEADLINES & REPLIES else EventKind.EXTENDED


@from_words(bool)
def is_perhaps_theirs(event: EventFacts) -> bool:
    """Whether the words with which a deadline was moved may say that the body asked for it."""
    if event.kind is not EventKind.EXTENDED or not event.text.strip():
        return False
    later = event.details.get("from", "") < event.details["to"]  # nobody asks for less time
    return later and not is_ours(event.text)


def until_ahead(text: str, is_time: IsTime) -> tuple[str | None, str]:
    """The time behind a `by` or `until` with which words begin, and the rest, or the time that they are; None where there is
    none."""
    words = text.split()
    if words and is_time(whole := one_line(text).rstrip(".!។ ")):
        return whole, ""
    if not words or not opens_deadline(words[0]):
        return None, text
    for count in range(min(len(words), LONGEST_TIME + 1), 1, -1):
        when = " ".join(words[1:count]).rstrip(",;:.–—។")
        if is_time(when):
            return when, text.split(maxsplit=count)[count] if len(words) > count else ""
    return None, text


def until_behind(text: str, is_time: IsTime) -> str | None:
    """The time behind the last `by` or `until` of words, where they end with it."""
    words = one_line(text).rstrip(".!។ ").split()
    for start in range(len(words) - 1, max(-1, len(words) - LONGEST_TIME - 2), -1):
        when = " ".join(words[start + 1 :])
        if when and opens_deadline(words[start]) and is_time(when):
            return when
    return None
