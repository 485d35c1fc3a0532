"""Dividing files among ZIPs that Telegram takes, and writing one (the first half is pure)."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.export import items as contents
from bot.export import names
from bot.export.contents import Dossier
from bot.export.items import Item, Items
from bot.export.readme import Beside, readme
from bot.i18n.catalogue import Texts
from bot.telegram.underway import Progress
from jobs.files.folder import EvidenceFolder

LARGEST_SENT = 49_000_000  # bytes: Telegram takes 50 MB from a bot, with what it is wrapped in
MOST_PARTS = 10
FIRST_YEAR, LAST_YEAR = 1980, 2107  # of a time in a ZIP
_HEADERS = 256  # bytes that a file needs in a ZIP besides its content and, twice, its name
_LEVEL = 6


@dataclass(frozen=True)
class Plan:
    """Which files go into which ZIP, and which into none: larger than a ZIP may be, or beyond the last one."""

    parts: tuple[tuple[Item, ...], ...]
    left_out: tuple[Item, ...]


def plan(
    items: Sequence[Item], *, largest: int = LARGEST_SENT, most: int = MOST_PARTS, beside: int = 0
) -> Plan:
    """Divide files, in their order, among as few ZIPs as that takes; there is always a first one.

    Args:
        largest: what a ZIP may weigh, in bytes.
        most: how many ZIPs there may be.
        beside: what goes into each ZIP besides, in bytes.
    """
    parts: list[list[Item]] = [[]]
    left_out: list[Item] = []
    room = largest - beside
    weight = 0
    for item in items:
        weighs = weight_of(item)
        if weighs > room or (weight + weighs > room and len(parts) == most):
            left_out.append(item)
            continue
        if weight + weighs > room:
            parts.append([])
            weight = 0
        parts[-1].append(item)
        weight += weighs
    return Plan(tuple(map(tuple, parts)), tuple(left_out))


def weight_of(item: Item) -> int:
    """The most that a file may add to a ZIP, in bytes, with its line among the hashes."""
    named = len(item.name.encode())
    return item.size + item.size // 1000 + _HEADERS + 4 * named + 80


def packed(item: Item) -> Item:
    """The file with the size that it has in a ZIP: what we wrote ourselves becomes smaller there."""
    if item.is_evidence:
        return item
    squeezer, size = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15), 0
    with item.path.open("rb") as file:
        while piece := file.read(1024 * 1024):
            size += len(squeezer.compress(piece))
    return Item(item.name, item.path, size + len(squeezer.flush()), item.sha256)


def write(file: Path, texts: Sequence[tuple[str, str]], items: Sequence[Item], made_at: datetime) -> None:
    """Write a ZIP: first these texts, then these files. The same gives the same bytes. Waits for the disk."""
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in texts:
            archive.writestr(_entry(name, made_at), text.encode(), zipfile.ZIP_DEFLATED, _LEVEL)
        for item in items:
            entry = _entry(item.name, made_at)
            # Pictures and sound are compressed already.
            entry.compress_type = zipfile.ZIP_STORED if item.is_evidence else zipfile.ZIP_DEFLATED
            entry.file_size = item.path.stat().st_size
            with item.path.open("rb") as source, archive.open(entry, "w") as place:
                while piece := source.read(1024 * 1024):
                    place.write(piece)


def _entry(name: str, made_at: datetime) -> zipfile.ZipInfo:
    made = made_at.astimezone(UTC)
    year = min(max(made.year, FIRST_YEAR), LAST_YEAR)
    entry = zipfile.ZipInfo(name, (year, made.month, made.day, made.hour, made.minute, made.second))
    entry.create_system = 3  # Unix, wherever it is made
    entry.external_attr = 0o600 << 16
    return entry


README, SUMS = "README.txt", "SHA256SUMS"
_TO_SPARE = 4096


@dataclass(frozen=True)
class Bundle:
    """The ZIPs, with the names under which they are sent, and the names of the files that are in none of them."""

    parts: tuple[tuple[Path, str], ...]
    left_out: tuple[str, ...]


def bundle(
    t: Texts,
    holds: Dossier,
    lines: Sequence[str],
    evidence: EvidenceFolder,
    work: Path,
    progress: Progress | None = None,
    *,
    largest: int = LARGEST_SENT,
) -> Bundle:
    """Write the ZIPs into the folder `work`, each complete in itself. Waits for the disk: call it in a thread.

    Args:
        lines: the chain of events, as `event_lines` gives it.
        largest: what a ZIP may weigh, in bytes.
    """
    told = progress or Progress()
    documents = contents.documents(t, holds, lines, evidence, work, told)
    found = contents.kept(t, holds, evidence, told)
    wanted = [*documents, *found.files]
    if sum(map(weight_of, wanted)) > largest:
        wanted = [packed(item) for item in wanted]
    # It says most where it names everything that is in it, and everything that is not.
    longest = _readme(t, holds, Items(wanted, found.missing), 1, 1, left_out=wanted)
    planned = plan(wanted, largest=largest, beside=len(longest.encode()) + _TO_SPARE)
    parts, count = [], len(planned.parts)
    for number, part in enumerate(planned.parts, start=1):
        path = work / f"part-{number}.zip"
        said = _readme(t, holds, Items(list(part), found.missing), number, count, left_out=planned.left_out)
        tail = "" if number == 1 else f"-{number}"
        texts = [
            (README.replace(".", f"{tail}."), said),
            (f"{SUMS}{tail}", contents.sums(part)),
        ]
        write(path, texts, part, holds.made_at)
        parts.append((path, _name(holds, number, count)))
    return Bundle(tuple(parts), tuple(item.name for item in planned.left_out))


def _name(holds: Dossier, number: int, count: int) -> str:
    stem = names.stem(holds)
    if count == 1:
        return f"{stem}.zip"
    return f"{stem}-{number}-of-{count}.zip" if number == 1 else f"{stem}-evidence-{number}-of-{count}.zip"


def _readme(
    t: Texts, holds: Dossier, found: Items, number: int, count: int, *, left_out: Sequence[Item]
) -> str:
    beside = Beside(
        names=[item.name for item in found.files],
        missing=found.missing,
        left_out=[item.name for item in left_out],
        part=(number, count),
        sums=SUMS if number == 1 else f"{SUMS}-{number}",
    )
    return readme(t, holds, beside)
