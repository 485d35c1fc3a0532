"""`python -m sandbox`: a local Telegram, the bot and a chat page, with the case already in it."""

from __future__ import annotations

import argparse
import asyncio
import errno
import os
import shutil
import signal
import sys
from pathlib import Path

from sandbox.case import DEMO_BEGINS
from sandbox.reload import run_and_reload
from sandbox.replay import build, replay
from sandbox.start import DeskError, has_token, open_sandbox, serve_telegram, set_up_logging
from sandbox.world.clock import MovingClock

READY, BUILDING = "ready", "building"
KEPT = ("telegram.sqlite", "desk.sqlite", "evidence", "clock", READY, BUILDING)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line. Returns the exit code: 0 done, 1 it failed, 2 settings that cannot work."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="Try Reply Desk without Telegram")
    parser.add_argument("--replay", action="store_true", help="play the whole case, print it, and exit")
    parser.add_argument("--port", type=_port, default=8042, help="port of the chat page (default 8042)")
    parser.add_argument("--folder", type=Path, default=Path("data/sandbox"), help="where everything is kept")
    parser.add_argument("--fresh", action="store_true", help="forget what was kept and begin anew")
    parser.add_argument(
        "--or-bot", action="store_true", help="serve real Telegram instead where BOT_TOKEN is set"
    )
    parser.add_argument(
        "--reload", action="store_true", help="start anew when a file of the desk changes, for developers"
    )
    chosen = parser.parse_args(arguments)
    try:
        if chosen.or_bot and has_token():
            return serve_telegram()
        set_up_logging("WARNING")
        if chosen.replay:
            return asyncio.run(replay())
        if chosen.reload:
            return run_and_reload(["--folder", str(chosen.folder), "--port", str(chosen.port)], chosen.fresh)
        asyncio.run(_serve(chosen.folder, chosen.port, chosen.fresh))
    except KeyboardInterrupt:
        return 0
    except DeskError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except OSError as error:
        hint = " Another port: --port 8050" if error.errno == errno.EADDRINUSE else ""
        sys.stderr.write(f"The sandbox cannot start: {error.strerror or error}.{hint}\n")
        return 1
    return 0


async def _serve(folder: Path, port: int, fresh: bool) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    if await asyncio.to_thread(_begins, folder, fresh):
        _say("Logging the example case ...")
        await build(folder / BUILDING)
        await asyncio.to_thread(_move_in, folder)
    clock = MovingClock(DEMO_BEGINS, running=True, file=folder / "clock")
    async with open_sandbox(folder=folder, clock=clock, port=port, page=True, ticking=True):
        _say(f"Open http://127.0.0.1:{port}/ in a browser. Stop with Ctrl-C; everything is kept.")
        await stop.wait()


def _begins(folder: Path, fresh: bool) -> bool:
    """Whether there is nothing to go on with. What a case that was interrupted half-way left behind is dropped."""
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / READY).exists() and not fresh:
        return False
    for name in (READY, *KEPT):  # the mark that all is there goes first
        for path in folder.glob(f"{name}*"):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
    (folder / BUILDING).mkdir()
    return True


def _move_in(folder: Path) -> None:
    for path in (folder / BUILDING).iterdir():
        os.replace(path, folder / path.name)
    (folder / BUILDING).rmdir()
    (folder / READY).touch()


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"a port is a number from 1 to 65535, not {text!r}")
    return int(text)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
