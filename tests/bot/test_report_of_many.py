"""200 requests in one story: the report has all of them, on pages that Telegram takes, with a button for each."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from sandbox.case import DARA, MALY
from sandbox.world.messages import buttons
from tests.bot.desk import Desk, open_desk

pytestmark = pytest.mark.asyncio(loop_scope="module")

COUNT = 200
TO_ONE_BODY = 80  # the rest to each of the others in turn
LATE = 180
ASKED = "/ask Phnom Penh Municipal Court: why? by 6 Dec 12:00 via email #big"
MADE_LATE = """
    UPDATE request SET deadline_at = '2024-12-01 10:00:00.000000';
    UPDATE event SET happened_at = '2024-11-29 03:00:00.000000';
    UPDATE event SET details = json_set(details, '$.to', '2024-12-01T10:00:00+00:00') WHERE kind = 'deadline_set';
"""


def copies(desk: Desk, table: str, change: Callable[[dict[str, Any], int], dict[str, Any]]) -> None:
    """The rows of #1 in a table once more for each request after it, changed for its number."""
    names = [column[1] for column in desk.rows(f"PRAGMA table_info({table})")]
    rows = [
        dict(zip(names, row, strict=True))
        for row in desk.rows(f"SELECT * FROM {table} ORDER BY id")  # noqa: S608
    ]
    new = [tuple((row | change(row, n)).values()) for n in range(2, COUNT + 1) for row in rows]
    desk.put_back(table, new)


@pytest_asyncio.fixture(scope="module", loop_scope="module", name="crowded_desk")
async def a_crowded_desk(
    founded_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Desk]:
    """A story with 200 requests of Dara's, all past their deadline but the last twenty."""
    folder = Path(shutil.copytree(founded_folder, tmp_path_factory.mktemp("crowded") / "desk"))
    async with open_desk(folder) as desk:
        await desk.say(DARA, "/story #big Everything publish 6 Dec 18:00")
        await desk.say(DARA, ASKED)
        desk.change(MADE_LATE)
        copies(desk, "request", _request)
        copies(desk, "question", lambda row, n: {"id": n, "request_id": n})
        copies(
            desk,
            "event",
            lambda row, n: {"id": 2 * n + row["id"], "request_id": n, "position": 2 * n + row["id"]},
        )
        desk.change("UPDATE request SET deadline_at = '2024-12-06 05:00:00.000000' WHERE id > 180")
        yield desk


def _request(row: dict[str, Any], n: int) -> dict[str, Any]:
    return {"id": n, "number": n, "body_id": row["body_id"] if n <= TO_ONE_BODY else 2 + n % 114}


async def pages(desk: Desk, command: str) -> list[tuple[str, list[str]]]:
    """Each page of an answer to Maly: what it says, and the labels of its buttons."""
    found = [(await desk.say(MALY, command), desk.choices(MALY))]
    count = int(re.findall(r"^1/(\d+)$", "\n".join(desk.choices(MALY)), re.MULTILINE)[0])
    for page in range(2, count + 1):
        await desk.press(MALY, "»")
        assert f"{page}/{count}" in desk.choices(MALY)
        assert sum(len(row) for row in buttons(desk.telegram.last(MALY))) <= 100
        found.append((desk.last(MALY), desk.choices(MALY)))
    return found


async def test_every_request_and_every_body_is_told_and_has_its_button(crowded_desk: Desk) -> None:
    found = await pages(crowded_desk, "/report #big")
    assert all(len(text.encode("utf-16-le")) // 2 <= 4096 for text, _ in found)
    told = [int(n) for text, _ in found for n in re.findall(r"^#(\d+) waiting: deadline", text, re.MULTILINE)]
    assert sorted(told) == list(range(1, LATE + 1))
    assert found[-1][0].endswith("… and 8 more: /status #big")
    opened = [int(label[1:]) for _, labels in found for label in labels if re.fullmatch(r"#\d+", label)]
    assert sorted(opened) == list(range(1, COUNT + 1))
    bodies = [
        name
        for (name,) in crowded_desk.rows("SELECT DISTINCT name FROM body JOIN request ON body_id = body.id")
    ]
    whole = "\n".join(text for text, _ in found)
    checked = re.findall(r"^(.+) \(#[^)]+\): \d of 6 · ", whole, re.MULTILINE)
    assert sorted(checked) == sorted(bodies)
    assert len([label for _, labels in found for label in labels if label[0] == "⚖"]) == len(bodies)
    assert "(#1, #2, #3, #4 and 76 more): 4 of 6" in whole


async def test_the_check_of_a_body_with_many_requests_opens(crowded_desk: Desk) -> None:
    answer = await crowded_desk.say(MALY, "/report 1")
    assert answer.startswith("⚖️ Fair chance: Phnom Penh Municipal Court (#1, #2, #3, #4 and 76 more), 4 of 6")


async def test_the_list_of_the_story_has_all_of_them_and_the_checks(crowded_desk: Desk) -> None:
    found = await pages(crowded_desk, "/status #big")
    listed = [int(n) for text, _ in found for n in re.findall(r"^#(\d+) ", text, re.MULTILINE)]
    assert sorted(listed) == list(range(1, COUNT + 1))
    assert sum(text.count("Fair chance before publication") for text, _ in found) == 1
