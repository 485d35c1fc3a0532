"""What a message carries besides words, as it is kept in a draft: files, and whom a forward came from (pure)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from telegram import (
    Message,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginHiddenUser,
    MessageOriginUser,
)

from db.attachments import File
from db.errors import DeskError

KINDS = ("document", "voice", "video", "audio", "video_note")


class NothingToKeep(DeskError):
    """A message carries no words, and no file of a kind that can be kept."""

    message = "I can keep text, photos, voice notes, videos and files, but not this. Nothing was logged."


def kept(message: Message) -> dict[str, Any]:
    """All of a message that is kept until somebody says what it is.

    Raises:
        NothingToKeep: it has no words, and no file of a kind that can be kept.
    """
    attachment = attachment_of(message)
    words = (message.text or message.caption or "").strip()
    if attachment is None and not words:
        raise NothingToKeep
    return {
        "text": words,
        "files": [] if attachment is None else [attachment],
        "forwarded": {} if attachment is not None else forwarded(message),
        "album": message.media_group_id or "",
        "messages": [message.message_id],
    }


def attachment_of(message: Message) -> dict[str, Any] | None:
    """What a message carries, as Telegram keeps it. Photos come in sizes; the last is the largest."""
    media: Any = None
    kind = ""
    if message.photo:
        kind, media = "photo", message.photo[-1]
    else:
        for kind in KINDS:
            media = getattr(message, kind)
            if media is not None:
                break
    if media is None:
        return None
    origin = forwarded(message)
    return {
        "kind": kind,
        "file_id": media.file_id,
        "file_unique_id": media.file_unique_id,
        "file_name": getattr(media, "file_name", None) or "",
        "mime_type": getattr(media, "mime_type", None) or "",
        "size": media.file_size,
        "origin": origin.get("origin", ""),
        "origin_at": origin.get("origin_at"),
    }


def forwarded(message: Message) -> dict[str, str]:
    """Whom a forward came from and when it was first sent, as an event's details say it; empty for one's own words."""
    if message.forward_origin is None:
        return {}
    return {"origin": _name(message), "origin_at": message.forward_origin.date.isoformat()}


def kept_files(data: dict[str, Any]) -> tuple[File, ...]:
    """The files of what was kept in a draft."""
    before_albums = data.get("attachment")  # one file, or none
    found = data.get("files") or ([before_albums] if before_albums else [])
    return tuple(_file(one) for one in found)


def _file(one: dict[str, Any]) -> File:
    sent = one.get("origin_at")
    return File(**{**one, "origin_at": datetime.fromisoformat(sent) if sent else None})


def _name(message: Message) -> str:
    match message.forward_origin:
        case MessageOriginUser(sender_user=user):
            return user.full_name
        case MessageOriginHiddenUser(sender_user_name=name):
            return name
        case (
            MessageOriginChat(sender_chat=chat, author_signature=signature)
            | MessageOriginChannel(chat=chat, author_signature=signature)
        ):
            title = chat.title or chat.full_name or ""
            return f"{title} ({signature})" if signature else title
        case _:
            return ""
