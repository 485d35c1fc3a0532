"""The updates that wait for the bot: what happened and was not yet confirmed."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sandbox.world.feed import Feed
from sandbox.world.store import Json, Store

NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
FIRST_UPDATE = 700_000_001
CONFIRMED_KEPT = 1000  # for redelivery


class Interrupted(Exception):
    """A wait for updates was ended by something else, which the text names."""


@dataclass
class _Wait:
    ended_by: str = ""


class Updates:
    """Every update in the store until it is confirmed; at most one reader waits at a time."""

    def __init__(self, store: Store, feed: Feed) -> None:
        self._store = store
        self._feed = feed
        self._wait: _Wait | None = None
        self._closing = False

    def push(self, kind: str, payload: Json) -> None:
        """Queue an update of that kind, unless the bot did not ask for the kind."""
        allowed: list[str] = self._store.setting("allowed_updates", [])
        if (kind not in allowed) if allowed else (kind in NOT_BY_DEFAULT):
            return
        update_id = self._store.next_number("update_id", FIRST_UPDATE)
        self._store.run(
            "INSERT INTO pending (update_id, kind, json) VALUES (?, ?, ?)",
            (update_id, kind, json.dumps({"update_id": update_id, kind: payload})),
        )
        self._feed.wake()

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

    def confirm_before(self, offset: int) -> None:
        """Take every update with a smaller id as received; a negative offset counts from the end of the queue."""
        if offset < 0:
            rows = self._store.all(
                "SELECT update_id FROM pending WHERE confirmed = 0 ORDER BY update_id DESC LIMIT ?",
                (-offset,),
            )
            offset = rows[-1][0] if rows else 0
        if self._store.run(
            "UPDATE pending SET confirmed = 1 WHERE confirmed = 0 AND update_id < ?", (offset,)
        ):
            self._store.run(
                "DELETE FROM pending WHERE confirmed = 1 AND update_id < ?", (offset - CONFIRMED_KEPT,)
            )
            self._feed.wake()

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
        self._feed.wake()
        return int(row[0])

    @property
    def awaited(self) -> bool:
        """Tell whether somebody is waiting for an update."""
        return self._wait is not None

    async def wait(self, limit: int, seconds: float) -> list[Json]:
        """Return up to `limit` pending updates, waiting up to `seconds` of real time for the first.

        Raises Interrupted when something else ends the wait.
        """
        wait = self._wait = _Wait()
        self._feed.wake()
        try:
            await self._feed.until(lambda: wait.ended_by or self._closing or self.pending_count(), seconds)
        except TimeoutError:
            return []
        finally:
            if self._wait is wait:
                self._wait = None
        if wait.ended_by:
            raise Interrupted(wait.ended_by)
        return self.pending(limit)

    def interrupt(self, by: str) -> None:
        """End a wait, naming what ended it."""
        if self._wait is not None:
            self._wait.ended_by = by
            self._wait = None
            self._feed.wake()

    def close(self) -> None:
        """Let a wait return empty-handed: the server stops."""
        self._closing = True
        self._feed.wake()
