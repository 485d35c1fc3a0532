"""Changing a setting, and planning again what it moves, in the caller's transaction."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from sqlmodel.ext.asyncio.session import AsyncSession

from db import requests
from db.engine import LOCKED
from db.retention import forget_warnings
from db.settings import Replans
from db.tables import Member, Newsroom
from jobs.reminders.planning import replan
from jobs.reminders.rules import RULES

Owner = TypeVar("Owner", Newsroom, Member)


async def choose(session: AsyncSession, owner: Owner, key: str, value: object, *, now: datetime) -> Owner:
    """From now on the newsroom or member has this value. What the setting moves, or switches on or off, is planned
    again: the reminders of every open request of the newsroom, or its digest, which is owed for no time before the change.

    Returns:
        The owner as it is then.

    Raises:
        ValueError: the setting cannot have that value. Nothing is changed.
    """
    newsroom_id = owner.id if isinstance(owner, Newsroom) else owner.newsroom_id
    replans = owner.settings.replans(key)
    # Requests before their newsroom: the order in which everybody locks. One logged between the two was planned by the
    # old value; whether its reminder is still relevant is asked again when it is told.
    moves_reminders = Replans.REMINDERS in replans or key in {rule.switch for rule in RULES.values()}
    moved = await requests.lock_open(session, newsroom_id or 0) if moves_reminders else []
    held = await session.get_one(type(owner), owner.id, with_for_update=LOCKED, populate_existing=True)
    held.settings = held.settings.changed(key, value)
    if Replans.DIGEST in replans and isinstance(held, Newsroom):
        held.digest_since = now
    if Replans.WARNINGS in replans:
        await forget_warnings(session, newsroom_id or 0)
    session.add(held)
    await session.flush()
    await replan(session, moved, now=now)
    return held
