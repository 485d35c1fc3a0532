"""A deadline that passed while a request was closed, and one that was brought forward: what is asked, and what may be
said until it is answered."""

from __future__ import annotations

import re

import pytest

from tests.bot.asking.test_office_hours import on
from tests.bot.correcting.test_correcting import verdict
from tests.bot.desk import DARA, Desk

ASK = "/ask Municipal Court: why are they held? by {} via email #mangopark"
SILENT = "did not respond to"
NOT_AT_ONCE = "did not immediately respond"
ASKS = "it passed while this was closed. By when should they answer now?"
LATE = re.compile("🔴|[0-9] past the deadline|1 of 1 body is past")
SHOWS = ["/status", "/due", "/digest now", "/find held", "/status #mangopark", "/report #mangopark full"]


async def log(desk: Desk, deadline: str) -> None:
    await on(desk, "2 10:00")
    await desk.say(DARA, ASK.format(deadline))


@pytest.mark.parametrize(
    ("close", "reopen"),
    [
        ("/withdraw 1", "/reopen 1"),
        ("/withdraw 1 not needed", "/reopen 1 needed after all"),
        ("/decline 1", "/reopen 1"),
        ("/decline 1", "/undo"),
        ("/reply 1 full they answered", "/reopen 1 it was no answer"),
        ("/reply 1 full they answered", "/undo"),
        ("/withdraw 1", "/undo"),
        ("/refer 1 to National Police", "/reopen 1"),
        ("/decline 1", "button"),
    ],
)
@pytest.mark.long
async def test_a_request_opened_again_past_its_deadline_asks_for_a_new_one(
    desk: Desk, close: str, reopen: str
) -> None:
    await log(desk, "3 Dec 17:00")
    await on(desk, "3 10:00")
    await desk.say(DARA, close)
    await on(desk, "5 10:00")
    if reopen == "button":
        await desk.say(DARA, "/status 1")
        await desk.press(DARA, "Reopen")
    else:
        await desk.say(DARA, reopen)
    assert ASKS in desk.last(DARA)
    assert desk.choices(DARA)[:3] == ["2 working days", "3 working days", "another deadline…"]
    for typed in SHOWS:
        said = await desk.say(DARA, typed)
        assert not LATE.search(said), typed
        assert "needs a new deadline" in said
    assert not (await verdict(desk)).troubles
    await desk.say(DARA, "/status 1")
    await desk.press(DARA, "2 working days")
    assert "Deadline Mon 9 Dec 17:00" in desk.last(DARA)
    assert ASKS not in desk.last(DARA)
    assert "another deadline…" not in desk.choices(DARA)
    await on(desk, "9 18:00")
    assert all([LATE.search(await desk.say(DARA, typed)) for typed in SHOWS])


@pytest.mark.parametrize("again", ["/undo", "Undo"])
async def test_a_reopening_that_was_taken_back_asks_for_nothing(desk: Desk, again: str) -> None:
    await log(desk, "3 Dec 17:00")
    await desk.say(DARA, "/withdraw 1")
    await on(desk, "5 10:00")
    await desk.say(DARA, "/reopen 1")
    await (desk.press if again == "Undo" else desk.say)(DARA, again)
    assert "needs a new deadline" not in await desk.say(DARA, "/status 1")
    assert desk.rows("SELECT lapsed FROM request") == [(0,)]


async def test_a_reminder_asks_for_the_new_deadline_and_has_its_buttons(desk: Desk) -> None:
    await log(desk, "3 Dec 17:00")
    await desk.say(DARA, "/decline 1")
    await on(desk, "5 10:00")
    await desk.say(DARA, "/reopen 1")
    last = desk.telegram.last(DARA)["message_id"]
    await on(desk, "6 09:30")
    [reminded] = [text for text in desk.written(DARA, after=last) if text.startswith("🔔")]
    assert reminded.startswith("🔔 #1: Phnom Penh Municipal Court has no deadline that still holds.")
    assert "Tell them a new deadline, then: /extend 1 by …" in reminded
    assert desk.choices(DARA)[:3] == ["2 working days", "3 working days", "another deadline…"]


@pytest.mark.parametrize(
    ("closed", "reopened", "command"),
    [
        ("3 10:00", "3 11:00", "/reopen 1"),  # the deadline is still ahead
        ("4 10:00", "4 10:01", "/undo"),  # it was late before the slip of the finger, and still is
    ],
)
async def test_what_was_not_over_while_it_was_closed_is_not_asked(
    desk: Desk, closed: str, reopened: str, command: str
) -> None:
    await log(desk, "3 Dec 17:00")
    await on(desk, closed)
    await desk.say(DARA, "/decline 1")
    await on(desk, reopened)
    assert ASKS not in await desk.say(DARA, command)


async def test_until_there_is_a_new_deadline_nothing_is_said_of_the_old_one(desk: Desk) -> None:
    await log(desk, "3 Dec 17:00")
    await on(desk, "3 10:00")
    await desk.say(DARA, "/withdraw 1")
    await on(desk, "5 10:00")
    await desk.say(DARA, "/reopen 1")
    report = await desk.say(DARA, "/report #mangopark full")
    assert NOT_AT_ONCE in report
    assert SILENT not in report
    await desk.say(DARA, "/extend 1 by 6 Dec 17:00")
    await on(desk, "6 18:00")
    assert SILENT in await desk.say(DARA, "/report #mangopark full")


@pytest.mark.wide
@pytest.mark.parametrize("typed", ["4 Dec 17:00", "in 30h", "ថ្ងៃស្អែក ម៉ោង ៥ ល្ងាច"])
async def test_one_brought_forward_says_what_they_were_told_and_claims_no_silence_before_that(
    desk: Desk, typed: str
) -> None:
    await log(desk, "6 Dec 17:00")
    await on(desk, "3 10:00")
    answer = await desk.say(DARA, f"/extend 1 by {typed}")
    assert "They were told Fri 6 Dec 17:00." in answer
    assert "(ours; they were told Fri 6 Dec 17:00)" in answer
    assert desk.choices(DARA)[0] == "They were told the new deadline"
    assert "(ours; they were told Fri 6 Dec 17:00)" in await desk.say(DARA, "/due")
    await on(desk, "5 10:00")
    report = await desk.say(DARA, "/report #mangopark full")
    assert NOT_AT_ONCE in report
    assert SILENT not in report
    assert "ago (ours; they were told Fri 6 Dec 17:00)" in report
    brief = await desk.say(DARA, "/report #mangopark")
    assert brief.startswith("0 of 1 body is past its deadline")
    assert "(until Fri 6 Dec 17:00)" in brief
    await on(desk, "6 18:00")
    assert SILENT in await desk.say(DARA, "/report #mangopark full")


@pytest.mark.parametrize("how", ["button", "told them", "they were told.", "បានប្រាប់គេ"])
async def test_once_they_were_told_it_holds_for_them_too(desk: Desk, how: str) -> None:
    await log(desk, "6 Dec 17:00")
    await on(desk, "3 10:00")
    if how == "button":
        await desk.say(DARA, "/extend 1 by 4 Dec 17:00")
        await desk.press(DARA, "They were told the new deadline")
    else:
        await desk.say(DARA, f"/extend 1 by 4 Dec 17:00 {how}")
    assert "(ours; they were told" not in desk.last(DARA)
    assert "They were told the new deadline" not in desk.choices(DARA)
    await on(desk, "5 10:00")
    assert SILENT in await desk.say(DARA, "/report #mangopark full")


async def test_the_button_under_a_card_brings_forward_as_the_command_does(desk: Desk) -> None:
    await log(desk, "6 Dec 17:00")
    await on(desk, "3 10:00")
    await desk.say(DARA, "/status 1")
    await desk.presses(DARA, "Deadline…", "tomorrow 17:00")
    assert "They were told Fri 6 Dec 17:00." in desk.last(DARA)
    assert desk.choices(DARA)[0] == "They were told the new deadline"


async def test_nobody_can_be_told_a_deadline_that_has_passed(desk: Desk) -> None:
    await log(desk, "6 Dec 17:00")
    await on(desk, "3 10:00")
    await desk.say(DARA, "/extend 1 by 3 Dec 17:00")
    data = desk.data(DARA, "They were told the new deadline")
    card = desk.telegram.last(DARA)["message_id"]
    await on(desk, "3 18:00")
    before = desk.rows("SELECT count(*) FROM event")
    answer = await desk.press(DARA, data=data, message=card)
    assert "That deadline has passed" in answer.text
    assert desk.rows("SELECT count(*) FROM event") == before


async def test_two_steps_forward_go_by_what_was_told_and_back_to_it_is_no_news(desk: Desk) -> None:
    await log(desk, "6 Dec 17:00")
    await on(desk, "3 10:00")
    await desk.say(DARA, "/extend 1 by 4 Dec 17:00")
    assert "they were told Fri 6 Dec 17:00" in await desk.say(DARA, "/extend 1 by 5 Dec 17:00")
    assert "they were told" not in await desk.say(DARA, "/extend 1 by 6 Dec 17:00")
    assert "they were told" not in await desk.say(DARA, "/extend 1 by 9 Dec 17:00")


async def test_taking_back_that_they_were_told_goes_back_to_what_they_were_told(desk: Desk) -> None:
    await log(desk, "6 Dec 17:00")
    await on(desk, "3 10:00")
    await desk.say(DARA, "/extend 1 by 4 Dec 17:00")
    await desk.press(DARA, "They were told the new deadline")
    assert "they were told Fri 6 Dec 17:00" in await desk.say(DARA, "/undo")


async def test_the_fair_chance_goes_by_the_deadline_that_was_told(desk: Desk) -> None:
    await log(desk, "6 Dec 17:00")
    await on(desk, "2 10:30")
    await desk.say(DARA, "/extend 1 by today 17:00")
    await on(desk, "3 18:00")
    answer = await desk.say(DARA, "/report 1")
    assert "✓ Time to answer" in answer
