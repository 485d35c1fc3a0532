"""Measure it all and print the table.

python -m benchmarks [--sizes 1000 20000] [--due 1000] [--only asked files …] [--write]
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import shutil
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import measures
from benchmarks.measures import MEASURES, Figure, Measure, Run
from benchmarks.seeding import seeded

# Each a function of `measures`; the first of every newsroom, the others of the largest alone.
PARTS = ("asked", "start", "verify", "files", "reminders", "pending", "record")
README = Path(__file__).parent / "README.md"
BEGIN, END = "<!-- last run -->", "<!-- end of last run -->"


def main() -> None:
    """Run; the exit code says nothing of time."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument(
        "--sizes", nargs="+", type=int, default=[1_000, 20_000], help="requests in the newsrooms"
    )
    parser.add_argument("--due", type=int, default=1_000, help="reminders due at once")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="measure only this")
    parser.add_argument("--write", action="store_true", help="write the table into benchmarks/README.md")
    given = parser.parse_args()
    folder = Path(os.environ.get("BENCH_DIR") or ".benchmarks").resolve()
    run = Run(folder, sorted(given.sizes), given.due, _tell, {})
    (folder / "work").mkdir(parents=True, exist_ok=True)
    begun = time.perf_counter()
    for size in run.sizes:
        seeded(folder, size)
    _say(f"newsrooms there after {time.perf_counter() - begun:.0f} s")
    try:
        asyncio.run(_measure(run, given.only))
    finally:
        shutil.rmtree(folder / "work")
    written = table(run)
    _say(f"\n{written}\nin {time.perf_counter() - begun:.0f} s")
    if given.write:
        head, rest = README.read_text(encoding="utf-8").split(BEGIN)
        README.write_text(f"{head}{BEGIN}\n{written}\n{END}{rest.split(END)[1]}", encoding="utf-8")


async def _measure(run: Run, names: list[str]) -> None:
    for size in run.sizes:
        for name in names:
            if name == PARTS[0] or size == run.sizes[-1]:
                try:
                    await getattr(measures, name)(run, size)
                except (RuntimeError, TimeoutError, LookupError) as error:
                    _say(f"{name} of {size:,} could not be measured: {type(error).__name__} {error}")
    run.growth()


def table(run: Run) -> str:
    """The table, every measure in it, with machine and date."""
    lines = [
        f"{machine()}, {datetime.now(UTC):%d %B %Y}; newsrooms of {' and '.join(f'{n:,}' for n in run.sizes)} requests.\n"
    ]
    lines += ["| measure | goal | " + " | ".join(f"{size:,}" for size in run.sizes) + " | met | from |"]
    lines += ["| --- |" + " --- |" * (3 + len(run.sizes))]
    for key, measure in MEASURES.items():
        found = run.figures.get(key, {})
        cells = [shown(key, found[size]) if size in found else "" for size in run.sizes]
        last = found.get(max(found)) if found else None
        met = {True: "yes", False: "**no**", None: ""}[measure.met(last.value) if last else None]
        lines.append(
            f"| {measure.what} | {goal(measure)} | {' | '.join(cells)} | {met} | {last.of if last else 'not measured'} |"
        )
    return "\n".join(lines)


def goal(measure: Measure) -> str:
    """What a figure should be."""
    least = "≥" if measure.at_least else "≤"
    return "–" if measure.goal is None else f"{least} {measure.goal:g}{measure.unit}"


def shown(key: str, figure: Figure) -> str:
    """A figure with its unit."""
    return f"{figure.value:,.{0 if figure.value >= 100 or not MEASURES[key].unit else 2 if figure.value < 1 else 1}f}{MEASURES[key].unit}"


def machine() -> str:
    """What sort of machine this is, without its name."""
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"


def _tell(key: str, size: int, figure: Figure) -> None:
    _say(f"{size:>7,}  {key:16} {shown(key, figure):>12}  {figure.of}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
