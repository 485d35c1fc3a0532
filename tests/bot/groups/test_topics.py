"""A group with topics: the digest goes to the one in which it was connected, and every answer to where it was asked for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.case import DARA, GROUP, MALY, SREYNEANG, at
from sandbox.world.messages import buttons, visible_text
from tests.bot.asked import ASKING, ask, kinds, status
from tests.bot.desk import ASKED, Desk, open_desk
from tests.bot.sent import attached

Forum = tuple[Desk, int, int, int]  # the desk, its supergroup, and two topics of it


@pytest.fixture(name="forum")
async def a_desk_whose_group_has_topics(desk_folder: Path) -> AsyncIterator[Forum]:
    async with open_desk(desk_folder) as desk:
        group = desk.telegram.migrate(GROUP)
        await desk.sandbox.idle()
        desk.telegram.make_forum(group)
        topics = [desk.telegram.add_topic(group, name, SREYNEANG) for name in ("Desk", "Chat")]
        await desk.sandbox.idle()
        yield desk, group, topics[0], topics[1]


async def say(
    desk: Desk, who: int, text: str, group: int, topic: int | None, **how: Any
) -> list[dict[str, Any]]:
    """The messages with which the bot answers in the group."""
    sent = await desk.telegram.send_text(who, group, text, topic=topic, **how)
    await desk.sandbox.idle()
    found: list[dict[str, Any]] = desk.telegram.messages(group, from_bot=True, after=sent["message_id"])
    return found


def place(message: dict[str, Any]) -> int | None:
    return message.get("message_thread_id")


async def test_the_digest_goes_to_the_topic_in_which_the_group_was_connected(forum: Forum) -> None:
    desk, group, topic, other = forum
    await desk.say(DARA, ASKED)
    [said] = await say(desk, SREYNEANG, "/newsroom here", group, topic)
    assert "The digest comes into this topic at 08:30." in visible_text(said)
    assert place(said) == topic
    await desk.sandbox.advance(at("3 Dec 08:30"))
    assert desk.last(group).startswith("☀️ Mekong Desk, Tue 3 Dec 08:30")
    assert place(desk.telegram.last(group)) == topic
    await say(desk, SREYNEANG, "/newsroom here", group, other)
    await desk.sandbox.advance(at("4 Dec 08:30"))
    assert place(desk.telegram.last(group)) == other


async def test_connected_in_general_it_goes_to_general(forum: Forum) -> None:
    desk, group, topic, _ = forum
    await desk.say(DARA, ASKED)
    await say(desk, SREYNEANG, "/newsroom here", group, topic)
    [said] = await say(desk, SREYNEANG, "/newsroom here", group, None)
    assert "The digest comes here at 08:30." in visible_text(said)
    await desk.sandbox.advance(at("3 Dec 08:30"))
    assert place(desk.telegram.last(group)) is None


@pytest.mark.parametrize("what", ["closed", "deleted"])
async def test_a_topic_that_is_closed_or_gone_is_said_and_the_group_gets_it(forum: Forum, what: str) -> None:
    desk, group, topic, _ = forum
    await desk.say(DARA, ASKED)
    await say(desk, SREYNEANG, "/newsroom here", group, topic)
    if what == "closed":
        desk.telegram.close_topic(group, topic, SREYNEANG)
    else:
        desk.telegram.delete_topic(group, topic)
    await desk.sandbox.idle()
    await desk.sandbox.advance(at("3 Dec 08:30"))
    digests = [
        message for message in desk.telegram.messages(group, from_bot=True) if "☀️" in visible_text(message)
    ]
    assert [place(message) for message in digests] == [None]
    assert visible_text(digests[0]).startswith(
        "The topic in which this group was connected is closed or gone."
    )
    assert desk.rows("SELECT outcome FROM digest_run") == [("sent",)]


async def test_an_answer_after_publication_alerts_in_the_topic(forum: Forum) -> None:
    desk, group, topic, _ = forum
    await say(desk, SREYNEANG, "/newsroom here", group, topic)
    await desk.say(DARA, ASKED)
    await desk.say(SREYNEANG, "/story #mangopark published")
    await desk.sandbox.advance(at("2 Dec 11:00"))
    await desk.say(DARA, "/reply 1 full they deny it")
    await desk.sandbox.advance(at("2 Dec 11:10"))
    assert "#1" in desk.last(group)
    assert place(desk.telegram.last(group)) == topic


SAID = ["/status", "/status 1", "/due", "/report", "/help", "/note 1 seen", "/nosuch@reply_desk_bot", "/note 99 x", "/ask", "/digest now"]  # fmt: skip


@pytest.mark.parametrize("typed", SAID)
@pytest.mark.parametrize("where", ["topic", "general"])
@pytest.mark.long
async def test_an_answer_goes_to_where_it_was_asked_for(forum: Forum, typed: str, where: str) -> None:
    desk, group, topic, other = forum
    await desk.say(DARA, ASKED)
    await say(desk, SREYNEANG, "/newsroom here", group, topic)
    in_topic = other if where == "topic" else None
    answers = await say(desk, DARA, typed, group, in_topic)
    assert answers
    assert {place(message) for message in answers} == {in_topic}


@pytest.mark.parametrize("where", ["topic", "general"])
async def test_a_file_goes_there_too(forum: Forum, where: str) -> None:
    desk, group, topic, other = forum
    await desk.say(DARA, ASKED)
    in_topic = other if where == "topic" else None
    await say(desk, SREYNEANG, "/newsroom here", group, topic)
    [asked] = await say(desk, DARA, "/report xlsx", group, in_topic)
    assert place(asked) == in_topic
    await desk.press(DARA, "👥 Into this group", chat=group)
    await desk.telegram.until(lambda: "document" in desk.telegram.last(group))
    assert place(desk.telegram.last(group)) == in_topic


async def test_what_replies_to_nothing_in_a_topic_replies_to_no_card(forum: Forum) -> None:
    """Telegram shows it as a reply to the beginning of the topic."""
    desk, group, topic, _ = forum
    n = await ask(desk)
    await desk.say(DARA, f"/note {n} to take back")
    [said] = await say(desk, DARA, "/undo", group, topic)
    assert visible_text(said).startswith(f"Taken back on #{n}")
    [which] = await say(desk, DARA, "/chase call", group, topic)
    assert visible_text(which).startswith("Which request?")


async def test_cards_and_buttons_work_in_a_topic(forum: Forum) -> None:
    desk, group, topic, _ = forum
    n = await ask(desk)
    [shown] = await say(desk, MALY, f"/status {n}", group, topic)
    assert buttons(shown)
    answers = await say(desk, DARA, "they called back", group, topic, reply_to=shown["message_id"])
    assert [place(message) for message in answers] == [topic]
    await desk.press(DARA, "🚫 They declined", chat=group, message=answers[0]["message_id"])
    assert status(desk, n) == "declined"


async def test_a_photo_with_a_command_is_logged_from_a_topic(forum: Forum) -> None:
    desk, group, topic, _ = forum
    n = await ask(desk)
    await desk.telegram.send_photo(DARA, group, b"page", caption=f"/reply {n} full no", topic=topic)
    await desk.sandbox.idle()
    assert kinds(desk, n) == [*ASKING, "replied_full"]
    assert len(attached(desk, n)) == 1
    assert place(desk.telegram.last(group)) == topic


async def test_a_topic_that_closes_before_the_answer_leaves_nobody_in_silence(forum: Forum) -> None:
    desk, group, topic, _ = forum
    desk.telegram.close_topic(group, topic, SREYNEANG)
    await desk.sandbox.idle()
    answers = await say(desk, SREYNEANG, "/status", group, topic)
    assert [place(message) for message in answers] == [None]


async def test_a_group_that_is_lost_forgets_its_topic(forum: Forum) -> None:
    desk, group, topic, _ = forum
    await say(desk, SREYNEANG, "/newsroom here", group, topic)
    assert desk.rows("SELECT topic_id FROM place") == [(topic,)]
    desk.telegram.kick_bot(group)
    await desk.sandbox.idle()
    assert desk.rows("SELECT * FROM place") == []
