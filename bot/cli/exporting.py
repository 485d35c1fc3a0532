"""`python -m bot export DIR`: every newsroom's whole record as files that people can read, and its evidence.

A folder for each newsroom: the dossier of all of it and of each story, in every language; the tables; the chain of
events; the files that came with replies; README.txt, and the hashes of everything.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.cli.operating import counted, record_there
from bot.environment import Settings
from bot.export import names
from bot.export import texts as export_texts
from bot.export.dossier import About, Dossier, Material, event_lines, gather
from bot.export.folder import (
    README,
    STORIES,
    SUMS,
    Entry,
    Progress,
    copy_into,
    kept_evidence,
    sums,
    write_document,
    write_documents,
    write_text,
)
from bot.export.page import page
from bot.export.readme import Package, readme
from bot.export.tables import plain
from bot.i18n.catalogue import Texts
from bot.languages import COMPLETE
from db import stories
from db.chain import stamps
from db.errors import DeskError
from db.queries import Scope
from db.tables import Newsroom, Stamp
from jobs.clock import Clock
from jobs.files.folder import EvidenceFolder


class NotEmpty(DeskError, translated=False):
    """The folder to export to holds something."""

    message = "{folder} is there already and not empty; an export is never written over anything."


class ExportFailed(DeskError, translated=False):
    """The disk refused an export."""

    message = "The export could not be written to {folder}: {reason}. Nothing of it was kept."


@dataclass(frozen=True)
class _Record:
    """A newsroom's record at one moment: all of it, story by story, its chain of events and the stamps on that."""

    newsroom: Newsroom
    whole: Dossier
    stories: Sequence[Dossier]
    lines: Sequence[str]
    stamps: Sequence[Stamp]


async def export(settings: Settings, folder: str, clock: Clock) -> str:
    """Write it, reading only, while the bot may run. Returns what to tell the operator.

    Raises:
        NoDatabaseYet: the database's own file is not there.
        NotEmpty: the folder is there, and something is in it.
        ExportFailed: the disk refused.
        OlderDatabase, NewerDatabase, UnreachableDatabase.
    """
    target = Path(folder)
    async with record_there(settings, "export") as database:
        _check_free(target)
        async with database.read() as session:
            newsrooms = (await session.exec(select(Newsroom).order_by(col(Newsroom.id)))).all()
            read = [await _read(session, newsroom, clock.now()) for newsroom in newsrooms]
    return await asyncio.to_thread(_write, read, target, EvidenceFolder(settings.data_dir))


async def _read(session: AsyncSession, newsroom: Newsroom, now: datetime) -> _Record:
    by = plain(export_texts.operator(Texts(newsroom.settings.language, newsroom.settings.timezone)))

    async def of(scope: Scope, about: About) -> Dossier:
        # It stays in the house, and so its files stay as they are.
        return replace(await gather(session, newsroom, scope, about, made_by=by, now=now), clean=False)

    every = await stories.newest(session, newsroom.id or 0)
    return _Record(
        newsroom,
        await of(Scope(), About(newsroom.name, newsroom.name)),
        [await of(Scope(story_id=story.id), About.of_story(story)) for story in reversed(every)],
        await event_lines(session, newsroom.id or 0),
        await stamps.covering(session, newsroom.id or 0),
    )


def _check_free(target: Path) -> None:
    try:
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise NotEmpty(folder=target)
    except OSError as error:
        raise ExportFailed(folder=target, reason=error.strerror or error) from error


def _write(read: Sequence[_Record], target: Path, evidence: EvidenceFolder) -> str:
    was_there = target.exists()
    folders = [target / name for name in names.apart(record.newsroom.name for record in read)]
    made: list[Path] = []
    said = []
    try:
        # What is in it is for nobody else on this machine.
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        for record, folder in zip(read, folders, strict=True):
            folder.mkdir()
            made.append(folder)
            said.append(_write_newsroom(record, folder, evidence))
    except BaseException as error:
        # Half an export must not be taken for a whole one.
        for folder in made:
            shutil.rmtree(folder, ignore_errors=True)
        if not was_there and target.is_dir() and not any(target.iterdir()):
            target.rmdir()
        if isinstance(error, OSError):
            raise ExportFailed(folder=target, reason=error.strerror or error) from error
        raise
    return "\n".join([*said, f"Exported to {target}"])


def _write_newsroom(record: _Record, folder: Path, evidence: EvidenceFolder) -> str:
    whole = record.whole
    t = Texts(record.newsroom.settings.language, record.newsroom.settings.timezone)
    material, progress = Material(whole, record.lines, evidence, stamps=record.stamps), Progress()
    files = write_documents(t, material, folder, progress)
    files += _pages(record, folder, evidence)
    kept = kept_evidence(t, material, progress)
    copy_into(folder, kept.files)
    files += kept.files
    package = Package([entry.name for entry in files], kept.missing, (), (1, 1), SUMS)
    write_text(folder / README, readme(t, whole, package))
    write_text(folder / SUMS, sums(files))
    counts = ", ".join(
        [
            counted(len(whole.requests), "request"),
            counted(len(record.lines), "event"),
            counted(len(kept.files), "file"),
        ]
    )
    end = f"last hash {whole.end.hash}" if whole.end else "nothing recorded"
    lost = f"; no copy of {counted(len(kept.missing), 'file')}: see {README}" if kept.missing else ""
    return f"{record.newsroom.name}: {counts}, {end}{lost}"


def _pages(record: _Record, folder: Path, evidence: EvidenceFolder) -> list[Entry]:
    """The dossier of each story in each language; its name is the story's."""
    found = []
    for dossier, name in zip(
        record.stories, names.apart(one.about.name for one in record.stories), strict=True
    ):
        for language in COMPLETE:
            t = Texts(language, dossier.timezone)
            html = page(t, replace(dossier, made_by=plain(export_texts.operator(t))), evidence, in_zip=True)
            found.append(write_document(folder, f"{STORIES}/{name}-{language}.html", html))
    return found
