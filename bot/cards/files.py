"""The files of a request as people see them: what each is, whom it came from, and whether our copy of it is kept.

Names of files and of those who forwarded them come from outside: they are shown without the marks that turn the
direction of writing, by which `exe.pdf` can be made of `fdp.exe`.
"""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup

from bot.i18n.catalogue import Texts, shorten
from bot.reading.words import clean
from db import attachments
from db.attachments import Trouble
from db.facts import EventFacts, FileFacts, RequestFacts
from db.tables import Outcome

LONGEST_NAME = 60
MOST_ON_A_CARD = 3
HASH_SHOWN = 8
KB, MB = 1024, 1024 * 1024
BETWEEN = Markup(", ")


def short_lines(t: Texts, event: EventFacts, now: datetime, *, most: int | None) -> list[Markup]:
    """A line for each file of an event; beyond `most` (None: all of them) only how many more there are."""
    shown = event.files if most is None else event.files[:most]
    lines = [_line(t, file, now) for file in shown]
    left = len(event.files) - len(shown)
    if left:
        lines.append(t.count("… and {n} more file", "… and {n} more files", left))
    return lines


def listed(t: Texts, request: RequestFacts, now: datetime) -> list[Markup]:
    """Every file of a request: who sent it and when, and the whole hash of its content."""
    return [_whole(t, event, file, now) for event in request.events for file in event.files]


def forwarded(t: Texts, event: EventFacts, now: datetime) -> Markup:
    """Whom an event's words were forwarded from, or nothing."""
    name, sent = event.details.get("origin"), event.details.get("origin_at")
    if name is None or not sent:
        return Markup("")
    return Markup(" · ") + t.say(
        "forwarded from {name}, {when}", name=_tame(name), when=t.when(datetime.fromisoformat(sent), now)
    )


def name(t: Texts, file: FileFacts) -> str:
    """What a file is called; one without a name by what it is."""
    if file.name:
        return _tame(file.name)
    return {
        "photo": t.say("photo"),
        "voice": t.say("voice note"),
        "video": t.say("video"),
        "video_note": t.say("video note"),
        "audio": t.say("sound file"),
    }.get(file.kind) or t.say("file")


def size(t: Texts, count: int) -> Markup:
    """So many bytes, as people say it."""
    if count < KB:
        return t.say("{n} B", n=count)
    if count < MB:
        return t.say("{n} KB", n=round(count / KB))
    return t.say("{size} MB", size=t.digits(f"{count / MB:.1f}".removesuffix(".0")))


def copy_kept(t: Texts, file: FileFacts) -> Markup:
    """Whether our copy is kept, still to be had, or never to be had."""
    if file.is_kept:
        return t.say("kept")
    if file.outcome is Outcome.REMOVED:
        return t.say("copy removed by the newsroom's rule")
    if attachments.is_too_large(file.size) or file.trouble.startswith(Trouble.TOO_LARGE):
        return t.say("only a reference: larger than 20 MB")
    if file.outcome is not Outcome.DEAD:
        return t.say("not kept yet")
    if file.trouble.startswith(Trouble.REFUSED):
        return t.say("only a reference: Telegram does not give it out")
    return t.say("only a reference: it could not be fetched for 7 days")


def _line(t: Texts, file: FileFacts, now: datetime) -> Markup:
    line = Markup("📎 ") + BETWEEN.join(_about(t, file, now))
    if file.sha256:
        line += BETWEEN + t.say("sha256 {hash}…", hash=file.sha256[:HASH_SHOWN])
    return line


def _whole(t: Texts, event: EventFacts, file: FileFacts, now: datetime) -> Markup:
    sent_at = file.sent_at or event.recorded_at
    sent = t.say("sent by {member}, {when}", member=t.member(event.member), when=t.when(sent_at, now))
    line = Markup("📎 ") + BETWEEN.join([*_about(t, file, now), sent])
    if file.sha256:
        line += Markup("\n") + t.say("sha256 <code>{hash}</code>", hash=file.sha256)
    return line


def _about(t: Texts, file: FileFacts, now: datetime) -> list[Markup]:
    parts = [Markup("{}").format(name(t, file))]
    if file.size is not None:
        parts.append(size(t, file.size))
    if file.origin_at is not None:
        parts.append(t.say("from {name}, {when}", name=_tame(file.origin), when=t.when(file.origin_at, now)))
    return [*parts, copy_kept(t, file)]


def _tame(text: str) -> str:
    return shorten(clean(text), LONGEST_NAME)
