"""What a person does in the Telegram app, and what the bot's side gets of it."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.chats import Chat
from sandbox.detect import detect
from sandbox.errors import NotPossible
from sandbox.markup import buttons
from sandbox.members import chat_member
from sandbox.utf16 import units
from sandbox.world import World

Json = dict[str, Any]
MAX_TEXT = 4096


@dataclass(frozen=True)
class CallbackAnswer:
    """What a person sees after pressing a button; `answered` is false when the bot kept silent."""

    text: str = ""
    show_alert: bool = False
    url: str | None = None
    answered: bool = False


def split_text(text: str) -> list[str]:
    """Cut a text the way the Telegram apps do: pieces of at most 4,096 code units, at a break where there is one."""
    pieces = []
    while units(text) > MAX_TEXT:
        size = MAX_TEXT
        while units(text[:size]) > MAX_TEXT:
            size -= units(text[:size]) - MAX_TEXT
        at = max(text.rfind("\n", size // 2, size), text.rfind(" ", size // 2, size))
        at = at if at > 0 else size
        pieces.append(text[:at].strip())
        text = text[at:].lstrip()
    return [piece for piece in [*pieces, text] if piece]


def find_button(message: Json, text: str) -> Json:
    """Return the first inline button with that text; raises NotPossible naming those there are."""
    for row in buttons(message):
        for button in row:
            if button["text"] == text:
                return button
    there = [button["text"] for row in buttons(message) for button in row]
    raise NotPossible(f"no button {text!r} under message {message['message_id']}; there are {there}")


class Doings:
    """Turns what people do into stored messages and updates."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def say(self, user_id: int, chat_id: int, content: Json, *, reply_to: int | None = None) -> Json:
        """Store a person's message and queue it for the bot where the bot may see it; return it.

        Raises NotPossible where the app would not let them.
        """
        world = self._world
        chat = world.chats.may_speak(user_id, chat_id)
        if reply_to is not None:
            quoted = world.messages.quoted(chat_id, reply_to)
            if quoted is None:
                raise NotPossible(f"there is no message {reply_to} in {chat_id} to reply to")
            content = {"reply_to_message": quoted} | content
        if chat.kind == "private":
            world.chats.mark(user_id, started=True)
        message = self.record(chat, user_id, content)
        await world.store.durable()
        return message

    def record(self, chat: Chat, user_id: int, content: Json) -> Json:
        """Store a message of a person or about one, and queue it for the bot where the bot may see it."""
        world = self._world
        sender = world.chats.person(user_id).as_user()
        message = world.messages.add(world.chats.as_chat(chat), sender, world.date(), content)
        if world.bot_sees(chat, message):
            world.updates.push("message", message)
        return message

    def make_group(
        self, chat_id: int, title: str, members: Sequence[int], *, bot_is_member: bool, kind: str
    ) -> Chat:
        """Add a group with these people, the first its creator, who then adds the bot if asked; return it."""
        world = self._world
        for user_id in members:
            world.chats.person(user_id)
        new = world.chats.put_chat(Chat(chat_id, kind, title, "left"))
        for place, user_id in enumerate(members):
            if world.chats.status_of(chat_id, user_id) in ("left", "kicked"):
                world.chats.set_member(chat_id, user_id, "creator" if new and place == 0 else "member")
        if new and bot_is_member:
            self.move_bot(chat_id, members[0], "member")
        world.store.commit()
        return world.chats.chat(chat_id)

    def move_bot(self, chat_id: int, user_id: int, status: str) -> None:
        """Let a person give the bot another standing in a group: the bot hears of it, the group sees it."""
        world = self._world
        chat = world.chats.chat(chat_id)
        world.chats.set_bot_status(chat_id, status)
        bot = world.bot_user()
        member = {
            "chat": world.chats.as_chat(chat),
            "from": world.chats.person(user_id).as_user(),
            "date": world.date(),
            "old_chat_member": chat_member(bot, chat.bot_status),
            "new_chat_member": chat_member(bot, status),
        }
        world.updates.push("my_chat_member", member)
        world.feed.publish("member", chat_id, status=status)
        if status in ("left", "kicked"):
            self.record(chat, user_id, {"left_chat_member": bot})
        elif chat.bot_status in ("left", "kicked"):
            self.record(world.chats.chat(chat_id), user_id, {"new_chat_members": [bot]})

    async def send_text(
        self, user_id: int, chat_id: int, text: str, *, reply_to: int | None = None, split: bool = True
    ) -> Json:
        """Send a text as the app does: trimmed, and in several messages when it is too long (`split`).

        Returns the last message sent; raises ValueError for an empty text, or one over 4,096 code units unsplit.
        """
        text = text.strip()
        if not text:
            raise NotPossible("the app does not send an empty text")
        if not split and units(text) > MAX_TEXT:
            raise NotPossible(f"a message holds {MAX_TEXT} code units; this text has {units(text)}")
        message: Json = {}
        for piece in split_text(text):
            entities = detect(piece)
            content = {"text": piece} | ({"entities": entities} if entities else {})
            message = await self.say(user_id, chat_id, content, reply_to=reply_to)
        return message

    async def edit_text(self, user_id: int, chat_id: int, message_id: int, text: str) -> Json:
        """Edit one's own text message; the bot gets edited_message where it may see it. Returns the new state."""
        world = self._world
        chat = world.chats.may_speak(user_id, chat_id)
        message = world.messages.find(chat_id, message_id)
        if message is None or message.get("from", {}).get("id") != user_id or "text" not in message:
            raise NotPossible(f"message {message_id} is no text of {user_id}")
        text = text.strip()
        if not text or units(text) > MAX_TEXT:
            raise NotPossible(f"a message holds 1 to {MAX_TEXT} code units")
        changed = {key: value for key, value in message.items() if key != "entities"} | {"text": text}
        entities = detect(text)
        changed |= {"edit_date": world.date()} | ({"entities": entities} if entities else {})
        world.messages.replace(changed)
        if world.bot_sees(chat, changed):
            world.updates.push("edited_message", changed)
        await world.store.durable()
        return changed

    async def press(
        self,
        user_id: int,
        chat_id: int,
        message_id: int,
        *,
        text: str | None,
        data: str | None,
        seconds: float,
    ) -> CallbackAnswer:
        """Press an inline button and wait up to `seconds` of real seconds for the bot's answer."""
        world = self._world
        chat = world.chats.may_speak(user_id, chat_id)
        message = world.messages.find(chat_id, message_id)
        if data is None:
            if message is None:
                raise NotPossible(f"there is no message {message_id} in {chat_id}")
            button = find_button(message, text or "")
            if "url" in button:
                return CallbackAnswer(url=button["url"])
            if "callback_data" not in button:
                raise NotPossible(f"the button {text!r} copies a text, the bot does not hear of it")
            data = button["callback_data"]
        query_id = str(secrets.randbits(62))
        world.store.run(
            "INSERT INTO callback (query_id, chat_id, user_id, asked) VALUES (?, ?, ?, ?)",
            (query_id, chat_id, user_id, world.now().timestamp()),
        )
        answered: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        world.presses[query_id] = answered
        gone = {"chat": world.chats.as_chat(chat), "message_id": message_id, "date": 0}
        query = {
            "id": query_id,
            "from": world.chats.person(user_id).as_user(),
            "message": gone if message is None else message,
            "chat_instance": str(chat_id),
            "data": data,
        }
        world.updates.push("callback_query", query)
        await world.store.durable()
        try:
            return CallbackAnswer(**await asyncio.wait_for(answered, seconds), answered=True)
        except TimeoutError:
            return CallbackAnswer()
        finally:
            world.presses.pop(query_id, None)
