"""Flood limits: how often a bot may write, and how long it has to wait after too much."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable

from sandbox.api.errors import ApiError

# https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this: about one message a second in one
# chat with short bursts allowed, 20 a minute in a group, about 30 a second overall.
OVERALL = (30, 1.0)
PRIVATE = (4, 4.0)
GROUP = (20, 60.0)


class Limits:
    """Counts messages in sliding windows on a monotonic clock (seconds)."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._sent: dict[int | None, deque[float]] = {}

    def count(self, chat_id: int) -> None:
        """Count one message to a chat; raises ApiError 429 with retry_after (whole seconds) when it is too many."""
        now = self._monotonic()
        windows = ((None, *OVERALL), (chat_id, *(PRIVATE if chat_id > 0 else GROUP)))
        wait = 0.0
        for key, most, seconds in windows:
            sent = self._sent.setdefault(key, deque())
            while sent and sent[0] <= now - seconds:
                sent.popleft()
            if len(sent) >= most:
                wait = max(wait, sent[0] + seconds - now)
        if wait > 0:
            seconds_left = max(1, math.ceil(wait))
            raise ApiError(
                429, f"Too Many Requests: retry after {seconds_left}", {"retry_after": seconds_left}
            )
        for key, _, _ in windows:
            self._sent[key].append(now)
