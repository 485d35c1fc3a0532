"""Which letter for which request is meant; buttons that nobody was shown."""

from __future__ import annotations

import pytest

from bot.languages import COMPLETE, LANGUAGES
from sandbox.case import DARA, MALY
from tests.bot.asked import ASKING, ask, kinds
from tests.bot.desk import Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_letter_without_words_offers_them_all(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    await busy_desk.say(DARA, f"/letter {n}")
    follow_ups, finals = (
        [f"{letter}, {LANGUAGES[code].name}" for code in COMPLETE] for letter in ("Follow-up", "Final letter")
    )
    assert busy_desk.choices(DARA) == [*follow_ups, *finals, "« Back"]
    await busy_desk.say(DARA, f"/letter {n} final")
    assert busy_desk.choices(DARA) == [*finals, "« Back"]
    assert kinds(busy_desk, n) == ASKING


async def test_letter_is_about_the_card_it_replies_to_or_about_the_request_that_is_pressed(
    busy_desk: Desk,
) -> None:
    n = await ask(busy_desk)
    message = busy_desk.telegram.last(DARA)["message_id"]
    assert f", #{n}. Press the text" in await busy_desk.say(DARA, "/letter final en", reply_to=message)
    assert "Which request? Press one" in await busy_desk.say(MALY, "/letter final en")
    offered = busy_desk.choices(MALY)[0]
    await busy_desk.press(MALY, offered)
    assert f", {offered.split()[0]}. Press the text" in busy_desk.last(MALY)
