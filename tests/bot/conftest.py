"""Newsrooms to talk to: one for each test, or one for all tests of a module."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from sandbox.case import DARA
from tests.bot.desk import ASKED, Desk, open_desk


@pytest.fixture
async def desk(desk_folder: Path) -> AsyncIterator[Desk]:
    """A founded newsroom of the test's own."""
    async with open_desk(desk_folder) as desk:
        yield desk


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def busy_desk(founded_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    """A newsroom for all tests of a module; each logs requests of its own in it."""
    folder = Path(shutil.copytree(founded_folder, tmp_path_factory.mktemp("busy") / "desk"))
    async with open_desk(folder) as desk:
        yield desk


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_desk(founded_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    """A newsroom for all tests of a module whose point is that they change nothing; #1 is logged in it, by Dara."""
    folder = Path(shutil.copytree(founded_folder, tmp_path_factory.mktemp("shared") / "desk"))
    async with open_desk(folder) as desk:
        await desk.say(DARA, ASKED)
        yield desk
