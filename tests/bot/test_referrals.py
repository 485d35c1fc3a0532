"""The body sent us elsewhere: linked requests, circles, and taking it back."""

from __future__ import annotations

import pytest

from sandbox.case import DARA
from tests.bot.asked import ask, newest, status
from tests.bot.desk import Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")

COURT = "Phnom Penh Municipal Court"


async def test_a_referral_opens_a_linked_request_for_each_body(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    answer = await busy_desk.say(DARA, f"/refer {n} to National Police, Embassy of India: not our matter")
    assert answer.startswith(
        f"Logged. #{n} is closed as referred. Opened: #{n + 1} National Police, #{n + 2} Embassy of India."
    )
    assert "circle" not in answer
    assert status(busy_desk, n) == "referred"
    await busy_desk.press(DARA, f"#{n + 1}")
    card = busy_desk.last(DARA)
    assert "not asked yet" in card
    assert "1. – why are they held?\n2. – where are they?" in card
    assert f"referred to them by {COURT} (#{n})" in card
    await busy_desk.press(DARA, "💬 message")
    assert "Asked Mon 2 Dec 09:00, message" in busy_desk.last(DARA)
    trail = await busy_desk.say(DARA, f"/status {n}")
    assert f"referred us to National Police: #{n + 1}, waiting" in trail
    assert f"referred us to Embassy of India: #{n + 2}" in trail
    assert "not our matter" in trail


async def test_a_circle_of_referrals_is_pointed_out(busy_desk: Desk) -> None:
    n = await ask(busy_desk, text="/ask Embassy of Pakistan: who? via email")
    await busy_desk.say(DARA, f"/refer {n} to National Police")
    answer = await busy_desk.say(DARA, f"/refer {n + 1} to Embassy of Pakistan: back")
    assert (
        "The referrals go in a circle: Embassy of Pakistan → National Police → Embassy of Pakistan." in answer
    )


async def test_a_referral_taken_back_leaves_the_linked_request_and_says_so(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    await busy_desk.say(DARA, f"/refer {n} to National Police")
    answer = await busy_desk.say(DARA, f"/undo {n}")
    assert f"The linked request #{n + 1} stays; /withdraw it if it is not needed." in answer
    assert (status(busy_desk, n), status(busy_desk, n + 1)) == ("waiting", "waiting")


async def test_a_referred_body_that_is_asked_gets_no_second_request(busy_desk: Desk) -> None:
    n = await ask(busy_desk, text="/ask Embassy of Japan: who? via email #linked")
    await busy_desk.say(DARA, f"/refer {n} to Ministry of Justice")
    card = await busy_desk.say(DARA, "/ask Ministry of Justice: what next? by 6 Dec via letter #linked")
    assert card.startswith(f"Logged as #{n + 1}.")
    assert "1. – what next?" in card
    assert "Asked Mon 2 Dec 09:00, letter" in card
    assert newest(busy_desk) == n + 1
