"""Questions that were ticked and not logged yet: kept, so that nobody ticks them twice who looks at something else meanwhile."""

from __future__ import annotations

from typing import NamedTuple

from bot.telegram.call import Call
from db import drafts

REPLY, FIX = "ticks", "fixticks"  # the kinds of the drafts: of a reply, and of one that is put right


class Ticks(NamedTuple):
    """The bits of the questions that are ticked, and the reply they belong to where it is on record."""

    ticked: int
    event_id: int | None


async def kept(call: Call, kind: str, request_id: int) -> Ticks | None:
    """What the member ticked for a request; None where that is nothing."""
    async with call.looking() as session:
        draft = await drafts.about(session, call.who.member, kind, request_id)
    return Ticks(int(draft.data["ticked"]), draft.data["event_id"]) if draft is not None else None


async def keep(call: Call, kind: str, request_id: int, ticks: Ticks) -> None:
    """Keep it."""
    data = {"request_id": request_id, **ticks._asdict()}
    async with call.database.write() as session:
        draft = await drafts.about(session, call.who.member, kind, request_id)
        await call.begin(session, kind, data, draft_id=draft.id if draft is not None else None)


async def forget(call: Call, kind: str, request_id: int) -> None:
    """It is logged."""
    async with call.database.write() as session:
        draft = await drafts.about(session, call.who.member, kind, request_id)
        if draft is not None:
            await drafts.drop(session, draft)
