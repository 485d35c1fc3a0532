"""The one place where the sandbox asks the machine for the time; everything else is handed a function."""

from __future__ import annotations

import time
from datetime import UTC, datetime


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return datetime.now(UTC)


def monotonic() -> float:
    """Return seconds that never run backwards, for flood limits and time-outs."""
    return time.monotonic()
