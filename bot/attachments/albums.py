"""Albums: several photos sent at once come as messages of their own, and are asked about once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.attachments.messages import kept_files
from bot.telegram.call import Call
from db import drafts, requests
from db.facts import RequestFacts
from db.lifecycle import EventKind
from db.requests import NewEvent
from db.tables import Draft, Member
from jobs.records import recording

MARK = "album"  # the kind of draft that remembers what became of an album


@dataclass(frozen=True)
class Joined:
    """Where a further file of an album went: to what is still asked about (None, None), to a request as a note, or
    nowhere, for the rest of its album was cancelled."""

    logged_on: RequestFacts | None = None
    cancelled: bool = False


async def join(session: AsyncSession, call: Call, kept: dict[str, Any]) -> Joined | None:
    """Put a further file of an album where its first one went; None where this is the first, or no album."""
    album = kept["album"]
    if not album:
        return None
    # Two processes may handle two of its photos at the same moment: one of them waits here for the other.
    await session.get_one(Member, call.who.member_id, with_for_update={"key_share": True})
    draft = await drafts.of_album(session, call.who.member, call.who.chat_id, album)
    if draft is None:
        return None
    if draft.kind != MARK:
        words = [text for text in (draft.data.get("text"), kept["text"]) if text]
        together = {**draft.data, "text": "\n".join(words)}
        for several in ("files", "messages"):
            together[several] = draft.data.get(several, []) + kept[several]
        await drafts.change(session, draft, together, awaits_text=draft.awaits_text, now=call.now)
        return Joined()
    if draft.data["request_id"] is None:
        return Joined(cancelled=True)
    request = await requests.by_id(session, call.who.newsroom_id, draft.data["request_id"])
    note = NewEvent(
        EventKind.NOTE,
        call.who.member_id,
        call.now,
        text=kept["text"],
        files=kept_files(kept),
    )
    await recording.record(session, request, note, now=call.now)
    return Joined(logged_on=await call.facts(session, request))


async def asked_about(session: AsyncSession, call: Call, album: str) -> Draft | None:
    """The draft in which earlier files of an album wait for somebody to say what they are; "" is no album."""
    draft = await drafts.of_album(session, call.who.member, call.who.chat_id, album) if album else None
    return draft if draft is not None and draft.kind == "whatisit" else None


async def remember(session: AsyncSession, call: Call, album: str, request_id: int | None) -> None:
    """An album was logged on a request, or cancelled (None): what still comes of it follows. "" is no album."""
    if album:
        data = {"album": album, "request_id": request_id}
        await call.begin(session, MARK, data)


async def leave(session: AsyncSession, call: Call, draft: Draft) -> None:
    """Drop something begun; if it was an album, the rest of it is not asked about again."""
    album = draft.data.get("album", "")
    await drafts.drop(session, draft)
    await remember(session, call, album, None)


async def answer(call: Call, joined: Joined) -> None:
    """Say where a further file went, unless the question about its album is still there to be answered."""
    if joined.cancelled:
        await call.answer(call.t.say("Cancelled with the rest of its album. Nothing was logged."))
    elif joined.logged_on is not None:
        head = call.t.say(
            "<b>Logged</b> on #{number} as a note: one more file of the same album.",
            number=joined.logged_on.number,
        )
        await call.answer_recorded(joined.logged_on, head)
