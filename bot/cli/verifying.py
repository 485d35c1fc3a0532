"""`python -m bot verify`: says whether the record is as it was written, newsroom by newsroom."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable

from bot.cli.operating import counted, record_there, utc
from bot.environment import Settings
from db.chain.check import Trouble
from db.errors import DeskError
from db.migrations.upgrading import check_whole
from jobs.files.folder import EvidenceFolder
from jobs.records import verifying
from jobs.records.stamping import read_roots
from jobs.records.verifying import Verdict


class NotAHash(DeskError, translated=False):
    """What the chain should be checked from is no hash."""

    message = "--since takes a hash as a dossier prints it: 64 digits from 0 to 9 and a to f."


async def verify(settings: Settings, since: str | None, say: Callable[[str], None]) -> bool:
    """Check every newsroom and say one line about each; below it, everything that is wrong.

    Args:
        since: a hash as a dossier prints it, spaces and capitals as they come; None: none is looked for.

    Returns:
        Whether all of it is intact, and the hash that was looked for is there.

    Raises:
        NoDatabaseYet, OlderDatabase, NewerDatabase, UnreachableDatabase, NotAHash, UnreadableRoot.
    """
    wanted = None if since is None else "".join(since.split()).lower()
    if wanted is not None and not re.fullmatch("[0-9a-f]{64}", wanted):
        raise NotAHash
    roots = None if settings.stamping.root is None else read_roots(settings.stamping.root)
    async with record_there(settings, "verify") as database:
        await check_whole(database, largest=None)
        gc.disable()  # rows refer to nothing that refers to them, and to look for it takes a tenth of the time
        try:
            folder = EvidenceFolder(settings.data_dir)
            verdicts = await verifying.verify(database, folder, since=wanted, roots=roots)
        finally:
            gc.enable()
    for line in report(verdicts):
        say(line)
    if roots is None and any(verdict.stamped for verdict in verdicts):
        say("Whose signatures the stamps bear was not checked: TIMESTAMP_ROOT is not set.")
    if wanted is not None:
        say(_since(verdicts, wanted))
    there = wanted is None or any(verdict.since for verdict in verdicts)
    return there and all(verdict.intact for verdict in verdicts)


def report(verdicts: list[Verdict]) -> list[str]:
    """The lines to print: one for each newsroom that is intact, one for each trouble of another."""
    if not verdicts:
        return ["There is no newsroom yet, so there is nothing to verify."]
    lines = []
    for verdict in verdicts:
        if verdict.intact:
            lines.append(f"{verdict.newsroom}: {_summary(verdict)}: intact")
            continue
        first, *others = verdict.troubles
        lines.append(f"{verdict.newsroom}: BROKEN: {_about(first)}")
        lines += [f"{verdict.newsroom}: also: {_about(other)}" for other in others]
    return lines


def _summary(verdict: Verdict) -> str:
    last = (
        f"last hash {verdict.last_hash} ({utc(verdict.last_at)})" if verdict.last_at else "nothing recorded"
    )
    parts = [counted(verdict.events, "event"), last, counted(verdict.files, "file")]
    if verdict.reduced:
        parts.append(f"the words of {counted(verdict.reduced, 'event')} removed by the newsroom's rule")
    if verdict.stamped:
        parts.append(f"{counted(len(verdict.stamped), 'stamp')}, the last of {utc(max(verdict.stamped))}")
    return ", ".join(parts)


def _about(trouble: Trouble) -> str:
    """One trouble in one line: which event or request, when, and what is wrong."""
    request = f"#{trouble.number}" if trouble.number is not None else ""
    if trouble.position is None:
        return f"request {request}: {trouble.what}" if request else trouble.what
    when = f"recorded {utc(trouble.recorded_at)}" if trouble.recorded_at else ""
    known = ", ".join(part for part in (request, trouble.kind.replace("_", " "), when) if part)
    return f"event {trouble.position}{f' ({known})' if known else ''}: {trouble.what}"


def _since(verdicts: list[Verdict], wanted: str) -> str:
    for verdict in verdicts:
        if verdict.since is not None:
            position, recorded_at = verdict.since
            what = f"{wanted} is event {position} of {verdict.newsroom}, recorded {utc(recorded_at)}"
            if not verdict.intact:
                return f"{what}; but see above for what is broken."
            after = verdict.events - position
            return f"{what}: nothing up to there was changed. {counted(after, 'event')} came after it."
    return f"{wanted} is in no chain here: the record was changed after it was printed, or it is of another desk."
