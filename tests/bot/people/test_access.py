"""Strangers learn nothing; members of one newsroom see nothing of another."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot import commands
from bot.commands import COMMANDS
from sandbox.case import DARA, GROUP, MALY, SREYNEANG, at
from sandbox.world.clock import MovingClock
from tests.bot.desk import ASKED, OTHER, STRANGER, Desk, Saved, open_desk

POLITE = "This desk is for its newsroom only. If you were invited, open the link you were sent."
BROKEN = "This invitation was used already, has expired, or never existed. Ask an editor of your newsroom for a new one."
UNCONNECTED = (
    "This group is not connected to your newsroom, so I say nothing here."
    " An editor can connect it with /newsroom here."
)
SECRETS = ("Municipal Court", "Mekong", "Dara", "Maly", "Sreyneang", "mangopark", "#1")

TYPED = [f"/{command.name}" for command in COMMANDS] + [
    "/start", "/start nonsense", "/help", "/help ask", "/nosuch", "hello", "🙂", "/status 1", "/find court",
    "/ask Municipal Court: why?", "/undo 1", "/newsroom here", "/invite editor", "/digest off", "/cancel", "/report zip",
]  # fmt: skip

# Who looks beyond one newsroom: who speaks, who comes in, what chats become, texts that are held.
ACROSS = {
    "app.py", "inline/handlers.py", "groups/handlers.py", "people/handlers.py", "sorting/held.py",
    "telegram/call.py", "telegram/context.py", "telegram/handling.py",
}  # fmt: skip


def test_no_other_handler_looks_beyond_its_newsroom() -> None:
    bot = Path(commands.__file__).parent
    found = {
        str(file.relative_to(bot)) for file in bot.rglob("*.py") if "all_newsrooms" in file.read_text("utf-8")
    }
    assert found <= ACROSS


async def test_a_stranger_gets_one_polite_line_a_day_whatever_is_sent(desk: Desk) -> None:
    await desk.say(DARA, ASKED, chat=GROUP)
    card = desk.telegram.last(GROUP)["message_id"]
    desk.telegram.join(GROUP, STRANGER)
    desk.telegram.set_inline(True)
    before = desk.record()
    said = [await desk.say(STRANGER, typed) for typed in TYPED]
    for send in ("photo", "voice", "sticker", "document", "video"):
        await getattr(desk.telegram, f"send_{send}")(STRANGER, STRANGER, b"content")
    sent = await desk.telegram.send_text(STRANGER, STRANGER, "hello")
    await desk.telegram.edit_text(STRANGER, STRANGER, sent["message_id"], "/status")
    await desk.sandbox.idle()
    in_the_group = ("/status", "/start", "/start@reply_desk_bot", "/newsroom here", "hello everybody")
    said += [await desk.say(STRANGER, typed, chat=GROUP) for typed in in_the_group]
    said.append(await desk.say(STRANGER, "they declined", chat=GROUP, reply_to=card))
    said += [
        (await desk.press(STRANGER, data=data, chat=GROUP)).text or ""
        for data in ("o:1", "m:", "r:1:1:decline")
    ]
    assert sorted({*said}) == ["", POLITE, BROKEN]  # a code is always answered
    assert said.count(POLITE) == said.count(BROKEN) == 1
    assert sorted(desk.written(STRANGER)) == [POLITE, BROKEN]
    answer = await desk.telegram.ask_inline(STRANGER, "1")
    await desk.sandbox.idle()
    assert (answer.results, answer.button) == ((), None)
    assert desk.record() == before
    assert desk.rows("SELECT count(*) FROM draft") == [(0,)]
    assert desk.rows("SELECT telegram_id, wrong_codes FROM stranger") == [
        (STRANGER, 1)
    ]  # and none of their words
    await desk.sandbox.advance(desk.sandbox.now() + timedelta(hours=25))
    assert await desk.say(STRANGER, "hello") == POLITE


async def test_a_strangers_press_is_the_one_line_too_and_another_process_knows(
    founded: Saved, tmp_path: Path
) -> None:
    async with founded.opened(tmp_path) as desk:
        desk.telegram.join(GROUP, STRANGER)
        await desk.say(DARA, ASKED, chat=GROUP)
        answer = await desk.press(STRANGER, "Declined", chat=GROUP)
        assert (answer.text, answer.show_alert) == (POLITE, True)
        assert (await desk.press(STRANGER, "Declined", chat=GROUP)).text == ""
        assert await desk.say(STRANGER, "/status", chat=GROUP) == ""
    async with open_desk(tmp_path, clock=MovingClock(at("2 Dec 12:00"), running=False)) as desk:
        assert await desk.say(STRANGER, "hello") == ""
        assert desk.rows("SELECT count(*) FROM request") == [(1,)]


async def test_a_member_in_a_group_that_is_not_connected_is_told_so_and_nothing_else(desk: Desk) -> None:
    await desk.say(DARA, ASKED)
    desk.telegram.add_group(-900, "Public talk", [STRANGER, DARA, SREYNEANG])
    await desk.sandbox.idle()
    before = desk.record()
    for who in (DARA, SREYNEANG):
        for typed in (
            "/status", "/status 1", "/report", "/due", "/newsroom", "/ask Municipal Court: why?", "/start",
        ):  # fmt: skip
            assert await desk.say(who, typed, chat=-900) == UNCONNECTED, typed
        assert await desk.say(who, "hello", chat=-900) == ""
        answer = await desk.press(who, data="o:1", chat=-900)
        assert answer.text == UNCONNECTED
    assert desk.record() == before
    assert not any(secret in text for text in desk.written(-900) for secret in SECRETS)


async def test_a_second_newsroom_sees_nothing_of_the_first(desk: Desk) -> None:
    await desk.say(DARA, ASKED)
    await desk.say(DARA, '/body "Secret Works" kind=company')
    await desk.say(MALY, "/note 1 told in confidence")
    await desk.add_newsroom(OTHER)
    before = {name: rows for name, rows in desk.record().items() if name in {"request", "event", "story"}}
    for typed in (
        "/status", "/status 1", "/status #mangopark", "/report", "/report #mangopark", "/due",
        "/find confidence", "/find held", "/bodies secret", "/body Secret Works", "/members", "/newsroom",
        "/digest now", "/story", "/chase 1 call", "/reply 1 full", "/decline 1", "/note 1 x", "/undo",
        "/undo 1", "/extend 1 by fri 5pm", "/remind 1 in 2h", "/refer 1 to National Police", "/withdraw 1",
        "/reopen 1", "/chase", "/reply",
    ):  # fmt: skip
        said = await desk.say(OTHER, typed)
        leaked = [word for word in ("told in", "why are they", "Dara", "Maly", "Mekong") if word in said]
        assert not leaked, (typed, said)
        assert "Secret Works\n" not in said
        assert not any(label.startswith("#") for label in desk.choices(OTHER)), typed
    after = {name: rows for name, rows in desk.record().items() if name in before}
    assert after == before


@pytest.mark.parametrize(
    "typed", ["/invite", "/invite editor", "/digest 09:00", "/digest off", "/newsroom here"]
)
async def test_a_reporter_cannot_do_what_only_editors_may(desk: Desk, typed: str) -> None:
    before = desk.record()
    assert await desk.say(DARA, typed) == "Only an editor of the newsroom can do that. Nothing was changed."
    assert desk.record() == before
