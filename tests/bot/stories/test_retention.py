"""The words of a published story's closed requests are removed by the newsroom's rule, as people see it."""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

from bot.cli.exporting import export
from bot.cli.moving import export_newsroom, import_newsroom
from bot.cli.verifying import verify
from bot.environment import Settings, read_settings
from jobs.clock import SystemClock
from sandbox.case import DARA, SREYNEANG
from tests.bot.desk import Desk, open_desk
from tests.bot.sent import card, fetch_files, folder, send, sha256

CLOCK = SystemClock()
TEMPLATES = Path("bot/export/templates")
ASK = "/ask Municipal Court: why the zebra? (the detainees) by 3 Dec 17:00 via email to the clerk 012 345 678 #mangopark"
PHOTO = b"what the zebra looks like"
REMOVED = "♻️ words removed "
SECRET = ("zebra", "quagga", "345 678")


async def days(desk: Desk, count: int) -> None:
    await desk.sandbox.advance(desk.sandbox.now() + timedelta(days=count))


async def sentences(desk: Desk) -> str:
    """What may be printed of the story."""
    said = await desk.say(SREYNEANG, "/report #mangopark full")
    return said.split("What the record supports")[1].split("Fair chance")[0].split("Not past")[0]


async def warned(desk: Desk) -> None:
    """A closed request with words and a photo, of a story that came out; the editors are warned."""
    await desk.say(SREYNEANG, "/digest off")
    said = await desk.say(SREYNEANG, "/settings retention=30 days")
    assert "Editors are told a week before, of each story, and can keep it." in said
    await desk.say(DARA, ASK)
    await send(desk, "photo", PHOTO, reply_to=card(desk), file_name="zebra.jpg")
    await desk.press(DARA, "Our note")
    await fetch_files(desk)
    await desk.say(DARA, "/decline 1 no comment, citing a pending case; the quagga said so")
    await desk.say(DARA, "/letter 1")
    await desk.say(DARA, "/remind 1 4 Dec 09:00 the quagga again")
    await desk.say(SREYNEANG, "/story #mangopark published")
    await days(desk, 28)
    await days(desk, 1)


def warning(desk: Desk) -> tuple[int, str]:
    """The message that warns an editor, and its words."""
    found = [one for one in desk.telegram.messages(SREYNEANG, from_bot=True) if "the words of" in one["text"]]
    return found[-1]["message_id"], found[-1]["text"]


async def test_the_words_are_gone_everywhere_and_what_may_be_printed_is_the_same(
    desk_folder: Path, tmp_path: Path
) -> None:
    async with open_desk(desk_folder) as desk:
        await warned(desk)
        message, text = warning(desk)
        assert "#mangopark: the words of 1 closed request are removed" in text
        assert "With them goes the copy of 1 file." in text
        answer = await desk.press(SREYNEANG, "🔖 Keep this story", message=message)
        assert "none of its words are removed" in str(answer.text)
        await days(desk, 20)
        assert "zebra" in await desk.say(DARA, "/status 1")
        assert "Only an editor" in await desk.say(DARA, "/story #mangopark keep off")
        assert "told a week ahead" in await desk.say(SREYNEANG, "/story #mangopark keep off")
        await days(desk, 3)
        await days(desk, 1)
        assert warning(desk)[0] > message
        before = await sentences(desk)
        await days(desk, 7)
        held = b"".join(path.read_bytes() for path in desk_folder.glob("desk.sqlite*"))
        assert b"mangopark" in held
        assert not [word for word in SECRET if word.encode() in held]
        assert not folder(desk).path(sha256(PHOTO)).exists()
        assert await sentences(desk) == before
        assert "on the detainees, citing a pending case" in before
        said = await desk.say(DARA, "/status 1")
        assert not [word for word in SECRET if word in said]
        for shown in (REMOVED, "copy removed by the newsroom's rule", sha256(PHOTO), "(the clerk •••)"):
            assert shown in said
        assert "Nothing contains" in await desk.say(DARA, "/find zebra")
        for typed in ("/undo 1", "/correct 1 text other words"):
            assert "can be neither corrected nor taken back" in await desk.say(DARA, typed)
        assert "Logged on #1: note." in await desk.say(DARA, "/note 1 they wrote again")
        assert "Logged on #1: reopened." in await desk.say(DARA, "/reopen 1 they wrote again")
        assert "the detainees" in await desk.say(DARA, "/letter 1 followup")
        assert "Logged on #1" in await desk.say(DARA, "/reply 1 full an answer after all")
        settings = desk.sandbox.settings
        name = desk.rows("SELECT name FROM newsroom")[0][0]
    assert "removed by the newsroom's rule" in await export_newsroom(
        settings, str(tmp_path / "one.zip"), "", CLOCK
    )
    assert await import_newsroom(elsewhere(tmp_path), str(tmp_path / "one.zip"), name, None, CLOCK)
    lines: list[str] = []
    assert await verify(elsewhere(tmp_path), None, lines.append)
    assert "the words of 4 events removed by the newsroom's rule" in lines[0]
    await export(elsewhere(tmp_path), str(tmp_path / "out"), CLOCK)
    [events] = (tmp_path / "out").glob("*/events.jsonl")
    script = (TEMPLATES / "check.py.txt").read_text()
    checked = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, str(events), stdout=asyncio.subprocess.PIPE
    )
    assert b"9 events in order; the last hash is" in (await checked.communicate())[0]


def elsewhere(folder: Path) -> Settings:
    return read_settings({"DATA_DIR": str(folder / "there")}, needs_token=False)
