"""The dossier with its evidence as one ZIP, or as several where Telegram does not take it in one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.dossier import items as contents
from bot.dossier import names, packing
from bot.dossier.contents import Dossier
from bot.dossier.items import Item, Items
from bot.dossier.progress import Progress
from bot.texts.catalogue import Texts
from bot.texts.file_readme import Beside, readme
from jobs.evidence_folder import EvidenceFolder

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
    largest: int = packing.LARGEST_SENT,
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
    if sum(map(packing.weight_of, wanted)) > largest:
        wanted = [packing.packed(item) for item in wanted]
    # It says most where it names everything that is in it, and everything that is not.
    longest = _readme(t, holds, Items(wanted, found.missing), 1, 1, left_out=wanted)
    planned = packing.plan(wanted, largest=largest, beside=len(longest.encode()) + _TO_SPARE)
    parts, count = [], len(planned.parts)
    for number, part in enumerate(planned.parts, start=1):
        path = work / f"part-{number}.zip"
        said = _readme(t, holds, Items(list(part), found.missing), number, count, left_out=planned.left_out)
        tail = "" if number == 1 else f"-{number}"
        texts = [
            (README.replace(".", f"{tail}."), said),
            (f"{SUMS}{tail}", contents.sums(part)),
        ]
        packing.write(path, texts, part, holds.made_at)
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
