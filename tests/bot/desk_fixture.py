"""Fixtures of a founded newsroom; a test module asks for them with `pytest_plugins`."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import pytest_asyncio

from sandbox.case import DARA
from tests.bot.desk import ASKED, Desk, open_desk


async def _found(folder: Path) -> None:
    async with open_desk(folder) as desk:
        await desk.sandbox.found_newsroom()


@pytest.fixture(scope="session", name="founded_folder")
def a_founded_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A newsroom founded once, to be copied."""
    folder = tmp_path_factory.mktemp("founded")
    with ThreadPoolExecutor(1) as threads:  # away from the loop of the test that comes first
        threads.submit(lambda: asyncio.run(_found(folder))).result()
    return folder


@pytest.fixture(name="desk_folder")
def a_desk_folder(founded_folder: Path, tmp_path: Path) -> Path:
    """A founded newsroom of the test's own, not opened."""
    return Path(shutil.copytree(founded_folder, tmp_path / "desk"))


@pytest_asyncio.fixture(name="desk")
async def a_desk(desk_folder: Path) -> AsyncIterator[Desk]:
    """A founded newsroom of the test's own."""
    async with open_desk(desk_folder) as desk:
        yield desk


@pytest_asyncio.fixture(scope="module", loop_scope="module", name="shared_desk")
async def a_desk_for_all(
    founded_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Desk]:
    """A newsroom for all tests of a module whose point is that they change nothing; #1 is logged in it, by Dara."""
    folder = Path(shutil.copytree(founded_folder, tmp_path_factory.mktemp("shared") / "desk"))
    async with open_desk(folder) as desk:
        await desk.say(DARA, ASKED)
        yield desk
