"""The queue of updates: what happened and was not yet confirmed by the bot, and long polling."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.errors import conflict
from sandbox.feed import Feed
from sandbox.store import Store

Json = dict[str, Any]
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
LONGEST_POLL = 50
FIRST_UPDATE = 700_000_001
CONFIRMED_KEPT = 1000  # for redelivery


class Updates:
    """Holds every update in the store until it is confirmed; at most one getUpdates waits at a time."""

    def __init__(self, store: Store, feed: Feed) -> None:
        self._store = store
        self._feed = feed
        self._poll: asyncio.Future[str] | None = None
        self.closing = False

    def push(self, kind: str, payload: Json) -> int | None:
        """Queue an update of that kind; return its update_id, or None where the bot did not ask for the kind."""
        allowed: list[str] = self._store.setting("allowed_updates", [])
        if (kind not in allowed) if allowed else (kind in NOT_BY_DEFAULT):
            return None
        update_id = self._store.next_number("update_id", FIRST_UPDATE)
        update = {"update_id": update_id, kind: payload}
        self._store.run(
            "INSERT INTO pending (update_id, kind, json) VALUES (?, ?, ?)",
            (update_id, kind, json.dumps(update)),
        )
        self._wake("")
        self._feed.wake()
        return update_id

    def allow(self, kinds: list[str] | None) -> None:
        """Remember which kinds the bot asks for; an empty list is the default, None leaves it as it was."""
        if kinds is not None and kinds != self._store.setting("allowed_updates", []):
            self._store.put_setting("allowed_updates", kinds)

    def pending(self, limit: int = -1) -> list[Json]:
        """Return the updates not confirmed yet, oldest first; at most `limit` of them where it is not negative."""
        rows = self._store.all(
            "SELECT json FROM pending WHERE confirmed = 0 ORDER BY update_id LIMIT ?", (limit,)
        )
        return [json.loads(row[0]) for row in rows]

    def pending_count(self) -> int:
        """Return how many updates are not confirmed yet."""
        return int((self._store.one("SELECT count(*) FROM pending WHERE confirmed = 0") or [0])[0])

    def confirm_below(self, offset: int) -> None:
        """Take every update with a smaller id as received."""
        if self._store.run(
            "UPDATE pending SET confirmed = 1 WHERE confirmed = 0 AND update_id < ?", (offset,)
        ):
            self._forget_before(offset)
            self._feed.wake()

    def confirm(self, update_id: int) -> None:
        """Take one update as received."""
        self._store.run("UPDATE pending SET confirmed = 1 WHERE update_id = ?", (update_id,))
        self._forget_before(update_id)
        self._feed.wake()

    def _forget_before(self, update_id: int) -> None:
        self._store.run(
            "DELETE FROM pending WHERE confirmed = 1 AND update_id < ?", (update_id - CONFIRMED_KEPT,)
        )

    def drop(self) -> None:
        """Forget everything pending."""
        self._store.run("DELETE FROM pending WHERE confirmed = 0")
        self._feed.wake()

    def redeliver(self, update_id: int | None = None) -> int:
        """Hand an update out once more that was confirmed already (the last one by default); return its id."""
        row = self._store.one(
            "SELECT update_id FROM pending WHERE confirmed = 1 AND update_id = coalesce(?, update_id)"
            " ORDER BY update_id DESC LIMIT 1",
            (update_id,),
        )
        if row is None:
            raise LookupError(f"no confirmed update {update_id or ''}".rstrip())
        self._store.run("UPDATE pending SET confirmed = 0 WHERE update_id = ?", row)
        self._wake("")
        return int(row[0])

    @property
    def polling(self) -> bool:
        """Tell whether a getUpdates is waiting."""
        return self._poll is not None

    def interrupt(self, by: str) -> None:
        """End a waiting getUpdates with 409, naming the method `by` that ended it."""
        self._wake(by)

    async def poll(
        self, *, offset: int, limit: int, wait: float, committed: Callable[[], Awaitable[None]]
    ) -> list[Json]:
        """Return up to `limit` updates from `offset` on, waiting up to `wait` real seconds for the first.

        A negative offset counts from the end of the queue and forgets what is before. Raises ApiError 409 when
        another request takes over.
        """
        self.interrupt("other getUpdates request; make sure that only one bot instance is running")
        if offset < 0:
            rows = self._store.all(
                "SELECT update_id FROM pending WHERE confirmed = 0 ORDER BY update_id DESC LIMIT ?",
                (-offset,),
            )
            offset = rows[-1][0] if rows else 0
        self.confirm_below(offset)
        await committed()
        limit = limit if 1 <= limit <= 100 else 100
        deadline = asyncio.get_running_loop().time() + max(0.0, min(wait, LONGEST_POLL))
        while True:
            batch = self.pending(limit)
            left = deadline - asyncio.get_running_loop().time()
            if batch or left <= 0 or self.closing:
                return batch
            waiting: asyncio.Future[str] = asyncio.get_running_loop().create_future()
            self._poll = waiting
            self._feed.wake()
            try:
                by = await asyncio.wait_for(asyncio.shield(waiting), left)
            except TimeoutError:
                by = ""
            finally:
                if self._poll is waiting:
                    self._poll = None
            if by:
                raise conflict(f"terminated by {by}")

    def close(self) -> None:
        """Let a waiting getUpdates return empty-handed: the server stops."""
        self.closing = True
        self._wake("")

    def _wake(self, by: str) -> None:
        waiting, self._poll = self._poll, None
        if waiting is not None and not waiting.done():
            waiting.set_result(by)
