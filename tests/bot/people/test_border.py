"""Across the border of a newsroom: whoever is outside may type, press, open, reply, search or ask for files what they like, and
read no word of it, on both databases."""

from __future__ import annotations

import io
import json
import logging
import random
import re
import zipfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from telegram.ext import ApplicationBuilder, CallbackQueryHandler, ContextTypes

from bot.app import add_handlers
from bot.commands import COMMANDS
from bot.telegram.context import Context
from bot.telegram.pages import VIEWS
from db import letters
from db.engine import rows
from db.people import members
from db.tables import Letter, OfNewsroom, table_of
from sandbox.case import DARA, GROUP, MALY, SREYNEANG
from sandbox.world.messages import buttons
from tests.bot.cards.test_bad_buttons import MADE_UP
from tests.bot.desk import OTHER, STRANGER, Desk, open_desk
from tests.bot.sent import send
from tests.db.postgres import Server

Holds = Callable[..., Awaitable[None]]
COLLEAGUE, SHARED, REMOVED, CHANNEL = 778, 779, 780, -7001
PARTNERS, FORUM, NEXT_DOOR = -901, -902, -903
# SHARED: a reporter of both, who chose the second; REMOVED: one of the first until lately.
# One in each place where the first newsroom keeps words; no probe types one whole, so what is read back is a leak.
CANARIES = (
    "kvelmara", "tarnwick", "osrithel", "brindlefox", "zorblatt", "quillmoor", "gnarlwood", "hexapine", "mirelda", "wozzleby",
    "fennimor", "drosselk", "mekong", "maly", "sreyneang",
)  # fmt: skip
NEXT_DOORS = {"raids", "piseth", "mallory", "other desk", "national police"}
THEIRS = [
    (SREYNEANG, '/body "Kvelmara Ministry" kind=ministry alias=Tarnwick contact="Osrithel Dane, spokesman, o@example.org"'),
    (DARA, "/ask Kvelmara Ministry: who paid for brindlefox? by 5 Dec 17:00 via email to Osrithel Dane #zorblatt"),
    (DARA, "/ask Municipal Court: who judged brindlefox? by 5 Dec 17:00 #zorblatt"),
    (SREYNEANG, "/story #zorblatt The Quillmoor Papers"),
    (DARA, "/reply 1 partial gnarlwood, they wrote"),
    (MALY, "/note 1 hexapine, a tip"),
    (DARA, "/letter 1"), (DARA, "/correct 1"), (DARA, "/report"), (DARA, "/find brindlefox"), (DARA, "/due"), (DARA, "/settings"),
    (SREYNEANG, "/report #zorblatt"), (SREYNEANG, "/status"), (SREYNEANG, "/bodies kvelmara"), (SREYNEANG, "/story #zorblatt"),
    (DARA, "Kvelmara Ministry said mirelda would call back"), (MALY, "/ask"), (MALY, "Kvelmara Ministry"),
]  # fmt: skip
PARTS = (
    "kvel",
    "tarn",
    "osri",
    "brindle",
    "zorb",
    "quill",
    "gnarl",
    "hexa",
    "mirel",
    "wozz",
    "fenn",
    "drossel",
    "court",
    "police",
)
SENTENCES = (
    "{part} declined", "they answered in full on #{n}", "called {part} twice, no answer", "remind me of {n} in 2h", "#{part} is out",
    "{part} ministry: why? by friday", "what is due", "who has not answered #{part}", "refer {n} to {part}", "{n} full", "{part} & <b>",
)  # fmt: skip


# What any button of ours carries, forged; more of each sort comes from those that were shown, with other numbers.
FORGED = (
    "o:{n}", "o:{n}:0:find:={part}", "b:{n}", "b:{n}:merge", "b:{n}:part:{m}", "n:{n}:{m}", "r:{n}:{mark}:history", "r:{n}:{mark}:private:who",
    "p:0:{view}", "p:0:{view}:{n}", "p:0:{view}:s{n}", "p:0:{view}:b{n}", "p:0:{view}:{chat}", "p:0:find:={part}", "f:zip:-:s{n}", "f:csv:-:b{n}",
    "f:html:en:q{n}", "f:csv:-:r{n}", "f:csv:-:s{n}:all", "d:{n}:log", "d:{n}:cancel", "d:{n}:sent:1", "lk:{n}", "ul:{n}", "ul:all", "m:", "m:{n}",
    "m:{n}:removed", "m:{n}:give:{m}", "s:{n}:28888260:out", "s:{n}:{m}:show", "s:{n}:{m}:who", "s:{n}:{m}:who{m}", "s:{n}:{m}:visible", "s:{n}:{m}:here",
    "fg:", "fg:{n}", "fg:{n}:{m}", "aw:{n}", "aw:{n}:end", "aw:{n}:c", "aw:{n}:202412061000:{m}", "gr:{chat}:all", "gr:{chat}:off", "gr:{chat}:only",
    "gr:{chat}:{n}", "group:here", "iv:list", "iv:one", "iv:x:{n}", "nr:{n}", "set:preview:final.en", "set:template:final.en", "h:{part}", "go:status",
)  # fmt: skip
BEFORE_A_COLON = re.compile("[a-z]+(?=:)")


def test_whatever_a_button_can_carry_is_forged() -> None:
    application = ApplicationBuilder().token("1:x").context_types(ContextTypes(context=Context)).build()
    add_handlers(application)
    patterns = [
        one.pattern.pattern
        for one in application.handlers[0]
        if isinstance(one, CallbackQueryHandler) and isinstance(one.pattern, re.Pattern)
    ]
    assert len(patterns) > 10
    assert {*BEFORE_A_COLON.findall(" ".join(patterns))} <= {*BEFORE_A_COLON.findall(" ".join(FORGED))}


@dataclass(frozen=True)
class Place:
    """A group, or a topic of one, with who tries things there, and who may do so as the group itself."""

    chat: int
    people: tuple[int, ...]
    topic: int | None = None
    admin: int = SREYNEANG


async def with_groups(desk: Desk, people: tuple[int, ...], story: str) -> list[Place]:
    """The newsroom's own group, one that is told a story alone, and one with topics, of which one is that story's."""
    telegram = desk.telegram
    for group, name in ((PARTNERS, "Partners"), (FORUM, "Forum")):
        telegram.add_group(group, name, [SREYNEANG, *people])
    await desk.sandbox.idle()
    forum = telegram.migrate(FORUM)
    await desk.sandbox.idle()
    telegram.make_forum(forum)
    topic = telegram.add_topic(forum, "Topic", SREYNEANG)
    await desk.say(SREYNEANG, f"/newsroom here #{story}", chat=PARTNERS)
    await desk.say(SREYNEANG, "/newsroom here", chat=forum)
    await telegram.send_text(SREYNEANG, forum, f"/story #{story} here", topic=topic)
    await desk.sandbox.idle()
    assert len((await kept(desk))["place"]) == 4
    telegram.add_channel(CHANNEL, "Public channel")
    telegram.promote(GROUP, SREYNEANG)
    telegram.set_inline(True)
    places = ((GROUP, None), (PARTNERS, None), (forum, None), (forum, topic))
    return [Place(chat, people, topic) for chat, topic in places]


async def founded(desk: Desk) -> tuple[list[str], list[Place]]:
    """Two newsrooms side by side, every word of the first a canary, what the first one's buttons carry, and the groups of both."""
    seen: list[str] = []
    telegram = desk.telegram
    for who, text in THEIRS:
        await desk.say(who, text)
        seen += [str(button.get("callback_data")) for row in buttons(telegram.last(who)) for button in row]
    await send(
        desk, "document", b"fennimor", who=DARA, file_name="wozzleby.pdf", caption="/note 1 with a file"
    )
    async with desk.sandbox.parts.application.bot_data["desk"].all_newsrooms.write() as session:
        [editor] = await members.reachable_editors(session, 1)
        await letters.write_own(session, editor, Letter.FINAL, "en", "Dear drosselk", now=desk.sandbox.now())
    await desk.add_newsroom(OTHER)
    telegram.add_person(COLLEAGUE, "Piseth")
    telegram.add_person(SHARED, "Rithy")
    telegram.add_person(REMOVED, "Bopha")
    for editor, who in ((OTHER, COLLEAGUE), (SREYNEANG, SHARED), (OTHER, SHARED), (SREYNEANG, REMOVED)):
        said = await desk.say(editor, "/invite")
        await desk.say(who, f"/start {said.split('start=')[1].split()[0]}")
    await desk.say(COLLEAGUE, "/ask National Police: what of the raids? by 5 Dec 17:00 via call #raids")
    await desk.say(COLLEAGUE, "/status")
    await desk.say(STRANGER, "/start")
    telegram.join(GROUP, STRANGER)
    telegram.join(GROUP, OTHER)
    groups = await with_groups(desk, (STRANGER, OTHER, MALY), "zorblatt")
    theirs = (SHARED, COLLEAGUE, STRANGER)
    telegram.add_group(NEXT_DOOR, "Next door", [OTHER, *theirs])
    await desk.say(OTHER, "/newsroom here", chat=NEXT_DOOR)
    await desk.say(SREYNEANG, "/lock Maly")
    await desk.say(SREYNEANG, "/members")
    for label in ("Bopha", "Remove…", "Yes, remove Bopha"):
        await desk.press(SREYNEANG, next(one for one in desk.choices(SREYNEANG) if label in one))
    carried = [data for data in dict.fromkeys(seen) if data != "None"]
    return carried, [*groups, Place(NEXT_DOOR, theirs, admin=OTHER)]


async def kept(desk: Desk) -> dict[str, list[str]]:
    """All that the first newsroom has on record."""
    async with desk.sandbox.parts.application.bot_data["desk"].all_newsrooms.read() as session:
        return {
            table.name: [
                str(row)
                for row in await rows(
                    session, sa.select(table).where(table.c.newsroom_id == 1).order_by(*table.primary_key)
                )
            ]
            for table in map(table_of, OfNewsroom.__subclasses__())
        }


class Prober:
    """Draws what somebody outside tries next, and does it."""

    people: tuple[int, ...] = (OTHER, COLLEAGUE, SHARED, REMOVED, STRANGER, MALY)

    def __init__(self, desk: Desk, seed: int, carried: list[str], places: list[Place]) -> None:
        self.desk, self.dice, self.carried, self.places = desk, random.Random(seed), carried, places  # noqa: S311

    async def probe(self) -> tuple[str, str]:
        """One try: what it was, and everything that was read because of it."""
        who = self.dice.choice(self.people)
        tries = (
            self._types,
            self._types,
            self._presses,
            self._presses,
            self._asks_inline,
            *[self._in_the_group] * 3,
        )
        return await self.dice.choice(tries)(who)

    def _number(self) -> int:
        return self.dice.randint(1, 60)

    def _text(self) -> str:
        part, number = self.dice.choice(PARTS), self.dice.choice((1, 2, self._number()))
        if self.dice.random() < 0.25:
            return self.dice.choice(SENTENCES).format(part=part, n=number)
        arguments = (
            "", f"{number}", f"#{part}", part, f"{number} full {part}", f"{number} call", f"{number} by fri 5pm", f"to {part}", f"{number} to {part}",
            f"#{part} csv", "zip", f"{part} html", f"{number} email", f"{number} final", f"{part}: why?", f"{number} body={part}", f'"{part}" alias=x',
            f"#{part} published", f"{part} merge=police", "templates", "me", "now", "here", f"{part}*", f"start={part}", self.dice.choice(self.carried),
        )  # fmt: skip
        name = self.dice.choice(
            [command.name for command in COMMANDS] + ["start", "cancel", "status", "find"]
        )
        return f"/{name} {self.dice.choice(arguments)}".strip()

    def _data(self) -> str:
        made_up = self.dice.choice(MADE_UP).replace("{mark}", str(self.desk_mark))[:64]
        carried, of_another = self.dice.choice(self.carried), self.dice.choice(self.carried)
        of_another = re.sub(r"(?<=[:sbq])[0-9]{1,2}(?=:|$)", lambda _: str(self._number()), of_another)
        forged = self.dice.choice(FORGED).format(
            n=self._number(),
            m=self.dice.choice((1, 2, 3, self._number())),
            mark=self.desk_mark,
            view=self.dice.choice(sorted(VIEWS)),
            chat=self.dice.choice(self.places).chat,
            part=self.dice.choice(PARTS),
        )
        return self.dice.choice((carried, carried, of_another, forged, forged, made_up)) or "o:1"

    @property
    def desk_mark(self) -> int:
        return next(int(part[2]) for data in self.carried if (part := data.split(":"))[0] == "r")

    async def _types(self, who: int) -> tuple[str, str]:
        text = self._text()
        last = self.desk.telegram.messages(who, from_bot=True)[-1]["message_id"]
        sent = await self.desk.telegram.send_text(
            who, who, text, reply_to=last if self.dice.random() < 0.2 else None
        )
        return f"{who} types {text}", await self._read(who, sent["message_id"])

    async def _presses(self, who: int) -> tuple[str, str]:
        data = self._data()
        last = self.desk.telegram.messages(who)[-1]["message_id"]
        shown = self.desk.telegram.messages(who, from_bot=True)[-1]
        answer = await self.desk.press(who, data=data, message=shown["message_id"])
        edited = [
            one
            for one in self.desk.telegram.messages(who, from_bot=True)
            if one["message_id"] == shown["message_id"]
        ]
        edited = [] if edited == [shown] else edited
        return f"{who} presses {data}", f"{answer.text} {edited} {await self._read(who, last)}"

    async def _asks_inline(self, who: int) -> tuple[str, str]:
        query = self.dice.choice(("", "1", "2", "#zorb", *PARTS))
        answer = await self.desk.telegram.ask_inline(who, query)
        await self.desk.sandbox.idle()
        return f"{who} asks inline {query}", f"{answer.results} {answer.button}"

    async def _in_the_group(self, who: int) -> tuple[str, str]:
        """Whoever is not of the newsroom, an anonymous admin, and a channel, in its own group, above its own cards."""
        telegram, text, place = self.desk.telegram, self._text(), self.dice.choice(self.places)
        card = self.dice.choice(telegram.messages(place.chat, from_bot=True))["message_id"]
        if self.dice.random() < 0.3:
            who, data = self.dice.choice(place.people[:2]), self._data()
            last = telegram.messages(place.chat)[-1]["message_id"]
            answer = await self.desk.press(who, data=data, chat=place.chat, message=card)
            said = f"{answer.text} {await self._read(place.chat, last)}"
            return f"{who} presses {data} in {place}", said
        as_chat = self.dice.choice((None, None, place.chat, CHANNEL))
        speaker = place.admin if as_chat else self.dice.choice(place.people)
        sent = await telegram.send_text(
            speaker,
            place.chat,
            text,
            as_chat=as_chat,
            topic=place.topic,
            reply_to=self.dice.choice((None, card)),
        )
        said = await self._read(place.chat, sent["message_id"])
        return f"{speaker} as {as_chat} types in {place} {text}", said

    async def _read(self, chat: int, after: int) -> str:
        await self.desk.sandbox.idle()
        found = self.desk.telegram.messages(chat, from_bot=True, after=after)
        # What a message replies to, and what the group is called, is not the desk's.
        said = [
            {
                key: value
                for key, value in one.items()
                if key not in {"reply_to_message", "chat", "sender_chat"}
            }
            for one in found
        ]
        files = [one["document"]["file_id"] for one in said if "document" in one]
        return json.dumps(said, ensure_ascii=False) + "".join(
            opened(self.desk.telegram.file(one)) for one in files
        )


class Colleague(Prober):
    """Draws what somebody of the newsroom tries next, who may not see what is private, or may not see it in the group."""

    people = (MALY,)


# What of the first newsroom is private here; each word stands in it alone.
PRIVATE = (
    "kvelmara", "osrithel", "brindlefox", "zorblatt", "quillmoor", "gnarlwood", "hexapine", "mirelda", "wozzleby", "fennimor",
)  # fmt: skip
KEPT_PRIVATE = [
    (MALY, "/ask Municipal Court: why are they held? by 3 Dec 17:00 via email #raids"),
    (DARA, "/ask Kvelmara Ministry: who paid for brindlefox? by 3 Dec 17:00 via email to Osrithel Dane #zorblatt private"),
    (DARA, "/ask Municipal Court: who judged mirelda? by 3 Dec 17:00 via email #raids private"),
    (SREYNEANG, "/story #zorblatt The Quillmoor Papers"),
    (DARA, "/reply 2 partial gnarlwood, they wrote"), (DARA, "/note 3 hexapine, a tip"), (DARA, "/reply 3 full gnarlwood"),
    (DARA, "/letter 2"), (DARA, "/correct 2"), (DARA, "/report"), (DARA, "/find brindlefox"), (DARA, "/due"), (DARA, "/status"),
    (SREYNEANG, "/report #zorblatt"), (SREYNEANG, "/status"), (SREYNEANG, "/story #zorblatt"), (SREYNEANG, "/private 2"),
]  # fmt: skip


async def with_secrets(desk: Desk) -> tuple[list[str], list[Place]]:
    """A newsroom in which Dara and the editor keep something private, what their buttons carry, and its groups."""
    seen: list[str] = []
    for who, text in KEPT_PRIVATE:
        await desk.say(who, text)
        if any(label.startswith("➕ Add") for label in desk.choices(who)):
            await desk.press(who, next(label for label in desk.choices(who) if label.startswith("➕ Add")))
        seen += [
            str(button.get("callback_data")) for row in buttons(desk.telegram.last(who)) for button in row
        ]
    await send(
        desk, "document", b"fennimor", who=DARA, file_name="wozzleby.pdf", caption="/note 2 with a file"
    )
    await desk.say(MALY, "/report #raids")
    await desk.say(MALY, "/status", chat=GROUP)
    groups = await with_groups(desk, (MALY, DARA, SREYNEANG), "raids")
    return [data for data in dict.fromkeys(seen) if data != "None"], groups


async def is_kept_private(desk: Desk, caplog: pytest.LogCaptureFixture, *, count: int, seed: int) -> None:
    """So many tries of a colleague, and then days of what the desk tells unasked: no word of it is read."""
    prober = Colleague(desk, seed, *await with_secrets(desk))
    before = str(await kept(desk)).casefold()
    assert {canary for canary in PRIVATE if canary not in before} <= {"fennimor"}
    for _ in range(count):
        what, read = await prober.probe()
        leaked = [canary for canary in PRIVATE if canary in read.casefold()]
        assert not leaked, (seed, what, leaked, read)
    for days in (1, 2, 3, 7):
        await desk.sandbox.advance(desk.sandbox.now() + timedelta(days=days))
    chats = {MALY, *(place.chat for place in prober.places)}
    told = "\n".join(said for chat in chats for said in desk.written(chat)).casefold()
    assert not [canary for canary in PRIVATE if canary in told]
    assert not [one.getMessage() for one in caplog.records if one.levelno >= logging.ERROR]


def opened(content: bytes) -> str:
    """All that is in a file, and in the files in it."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return content.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(name + opened(archive.read(name)) for name in archive.namelist())


async def is_kept(desk: Desk, caplog: pytest.LogCaptureFixture, *, count: int, seed: int) -> None:
    """So many tries from outside: none reads a word, none changes one, and each is answered."""
    prober = Prober(desk, seed, *await founded(desk))
    before = await kept(desk)
    assert {canary for canary in CANARIES if canary not in str(before).casefold()} <= {"mekong", "fennimor"}
    for _ in range(count):
        what, read = await prober.probe()
        theirs = (
            {"mekong"} if what.startswith(f"{SHARED}") else set()
        )  # the name of a newsroom that they are in
        # Nor are the second newsroom's words read in the first one's groups.
        next_door = NEXT_DOORS if "Place(" in what and f"chat={NEXT_DOOR}" not in what else set[str]()
        leaked = [one for one in {*CANARIES, *next_door} - theirs if one in read.casefold()]
        assert not leaked, (seed, what, leaked, read)
    after = await kept(desk)
    for table in {*before} - {"card", "draft", "shown_report"}:
        assert after[table] == before[table]
    assert not [one.getMessage() for one in caplog.records if one.levelno >= logging.ERROR]


@asynccontextmanager
async def beside_postgres(server: Server, folder: Path) -> AsyncIterator[Desk]:
    """A founded newsroom on PostgreSQL."""
    with server.database() as url:
        async with open_desk(folder, database_url=url.render_as_string(hide_password=False)) as desk:
            await desk.sandbox.found_newsroom()
            for who in (DARA, MALY):
                await desk.sandbox.invite(who)
            yield desk


BORDERS = pytest.mark.parametrize("holds", [is_kept, is_kept_private])
A_THOUSAND = pytest.mark.parametrize("seed", [1, 2])


@BORDERS
async def test_nothing_is_read_across_it(desk: Desk, caplog: pytest.LogCaptureFixture, holds: Holds) -> None:
    await holds(desk, caplog, count=50, seed=12)


@pytest.mark.long
@pytest.mark.timeout(900)  # only against hanging
@BORDERS
@A_THOUSAND
async def test_nothing_is_read_across_it_in_a_thousand_tries(
    desk: Desk, caplog: pytest.LogCaptureFixture, holds: Holds, seed: int
) -> None:
    await holds(desk, caplog, count=1000, seed=seed)


@pytest.mark.long
@pytest.mark.postgres
@pytest.mark.timeout(900)  # only against hanging
@BORDERS
@A_THOUSAND
async def test_nothing_is_read_across_it_on_postgresql(
    postgres_server: Server,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    new_engines: None,
    holds: Holds,
    seed: int,
) -> None:
    async with beside_postgres(postgres_server, tmp_path) as desk:
        await holds(desk, caplog, count=1000, seed=seed + 2)
