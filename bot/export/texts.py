"""What is said on a dossier's page, in its tables and about its files, and stands nowhere else."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot import kinds
from bot.cards import events as card_events
from bot.cards import files as card_files
from bot.cards import texts as card_texts
from bot.export.dossier import Gist
from bot.fairness import texts as fairness_texts
from bot.fairness.check import FairChance
from bot.i18n.catalogue import Texts, shorten
from db.facts import HIDDEN_ORIGIN, EventFacts, FileFacts, Linked, QuestionFacts, RequestFacts
from db.lifecycle import DAY_ONLY, EventKind, Result, sets_deadline
from db.lists import NONE_LEFT_OUT, LeftOut

MOST_NAMED = 5
_NEWLINE = Markup("\n")

# Days in print always show their year: they are read years later.
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def when(t: Texts, instant: datetime) -> str:
    """A UTC instant by the newsroom's clock, always with its year."""
    return t.when(instant, LONG_AGO)


def zone(t: Texts, instant: datetime) -> Markup:
    """By whose clock the times are told: "Asia/Phnom_Penh, UTC+07:00"."""
    offset = instant.astimezone(ZoneInfo(t.timezone)).strftime("%z")
    return t.say(
        "Times are those of {zone}, UTC{offset}.",
        zone=t.timezone.replace("_", " "),
        offset=f"{offset[:3]}:{offset[3:]}",
    )


def labels(t: Texts) -> dict[str, Markup]:
    """The headings and single words, by the names under which the template knows them."""
    return {
        "dossier": t.say("Record of requests for comment"),
        "publication": t.say("Publication"),
        "published": t.say("Published"),
        "not_planned": t.say("no time is set"),
        "made": t.say("Made"),
        "by": t.say("by"),
        "overview": t.say("The bodies asked"),
        "supported": t.say("What the record supports"),
        "no_sentence": t.say("The record supports no sentence yet."),
        "body": t.say("Body"),
        "requests": t.say("Requests"),
        "request": t.say("Request"),
        "asked": t.say("Asked"),
        "not_asked": t.say("nobody has asked yet"),
        "attempts": t.say("Attempts"),
        "deadline": t.say("Deadline"),
        "standing": t.say("Where it stands"),
        "told": t.say("told to them"),
        "contact": t.say("Asked of"),
        "reporter": t.say("Reporter"),
        "story": t.say("Story"),
        "referrals": t.say("Referrals"),
        "marks": t.say(
            "▲ we asked · ● an answer, a refusal or a referral · ○ another word of theirs · | deadline · dashed: nothing since"
        ),
        "questions": t.say("Questions, as they were put"),
        "answered": t.say("answered"),
        "open": t.say("no answer"),
        "fair": t.say("Fair chance to answer"),
        "record": t.say("What happened"),
        "happened": t.say("When"),
        "what": t.say("What"),
        "recorded": t.say("recorded"),
        "taken_back": t.say("taken back later"),
        "in_place": t.say("in place of a record that was taken back"),
        "drafted": t.say("The letter as it was drafted; it may have been edited before it was sent:"),
        "forwarded": t.say("forwarded from"),
        "sent_by": t.say("sent by"),
        "in_zip": t.say("the picture is in the ZIP"),
        "beside": t.say("the picture is in the folder “evidence” beside this page"),
        "lost_copy": lost(t),
        "proof": t.say("Proof"),
        "files": t.say("Files"),
        "file": t.say("File"),
        "hash": t.say("SHA-256 of its content"),
        "nothing": t.say("No requests here yet."),
        "contents": t.say("Contents"),
    }


def proof(t: Texts, events: int, recorded_at: datetime) -> list[Markup]:
    """What the chain of events is, and what its last hash shows."""
    return [
        t.count(
            "Every event of the newsroom's record carries a fingerprint (SHA-256) of its own contents and of the fingerprint before it. When this page was made there was {n} event, recorded on {when}. Its fingerprint:",
            "Every event of the newsroom's record carries a fingerprint (SHA-256) of its own contents and of the fingerprint before it. When this page was made there were {n} events, the last recorded on {when}. The last fingerprint:",
            events,
            when=when(t, recorded_at),
        ),
        t.say(
            "Whoever holds this page can have it checked later: python -m bot verify --since, followed by the fingerprint, says whether it is still in the record. If it is, no event up to then was changed, removed or added since."
        ),
        t.say(
            "It does not show that what was recorded is true, nor what was recorded after it. How to check without the desk's own program is in docs/verifying.md, and in the README of the ZIP."
        ),
    ]


def checked(t: Texts, chance: FairChance) -> Markup:
    """How many points of a fair-chance check are met, for which requests, and by when."""
    met = t.say(
        "{met} of {all} points met ({numbers})",
        met=chance.met,
        all=len(chance.points),
        numbers=fairness_texts.numbers(t, chance),
    )
    if chance.publish_at is None:
        return met
    return met + t.say(", by publication on {when}", when=when(t, chance.publish_at))


def counted(t: Texts, requests: int, bodies: int, private: LeftOut = NONE_LEFT_OUT) -> Markup:
    """How much the page holds, and how many private requests it leaves out."""
    held = t.say(
        "{requests} to {bodies}",
        requests=t.count("{n} request", "{n} requests", requests),
        bodies=t.count("{n} body", "{n} bodies", bodies),
    )
    return held + Markup(" ") + card_texts.left_out(t, private) if private else held


def forward(t: Texts, name: str, sent: str) -> str:
    """Whom something was forwarded from and when it was first sent; `sent` is an ISO instant with its offset."""
    return f"{name}, {when(t, datetime.fromisoformat(sent))}"


def sheets(t: Texts) -> tuple[Markup, Markup, Markup]:
    """The names of the sheets of requests, events and bodies."""
    return t.say("Requests"), t.say("Events"), t.say("Bodies")


def cut_here(t: Texts) -> Markup:
    """Where a cell cannot hold all of a text."""
    return t.say("… (cut here: a cell holds no more; all of it is in the HTML and the CSV)")


def of_zone(t: Texts, heading: str) -> Markup:
    """The heading of a column of times by the newsroom's clock."""
    return t.say("{heading} ({zone})", heading=heading, zone=t.timezone)


def of_request(t: Texts, heading: str) -> Markup:
    """The heading of a column about an event's request."""
    return t.say("request: {heading}", heading=heading)


def yes_or_no(t: Texts, value: bool) -> Markup:
    """A truth."""
    return t.say("yes") if value else t.say("no")


def status(t: Texts, request: RequestFacts) -> Markup:
    """Where a request stands, with the year of any day in it."""
    if request.asked_at is None and request.is_open:
        return t.say("not asked yet")
    return card_texts.state(t, request, LONG_AGO)


def question(item: QuestionFacts) -> Markup:
    """A question with its number, ticked when it was answered."""
    return Markup("{}. {} {}").format(item.position, "✓" if item.answered else "–", item.text)


def linked(link: Linked) -> Markup:
    """The other end of a referral."""
    return Markup("🔒") if link == HIDDEN_ORIGIN else Markup("#{} {}").format(link.number, link.body)


def details(t: Texts, event: EventFacts, in_place_of: int | None) -> list[Markup]:
    """What an event brings besides its words, each on a line. `in_place_of`: the position of the event that it put
    right."""
    of, lines = event.details, []
    if of.get("was"):
        lines.append(Markup("“{}” → “{}”").format(of["was"], of.get("body") or of.get("now", "")))
    if of.get("took_back"):
        lines.append(card_events.what_happened(t, event, LONG_AGO))
    if of.get(DAY_ONLY):
        lines.append(t.say("nobody told the hour"))
    if in_place_of is not None:
        lines.append(t.say("in place of event {position}", position=in_place_of))
    if until := of.get("until"):
        when = t.when(datetime.fromisoformat(until), LONG_AGO)
        lines.append(t.say("until {when}", when=when))
    elif sets_deadline(event):
        when = t.when(datetime.fromisoformat(of["to"]), LONG_AGO)
        told = of.get("told", True)
        lines.append(
            t.say("until {when}", when=when)
            if told
            else t.say("until {when}, which they were not told", when=when)
        )
    if said := of.get("result"):
        lines.append(kinds.RESULTS[Result(said)].said(t))
    if of.get("answered"):
        lines.append(t.say("questions {numbers}", numbers=", ".join(map(str, of["answered"]))))
    if of.get("origin") is not None and of.get("origin_at"):
        when = t.when(datetime.fromisoformat(of["origin_at"]), LONG_AGO)
        lines.append(t.say("forwarded from {name}, {when}", name=of["origin"], when=when))
    if event.kind is EventKind.FILED and of.get("kept", True):
        lines.append(t.say("a file of event {position}", position=of["of"]))
    elif event.kind is EventKind.FILED:
        lines.append(t.say("a file of event {position}; only a reference to it is kept", position=of["of"]))
    if event.letter:
        lines.append(t.say("As drafted here; it may have been edited before it was sent:"))
        lines.append(Markup("{}").format(event.letter))
    return lines


def file(t: Texts, file: FileFacts) -> Markup:
    """A file of an event, with the hash of its content where we keep it."""
    parts = [Markup("{}").format(card_files.name(t, file))]
    if file.size is not None:
        parts.append(card_files.size(t, file.size))
    if file.origin_at is not None:
        parts.append(t.say("from {name}, {when}", name=file.origin, when=t.when(file.origin_at, LONG_AGO)))
    parts.append(Markup("{}").format(hashed(file.sha256)) if file.is_kept else card_files.copy_kept(t, file))
    return Markup(", ").join(parts)


def filed(event: EventFacts) -> Markup:
    """The file that the desk kept, from the event that says so."""
    name, sha256 = event.details.get("file", ""), event.details.get("sha256", "")
    return Markup("{}, {}").format(name, hashed(sha256)) if sha256 else Markup("{}").format(name)


def hashed(sha256: str) -> str:
    """The hash of a file's content, as a cell names it."""
    return f"sha256 {sha256}"


def about_request(t: Texts, number: int, body: str) -> Markup:
    """What a dossier of one request is about."""
    return t.say("#{number} {body}", number=number, body=body)


def operator(t: Texts) -> Markup:
    """Who made an export."""
    return t.say("whoever runs the desk")


def lost(t: Texts) -> Markup:
    """Our copy of a file is not what it was."""
    return t.say("our copy is missing or was changed since")


def missing(t: Texts, number: int, name: str, why: Markup) -> Markup:
    """A file of which there is no copy, and why."""
    return t.say("#{number}, {name}: {why}", number=number, name=name, why=why)


def cleaned(t: Texts, name: str, sha256: str) -> Markup:
    """A file of which a clean copy leaves the house."""
    return t.say("{name}: the original has the SHA-256 {sha256}", name=name, sha256=sha256)


def not_cleaned(t: Texts, names: tuple[str, ...]) -> Markup:
    """Files that should leave without place, camera and author, and do not."""
    head = t.count(
        "⚠️ {n} file is in it as it came, for nothing can be taken out of its sort: it may say where, with what and by whom it was made.",
        "⚠️ {n} files are in it as they came, for nothing can be taken out of their sort: they may say where, with what and by whom they were made.",
        len(names),
    )
    return _NEWLINE.join([head, *_named(t, names)])


def _named(t: Texts, names: tuple[str, ...]) -> list[Markup]:
    shown = [Markup("{}").format(shorten(name, 80)) for name in names[:MOST_NAMED]]
    if len(names) > MOST_NAMED:
        more = len(names) - MOST_NAMED
        shown.append(t.count("… and {n} more file", "… and {n} more files", more))
    return shown


def begun(t: Texts) -> Markup:
    """The button was understood."""
    return t.say("Preparing…")


def on_its_way(t: Texts) -> Markup:
    """It was asked for before, and is not there yet."""
    return t.say("It is on its way: it is being prepared already.")


def reveals(t: Texts, title: str) -> Markup:
    """What a file holds that is to go into a group, before it goes there."""
    return t.say(
        "A file of {title} shows everything on record of it: what was asked and answered, of whom, by whom of you, and what was sent along. In this group everybody reads it, and whoever joins later. Where shall it go?",
        title=shorten(title, 120),
    )


def goes(t: Texts, to: str) -> Markup:
    """Where a file goes that was asked for in a group: to one of them by name, "": into the group."""
    return t.say("The file goes to {name} alone.", name=to) if to else t.say("The file goes into this group.")


def stopped(t: Texts) -> Markup:
    """The desk was stopped while a file was made."""
    return t.say("The desk is being restarted, so the file was not finished. Ask for it again in a minute.")


def caption(t: Texts, head: Markup, gist: Gist, part: tuple[int, int]) -> Markup:
    """Below what a file is: of what moment, and the last hash: whoever keeps this message has proof."""
    lines = [head]
    if part[1] > 1:
        lines.append(t.say("Part {n} of {count}.", n=part[0], count=part[1]))
    held = counted(t, gist.requests, gist.bodies, gist.private)
    lines.append(
        t.say("{counted}, as on record {when}.", counted=held, when=t.when(gist.made_at, gist.made_at))
    )
    if gist.end is not None:
        lines.append(
            t.say(
                "Last hash (event {position}): <code>{hash}</code>",
                position=gist.end.position,
                hash=gist.end.hash,
            )
        )
    return _NEWLINE.join(lines)


def leaves_out(t: Texts, count: int) -> Markup:
    """Private requests are in no file unless an editor wants it."""
    return t.count(
        "🔒 The file leaves out {n} private request. Whoever gets a file with it reads it.",
        "🔒 The file leaves out {n} private requests. Whoever gets a file with them reads them.",
        count,
    )


def not_sent(t: Texts, names: tuple[str, ...]) -> Markup:
    """Files that are in no ZIP, because they are too large or too many."""
    head = t.count(
        "{n} file is not in the ZIP: Telegram takes 50 MB at a time, and that was too much.",
        "{n} files are not in the ZIP: Telegram takes 50 MB at a time, and that was too much.",
        len(names),
    )
    tail = t.say("Whoever runs the desk can copy everything: <code>python -m bot export DIR</code>")
    return _NEWLINE.join([head, *_named(t, names), tail])
