"""The Mango Park case, from the first story command to the Monday after: what each person saw, and when."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import pytest_asyncio

from sandbox.case import GROUP, NOT_OVERDUE, REPORT, STEPS, THURSDAY_STATUS, UNRESPONSIVE, Step, at
from sandbox.house import open_house
from sandbox.telegram import visible_text
from tests.stories.telling import Seen, Watch

pytestmark = pytest.mark.asyncio(loop_scope="module")

DARAS = {
    1: "Phnom Penh Municipal Court",
    5: "Kampong Speu Provincial Police",
    8: "Anti-Human Trafficking and Juvenile Protection Department",
}
MALYS = {3: "Embassy of China", 6: "Embassy of Pakistan", 7: "Embassy of India"}
CARD = (
    ("They replied…", "Asked again…"),
    ("Declined", "Referred us…", "Bounced"),
    ("Deadline…", "Note…", "More…"),
)
CLOSED = (("Reopen",), ("Note…", "History", "Undo"))
REMINDER = (
    ("📞 Called, no answer", "✉️ Emailed again"),
    ("They replied…", "Declined", "Referred us…"),
    ("Snooze…", "Other…"),
)


@dataclass(frozen=True)
class Played:
    """The answer to each text of the case, everything the bot wrote, and three cards as they stood at the end."""

    answers: dict[str, Seen]
    seen: list[Seen]
    trail: dict[int, str]

    def answer(self, beginning: str) -> Seen:
        """The answer to the one text that begins so."""
        (found,) = [seen for text, seen in self.answers.items() if text.startswith(beginning)]
        return found

    def at(self, when: str) -> list[Seen]:
        """What was written at that minute of the newsroom's clock."""
        return [seen for seen in self.seen if seen.when == when]

    def digest(self, day: str) -> str:
        """The digest of that day, in the group."""
        (found,) = [seen for seen in self.at(f"{day} 08:30") if seen.text.startswith("☀️")]
        assert found.chat == GROUP
        return found.text


@pytest_asyncio.fixture(scope="module", loop_scope="module", name="case")
async def the_case_played(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Played]:
    folder: Path = tmp_path_factory.mktemp("case")
    async with open_house(folder=folder) as house:
        await house.found()
        watch = Watch(house)
        answers = await watch.play(STEPS)
        await watch.wait(at("9 Dec 10:00"))
        seen = list(watch.seen)
        trail = {}
        for number in (4, 9):
            await house.play([Step("9 Dec 10:00", REPORT.who, f"/status {number}")])
            trail[number] = visible_text(house.telegram.last(REPORT.who))
        yield Played(answers, seen, trail)


async def test_every_step_is_answered_at_once_and_in_the_chat_it_was_written_in(case: Played) -> None:
    assert (
        len(case.answers) == len({step.text for step in STEPS}) == len(STEPS) - 2
    )  # two texts are said twice
    for step in STEPS:
        found = [
            seen
            for seen in case.seen
            if seen.chat == (step.chat or step.who) and seen.instant == step.instant and not seen.reminds_of
        ]
        assert found, step.text
        assert "nothing was" not in found[-1].text


async def test_the_story_is_created_with_its_hour_of_publication(case: Played) -> None:
    assert case.answer("/story").text == (
        "Story created.\n#mangopark Mango Park raids · publication Fri 6 Dec 18:00\n0 open\n"
        "Final call: one hour before publication."
    )


@pytest.mark.parametrize(
    ("asked", "number", "body", "asked_line"),
    [
        ("/ask Phnom Penh Municipal Court", 1, "Phnom Penh Municipal Court", "Asked Mon 2 Dec 09:40, email"),
        (
            "/ask General Department",
            2,
            "General Department of Immigration",
            "Asked Mon 2 Dec 10:05, call (Sok Veasna)",
        ),
        ("/ask Embassy of China", 3, "Embassy of China", "Asked Mon 2 Dec 11:00, email"),
        ("/ask Embassy of the Rep", 4, "Embassy of the Republic of Korea", "Asked Mon 2 Dec 11:10, email"),
        (
            "/ask Kampong Speu",
            5,
            "Kampong Speu Provincial Police",
            "Asked Tue 3 Dec 08:30, call (Nhem Sao)",
        ),
        ("/ask Embassy of Pakistan", 6, "Embassy of Pakistan", "Asked Tue 3 Dec 09:00, email"),
        ("/ask Embassy of India", 7, "Embassy of India", "Asked Tue 3 Dec 09:05, email"),
        (
            "/ask Anti-Human",
            8,
            "Anti-Human Trafficking and Juvenile Protection Department",
            "Asked Wed 4 Dec 10:00, call (Sok Sambo)",
        ),
    ],
)
async def test_a_request_is_logged_under_the_next_number_with_its_card(
    case: Played, asked: str, number: int, body: str, asked_line: str
) -> None:
    card = case.answer(asked)
    head, empty, title, standing, *_ = lines = card.text.splitlines()
    assert (head, empty, title) == (f"Logged as #{number}.", "", f"#{number} {body}")
    assert standing == f"⏳ waiting · #mangopark · {card.whose}"
    assert lines[-2:] == [asked_line, "Deadline Thu 5 Dec 17:00"]
    assert card.buttons == CARD


async def test_a_request_in_lines_keeps_its_questions_apart(case: Played) -> None:
    assert case.answer("/ask Phnom Penh Municipal Court").text.splitlines()[4:7] == [
        "1. – Why were the 25 detainees brought in?",
        "2. – Where are they now?",
        "3. – What became of the hundreds of other foreigners found?",
    ]


async def test_a_reply_in_part_ticks_what_was_answered_and_keeps_the_hour_it_came(case: Played) -> None:
    card = case.answer("/reply 5 partial")
    assert card.text.splitlines() == [
        "Logged on #5: they answered in part. 2 questions are still open.",
        "",
        "#5 Kampong Speu Provincial Police",
        "◐ answered in part · #mangopark · Dara",
        "1. ✓ Does the compound still operate?",
        "2. ✓ Was there evidence of torture?",
        "3. – What business is conducted there?",
        "4. – Were the workers screened for trafficking?",
        "Asked Tue 3 Dec 08:30, call (Nhem Sao)",
        "Deadline Thu 5 Dec 17:00",
        "Tue 3 Dec 08:40 · they answered in part (questions 1, 2): it still operates, no evidence of torture · Dara",
    ]
    assert card.buttons == CARD


async def test_a_full_answer_closes_the_request(case: Played) -> None:
    card = case.answer("/reply 2 full")
    assert card.text.startswith("Logged on #2: they answered.\n")
    assert "✅ answered · #mangopark · Dara" in card.text
    assert "1. ✓ did the department receive" in card.text
    assert card.text.endswith("Tue 3 Dec 15:20 · they answered: the department received none · Dara")
    assert card.buttons == CLOSED


async def test_each_further_attempt_is_counted(case: Played) -> None:
    heads = [
        seen.text.splitlines()[0]
        for seen in case.seen
        if seen.text.startswith("Logged on") and "asked again" in seen.text
    ]
    assert heads == [
        "Logged on #3: asked again. Attempt 2 of 5.",
        "Logged on #5: asked again. Attempt 2 of 5.",
        "Logged on #5: asked again. Attempt 3 of 5.",
        "Logged on #8: asked again. Attempt 2 of 5.",
        "Logged on #8: asked again. Attempt 3 of 5.",
    ]


async def test_the_referral_opens_a_linked_request_which_the_later_asking_takes_over(case: Played) -> None:
    referred = case.answer("/refer 4")
    assert referred.text.startswith(
        "Logged. #4 is closed as referred. Opened: #9 National Police.\nNobody has asked there yet"
    )
    assert referred.buttons == (("#9",),)
    asked = case.answer("/ask National Police")
    assert asked.text.splitlines() == [
        "Logged as #9.",
        "",
        "#9 National Police",
        "⏳ waiting · #mangopark · Maly",
        "1. – what did the raids achieve?",
        "2. – who was detained?",
        "Asked Fri 6 Dec 10:30, message (the spokespersons)",
        "Deadline Fri 6 Dec 17:30",
        "↪️ referred to them by Embassy of the Republic of Korea (#4)",
    ]


async def test_the_trail_of_the_referral_can_be_told_from_both_ends(case: Played) -> None:
    assert "↪️ referred elsewhere · #mangopark · Maly" in case.trail[4]
    assert "↪️ referred us to National Police: #9, waiting" in case.trail[4]
    assert "they referred us elsewhere: ask the Cambodian authorities · Maly" in case.trail[4]
    assert "↪️ referred to them by Embassy of the Republic of Korea (#4)" in case.trail[9]
    assert "🔴 waiting, 2 days past the deadline · #mangopark · Maly" in case.trail[9]


@pytest.mark.parametrize(
    ("when", "why"),
    [
        ("Wed 4 Dec 17:00", "🔔 #{number}: {body} has 24 hours left to answer.\nChase now; 24 hours left."),
        (
            "Thu 5 Dec 17:00",
            "🔔 #{number}: the deadline for {body} has passed.\nChase by another channel than",
        ),
    ],
)
async def test_reminders_come_a_working_day_before_the_deadline_and_at_it(
    case: Played, when: str, why: str
) -> None:
    """#2 was answered and #4 referred by then. #8 was asked on Wednesday at ten, seven hours before the first of the
    two: too little for a reminder."""
    told = {(seen.whose, seen.reminds_of): seen for seen in case.at(when)}
    expected = {("Dara", number): body for number, body in DARAS.items() if number != 8 or "Thu" in when}
    expected |= {("Maly", number): body for number, body in MALYS.items()}
    assert set(told) == set(expected)
    for (whose, number), body in expected.items():
        reminder = told[whose, number]
        assert reminder.text.startswith(why.format(number=number, body=body))
        assert f"#{number} {body}\n" in reminder.text
        assert reminder.buttons == REMINDER


async def test_an_hour_before_publication_each_reporter_gets_one_final_call_about_their_own(
    case: Played,
) -> None:
    calls = {seen.whose: seen for seen in case.at("Fri 6 Dec 17:00")}
    assert len(case.at("Fri 6 Dec 17:00")) == 2
    head = "📣 Final call for #mangopark: publication Fri 6 Dec 18:00. Call each of these once more"
    assert all(seen.text.startswith(head) for seen in calls.values())
    assert calls["Dara"].text.splitlines()[2:] == [
        f"#{number} {body}: 🔴 {status}, 24 hours past the deadline"
        for (number, body), status in zip(
            DARAS.items(), ("waiting", "answered in part", "waiting"), strict=True
        )
    ]
    assert calls["Dara"].buttons == (("#1", "#5", "#8"),)
    assert calls["Maly"].text.splitlines()[2:] == [
        *(f"#{number} {body}: 🔴 waiting, 24 hours past the deadline" for number, body in MALYS.items()),
        "#9 National Police: ⏳ waiting",
    ]
    assert calls["Maly"].buttons == (("#3", "#6", "#7", "#9"),)


async def test_after_publication_the_chase_goes_on_on_the_next_working_morning(case: Played) -> None:
    told = {(seen.whose, seen.reminds_of) for seen in case.at("Mon 9 Dec 09:00")}
    malys = {*MALYS, 9}
    assert told == {("Dara", number) for number in DARAS} | {("Maly", number) for number in malys}


async def test_there_is_no_other_reminder_than_these(case: Played) -> None:
    times = {seen.when for seen in case.seen if seen.reminds_of or seen.text.startswith("📣")}
    assert times == {"Wed 4 Dec 17:00", "Thu 5 Dec 17:00", "Fri 6 Dec 17:00", "Mon 9 Dec 09:00"}


async def test_nobody_is_reminded_of_one_request_twice_within_twelve_hours(case: Played) -> None:
    """The final call counts as a reminder of every request it names."""
    told: dict[int, list[Seen]] = {}
    for seen in case.seen:
        named = [seen.reminds_of] if seen.reminds_of else []
        if seen.text.startswith("📣"):
            named = [int(line[1:].split()[0]) for line in seen.text.splitlines()[2:]]
        for number in named:
            told.setdefault(number, []).append(seen)
    assert {number: len(times) for number, times in told.items()} == {
        1: 4, 3: 4, 5: 4, 6: 4, 7: 4, 8: 3, 9: 2,
    }  # fmt: skip
    for times in told.values():
        for one, next_one in pairwise(times):
            assert next_one.instant - one.instant >= timedelta(hours=12)


async def test_the_group_gets_one_digest_each_morning_and_nothing_else_unasked(case: Played) -> None:
    unasked = [seen.when for seen in case.seen if seen.chat == GROUP and seen.when != "Thu 5 Dec 18:30"]
    days = ["Tue 3", "Wed 4", "Thu 5", "Fri 6", "Sat 7", "Sun 8", "Mon 9"]
    assert unasked == [f"{day} Dec 08:30" for day in days]


async def test_the_digest_says_who_waits_who_is_due_and_who_is_late(case: Played) -> None:
    assert case.digest("Tue 3 Dec").splitlines() == [
        "☀️ Mekong Desk, Tue 3 Dec 08:30",
        "4 open",
        "",
        "⏳ Waiting",
        "#1 Phnom Penh Municipal Court: ⏳ waiting · 1 attempt · Dara",
        "#2 General Department of Immigration: ⏳ waiting · 1 attempt · Dara",
        "#3 Embassy of China: ⏳ waiting · 1 attempt · Maly",
        "#4 Embassy of the Republic of Korea: ⏳ waiting · 1 attempt · Maly",
    ]
    wednesday = case.digest("Wed 4 Dec").splitlines()
    assert wednesday[1] == "6 open"
    assert "#5 Kampong Speu Provincial Police: ◐ answered in part · 1 attempt · Dara" in wednesday
    assert not any("Immigration" in line for line in wednesday)
    thursday = case.digest("Thu 5 Dec").splitlines()
    assert thursday[1:4] == ["7 open", "", "⏰ Due within a day"]
    assert thursday[-2:] == ["⏳ Waiting", "#9 National Police: ⏳ not asked yet · 0 attempts · Maly"]
    friday = case.digest("Fri 6 Dec").splitlines()
    assert friday[1:4] == ["7 open, 6 past the deadline", "", "🔴 Past the deadline"]
    assert (
        "#8 Anti-Human Trafficking and Juvenile Protection Department: 🔴 waiting, 15 hours past the deadline"
        " · 3 attempts · Dara" in friday
    )
    saturday = case.digest("Sat 7 Dec")
    assert "7 open, 7 past the deadline" in saturday
    assert "#9 National Police: 🔴 waiting, 15 hours past the deadline · 1 attempt · Maly" in saturday


async def test_on_thursday_evening_the_group_sees_where_the_story_stands(case: Played) -> None:
    status = case.answers[THURSDAY_STATUS.text]
    assert status.chat == GROUP
    late = "90 minutes past the deadline"
    assert status.text.splitlines() == [
        "#mangopark, Thu 5 Dec 18:30",
        "7 open, 6 past the deadline, 2 closed",
        "",
        f"#1 Phnom Penh Municipal Court: 🔴 waiting, {late}",
        f"#3 Embassy of China: 🔴 waiting, {late}",
        f"#5 Kampong Speu Provincial Police: 🔴 answered in part, {late}",
        f"#6 Embassy of Pakistan: 🔴 waiting, {late}",
        f"#7 Embassy of India: 🔴 waiting, {late}",
        f"#8 Anti-Human Trafficking and Juvenile Protection Department: 🔴 waiting, {late}",
        "#9 National Police: ⏳ not asked yet",
        "#2 General Department of Immigration: ✅ answered",
        "#4 Embassy of the Republic of Korea: ↪️ referred elsewhere",
    ]
    pressed = [label for row in status.buttons for label in row]
    assert pressed == ["#1", "#3", "#5", "#6", "#7", "#8", "#9", "#2", "#4"]


async def test_the_report_at_publication_names_exactly_the_bodies_past_their_deadline(case: Played) -> None:
    lines = case.answers[REPORT.text].text.splitlines()
    assert lines[:2] == ["Report: #mangopark, Fri 6 Dec 18:00", "7 bodies are past their deadline:"]
    named = [line.removeprefix("🔴 ") for line in lines if line.startswith("🔴 ")]
    assert sorted(named) == sorted(UNRESPONSIVE)
    assert not set(named) & set(NOT_OVERDUE)


async def test_the_report_says_how_often_and_how_each_was_asked_and_what_is_open(case: Played) -> None:
    text = case.answers[REPORT.text].text
    for part in (
        "🔴 Phnom Penh Municipal Court\n#1 waiting: deadline Thu 5 Dec 17:00, 25 hours ago\n"
        "1 attempt (email × 1): Mon 2 Dec 09:40",
        "🔴 Embassy of China\n#3 waiting: deadline Thu 5 Dec 17:00, 25 hours ago\n"
        "2 attempts (email × 2): Mon 2 Dec 11:00 to Wed 4 Dec 09:00",
        "🔴 Kampong Speu Provincial Police\n#5 answered in part: deadline Thu 5 Dec 17:00, 25 hours ago\n"
        "3 attempts (call × 3): Tue 3 Dec 08:30 to Thu 5 Dec 09:15\nAsked: Nhem Sao\n"
        "Not answered: the business; the screening",
        "3 attempts (call × 3): Wed 4 Dec 10:00 to Thu 5 Dec 16:00\nAsked: Sok Sambo",
        "🔴 National Police\n#9 waiting: deadline Fri 6 Dec 17:30, 30 minutes ago\n"
        "1 attempt (message × 1): Fri 6 Dec 10:30\nAsked: the spokespersons",
        "Not past the deadline\n#2 General Department of Immigration: ✅ answered\n"
        "#4 Embassy of the Republic of Korea: ↪️ referred elsewhere",
    ):
        assert part in text
