"""Which request a sentence is about, and what is to be asked before it can be logged (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.kinds import EVENTS, Asks
from bot.proposals.directory import Directory
from bot.proposals.sentence import Sentence, Sort
from bot.proposals.words import ANSWERED
from db.facts import RequestFacts, RequestLine
from db.lifecycle import ATTEMPTS, EventKind, can_follow

Data = dict[str, Any]


def about(
    sentence: Sentence, lines: Sequence[RequestLine], directory: Directory, member_id: int
) -> list[RequestLine]:
    """The requests among these that a sentence may be about, the member's own first; all of them where it names no body."""
    if sentence.number is not None:
        return [line for line in lines if line.number == sentence.number]
    if sentence.is_ours or sentence.sort is not Sort.NEWS:
        return _about(sentence, list(lines), directory, member_id)
    # What comes back comes from where somebody was asked, if it can; nothing bounces from anywhere else.
    found = _about(sentence, [line for line in lines if line.asked_at is not None], directory, member_id)
    if not found and sentence.bodies and sentence.kind is not EventKind.BOUNCED:
        return _about(sentence, list(lines), directory, member_id)
    return found


def _about(
    sentence: Sentence, found: list[RequestLine], directory: Directory, member_id: int
) -> list[RequestLine]:
    if sentence.bodies:
        ids = sorted({line.body_id for line in found})
        meant = {body_id for named in sentence.bodies for body_id in directory.among(named, ids)}
        found = [line for line in found if line.body_id in meant]
    if sentence.story is not None and any(line.story == sentence.story for line in found):
        found = [line for line in found if line.story == sentence.story]
    mine = [line for line in found if line.member_id == member_id]
    if not sentence.bodies and mine:
        return mine
    return [*mine, *(line for line in found if line.member_id != member_id)]


def is_new(sentence: Sentence, found: Sequence[RequestLine]) -> bool:
    """Whether what we did can only be a request of its own."""
    if not sentence.is_ours or sentence.number is not None:
        return False
    if not sentence.bodies:
        return bool(sentence.questions) and not sentence.again
    return not found


def may_be_new(sentence: Sentence) -> bool:
    """Whether what we did with a body that has an open request may be a request of its own."""
    asks_anew = bool(sentence.questions) and not sentence.again
    return sentence.is_ours and (sentence.deadline is not None or (asks_anew and not sentence.words))


def settled_kind(data: Data, request: RequestFacts) -> EventKind | None:
    """What happened, where it is known: an answer to the only question that is open is one in full."""
    if data["kind"] is not None:
        kind = EventKind(data["kind"])
        if kind is EventKind.ASKED:
            return EventKind.CHASED
        return kind
    if tuple(data["kinds"]) == ANSWERED:
        # Of several questions it is asked which.
        return EventKind.REPLIED_PARTIAL if len(request.open_questions) > 1 else EventKind.REPLIED_FULL
    return None


def lacking(data: Data, request: RequestFacts | None) -> str | None:
    """What is asked next; None where all is known that the record needs."""
    if data["sort"] != "news" and data["kind"] is None:
        return "kind"
    if data["times"]:
        return "when"
    if request is None:
        return "request"
    if data["asks_new"] and not data["joins"]:
        return "new"
    kind = settled_kind(data, request)
    if kind is None:
        return "kind"
    if not can_follow(request.status, kind) or (kind in ATTEMPTS and not request.is_open):
        return "closed"
    asks = EVENTS[kind].asks
    if asks is Asks.CHANNEL and data["channel"] is None:
        return "channel"
    if (
        asks is Asks.QUESTIONS
        and not data["answered"]
        and not data["ticked"]
        and len(request.open_questions) > 1
    ):
        return "questions"
    if asks is Asks.BODY and not all(entry["id"] is not None for entry in data["to"] or [{"id": None}]):
        return "to"
    if asks is Asks.DEADLINE and data["deadline_at"] is None:
        return "deadline"
    if asks is Asks.WORDS and not data["words"]:
        return "words"
    return None
