"""Chats and messages through the chat page's API, with a small bot behind it."""

from __future__ import annotations

import aiohttp
import pytest

from sandbox.world.messages import buttons, visible_text
from tests.sandbox.page.echo_sandbox import (
    DARA,
    EVE,
    MALY,
    MONDAY,
    NEWSROOM,
    SREYNEANG,
    EchoSandbox,
    Json,
    get,
    post,
)


async def test_the_state_groups_the_chats_by_the_person_whose_phone_it_is(
    browser: aiohttp.ClientSession,
) -> None:
    state = await get(browser, "state")
    assert [(person["name"], person["role"]) for person in state["people"]] == [
        ("Dara", "reporter"),
        ("Maly", "reporter"),
        ("Sreyneang", "editor"),
        ("Eve", "stranger"),
    ]
    assert [chat["id"] for chat in state["people"][3]["chats"]] == [EVE]  # who is in no group has none
    assert [each["text"] for each in state["tries"]] == ["hello there", ""]
    assert [chat["id"] for chat in state["people"][1]["chats"]] == [MALY, NEWSROOM]
    assert [chat["title"] for chat in state["people"][1]["chats"]] == ["Reply Desk", "Newsroom"]
    assert state["timezone"] == "Asia/Phnom_Penh"
    assert state["now"] == MONDAY.isoformat()


async def test_a_text_reaches_the_bot_and_its_answer_the_page(
    sandbox: EchoSandbox, browser: aiohttp.ClientSession
) -> None:
    sent = await post(browser, "send", person=DARA, chat=DARA, text="ជំរាបសួរ <b>")
    await sandbox.telegram.settled()
    page = await get(browser, "messages", person=DARA, chat=DARA)
    assert page["messages"][0] == sent["message"]
    assert visible_text(page["messages"][1]) == "You wrote: ជំរាបសួរ <b>"
    assert page["messages"][1]["entities"] == [{"type": "bold", "offset": 0, "length": 10}]
    assert page["more"] is False


async def test_an_answer_quotes_the_message_it_answers(
    sandbox: EchoSandbox, browser: aiohttp.ClientSession
) -> None:
    first = await post(browser, "send", person=DARA, chat=NEWSROOM, text="Who calls the court?")
    number = first["message"]["message_id"]
    second = await post(browser, "send", person=MALY, chat=NEWSROOM, text="I do.", reply_to=number)
    assert second["message"]["reply_to_message"]["text"] == "Who calls the court?"
    await post(browser, "send", 400, person=MALY, chat=NEWSROOM, text="I do.", reply_to=9999)


async def test_messages_come_in_pages_and_miss_none(
    sandbox: EchoSandbox, browser: aiohttp.ClientSession
) -> None:
    for number in range(95):
        await sandbox.telegram.send_text(DARA, NEWSROOM, f"line {number}")
    seen: list[int] = []
    query: Json = {}
    for _ in range(10):
        page = await get(browser, "messages", person=DARA, chat=NEWSROOM, **query)
        seen = [message["message_id"] for message in page["messages"]] + seen
        if not page["more"]:
            break
        query = {"before": seen[0]}
    assert seen == [message["message_id"] for message in sandbox.telegram.messages(NEWSROOM)]
    assert len(seen) == 96  # the newsroom's 95 lines and the bot's arrival


async def test_one_s_own_text_can_be_edited_and_nobody_else_s(
    sandbox: EchoSandbox, browser: aiohttp.ClientSession
) -> None:
    sent = await post(browser, "send", person=DARA, chat=NEWSROOM, text="Curt")
    number = sent["message"]["message_id"]
    edited = await post(browser, "edit", person=DARA, chat=NEWSROOM, message_id=number, text="Court")
    assert edited["message"]["text"] == "Court"
    await post(browser, "edit", 400, person=MALY, chat=NEWSROOM, message_id=number, text="Mine")
    assert sandbox.telegram.messages(NEWSROOM)[-1]["text"] == "Court"


async def test_a_message_is_forwarded_on_the_phone_it_is_on_and_says_where_it_came_from_first(
    sandbox: EchoSandbox, browser: aiohttp.ClientSession
) -> None:
    said = (await post(browser, "send", person=MALY, chat=NEWSROOM, text="The court called."))["message"]

    async def forwarded(expected: int = 200, **values: object) -> Json:
        given = {"person": DARA, "chat": DARA, "source": NEWSROOM, "message_id": said["message_id"]} | values
        return (await post(browser, "forward", expected, **given)).get("message", {})

    first = await forwarded()
    assert first["text"] == "The court called."
    assert first["forward_origin"]["sender_user"]["first_name"] == "Maly"
    back = await forwarded(source=DARA, chat=NEWSROOM, message_id=first["message_id"])
    assert back["forward_origin"] == first["forward_origin"]
    await sandbox.telegram.settled()
    of_the_bot = await forwarded(source=DARA, message_id=sandbox.telegram.last(DARA)["message_id"])
    assert of_the_bot["forward_origin"]["sender_user"]["is_bot"] is True
    assert "reply_markup" not in of_the_bot
    for refused in ({"message_id": 999}, {"source": MALY}, {"chat": MALY}, {"person": EVE, "chat": EVE}):
        await forwarded(404, **refused)


async def test_pressing_a_button_gives_the_answer_and_edits_the_message(
    sandbox: EchoSandbox, browser: aiohttp.ClientSession
) -> None:
    await post(browser, "send", person=DARA, chat=DARA, text="hello")
    await sandbox.telegram.settled()
    number = sandbox.telegram.last(DARA)["message_id"]
    pressed = await post(browser, "press", person=DARA, chat=DARA, message_id=number, data="count:1")
    assert pressed["answer"] == {"text": "Count 1", "show_alert": False, "url": None, "answered": True}
    assert visible_text(sandbox.telegram.last(DARA)) == "Pressed 1 times"
    assert buttons(sandbox.telegram.last(DARA))[0][0]["callback_data"] == "count:2"
    warned = await post(browser, "press", person=DARA, chat=DARA, message_id=number, data="warn")
    assert warned["answer"]["show_alert"] is True


async def test_a_link_to_the_bot_starts_it_with_its_code(
    sandbox: EchoSandbox, browser: aiohttp.ClientSession
) -> None:
    await post(browser, "start", person=MALY, code="abc")
    await sandbox.telegram.settled()
    assert visible_text(sandbox.telegram.last(MALY)) == "Welcome. Your code: abc."


@pytest.mark.parametrize(
    ("person", "chat", "commands"),
    [
        (DARA, DARA, ["start", "remind"]),
        (MALY, MALY, ["start"]),
        (DARA, NEWSROOM, ["status"]),
        (MALY, NEWSROOM, ["status"]),
    ],
    ids=["private", "private in Khmer", "group", "group in Khmer falls back"],
)
async def test_the_menu_holds_the_commands_for_this_person_here(
    browser: aiohttp.ClientSession, person: int, chat: int, commands: list[str]
) -> None:
    menu = await get(browser, "commands", person=person, chat=chat)
    assert [command["command"] for command in menu["commands"]] == commands


async def test_unread_messages_are_counted_for_each_person(
    sandbox: EchoSandbox, browser: aiohttp.ClientSession
) -> None:
    async def unread() -> list[int]:
        state = await get(browser, "state")
        return [person["chats"][1]["unread"] for person in state["people"][:3]]

    assert await unread() == [0, 0, 0]  # what was there before the page was opened is no news
    await post(browser, "send", person=DARA, chat=NEWSROOM, text="one")
    last = await post(browser, "send", person=DARA, chat=NEWSROOM, text="two")
    assert await unread() == [0, 2, 2]
    await post(browser, "read", person=MALY, chat=NEWSROOM, message_id=last["message"]["message_id"])
    assert await unread() == [0, 0, 2]
    await post(browser, "send", person=SREYNEANG, chat=NEWSROOM, text="three")
    assert await unread() == [1, 1, 0]  # who writes has read


@pytest.mark.wide
@pytest.mark.parametrize(
    ("path", "values", "status"),
    [
        ("send", {"person": 999, "chat": DARA, "text": "x"}, 404),
        ("send", {"person": DARA, "chat": MALY, "text": "x"}, 404),
        ("send", {"person": DARA, "chat": DARA, "text": "  \n "}, 400),
        ("send", {"person": DARA, "chat": DARA}, 400),
        ("send", {"person": True, "chat": DARA, "text": "x"}, 400),
        ("send", {"person": "Dara", "chat": DARA, "text": "x"}, 400),
        ("send", {"person": DARA, "chat": DARA, "text": ["x"]}, 400),
        ("press", {"person": DARA, "chat": DARA, "message_id": None, "data": "x"}, 400),
        ("start", {"person": DARA, "code": 7}, 400),
        ("clock", {"to": "yesterday"}, 400),
        ("clock", {"to": "2024-12-05T17:00:00+07:00"}, 400),
        ("clock", {"to": "2024-12-01T17:00"}, 400),
        ("clock", {"to": "event"}, 409),
    ],
)
async def test_what_cannot_be_done_is_refused_with_a_sentence(
    browser: aiohttp.ClientSession, path: str, values: Json, status: int
) -> None:
    assert (await post(browser, path, status, **values))["error"].endswith(".")
