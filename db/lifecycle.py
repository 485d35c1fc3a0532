"""The life of a request: its statuses, the events that move it, and nothing else (pure).

The one table below says which event is allowed in which status and where it leads. A stored status is always the
result of `status_after`, so correcting an event is the same as never having recorded it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum, auto
from typing import Any, Protocol, TypeVar

from db.errors import NotPossibleNow


class Status(StrEnum):
    """Where a request stands."""

    WAITING = "waiting"
    ACKNOWLEDGED = "acknowledged"
    PARTIAL = "partial"
    ANSWERED = "answered"
    DECLINED = "declined"
    REFERRED = "referred"
    UNDELIVERABLE = "undeliverable"
    WITHDRAWN = "withdrawn"


class EventKind(StrEnum):
    """What can happen to a request. Recorded once, never edited."""

    ASKED = "asked"
    CHASED = "chased"
    ACKNOWLEDGED = "acknowledged"
    AUTO_REPLY = "auto_reply"
    ASKED_TIME = "asked_time"
    PROMISED = "promised"
    ASKED_BACK = "asked_back"
    REPLIED_PARTIAL = "replied_partial"
    REPLIED_FULL = "replied_full"
    DECLINED = "declined"
    REFERRED = "referred"
    BOUNCED = "bounced"
    DEADLINE_SET = "deadline_set"
    EXTENDED = "extended"
    NOTE = "note"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"
    CORRECTED = "corrected"
    PUBLISHED = "published"
    FILED = "filed"
    REDUCED = "reduced"
    BODY_CORRECTED = "body_corrected"
    RENAMED = "renamed"
    ASSIGNED = "assigned"
    PRIVACY = "privacy"


class Channel(StrEnum):
    """How a body was reached for."""

    EMAIL = "email"
    CALL = "call"
    MESSAGE = "message"
    VISIT = "visit"
    LETTER = "letter"
    FAX = "fax"


class Result(StrEnum):
    """What became of an attempt."""

    NO_ANSWER = "no_answer"
    BUSY = "busy"
    SWITCHED_OFF = "switched_off"
    MESSAGE_LEFT = "message_left"
    PICKED_UP = "picked_up"
    HUNG_UP = "hung_up"
    SENT_AWAY = "sent_away"
    WRONG_NUMBER = "wrong_number"
    CAME_BACK = "came_back"
    UNKNOWN = "unknown"


class Role(StrEnum):
    """What a member may do in the newsroom."""

    REPORTER = "reporter"
    EDITOR = "editor"


class BodyKind(StrEnum):
    """What sort of institution a body is."""

    COURT = "court"
    MINISTRY = "ministry"
    DEPARTMENT = "department"
    POLICE = "police"
    EMBASSY = "embassy"
    COMPANY = "company"
    INTERNATIONAL = "international"
    OTHER = "other"


OPEN = frozenset({Status.WAITING, Status.ACKNOWLEDGED, Status.PARTIAL, Status.UNDELIVERABLE})
CLOSED = frozenset(Status) - OPEN


class Word(Enum):
    """What a body said by an event."""

    NONE = auto()  # nothing: it is something that we did, or that happened to a letter
    ACKNOWLEDGEMENT = (
        auto()
    )  # that it has the questions, or when it will answer, or a question of its own; no answer
    ANSWER = auto()  # its own word on the substance, be it a refusal


class ClaimKind(StrEnum):
    """What a record permits to say in print. `bot/claims` says which, and how."""

    NO_RESPONSE_EMAILS = "no_response_emails"
    CALLS_UNANSWERED = "calls_unanswered"
    NO_RESPONSE_REPEATED = "no_response_repeated"
    NO_RESPONSE = "no_response"
    NOT_IMMEDIATELY = "not_immediately"
    ACKNOWLEDGED_ONLY = "acknowledged_only"
    ASKED_TIME = "asked_time"
    PROMISED = "promised"
    ASKED_BACK = "asked_back"
    PARTLY_ANSWERED = "partly_answered"
    DECLINED = "declined"
    REFERRED = "referred"
    NOT_REACHED = "not_reached"
    CALLS_NOT_RETURNED = "calls_not_returned"
    NO_COMMENT = "no_comment"
    ANSWERED = "answered"
    NONE = "none"


class By(Enum):
    """Whose record an event is."""

    MEMBER = auto()  # a member's, who can take it back, as an editor can
    ALONG = auto()  # recorded along with something else, with which it stands and falls
    DESK = auto()  # the desk's own: it is no news of the request, and nobody's to take back


class Part(StrEnum):
    """What can be put right in a record, beside taking it back."""

    TIME = "time"
    WORDS = "words"
    CHANNEL = "channel"
    CONTACT = "contact"  # who was asked
    RESULT = "result"  # what became of an attempt
    UNTIL = "until"  # until when they asked for time, or promised to answer
    KIND = "kind"  # into another of the kinds that have it
    QUESTIONS = "questions"


Moves = Mapping[Status, Status]


def _stays(statuses: Iterable[Status]) -> Moves:
    return {status: status for status in statuses}


def _closes(status: Status) -> Moves:
    return dict.fromkeys(OPEN, status)


def _leads(*, waiting: Status, acknowledged: Status, partial: Status, undeliverable: Status) -> Moves:
    return {
        Status.WAITING: waiting,
        Status.ACKNOWLEDGED: acknowledged,
        Status.PARTIAL: partial,
        Status.UNDELIVERABLE: undeliverable,
    }


@dataclass(frozen=True)
class EventRule:
    """What the record makes of one kind of event.

    Args:
        moves: where it leads from each status in which it is possible.
        word: what the body said by it.
        claim: what it permits to say in print, where it is the body's word that counts.
        by: whose record it is.
        parts: what can be put right in it.
        attempt: we tried to reach the body by it.
        after_asking: it cannot have happened before the body was asked.
        sets_deadline: its details may say the deadline that holds from then on.
        begins_anew: after a story came out without an answer, it shows that somebody turns to the body again.
    """

    moves: Moves
    word: Word
    claim: ClaimKind | None = None
    by: By = By.MEMBER
    parts: frozenset[Part] = frozenset()
    attempt: bool = False
    after_asking: bool = False
    sets_deadline: bool = False
    begins_anew: bool = False

    def __post_init__(self) -> None:
        if (self.word is Word.NONE) is not (self.claim is None):
            raise ValueError("a body's word permits a claim, and nothing else does")

    @property
    def closes(self) -> Status | None:
        """The closed status to which it leads from any open one; None where it closes nothing."""
        after = self.moves.get(Status.WAITING)
        return after if after in CLOSED else None


_TIME_AND_WORDS = frozenset({Part.TIME, Part.WORDS})
_OF_AN_ATTEMPT = _TIME_AND_WORDS | {Part.CHANNEL, Part.CONTACT, Part.RESULT}
_OF_A_REPLY = _TIME_AND_WORDS | {Part.KIND, Part.QUESTIONS}
_OF_A_DELAY = _OF_A_REPLY | {Part.UNTIL}
_W, _A, _P, _U = Status.WAITING, Status.ACKNOWLEDGED, Status.PARTIAL, Status.UNDELIVERABLE
_E = EventKind

# The only list of what can happen to a request. Its words, buttons and commands stand in `bot/kinds.py`.
EVENTS: dict[EventKind, EventRule] = {
    _E.ASKED: EventRule(_stays(OPEN), Word.NONE, parts=_OF_AN_ATTEMPT, attempt=True),
    _E.CHASED: EventRule(
        _leads(waiting=_W, acknowledged=_A, partial=_P, undeliverable=_W),
        Word.NONE,
        parts=_OF_AN_ATTEMPT,
        attempt=True,
        after_asking=True,
    ),
    _E.ACKNOWLEDGED: EventRule(
        _leads(waiting=_A, acknowledged=_A, partial=_P, undeliverable=_A),
        Word.ACKNOWLEDGEMENT,
        ClaimKind.ACKNOWLEDGED_ONLY,
        parts=_OF_A_REPLY,
        after_asking=True,
    ),
    # What a machine sent is no word of the body.
    _E.AUTO_REPLY: EventRule(_stays(OPEN), Word.NONE, parts=_OF_A_REPLY, after_asking=True),
    _E.ASKED_TIME: EventRule(
        _leads(waiting=_A, acknowledged=_A, partial=_P, undeliverable=_A),
        Word.ACKNOWLEDGEMENT,
        ClaimKind.ASKED_TIME,
        parts=_OF_A_DELAY,
        after_asking=True,
        sets_deadline=True,
        begins_anew=True,
    ),
    _E.PROMISED: EventRule(
        _leads(waiting=_A, acknowledged=_A, partial=_P, undeliverable=_A),
        Word.ACKNOWLEDGEMENT,
        ClaimKind.PROMISED,
        parts=_OF_A_DELAY,
        after_asking=True,
        sets_deadline=True,
    ),
    _E.ASKED_BACK: EventRule(
        _leads(waiting=_A, acknowledged=_A, partial=_P, undeliverable=_A),
        Word.ACKNOWLEDGEMENT,
        ClaimKind.ASKED_BACK,
        parts=_OF_A_REPLY,
        after_asking=True,
    ),
    _E.REPLIED_PARTIAL: EventRule(
        _leads(waiting=_P, acknowledged=_P, partial=_P, undeliverable=_P),
        Word.ANSWER,
        ClaimKind.PARTLY_ANSWERED,
        parts=_OF_A_REPLY,
        after_asking=True,
    ),
    _E.REPLIED_FULL: EventRule(
        _closes(Status.ANSWERED), Word.ANSWER, ClaimKind.ANSWERED, parts=_OF_A_REPLY, after_asking=True
    ),
    # A body may decline and send us elsewhere in one: the other may be recorded too, and changes no status.
    _E.DECLINED: EventRule(
        {**_closes(Status.DECLINED), Status.REFERRED: Status.REFERRED},
        Word.ANSWER,
        ClaimKind.DECLINED,
        parts=_OF_A_REPLY,
        after_asking=True,
    ),
    _E.REFERRED: EventRule(
        {**_closes(Status.REFERRED), Status.DECLINED: Status.DECLINED},
        Word.ANSWER,
        ClaimKind.REFERRED,
        parts=frozenset({Part.TIME}),
        after_asking=True,
    ),
    # A body that has already answered something can be reached, even if one address later bounces.
    _E.BOUNCED: EventRule(
        _leads(waiting=_U, acknowledged=_A, partial=_P, undeliverable=_U),
        Word.NONE,
        parts=_TIME_AND_WORDS,
        after_asking=True,
    ),
    _E.DEADLINE_SET: EventRule(_stays(OPEN), Word.NONE, by=By.ALONG, sets_deadline=True),
    _E.EXTENDED: EventRule(_stays(OPEN), Word.NONE, sets_deadline=True, begins_anew=True),
    _E.NOTE: EventRule(_stays(Status), Word.NONE, parts=_TIME_AND_WORDS),
    _E.WITHDRAWN: EventRule(_closes(Status.WITHDRAWN), Word.NONE, parts=_TIME_AND_WORDS),
    # Reopening leads back to the open status held before the closing; `status_after` knows which.
    _E.REOPENED: EventRule(dict.fromkeys(CLOSED, _W), Word.NONE, parts=_TIME_AND_WORDS, begins_anew=True),
    _E.CORRECTED: EventRule(_stays(Status), Word.NONE, by=By.ALONG),
    # A story that came out without an answer did so even if the answer is there by the time somebody says so.
    _E.PUBLISHED: EventRule(_stays(Status), Word.NONE, by=By.ALONG),
    _E.FILED: EventRule(_stays(Status), Word.NONE, by=By.DESK),
    # Its words were removed by the newsroom's rule: the chain holds what was left of each event.
    _E.REDUCED: EventRule(_stays(CLOSED), Word.NONE, by=By.DESK),
    # It was logged to the wrong body: from here on it is to another.
    _E.BODY_CORRECTED: EventRule(_stays(Status), Word.NONE),
    # A name in the directory changed, or two bodies became one. It is about all requests of the body, and no news of any.
    _E.RENAMED: EventRule(_stays(Status), Word.NONE, by=By.DESK),
    # It is another reporter's from here on.
    _E.ASSIGNED: EventRule(_stays(Status), Word.NONE),
    # Who of the newsroom may see it from here on.
    _E.PRIVACY: EventRule(_stays(Status), Word.NONE),
}

TRANSITIONS: dict[tuple[Status, EventKind], Status] = {
    (before, kind): after for kind, row in EVENTS.items() for before, after in row.moves.items()
}
ATTEMPTS = frozenset(kind for kind, row in EVENTS.items() if row.attempt)
ANSWERS = frozenset(kind for kind, row in EVENTS.items() if row.word is Word.ANSWER)
REPLIES = frozenset(kind for kind, row in EVENTS.items() if row.word is not Word.NONE)
DEADLINES = frozenset(kind for kind, row in EVENTS.items() if row.sets_deadline)
BY_MEMBERS = frozenset(kind for kind, row in EVENTS.items() if row.by is By.MEMBER)
BY_THE_DESK = frozenset(kind for kind, row in EVENTS.items() if row.by is By.DESK)


@dataclass(frozen=True)
class ResultRule:
    """What the record makes of what became of an attempt.

    Args:
        channels: by which an attempt can end so.
        counts: whether it is an attempt at all; what came to the wrong place, or came back, reached nobody.
        unanswered: nobody of those asked for was there to be spoken to.
        spoken: somebody was spoken to.
    """

    channels: frozenset[Channel]
    counts: bool = True
    unanswered: bool = False
    spoken: bool = False


SPOKEN = frozenset({Channel.CALL, Channel.VISIT})
_CALLED = frozenset({Channel.CALL})
_WRITTEN = frozenset(Channel) - SPOKEN

# The only list of what can become of an attempt. Its words and buttons stand in `bot/kinds.py`.
RESULTS: dict[Result, ResultRule] = {
    Result.NO_ANSWER: ResultRule(SPOKEN, unanswered=True),
    Result.BUSY: ResultRule(_CALLED, unanswered=True),
    Result.SWITCHED_OFF: ResultRule(_CALLED, unanswered=True),
    Result.MESSAGE_LEFT: ResultRule(SPOKEN),
    Result.PICKED_UP: ResultRule(SPOKEN, spoken=True),
    Result.HUNG_UP: ResultRule(_CALLED, spoken=True),
    Result.SENT_AWAY: ResultRule(frozenset({Channel.VISIT}), unanswered=True),
    Result.WRONG_NUMBER: ResultRule(frozenset(Channel), counts=False),
    Result.CAME_BACK: ResultRule(_WRITTEN, counts=False),
    # Words of which nobody knows yet what they say: as long as that is so, they are no attempt beside a written one.
    Result.UNKNOWN: ResultRule(SPOKEN),
}


DAY_ONLY = "day_only"  # in an event's details: nobody told the hour in which it happened


class AnyEvent(Protocol):
    """What `status_after` needs of an event."""

    @property
    def id(self) -> int | None: ...
    @property
    def kind(self) -> EventKind: ...
    @property
    def happened_at(self) -> datetime: ...
    @property
    def corrects_event_id(self) -> int | None: ...
    @property
    def channel(self) -> Channel | None: ...
    @property
    def details(self) -> Mapping[str, Any]: ...


EventT = TypeVar("EventT", bound=AnyEvent)


def is_open(status: Status) -> bool:
    """Whether an answer is still owed. An acknowledgement or an undeliverable letter leaves a request open."""
    return status in OPEN


def is_overdue(status: Status, deadline_at: datetime, now: datetime) -> bool:
    """Overdue is derived, never stored: open, and the deadline (UTC instant) is reached at `now`."""
    return is_open(status) and deadline_at <= now


def check(status: Status, kind: EventKind) -> None:
    """Refuse an event that cannot happen in this status.

    Raises:
        NotPossibleNow: the table has no row for it (a closed request cannot be chased).
    """
    if not can_follow(status, kind):
        raise NotPossibleNow(status=status, kind=kind)


def original_id(event: AnyEvent) -> int:
    """The id of the event whose place this one took when it was put right; its own where it took none."""
    return int(event.details.get("in_place_of") or event.id or 0)


def in_force(events: Iterable[EventT]) -> list[EventT]:
    """The events that count, in the order in which they happened: corrected ones and their corrections left out.

    Of those that happened at the same time, the one recorded first comes first; one that was put in the place of
    another counts as recorded when that was.
    """
    every = list(events)
    corrected = {event.corrects_event_id for event in every if event.corrects_event_id is not None}
    kept = [event for event in every if event.id not in corrected and event.kind is not EventKind.CORRECTED]
    return sorted(kept, key=lambda event: (event.happened_at, original_id(event)))


def result_of(event: AnyEvent) -> Result | None:
    """What became of an attempt, as recorded; None where nothing was."""
    said = event.details.get("result")
    return Result(said) if said else None


def that_count(
    events: Iterable[EventT], result_of: Callable[[EventT], Result | None] = result_of
) -> list[EventT]:
    """The attempts that may have reached somebody, of events that count in the order in which they happened.

    What went to the wrong place or came back is none; each bounce takes away the latest that can have bounced. Beside
    one that is known to have been made, a spoken one of which nobody knows what became is none either.
    """
    found: list[tuple[EventT, Result | None]] = []
    for event in events:
        if event.kind in ATTEMPTS:
            result = result_of(event)
            if result is None or RESULTS[result].counts:
                found.append((event, result))
        elif event.kind is EventKind.BOUNCED and found:
            same = [one for one in found if event.channel is not None and one[0].channel is event.channel]
            sent = [one for one in found if one[0].channel not in SPOKEN]
            found.remove((same or sent or found)[-1])
    known = [event for event, result in found if result is not Result.UNKNOWN]
    if any(event.channel not in SPOKEN for event in known):
        return known
    return [event for event, _ in found]


def sets_deadline(event: AnyEvent) -> bool:
    """Whether an event says the deadline that holds from then on."""
    return event.kind in DEADLINES and "to" in event.details


def asked_back_at(events: Iterable[EventT]) -> datetime | None:
    """Since when a body waits for our answer to a question of its own (UTC), by events that count in the order in which
    they happened. Our answer is the next attempt that may have reached it, which a call that nobody answered has not; with
    it, or once the body has said something else, it waits no more."""
    since = None
    past: list[EventT] = []
    for event in events:
        past.append(event)
        if event.kind is EventKind.ASKED_BACK:
            since = event.happened_at
        elif event.kind in REPLIES or _may_have_reached(event, past):
            since = None
    return since


def _may_have_reached(event: EventT, past: Sequence[EventT]) -> bool:
    result = result_of(event)
    if result in {None, Result.UNKNOWN} and event.channel in SPOKEN:
        return False  # a call of which nothing is noted went unanswered
    in_vain = result is not None and RESULTS[result].unanswered
    return event.kind in ATTEMPTS and not in_vain and event in that_count(past)


def status_after(events: Iterable[AnyEvent], *, by_referral: bool = False) -> Status:
    """The status that a request's events lead to.

    The order of happening decides, not the order of recording. An event that its predecessor made impossible (a
    call logged afterwards for a time when the answer was already there) stays in the record and moves nothing. A
    request whose asking was taken back counts as withdrawn, unless a referral opened it (`by_referral`): that one
    waits to be asked.
    """
    every = list(events)
    counted = in_force(every)
    status = _last(_statuses(counted))
    was_asked = any(event.kind is EventKind.ASKED for event in every)
    # Reopening one whose asking was taken back leaves it waiting to be asked.
    goes_on = any(event.kind in {EventKind.ASKED, EventKind.REOPENED} for event in counted)
    return Status.WITHDRAWN if was_asked and not goes_on and not by_referral else status


def open_at(events: Iterable[AnyEvent], instant: datetime, *, by_referral: bool = False) -> Status | None:
    """The open status a request had at an instant (UTC), by the order of happening; None where it was not asked or
    not open then. What is known now counts: a reply of that morning, logged in the evening, was there in the morning.
    What came at that very instant was there by then, unless it came after a story that was published at it.
    """
    by_then = []
    for event in in_force(events):
        if event.happened_at > instant:
            break
        by_then.append(event)
        if event.kind is EventKind.PUBLISHED and event.happened_at == instant:
            break
    if not any(event.kind is EventKind.ASKED for event in by_then):
        return None
    status = status_after(by_then, by_referral=by_referral)
    return status if is_open(status) else None


def can_follow(status: Status, kind: EventKind) -> bool:
    """Whether such an event can happen in this status."""
    return (status, kind) in TRANSITIONS


def fits(events: Iterable[AnyEvent], one: AnyEvent) -> bool:
    """Whether one of the events that count was possible where the request stood when it happened."""
    counted = in_force(events)
    before = dict(zip(map(original_id, counted), _statuses(counted), strict=False))
    return (before[original_id(one)], one.kind) in TRANSITIONS


_TRIED = frozenset({*ATTEMPTS, EventKind.BOUNCED})
_UNANSWERED = frozenset({Status.WAITING, Status.UNDELIVERABLE})


def _statuses(counted: Iterable[AnyEvent]) -> Iterator[Status]:
    """The status before each event, and the one after the last."""
    status = last_open = Status.WAITING
    past: list[AnyEvent] = []
    for event in counted:
        yield status
        past.append(event)
        if event.kind is EventKind.REOPENED and status in CLOSED:
            status = last_open
        else:
            status = TRANSITIONS.get((status, event.kind), status)
        if event.kind in _TRIED and status in _UNANSWERED:
            # One of two that arrived is enough; one more that went to the wrong place changes nothing.
            status = Status.WAITING if that_count(past) else Status.UNDELIVERABLE
        if status in OPEN:
            last_open = status
    yield status


def _last(statuses: Iterator[Status]) -> Status:
    *_, last = statuses
    return last


def is_before(happened_at: datetime, asked_at: datetime | None) -> bool:
    """Whether something is said to have happened before a body was asked. Times are typed to the minute; what is recorded at
    once is recorded to the second."""
    return asked_at is not None and happened_at < asked_at.replace(second=0, microsecond=0)
