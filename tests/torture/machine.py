"""A machine on which one seed decides everything: what runs next, how long the disk and the line take, and what the clock shows.

The desk and Telegram have an event loop each, in one thread and on one clock that nobody waits for. They talk over a network
in memory, through the library's own HTTP and the strict local Telegram's. A kill drops the desk's loop between two steps
and closes its files as they are: nothing of it runs again.
"""

from __future__ import annotations

import asyncio
import gc
import inspect
import logging
import secrets
import sys
import warnings
from asyncio import events
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from heapq import heappop
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp import web_app

from db import engine
from tests.torture.records import Record, done

STUCK = 20_000_000  # steps after which a seed goes round in circles
PORT = 8081


class Loop(asyncio.BaseEventLoop):
    """An event loop of which the machine runs one step at a time. One of the desk's is a process: `part` is what it does, `life`
    tells it from those before it."""

    def __init__(self, machine: Machine, part: str = "", life: int = 0) -> None:
        super().__init__()
        self.machine = machine
        self.part, self.life, self.began = part, life, machine.now
        self.working: asyncio.Task[object] | None = None
        self.connections: list[Any] = []  # to the record
        self.set_exception_handler(self._failed)

    def time(self) -> float:
        return self.machine.now

    def _write_to_self(self) -> None:
        """Nobody sleeps."""

    def _failed(self, _: Any, context: dict[str, Any]) -> None:
        logging.getLogger("torture").error("%s", context["message"], exc_info=context.get("exception"))

    def due(self) -> float | None:
        """When it has something to do; None: never."""
        while self._scheduled and self._scheduled[0]._cancelled:
            self._timer_cancelled_count -= 1
            heappop(self._scheduled)._scheduled = False
        if self._ready:
            return self.machine.now
        return self._scheduled[0]._when if self._scheduled else None

    def step(self) -> None:
        """Do one thing."""
        while self._scheduled and self._scheduled[0]._when <= self.machine.now:
            timer = heappop(self._scheduled)
            timer._scheduled = False
            self._ready.append(timer)
        handle = self._ready.popleft()
        if not handle._cancelled:
            events._set_running_loop(self)
            try:
                handle._run()
            finally:
                events._set_running_loop(None)

    def run_in_executor(self, executor: Any, func: Callable[..., Any], *args: Any) -> asyncio.Future[Any]:
        future = self.create_future()
        self.call_later(self.machine.trip(), partial(done, future, partial(func, *args)))
        return future

    async def create_server(self, factory: Any, *_: Any, **__: Any) -> Any:
        return self.machine.network.listen(self, factory)

    async def create_connection(self, factory: Any, *_: Any, **__: Any) -> Any:
        return await self.machine.network.connect(self, factory)


class Wire(asyncio.Transport):
    """One end of a connection in memory."""

    def __init__(self, network: Network, loop: Loop) -> None:
        super().__init__({"peername": ("127.0.0.1", PORT)})
        self.network, self.loop = network, loop
        self.protocol: Any = None
        self.peer: Wire | None = None
        self.closed = False
        self._made = False
        self._last = 0.0

    def carry(self, deliver: Callable[..., None], *what: object) -> None:
        """Bring something to the other end, after what went before."""
        if self.peer is not None and not self.peer.loop.is_closed():
            machine = self.network.machine
            self._last = max(self._last + 1e-6, machine.now + self.network.takes(self))
            self.peer.loop.call_at(self._last, deliver, *what)

    def write(self, data: bytes) -> None:
        if not self.closed and self.peer is not None:
            self.carry(self.peer.arrive, bytes(data))

    def writelines(self, those: Any) -> None:
        self.write(b"".join(those))

    def make(self) -> None:
        """The other end has called."""
        if not self.closed:
            self._made = True
            self.protocol.connection_made(self)

    def arrive(self, data: bytes) -> None:
        """Something arrives from the other end."""
        if not self.closed:
            self.protocol.data_received(data)

    def lose(self, error: Exception | None = None) -> None:
        """The other end is gone."""
        if not self.closed:
            self.closed = True
            self.network.wires.pop(self, None)
            if self._made:
                self.protocol.connection_lost(error)

    def close(self) -> None:
        if not self.closed:
            self.closed = True
            self.network.wires.pop(self, None)
            self.loop.call_soon(self.protocol.connection_lost, None)
            if self.peer is not None:
                self.carry(self.peer.lose)

    abort = close

    def is_closing(self) -> bool:
        return self.closed

    def pause_reading(self) -> None:
        """Memory is large enough for whatever comes."""

    resume_reading = pause_reading


class Network:
    """Between the desk and Telegram. `answers_take`: seconds that each answer is late; `is_down`: nobody gets through."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.wires: dict[Wire, None] = {}
        self.answers_take = 0.0
        self.is_down = False
        self._server: tuple[Loop, Any] | None = None

    def listen(self, loop: Loop, factory: Any) -> SimpleNamespace:
        """The one server, as far as whoever started it looks at it."""
        self._server = loop, factory
        socket = SimpleNamespace(getsockname=lambda: ("127.0.0.1", PORT))
        return SimpleNamespace(sockets=[socket], close=lambda: None, wait_closed=partial(asyncio.sleep, 0))

    def takes(self, wire: Wire) -> float:
        """How long what is sent from one end is on its way."""
        late = self.answers_take if wire.loop is self.machine.world else 0.0
        return late + 0.001 + 0.03 * self.machine.chance.random() ** 3

    async def connect(self, loop: Loop, factory: Any) -> tuple[Wire, Any]:
        await asyncio.sleep(0.002)
        if self.is_down or self._server is None:
            raise ConnectionRefusedError("there is no network")
        ours, theirs = Wire(self, loop), Wire(self, self._server[0])
        ours.peer, theirs.peer = theirs, ours
        ours.protocol, theirs.protocol = factory(), self._server[1]()
        self.wires |= dict.fromkeys((ours, theirs))
        ours.carry(theirs.make)
        ours.make()
        return ours, ours.protocol

    def drop(self) -> None:
        """Every connection is lost, and what is on its way back with it."""
        for wire in list(self.wires):
            wire.loop.call_soon(wire.lose, ConnectionResetError("the line dropped"))

    def killed(self, loop: Loop) -> None:
        """What the killed had sent arrives; then its connections are gone."""
        for wire in [wire for wire in self.wires if wire.loop is loop]:
            self.wires.pop(wire)
            wire.closed = True
            if wire.peer is not None:
                wire.carry(wire.peer.lose, ConnectionResetError("the other end was killed"))


class Clock:
    """What the machine's clock shows; it can be set."""

    def __init__(self, machine: Machine, shows: datetime) -> None:
        self._machine = machine
        self._at_first = shows.astimezone(UTC)

    def now(self) -> datetime:
        """The present instant (UTC)."""
        return self._at_first + timedelta(seconds=round(self._machine.now, 6))

    def move(self, by: timedelta) -> None:
        """Set it."""
        self._at_first += by


class Machine:
    """Where the desk and Telegram run."""

    def __init__(self, seed: int, shows: datetime, record: Record) -> None:
        self.now = 0.0
        self.chance = Random(seed)  # noqa: S311
        self.clock = Clock(self, shows)
        self.network = Network(self)
        self.world = Loop(self)
        self.record, record.machine = record, self
        self.desks: list[Loop] = []  # its processes
        self.kill_after: int | None = None  # steps of the desk
        self.kill_at_commit: tuple[int, int] | None = (
            None  # changes of the record from now, and steps after it
        )
        self.kills = 0
        self.began: list[float] = [0.0]  # each life of a process
        self.forgives: Callable[[BaseException], bool] = lambda _: False  # what a process may end with
        self._graves: list[Any] = []  # the dead are kept: what lets go of them would run their last words

    def trip(self) -> float:
        """Seconds that the disk takes."""
        return 0.0002 + 0.004 * self.chance.random() ** 4

    def start(self, work: Coroutine[Any, Any, object], part: str = "") -> None:
        """Start a process of the desk."""
        desk = Loop(self, part, len(self.began))
        self.began.append(self.now)
        self.desks.append(desk)
        desk.working = desk.create_task(work)

    def committed(self) -> None:
        """The desk has changed its record."""
        if self.kill_at_commit is not None:
            changes, steps = self.kill_at_commit
            self.kill_at_commit = (changes - 1, steps) if changes > 1 else None
            if changes == 1:
                self.kill_after = steps

    def kill(self, desk: Loop) -> None:
        """End a process between two of its steps, as kill -9 does."""
        self.kills += 1
        self.network.killed(desk)
        self._bury(desk)

    def _bury(self, desk: Loop) -> None:
        self.record.left(desk)
        for part, made in ENGINES:
            if part == desk.part:
                made.sync_engine.dispose(close=False)
        desk._closed = True
        desk.set_exception_handler(lambda *_: None)
        self._graves += [desk, *asyncio.all_tasks(desk)]
        self.desks.remove(desk)
        self.kill_after = None

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Run everything until `work`, on Telegram's side, is done.

        Raises:
            Exception: what it raised, or what ended the desk.
        """
        task = self.world.create_task(work)
        for _ in range(STUCK):
            if task.done():
                return task.result()
            waits = [(when, loop) for loop in (self.world, *self.desks) if (when := loop.due()) is not None]
            assert waits, "everybody waits for somebody else"
            soonest = max(self.now, min(when for when, _ in waits))
            self.now = soonest
            able = [loop for when, loop in waits if when <= soonest]
            loop = able[0] if len(able) == 1 else self.chance.choice(able)
            loop.step()
            if (working := loop.working) is None:
                continue
            if working.done():
                self._bury(loop)
                error = None if working.cancelled() else working.exception()
                if error is not None and not self.forgives(error):
                    raise error
            elif self.kill_after is not None:
                self.kill_after -= 1
                if self.kill_after <= 0:
                    self.kill(loop)
        raise AssertionError(f"not over after {STUCK} steps")

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While this lasts nothing asks the real machine for a time, a thread, or luck."""
        luck = Random(self.chance.random())  # noqa: S311
        with lucky(luck), pytest.MonkeyPatch.context() as patch:
            patch.setattr(engine, "make_engine", _make_engine)
            self.record.patched(patch)
            patch.setattr("bot.telegram.updates.perf_counter", lambda: self.now)
            hooks = sys.get_asyncgen_hooks()
            sys.set_asyncgen_hooks(firstiter=None, finalizer=_finalize)
            gc.disable()  # it would come when it likes
            try:
                yield
            finally:
                for desk in list(self.desks):
                    self._bury(desk)
                sys.set_asyncgen_hooks(*hooks)
                self._forget()

    def _forget(self) -> None:
        """Let go of the dead, whose tasks are not over, and say nothing of it."""
        self.world._closed = True
        hook, sys.unraisablehook = sys.unraisablehook, lambda _: None
        logging.disable()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                # What libraries remember holds on to a connection, or a server, and those to all that waited for them.
                for grave in self._graves:
                    if isinstance(grave, Loop):
                        grave._ready.clear()
                        grave._scheduled.clear()
                        for connection in grave.connections:
                            connection.__dict__.clear()
                        grave.connections.clear()
                    else:  # a task, and a greenlet in the midst of something is no garbage
                        with suppress(Exception):
                            grave.get_coro().close()
                web_app._cached_build_middleware.cache_clear()
                self._graves.clear()
                gc.collect()
                gc.freeze()  # what is left stays: to look through it after each seed took longer than through the dead
        finally:
            gc.enable()
            logging.disable(logging.NOTSET)
            sys.unraisablehook = hook


@contextmanager
def lucky(luck: Random) -> Iterator[None]:
    """While this lasts what nobody should guess is guessed by `luck`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(secrets, "_sysrand", luck)
        patch.setattr(secrets, "randbits", luck.getrandbits)
        patch.setattr(secrets, "choice", luck.choice)
        yield


def _finalize(left: Any) -> None:
    loop = events._get_running_loop()
    if loop is not None and not loop.is_closed():
        with suppress(RuntimeError):
            loop.create_task(left.aclose())


ENGINES: list[tuple[str, Any]] = []


def _make_engine(*args: Any) -> Any:
    loop: Any = asyncio.get_running_loop()
    return _one_engine(loop.part, *args)


@lru_cache
def _one_engine(part: str, *args: Any) -> Any:
    # One compiles each statement once; its connections are let go with each process that ends.
    made = inspect.unwrap(_MAKE_ENGINE)(*args)
    ENGINES.append((part, made))
    return made


_MAKE_ENGINE = engine.make_engine
