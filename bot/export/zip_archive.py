"""The record with its evidence in one ZIP, or in as many as it takes for Telegram to carry it."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.export import folder, names
from bot.export.dossier import LARGEST_SENT, Dossier, Material
from bot.export.folder import PIECE, Entry, Evidence, Made, Progress
from bot.export.readme import Package, readme
from bot.i18n.catalogue import Texts

MOST_PARTS = 10
FIRST_YEAR, LAST_YEAR = 1980, 2107  # of a time in a ZIP
_HEADERS = 256  # bytes that a file needs in a ZIP besides its content and, twice, its name
_LEVEL = 6
_TO_SPARE = 4096


def write_zips(
    t: Texts, material: Material, work: Path, progress: Progress, *, largest: int = LARGEST_SENT
) -> Made:
    """Write the ZIPs into the folder `work`, each complete in itself. Waits for the disk: call it in a thread.

    Args:
        largest: what a ZIP may weigh, in bytes.
    """
    dossier = material.dossier
    documents = folder.write_documents(t, material, work, progress)
    evidence = folder.kept_evidence(t, material, progress, work)
    wanted = [*documents, *evidence.files]

    def written(part: Sequence[Entry], left_out: Sequence[Entry], number: int, count: int) -> Path:
        file = work / _name(dossier, number, count)
        package = _package(part, evidence, left_out, (number, count))
        texts = [
            (folder.README.replace(".", f"{_tail(number)}."), readme(t, dossier, package)),
            (package.sums, folder.sums(part)),
        ]
        write_zip(file, texts, part, dossier.made_at)
        return file

    if sum(map(weight_of, wanted)) > largest:
        # What we wrote ourselves becomes smaller in a ZIP: how much is known when it is in one.
        whole = written(wanted, (), 1, 1) if sum(map(weight_of, evidence.files)) <= largest else None
        wanted = [compressed(entry) for entry in wanted] if whole is None else sizes_in(whole, wanted)
    else:
        whole = None
    # It says most where it names everything that is in it, and everything that is not.
    longest = readme(t, dossier, _package(wanted, evidence, wanted, (1, 1)))
    planned = plan(wanted, largest=largest, beside=len(longest.encode()) + _TO_SPARE)
    if whole is not None:
        if len(planned.parts) == 1 and not planned.left_out:
            return Made((whole,), as_they_came=tuple(evidence.as_they_came))
        whole.unlink()
    files = [
        written(part, planned.left_out, number, len(planned.parts))
        for number, part in enumerate(planned.parts, start=1)
    ]
    left_out = tuple(entry.name for entry in planned.left_out)
    return Made(tuple(files), left_out, tuple(evidence.as_they_came))


def _name(dossier: Dossier, number: int, count: int) -> str:
    stem = names.stem(dossier)
    if count == 1:
        return f"{stem}.zip"
    return f"{stem}-{number}-of-{count}.zip" if number == 1 else f"{stem}-evidence-{number}-of-{count}.zip"


def _tail(number: int) -> str:
    """What the names of README and hashes end in, so that several ZIPs unpacked into one folder make the whole."""
    return "" if number == 1 else f"-{number}"


def _package(
    entries: Sequence[Entry], evidence: Evidence, left_out: Sequence[Entry], part: tuple[int, int]
) -> Package:
    return Package(
        names=[entry.name for entry in entries],
        missing=evidence.missing,
        left_out=[entry.name for entry in left_out],
        part=part,
        sums=f"{folder.SUMS}{_tail(part[0])}",
        cleaned=evidence.cleaned,
        as_they_came=evidence.as_they_came,
    )


@dataclass(frozen=True)
class Plan:
    """Which files go into which ZIP, and which into none: larger than a ZIP may be, or beyond the last one."""

    parts: tuple[tuple[Entry, ...], ...]
    left_out: tuple[Entry, ...]


def plan(
    entries: Sequence[Entry], *, largest: int = LARGEST_SENT, most: int = MOST_PARTS, beside: int = 0
) -> Plan:
    """Divide files, in their order, among as few ZIPs as that takes; there is always a first one.

    Args:
        largest: what a ZIP may weigh, in bytes.
        most: how many ZIPs there may be.
        beside: what goes into each ZIP besides, in bytes.
    """
    parts: list[list[Entry]] = [[]]
    left_out: list[Entry] = []
    room = largest - beside
    weight = 0
    for entry in entries:
        weighs = weight_of(entry)
        if weighs > room or (weight + weighs > room and len(parts) == most):
            left_out.append(entry)
            continue
        if weight + weighs > room:
            parts.append([])
            weight = 0
        parts[-1].append(entry)
        weight += weighs
    return Plan(tuple(map(tuple, parts)), tuple(left_out))


def weight_of(entry: Entry) -> int:
    """The most that a file may add to a ZIP, in bytes, with its line among the hashes."""
    named = len(entry.name.encode())
    return entry.size + entry.size // 1000 + _HEADERS + 4 * named + 80


def compressed(entry: Entry) -> Entry:
    """The file with the size that it has in a ZIP: what we wrote ourselves becomes smaller there."""
    if entry.is_evidence:
        return entry
    squeezer, size = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15), 0
    with entry.path.open("rb") as file:
        while piece := file.read(PIECE):
            size += len(squeezer.compress(piece))
    return Entry(entry.name, entry.path, size + len(squeezer.flush()), entry.sha256)


def sizes_in(archive: Path, entries: Sequence[Entry]) -> list[Entry]:
    """These files with the sizes that they have in a ZIP which holds them."""
    with zipfile.ZipFile(archive) as opened:
        return [
            Entry(entry.name, entry.path, opened.getinfo(entry.name).compress_size, entry.sha256)
            for entry in entries
        ]


def write_zip(
    file: Path, texts: Sequence[tuple[str, str]], entries: Sequence[Entry], made_at: datetime
) -> None:
    """Write a ZIP: first these texts, then these files. The same gives the same bytes. Waits for the disk."""
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in texts:
            archive.writestr(_zip_info(name, made_at), text.encode(), zipfile.ZIP_DEFLATED, _LEVEL)
        for entry in entries:
            info = _zip_info(entry.name, made_at)
            # Pictures and sound are compressed already.
            info.compress_type = zipfile.ZIP_STORED if entry.is_evidence else zipfile.ZIP_DEFLATED
            info.file_size = entry.path.stat().st_size
            with entry.path.open("rb") as source, archive.open(info, "w") as place:
                while piece := source.read(PIECE):
                    place.write(piece)


def _zip_info(name: str, made_at: datetime) -> zipfile.ZipInfo:
    made = made_at.astimezone(UTC)
    year = min(max(made.year, FIRST_YEAR), LAST_YEAR)
    info = zipfile.ZipInfo(name, (year, made.month, made.day, made.hour, made.minute, made.second))
    info.create_system = 3  # Unix, wherever it is made
    info.external_attr = 0o600 << 16
    return info
