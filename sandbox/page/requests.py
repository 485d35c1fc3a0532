"""Requests to the page: who may make them, what they carry, and how they are refused.

Only a browser on this machine that shows this very page is served.

The Host is checked because a foreign name can be pointed at 127.0.0.1 (DNS rebinding); the Origin because any web
page may send requests to loopback addresses.
"""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from sandbox.world.chats import NotPossible
from sandbox.world.store import Json

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' blob:; media-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'none';"
        " frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
}


class PageError(Exception):
    """A request of the page that cannot be done: an HTTP status and one sentence for the person."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


def is_loopback(host: str | None) -> bool:
    """Tell whether `host` (a name or an address, without port or brackets) can only mean this machine."""
    if not host:
        return False
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_ours(host: str, origin: str | None, remote: str | None) -> bool:
    """Tell whether a request comes from this machine, names this machine, and starts from this page.

    `host` and `origin` are the headers as sent (no Origin: None), `remote` the peer's address.
    """
    try:
        named = urlsplit(f"//{host}").hostname
        source = None if origin is None else urlsplit(origin)
    except ValueError:
        return False
    if not (is_loopback(named) and is_loopback(remote)):
        return False
    return source is None or (source.scheme in ("http", "https") and source.netloc == host)


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse strangers with 403, turn a PageError into JSON, and put the security headers on every answer."""
    if not is_ours(request.headers.get("Host", ""), request.headers.get("Origin"), request.remote):
        response: web.StreamResponse = _refusal(403, "This page answers only to this machine.")
    else:
        try:
            response = await handler(request)
        except PageError as error:
            response = _refusal(error.status, error.text)
        except web.HTTPException as error:
            response = _refusal(error.status, error.reason)
    if not response.prepared:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
    return response


def _refusal(status: int, text: str) -> web.Response:
    return web.json_response({"error": text}, status=status)


@contextmanager
def as_in_the_app() -> Iterator[None]:
    """Turn what the app would not let a person do into a PageError 400 that says so in a sentence."""
    try:
        yield
    except NotPossible as error:
        text = str(error)
        raise PageError(400, f"{text[:1].upper()}{text[1:]}.") from None


def number(values: Mapping[str, Any], key: str) -> int:
    """Return a required whole number from a body or query; raises PageError 400."""
    value = values.get(key)
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise PageError(400, f"The number “{key}” is missing.")
    try:
        return int(value)
    except ValueError:
        raise PageError(400, f"“{key}” is not a whole number.") from None


def optional_number(values: Mapping[str, Any], key: str) -> int | None:
    """Return a whole number, or None where the field is absent, null or empty; raises PageError 400."""
    return None if values.get(key) in (None, "") else number(values, key)


def words(values: Mapping[str, Any], key: str) -> str:
    """Return a required text that is not blank; raises PageError 400."""
    value = values.get(key)
    if not isinstance(value, str) or not value.strip():
        raise PageError(400, f"The text “{key}” is missing.")
    return value


async def body(request: web.Request) -> Json:
    """Return the JSON object a request carries; raises PageError 400 or 415."""
    if request.content_type != "application/json":
        raise PageError(415, "The page sends JSON.")
    try:
        values = await request.json()
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise PageError(400, "This is not JSON.") from None
    if not isinstance(values, dict):
        raise PageError(400, "A JSON object is needed.")
    return values
