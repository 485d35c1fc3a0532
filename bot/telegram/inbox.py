"""Receiving: updates go into the record's inbox before they are confirmed to Telegram, and leave it when they are done."""

from __future__ import annotations

import asyncio
import inspect
import json
import logging
import re
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import timedelta
from functools import cache
from http import HTTPStatus
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

from telegram import Bot, TelegramObject, Update
from telegram.error import NetworkError
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from db.engine import REFUSED, Database, reason
from db.telegram import inbox
from jobs.clock import Clock

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 1.0
LOCKED_OUT_SECONDS = 60.0
REMEMBERED = 1000  # updates that are done: more than Telegram hands out again
NO_LINE = timedelta(seconds=30)

Json = dict[str, Any]

# What no database takes, or only one of the two, as JSON has it: a NUL, and half of a character. Another stands in its place.
_ODD = re.compile(r"\\u(?:0000|d[89a-f])", re.IGNORECASE)
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_PLACEHOLDER = "\ufffd"
_LARGEST = 2**63 - 1  # number that a database takes; Telegram's have 52 bits


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return _UNSTORABLE.sub(_PLACEHOLDER, value)
    if isinstance(value, list):
        return [_storable(one) for one in value]
    if isinstance(value, dict):
        return {name: _storable(one) for name, one in value.items()}
    return value


def whose(update: object) -> int | None:
    """Telegram's id of whoever an update is from, or of the chat where nobody is named."""
    if not isinstance(update, Update):
        return None
    if update.effective_user is not None:
        return update.effective_user.id
    return update.effective_chat.id if update.effective_chat is not None else None


class Inbox(asyncio.Queue[object]):
    """The library's queue of updates, over the record's inbox: what is put into it is kept first, and what a process
    left unfinished comes back.

    While the database refuses, what comes is handled all the same, so that what only looks is answered; but it is left with
    Telegram, not confirmed, until it is answered or kept.

    Args:
        database: the record.
        clock: the present instant (UTC).
        bot_id: whose updates.
        shared: whether other processes take updates too.
    """

    def __init__(self, database: Database, clock: Clock, bot_id: int, *, shared: bool = False) -> None:
        super().__init__()
        self._shared = shared
        self._bot: Bot | None = None
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
        self._taken_up: set[int] = set()  # from a process that died
        self._unsure: set[int] = set()  # of which some of the answer may have arrived
        # Of what is not kept: what is in hand, what could not be recorded, and what is answered.
        self._loose: set[int] = set()
        self._owed: set[int] = set()
        self._looked: set[int] = set()
        self._promised: set[int] = set()  # whose authors heard that it is recorded later
        self._put_back: set[int] = set()  # which could not be recorded, and are kept
        self._first: dict[int, int] = {}  # of both, until they are done; whose they are
        self._done = deque[int](maxlen=REMEMBERED)  # for when the record cannot be asked
        self._broken: set[int] = set()  # that nobody can read, and the log knows
        # Begun in several processes that died, with how often: each is begun anew when nothing else is in hand.
        self._suspects: list[tuple[int, Update]] = []
        self._given_up: set[int] = set()  # of them, whose authors are only told
        self._is_settled = False  # since the start, for long enough to begin a suspect
        self._refuses = False
        self._settling: asyncio.Task[None] | None = None
        self._stopped = False
        self._is_refused = False  # by the database, when it was last told what is done

    async def keep(self, updates: Mapping[int, str], whose: int | None = None) -> bool:
        """Keep updates, by their ids as Telegram gave them, in one transaction.

        Returns:
            Whether they may be confirmed. Where the database refuses, they are handled all the same, once: what only looks is
            answered, and whoever wants something recorded is told that it is when it can be.
        """
        kept = {update_id: text for update_id, text in updates.items() if update_id not in self._looked}
        waiting: set[int] = set()
        try:
            if kept:
                async with self._impatient.write_one() as session:
                    waiting = await inbox.receive(
                        session, self._bot_id, kept, now=self._clock.now(), whose=whose
                    )
        except REFUSED as error:
            if not self._refuses:
                log.error("the database refused to keep what Telegram sent: %s", reason(error))  # noqa: TRY400
            self._refuses = True
            new = kept.keys() - self._in_hand - self._owed - self._looked - {*self._done}
            self._loose |= new
            self._kept.update({update_id: update_id in new for update_id in updates})
            return False
        self._refuses = False
        # While they were kept; or before, and a commit of which nobody heard has kept them.
        if answered := self._looked & updates.keys():
            self._answered += answered
            waiting -= answered
            self._settle_soon()
        for left in (self._loose, self._owed, self._looked):
            left.difference_update(updates)
        if self._put_back:  # what came before this
            with suppress(*REFUSED):  # then at the next tick
                await self.take_up()
            self._put_back &= self._in_hand
        self._kept.update(
            {update_id: update_id in waiting and update_id not in self._in_hand for update_id in updates}
        )
        return True

    @property
    def unconfirmed(self) -> list[int]:
        """The ids of what was seen and is left with Telegram, since the first that is not kept."""
        owed = self._loose | self._owed
        kept = {update_id for update_id in self._looked if owed and update_id > min(owed)}
        self._answered += self._looked - kept  # a commit of which nobody heard may have kept them
        self._looked = kept
        return sorted(owed | self._looked)

    async def set_aside(self, update_ids: list[int], trouble: str) -> None:
        """Keep these from being tried again: nobody can read them."""
        try:
            async with self._impatient.write() as session:
                await inbox.set_aside(session, self._bot_id, update_ids, trouble, now=self._clock.now())
        except REFUSED as error:
            log.error("the database refused to set updates aside: %s", reason(error))  # noqa: TRY400
        self._let_others_by(update_ids)
        self._kept.update(dict.fromkeys(update_ids, False))

    async def set_broken_aside(self, update_ids: list[int]) -> None:
        """The same of what the library cannot read, said in the log."""
        if new := [update_id for update_id in update_ids if update_id not in self._broken]:
            log.error("what Telegram sent cannot be read, and is set aside: updates %s", new)
        self._broken = {*update_ids}  # while the record refuses they come again and again
        await self.set_aside(update_ids, inbox.UNREADABLE)

    async def receive(self, posted: Json) -> bool:
        """Keep an update that was posted, and queue it; one that nobody can read is set aside, once.

        Returns:
            Whether it may be confirmed.
        """
        posted, update_id = _storable(posted), int(posted["update_id"])
        update = Update.de_json(posted, self._bot) if _is_readable(posted) else None
        kept = await self.keep({update_id: json.dumps(posted)}, whose(update))
        if update is not None:
            await self.put(update)
        elif self._kept.pop(update_id) and kept:
            await self.set_broken_aside([update_id])
            self._kept.pop(update_id)
        return kept

    async def put(self, item: object) -> None:
        """Queue an update that is kept already; one that is done, or in hand, is left out."""
        if isinstance(item, Update) and item.update_id in self._kept:
            if not self._kept.pop(item.update_id):
                self._let_others_by({item.update_id} - self._in_hand)
                return
            self._in_hand.add(item.update_id)
        await super().put(item)

    async def take_up(self, bot: Bot | None = None, *, alone: bool = False) -> None:
        """Queue what another process received and left unfinished, in its order, but last what several left so; renew the hold
        on what is in hand.

        Args:
            bot: what its messages are answered with; None: as before.
            alone: no other process can be at work on it.
        """
        bot = self._bot = bot or self._bot
        if self._stopped:
            return
        if self._answered:
            self._settle_soon()
            await self.settled()
        now = self._clock.now()
        if not alone and not self._in_hand:
            async with self._database.read() as session:
                if not await inbox.is_left(session, self._bot_id, now=now):
                    return
        async with self._database.write() as session:
            if self._in_hand:
                await inbox.renew(session, self._bot_id, self._in_hand, now=now)
            mine = self._in_hand | self._kept.keys() | self._looked | {*self._answered}
            left = await inbox.claim_left(session, self._bot_id, now=now, alone=alone, besides=mine)
        for row in left:
            self._put_back.discard(row.update_id)
            if row.tries > inbox.MOST_TRIES + 1:  # telling its author ends the process, too
                await self.set_aside([row.update_id], inbox.NEVER_FINISHED)
                self._kept.pop(row.update_id, None)  # it is not on its way through the library
            elif not _is_readable(kept := json.loads(row.text or "{}")):
                await self.set_broken_aside([row.update_id])  # whoever received it died before it could
                self._kept.pop(row.update_id, None)
            else:
                self._in_hand.add(row.update_id)
                self._taken_up.add(row.update_id)
                update = Update.de_json(kept, bot)
                if row.tries > inbox.MOST_TRIES:
                    log.error(
                        "update %s was begun %s times and never finished: set aside",
                        row.update_id,
                        row.tries - 1,
                    )
                    self._given_up.add(row.update_id)
                if row.tries >= inbox.SUSPECTED:
                    self._suspects.append((row.tries, update))
                else:
                    await super().put(update)
        self._suspects.sort(key=lambda one: one[0])  # so that each has its turn
        self._is_settled |= not alone
        self._begin_suspect()

    def _begin_suspect(self) -> None:
        """Queue the next of those that may end the process, if nothing else is in hand: never at the start, so that others are
        served before."""
        if self._is_settled and not self._stopped and len(self._in_hand) == len(self._suspects) > 0:
            _, update = self._suspects.pop(0)
            self.put_nowait(update)

    def is_given_up(self, update: Update) -> bool:
        """Whether no process that began this finished it, so that nobody may begin it again."""
        return update.update_id in self._given_up

    async def give_up(self, update: Update) -> None:
        """It is not begun again: its author was told, as far as they can be."""
        await self.set_aside([update.update_id], inbox.NEVER_FINISHED)
        self._kept.pop(update.update_id, None)
        self._given_up.discard(update.update_id)
        self._in_hand.discard(update.update_id)

    def unanswered(self, update: Update, *, unsure: bool) -> None:
        """Note of an update that is being handled that nobody could be told, or not all of it (`unsure`: some of it may have
        arrived): it is taken up again after a while."""
        if update.update_id in self._in_hand:
            self._unanswered.add(update.update_id)
            if unsure:
                self._unsure.add(update.update_id)

    def is_unsure(self, update: object) -> bool:
        """Whether some of the answer to an update that is handled again may have arrived."""
        return isinstance(update, Update) and update.update_id in self._unsure

    def unrecorded(self, update: Update) -> bool:
        """Note of an update that is being handled that the database would not record it: it is handled again as soon as it
        does. Returns whether it will be: what is not from the inbox is not."""
        if update.update_id not in self._in_hand:
            return False
        self._put_back.add(update.update_id)
        author = None if self._shared else whose(update)  # where it is, the record says whose turn it is
        if author is not None:
            self._first[update.update_id] = author
        return True

    def must_wait(self, update: object) -> bool:
        """Whether an update may change nothing yet: what the same person sent before could not be recorded so far."""
        return (
            isinstance(update, Update)
            and update.update_id in self._in_hand
            and any(
                earlier < update.update_id and theirs == whose(update)
                for earlier, theirs in self._first.items()
            )
        )

    def _let_others_by(self, update_ids: Iterable[int]) -> None:
        for update_id in update_ids:
            self._first.pop(update_id, None)

    def is_promised(self, update: Update) -> bool:
        """Whether its author has heard that it is recorded later."""
        return update.update_id in self._promised

    def promise(self, update: Update) -> bool:
        """Whether its author has not heard yet that it is recorded later; from now on they have."""
        new = not self.is_promised(update)
        self._promised.add(update.update_id)
        return new

    async def begin(self, update: object, whose: int | None) -> bool:
        """Whether it is an update's turn: what the same person sent before is done, in whichever process."""
        if not self._shared or whose is None or not isinstance(update, Update):
            await self._note_begun(update)
            return True
        await self.settled()
        if update.update_id not in self._in_hand or update.update_id in self._loose:
            return True
        try:
            async with self._database.write() as session:
                return await inbox.begin(
                    session, self._bot_id, update.update_id, whose, now=self._clock.now()
                )
        except REFUSED as error:
            log.error("the database refused to say whose turn it is: %s", reason(error))  # noqa: TRY400
            return True

    async def _note_begun(self, update: object) -> None:
        if isinstance(update, Update) and update.update_id in self._taken_up:
            self._taken_up.discard(update.update_id)
            with suppress(*REFUSED):  # then it is one try less
                async with self._database.write() as session:
                    await inbox.begun(session, self._bot_id, update.update_id, now=self._clock.now())

    def finished(self, update: object) -> None:
        """Note that an update was handled and answered; it is marked as done at once, together with others."""
        if not isinstance(update, Update) or update.update_id not in self._in_hand:
            return
        update_id = update.update_id
        if update_id not in self._put_back:
            self._promised.discard(update_id)
            self._let_others_by([update_id])
        if update_id in self._loose:
            self._loose.discard(update_id)
            self._in_hand.discard(update_id)
            again = update_id in self._put_back or update_id in self._unanswered
            (self._owed if again else self._looked).add(update_id)
            self._put_back.discard(update_id)
            self._unanswered.discard(update_id)
            return
        self._answered.append(update_id)
        self._settle_soon()

    def _settle_soon(self) -> None:
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
                now = self._clock.now()
                later = self._unanswered.intersection(update_ids)
                soon = self._put_back.intersection(update_ids) - later
                done = [update_id for update_id in update_ids if update_id not in later | soon]
                one = self._database.write() if later or soon else self._database.write_one()
                async with one as session:
                    if done:
                        await inbox.done(session, self._bot_id, done, now=now)
                    for those, until in ((later, now + NO_LINE), (soon, now)):
                        if those:
                            await inbox.put_back(session, self._bot_id, those, until=until)
                self._unanswered -= later
                self._unsure.difference_update(done)
                self._is_refused = False
            except REFUSED as error:
                # Marked with the next one that is finished.
                if not self._is_refused:
                    log.error("the database refused to mark updates as done: %s", reason(error))  # noqa: TRY400
                self._is_refused = True
                self._answered += update_ids
                return
            self._in_hand.difference_update(update_ids)
            self._done += done
        self._begin_suspect()


NOTHING_NEW = HTTPStatus.OK, b'{"ok": true, "result": []}'


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
        if not url.endswith("/getUpdates"):
            return await self._through.do_request(url, method, *args, **options)
        try:
            status, payload = await self._fetched(url, method, *args, **options)
        except NetworkError:
            if not self._inbox.stopped:
                raise
            return NOTHING_NEW
        # Only confirmed, when the desk stops: where that fails, it comes again and is known, and there is nothing to say.
        return NOTHING_NEW if status != HTTPStatus.OK and self._inbox.stopped else (status, payload)

    async def _fetched(self, url: str, method: str, *args: Any, **options: Any) -> tuple[int, bytes]:
        before = self._inbox.unconfirmed
        if before:
            options["request_data"] = _from(options["request_data"], before[0])
        status, payload = await self._through.do_request(url, method, *args, **options)
        if status == HTTPStatus.UNAUTHORIZED:
            await self._refused()
        self._refused_since = None
        if status != HTTPStatus.OK:
            return status, payload
        self._works()
        answer: Json = json.loads(payload)
        if _ODD.search(payload.decode()):
            answer = _storable(answer)
            payload = json.dumps(answer).encode()
        updates: list[Json] = answer["result"]
        kept = await self._inbox.keep({update["update_id"]: json.dumps(update) for update in updates})
        if not kept and {update["update_id"] for update in updates} <= {*before}:
            await asyncio.sleep(PATIENCE_SECONDS)  # Telegram gives what it has at once, again and again
        broken = [update for update in updates if not _is_readable(update)]
        if not broken:
            return status, payload
        await self._inbox.set_broken_aside([update["update_id"] for update in broken])
        answer["result"] = [
            {"update_id": update["update_id"]} if update in broken else update for update in updates
        ]
        return status, json.dumps(answer).encode()

    async def _refused(self) -> None:
        now = asyncio.get_running_loop().time()
        if self._refused_since is None:
            self._refused_since = now
            log.error("Telegram refuses BOT_TOKEN; trying for a minute whether it takes it again")
        if now - self._refused_since >= LOCKED_OUT_SECONDS:
            self.locked_out.set()
            if not self._inbox.stopped:
                # The library is told to stop now; it lets go of who waits, and makes a noise of who fails in that moment.
                await asyncio.sleep(PATIENCE_SECONDS)
        raise NetworkError(HTTPStatus.UNAUTHORIZED.phrase)


def _from(data: RequestData, update_id: int) -> RequestData:
    """The same request for updates, none of which is confirmed from this one on."""
    asked = {**data.parameters, "offset": update_id}
    return RequestData([RequestParameter.from_input(name, value) for name, value in asked.items()])


def _is_readable(update: Json) -> bool:
    try:
        return _is_whole(Update.de_json(update, None))
    except Exception:  # noqa: BLE001  (whatever the library's parser trips over)
        return False


@cache
def _fields(kind: type[TelegramObject]) -> list[tuple[str, tuple[type, ...]]]:
    """What an object of the library may hold, each with the types that the library promises; none where it cannot be told."""
    parameters = inspect.signature(kind).parameters.values()
    return [
        (one.name, _promised(one.annotation, must=one.default is one.empty))
        for one in parameters
        # A property stands for what has another name by now, and warns of it.
        if one.kind is one.POSITIONAL_OR_KEYWORD and not isinstance(getattr(kind, one.name, None), property)
    ]


def _promised(annotation: Any, *, must: bool) -> tuple[type, ...]:
    either = get_origin(annotation) in {Union, UnionType}
    every = set(get_args(annotation) if either else (annotation,)) - {NoneType}
    if all(isinstance(one, type) and issubclass(one, str | int | TelegramObject) for one in every):
        return tuple(every) if must else (*every, NoneType)
    return (object,)


def _is_whole(found: TelegramObject) -> bool:
    """Whether everything in it is what the library promises; it takes a null, or a number for words, as it comes."""
    for name, types in _fields(type(found)):  # type: ignore[arg-type]
        value = getattr(found, name, found)  # some are not kept under their names
        if value is found:
            continue
        if not isinstance(value, types) or (isinstance(value, int) and abs(value) > _LARGEST):
            return False
        parts = value if isinstance(value, tuple) else (value,)
        if not all(_is_whole(part) for part in parts if isinstance(part, TelegramObject)):
            return False
    return True
