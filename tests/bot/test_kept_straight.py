"""Where two things could be taken for one, or one for two."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sandbox.case import DARA, MALY
from tests.bot.asked import times
from tests.bot.desk import Desk


@pytest.mark.parametrize(("who", "story"), [(MALY, "#raids"), (DARA, "")])
async def test_somebody_elses_referral_or_one_without_a_story_is_not_taken_for_a_new_request(
    desk: Desk, who: int, story: str
) -> None:
    await desk.say(DARA, f"/ask Embassy of Thailand: how many Thais were held? by 3wd via email {story}")
    await desk.say(DARA, "/refer 1 to National Police")

    answer = await desk.say(who, f"/ask National Police: how many road deaths? by 3wd via email {story}")

    assert answer.startswith("Logged as #3.")
    assert "referred to them" not in answer
    assert "how many Thais were held?" in await desk.say(DARA, "/status 2")


async def test_naming_a_channel_is_taken_back_alone(desk: Desk) -> None:
    await desk.say(DARA, "/ask Embassy of Thailand: how many? by 3wd")
    first = desk.telegram.last(DARA)["message_id"]
    await desk.say(DARA, "/ask Embassy of Vietnam: how many? by 3wd via email")
    await desk.press(DARA, "How was it asked?", message=first)
    await desk.press(DARA, "📞 call", message=first)

    assert (await desk.say(DARA, "/undo")).startswith("Correction undone on #1: asked")
    assert (await desk.say(DARA, "/undo")).startswith("Taken back on #2: asked")
    assert "⏳ waiting" in await desk.say(DARA, "/status 1")


async def test_a_reopened_request_is_chosen_among_the_closed_ones(desk: Desk) -> None:
    await desk.say(DARA, "/ask Embassy of Thailand: how many? by 3wd via email")
    await desk.say(DARA, "/ask Embassy of Vietnam: how many? by 3wd via email")
    await desk.say(DARA, "/decline 2")

    await desk.say(DARA, "/reopen")

    assert desk.choices(DARA) == ["#2 Embassy of Vietnam"]


async def test_a_call_in_the_very_minute_of_asking_is_taken(desk: Desk) -> None:
    await desk.sandbox.advance(desk.sandbox.now() + timedelta(seconds=40))
    await desk.say(DARA, "/ask Embassy of Thailand: how many? by 3wd via email")

    assert "Attempt 2 of 5" in await desk.say(DARA, "/chase 1 call no answer at 09:00")


async def test_several_bodies_with_their_own_deadlines_are_told_each(desk: Desk) -> None:
    await desk.says(DARA, '/body "Embassy of Thailand" deadline=1w', '/body "Embassy of Vietnam" deadline=2w')

    answer = await desk.say(DARA, "/ask Embassy of Thailand, Embassy of Vietnam: how many?")

    assert answer.count("Deadline ") == 2


async def test_a_note_is_recorded_once_although_its_answer_was_lost(desk: Desk) -> None:
    await desk.say(DARA, "/ask Embassy of Thailand: how many? by 3wd via email")
    await desk.press(DARA, "Note…")
    desk.telegram.fail_next("sendMessage", status=400, description="Bad Request: chat not found")
    await desk.says(DARA, "the press officer is on leave", "ok thanks")

    assert await times(desk, 1, "note: the press officer is on leave") == await times(desk, 1, "note") == 1
