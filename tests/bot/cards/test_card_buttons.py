"""The life of a request by the buttons of its card, pressed once, twice, by two people, too late."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from sandbox.case import BEGINNING, DARA, GROUP, MALY
from sandbox.world.clock import MovingClock
from tests.bot.asked import ASKING, ask, kinds, newest, status
from tests.bot.desk import ASKED, Desk, open_desk

pytestmark = pytest.mark.asyncio(loop_scope="module")

COURT = "Phnom Penh Municipal Court"
DECLINED = ["Referred us…", "Reopen", "Correct…", "Note…", "History", "Undo"]


@pytest.mark.parametrize(
    ("taps", "event", "then", "head"),
    [
        (["They replied…", "🟢 Answered everything"], "replied_full", "answered", "they answered."),
        (
            ["They replied…", "📨 Only an acknowledgement"],
            "acknowledged",
            "acknowledged",
            "the clock goes on.",
        ),
        (["They replied…", "🚫 Declined to comment"], "declined", "declined", "they declined to comment."),
        (["Asked again…", "📞 Called, no answer"], "chased", "waiting", "asked again. Attempt 2 of 5."),
        (["Asked again…", "🚶 visit"], "chased", "waiting", "asked again. Attempt 2 of 5."),
        (["Declined"], "declined", "declined", "they declined to comment."),
        (["More…", "Bounced"], "bounced", "undeliverable", "it could not be delivered."),
        (["More…", "Withdraw"], "withdrawn", "withdrawn", "we withdrew it."),
        (["Deadline…", "tomorrow 17:00"], "extended", "waiting", "is now Tue 3 Dec 17:00"),
        (
            ["They replied…", "◐ Answered in part…", "⬜️ 1. why are they held?", "Log these as answered"],
            "replied_partial",
            "partial",
            "1 question is still open.",
        ),
        (
            [
                *("They replied…", "◐ Answered in part…"),
                *("⬜️ 1. why are they held?", "⬜️ 2. where are they?", "Log these as answered"),
            ],
            "replied_full",
            "answered",
            "they answered.",
        ),
    ],
)
async def test_a_button_records_once_and_its_card_is_brought_up_to_date_in_place(
    busy_desk: Desk, taps: list[str], event: str, then: str, head: str
) -> None:
    n = await ask(busy_desk)
    said = len(busy_desk.written(DARA))
    for tap in taps:
        answer = await busy_desk.press(DARA, tap)
        assert answer.answered
    assert head in answer.text
    assert not answer.show_alert
    assert len(busy_desk.written(DARA)) == said
    assert head in busy_desk.last(DARA)
    assert f"#{n} {COURT}" in busy_desk.last(DARA)
    assert (kinds(busy_desk, n), status(busy_desk, n)) == ([*ASKING, event], then)


@pytest.mark.parametrize("menu", ["They replied…", "Asked again…", "Deadline…", "More…"])
async def test_a_menu_records_nothing_and_leads_back(busy_desk: Desk, menu: str) -> None:
    n = await ask(busy_desk)
    before = busy_desk.choices(DARA)
    await busy_desk.press(DARA, menu)
    assert busy_desk.choices(DARA) != before
    await busy_desk.press(DARA, "« Back")
    assert busy_desk.choices(DARA) == before
    assert kinds(busy_desk, n) == ASKING


async def test_a_note_is_written_after_its_button(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    await busy_desk.press(DARA, "Note…")
    assert busy_desk.last(DARA) == f"Write the note for #{n}. /cancel leaves it."
    card = await busy_desk.say(DARA, "the officer is on leave")
    assert "note: the officer is on leave · Dara" in card
    assert kinds(busy_desk, n) == [*ASKING, "note"]
    assert "Not logged yet" in await busy_desk.say(DARA, "and this is just talk")


@pytest.mark.asyncio(loop_scope="function")
async def test_words_written_days_after_the_button_are_not_taken_for_the_note(desk: Desk) -> None:
    await desk.say(DARA, ASKED)
    await desk.press(DARA, "Note…")
    before = desk.record()["event"]
    await desk.sandbox.advance(desk.sandbox.now() + timedelta(hours=25))
    said = await desk.say(DARA, "lunch at noon?")
    assert said.startswith("I did not log this: my question before it was asked ")
    assert desk.record()["event"] == before
    assert (await desk.say(DARA, "and again")).startswith("Not logged yet")


async def test_a_deadline_is_typed_again_until_it_is_understood(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    await busy_desk.presses(DARA, "Deadline…", "Type it…")
    assert "Logged" not in await busy_desk.say(DARA, "whenever they like")
    assert "is now Mon 9 Dec 12:00" in await busy_desk.say(DARA, "9 Dec 12:00")
    assert kinds(busy_desk, n) == [*ASKING, "extended"]


async def test_the_name_of_the_body_is_written_after_referred_us(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    await busy_desk.press(DARA, "Referred us…")
    assert f"To whom did {COURT} refer us?" in busy_desk.last(DARA)
    answer = await busy_desk.say(DARA, "National Police, Embassy of India")
    assert f"Opened: #{n + 1} National Police, #{n + 2} Embassy of India." in answer
    assert (status(busy_desk, n), newest(busy_desk)) == ("referred", n + 2)


async def test_the_channel_that_was_left_out_is_pressed_later(busy_desk: Desk) -> None:
    n = await ask(busy_desk, text=f"/ask {COURT}: why?")
    await busy_desk.presses(DARA, "How was it asked?", "📄 letter")
    assert "Asked Mon 2 Dec 09:00, letter\n" in busy_desk.last(DARA)
    assert "How was it asked?" not in busy_desk.choices(DARA)
    assert status(busy_desk, n) == "waiting"


async def test_history_and_undo_and_snooze_are_under_more(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    await busy_desk.presses(DARA, "Declined", "Undo")
    assert f"Taken back on #{n}: they declined to comment" in busy_desk.last(DARA)
    await busy_desk.presses(DARA, "More…", "Snooze…", "3 hours")
    assert "No reminder about this before Mon 2 Dec 12:00." in busy_desk.last(DARA)
    await busy_desk.presses(DARA, "More…", "History")
    assert "History\n" in busy_desk.last(DARA)
    assert "they declined to comment · Dara" in busy_desk.last(DARA)
    assert kinds(busy_desk, n) == [*ASKING, "declined", "corrected"]


async def test_a_closed_request_is_reopened_by_its_button(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    await busy_desk.press(DARA, "Declined")
    assert busy_desk.choices(DARA) == DECLINED
    await busy_desk.press(DARA, "Reopen")
    assert status(busy_desk, n) == "waiting"
    assert "They replied…" in busy_desk.choices(DARA)


@pytest.mark.parametrize("label", ["Declined", "Bounced"])
async def test_a_second_tap_records_nothing_and_says_what_is_there(busy_desk: Desk, label: str) -> None:
    n = await ask(busy_desk)
    if label == "Bounced":
        await busy_desk.press(DARA, "More…")
    message, data = busy_desk.telegram.last(DARA)["message_id"], busy_desk.data(DARA, label)
    answers = await asyncio.gather(*(busy_desk.press(DARA, data=data, message=message) for _ in range(3)))
    assert len(kinds(busy_desk, n)) == len(ASKING) + 1
    already = [answer for answer in answers if answer.show_alert]
    assert len(already) == 2
    for answer in already:
        assert answer.text.startswith("Nothing recorded twice. Already there: ")
        assert answer.text.endswith(", Mon 2 Dec 09:00, Dara. The card is up to date now.")


async def test_two_people_press_at_once_and_one_is_told_who_was_first(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    await busy_desk.say(DARA, f"/status {n}", chat=GROUP)
    message = busy_desk.telegram.last(GROUP)["message_id"]
    full = busy_desk.data(GROUP, "Declined")
    await busy_desk.press(MALY, "More…", chat=GROUP)
    bounced = busy_desk.data(GROUP, "Bounced")
    both = await asyncio.gather(
        busy_desk.press(DARA, data=full, chat=GROUP, message=message),
        busy_desk.press(MALY, data=bounced, chat=GROUP, message=message),
    )
    (recorded,) = kinds(busy_desk, n)[len(ASKING) :]
    first, who = {"declined": (0, "Dara"), "bounced": (1, "Maly")}[recorded]
    assert both[first].text.startswith(f"Logged on #{n}: ")
    assert both[1 - first].show_alert
    assert both[1 - first].text.startswith("Nothing recorded twice. Already there: ")
    assert f"{who}. The card is up to date now." in both[1 - first].text
    assert len([text for text in busy_desk.written(GROUP) if f"#{n} {COURT}" in text]) == 1


async def test_a_card_pressed_after_a_colleague_closed_it_shows_how_it_stands(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    await busy_desk.say(MALY, f"/reply {n} full they explained all")
    answer = await busy_desk.press(DARA, "Declined")
    assert answer.text == (
        "Nothing recorded twice. Already there: they answered, Mon 2 Dec 09:00, Maly. The card is up to date now."
    )
    assert "🟢 answered" in busy_desk.last(DARA)
    assert busy_desk.choices(DARA) == ["Reopen", "Correct…", "Note…", "History", "Undo"]
    assert kinds(busy_desk, n) == [*ASKING, "replied_full"]


@pytest.mark.parametrize("menu", ["They replied…", "Asked again…", "Deadline…", "Referred us…"])
async def test_a_menu_of_a_request_that_was_closed_meanwhile_offers_nothing_it_cannot_do(
    busy_desk: Desk, menu: str
) -> None:
    n = await ask(busy_desk)
    await busy_desk.say(MALY, f"/decline {n}")
    answer = await busy_desk.press(DARA, menu)
    assert answer.answered
    assert "🚫 declined to comment" in busy_desk.last(DARA)
    assert busy_desk.choices(DARA) == DECLINED


async def test_two_deadlines_pressed_at_once_move_it_once(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    await busy_desk.press(DARA, "Deadline…")
    message = busy_desk.telegram.last(DARA)["message_id"]
    data = busy_desk.data(DARA, "in a week")
    await asyncio.gather(*(busy_desk.press(DARA, data=data, message=message) for _ in range(2)))
    assert kinds(busy_desk, n) == [*ASKING, "extended"]


async def test_a_week_old_card_works_after_a_restart_once(desk_folder: Path) -> None:
    async with open_desk(desk_folder) as before:
        n = await ask(before)
        message, data = before.telegram.last(DARA)["message_id"], before.data(DARA, "Declined")
    later = MovingClock(BEGINNING + timedelta(days=7), running=False)
    async with open_desk(desk_folder, clock=later) as after:
        first = await after.press(DARA, data=data, message=message)
        second = await after.press(DARA, data=data, message=message)
        assert first.text == f"Logged on #{n}: they declined to comment."
        assert second.text.startswith(
            "Nothing recorded twice. Already there: they declined to comment, Mon 9 Dec"
        )
        assert "Mon 9 Dec 09:00 · they declined to comment · Dara" in after.last(DARA)
        assert kinds(after, n) == [*ASKING, "declined"]


# What was typed last on the request, and what its answer asks first.
FEW = {
    "/ask Municipal Court: why? via call": "📵 no answer",
    "/ask Municipal Court: why? via visit": "📵 no answer",
    "/ask Municipal Court: why?": "How was it asked?",
    "/ask Municipal Court: why? via email at 08:30": "They replied…",
    "/chase {n} call": "📵 no answer",
    "/chase {n} visit": "📵 no answer",
    "/reply {n} time": "Until when?…",
    "/reply {n} ack out of office": "🤖 Automatic reply",
    "/extend {n} by tomorrow they may need more time": "They were told the new deadline",
    "/undo": "Reopen",
    "/decline {n}": "Referred us…",
    "/status {n}": "They replied…",
}


@pytest.mark.parametrize(("typed", "first"), FEW.items())
async def test_a_card_has_eight_buttons_at_most_and_the_rest_is_under_more(
    busy_desk: Desk, typed: str, first: str
) -> None:
    n = 0 if typed.startswith("/ask") else await ask(busy_desk)
    await busy_desk.say(DARA, typed.format(n=n))
    shown = busy_desk.choices(DARA)
    assert shown[0] == first
    assert len(shown) <= 8
    if "Other…" in shown:
        await busy_desk.press(DARA, "Other…")
        shown = busy_desk.choices(DARA)
        assert len(shown) <= 8
    if "More…" in shown:
        await busy_desk.press(DARA, "More…")
        every = {*shown, *busy_desk.choices(DARA)}
        assert len(busy_desk.choices(DARA)) <= 12  # two to a row
        assert every >= {
            "Asked again…",
            "Declined",
            "Referred us…",
            "Deadline…",
            "Note…",
            "Bounced",
            "Withdraw",
        }
