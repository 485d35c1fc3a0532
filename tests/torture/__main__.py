"""`python -m tests.torture`: play seeds and kill processes, print the figures, and end with 1 where anything was lost.

`--seed N` plays one again and prints all that happened in it.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from tests.db.postgres import server
from tests.torture.checks import Figures
from tests.torture.killing import Killed, kill_again_and_again
from tests.torture.play import is_on_server
from tests.torture.rate import Rate, at_full_rate
from tests.torture.seeds import again, play_all, quietly

SHOWN = 3  # failing seeds of which the troubles are printed
AT_ONCE = 125  # seeds that one task plays


def main() -> int:
    """Run it; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--seeds", type=int, default=2000, help="how many are played (%(default)s)")
    parser.add_argument("--first", type=int, default=1, help="the first of them (%(default)s)")
    parser.add_argument("--kills", type=int, default=200, help="real processes that are killed (%(default)s)")
    parser.add_argument("--due", type=int, default=10_000, help="reminders due at once (%(default)s)")
    parser.add_argument("--seed", type=int, help="play one again, and print what happened")
    options = parser.parse_args()
    quietly()
    if options.seed is not None:
        played = again(options.seed)
        print(played.text, *played.troubles, sep="\n")
        return int(bool(played.troubles))
    began = time.monotonic()
    # Those on a server first, and by themselves: what each task finds there before it begins costs as much as many seeds.
    seeds = sorted(range(options.first, options.first + options.seeds), key=is_on_server, reverse=True)
    on_server = sum(map(is_on_server, seeds))
    parts = seeds[:on_server], seeds[on_server:]
    tasks = [part[at : at + AT_ONCE] for part in parts for at in range(0, len(part), AT_ONCE)]
    total, failed = Figures(), []
    with server() as running, ProcessPoolExecutor(os.cpu_count() or 1, get_context("spawn"), quietly) as pool:
        os.environ["TEST_DATABASE_URL"] = running.url.render_as_string(
            hide_password=False
        )  # one for all of them
        rate = pool.submit(at_full_rate, options.due) if options.due else None
        playing = [pool.submit(play_all, seeds) for seeds in tasks]
        with tempfile.TemporaryDirectory(prefix="torture-") as folder:
            killed = asyncio.run(kill_again_and_again(Path(folder), options.kills)) if options.kills else None
        for done in playing:
            figures, troubles = done.result()
            total.add(figures)
            failed += troubles
        wrote = rate.result() if rate is not None else None
    for seed, troubles in failed[:SHOWN]:
        print(f"seed {seed} (python -m tests.torture --seed {seed}):", *troubles, sep="\n  ")
    say(total, killed, wrote, time.monotonic() - began)
    well = not failed and (killed is None or killed.is_well) and (wrote is None or wrote.is_well)
    print("All is well." if well else f"NOT WELL. Seeds that failed: {[seed for seed, _ in failed]}")
    return int(not well)


def say(total: Figures, killed: Killed | None, wrote: Rate | None, seconds: float) -> None:
    """Print the figures, by the names that they have where they are counted."""
    for what, found in (("simulated", total), ("real processes", killed), ("at full rate", wrote)):
        if found is not None:
            counted = (f"{name.replace('_', ' ')} {number:,}" for name, number in vars(found).items())
            print(f"{what}: {', '.join(counted)}")
    if wrote is not None:
        print(f"{wrote.share:.1%} of the allowed rate")
    print(f"in {seconds / 60:.1f} minutes")


if __name__ == "__main__":
    if os.environ.get("PYTHONHASHSEED") != "0":  # the order of words in a set is luck, too
        os.execve(
            sys.executable,
            [sys.executable, "-m", "tests.torture", *sys.argv[1:]],
            os.environ | {"PYTHONHASHSEED": "0"},
        )
    code = main()
    sys.stdout.flush()
    os._exit(code)
