"""A record and its evidence as the files of one folder: what a ZIP holds, and what `python -m bot export` writes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cache, partial
from pathlib import Path

from markupsafe import Markup

from bot.cards import files as card_files
from bot.export import names, texts
from bot.export.csv_table import write_csv
from bot.export.dossier import Material
from bot.export.page import page
from bot.export.pictures import Pictures
from bot.export.stripping import stripped
from bot.export.tables import plain
from bot.export.workbook import write_workbook
from bot.i18n.catalogue import Texts
from bot.languages import COMPLETE
from jobs.files.folder import EvidenceFolder, hash_of


class Step(Enum):
    """What is being done."""

    WAITING = auto()  # others are made first
    READING = auto()
    WRITING = auto()
    EVIDENCE = auto()
    SENDING = auto()


@dataclass
class Progress:
    """A step, and where it has parts, which of how many: written by whoever makes a file, read by whoever shows
    it. `requests`: how many the record holds, once that is known. `tell`: is given each step, where the two are apart.
    """

    step: Step = Step.WAITING
    done: int = 0
    total: int = 0
    requests: int = 0
    tell: Callable[[tuple[Step, int, int, int]], None] | None = None

    def at(self, step: Step, done: int = 0, total: int = 0) -> None:
        """It has come to this."""
        self.heard((step, done, total, self.requests))
        if self.tell is not None:
            self.tell((step, done, total, self.requests))

    def heard(self, told: tuple[Step, int, int, int]) -> None:
        """It has come to what the other side told."""
        self.step, self.done, self.total, self.requests = told

    def said(self, t: Texts) -> Markup:
        """The same in words."""
        match self.step:
            case Step.WAITING:
                return t.say("Others are prepared first.")
            case Step.READING:
                return t.say("Reading the record.")
            case Step.WRITING:
                return t.count("{n} request to put in order.", "{n} requests to put in order.", self.requests)
            case Step.EVIDENCE:
                return t.say("Evidence: {n} of {total} files.", n=self.done, total=self.total)
            case Step.SENDING if self.total > 1:
                return t.say("Sending {n} of {total}.", n=self.done, total=self.total)
            case Step.SENDING:
                return t.say("Sending it.")


WORKBOOK, CSV, EVENTS = "record.xlsx", "events.csv", "events.jsonl"
STORIES = "stories"  # the folder of their pages
STAMPS = "stamps"  # the folder of what a time-stamping authority answered
README, SUMS = "README.txt", "SHA256SUMS"
PIECE = 1024 * 1024
LARGEST_CLEANED = 50_000_000  # bytes


@dataclass(frozen=True)
class Entry:
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
class Evidence:
    """The files that came with replies, in order, and a line for each that cannot be among them, with the reason. Where copies
    are to be clean: a line for each that is, with the hash of the original, and the names of those that cannot be."""

    files: list[Entry] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    cleaned: list[str] = field(default_factory=list)
    as_they_came: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Made:
    """Files on our disk, under the names by which they are sent; `left_out`: names of what is in none of them;
    `as_they_came`: of what should be clean and cannot be."""

    files: tuple[Path, ...]
    left_out: tuple[str, ...] = ()
    as_they_came: tuple[str, ...] = ()


def page_name(language: str) -> str:
    """The name of the dossier's page in a language."""
    return f"dossier-{language}.html"


def write_documents(t: Texts, material: Material, work: Path, progress: Progress) -> list[Entry]:
    """Write the page in every language, the tables in that of `t`, the chain of events and its stamps into the folder `work`.
    Waits for the disk."""
    progress.at(Step.WRITING)
    dossier, made = material.dossier, list[Entry]()
    pictures = Pictures(material.evidence, clean=dossier.clean)
    for language in COMPLETE:
        html = page(Texts(language, dossier.timezone), dossier, pictures, in_zip=True)
        made.append(write_document(work, page_name(language), html))
    write_workbook(t, dossier, work / WORKBOOK)
    write_csv(t, dossier, work / CSV)
    made += [_entry(work, WORKBOOK), _entry(work, CSV)]
    made.append(write_document(work, EVENTS, "".join(f"{line}\n" for line in material.event_lines)))
    for stamp in material.stamps:
        name = f"{STAMPS}/{stamp.position:06}.tsr"
        (work / STAMPS).mkdir(exist_ok=True)
        (work / name).write_bytes(stamp.answer)
        made.append(_entry(work, name))
    return made


def write_document(folder: Path, name: str, text: str) -> Entry:
    """Write a text into a folder, as one of its files."""
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    write_text(folder / name, text)
    return _entry(folder, name)


def write_text(file: Path, text: str) -> None:
    """Write a text as it is read on every system."""
    file.write_text(text, encoding="utf-8", newline="\n")


def kept_evidence(t: Texts, material: Material, progress: Progress, work: Path | None = None) -> Evidence:
    """The evidence, each file with the content it had when it was kept; what is not there any more is missing. In the folder
    `work` clean copies are made, where the dossier wants them."""
    found, intact = Evidence(), cache(partial(_intact, material.evidence))  # the same content is read once
    named = names.evidence(material.dossier)
    for number, (file, request, name) in enumerate(named, start=1):
        progress.at(Step.EVIDENCE, number, len(named))
        path = intact(file.sha256) if file.is_kept else None
        if path is not None:
            entry = Entry(name, path, path.stat().st_size, file.sha256)
            clean = _clean(entry, work) if work is not None and material.dossier.clean else None
            if clean is not None:
                found.cleaned.append(plain(texts.cleaned(t, name, file.sha256)))
            elif material.dossier.clean:
                found.as_they_came.append(name)
            found.files.append(clean or entry)
        else:
            why = texts.lost(t) if file.is_kept else card_files.copy_kept(t, file)
            found.missing.append(plain(texts.missing(t, request, card_files.name(t, file), why)))
    return found


def _clean(entry: Entry, work: Path) -> Entry | None:
    content = stripped(entry.path.read_bytes()) if entry.size <= LARGEST_CLEANED else None
    if content is None:
        return None
    place = work / "clean" / entry.sha256
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(content)
    return Entry(entry.name, place, len(content), hash_of(place))


def copy_into(target: Path, entries: Sequence[Entry]) -> None:
    """Copy files that are elsewhere into a folder, under their names. Waits for the disk."""
    for entry in entries:
        place = target / entry.name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(entry.path, place)


def sums(entries: Sequence[Entry]) -> str:
    """The hashes of files as `sha256sum -c` reads them."""
    return "".join(f"{entry.sha256}  {entry.name}\n" for entry in entries)


def _intact(evidence: EvidenceFolder, sha256: str) -> Path | None:
    try:
        return evidence.path(sha256) if evidence.is_intact(sha256) else None
    except (OSError, ValueError):
        return None  # it is named as missing, which is what it is to whoever reads the dossier


def _entry(folder: Path, name: str) -> Entry:
    path = folder / name
    return Entry(name, path, path.stat().st_size, hash_of(path))
