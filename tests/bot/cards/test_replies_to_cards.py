"""Replying to a card with text, a photo, a voice note or a file: it is kept, asked about, and recorded with it."""

from __future__ import annotations

import asyncio

import pytest

from sandbox.case import DARA, GROUP, MALY, SREYNEANG
from tests.bot.asked import ASKING, ask, kinds, status
from tests.bot.desk import ASKED, Desk
from tests.bot.sent import COURT, attached, card, send

pytestmark = pytest.mark.asyncio(loop_scope="module")

LETTER = b"%PDF-1.4 the court's answer"


@pytest.mark.parametrize(
    ("taps", "event", "then"),
    [
        (["🟢 Their answer, to everything"], "replied_full", "answered"),
        (["◐ Their answer, in part"], "replied_partial", "partial"),
        (["Something else…", "📨 An acknowledgement"], "acknowledged", "acknowledged"),
        (["🚫 They declined"], "declined", "declined"),
        (["Something else…", "Another attempt…", "call"], "chased", "waiting"),
        (["Our note"], "note", "waiting"),
    ],
)
async def test_text_is_recorded_as_what_is_pressed(
    busy_desk: Desk, taps: list[str], event: str, then: str
) -> None:
    n = await ask(busy_desk)
    asked = await busy_desk.say(DARA, "they say: <ask> the ministry", reply_to=card(busy_desk))
    assert asked == f"What is this for #{n} {COURT}? Kept, but not logged until you press."
    assert kinds(busy_desk, n) == ASKING
    for tap in taps:
        await busy_desk.press(DARA, tap)
    assert (kinds(busy_desk, n), status(busy_desk, n)) == ([*ASKING, event], then)
    assert busy_desk.last(DARA).startswith(f"Logged on #{n}: ")
    assert "they say: <ask> the ministry · Dara" in busy_desk.last(DARA)


async def test_a_photo_with_its_caption_is_kept_with_the_event(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    await send(busy_desk, "photo", b"a photo", caption="page one", reply_to=card(busy_desk))
    await busy_desk.press(DARA, "🟢 Their answer, to everything")
    assert "they answered: page one · 1 file · Dara" in busy_desk.last(DARA)
    assert [kind for kind, *_ in attached(busy_desk, n)] == ["photo"]


async def test_an_answer_in_part_is_ticked_in_the_same_message(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    await busy_desk.say(DARA, "the first: no", reply_to=card(busy_desk))
    await busy_desk.press(DARA, "◐ Their answer, in part")
    assert "Which questions did they answer?" in busy_desk.last(DARA)
    await busy_desk.presses(DARA, "⬜️ 1. why are they held?", "Log these as answered")
    assert "1. ✓ why are they held?\n2. – where are they?" in busy_desk.last(DARA)
    assert status(busy_desk, n) == "partial"


async def test_a_closed_request_takes_a_note_alone(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    shown = card(busy_desk)
    await busy_desk.say(DARA, f"/decline {n}")
    await busy_desk.say(DARA, "they rang back after all", reply_to=shown)
    assert busy_desk.choices(DARA) == ["Our note", "Cancel"]
    await busy_desk.press(DARA, "Our note")
    assert (kinds(busy_desk, n)[2:], status(busy_desk, n)) == (["declined", "note"], "declined")


async def test_closed_while_the_question_waited_it_is_not_recorded_as_an_answer(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    await busy_desk.say(DARA, "their words", reply_to=card(busy_desk))
    await busy_desk.say(MALY, f"/withdraw {n}")
    answer = await busy_desk.press(DARA, "🟢 Their answer, to everything")
    assert answer.text.startswith("This request is withdrawn, so nothing was recorded.")
    assert kinds(busy_desk, n) == [*ASKING, "withdrawn"]
    await busy_desk.press(DARA, "Our note")
    assert "note: their words · Dara" in busy_desk.last(DARA)


async def test_pressed_twice_at_once_it_is_recorded_once(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    await send(busy_desk, "document", LETTER, file_name="a.pdf", reply_to=card(busy_desk))
    message = card(busy_desk)
    key = busy_desk.rows("SELECT max(id) FROM draft")[0][0]
    answers = await asyncio.gather(
        *(busy_desk.press(DARA, data=f"d:{key}:note", message=message) for _ in range(2))
    )
    assert kinds(busy_desk, n) == [*ASKING, "note"]
    assert len(attached(busy_desk, n)) == 1
    assert sorted(answer.show_alert for answer in answers) == [False, True]


async def test_a_reply_to_a_card_is_about_that_card_although_a_note_is_awaited_for_another(
    busy_desk: Desk,
) -> None:
    first = await ask(busy_desk)
    shown = card(busy_desk)
    other = await ask(busy_desk, text="/ask Embassy of India: who? via email")
    await busy_desk.press(DARA, "Note…")
    assert f"#{first} " in await busy_desk.say(DARA, "about the first", reply_to=shown)
    await busy_desk.press(DARA, "Our note")
    assert "about the second" in await busy_desk.say(DARA, "about the second")
    assert (kinds(busy_desk, first), kinds(busy_desk, other)) == ([*ASKING, "note"], [*ASKING, "note"])


async def test_in_the_group_any_member_may_reply_to_a_card(busy_desk: Desk) -> None:
    await busy_desk.say(SREYNEANG, ASKED.replace("#mangopark", "#group"), chat=GROUP)
    (n,) = busy_desk.rows("SELECT max(number) FROM request")[0]
    await busy_desk.say(MALY, "their press officer called me", chat=GROUP, reply_to=card(busy_desk, GROUP))
    await busy_desk.press(MALY, "Our note", chat=GROUP)
    assert "note: their press officer called me · Maly" in busy_desk.last(GROUP)
    assert kinds(busy_desk, n) == [*ASKING, "note"]


async def test_a_reply_to_anything_else_is_no_record(busy_desk: Desk) -> None:
    await busy_desk.say(DARA, "/help")
    before = busy_desk.record()
    assert "I did not log anything." in await busy_desk.say(DARA, "thanks", reply_to=card(busy_desk))
    assert busy_desk.record() == before


async def test_a_card_is_known_by_its_buttons_whichever_are_shown(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    shown = card(busy_desk)
    for tap in ("They replied…", "« Back", "More…", "« Back", "More…", "Bounced"):
        await busy_desk.press(DARA, tap, message=shown)
        assert f"What is this for #{n} " in await busy_desk.say(DARA, "words", reply_to=shown)
        await busy_desk.press(DARA, "Cancel")
    assert busy_desk.rows("SELECT count(*) FROM card") == [(0,)]


async def test_a_letter_that_was_sent_has_no_buttons_and_still_takes_replies(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    await busy_desk.say(DARA, f"/letter {n} final en")
    letter = card(busy_desk)
    await busy_desk.press(DARA, "✉️ Sent by email")
    assert f"What is this for #{n} " in await busy_desk.say(DARA, "their answer", reply_to=letter)
    await busy_desk.press(DARA, "Cancel")


async def test_a_list_of_records_is_no_card(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    await busy_desk.say(DARA, f"/correct {n}")
    assert "I did not log anything." in await busy_desk.say(DARA, "thanks", reply_to=card(busy_desk))


async def test_a_card_that_was_shown_by_an_older_version_is_remembered(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    await busy_desk.say(DARA, "/help")
    busy_desk.change(
        "INSERT INTO card (newsroom_id, request_id, chat_id, message_id, shown_at) SELECT newsroom_id, id,"  # noqa: S608
        f" {DARA}, {card(busy_desk)}, deadline_at FROM request WHERE number = {n};"
    )
    assert f"What is this for #{n} " in await busy_desk.say(DARA, "words", reply_to=card(busy_desk))
    await busy_desk.press(DARA, "Cancel")
    busy_desk.change("DELETE FROM card;")


@pytest.mark.parametrize(
    ("asked", "label", "then", "left"),
    [
        ("why? where?", "◐ In part: 1. why?", "partial", "2. – where?"),
        ("why? where?", "◐ In part: 2. where?", "partial", "1. – why?"),
        ("why?", "", "", ""),
        ("why? where? when?", "", "", ""),
    ],
)
async def test_one_press_says_that_one_question_alone_was_answered(
    busy_desk: Desk, asked: str, label: str, then: str, left: str
) -> None:
    n = await ask(busy_desk, text=f"/ask Municipal Court: {asked} by 5 Dec 17:00 via email")
    await send(busy_desk, "voice", LETTER, reply_to=card(busy_desk))
    shown = busy_desk.choices(DARA)
    assert len(shown) <= 8
    assert any(each.startswith("◐ In part:") for each in shown) is bool(label)
    await busy_desk.press(DARA, "Something else…")
    assert len(busy_desk.choices(DARA)) <= 9
    await busy_desk.press(DARA, "« Back")
    assert busy_desk.choices(DARA) == shown
    if label:
        await busy_desk.press(DARA, label)
        assert (status(busy_desk, n), kinds(busy_desk, n)[-1]) == (then, "replied_partial")
        assert left in busy_desk.last(DARA)
        assert "1 file" in busy_desk.last(DARA)
