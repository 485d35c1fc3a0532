"""Messages that people send and edit: texts, files, albums, locations, contacts, polls, and forwards."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from functools import partialmethod
from typing import TypedDict, Unpack

from sandbox.world.chats import NotPossible
from sandbox.world.messages import content_of
from sandbox.world.store import Json
from sandbox.world.texts import MAX_CAPTION, MAX_TEXT, find_entities, is_blank, units
from sandbox.world.world import World

MOST_IN_AN_ALBUM = 10
FILE_NAMES = {"document": "document.pdf", "video": "video.mp4"}


class FileOptions(TypedDict, total=False):
    """What a Message may say of a file: `reply_to`, the id of a message; `forward_origin`, a MessageOrigin;
    `media_group_id`, the album it is one more of; `declared_size`, so that a film of 60 MB needs no 60 MB;
    `duration`, the seconds that sound or film take."""

    file_name: str
    caption: str
    reply_to: int | None
    forward_origin: Json | None
    media_group_id: str
    declared_size: int | None
    duration: int | None
    topic: int | None
    as_chat: int | None


class Sending:
    """What people send. Their app refuses what it would not let them do: NotPossible, a ValueError."""

    world: World

    async def _send(
        self,
        user_id: int,
        chat_id: int,
        content: Json,
        reply_to: int | None,
        topic: int | None = None,
        as_chat: int | None = None,
    ) -> Json:
        """`topic`: the forum's topic it is written in, None for General. `as_chat`: the group itself, whose administrator
        stays anonymous, or a channel of theirs."""
        world = self.world
        chat = world.chats.may_speak(user_id, chat_id)
        sender = world.chats.chat(as_chat) if as_chat is not None else None
        if as_chat == chat_id and world.chats.status_of(chat_id, user_id) not in ("creator", "administrator"):
            raise NotPossible(f"{user_id} is no administrator of {chat_id}")
        if topic is not None:
            if str(topic) not in (world.chats.topics(chat_id) or {}):
                raise NotPossible(f"there is no topic {topic} in {chat_id}")
            # What answers nothing else is shown as an answer to the message with which the topic began.
            first = world.messages.quoted(chat_id, topic)
            begun = {"reply_to_message": first} if first is not None else {}
            content = begun | {"message_thread_id": topic, "is_topic_message": True} | content
        if reply_to is not None:
            quoted = world.messages.quoted(chat_id, reply_to)
            if quoted is None:
                raise NotPossible(f"there is no message {reply_to} in {chat_id} to reply to")
            content = content | {"reply_to_message": quoted}
        if chat.kind == "private":
            world.chats.mark(user_id, started=True)
        message = world.add_from_person(chat, user_id, content, as_chat=sender)
        await world.store.durable()
        return message

    async def send_text(
        self,
        user_id: int,
        chat_id: int,
        text: str,
        *,
        reply_to: int | None = None,
        topic: int | None = None,
        as_chat: int | None = None,
    ) -> Json:
        """Send a text as the app does, trimmed, and return the stored Message.

        A text of more than 4,096 UTF-16 units goes out as several messages, of which the last is returned.
        """
        if is_blank(text.strip()):
            raise NotPossible("the app does not send an empty text")
        message: Json = {}
        for piece in split_text(text.strip()):
            message = await self._send(
                user_id, chat_id, _with_entities("text", piece), reply_to, topic, as_chat
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
        changed |= _with_entities("text", text) | {"edit_date": world.date()}
        world.messages.replace(changed)
        if world.bot_sees(chat, changed):
            world.updates.push("edited_message", changed)
        await world.store.durable()
        return changed

    async def send_file(
        self, kind: str, user_id: int, chat_id: int, content: bytes, **options: Unpack[FileOptions]
    ) -> Json:
        """Send a photo, document, voice, video or sticker and return the stored Message; `content` is kept as it is,
        never compressed. A sticker has no caption."""
        self.world.chats.may_speak(user_id, chat_id)
        caption = "" if kind == "sticker" else options.get("caption", "").strip()
        if not content:
            raise NotPossible("the app does not send an empty file")
        if units(caption) > MAX_CAPTION:
            raise NotPossible(f"a caption holds {MAX_CAPTION} code units; this one has {units(caption)}")
        sent: Json = {
            key: value
            for key, value in options.items()
            if key in ("forward_origin", "media_group_id") and value
        }
        name = options.get("file_name") or FILE_NAMES.get(kind, "")
        sent |= self.world.files.add(
            kind, content, name, declared_size=options.get("declared_size"), duration=options.get("duration")
        )
        if caption:
            sent |= _with_entities("caption", caption)
        place = options.get("topic"), options.get("as_chat")
        return await self._send(user_id, chat_id, sent, options.get("reply_to"), *place)

    send_photo = partialmethod(send_file, "photo")
    send_document = partialmethod(send_file, "document")
    send_voice = partialmethod(send_file, "voice")
    send_video = partialmethod(send_file, "video")
    send_sticker = partialmethod(send_file, "sticker")

    async def send_album(
        self,
        user_id: int,
        chat_id: int,
        contents: Sequence[bytes],
        *,
        kind: str = "photo",
        caption: str = "",
        reply_to: int | None = None,
        forward_origin: Json | None = None,
    ) -> list[Json]:
        """Send 2 to 10 pictures (or films, or documents) as one album: messages of their own that share a
        media_group_id, the caption under the first. Returns them."""
        if not 2 <= len(contents) <= MOST_IN_AN_ALBUM:
            raise NotPossible("an album holds 2 to 10 files")
        album = str(secrets.randbits(60))
        return [
            await self.send_file(
                kind,
                user_id,
                chat_id,
                content,
                file_name=f"{kind}-{number}",
                caption="" if number > 1 else caption,
                reply_to=reply_to,
                forward_origin=forward_origin,
                media_group_id=album,
            )
            for number, content in enumerate(contents, start=1)
        ]

    async def send_location(
        self, user_id: int, chat_id: int, latitude: float, longitude: float, *, reply_to: int | None = None
    ) -> Json:
        """Send a location, in degrees; returns the stored Message."""
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise NotPossible("there is no such place")
        content = {"location": {"latitude": latitude, "longitude": longitude}}
        return await self._send(user_id, chat_id, content, reply_to)

    async def send_contact(
        self, user_id: int, chat_id: int, phone_number: str, first_name: str, *, reply_to: int | None = None
    ) -> Json:
        """Send somebody's telephone number; returns the stored Message."""
        content = {"contact": {"phone_number": phone_number, "first_name": first_name}}
        return await self._send(user_id, chat_id, content, reply_to)

    async def send_poll(
        self,
        user_id: int,
        chat_id: int,
        question: str,
        options: Sequence[str],
        *,
        reply_to: int | None = None,
    ) -> Json:
        """Send a poll that nobody can vote in; returns the stored Message."""
        poll = {
            "id": str(secrets.randbits(60)),
            "question": question,
            "options": [
                {"persistent_id": str(number), "text": option, "voter_count": 0}
                for number, option in enumerate(options)
            ],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": True,
            "members_only": False,
        }
        return await self._send(user_id, chat_id, {"poll": poll}, reply_to)

    async def forward(
        self, user_id: int, chat_id: int, message: Json, *, origin_name: str = "", origin: Json | None = None
    ) -> Json:
        """Forward a Message of anywhere into a chat, as first written by whoever its app names: by the MessageOrigin
        `origin` or somebody called `origin_name`, if given."""
        if origin_name:
            origin = {"type": "hidden_user", "sender_user_name": origin_name, "date": message["date"]}
        content = {"forward_origin": origin or origin_of(message)} | content_of(message)
        return await self._send(user_id, chat_id, content, None)


def origin_of(message: Json) -> Json:
    """Return the MessageOrigin that a forward of a message carries: of a forward, where that came from."""
    date = {"date": message["date"]}
    if "forward_origin" in message:
        origin: Json = message["forward_origin"]
        return origin
    if "sender_chat" not in message:
        return {"type": "user", "sender_user": message["from"]} | date
    chat = message["sender_chat"]
    if chat["type"] == "channel":
        return {"type": "channel", "chat": chat, "message_id": message["message_id"]} | date
    return {"type": "chat", "sender_chat": chat} | date


def split_text(text: str) -> list[str]:
    """Cut a text the way the Telegram apps do: pieces of at most 4,096 code units, at the last break in the second half
    of what fits: between paragraphs, else lines, else words, else anywhere."""
    pieces = []
    while units(text) > MAX_TEXT:
        size = MAX_TEXT
        while units(text[:size]) > MAX_TEXT:
            size -= max(1, (units(text[:size]) - MAX_TEXT) // 2)
        breaks = (text.rfind(mark, size // 2, size) for mark in ("\n\n", "\n", " "))
        at = next((found for found in breaks if found > 0), size)
        pieces.append(text[:at].strip())
        text = text[at:].lstrip()
    return [piece for piece in [*pieces, text] if piece]


def _with_entities(key: str, text: str) -> Json:
    entities = find_entities(text)
    return {key: text} | ({"entities" if key == "text" else "caption_entities": entities} if entities else {})
