"""Fixtures of a record to tamper with; a test module asks for them with `pytest_plugins`."""

from __future__ import annotations

import asyncio
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from db.engine import Database, read_url
from jobs.files.folder import EvidenceFolder
from tests.db.world import load_world
from tests.jobs.record import Record, write_record


@pytest.fixture(scope="session")
def record_template(sqlite_templates: dict[bool, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The record, written once."""
    data = tmp_path_factory.mktemp("record")
    shutil.copy(sqlite_templates[True], data / "desk.sqlite")

    async def write() -> None:
        database = Database(read_url(f"sqlite:///{data}/desk.sqlite"))
        try:
            await write_record(await load_world(database), EvidenceFolder(data))
        finally:
            await database.close()

    with ThreadPoolExecutor(1) as threads:  # away from the event loop of the test that comes first
        threads.submit(lambda: asyncio.run(write())).result()
    return data


@pytest.fixture
def record(record_template: Path, tmp_path: Path) -> Record:
    """The record, to tamper with."""
    data = Path(shutil.copytree(record_template, tmp_path / "data"))
    return Record(data / "desk.sqlite", EvidenceFolder(data))
