"""The chain of events as lines of a file: what is not of the dossier is withheld, and its hash stands in its place."""

from __future__ import annotations

import json
from collections.abc import Collection

from sqlmodel.ext.asyncio.session import AsyncSession

from db import chain


async def event_lines(
    session: AsyncSession, newsroom_id: int, *, of: Collection[int] | None = None
) -> list[str]:
    """The newsroom's whole chain, a line for each event.

    Args:
        of: the ids of the requests whose events are shown in their canonical form; None: all of them. In place of
            each other event stands its position and its hash, so that the order can be checked and nothing is read.
    """
    lines = []
    async for stored in chain.walk(session, newsroom_id):
        if of is None or stored.event.request_id in of:
            lines.append(chain.canonical(stored.link))
        else:
            withheld = {"position": stored.event.position, "hash": stored.event.hash}
            lines.append(json.dumps(withheld, separators=(",", ":")))
    return lines
