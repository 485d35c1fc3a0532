"""Strangers learn nothing; members of one newsroom see nothing of another."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import commands
from bot.commands import COMMANDS
from sandbox.case import DARA, GROUP, MALY, SREYNEANG, at
from tests.bot.desk import ASKED, OTHER, STRANGER, Desk

POLITE = "This desk is for its newsroom only. If you were invited, open the link you were sent."
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
    "app.py", "inline/handlers.py", "people/chats.py", "people/handlers.py", "sorting/held.py",
    "telegram/call.py", "telegram/context.py", "telegram/handling.py",
}  # fmt: skip


def test_no_other_handler_looks_beyond_its_newsroom() -> None:
    bot = Path(commands.__file__).parent
    found = {
        str(file.relative_to(bot)) for file in bot.rglob("*.py") if "all_newsrooms" in file.read_text("utf-8")
    }
    assert found <= ACROSS


async def test_a_stranger_gets_one_polite_line_in_private_whatever_is_typed(desk: Desk) -> None:
    await desk.say(DARA, ASKED)
    before = desk.record()
    for typed in TYPED:
        said = await desk.say(STRANGER, typed)
        assert said == POLITE or (
            typed == "/start nonsense" and said.startswith("This invitation was used")
        ), typed
        assert not any(secret in said for secret in SECRETS)
    assert desk.record() == before
    assert desk.rows("SELECT count(*) FROM draft") == [(0,)]


async def test_a_stranger_gets_one_polite_line_for_anything_else(desk: Desk) -> None:
    await desk.say(STRANGER, "/start")
    before, drafts = desk.record(), desk.rows("SELECT * FROM draft")
    for send in ("photo", "voice", "sticker", "document", "video"):
        await getattr(desk.telegram, f"send_{send}")(STRANGER, STRANGER, b"content")
        await desk.sandbox.idle()
        assert desk.last(STRANGER) == POLITE
    sent = await desk.telegram.send_text(STRANGER, STRANGER, "hello")
    await desk.telegram.edit_text(STRANGER, STRANGER, sent["message_id"], "/status")
    await desk.sandbox.idle()
    assert set(desk.written(STRANGER)) == {POLITE}
    assert (desk.record(), desk.rows("SELECT * FROM draft")) == (before, drafts)


async def test_a_stranger_in_the_newsrooms_group_gets_the_polite_line_and_no_card(desk: Desk) -> None:
    await desk.say(DARA, ASKED, chat=GROUP)
    card = desk.telegram.last(GROUP)["message_id"]
    desk.telegram.join(GROUP, STRANGER)
    before = desk.record()
    for typed in (
        "/status", "/start", "/start@reply_desk_bot", "/newsroom here", "/ask Municipal Court: why?",
    ):  # fmt: skip
        assert await desk.say(STRANGER, typed, chat=GROUP) == POLITE, typed
    assert await desk.say(STRANGER, "they declined", chat=GROUP, reply_to=card) == POLITE
    assert await desk.say(STRANGER, "hello everybody", chat=GROUP) == ""
    for label in ("Declined", "They replied…", "Withdraw"):
        if label in desk.choices(GROUP):
            assert (await desk.press(STRANGER, label, chat=GROUP, message=card)).text == POLITE
    answer = await desk.press(STRANGER, "Declined", chat=GROUP, message=card)
    assert (answer.text, answer.show_alert) == (POLITE, True)
    assert desk.record() == before


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


async def test_two_newsrooms_number_their_requests_and_get_their_digests_apart(desk: Desk) -> None:
    await desk.add_newsroom(OTHER)
    assert "Logged as #1." in await desk.say(DARA, ASKED)
    assert "Logged as #1." in await desk.say(
        OTHER, "/ask National Police: what did the raids achieve? by 5 Dec 17:00"
    )
    assert "Logged as #2." in await desk.say(DARA, "/ask National Police: why?")
    await desk.sandbox.advance(at("3 Dec 08:30"))
    theirs, ours = desk.last(OTHER), desk.last(GROUP)
    assert theirs.startswith("☀️ Other Desk")
    assert "Municipal Court" not in theirs
    assert ours.startswith("☀️ Mekong Desk")
    assert "Mallory" not in ours


async def test_another_newsrooms_editor_cannot_take_over_a_connected_group(desk: Desk) -> None:
    await desk.add_newsroom(OTHER)
    desk.telegram.join(GROUP, OTHER)
    before = desk.record()
    said = await desk.say(OTHER, "/newsroom here", chat=GROUP)
    assert said == "This group is connected to another newsroom."
    assert await desk.say(OTHER, "/status", chat=GROUP) == UNCONNECTED
    assert desk.record() == before


async def test_an_invitation_works_once_and_for_nobody_who_belongs_already(desk: Desk) -> None:
    code = await desk.invitation()
    assert "You already belong to the newsroom Mekong Desk." in await desk.say(DARA, f"/start {code}")
    assert await desk.say(STRANGER, f"/start {code}", chat=STRANGER) != POLITE
    desk.telegram.add_person(667, "Second")
    assert (await desk.say(667, f"/start {code}")).startswith("This invitation was used already")
    assert await desk.say(667, "/status") == POLITE


async def test_an_invitation_is_not_taken_in_a_group_where_others_read_it(desk: Desk) -> None:
    code = await desk.invitation()
    desk.telegram.join(GROUP, STRANGER)
    before = desk.record()
    assert await desk.say(STRANGER, f"/start {code}", chat=GROUP) == POLITE
    assert desk.record() == before
    assert "You are in Mekong Desk as reporter." in await desk.say(STRANGER, f"/start {code}")


@pytest.mark.parametrize(
    "typed", ["/invite", "/invite editor", "/digest 09:00", "/digest off", "/newsroom here"]
)
async def test_a_reporter_cannot_do_what_only_editors_may(desk: Desk, typed: str) -> None:
    before = desk.record()
    assert await desk.say(DARA, typed) == "Only an editor of the newsroom can do that. Nothing was changed."
    assert desk.record() == before
