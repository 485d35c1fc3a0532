"""Buttons pressed twice, too late, out of place, or made up by somebody."""

from __future__ import annotations

import asyncio

import pytest
import pytest_asyncio

from sandbox.case import DARA, GROUP, MALY, SREYNEANG
from tests.bot.desk import OTHER, STRANGER, Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")

HUGE = "9" * 20
MADE_UP = [
    "", " ", "garbage", "🙂", "ក:១:២", "r", "r:", "r:1", "r:1:3", "r:1:{mark}:", "r:1:{mark}:nosuch", "r:x:3:full",
    "r:-1:3:full", f"r:{HUGE}:3:full", f"r:1:{HUGE}:full", "r:1:-3:full", "r:១:៣:full", "r:777:3:full",
    "r:1:{mark}:chase", "r:1:{mark}:chase:", "r:1:{mark}:chase:pigeon", "r:1:{mark}:channel:pigeon", "r:1:{mark}:part:xx",
    "r:1:{mark}:part:-4", "r:1:{mark}:partial:x", f"r:1:{{mark}}:partial:{'9' * 40}", "r:1:{mark}:extend:zzz", "r:1:{mark}:extend",
    "r:1:{mark}:snoozed:zzz", "r:1:{mark}:snoozed", "r:1:{mark}:full' OR 1=1 --", "o:", "o:0", "o:777", "o:-1", f"o:{HUGE}",
    "o:១", "b:", "b:0", f"b:{HUGE}", "b:99999", "s:", "s:1:0", "s:x:0:out", "s:999:0:out", "s:1:x:out",
    f"s:1:{HUGE}:out", "s::0:out", "set:", "set:fair:5", "set:fair:", "set:language:xx",
    "set:ours:final.en:x", "set:template:", "set:x", "set:fair", "set:fair:25", "set:fair:-1", "set:template:final", "set:template:final.fr",
    "set:change:x.en", "set:preview", "set:ours:final.en", f"set:ours:final.en:{HUGE}", "r:1:{mark}:letter:final", "r:1:{mark}:letter:x.en",
    "r:1:{mark}:sent", "r:1:{mark}:sent:", "r:1:{mark}:sent:email", "r:1:{mark}:sent:email.x", "r:1:{mark}:sent:pigeon.1", "r:1:{mark}:sent:call.-1",
    f"r:1:{{mark}}:sent:email.{HUGE}", "r:1:{mark}:sent:email.99999", "r:1:{mark}:fix:", "r:1:{mark}:fix:x", "r:1:{mark}:fix:999999",
    "r:1:{mark}:fix:1:via:call", "r:1:{mark}:fix:2:via:pigeon", "r:1:{mark}:fix:2:kind:asked", "r:1:{mark}:fix:2:qs:x", "r:1:{mark}:fix:2:fly",
    "r:1:{mark}:fix:2:q:1:1", "s:1:28888260:burn", "s:1:99999999999:out", "s:1:28888260:out:x", "s:១:28888260:out", "s:1::out",
    f"s:{HUGE}:1:out", "s:1:28888260:notout", "s:1:28888260:", "p:0:fair:1:2", "f:", "f:html", "f:exe:-:", "f:html:xx:", "f:html:-:x",
    "f:html:-:s999", "f:zip", "f:html:-:s", "f:html:-:q", "f:zip:en:b-1", "f:csv:-:r", "f:html:-:b99999", "f:html:-:r99", f"f:zip:-:r{HUGE}", "p:0:fair:", "p:0:fair:x", "p:0:fair:777", "r:1:{mark}:letter:final.xx",
    "r:1:{mark}:sent:.", "r:1:{mark}:fix", "p:", "p:0", "p:x:status", "p:-1:status", f"p:{HUGE}:status", "p:0:nosuch",
    "p:0:status:x", "p:0:status:s", "p:0:status:sX", "p:0:status:s777", "p:0:status:bx", "p:0:status:b99999",
    "p:0:report:s777", "p:0:report:b", "p:0:report:b99999", "p:0:request", "p:0:request:", "p:0:request:x",
    "p:0:request:777", f"p:0:request:{HUGE}", "p:0:due:soon", "p:0:due:0001-01-01", "p:0:due:9999-12-31", "p:0:due:2024-02-30", "p:0:find", "p:0:find:", "p:0:find:777", "p:0:bodies:777", "n:",
    "n:1", "n:1:1", "n:x:1", f"n:{HUGE}:1", "h:x", "h:ask:1", "go:", "go:undo", "go:nosuch", "d:", "d:1", "d:1:", "d:1:log", f"d:{HUGE}:log", "d:x:log",
]  # fmt: skip
NOT_OURS = (
    "This button is from an older version",
    "This was finished or cancelled already",
    "That list is no longer there",
    "There is no such request here",
    "Nothing recorded twice",
    "Nothing was changed: ",
    "That letter is no longer kept",
    "That record was corrected or taken back already",
    "A deadline is not corrected but moved",
    "#mangopark is not marked as published",
)


@pytest.mark.parametrize("data", [*MADE_UP, "x" * 64])
async def test_a_made_up_button_is_refused_and_changes_nothing(shared_desk: Desk, data: str) -> None:
    """An editor presses it, in the group: what only editors may do is not refused for that reason alone."""
    before, said = shared_desk.record(), len(shared_desk.written(GROUP))
    answer = await shared_desk.press(
        SREYNEANG, data=data.replace("{mark}", str(shared_desk.mark())), chat=GROUP
    )
    harmless = data in {"p:0:status:x"}
    assert answer.answered
    assert answer.text.startswith(NOT_OURS) or harmless, answer.text
    assert answer.show_alert or harmless
    assert shared_desk.record() == before
    assert len(shared_desk.written(GROUP)) == said


@pytest.mark.parametrize("data", ["r:1:3:full", "o:1", "d:1:cancel", "n:1:1", "p:0:status", "b:1", "garbage"])
async def test_a_stranger_who_had_their_line_gets_none_for_a_button(shared_desk: Desk, data: str) -> None:
    await shared_desk.say(STRANGER, "/start")
    before, said = shared_desk.record(), shared_desk.everything_said()
    answer = await shared_desk.press(STRANGER, data=data)
    assert (answer.text, answer.show_alert) == ("", False)
    assert (shared_desk.record(), shared_desk.everything_said()) == (before, said)


@pytest.mark.parametrize(
    "data",
    [
        "day:0", "deadline:zzz", "channel:pigeon", "body:0:1", "addbody:0", "addbody:9", "again",
        "chase:call", "x",
    ],
)  # fmt: skip
async def test_a_made_up_step_of_the_dialogue_is_refused(shared_desk: Desk, data: str) -> None:
    """The guided /ask has been begun and waits for the body's name: none of these buttons is shown."""
    desk = shared_desk
    await desk.say(MALY, "/ask")
    (key,) = desk.rows("SELECT max(id) FROM draft")[0]
    before = desk.record()
    answer = await desk.press(MALY, data=f"d:{key}:{data}")
    assert answer.text.startswith("This button is from an older version")
    theirs = await desk.press(DARA, data=f"d:{key}:cancel")
    assert theirs.text.startswith("This was finished or cancelled already, or it is somebody else's.")
    assert desk.record() == before
    assert "Cancelled. Nothing was logged." in await desk.say(MALY, "/cancel")


LONG_SEARCH = "/find" + " court" * 12  # more than its buttons have room for: a draft keeps it


@pytest.mark.parametrize(
    "command", ["/refer 1 to Zzzz", "/chase", LONG_SEARCH, LONG_SEARCH.replace("find", "bodies")]
)
async def test_a_button_of_another_dialogue_does_not_fit_this_one(shared_desk: Desk, command: str) -> None:
    desk = shared_desk
    await desk.say(SREYNEANG, command)
    (key,) = desk.rows("SELECT max(id) FROM draft")[0]
    before = desk.record()
    for data in (f"d:{key}:log", f"d:{key}:channel:email", f"n:{key}:1", f"d:{key}:full"):
        if command == "/chase" and data.startswith("n:"):
            continue  # this one asks which request is meant
        assert (await desk.press(SREYNEANG, data=data)).text.startswith(NOT_OURS[0]), data
    assert desk.record() == before


@pytest_asyncio.fixture(scope="module", loop_scope="module", name="other_room")
async def another_newsroom_in_the_same_database(shared_desk: Desk) -> int:
    """The stranger's own newsroom beside the first; returns the first one's request's row id."""
    await shared_desk.add_newsroom(OTHER)
    return int(shared_desk.rows("SELECT id FROM request WHERE number = 1")[0][0])


@pytest.mark.parametrize(
    "verb",
    [
        "o:{id}", "p:0:request:{id}", "r:{id}:{mark}:full", "r:{id}:{mark}:chase:call", "r:{id}:{mark}:noanswer",
        "r:{id}:{mark}:card", "r:{id}:{mark}:undo", "r:{id}:{mark}:extend:3wd", "r:{id}:{mark}:snoozed:1h", "r:{id}:{mark}:history",
        "r:{id}:{mark}:channel:email", "r:{id}:{mark}:note", "r:{id}:{mark}:refer", "r:{id}:{mark}:part:2", "r:{id}:{mark}:withdraw",
        "p:0:fair:{id}", "r:{id}:{mark}:letter", "r:{id}:{mark}:letter:final.en", "r:{id}:{mark}:correct",
        "r:{id}:{mark}:fix:1:undo", "f:html:-:s1", "f:zip:-:b1", "f:csv:en:r{id}", "b:1", "p:0:status:b1",
        "p:0:report:b1", "p:0:status:s1", "p:0:report:s1",
    ],
)  # fmt: skip
async def test_another_newsrooms_request_cannot_be_reached_by_its_id(
    shared_desk: Desk, other_room: int, verb: str
) -> None:
    before, said = shared_desk.record(), len(shared_desk.written(OTHER))
    answer = await shared_desk.press(OTHER, data=verb.format(id=other_room, mark=shared_desk.mark()))
    assert answer.text.startswith(("There is no such request here", "That list is no longer there"))
    assert shared_desk.record() == before
    assert len(shared_desk.written(OTHER)) == said


@pytest.mark.parametrize("verb", ["show", "ask", "out", "now", "stop", "1h", "day", "back", "notout"])
async def test_another_newsrooms_story_cannot_be_published_by_its_id(
    shared_desk: Desk, other_room: int, verb: str
) -> None:
    before, said = shared_desk.record(), len(shared_desk.written(OTHER))
    answer = await shared_desk.press(OTHER, data=f"s:1:0:{verb}")
    assert answer.text.startswith(NOT_OURS[0])
    assert "mangopark" not in answer.text
    assert shared_desk.record() == before
    assert len(shared_desk.written(OTHER)) == said


async def test_another_newsrooms_letter_cannot_be_logged(shared_desk: Desk, other_room: int) -> None:
    await shared_desk.say(DARA, "/letter 1 final en")
    [(key,)] = shared_desk.rows("SELECT max(id) FROM draft WHERE kind = 'letter'")
    before, said = shared_desk.record(), len(shared_desk.written(OTHER))
    answer = await shared_desk.press(OTHER, data=f"r:{other_room}:{shared_desk.mark()}:sent:email.{key}")
    assert answer.text.startswith("There is no such request here")
    assert shared_desk.record() == before
    assert len(shared_desk.written(OTHER)) == said


async def test_a_made_up_button_does_not_say_anew_how_a_colleague_asked(shared_desk: Desk) -> None:
    """The button is only there while nobody has said it; what is on record, its reporter or an editor corrects."""
    desk = shared_desk
    [(request_id,)] = desk.rows("SELECT id FROM request WHERE number = 1")
    await desk.say(MALY, "/status 1")
    before = desk.record()
    answer = await desk.press(MALY, data=f"r:{request_id}:{desk.mark()}:channel:call")
    assert answer.text.startswith(NOT_OURS)
    assert desk.record() == before


async def test_a_second_tap_on_a_name_does_not_answer_for_the_next_name(shared_desk: Desk) -> None:
    """Two unknown bodies in one message: adding the first, with a nervous finger, must not add the second."""
    desk = shared_desk
    await desk.say(DARA, "/ask Zzzz Works, Qqqq Holding: why?")
    asked = desk.telegram.last(DARA)["message_id"]
    label = next(label for label in desk.choices(DARA) if "Zzzz Works" in label)
    data = desk.data(DARA, label)
    first, second = await asyncio.gather(
        desk.press(DARA, data=data, message=asked), desk.press(DARA, data=data, message=asked)
    )
    assert {first.text, second.text} == {
        "Zzzz Works",
        "That was answered already. What is asked now stands above its buttons.",
    }
    names = {name for (name,) in desk.rows("SELECT name FROM body")}
    assert "Zzzz Works" in names
    assert "Qqqq Holding" not in names
    assert desk.rows("SELECT count(*) FROM request") == [(1,)]
    assert "“Qqqq Holding”" in desk.last(DARA)
    await desk.press(DARA, "Cancel")
