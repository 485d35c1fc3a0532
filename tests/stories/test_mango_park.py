"""The real case, from the first letter to publication: what each person sees, and when."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from sandbox.case import (
    DARA,
    GROUP,
    MALY,
    NOT_OVERDUE,
    REPORT,
    SREYNEANG,
    STEPS,
    THURSDAY_STATUS,
    UNRESPONSIVE,
    ZONE,
    Step,
)
from sandbox.house import open_house
from sandbox.telegram import buttons, visible_text

pytestmark = pytest.mark.xdist_group("mango park")  # played once, looked at by all


@dataclass(frozen=True)
class Seen:
    """A message as it came in: when (the newsroom's wall clock), in which chat, from whom, what it said."""

    when: str
    chat: int
    by_bot: bool
    text: str
    buttons: tuple[str, ...]


@dataclass
class Case:
    """Everything that anybody saw, in order, and what came right after each step."""

    seen: list[Seen]
    after: dict[Step, list[Seen]]

    def answer(self, beginning: str) -> str:
        """What the bot answered to the step whose text begins so."""
        [step] = [step for step in STEPS if step.text.startswith(beginning)]
        [answer] = [seen for seen in self.after[step] if seen.by_bot and seen.chat == (step.chat or step.who)]
        return answer.text

    def told(self, sign: str) -> list[Seen]:
        """The unasked messages that begin with a sign."""
        return [seen for seen in self.seen if seen.by_bot and seen.text.startswith(sign)]

    def reminders(self) -> set[tuple[str, int, str]]:
        """When, to whom, about which request."""
        return {(s.when, s.chat, s.text.split(":")[0].removeprefix("🔔 ")) for s in self.told("🔔")}


@pytest_asyncio.fixture(scope="module", loop_scope="module", name="case")
async def the_case_played(tmp_path_factory: Any) -> AsyncIterator[Case]:
    folder: Path = tmp_path_factory.mktemp("case")
    async with open_house(folder=folder) as house:
        await house.found()
        changes = house.telegram.subscribe()
        case = Case([], {})
        for step in STEPS:
            await house.advance(step.instant)
            case.seen += _arrived(changes)
            await house.play([step])
            case.after[step] = _arrived(changes)
            case.seen += case.after[step]
        yield case


def _arrived(changes: Any) -> list[Seen]:
    found = []
    while not changes.empty():
        change = changes.get_nowait()
        if change["kind"] == "message":
            message = change["message"]
            when = datetime.fromtimestamp(message["date"], ZoneInfo(ZONE)).strftime("%a %H:%M")
            labels = tuple(button["text"] for row in buttons(message) for button in row)
            by_bot = bool(message.get("from", {}).get("is_bot"))
            found.append(Seen(when, change["chat_id"], by_bot, visible_text(message), labels))
    return found


def test_every_request_is_answered_with_its_number_and_card(case: Case) -> None:
    logged = [
        (step.who, answer.text.splitlines()[2])
        for step, messages in case.after.items()
        if step.text.startswith("/ask")
        for answer in messages
        if answer.by_bot
    ]
    assert logged == [
        (DARA, "#1 Phnom Penh Municipal Court"),
        (DARA, "#2 General Department of Immigration"),
        (MALY, "#3 Embassy of China"),
        (MALY, "#4 Embassy of the Republic of Korea"),
        (DARA, "#5 Kampong Speu Provincial Police"),
        (MALY, "#6 Embassy of Pakistan"),
        (MALY, "#7 Embassy of India"),
        (DARA, "#8 Anti-Human Trafficking and Juvenile Protection Department"),
        (MALY, "#9 National Police"),
    ]


def test_the_courts_card_holds_its_three_questions_channel_and_deadline(case: Case) -> None:
    assert case.answer("/ask Phnom Penh Municipal Court") == (
        "Logged as #1.\n\n"
        "#1 Phnom Penh Municipal Court\n"
        "⏳ waiting · #mangopark · Dara\n"
        "1. – Why were the 25 detainees brought in?\n"
        "2. – Where are they now?\n"
        "3. – What became of the hundreds of other foreigners found?\n"
        "Asked Mon 2 Dec 09:40, email\n"
        "Deadline Thu 5 Dec 17:00"
    )


def test_an_answer_in_part_ticks_two_questions_and_leaves_two_open(case: Case) -> None:
    answer = case.answer("/reply 5 partial")
    assert answer.startswith("Logged on #5: they answered in part. 2 questions are still open.")
    assert "1. ✓ Does the compound still operate?" in answer
    assert "2. ✓ Was there evidence of torture?" in answer
    assert "3. – What business is conducted there?" in answer
    assert "4. – Were the workers screened for trafficking?" in answer


def test_an_answer_in_full_closes_the_request(case: Case) -> None:
    answer = case.answer("/reply 2 full")
    assert "✅ answered" in answer
    assert "Tue 3 Dec 15:20 · they answered: the department received none" in answer


def test_attempts_are_counted(case: Case) -> None:
    assert case.answer("/chase 3 email").startswith("Logged on #3: asked again. Attempt 2 of 5.")
    [wednesday, thursday] = [
        messages[-1].text for step, messages in case.after.items() if step.text.startswith("/chase 5")
    ]
    assert wednesday.startswith("Logged on #5: asked again. Attempt 2 of 5.")
    assert thursday.startswith("Logged on #5: asked again. Attempt 3 of 5.")


def test_the_referral_closes_the_embassys_request_and_its_trail_leads_to_the_police(case: Case) -> None:
    assert case.answer("/refer 4").startswith("Logged. #4 is closed as referred. Opened: #9 National Police.")
    asked = case.answer("/ask National Police")
    assert "↪️ referred to them by Embassy of the Republic of Korea (#4)" in asked
    assert "1. – what did the raids achieve?\n2. – who was detained?" in asked
    assert "Asked Fri 6 Dec 10:30, message (the spokespersons)\nDeadline Fri 6 Dec 17:30" in asked


def test_reminders_come_a_working_day_before_the_deadline_and_at_it_to_whoever_asked(case: Case) -> None:
    before = {(DARA, "#1"), (MALY, "#3"), (DARA, "#5"), (MALY, "#6"), (MALY, "#7")}
    # The department was asked on Wednesday at 10:00, too late for a reminder a working day before.
    at = before | {(DARA, "#8")}
    assert case.reminders() == {("Wed 17:00", *who) for who in before} | {("Thu 17:00", *who) for who in at}


def test_a_reminder_carries_the_taps_that_are_likely_now(case: Case) -> None:
    for reminder in case.told("🔔"):
        assert reminder.buttons == (
            "📞 Called, no answer",
            "✉️ Emailed again",
            "They replied…",
            "Declined",
            "Referred us…",
            "Snooze…",
            "Other…",
        )


def test_no_two_reminders_on_one_request_come_within_twelve_hours(case: Case) -> None:
    days = {"Mon": 2, "Tue": 3, "Wed": 4, "Thu": 5, "Fri": 6}
    times: dict[str, list[datetime]] = {}
    calls = [
        (s.when, line.split()[0]) for s in case.told("📣") for line in s.text.splitlines() if line[0:1] == "#"
    ]
    for when, number in [(when, number) for when, _, number in case.reminders()] + calls:
        day, clock = when.split()
        instant = datetime.fromisoformat(f"2024-12-{days[day]:02}T{clock}")
        times.setdefault(number, []).append(instant)
    assert set(times) == {"#1", "#3", "#5", "#6", "#7", "#8", "#9"}
    for instants in times.values():
        ordered = sorted(instants)
        assert all(later - sooner >= timedelta(hours=12) for sooner, later in itertools.pairwise(ordered))


def test_the_digest_comes_to_the_group_every_morning_once(case: Case) -> None:
    digests = case.told("☀️")
    assert [(seen.when, seen.chat) for seen in digests] == [
        ("Tue 08:30", GROUP),
        ("Wed 08:30", GROUP),
        ("Thu 08:30", GROUP),
        ("Fri 08:30", GROUP),
    ]
    counts = [digest.text.splitlines()[1] for digest in digests]
    assert counts == ["4 open", "6 open", "7 open", "7 open, 6 past the deadline"]


def test_on_thursday_evening_the_status_shows_six_bodies_past_the_deadline(case: Case) -> None:
    [status] = [seen for seen in case.after[THURSDAY_STATUS] if seen.by_bot]
    assert status.chat == GROUP
    assert status.text.splitlines()[:2] == [
        "#mangopark, Thu 5 Dec 18:30",
        "7 open, 6 past the deadline, 2 closed",
    ]
    late = [line.split(" ")[0] for line in status.text.splitlines() if "🔴" in line]
    assert late == ["#1", "#3", "#5", "#6", "#7", "#8"]
    assert "#9 National Police: ⏳ not asked yet" in status.text


def test_the_final_call_goes_to_both_reporters_an_hour_before_publication(case: Case) -> None:
    calls = {(seen.when, seen.chat): seen for seen in case.told("📣")}
    assert set(calls) == {("Fri 17:00", DARA), ("Fri 17:00", MALY)}
    assert calls["Fri 17:00", DARA].buttons == ("#1", "#5", "#8")
    assert calls["Fri 17:00", MALY].buttons == ("#3", "#6", "#7", "#9")


def test_at_publication_the_report_names_exactly_the_bodies_past_their_deadline(case: Case) -> None:
    [report] = [seen for seen in case.after[REPORT] if seen.by_bot]
    assert report.chat == SREYNEANG
    named = [line.removeprefix("🔴 ") for line in report.text.splitlines() if line.startswith("🔴 ")]
    assert sorted(named) == sorted(UNRESPONSIVE)
    blocks = {block.splitlines()[0].removeprefix("🔴 "): block for block in report.text.split("\n\n")}
    police = blocks["Kampong Speu Provincial Police"]
    assert "3 attempts (call × 3): Tue 3 Dec 08:30 to Thu 5 Dec 09:15" in police
    assert "Not answered: the business; the screening" in police
    assert "2 attempts (email × 2)" in blocks["Embassy of China"]
    assert "deadline Fri 6 Dec 17:30, 30 minutes ago" in blocks["National Police"]
    rest = blocks["Not past the deadline"]
    assert all(name in rest for name in NOT_OVERDUE)


def test_nobody_hears_of_anything_in_somebody_elses_chat(case: Case) -> None:
    for seen in case.seen:
        if seen.by_bot and seen.text.startswith(("🔔", "📣", "Logged")):
            assert seen.chat in {DARA, MALY}
