"""Long work in a process of its own: the one that talks to people stays free for them.

The process is begun with the first work, does one thing at a time, and ends when it has rested for a while. It is given
values alone, through a pipe: it opens the record for itself, and is told the database's address where it needs it, but
never the bot's token.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import sys
import traceback
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

T = TypeVar("T")
Tell = Callable[[Any], None]

REST = 120.0  # seconds; to begin anew takes most of one
_SECRETS = {"BOT_TOKEN", "WEBHOOK_SECRET", "DATABASE_URL"}
_NICE = 5  # people's messages go first where there is one processor
_LENGTH = 8  # bytes before each message
_TOLD, _DONE, _FAILED = range(3)


class Apart:
    """The process, from this side."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()
        self._process: Process | None = None
        self._resting: asyncio.Task[None] | None = None

    @property
    def busy(self) -> bool:
        """Whether other work is done first."""
        return self._turn.locked()

    @property
    def pid(self) -> int | None:
        """The process's id; None while there is none."""
        return self._process.pid if self._process else None

    async def run(self, work: Callable[..., Awaitable[T]], *given: object, told: Tell) -> T:
        """What `work(*given, tell)` returns over there; what it raises is raised here. Given up, it is ended at once.

        Args:
            work: a function of a module; what it is given and gives back can be pickled.
            told: called here with whatever the work says by its `tell`.

        Raises:
            ChildProcessError: the process was ended before it was done.
            OSError: it could not be begun.
        """
        async with self._turn:
            self._wake()
            try:
                process = await self._there()
                outcome, value = await self._asked(process, (work, given), told)
            except BaseException:
                await self._end()
                raise
            self._resting = asyncio.create_task(self._end_after_rest())
        if outcome == _FAILED:
            raise value
        result: T = value
        return result

    async def stop(self) -> None:
        """End the process, whatever it does."""
        self._wake()
        await self._end()

    def _wake(self) -> None:
        if self._resting is not None:
            self._resting.cancel()
            self._resting = None

    async def _there(self) -> Process:
        if self._process is not None and self._process.returncode is not None:
            await self._end()  # somebody ended it while it rested
        if self._process is None:
            env = {name: value for name, value in os.environ.items() if name not in _SECRETS}
            env["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parents[1]), env.get("PYTHONPATH", "")])
            # Apart from the terminal too: Ctrl-C there is for this process, which then ends that one.
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", __name__, stdin=PIPE, stdout=PIPE, env=env, start_new_session=True
            )
        return self._process

    async def _asked(self, process: Process, wanted: object, told: Tell) -> tuple[int, Any]:
        if process.stdin is None or process.stdout is None:
            raise ChildProcessError
        try:
            _write(process.stdin, wanted)
            await process.stdin.drain()
            while True:
                length = int.from_bytes(await process.stdout.readexactly(_LENGTH), "big")
                # It comes from our own code, which was given nothing but this.
                outcome, value = pickle.loads(await process.stdout.readexactly(length))  # noqa: S301
                if outcome != _TOLD:
                    return outcome, value
                told(value)
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise ChildProcessError from error

    async def _end_after_rest(self) -> None:
        await asyncio.sleep(REST)
        async with self._turn:
            self._resting = None
            await self._end()

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError):
            process.kill()
        await process.communicate()


def _write(pipe: Any, message: object) -> None:
    content = pickle.dumps(message)
    pipe.write(len(content).to_bytes(_LENGTH, "big") + content)


def _serve(asked: BinaryIO, said: BinaryIO) -> None:
    """Do what is asked, one after the other, until nobody can ask any more."""

    def say(outcome: int, value: object) -> None:
        _write(said, (outcome, value))
        said.flush()

    while head := asked.read(_LENGTH):
        work, given = pickle.loads(asked.read(int.from_bytes(head, "big")))  # noqa: S301  (from our own code)
        try:
            result = asyncio.run(work(*given, lambda value: say(_TOLD, value)))
        except Exception as error:  # noqa: BLE001  (whoever asked for it deals with it)
            error.add_note("".join(traceback.format_tb(error.__traceback__)))
            say(_FAILED, error)
        else:
            say(_DONE, result)


if __name__ == "__main__":
    os.nice(_NICE)
    with os.fdopen(os.dup(1), "wb") as to_whoever_asked:
        os.dup2(2, 1)  # what any library prints is no answer
        with suppress(BrokenPipeError):
            _serve(sys.stdin.buffer, to_whoever_asked)
