"""Calls of the Bot API over connections of our own: what arrives, what is said of what does not, and what is kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from telegram.error import NetworkError, TimedOut
from telegram.request import HTTPXRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from bot.app import _certificates
from bot.telegram import wire

ANSWER = b'{"ok": true, "result": true}'
WHOLE = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(ANSWER), ANSWER)
Server = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Telegram:
    """A server of which each connection is answered, call by call, with what stands in `answers`; the last one stays."""

    def __init__(self, *answers: bytes) -> None:
        self.answers, self.connections = list(answers), 0
        self.bodies: list[bytes] = []
        self.writers: list[asyncio.StreamWriter] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.writers.append(writer)
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                [length] = [
                    line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")
                ]
                self.bodies.append(await reader.readexactly(int(length.split(b":")[1])))
                answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
                writer.write(answer)
                if not answer.startswith(b"HTTP") or b"\r\nConnection: close" in answer:
                    break
        except asyncio.IncompleteReadError:
            pass
        if self.answers[0] != b"...":
            writer.close()


@pytest.fixture
async def calls() -> AsyncIterator[HTTPXRequest]:
    made = wire.requests(2, _certificates())
    async with made:
        yield made


async def _call(
    calls: HTTPXRequest, telegram: Telegram, times: int = 1, **timeouts: float
) -> list[tuple[int, bytes]]:
    async with await asyncio.start_server(telegram.serve, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/bot42:secret/sendMessage"
        said = RequestData([RequestParameter.from_input("text", "a & ទ")])
        try:
            return [await calls.do_request(url, "POST", said, **timeouts) for _ in range(times)]
        finally:
            for writer in telegram.writers:
                writer.close()


async def test_a_call_arrives_and_its_connection_serves_the_next(calls: HTTPXRequest) -> None:
    telegram = Telegram(WHOLE)
    assert await _call(calls, telegram, times=3) == [(200, ANSWER)] * 3
    assert telegram.bodies == [b"text=a+%26+%E1%9E%91"] * 3
    assert telegram.connections == 1


@pytest.mark.parametrize(
    "answer",
    [
        WHOLE.replace(b"200 OK", b"429 Too Many Requests"),
        b"HTTP/1.1 100 Continue\r\n\r\n" + WHOLE,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1c\r\n" + ANSWER + b"\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + ANSWER,
        WHOLE.replace(b"Content-Length", b"Connection: close\r\nContent-Length"),
        b"HTTP/1.1 413 Request Entity Too Large\r\nContent-Length: 0\r\n\r\n",
    ],
)
async def test_whatever_form_an_answer_has_it_is_read(calls: HTTPXRequest, answer: bytes) -> None:
    found = await _call(calls, Telegram(answer), times=2)
    code, body = int(answer.rpartition(b"HTTP/1.1 ")[2][:3]), ANSWER if ANSWER in answer else b""
    assert found == [(code, body)] * 2


@pytest.mark.parametrize(
    "answer",
    [b"", b"HTTP/1.1 200 OK\r\nContent-Len", WHOLE[:-3], b"SSH-2.0-OpenSSH\r\n\r\n"],
)
async def test_a_line_that_breaks_is_trouble_of_the_network(calls: HTTPXRequest, answer: bytes) -> None:
    telegram = Telegram(answer.replace(b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nConnection: close\r\n"))
    with pytest.raises(NetworkError) as raised:
        await _call(calls, telegram)
    assert not isinstance(raised.value, TimedOut)
    assert "secret" not in str(raised.value)


async def test_a_server_that_is_not_there_is_trouble_of_the_network(calls: HTTPXRequest) -> None:
    with pytest.raises(NetworkError, match="Connect"):
        await calls.do_request("http://127.0.0.1:9/bot42:secret/getMe", "POST")


async def test_a_server_that_says_nothing_is_not_waited_for_longer_than_that(calls: HTTPXRequest) -> None:
    with pytest.raises(TimedOut):
        await _call(calls, Telegram(b"..."), read_timeout=0.01)


async def test_a_connection_that_the_server_closed_meanwhile_is_not_used_again(calls: HTTPXRequest) -> None:
    telegram = Telegram(WHOLE)
    async with await asyncio.start_server(telegram.serve, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/bot42:secret/getMe"
        await calls.do_request(url, "POST")
        telegram.writers[0].close()
        await telegram.writers[0].wait_closed()
        await asyncio.sleep(0)
        assert await calls.do_request(url, "POST") == (200, ANSWER)
        assert telegram.connections == 2
        telegram.writers[1].close()


async def test_side_by_side_there_are_as_many_connections_as_there_may_be(calls: HTTPXRequest) -> None:
    telegram = Telegram(WHOLE)
    async with await asyncio.start_server(telegram.serve, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/bot42:secret/getMe"
        found = await asyncio.gather(*(calls.do_request(url, "POST") for _ in range(9)))
        assert found == [(200, ANSWER)] * 9
        assert telegram.connections == 2
        for writer in telegram.writers:
            writer.close()


@pytest.mark.parametrize("name", ["https_proxy", "HTTP_PROXY", "ALL_PROXY"])
def test_behind_a_proxy_the_librarys_own_transport_is_used(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert type(wire.requests(2, _certificates())) is wire.Wire
    monkeypatch.setenv(name, "http://127.0.0.1:3128")
    assert type(wire.requests(2, _certificates())) is HTTPXRequest
