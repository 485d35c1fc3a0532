"""Where two things could be taken for one, or one for two."""

from __future__ import annotations

from datetime import timedelta

from sandbox.case import DARA, GROUP, MALY, SREYNEANG, at
from tests.bot.asked import times
from tests.bot.desk import Desk


async def test_somebody_elses_referral_is_not_taken_for_a_new_request(desk: Desk) -> None:
    await desk.say(DARA, "/ask Embassy of Thailand: how many Thais were held? by 3wd via email #raids")
    await desk.say(DARA, "/refer 1 to National Police")

    answer = await desk.say(MALY, "/ask National Police: how many road deaths? by 3wd via email #raids")

    assert answer.startswith("Logged as #3.")
    assert "referred to them" not in answer
    assert "how many Thais were held?" in await desk.say(DARA, "/status 2")


async def test_without_a_story_a_referral_stays_on_its_own(desk: Desk) -> None:
    await desk.say(DARA, "/ask Embassy of Thailand: how many Thais were held? by 3wd via email")
    await desk.say(DARA, "/refer 1 to National Police")

    assert (await desk.say(DARA, "/ask National Police: how many road deaths? by 3wd")).startswith(
        "Logged as #3."
    )


async def test_the_same_members_request_for_the_same_story_is_the_one_referred(desk: Desk) -> None:
    await desk.say(DARA, "/ask Embassy of Thailand: how many Thais were held? by 3wd via email #raids")
    await desk.say(DARA, "/refer 1 to National Police")

    answer = await desk.say(DARA, "/ask National Police: how many were held? by 3wd via call #raids")

    assert answer.startswith("Logged as #2.")
    assert "referred to them by Embassy of Thailand (#1)" in answer


async def test_naming_a_channel_does_not_make_an_asking_the_newest_record(desk: Desk) -> None:
    await desk.say(DARA, "/ask Embassy of Thailand: how many? by 3wd")
    first = desk.telegram.last(DARA)["message_id"]
    await desk.say(DARA, "/ask Embassy of Vietnam: how many? by 3wd via email")
    await desk.press(DARA, "How was it asked?", message=first)
    await desk.press(DARA, "📞 call", message=first)

    assert (await desk.say(DARA, "/undo")).startswith("Taken back on #2: asked")
    assert "⏳ waiting" in await desk.say(DARA, "/status 1")


async def test_which_request_is_answered_once(desk: Desk) -> None:
    await desk.say(DARA, "/ask Embassy of Thailand: how many? by 3wd via email")
    await desk.say(DARA, "/chase call rang out")
    which = desk.telegram.last(DARA)["message_id"]
    data = desk.telegram.last(DARA)["reply_markup"]["inline_keyboard"][0][0]["callback_data"]

    await desk.press(DARA, data=data, message=which)
    second = await desk.press(DARA, data=data, message=which)

    assert "finished or cancelled already" in (second.text or "") + desk.last(DARA)
    assert await times(desk, 1, "asked again") == 1


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


async def test_words_without_a_kind_of_reply_are_not_swallowed(desk: Desk) -> None:
    await desk.say(DARA, "/ask Embassy of Thailand: how many? by 3wd via email")

    assert "Nothing was logged." in await desk.say(DARA, "/reply 1 they deny everything")


async def test_several_bodies_with_their_own_deadlines_are_told_each(desk: Desk) -> None:
    await desk.say(DARA, '/body "Embassy of Thailand" deadline=1w')
    await desk.say(DARA, '/body "Embassy of Vietnam" deadline=2w')

    answer = await desk.say(DARA, "/ask Embassy of Thailand, Embassy of Vietnam: how many?")

    assert answer.count("Deadline ") == 2


async def test_a_reminder_too_long_to_be_sent_is_refused_at_once(desk: Desk) -> None:
    await desk.say(DARA, "/ask Embassy of Thailand: how many? by 3wd via email")

    assert "may have 500 characters" in await desk.say(DARA, f"/remind 1 tomorrow 10:00 {'x' * 600}")
    assert desk.rows("SELECT count(*) FROM reminder WHERE kind = 'own'") == [(0,)]


async def test_in_a_group_a_question_of_the_bot_says_how_to_answer_it(desk: Desk) -> None:
    asked = await desk.say(DARA, "/ask", chat=GROUP)
    assert "write it as a reply to this message" in asked

    question = desk.telegram.last(GROUP)["message_id"]
    answer = await desk.say(DARA, "Embassy of Thailand", chat=GROUP, reply_to=question)
    assert "What did you ask?" in answer


async def test_a_digest_that_waits_for_a_lost_group_reaches_the_editors(desk: Desk) -> None:
    await desk.say(DARA, "/ask Embassy of Thailand: how many? by 3wd via email")
    desk.telegram.fail_next("sendMessage", status=500, description="Internal Server Error", times=4)
    await desk.sandbox.advance(at("3 Dec 08:30"))
    desk.telegram.kick_bot(GROUP)
    await desk.sandbox.idle()

    await desk.sandbox.advance(at("3 Dec 10:00"))

    assert any(
        text.startswith(("☀️", "Late")) or "Mekong Desk, Tue 3 Dec" in text for text in desk.written(SREYNEANG)
    )


async def test_a_photo_sent_as_the_note_is_kept_with_it(desk: Desk) -> None:
    await desk.say(DARA, "/ask Embassy of Thailand: how many? by 3wd via email")
    await desk.press(DARA, "Note…")

    await desk.telegram.send_photo(
        DARA, DARA, b"\x89PNG picture", file_name="refusal.png", caption="their refusal"
    )
    await desk.sandbox.idle()

    assert desk.rows("SELECT kind, text FROM event WHERE kind = 'note'") == [("note", "their refusal")]
    assert desk.rows("SELECT kind FROM attachment") == [("photo",)]


async def test_a_note_is_recorded_once_although_its_answer_was_lost(desk: Desk) -> None:
    await desk.say(DARA, "/ask Embassy of Thailand: how many? by 3wd via email")
    await desk.press(DARA, "Note…")
    desk.telegram.fail_next("sendMessage", status=400, description="Bad Request: chat not found")
    await desk.say(DARA, "the press officer is on leave")

    await desk.say(DARA, "ok thanks")

    assert await times(desk, 1, "note: the press officer is on leave") == await times(desk, 1, "note") == 1
