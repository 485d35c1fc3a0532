"""What Telegram hands out is kept before it is confirmed, and nothing that was sent vanishes when the process dies."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import Update
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from bot.telegram.errors import Fetching
from bot.telegram.inbox import Inbox, ReceivingRequest
from db.telegram import inbox as kept
from sandbox.case import DARA, MALY, SREYNEANG
from sandbox.start import TOKEN
from tests.bot.desk import ASKED, STRANGER, Desk


def message(**fields: object) -> dict[str, object]:
    person = {"id": DARA, "is_bot": False, "first_name": "Dara"}
    return {"message_id": 1, "date": 1, "chat": {"id": DARA, "type": "private"}, "from": person} | fields


def a_process_that_dies(desk: Desk) -> ExtBot[None]:
    """A bot that fetches and confirms and never comes to handle anything."""
    parts = desk.sandbox.parts
    database = parts.application.bot_data["desk"].all_newsrooms
    inbox = Inbox(database, desk.sandbox.clock, int(TOKEN.split(":")[0]))
    request = ReceivingRequest(inbox, HTTPXRequest(), Fetching().works)
    return ExtBot(TOKEN, base_url=desk.telegram.base_url, get_updates_request=request)


async def fetched_and_confirmed(desk: Desk) -> int:
    async with a_process_that_dies(desk) as bot:
        updates = await bot.get_updates()
        await bot.get_updates(offset=updates[-1].update_id + 1)
    assert desk.telegram.world.updates.pending_count() == 0
    return len(updates)


async def started_again(desk: Desk) -> None:
    """What `python -m bot` does before it listens."""
    parts = desk.sandbox.parts
    await parts.inbox.take_up(parts.application.bot, alone=True)
    await desk.sandbox.idle()


@pytest.fixture
async def deaf(desk: Desk) -> AsyncIterator[Desk]:
    """A desk that fetches nothing for the time being."""
    updater = desk.sandbox.parts.application.updater
    assert updater is not None
    await updater.stop()
    yield desk
    await updater.start_polling()


async def test_a_backlog_that_was_fetched_by_a_process_that_died_is_handled_whole_in_its_order(
    deaf: Desk,
) -> None:
    for number in range(30):
        for who in (DARA, MALY):
            await deaf.telegram.send_text(who, who, f"/ask Municipal Court: question {who}-{number}?")
    assert await fetched_and_confirmed(deaf) == 60
    await started_again(deaf)
    asked = [text for (text,) in deaf.rows("SELECT text FROM question ORDER BY id")]
    for who in (DARA, MALY):
        assert [text for text in asked if str(who) in text] == [f"question {who}-{n}?" for n in range(30)]
        assert sum("Logged as #" in text for text in deaf.written(who)) == 30
    said = deaf.everything_said()
    await started_again(deaf)
    assert deaf.everything_said() == said


async def test_a_press_and_a_photo_come_back_as_a_text_does(deaf: Desk) -> None:
    await deaf.telegram.send_text(DARA, DARA, ASKED)
    await fetched_and_confirmed(deaf)
    await started_again(deaf)
    card = deaf.telegram.last(DARA)["message_id"]
    await deaf.telegram.send_photo(DARA, DARA, b"a letter", reply_to=card)
    press = asyncio.create_task(deaf.telegram.press(DARA, DARA, card, text="Declined"))
    await deaf.telegram.until(lambda: deaf.telegram.world.updates.pending_count() == 2)
    assert await fetched_and_confirmed(deaf) == 2
    await started_again(deaf)
    await press
    assert deaf.rows("SELECT kind FROM event ORDER BY id DESC LIMIT 1") == [("declined",)]
    assert "not logged until you press" in "\n".join(deaf.written(DARA))


async def test_of_what_a_stranger_wrote_nothing_is_kept_once_it_is_answered(desk: Desk) -> None:
    await desk.say(STRANGER, "where do your reporters sleep?")
    await desk.say(DARA, "/note 1 a secret")
    assert desk.rows("SELECT text FROM inbox WHERE text IS NOT NULL") == []


BROKEN: list[dict[str, object]] = [
    {"date": "soon"},
    {"entities": "bold"},
    {"chat": 5},
    {"from": [1, 2]},
    {"photo": [{"file_id": 1}, "x"]},
    {"reply_to_message": {"text": "no more"}},
    {"date": 10**20},
    {"poll": {"id": 1}},
    {"chat": None},
    {"text": {"of": "another type"}},
    {"message_id": "one"},
    {"message_id": 2**63},
    {"from": {"id": -(2**70), "is_bot": False, "first_name": "Dara"}},
    {"from": {"id": None, "is_bot": False, "first_name": "Dara"}},
]


async def test_what_the_library_cannot_read_is_set_aside_once_and_stands_in_nobodys_way(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    await desk.say(DARA, ASKED)
    for number, broken in enumerate(BROKEN, 1):
        desk.telegram.world.updates.push("message", message(text="/due") | broken)
        assert "Logged on #1" in await desk.say(DARA, f"/note 1 {number}")
        rows = desk.rows("SELECT text, trouble FROM inbox WHERE trouble != '' ORDER BY update_id")
        [*_, (text, _)] = rows
        assert (text is None) == ("from" in broken), "of whom nobody knows to be a member no word is kept"
        assert text is None or json.loads(text)["message"] == message(text="/due") | broken
        assert [trouble for _, trouble in rows] == [kept.UNREADABLE] * number
        assert len([line for line in caplog.records if "set aside" in line.getMessage()]) == number
    # Their process may have been killed before it set them aside: the next start stumbles over nothing.
    desk.change("UPDATE inbox SET done_at = NULL, trouble = '' WHERE trouble != '' AND text IS NOT NULL")
    await started_again(desk)
    assert desk.rows("SELECT trouble FROM inbox WHERE trouble != ''") == [(kept.UNREADABLE,)] * len(BROKEN)
    assert not any(record.exc_info for record in caplog.records)


async def test_what_comes_while_the_record_cannot_be_written_is_left_with_telegram_and_done_when_it_can(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.inbox.PATIENCE_SECONDS", 0.02)
    updates = desk.telegram.world.updates
    await desk.say(DARA, ASKED)
    desk.change("ALTER TABLE inbox RENAME TO gone")
    assert "#1" in await desk.say(DARA, "/status")
    assert updates.pending_count() == 0
    heard = await desk.say(DARA, "/note 1 hello")
    assert "nothing was logged" in heard
    assert "No need to send it again" in heard
    assert "#1" in await desk.say(MALY, "/status")
    assert len(updates.pending()) == 2, "the first is not confirmed, nor what is behind it"
    desk.change("ALTER TABLE gone RENAME TO inbox")
    said = desk.written(MALY)
    await desk.telegram.until(lambda: "Logged on #1" in desk.last(DARA))
    await desk.sandbox.idle()
    assert updates.pending_count() == 0
    assert desk.rows("SELECT count(*) FROM event WHERE text = 'hello'") == [(1,)]
    assert desk.written(MALY) == said, "who was answered is not answered again"
    assert "nothing" not in "".join(desk.written(DARA)[-1:])


async def test_what_follows_something_that_could_not_be_recorded_is_recorded_after_it(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    await desk.say(DARA, ASKED)
    desk.change("ALTER TABLE invite RENAME TO gone")
    assert "No need to send it again" in await desk.say(SREYNEANG, "/invite")
    assert "the database refused" in caplog.text
    caplog.clear()
    assert "No need to send it again" in await desk.say(SREYNEANG, "/note 1 later")
    assert "waits: what the same person sent before" in caplog.text
    assert "#1" in await desk.say(SREYNEANG, "/status"), "which changes nothing"
    assert "Logged on #1" in await desk.say(DARA, "/note 1 at once"), "who has nothing that waits"
    desk.change("ALTER TABLE gone RENAME TO invite")
    await desk.say(SREYNEANG, "/note 1 last of all")
    await desk.telegram.until(lambda: "last of all" in desk.last(SREYNEANG))
    done = [said.split()[0] for said in desk.written(SREYNEANG)[-3:]]
    assert done == ["This", "Logged", "Logged"], "the link, then both notes"
    noted = desk.rows("SELECT text FROM event WHERE kind = 'note' ORDER BY id")
    assert noted == [("at once",), ("later",), ("last of all",)]


async def test_what_is_done_is_done_no_second_time_whatever_the_database_says(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = Inbox(desk.sandbox.parts.application.bot_data["desk"].all_newsrooms, desk.sandbox.clock, 4711)
    write_one = inbox._impatient.write_one

    @asynccontextmanager
    async def gone(*, commits: bool) -> AsyncIterator[AsyncSession]:
        async with write_one() as session:
            yield session
            if not commits:
                await session.rollback()
        raise OperationalError("COMMIT", None, Exception("server closed the connection unexpectedly"))

    async def fetched(update_id: int) -> bool:
        queued = inbox.qsize()
        await inbox.keep({update_id: "{}"})
        await inbox.put(Update(update_id))
        return inbox.qsize() > queued

    # Answered before a commit of which nobody heard was known to have kept it.
    monkeypatch.setattr(inbox._impatient, "write_one", lambda: gone(commits=True))
    assert await fetched(1)
    inbox.finished(Update(1))
    assert inbox.unconfirmed == []
    await inbox.take_up()
    assert desk.rows("SELECT update_id FROM inbox WHERE bot_id = 4711 AND done_at IS NULL") == []
    # Done before the database refused to say so.
    monkeypatch.setattr(inbox._impatient, "write_one", lambda: gone(commits=False))
    assert not await fetched(1)
    await inbox.close()


async def test_what_no_database_takes_is_replaced_before_it_is_kept(desk: Desk) -> None:
    await desk.say(DARA, ASKED)
    typed = "/note 1 a\0b\ud83dc 🙂"
    desk.telegram.world.updates.push(
        "message", message(text=typed, entities=[{"type": "bot_command", "offset": 0, "length": 5}])
    )
    await desk.sandbox.idle()
    assert desk.rows("SELECT text FROM event ORDER BY id DESC LIMIT 1") == [("a\ufffdb\ufffdc 🙂",)]


async def ticked(desk: Desk) -> None:
    """What is done every few seconds."""
    await desk.sandbox.parts.inbox.take_up()
    await desk.sandbox.idle()


@pytest.mark.parametrize("beyond", [0, 1])
async def test_an_update_that_ends_every_process_that_handles_it_is_set_aside_and_its_author_told(
    deaf: Desk, beyond: int
) -> None:
    """`beyond`: telling them ends it, too."""
    await deaf.telegram.send_text(DARA, DARA, ASKED)
    await fetched_and_confirmed(deaf)
    deaf.change(f"UPDATE inbox SET begun_at = received_at, tries = {kept.MOST_TRIES + beyond}")  # noqa: S608
    await started_again(deaf)
    await ticked(deaf)
    assert deaf.rows("SELECT count(*) FROM question") == [(0,)]
    assert deaf.rows("SELECT trouble FROM inbox WHERE text IS NOT NULL") == [(kept.NEVER_FINISHED,)]
    told = [f"I give up on what you sent: {ASKED}\nAgain and again I began it"] * (1 - beyond)
    assert [text[: len(told[0])] for text in deaf.written(DARA) if "give up" in text] == told


async def test_what_was_in_hand_while_processes_were_killed_is_begun_alone_and_not_given_up(
    deaf: Desk,
) -> None:
    for who in (DARA, MALY, SREYNEANG):
        await deaf.telegram.send_text(who, who, f"/ask Municipal Court: a question of {who}?")
    await fetched_and_confirmed(deaf)
    parts = deaf.sandbox.parts
    database = parts.application.bot_data["desk"].all_newsrooms

    async def killed(*, ticks: bool) -> int:
        inbox = Inbox(database, deaf.sandbox.clock, int(TOKEN.split(":")[0]))
        await inbox.take_up(parts.application.bot, alone=True)
        if ticks:
            await inbox.take_up()
        begun = inbox.qsize()
        while not inbox.empty():
            await inbox.begin(await inbox.get(), DARA)
        await inbox.close()
        return begun

    begun = [await killed(ticks=False) for _ in range(3 * kept.MOST_TRIES)]
    assert begun == [3] * kept.SUSPECTED + [0] * (3 * kept.MOST_TRIES - kept.SUSPECTED)
    assert [await killed(ticks=True) for _ in range(2 * kept.MOST_TRIES)] == [1] * 2 * kept.MOST_TRIES
    await started_again(deaf)
    assert deaf.rows("SELECT count(*) FROM question") == [(0,)], "others come first"
    await ticked(deaf)
    await deaf.telegram.until(lambda: deaf.rows("SELECT count(*) FROM question") == [(3,)])
    await deaf.sandbox.idle()
    assert deaf.rows("SELECT trouble FROM inbox WHERE trouble != ''") == []


async def test_what_only_waited_in_processes_that_died_is_handled_however_many_they_were(deaf: Desk) -> None:
    for who in (DARA, MALY):
        await deaf.telegram.send_text(who, who, f"/ask Municipal Court: a question of {who}?")
    await fetched_and_confirmed(deaf)
    for _ in range(3 * kept.MOST_TRIES):  # each takes them up, and dies before it comes to them
        async with deaf.sandbox.parts.application.bot_data["desk"].all_newsrooms.write() as session:
            bot_id = int(TOKEN.split(":")[0])
            assert len(await kept.claim_left(session, bot_id, now=deaf.sandbox.now(), alone=True)) == 2
    await started_again(deaf)
    assert deaf.rows("SELECT count(*) FROM question") == [(2,)]
    assert deaf.rows("SELECT trouble FROM inbox WHERE trouble != ''") == []
    # Of those that are taken up it is noted which one was in hand.
    assert deaf.rows("SELECT count(*) FROM inbox WHERE begun_at IS NOT NULL") == [(2,)]


async def test_what_waits_when_the_desk_stops_is_left_for_the_next_start(deaf: Desk) -> None:
    for number in range(40):
        await deaf.telegram.send_text(DARA, DARA, f"/ask Municipal Court: question {number}?")
    await fetched_and_confirmed(deaf)
    parts = deaf.sandbox.parts
    await parts.inbox.take_up(parts.application.bot, alone=True)
    parts.inbox.stop()
    await deaf.sandbox.idle()
    [(waiting,)] = deaf.rows("SELECT count(*) FROM inbox WHERE done_at IS NULL")
    assert waiting >= 39
    assert deaf.rows("SELECT count(*) FROM question") == [(40 - waiting,)]


@pytest.mark.long  # it ends with giving up what waits
async def test_while_an_answer_waits_for_telegram_no_other_process_takes_up_its_update(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.cli.serving.LAST_WORDS", 0.01)
    desk.telegram.fail_next("sendMessage", status=429, parameters={"retry_after": 900})
    await desk.telegram.send_text(DARA, DARA, ASKED)
    await desk.telegram.until(
        lambda: desk.rows("SELECT 1 FROM inbox WHERE recorded_at IS NOT NULL AND text > ''")
    )
    for _ in range(4):
        desk.sandbox.clock.move_to(desk.sandbox.now() + kept.LEASE / 2)
        await desk.sandbox.parts.inbox.take_up()
        async with desk.sandbox.parts.application.bot_data["desk"].all_newsrooms.read() as session:
            assert not await kept.is_left(session, int(TOKEN.split(":")[0]), now=desk.sandbox.now())


async def test_where_the_last_look_of_a_desk_that_stops_fails_there_is_nothing_to_say(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    updater = desk.sandbox.parts.application.updater
    assert updater is not None
    desk.sandbox.parts.inbox.stop()
    for fault in (
        {"status": 401, "description": "Unauthorized"},
        {"status": 409, "description": "Conflict: terminated by other getUpdates request"},
        {"status": 502, "description": "Bad Gateway"},
        {"drop": True},
    ):
        desk.telegram.fail_next("getUpdates", times=100, **fault)
        await updater.stop()
        desk.telegram._server.faults.clear()
        await updater.start_polling()
    assert [line.getMessage() for line in caplog.records if line.exc_info] == []
