"""What the process apart is given to do: it loads nothing of the desk, and so begins at once."""

from __future__ import annotations

import asyncio
import os

from bot.apart import Tell


async def where(tell: Tell) -> tuple[int, dict[str, str]]:
    """The process, and its environment."""
    return os.getpid(), dict(os.environ)


async def count(most: int, tell: Tell) -> str:
    for number in range(most):
        tell(number)
    print("no answer")  # noqa: T201
    return "done"


async def refuse(error: Exception, tell: Tell) -> None:
    raise error


async def never_end(tell: Tell) -> None:
    tell("begun")
    await asyncio.Event().wait()
