"""What can be told to people unasked, and who tells it.

`jobs` decides what is owed and to whom; a `Notifier` (Telegram's is in `bot`) puts it into words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from db.facts import EventFacts, RequestFacts, RequestLine
from db.lists import Counts
from db.retention import Concerned
from db.settings import ALWAYS_LOUD
from db.tables import AlertKind, ReminderKind


@dataclass(frozen=True)
class Recipient:
    """A Telegram chat id, in a forum a topic, and how to speak there: language code and IANA zone; `home`: the newsroom's, where
    that may be another. `quiet`: when what can wait
    makes no sound there, as the setting has it; `locked`: whether the member may be told nothing; `away`: whether
    somebody else has it, while they are away; `waits`: whether nobody of the
    newsroom may for now."""

    chat_id: int
    language: str
    timezone: str
    country: str
    topic_id: int | None = None
    quiet: str = ALWAYS_LOUD
    locked: bool = False
    away: bool = False
    waits: bool = False
    newsroom: str = ""  # what it is called, for somebody who is in several
    home: str = ""
    topic_of: str = ""  # the story to which the topic belongs


@dataclass(frozen=True)
class ReminderNotice:
    """It is time to do something about one request. `due_at`: when it was owed (UTC); it may be told late. `may_repeat`: an
    interrupted try may have told it already."""

    to: Recipient
    newsroom_id: int
    kind: ReminderKind
    request: RequestFacts
    text: str
    due_at: datetime
    now: datetime
    may_repeat: bool = False
    instead_of: str = ""
    stands_in: bool = False  # that member is away
    is_theirs: bool = False  # the request is whose reminder it was at first


@dataclass(frozen=True)
class PeopleNotice:
    """News about people; `text` is HTML in the reader's language."""

    to: Recipient
    newsroom_id: int
    kind: ReminderKind
    text: str
    due_at: datetime
    now: datetime
    may_repeat: bool = False


@dataclass(frozen=True)
class RemindersNotice:
    """Several reminders that fall due together for one person, in the order in which they were due.

    Args:
        first_id: the row id of one of them, by which all of them are found again.
    """

    to: Recipient
    newsroom_id: int
    reminders: tuple[ReminderNotice, ...]
    first_id: int

    @property
    def due_at(self) -> datetime:
        """When the first of them was owed (UTC)."""
        return self.reminders[0].due_at

    @property
    def now(self) -> datetime:
        """The moment of telling (UTC)."""
        return self.reminders[0].now

    @property
    def may_repeat(self) -> bool:
        """Whether an interrupted try may have told them already: all of them, or none."""
        return self.reminders[0].may_repeat

    @property
    def instead_of(self) -> str:
        """The member in whose place all of them are told."""
        return self.reminders[0].instead_of

    @property
    def stands_in(self) -> bool:
        """Whether that member is away; else they cannot be reached."""
        return self.reminders[0].stands_in


@dataclass(frozen=True)
class StoryNotice:
    """A story is to come out at `publish_at`: `requests` are those of its open ones that the reminder is about, `own` the
    numbers of those that are the recipient's."""

    to: Recipient
    newsroom_id: int
    kind: ReminderKind
    story_id: int
    story: str
    publish_at: datetime
    requests: tuple[RequestFacts, ...]
    own: frozenset[int]
    due_at: datetime
    now: datetime
    may_repeat: bool = False
    instead_of: str = ""
    stands_in: bool = False


@dataclass(frozen=True)
class RetentionNotice:
    """The words of a story's requests are to be removed, not before `on` (UTC), unless an editor keeps them."""

    to: Recipient
    newsroom_id: int
    kind: ReminderKind
    story_id: int
    story: str
    published_at: datetime
    concerned: Concerned
    on: datetime
    due_at: datetime
    now: datetime
    may_repeat: bool = False


@dataclass(frozen=True)
class AlertNotice:
    """An answer that a story came out without: `event` on `request`, one of the story's `requests`. Of news before
    publication `event` is the first of what was recorded, on this request and others, which may change what can be
    printed; `reader_id` is whoever reads it, None for a group."""

    to: Recipient
    newsroom_id: int
    request: RequestFacts
    event: EventFacts
    requests: tuple[RequestFacts, ...]
    due_at: datetime
    now: datetime
    may_repeat: bool = False
    kind: AlertKind = AlertKind.LATE
    reader_id: int | None = None

    @property
    def since(self) -> list[RequestFacts]:
        """The requests of which something was recorded since `event`, but for what its reader recorded."""
        return [
            request
            for request in self.requests
            if any(
                event.id >= self.event.id and event.member_id != self.reader_id for event in request.by_people
            )
        ]


@dataclass(frozen=True)
class ReportNotice:
    """A report that was shown, and what has been recorded since: its message is to be marked where it is overtaken.

    Args:
        view, argument: what the message shows, as a button shows it again.
        numbers: the requests of which it speaks.
        requests: those, with all that was asked for the same stories.
        seen_event_id: the newest event that was on record when it was read.
        newest_event_id: the newest one now.
        is_marked: it was marked before.
    """

    to: Recipient
    newsroom_id: int
    message_id: int
    view: str
    argument: str
    numbers: frozenset[int]
    requests: tuple[RequestFacts, ...]
    shown_at: datetime
    seen_event_id: int
    newest_event_id: int
    is_marked: bool
    due_at: datetime
    now: datetime
    may_repeat: bool = False


@dataclass(frozen=True)
class DigestNotice:
    """Where the newsroom's requests stand.

    Args:
        late, soon, later, out: what is open, in the order in which it was due, and not more than a message has room
            for: past the deadline, due within a day, due later, without an answer when its story came out.
        out_long_ago: how many more there are of the last sort, of stories that came out longer ago.
        group_lost: it was meant for a group that cannot be written to any more.
        story: the slug and row id of the one story that it is about.
        elsewhere: the stories that are told in a place of their own in the same group, each with how much is open.
    """

    to: Recipient
    newsroom_id: int
    newsroom: str
    counts: Counts
    late: tuple[RequestLine, ...]
    soon: tuple[RequestLine, ...]
    later: tuple[RequestLine, ...]
    out: tuple[RequestLine, ...]
    out_long_ago: int
    due_at: datetime
    now: datetime
    may_repeat: bool = False
    group_lost: bool = False
    story: tuple[str, int] | None = None
    elsewhere: tuple[tuple[str, int], ...] = ()
    away: tuple[
        tuple[str, datetime, str], ...
    ] = ()  # who is, until when, and who stands in, "" for an editor


Notice = (
    ReminderNotice
    | RemindersNotice
    | PeopleNotice
    | StoryNotice
    | RetentionNotice
    | AlertNotice
    | ReportNotice
    | DigestNotice
)


@dataclass(frozen=True)
class Arrived:
    """Telegram took the message, under this id in its chat where it is known."""

    message_id: int | None = None


@dataclass(frozen=True)
class Retry:
    """It did not work this time: try again after a while. `unsure`: it may have arrived all the same."""

    after: timedelta
    trouble: str
    unsure: bool


@dataclass(frozen=True)
class NotNow:
    """It was not sent, and for a while nothing that is owed can be: Telegram wants quiet. Zero: at once again, for only
    the sending was stopped."""

    after: timedelta
    trouble: str


@dataclass(frozen=True)
class Gone:
    """The chat cannot be written to any more: the bot is blocked, or was removed."""

    trouble: str


@dataclass(frozen=True)
class Moved:
    """The group has a new Telegram chat id: send again there."""

    new_chat_id: int


@dataclass(frozen=True)
class Needless:
    """There is nothing to tell: by its words it is no news, or the message that it is about is gone."""


Delivery = Arrived | Retry | NotNow | Gone | Moved | Needless


class Notifier(Protocol):
    """Tells notices. Never raises for what Telegram or the line did: it says so in the `Delivery`."""

    async def tell(self, notice: Notice) -> Delivery:
        """Send one notice and say what became of it."""
        ...
