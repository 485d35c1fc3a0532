"""A body named in a command that only looks: exact, or offered with buttons that run the command again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardMarkup

from bot.cards.buttons import button
from bot.i18n.catalogue import Texts, shorten
from bot.telegram.call import Call
from db import bodies
from db.tables import Body
from db.text.names import Candidate, Doubtful, Exact, Unknown


async def body_meant(call: Call, session: AsyncSession, typed: str) -> Body | None:
    """The body meant, or None after having offered the likeliest three with buttons."""
    found = await bodies.find(session, call.who.newsroom_id, typed)
    if isinstance(found, Exact):
        return await bodies.by_id(session, call.who.newsroom_id, found.body_id)
    candidates = found.nearest if isinstance(found, Unknown) else found.candidates
    rows = [[button(label(call.t, candidate), f"b:{candidate.body_id}")] for candidate in candidates]
    await call.answer(unsure(call.t, typed, known=bool(rows)), InlineKeyboardMarkup(rows) if rows else None)
    return None


def label(t: Texts, candidate: Candidate) -> str:
    """What stands on the button of a body that may be meant."""
    return shorten(t.name(candidate.name, candidate.local), 60)


def unsure(t: Texts, typed: str, *, known: bool) -> Markup:
    """What is said of a body's name in doubt; `known`: there are some to choose from."""
    name = shorten(typed, 120)
    return (
        t.say("I am not sure which body “{name}” is. Do you mean one of these?", name=name)
        if known
        else t.say("I know no body called “{name}”. All of them: /bodies", name=name)
    )


Entry = dict[
    str, Any
]  # {"typed": as written, or its name once it is known with "local", "id": the row id or None}


@dataclass(frozen=True)
class Resolved:
    """Bodies as far as they could be told. `doubtful` is the position of the first that could not."""

    bodies: list[Entry]
    doubtful: int | None
    candidates: tuple[Candidate, ...] = ()
    likely: bool = False  # whether the candidates are alike, or only the nearest there are


async def resolve(
    session: AsyncSession, newsroom_id: int, entries: list[Entry], *, story: str | None = None
) -> Resolved:
    """Find each body that was typed, up to the first in doubt. `story`: the slug of what it was typed for."""
    found = [dict(entry) for entry in entries]
    for position, entry in enumerate(found):
        if entry["id"] is not None:
            continue
        match = await bodies.find(session, newsroom_id, entry["typed"], story=story)
        if isinstance(match, Exact):
            body = await bodies.by_id(session, newsroom_id, match.body_id)
            # From here on its own name is shown, so that people see whom "GDI" was taken for.
            entry["id"], entry["typed"] = match.body_id, body.name if body else entry["typed"]
            entry["local"] = body.name_km if body else None
        elif isinstance(match, Doubtful):
            return Resolved(found, position, match.candidates, likely=True)
        else:
            return Resolved(found, position, match.nearest)
    return Resolved(found, None)


async def all_known(
    call: Call, kind: str, data: dict[str, Any], draft_id: int | None, *, adding: bool = True
) -> bool:
    """Find the bodies of what was begun; whether each is known now, and nothing had to be asked."""
    async with call.looking() as session:
        found = await resolve(session, call.who.newsroom_id, data["bodies"])
    data["bodies"] = found.bodies
    if found.doubtful is not None:
        await ask_which_body(call, kind, data, found, draft_id, adding=adding)
    return found.doubtful is None


async def ask_which_body(
    call: Call, kind: str, data: dict[str, Any], found: Resolved, draft_id: int | None, *, adding: bool = True
) -> None:
    """Offer the likeliest three and, where it may be one more, "add it"; what was typed so far waits in a draft and
    survives a restart."""
    position = found.doubtful or 0
    typed = found.bodies[position]["typed"]
    async with call.database.write() as session:
        draft = await call.begin(session, kind, data, draft_id=draft_id)
    t, key = call.t, draft.id
    rows = [
        [button(label(t, candidate), f"d:{key}:body:{position}:{candidate.body_id}")]
        for candidate in found.candidates
    ]
    if adding:
        rows.append(
            [button(t.say("➕ Add “{name}”", name=shorten(typed, 40)), f"d:{key}:addbody:{position}")]
        )
    rows.append([button(t.say("Cancel"), f"d:{key}:cancel")])
    await call.answer(which_body(t, typed, likely=found.likely or not adding), InlineKeyboardMarkup(rows))


def which_body(t: Texts, typed: str, *, likely: bool) -> Markup:
    """The question which body was meant; `likely`: there are some that are alike."""
    if likely:
        return t.say("Which body is “{name}”? Nothing is logged yet: press one.", name=typed)
    return t.say(
        "I know no body called “{name}”. Nothing is logged yet: press the right one, or add it.", name=typed
    )
