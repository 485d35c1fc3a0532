"""What is said about files that are made of the record: buttons, progress, captions, and what is missing."""

from __future__ import annotations

from markupsafe import Markup

from bot.export import texts as page
from bot.export.cells import plain
from bot.export.contents import Dossier, Format
from bot.i18n.catalogue import Texts, shorten
from bot.languages import LANGUAGES
from bot.telegram.underway import Progress, Step

LONGEST_TITLE = 120
MOST_NAMED = 5
_NEWLINE = Markup("\n")


def buttons(t: Texts) -> dict[Format, Markup]:
    """The labels of the buttons under a report."""
    return {
        Format.HTML: t.say("📄 Dossier"),
        Format.XLSX: t.say("📊 XLSX"),
        Format.CSV: t.say("CSV"),
        Format.ZIP: t.say("🗜 ZIP"),
    }


def in_other_language(language: str) -> str:
    """The button of a dossier in a language, named in that language."""
    return f"📄 {LANGUAGES[language].name}"


def begun(t: Texts) -> Markup:
    """The button was understood."""
    return t.say("Preparing…")


def on_its_way(t: Texts) -> Markup:
    """It was asked for before, and is not there yet."""
    return t.say("It is on its way: it is being prepared already.")


def stopped(t: Texts) -> Markup:
    """The desk was stopped while a file was made."""
    return t.say("The desk is being restarted, so the file was not finished. Ask for it again in a minute.")


def preparing(t: Texts, kind: Format, title: str, progress: Progress) -> Markup:
    """What is going on, for as long as it goes on."""
    named = shorten(title, LONGEST_TITLE)
    if kind is Format.HTML:
        head = t.say("Preparing the dossier of {title}…", title=named)
    else:
        head = t.say("Preparing the {kind} of {title}…", kind=kind.name, title=named)
    return _NEWLINE.join([head, _step(t, progress)])


def caption(t: Texts, kind: Format, holds: Dossier, part: tuple[int, int] = (1, 1)) -> Markup:
    """What a file is, of what moment, and the last hash: whoever keeps this message has proof."""
    title = shorten(plain(holds.about.title), LONGEST_TITLE)
    if kind is Format.HTML:
        head = t.say("<b>{title}</b>: the dossier. Any browser opens it; print it from there.", title=title)
    elif kind is Format.XLSX:
        head = t.say("<b>{title}</b>: requests, events and bodies for Excel.", title=title)
    elif kind is Format.CSV:
        head = t.say("<b>{title}</b>: every event with its request, as a table.", title=title)
    elif part[0] == 1:
        head = t.say(
            "<b>{title}</b>: the dossier in English and Khmer, the tables, the events and the evidence. Its README.txt says how to check them.",
            title=title,
        )
    else:
        head = t.say("<b>{title}</b>: more of the evidence.", title=title)
    lines = [head]
    if part[1] > 1:
        lines.append(t.say("Part {n} of {count}.", n=part[0], count=part[1]))
    counted = page.counted(t, len(holds.requests), len(holds.bodies))
    when = t.when(holds.made_at, holds.made_at)
    lines.append(t.say("{counted}, as on record {when}.", counted=counted, when=when))
    if holds.end is not None:
        lines.append(
            t.say(
                "Last hash (event {position}): <code>{hash}</code>",
                position=holds.end.position,
                hash=holds.end.hash,
            )
        )
    return _NEWLINE.join(lines)


def not_sent(t: Texts, names: tuple[str, ...]) -> Markup:
    """Files that are in no ZIP, because they are too large or too many."""
    shown = [Markup("{}").format(shorten(name, 80)) for name in names[:MOST_NAMED]]
    if len(names) > MOST_NAMED:
        more = len(names) - MOST_NAMED
        shown.append(t.count("… and {n} more file", "… and {n} more files", more))
    head = t.count(
        "{n} file is not in the ZIP: Telegram takes 50 MB at a time, and that was too much.",
        "{n} files are not in the ZIP: Telegram takes 50 MB at a time, and that was too much.",
        len(names),
    )
    tail = t.say("Whoever runs the desk can copy everything: <code>python -m bot export DIR</code>")
    return _NEWLINE.join([head, *shown, tail])


def lost(t: Texts) -> Markup:
    """Our copy of a file is not what it was."""
    return t.say("our copy is missing or was changed since")


def missing(t: Texts, number: int, name: str, why: Markup) -> str:
    """A file of which there is no copy, and why, for README.txt."""
    return plain(t.say("#{number}, {name}: {why}", number=number, name=name, why=why))


def of_request(t: Texts, number: int, body: str) -> Markup:
    """What a dossier of one request is about."""
    return t.say("#{number} {body}", number=number, body=body)


def operator(t: Texts) -> str:
    """Who made an export."""
    return plain(t.say("whoever runs the desk"))


def _step(t: Texts, progress: Progress) -> Markup:
    match progress.step:
        case Step.WAITING:
            return t.say("Others are prepared first.")
        case Step.READING:
            return t.say("Reading the record.")
        case Step.EVIDENCE:
            return t.say("Evidence: {n} of {total} files.", n=progress.done, total=progress.total)
        case Step.SENDING if progress.total > 1:
            return t.say("Sending {n} of {total}.", n=progress.done, total=progress.total)
        case Step.SENDING:
            return t.say("Sending it.")
    return t.count("{n} request to put in order.", "{n} requests to put in order.", progress.requests)
