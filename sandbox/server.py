"""The HTTP side: a request becomes a call of a method, a result or a refusal becomes the answer."""

from __future__ import annotations

import re
from collections.abc import Mapping

from aiohttp import web

from sandbox import (
    methods_bot,
    methods_chats,
    methods_commands,
    methods_copies,
    methods_media,
    methods_messages,
    methods_profile,
    methods_updates,
)
from sandbox.errors import ApiError
from sandbox.methods import METHODS, chat_id_of
from sandbox.params import read_params
from sandbox.world import World

# Each of them enters its methods in the table when it is imported.
METHOD_MODULES = (
    methods_bot,
    methods_chats,
    methods_commands,
    methods_copies,
    methods_media,
    methods_messages,
    methods_profile,
    methods_updates,
)
DOWNLOAD = "download"  # under which faults and calls know the fetching of a file, which is no method
_TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{3,}")


def refusal(code: int, description: str, parameters: Mapping[str, object] | None = None) -> web.Response:
    """Return the answer to a request that is refused; the HTTP status is the error code."""
    body: dict[str, object] = {"ok": False, "error_code": code, "description": description}
    if parameters:
        body["parameters"] = dict(parameters)
    headers = (
        {"Retry-After": str(parameters["retry_after"])} if parameters and "retry_after" in parameters else {}
    )
    return web.json_response(body, status=code, headers=headers)


async def _break_off(request: web.Request, content: bytes) -> web.StreamResponse:
    """Begin to give a file out, and lose the line half-way."""
    answer = web.StreamResponse(headers={"Content-Length": str(len(content))})
    await answer.prepare(request)
    await answer.write(content[: len(content) // 2])
    if request.transport is not None:
        request.transport.abort()
    return answer


class Server:
    """Answers /bot<token>/<method>, and /file/bot<token>/<path>."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of the Bot API."""
        return [
            web.get("/file/bot{token}/{path:.+}", self._download),
            web.route("*", "/bot{token}/{method}", self._handle),
        ]

    def _check_token(self, token: str) -> None:
        if not _TOKEN.fullmatch(token):
            raise ApiError(404, "Not Found")
        if token != self._world.token:
            raise ApiError(401, "Unauthorized")
        if self._world.logged_out:
            raise ApiError(400, "Logged out")

    async def _download(self, request: web.Request) -> web.StreamResponse:
        try:
            self._check_token(request.match_info["token"])
        except ApiError as error:
            return refusal(error.code, error.description)
        path = request.match_info["path"]
        self._world.calls.append((DOWNLOAD, {"path": path}))
        fault = self._world.faults.take(DOWNLOAD)
        if fault is not None and not fault.drop:
            return refusal(fault.status, fault.description, fault.parameters)
        content = self._world.files.content(path)
        if content is None:
            return refusal(404, "Not Found")
        if fault is not None:
            return await _break_off(request, content)
        return web.Response(body=content, content_type="application/octet-stream")

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        try:
            return await self._answer(request)
        except ApiError as error:
            return refusal(error.code, error.description, error.parameters)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self._check_token(request.match_info["token"])
        entry = METHODS.get(request.match_info["method"].lower())
        if entry is None or request.method not in ("GET", "POST"):
            raise ApiError(404, "Not Found")
        params = await read_params(request)
        self._world.calls.append((entry.name, dict(params.values)))
        fault = self._world.faults.take(entry.name)
        if fault is not None and not fault.drop:
            raise ApiError(fault.status, fault.description, fault.parameters)
        if entry.writes:
            self._world.limits.count(chat_id_of(params) or 0)
        result = await entry.call(self._world, params)
        await self._world.store.durable()
        self._world.feed.wake()
        if fault is not None and request.transport is not None:
            request.transport.abort()
        return web.json_response({"ok": True, "result": result})
