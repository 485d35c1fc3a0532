"""Receiving by webhook: what Telegram posts is kept before it is confirmed, as it was posted."""

from __future__ import annotations

import hmac
import json
from http import HTTPStatus

from tornado.httpserver import HTTPServer
from tornado.web import Application, HTTPError, RequestHandler

from bot.telegram.inbox import Inbox

SECRET = "x-telegram-bot-api-secret-token"  # noqa: S105  (the name of a header)


class _Posted(RequestHandler):
    def initialize(self, inbox: Inbox, secret: str) -> None:
        self._inbox, self._secret = inbox, secret

    async def post(self) -> None:
        given = self.request.headers.get(SECRET, "")
        if self._secret and not hmac.compare_digest(given.encode(), self._secret.encode()):
            raise HTTPError(HTTPStatus.FORBIDDEN)
        try:
            update = json.loads(self.request.body)
        except ValueError:
            raise HTTPError(HTTPStatus.BAD_REQUEST) from None
        if not isinstance(update, dict) or type(update.get("update_id")) is not int:
            raise HTTPError(HTTPStatus.BAD_REQUEST)
        if not await self._inbox.receive(update):
            raise HTTPError(HTTPStatus.SERVICE_UNAVAILABLE)

    def log_exception(self, *_: object) -> None:
        """Whatever a stranger posts is no news."""


def listening(inbox: Inbox, host: str, port: int, secret: str) -> HTTPServer:
    """A server that takes what is posted to /telegram with the secret, until it is stopped.

    Raises:
        OSError: nothing can listen there.
    """
    handlers = [(r"/telegram/?", _Posted, {"inbox": inbox, "secret": secret})]
    server = HTTPServer(Application(handlers, log_function=lambda _: None))
    server.listen(port, address=host)
    return server
