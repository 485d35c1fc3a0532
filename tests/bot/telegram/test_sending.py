"""Telegram out of breath, a line that drops, answers that got lost: what is logged is told, and logged once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from markupsafe import Markup

from bot.telegram.sending import LONGEST_TOAST, plain_text
from sandbox.case import DARA, SREYNEANG
from tests.bot.asked import logged, times
from tests.bot.desk import ASKED, STRANGER, Desk

FAULTS: dict[str, dict[str, Any]] = {
    "asked to wait": {
        "status": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    },
    "Telegram is broken": {"status": 500, "description": "Internal Server Error"},
    "a gateway is broken three times": {"status": 502, "description": "Bad Gateway", "times": 3},
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_the_answer_arrives_once_after_a_fault(desk: Desk, fault: str) -> None:
    desk.telegram.fail_next("sendMessage", **FAULTS[fault])
    said = await desk.say(DARA, ASKED)
    assert said.count("Logged as #1.") == 1
    assert await logged(desk) == [1]


async def test_an_answer_whose_confirmation_was_lost_may_come_twice_says_so_and_is_logged_once(
    desk: Desk,
) -> None:
    desk.telegram.fail_next("sendMessage", drop=True)
    said = await desk.say(DARA, ASKED)
    assert said.count("Logged as #1.") == 2
    assert said.count("This may be a repeat") == 1
    assert desk.last(DARA).startswith("This may be a repeat")
    assert await logged(desk) == [1]
    # The message that is known to have arrived is the card.
    again = await desk.say(DARA, "they called back", reply_to=desk.telegram.last(DARA)["message_id"])
    assert again.startswith("What is this for #1")


async def test_while_every_confirmation_is_lost_an_answer_comes_twice_at_most(desk: Desk) -> None:
    desk.telegram.fail_next("sendMessage", drop=True, times=2)
    said = await desk.say(DARA, ASKED)
    assert (said.count("Logged as #1."), said.count("This may be a repeat")) == (2, 1)
    assert "could not tell" not in await desk.say(SREYNEANG, "/due")
    # Whoever wrote hears of it when they write again, once.
    said = await desk.say(DARA, "/due")
    assert said.startswith("I could not tell whether you got my last answer: Logged as #1. ")
    assert "could not tell" not in await desk.say(DARA, "/due")


async def test_in_khmer_a_repeat_says_so_in_khmer(desk: Desk) -> None:
    await desk.say(DARA, "/settings language=km")
    desk.telegram.fail_next("sendMessage", drop=True)
    said = await desk.say(DARA, "/due")
    assert "may be a repeat" not in said
    assert "ម្ដងទៀត" in said
    desk.telegram.fail_next("sendMessage", drop=True, times=2)
    await desk.say(DARA, "/due")
    assert (await desk.say(DARA, "/due")).startswith("ខ្ញុំមិនដឹងថា")


CANNOT_PARSE: dict[str, Any] = {"status": 400, "description": "Bad Request: can't parse entities"}


async def test_whoever_answers_a_repeat_says_so_in_words_also_in_plain_ones(desk: Desk) -> None:
    for who, typed in ((DARA, "/due"), (DARA, "/start"), (STRANGER, "/start a-code-of-nobody")):
        desk.telegram.fail_next("sendMessage", drop=True)
        desk.telegram.fail_next("sendMessage", **CANNOT_PARSE)
        await desk.say(who, typed)
        assert desk.last(who).startswith("This may be a repeat"), typed


async def test_an_answer_that_telegram_refuses_comes_in_plain_words_and_in_its_lines(desk: Desk) -> None:
    for typed in (ASKED, "/due", "/help", "/nonsense", "hello", "/status 7"):
        desk.telegram.fail_next("sendMessage", **CANNOT_PARSE)
        assert await desk.say(DARA, typed), typed
        assert desk.choices(DARA) == [], typed
        assert ("\n" in desk.last(DARA)) is (typed in {ASKED, "/due", "/help"}), typed


async def test_what_is_said_before_plain_words_is_plain_too(desk: Desk) -> None:
    for fault in (
        {"drop": True, "times": 2},
        CANNOT_PARSE,
    ):
        desk.telegram.fail_next("sendMessage", **fault)
        said = await desk.say(DARA, "/help & <b>")
    assert said.startswith("I could not tell whether you got my last answer: ")
    assert "<i>" not in said


async def test_a_title_that_leaves_no_room_is_answered(desk: Desk) -> None:
    await desk.say(SREYNEANG, f"/story #long {'&' * 3980}")
    await desk.sandbox.advance(desk.sandbox.now() + timedelta(minutes=1))  # it was held: more might have come
    assert desk.last(SREYNEANG).startswith("A story's title may have 200 characters")


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_press_is_recorded_once_and_shown_after_a_fault(desk: Desk, fault: str) -> None:
    await desk.say(DARA, ASKED)
    for method in ("answerCallbackQuery", "editMessageText"):
        desk.telegram.fail_next(method, **FAULTS[fault])
    answer = await desk.press(DARA, "Declined")
    assert answer.text.startswith("Logged on #1: they declined")
    assert desk.last(DARA).startswith("Logged on #1: they declined")
    assert await times(desk, 1, "they declined to comment") == 1


@pytest.mark.parametrize("method", ["answerCallbackQuery", "editMessageText"])
async def test_a_press_whose_confirmation_was_lost_is_recorded_once(desk: Desk, method: str) -> None:
    await desk.say(DARA, ASKED)
    desk.telegram.fail_next(method, drop=True)
    await desk.press(DARA, "Declined")
    assert desk.last(DARA).startswith("Logged on #1: they declined")
    assert await times(desk, 1, "they declined to comment") == 1


NOT_DONE: list[tuple[str, list[dict[str, Any]], bool]] = [
    ("/due", [{"status": 500, "times": 4}], False),
    ("/due", [{"status": 502, "description": "Bad Gateway", "times": 4}], False),
    ("/due", [{"status": 401, "description": "Unauthorized"}], False),
    ("/due", [{"status": 429, "parameters": {"retry_after": 0}, "times": 4}], False),
    ("/due", [{"drop": True}, {"status": 500, "times": 3}], True),  # what arrived comes again and says so
    (ASKED, [{"status": 500, "times": 4}], False),
]


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(("typed", "faults", "may_repeat"), NOT_DONE)
async def test_what_telegram_would_not_take_for_a_while_is_answered_when_it_does(
    busy_desk: Desk, typed: str, faults: list[dict[str, Any]], may_repeat: bool
) -> None:
    desk, parts = busy_desk, busy_desk.sandbox.parts
    for fault in faults:
        desk.telegram.fail_next("sendMessage", **fault)
    said = await desk.say(DARA, typed)
    assert bool(said) is may_repeat
    assert await desk.say(SREYNEANG, "/status")  # others are answered meanwhile
    desk.sandbox.clock.move_to(desk.sandbox.now() + timedelta(minutes=1))
    await parts.inbox.take_up(parts.application.bot)
    await desk.sandbox.idle()
    assert desk.last(DARA).startswith("This may be a repeat") is may_repeat
    if typed == ASKED:
        assert desk.last(DARA).startswith("That was recorded already")
        assert await logged(desk) == [1]


async def test_a_stranger_who_could_not_be_told_is_told_when_there_is_a_line(
    desk: Desk,
) -> None:
    parts = desk.sandbox.parts
    desk.telegram.fail_next("sendMessage", status=500, times=4)
    assert await desk.say(STRANGER, "hello") == ""
    desk.sandbox.clock.move_to(desk.sandbox.now() + timedelta(minutes=1))
    await parts.inbox.take_up(parts.application.bot)
    await desk.sandbox.idle()
    assert desk.last(STRANGER).startswith("This desk is for its newsroom only.")
    assert await desk.say(STRANGER, "hello?") == "", "once a day"


async def test_somebody_who_blocked_the_bot_meanwhile_does_not_stop_it(desk: Desk) -> None:
    desk.telegram.fail_next("sendMessage", status=403, description="Forbidden: bot was blocked by the user")
    assert await desk.say(DARA, ASKED) == ""
    assert await logged(desk) == [1]
    assert "Hello Dara." in await desk.say(DARA, "/start")


async def test_a_card_that_was_deleted_does_not_lose_what_was_pressed(desk: Desk) -> None:
    await desk.say(DARA, ASKED)
    desk.telegram.fail_next(
        "editMessageText", status=400, description="Bad Request: message to edit not found"
    )
    assert (await desk.press(DARA, "Declined")).text.startswith("Logged on #1: they declined")
    assert await times(desk, 1, "they declined to comment") == 1


async def test_a_button_answered_too_late_is_refused_in_a_message(desk: Desk) -> None:
    await desk.say(DARA, ASKED)
    expired = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    desk.telegram.fail_next("answerCallbackQuery", status=400, description=expired)
    await desk.telegram.press(
        DARA, DARA, desk.telegram.last(DARA)["message_id"], data="r:777:1:full", timeout=0.3
    )
    await desk.sandbox.idle()
    assert desk.last(DARA) == "There is no such request here."


async def test_a_long_refusal_over_a_button_comes_as_a_message(desk: Desk) -> None:
    """An alert holds 200 characters; a deadline that has passed takes more to explain."""
    await desk.say(DARA, "/ask Municipal Court: why? by 05/12")
    (key,) = desk.rows("SELECT max(id) FROM draft")[0]
    desk.change(
        "UPDATE draft SET data = json_set(data, '$.deadline', hex(zeroblob(300)), '$.choices[0].deadline_at', '2024-12-01T00:00:00+00:00')"
    )
    answer = await desk.press(DARA, data=f"d:{key}:choice:1:0")
    assert answer.answered
    assert answer.text == ""
    assert "has already passed" in desk.last(DARA)
    assert len(desk.last(DARA)) > LONGEST_TOAST


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("<b>Evil</b> & Co", "<b>Evil</b> & Co"),
        (Markup("<b>Logged</b> on #1: &lt;b&gt;"), "Logged on #1: <b>"),
        ("", ""),
    ],
)
def test_only_our_own_formatting_is_taken_off(text: str, plain: str) -> None:
    assert plain_text(text) == plain
