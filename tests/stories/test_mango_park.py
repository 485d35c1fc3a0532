"""The Mango Park case: what each text is answered with, where the story stands, and the report at publication."""

from __future__ import annotations

import pytest

from sandbox.case import GROUP, NOT_OVERDUE, REPORT, STEPS, THURSDAY_STATUS, UNRESPONSIVE
from tests.stories.telling import Played

CARD = (
    ("They replied…", "Asked again…"),
    ("Declined", "Referred us…"),
    ("Deadline…", "Note…"),
    ("More…", "Undo"),
)
CALLED = (
    ("📵 no answer", "⏸️ busy"),
    ("✍️ message left",),
    ("🗣 somebody was spoken to",),
    ("Something else…", "They replied…"),
    ("Other…", "Undo"),
)
CLOSED = (("Reopen", "Correct…"), ("Note…", "History"), ("Undo",))


def test_every_step_is_answered_at_once_and_in_the_chat_it_was_written_in(case: Played) -> None:
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


def test_the_story_is_created_with_its_hour_of_publication(case: Played) -> None:
    assert case.answer("/story").text == (
        "Story created.\n#mangopark Mango Park raids · publication Fri 6 Dec 18:00\n0 open\n"
        "Final call: one hour before publication.\n\n"
        "💡 An hour before, I send the final call. /report shows at any time what may be printed."
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
def test_a_request_is_logged_under_the_next_number_with_its_card(
    case: Played, asked: str, number: int, body: str, asked_line: str
) -> None:
    card = case.answer(asked)
    head, empty, title, standing, *_ = lines = card.text.splitlines()
    is_call = ", call" in asked_line
    asks = " What became of the call?" if is_call else ""
    assert (head, empty, title) == (f"Logged as #{number}.{asks}", "", f"#{number} {body}")
    assert standing == f"⏳ waiting · #mangopark · {card.whose}"
    assert lines[-2:] == [asked_line, "Deadline Thu 5 Dec 17:00"]
    assert card.buttons == (CALLED if is_call else CARD)


def test_a_request_in_lines_keeps_its_questions_apart(case: Played) -> None:
    assert case.answer("/ask Phnom Penh Municipal Court").text.splitlines()[4:7] == [
        "1. – Why were the 25 detainees brought in?",
        "2. – Where are they now?",
        "3. – What became of the hundreds of other foreigners found?",
    ]


def test_a_reply_in_part_ticks_what_was_answered_and_keeps_the_hour_it_came(case: Played) -> None:
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
        "",
        "💡 Without a command: reply to the card with their words, a photo or a file, and press what it is.",
    ]
    assert card.buttons == CARD


def test_a_full_answer_closes_the_request(case: Played) -> None:
    card = case.answer("/reply 2 full")
    assert card.text.startswith("Logged on #2: they answered.\n")
    assert "🟢 answered · #mangopark · Dara" in card.text
    assert "1. ✓ did the department receive" in card.text
    assert card.text.endswith("Tue 3 Dec 15:20 · they answered: the department received none · Dara")
    assert card.buttons == CLOSED


def test_each_further_attempt_is_counted(case: Played) -> None:
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


def test_the_referral_opens_a_linked_request_which_the_later_asking_takes_over(case: Played) -> None:
    referred = case.answer("/refer 4")
    assert referred.text.startswith(
        "Logged. #4 is closed as referred. Opened: #9 National Police.\nNobody has asked there yet"
    )
    assert referred.buttons == (("#9",), ("Undo",))
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


def test_the_trail_of_the_referral_can_be_told_from_both_ends(case: Played) -> None:
    assert "↪️ referred elsewhere · #mangopark · Maly" in case.trail[4]
    assert "↪️ referred us to National Police: #9, waiting" in case.trail[4]
    assert "they referred us elsewhere: ask the Cambodian authorities · Maly" in case.trail[4]
    assert "↪️ referred to them by Embassy of the Republic of Korea (#4)" in case.trail[9]
    assert "🔴 waiting, 2 days past the deadline · #mangopark · Maly" in case.trail[9]


def test_on_thursday_evening_the_group_sees_where_the_story_stands(case: Played) -> None:
    status = case.answers[THURSDAY_STATUS.text]
    assert status.chat == GROUP
    assert status.text.splitlines() == [
        "#mangopark, Thu 5 Dec 18:30",
        "7 open, 🔴 6 past the deadline, 2 closed",
        "⚖️ Fair chance before publication, Fri 6 Dec 18:00",
        "",
        "#1 Phnom Penh Municipal Court: 🔴 90 minutes · ⚖️ 3 of 6",
        "#3 Embassy of China: 🔴 90 minutes · ⚖️ 3 of 6",
        "#5 Kampong Speu Provincial Police: 🔴 answered in part, 90 minutes · ⚖️ 3 of 6",
        "#6 Embassy of Pakistan: 🔴 90 minutes · ⚖️ 3 of 6",
        "#7 Embassy of India: 🔴 90 minutes · ⚖️ 3 of 6",
        "#8 Anti-Human Trafficking and Juvenile Protection Department: 🔴 90 minutes · ⚖️ 3 of 6",
    ]
    assert [label for row in status.buttons for label in row] == [
        *(f"#{number}" for number in (1, 3, 5, 6, 7, 8)), "Report", "1/2 »"
    ]  # fmt: skip


def test_the_report_at_publication_names_exactly_the_bodies_past_their_deadline(case: Played) -> None:
    lines = case.answers[REPORT.text].text.splitlines()
    assert lines[:2] == ["Report: #mangopark, Fri 6 Dec 18:00", "7 bodies are past their deadline:"]
    named = [line.removeprefix("🔴 ") for line in lines if line.startswith("🔴 ")]
    assert sorted(named) == sorted(UNRESPONSIVE)
    assert not set(named) & set(NOT_OVERDUE)


def test_the_report_says_how_often_and_how_each_was_asked_and_what_is_open(case: Played) -> None:
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
        "Not past the deadline\n#2 General Department of Immigration: 🟢 answered\n"
        "#4 Embassy of the Republic of Korea: ↪️ referred elsewhere",
    ):
        assert part in text
