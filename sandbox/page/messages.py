"""Messages as a person reads and writes them: the chat list, the messages of a chat, sending, editing, pressing."""

from __future__ import annotations

from dataclasses import asdict

from aiohttp import web

from sandbox.page.chats import CastMember, Chats, instant
from sandbox.page.requests import PageError, as_in_the_app, body, number, optional_number, words
from sandbox.world.store import Json

PAGE = 40
PRESS_SECONDS = 15.0  # the Telegram apps give a bot about this long before the button stops turning


def add_messages(page: web.Application, chats: Chats) -> None:
    """Add the routes for chats and messages."""
    routes = MessageRoutes(chats)
    page.router.add_get("/state", routes.state)
    page.router.add_get("/messages", routes.messages)
    page.router.add_get("/commands", routes.commands)
    page.router.add_post("/send", routes.send)
    page.router.add_post("/forward", routes.forward)
    page.router.add_post("/edit", routes.edit)
    page.router.add_post("/press", routes.press)
    page.router.add_post("/start", routes.start)
    page.router.add_post("/read", routes.read)
    page.router.add_post("/block", routes.block)


class MessageRoutes:
    """The handlers; each answers JSON and raises PageError for what the apps would not allow."""

    def __init__(self, chats: Chats) -> None:
        self._chats = chats

    async def state(self, _request: web.Request) -> web.Response:
        """Everything but the messages: the bot, the people with their chats, the zone and the time."""
        chats = self._chats
        chats.first_look()
        world = chats.people.world
        return web.json_response(
            {
                "run": chats.run,
                "bot": {"name": world.first_name, "username": world.username},
                "timezone": chats.clock.timezone,
                "now": instant(chats.clock.now()),
                "people": [self._person(person) for person in chats.cast.members],
                "tries": [asdict(each) for each in chats.cast.tries],
            }
        )

    def _person(self, person: CastMember) -> Json:
        chats = [self._chat(person.user_id, chat_id) for chat_id in self._chats.chats_of(person)]
        about = {"id": person.user_id, "name": person.name, "role": person.role, "hint": person.hint}
        return about | {"chats": chats}

    def _chat(self, user_id: int, chat_id: int) -> Json:
        world = self._chats.people.world
        chat = world.chats.chat(chat_id)
        messages = self._chats.people.messages(chat_id)
        private = chat.kind == "private"
        return {
            "id": chat_id,
            "type": chat.kind,
            "title": world.first_name if private else chat.title,
            "members": 0 if private else len(world.chats.members(chat_id)),
            "last": messages[-1] if messages else None,
            "unread": self._chats.unread(user_id, chat_id, messages),
            "blocked": private and world.chats.blocked(user_id),
        }

    async def messages(self, request: web.Request) -> web.Response:
        """One page of a chat, oldest first: the newest messages, or those before the message `before`."""
        _, chat_id = self._chats.chat_of(request.query)
        before = optional_number(request.query, "before")
        messages = self._chats.people.messages(chat_id)
        if before is not None:
            messages = [message for message in messages if message["message_id"] < before]
        return web.json_response({"messages": messages[-PAGE:], "more": len(messages) > PAGE})

    async def commands(self, request: web.Request) -> web.Response:
        """The menu of commands this person sees in this chat: the most special scope and language that has one."""
        user_id, chat_id = self._chats.chat_of(request.query)
        language = self._chats.people.world.chats.person(user_id).language_code[:2]
        for scope in self._scopes(user_id, chat_id):
            for code in (language, ""):
                found = self._chats.people.commands(scope=scope, language_code=code)
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
        if self._chats.people.world.chats.status_of(chat_id, user_id) in ("creator", "administrator"):
            here: Json = {"type": "chat_administrators", "chat_id": chat_id}
            return [member, here, chat, {"type": "all_chat_administrators"}, *everybody]
        return [member, chat, *everybody]

    async def send(self, request: web.Request) -> web.Response:
        """Send a text, perhaps as an answer to the message `reply_to`."""
        values = await body(request)
        user_id, chat_id = self._chats.chat_of(values)
        text, reply_to = words(values, "text"), optional_number(values, "reply_to")
        with as_in_the_app():
            message = await self._chats.people.send_text(user_id, chat_id, text, reply_to=reply_to)
        return web.json_response({"message": message})

    async def forward(self, request: web.Request) -> web.Response:
        """Forward the message `message_id` of the chat `source` on the same phone."""
        values = await body(request)
        user_id, chat_id = self._chats.chat_of(values)
        _, source = self._chats.chat_of({**values, "chat": values.get("source")})
        found = self._chats.people.world.messages.find(source, number(values, "message_id"))
        if found is None:
            raise PageError(404, "That message is gone.")
        with as_in_the_app():
            message = await self._chats.people.forward(user_id, chat_id, found)
        return web.json_response({"message": message})

    async def edit(self, request: web.Request) -> web.Response:
        """Change a text of one's own."""
        values = await body(request)
        user_id, chat_id = self._chats.chat_of(values)
        message_id, text = number(values, "message_id"), words(values, "text")
        with as_in_the_app():
            message = await self._chats.people.edit_text(user_id, chat_id, message_id, text)
        return web.json_response({"message": message})

    async def press(self, request: web.Request) -> web.Response:
        """Press the button that carries `data` (as this browser still shows it), and wait for the bot's answer."""
        values = await body(request)
        user_id, chat_id = self._chats.chat_of(values)
        message_id, data = number(values, "message_id"), words(values, "data")
        with as_in_the_app():
            answer = await self._chats.people.press(
                user_id, chat_id, message_id, data=data, timeout=PRESS_SECONDS
            )
        return web.json_response({"answer": asdict(answer)})

    async def start(self, request: web.Request) -> web.Response:
        """Open the bot through a t.me link: sends /start with the link's code, which may be empty."""
        values = await body(request)
        person = self._chats.person(number(values, "person"))
        code = values.get("code", "")
        if not isinstance(code, str):
            raise PageError(400, "The code is not a text.")
        with as_in_the_app():
            message = await self._chats.people.open_start_link(person.user_id, code)
        return web.json_response({"message": message})

    async def block(self, request: web.Request) -> web.Response:
        """Let a person block the bot, or with `blocked` false take the block back."""
        values = await body(request)
        person = self._chats.person(number(values, "person"))
        if not isinstance(values.get("blocked"), bool):
            raise PageError(400, "“blocked” is neither true nor false.")
        if values["blocked"]:
            self._chats.people.block(person.user_id)
        else:
            self._chats.people.unblock(person.user_id)
        return web.json_response({})

    async def read(self, request: web.Request) -> web.Response:
        """Remember that a person has seen the chat up to `message_id`."""
        values = await body(request)
        user_id, chat_id = self._chats.chat_of(values)
        self._chats.mark_read(user_id, chat_id, number(values, "message_id"))
        return web.json_response({})
