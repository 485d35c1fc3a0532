"""No token reaches a log or a chat."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from bot.telegram.errors import WithoutSecrets, set_up_logging
from sandbox.case import DARA
from sandbox.start import TOKEN
from tests.bot.desk import ASKED, open_desk
from tests.bot.test_files_by_button import arrived

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
                desk.telegram.fail_next("getUpdates", status=500, times=2)
                await desk.say(DARA, "/start")
                await desk.say(DARA, "/report csv")  # its file takes a way that logs each call
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
