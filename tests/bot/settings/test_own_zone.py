"""A member's own time zone: what they read and type in private goes by it and says so; all else stays the newsroom's."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from bot.cards.calendar import shown
from bot.i18n.catalogue import Texts
from bot.settings.table import read_own_zone
from db.settings import NewsroomSettings
from jobs.deadlines.reading import Direction, read_time
from jobs.reminders.planning import calendar
from sandbox.case import DARA, GROUP, MALY, SREYNEANG, at
from tests.bot.desk import Desk

PNH = "Asia/Phnom_Penh"
NOW = at("2 Dec 09:00")
ASK = "/ask Municipal Court: why are they held? by fri 5pm via email #mangopark"

on_one_desk = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(
    ("typed", "zone", "now", "means"),
    [
        ("fri 5pm", "Europe/London", "2024-12-02 09:00", "2024-12-07 00:00"),
        ("ថ្ងៃសុក្រ ម៉ោង ៥ ល្ងាច", "Europe/London", "2024-12-02 09:00", "2024-12-07 00:00"),
        ("fri", "Europe/London", "2024-12-02 09:00", "2024-12-06 17:00"),  # the end of the office's day
        ("3 working days", "America/New_York", "2024-12-02 09:00", "2024-12-05 17:00"),
        ("in 48h", "America/New_York", "2024-12-02 09:00", "2024-12-04 09:00"),
        (
            "tomorrow 9am",
            "Europe/London",
            "2024-12-03 03:00",
            "2024-12-03 16:00",
        ),  # it is Monday evening there
        ("today 11pm", "America/New_York", "2024-12-02 09:00", "2024-12-02 11:00"),  # and Sunday there
        ("5 Dec 14:00", "Asia/Seoul", "2024-12-02 09:00", "2024-12-05 12:00"),
        ("5 Dec 14:00", "Asia/Kolkata", "2024-12-02 09:00", "2024-12-05 15:30"),
        (
            "2025-03-30 01:30",
            "Europe/London",
            "2025-03-28 09:00",
            "2025-03-30 08:30",
        ),  # clocks go forward over it
        ("2025-10-26 01:30", "Europe/London", "2025-10-24 09:00", "2025-10-26 07:30"),  # twice: the first
        ("mon 9am", "Europe/London", "2025-03-28 09:00", "2025-03-31 15:00"),  # summer time by then
        ("fri 5pm", PNH, "2024-12-02 09:00", "2024-12-06 17:00"),
        ("fri 5pm", "Asia/Bangkok", "2024-12-02 09:00", "2024-12-06 17:00"),
    ],
)
def test_a_time_to_come_is_read_by_the_clocks_of_whoever_types(
    typed: str, zone: str, now: str, means: str
) -> None:
    moment, wanted = (datetime.fromisoformat(each).replace(tzinfo=ZoneInfo(PNH)) for each in (now, means))
    theirs = calendar(NewsroomSettings(), zone)
    assert read_time(typed, now=moment, calendar=theirs, direction=Direction.FUTURE).instant == wanted


@pytest.mark.parametrize(
    ("typed", "zone", "means"),
    [
        ("01:30", "Europe/London", "2024-12-02 08:30"),
        ("yesterday", "Europe/London", "2024-12-02 00:00"),
        ("yesterday 4pm", "Europe/London", "2024-12-01 23:00"),
        ("today", "America/New_York", "2024-12-02 05:00"),
    ],
)
def test_so_is_what_happened(typed: str, zone: str, means: str) -> None:
    wanted = datetime.fromisoformat(means).replace(tzinfo=ZoneInfo(PNH))
    theirs = calendar(NewsroomSettings(), zone)
    assert read_time(typed, now=NOW, calendar=theirs, direction=Direction.PAST).instant == wanted


@pytest.mark.parametrize(
    ("zone", "when", "moment", "clock"),
    [
        ("Europe/London", "Thu 5 Dec 10:00 London", "Thu 5 Dec 10:00 London = 17:00 Phnom Penh", "10:00 London"),
        ("Pacific/Auckland", "Thu 5 Dec 23:00 Auckland", "Thu 5 Dec 23:00 Auckland = 17:00 Phnom Penh", "23:00 Auckland"),
        (PNH, "Thu 5 Dec 17:00", "Thu 5 Dec 17:00", "17:00"),
        ("Asia/Bangkok", "Thu 5 Dec 17:00", "Thu 5 Dec 17:00", "17:00"),  # the same time, whatever it is called
    ],
)  # fmt: skip
def test_a_time_says_whose_it_is_where_it_differs(zone: str, when: str, moment: str, clock: str) -> None:
    t, five = Texts("en", zone, home=PNH), at("5 Dec 17:00")
    said = t.moment(five, NOW).striptags()
    assert (t.when(five, NOW), said, t.briefly(five, NOW), t.clock(five)) == (when, moment, when, clock)
    assert (t.at_home.when(five, NOW), t.as_typed(five, NOW)) == ("Thu 5 Dec 17:00", when[:15])
    assert "<tg-time" not in t.moment(five, NOW) or clock == "17:00"


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("London", "Europe/London"),
        ("europe/london", "Europe/London"),
        ("ឡុងដ៍", "Europe/London"),
        ("New York", "America/New_York"),
        ("ភ្នំពេញ", PNH),
        ("phnom  penh", PNH),
        ("off", None),
        ("បិទ", None),
        ("newsroom", None),
        ("តាមការិយាល័យព័ត៌មាន", None),
    ],
)
def test_a_zone_is_known_by_its_city(typed: str, zone: str | None) -> None:
    assert read_own_zone(typed) == zone


@pytest.mark.parametrize(
    ("zone", "hours"),
    [
        ("Europe/London", ["02:00", "03:00", "04:00", "05:00", "06:00", "07:00", "08:00", "09:00", "10:00"]),
        ("America/New_York", ["00:00", "01:00", "02:00", "03:00", "04:00", "05:00", "21:00", "22:00", "23:00"]),
    ],
)  # fmt: skip
def test_the_hours_of_the_calendar_are_the_offices_by_their_clocks(zone: str, hours: list[str]) -> None:
    _, rows = shown(
        Texts("en", zone, home=PNH), calendar(NewsroomSettings(), zone), NOW, "c20241205", lambda page: page
    )
    assert [one.text for row in rows for one in row][:-1] == hours


@pytest_asyncio.fixture(name="away", loop_scope="module")
async def dara_in_london(busy_desk: Desk) -> Desk:
    """Dara has chosen London, and logged #1 from there."""
    if not busy_desk.rows("SELECT id FROM request"):
        said = await busy_desk.say(DARA, "/settings my-zone=London")
        assert said == (
            "Times that I tell you in private, and times you type there, are London's from now on."
            " The group, reports, letters and files keep the newsroom's."
        )
        await busy_desk.say(DARA, ASK)
    return busy_desk


BOTH = "Fri 6 Dec 17:00 London = Sat 7 Dec 00:00 Phnom Penh"


@pytest.mark.parametrize(
    ("who", "chat", "typed", "said"),
    [
        (DARA, None, "/status 1", f"Deadline {BOTH}"),
        (DARA, None, "/status 1", "Asked Mon 2 Dec 02:00 London, email"),
        (DARA, None, "/due", f"Deadline {BOTH}"),
        (DARA, None, "/extend 1 by 6 Dec 17:00", BOTH),
        (DARA, None, "/chase 1 call at 01:30", "Mon 2 Dec 02:00 London"),
        (DARA, None, "/remind 1 tomorrow 9am", "on Tue 3 Dec 09:00 London"),
        (DARA, None, "/story #night publish 6 Dec 18:00", "Fri 6 Dec 18:00 London = Sat 7 Dec 01:00 Phnom Penh"),
        (DARA, None, "/report #mangopark", "Mon 2 Dec 09:00 Phnom Penh"),
        (DARA, None, "/report #mangopark full", "Mon 2 Dec 09:00 Phnom Penh"),
        (DARA, None, "/letter 1 final en", "Sat 7 Dec 00:00"),
        (DARA, GROUP, "/status 1", "Deadline Sat 7 Dec 00:00\n"),
        (DARA, GROUP, "/ask Immigration: how many? by fri 5pm via call", "Deadline Fri 6 Dec 17:00\n"),
        (MALY, None, "/status 1", "Deadline Sat 7 Dec 00:00\n"),
    ],
)  # fmt: skip
@on_one_desk
async def test_each_answer_goes_by_the_clocks_of_its_reader(
    away: Desk, who: int, chat: int | None, typed: str, said: str
) -> None:
    answer = await away.say(who, typed, chat=chat)
    assert said in answer + "\n"
    for_london = who == DARA and chat is None and not typed.startswith(("/report", "/letter"))
    assert ("London" in answer) == for_london


@on_one_desk
async def test_what_is_pressed_is_what_the_button_says(away: Desk) -> None:
    await away.say(DARA, "/ask National Police: who ordered it? via email")
    await away.press(DARA, "Deadline…")
    assert "Tue 3 Dec 10:00 London" in away.choices(DARA)
    await away.press(DARA, "Tue 3 Dec 10:00 London")
    assert "Deadline Tue 3 Dec 10:00 London = 17:00 Phnom Penh" in away.last(DARA)
    await away.press(DARA, "Deadline…")
    for label in ("📅 Other day…", "5", "04:00"):
        await away.press(DARA, label)
    assert "Deadline Thu 5 Dec 04:00 London = 11:00 Phnom Penh" in away.last(DARA)


@on_one_desk
async def test_it_is_chosen_and_given_up_with_buttons(away: Desk) -> None:
    await away.say(MALY, "/settings my-zone")
    assert away.last(MALY).startswith("Your time zone: Phnom Penh.")
    await away.press(MALY, "Seoul")
    assert "Your time zone: Seoul" in away.last(MALY)
    assert "11:00 Seoul" in await away.say(MALY, "/status 1")
    await away.say(MALY, "/settings")
    await away.press(MALY, "Your time zone…")
    answer = await away.press(MALY, "as in the newsroom")
    assert answer.text == "Times are the newsroom's for you, too, from now on."
    assert "Seoul" not in await away.say(MALY, "/status 1")
    before = away.record()
    answer = await away.press(MALY, data="set:my-zone:Mars/Olympus")
    assert answer.text.startswith("This button is from an older version")
    assert away.record() == before


async def test_what_comes_unasked_and_quiet_hours_go_by_it_too(desk: Desk) -> None:
    for typed in ("/settings my-zone=London", "/settings quiet=22:00-07:00"):
        await desk.say(DARA, typed)
    await desk.say(DARA, "/ask Municipal Court: why? by fri 10am via email")  # 17:00 in Phnom Penh
    await desk.say(DARA, "/remind 1 tomorrow 01:00 call them")
    await desk.sandbox.advance(at("3 Dec 08:00"))
    assert "#1" in desk.last(DARA)
    assert "= 17:00 Phnom Penh" in desk.last(DARA)
    assert (DARA, desk.telegram.last(DARA)["message_id"]) in desk.telegram.world.silent
    await desk.sandbox.advance(at("6 Dec 17:00"))
    assert "the deadline for Phnom Penh Municipal Court has passed" in desk.last(DARA)
    assert (DARA, desk.telegram.last(DARA)["message_id"]) not in desk.telegram.world.silent
    desk.change("DELETE FROM place")
    await desk.say(SREYNEANG, "/settings my-zone=Seoul")
    await desk.sandbox.advance(at("7 Dec 08:30"))
    assert desk.last(SREYNEANG).startswith("☀️ Mekong Desk, Sat 7 Dec 10:30 Seoul")


def test_a_city_has_its_name_in_khmer() -> None:
    assert "ឡុងដ៍" in Texts("km", "Europe/London", home=PNH).when(NOW, NOW)
