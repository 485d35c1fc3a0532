"""A member who sends very much at once: nothing of it is lost, and nobody waits for them."""

from __future__ import annotations

import pytest

from sandbox.case import DARA, MALY, SREYNEANG
from sandbox.world.messages import visible_text
from tests.bot.desk import ASKED, STRANGER, Desk

SLOWER = "You send faster than I can answer, so it goes slower for a while"


@pytest.mark.parametrize("many", [36, pytest.param(200, marks=pytest.mark.long)])
async def test_a_flood_is_done_in_its_order_told_once_and_delays_nobody(desk: Desk, many: int) -> None:
    await desk.say(DARA, ASKED)
    telegram = desk.telegram
    before = telegram.last(DARA)["message_id"]
    for number in range(many):
        await telegram.send_text(DARA, DARA, f"/note 1 tip {number}")
    await telegram.send_text(MALY, MALY, "/status")
    await telegram.until(lambda: "Mekong Desk" in visible_text(telegram.last(MALY)))
    assert desk.rows("SELECT count(*) FROM event WHERE kind = 'note'")[0][0] < many // 2
    await desk.sandbox.idle()
    noted = desk.rows("SELECT text FROM event WHERE kind = 'note' ORDER BY id")
    assert noted == [(f"tip {number}",) for number in range(many)]
    said = desk.written(DARA, after=before)
    assert [one.startswith(SLOWER) for one in said].count(True) == 1
    assert len(said) == many + 1
    for who in (DARA, STRANGER):
        for _ in range(35):
            await telegram.send_text(who, who, "/cancel")
    await desk.sandbox.idle()
    assert (
        desk.everything_said().count(SLOWER) == 1
    )  # it is the same flood; and a stranger hears nothing of it


async def test_what_one_forwards_at_once_is_no_flood(desk: Desk) -> None:
    for _ in range(20):
        await desk.telegram.send_text(SREYNEANG, SREYNEANG, "/cancel")
    await desk.sandbox.idle()
    assert SLOWER not in desk.everything_said()
