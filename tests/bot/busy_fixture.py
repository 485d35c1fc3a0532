"""A desk for a whole module in which every test asks for itself; a test module asks for it with `pytest_plugins`."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.bot.desk import Desk, open_desk


@pytest_asyncio.fixture(scope="module", loop_scope="module", name="busy_desk")
async def a_busy_desk(founded_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    """A newsroom for all tests of a module; each logs requests of its own in it."""
    folder = Path(shutil.copytree(founded_folder, tmp_path_factory.mktemp("busy") / "desk"))
    async with open_desk(folder) as desk:
        yield desk
