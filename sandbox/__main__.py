"""`python -m sandbox`: a local Telegram, the bot and a chat page, with the case already in it."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from sandbox.case import BEGINNING, DEMO_BEGINS, STEPS
from sandbox.house import has_token, open_house, serve_telegram, set_up_logging
from sandbox.moving import MovingClock
from sandbox.replay import replay


def main() -> int:
    """Run the command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="Try Reply Desk without Telegram")
    parser.add_argument("--replay", action="store_true", help="play the whole case, print it, and exit")
    parser.add_argument("--port", type=int, default=8042, help="port of the chat page (default 8042)")
    parser.add_argument("--folder", type=Path, default=Path("data/sandbox"), help="where everything is kept")
    parser.add_argument("--fresh", action="store_true", help="forget what was kept and begin anew")
    parser.add_argument(
        "--or-bot", action="store_true", help="serve real Telegram instead where BOT_TOKEN is set"
    )
    chosen = parser.parse_args()
    if chosen.or_bot and has_token():
        return serve_telegram()
    set_up_logging("WARNING")
    try:
        if chosen.replay:
            return asyncio.run(replay())
        asyncio.run(_serve(chosen.folder, chosen.port, chosen.fresh))
    except KeyboardInterrupt:
        return 0
    except OSError as error:
        sys.stderr.write(f"The sandbox cannot start: {error.strerror or error}. Another port: --port 8050\n")
        return 1
    return 0


async def _serve(folder: Path, port: int, fresh: bool) -> None:
    clock = await asyncio.to_thread(_prepare, folder, fresh)
    ready = folder / "ready"
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    async with open_house(folder=folder, clock=clock, port=port, page=True, ticking=True) as house:
        if not await asyncio.to_thread(ready.exists):
            sys.stdout.write("Logging the example case ...\n")
            await house.found()
            await house.play(step for step in STEPS if step.instant < DEMO_BEGINS)
            await house.advance(DEMO_BEGINS)
            await asyncio.to_thread(ready.touch)
        sys.stdout.write(
            f"Open http://127.0.0.1:{port}/ in a browser. Stop with Ctrl-C; everything is kept.\n"
        )
        sys.stdout.flush()
        await stop.wait()


def _prepare(folder: Path, fresh: bool) -> MovingClock:
    """The kept clock. A case that was interrupted while it was being logged begins anew."""
    folder.mkdir(parents=True, exist_ok=True)
    if fresh or not (folder / "ready").exists():
        for kept in ("ready", "clock", "telegram.sqlite", "desk.sqlite"):
            for file in folder.glob(f"{kept}*"):
                if file.is_file():
                    file.unlink()
    return MovingClock(BEGINNING, running=True, file=folder / "clock")


if __name__ == "__main__":
    sys.exit(main())
