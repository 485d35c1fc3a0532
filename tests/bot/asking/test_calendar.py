"""The calendar where a deadline is asked for, and times that each reader sees in their own zone."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from bot.cards import calendar
from bot.i18n.catalogue import Texts
from jobs.deadlines.calendars import Calendar
from sandbox.case import DARA, at
from sandbox.world.messages import buttons
from tests.bot.asked import kinds, newest
from tests.bot.desk import Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")

ENGLISH, OTHER_DAY = Texts("en", "Asia/Phnom_Penh"), "📅 Other day…"
NEWSROOM = Calendar()
GULF = Calendar(country="EG", weekend=frozenset({4, 5}), added=frozenset({(date(2024, 12, 10), "Our day")}))


def rows(page: str, now: datetime, of: Calendar = NEWSROOM) -> list[list[str]]:
    """The labels of a page."""
    _, shown = calendar.shown(ENGLISH, of, now, page, str)
    return [[button.text for button in row] for row in shown]


async def test_a_month_has_heads_marks_and_no_day_that_has_passed() -> None:
    assert rows("c", at("10 Dec 09:00")) == [
        ["Dec 2024", "»"],
        ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"],
        ["–", "10", "11", "12", "13", "14·", "15·"],
        ["16", "17", "18", "19", "20", "21·", "22·"],
        ["23", "24", "25", "26", "27", "28·", "29*"],
        ["30", "31", "–", "–", "–", "–", "–"],
    ]
    words, _ = calendar.shown(ENGLISH, NEWSROOM, at("10 Dec 09:00"), "c", str)
    assert words == "Which day? · weekend, * holiday\n* Sun 29 Dec Peace Day in Cambodia"
    assert rows("c", at("2 Dec 09:00"), GULF)[3] == ["9", "10*", "11", "12", "13·", "14·", "15"]


@pytest.mark.parametrize(
    ("page", "now", "title"),
    [
        ("c202501", "2 Dec 09:00", ["«", "Jan 2025", "»"]),
        ("c202410", "2 Dec 09:00", ["Dec 2024", "»"]),  # of a button that is months old
        ("c209912", "2 Dec 09:00", ["«", "Dec 2026"]),  # further than any deadline
        ("c202413", "2 Dec 09:00", ["Dec 2024", "»"]),  # made up
        ("c20240101", "2 Dec 09:00", ["Dec 2024", "»"]),
        ("c", "31 Dec 23:30", ["Dec 2024", "»"]),
    ],
)
async def test_the_months_that_can_be_turned_to(page: str, now: str, title: list[str]) -> None:
    assert rows(page, at(now))[0] == title


@pytest.mark.parametrize(
    ("day", "now", "first", "last", "says"),
    [
        ("c20241205", "2 Dec 09:00", "09:00", "17:00", "Thu 5 Dec: by what hour?"),
        ("c20241202", "2 Dec 14:20", "15:00", "17:00", "Mon 2 Dec: by what hour?"),
        ("c20241202", "2 Dec 17:00", "18:00", "23:00", "Mon 2 Dec: by what hour?"),
        ("c20241207", "2 Dec 09:00", "09:00", "17:00", "careful, Sat 7 Dec is not a working day"),
        ("c20241229", "2 Dec 09:00", "09:00", "17:00", "careful, Sun 29 Dec Peace Day in Cambodia is not a working day"),
    ],
)  # fmt: skip
async def test_the_hours_are_those_of_the_office_that_are_still_to_come(
    day: str, now: str, first: str, last: str, says: str
) -> None:
    words, shown = calendar.shown(ENGLISH, NEWSROOM, at(now), day, str)
    labels = [button.text for row in shown[:-1] for button in row]
    assert (labels[0], labels[-1], shown[-1][0].text) == (first, last, "« Dec 2024")
    assert says in words


async def test_on_a_card_the_deadline_moves_to_the_hour_that_is_pressed(busy_desk: Desk) -> None:
    desk = busy_desk
    await desk.say(DARA, "/ask Municipal Court: why? by 5 Dec 17:00 via email")
    n, message = newest(desk), desk.telegram.last(DARA)["message_id"]
    before = desk.record()
    await desk.presses(DARA, "Deadline…", OTHER_DAY, "»", "«", "9")
    assert desk.last(DARA).endswith("Mon 9 Dec: by what hour?")
    assert desk.record() == before
    data = desk.data(DARA, "11:00")
    both = await asyncio.gather(*(desk.press(DARA, data=data, message=message) for _ in "12"))
    assert [answer.text.startswith("Nothing recorded twice.") for answer in both].count(True) == 1
    assert "Deadline Mon 9 Dec 11:00" in desk.last(DARA)
    assert kinds(desk, n)[-1] == "extended"


MORE = [  # what opens the calendar: what is said before, the buttons pressed, and what the answer says then
    ("/ask Municipal Court: why? by 05/12 via email", [OTHER_DAY, "9", "11:00"], "Deadline Mon 9 Dec 11:00"),
    ("/ask Municipal Court: why? by in 1700 hours", [OTHER_DAY, "9", "11:00"], "Deadline Mon 9 Dec 11:00"),
    ("/ask Municipal Court: why? by yesterday", [OTHER_DAY, "9", "11:00"], "Deadline Mon 9 Dec 11:00"),
    ("/extend {n} by 05/12", [OTHER_DAY, "9", "11:00"], "Deadline Mon 9 Dec 11:00"),
    ("/reply {n} moretime", ["Until when?…", OTHER_DAY, "9", "11:00"], "until Mon 9 Dec 11:00"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "pressed", "then"), MORE)
async def test_wherever_a_deadline_is_in_doubt_or_asked_for_the_calendar_opens(
    busy_desk: Desk, said: str, pressed: list[str], then: str
) -> None:
    await busy_desk.say(DARA, "/ask Embassy of India: why? by 6 Dec 17:00 via email")
    await busy_desk.say(DARA, said.format(n=newest(busy_desk)))
    for label in pressed:
        await busy_desk.press(DARA, label)
    assert then in busy_desk.last(DARA)


@pytest.mark.parametrize("page", ["c", "c202412", "c20241209"])
async def test_the_days_fit_seven_columns_and_what_they_carry_64_bytes(busy_desk: Desk, page: str) -> None:
    await busy_desk.say(DARA, "/ask Embassy of India: why? by 6 Dec 17:00 via email")
    data = busy_desk.data(DARA, "Deadline…")
    await busy_desk.press(DARA, data=data.replace("deadline", f"extend:{page}"))
    for row in buttons(busy_desk.telegram.last(DARA)):
        assert all(len(button["text"]) <= {7: 3, 3: 8}.get(len(row), 20) for button in row), row


def entities(desk: Desk, chat: int = DARA) -> list[tuple[str, int, str]]:
    """The times in the newest message: the words, the instant and how Telegram shows them."""
    message = desk.telegram.last(chat)
    text = message["text"].encode("utf-16-le")
    return [
        (
            text[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le"),
            e["unix_time"],
            e["date_time_format"],
        )
        for e in message.get("entities", [])
        if e["type"] == "date_time"
    ]


@pytest.mark.parametrize(
    "said",
    [
        "/ask Embassy of China: why? by 5 Dec 17:00 via email",
        "/ask",  # the form, with a deadline in it
        "/status {n}",
        "/due",
        "/extend {n} by 5 Dec 17:00",
    ],
)
async def test_a_deadline_is_shown_in_the_zone_of_whoever_reads_it(busy_desk: Desk, said: str) -> None:
    await busy_desk.say(DARA, "/ask Embassy of India: why? by 5 Dec 17:00 via email")
    await busy_desk.say(DARA, said.format(n=newest(busy_desk)))
    if said == "/ask":
        await busy_desk.says(DARA, "Municipal Court", "why?", "5 Dec 17:00")
    assert ("Thu 5 Dec 17:00", int(at("5 Dec 17:00").timestamp()), "wdt") in entities(busy_desk)
    await busy_desk.say(DARA, "/cancel")


@pytest.mark.parametrize(
    ("away", "shown"),
    [(timedelta(days=1095), True), (timedelta(days=1096), False), (timedelta(days=-400), False)],
)
async def test_a_time_that_telegram_would_refuse_is_said_in_words(away: timedelta, shown: bool) -> None:
    now = at("2 Dec 09:00")
    said = ENGLISH.moment(now + away, now)
    assert ("<tg-time" in said) is shown
    assert said.striptags() == ENGLISH.when(now + away, now)


async def test_a_server_that_knows_no_such_times_gets_them_in_words(
    busy_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A Bot API server of one's own may be years old: nothing of a message is lost but that."""
    monkeypatch.delitem(_tags(), "tg-time")
    for _ in "12":
        card = await busy_desk.say(DARA, "/ask Embassy of India: why? by 5 Dec 17:00 via email")
        assert "\nDeadline Thu 5 Dec 17:00" in card
        assert entities(busy_desk) == []
        assert "Deadline…" in busy_desk.choices(DARA)  # the buttons are there, the formatting too
        assert any(entity["type"] == "bold" for entity in busy_desk.telegram.last(DARA)["entities"])


def _tags() -> dict[str, Any]:
    from sandbox.api.html import TAGS

    return TAGS


async def test_the_working_day_may_end_at_any_minute() -> None:
    odd = Calendar(day_start=time(8, 30), day_end=time(17, 15))
    _, shown = calendar.shown(ENGLISH, odd, at("2 Dec 09:00"), "c20241203", str)
    assert [button.text for button in shown[0]] == ["08:30", "09:30", "10:30"]
    assert [button.text for row in shown[:-1] for button in row][-1] == "17:15"
