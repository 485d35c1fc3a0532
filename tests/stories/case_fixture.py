"""The Mango Park case played once, for the tests to ask what each person saw; they ask for it with `pytest_plugins`."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from db import queries as reports
from sandbox.case import REPORT, STEPS, Step, at
from sandbox.start import open_sandbox
from sandbox.world.messages import visible_text
from tests.stories.telling import Played, Watch


async def _play(folder: Path) -> Played:
    async with open_sandbox(folder=folder) as sandbox:
        await sandbox.found_newsroom()
        watch = Watch(sandbox)
        answers = await watch.play(STEPS)
        async with sandbox.parts.application.bot_data["desk"].database.read() as session:
            record = tuple(await reports.requests(session, 1))
        await watch.wait(at("9 Dec 10:00"))
        seen = list(watch.seen)
        trail = {}
        for number in (4, 9):
            await sandbox.play([Step("9 Dec 10:00", REPORT.who, f"/status {number}")])
            trail[number] = visible_text(sandbox.telegram.last(REPORT.who))
        return Played(answers, seen, trail, folder, record)


@pytest.fixture(scope="session", name="case")
def the_case_played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """From the first story command to the Monday after publication."""
    with ThreadPoolExecutor(1) as threads:  # away from the event loop of the test that comes first
        return threads.submit(lambda: asyncio.run(_play(tmp_path_factory.mktemp("case")))).result()
