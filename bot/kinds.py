"""What there is, in words: a row for each status, event, channel, role, sort of body and letter.

Each table is the only list of its kind in `bot`. Cards, histories, buttons, the menu of commands, /help, files, and the
reading of what people type derive from it. What an event does to a request stands in `db/lifecycle.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from markupsafe import Markup

from bot.i18n.catalogue import Texts
from db.lifecycle import BodyKind, Channel, EventKind, Role, Status
from db.tables import Letter

Say = Callable[[Texts], Markup]
LATE = "🔴"
OUT = "📰"


@dataclass(frozen=True)
class StatusWords:
    """A status in a list: its sign, what it is called, and what is said of a story that came out in it. The last is
    there for the open ones alone: to a closed request a publication does nothing."""

    sign: str
    said: Say
    by_publication: Callable[[Texts, str], Markup] | None = None


STATUSES: dict[Status, StatusWords] = {
    Status.WAITING: StatusWords(
        "⏳",
        lambda t: t.say("waiting"),
        lambda t, when: t.say("no answer by publication, {when}", when=when),
    ),
    Status.ACKNOWLEDGED: StatusWords(
        "✉️",
        lambda t: t.say("acknowledged, not answered"),
        lambda t, when: t.say("acknowledged, no answer by publication, {when}", when=when),
    ),
    Status.PARTIAL: StatusWords(
        "◐",
        lambda t: t.say("answered in part"),
        lambda t, when: t.say("answered in part by publication, {when}", when=when),
    ),
    Status.ANSWERED: StatusWords("✅", lambda t: t.say("answered")),
    Status.DECLINED: StatusWords("🚫", lambda t: t.say("declined to comment")),
    Status.REFERRED: StatusWords("↪️", lambda t: t.say("referred elsewhere")),
    Status.UNDELIVERABLE: StatusWords(
        "⚠️",
        lambda t: t.say("could not be delivered"),
        lambda t, when: t.say("could not be delivered by publication, {when}", when=when),
    ),
    Status.WITHDRAWN: StatusWords("✖️", lambda t: t.say("withdrawn")),
}


class Asks(Enum):
    """What must be known before an event can be recorded, and is asked where nobody said it."""

    NOTHING = auto()
    QUESTIONS = auto()  # which of them were answered
    CHANNEL = auto()
    WORDS = auto()
    BODY = auto()
    DEADLINE = auto()


@dataclass(frozen=True)
class OwnCommand:
    """The command that records one kind of event and nothing else, `/name N [text] [at TIME]`; shown as it is."""

    name: str
    usage: str
    example: str
    does: Say


@dataclass(frozen=True)
class EventWords:
    """One kind of event.

    Args:
        said: in a list, in the history, in a file.
        verb: what a button carries for it. It never changes: buttons of old messages hold it. "": no button records it.
        asks: what is asked before it is recorded.
        reply: its button where it is asked what came back; None for what is no reply.
        sent: the same under a photo, a file or a text that was sent, where that is said otherwise.
        typed: the words by which /reply and /correct know it, in any language, the one that is shown first.
        command: its own command, where it needs no more than a text.
    """

    said: Say
    verb: str = ""
    asks: Asks = Asks.NOTHING
    reply: Say | None = None
    sent: Say | None = None
    typed: tuple[str, ...] = ()
    command: OwnCommand | None = None


EVENTS: dict[EventKind, EventWords] = {
    EventKind.ASKED: EventWords(lambda t: t.say("asked")),
    EventKind.CHASED: EventWords(lambda t: t.say("asked again"), "chase", Asks.CHANNEL),
    EventKind.REPLIED_FULL: EventWords(
        lambda t: t.say("they answered"),
        "full",
        reply=lambda t: t.say("✅ Answered everything"),
        sent=lambda t: t.say("✅ Their answer, to everything"),
        typed=("full", "fully", "complete", "ពេញ", "ពេញលេញ"),
    ),
    EventKind.REPLIED_PARTIAL: EventWords(
        lambda t: t.say("they answered in part"),
        "part",
        Asks.QUESTIONS,
        reply=lambda t: t.say("◐ Answered in part…"),
        sent=lambda t: t.say("◐ Their answer, in part"),
        typed=("partial", "partially", "partly", "មួយផ្នែក"),
    ),
    # Only words with which nobody starts to tell what came back: "received nothing" is not an acknowledgement.
    EventKind.ACKNOWLEDGED: EventWords(
        lambda t: t.say("they acknowledged it"),
        "ack",
        reply=lambda t: t.say("✉️ Only an acknowledgement"),
        sent=lambda t: t.say("✉️ An acknowledgement"),
        typed=("ack", "acknowledged", "acknowledgement", "acknowledgment", "ទទួល", "ទទួលដំណឹង"),
    ),
    EventKind.DECLINED: EventWords(
        lambda t: t.say("they declined to comment"),
        "decline",
        reply=lambda t: t.say("🚫 Declined to comment"),
        sent=lambda t: t.say("🚫 They declined"),
        typed=("declined", "decline", "refused", "បដិសេធ"),
        command=OwnCommand(
            "decline",
            "/decline N [text] [at TIME]",
            "/decline 3 no comment",
            lambda t: t.say("they declined to comment"),
        ),
    ),
    EventKind.REFERRED: EventWords(lambda t: t.say("they referred us elsewhere"), "refer", Asks.BODY),
    EventKind.BOUNCED: EventWords(
        lambda t: t.say("it could not be delivered"),
        "bounce",
        command=OwnCommand(
            "bounce",
            "/bounce N [text] [at TIME]",
            "/bounce 3 mailbox full",
            lambda t: t.say("it could not be delivered"),
        ),
    ),
    EventKind.WITHDRAWN: EventWords(
        lambda t: t.say("we withdrew it"),
        "withdraw",
        command=OwnCommand(
            "withdraw",
            "/withdraw N [why]",
            "/withdraw 3 asked twice",
            lambda t: t.say("we take the request back"),
        ),
    ),
    EventKind.REOPENED: EventWords(
        lambda t: t.say("reopened"),
        "reopen",
        command=OwnCommand(
            "reopen",
            "/reopen N [why]",
            "/reopen 3 one question is left",
            lambda t: t.say("open a closed request again"),
        ),
    ),
    EventKind.NOTE: EventWords(lambda t: t.say("note"), "note", Asks.WORDS),
    EventKind.DEADLINE_SET: EventWords(lambda t: t.say("deadline set")),
    EventKind.EXTENDED: EventWords(lambda t: t.say("deadline moved"), "extend", Asks.DEADLINE),
    EventKind.CORRECTED: EventWords(lambda t: t.say("taken back")),
    EventKind.PUBLISHED: EventWords(lambda t: t.say("published without their answer")),
    EventKind.FILED: EventWords(lambda t: t.say("file kept")),
}

# What came back, in the order in which it is offered.
REPLIES = {kind: words for kind, words in EVENTS.items() if words.reply is not None}
# What a single press records, by what its button carries.
AT_ONCE = {words.verb: kind for kind, words in EVENTS.items() if words.verb and words.asks is Asks.NOTHING}
OWN_COMMANDS = {kind: words.command for kind, words in EVENTS.items() if words.command is not None}
# The words of /correct; those of /reply are the ones that have no command of their own.
CORRECT_WORDS = {word: kind for kind, words in EVENTS.items() for word in words.typed}
REPLY_WORDS = {word: kind for word, kind in CORRECT_WORDS.items() if EVENTS[kind].command is None}


@dataclass(frozen=True)
class ChannelWords:
    """A channel: its sign on a button, its word there and on a card, how a sentence says that it was used, and the
    words by which people name it, in any language."""

    sign: str
    said: Say
    way: Say
    typed: str


CHANNELS: dict[Channel, ChannelWords] = {
    Channel.EMAIL: ChannelWords(
        "✉️",
        lambda t: t.say("email"),
        lambda t: t.say("by email"),
        "email, e-mail, emails, emailed, mail, mailed, អ៊ីមែល, អ៊ីម៉ែល, អ៊ីម៉េល",
    ),
    Channel.CALL: ChannelWords(
        "📞",
        lambda t: t.say("call"),
        lambda t: t.say("by phone"),
        "call, calls, called, phone, phoned, phone call, telephone, tel, rang, ring, ទូរស័ព្ទ, ទូរសព្ទ, តេ",
    ),
    Channel.MESSAGE: ChannelWords(
        "💬",
        lambda t: t.say("message"),
        lambda t: t.say("by message"),
        "message, messages, messaged, msg, telegram, tg, whatsapp, wa, signal, sms, text, text message, texted, "
        "messenger, facebook, wechat, dm, សារ, ផ្ញើសារ, តេឡេក្រាម",
    ),
    Channel.VISIT: ChannelWords(
        "🚶",
        lambda t: t.say("visit"),
        lambda t: t.say("in person"),
        "visit, visits, visited, in person, in-person, door, door knock, door-knock, ទៅជួប, ជួបផ្ទាល់",
    ),
    Channel.LETTER: ChannelWords(
        "📄",
        lambda t: t.say("letter"),
        lambda t: t.say("by letter"),
        "letter, letters, post, posted, លិខិត, សំបុត្រ",
    ),
    Channel.FAX: ChannelWords("📠", lambda t: t.say("fax"), lambda t: t.say("by fax"), "fax, faxed, ទូរសារ"),
}

ROLES: dict[Role, Say] = {
    Role.REPORTER: lambda t: t.say("reporter"),
    Role.EDITOR: lambda t: t.say("editor"),
}


@dataclass(frozen=True)
class BodyKindWords:
    """A sort of institution, and the words by which people name it, in any language."""

    said: Say
    typed: str


BODY_KINDS: dict[BodyKind, BodyKindWords] = {
    BodyKind.COURT: BodyKindWords(lambda t: t.say("court"), "court, courts, tribunal, តុលាការ, សាលាដំបូង"),
    BodyKind.MINISTRY: BodyKindWords(lambda t: t.say("ministry"), "ministry, ក្រសួង"),
    BodyKind.DEPARTMENT: BodyKindWords(
        lambda t: t.say("department"),
        "department, dept, general department, office, នាយកដ្ឋាន, អគ្គនាយកដ្ឋាន",
    ),
    BodyKind.POLICE: BodyKindWords(lambda t: t.say("police"), "police, gendarmerie, នគរបាល, ប៉ូលិស"),
    BodyKind.EMBASSY: BodyKindWords(lambda t: t.say("embassy"), "embassy, consulate, ស្ថានទូត"),
    BodyKind.COMPANY: BodyKindWords(lambda t: t.say("company"), "company, business, firm, ក្រុមហ៊ុន"),
    BodyKind.INTERNATIONAL: BodyKindWords(
        lambda t: t.say("international organisation"), "international, un, ngo, អន្តរជាតិ"
    ),
    BodyKind.OTHER: BodyKindWords(lambda t: t.say("other"), "other, ផ្សេងៗ, ផ្សេង"),
}


@dataclass(frozen=True)
class LetterWords:
    """A letter to a body: what it is called, alone and with its language, and the words by which people name it, in any
    language, the one that is shown first."""

    said: Say
    titled: Callable[[Texts, str], Markup]
    typed: str


LETTERS: dict[Letter, LetterWords] = {
    Letter.FOLLOW_UP: LetterWords(
        lambda t: t.say("follow-up letter"),
        lambda t, language: t.say("Follow-up, {language}", language=language),
        "followup, follow-up, follow_up, follow, up, reminder, តាមដាន, រំលឹក",
    ),
    Letter.FINAL: LetterWords(
        lambda t: t.say("final letter"),
        lambda t, language: t.say("Final letter, {language}", language=language),
        "final, last, no-surprises, ចុងក្រោយ",
    ),
}
