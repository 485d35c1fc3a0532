"""Telegram may deliver an update twice, and people press twice: the right thing happens once."""

from __future__ import annotations

import pytest

from sandbox.case import DARA, SREYNEANG
from tests.bot.asked import ask, times
from tests.bot.desk import ASKED, STRANGER, Desk

ALREADY = "That was recorded already; nothing was recorded twice."

# Each as an editor types it about an open request; all of them change the record, the last one her language.
RECORDING = [
    *("/ask Municipal Court: where? by 5 Dec 17:00 #new", "/ask Municipal Court, National Police: why?"),
    *(
        "/chase {n} call",
        "/reply {n} full yes",
        "/reply {n} partial 1",
        "/reply {n} partial",
        "/reply {n} ack",
    ),
    *("/decline {n}", "/bounce {n}", "/withdraw {n}", "/refer {n} to National Police"),
    *("/extend {n} by 6 Dec 17:00", "/note {n} hello", "/remind {n} in 2h", "/undo", "/story #new A title"),
    *("/body City Hall deadline=5wd", "/digest 09:00", "/digest off", "/invite", "/settings fair=48h"),
    *(
        "/settings template final en: {questions}",
        "/settings template follow-up km: Dear {body}\n{questions}",
    ),
    "/settings language=km",
]


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("typed", ["/note {n} hello", "/status {n}", "/nonsense", "hello there"])
async def test_what_was_answered_and_is_delivered_again_is_not_answered_again(
    busy_desk: Desk, typed: str
) -> None:
    desk = busy_desk
    number = await ask(desk, DARA)
    assert await desk.say(DARA, typed.replace("{n}", str(number)))
    once, said = desk.record(), desk.written(DARA)
    desk.telegram.redeliver()
    await desk.sandbox.idle()
    assert (desk.record(), desk.written(DARA)) == (once, said)


@pytest.mark.wide
@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("typed", RECORDING)
async def test_a_command_delivered_twice_is_recorded_once_and_says_so(busy_desk: Desk, typed: str) -> None:
    desk = busy_desk
    number = await ask(desk, SREYNEANG)
    before = desk.record()
    await desk.say(SREYNEANG, typed.replace("{n}", str(number)))
    once, said = desk.record(), len(desk.written(SREYNEANG))
    assert once != before
    await desk.handed_out_again()
    assert desk.record() == once
    assert len(desk.written(SREYNEANG)) == said + 1
    assert "Logged" not in desk.last(SREYNEANG)


async def test_an_invitation_opened_and_delivered_twice_lets_in_once(desk: Desk) -> None:
    code = await desk.invitation()
    await desk.say(STRANGER, f"/start {code}")
    once = desk.record()
    await desk.handed_out_again()
    assert desk.record() == once
    assert desk.last(STRANGER) == ALREADY


@pytest.mark.parametrize("labels", [["Declined"], ["More…", "Bounced"]])
async def test_a_press_delivered_twice_is_recorded_once(desk: Desk, labels: list[str]) -> None:
    await desk.say(DARA, ASKED)
    for label in labels:
        await desk.press(DARA, label)
    once, shown = desk.record(), desk.last(DARA)
    await desk.handed_out_again()
    assert desk.record() == once
    assert desk.written(DARA)[-2:] == [shown, ALREADY]


async def test_a_part_of_the_form_delivered_twice_is_not_taken_for_the_next_one(desk: Desk) -> None:
    await desk.says(DARA, "/ask", "Municipal Court")
    await desk.handed_out_again()
    assert desk.last(DARA).endswith("Court\n\nWhat did you ask? One question on each line.")


async def test_a_note_that_was_recorded_before_a_crash_is_not_waited_for_any_more(desk: Desk) -> None:
    """The note is on record, but the process died before it forgot that it had asked for one."""
    await desk.say(DARA, ASKED)
    await desk.press(DARA, "Note…")
    asked_for = desk.rows("SELECT * FROM draft WHERE kind = 'note'")
    await desk.say(DARA, "the officer is on leave")
    desk.change("DELETE FROM draft")
    desk.put_back("draft", asked_for)
    await desk.handed_out_again()
    assert desk.last(DARA) == ALREADY
    assert "I did not log anything." in await desk.say(DARA, "hello")
    assert await times(desk, 1, "note: the officer is on leave") == await times(desk, 1, "note") == 1


async def test_a_burst_from_one_person_is_handled_in_its_order(desk: Desk) -> None:
    """A line that was down delivers everything at once: /undo must not overtake the /ask before it."""
    for text in (ASKED, "/chase 1 call", "/note 1 first", "/undo", "/note 1 second", "/decline 1", "/undo"):
        await desk.telegram.send_text(DARA, DARA, text)
    await desk.sandbox.idle()
    kinds = [kind for (kind,) in desk.rows("SELECT kind FROM event ORDER BY id")]
    assert kinds[2:] == ["chased", "note", "corrected", "note", "declined", "corrected"]
    assert "waiting" in (await desk.say(DARA, "/status 1")).splitlines()[1]


@pytest.mark.parametrize("on_card", [False, True])
async def test_a_photo_that_is_not_logged_yet_is_never_called_recorded(desk: Desk, on_card: bool) -> None:
    """The first question about it may be what the line lost: without another, its buttons would be nowhere."""
    await desk.say(DARA, ASKED)
    card = desk.telegram.last(DARA)["message_id"]
    await desk.telegram.send_photo(DARA, DARA, b"a letter", reply_to=card if on_card else None)
    await desk.sandbox.idle()
    once, asked, choices = desk.record(), desk.last(DARA), desk.choices(DARA)
    said = len(desk.written(DARA))
    await desk.handed_out_again()
    assert (desk.record(), len(desk.written(DARA))) == (once, said + 1)
    assert (desk.last(DARA), desk.choices(DARA)) == (asked, choices)
    assert "not logged until you press" in asked
    if not on_card:
        await desk.press(DARA, next(label for label in choices if label.startswith("#1 ")))
    await desk.press(DARA, "Our note")
    assert desk.rows("SELECT count(*) FROM attachment") == [(1,)]


async def test_a_photo_that_was_logged_meanwhile_is_called_recorded(desk: Desk) -> None:
    await desk.say(DARA, ASKED)
    card = desk.telegram.last(DARA)["message_id"]
    await desk.telegram.send_photo(DARA, DARA, b"a letter", reply_to=card)
    await desk.sandbox.idle()
    newest = max(update for (update,) in desk.rows("SELECT update_id FROM inbox"))
    await desk.press(DARA, "Our note")
    once = desk.record()
    await desk.handed_out_again(newest)
    assert (desk.record(), desk.last(DARA)) == (once, ALREADY)
