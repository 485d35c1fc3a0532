"""The chat page that stands in for the Telegram apps, served by the same loopback server as the Bot API.

It plays the people of the cast: one browser window holds all of their phones.
"""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

from sandbox.page.chats import Cast, Chats, ClockControl
from sandbox.page.clock import add_clock
from sandbox.page.events import add_events
from sandbox.page.files import add_files
from sandbox.page.messages import add_messages
from sandbox.page.requests import guard
from sandbox.world.people import People

STATIC = Path(__file__).with_name("static")


def add_page(app: web.Application, people: People, cast: Cast, clock: ClockControl) -> None:
    """Add the chat page and its own API to `app`, under /page/; call it before the server starts.

    The members of `cast` and the group must be there by the time it starts. Only browsers on this machine whose
    Host and Origin are this very server are served; everybody else gets 403.
    """
    page = web.Application(middlewares=[guard])
    chats = Chats(people, cast, clock)
    for add in (add_messages, add_files, add_clock, add_events):
        add(page, chats)
    page.router.add_get("/", _index)
    page.router.add_get(r"/{name:[a-z]+\.(?:js|css|svg)}", _static)
    app.add_subapp("/page", page)
    app.router.add_get("/", _to_the_page)


async def _to_the_page(_request: web.Request) -> web.StreamResponse:
    raise web.HTTPFound("/page/")


async def _index(_request: web.Request) -> web.StreamResponse:
    return web.FileResponse(STATIC / "index.html")


async def _static(request: web.Request) -> web.StreamResponse:
    file = STATIC / request.match_info["name"]
    if not file.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(file)
