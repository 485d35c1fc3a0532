"""The files that can be made of a record: a row for each format, and making the one that somebody asked for.

Everything about a format derives from its row: what is typed after /report, the buttons, the file and its name, what is
said with it, the command's usage and the documents.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from markupsafe import Markup
from sqlalchemy.engine import URL

from bot.apart import Apart
from bot.export import names, texts
from bot.export.csv_table import write_csv
from bot.export.dossier import About, Gist, Material, NothingToFile, event_lines, gather
from bot.export.folder import Made, Progress, Step, write_text
from bot.export.page import page
from bot.export.tables import plain
from bot.export.workbook import write_workbook
from bot.export.zip_archive import write_zips
from bot.i18n.catalogue import Texts, shorten
from bot.kinds import Say
from bot.languages import COMPLETE, LANGUAGES
from db.chain import stamps
from db.engine import Database
from db.queries import Scope
from db.tables import Newsroom, Stamp
from jobs.files.folder import EvidenceFolder

LONGEST_TITLE = 120

SayOf = Callable[[Texts, str], Markup]
Write = Callable[[Texts, Material, Path, Progress], Made]


@dataclass(frozen=True)
class Format:
    """One format.

    Args:
        word: what is typed for it and what a button carries; also the ending of its name.
        button: its name on a button.
        caption: what the file about something is.
        write: writes it to a path, in the language of the texts; what does not fit on one file goes beside it.
        also: other words typed for it.
        preparing: that a file about something is being made; None: said with the word.
        translation: its name on a button for another language, which is named in itself; None: no such buttons.
        with_events: whether it holds the chain of events.
    """

    word: str
    button: Say
    caption: SayOf
    write: Write
    also: tuple[str, ...] = ()
    preparing: SayOf | None = None
    translation: Callable[[str], str] | None = None
    with_events: bool = False


def _one_file(write: Callable[[Texts, Material, Path], None]) -> Write:
    def written(t: Texts, material: Material, file: Path, progress: Progress) -> Made:
        progress.at(Step.WRITING)
        write(t, material, file)
        return Made((file,))

    return written


_ROWS = (
    Format(
        word="html",
        also=("dossier", "pdf"),  # a browser prints it to PDF
        button=lambda t: t.say("📕 Dossier"),
        translation=lambda language: f"📕 {language}",
        preparing=lambda t, title: t.say("Preparing the dossier of {title}…", title=title),
        caption=lambda t, title: t.say(
            "<b>{title}</b>: the dossier. Any browser opens it; print it from there, on paper or as a PDF.",
            title=title,
        ),
        write=_one_file(
            lambda t, made_of, file: write_text(file, page(t, made_of.dossier, made_of.evidence))
        ),
    ),
    Format(
        word="xlsx",
        also=("xls", "excel"),
        button=lambda t: t.say("📊 XLSX"),
        caption=lambda t, title: t.say("<b>{title}</b>: requests, events and bodies for Excel.", title=title),
        write=_one_file(lambda t, made_of, file: write_workbook(t, made_of.dossier, file)),
    ),
    Format(
        word="csv",
        button=lambda t: t.say("CSV"),
        caption=lambda t, title: t.say(
            "<b>{title}</b>: every event with its request, as a table.", title=title
        ),
        write=_one_file(lambda t, made_of, file: write_csv(t, made_of.dossier, file)),
    ),
    Format(
        word="zip",
        button=lambda t: t.say("🗜 ZIP"),
        caption=lambda t, title: t.say(
            "<b>{title}</b>: the dossier in {languages}, the tables, the events and the evidence. Its README.txt says how to check them.",
            title=title,
            languages=" / ".join(LANGUAGES[code].name for code in COMPLETE),
        ),
        write=lambda t, made_of, file, progress: write_zips(
            t, made_of, file.parent, progress, largest=made_of.largest
        ),
        with_events=True,
    ),
)
FORMATS: dict[str, Format] = {row.word: row for row in _ROWS}
TYPED: dict[str, Format] = {word: row for row in _ROWS for word in (row.word, *row.also)}
# Endings of files that people may ask for and that are not made here.
NOT_MADE = frozenset(
    {
        "doc", "docx", "odt", "rtf", "txt", "md", "json", "xml", "tsv", "ods",
        "ppt", "pptx", "png", "jpg", "jpeg", "svg", "epub", "mht",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """A file that somebody asked for, and the language it is to be in."""

    format: Format
    language: str


@dataclass(frozen=True)
class Order:
    """Everything that the making of a file needs, as values: a process of its own makes it.

    Args:
        word, language: which format, in which language.
        record: where the record is.
        data_dir: the evidence is kept below it.
        viewer: as whom it is read, as `Database.of` takes it.
        scope: of which requests of the newsroom.
        made_by: for whom.
        now: the present instant (UTC).
        work: the folder that it is made in.
        largest: what one file may weigh, in bytes.
    """

    word: str
    language: str
    record: URL
    data_dir: Path
    newsroom_id: int
    viewer: int | None
    scope: Scope
    about: About
    made_by: str
    now: datetime
    work: Path
    largest: int


async def make(apart: Apart, order: Order, progress: Progress) -> tuple[Made, Gist]:
    """Make a file in a process of its own.

    Raises:
        NothingToFile: there is no request in it.
        OSError: the disk refused, or (ChildProcessError) the process was ended.
        DBAPIError: the database refused.
    """
    if apart.busy:
        progress.at(Step.WAITING)
    return await apart.run(make_here, order, told=progress.heard)


async def make_here(order: Order, tell: Callable[[object], None]) -> tuple[Made, Gist]:
    """The same in this process, as the record stands at one moment."""
    format, progress = FORMATS[order.word], Progress(tell=tell)
    progress.at(Step.READING)
    async with (
        Database(order.record) as database,
        database.of(order.newsroom_id, order.viewer).read() as session,
    ):
        newsroom = await session.get_one(Newsroom, order.newsroom_id)
        dossier = await gather(
            session, newsroom, order.scope, order.about, made_by=order.made_by, now=order.now
        )
        lines, stamped = list[str](), list[Stamp]()
        if format.with_events:
            of = (
                None
                if order.scope == Scope() and not dossier.private
                else {request.id for request in dossier.requests}
            )
            lines = await event_lines(session, order.newsroom_id, of=of)
            stamped = await stamps.covering(session, order.newsroom_id, of=of)
    if not dossier.requests:
        raise NothingToFile
    progress.requests = len(dossier.requests)
    material = Material(dossier, lines, EvidenceFolder(order.data_dir), order.largest, stamped)
    file = order.work / names.sent(dossier, order.language, order.word)
    made = format.write(Texts(order.language, dossier.timezone), material, file, progress)
    return made, dossier.gist


def preparing(t: Texts, format: Format, title: str, progress: Progress) -> Markup:
    """What is going on, for as long as it goes on."""
    named = shorten(title, LONGEST_TITLE)
    head = (
        format.preparing(t, named)
        if format.preparing
        else t.say("Preparing the {kind} of {title}…", kind=format.word.upper(), title=named)
    )
    return Markup("\n").join([head, progress.said(t)])


def caption(t: Texts, format: Format, gist: Gist, part: tuple[int, int] = (1, 1)) -> Markup:
    """What a file is, of what moment, and the last hash."""
    title = shorten(plain(gist.title), LONGEST_TITLE)
    head = (
        format.caption(t, title)
        if part[0] == 1
        else t.say("<b>{title}</b>: more of the evidence.", title=title)
    )
    return texts.caption(t, head, gist, part)
