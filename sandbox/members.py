"""The ChatMember objects of the Bot API."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
_RIGHTS = (
    "can_be_edited", "can_manage_chat", "can_change_info", "can_delete_messages", "can_invite_users",
    "can_restrict_members", "can_pin_messages", "can_promote_members", "can_manage_video_chats", "can_post_stories",
    "can_edit_stories", "can_delete_stories",
)  # fmt: skip


def chat_member(user: Json, status: str) -> Json:
    """Return the ChatMember object for a User and its status in a chat."""
    member: Json = {"user": user, "status": status}
    if status == "creator":
        return member | {"is_anonymous": False}
    if status == "administrator":
        return member | dict.fromkeys(_RIGHTS, True) | {"is_anonymous": False}
    if status == "kicked":
        return member | {"until_date": 0}
    return member
