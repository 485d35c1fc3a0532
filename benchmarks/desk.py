"""`python -m bot`, but its clock starts at the hour to which the seeded newsrooms go."""

from __future__ import annotations

import runpy
from datetime import UTC, datetime

from jobs import clock
from sandbox.world.clock import MovingClock

NOW = datetime(2024, 12, 5, 3, tzinfo=UTC)  # a Thursday, ten in the morning in Phnom Penh

if __name__ == "__main__":
    running = MovingClock(NOW, running=True)
    clock.SystemClock = lambda: running  # type: ignore[assignment,misc]
    runpy.run_module("bot", run_name="__main__")
