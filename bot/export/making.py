"""Making the file that somebody asked for, off the loop and out of any transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.export import names
from bot.export.contents import Dossier, Format
from bot.export.csv_table import table
from bot.export.page import page
from bot.export.workbook import workbook
from bot.export.zip import bundle
from bot.i18n.catalogue import Texts
from bot.telegram.underway import Progress, Step
from jobs.files.folder import EvidenceFolder


@dataclass(frozen=True)
class Wanted:
    """A file that somebody asked for, and the language it is to be in."""

    kind: Format
    language: str


@dataclass(frozen=True)
class Made:
    """The files on our disk, with the names under which they are sent; `left_out`: names of what is in none of them."""

    files: tuple[tuple[Path, str], ...]
    left_out: tuple[str, ...] = ()


async def make(
    wanted: Wanted,
    holds: Dossier,
    lines: Sequence[str],
    evidence: EvidenceFolder,
    work: Path,
    progress: Progress,
) -> Made:
    """Make it in the folder `work`, in a thread.

    Args:
        lines: the chain of events, which a ZIP holds.

    Raises:
        OSError: the disk refused.
    """
    made = asyncio.ensure_future(asyncio.to_thread(_make, wanted, holds, lines, evidence, work, progress))
    try:
        return await asyncio.shield(made)
    except asyncio.CancelledError:
        # A thread cannot be ended: the folder it writes to must not go before it.
        await asyncio.wait({made})
        raise


def _make(
    wanted: Wanted,
    holds: Dossier,
    lines: Sequence[str],
    evidence: EvidenceFolder,
    work: Path,
    progress: Progress,
) -> Made:
    t = Texts(wanted.language, holds.timezone)
    progress.requests = len(holds.requests)
    if wanted.kind is Format.ZIP:
        made = bundle(t, holds, lines, evidence, work, progress)
        return Made(made.parts, made.left_out)
    file = work / f"made.{wanted.kind.value}"
    progress.at(Step.PAGE if wanted.kind is Format.HTML else Step.TABLES)
    if wanted.kind is Format.HTML:
        file.write_text(page(t, holds, evidence), encoding="utf-8", newline="\n")
    elif wanted.kind is Format.XLSX:
        workbook(t, holds, file)
    else:
        table(t, holds, file)
    return Made(((file, names.sent(holds, wanted.kind, wanted.language)),))
