"""Calls of the Bot API, the short way. The library's own transport goes through three layers for each call, which take
more processor than most commands do; h11 alone is enough for a call that carries no file."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from ipaddress import ip_address
from ssl import SSLContext
from typing import Any
from urllib.parse import SplitResult, quote, urlencode, urlsplit
from urllib.request import getproxies

import h11
import httpx
from telegram.error import NetworkError, TimedOut
from telegram.request import HTTPXRequest, RequestData

KEPT_SECONDS = 5.0  # an idle connection; servers close theirs after a while, and then a call would be lost
READ_AT_ONCE = 65_536
SAFE_IN_PATHS = "/:@!$&'()*+,;=%~"


def requests(connections: int, certificates: SSLContext) -> HTTPXRequest:
    """What the bot makes its calls through, over so many connections at the most; the library's own transport where
    the environment names a proxy."""
    kind = HTTPXRequest if getproxies().keys() & {"http", "https", "all"} else Wire
    return kind(connection_pool_size=connections, httpx_kwargs={"verify": certificates})


class NotSent(NetworkError):
    """There is no connection: nothing left this machine."""


def was_never_sent(error: NetworkError) -> bool:
    """Whether a call that failed so cannot have taken effect: it did not leave this machine."""
    return isinstance(error, NotSent) or isinstance(error.__cause__, _NEVER_SENT)


def may_have_arrived(error: NetworkError) -> bool:
    """Whether a call that failed so was sent, and nobody answered. Where the server says that something went wrong
    there, it has answered."""
    return not was_never_sent(error) and (isinstance(error, TimedOut) or error.__cause__ is not None)


# Of the library's own transport, where that is used.
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


@dataclass(eq=False)
class _Connection:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    protocol: h11.Connection = field(default_factory=lambda: h11.Connection(h11.CLIENT))
    kept_until: float = 0.0

    def is_good(self, now: float) -> bool:
        return now < self.kept_until and not (self.reader.at_eof() or self.writer.is_closing())

    async def call(
        self, head: h11.Request, body: bytes, write: float | None, read: float | None
    ) -> h11.Response:
        """Send a request; what the answer begins with. Its body is what `body` gives."""
        said = [self.protocol.send(event) or b"" for event in (head, h11.Data(body), h11.EndOfMessage())]
        self.writer.write(b"".join(said))
        async with asyncio.timeout(write):
            await self.writer.drain()
        while True:
            event = await self._event(read)
            if isinstance(event, h11.Response):
                return event

    async def body(self, read: float | None) -> bytes:
        """The rest of the answer."""
        parts = []
        while not isinstance(event := await self._event(read), h11.EndOfMessage):
            if isinstance(event, h11.Data):
                parts.append(event.data)
        return b"".join(parts)

    async def _event(self, read: float | None) -> Any:
        while (event := self.protocol.next_event()) is h11.NEED_DATA:
            async with asyncio.timeout(read):
                self.protocol.receive_data(await self.reader.read(READ_AT_ONCE))
        return event

    def ended_well(self) -> bool:
        """Whether another call may follow."""
        if self.protocol.our_state is h11.DONE and self.protocol.their_state is h11.DONE:
            self.protocol.start_next_cycle()
            return True
        return False


class Wire(HTTPXRequest):
    """The library's transport, but for calls without a file."""

    def __init__(self, *, connection_pool_size: int, httpx_kwargs: dict[str, Any]) -> None:
        super().__init__(connection_pool_size=connection_pool_size, httpx_kwargs=httpx_kwargs)
        self._certificates: SSLContext = httpx_kwargs["verify"]
        self._room = asyncio.Semaphore(connection_pool_size)
        self._idle: dict[tuple[str, str], deque[_Connection]] = {}

    async def shutdown(self) -> None:
        """Close every connection."""
        await super().shutdown()
        for connections in self._idle.values():
            for connection in connections:
                connection.writer.close()
        self._idle.clear()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = HTTPXRequest.DEFAULT_NONE,
        write_timeout: Any = HTTPXRequest.DEFAULT_NONE,
        connect_timeout: Any = HTTPXRequest.DEFAULT_NONE,
        pool_timeout: Any = HTTPXRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make a call.

        Raises:
            NotSent: it did not arrive.
            NetworkError, TimedOut: nobody knows whether it arrived.
        """
        parts = urlsplit(url)
        has_files = request_data is not None and request_data.contains_files
        if method != "POST" or has_files or "@" in parts.netloc or self._client.is_closed:
            return await super().do_request(
                url, method, request_data, read_timeout, write_timeout, connect_timeout, pool_timeout
            )
        usual = self._client.timeout
        connect, read, write, pool = (
            otherwise if given is self.DEFAULT_NONE else given
            for given, otherwise in (
                (connect_timeout, usual.connect),
                (read_timeout, usual.read),
                (write_timeout, usual.write),
                (pool_timeout, usual.pool),
            )
        )
        body = urlencode(request_data.json_parameters if request_data else {}).encode()
        try:
            async with asyncio.timeout(pool):
                await self._room.acquire()
        except TimeoutError as error:
            raise NotSent("no connection is free") from error
        try:
            try:
                try:
                    connection = await self._connected(parts, asyncio.timeout(connect))
                except OSError as error:  # a time-out is one
                    raise NotSent(f"{type(error).__name__}: {error}") from error
                try:
                    answer = await connection.call(self._head(parts, body), body, write, read)
                    content = await connection.body(read)
                except BaseException:
                    connection.writer.close()
                    raise
                self._keep(parts, connection)
                return answer.status_code, content
            finally:
                self._room.release()
        except TimeoutError as error:
            raise TimedOut from error
        except (OSError, h11.ProtocolError) as error:
            raise NetworkError(f"{type(error).__name__}: {error}") from error

    def _head(self, parts: SplitResult, body: bytes) -> h11.Request:
        target = quote(parts.path, SAFE_IN_PATHS)
        return h11.Request(
            method="POST",
            target=target,
            headers=[
                ("Host", parts.netloc),
                ("User-Agent", self.USER_AGENT),
                ("Content-Type", "application/x-www-form-urlencoded"),
                ("Content-Length", str(len(body))),
            ],
        )

    async def _connected(self, parts: SplitResult, in_time: asyncio.Timeout) -> _Connection:
        """A connection to the server: the one that was used last, or a new one."""
        idle = self._idle.get((parts.scheme, parts.netloc), deque())
        now = asyncio.get_running_loop().time()
        while idle and not idle[0].is_good(now):
            idle.popleft().writer.close()
        while idle:
            if (connection := idle.pop()).is_good(now):
                return connection
            connection.writer.close()
        secure = parts.scheme == "https"
        async with in_time:
            reader, writer = await asyncio.open_connection(
                parts.hostname,
                parts.port or (443 if secure else 80),
                ssl=self._certificates if secure else None,
                # An address needs no race of addresses, and one that is cancelled loses sight of its socket.
                happy_eyeballs_delay=None if _is_address(parts.hostname or "") else 0.25,
            )
        return _Connection(reader, writer)

    def _keep(self, parts: SplitResult, connection: _Connection) -> None:
        if self._client.is_closed or not connection.ended_well():
            connection.writer.close()
            return
        connection.kept_until = asyncio.get_running_loop().time() + KEPT_SECONDS
        self._idle.setdefault((parts.scheme, parts.netloc), deque()).append(connection)
