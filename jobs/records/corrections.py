"""What can be put right in a record, and why one is not (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from db import lifecycle
from db.errors import DeskError
from db.facts import EventFacts
from db.lifecycle import DAY_ONLY, DEADLINES, EVENTS, Channel, EventKind, Result
from db.requests import NewEvent
from db.tables import Event, Request


class AlreadyCorrected(DeskError):
    """The record to be put right no longer stands."""

    message = "That record was corrected or taken back already. Nothing was changed; /status {number} shows how it stands."


class NotTheirs(DeskError):
    """A reporter corrects the record of somebody else."""

    message = "That is {member}'s record: only {member} or an editor can correct it. Nothing was changed; a note of yours can say what you know: /note"


class DeadlineIsMoved(DeskError):
    """A deadline is to be corrected."""

    message = "A deadline is not corrected but moved, so that the record shows both: /extend {number} by fri 5pm. Nothing was changed."


class NobodysRecord(DeskError):
    """What no member recorded is to be corrected."""

    message = "The desk itself recorded that, so there is nothing of anybody's to correct in it. Nothing was changed."


class OnlyTakenBack(DeskError):
    """A part of a record is to be changed that its kind does not have."""

    message = "This can only be taken back, not changed: take it back, and record it again as it was. Nothing was changed on #{number}."


class WordsRemoved(DeskError):
    """A record is to be corrected of which only the hash is left."""

    message = "The words of that record were removed {when} by the newsroom's rule, so it can be neither corrected nor taken back. Nothing was changed. What you know now can be added: /note {number} your words"


class NothingChanged(DeskError):
    """A correction says what the record says."""

    message = "The record says so already. Nothing was changed."


class NotYet(DeskError):
    """A correction puts a record into the future."""

    message = "That time is still to come, so it cannot have happened then. Nothing was changed."


class BeforeAsking(DeskError):
    """Something is said to have happened before the body was asked."""

    message = "#{number} was asked only on {asked}; this cannot have happened before. Nothing was changed. If it was asked earlier, put that right first: /correct {number}"


class AskedAfterwards(DeskError):
    """A correction puts the asking behind what came of it."""

    message = "#{number} cannot have been asked only then: on {earliest} something came of it already, as recorded. Correct that first. Nothing was changed."


class AskedAfterDeadline(DeskError):
    """A correction puts the asking behind the deadline."""

    message = "The deadline of #{number} was {deadline}, so it cannot have been asked only then. If they were given more time, log that first: /extend {number} by fri 5pm. Nothing was changed."


class DoesNotFit(DeskError):
    """The lifecycle has no such move at the time a correction gives."""

    message = "That does not fit what else is on record about #{number} at that time. Nothing was changed; /status {number} shows it."


@dataclass(frozen=True)
class Change:
    """What should have been recorded; None: as it was. `happened_at` is a UTC instant; `kind` is one that can be put right into another (`Part.KIND`);
    `day_only`: nobody told the hour of that instant; `contact` is who was asked, "" for nobody by name; `answered` are positions of questions, from 1; `result` is what became of an attempt, "" what nobody said;
    `until` are the details that say until when they asked for time, or promised an answer; `by_a_person`: what reads like
    an automatic reply is none."""

    happened_at: datetime | None = None
    text: str | None = None
    channel: Channel | None = None
    contact: str | None = None
    kind: EventKind | None = None
    answered: tuple[int, ...] | None = None
    result: Result | Literal[""] | None = None
    until: Mapping[str, Any] | None = None
    by_a_person: bool = False
    day_only: bool = False


def again(was: Event | EventFacts, change: Change) -> NewEvent:
    """The event once more, with what should have been recorded. Its files stay with the first of its place."""
    kind = change.kind or was.kind
    details = {name: value for name, value in was.details.items() if name != "files"}
    details["in_place_of"] = lifecycle.original_id(was)
    if change.happened_at is not None:
        details.pop(DAY_ONLY, None)
    if change.day_only:
        details[DAY_ONLY] = True
    if change.answered is not None:
        details["answered"] = sorted(change.answered)
    elif change.kind not in (None, EventKind.REPLIED_PARTIAL):
        details.pop("answered", None)
    if not details.get("answered", True):
        del details["answered"]
    if "until" in details and (kind not in DEADLINES or change.until):
        for name in ("until", "from", "to", "told"):
            details.pop(name, None)
    details |= change.until or {}
    if change.by_a_person:
        details["by_a_person"] = True
    channel = change.channel or was.channel
    if change.result is not None:
        details["result"] = change.result
    held = details.get("result", "")
    if not held or channel not in lifecycle.RESULTS[Result(held)].channels:
        details.pop("result", None)
    return NewEvent(
        kind,
        was.member_id,
        change.happened_at or was.happened_at,
        channel,
        was.contact if change.contact is None else change.contact or None,
        was.text if change.text is None else change.text,
        details,
    )


def what_changed(was: Event, right: NewEvent) -> tuple[str, ...]:
    """What differs: "kind", "questions", "time", "channel", "contact", "words", "result", "until"."""
    differs = {
        "kind": was.kind != right.kind or was.details.get("by_a_person") != right.details.get("by_a_person"),
        "questions": was.details.get("answered", []) != right.details.get("answered", []),
        "time": was.happened_at != right.happened_at
        or was.details.get(DAY_ONLY) != right.details.get(DAY_ONLY),
        "channel": was.channel != right.channel,
        "contact": was.contact != right.contact,
        "words": was.text != right.text,
        "until": was.kind == right.kind and was.details.get("until") != right.details.get("until"),
        # Where words or channel are put right, what they say goes along.
        "result": (was.text, was.channel) == (right.text, right.channel)
        and was.details.get("result") != right.details.get("result"),
    }
    return tuple(part for part, is_so in differs.items() if is_so)


def check_time(
    request: Request,
    was: Event,
    right: NewEvent,
    events: Sequence[Event],
    changed: Sequence[str],
    now: datetime,
) -> None:
    """See whether it can have happened when it is said to have, given what else is on record at `now` (UTC).

    Raises:
        NotYet, BeforeAsking, AskedAfterwards, AskedAfterDeadline, DoesNotFit: it cannot.
    """
    if right.happened_at > now:
        raise NotYet
    counted = [event for event in lifecycle.in_force(events) if event.id != was.id]
    if "time" in changed and was.kind is EventKind.ASKED:
        _check_asking(request, right.happened_at, counted)
    elif "time" in changed:
        asked = next((event for event in counted if event.kind is EventKind.ASKED), None)
        if asked is not None and lifecycle.is_before(right.happened_at, asked.happened_at):
            raise BeforeAsking(number=request.number, asked=asked.happened_at)
    if {"time", "kind"} & set(changed):
        put = _as_event(was, right)
        if not lifecycle.fits([*counted, put], put):
            raise DoesNotFit(number=request.number)


def _check_asking(request: Request, asked_at: datetime, counted: Sequence[Event]) -> None:
    for event in counted:
        if EVENTS[event.kind].after_asking and lifecycle.is_before(event.happened_at, asked_at):
            raise AskedAfterwards(number=request.number, earliest=event.happened_at)
    if asked_at >= request.deadline_at:
        raise AskedAfterDeadline(number=request.number, deadline=request.deadline_at)


def _as_event(was: Event, right: NewEvent) -> Event:
    """What would be recorded, to be judged with the others; it is never written."""
    return Event(
        id=was.id,
        newsroom_id=was.newsroom_id,
        request_id=was.request_id,
        kind=right.kind,
        happened_at=right.happened_at,
        recorded_at=was.recorded_at,
        member_id=was.member_id,
        details=right.details,
    )
