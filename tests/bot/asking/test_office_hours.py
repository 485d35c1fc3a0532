"""The weekend of the country, the days and hours of the office: what is counted, offered and reminded of follows them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.bot.asked import turn_to
from tests.bot.desk import DARA, SREYNEANG, Desk

EDITOR = SREYNEANG
HERE = ZoneInfo("Asia/Phnom_Penh")


async def on(desk: Desk, moment: str) -> None:
    """It is that moment in Phnom Penh: "3 11:14" in December 2024."""
    day, clock = moment.split()
    moment_there = datetime.fromisoformat(f"2024-12-{int(day):02} {clock}").replace(tzinfo=HERE)
    await desk.sandbox.advance(moment_there)


def owed(desk: Desk) -> list[tuple[str, str]]:
    """The reminders about requests that are owed."""
    rows = desk.rows("SELECT kind, due_at FROM reminder WHERE settled_at IS NULL AND request_id IS NOT NULL")
    return [
        (kind, f"{datetime.fromisoformat(due).replace(tzinfo=ZoneInfo('UTC')).astimezone(HERE):%-d %H:%M}")
        for kind, due in rows
    ]


FOLLOWED = [
    ("country=BD", "BD", "Sun 8 Dec 17:00"),
    ("country=EG", "EG", "Sun 8 Dec 17:00"),
    ("country=KH", "KH", "Fri 6 Dec 17:00"),
    ("days=sun-thu", "Sun–Thu", "Sun 8 Dec 17:00"),
    ("days=អាទិត្យ ដល់ ព្រហស្បតិ៍", "Sun–Thu", "Sun 8 Dec 17:00"),
    ("days=mon-thu sat", "Mon–Thu, Sat", "Sat 7 Dec 17:00"),
    ("days=mon, wed and fri", "Mon, Wed, Fri", "Mon 9 Dec 17:00"),
    ("days=country", "as in the country", "Fri 6 Dec 17:00"),
    ("office=8-17:30", "08:00–17:30", "Fri 6 Dec 17:30"),
    ("office=9am to 6pm", "09:00–18:00", "Fri 6 Dec 18:00"),
    ("office=ម៉ោង ៨ ព្រឹក ដល់ ម៉ោង ៤ រសៀល", "08:00–16:00", "Fri 6 Dec 16:00"),
]


@pytest.mark.wide
async def test_working_days_and_their_end_follow_the_settings(desk: Desk) -> None:
    await on(desk, "4 10:00")
    for number, (typed, shown, wanted) in enumerate(FOLLOWED, 1):
        assert f"from now on: {shown}." in await desk.say(EDITOR, f"/settings {typed}")
        answer = await desk.say(
            DARA, f"/ask Municipal Court: why are they held? by 2wd via email #raid{number}"
        )
        assert wanted in answer, typed
        assert "end of that working day" in answer


async def test_what_is_no_office_time_or_could_be_two_is_refused(desk: Desk) -> None:
    before = desk.record()
    for key, values in {
        "days": ("sometimes", "", "mon-fri-sun"),
        "office": ("17-8", "6-9", "always", "8"),
    }.items():
        for value in values:
            answer = await desk.say(EDITOR, f"/settings {key}={value}")
            assert f"It is written so: /settings {key}=" in answer, value
            assert desk.record() == before


async def test_the_usual_deadlines_are_offered_and_taken_by_the_end_of_the_office(desk: Desk) -> None:
    await on(desk, "4 10:00")
    await desk.say(EDITOR, "/settings")
    await desk.press(EDITOR, "Sun–Thu")
    assert "✓ Sun–Thu" in desk.choices(EDITOR)
    await turn_to(desk, EDITOR, "09:00–18:00")
    await desk.press(EDITOR, "09:00–18:00")
    assert "✓ 09:00–18:00" in desk.choices(EDITOR)
    await desk.say(DARA, "/ask Municipal Court: why are they held? by today 12:00 via email")
    await desk.press(DARA, "Deadline…")
    assert {"today 18:00", "tomorrow 18:00"} <= set(desk.choices(DARA))
    await desk.press(DARA, "tomorrow 18:00")
    assert "Thu 5 Dec 18:00" in desk.last(DARA)
    await desk.presses(DARA, "Deadline…", "2 working days")
    assert "Sun 8 Dec 18:00" in desk.last(DARA)


@pytest.mark.parametrize(
    ("asked", "deadline", "settings", "expected"),
    [
        ("3 11:14", "today 16:00", "", [("before", "3 15:00"), ("at", "3 16:00")]),
        ("3 15:50", "today 16:00", "", [("at", "3 16:00")]),
        ("3 10:00", "ថ្ងៃនេះ ម៉ោង ៤ រសៀល", "", [("before", "3 15:00"), ("at", "3 16:00")]),
        ("3 10:00", "5 Dec 03:00", "", [("morning", "5 09:00")]),
        ("2 10:00", "6 Dec 03:00", "", [("before", "4 17:00"), ("morning", "6 09:00")]),
        ("2 10:00", "5 Dec 20:00", "", [("before", "4 17:00"), ("at", "5 20:00")]),
        ("2 10:00", "8 Dec 17:00", "country=BD", [("before", "5 17:00"), ("at", "8 17:00"), ("morning", "9 09:00")]),
        ("2 10:00", "5 Dec 17:30", "office=8-16:30", [("before", "4 16:30"), ("at", "5 17:30"), ("morning", "6 08:00")]),
        ("7 11:00", "today 16:00", "", [("before", "7 15:00"), ("at", "7 16:00"), ("morning", "9 09:00")]),
    ],
)  # fmt: skip
@pytest.mark.long
async def test_when_it_is_reminded(
    desk: Desk, asked: str, deadline: str, settings: str, expected: list[tuple[str, str]]
) -> None:
    await on(desk, asked)
    if settings:
        await desk.say(EDITOR, f"/settings {settings}")
    await desk.say(DARA, f"/ask Municipal Court: why are they held? by {deadline} via email")
    seen = []
    for _ in expected:
        [(kind, due)] = owed(desk)
        seen.append((kind, due))
        await on(desk, due)
    assert seen == expected


@pytest.mark.wide
@pytest.mark.parametrize(
    ("extended", "to", "expected"),
    [
        ("3 15:00", "17:00", [("at", "3 17:00")]),
        ("3 14:10", "17:00", [("before", "3 16:00"), ("at", "3 17:00")]),
        ("3 16:40", "17:00", [("at", "3 17:00")]),
        ("3 15:00", "ម៉ោង ៥ ល្ងាច", [("at", "3 17:00")]),
        ("3 15:00", "20:00", [("before", "3 17:00"), ("at", "3 20:00")]),
        ("3 15:00", "tomorrow 10:00", [("at", "4 10:00")]),
        ("3 15:00", "3wd", [("before", "5 17:00"), ("at", "6 17:00")]),
    ],
)
async def test_a_new_deadline_is_reminded_of_at_its_time(
    desk: Desk, extended: str, to: str, expected: list[tuple[str, str]]
) -> None:
    await on(desk, "2 10:00")
    await desk.say(DARA, "/ask Municipal Court: why are they held? by 3 Dec 14:00 via email")
    await on(desk, "2 14:00")
    await on(desk, "3 14:00")
    assert "the deadline for Phnom Penh Municipal Court has passed" in desk.last(DARA)
    await on(desk, extended)
    await desk.say(DARA, f"/extend 1 by {to}")
    seen = []
    for _ in expected:
        [(kind, due)] = owed(desk)
        seen.append((kind, due))
        await on(desk, due)
    assert seen == expected


async def test_a_reminder_of_ones_own_comes_exactly_when_it_was_asked_for(desk: Desk) -> None:
    await on(desk, "2 10:00")
    await desk.say(DARA, "/ask Municipal Court: why are they held? by 5 Dec 17:00 via email")
    await desk.say(DARA, "/remind 1 3 Dec 03:00 they answer from Europe")
    await on(desk, "3 03:00")
    assert "they answer from Europe" in desk.last(DARA)
