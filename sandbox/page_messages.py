"""Reading and writing as a person: the chat list, the messages of a chat, sending, editing, pressing buttons."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from aiohttp import web

from sandbox.errors import NotPossible
from sandbox.page_cast import CastMember
from sandbox.page_desk import Desk, body, instant, number, optional_number, words
from sandbox.page_guard import PageError, sentence

Json = dict[str, Any]
PAGE = 40
PRESS_SECONDS = 15.0  # the Telegram apps give a bot about this long before the button stops turning


def add_messages(page: web.Application, desk: Desk) -> None:
    """Add the routes for chats and messages."""
    routes = MessageRoutes(desk)
    page.router.add_get("/state", routes.state)
    page.router.add_get("/messages", routes.messages)
    page.router.add_get("/commands", routes.commands)
    page.router.add_post("/send", routes.send)
    page.router.add_post("/edit", routes.edit)
    page.router.add_post("/press", routes.press)
    page.router.add_post("/start", routes.start)
    page.router.add_post("/read", routes.read)
    page.router.add_post("/block", routes.block)


class MessageRoutes:
    """The handlers; each answers JSON and raises PageError for what the apps would not allow."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def state(self, _request: web.Request) -> web.Response:
        """Everything but the messages: the bot, the people with their chats, the zone and the time."""
        desk = self._desk
        desk.first_look()
        return web.json_response(
            {
                "run": desk.run,
                "bot": {
                    "name": desk.telegram.world.bot_user()["first_name"],
                    "username": desk.cast.bot_username,
                },
                "timezone": desk.clock.timezone,
                "now": instant(desk.clock.now()),
                "people": [self._person(person) for person in desk.cast.people],
            }
        )

    def _person(self, person: CastMember) -> Json:
        chats = [self._chat(person.user_id, chat_id) for chat_id in self._desk.chats_of(person)]
        return {"id": person.user_id, "name": person.name, "role": person.role, "chats": chats}

    def _chat(self, user_id: int, chat_id: int) -> Json:
        world = self._desk.telegram.world
        chat = world.chats.chat(chat_id)
        messages = self._desk.telegram.messages(chat_id)
        private = chat.kind == "private"
        return {
            "id": chat_id,
            "type": chat.kind,
            "title": world.bot_user()["first_name"] if private else chat.title,
            "members": 0 if private else len(world.chats.members(chat_id)),
            "last": messages[-1] if messages else None,
            "unread": self._desk.unread(user_id, chat_id, messages),
            "blocked": private and world.chats.blocked(user_id),
        }

    async def messages(self, request: web.Request) -> web.Response:
        """One page of a chat, oldest first: the newest messages, or those before the message `before`."""
        _, chat_id = self._desk.chat_of(request.query)
        before = optional_number(request.query, "before")
        messages = self._desk.telegram.messages(chat_id)
        if before is not None:
            messages = [message for message in messages if message["message_id"] < before]
        return web.json_response({"messages": messages[-PAGE:], "more": len(messages) > PAGE})

    async def commands(self, request: web.Request) -> web.Response:
        """The menu of commands this person sees in this chat: the most special scope and language that has one."""
        user_id, chat_id = self._desk.chat_of(request.query)
        language = self._desk.telegram.world.chats.person(user_id).language_code[:2]
        for scope in self._scopes(user_id, chat_id):
            for code in (language, ""):
                found = self._desk.telegram.commands(scope=scope, language_code=code)
                if found:
                    return web.json_response({"commands": found})
        return web.json_response({"commands": []})

    def _scopes(self, user_id: int, chat_id: int) -> list[Json]:
        # The order in which Telegram looks: core.telegram.org/bots/api#botcommandscope
        chat: Json = {"type": "chat", "chat_id": chat_id}
        if chat_id == user_id:
            return [chat, {"type": "all_private_chats"}, {"type": "default"}]
        member: Json = {"type": "chat_member", "chat_id": chat_id, "user_id": user_id}
        everybody: list[Json] = [{"type": "all_group_chats"}, {"type": "default"}]
        if self._desk.telegram.world.chats.status_of(chat_id, user_id) in ("creator", "administrator"):
            here: Json = {"type": "chat_administrators", "chat_id": chat_id}
            return [member, here, chat, {"type": "all_chat_administrators"}, *everybody]
        return [member, chat, *everybody]

    async def send(self, request: web.Request) -> web.Response:
        """Send a text, perhaps as an answer to the message `reply_to`."""
        values = await body(request)
        user_id, chat_id = self._desk.chat_of(values)
        text, reply_to = words(values, "text"), optional_number(values, "reply_to")
        try:
            message = await self._desk.telegram.send_text(user_id, chat_id, text, reply_to=reply_to)
        except NotPossible as error:
            raise PageError(400, sentence(error)) from None
        return web.json_response({"message": message})

    async def edit(self, request: web.Request) -> web.Response:
        """Change a text of one's own."""
        values = await body(request)
        user_id, chat_id = self._desk.chat_of(values)
        message_id, text = number(values, "message_id"), words(values, "text")
        try:
            message = await self._desk.telegram.edit_text(user_id, chat_id, message_id, text)
        except NotPossible as error:
            raise PageError(400, sentence(error)) from None
        return web.json_response({"message": message})

    async def press(self, request: web.Request) -> web.Response:
        """Press the button that carries `data` (as this browser still shows it), and wait for the bot's answer."""
        values = await body(request)
        user_id, chat_id = self._desk.chat_of(values)
        message_id, data = number(values, "message_id"), words(values, "data")
        try:
            answer = await self._desk.telegram.press(
                user_id, chat_id, message_id, data=data, timeout=PRESS_SECONDS
            )
        except NotPossible as error:
            raise PageError(400, sentence(error)) from None
        return web.json_response({"answer": asdict(answer)})

    async def start(self, request: web.Request) -> web.Response:
        """Open the bot through a t.me link: sends /start with the link's code, which may be empty."""
        values = await body(request)
        person = self._desk.person(number(values, "person"))
        code = values.get("code", "")
        if not isinstance(code, str):
            raise PageError(400, "The code is not a text.")
        try:
            message = await self._desk.telegram.open_start_link(person.user_id, code)
        except NotPossible as error:
            raise PageError(400, sentence(error)) from None
        return web.json_response({"message": message})

    async def block(self, request: web.Request) -> web.Response:
        """Let a person block the bot, or with `blocked` false take the block back."""
        values = await body(request)
        person = self._desk.person(number(values, "person"))
        if not isinstance(values.get("blocked"), bool):
            raise PageError(400, "“blocked” is neither true nor false.")
        if values["blocked"]:
            self._desk.telegram.block(person.user_id)
        else:
            self._desk.telegram.unblock(person.user_id)
        return web.json_response({})

    async def read(self, request: web.Request) -> web.Response:
        """Remember that a person has seen the chat up to `message_id`."""
        values = await body(request)
        user_id, chat_id = self._desk.chat_of(values)
        self._desk.mark_read(user_id, chat_id, number(values, "message_id"))
        return web.json_response({})
