"""What became of an attempt, read from the words in which somebody told it (pure)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from functools import cache, lru_cache

from bot import kinds
from bot.reading.kept import from_words, perhaps
from bot.reading.phrases import DOUBT, Reader, clauses_of_theirs, phrases
from db.facts import EventFacts
from db.lifecycle import ANSWERS, ATTEMPTS, RESULTS, SPOKEN, Channel, EventKind, Result

_SHORT = 5
# "The office closed at 5pm" speaks of the office.
_HOURS = re.compile(r"\b(?:clos|lock|open)|បិទ|បើក|សោ")


@cache
def _reader(channel: Channel) -> Reader:
    known = []
    for result, words in kinds.RESULTS.items():
        if channel in RESULTS[result].channels:
            known += phrases(words.typed, result)
            known += phrases(words.deniable, result, words.denied)
    if channel in SPOKEN:  # who gave any word on the substance was spoken to
        for kind in ANSWERS:
            known += phrases(kinds.EVENTS[kind].heard, Result.PICKED_UP)
    return Reader(known)


@lru_cache(maxsize=1024)
def read_result(channel: Channel | None, text: str, *, whole: bool = True) -> Result | None:
    """What became of an attempt by a channel, as its words say; `whole`: they are no part of others.

    Returns:
        UNKNOWN where a call or a visit has words that say nothing known, or things that do not go together: somebody
        must say it. None where nothing was noted, or where it is of no interest.
    """
    if channel is None or not text.strip(" .!,-–—"):
        return None
    return _one_of(
        _reader(channel).read(text, whole=whole), otherwise=Result.UNKNOWN if channel in SPOKEN else None
    )


def result_of(event: EventFacts) -> Result | None:
    """What became of an attempt: as recorded, or as its words say where it was recorded before that was asked for."""
    if event.kind not in ATTEMPTS:
        return None
    said = event.details.get("result")
    return Result(said) if said else result_read(event)


@from_words(perhaps(Result))
def result_read(event: EventFacts) -> Result | None:
    """What became of an attempt, by its words alone."""
    return read_result(event.channel, event.text)


@cache
def _gatekeepers() -> Reader:
    private = phrases(kinds.PRIVATE_PEOPLE, "private")
    return Reader(
        [*phrases(kinds.GATEKEEPERS, "another"), *phrases(kinds.NO_GATEKEEPERS, "themselves"), *private]
    )


def is_of_another(event: EventFacts, contact: str) -> bool:
    """Whether the words of an attempt say that somebody was spoken to who is not the one it was addressed to: "the secretary
    said he is in a meeting"."""
    result = result_of(event)
    if result is None or not RESULTS[result].spoken:
        return False
    who = {"another", "private"}
    return bool(who & people_in(event)) and not who & set(_gatekeepers().read(contact))


@from_words(lambda kept: frozenset(kept or ()))
def people_in(event: EventFacts) -> frozenset[str]:
    """Which sorts of people words speak of that are not who was asked for."""
    return frozenset(_gatekeepers().read(event.text))


def is_private(event: EventFacts) -> bool:
    """Whether the words of an attempt say that somebody was spoken to, or has the message, who is no part of the body: "his
    wife answered, he is abroad"."""
    result = result_of(event)
    spoken = result is Result.MESSAGE_LEFT or (result is not None and RESULTS[result].spoken)
    return spoken and "private" in people_in(event)


@cache
def _sayings() -> Reader:
    known = [*phrases(kinds.SAYINGS, "said"), *phrases(kinds.NO_ANSWER_SAID, "no answer")]
    return Reader([*known, *phrases(kinds.GATEKEEPERS, "no answer")], of_theirs={"said"})


@from_words(bool)
def tells_what_was_said(event: EventFacts) -> bool:
    """Whether the words of an attempt tell what whoever was spoken to said, and that may be an answer, or of something
    written that anything came back: nobody has said what that was."""
    if event.kind in ATTEMPTS and event.channel not in SPOKEN:
        return _wrote_back(event.text, chat=event.channel is Channel.MESSAGE)
    if result_of(event) is not Result.PICKED_UP:
        return False
    said = _sayings().read(event.text)
    return "said" in said and "no answer" not in said


@cache
def _words_back() -> tuple[Reader, Reader, Reader]:
    machine = phrases(f"{kinds.EVENTS[EventKind.AUTO_REPLY].heard}, automatically", "machine")
    return (
        Reader([*phrases(kinds.WROTE_BACK, "back"), *machine]),
        Reader([*phrases(kinds.WROTE_BACK, "back"), *phrases(kinds.SAYINGS, "back"), *machine]),
        Reader([*phrases(kinds.THEIR_WORD, "back"), *machine]),
    )


@lru_cache(maxsize=1024)
def _wrote_back(text: str, *, chat: bool) -> bool:
    # Where people write to one another all the time, what somebody "said" they wrote; beside a letter they said it before.
    of_theirs, in_a_chat, anywhere = _words_back()
    said = anywhere.read(text)
    for clause in clauses_of_theirs(text):
        said |= (in_a_chat if chat else of_theirs).read(clause)
    return "back" in said and "machine" not in said


def as_told(events: Iterable[EventFacts]) -> list[EventFacts]:
    """Events in the order in which they happened; a call or a visit of which nothing is noted is one of which nobody
    knows what became where a note after it, and before the next attempt, may say it."""
    found = list(events)
    for at, event in enumerate(found):
        if event.kind is not EventKind.NOTE:
            continue
        last = next((n for n in range(at - 1, -1, -1) if found[n].kind in ATTEMPTS), None)
        if last is None or found[last].channel not in SPOKEN or result_of(found[last]) is not None:
            continue
        if found[last].channel in results_told(event):
            details = found[last].details | {"result": Result.UNKNOWN}
            found[last] = replace(found[last], details=details)
    return found


@from_words(lambda kept: frozenset(map(Channel, kept or ())))
def results_told(event: EventFacts) -> frozenset[Channel]:
    """Of attempts by which channels words say what became of them."""
    said = {channel: read_result(channel, event.text) for channel in SPOKEN}
    return frozenset(channel for channel, result in said.items() if result not in {None, Result.UNKNOWN})


def asks_for_result(event: EventFacts) -> bool:
    """Whether somebody should say what became of an attempt."""
    return result_of(event) is Result.UNKNOWN


def says_all(words: str) -> bool:
    """Whether words are the result of an attempt or of a request and nothing else, such as "no answer"."""
    if words in kinds.SAY_ALL:
        return True
    became = read_result(Channel.CALL, words)
    short = len(words.split()) <= _SHORT and not _HOURS.search(words)
    return short and became is not None and became is not Result.UNKNOWN and not RESULTS[became].spoken


def _one_of(said: Collection[str], otherwise: Result | None) -> Result | None:
    """The one that holds where words say several: somebody was spoken to in the end, or the weaker of what is left."""
    if DOUBT in said:
        return otherwise
    found = {Result(each) for each in said} - {Result.UNKNOWN}
    none = [result for result in kinds.RESULTS if result in found and not RESULTS[result].counts]
    if none:
        others = found - set(none) - {result for result in found if RESULTS[result].spoken}
        return otherwise if others else none[0]
    for result in (Result.SENT_AWAY, Result.HUNG_UP, Result.MESSAGE_LEFT, Result.PICKED_UP):
        if result in found:
            return result
    return next((result for result in kinds.RESULTS if result in found), otherwise)
