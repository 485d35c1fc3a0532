"""The chat page's API, with a small bot behind it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from sandbox.page_files import media_type
from sandbox.page_guard import is_ours
from sandbox.telegram import buttons, visible_text
from tests.sandbox.page_fixture import DARA, MALY, MONDAY, NEWSROOM, SREYNEANG, House, page_house

Json = dict[str, Any]


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with page_house() as house:
        yield house


@pytest.fixture
async def browser(house: House) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(f"{house.address}/page/") as session:
        yield session


async def get(browser: aiohttp.ClientSession, path: str, expected: int = 200, **query: object) -> Json:
    async with browser.get(path, params={key: str(value) for key, value in query.items()}) as response:
        assert response.status == expected, await response.text()
        answer: Json = await response.json()
        return answer


async def post(browser: aiohttp.ClientSession, path: str, expected: int = 200, **values: object) -> Json:
    async with browser.post(path, json=values) as response:
        assert response.status == expected, await response.text()
        answer: Json = await response.json()
        return answer


async def event(stream: aiohttp.ClientResponse, kind: str) -> Json:
    """Return the next event of that kind; others are passed over."""
    async with asyncio.timeout(10):
        async for line in stream.content:
            if line.startswith(b"data: "):
                change: Json = json.loads(line[6:])
                if change["kind"] == kind:
                    return change
    raise AssertionError(f"the stream ended before {kind}")


async def test_the_root_leads_to_the_page(house: House) -> None:
    async with aiohttp.ClientSession() as session, session.get(house.address) as response:
        assert response.url.path == "/page/"
        assert "Reply Desk" in await response.text()


async def test_the_page_and_its_parts_forbid_scripts_from_elsewhere(browser: aiohttp.ClientSession) -> None:
    for path, kind in [
        ("", "text/html"),
        ("style.css", "text/css"),
        ("main.js", "javascript"),
        ("state", "json"),
    ]:
        async with browser.get(path) as response:
            assert response.status == 200
            assert kind in response.content_type
            assert response.headers["Content-Security-Policy"].startswith("default-src 'self';")
            assert "unsafe" not in response.headers["Content-Security-Policy"]
            assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_a_part_that_does_not_exist_is_not_found(browser: aiohttp.ClientSession) -> None:
    assert (await get(browser, "nothing.js", 404))["error"] == "Not Found"


@pytest.mark.parametrize("path", ["state", "", "main.js", "events", "clock"])
@pytest.mark.parametrize(
    "headers",
    [{"Host": "attacker.example"}, {"Host": "attacker.example:80"}, {"Origin": "http://attacker.example"}],
    ids=["rebound name", "rebound name with port", "foreign page"],
)
async def test_a_stranger_is_refused(
    browser: aiohttp.ClientSession, path: str, headers: dict[str, str]
) -> None:
    async with browser.get(path, headers=headers) as response:
        assert response.status == 403


async def test_a_stranger_cannot_write_or_move_the_clock(
    house: House, browser: aiohttp.ClientSession
) -> None:
    before = house.telegram.messages(DARA)
    for path in ("send", "clock", "press", "upload", "start", "read", "edit"):
        body = {"person": DARA, "chat": DARA, "text": "x", "to": "hour"}
        async with browser.post(path, json=body, headers={"Origin": "http://127.0.0.1:1"}) as response:
            assert response.status == 403
    assert house.telegram.messages(DARA) == before
    assert house.clock.now() == MONDAY


@pytest.mark.parametrize(
    ("host", "origin", "remote", "ours"),
    [
        ("127.0.0.1:8080", None, "127.0.0.1", True),
        ("localhost:8080", "http://localhost:8080", "127.0.0.1", True),
        ("[::1]:8080", "http://[::1]:8080", "::1", True),
        ("127.0.0.1:8080", "http://localhost:8080", "127.0.0.1", False),
        ("127.0.0.1:8080", "http://127.0.0.1:9090", "127.0.0.1", False),
        ("127.0.0.1:8080", "null", "127.0.0.1", False),
        ("127.0.0.1:8080", "file://127.0.0.1:8080", "127.0.0.1", False),
        ("127.0.0.1:8080", "", "127.0.0.1", False),
        ("127.0.0.1.attacker.example", None, "127.0.0.1", False),
        ("localhost.attacker.example:8080", None, "127.0.0.1", False),
        ("user@attacker.example", None, "127.0.0.1", False),
        ("[::1", None, "127.0.0.1", False),
        ("", None, "127.0.0.1", False),
        ("127.0.0.1:8080", None, "192.168.1.7", False),
        ("127.0.0.1:8080", None, None, False),
    ],
)
def test_only_this_machine_showing_this_page_is_ours(
    host: str, origin: str | None, remote: str | None, ours: bool
) -> None:
    assert is_ours(host, origin, remote) is ours


async def test_the_state_groups_the_chats_by_the_person_whose_phone_it_is(
    browser: aiohttp.ClientSession,
) -> None:
    state = await get(browser, "state")
    assert [(person["name"], person["role"]) for person in state["people"]] == [
        ("Dara", "reporter"),
        ("Maly", "reporter"),
        ("Sreyneang", "editor"),
    ]
    assert [chat["id"] for chat in state["people"][1]["chats"]] == [MALY, NEWSROOM]
    assert [chat["title"] for chat in state["people"][1]["chats"]] == ["Reply Desk", "Newsroom"]
    assert state["timezone"] == "Asia/Phnom_Penh"
    assert state["now"] == MONDAY.isoformat()


async def test_a_text_reaches_the_bot_and_its_answer_the_page(
    house: House, browser: aiohttp.ClientSession
) -> None:
    sent = await post(browser, "send", person=DARA, chat=DARA, text="ជំរាបសួរ <b>")
    await house.telegram.settled()
    page = await get(browser, "messages", person=DARA, chat=DARA)
    assert page["messages"][0] == sent["message"]
    assert visible_text(page["messages"][1]) == "You wrote: ជំរាបសួរ <b>"
    assert page["messages"][1]["entities"] == [{"type": "bold", "offset": 0, "length": 10}]
    assert page["more"] is False


async def test_an_answer_quotes_the_message_it_answers(house: House, browser: aiohttp.ClientSession) -> None:
    first = await post(browser, "send", person=DARA, chat=NEWSROOM, text="Who calls the court?")
    number = first["message"]["message_id"]
    second = await post(browser, "send", person=MALY, chat=NEWSROOM, text="I do.", reply_to=number)
    assert second["message"]["reply_to_message"]["text"] == "Who calls the court?"
    await post(browser, "send", 400, person=MALY, chat=NEWSROOM, text="I do.", reply_to=9999)


async def test_messages_come_in_pages_and_miss_none(house: House, browser: aiohttp.ClientSession) -> None:
    for number in range(95):
        await house.telegram.send_text(DARA, NEWSROOM, f"line {number}")
    seen: list[int] = []
    query: Json = {}
    for _ in range(10):
        page = await get(browser, "messages", person=DARA, chat=NEWSROOM, **query)
        seen = [message["message_id"] for message in page["messages"]] + seen
        if not page["more"]:
            break
        query = {"before": seen[0]}
    assert seen == [message["message_id"] for message in house.telegram.messages(NEWSROOM)]
    assert len(seen) == 96  # the newsroom's 95 lines and the bot's arrival


async def test_one_s_own_text_can_be_edited_and_nobody_else_s(
    house: House, browser: aiohttp.ClientSession
) -> None:
    sent = await post(browser, "send", person=DARA, chat=NEWSROOM, text="Curt")
    number = sent["message"]["message_id"]
    edited = await post(browser, "edit", person=DARA, chat=NEWSROOM, message_id=number, text="Court")
    assert edited["message"]["text"] == "Court"
    await post(browser, "edit", 400, person=MALY, chat=NEWSROOM, message_id=number, text="Mine")
    assert house.telegram.messages(NEWSROOM)[-1]["text"] == "Court"


async def test_pressing_a_button_gives_the_answer_and_edits_the_message(
    house: House, browser: aiohttp.ClientSession
) -> None:
    await post(browser, "send", person=DARA, chat=DARA, text="hello")
    await house.telegram.settled()
    number = house.telegram.last(DARA)["message_id"]
    pressed = await post(browser, "press", person=DARA, chat=DARA, message_id=number, data="count:1")
    assert pressed["answer"] == {"text": "Count 1", "show_alert": False, "url": None, "answered": True}
    assert visible_text(house.telegram.last(DARA)) == "Pressed 1 times"
    assert buttons(house.telegram.last(DARA))[0][0]["callback_data"] == "count:2"
    warned = await post(browser, "press", person=DARA, chat=DARA, message_id=number, data="warn")
    assert warned["answer"]["show_alert"] is True


async def test_a_link_to_the_bot_starts_it_with_its_code(
    house: House, browser: aiohttp.ClientSession
) -> None:
    await post(browser, "start", person=MALY, code="abc")
    await house.telegram.settled()
    assert visible_text(house.telegram.last(MALY)) == "Welcome. Your code: abc."


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
    house: House, browser: aiohttp.ClientSession
) -> None:
    async def unread() -> list[int]:
        state = await get(browser, "state")
        return [person["chats"][1]["unread"] for person in state["people"]]

    assert await unread() == [0, 0, 0]  # what was there at the start is no news
    await post(browser, "send", person=DARA, chat=NEWSROOM, text="one")
    last = await post(browser, "send", person=DARA, chat=NEWSROOM, text="two")
    assert await unread() == [0, 2, 2]
    await post(browser, "read", person=MALY, chat=NEWSROOM, message_id=last["message"]["message_id"])
    assert await unread() == [0, 0, 2]
    await post(browser, "send", person=SREYNEANG, chat=NEWSROOM, text="three")
    assert await unread() == [1, 1, 0]  # who writes has read


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


@pytest.mark.parametrize(("content", "kind", "status"), [
    (b"{", "application/json", 400),
    (b"[]", "application/json", 400),
    (b"\xff\xfe", "application/json", 400),
    (b'{"person": 101, "chat": 101, "text": "x"}', "text/plain", 415),
])  # fmt: skip
async def test_a_body_that_is_no_json_object_is_refused(
    browser: aiohttp.ClientSession, content: bytes, kind: str, status: int
) -> None:
    async with browser.post("send", data=content, headers={"Content-Type": kind}) as response:
        assert response.status == status


async def test_the_clock_names_what_comes_next_and_moving_it_brings_it(
    house: House, browser: aiohttp.ClientSession
) -> None:
    assert (await get(browser, "clock"))["next"] is None
    await post(browser, "send", person=DARA, chat=DARA, text="/remind")
    await house.telegram.settled()
    due = (MONDAY + timedelta(hours=1)).isoformat()
    assert (await get(browser, "clock"))["next"] == {"at": due, "what": "deadline reminder #4"}
    moved = await post(browser, "clock", to="event")
    assert (moved["now"], moved["next"]) == (due, None)
    assert visible_text(house.telegram.last(DARA)) == "Time to chase #4."


@pytest.mark.parametrize(
    ("to", "now"),
    [
        ("hour", "2024-12-02T03:40:00+00:00"),
        ("morning", "2024-12-03T01:00:00+00:00"),
        ("2024-12-05T17:00", "2024-12-05T10:00:00+00:00"),
    ],
)
async def test_the_clock_moves_in_the_newsrooms_zone(
    browser: aiohttp.ClientSession, to: str, now: str
) -> None:
    assert (await post(browser, "clock", to=to))["now"] == now


async def test_two_moves_of_the_clock_at_once_are_one_too_many(
    house: House, browser: aiohttp.ClientSession
) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        begun.set()
        await go_on.wait()

    house.clock.owe(timedelta(minutes=5), "something slow", slow)
    first = asyncio.create_task(post(browser, "clock", to="hour"))
    await begun.wait()
    await post(browser, "clock", 409, to="hour")
    assert (await get(browser, "clock"))["moving"] is True
    go_on.set()
    assert (await first)["now"] == (MONDAY + timedelta(hours=1)).isoformat()


async def test_the_feed_tells_messages_edits_and_the_time(
    house: House, browser: aiohttp.ClientSession
) -> None:
    async with browser.get("events") as stream:
        assert stream.content_type == "text/event-stream"
        hello = await event(stream, "hello")
        assert hello["run"] == (await get(browser, "state"))["run"]
        sent = await house.telegram.send_text(DARA, NEWSROOM, "news")
        told = await event(stream, "message")
        assert (told["chat_id"], told["message"]) == (NEWSROOM, sent)
        await house.telegram.edit_text(DARA, NEWSROOM, sent["message_id"], "newer")
        assert (await event(stream, "edited"))["message"]["text"] == "newer"
        await house.clock.advance(MONDAY + timedelta(minutes=1))
        assert (await event(stream, "clock"))["now"] == (MONDAY + timedelta(minutes=1)).isoformat()


async def test_a_server_that_stops_does_not_wait_for_open_feeds() -> None:
    async with aiohttp.ClientSession() as session:
        async with page_house() as house:
            stream = await session.get(f"{house.address}/page/events")
            await event(stream, "hello")
        async with asyncio.timeout(5):
            assert (await stream.content.read()).strip() == b""  # ended, not cut off: that would raise


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.jpg", "image/jpeg"),
        ("voice.OGA", "audio/ogg"),
        ("s.webp", "image/webp"),
        ("evil.html", "text/html"),
        ("none", "application/octet-stream"),
    ],
)
def test_a_files_name_promises_a_media_type(name: str, kind: str) -> None:
    assert media_type(name) == kind
