"""`python -m bot`, but its clock starts at the hour to which the seeded newsrooms go."""

from __future__ import annotations

import runpy

from benchmarks.now import NOW
from jobs import clock
from sandbox.world.clock import MovingClock

if __name__ == "__main__":
    running = MovingClock(NOW, running=True)
    clock.SystemClock = lambda: running  # type: ignore[assignment,misc]
    runpy.run_module("bot", run_name="__main__")
