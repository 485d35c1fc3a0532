"""Single words for statuses, events, channels and roles."""

from __future__ import annotations

from markupsafe import Markup

from bot.i18n.catalogue import Texts
from db.lifecycle import BodyKind, Channel, EventKind, Role, Status

SIGNS = {
    Status.WAITING: "⏳",
    Status.ACKNOWLEDGED: "✉️",
    Status.PARTIAL: "◐",
    Status.ANSWERED: "✅",
    Status.DECLINED: "🚫",
    Status.REFERRED: "↪️",
    Status.UNDELIVERABLE: "⚠️",
    Status.WITHDRAWN: "✖️",
}
LATE = "🔴"
OUT = "📰"


def status(t: Texts, value: Status) -> str:
    """A status as people say it."""
    return {
        Status.WAITING: t.say("waiting"),
        Status.ACKNOWLEDGED: t.say("acknowledged, not answered"),
        Status.PARTIAL: t.say("answered in part"),
        Status.ANSWERED: t.say("answered"),
        Status.DECLINED: t.say("declined to comment"),
        Status.REFERRED: t.say("referred elsewhere"),
        Status.UNDELIVERABLE: t.say("could not be delivered"),
        Status.WITHDRAWN: t.say("withdrawn"),
    }[value]


def by_publication(t: Texts, value: Status, when: str) -> Markup:
    """An open status in which a request was when its story came out, "Fri 6 Dec 18:00", and still is."""
    if value is Status.ACKNOWLEDGED:
        return t.say("acknowledged, no answer by publication, {when}", when=when)
    if value is Status.PARTIAL:
        return t.say("answered in part by publication, {when}", when=when)
    if value is Status.UNDELIVERABLE:
        return t.say("could not be delivered by publication, {when}", when=when)
    return t.say("no answer by publication, {when}", when=when)


def event(t: Texts, kind: EventKind) -> str:
    """An event in the history."""
    return {
        EventKind.ASKED: t.say("asked"),
        EventKind.CHASED: t.say("asked again"),
        EventKind.ACKNOWLEDGED: t.say("they acknowledged it"),
        EventKind.REPLIED_PARTIAL: t.say("they answered in part"),
        EventKind.REPLIED_FULL: t.say("they answered"),
        EventKind.DECLINED: t.say("they declined to comment"),
        EventKind.REFERRED: t.say("they referred us elsewhere"),
        EventKind.BOUNCED: t.say("it could not be delivered"),
        EventKind.DEADLINE_SET: t.say("deadline set"),
        EventKind.EXTENDED: t.say("deadline moved"),
        EventKind.NOTE: t.say("note"),
        EventKind.WITHDRAWN: t.say("we withdrew it"),
        EventKind.REOPENED: t.say("reopened"),
        EventKind.CORRECTED: t.say("taken back"),
        EventKind.PUBLISHED: t.say("published without their answer"),
        EventKind.FILED: t.say("file kept"),
    }[kind]


def part(t: Texts, name: str) -> str:
    """What was wrong in a record that was corrected."""
    return {
        "time": t.say("the time"),
        "words": t.say("the words"),
        "channel": t.say("the channel"),
        "kind": t.say("what it was"),
        "questions": t.say("which questions"),
    }[name]


def channel(t: Texts, value: Channel) -> str:
    """A channel, as the word on a button and in a card."""
    return {
        Channel.EMAIL: t.say("email"),
        Channel.CALL: t.say("call"),
        Channel.MESSAGE: t.say("message"),
        Channel.VISIT: t.say("visit"),
        Channel.LETTER: t.say("letter"),
        Channel.FAX: t.say("fax"),
    }[value]


def role(t: Texts, value: Role) -> str:
    """A member's role."""
    return {Role.REPORTER: t.say("reporter"), Role.EDITOR: t.say("editor")}[value]


def body_kind(t: Texts, value: BodyKind) -> str:
    """A sort of institution."""
    return {
        BodyKind.COURT: t.say("court"),
        BodyKind.MINISTRY: t.say("ministry"),
        BodyKind.DEPARTMENT: t.say("department"),
        BodyKind.POLICE: t.say("police"),
        BodyKind.EMBASSY: t.say("embassy"),
        BodyKind.COMPANY: t.say("company"),
        BodyKind.INTERNATIONAL: t.say("international organisation"),
        BodyKind.OTHER: t.say("other"),
    }[value]
