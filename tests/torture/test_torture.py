"""A few seeds of the simulation in every run; `make torture` plays thousands."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from tests.torture.killing import kill_again_and_again
from tests.torture.seeds import again, finds_what_is_recorded_twice, quietly


@pytest.fixture(scope="module")
def apart() -> Iterator[Executor]:
    """A process of their own, for what is left of killed desks is cleared away whenever Python finds the time."""
    with ProcessPoolExecutor(1, get_context("spawn"), quietly) as pool:
        yield pool


def test_a_seed_is_told_to_the_byte_again_and_nothing_is_lost_in_it(apart: Executor) -> None:
    first, second = (apart.submit(again, 19).result() for _ in range(2))
    assert first.text == second.text
    assert first.troubles == []
    assert "Logged as" in first.text


@pytest.mark.long
def test_what_is_wrong_is_found() -> None:
    """What comes again after a kill would be recorded twice."""
    with ProcessPoolExecutor(1, get_context("spawn"), quietly) as pool:
        assert pool.submit(finds_what_is_recorded_twice).result()


@pytest.mark.long
async def test_real_processes_that_are_killed_lose_nothing(tmp_path: Path) -> None:
    assert (await kill_again_and_again(tmp_path, 3)).is_well
