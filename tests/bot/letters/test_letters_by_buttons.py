"""Letters from a card or by /letter: drafted, copied, logged as sent once; and the deadline that a late one names."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import timedelta
from typing import Any

import pytest

from bot.languages import COMPLETE, LANGUAGES
from sandbox.case import DARA, GROUP, MALY
from sandbox.world.messages import buttons, visible_text
from tests.bot.asked import ASKING, ask, kinds, newest
from tests.bot.desk import Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")

COURT = "Phnom Penh Municipal Court"
KHMER_COURT = "សាលាដំបូងរាជធានីភ្នំពេញ"
SENT = ["✉️ Sent by email", "💬 Sent as a message", "📄 Sent as a letter"]


async def letter(desk: Desk, label: str = "Final letter, English") -> str:
    """Draft a letter with the buttons of the newest card in Dara's chat."""
    await desk.presses(DARA, "More…", "📄 Letter…", label)
    return desk.last(DARA)


def drafted(desk: Desk, chat: int = DARA) -> str:
    """The text to copy in the newest message."""
    message = desk.telegram.last(chat)
    [block] = [entity for entity in message["entities"] if entity["type"] == "pre"]
    units = message["text"].encode("utf-16-le")
    return units[2 * block["offset"] : 2 * (block["offset"] + block["length"])].decode("utf-16-le")


def message_of(desk: Desk, message_id: int, chat: int = DARA) -> dict[str, Any]:
    """A message of the bot as it is shown now."""
    every = desk.telegram.messages(chat, from_bot=True)
    return next(dict(message) for message in every if message["message_id"] == message_id)


def kept(desk: Desk, number: int) -> list[dict[str, str]]:
    """The letters on record of a request."""
    rows = desk.rows(
        f"SELECT details FROM event WHERE request_id = (SELECT id FROM request WHERE number = {number}) ORDER BY id"  # noqa: S608
    )
    every = [json.loads(details).get("letter") for (details,) in rows]
    return [one for one in every if one]


@pytest.mark.parametrize(
    ("label", "command", "body", "deadline"),
    [
        ("Final letter, English", "final en", COURT, "Thu 5 Dec 17:00"),
        ("Follow-up, English", "followup en", COURT, "Thu 5 Dec 17:00"),
        ("Final letter, ខ្មែរ", "final km", KHMER_COURT, "ថ្ងៃព្រហស្បតិ៍ ទី៥ ខែធ្នូ ម៉ោង ១៧:០០"),
        ("Follow-up, ខ្មែរ", "follow-up khmer", KHMER_COURT, "ថ្ងៃព្រហស្បតិ៍ ទី៥ ខែធ្នូ ម៉ោង ១៧:០០"),
    ],
)
async def test_a_letter_is_drafted_by_button_and_by_command_and_records_nothing(
    busy_desk: Desk, label: str, command: str, body: str, deadline: str
) -> None:
    n = await ask(busy_desk)
    await letter(busy_desk, label)
    by_button = drafted(busy_desk)
    assert f"\n{body}\n" in by_button
    assert deadline in by_button
    assert "why are they held?" in by_button
    assert "where are they?" in by_button
    await busy_desk.say(DARA, f"/letter {n} {command}")
    assert drafted(busy_desk) == by_button
    assert kinds(busy_desk, n) == ASKING


async def test_what_is_to_be_filled_in_is_said_under_the_letter(busy_desk: Desk) -> None:
    await ask(busy_desk)
    said = await letter(busy_desk)
    assert (
        "Fill in before sending: what we will report about you; your phone number and email address." in said
    )
    assert "It calls the story “mangopark”, our short name." in said
    await busy_desk.say(DARA, "/story #titled The raids of autumn")
    await ask(busy_desk, text=f"/ask {COURT}: why? by 5 Dec 17:00 via email #titled")
    said = await letter(busy_desk)
    assert "Your right of reply: The raids of autumn\n" in said
    assert "our short name" not in said


@pytest.mark.parametrize(("tap", "channel"), [(SENT[0], "email"), (SENT[1], "message"), (SENT[2], "letter")])
async def test_one_tap_logs_the_attempt_with_the_words_as_drafted(
    busy_desk: Desk, tap: str, channel: str
) -> None:
    n = await ask(busy_desk)
    await letter(busy_desk)
    words, message = drafted(busy_desk), busy_desk.telegram.last(DARA)["message_id"]
    answer = await busy_desk.press(DARA, tap)
    assert answer.text == f"Logged on #{n}: asked again. Attempt 2 of 5."
    assert f"asked again, {channel}: final letter · Dara" in busy_desk.last(DARA)
    assert kinds(busy_desk, n) == [*ASKING, "chased"]
    [one] = kept(busy_desk, n)
    assert (one["letter"], one["language"], one["words"]) == ("final", "en", words)
    shown = message_of(busy_desk, message)
    assert words in visible_text(shown)
    assert buttons(shown) == []


async def test_the_history_holds_the_letter_as_drafted(busy_desk: Desk) -> None:
    n = await ask(busy_desk, text=f"/ask {COURT}: who <b>signed</b> {{it}}? by 5 Dec 17:00 via email")
    await letter(busy_desk, "Follow-up, English")
    words = drafted(busy_desk)
    assert "1. who <b>signed</b> {it}?" in words
    await busy_desk.press(DARA, SENT[0])
    history = await busy_desk.say(DARA, f"/status {n}")
    assert f"As drafted here; it may have been edited before it was sent:\n{words}" in history


async def test_three_taps_at_once_log_one_letter(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    await letter(busy_desk)
    message, data = busy_desk.telegram.last(DARA)["message_id"], busy_desk.data(DARA, SENT[0])
    answers = await asyncio.gather(*(busy_desk.press(DARA, data=data, message=message) for _ in range(3)))
    assert kinds(busy_desk, n) == [*ASKING, "chased"]
    assert sorted(answer.show_alert for answer in answers) == [False, True, True]


async def test_a_letter_overtaken_by_a_note_is_logged_at_the_second_press(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    await letter(busy_desk)
    message = busy_desk.telegram.last(DARA)["message_id"]
    await busy_desk.say(MALY, f"/note {n} their clerk is on leave")
    answer = await busy_desk.press(DARA, SENT[0], message=message)
    assert answer.show_alert
    assert "note" in answer.text
    assert kinds(busy_desk, n) == [*ASKING, "note"]
    assert (await busy_desk.press(DARA, SENT[0], message=message)).text.startswith(f"Logged on #{n}")
    assert kinds(busy_desk, n) == [*ASKING, "note", "chased"]


async def test_a_letter_whose_request_was_closed_meanwhile_is_not_logged(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    await letter(busy_desk)
    message = busy_desk.telegram.last(DARA)["message_id"]
    await busy_desk.say(MALY, f"/reply {n} full they explained all")
    answer = await busy_desk.press(DARA, SENT[0], message=message)
    assert answer.text.startswith("Nothing recorded twice. Already there: they answered")
    assert buttons(message_of(busy_desk, message)) == []
    assert kinds(busy_desk, n) == [*ASKING, "replied_full"]
    assert await busy_desk.say(DARA, f"/letter {n} final en") == (
        f"#{n} is closed, so there is no letter to write. If there is more to ask, reopen it first: /reopen {n}"
    )


async def test_a_colleague_in_the_group_logs_what_was_drafted_there(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    await busy_desk.say(DARA, f"/letter {n} followup en", chat=GROUP)
    await busy_desk.press(MALY, SENT[1], chat=GROUP)
    assert "asked again, message: follow-up letter · Maly" in busy_desk.last(GROUP)
    assert kinds(busy_desk, n) == [*ASKING, "chased"]


async def test_the_first_letter_of_a_request_that_nobody_has_asked_yet_is_its_asking(
    busy_desk: Desk,
) -> None:
    n = await ask(busy_desk)
    await busy_desk.say(DARA, f"/refer {n} to National Police")
    opened = newest(busy_desk)
    await busy_desk.say(DARA, f"/letter {opened} followup en")
    assert "We have sought" not in drafted(busy_desk)
    assert "why are they held?" in drafted(busy_desk)
    await busy_desk.press(DARA, SENT[0])
    assert kinds(busy_desk, opened)[-1] == "asked"
    assert f"Log it: /extend {opened} by " in busy_desk.last(DARA)
    assert [one["letter"] for one in kept(busy_desk, opened)] == ["follow_up"]


async def test_letters_too_long_for_a_message_come_in_several_and_whole(busy_desk: Desk) -> None:
    asked = "\n".join(f"- {'why so ' * 80}{n}?" for n in range(1, 7))
    n = await ask(busy_desk, text=f"/ask {COURT}\n{asked}\nby 5 Dec 17:00\nvia email")
    before = len(busy_desk.written(DARA))
    said = await busy_desk.say(DARA, f"/letter {n} final en")
    assert len(busy_desk.written(DARA)) == before + 2
    assert busy_desk.choices(DARA) == SENT
    await busy_desk.press(DARA, SENT[0])
    [one] = kept(busy_desk, n)
    assert one["words"].count("why so ") == 480
    assert " ".join(one["words"].split()) in " ".join(said.split())


async def test_the_questions_have_a_button_that_copies_them_where_they_fit(busy_desk: Desk) -> None:
    await ask(busy_desk)
    await letter(busy_desk, "Follow-up, English")
    [copy] = [b for row in buttons(busy_desk.telegram.last(DARA)) for b in row if "copy_text" in b]
    assert copy["text"] == "📋 Copy the questions"
    assert copy["copy_text"]["text"] == "1. why are they held?\n2. where are they?"


async def test_letter_without_words_offers_them_all(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    await busy_desk.say(DARA, f"/letter {n}")
    follow_ups, finals = (
        [f"{letter}, {LANGUAGES[code].name}" for code in COMPLETE] for letter in ("Follow-up", "Final letter")
    )
    assert busy_desk.choices(DARA) == [*follow_ups, *finals, "« Back"]
    await busy_desk.say(DARA, f"/letter {n} final")
    assert busy_desk.choices(DARA) == [*finals, "« Back"]
    assert kinds(busy_desk, n) == ASKING


async def test_letter_is_about_the_card_it_replies_to_or_about_the_request_that_is_pressed(
    busy_desk: Desk,
) -> None:
    n = await ask(busy_desk)
    message = busy_desk.telegram.last(DARA)["message_id"]
    assert f", #{n}. Press the text" in await busy_desk.say(DARA, "/letter final en", reply_to=message)
    assert "Which request? Press one" in await busy_desk.say(MALY, "/letter final en")
    offered = busy_desk.choices(MALY)[0]
    await busy_desk.press(MALY, offered)
    assert f", {offered.split()[0]}. Press the text" in busy_desk.last(MALY)


FOUR_DAYS = timedelta(days=3, hours=9)  # Thu 5 Dec 18:00, an hour after the deadline


@pytest.mark.wide
@pytest.mark.asyncio(loop_scope="function")
@pytest.mark.parametrize(
    ("language", "deadline"), [("en", "by Fri 6 Dec 17:00"), ("km", "ត្រឹម ថ្ងៃសុក្រ ទី៦ ខែធ្នូ ម៉ោង ១៧:០០")]
)
async def test_it_asks_for_an_answer_by_an_hour_before_publication(
    desk: Desk, language: str, deadline: str
) -> None:
    n = await ask(desk)
    await desk.say(DARA, "/story #mangopark publish 6 Dec 18:00")
    await desk.sandbox.advance(desk.sandbox.now() + FOUR_DAYS)
    await desk.say(DARA, f"/settings language={language}")
    said = await desk.say(DARA, f"/letter {n} final en")
    assert "Please answer by Fri 6 Dec 17:00, in writing" in said
    await desk.press(DARA, data=sent_by_email(desk))
    [command] = re.findall(rf"/extend {n} .*$", desk.last(DARA), flags=re.MULTILINE)
    assert command == f"/extend {n} {deadline}"
    await desk.say(DARA, command)
    assert kinds(desk, n)[-2:] == ["chased", "extended"]
    assert desk.rows("SELECT deadline_at, deadline_told FROM request") == [("2024-12-06 10:00:00.000000", 1)]


@pytest.mark.asyncio(loop_scope="function")
async def test_without_a_publication_ahead_the_deadline_is_a_gap_to_fill_in(desk: Desk) -> None:
    n = await ask(desk)
    await desk.sandbox.advance(desk.sandbox.now() + FOUR_DAYS)
    said = await desk.say(DARA, f"/letter {n} followup en")
    assert "Please answer by [date and time], in writing" in said
    assert "Fill in before sending: date and time; your phone number and email address." in said
    await desk.press(DARA, data=sent_by_email(desk))
    assert f"If the letter names a new deadline, log it: /extend {n} by …" in desk.last(DARA)


@pytest.mark.asyncio(loop_scope="function")
async def test_a_deadline_that_was_never_told_is_said_to_be_told_now(desk: Desk) -> None:
    n = await ask(desk, text="/ask Municipal Court: why? via email")
    await desk.say(DARA, f"/letter {n} followup en")
    await desk.press(DARA, data=sent_by_email(desk))
    [command] = re.findall(rf"/extend {n} .*$", desk.last(DARA), flags=re.MULTILINE)
    assert "is now" in await desk.say(DARA, command)
    assert desk.rows("SELECT deadline_told FROM request") == [(1,)]


def sent_by_email(desk: Desk) -> str:
    """What the button under the newest letter carries."""
    rows = desk.telegram.last(DARA)["reply_markup"]["inline_keyboard"]
    return next(
        b["callback_data"] for row in rows for b in row if ":sent:email." in b.get("callback_data", "")
    )
