"""The newsroom's group: connected by an editor, lost, renamed by Telegram; and commands among other talk."""

from __future__ import annotations

import pytest

from sandbox.case import DARA, GROUP, SREYNEANG, at
from tests.bot.desk import ASKED, STRANGER, Desk

EDITORS_ONLY = "Only an editor of the newsroom can do that. Nothing was changed."


@pytest.fixture(name="unconnected")
def a_desk_whose_newsroom_has_no_group(desk: Desk) -> Desk:
    """Nobody has typed /newsroom here yet."""
    desk.change("DELETE FROM place")
    return desk


def group_of(desk: Desk) -> int | None:
    found = desk.rows("SELECT chat_id FROM place")
    return found[0][0] if found else None


async def test_an_editor_connects_the_group_and_it_is_told_who_reads_along(unconnected: Desk) -> None:
    desk = unconnected
    said = await desk.say(SREYNEANG, "/newsroom here", chat=GROUP)
    assert said == (
        "Mekong Desk works in this group now. Everybody in this group can read what I post here.\n"
        "The digest comes here at 08:30."
    )
    assert group_of(desk) == GROUP
    assert "Group: connected" in await desk.say(DARA, "/newsroom", chat=GROUP)


async def test_nobody_else_connects_a_group(unconnected: Desk) -> None:
    unconnected.telegram.join(GROUP, STRANGER)
    before = unconnected.record()
    for who, said in ((DARA, EDITORS_ONLY), (STRANGER, "This desk is for its newsroom only.")):
        assert (await unconnected.say(who, "/newsroom here", chat=GROUP)).startswith(said)
    assert unconnected.record() == before


async def test_when_the_bot_is_thrown_out_the_digest_goes_to_the_editors(desk: Desk) -> None:
    await desk.say(DARA, ASKED)
    desk.telegram.kick_bot(GROUP)
    await desk.sandbox.idle()
    assert group_of(desk) is None
    await desk.sandbox.advance(at("3 Dec 08:30"))
    assert desk.last(SREYNEANG).startswith("☀️ Mekong Desk, Tue 3 Dec 08:30")


async def test_a_move_that_nobody_told_of_is_learnt_from_the_refusal(desk: Desk) -> None:
    await desk.say(DARA, ASKED)
    new = desk.telegram.migrate(GROUP)
    await desk.sandbox.idle()
    desk.change("UPDATE place SET chat_id = -500")
    await desk.sandbox.advance(at("3 Dec 08:30"))
    assert group_of(desk) == new
    assert len([text for text in desk.written(new) if text.startswith("☀️")]) == 1


async def test_brought_back_into_a_group_it_says_how_to_connect_it(desk: Desk) -> None:
    desk.telegram.kick_bot(GROUP)
    desk.telegram.add_bot(GROUP, by=SREYNEANG)
    await desk.sandbox.idle()
    assert desk.last(GROUP) == (
        "To post the digest of Mekong Desk in this group, an editor presses below, or types /newsroom here"
    )
    assert group_of(desk) is None


@pytest.mark.parametrize(
    ("who", "said"),
    [(DARA, EDITORS_ONLY), (STRANGER, "This desk is for its newsroom only."), (SREYNEANG, "")],
)
async def test_the_button_under_that_connects_the_group_for_an_editor_alone(
    desk: Desk, who: int, said: str
) -> None:
    desk.telegram.kick_bot(GROUP)
    desk.telegram.join(GROUP, STRANGER)
    desk.telegram.add_bot(GROUP, by=DARA)
    await desk.sandbox.idle()
    shown = desk.telegram.last(GROUP)["message_id"]
    answer = await desk.press(who, "Connect this group", chat=GROUP)
    assert (answer.text or "").startswith(said)
    assert group_of(desk) == (GROUP if who == SREYNEANG else None)
    if who == SREYNEANG:
        assert "works in this group now" in desk.last(GROUP)
        assert desk.telegram.last(GROUP)["message_id"] == shown
        await desk.press(who, data="group:here", chat=GROUP, message=shown)
        assert group_of(desk) == GROUP


@pytest.mark.parametrize(
    ("who", "said"), [(SREYNEANG, "works in this group now"), (DARA, EDITORS_ONLY), (STRANGER, "")]
)
async def test_added_by_the_link_of_newsroom_the_group_is_connected_at_once(
    unconnected: Desk, who: int, said: str
) -> None:
    await unconnected.say(SREYNEANG, "/newsroom")
    [[add]] = unconnected.telegram.last(SREYNEANG)["reply_markup"]["inline_keyboard"]
    assert add["url"] == "https://t.me/reply_desk_bot?startgroup=here"
    assert (
        "reply_markup" not in (await unconnected.say(DARA, "/newsroom"), unconnected.telegram.last(DARA))[1]
    )
    unconnected.telegram.join(GROUP, STRANGER)
    # What Telegram sends for whoever chose a group there.
    assert said in await unconnected.say(who, "/start@reply_desk_bot here", chat=GROUP)
    assert group_of(unconnected) == (GROUP if who == SREYNEANG else None)


async def test_added_to_a_group_by_a_stranger_it_says_nothing(desk: Desk) -> None:
    desk.telegram.add_group(-902, "Public talk", [STRANGER, DARA])
    await desk.sandbox.idle()
    assert desk.written(-902) == []


async def test_among_other_talk_only_what_is_meant_for_the_bot_is_answered(desk: Desk) -> None:
    desk.telegram.promote_bot(GROUP)  # now it reads everything
    await desk.sandbox.idle()
    for typed in ("/status@reply_desk_bot", "/STATUS@Reply_Desk_Bot", "/status"):
        assert (await desk.say(DARA, typed, chat=GROUP)).startswith("Mekong Desk, Mon 2 Dec 09:00"), typed
    for typed in ("/status@other_bot", "/nosuch", "/nosuch@other_bot", "hello", "status?", "🙂"):
        assert await desk.say(DARA, typed, chat=GROUP) == "", typed
    assert "There is no command /nosuch." in await desk.say(DARA, "/nosuch@reply_desk_bot", chat=GROUP)


async def test_a_request_logged_in_the_group_is_answered_there_as_a_reply(desk: Desk) -> None:
    sent = await desk.telegram.send_text(DARA, GROUP, "/ask@reply_desk_bot Municipal Court: why?")
    await desk.sandbox.idle()
    answer = desk.telegram.last(GROUP)
    assert answer["reply_to_message"]["message_id"] == sent["message_id"]
    assert desk.last(GROUP).startswith("Logged as #1.")


async def test_a_word_said_to_somebody_else_is_no_answer_to_the_bots_question(desk: Desk) -> None:
    assert "write it as a reply to this message" in await desk.say(DARA, "/ask", chat=GROUP)
    desk.telegram.promote_bot(GROUP)
    before = desk.record()
    assert await desk.say(DARA, "Municipal Court", chat=GROUP) == ""
    assert desk.record() == before
    question = desk.telegram.last(GROUP)["message_id"]
    assert "What did you ask" in await desk.say(DARA, "Municipal Court", chat=GROUP, reply_to=question)


async def test_somebody_joins_is_renamed_and_leaves_without_a_word(desk: Desk) -> None:
    said = len(desk.written(GROUP))
    desk.telegram.join(GROUP, STRANGER)
    desk.telegram.leave(GROUP, STRANGER)
    await desk.sandbox.idle()
    assert len(desk.written(GROUP)) == said


async def test_start_in_the_group_greets_a_member(desk: Desk) -> None:
    assert "Hello Dara. You are in Mekong Desk as reporter." in await desk.say(DARA, "/start", chat=GROUP)
