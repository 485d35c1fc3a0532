"""/lock and /unlock: a telephone in other hands is refused at once, in every way, until somebody else lets it in again."""

from __future__ import annotations

import pytest

from sandbox.case import DARA, GROUP, MALY, SREYNEANG
from tests.bot.desk import ASKED, OTHER, Desk
from tests.bot.inline.test_inline import look

FOR_YOU = "The desk is locked for you, so nothing was done. Only an editor or the operator can unlock it."
FOR_EVERYBODY = "The desk is locked for everybody, so nothing was done. /unlock everybody lets them in again"


async def with_two_editors(desk: Desk) -> None:
    """Maly is an editor as well, and Dara has logged #1."""
    desk.change("UPDATE member SET role = 'editor' WHERE name = 'Maly'")
    await desk.say(DARA, ASKED)


async def is_refused(desk: Desk, who: int, said: str) -> None:
    """Texts, commands, presses, and what is offered in other chats."""
    before = desk.record()
    for typed in ("/status", "hello", "/note 1 I was here", "/ask City Hall: why?", "/report", "/newsroom"):
        assert (await desk.say(who, typed)).startswith(said), typed
    assert (await desk.say(who, "/status", chat=GROUP)).startswith(FOR_YOU)
    assert (await desk.press(who, data="o:1", chat=GROUP)).text == FOR_YOU
    for query in ("1", "", "Municipal Court"):
        offered = await look(desk, who, query)
        assert (offered.results, (offered.button or {})["text"]) == (
            (),
            "This desk is for its newsroom only.",
        )
    assert desk.record() == before


@pytest.mark.parametrize("how", ["/lock dara", "a button", "/lock me"])
async def test_a_locked_telephone_is_refused_in_every_way_until_an_editor_unlocks_it(
    desk: Desk, how: str
) -> None:
    await with_two_editors(desk)
    assert (await look(desk, DARA, "1")).results
    if how == "a button":
        assert "Who is to be locked out?" in await desk.say(SREYNEANG, "/lock")
        await desk.press(SREYNEANG, "Lock Dara")
        assert "Dara is locked out" in desk.last(SREYNEANG)
    else:
        assert "locked out" in await desk.say(DARA if how == "/lock me" else SREYNEANG, how)
    await is_refused(desk, DARA, FOR_YOU)
    for typed in ("/unlock", "/unlock Dara", "/unlock everybody", "/lock"):
        assert await desk.say(DARA, typed) == FOR_YOU
    assert "Dara · reporter · locked since" in await desk.say(MALY, "/members")
    await desk.say(MALY, "/unlock")
    await desk.press(MALY, "Unlock Dara")
    assert desk.last(MALY) == "Dara is let in again."
    assert "#1" in await desk.say(DARA, "/status")


async def test_everybody_is_refused_until_an_editor_on_another_telephone_unlocks(desk: Desk) -> None:
    await with_two_editors(desk)
    await desk.say(SREYNEANG, "/lock")
    await desk.press(SREYNEANG, "Lock everybody…")
    assert "Lock everybody out of Mekong Desk, you too?" in desk.last(SREYNEANG)
    assert "#1" in await desk.say(DARA, "/status")  # not yet
    await desk.press(SREYNEANG, "Yes, lock everybody")
    assert "Another editor does that with /unlock everybody" in desk.last(SREYNEANG)
    await is_refused(desk, DARA, FOR_YOU)
    await is_refused(desk, MALY, FOR_EVERYBODY)
    for who in (DARA, SREYNEANG):
        assert await desk.say(who, "/unlock everybody") == FOR_YOU
    # The one who locked it may be the one whose telephone was taken.
    assert "Sreyneang is locked out" in await desk.say(MALY, "/lock Sreyneang")
    assert "Everybody in Mekong Desk is let in again" in await desk.say(MALY, "/unlock everybody")
    assert "#1" in await desk.say(DARA, "/status")
    assert await desk.say(SREYNEANG, "/status") == FOR_YOU


async def test_what_the_operator_locked_the_operator_unlocks(desk: Desk) -> None:
    await with_two_editors(desk)
    desk.change("UPDATE newsroom SET locked_since = '2024-12-02 02:00:00'")
    assert await desk.say(MALY, "/unlock everybody") == FOR_YOU


MISTAKES = [
    ("/lock nobody at all", "Nobody here is called “nobody at all”, so nothing was changed."),
    ("/lock 🙂", "Nobody here is called “🙂”, so nothing was changed."),
    ("/lock " + "x" * 300, "Nobody here is called “xxx"),
    ("/lock dar", "Who is to be locked out?"),
    ("/unlock", "Nobody is locked out here, so nothing was changed."),
    ("/unlock everybody", "Nobody is locked out here, so nothing was changed."),
    ("/unlock Dara", "Dara is not locked out, so nothing was changed."),
]


async def test_nobody_is_locked_by_mistake(desk: Desk) -> None:
    for typed, said in MISTAKES:
        assert (await desk.say(SREYNEANG, typed)).startswith(said), typed
    assert desk.rows("SELECT name FROM member WHERE locked_since IS NOT NULL") == []


async def test_only_editors_lock_others_and_only_their_own(desk: Desk) -> None:
    await desk.add_newsroom(OTHER)
    [(other,)] = desk.rows("SELECT id FROM member WHERE name = 'Mallory'")
    [(dara,)] = desk.rows("SELECT id FROM member WHERE name = 'Dara'")
    desk.telegram.join(GROUP, OTHER)
    await desk.say(SREYNEANG, "/lock", chat=GROUP)
    for typed in ("/lock Maly", "/lock everybody", "/lock", "/unlock"):
        assert "Only an editor" in await desk.say(DARA, typed)
    for who, data in (
        (DARA, f"lk:{dara}"),
        (SREYNEANG, f"lk:{other}"),
        (OTHER, f"lk:{dara}"),
        (SREYNEANG, "lk:99999999999"),
    ):
        await desk.press(who, data=data, chat=GROUP)
    assert desk.rows("SELECT name FROM member WHERE locked_since IS NOT NULL") == []
    assert desk.rows("SELECT name FROM newsroom WHERE locked_since IS NOT NULL") == []


async def test_the_only_editor_is_told_that_nobody_else_can_unlock(desk: Desk) -> None:
    assert "only the operator can do that" in await desk.say(SREYNEANG, "/lock everybody")
