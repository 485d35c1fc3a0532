"""A reply whose words are put right keeps its photo, and the record still verifies, the photo's content with it."""

from __future__ import annotations

from db.engine import Database, read_url
from jobs.files.folder import EvidenceFolder
from jobs.records.verifying import Verdict, verify
from sandbox.case import DARA
from tests.bot.desk import ASKED, Desk
from tests.bot.sent import card, fetch_files, send, sha256

PHOTO = b"their letter, photographed"


async def verdict(desk: Desk) -> Verdict:
    database = Database(read_url(f"sqlite:///{desk.folder}/desk.sqlite"))
    try:
        [found] = await verify(database, EvidenceFolder(desk.folder))
        return found
    finally:
        await database.close()


async def test_a_corrected_reply_keeps_its_photo_and_the_record_verifies(desk: Desk) -> None:
    await desk.say(DARA, ASKED)
    await send(desk, "photo", PHOTO, reply_to=card(desk))
    await desk.press(DARA, "✅ Their answer, to everything")
    await fetch_files(desk)
    await desk.say(DARA, "/correct 1 text they deny it")
    await desk.say(DARA, "/correct 1 partial 2")
    history = (await desk.say(DARA, "/status 1")).split("History")[1]
    assert history.count("they deny it · 1 file · Dara") == 1
    assert history.count(sha256(PHOTO)) == 1
    found = await verdict(desk)
    assert (found.troubles, found.files) == ((), 1)
    EvidenceFolder(desk.folder).path(sha256(PHOTO)).write_bytes(b"another letter")
    [trouble] = (await verdict(desk)).troubles
    assert "was changed on the disk" in trouble.what


async def test_a_photo_that_is_fetched_only_after_the_correction_is_kept_all_the_same(desk: Desk) -> None:
    await desk.say(DARA, ASKED)
    await send(desk, "photo", PHOTO, reply_to=card(desk))
    await desk.press(DARA, "◐ Their answer, in part")
    await desk.press(DARA, "⬜️ 1. why are they held?")
    await desk.press(DARA, "Log these as answered")
    await fetch_files(desk)
    assert (await desk.say(DARA, "/status 1")).count(sha256(PHOTO)) == 1
    found = await verdict(desk)
    assert (found.troubles, found.files) == ((), 1)
