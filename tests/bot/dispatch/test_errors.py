"""When something fails: the bot never says "Logged" of what is not, and an error says its message in the reader's language."""

from __future__ import annotations

import asyncio
import logging
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from telegram.error import Conflict, NetworkError

from bot.i18n.catalogue import Texts
from bot.telegram.errors import WithoutSecrets, set_up_logging
from bot.telegram.handling import explain
from bot.telegram.wire import NotSent
from db.errors import DeskError, NotPossibleNow, UnknownNumber
from db.lifecycle import EventKind, Status
from sandbox.case import DARA, GROUP, SREYNEANG
from sandbox.start import TOKEN
from tests.bot.asked import logged
from tests.bot.desk import ASKED, Desk, open_desk
from tests.bot.export.test_files_by_button import arrived

REFUSED = "The record could not be written just now, so nothing was logged."

RECORDING = [
    "/ask Municipal Court: where? by 5 Dec 17:00", "/chase 1 call", "/reply 1 full yes", "/reply 1 partial 1",
    "/reply 1 partial", "/reply 1 ack", "/decline 1", "/bounce 1", "/withdraw 1",
    "/refer 1 to National Police", "/extend 1 by 6 Dec 17:00", "/note 1 hello", "/remind 1 in 2h", "/undo",
    "/undo 1", "/story #new A title", "/body City Hall kind=other", "/digest 09:00", "/invite",
    "/settings language=km", "/cancel", "/ask", "/ask Zzzz: why?", "/chase",
]  # fmt: skip

READING = [
    "/status", "/status 1", "/due", "/find held", "/report", "/report full", "/report 1", "/bodies", "/body Municipal Court",
    "/members", "/digest now", "/stats", "/settings", "/help", "/start",
]  # fmt: skip
UNMARKED = "that could not be noted just now. Send /report again before you print."


@pytest_asyncio.fixture(name="impatient")
async def a_desk_that_does_not_wait_long(
    founded_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Desk]:
    """Its database gives up after a tenth of a second; #1 is logged, by Sreyneang."""
    monkeypatch.setattr("db.engine.SQLITE_BUSY_SECONDS", 0.1)
    folder = Path(shutil.copytree(founded_folder, tmp_path / "desk"))  # whose engine was not made before
    async with open_desk(folder) as desk:
        await desk.say(SREYNEANG, ASKED)
        yield desk


@contextmanager
def locked(desk: Desk) -> Iterator[None]:
    """Another process writes, and does not end."""
    with closing(sqlite3.connect(desk.folder / "desk.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@pytest.mark.long
async def test_while_the_record_cannot_be_written_nothing_is_called_logged(impatient: Desk) -> None:
    desk = impatient
    before = desk.record()
    with locked(desk):
        for typed in RECORDING:
            said = await desk.say(SREYNEANG, typed)
            assert said.startswith(REFUSED), typed
            assert "Logged" not in said
        for typed in READING:
            said = await desk.say(SREYNEANG, typed)
            assert "could not be written" not in said, typed
            assert (UNMARKED in said) == (typed in {"/report", "/report full"}), typed
        await desk.say(SREYNEANG, "/report")
        shown = desk.telegram.last(SREYNEANG)["message_id"] - 1  # above the word that it will not be marked
        assert not (await desk.press(SREYNEANG, "Files…", message=shown)).text
        assert any(said.startswith("Files: ") for said in desk.written(SREYNEANG))
        assert desk.record() == before
    # In its order, each once, before what is sent now.
    await desk.say(SREYNEANG, "/status")
    assert any(said.startswith("Logged as #2.") for said in desk.written(SREYNEANG))
    assert desk.rows("SELECT count(*) FROM event WHERE text = 'hello'") == [(1,)]


@pytest.mark.parametrize("table", ["request", "question", "event", "reminder"])
async def test_half_a_request_is_never_kept(desk: Desk, table: str) -> None:
    """The disk fills up in the middle of the transaction, at each of the tables a request needs."""
    before = desk.record()
    desk.change(
        f"CREATE TRIGGER full BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'disk is full'); END"
    )
    assert (await desk.say(DARA, ASKED)).startswith(REFUSED)
    assert desk.record() == before
    desk.change("DROP TRIGGER full")
    assert "Logged as #1." in await desk.say(DARA, ASKED)


async def test_what_is_logged_is_not_taken_back_when_its_card_cannot_be_remembered(desk: Desk) -> None:
    desk.change("CREATE TRIGGER full BEFORE INSERT ON card BEGIN SELECT RAISE(ABORT, 'disk is full'); END")
    said = await desk.say(DARA, ASKED)
    assert said.startswith("Logged as #1.")
    assert "nothing was logged" not in said
    assert await logged(desk) == [1]


@pytest.mark.parametrize("who", ["private", "group"])
async def test_something_nobody_foresaw_is_said_plainly(
    desk: Desk, who: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a mistake of ours")

    await desk.say(DARA, ASKED)
    before = desk.record()
    monkeypatch.setattr("bot.outcomes.handlers.parse_outcome", broken)
    monkeypatch.setattr("bot.dispatch.card.queries.request", broken)
    said = await desk.say(DARA, "/decline 1", chat=DARA if who == "private" else GROUP)
    assert said.startswith("Something went wrong on my side.")
    answer = await desk.press(DARA, data="o:1")
    assert answer.text.startswith("Something went wrong on my side.")
    assert answer.show_alert
    assert desk.record() == before
    assert "a mistake of ours" in caplog.text
    assert "ZeroDivisionError" not in desk.everything_said()


async def test_when_fetching_fails_one_line_says_so_and_the_bot_goes_on(
    desk: Desk, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = "Telegram cannot be reached (NetworkError); trying again"
    monkeypatch.setattr("bot.telegram.pace.RETRY_AFTER_SECONDS", ())
    desk.telegram.fail_next("getUpdates", status=502, description="Bad Gateway")
    await desk.telegram.send_text(DARA, DARA, "/members")  # ends the poll that waits, and the next one fails
    async with asyncio.timeout(60):
        while told not in caplog.text:  # noqa: ASYNC110  (no event tells of it)
            await asyncio.sleep(0.01)
    assert "Traceback" not in caplog.text
    assert "Hello Dara." in await desk.say(DARA, "/start")


async def test_a_trouble_that_lasts_is_said_once_and_so_is_its_end(
    desk: Desk, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.pace.RETRY_AFTER_SECONDS", ())
    fetching = desk.sandbox.parts.fetching
    for error in (Conflict("terminated"), Conflict("terminated"), NetworkError("x"), NetworkError("x")):
        fetching.failed(error)
    fetching.works()
    fetching.works()
    said = [record.getMessage() for record in caplog.records]
    assert said == [
        "another process polls with the same token; only one may. Trying again.",
        "Telegram cannot be reached (NetworkError); trying again",
        "Telegram is there again",
    ]


async def test_a_token_that_is_refused_for_a_moment_ends_nothing(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.telegram.fail_next("getUpdates", status=401, description="Unauthorized")
    await desk.telegram.send_text(DARA, DARA, "/members")
    assert "Hello Dara." in await desk.say(DARA, "/start")
    assert "Telegram refuses BOT_TOKEN" in caplog.text
    assert not desk.sandbox.parts.receiving.locked_out.is_set()
    assert "Traceback" not in caplog.text


async def test_a_token_that_stays_refused_ends_the_process(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.inbox.LOCKED_OUT_SECONDS", 0.0)
    desk.telegram.fail_next("getUpdates", status=401, description="Unauthorized")
    await desk.telegram.send_text(DARA, DARA, "/members")
    async with asyncio.timeout(60):
        await desk.sandbox.parts.receiving.locked_out.wait()


async def test_what_could_not_be_answered_for_want_of_a_line_is_answered_when_there_is_one(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """As often as it takes, and it is on record once."""
    parts = desk.sandbox.parts
    monkeypatch.setattr("bot.telegram.pace.RETRY_AFTER_SECONDS", ())
    send = type(parts.application.bot).send_message

    async def no_line(*_: object, **__: object) -> None:
        raise NotSent("ConnectionRefusedError")

    monkeypatch.setattr(type(parts.application.bot), "send_message", no_line)
    assert await desk.say(DARA, ASKED) == ""
    for _ in range(5):
        desk.sandbox.clock.move_to(desk.sandbox.now() + timedelta(minutes=1))
        await parts.inbox.take_up(parts.application.bot)
        await desk.sandbox.idle()
    monkeypatch.setattr(type(parts.application.bot), "send_message", send)
    desk.sandbox.clock.move_to(desk.sandbox.now() + timedelta(minutes=1))
    await parts.inbox.take_up(parts.application.bot)
    await desk.sandbox.idle()
    assert desk.last(DARA).startswith("That was recorded already")
    assert await logged(desk) == [1]
    assert "Traceback" not in caplog.text


NOW = datetime(2024, 12, 2, 2, tzinfo=UTC)
ENGLISH, KHMER = Texts("en", "UTC"), Texts("km", "UTC")


@pytest.mark.parametrize(
    ("texts", "said"),
    [(ENGLISH, "There is no request #12 here."), (KHMER, "មិនមានសំណើ #12 នៅទីនេះទេ។")],
    ids=["en", "km"],
)
def test_an_edited_docstring_changes_nothing_that_people_read(
    texts: Texts, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = explain(texts, UnknownNumber(number=12), NOW)
    assert before.startswith(said)
    monkeypatch.setattr(UnknownNumber, "__doc__", "Nobody numbered this: {nothing}.")
    assert explain(texts, UnknownNumber(number=12), NOW) == before
    assert str(UnknownNumber(number=12)).startswith("There is no request #12 here.")


@pytest.mark.parametrize("own", [{}, {"message": ""}, {"__doc__": "There is nothing."}], ids=repr)
@pytest.mark.parametrize("base", [DeskError, UnknownNumber])
def test_an_error_without_a_message_of_its_own_is_refused_where_it_is_written(
    base: type[DeskError], own: dict[str, str]
) -> None:
    with pytest.raises(TypeError, match="Mute needs a message of its own"):
        type("Mute", (base,), own)


def test_a_status_is_named_in_the_words_for_it() -> None:
    error = NotPossibleNow(status=Status.ACKNOWLEDGED, kind=EventKind.ACKNOWLEDGED)
    assert "This request is acknowledged, not answered, so" in explain(ENGLISH, error, NOW)
    assert "acknowledged" not in explain(KHMER, error, NOW)


SECRET_PART = TOKEN.split(":")[1]


async def test_no_token_reaches_a_log_or_a_chat_whatever_fails(
    desk_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Everything logs at DEBUG, the library that logs URLs too, through the filter that every handler has."""
    caplog.handler.addFilter(WithoutSecrets(TOKEN))
    try:
        with caplog.at_level(logging.DEBUG):
            for name in ("httpx", "httpcore", "telegram", "apscheduler"):
                caplog.set_level(logging.DEBUG, logger=name)
            async with open_desk(desk_folder) as desk:
                desk.telegram.fail_next("sendMessage", status=500, times=9)
                await desk.say(DARA, ASKED)
                desk.telegram.fail_next("sendMessage", status=400, description="Bad Request: whatever")
                await desk.say(DARA, "/status")
                desk.telegram.fail_next("getUpdates", status=500)
                await desk.says(DARA, "/start", "/report csv")
                await arrived(desk, DARA, 1)
                said = desk.everything_said()
    finally:
        caplog.handler.filters.clear()
    assert "httpx" in {record.name for record in caplog.records}
    assert "/bot[secret]" in caplog.text
    assert SECRET_PART not in caplog.text
    assert SECRET_PART not in said


@pytest.mark.parametrize(
    "text",
    [
        f"POST https://x/bot{TOKEN}/getMe",
        f"The token `{TOKEN}` was rejected",
        "https://x/bot42:another-bots/getMe",
        f"GET https://x/file/bot{TOKEN.replace(':', '%3A')}/photos/file_1.jpg",
        f"httpx.ReadError({TOKEN.replace(':', '%3A')!r})",
        "https://x/file/bot42%3Aanother-bots/photos/file_1.jpg",
    ],
)
def test_tokens_are_cut_out_of_messages_arguments_and_traces(text: str) -> None:
    cleaner = WithoutSecrets(TOKEN, "")
    try:
        raise ValueError(text)
    except ValueError as error:
        trace = (ValueError, error, error.__traceback__)
    record = logging.LogRecord(
        "x", logging.ERROR, __file__, 1, "%s and " + text.replace("%", "%%"), (text,), trace
    )
    assert cleaner.filter(record)
    shown = logging.Formatter().format(record)
    assert "[secret]" in shown
    assert "Traceback" in shown
    assert SECRET_PART not in shown
    assert "another-bots" not in shown


def test_libraries_that_log_addresses_are_quiet_and_every_handler_cleans() -> None:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    try:
        set_up_logging("DEBUG", TOKEN)
        assert all(any(isinstance(f, WithoutSecrets) for f in handler.filters) for handler in root.handlers)
        assert not logging.getLogger("httpx").isEnabledFor(logging.INFO)
    finally:
        root.handlers[:] = before
        root.setLevel(level)
        for name in ("httpx", "httpcore", "apscheduler", "aiosqlite", "alembic", "tornado"):
            logging.getLogger(name).setLevel(logging.NOTSET)
