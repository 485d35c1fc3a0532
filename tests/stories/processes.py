"""Processes of the product, started as a person starts them, and killed as a power cut does."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds after which something that should have happened has not

T = TypeVar("T")


def free_port() -> int:
    """A port nobody listens on at the moment."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        return int(server.getsockname()[1])


async def eventually(look: Callable[[], Awaitable[T | None]], what: str, patience: float = PATIENCE) -> T:
    """The first true value of `look`, asked again and again until the deadline."""
    deadline = asyncio.get_running_loop().time() + patience
    while not (found := await look()):
        assert asyncio.get_running_loop().time() < deadline, f"waited in vain: {what}"
        await asyncio.sleep(0.02)
    return found


@asynccontextmanager
async def process(folder: Path, *arguments: str, **env: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """`python -m …` in a folder, with only these variables set; killed when the block ends."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    with (folder / "output").open("ab") as output:
        started = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            *arguments,
            cwd=folder,
            env=kept | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"} | env,
            stdout=output,
            stderr=output,
            stdin=asyncio.subprocess.DEVNULL,
        )
    try:
        yield started
    finally:
        await kill(started)


async def kill(started: asyncio.subprocess.Process) -> None:
    """End a process at once, without a chance to tidy up."""
    if started.returncode is None:
        started.send_signal(signal.SIGKILL)
    await started.wait()


def output(folder: Path) -> str:
    """Everything the processes of a folder wrote."""
    return (folder / "output").read_text()
