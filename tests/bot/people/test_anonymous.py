"""Who writes as the group or as a channel is nobody that the desk could know: they are told so, and nothing else."""

from __future__ import annotations

import pytest

from sandbox.case import DARA, GROUP, SREYNEANG
from tests.bot.desk import Desk
from tests.bot.sent import card, send

CHANNEL = -7001
AS_GROUP = "You write as the group itself, as an anonymous administrator, so I cannot see who you are, and nothing was done."
AS_CHANNEL = "You write as a channel, so I cannot see who you are, and nothing was done."
SECRETS = ("Municipal Court", "Mekong", "Dara", "Maly", "mangopark", "#1")

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(name="who")
async def those_who_write(shared_desk: Desk) -> Desk:
    shared_desk.telegram.promote(GROUP, SREYNEANG)
    shared_desk.telegram.add_channel(CHANNEL, "Public channel")
    return shared_desk


async def write(
    desk: Desk, text: str, as_chat: int, *, chat: int = GROUP, reply_to: int | None = None
) -> str:
    sent = await desk.telegram.send_text(SREYNEANG, chat, text, as_chat=as_chat, reply_to=reply_to)
    await desk.sandbox.idle()
    return "\n\n".join(desk.written(chat, after=sent["message_id"]))


TYPED = [
    "/status", "/status 1", "/report", "/ask Municipal Court: why?", "/reply 1 full no", "/undo", "/newsroom here", "/newsroom",
    "/newsroom here #mangopark", "/newsroom off", "/story #mangopark here",
    "/start", "/help", "/status@reply_desk_bot", "/nosuch@reply_desk_bot", "/note 1 " + "x" * 3000,
]  # fmt: skip


@pytest.mark.wide
@pytest.mark.parametrize("typed", TYPED)
@pytest.mark.parametrize(("as_chat", "why"), [(GROUP, AS_GROUP), (CHANNEL, AS_CHANNEL)])
async def test_a_command_is_answered_with_why_nothing_happens(
    who: Desk, typed: str, as_chat: int, why: str
) -> None:
    before, drafts = who.record(), who.rows("SELECT * FROM draft")
    said = await write(who, typed, as_chat)
    assert said.startswith(why)
    assert "private" in said
    assert not any(secret in said for secret in SECRETS)
    assert (who.record(), who.rows("SELECT * FROM draft")) == (before, drafts)


@pytest.mark.parametrize(("as_chat", "why"), [(GROUP, AS_GROUP), (CHANNEL, AS_CHANNEL)])
async def test_so_is_a_reply_to_a_card_and_a_photo_with_a_command(who: Desk, as_chat: int, why: str) -> None:
    await who.say(DARA, "/status 1", chat=GROUP)
    shown, before = card(who, GROUP), who.record()
    assert (await write(who, "they declined", as_chat, reply_to=shown)).startswith(why)
    said = await send(
        who, "photo", b"x", who=SREYNEANG, chat=GROUP, caption="/reply 1 full no", as_chat=as_chat
    )
    assert said.startswith(why)
    assert who.record() == before


@pytest.mark.parametrize("text", ["hello", "/status@other_bot", "/nosuch", "status?"])
async def test_what_is_not_meant_for_the_desk_stays_unanswered(who: Desk, text: str) -> None:
    who.telegram.promote_bot(GROUP)
    assert await write(who, text, GROUP) == ""
    assert await write(who, text, CHANNEL) == ""


async def test_a_pressed_button_says_who_pressed_it(who: Desk) -> None:
    await who.say(DARA, "/status 1", chat=GROUP)
    answer = await who.press(SREYNEANG, "More…", chat=GROUP)
    assert "cannot see who you are" not in answer.text


async def test_in_a_group_that_is_not_connected_it_is_the_same(who: Desk) -> None:
    who.telegram.add_group(-909, "Elsewhere", [SREYNEANG])
    await who.sandbox.idle()
    assert (await write(who, "/status", -909, chat=-909)).startswith(AS_GROUP)


async def test_it_is_said_in_the_language_of_the_newsroom(who: Desk) -> None:
    who.change("UPDATE newsroom SET settings = json_set(settings, '$.language', 'km')")
    said = await write(who, "/status", GROUP)
    who.change("UPDATE newsroom SET settings = json_remove(settings, '$.language')")
    assert said.startswith("អ្នកសរសេរក្នុងនាមក្រុម")


async def test_under_their_own_name_they_are_known(who: Desk) -> None:
    assert "Mekong Desk" in await who.say(SREYNEANG, "/status", chat=GROUP)
