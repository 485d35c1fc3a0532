"""What people attach is fetched from Telegram, stored by its hash, and shown with what became of it."""

from __future__ import annotations

import logging

import pytest

from bot.telegram.errors import WithoutSecrets
from db.attachments import Trouble
from sandbox.case import DARA, GROUP, MALY, SREYNEANG
from sandbox.start import TOKEN
from tests.bot.asked import ask, kinds, newest
from tests.bot.desk import Desk
from tests.bot.sent import all_files, attached, card, fetch_files, folder, send, sha256

pytestmark = pytest.mark.asyncio(loop_scope="module")

HALF_A_MINUTE = 30
SIXTY_MB = 60 * 1024 * 1024


async def attach(desk: Desk, what: str, content: bytes, **how: object) -> int:
    """A new request with a note that has this file; its number."""
    n = await ask(desk)
    await send(desk, what, content, reply_to=card(desk), **how)
    await desk.press(DARA, "Our note")
    return n


async def later(desk: Desk, seconds: int) -> None:
    """Move the clock without fetching anything on the way."""
    desk.sandbox.clock.move_to(
        desk.sandbox.now().fromtimestamp(
            desk.sandbox.now().timestamp() + seconds, tz=desk.sandbox.now().tzinfo
        )
    )


@pytest.mark.parametrize("what", ["photo", "document", "voice", "video"])
async def test_whatever_is_attached_is_kept_and_shown_with_its_hash(busy_desk: Desk, what: str) -> None:
    content = f"the content of a {what}".encode()
    n = await attach(busy_desk, what, content)
    assert "not kept yet" in busy_desk.last(DARA)
    assert await fetch_files(busy_desk) == 1
    assert folder(busy_desk).path(sha256(content)).read_bytes() == content
    said = await busy_desk.say(MALY, f"/status {n}")
    assert f"kept, sha256 {sha256(content)[:8]}…" in said
    assert f"sha256 {sha256(content)}" in said.split("Files\n")[1]
    assert "sent by Dara, " in said
    assert "file kept" not in said


async def test_undo_takes_back_the_record_and_not_the_keeping_of_its_file(busy_desk: Desk) -> None:
    n = await attach(busy_desk, "photo", b"attached by mistake")
    await fetch_files(busy_desk)
    assert f"Taken back on #{n}: note" in await busy_desk.say(DARA, f"/undo {n}")
    assert kinds(busy_desk, n)[-2:] == ["filed", "corrected"]
    assert sha256(b"attached by mistake") in await busy_desk.say(DARA, f"/status {n}")


async def test_a_film_of_sixty_megabytes_stays_a_reference_and_is_never_asked_for(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    asked = await send(
        busy_desk, "video", b"film", reply_to=card(busy_desk), declared_size=SIXTY_MB, file_name="raid.mp4"
    )
    assert "⚠️ Larger than 20 MB" in asked
    assert "Keep the original." in asked
    await busy_desk.press(DARA, "Our note")
    reference = "📎 raid.mp4, 60 MB, only a reference: larger than 20 MB"
    assert reference in busy_desk.last(DARA)
    calls = len(busy_desk.telegram.calls)
    assert await fetch_files(busy_desk) == 1
    assert {name for name, _ in list(busy_desk.telegram.calls)[calls:]}.isdisjoint({"getFile", "download"})
    assert reference in await busy_desk.say(DARA, f"/status {n}")
    assert attached(busy_desk, n) == [("video", "raid.mp4", SIXTY_MB, "", "dead", Trouble.TOO_LARGE)]


async def test_a_file_that_grew_too_large_behind_its_announced_size_is_refused_by_telegram(
    busy_desk: Desk,
) -> None:
    n = await attach(busy_desk, "document", b"x", declared_size=SIXTY_MB)
    busy_desk.change("UPDATE attachment SET size = NULL WHERE id = (SELECT max(id) FROM attachment)")
    await fetch_files(busy_desk)
    [(*_, outcome, trouble)] = attached(busy_desk, n)
    assert (outcome, trouble) == ("dead", f"{Trouble.REFUSED}: File is too big")
    assert "only a reference: Telegram does not give it out" in await busy_desk.say(DARA, f"/status {n}")


@pytest.mark.parametrize(
    ("method", "fault"),
    [
        ("download", {"status": 500}),
        ("download", {"status": 404, "description": "Not Found"}),
        ("download", {"drop": True}),
        ("download", {"status": 429, "parameters": {"retry_after": 3}}),
        ("getFile", {"status": 502, "times": 4}),
        (
            "getFile",
            {
                "status": 400,
                "description": "Bad Request: wrong file_id or the file is temporarily unavailable",
            },
        ),
    ],
)
async def test_what_fails_for_now_is_tried_again_and_says_so_meanwhile(
    busy_desk: Desk, method: str, fault: dict[str, object]
) -> None:
    content = f"{method} {fault}".encode()
    n = await attach(busy_desk, "document", content)
    busy_desk.telegram.fail_next(method, **fault)
    assert await fetch_files(busy_desk) == 0
    assert "not kept yet" in await busy_desk.say(DARA, f"/status {n}")
    await later(busy_desk, HALF_A_MINUTE)
    assert await fetch_files(busy_desk) == 1
    assert folder(busy_desk).path(sha256(content)).read_bytes() == content


async def test_what_telegram_has_no_more_is_a_reference_at_once(busy_desk: Desk) -> None:
    n = await attach(busy_desk, "document", b"soon gone")
    busy_desk.telegram.fail_next("getFile", status=400, description="Bad Request: invalid file_id")
    assert await fetch_files(busy_desk) == 1
    [(*_, outcome, trouble)] = attached(busy_desk, n)
    assert (outcome, trouble) == ("dead", f"{Trouble.REFUSED}: Invalid file_id")


async def test_no_token_reaches_the_log_the_record_or_the_chat_when_a_file_cannot_be_had(
    busy_desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    secret = TOKEN.split(":")[1]
    n = await attach(busy_desk, "document", b"behind a bad line")
    caplog.handler.addFilter(WithoutSecrets(TOKEN))
    try:
        with caplog.at_level(logging.DEBUG):
            for method, fault in (
                ("download", {"status": 500}),
                ("download", {"drop": True}),
                ("getFile", {"status": 404}),
            ):
                busy_desk.telegram.fail_next(method, **fault)
                assert await fetch_files(busy_desk) == 0
                await later(busy_desk, 3600)
    finally:
        caplog.handler.filters.clear()
    assert "could not be kept yet" in caplog.text
    assert secret not in caplog.text
    assert secret not in str(busy_desk.record())
    assert secret not in await busy_desk.say(DARA, f"/status {n}")
    assert await fetch_files(busy_desk) == 1


async def test_a_file_sent_as_a_reply_to_a_card_in_the_group_is_kept_under_its_senders_name(
    busy_desk: Desk,
) -> None:
    n = await ask(busy_desk)
    await busy_desk.say(SREYNEANG, f"/status {n}", chat=GROUP)
    asked = await send(
        busy_desk, "document", b"in the group", who=MALY, chat=GROUP, reply_to=card(busy_desk, GROUP)
    )
    assert asked.startswith(f"What is this for #{n} ")
    await busy_desk.press(MALY, "Our note", chat=GROUP)
    assert await fetch_files(busy_desk) == 1
    assert "sent by Maly, " in await busy_desk.say(DARA, f"/status {n}")


async def test_a_file_with_the_first_attempt_at_a_referred_request_is_kept_with_its_asking(
    busy_desk: Desk,
) -> None:
    n = await ask(busy_desk)
    await busy_desk.say(DARA, f"/refer {n} to Embassy of India")
    opened = newest(busy_desk)
    await busy_desk.say(DARA, f"/status {opened}")
    await send(busy_desk, "document", b"the letter as sent", reply_to=card(busy_desk))
    await busy_desk.presses(DARA, "Something else…", "Another attempt…")
    await busy_desk.press(DARA, "email")
    assert kinds(busy_desk, opened)[-1] == "asked"
    assert await fetch_files(busy_desk) == 1
    assert sha256(b"the letter as sent") in await busy_desk.say(DARA, f"/status {opened}")


HOSTILE = {
    "a path": "../../../../etc/passwd",
    "marks that turn the writing": "invoice\u202efdp.exe",
    "three hundred letters": "a" * 296 + ".pdf",
    "HTML": '<b onclick="x">&amp;</b>.pdf',
    "line breaks": "one\ntwo\r\n\tthree.pdf",
    "Khmer": "លិខិត\u200bតុលាការ.pdf",
    "a drive": "C:\\Windows\\system32\\x.exe",
    "a formula": '=HYPERLINK("http://x","y").pdf',
}


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
async def test_a_files_name_is_shown_and_never_used(busy_desk: Desk, name: str) -> None:
    content = name.encode()
    n = await attach(busy_desk, "document", content, file_name=name)
    await fetch_files(busy_desk)
    said = await busy_desk.say(DARA, f"/status {n}")
    line = next(line for line in said.splitlines() if line.startswith("📎"))
    shown = line.removeprefix("📎 ").split(f", {len(content)} B")[0]
    assert "\u202e" not in said
    assert len(shown) <= 60
    assert shown.rstrip("…") in " ".join(name.replace("\u202e", "").split())
    assert attached(busy_desk, n)[0][1] == name
    inside = {path.name for path in await all_files(busy_desk)}
    assert sha256(content) in inside
    assert all(len(found) == 64 for found in inside)


async def test_nothing_of_the_sandbox_is_kept_without_a_folder() -> None:
    from sandbox.start import open_sandbox

    async with open_sandbox() as sandbox:
        data_dir = sandbox.settings.data_dir
        assert data_dir.is_dir()
    assert not data_dir.exists()
