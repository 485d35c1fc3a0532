"""The nightly backups: made in a process apart, and the oldest removed."""

from __future__ import annotations

import logging
import re
import shutil
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from bot.environment import Settings
from db.engine import read_url
from db.errors import DeskError
from jobs.clock import Clock

log = logging.getLogger(__name__)

EVIDENCE = ".evidence"  # what a backup's folder of files has behind its name
ENCRYPTED = ".age"
UNFINISHED = ".part"
HALF_DONE = 3600.0  # seconds in which a backup is made, or was given up
_NIGHTLY = re.compile(r"desk-\d{4}-\d{2}-\d{2}\.sqlite(\.age)?")


class BackupExists(DeskError, translated=False):
    """The file to write to is there already, or the folder for its evidence."""

    message = "{file} is there already, and nothing is written over it."


class BrokenRecord(DeskError, translated=False):
    """A backup is whole, and so shows that its record was changed."""

    message = "Copied to {file}, but the record in it is not as it was written. {what}"


@dataclass(frozen=True)
class Source:
    """What is backed up, and for whom: a process apart is given it, and no other setting."""

    database: str  # its URL, with the password
    data_dir: Path
    recipient: str

    @classmethod
    def of(cls, settings: Settings) -> Source:
        """By the settings."""
        url = settings.database_url.render_as_string(hide_password=False)
        return cls(url, settings.data_dir, settings.backups.recipient)

    @property
    def url(self) -> URL:
        """The database."""
        return read_url(self.database)


def named(file: Path, behind: str) -> Path:
    """The file with something behind its name."""
    return file.with_name(file.name + behind)


def nightlies(folder: Path) -> list[Path]:
    """The nightly backups that are there, the oldest first."""
    return sorted(file for file in folder.glob("desk-*") if _NIGHTLY.fullmatch(file.name))


def last_backup(folder: Path) -> datetime | None:
    """When the newest of them was made (UTC)."""
    made = [file.stat().st_mtime for file in nightlies(folder)]
    return datetime.fromtimestamp(max(made), UTC) if made else None


class Nightly:
    """Makes a backup each night, and removes those that are too old. A night that was missed is caught up."""

    def __init__(
        self, settings: Settings, clock: Clock, make: Callable[[Source, Path], Awaitable[str]]
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._make = make
        self.trouble = ""  # why the last one failed

    @property
    def target(self) -> Path | None:
        """The file of the last night that has come; None where there are to be no backups."""
        plan = self._settings.backups
        if plan.at is None:
            return None
        here = self._clock.now().astimezone(ZoneInfo(self._settings.newsroom.timezone))
        day = here.date() if here.time() >= plan.at else here.date() - timedelta(days=1)
        return plan.folder / f"desk-{day}.sqlite{ENCRYPTED if plan.recipient else ''}"

    async def tick(self) -> None:
        """Make it, unless it is there."""
        target = self.target
        if target is None or not _is_to_be_made(target, self._clock.now()):
            return
        try:
            said = await self._make(Source.of(self._settings), target)
        except BackupExists:
            return  # another process makes it
        except BrokenRecord as error:
            self.trouble = str(error)  # it is there all the same, and is not made again
        except (DeskError, OSError, DBAPIError) as error:
            self.trouble = str(error) or type(error).__name__
        else:
            self.trouble = ""
            log.info("nightly backup: %s", said.replace("\n", "; "))
            _forget_old(self._settings.backups.folder, self._settings.backups.keep)
        if self.trouble:
            log.error("the nightly backup failed: %s", self.trouble)


def _is_to_be_made(target: Path, now: datetime) -> bool:
    """Whether it is not there, nor being made. What a process left that was killed over it is removed."""
    if target.exists():
        return False
    part = named(target, UNFINISHED)
    with suppress(FileNotFoundError, NotADirectoryError):
        # Either way: one of tomorrow was left by a clock that was ahead.
        if abs(now.timestamp() - part.stat().st_mtime) < HALF_DONE:
            return False
        part.unlink()
    shutil.rmtree(named(target, EVIDENCE), ignore_errors=True)
    return True


def _forget_old(folder: Path, keep: int) -> None:
    for file in nightlies(folder)[:-keep]:
        file.unlink(missing_ok=True)
        shutil.rmtree(named(file, EVIDENCE), ignore_errors=True)
