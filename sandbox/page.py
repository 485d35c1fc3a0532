"""The chat page that stands in for the Telegram apps: its routes, and what the starter hands over.

The page is served under /page/ by the same loopback server as the local Bot API. It plays the people of the cast:
one browser window holds all of their phones.
"""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

from sandbox.page_cast import Cast, CastMember, ClockControl
from sandbox.page_clock import add_clock
from sandbox.page_desk import Desk
from sandbox.page_files import add_files
from sandbox.page_guard import guard
from sandbox.page_live import add_live
from sandbox.page_messages import add_messages
from sandbox.telegram import LocalTelegram

__all__ = ["Cast", "CastMember", "ClockControl", "add_page"]

ASSETS = Path(__file__).with_name("page")


def add_page(telegram: LocalTelegram, cast: Cast, clock: ClockControl) -> None:
    """Add the chat page and its API to `telegram.app`, under /page/; call it before `telegram.start()`.

    The people of `cast` and the group must be known to `telegram` by the time it starts. Only browsers on this
    machine whose Host and Origin are this very server are served; everybody else gets 403.
    """
    page = web.Application(middlewares=[guard])
    desk = Desk(telegram, cast, clock)
    add_messages(page, desk)
    add_files(page, desk)
    add_clock(page, desk)
    add_live(page, desk)
    page.router.add_get("/", _index)
    page.router.add_get(r"/{name:[a-z]+\.(?:js|css|svg)}", _asset)
    telegram.app.add_subapp("/page", page)
    telegram.app.router.add_get("/", _to_the_page)


async def _to_the_page(_request: web.Request) -> web.StreamResponse:
    raise web.HTTPFound("/page/")


async def _index(_request: web.Request) -> web.StreamResponse:
    return web.FileResponse(ASSETS / "index.html")


async def _asset(request: web.Request) -> web.StreamResponse:
    file = ASSETS / request.match_info["name"]
    if not file.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(file)
