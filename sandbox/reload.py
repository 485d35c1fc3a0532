"""Reloading for developers: the sandbox starts anew whenever a file under bot/, jobs/ or db/ changes."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WATCHED = tuple(ROOT / name for name in ("bot", "jobs", "db"))
LOOK_SECONDS = 0.5
STOP_SECONDS = 10.0


def run_and_reload(arguments: list[str], fresh: bool) -> int:
    """Run `python -m sandbox` with these arguments, again after each change, until it is interrupted; returns 0.

    Chats, clock and record go on, as the folder keeps them; `fresh` holds for the first start alone. After a start
    that failed the next change is waited for.
    """
    seen = last_changes(WATCHED)
    with _ended_as_by_ctrl_c():
        while True:
            with _running([*arguments, *(["--fresh"] if fresh else [])]):
                while (now := last_changes(WATCHED)) == seen:
                    time.sleep(LOOK_SECONDS)
            changed = sorted(path.relative_to(ROOT) for path, _ in now.items() ^ seen.items())
            sys.stdout.write(f"{changed[0]} changed: starting anew ...\n")
            sys.stdout.flush()
            seen, fresh = now, False


def last_changes(folders: Iterable[Path]) -> dict[Path, int]:
    """Return when each file in the folders was last written; what Python itself writes there is left out."""
    found: dict[Path, int] = {}
    for folder in folders:
        for path in folder.rglob("*"):
            with suppress(FileNotFoundError):  # an editor that saves replaces the file
                if path.is_file() and "__pycache__" not in path.parts:
                    found[path] = path.stat().st_mtime_ns
    return found


@contextmanager
def _running(arguments: list[str]) -> Iterator[None]:
    child = subprocess.Popen([sys.executable, "-m", "sandbox", *arguments])  # noqa: S603
    try:
        yield
    finally:
        child.terminate()
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


@contextmanager
def _ended_as_by_ctrl_c() -> Iterator[None]:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
