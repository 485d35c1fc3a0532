"""What follows from a changed record."""

from __future__ import annotations

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from db.tables import Request
from jobs import alerts, reminding


async def follow(session: AsyncSession, request: Request, *, now: datetime) -> None:
    """Bring what is owed about a request to what its record now says: the next reminder, and the alerts of an answer
    that its story came out without. In the transaction of the change; the caller holds the request's lock."""
    await reminding.replan(session, request, now=now)
    await alerts.owe(session, request, now=now)
