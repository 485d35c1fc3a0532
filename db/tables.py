"""Column types shared by the tables."""

from datetime import datetime
from enum import Enum, StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from db.lifecycle import BodyKind, Channel, EventKind, Role, Status
from db.settings import MemberSettings, NewsroomSettings, Settings, SettingsColumn


def words(enum: type[Enum]) -> Any:
    """An enum kept as its words in a text column.

    PostgreSQL's own enum types outlive their table, and Alembic does not notice new
    members; a text column has none of these troubles.
    """
    return sa.Enum(
        enum,
        native_enum=False,
        create_constraint=False,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )


# The rows an index is of, in its `info`: to name them to SQLAlchemy loads all that it has for PostgreSQL, and only
# migrations ask (`db.migrations.upgrading.schema`).
CONDITION = "condition"

# The tables check nothing themselves: what Pydantic needs for that is built if it is ever asked for.
SQLModel.model_config["defer_build"] = True
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def _filled(value: str, **options: Any) -> Any:
    """A column that came later: rows that were there already got `value`, as SQL writes it."""
    return Field(sa_column_kwargs={"server_default": sa.text(value)}, **options)


def _settings(model: type[Settings]) -> Any:
    """A column of settings; change it by giving it what `changed` makes."""
    return _filled("'{}'", default_factory=model, sa_type=SettingsColumn(model))


def table_of(model: type) -> sa.Table:
    """A table without its entities: to make them takes ten times as long as to read or write a row."""
    return model.__table__  # type: ignore[attr-defined,no-any-return]


class OfNewsroom:
    """What belongs to a newsroom, by its `newsroom_id`: a look at the record that is of one finds its own alone."""


class Outcome(StrEnum):
    """How something that lay in the outbox ended."""

    SENT = "sent"
    DROPPED = "dropped"  # stale: no longer relevant when its time came
    PASSED_ON = "passed_on"  # the chat is gone; somebody else is told instead
    DEAD = "dead"  # given up: nobody could be told, or the file could not be had
    KEPT = "kept"  # a file is stored
    REMOVED = "removed"  # it was, until the words of its request were removed


class ReminderKind(StrEnum):
    """Why a reminder is owed. When each is due: `RULES` in `jobs/reminders/rules.py`."""

    BEFORE = "before"
    AT = "at"
    MORNING = "morning"
    WEEKLY = "weekly"
    FINAL_CALL = "final_call"
    OWN = "own"
    SNOOZED = "snoozed"
    PUBLICATION = "publication"  # an editor is asked whether the story is out
    GROUP_CALL = "group_call"  # the final call, in the newsroom's group
    ASSIGNED = "assigned"  # a request is somebody else's now
    SHOWN = "shown"  # a private request is shown to them from now on
    UNHEEDED = "unheeded"  # nobody acted on several reminders in a row
    PEOPLE = "people"  # who came, and whose role changed
    RETENTION = "retention"  # the words of a story's requests are to be removed


class AlertKind(StrEnum):
    """Why an alert is owed: `jobs/reminders/alerts.py` says to whom, and when."""

    LATE = "late"  # an answer that the story came out without
    HOUR = "hour"  # what changes before publication
    REPORT = "report"  # a report that was shown is overtaken: its message is marked


class Letter(StrEnum):
    """What a letter to a body is for."""

    FOLLOW_UP = "follow_up"
    FINAL = "final"  # the "no surprises" letter: what will be said, and the last date for an answer


class Newsroom(SQLModel, table=True):
    """A group of members who share requests. Nothing is visible across newsrooms."""

    id: int | None = Field(default=None, primary_key=True)
    name: str
    settings: NewsroomSettings = _settings(NewsroomSettings)
    digest_since: datetime  # no digest is owed for a scheduled time before this
    requests_logged: int = 0  # the newest request's number: gapless, taken under a lock
    events_chained: int = _filled("0", default=0)  # the newest event's position in the chain, and its hash
    chain_hash: str = _filled("''", default="")
    # The ids of its rows are higher by this than the numbers that its chain holds in their place: it came from another database.
    ids_from: int = _filled("0", default=0)
    # The numbers of the members whose Telegram id the chain has sealed.
    named: list[int] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))
    created_at: datetime
    locked_since: datetime | None = None  # everybody is refused, and nothing is told
    locked_by_id: int | None = None  # the id of the editor who locked it; None: the operator did


class Place(SQLModel, OfNewsroom, table=True):
    """Where in Telegram's groups something is told: of one story, by its row id, or with 0 of all of the newsroom."""

    __table_args__ = (sa.UniqueConstraint("chat_id", "story_id"),)

    id: int | None = Field(default=None, primary_key=True)
    newsroom_id: int = Field(foreign_key="newsroom.id", index=True)
    chat_id: int = Field(sa_type=sa.BigInteger)
    topic_id: int | None = Field(default=None, sa_type=sa.BigInteger)  # in a forum, but for its General topic
    story_id: int = 0
    title: str = ""  # what the group was called when it was connected


class Invite(SQLModel, OfNewsroom, table=True):
    """A link that makes whoever opens it a member, while it stands: what is used up or revoked has no row. Only a hash of its
    code is here, so that nobody who reads the record or a backup can come in by it."""

    id: int | None = Field(default=None, primary_key=True)
    newsroom_id: int = Field(foreign_key="newsroom.id", index=True)
    code_hash: str = Field(unique=True)
    role: Role = Field(sa_type=words(Role))
    people: int  # whom it lets in, one after the other
    came: int = 0  # by it so far
    made_by_id: int | None = Field(default=None, foreign_key="member.id")  # None: the operator
    created_at: datetime
    expires_at: datetime | None = None  # None: a claim, for as long as nobody is there


class Stranger(SQLModel, table=True):
    """Somebody outside who turned to the bot lately: nothing of what they sent."""

    telegram_id: int = Field(
        primary_key=True, sa_type=sa.BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    told_at: datetime | None = None  # when they had their one line
    wrong_codes: int = 0  # in a row, the last one then:
    wrong_at: datetime | None = None


class Member(SQLModel, OfNewsroom, table=True):
    """A Telegram user in a newsroom. The private chat with the bot has the user's own id, whichever of their newsrooms it is
    about."""

    __table_args__ = (sa.UniqueConstraint("telegram_id", "newsroom_id"),)

    id: int | None = Field(default=None, primary_key=True)
    newsroom_id: int = Field(foreign_key="newsroom.id", index=True)
    telegram_id: int = Field(sa_type=sa.BigInteger)
    name: str
    role: Role = Field(sa_type=words(Role))
    settings: MemberSettings = _settings(MemberSettings)
    joined_at: datetime
    unreachable_since: datetime | None = None  # blocked the bot or deleted the account
    # The tips that were told, each with when.
    tips: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))
    locked_since: datetime | None = (
        None  # refused, and told nothing: whoever has their telephone learns nothing
    )
    # Of several newsrooms, when they took this one for what they say in private; None where they are in one alone.
    chosen_at: datetime | None = None
    username: str = _filled("''", default="")  # without the @, as they had it when they last wrote
    removed_at: datetime | None = None  # no member any more; what they recorded stays theirs
    away_until: datetime | None = None  # until then others have their reminders
    away_to_id: int | None = None  # another member's id; None: an editor has them
    # With it the chain sealed their Telegram id; "": it did not, or they are forgotten.
    salt: str = _filled("''", default="")

    @property
    def is_forgotten(self) -> bool:
        """Whether nothing is known any more of who a former member was: in place of Telegram's id is one that nobody has."""
        return self.telegram_id < 0

    @property
    def is_shut_out(self) -> bool:
        """Whether they may say nothing here and are told nothing: removed, or locked out."""
        return self.removed_at is not None or self.locked_since is not None


class Body(SQLModel, OfNewsroom, table=True):
    """An institution that can be asked. One that was merged into another stays, for old buttons, and to be parted again;
    `merged` says what it brought along."""

    __table_args__ = (sa.UniqueConstraint("newsroom_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    newsroom_id: int = Field(foreign_key="newsroom.id", index=True)
    name: str
    name_km: str | None = None
    kind: BodyKind = Field(default=BodyKind.OTHER, sa_type=words(BodyKind))
    usual_deadline: str | None = None  # as typed: "3wd", "48h"
    merged_into_id: int | None = None  # another body's id
    merged: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))
    created_at: datetime
    # Added for a private request: who sees none of its requests does not see it, until somebody else names it.
    in_private: bool = _filled("false", default=False)


class BodyAlias(SQLModel, OfNewsroom, table=True):
    """A name a body answers to, its own names among them; `normalised` as db.text.names.normalise makes it."""

    __tablename__ = "body_alias"
    __table_args__ = (sa.UniqueConstraint("newsroom_id", "normalised"),)

    id: int | None = Field(default=None, primary_key=True)
    newsroom_id: int = Field(foreign_key="newsroom.id")
    body_id: int = Field(foreign_key="body.id", index=True)
    alias: str
    normalised: str


class Contact(SQLModel, OfNewsroom, table=True):
    """A named person or desk at a body; `seen`: all of its words, for /find, as `db.text.spelling.as_seen` makes them."""

    id: int | None = Field(default=None, primary_key=True)
    newsroom_id: int = Field(foreign_key="newsroom.id", index=True)
    body_id: int = Field(foreign_key="body.id", index=True)
    name: str
    function: str = ""
    channel: Channel | None = Field(default=None, sa_type=words(Channel))
    address: str = ""
    seen: str = _filled("''", default="")


class Story(SQLModel, OfNewsroom, table=True):
    """What requests are for."""

    __table_args__ = (sa.UniqueConstraint("newsroom_id", "slug"),)

    id: int | None = Field(default=None, primary_key=True)
    newsroom_id: int = Field(foreign_key="newsroom.id", index=True)
    slug: str
    title: str = ""
    publish_at: datetime | None = None
    published_at: datetime | None = None  # when it came out, as an editor confirmed
    private_to: str | None = None  # see `Request.private_to`; who has a request for it sees it too
    kept_since: datetime | None = None  # an editor said that its words stay, whatever the newsroom's rule is
    created_at: datetime


class Request(SQLModel, OfNewsroom, table=True):
    """One request for comment to one body. From `status` on: what its events lead to (`db.state`), written with each."""

    __table_args__ = (
        sa.UniqueConstraint("newsroom_id", "number"),
        # Each begins with the newsroom: a query that names it and something else must find nothing better.
        sa.Index("ix_request_by_deadline", "newsroom_id", "is_open", "deadline_at", "number"),
        sa.Index("ix_request_of_body", "newsroom_id", "body_id", "is_open", "deadline_at", "number"),
        sa.Index("ix_request_of_member", "newsroom_id", "member_id", "is_open", "deadline_at", "number"),
        sa.Index("ix_request_of_story", "newsroom_id", "story_id", "number"),
        sa.Index("ix_request_by_activity", "newsroom_id", "last_event_at"),
        # Few among many: what is looked for in each look of somebody who may not see all.
        sa.Index(
            "ix_request_private",
            "newsroom_id",
            "private_to",
            "member_id",
            info={CONDITION: "private_to IS NOT NULL"},
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    newsroom_id: int = Field(foreign_key="newsroom.id")
    number: int
    body_id: int = Field(foreign_key="body.id")
    first_body_id: int | None = None  # where `body_id` was another at first
    story_id: int | None = Field(default=None, foreign_key="story.id", index=True)
    member_id: int = Field(foreign_key="member.id")  # the reporter it belongs to
    referred_from_id: int | None = Field(default=None, foreign_key="request.id", index=True)
    channel: Channel | None = Field(default=None, sa_type=words(Channel))
    contact: str | None = None
    asked_at: datetime | None  # None: opened by a referral and not put to the body yet
    deadline_at: datetime
    deadline_told: bool  # whether the body was given this deadline, or we only hold it to our usual one
    status: Status = Field(sa_type=words(Status))
    is_open: bool = _filled("true", default=True)
    attempts: int = _filled("0", default=0)
    channels_tried: int = _filled("0", default=0)
    by_publication: Status | None = Field(default=None, sa_type=words(Status))
    first_reply_at: datetime | None = None
    answered_at: datetime | None = None
    waits_for_us: bool = _filled("false", default=False)
    lapsed: bool = _filled("false", default=False)
    last_event_at: datetime | None = None  # None only until its first event is written
    # Who may see it beside its reporter and the editors, as `db.state.seen_by` writes it; None: everybody of the newsroom.
    private_to: str | None = None
    reduced_at: datetime | None = None  # when its words were removed last (`db.retention`)


class RequestText(SQLModel, table=True):
    """Every word of a request's questions, events and files, for /find, as `db.text.spelling.as_seen` makes it: written with
    each of them.

    An index of what it contains hangs on it: made by the migration, each database in its own way.
    """

    __tablename__ = "request_text"

    request_id: int = Field(primary_key=True, foreign_key="request.id")
    text: str


class Question(SQLModel, OfNewsroom, table=True):
    """One question of a request."""

    __table_args__ = (sa.UniqueConstraint("request_id", "position"),)

    id: int | None = Field(default=None, primary_key=True)
    newsroom_id: int = Field(foreign_key="newsroom.id", index=True)
    request_id: int = Field(foreign_key="request.id")
    position: int  # from 1
    text: str
    topic: str | None = None
    # Of one whose words were removed, what it is compared by; else "".
    mark: str = _filled("''", default="")


class Event(SQLModel, OfNewsroom, table=True):
    """One thing that happened to a request. Written once, never edited; `hash` covers it and the one before."""

    __table_args__ = (
        sa.Index("uq_event_newsroom_id_position", "newsroom_id", "position", unique=True),
        # Few among many, and looked for by themselves.
        sa.Index("ix_event_renamed", "newsroom_id", "position", info={CONDITION: "kind = 'renamed'"}),
    )

    id: int | None = Field(default=None, primary_key=True)
    newsroom_id: int = Field(foreign_key="newsroom.id", index=True)
    request_id: int = Field(foreign_key="request.id", index=True)
    kind: EventKind = Field(sa_type=words(EventKind))
    happened_at: datetime  # which the member may give
    recorded_at: datetime
    member_id: int = Field(foreign_key="member.id", index=True)
    channel: Channel | None = Field(default=None, sa_type=words(Channel))
    contact: str | None = None
    text: str = ""
    details: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    corrects_event_id: int | None = Field(default=None, foreign_key="event.id", unique=True)
    position: int = _filled("0")  # in the newsroom's chain of events, from 1
    previous_hash: str = _filled("''")  # of the event before it in the chain; "" at the first
    hash: str = _filled("''")  # of its canonical form, as db.chain.links makes it
    # When its words were removed: `hash` is then of what it was, and a later event holds the hash of what is left.
    reduced_at: datetime | None = None


class OutboxRow(SQLModel):
    """What reminders, digests, alerts and files to fetch share: due at an instant, claimed with a lease, retried, and
    settled once."""

    due_at: datetime
    claimed_until: datetime | None = None
    tries: int = 0
    unsure: bool = False  # a try began and nobody knows whether it arrived
    settled_at: datetime | None = None
    outcome: Outcome | None = Field(default=None, sa_type=words(Outcome))
    trouble: str = ""  # why the last try failed


def _unsettled(table: str) -> sa.Index:
    """An index of what is not settled yet: it stays small however much was told."""
    return sa.Index(f"ix_{table}_owed", "due_at", info={CONDITION: "settled_at IS NULL"})


class Attachment(OutboxRow, OfNewsroom, table=True):
    """A photo, file or voice note that belongs to an event. Telegram keeps it; it is owed a copy of our own.

    Settled as kept: the copy is in the evidence folder under its `sha256`. Settled as dead: only Telegram's
    reference is left, and `trouble` says why.
    """

    __table_args__ = (_unsettled("attachment"),)

    id: int | None = Field(default=None, primary_key=True)
    newsroom_id: int = Field(foreign_key="newsroom.id", index=True)
    event_id: int = Field(foreign_key="event.id", index=True)
    kind: str
    file_id: str
    file_unique_id: str
    file_name: str = ""
    mime_type: str = ""
    size: int | None = Field(default=None, sa_type=sa.BigInteger)
    origin: str = ""  # the name a forward came from
    origin_at: datetime | None = None  # when what was forwarded was first sent
    sha256: str = ""


class Reminder(OutboxRow, OfNewsroom, table=True):
    """A message owed to a member about a request, or about a story (the final call, its publication)."""

    __table_args__ = (_unsettled("reminder"),)

    id: int | None = Field(default=None, primary_key=True)
    newsroom_id: int = Field(foreign_key="newsroom.id", index=True)
    member_id: int = Field(foreign_key="member.id", index=True)
    request_id: int | None = Field(default=None, foreign_key="request.id", index=True)
    story_id: int | None = Field(default=None, foreign_key="story.id", index=True)
    kind: ReminderKind = Field(sa_type=words(ReminderKind))
    text: str = ""
    instead_of: str = ""  # the member who is away or cannot be reached, in whose place this is told
    chat_id: int | None = Field(
        default=None, sa_type=sa.BigInteger
    )  # of the group that is told; the member only stands for it
    stands_in: bool = _filled("false", default=False)  # that member is away


class DigestRun(OutboxRow, OfNewsroom, table=True):
    """The newsroom's summary, or a story's, for one chat, owed once for each scheduled time (`due_at`)."""

    __tablename__ = "digest_run"
    __table_args__ = (
        sa.UniqueConstraint("newsroom_id", "due_at", "chat_id", "story_id"),
        _unsettled("digest_run"),
    )

    id: int | None = Field(default=None, primary_key=True)
    newsroom_id: int = Field(foreign_key="newsroom.id")
    chat_id: int = Field(sa_type=sa.BigInteger)
    story_id: int = _filled("0", default=0)  # 0: all of the newsroom


class Alert(OutboxRow, OfNewsroom, table=True):
    """News owed once to each chat that must have it of an event, or to each message that is not true any more."""

    __table_args__ = (sa.UniqueConstraint("event_id", "chat_id", "kind", "message_id"), _unsettled("alert"))

    id: int | None = Field(default=None, primary_key=True)
    newsroom_id: int = Field(foreign_key="newsroom.id", index=True)
    event_id: int = Field(foreign_key="event.id")  # the first of those that were recorded together
    chat_id: int = Field(sa_type=sa.BigInteger)
    kind: AlertKind = _filled("'late'", default=AlertKind.LATE, sa_type=words(AlertKind))
    message_id: int = _filled("0", default=0, sa_type=sa.BigInteger)  # of the message that is marked


class LetterTemplate(SQLModel, OfNewsroom, table=True):
    """A newsroom's own wording of a letter, in place of ours."""

    __tablename__ = "letter_template"
    __table_args__ = (sa.UniqueConstraint("newsroom_id", "letter", "language"),)

    id: int | None = Field(default=None, primary_key=True)
    newsroom_id: int = Field(foreign_key="newsroom.id")
    letter: Letter = Field(sa_type=words(Letter))
    language: str
    text: str
    member_id: int = Field(foreign_key="member.id")  # who wrote it
    changed_at: datetime


class Stamp(SQLModel, OfNewsroom, table=True):
    """What a time-stamping authority answered: an event of the chain, and with it all before, was there by then."""

    __table_args__ = (sa.UniqueConstraint("newsroom_id", "position"),)

    id: int | None = Field(default=None, primary_key=True)
    newsroom_id: int = Field(foreign_key="newsroom.id")
    position: int  # the event's
    hash: str  # the event's, which was stamped
    answer: bytes  # TimeStampResp of RFC 3161, in DER
    stamped_at: datetime  # by the authority's clock


class Card(SQLModel, OfNewsroom, table=True):
    """A message in a chat, replies to which are about a request, where its own buttons do not say which."""

    __table_args__ = (sa.UniqueConstraint("chat_id", "message_id"),)

    id: int | None = Field(default=None, primary_key=True)
    newsroom_id: int = Field(foreign_key="newsroom.id", index=True)
    request_id: int = Field(foreign_key="request.id", index=True)
    chat_id: int = Field(sa_type=sa.BigInteger)
    message_id: int = Field(sa_type=sa.BigInteger)
    shown_at: datetime


class ShownReport(SQLModel, OfNewsroom, table=True):
    """A message that shows what may be printed of some requests, until it shows something else."""

    __tablename__ = "shown_report"
    __table_args__ = (
        sa.UniqueConstraint("chat_id", "message_id"),
        sa.Index("ix_shown_report_of_newsroom", "newsroom_id", "shown_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    newsroom_id: int = Field(foreign_key="newsroom.id")
    member_id: int = Field(foreign_key="member.id")  # who asked for it
    chat_id: int = Field(sa_type=sa.BigInteger)
    message_id: int = Field(sa_type=sa.BigInteger)
    view: str  # what it shows, with its argument, as a button shows it again
    argument: str = ""
    story_id: int | None = None  # of which requests: those to which everything given here applies
    body_id: int | None = None
    of_member_id: int | None = None
    seen_event_id: int  # the newest event that was on record when it was read
    told_event_id: int = 0  # the newest event that its mark tells of; 0: it is not marked
    shown_at: datetime


class Draft(SQLModel, OfNewsroom, table=True):
    """Something a member has begun and not yet confirmed; a restart does not lose it."""

    # What is held is looked for at each tick.
    __table_args__ = (sa.Index("ix_draft_of_kind", "kind", "updated_at"),)

    id: int | None = Field(default=None, primary_key=True)
    newsroom_id: int = Field(foreign_key="newsroom.id", index=True)
    member_id: int = Field(foreign_key="member.id", index=True)
    chat_id: int = Field(sa_type=sa.BigInteger)
    kind: str
    data: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    awaits_text: bool = False  # whether the member's next text in this chat belongs to it
    updated_at: datetime


class InboxUpdate(SQLModel, table=True):
    """An update, kept before it is confirmed to Telegram and until it is done; its row stays for a while, so that it is
    not done again when it is delivered again."""

    __tablename__ = "inbox"
    __table_args__ = (
        sa.Index("ix_inbox_waiting", "bot_id", "update_id", info={CONDITION: "done_at IS NULL"}),
        sa.Index("ix_inbox_done_at", "done_at"),
    )

    bot_id: int = Field(primary_key=True, sa_type=sa.BigInteger, sa_column_kwargs={"autoincrement": False})
    update_id: int = Field(primary_key=True, sa_type=sa.BigInteger, sa_column_kwargs={"autoincrement": False})
    received_at: datetime
    text: str | None = Field(default=None, sa_type=sa.Text)  # as Telegram gave it; None once it is done
    claimed_until: datetime | None = None  # a process has it in hand
    tries: int = 0  # how often one took it up that another had left unfinished
    recorded_at: datetime | None = None  # its change is in the record
    done_at: datetime | None = None  # and whoever waited for an answer had it
    trouble: str = ""  # why it was set aside
    whose: int | None = Field(default=None, sa_type=sa.BigInteger)  # Telegram's id of whoever it is from
    begun_at: datetime | None = None  # it is the turn of this one of theirs


class Turn(SQLModel, table=True):
    """A message that several processes have let go to a chat within the last minute: of all of them Telegram counts as one."""

    __table_args__ = (
        sa.Index("ix_turn_when", "bot_id", "at"),
        sa.Index("ix_turn_of_chat", "bot_id", "chat_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    bot_id: int = Field(sa_type=sa.BigInteger)
    chat_id: int = Field(sa_type=sa.BigInteger)  # 0: none, for Telegram wants quiet until `at`
    at: float = Field(sa_type=sa.Double)  # seconds of the database's clock: when it began, or has arrived
    arrived: bool = False
