"""Uploads and files of the chat page, and what happens to a chat: the bot blocked, the group migrated."""

from __future__ import annotations

import io

import aiohttp
import pytest

from sandbox.world.files import POINT
from sandbox.world.messages import visible_text
from tests.sandbox.page.echo_sandbox import DARA, MALY, NEWSROOM, EchoSandbox, Json, get, post


async def upload(
    browser: aiohttp.ClientSession,
    content: bytes,
    name: str = "letter.pdf",
    expected: int = 200,
    **values: str,
) -> Json:
    form = aiohttp.FormData({"person": str(DARA), "chat": str(DARA)} | values, default_to_multipart=True)
    form.add_field("file", io.BytesIO(content), filename=name)
    async with browser.post("upload", data=form) as response:
        assert response.status == expected, await response.text()
        answer: Json = await response.json()
        return answer


@pytest.mark.wide
@pytest.mark.parametrize("kind", ["photo", "document", "video", "voice", "sticker"])
async def test_a_file_arrives_as_the_kind_it_is_sent_as(
    sandbox: EchoSandbox, browser: aiohttp.ClientSession, kind: str
) -> None:
    sent = (await upload(browser, POINT, "scan.png", kind=kind))["message"]
    assert kind in sent
    media = sent[kind][-1] if kind == "photo" else sent[kind]
    async with browser.get(f"file/{media['file_id']}") as response:
        assert await response.read() == POINT
        assert response.content_type == "image/png"
        assert response.headers["Content-Disposition"] == "inline"
    await sandbox.telegram.settled()
    assert visible_text(sandbox.telegram.last(DARA)) == "You wrote: a file"


@pytest.mark.parametrize(("kind", "said"), [("voice", 7), ("video", 7), ("document", None), ("photo", None)])
async def test_sound_and_film_say_how_long_they_are(
    browser: aiohttp.ClientSession, kind: str, said: int | None
) -> None:
    sent = (await upload(browser, POINT, "scan.png", kind=kind, duration="7"))["message"]
    media = sent[kind][-1] if kind == "photo" else sent[kind]
    assert media.get("duration") == said


async def test_a_caption_and_the_quoted_message_travel_with_the_file(
    sandbox: EchoSandbox, browser: aiohttp.ClientSession
) -> None:
    first = await sandbox.telegram.send_text(DARA, DARA, "card")
    number = first["message_id"]
    sent = await upload(browser, b"%PDF", kind="document", caption="their reply", reply_to=str(number))
    assert sent["message"]["caption"] == "their reply"
    assert sent["message"]["reply_to_message"]["message_id"] == number
    assert sent["message"]["document"]["file_name"] == "letter.pdf"


@pytest.mark.parametrize("name", ["page.html", "drawing.svg", "run.js", "letter.pdf", "nameless"])
async def test_what_a_browser_would_run_is_only_saved(browser: aiohttp.ClientSession, name: str) -> None:
    sent = await upload(browser, b"<script>alert(1)</script>", name, kind="document")
    async with browser.get(f"file/{sent['message']['document']['file_id']}") as response:
        assert response.content_type == "application/octet-stream"
        assert response.headers["Content-Disposition"] == "attachment"
        assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_a_file_over_the_bots_limit_can_still_be_seen_by_the_people(
    sandbox: EchoSandbox, browser: aiohttp.ClientSession
) -> None:
    content = bytes(21 * 1024 * 1024)
    sent = await upload(browser, content, "long.mp4", kind="video")
    file_id = sent["message"]["video"]["file_id"]
    async with browser.get(f"file/{file_id}") as response:
        assert len(await response.read()) == len(content)


@pytest.mark.wide
@pytest.mark.parametrize(
    ("content", "values", "status"),
    [
        (b"", {"kind": "document"}, 400),
        (b"x", {"kind": "hologram"}, 400),
        (b"x", {}, 400),
        (b"x", {"kind": "document", "caption": "c" * 1025}, 400),
        (b"x", {"kind": "document", "caption": "c" * 20_000}, 413),
        (b"x", {"kind": "document", "reply_to": "77"}, 400),
        (b"x", {"kind": "voice", "duration": "long"}, 400),
        (b"x", {"kind": "document", "chat": str(MALY)}, 404),
    ],
    ids=[
        "empty",
        "unknown kind",
        "no kind",
        "long caption",
        "huge caption",
        "answers nothing",
        "no length",
        "another's chat",
    ],
)
async def test_a_wrong_upload_is_refused_and_leaves_nothing(
    sandbox: EchoSandbox, browser: aiohttp.ClientSession, content: bytes, values: dict[str, str], status: int
) -> None:
    refused = await upload(browser, content, "letter.pdf", status, **values)
    assert refused["error"].endswith(".")
    assert sandbox.telegram.messages(DARA) == []


async def test_an_upload_without_a_file_or_not_multipart_is_refused(browser: aiohttp.ClientSession) -> None:
    form = aiohttp.FormData({"person": str(DARA), "chat": str(DARA)}, default_to_multipart=True)
    async with browser.post("upload", data=form) as response:
        assert response.status == 400
    await post(browser, "upload", 415, person=DARA, chat=DARA)


async def test_a_file_nobody_sent_is_not_found(browser: aiohttp.ClientSession) -> None:
    assert (await get(browser, "file/BQAC-nothing", 404))["error"] == "There is no such file."


async def test_a_person_can_block_the_bot_and_take_it_back(
    sandbox: EchoSandbox, browser: aiohttp.ClientSession
) -> None:
    async def blocked() -> bool:
        state = await get(browser, "state")
        return bool(state["people"][0]["chats"][0]["blocked"])

    await post(browser, "send", person=DARA, chat=DARA, text="hello")
    await sandbox.telegram.settled()
    await post(browser, "block", person=DARA, blocked=True)
    assert await blocked()
    await post(browser, "send", 400, person=DARA, chat=DARA, text="hello?")
    await post(browser, "block", person=DARA, blocked=False)
    assert not await blocked()
    await post(browser, "block", 400, person=DARA, blocked="yes")


async def test_the_group_is_followed_when_it_becomes_a_supergroup(
    sandbox: EchoSandbox, browser: aiohttp.ClientSession
) -> None:
    new = sandbox.telegram.migrate(NEWSROOM)
    state = await get(browser, "state")
    assert [person["chats"][1]["id"] for person in state["people"][:3]] == [new, new, new]
    sent = await post(browser, "send", person=MALY, chat=new, text="still here")
    assert sent["message"]["chat"]["type"] == "supergroup"
    await post(browser, "send", 404, person=MALY, chat=NEWSROOM, text="gone")
