"""The files of a report, as people ask for them: by button and by command, alone, in a group, on a bad line."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.export import dossier, formats, progress
from bot.export import handlers as export_handlers
from bot.export.folder import Made
from bot.languages import COMPLETE, LANGUAGES
from sandbox.case import DARA, GROUP, MALY, SREYNEANG
from sandbox.world.messages import visible_text
from tests.bot.desk import ASKED, Desk, open_desk

LABELS = ["📕 Dossier", *(f"📕 {LANGUAGES[code].name}" for code in COMPLETE[1:]), "📊 XLSX", "CSV", "🗜 ZIP"]
NAMES = [*(f"-{code}.html" for code in COMPLETE), "-en.xlsx", "-en.csv", ".zip"]
ON_ITS_WAY = "It is on its way: it is being prepared already."


def sent(desk: Desk, chat: int) -> list[dict[str, Any]]:
    """The messages with a file that the bot wrote in a chat."""
    return [message for message in desk.telegram.messages(chat, from_bot=True) if "document" in message]


async def arrived(desk: Desk, chat: int, count: int = 1) -> dict[str, Any]:
    """The newest file in a chat, once there are so many."""
    await desk.telegram.until(lambda: len(sent(desk, chat)) >= count)
    return sent(desk, chat)[-1]


def content(desk: Desk, message: dict[str, Any]) -> bytes:
    return bytes(desk.telegram.file(message["document"]["file_id"]))


def last_hash(desk: Desk) -> str:
    [(found,)] = desk.rows("SELECT chain_hash FROM newsroom")
    return str(found)


class Held:
    """Makes files wait until they are let go."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.begun = asyncio.Event()
        self.fails: OSError | None = None
        self._make = formats.make

    async def __call__(self, *args: Any) -> Made:
        self.begun.set()
        await self.go.wait()
        if self.fails is not None:
            raise self.fails
        return await self._make(*args)


@pytest.fixture(name="held")
def files_that_take_their_time(monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    held = Held()
    monkeypatch.setattr(export_handlers, "make", held)
    return held


async def test_every_button_under_a_report_sends_its_file(desk: Desk) -> None:
    await desk.says(DARA, ASKED, "/report #mangopark")
    await desk.press(DARA, "Files…")
    assert desk.choices(DARA)[: len(LABELS)] == LABELS
    report = desk.telegram.last(DARA)["message_id"]
    before = desk.record()
    for count, (label, ending) in enumerate(zip(LABELS, NAMES, strict=True), start=1):
        answer = await desk.press(DARA, label, message=report)
        assert answer.text == "Preparing…"
        message = await arrived(desk, DARA, count)
        assert message["document"]["file_name"] == f"mangopark-2024-12-02-0900{ending}"
        assert "1 request to 1 body, as on record Mon 2 Dec 09:00." in message["caption"]
        assert f"Last hash (event 2): {last_hash(desk)}" in message["caption"]
    assert desk.record() == before
    html, *others, xlsx, csv, archive = (content(desk, message) for message in sent(desk, DARA))
    assert b"where are they?" in html
    assert [f'lang="{code}"'.encode() in page for code, page in zip(COMPLETE, [html, *others], strict=True)]
    assert xlsx.startswith(b"PK")
    assert csv.startswith(b"\xef\xbb\xbf")
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert "README.txt" in opened.namelist()


@pytest.mark.long
@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("/report #mangopark html", "mangopark-2024-12-02-0900-en.html"),
        ("/report #mangopark xlsx km", "mangopark-2024-12-02-0900-km.xlsx"),
        ("/report csv", "Mekong-Desk-2024-12-02-0900-en.csv"),
        ("/report me zip", "Dara-2024-12-02-0900.zip"),
        ("/report PP Municipal Court html", "Phnom-Penh-Municipal-Court-2024-12-02-0900-en.html"),
        ("/report 1 html", "1-2024-12-02-0900-en.html"),
    ],
)
async def test_every_button_has_its_command(desk: Desk, typed: str, name: str) -> None:
    await desk.say(DARA, ASKED.replace("Municipal Court", "Phnom Penh Municipal Court"))
    await desk.says(DARA, "/body Phnom Penh Municipal Court alias=PP Municipal Court", typed)
    message = await arrived(desk, DARA)
    assert message["document"]["file_name"] == name


async def test_as_a_reply_to_a_card_it_is_that_request(desk: Desk) -> None:
    await desk.says(DARA, ASKED, "/ask Embassy of China: why? by 5 Dec 17:00 via email")
    card = desk.telegram.last(DARA)["message_id"]
    await desk.say(DARA, "/report html", reply_to=card)
    page = content(desk, await arrived(desk, DARA)).decode()
    assert "Embassy of China" in page
    assert "where are they?" not in page


@pytest.mark.parametrize("asked", ["typed", "pressed"])
async def test_in_a_group_it_is_said_what_a_file_reveals_before_it_goes_there(desk: Desk, asked: str) -> None:
    await desk.say(DARA, ASKED)
    if asked == "typed":
        await desk.say(MALY, "/report #mangopark csv", chat=GROUP)
    else:
        await desk.say(MALY, "/report #mangopark full", chat=GROUP)
        await desk.press(MALY, "CSV", chat=GROUP)
    assert "In this group everybody reads it, and whoever joins later." in desk.last(GROUP)
    assert desk.choices(GROUP) == ["👤 To me alone", "👥 Into this group"]
    question = desk.telegram.last(GROUP)["message_id"]
    await desk.press(MALY, "👤 To me alone", chat=GROUP, message=question)
    await arrived(desk, MALY)
    assert sent(desk, GROUP) == []
    assert desk.last(GROUP) == "The file goes to Maly alone."
    await desk.say(MALY, "/report #mangopark csv", chat=GROUP)
    await desk.press(MALY, "👥 Into this group", chat=GROUP)
    await arrived(desk, GROUP)


async def test_to_whom_the_desk_may_not_write_no_file_is_sent_and_they_hear_why(desk: Desk) -> None:
    await desk.say(DARA, ASKED)
    await desk.say(DARA, "/report #mangopark csv", chat=GROUP)
    desk.telegram.block(DARA)
    await desk.press(DARA, "👤 To me alone", chat=GROUP)
    await desk.telegram.until(lambda: "I cannot write to you yet." in desk.last(GROUP))
    assert sent(desk, GROUP) == sent(desk, DARA) == []


@pytest.mark.parametrize("typed", ["/report", "/report #empty", "/report me"])
async def test_where_nothing_was_asked_there_is_no_button_and_the_command_says_so(
    desk: Desk, typed: str
) -> None:
    await desk.says(SREYNEANG, "/story #empty Nothing yet", typed)
    assert not set(LABELS) & set(desk.choices(SREYNEANG))
    await desk.say(SREYNEANG, f"{typed} zip")
    await desk.telegram.until(lambda: "there is no file to make" in desk.last(SREYNEANG))
    assert sent(desk, SREYNEANG) == []


async def test_a_second_press_makes_nothing_twice_and_other_messages_are_answered_meanwhile(
    desk: Desk, held: Held
) -> None:
    await desk.says(DARA, ASKED, "/report #mangopark full")
    report = desk.telegram.last(DARA)["message_id"]
    await desk.press(DARA, "🗜 ZIP", message=report)
    await held.begun.wait()
    again = await desk.press(DARA, "🗜 ZIP", message=report)
    assert (again.text, again.show_alert) == (ON_ITS_WAY, True)
    assert ON_ITS_WAY in await desk.say(DARA, "/report #mangopark zip")
    assert "Logged" in await desk.say(DARA, "/chase 1 call no answer")
    held.go.set()
    await arrived(desk, DARA)
    assert len(sent(desk, DARA)) == 1
    await desk.press(DARA, "🗜 ZIP", message=report)
    await arrived(desk, DARA, 2)


async def test_long_work_shows_how_far_it_is_and_the_message_goes_when_the_file_comes(
    desk: Desk, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 0.01)
    monkeypatch.setattr(progress, "EVERY", 0.05)
    await desk.says(DARA, ASKED, "/story #mangopark Mango <Park>", "/report #mangopark zip")
    await desk.telegram.until(
        lambda: desk.last(DARA) == "Preparing the ZIP of Mango <Park>…\nReading the record.", 20
    )
    held.go.set()
    await arrived(desk, DARA)
    await desk.telegram.until(lambda: "Preparing" not in "".join(desk.written(DARA)))


async def test_a_third_file_waits_its_turn_and_says_so(
    desk: Desk, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 0.01)
    await desk.say(DARA, ASKED)
    for kind in ("html", "csv", "xlsx"):
        await desk.say(DARA, f"/report {kind}")
    await desk.telegram.until(lambda: any("Others are prepared first." in t for t in desk.written(DARA)))
    held.go.set()
    await arrived(desk, DARA, 3)


async def test_when_the_disk_refuses_it_is_said_and_asking_again_works(desk: Desk, held: Held) -> None:
    await desk.say(DARA, ASKED)
    held.fails = OSError(28, "No space left on device")
    held.go.set()
    await desk.say(DARA, "/report html")
    said = "The file could not be made: No space left on device. What is on record is safe; try again in a minute."
    await desk.telegram.until(lambda: desk.last(DARA) == said)
    held.fails = None
    await desk.say(DARA, "/report html")
    await arrived(desk, DARA)


async def test_when_telegram_refuses_the_file_it_is_said_and_asking_again_works(desk: Desk) -> None:
    await desk.say(DARA, ASKED)
    desk.telegram.fail_next("sendDocument", status=413, description="Request Entity Too Large", times=4)
    await desk.say(DARA, "/report html")
    said = (
        "The file was made, but Telegram did not take it. What is on record is safe; try again in a minute."
    )
    await desk.telegram.until(lambda: desk.last(DARA) == said)
    await desk.say(DARA, "/report html")
    await arrived(desk, DARA)


async def test_what_shows_the_progress_may_fail_and_the_file_still_comes(desk: Desk) -> None:
    await desk.say(DARA, ASKED)
    desk.telegram.fail_next("sendChatAction", status=400, description="Bad Request: nothing", times=50)
    await desk.say(DARA, "/report html")
    await arrived(desk, DARA)


async def test_when_the_desk_stops_in_the_middle_whoever_waits_is_told(desk_folder: Path, held: Held) -> None:
    async with open_desk(desk_folder) as desk:
        await desk.says(DARA, ASKED, "/report zip")
        await held.begun.wait()
    async with open_desk(desk_folder) as desk:
        messages = [visible_text(message) for message in desk.telegram.messages(DARA, from_bot=True)]
        assert "The desk is being restarted, so the file was not finished." in messages[-1]


async def test_what_telegram_cannot_carry_is_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dossier, "LARGEST_SENT", 60_000)
    await desk.says(DARA, ASKED, "/report zip")
    await desk.telegram.until(lambda: "python -m bot export DIR" in desk.last(DARA))
    assert "files are not in the ZIP: Telegram takes 50 MB at a time" in desk.last(DARA)
    assert "dossier-en.html" in desk.last(DARA)
