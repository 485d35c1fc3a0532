"""What cannot be corrected, typed or pressed: a clear answer, and nothing changes."""

from __future__ import annotations

import pytest

from sandbox.case import DARA
from tests.bot.desk import Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/correct 9", "There is no request #9 here."),
        ("/correct 1 at 23:00", "still to come"),
        ("/correct 1 at 05/12", "05/12"),
        ("/correct 1 via pigeon", "is not a channel"),
        ("/correct 1 partial 7", "#1 has no open question 7."),
        ("/correct 1 full", "There is no record of yours on #1 in which that can be corrected."),
        ("/correct 1 via email", "The record says so already. Nothing was changed."),
        ("/correct 1 gently", "What was wrong?"),
    ],
)
async def test_what_cannot_be_corrected_is_said_and_changes_nothing(
    shared_desk: Desk, typed: str, said: str
) -> None:
    before = shared_desk.record()
    assert said in await shared_desk.say(DARA, typed)
    assert shared_desk.record() == before


@pytest.mark.parametrize(
    "forged",
    ["fix:", "fix:x", "fix:999999", "fix:1:via:call", "fix:2:via:pigeon", "fix:2:kind:asked", "fix:2:qs:x", "fix:2:fly", "fix:2:q:1:1"],
)  # fmt: skip
async def test_a_forged_press_changes_nothing(shared_desk: Desk, forged: str) -> None:
    await shared_desk.say(DARA, "/status 1")
    before = shared_desk.record()
    toast = await shared_desk.press(DARA, data=f"r:1:2:{forged}")
    assert "Nothing was changed" in toast.text
    assert shared_desk.record() == before
