"""What a person sends besides text: pictures, files, voice notes, albums, places, contacts, polls, and forwards."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from sandbox.errors import NotPossible
from sandbox.methods_copies import content_of
from sandbox.people import Writing, found_entities
from sandbox.utf16 import units

Json = dict[str, Any]
MAX_CAPTION = 1024
MOST_IN_AN_ALBUM = 10


class Sending(Writing):
    """The part of LocalTelegram in which people send files and forward messages.

    Every sender of a file takes what a Message may say besides: `reply_to`, the id of a message; `forward_origin`, a
    MessageOrigin of the Bot API; `declared_size`, so that a film of 60 MB needs no 60 MB.
    """

    async def _send_file(
        self, kind: str, user_id: int, chat_id: int, content: bytes, name: str, caption: str, **place: Any
    ) -> Json:
        self.world.chats.may_speak(user_id, chat_id)
        if not content:
            raise NotPossible("the app does not send an empty file")
        if units(caption) > MAX_CAPTION:
            raise NotPossible(f"a caption holds {MAX_CAPTION} code units; this one has {units(caption)}")
        sent = self.world.files.add(kind, content, name, declared_size=place.get("declared_size"))
        if caption.strip():
            sent |= {"caption": caption.strip()} | found_entities(caption.strip(), "caption_entities")
        for key in ("forward_origin", "media_group_id"):
            if place.get(key):
                sent = {key: place[key]} | sent
        return await self._say(user_id, chat_id, sent, place["reply_to"])

    async def send_photo(
        self,
        user_id: int,
        chat_id: int,
        content: bytes,
        *,
        file_name: str = "photo.jpg",
        caption: str = "",
        reply_to: int | None = None,
        forward_origin: Json | None = None,
        media_group_id: str = "",
    ) -> Json:
        """Send a picture, as one more of the album `media_group_id` if that is given; returns the stored Message.
        `content` is kept as it is, never compressed."""
        place = {"reply_to": reply_to, "forward_origin": forward_origin, "media_group_id": media_group_id}
        return await self._send_file("photo", user_id, chat_id, content, file_name, caption, **place)

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
        place = {
            "reply_to": reply_to,
            "forward_origin": forward_origin,
            "media_group_id": str(secrets.randbits(60)),
        }
        return [
            await self._send_file(
                kind, user_id, chat_id, content, f"{kind}-{number}", "" if number > 1 else caption, **place
            )
            for number, content in enumerate(contents, start=1)
        ]

    async def send_document(
        self,
        user_id: int,
        chat_id: int,
        content: bytes,
        *,
        file_name: str = "document.pdf",
        caption: str = "",
        reply_to: int | None = None,
        forward_origin: Json | None = None,
        declared_size: int | None = None,
    ) -> Json:
        """Send a file; returns the stored Message."""
        place = {"reply_to": reply_to, "forward_origin": forward_origin, "declared_size": declared_size}
        return await self._send_file("document", user_id, chat_id, content, file_name, caption, **place)

    async def send_voice(
        self,
        user_id: int,
        chat_id: int,
        content: bytes,
        *,
        file_name: str = "voice.oga",
        caption: str = "",
        reply_to: int | None = None,
        forward_origin: Json | None = None,
    ) -> Json:
        """Send a voice note; returns the stored Message."""
        place = {"reply_to": reply_to, "forward_origin": forward_origin}
        return await self._send_file("voice", user_id, chat_id, content, file_name, caption, **place)

    async def send_video(
        self,
        user_id: int,
        chat_id: int,
        content: bytes,
        *,
        file_name: str = "video.mp4",
        caption: str = "",
        reply_to: int | None = None,
        forward_origin: Json | None = None,
        declared_size: int | None = None,
    ) -> Json:
        """Send a film; returns the stored Message."""
        place = {"reply_to": reply_to, "forward_origin": forward_origin, "declared_size": declared_size}
        return await self._send_file("video", user_id, chat_id, content, file_name, caption, **place)

    async def send_sticker(
        self,
        user_id: int,
        chat_id: int,
        content: bytes,
        *,
        file_name: str = "sticker.webp",
        reply_to: int | None = None,
        forward_origin: Json | None = None,
    ) -> Json:
        """Send a sticker; returns the stored Message."""
        place = {"reply_to": reply_to, "forward_origin": forward_origin}
        return await self._send_file("sticker", user_id, chat_id, content, file_name, "", **place)

    async def send_location(
        self, user_id: int, chat_id: int, latitude: float, longitude: float, *, reply_to: int | None = None
    ) -> Json:
        """Send a place, in degrees; returns the stored Message."""
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise NotPossible("there is no such place")
        content = {"location": {"latitude": latitude, "longitude": longitude}}
        return await self._say(user_id, chat_id, content, reply_to)

    async def send_contact(
        self, user_id: int, chat_id: int, phone_number: str, first_name: str, *, reply_to: int | None = None
    ) -> Json:
        """Send somebody's telephone number; returns the stored Message."""
        content = {"contact": {"phone_number": phone_number, "first_name": first_name}}
        return await self._say(user_id, chat_id, content, reply_to)

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
        return await self._say(user_id, chat_id, {"poll": poll}, reply_to)

    async def forward(
        self, user_id: int, chat_id: int, message: Json, *, origin_name: str = "", origin: Json | None = None
    ) -> Json:
        """Forward a Message of anywhere into a chat, as first written by somebody called `origin_name`, or by the
        MessageOrigin `origin`."""
        hidden = {"type": "hidden_user", "sender_user_name": origin_name, "date": message["date"]}
        return await self._say(
            user_id, chat_id, {"forward_origin": origin or hidden} | content_of(message), None
        )
