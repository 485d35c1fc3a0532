"""Who may talk to the chat page, and what it gives out."""

from __future__ import annotations

import aiohttp
import pytest

from sandbox.page.files import media_type
from sandbox.page.requests import is_ours
from tests.sandbox.page.echo_sandbox import DARA, MONDAY, EchoSandbox, get


async def test_the_root_leads_to_the_page(sandbox: EchoSandbox) -> None:
    async with aiohttp.ClientSession() as session, session.get(sandbox.address) as response:
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


@pytest.mark.parametrize(
    "headers",
    [{"Host": "attacker.example"}, {"Host": "attacker.example:80"}, {"Origin": "http://attacker.example"}],
    ids=["rebound name", "rebound name with port", "foreign page"],
)
async def test_a_stranger_is_refused(browser: aiohttp.ClientSession, headers: dict[str, str]) -> None:
    for path in ("", "main.js", "state", "messages", "events", "clock", "file/x"):
        async with browser.get(path, headers=headers) as response:
            assert response.status == 403, path


async def test_a_stranger_cannot_write_or_move_the_clock(
    sandbox: EchoSandbox, browser: aiohttp.ClientSession
) -> None:
    before = sandbox.telegram.messages(DARA)
    for path in ("send", "clock", "press", "upload", "start", "read", "edit"):
        body = {"person": DARA, "chat": DARA, "text": "x", "to": "hour"}
        async with browser.post(path, json=body, headers={"Origin": "http://127.0.0.1:1"}) as response:
            assert response.status == 403
    assert sandbox.telegram.messages(DARA) == before
    assert sandbox.clock.now() == MONDAY


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
