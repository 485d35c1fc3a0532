"""The messages of every chat, as they stand now."""

from __future__ import annotations

import json

from sandbox.world.feed import Feed
from sandbox.world.store import Json, Store

# What belongs to one message in one place and does not travel with a forward.
_STAYS = (
    "message_id", "from", "sender_chat", "chat", "date", "edit_date", "reply_to_message", "reply_markup",
    "media_group_id", "forward_origin", "message_thread_id", "is_topic_message",
)  # fmt: skip


class Messages:
    """Stores Message objects exactly as the Bot API shows them; numbers them per chat."""

    def __init__(self, store: Store, feed: Feed) -> None:
        self._store = store
        self._feed = feed

    def add(self, chat: Json, sender: Json | None, date: int, content: Json) -> Json:
        """Store a new message in a chat and return it; `chat` and `sender` are Bot API objects, `date` Unix time."""
        chat_id = chat["id"]
        row = self._store.one(
            "UPDATE chat SET next_message_id = next_message_id + 1 WHERE chat_id = ? RETURNING next_message_id - 1",
            (chat_id,),
        )
        if row is None:
            raise LookupError(f"there is no chat {chat_id}")
        message: Json = {"message_id": row[0]} | ({"from": sender} if sender else {"sender_chat": chat})
        message |= {"chat": chat, "date": date} | content
        by_bot = bool(sender and sender["is_bot"] and "sender_chat" not in content)
        self._store.run(
            "INSERT INTO message VALUES (?, ?, ?, ?)", (chat_id, row[0], by_bot, json.dumps(message))
        )
        self._feed.publish("message", chat_id, message=message)
        return message

    def find(self, chat_id: int, message_id: int) -> Json | None:
        """Return a message as it stands now; None where there is none, or it was deleted."""
        row = self._store.one(
            "SELECT json FROM message WHERE chat_id = ? AND message_id = ?", (chat_id, message_id)
        )
        return None if row is None else json.loads(row[0])

    def replace(self, message: Json) -> None:
        """Put an edited message in the place of the old one."""
        chat_id = message["chat"]["id"]
        self._store.run(
            "UPDATE message SET json = ? WHERE chat_id = ? AND message_id = ?",
            (json.dumps(message), chat_id, message["message_id"]),
        )
        self._feed.publish("edited", chat_id, message=message)

    def delete(self, chat_id: int, message_id: int) -> None:
        """Take a message away for everybody."""
        self._store.run("DELETE FROM message WHERE chat_id = ? AND message_id = ?", (chat_id, message_id))
        self._feed.publish("deleted", chat_id, message_id=message_id)

    def all(self, chat_id: int, *, from_bot: bool | None = None, after: int = 0) -> list[Json]:
        """Return the messages of a chat in order, as they stand now; only the bot's, or only people's, if asked, and
        only those after one."""
        rows = self._store.all(
            "SELECT json FROM message WHERE chat_id = ? AND from_bot = coalesce(?, from_bot) AND message_id > ?"
            " ORDER BY message_id",
            (chat_id, from_bot, after),
        )
        return [json.loads(row[0]) for row in rows]

    def last_of_bot(self, chat_id: int) -> Json | None:
        """Return the newest message of the bot in a chat."""
        row = self._store.one(
            "SELECT json FROM message WHERE chat_id = ? AND from_bot = 1 ORDER BY message_id DESC LIMIT 1",
            (chat_id,),
        )
        return None if row is None else json.loads(row[0])

    def quoted(self, chat_id: int, message_id: int) -> Json | None:
        """Return a message the way it is embedded in an answer to it: without what it answers itself."""
        message = self.find(chat_id, message_id)
        if message is not None:
            message.pop("reply_to_message", None)
        return message


def visible_text(message: Json) -> str:
    """Return the text or caption as a person sees it; "" where there is none."""
    return str(message.get("text", message.get("caption", "")))


def buttons(message: Json) -> list[list[Json]]:
    """Return the rows of inline buttons under a message as they stand now."""
    rows: list[list[Json]] = message.get("reply_markup", {}).get("inline_keyboard", [])
    return rows


def content_of(message: Json) -> Json:
    """Return what a message says, without what belongs to its place."""
    return {key: value for key, value in message.items() if key not in _STAYS}
