"""Somebody in several newsrooms: each message in private says which it is about, and what is pressed or replied to stays there."""

from __future__ import annotations

from datetime import timedelta

import pytest
import pytest_asyncio

from sandbox.case import DARA, GROUP, MALY, at
from tests.bot.desk import ASKED, OTHER, Desk

HERE, THERE = "🏠 Mekong Desk", "🏠 Other Desk"
THEIRS = "/ask National Police: what of the raids? by 6 Dec 17:00 via call #raids"


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(name="shared", loop_scope="module")
async def in_two_newsrooms(busy_desk: Desk) -> Desk:
    """Dara has #1 in the one and #1 in the other, which he chose last."""
    if not busy_desk.rows("SELECT id FROM request"):
        await busy_desk.say(DARA, ASKED)
        await busy_desk.add_newsroom(OTHER)
        said = await busy_desk.say(OTHER, "/invite")
        said = await busy_desk.say(DARA, f"/start {said.split('start=')[1].split()[0]}")
        assert "/newsroom changes that" in said
        await busy_desk.say(DARA, THEIRS)
    await busy_desk.say(DARA, "/newsroom Other Desk")
    return busy_desk


def first(said: str) -> str:
    return said.split("\n", 1)[0]


async def test_each_says_which_and_is_about_that_one(shared: Desk) -> None:
    for typed in (
        "/status",
        "/status 1",
        "/due",
        "/report",
        "/find raids",
        "/members",
        "/settings",
        "/help",
        "what is due",
    ):
        said = await shared.say(DARA, typed)
        assert first(said) == THERE, typed
        assert "Municipal Court" not in said, typed
    assert not (await shared.say(MALY, "/status")).startswith("🏠")


async def test_another_is_chosen_by_its_button_or_its_name(shared: Desk) -> None:
    for how in ("button", "/newsroom Mekong Desk", "/newsroom  mekong desk "):
        await shared.say(DARA, "/newsroom Other Desk")
        said = await shared.say(DARA, "/newsroom")
        assert (first(said), shared.choices(DARA)) == (THERE, ["Mekong Desk"])
        if how == "button":
            assert (await shared.press(DARA, "Mekong Desk")).text == "Mekong Desk"
        else:
            await shared.say(DARA, how)
        assert first(shared.last(DARA)) == HERE
        assert "is for Mekong Desk now; you are reporter there" in shared.last(DARA)
        said = await shared.say(DARA, "/status 1")
        assert first(said) == HERE
        assert "Municipal Court" in said


async def test_one_that_is_not_theirs_is_not_chosen(shared: Desk) -> None:
    before = shared.record()
    for typed in ("Nosuch", "mekong", "🙂", "x" * 500, "<b>"):
        assert "You are in no newsroom called" in await shared.say(DARA, f"/newsroom {typed}")
    for who, chat, data in (
        (MALY, MALY, "nr:2"),
        (OTHER, OTHER, "nr:1"),
        (DARA, GROUP, "nr:1"),
        (DARA, DARA, "nr:3"),
        (DARA, DARA, "nr:999999999"),
    ):
        assert "older version" in str((await shared.press(who, data=data, chat=chat)).text)
    assert shared.record() == before
    assert first(await shared.say(DARA, "/status")) == THERE


async def test_what_is_pressed_or_replied_to_stays_in_its_newsroom(shared: Desk) -> None:
    await shared.say(DARA, "/newsroom Mekong Desk")
    await shared.say(DARA, "/status 1")
    card = shared.telegram.last(DARA)["message_id"]
    await shared.say(DARA, "/newsroom Other Desk")
    said = await shared.say(DARA, "/note the clerk was friendly", reply_to=card)
    assert first(said) == HERE
    assert "Municipal Court" in said
    label = next(
        b["text"]
        for row in shared.telegram.messages(DARA)[-1]["reply_markup"]["inline_keyboard"]
        for b in row
        if "replied" in b["text"]
    )
    await shared.press(DARA, label)
    assert first(shared.last(DARA)) == HERE
    notes = shared.rows(
        "SELECT request.newsroom_id FROM event JOIN request ON request.id = request_id WHERE event.kind = 'note'"
    )
    assert set(notes) == {(1,)}
    assert first(await shared.say(DARA, "/status")) == THERE


async def test_what_may_be_a_repeat_stays_in_its_newsroom_too(shared: Desk) -> None:
    await shared.say(DARA, "/newsroom Mekong Desk")
    shared.telegram.fail_next("sendMessage", drop=True)
    assert (await shared.say(DARA, "/status 1")).count(f"{HERE}\n") == 2
    assert "may be a repeat" in shared.last(DARA)
    card = shared.telegram.last(DARA)["message_id"]
    await shared.say(DARA, "/newsroom Other Desk")
    assert first(await shared.say(DARA, "/note the clerk is away", reply_to=card)) == HERE
    assert first(await shared.say(DARA, "/status")) == THERE


async def test_a_text_that_was_asked_for_goes_where_it_was_asked_for(shared: Desk) -> None:
    await shared.say(DARA, "/newsroom Mekong Desk")
    await shared.say(DARA, "/status 1")
    card = shared.telegram.last(DARA)["message_id"]
    await shared.say(DARA, "/newsroom Other Desk")
    shared.sandbox.clock.move_to(shared.sandbox.now() + timedelta(minutes=1))
    await shared.press(DARA, "Note…", message=card)
    said = await shared.say(DARA, "a word of the clerk")
    assert first(said) == HERE
    assert "a word of the clerk" in said
    assert (
        first(await shared.say(DARA, "the court declined")) == THERE
    )  # as it was chosen: nothing is asked for any more
    await shared.press(DARA, "Note…", message=card)
    shared.sandbox.clock.move_to(shared.sandbox.now() + timedelta(minutes=1))
    await shared.say(DARA, "/newsroom Other Desk")
    assert first(await shared.say(DARA, "the court declined")) == THERE


async def test_a_group_means_its_own(shared: Desk) -> None:
    said = await shared.say(DARA, "/status", chat=GROUP)
    assert "Municipal Court" in said
    assert "🏠" not in said
    assert "Other Desk" not in said
    await shared.say(DARA, "/note 1 said in the group", chat=GROUP)
    assert set(shared.rows("SELECT newsroom_id FROM event WHERE kind = 'note'")) == {(1,)}
    await shared.say(DARA, "/newsroom", chat=GROUP)
    assert shared.choices(GROUP) == []


async def test_locked_in_one_they_are_still_in_the_other(shared: Desk) -> None:
    await shared.say(OTHER, "/lock Dara")
    assert first(await shared.say(DARA, "/status")) == HERE
    await shared.say(OTHER, "/unlock Dara")
    assert first(await shared.say(DARA, "/status")) == THERE


async def test_reminders_say_which_and_their_buttons_stay_there(shared: Desk) -> None:
    before = len(shared.written(DARA))
    await shared.sandbox.advance(at("6 Dec 17:01"))
    told = shared.written(DARA)[before:]
    assert {first(one) for one in told} == {HERE, THERE}
    for one in told:
        assert ("Municipal Court" in one) is (first(one) == HERE)
    assert not any(one.startswith("🏠") for one in shared.written(GROUP))
    theirs = next(
        m["message_id"]
        for m in shared.telegram.messages(DARA, from_bot=True)
        if m["text"].startswith(HERE) and "deadline" in m["text"]
    )
    await shared.say(DARA, "/note two tips", reply_to=theirs)
    assert first(shared.last(DARA)) == HERE
