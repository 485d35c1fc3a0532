"""The first ten minutes of the threat model, played step by step: a telephone seized, nobody safe, the token lost, the group
infiltrated, somebody gone for good."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from sandbox.case import DARA, GROUP, MALY, SREYNEANG, at
from sandbox.start import TOKEN
from sandbox.world.clock import MovingClock
from tests.bot.desk import ASKED, Desk, open_desk
from tests.bot.inline.test_inline import look

ANOTHER = -700
FRESH = "100200300:made-by-botfather-after-the-revocation"


async def is_shut_out(desk: Desk, who: int, said: str) -> None:
    """A text, a press and an inline query."""
    assert (await desk.say(who, "/status")).startswith(said)
    assert ((await desk.press(who, data="o:1", chat=GROUP)).text or "").startswith(said)
    assert (await look(desk, who, "1")).results == ()


async def test_the_first_ten_minutes(desk_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = MovingClock(at("3 Dec 16:00"), running=False)
    async with open_desk(desk_folder, clock=clock) as desk:
        await desk.say(SREYNEANG, "/members")
        await desk.press(SREYNEANG, "Maly")
        await desk.press(SREYNEANG, "Make editor")
        await desk.say(DARA, ASKED)

        # 16:00, Dara's telephone is seized: one command and one press.
        await desk.say(SREYNEANG, "/lock")
        await desk.press(SREYNEANG, "Lock Dara")
        await is_shut_out(desk, DARA, "The desk is locked for you")
        before = len(desk.written(DARA))
        await desk.sandbox.advance(at("4 Dec 17:30"))
        assert len(desk.written(DARA)) == before
        assert "has 24 hours left" in "\n".join(desk.written(SREYNEANG) + desk.written(MALY))

        # Nobody knows whose telephones are safe: nothing is answered, sent or shown.
        await desk.say(SREYNEANG, "/lock everybody")
        for who in (DARA, SREYNEANG):
            await is_shut_out(desk, who, "The desk is locked for you")
        posted = len(desk.written(GROUP))
        await desk.sandbox.advance(at("5 Dec 08:45"))
        assert len(desk.written(GROUP)) == posted
        assert "Sreyneang is locked out" in await desk.say(MALY, "/lock Sreyneang")
        assert "let in again" in await desk.say(MALY, "/unlock everybody")
        await desk.sandbox.advance(at("5 Dec 09:00"))
        assert "☀️ Mekong Desk" in desk.last(GROUP)  # what fell due meanwhile
        await is_shut_out(desk, SREYNEANG, "The desk is locked for you")

        # The group is infiltrated: nothing is posted in the old one from then on.
        desk.telegram.add_group(ANOTHER, "Another", [MALY])
        await desk.sandbox.idle()
        assert "works in this group now" in await desk.say(MALY, "/newsroom here only", chat=ANOTHER)
        posted = len(desk.written(GROUP))
        await desk.sandbox.advance(at("6 Dec 09:00"))
        assert "☀️ Mekong Desk" in "\n".join(desk.written(ANOTHER))
        assert len(desk.written(GROUP)) == posted

        # Sreyneang does not come back: she is removed, and what was hers is handed over.
        await desk.say(MALY, "/members")
        for label in ("Sreyneang", "Remove…", "Yes, remove Sreyneang"):
            await desk.press(MALY, label)
        await is_shut_out(desk, SREYNEANG, "You are not a member here any more")
        assert "Dara is let in again." in await desk.say(MALY, "/unlock Dara")
        assert "#1" in await desk.say(DARA, "/status")

    # The token leaked: a new one into .env, start again. The old one opens nothing, and nobody notices.
    monkeypatch.setattr("sandbox.start.TOKEN", FRESH)
    async with open_desk(desk_folder, clock=MovingClock(at("6 Dec 09:30"), running=False)) as desk:
        async with httpx.AsyncClient() as thief:
            answer = await thief.get(f"{desk.telegram.base_url}{TOKEN}/getUpdates")
        assert answer.status_code == 401
        assert "#1" in await desk.say(DARA, "/status")
        await is_shut_out(desk, SREYNEANG, "You are not a member here any more")
