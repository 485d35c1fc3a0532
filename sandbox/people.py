"""What a person writes, sends and edits in the Telegram app, and what the bot's side gets of it."""

from __future__ import annotations

from typing import Any

from sandbox.chats import Chat
from sandbox.cleaning import is_blank
from sandbox.detect import detect
from sandbox.errors import NotPossible
from sandbox.utf16 import units
from sandbox.world import World

Json = dict[str, Any]
MAX_TEXT = 4096


def split_text(text: str) -> list[str]:
    """Cut a text the way the Telegram apps do: pieces of at most 4,096 code units, at a break where there is one."""
    pieces = []
    while units(text) > MAX_TEXT:
        size = MAX_TEXT
        while units(text[:size]) > MAX_TEXT:
            size -= max(1, (units(text[:size]) - MAX_TEXT) // 2)
        at = max(text.rfind("\n", size // 2, size), text.rfind(" ", size // 2, size))
        at = at if at > 0 else size
        pieces.append(text[:at].strip())
        text = text[at:].lstrip()
    return [piece for piece in [*pieces, text] if piece]


class Writing:
    """The half of LocalTelegram in which people write. Their app refuses what it would not let them do: NotPossible,
    a ValueError."""

    world: World

    def _record(self, chat: Chat, user_id: int, content: Json) -> Json:
        """Store a message by a person, or a service message about one, and queue it where the bot may see it."""
        world = self.world
        sender = world.chats.person(user_id).as_user()
        message = world.messages.add(world.chats.as_chat(chat), sender, world.date(), content)
        if world.bot_sees(chat, message):
            world.updates.push("message", message)
        return message

    async def _say(self, user_id: int, chat_id: int, content: Json, reply_to: int | None) -> Json:
        world = self.world
        chat = world.chats.may_speak(user_id, chat_id)
        if reply_to is not None:
            quoted = world.messages.quoted(chat_id, reply_to)
            if quoted is None:
                raise NotPossible(f"there is no message {reply_to} in {chat_id} to reply to")
            content = {"reply_to_message": quoted} | content
        if chat.kind == "private":
            world.chats.mark(user_id, started=True)
        message = self._record(chat, user_id, content)
        await world.store.durable()
        return message

    async def send_text(
        self, user_id: int, chat_id: int, text: str, *, reply_to: int | None = None, split: bool = True
    ) -> Json:
        """Send a text as the app does, trimmed, and return the stored Message.

        A text of more than 4,096 UTF-16 code units goes out as several messages, of which the last is returned;
        with `split` false it is refused.
        """
        text = text.strip()
        if is_blank(text):
            raise NotPossible("the app does not send an empty text")
        if not split and units(text) > MAX_TEXT:
            raise NotPossible(f"a message holds {MAX_TEXT} code units; this text has {units(text)}")
        message: Json = {}
        for piece in split_text(text):
            message = await self._say(
                user_id, chat_id, {"text": piece} | found_entities(piece, "entities"), reply_to
            )
        return message

    async def open_start_link(self, user_id: int, code: str) -> Json:
        """Open https://t.me/<bot>?start=<code> and press Start: "/start <code>" is sent privately."""
        self.world.chats.person(user_id)
        return await self.send_text(user_id, user_id, f"/start {code}".strip())

    async def edit_text(self, user_id: int, chat_id: int, message_id: int, text: str) -> Json:
        """Edit one's own text; the bot gets edited_message where it may see it. Returns the Message as it is then."""
        world = self.world
        chat = world.chats.may_speak(user_id, chat_id)
        message = world.messages.find(chat_id, message_id)
        if message is None or message.get("from", {}).get("id") != user_id or "text" not in message:
            raise NotPossible(f"message {message_id} is no text of {user_id}")
        text = text.strip()
        if is_blank(text) or units(text) > MAX_TEXT:
            raise NotPossible(f"a message holds 1 to {MAX_TEXT} code units")
        if text == message["text"]:
            return message
        changed = {key: value for key, value in message.items() if key != "entities"}
        changed |= {"text": text, "edit_date": world.date()} | found_entities(text, "entities")
        world.messages.replace(changed)
        if world.bot_sees(chat, changed):
            world.updates.push("edited_message", changed)
        await world.store.durable()
        return changed


def found_entities(text: str, key: str) -> Json:
    """Return {key: entities} for what the app finds in a text, or nothing."""
    entities = detect(text)
    return {key: entities} if entities else {}
