"""/away: whose reminders come to whom, and that it ends by itself."""

from __future__ import annotations

import pytest

from bot.people.away import AwayForm, AwayHow, parse_away
from sandbox.case import DARA, GROUP, MALY, SREYNEANG, at
from tests.bot.desk import ASKED, Desk

READ = {
    "": AwayForm(),
    "until 6 Dec to Maly": AwayForm("6 Dec", "Maly"),
    "6 Dec 18:00 to @maly": AwayForm("6 Dec 18:00", "@maly"),
    "to Maly until fri 5pm": AwayForm("fri 5pm", "Maly"),
    "to Maly 6 Dec": AwayForm("6 Dec", "Maly"),
    "for 3 days to Maly": AwayForm("3 days", "Maly"),
    "for 3 days": AwayForm("3 days"),
    "till friday": AwayForm("friday"),
    "this week to Maly Sok": AwayForm("this week", "Maly Sok"),
    "Next week": AwayForm("Next week"),
    "to Maly": AwayForm("", "Maly"),
    "រហូតដល់ថ្ងៃសុក្រ ទៅ ម៉ាលី": AwayForm("ថ្ងៃសុក្រ", "ម៉ាលី"),
    "ដល់ ៦ ធ្នូ ទៅម៉ាលី": AwayForm("៦ ធ្នូ", "ម៉ាលី"),
    "សប្ដាហ៍នេះ": AwayForm("សប្ដាហ៍នេះ"),
    "OFF": AwayForm(ends=True),
    "I am back": AwayForm(ends=True),
    "មកវិញ": AwayForm(ends=True),
}


@pytest.mark.parametrize("typed", READ)
def test_what_is_typed(typed: str) -> None:
    assert parse_away(typed) == READ[typed]


@pytest.mark.parametrize("typed", ["Maly", "until nosuch", "🙂", "x" * 3000, "until", "Maly until fri"])
def test_what_is_no_day_is_refused(typed: str) -> None:
    with pytest.raises(AwayHow):
        parse_away(typed)


REFUSED = [
    ("until 1 Dec", "“1 Dec” has already passed"), ("until 05/12 to Maly", "“05/12” can be read in two ways"),
    ("until nosuch", "I read no day in “until nosuch”"), ("until 9 Dec to Bopha", "Nobody else here is called “Bopha”"),
    ("until 9 Dec to Dara", "Nobody else here is called “Dara”"), ("off", "You are not away"), ("back", "You are not away"),
    ("until 2030-01-01 to Maly", "“2030-01-01”"), ("until 9 Dec to mal", "Who is to get your reminders?"),
]  # fmt: skip


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(("typed", "said"), REFUSED)
async def test_what_cannot_be_is_said_and_nothing_is_changed(busy_desk: Desk, typed: str, said: str) -> None:
    before = busy_desk.record()
    assert (await busy_desk.say(DARA, f"/away {typed}")).startswith(said)
    assert busy_desk.record() == before


WHO = {DARA: "Dara", MALY: "Maly", SREYNEANG: "Sreyneang"}
# What each typed; to whom the reminder of Dara's request comes, and in whose place.
CHAINS = [
    ([(DARA, "until 9 Dec to Maly")], MALY),
    ([(DARA, "until 9 Dec")], SREYNEANG),
    pytest.param([(DARA, "until 9 Dec to Maly"), (MALY, "until 9 Dec to Sreyneang")], SREYNEANG, marks=pytest.mark.long),
    ([(DARA, "until 9 Dec to Maly"), (MALY, "until 9 Dec to Dara")], SREYNEANG),
    ([(DARA, "until 9 Dec to Maly"), (MALY, "until 4 Dec to Dara")], MALY),  # back again
    ([(DARA, "until 9 Dec to Maly"), (MALY, "until 9 Dec to Sreyneang"), (SREYNEANG, "until 9 Dec to Dara")], DARA),
    pytest.param([(DARA, "until 9 Dec"), (SREYNEANG, "until 9 Dec to Maly")], DARA, marks=pytest.mark.long),  # nobody else is there
    ([(DARA, "until 4 Dec to Maly")], DARA),
    pytest.param([(DARA, "until 9 Dec to Maly"), (DARA, "off")], DARA, marks=pytest.mark.long),
    pytest.param([(MALY, "until 9 Dec to Dara")], DARA, marks=pytest.mark.long),
]  # fmt: skip


@pytest.mark.wide
@pytest.mark.parametrize(("typed", "to"), CHAINS)
async def test_whose_reminders_come_to_whom(desk: Desk, typed: list[tuple[int, str]], to: int) -> None:
    await desk.say(DARA, ASKED)
    for who, text in typed:
        await desk.say(who, f"/away {text}")
    await desk.sandbox.advance(at("5 Dec 17:10"))
    passed = "🔔 #1: the deadline for Phnom Penh Municipal Court has passed."
    heard = {who: "\n".join(desk.written(who)) for who in WHO}
    assert [who for who in WHO if passed in heard[who]] == [to]
    assert ("You get this while Dara is away." in heard[to]) is (to != DARA)
    assert desk.rows("SELECT name FROM request JOIN member ON member.id = member_id") == [("Dara",)]


async def test_it_is_seen_told_and_ended_by_buttons(desk: Desk) -> None:
    await desk.say(DARA, ASKED)
    await desk.say(DARA, "/away")
    await desk.press(DARA, "Today")
    assert "Until Tue 3 Dec 09:00" in desk.last(DARA)
    assert "until Tue 3 Dec 09:00" in await desk.say(DARA, "/away today")
    await desk.say(DARA, "/away off")
    await desk.say(DARA, "/away")
    for label in ("This week", "Maly"):
        await desk.press(DARA, label)
    said = "🌴 You are away until Mon 9 Dec 09:00. Maly gets your reminders."
    assert desk.last(DARA).startswith(said)
    assert (await desk.say(DARA, "/away")).startswith(said)
    await desk.sandbox.advance(at("2 Dec 09:01"))
    assert desk.last(MALY).startswith("🌴 Dara is away until Mon 9 Dec 09:00, and named you")
    assert "Dara (away until Mon 9 Dec 09:00)" in await desk.say(MALY, "/status 1")
    assert "Dara · reporter · away until Mon 9 Dec 09:00" in await desk.say(MALY, "/members")
    assert "🌴 Dara is away until Mon 9 Dec 09:00; Maly stands in." in await desk.say(
        SREYNEANG, "/digest now"
    )
    await desk.say(SREYNEANG, "/ask City Hall: why?")
    await desk.say(SREYNEANG, "/assign 2")
    assert "🌴 Dara" in desk.choices(SREYNEANG)
    for label in ("Until…", "20", "12:00", "To whom…", "The editors"):
        await desk.press(DARA, label)
    assert desk.last(DARA).startswith(
        "🌴 You are away until Fri 20 Dec 12:00. An editor gets your reminders."
    )
    await desk.press(DARA, "To whom…")
    await desk.press(DARA, "Maly")
    old = desk.data(DARA, "I am back")
    before = desk.record()
    assert (await desk.press(MALY, data=old)).text.startswith("This was finished or cancelled already")
    assert desk.record() == before
    await desk.press(DARA, "I am back")
    assert desk.last(DARA) == "Welcome back: your reminders come to you again."
    await desk.press(DARA, data=old)
    assert desk.last(DARA) == "You are not away, so nothing was changed."
    await desk.sandbox.advance(at("2 Dec 09:02"))
    assert desk.last(MALY) == "Dara is back, and gets their own reminders again."
    assert "away" not in await desk.say(MALY, "/status 1")
    assert (await desk.press(DARA, data="aw:2:202412010900:3")).text.startswith(
        "“2024-12-01 09:00” has already passed"
    )
    assert (await desk.press(DARA, data="aw:2:202412060900:99")).text.startswith("That is no member")


@pytest.mark.wide
async def test_what_hangs_on_a_publication_comes_to_whoever_stands_in(desk: Desk) -> None:
    await desk.say(DARA, "/ask Municipal Court: why? by 5 Dec 17:00 #mangopark")
    await desk.say(MALY, "/ask City Hall: why? by 5 Dec 17:00 #mangopark")
    await desk.say(SREYNEANG, "/story #mangopark publish 6 Dec 12:00")
    await desk.say(DARA, "/remind 1 in 4h ring Sok")
    await desk.say(DARA, "/away until 9 Dec to Maly")
    await desk.sandbox.advance(at("2 Dec 14:00"))
    assert "You get this while Dara is away." in desk.last(MALY)
    assert "Dara asked to be reminded of #1.\nring Sok" in desk.last(MALY)
    await desk.sandbox.advance(at("6 Dec 11:00"))
    calls = [one for one in desk.written(MALY) if "📣 Final call" in one]
    assert [("#1" in one, "#2" in one, "while Dara is away" in one) for one in calls] in (
        [(False, True, False), (True, False, True)], [(True, False, True), (False, True, False)],
    )  # fmt: skip
    assert not [one for one in desk.written(DARA) if "📣 Final call" in one]
    assert len([one for one in desk.written(SREYNEANG) if "📣 Final call" in one]) == 1
    await desk.say(SREYNEANG, "/members")
    for label in ("Maly", "Make editor"):
        await desk.press(SREYNEANG, label)
    await desk.say(SREYNEANG, "/away until 9 Dec")
    await desk.sandbox.advance(at("6 Dec 12:00"))
    asked = "#mangopark was to come out"
    assert [asked in "\n".join(desk.written(who)) for who in (SREYNEANG, MALY, DARA)] == [False, True, False]


async def test_an_editor_who_is_away_gets_no_digest_while_another_does(desk: Desk) -> None:
    await desk.say(DARA, ASKED)
    desk.change("DELETE FROM place")
    await desk.say(SREYNEANG, "/members")
    for label in ("Maly", "Make editor"):
        await desk.press(SREYNEANG, label)
    await desk.say(SREYNEANG, "/away until 3 Dec 12:00")
    for morning, heard in (("3 Dec 08:30", [False, True]), ("4 Dec 08:30", [True, True])):
        await desk.sandbox.advance(at(morning))
        assert [desk.last(who).startswith("☀️") for who in (SREYNEANG, MALY)] == heard
    assert not [one for one in desk.written(GROUP) if one.startswith("☀️")]
