"""Replying to a card with text, a photo or a file: what is it?"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from telegram import (
    InlineKeyboardMarkup,
    Message,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginHiddenUser,
    MessageOriginUser,
)

from bot import keyboards, sending
from bot.call import Call
from bot.handlers import outcomes
from bot.handlers.outcomes import Report
from bot.keyboards import button
from bot.pressed import CHANNELS, one_of
from bot.texts import answers, cards
from db import drafts
from db.errors import AlreadyHandled, DeskError
from db.evidence import File
from db.facts import RequestFacts
from db.lifecycle import Channel, EventKind
from db.tables import Draft


class NothingToKeep(DeskError):
    """I can keep text, photos, voice notes, videos and files, but not this. Nothing was logged."""


KINDS = {
    "full": EventKind.REPLIED_FULL,
    "part": EventKind.REPLIED_PARTIAL,
    "ack": EventKind.ACKNOWLEDGED,
    "note": EventKind.NOTE,
    "decline": EventKind.DECLINED,
}


async def is_about_card(call: Call) -> bool:
    """Whether the message replies to one of this newsroom's cards."""
    async with call.looking() as session:
        return await call.replied_to(session) is not None


async def ask_what_it_is(call: Call) -> None:
    """Keep the message in a draft, and ask with buttons what it is."""
    message = call.update.message
    if message is None:
        return
    attachment = attachment_of(message)
    words = (message.text or message.caption or "").strip()
    if attachment is None and not words:
        raise NothingToKeep
    async with call.recording() as session:
        request = await call.target(session, None)
        facts = await call.facts(session, request)
        data = {"request_id": facts.id, "text": words, "attachment": attachment}
        draft = await drafts.begin(
            session, call.who.member, call.who.chat_id, "whatisit", data, awaits_text=False, now=call.now
        )
    await call.answer(
        call.t.say(
            "What is this for #{number} {body}? Kept, but not logged until you press.",
            number=facts.number,
            body=facts.body,
        ),
        _choices(call, facts, draft.id or 0),
    )


async def choose(call: Call, draft: Draft, verb: str, argument: str) -> None:
    """A button under "what is this?"."""
    data = draft.data
    about = replace(call, request_id=data["request_id"])
    if verb == "again":
        await _show_channels(call, draft.id or 0)
        return
    kind = EventKind.CHASED if verb == "chase" else one_of(KINDS, verb)
    report = Report(
        kind=kind,
        text=data["text"],
        channel=one_of(CHANNELS, argument) if verb == "chase" else None,
        files=kept_files(data["attachment"]),
        draft_id=draft.id,
    )
    try:
        facts = await outcomes.record(about, report)
    except AlreadyHandled:
        await call.finish(draft.id)  # recorded before a crash
        raise
    head = answers.recorded(call.t, facts)
    await sending.toast(call.update, head)
    keyboard = keyboards.card(call.t, facts)
    if kind is EventKind.REPLIED_PARTIAL:
        head += " " + call.t.say("Which questions did they answer?")
        keyboard = keyboards.partial(call.t, facts, 0)
    text = head + "\n\n" + cards.card(call.t, facts, call.now)
    await sending.show_in_place(call.update, text, keyboard)
    query = call.update.callback_query
    if query is not None and query.message is not None:
        await call.remember_card(facts.id, query.message.message_id)


def _choices(call: Call, facts: RequestFacts, key: int) -> InlineKeyboardMarkup:
    t = call.t
    if not facts.is_open:
        rows = [[button(t.say("Our note"), f"d:{key}:note")]]
    else:
        rows = [
            [button(t.say("✅ Their answer, to everything"), f"d:{key}:full")],
            [button(t.say("◐ Their answer, in part"), f"d:{key}:part")],
            [
                button(t.say("✉️ An acknowledgement"), f"d:{key}:ack"),
                button(t.say("🚫 They declined"), f"d:{key}:decline"),
            ],
            [
                button(t.say("Another attempt…"), f"d:{key}:again"),
                button(t.say("Our note"), f"d:{key}:note"),
            ],
        ]
    return InlineKeyboardMarkup([*rows, [button(t.say("Cancel"), f"d:{key}:cancel")]])


async def _show_channels(call: Call, key: int) -> None:
    from bot.texts import labels

    t = call.t
    buttons = [button(labels.channel(t, channel), f"d:{key}:chase:{channel.value}") for channel in Channel]
    await sending.toast(call.update, "")
    await sending.show_in_place(
        call.update, t.say("How was it asked again?"), InlineKeyboardMarkup([buttons[:3], buttons[3:]])
    )


def attachment_of(message: Message) -> dict[str, Any] | None:
    """What a message carries, as Telegram keeps it. Photos come in sizes; the last is the largest."""
    media: Any = None
    kind = ""
    if message.photo:
        kind, media = "photo", message.photo[-1]
    else:
        for kind in ("document", "voice", "video", "audio", "video_note"):
            media = getattr(message, kind)
            if media is not None:
                break
    if media is None:
        return None
    return {
        "kind": kind,
        "file_id": media.file_id,
        "file_unique_id": media.file_unique_id,
        "file_name": getattr(media, "file_name", None) or "",
        "mime_type": getattr(media, "mime_type", None) or "",
        "size": media.file_size,
        "origin": _origin(message),
        "origin_at": message.forward_origin.date.isoformat() if message.forward_origin else None,
    }


def kept_files(kept: dict[str, Any] | None) -> tuple[File, ...]:
    """The files of what was kept in a draft."""
    if not kept:
        return ()
    sent = kept.get("origin_at")
    return (File(**{**kept, "origin_at": datetime.fromisoformat(sent) if sent else None}),)


def _origin(message: Message) -> str:
    """The name a forward came from."""
    match message.forward_origin:
        case MessageOriginUser(sender_user=user):
            return user.full_name
        case MessageOriginHiddenUser(sender_user_name=name):
            return name
        case MessageOriginChat(sender_chat=chat) | MessageOriginChannel(chat=chat):
            return chat.title or ""
        case _:
            return ""
