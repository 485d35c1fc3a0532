"""The fair-chance check as reporters and editors meet it: what is missing, what to do, and the button that does it."""

from __future__ import annotations

import pytest

from sandbox.case import DARA, GROUP, MALY, SREYNEANG, at
from tests.bot.desk import Desk

STORY = "/story #mangopark Mango Park raids publish 6 Dec 18:00"
ASKED = "/ask Embassy of China: why? by 5 Dec 17:00 via email #mangopark"
UNTOLD = "/ask Embassy of China: why? via email #mangopark"


async def check(desk: Desk, who: int, request: int) -> list[str]:
    """The lines of a request's check, as /report N gives them."""
    return (await desk.say(who, f"/report {request}")).splitlines()


async def test_the_check_says_of_each_point_what_is_there_and_what_to_do(desk: Desk) -> None:
    await desk.say(SREYNEANG, STORY)
    await desk.say(DARA, ASKED)
    assert await check(desk, DARA, 1) == [
        "⚖️ Fair chance: Embassy of China (#1), 2 of 6",
        "#mangopark, publication Fri 6 Dec 18:00",
        "",
        "✗ Attempts: 1 of 5",
        "→ Try 4 more times, and log each; the last a final letter with what the story will say and a deadline.",
        "✗ Different channels: 1 of 2",
        "→ Try in another way: call if you wrote, write if you called.",
        "✓ They were told a deadline",
        "⏳ Time to answer: 0 hours, at least 24 needed",
        "→ Wait until Tue 3 Dec 09:00.",
        "✓ The questions are on file",
        "⏳ Last call before publication: not due yet",
        "→ Call between Fri 6 Dec 16:30 and publication.",
    ]
    assert desk.choices(DARA) == ["Asked again…", "📄 Letter…", "#1", "Report"]


async def test_a_day_later_after_a_call_two_points_are_met(desk: Desk) -> None:
    await desk.say(SREYNEANG, STORY)
    await desk.say(DARA, ASKED)
    await desk.sandbox.advance(at("3 Dec 10:00"))
    await desk.press(DARA, "Asked again…", message=await shown(desk, DARA, 1))
    await desk.press(DARA, "📞 Called, no answer")
    assert "Attempt 2 of 5." in desk.last(DARA)
    lines = await check(desk, DARA, 1)
    assert lines[0].endswith(", 4 of 6")
    assert "✓ Different channels: 2 of 2" in lines
    assert "✓ Time to answer: 25 hours, at least 24 needed" in lines


async def shown(desk: Desk, who: int, request: int) -> int:
    """The message that shows a request's check."""
    await check(desk, who, request)
    return int(desk.telegram.last(who)["message_id"])


async def test_a_deadline_that_was_not_told_is_told_with_its_button(desk: Desk) -> None:
    await desk.say(DARA, UNTOLD)
    lines = await check(desk, DARA, 1)
    at_fault = lines.index("✗ They were told no deadline")
    assert lines[at_fault + 1] == "→ Tell them by when you need the answer, then log that deadline."
    await desk.presses(DARA, "Deadline…", "3 working days")
    assert "✓ They were told a deadline" in await check(desk, DARA, 1)


async def test_the_last_call_is_due_in_the_last_ninety_minutes_and_one_tap_logs_it(desk: Desk) -> None:
    await desk.say(SREYNEANG, STORY)
    await desk.say(DARA, ASKED)
    await desk.sandbox.advance(at("6 Dec 16:29"))
    await check(desk, DARA, 1)
    assert "📞 Called, no answer" not in desk.choices(DARA)
    await desk.sandbox.advance(at("6 Dec 17:10"))
    lines = await check(desk, DARA, 1)
    assert lines[-2:] == [
        "✗ No last call in the 90 minutes before publication",
        "→ Call now, and log what happened.",
    ]
    await desk.press(DARA, "📞 Called, no answer")
    assert (await check(desk, DARA, 1))[-1] == "✓ Last call before publication: Fri 6 Dec 17:10"


async def test_too_little_time_before_publication_is_said_with_the_hour_from_which_it_is_enough(
    desk: Desk,
) -> None:
    await desk.say(SREYNEANG, STORY)
    await desk.sandbox.advance(at("6 Dec 10:30"))
    await desk.say(DARA, "/ask National Police: why? by 17:30 via message #mangopark")
    lines = await check(desk, DARA, 1)
    place = lines.index("✗ Time to answer: 7 hours, at least 24 needed")
    assert lines[place + 1] == (
        "→ If it can wait, publish after Mon 9 Dec 10:30 and move their deadline."
        " If not, say in the story when they were asked."
    )
    assert "Deadline…" in desk.choices(DARA)


async def test_a_deadline_that_came_too_soon_is_moved(desk: Desk) -> None:
    await desk.say(DARA, "/ask National Police: why? by 15:00 via message #mangopark")
    lines = await check(desk, DARA, 1)
    place = lines.index("✗ Time to answer: 6 hours, at least 24 needed")
    assert lines[place + 1] == "→ Move the deadline to Tue 3 Dec 09:00 or later, and tell them."
    await desk.sandbox.advance(at("3 Dec 10:00"))
    lines = await check(desk, DARA, 1)
    assert (
        lines[place + 1] == "→ The deadline they were told came too soon: give them a new one, and tell them."
    )


async def test_without_a_publication_time_the_check_asks_for_one(desk: Desk) -> None:
    await desk.say(DARA, ASKED)
    lines = await check(desk, DARA, 1)
    assert lines[1] == "#mangopark, no publication time yet"
    assert lines[-1].endswith("/story #mangopark publish fri 18:00")
    await desk.say(DARA, "/ask Embassy of India: why? via email")
    lines = await check(desk, DARA, 2)
    assert lines[1] == ""
    assert lines[-1].startswith("→ It belongs to no story")


@pytest.mark.wide
async def test_an_hour_that_has_passed_is_pointed_out(desk: Desk) -> None:
    await desk.say(SREYNEANG, STORY)
    await desk.say(DARA, ASKED)
    await desk.sandbox.advance(at("6 Dec 19:00"))
    lines = await check(desk, DARA, 1)
    assert lines[2].endswith("set a new one: /story #mangopark publish in 2h")
    assert lines[-1] == "→ Call before the story comes out."
    assert lines[2] in await desk.say(DARA, "/report #mangopark full")


async def test_two_requests_to_one_body_are_one_check_with_buttons_that_say_which(desk: Desk) -> None:
    await desk.says(DARA, ASKED, UNTOLD)
    lines = await check(desk, DARA, 2)
    assert lines[0] == "⚖️ Fair chance: Embassy of China (#1, #2), 1 of 6"
    assert "✗ They were told a deadline: 1 of 2 requests" in lines
    assert desk.choices(DARA)[:2] == ["#1 Asked again…", "#2 Deadline…"]
    status = await desk.say(DARA, "/status #mangopark")
    assert status.endswith("\n#1, #2 Embassy of China: ⏳ waiting · ⚖️ 1 of 6")


@pytest.mark.parametrize("word", ["/reply 1 full yes", "/decline 1", "/withdraw 1"])
async def test_whoever_owes_no_answer_is_not_checked(desk: Desk, word: str) -> None:
    await desk.says(DARA, ASKED, word)
    lines = await check(desk, DARA, 1)
    assert lines[0] == "⚖️ They owe no answer, so there is nothing to check."
    assert lines[2].startswith("#1 Embassy of China: ")
    assert desk.choices(DARA) == ["#1", "Report"]
    assert "Fair chance" not in await desk.say(DARA, "/report #mangopark full")


async def test_nor_is_a_body_that_nobody_has_asked(desk: Desk) -> None:
    await desk.says(DARA, ASKED, "/refer 1 to National Police")
    assert (await check(desk, DARA, 2))[0].startswith("⚖️ Nobody has asked them yet")


async def test_the_check_opens_beside_the_report_which_stays(desk: Desk) -> None:
    await desk.say(DARA, ASKED)
    report = await desk.say(MALY, "/report #mangopark full", chat=GROUP)
    assert "Embassy of China (#1): 2 of 6 · " in report
    message = desk.telegram.last(GROUP)["message_id"]
    await desk.press(SREYNEANG, "⚖️ #1", chat=GROUP)
    assert desk.last(GROUP).startswith("⚖️ Fair chance: Embassy of China")
    assert desk.telegram.last(GROUP)["message_id"] != message
    assert report in desk.written(GROUP)


async def test_a_card_leads_to_its_check_by_button_and_by_command(desk: Desk) -> None:
    await desk.say(DARA, ASKED)
    card = desk.telegram.last(DARA)["message_id"]
    assert (await desk.say(DARA, "/report", reply_to=card)).startswith("⚖️ Fair chance: Embassy of China")
    await desk.press(DARA, "More…", message=card)
    await desk.press(DARA, "⚖️ Fair chance", message=card)
    assert desk.last(DARA).startswith("⚖️ Fair chance: Embassy of China")


async def test_an_old_check_records_nothing_twice(desk: Desk) -> None:
    await desk.say(SREYNEANG, STORY)
    await desk.say(DARA, ASKED)
    await desk.sandbox.advance(at("6 Dec 17:10"))
    old = await shown(desk, SREYNEANG, 1)
    await desk.say(DARA, "/chase 1 call no answer")
    before = desk.record()
    answer = await desk.press(SREYNEANG, "📞 Called, no answer", message=old)
    assert answer.text is not None
    assert answer.text.startswith("Nothing recorded twice.")
    assert desk.record() == before


async def test_a_report_on_a_story_for_which_nothing_was_asked_says_how_to_begin(desk: Desk) -> None:
    await desk.say(SREYNEANG, STORY)
    assert (await desk.say(SREYNEANG, "/report #mangopark")).splitlines()[1:] == [
        "Nothing was asked for this story yet, so there is nothing to report."
        " Log a request: /ask Body: question? #mangopark"
    ]
    assert "Log a request: /ask" in await desk.say(SREYNEANG, "/report Embassy of China")


@pytest.mark.wide
@pytest.mark.parametrize("scope", ["#mangopark", "Embassy of China"])
async def test_what_does_not_fit_under_the_report_is_found_with_the_command_it_names(
    desk: Desk, scope: str
) -> None:
    if scope == "Embassy of China":
        for _ in range(13):
            await desk.say(DARA, ASKED)
    else:
        names = ", ".join(f'"{name}"' for (name,) in desk.rows("SELECT name FROM body ORDER BY id LIMIT 12"))
        await desk.says(DARA, f"/ask {names}: why? by 5 Dec 17:00 via email #mangopark", ASKED)
    assert (await desk.say(DARA, f"/report {scope} full")).endswith(f"… and 1 more: /status {scope}")
