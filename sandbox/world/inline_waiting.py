"""What was asked of the bot in some chat and is not answered yet, and what the server may answer by itself."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from sandbox.world.store import Json

# Not documented; bots observe that a query can be answered for about this long.
ANSWER_WITHIN_SECONDS = 15.0


@dataclass
class Asked:
    """A query on its way: who asked what, and what will be seen."""

    user_id: int
    key: tuple[str, str]
    answer: asyncio.Future[Json] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class InlineQueries:
    """What was asked and not answered yet, and what the server may answer by itself."""

    def __init__(self) -> None:
        self.asked: dict[str, tuple[Asked, float]] = {}
        self._cache: dict[tuple[str, str, int | None], tuple[float, Json]] = {}

    def cached(self, key: tuple[str, str], user_id: int, now: float) -> Json | None:
        """What was answered to the same words, to this person or to everybody, and may still be shown."""
        for whose in (user_id, None):
            until, answer = self._cache.get((*key, whose), (0.0, {}))
            if until > now:
                return answer
        return None

    def answer(self, query_id: str, answer: Json, now: float) -> bool:
        """Show the bot's answer to whoever asked, and keep it as long as it says; False where it comes too late, twice,
        or to nothing."""
        asked, since = self.asked.pop(query_id, (None, 0.0))
        if asked is None or since < now - ANSWER_WITHIN_SECONDS:
            return False
        whose = asked.user_id if answer["is_personal"] else None
        self._cache[(*asked.key, whose)] = (now + answer["cache_time"], answer)
        if not asked.answer.done():
            asked.answer.set_result(answer)
        return True
