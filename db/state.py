"""What a request's events lead to: the state that is stored beside them (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from db import lifecycle
from db.lifecycle import EVENTS, REPLIES, Channel, EventKind, Status
from db.tables import Event, Question, Request
from db.text.spelling import to_find


class Placed(lifecycle.AnyEvent, Protocol):
    """An event with its place in the newsroom's chain."""

    @property
    def position(self) -> int: ...


PlacedT = TypeVar("PlacedT", bound=Placed)


@dataclass(frozen=True)
class State:
    """Where a request stands. Instants are UTC.

    Args:
        asked_at: None: nobody has asked, and `channel` and `contact` say nothing then.
        deadline_at: None: no event says.
        attempts, channels_tried: how many attempts may have reached the body, and in how many ways.
        by_publication: the open status that it had when its story came out; see `RequestFacts.by_publication`.
        first_reply_at, answered_at: when the body first said anything, and when it first answered in full.
        waits_for_us: the body asked back, and nobody has answered it.
        lapsed: its deadline passed while it was closed, and it has no new one; see `lapsed_at`.
        last_event_at: when the newest event was recorded, but for a name that changed in the directory.
    """

    status: Status
    asked_at: datetime | None
    channel: Channel | None
    contact: str | None
    deadline_at: datetime | None
    deadline_told: bool
    attempts: int
    channels_tried: int
    by_publication: Status | None
    first_reply_at: datetime | None
    answered_at: datetime | None
    waits_for_us: bool
    lapsed: bool
    last_event_at: datetime
    member_id: int | None = None  # whose it is; None where it was never handed over
    private_to: str | None = None  # who may see it beside its reporter and the editors; None: everybody

    def columns(self) -> dict[str, Any]:
        """What a request's row holds of it, by the names of the columns; what no event says is left as it is there."""
        found = {**vars(self), "is_open": lifecycle.is_open(self.status)}
        silent = set[str]()
        if self.asked_at is None:
            silent |= {"channel", "contact"}
        if self.deadline_at is None:
            silent |= {"deadline_at", "deadline_told"}
        if self.member_id is None:
            silent.add("member_id")
        return {name: value for name, value in found.items() if name not in silent}

    def store(self, request: Request) -> None:
        """Bring a request's row to it."""
        for name, value in self.columns().items():
            setattr(request, name, value)


# The directory's news, and the newsroom's rule: nothing happened to the request.
_NO_NEWS = frozenset({EventKind.RENAMED, EventKind.REDUCED})


@dataclass(frozen=True)
class Renaming:
    """A body's name changed: at this position of the chain, one that was called `was` is called `now`."""

    position: int
    was: str
    now: str


def renamings(events: Iterable[Placed]) -> list[Renaming]:
    """The names that changed by the newsroom's events of that kind, in their order; what was taken back is left out."""
    every = [event for event in events if event.kind is EventKind.RENAMED]
    counted = sorted(lifecycle.in_force(every), key=lambda event: event.position)
    return [
        Renaming(event.position, event.details["was"], event.details["now"])
        for event in counted
        if event.corrects_event_id is None
    ]


def named_by(events: Iterable[PlacedT]) -> PlacedT | None:
    """The event that says to whom a request is: the newest that does; None where it was logged before events did."""
    named = [event for event in lifecycle.in_force(events) if "body" in event.details]
    return max(named, key=lambda event: event.position, default=None)


def body_name_after(events: Iterable[Placed], renamed: Iterable[Renaming]) -> str | None:
    """The name by which a request's body is called now, as its events and those of the directory have it; None where no
    event says."""
    named = named_by(events)
    if named is None:
        return None
    name = str(named.details["body"])
    for renaming in renamed:
        if renaming.position > named.position and renaming.was == name:
            name = renaming.now
    return name


class Recorded(lifecycle.AnyEvent, Protocol):
    """What the state needs of an event."""

    @property
    def recorded_at(self) -> datetime: ...
    @property
    def channel(self) -> Channel | None: ...
    @property
    def contact(self) -> str | None: ...


class Filed(Protocol):
    """What can be searched for of a file."""

    @property
    def file_name(self) -> str: ...
    @property
    def origin(self) -> str: ...


def text_of(questions: Iterable[Question], events: Iterable[Event], files: Iterable[Filed]) -> str:
    """All words in which a request can be found, a line each, as they are seen: of its questions, replies, notes,
    contacts, and of the files with them their names and whom they came from."""
    words: list[str | None] = [word for question in questions for word in (question.text, question.topic)]
    words += [word for event in events for word in (event.text, event.contact, event.details.get("origin"))]
    words += [word for file in files for word in (file.file_name, file.origin)]
    return "\n".join(seen for seen in (to_find(word) for word in words if word) if seen)


def state_after(
    events: Sequence[Recorded],
    *,
    published_at: datetime | None,
    by_referral: bool = False,
    story_private_to: str | None = None,
) -> State:
    """The state that all events of a request lead to, corrected ones among them.

    Args:
        events: one at least, in any order.
        published_at: when its story came out (UTC).
        by_referral: a referral opened it.
        story_private_to: who may see its story, where that is private: so is what is asked for it.
    """
    counted = lifecycle.in_force(events)
    asked = _first(counted, frozenset({EventKind.ASKED}))
    # The newest word counts, in the order of recording: a deadline is ours, it does not "happen" to us.
    deadline = max(filter(lifecycle.sets_deadline, counted), key=_id, default=None)
    tried = [event.channel for event in lifecycle.that_count(counted)]
    replied, answered = _first(counted, REPLIES), _first(counted, frozenset({EventKind.REPLIED_FULL}))
    status = lifecycle.status_after(events, by_referral=by_referral)
    return State(
        status=status,
        asked_at=asked.happened_at if asked else None,
        channel=asked.channel if asked else None,
        contact=asked.contact if asked else None,
        deadline_at=datetime.fromisoformat(deadline.details["to"]) if deadline else None,
        deadline_told=deadline is not None and deadline.details["told"],
        attempts=len(tried),
        channels_tried=len(set(tried)),
        by_publication=lifecycle.open_at(events, published_at, by_referral=by_referral)
        if published_at is not None
        else None,
        first_reply_at=replied.happened_at if replied else None,
        answered_at=answered.happened_at if answered else None,
        waits_for_us=lifecycle.asked_back_at(counted) is not None,
        lapsed=lapsed_at(events, status) is not None,
        last_event_at=max(event.recorded_at for event in events if event.kind not in _NO_NEWS),
        member_id=_owner_after(events),
        private_to=_joined(_private_to_after(events), story_private_to),
    )


def seen_by(member_ids: Iterable[int]) -> str:
    """These members' row ids as a column holds them: each between two bars, so that one is found in it."""
    return "".join(f"|{member_id}|" for member_id in sorted(set(member_ids)))


def named_in(private_to: str | None) -> frozenset[int]:
    """The row ids that it holds."""
    return frozenset(int(one) for one in (private_to or "").split("|") if one)


def _joined(own: str | None, of_story: str | None) -> str | None:
    given = [one for one in (own, of_story) if one is not None]
    return seen_by(member_id for one in given for member_id in named_in(one)) if given else None


def _private_to_after(events: Sequence[Recorded]) -> str | None:
    """Who may see a request by its own events: the newest word counts. One that was private from the beginning is so
    although its asking was taken back."""
    said = [event for event in events if "private" in event.details and "of_story" not in event.details]
    if not said:
        return None
    counted = [
        event for event in lifecycle.in_force(events) if event in said and event.kind is EventKind.PRIVACY
    ]
    told = max(counted, key=_id) if counted else min(said, key=_id)
    if not counted and told.kind is EventKind.PRIVACY:
        return None  # it was taken back
    return seen_by(told.details["named"]) if told.details["private"] else None


def lapsed_at(events: Iterable[Recorded], status: Status) -> datetime | None:
    """Since when (UTC, as recorded) a request waits for a new deadline: its old one had passed before it was opened again,
    or while a record that was taken back held it for closed. Nobody can be late by that one.

    Args:
        status: that to which they lead.
    """
    every = {event.id: event for event in events}
    counted = lifecycle.in_force(every.values())
    deadlines = [event for event in counted if lifecycle.sets_deadline(event)]
    if not deadlines or not lifecycle.is_open(status) or not _first(counted, frozenset({EventKind.ASKED})):
        return None
    deadline_at = datetime.fromisoformat(max(deadlines, key=_id).details["to"])
    passed_at = max(deadline_at, *(event.recorded_at for event in deadlines))
    reopened = {event.id for event in counted if event.kind is EventKind.REOPENED}

    def lapses(event: Recorded) -> bool:
        taken_back = every.get(event.corrects_event_id)
        if taken_back is None or taken_back.kind not in EVENTS:
            return event.id in reopened
        return EVENTS[taken_back.kind].closes is not None and taken_back.recorded_at < deadline_at

    since = (one.recorded_at for one in every.values() if one.recorded_at >= passed_at and lapses(one))
    return max(since, default=None)


def _owner_after(events: Sequence[Recorded]) -> int | None:
    """The row id of the member whose request it is, as the events that handed it over have it, those that were taken back
    among them; None where none did."""
    handed = [event for event in events if event.kind is EventKind.ASSIGNED]
    if not handed:
        return None
    counted = [event for event in lifecycle.in_force(events) if event.kind is EventKind.ASSIGNED]
    if counted:
        return int(max(counted, key=_id).details["owner"])
    return int(min(handed, key=_id).details["owner_was"])


def _id(event: Recorded) -> int:
    return event.id or 0


def _first(counted: Sequence[Recorded], kinds: frozenset[EventKind]) -> Recorded | None:
    return next((event for event in counted if event.kind in kinds), None)
