"""A few seeds of the simulation in every run; `make torture` plays thousands."""

from __future__ import annotations

from collections.abc import Collection
from itertools import chain
from pathlib import Path

import pytest

from db.telegram import inbox
from tests.torture.checks import check
from tests.torture.killing import kill_again_and_again
from tests.torture.play import Play, Played, template

TWICE = 5  # a seed in which something would be recorded twice


@pytest.fixture(name="made", scope="module")
def two_newsrooms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("torture")
    return template(folder / "made", folder / "work")


def played(seed: int, made: Path) -> Played:
    return Play(seed, made, made.parent / "work").play()


def test_a_seed_is_told_to_the_byte_again_and_nothing_is_lost_in_it(made: Path) -> None:
    first, again = played(4, made), played(4, made)
    assert first.text == again.text
    figures = check(first)
    assert not first.troubles
    assert min(figures.sent, figures.logged) > 0


def test_what_is_wrong_is_found(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were the record of what was recorded not kept, what comes again after a kill would be recorded twice."""

    async def take(*_: object, **__: Collection[object]) -> None:
        """Anything goes."""

    monkeypatch.setattr(inbox, "take", take)
    for seed in chain([TWICE], range(1, 40)):  # with another Python it may be another
        found = played(seed, made)
        check(found)
        if any("on record 2 times" in trouble for trouble in found.troubles):
            return
    pytest.fail("nothing was found")


@pytest.mark.long
@pytest.mark.timeout(1800)  # only against hanging
@pytest.mark.parametrize("first", range(1, 200, 20))
def test_in_many_seeds_nothing_is_lost(made: Path, first: int) -> None:
    for seed in range(first, first + 20):
        found = played(seed, made)
        check(found)
        assert not found.troubles, f"python -m tests.torture --seed {seed}"


@pytest.mark.long
async def test_real_processes_that_are_killed_lose_nothing(tmp_path: Path) -> None:
    assert (await kill_again_and_again(tmp_path, 3)).is_well
