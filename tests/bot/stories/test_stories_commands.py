"""Stories: made, shown, given an hour of publication, published."""

from __future__ import annotations

from sandbox.case import DARA, MALY, SREYNEANG, at
from tests.bot.asked import ask
from tests.bot.desk import Desk

COURT = "/ask Municipal Court: why? by 4 Dec 12:00 via email #raids"


async def test_a_story_is_made_shown_and_changed_by_the_same_command(desk: Desk) -> None:
    assert (await desk.say(SREYNEANG, "/story")).startswith("No stories yet. Create one: /story #mangopark")
    created, _, tip = (
        await desk.say(SREYNEANG, "/story #Raids Raids on compounds publish fri 18:00")
    ).partition("\n\n💡 ")
    assert created == (
        "Story created.\n#raids Raids on compounds · publication Fri 6 Dec 18:00\n0 open\n"
        "Final call: one hour before publication."
    )
    assert tip
    await ask(desk, DARA, COURT)
    shown = await desk.say(MALY, "/story #raids")
    assert shown.splitlines()[0] == "#raids Raids on compounds · publication Fri 6 Dec 18:00"
    assert shown.endswith("#1 Phnom Penh Municipal Court: ⏳ waiting")
    assert desk.choices(MALY) == ["#1", "Report"]
    changed = await desk.say(SREYNEANG, "/story #raids The raids")
    assert changed.startswith("Story changed.\n#raids The raids · publication Fri 6 Dec 18:00\n1 open")
    every = await desk.say(SREYNEANG, "/story")
    assert every == "1 story\n\n#raids The raids · publication Fri 6 Dec 18:00\n1 open"
    await desk.press(SREYNEANG, "#raids")
    assert desk.last(SREYNEANG).startswith("#raids, Mon 2 Dec 09:00\n1 open\n")
    assert "\n#1 Phnom Penh Municipal Court: ⏳ waiting" in desk.last(SREYNEANG)


async def test_a_story_without_a_time_says_how_to_give_one(desk: Desk) -> None:
    assert "No publication time yet: /story #raids publish fri 18:00" in await desk.say(DARA, "/story #raids")


async def test_the_report_is_one_tap_away(desk: Desk) -> None:
    await ask(desk, DARA, COURT)
    await desk.sandbox.advance(at("4 Dec 13:00"))
    await desk.say(SREYNEANG, "/story #raids")
    await desk.press(SREYNEANG, "Report")
    assert desk.last(SREYNEANG).startswith(
        "1 of 1 body has not answered by the deadline\n#raids, Wed 4 Dec 13:00\n\nThe Phnom Penh Municipal Court"
    )
