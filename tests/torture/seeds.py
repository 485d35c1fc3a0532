"""Seeds played one after the other, and what came of them."""

from __future__ import annotations

import logging
import sys
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from db.telegram import inbox
from tests.db.postgres import server
from tests.torture.checks import Figures, check
from tests.torture.play import Found, Play, Played, is_on_server, template

MEMORY = Path("/dev/shm")


@contextmanager
def founded(on_server: bool) -> Iterator[tuple[Found, Path]]:
    """What seeds go on from, and where they are played: in memory where there is room, for they write little and wait for every
    write."""
    memory = MEMORY if MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="torture-", dir=memory) as folder, ExitStack() as stack:
        url = stack.enter_context(stack.enter_context(server()).database()) if on_server else None
        yield template(Path(folder) / "made", Path(folder) / "work", url), Path(folder) / "work"


def play_all(seeds: Sequence[int]) -> tuple[Figures, list[tuple[int, list[str]]]]:
    """Play these; the figures, and the troubles of those that failed."""
    total, failed = Figures(), []
    with founded(any(map(is_on_server, seeds))) as (made, work):
        for seed in seeds:
            played = Play(seed, made, work).play()
            total.add(check(played))
            if played.troubles:
                failed.append((seed, played.troubles))
    return total, failed


def quietly() -> None:
    """Say nothing of what is left of the dead when their process ends."""
    warnings.simplefilter("ignore")
    sys.unraisablehook = lambda _: None
    logging.getLogger().addHandler(logging.NullHandler())


def again(seed: int) -> Played:
    """One seed, checked."""
    with founded(is_on_server(seed)) as (made, work):
        played = Play(seed, made, work).play()
    check(played)
    return played


def finds_what_is_recorded_twice() -> bool:
    """Whether it is noticed that the record of what was recorded is not kept. This process keeps none from then on."""

    async def take(*_: object, **__: object) -> None:
        """Anything goes."""

    inbox.take = take  # type: ignore[assignment]
    return any("on record 2 times" in trouble for seed in range(1, 200) for trouble in again(seed).troubles)
