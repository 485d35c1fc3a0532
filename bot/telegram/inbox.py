"""Receiving: updates go into the record's inbox before they are confirmed to Telegram, and leave it when they are done."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from telegram import Bot, Update
from telegram.error import NetworkError
from telegram.request import BaseRequest

from db.engine import REFUSED, Database, reason
from db.telegram import inbox
from jobs.clock import Clock

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 1.0
LOCKED_OUT_SECONDS = 60.0
NO_LINE = timedelta(seconds=30)

Json = dict[str, Any]


class Inbox(asyncio.Queue[object]):
    """The library's queue of updates, over the record's inbox: what is put into it is kept first, and what a process
    left unfinished comes back.

    Args:
        database: the record.
        clock: the present instant (UTC).
        bot_id: whose updates.
    """

    def __init__(self, database: Database, clock: Clock, bot_id: int) -> None:
        super().__init__()
        self._database = database
        # Whoever only looks must not wait for whoever writes.
        self._impatient = database.beside(PATIENCE_SECONDS)
        self._clock = clock
        self._bot_id = bot_id
        self._kept: dict[
            int, bool
        ] = {}  # kept, and on their way through the library; whether they are to be done
        self._in_hand: set[int] = set()
        self._answered: list[int] = []
        self._unanswered: set[int] = set()
        self._settling: asyncio.Task[None] | None = None
        self._stopped = False

    async def keep(self, updates: Mapping[int, str]) -> None:
        """Keep updates, by their ids as Telegram gave them, in one transaction.

        Where the database refuses, they are handled all the same: what only looks is answered, and whoever wants
        something recorded is told that it was not.
        """
        if not updates:
            return
        try:
            async with self._impatient.write_one() as session:
                waiting = await inbox.receive(session, self._bot_id, updates, now=self._clock.now())
        except REFUSED as error:
            log.error("the database refused to keep what Telegram sent: %s", reason(error))  # noqa: TRY400
            waiting = set(updates)
        for update_id in updates:
            self._kept[update_id] = update_id in waiting and update_id not in self._in_hand

    async def set_aside(self, update_ids: list[int], trouble: str) -> None:
        """Keep these from being tried again: nobody can read them."""
        try:
            async with self._impatient.write() as session:
                await inbox.set_aside(session, self._bot_id, update_ids, trouble, now=self._clock.now())
        except REFUSED as error:
            log.error("the database refused to set updates aside: %s", reason(error))  # noqa: TRY400
        self._kept.update(dict.fromkeys(update_ids, False))

    async def put(self, item: object) -> None:
        """Queue an update that is kept already, or keep it and queue it; one that is done, or in hand, is left out."""
        if isinstance(item, Update):
            if item.update_id not in self._kept:
                await self.keep({item.update_id: item.to_json()})
            if not self._kept.pop(item.update_id):
                return
            self._in_hand.add(item.update_id)
        await super().put(item)

    async def take_up(self, bot: Bot, *, alone: bool = False) -> None:
        """Queue what another process received and left unfinished, in its order; renew the hold on what is in hand.

        Args:
            bot: what its messages are answered with.
            alone: no other process can be at work on it.
        """
        if self._stopped:
            return
        now = self._clock.now()
        if not alone and not self._in_hand:
            async with self._database.read() as session:
                if not await inbox.is_left(session, self._bot_id, now=now):
                    return
        async with self._database.write() as session:
            if self._in_hand:
                await inbox.renew(session, self._bot_id, self._in_hand, now=now)
            left = await inbox.claim_left(
                session, self._bot_id, now=now, alone=alone, besides=self._in_hand | self._kept.keys()
            )
        for row in left:
            if row.tries > inbox.MOST_TRIES:
                log.error(
                    "update %s was begun %s times and never finished: set aside", row.update_id, row.tries - 1
                )
                await self.set_aside([row.update_id], inbox.NEVER_FINISHED)
                self._kept.pop(row.update_id, None)  # it is not on its way through the library
            elif update := Update.de_json(json.loads(row.text or "{}"), bot):
                self._in_hand.add(row.update_id)
                await super().put(update)

    def unanswered(self, update: Update) -> None:
        """Note of an update that is being handled that nobody could be told: it is taken up again after a while."""
        if update.update_id in self._in_hand:
            self._unanswered.add(update.update_id)

    def finished(self, update: object) -> None:
        """Note that an update was handled and answered; it is marked as done at once, together with others."""
        if not isinstance(update, Update) or update.update_id not in self._in_hand:
            return
        self._answered.append(update.update_id)
        if self._settling is None or self._settling.done():
            self._settling = asyncio.get_running_loop().create_task(self._settle())

    async def settled(self) -> None:
        """Wait until what is finished is marked as done."""
        if self._settling is not None:
            await asyncio.wait([self._settling])

    async def close(self) -> None:
        """Close its connections, when everything is settled."""
        await self.settled()
        await self._impatient.engine.dispose()

    @property
    def stopped(self) -> bool:
        """Whether nothing more may be begun: it stays in the record's inbox for the next process."""
        return self._stopped

    def stop(self) -> None:
        """Let nothing more be begun."""
        self._stopped = True

    async def _settle(self) -> None:
        while self._answered:
            update_ids, self._answered = self._answered, []
            try:
                again = self._unanswered.intersection(update_ids)
                done = [update_id for update_id in update_ids if update_id not in again]
                now = self._clock.now()
                async with self._database.write() if again else self._database.write_one() as session:
                    if done:
                        await inbox.done(session, self._bot_id, done, now=now)
                    if again:
                        await inbox.put_back(session, self._bot_id, again, until=now + NO_LINE)
                self._unanswered -= again
            except REFUSED as error:
                # Marked with the next one that is finished.
                log.error("the database refused to mark updates as done: %s", reason(error))  # noqa: TRY400
                self._answered += update_ids
                return
            self._in_hand.difference_update(update_ids)


class ReceivingRequest(BaseRequest):
    """Fetches updates through the request given, and keeps them on their way to the library, as Telegram gave them: the
    library confirms them when it fetches the next."""

    def __init__(self, inbox: Inbox, through: BaseRequest, works: Callable[[], object]) -> None:
        self._inbox = inbox
        self._through = through
        self._works = works
        self._refused_since: float | None = None
        self.locked_out = asyncio.Event()

    @property
    def read_timeout(self) -> float | None:
        """As of the request given."""
        return self._through.read_timeout

    async def initialize(self) -> None:
        """As of the request given."""
        await self._through.initialize()

    async def shutdown(self) -> None:
        """As of the request given."""
        await self._through.shutdown()

    async def do_request(self, url: str, method: str, *args: Any, **options: Any) -> tuple[int, bytes]:
        """As of the request given; an update that the library cannot read is set aside, and an empty one is in its place.

        Raises:
            NetworkError: Telegram refuses the token. The library would give up at once and for good; whoever made a new
                one by mistake may have it back in a moment. After `LOCKED_OUT_SECONDS` of that, `locked_out` is set.
        """
        status, payload = await self._through.do_request(url, method, *args, **options)
        if not url.endswith("/getUpdates"):
            return status, payload
        if status == HTTPStatus.UNAUTHORIZED:
            self._refused()
        self._refused_since = None
        if status != HTTPStatus.OK:
            return status, payload
        self._works()
        answer: Json = json.loads(payload)
        updates: list[Json] = answer["result"]
        await self._inbox.keep({update["update_id"]: json.dumps(update) for update in updates})
        broken = [update for update in updates if not _is_readable(update)]
        if not broken:
            return status, payload
        update_ids = [update["update_id"] for update in broken]
        log.error("what Telegram sent cannot be read, and is set aside: updates %s", update_ids)
        await self._inbox.set_aside(update_ids, inbox.UNREADABLE)
        answer["result"] = [
            {"update_id": update["update_id"]} if update in broken else update for update in updates
        ]
        return status, json.dumps(answer).encode()

    def _refused(self) -> None:
        now = asyncio.get_running_loop().time()
        if self._refused_since is None:
            self._refused_since = now
            log.error("Telegram refuses BOT_TOKEN; trying for a minute whether it takes it again")
        if now - self._refused_since >= LOCKED_OUT_SECONDS:
            self.locked_out.set()
        raise NetworkError(HTTPStatus.UNAUTHORIZED.phrase)


def _is_readable(update: Json) -> bool:
    try:
        Update.de_json(update, None)
    except Exception:  # noqa: BLE001  (whatever the library's parser trips over)
        return False
    return True
