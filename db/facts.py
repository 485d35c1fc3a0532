"""What the record holds, as frozen values that rules and texts can use without a database."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from db import lifecycle
from db.lifecycle import ATTEMPTS, BY_THE_DESK, BodyKind, Channel, EventKind, Status
from db.state import named_by, named_in
from db.tables import Outcome
from db.text.names import as_asked


@dataclass(frozen=True)
class FileFacts:
    """A file that belongs to an event. `outcome`: kept (then `sha256` names our copy), dead (only Telegram's reference
    is left; `trouble` says why), or None while a copy is still to be had. `origin`, `origin_at`: whom a forward came
    from, and when it was first sent."""

    id: int
    kind: str
    name: str
    mime_type: str
    size: int | None
    origin: str
    origin_at: datetime | None
    sha256: str
    outcome: Outcome | None
    trouble: str
    sent_at: datetime | None = None  # when it was recorded with the event it came with

    @property
    def is_kept(self) -> bool:
        """Whether our own copy is stored."""
        return self.outcome is Outcome.KEPT


@dataclass(frozen=True)
class EventFacts:
    """One event as the history shows it. `corrected`: a later correction took it back. `position`, `hash`: its link
    in the newsroom's chain of events."""

    id: int
    kind: EventKind
    happened_at: datetime
    recorded_at: datetime
    member: str
    channel: Channel | None
    contact: str | None
    text: str
    details: dict[str, Any]
    corrects_event_id: int | None
    corrected: bool
    files: tuple[FileFacts, ...] = ()
    position: int = 0
    hash: str = ""
    member_id: int = 0
    owners: tuple[str, ...] = ()  # whose the request is by it, or who sees it by it
    reduced_at: datetime | None = None  # when its words were removed (UTC)

    @property
    def made(self) -> tuple[datetime, Channel | None, int]:
        """What an attempt was, wherever it was logged: one that served two requests is one."""
        return self.happened_at, self.channel, self.member_id

    @property
    def letter(self) -> str:
        """The words of the letter that was sent, as the desk drafted it; "" where it drafted none."""
        return str((self.details.get("letter") or {}).get("words", ""))


@dataclass(frozen=True)
class QuestionFacts:
    """One question, and whether a recorded reply answered it. `mark`: its words were removed; `text` is then its topic."""

    position: int
    text: str
    topic: str | None
    answered: bool
    mark: str = ""

    @property
    def same(self) -> str:
        """What is alike of two questions that ask the same, be the words of one of them removed."""
        return self.mark or mark_of_words(self.text)


def mark_of_words(question: str) -> str:
    """What a question is compared by, of which its words cannot be read."""
    return hashlib.sha256(as_asked(question).encode()).hexdigest()[:32]


FIRST_MARK = 10**8


def mark_of(event_id: int, event_hash: str) -> int:
    """What a button carries of an event, in nine digits. Its hash covers everything before it: where a record was put
    back as it was once, and has gone on otherwise since, no event has the mark of one that was lost."""
    return FIRST_MARK + (int(event_hash[:15], 16) if event_hash else event_id) % (9 * FIRST_MARK)


def answered_positions(events: Iterable[EventFacts]) -> tuple[frozenset[int], bool]:
    """The positions of the questions that recorded replies answered one by one, and whether a full answer that was
    not reopened answered all of them."""
    in_part: set[int] = set()
    in_full = False
    for event in lifecycle.in_force(events):
        if event.kind is EventKind.REPLIED_PARTIAL:
            in_part |= set(event.details.get("answered", []))
        elif event.kind is EventKind.REPLIED_FULL:
            in_full = True
        elif event.kind is EventKind.REOPENED:
            in_full = False
    return frozenset(in_part), in_full


@dataclass(frozen=True)
class Linked:
    """The other end of a referral. `asked`: whether anybody has put the questions there; `body_id`: of the body to which
    it was opened."""

    number: int
    body: str
    status: Status
    asked: bool = True
    body_km: str | None = None
    body_id: int = 0


HIDDEN_ORIGIN = Linked(0, "🔒", Status.REFERRED)  # a request that whoever looks may not see


@dataclass(frozen=True)
class Standing:
    """Whom a request is to, whose it is, and where it stands. Instants are UTC."""

    id: int
    number: int
    status: Status
    body_id: int
    body: str
    body_km: str | None
    story_id: int | None
    story: str | None
    published_at: datetime | None
    member_id: int
    member: str
    channel: Channel | None
    asked_at: datetime | None
    deadline_at: datetime
    deadline_told: bool
    waits_for_us: bool = field(default=False, kw_only=True)  # the body asked back, and nobody has answered it
    lapsed: bool = field(default=False, kw_only=True)  # see `db.state.lapsed_at`
    private_to: str | None = field(default=None, kw_only=True)  # see `db.tables.Request`

    @property
    def is_private(self) -> bool:
        """Whether only its reporter, whom they name and the editors may see it."""
        return self.private_to is not None

    def is_seen_by(self, viewer: int) -> bool:
        """Whether this member may, who is no editor, or nobody in particular."""
        return self.private_to is None or viewer == self.member_id or viewer in named_in(self.private_to)

    @property
    def is_open(self) -> bool:
        """Whether an answer is still owed."""
        return lifecycle.is_open(self.status)

    @property
    def stands(self) -> bool:
        """Whether its clock stands still: the body waits for our answer, or it has no deadline that holds."""
        return self.waits_for_us or self.lapsed

    def overdue(self, now: datetime) -> bool:
        """Whether the body was asked, still owes an answer, and its deadline has passed at `now` with its clock running."""
        if self.stands:
            return False
        return self.asked_at is not None and lifecycle.is_overdue(self.status, self.deadline_at, now)

    def late_by(self, now: datetime) -> timedelta:
        """How long ago the deadline passed at `now`; zero while it is ahead."""
        return max(now - self.deadline_at, timedelta(0))


@dataclass(frozen=True)
class RequestLine(Standing):
    """One request as lists show it, from its own row: none of its events is read.

    Args:
        attempt_count, channel_count: how many attempts may have reached the body, and in how many ways.
        by_publication: see `RequestFacts.by_publication`.
    """

    attempt_count: int
    channel_count: int
    by_publication: Status | None


def by_id(event: EventFacts) -> int:
    """The order in which events were recorded."""
    return event.id


@dataclass(frozen=True)
class RequestFacts(Standing):
    """One request with all that the record shows about it. `contact_role`: what the directory says that whoever was asked
    is at the body, "" where it does not say."""

    body_kind: BodyKind
    publish_at: datetime | None
    contact: str | None
    questions: tuple[QuestionFacts, ...]
    events: tuple[EventFacts, ...]
    referred_from: Linked | None
    referred_to: tuple[Linked, ...]
    contact_role: str = ""
    away_until: datetime | None = None  # whose it is, of whom others have the reminders until then
    named: tuple[str, ...] = ()  # who may see it beside its reporter and the editors, where it is private
    beside_hidden: bool = (
        False  # the same body has a request for the same story that whoever looks may not see
    )

    @cached_property
    def events_seen(self) -> int:
        """The mark of the newest event that people have recorded: what a card has seen. What the desk adds overtakes no
        card."""
        newest = max(self.by_people, key=by_id, default=None)
        return FIRST_MARK if newest is None else mark_of(newest.id, newest.hash)

    @cached_property
    def by_people(self) -> tuple[EventFacts, ...]:
        """The events that people recorded, in the order in which they happened; the desk's own are left out."""
        return tuple(event for event in self.events if event.kind not in BY_THE_DESK)

    @cached_property
    def in_force(self) -> tuple[EventFacts, ...]:
        """The events that count, in the order in which they happened."""
        return tuple(lifecycle.in_force(self.events))

    @cached_property
    def reduced_at(self) -> datetime | None:
        """When words of it were removed last by the newsroom's rule (UTC); None: all of them are there."""
        return max((event.reduced_at for event in self.events if event.reduced_at), default=None)

    @cached_property
    def attempts(self) -> tuple[EventFacts, ...]:
        """The events in which somebody tried to reach the body, in the order in which they happened."""
        return tuple(event for event in self.in_force if event.kind in ATTEMPTS)

    @cached_property
    def counted(self) -> tuple[EventFacts, ...]:
        """Those of them that may have reached somebody, by what was recorded of them."""
        return tuple(lifecycle.that_count(self.in_force))

    @cached_property
    def asked_as(self) -> tuple[str, str | None]:
        """The names that the body had when this was put to it, as `body` and `body_km` are those it has now."""
        named = named_by(self.events)
        if named is None:  # logged before events held names
            return self.body, self.body_km
        name = str(named.details["body"])
        # Older events hold no Khmer name: where the other is the same, so was this, as far as anybody knows.
        return name, named.details.get("body_km", self.body_km if name == self.body else None)

    @cached_property
    def told_until(self) -> datetime | None:
        """The deadline that the body was told last; None where it was told none. One that was brought forward without its
        knowing holds for us alone."""
        if self.deadline_told:
            return self.deadline_at
        set_before = sorted((event for event in self.in_force if lifecycle.sets_deadline(event)), key=by_id)[
            :-1
        ]
        told = [event for event in set_before if event.details["told"]]
        return datetime.fromisoformat(told[-1].details["to"]) if told else None

    @property
    def is_held_to_less(self) -> bool:
        """Whether the present deadline was brought forward, and the body was told the later one."""
        return not self.deadline_told and self.told_until is not None and self.deadline_at < self.told_until

    @property
    def attempt_count(self) -> int:
        """How many attempts may have reached the body."""
        return len(self.counted)

    @property
    def channel_count(self) -> int:
        """In how many ways; a way that was not noted is one."""
        return len({event.channel for event in self.counted})

    @cached_property
    def open_questions(self) -> tuple[QuestionFacts, ...]:
        """The questions nobody has answered yet."""
        return tuple(question for question in self.questions if not question.answered)

    @property
    def leads_to(self) -> tuple[Linked, ...]:
        """Of the requests that referrals opened (`referred_to`), those to bodies which a referral that still counts
        named; of two to one body, the one that nobody has asked is left out."""
        referrals = [event.details for event in self.in_force if event.kind is EventKind.REFERRED]
        if any("body_ids" not in details for details in referrals):
            return self.referred_to
        named = {body_id for details in referrals for body_id in details["body_ids"]}
        asked = {linked.body_id for linked in self.referred_to if linked.asked}
        newest = {linked.body_id: linked for linked in self.referred_to}
        return tuple(
            linked
            for linked in self.referred_to
            if linked.body_id in named
            and (linked.asked if linked.body_id in asked else linked is newest[linked.body_id])
        )

    @cached_property
    def by_publication(self) -> Status | None:
        """The open status it had when its story came out, by the order of happening; None where the story is not
        out, or where it was not asked or not open then."""
        if self.published_at is None:
            return None
        by_referral = self.referred_from is not None
        return lifecycle.open_at(self.events, self.published_at, by_referral=by_referral)


AnyRequest = RequestLine | RequestFacts
