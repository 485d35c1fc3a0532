"""/invite and the links that let people in: for whom, for how many, for how long; and who comes in by none."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from itertools import count

import pytest
import pytest_asyncio

from sandbox.case import DARA, GROUP, SREYNEANG
from tests.bot.desk import Desk
from tests.bot.people.test_access import BROKEN, POLITE

on_one_desk = pytest.mark.asyncio(loop_scope="module")
NEW = count(9_000)


async def link(desk: Desk, typed: str = "/invite", who: int = SREYNEANG) -> str:
    found = re.search(r"start=([\w-]+)", await desk.say(who, typed))
    assert found is not None, typed
    return found[1]


async def opened(desk: Desk, code: str, who: int | None = None, *, typed: str = "/start {}") -> str:
    """What somebody new, or `who`, hears who opens it."""
    if who is None:
        who = next(NEW)
        desk.telegram.add_person(who, f"New {who}")
    return await desk.say(who, typed.format(code))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def room(busy_desk: Desk) -> AsyncIterator[Desk]:
    await busy_desk.say(SREYNEANG, "/invite links")
    if "Revoke all" in busy_desk.choices(SREYNEANG):
        await busy_desk.press(SREYNEANG, "Revoke all")
    yield busy_desk


MADE = [  # what is typed, how many it lets in, as what, and for how many hours
    ("/invite", 1, "reporter", 168),
    ("/invite editor", 1, "editor", 168),
    ("/invite 3 people 2 days", 3, "reporter", 48),
    ("/invite 2 editors 24h", 2, "editor", 24),
    ("/invite 2 people until tomorrow 09:00", 2, "reporter", 24),
    ("/invite ២ នាក់ ៣ ថ្ងៃ", 2, "reporter", 72),
    ("/invite អ្នកកែសម្រួល", 1, "editor", 168),
]


@on_one_desk
@pytest.mark.parametrize(("typed", "people", "role", "hours"), MADE)
async def test_a_link_lets_in_as_many_as_it_says_and_no_more(
    room: Desk, typed: str, people: int, role: str, hours: int
) -> None:
    code = await link(room, typed)
    [(kept, until)] = room.rows(
        "SELECT people, (julianday(expires_at) - julianday('2024-12-02 02:00')) * 24 FROM invite"
        " ORDER BY id DESC LIMIT 1"
    )
    assert (kept, round(until)) == (people, hours)
    for _ in range(people):
        assert f"You are in Mekong Desk as {role}." in await opened(room, code)
    assert await opened(room, code) == BROKEN
    assert code not in str(room.record())


REFUSED = [
    ("0 people", "A link lets in 1 to 50"), ("51", "A link lets in 1 to 50"), ("32 days", "A link lets in 1 to 50"),
    ("9999999999999999999999 days", "I read no link"), ("1.5 people", "I read no link out of “1.5 people”"),
    ("-3 people", "I read no link"), ("3 kings", "I read no link"), ("three people", "I read no link out of “three people”"),
    ("2 people yesterday", "“yesterday” has already passed"), ("x" * 1500, "I read no link out of “" + "x" * 119 + "…”"), ("៥១ នាក់", "A link lets in 1 to 50"),
]  # fmt: skip


@on_one_desk
@pytest.mark.parametrize(("typed", "said"), REFUSED)
async def test_what_is_no_link_is_said_and_none_is_made(room: Desk, typed: str, said: str) -> None:
    before = room.record()
    assert (await room.say(SREYNEANG, f"/invite {typed}")).startswith(said)
    assert room.record() == before


@on_one_desk
async def test_the_links_that_stand_are_counted_and_ended_by_buttons(room: Desk) -> None:
    code = await link(room, "/invite 3 people")
    assert await opened(room, code) != BROKEN
    said = await room.say(SREYNEANG, "/invite")
    assert "1. reporter · 1 of 3 came · until Mon 9 Dec 09:00 · Sreyneang\n2. reporter · 0 of 1 came" in said
    assert room.choices(SREYNEANG)[-3:] == ["Revoke 1", "Revoke 2", "Revoke all"]
    first = room.data(SREYNEANG, "Revoke 1")
    assert (await room.press(SREYNEANG, "Revoke 1")).text == "1 link revoked"
    assert "start=" in room.last(SREYNEANG)  # which stands, and is shown nowhere else
    assert "3 came" not in room.last(SREYNEANG)
    assert await opened(room, code) == BROKEN
    assert (await room.press(SREYNEANG, data=first)).text == "It lets nobody in any more already."
    await room.press(SREYNEANG, "Revoke 1")
    assert room.last(SREYNEANG) == "No link stands. New ones, for:"
    for label in ("Several…", "5", "2 days"):
        await room.press(SREYNEANG, label)
    assert "lets 5 people in as reporter, for 2 days" in room.last(SREYNEANG)
    await room.press(SREYNEANG, "Links that stand…")
    assert "1. reporter · 0 of 5 came · until Wed 4 Dec 09:00" in room.last(SREYNEANG)
    for label, role in (("An editor", "editor"), ("One person", "reporter")):
        await room.press(SREYNEANG, label)
        assert f"makes one person {role} here" in room.last(SREYNEANG)
        await room.press(SREYNEANG, "Links that stand…")


@pytest.mark.wide
@on_one_desk
@pytest.mark.parametrize(
    "data", ["iv:one", "iv:editor", "iv:some", "iv:some:5", "iv:some:5:2", "iv:list", "iv:x:1", "iv:all"]
)
async def test_a_reporter_presses_none_of_it(room: Desk, data: str) -> None:
    await room.say(SREYNEANG, "/invite")
    before = room.record()
    assert ((await room.press(DARA, data=data, chat=GROUP)).text or "").startswith("Only an editor")
    for forged in ("iv:some:0:2", "iv:some:5:99", "iv:x:999"):
        assert (await room.press(SREYNEANG, data=forged)).text is not None
    assert room.record() == before


@on_one_desk
async def test_wrong_used_expired_and_revoked_codes_are_told_the_same(room: Desk) -> None:
    used = await link(room)
    await opened(room, used)
    revoked = await link(room)
    await room.say(SREYNEANG, "/invite links")
    await room.press(SREYNEANG, "Revoke all")
    expired = await link(room, "/invite 1 hour")
    room.change("UPDATE invite SET expires_at = '2024-12-02 01:59:59.000000'")
    for code in (used, revoked, expired, "nonsense", "x" * 300, "<b>", "កូដ"):
        assert await opened(room, code) == BROKEN, code


PASTED = [
    "{}", " {} ", "t.me/reply_desk_bot?start={}", "https://t.me/reply_desk_bot?start={}", "https://t.me/Reply_Desk_Bot?start={}",
    "tg://resolve?domain=reply_desk_bot&start={}", "Sreyneang: here is your link https://t.me/reply_desk_bot?start={} see you",
]  # fmt: skip


@on_one_desk
@pytest.mark.parametrize("typed", PASTED)
async def test_a_link_or_its_code_pasted_is_as_good_as_opened(room: Desk, typed: str) -> None:
    assert "You are in Mekong Desk as reporter." in await opened(room, await link(room), typed=typed)


@on_one_desk
async def test_a_member_who_pastes_a_link_is_told_and_uses_none_up(room: Desk) -> None:
    code = await link(room)
    for typed in ("/start {}", "{}", "https://t.me/reply_desk_bot?start={}"):
        assert (
            await opened(room, code, DARA, typed=typed) == "You already belong to the newsroom Mekong Desk."
        )
    for typed in (
        "SixteenOrTwentyFourChars",
        f"The link was https://t.me/reply_desk_bot?start={code} they said",
    ):
        assert BROKEN not in await room.say(DARA, typed)
    assert "You are in Mekong Desk as reporter." in await opened(room, code)
    assert "You are in Mekong Desk anyway and need none" in await opened(room, code, DARA)


@on_one_desk
async def test_a_code_is_not_taken_in_a_group_where_others_read_it(room: Desk) -> None:
    code, who = await link(room), next(NEW)
    room.telegram.add_person(who, "New")
    room.telegram.join(GROUP, who)
    before = room.record()
    for typed in (f"/start {code}", code):
        assert await room.say(who, typed, chat=GROUP) in (POLITE, "")
    assert room.record() == before
    assert "You are in Mekong Desk" in await opened(room, code, who)


@on_one_desk
async def test_guessing_is_slowed_down_and_a_right_code_waits_with_the_wrong_ones(room: Desk) -> None:
    code, who = await link(room), next(NEW)
    room.telegram.add_person(who, "Guesser")
    for wrong in range(5):
        assert await opened(room, f"{wrong}", who) == BROKEN
    assert (await opened(room, code, who)).startswith(
        "Too many wrong codes came from you, so I look at none before Mon 2 Dec 09:01"
    )
    assert [await opened(room, one, who) for one in (code, "x", code)] == ["", "", ""]
    assert await room.say(who, "hello") == ""
    room.change("UPDATE stranger SET wrong_at = '2024-12-02 01:58:00.000000'")
    assert "You are in Mekong Desk as reporter." in await opened(room, code, who)
    assert (who,) not in room.rows("SELECT telegram_id FROM stranger")


@on_one_desk
@pytest.mark.parametrize("typed", ["/invite", "/invite editor", "/invite 3 people 2 days", "/invite links"])
async def test_no_link_is_made_or_shown_in_a_group(room: Desk, typed: str) -> None:
    before = room.rows("SELECT count(*) FROM invite")
    said = await room.say(SREYNEANG, typed, chat=GROUP)
    assert said.startswith("🔒 What is private is written and shown in a private")
    assert room.rows("SELECT count(*) FROM invite") == before


@on_one_desk
@pytest.mark.parametrize("data", ["iv:one", "iv:editor", "iv:list", "iv:some:3:2", "iv:all"])
async def test_nor_by_a_button_that_stands_in_one(room: Desk, data: str) -> None:
    before = room.rows("SELECT id, came FROM invite")
    answer = await room.press(SREYNEANG, data=data, chat=GROUP)
    assert (answer.text or "").startswith("🔒 What is private is written and shown in a private")
    assert room.rows("SELECT id, came FROM invite") == before
