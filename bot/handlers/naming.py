"""A body named in a command that only looks: exact, or offered with buttons that run the command again."""

from __future__ import annotations

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardMarkup

from bot.call import Call
from bot.keyboards import button
from bot.texts.shortening import shorten
from db import bodies
from db.names import Exact, Unknown
from db.tables import Body

LOOKS = {"status": "p:0:status:b{id}", "report": "p:0:report:b{id}", "body": "b:{id}"}


async def body_meant(call: Call, session: AsyncSession, typed: str, command: str) -> Body | None:
    """The body meant, or None after having offered the likeliest three with buttons."""
    found = await bodies.find(session, call.who.newsroom_id, typed)
    if isinstance(found, Exact):
        return await bodies.by_id(session, call.who.newsroom_id, found.body_id)
    candidates = found.nearest if isinstance(found, Unknown) else found.candidates
    rows = [
        [button(shorten(candidate.name, 60), LOOKS[command].format(id=candidate.body_id))]
        for candidate in candidates
    ]
    name = shorten(typed, 120)
    await call.answer(
        call.t.say("I am not sure which body “{name}” is. Do you mean one of these?", name=name)
        if rows
        else call.t.say("I know no body called “{name}”. All of them: /bodies", name=name),
        InlineKeyboardMarkup(rows) if rows else None,
    )
    return None
