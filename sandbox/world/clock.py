"""The clock of the sandbox: runs with the machine's or stands still, and can be moved forward."""

from __future__ import annotations

import json
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path


def now() -> datetime:
    """Return the machine's present instant, aware, in UTC; nothing else in the sandbox asks for it."""
    return datetime.now(UTC)


def monotonic() -> float:
    """Return seconds that never run backwards, for flood limits and time-outs."""
    return time.monotonic()


class MovingClock:
    """Shows `start` (aware) when made. `running` goes on with real time; otherwise it stands until moved.

    With a `file` the difference to real time is kept there at every move, so that a restart goes on from the same
    hour; what the file says wins over `start`.
    """

    def __init__(self, start: datetime, *, running: bool, file: Path | None = None) -> None:
        self._running = running
        self._file = file
        self._shown = start.astimezone(UTC)
        self._offset = self._shown - now()
        kept = _read(file) if file is not None else None
        if kept is not None:
            self._offset = kept
            self._shown = now() + kept
        self._keep()

    def now(self) -> datetime:
        """The sandbox's present instant, aware, in UTC."""
        return now() + self._offset if self._running else self._shown

    def move_to(self, instant: datetime) -> None:
        """Show `instant` (aware) from now on; an instant already past leaves the clock as it is."""
        if instant <= self.now():
            return
        self._shown = instant.astimezone(UTC)
        self._offset = self._shown - now()
        self._keep()

    def _keep(self) -> None:
        if self._file is None:
            return
        fresh = self._file.with_suffix(".new")
        with fresh.open("w") as file:
            json.dump({"offset_seconds": self._offset.total_seconds()}, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, self._file)


def _read(file: Path) -> timedelta | None:
    """The difference to real time that was kept, or None where nothing is kept that can be read."""
    try:
        return timedelta(seconds=json.loads(file.read_text())["offset_seconds"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None
