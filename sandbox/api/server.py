"""The HTTP side: a request becomes a call of a method, a result or a refusal becomes the answer."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from aiohttp import web

from sandbox.api.errors import ApiError
from sandbox.api.limits import Limits
from sandbox.api.methods import METHODS
from sandbox.api.params import read_params
from sandbox.world.store import Json
from sandbox.world.world import World

DOWNLOAD = "download"  # under which faults and calls know the fetching of a file, which is no method
CALLS_KEPT = 5000
_TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{3,}")


@dataclass
class Fault:
    """What the next `left` calls of `method` meet; with `drop` they take effect and the answer is lost."""

    method: str
    status: int
    description: str
    parameters: Json | None
    left: int
    drop: bool


class Server:
    """Answers /bot<token>/<method>, and /file/bot<token>/<path>.

    `calls` are the last ones with their parameters, `faults` those ordered and not yet spent, oldest first.
    """

    def __init__(
        self, world: World, token: str, *, flood_limits: bool, monotonic: Callable[[], float]
    ) -> None:
        self._world = world
        self._token = token
        self._limits = Limits(monotonic) if flood_limits else None
        self.calls: deque[tuple[str, Json]] = deque(maxlen=CALLS_KEPT)
        self.refusals: deque[tuple[str, str]] = deque(maxlen=CALLS_KEPT)  # the method and why
        self.faults: list[Fault] = []

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of the Bot API."""
        return [
            web.get("/file/bot{token}/{path:.+}", self._download),
            web.route("*", "/bot{token}/{method}", self._handle),
        ]

    def _check_token(self, token: str) -> None:
        if not _TOKEN.fullmatch(token):
            raise ApiError(404, "Not Found")
        if token != self._token:
            raise ApiError(401, "Unauthorized")

    def _count(self, method: str, params: Json) -> Fault | None:
        """Note a call, and return the fault that it meets and loses its answer by; raises ApiError for another."""
        self.calls.append((method, params))
        fault = next((each for each in self.faults if each.method.lower() == method.lower()), None)
        if fault is None:
            return None
        fault.left -= 1
        if not fault.left:
            self.faults.remove(fault)
        if not fault.drop:
            raise ApiError(fault.status, fault.description, fault.parameters)
        return fault

    async def _download(self, request: web.Request) -> web.StreamResponse:
        path = request.match_info["path"]
        try:
            self._check_token(request.match_info["token"])
            fault = self._count(DOWNLOAD, {"path": path})
        except ApiError as error:
            return _refusal(error)
        content = self._world.files.content(path)
        if content is None:
            return _refusal(ApiError(404, "Not Found"))
        if fault is not None:
            return await _break_off(request, content)
        return web.Response(body=content, content_type="application/octet-stream")

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        try:
            return await self._answer(request)
        except ApiError as error:
            self.refusals.append((request.match_info["method"], error.description))
            return _refusal(error)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self._check_token(request.match_info["token"])
        method = METHODS.get(request.match_info["method"].lower())
        if method is None or request.method not in ("GET", "POST"):
            raise ApiError(404, "Not Found")
        params = await read_params(request)
        fault = self._count(method.name, dict(params.values))
        if method.writes and self._limits is not None:
            self._limits.count(params.chat_id() or 0)
        result = await method.call(self._world, params)
        await self._world.store.durable()
        self._world.feed.wake()
        if fault is not None and request.transport is not None:
            request.transport.abort()
        return web.json_response({"ok": True, "result": result})


def _refusal(error: ApiError) -> web.Response:
    body: dict[str, object] = {"ok": False, "error_code": error.code, "description": error.description}
    headers: Mapping[str, str] = {}
    if error.parameters:
        body["parameters"] = error.parameters
        if "retry_after" in error.parameters:
            headers = {"Retry-After": str(error.parameters["retry_after"])}
    return web.json_response(body, status=error.code, headers=headers)


async def _break_off(request: web.Request, content: bytes) -> web.StreamResponse:
    # The line is lost half-way.
    answer = web.StreamResponse(headers={"Content-Length": str(len(content))})
    await answer.prepare(request)
    await answer.write(content[: len(content) // 2])
    if request.transport is not None:
        request.transport.abort()
    return answer
