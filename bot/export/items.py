"""The chain of events as lines of a file: what is not of the dossier is withheld, and its hash stands in its place."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.cards import files as file_texts
from bot.export import answers as texts
from bot.export import names
from bot.export.contents import Dossier
from bot.export.csv_table import table
from bot.export.page import page
from bot.export.workbook import workbook
from bot.i18n.catalogue import Texts
from bot.languages import COMPLETE
from bot.telegram.underway import Progress, Step
from db.chain import links as chain
from db.facts import FileFacts
from jobs.files.folder import EvidenceFolder


async def event_lines(
    session: AsyncSession, newsroom_id: int, *, of: Collection[int] | None = None
) -> list[str]:
    """The newsroom's whole chain, a line for each event.

    Args:
        of: the ids of the requests whose events are shown in their canonical form; None: all of them. In place of
            each other event stands its position and its hash, so that the order can be checked and nothing is read.
    """
    lines = []
    async for stored in chain.walk(session, newsroom_id):
        if of is None or stored.event.request_id in of:
            lines.append(chain.canonical(stored.link))
        else:
            withheld = {"position": stored.event.position, "hash": stored.event.hash}
            lines.append(json.dumps(withheld, separators=(",", ":")))
    return lines


SHEETS, TABLE, EVENTS = "record.xlsx", "events.csv", "events.jsonl"
PIECE = 1024 * 1024


@dataclass(frozen=True)
class Item:
    """One file: its name with its folder, where it is on our disk, its size in bytes and the hash of its content."""

    name: str
    path: Path
    size: int
    sha256: str

    @property
    def is_evidence(self) -> bool:
        """Whether it came from outside; what we made ourselves can be made again."""
        return self.name.startswith(f"{names.EVIDENCE}/")


@dataclass
class Items:
    """The files, in order, and a line for each piece of evidence that cannot be among them, with the reason."""

    files: list[Item] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def page_name(language: str) -> str:
    """The name of the dossier's page in a language."""
    return f"dossier-{language}.html"


def documents(
    t: Texts, holds: Dossier, lines: Sequence[str], evidence: EvidenceFolder, work: Path, progress: Progress
) -> list[Item]:
    """Write the page in every language, and the tables in that of `t`, into the folder `work`. Waits for the disk."""
    made: list[Item] = []
    for number, language in enumerate(COMPLETE, start=1):
        progress.at(Step.PAGE, number, len(COMPLETE))
        html = page(Texts(language, holds.timezone), holds, evidence, in_zip=True)
        made.append(document(work, page_name(language), html))
    progress.at(Step.TABLES)
    workbook(t, holds, work / SHEETS)
    table(t, holds, work / TABLE)
    made += [_item(work, SHEETS), _item(work, TABLE)]
    made.append(document(work, EVENTS, "".join(f"{line}\n" for line in lines)))
    return made


def document(folder: Path, name: str, text: str) -> Item:
    """Write a text into a folder, as one of the files."""
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    write_text(folder / name, text)
    return _item(folder, name)


def write_text(file: Path, text: str) -> None:
    """Write a text as it is read on every system."""
    file.write_text(text, encoding="utf-8", newline="\n")


def kept(t: Texts, holds: Dossier, evidence: EvidenceFolder, progress: Progress) -> Items:
    """The evidence, each file with the content it had when it was kept; what is not there any more is missing."""
    found = Items()
    named = names.evidence(holds)
    for number, (file, request, name) in enumerate(named, start=1):
        progress.at(Step.EVIDENCE, number, len(named))
        path = _intact(file, evidence)
        if path is not None:
            found.files.append(Item(name, path, path.stat().st_size, file.sha256))
        else:
            why = texts.lost(t) if file.is_kept else file_texts.standing(t, file)
            found.missing.append(texts.missing(t, request, file_texts.name(t, file), why))
    return found


def copied(items: Sequence[Item], target: Path) -> None:
    """Copy files that are elsewhere into a folder, under their names. Waits for the disk."""
    for item in items:
        place = target / item.name
        place.parent.mkdir(parents=True, exist_ok=True)
        if place != item.path:
            shutil.copyfile(item.path, place)


def sums(items: Sequence[Item]) -> str:
    """The hashes of files as `sha256sum -c` reads them."""
    return "".join(f"{item.sha256}  {item.name}\n" for item in items)


def _intact(file: FileFacts, evidence: EvidenceFolder) -> Path | None:
    if not file.is_kept:
        return None
    try:
        return evidence.path(file.sha256) if evidence.is_intact(file.sha256) else None
    except (OSError, ValueError):
        return None  # it is named as missing, which is what it is to whoever reads the dossier


def _item(folder: Path, name: str) -> Item:
    path = folder / name
    return Item(name, path, path.stat().st_size, _hash_of(path))


def _hash_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()
