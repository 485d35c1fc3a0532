"""Several photos sent at once are one thing: asked about once, and kept together whenever they come."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.case import DARA
from tests.bot.asked import ASKING, ask, kinds
from tests.bot.desk import Desk, open_desk
from tests.bot.sent import COURT, WHICH, attached, card, fetch_files, send

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def one_more(desk: Desk, album: str) -> str:
    """A further photo of an album, which comes late."""
    return await send(desk, "photo", b"late", media_group_id=album)


def album_of(desk: Desk) -> str:
    """Telegram's id of the album sent last."""
    sent = desk.telegram.messages(DARA, from_bot=False)
    return next(str(m["media_group_id"]) for m in reversed(sent) if "media_group_id" in m)


@pytest.mark.parametrize("kind", ["photo", "video", "document"])
async def test_an_album_alone_is_asked_about_once_and_logged_whole(busy_desk: Desk, kind: str) -> None:
    n = await ask(busy_desk)
    assert await send(busy_desk, "album", b"page", kind=kind, caption="three pages") == WHICH
    await busy_desk.presses(DARA, f"#{n} {COURT}", "🟢 Their answer, to everything")
    assert "they answered: three pages · 3 files · Dara" in busy_desk.last(DARA)
    assert kinds(busy_desk, n) == [*ASKING, "replied_full"]
    assert [row[0] for row in attached(busy_desk, n)] == [kind] * 3
    assert await fetch_files(busy_desk) == 3


async def test_an_album_that_replies_to_a_card_is_asked_about_once(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    said = await send(busy_desk, "album", b"page", reply_to=card(busy_desk))
    assert said == f"What is this for #{n} {COURT}? Kept, but not logged until you press."
    await busy_desk.presses(DARA, "Something else…", "📨 An acknowledgement")
    assert len(attached(busy_desk, n)) == 3


async def test_an_album_can_be_the_note_that_was_asked_for(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    await busy_desk.press(DARA, "Note…")
    said = await send(busy_desk, "album", b"page", caption="what the door looks like")
    assert said.count(f"Logged on #{n} as a note: one more file of the same album.") == 2
    assert kinds(busy_desk, n) == [*ASKING, "note", "note", "note"]
    assert len(attached(busy_desk, n)) == 3


async def test_what_comes_after_the_album_was_logged_is_added_to_the_same_request(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    await ask(busy_desk, text="/ask Embassy of India: who? via email")
    await send(busy_desk, "album", b"page")
    await busy_desk.presses(DARA, f"#{n} {COURT}", "🚫 They declined")
    said = await one_more(busy_desk, album_of(busy_desk))
    assert said.startswith(f"Logged on #{n} as a note: one more file of the same album.")
    assert kinds(busy_desk, n) == [*ASKING, "declined", "note"]
    assert len(attached(busy_desk, n)) == 4


async def test_what_comes_between_two_questions_joins_without_a_word(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    await send(busy_desk, "album", b"page")
    await busy_desk.press(DARA, f"#{n} {COURT}")
    assert await one_more(busy_desk, album_of(busy_desk)) == ""
    await busy_desk.press(DARA, "Our note")
    assert len(attached(busy_desk, n)) == 4


async def test_what_comes_after_the_album_was_cancelled_is_not_asked_about_again(busy_desk: Desk) -> None:
    await ask(busy_desk)
    await send(busy_desk, "album", b"page")
    before = busy_desk.record()
    await busy_desk.press(DARA, "Cancel")
    said = await one_more(busy_desk, album_of(busy_desk))
    assert said == "Cancelled with the rest of its album. Nothing was logged."
    assert busy_desk.record() == before


async def test_two_albums_are_two_things(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    await send(busy_desk, "album", b"first")
    first = card(busy_desk)
    assert await send(busy_desk, "album", b"second") == WHICH
    for message in (first, card(busy_desk)):
        await busy_desk.press(DARA, f"#{n} {COURT}", message=message)
        await busy_desk.press(DARA, "Our note", message=message)
    assert kinds(busy_desk, n) == [*ASKING, "note", "note"]
    assert len(attached(busy_desk, n)) == 6


async def test_delivered_twice_no_file_joins_twice(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    await send(busy_desk, "album", b"page")
    asked = card(busy_desk)
    busy_desk.telegram.redeliver()
    await busy_desk.sandbox.idle()
    await busy_desk.press(DARA, f"#{n} {COURT}", message=asked)
    await busy_desk.press(DARA, "Our note", message=asked)
    assert len(attached(busy_desk, n)) == 3


async def test_an_album_cut_by_a_restart_stays_together(desk_folder: Path) -> None:
    async with open_desk(desk_folder) as desk:
        n = await ask(desk)
        await send(desk, "album", b"page")
        album = album_of(desk)
    async with open_desk(desk_folder) as desk:
        assert await one_more(desk, album) == ""
        await desk.presses(DARA, f"#{n} {COURT}", "Our note")
        assert len(attached(desk, n)) == 4
