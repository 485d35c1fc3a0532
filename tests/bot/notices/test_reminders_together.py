"""Reminders that fall due together come as one message: its lines, its buttons, and what happens to each of them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sandbox.case import DARA, MALY, SREYNEANG, at
from tests.bot.asked import ask, kinds
from tests.bot.desk import Desk

FIVE = at("2 Dec 17:00")
NAMES = ("Municipal Court", "Embassy of China", "Embassy of India", "National Police", "Embassy of Pakistan")
MINUTE = timedelta(minutes=1)


def told(desk: Desk, chat: int = DARA) -> list[str]:
    """The messages in a chat that remind of something."""
    return [text for text in desk.written(chat) if "🔔" in text]


async def owe(desk: Desk, *deadlines: str, channel: str = "email") -> None:
    """A request for each deadline, asked by Dara now, each of another body."""
    for name, deadline in zip(NAMES, deadlines, strict=False):
        await ask(desk, DARA, f"/ask {name}: why? by {deadline} via {channel}")


async def test_two_deadlines_at_once_are_one_message_with_a_line_and_a_button_each(desk: Desk) -> None:
    await owe(desk, "today 17:00", "today 17:00")
    before = len(told(desk))
    await desk.sandbox.advance(FIVE)
    assert desk.last(DARA).splitlines() == [
        "🔔 2 requests, the most pressing first",
        "",
        "#1 Phnom Penh Municipal Court: 🔴 waiting, the deadline is now",
        "→ Chase by another channel than email.",
        "",
        "#2 Embassy of China: 🔴 waiting, the deadline is now",
        "→ Chase by another channel than email.",
    ]
    assert desk.choices(DARA) == ["#1", "#2", "⏰ What is due"]
    assert len(told(desk)) == before + 2, "that of four o'clock was one as well"
    await desk.press(DARA, "⏰ What is due")
    assert desk.last(DARA).startswith("Your 2 open requests\n")
    assert desk.rows("SELECT kind, outcome FROM reminder WHERE settled_at IS NOT NULL ORDER BY id") == [
        *[("before", "sent")] * 2,
        *[("at", "sent")] * 2,
    ]


async def test_the_list_is_said_in_khmer_to_whoever_speaks_it(desk: Desk) -> None:
    await owe(desk, "today 17:00", "today 17:00")
    await desk.say(DARA, "/settings language=km")
    await desk.sandbox.advance(FIVE)
    first, *_ = desk.last(DARA).splitlines()
    assert first == "🔔 សំណើ ២ អ្វីដែលបន្ទាន់ជាងគេនៅមុន"
    await desk.press(DARA, desk.choices(DARA)[0])
    assert desk.choices(DARA)[-1] == "« ត្រឡប់ទៅបញ្ជី"


async def test_a_card_opens_in_place_keeps_its_way_back_and_the_list_shows_what_was_done(desk: Desk) -> None:
    await owe(desk, "today 17:00", "today 17:00")
    await desk.sandbox.advance(FIVE)
    messages = len(desk.written(DARA))
    await desk.press(DARA, "#2")
    assert desk.last(DARA).startswith("#2 Embassy of China\n")
    assert desk.choices(DARA)[0] == "📞 Called, no answer"
    await desk.press(DARA, "Other…")
    assert desk.choices(DARA)[-1] == "« Back to the list"
    await desk.press(DARA, "Declined")
    assert desk.last(DARA).startswith("Logged on #2: they declined to comment.")
    await desk.press(DARA, "« Back to the list")
    assert desk.last(DARA).splitlines()[0] == "🔔 2 requests, the most pressing first"
    assert "#2 Embassy of China: " in desk.last(DARA)
    assert "declined" in desk.last(DARA)
    assert desk.choices(DARA) == ["#1", "#2", "⏰ What is due"]
    assert len(desk.written(DARA)) == messages
    assert kinds(desk, 2)[2:] == ["declined"]


@pytest.mark.wide
@pytest.mark.parametrize(
    ("deadlines", "instant", "numbers"),
    [
        (("4 Dec 15:00", "4 Dec 15:30"), "3 Dec 15:00", [{1, 2}]),
        (("4 Dec 15:00", "4 Dec 15:31"), "3 Dec 15:00", [{1}]),
        (("4 Dec 15:30", "4 Dec 15:00", "4 Dec 15:10"), "3 Dec 15:00", [{1, 2, 3}]),
        (("3 Dec 15:00", "3 Dec 15:30"), "3 Dec 15:00", [{1, 2}]),
        (("3 Dec 15:00", "3 Dec 15:31"), "3 Dec 15:00", [{1}]),
        (("3 Dec 15:00", "4 Dec 15:20"), "3 Dec 15:00", [{1, 2}]),
        (("4 Dec 15:00", "3 Dec 15:20"), "3 Dec 15:00", [{1, 2}]),
    ],
)
async def test_what_warns_of_a_deadline_may_come_half_an_hour_early(
    desk: Desk, deadlines: tuple[str, ...], instant: str, numbers: list[set[int]]
) -> None:
    await owe(desk, *deadlines)
    await desk.sandbox.advance(at(instant) - MINUTE)
    before = len(desk.written(DARA))
    await desk.sandbox.advance(at(instant))
    messages = desk.written(DARA)[before:]
    assert [{n for n in range(1, 6) if f"#{n}" in text} for text in messages] == numbers


async def test_a_deadline_told_with_another_is_told_once_and_names_its_hour(desk: Desk) -> None:
    await owe(desk, "today 17:00", "today 17:10")
    await desk.sandbox.advance(FIVE)
    assert desk.last(DARA).splitlines()[-2:] == [
        "#2 Embassy of China: ⏳ waiting",
        "→ Chase now; due at 17:10.",
    ]
    messages = len(desk.written(DARA))
    await desk.sandbox.advance(at("2 Dec 18:00"))
    assert len(desk.written(DARA)) == messages
    await desk.say(DARA, "/extend 2 by today 18:20")
    await desk.sandbox.advance(at("2 Dec 18:20"))
    assert desk.last(DARA).startswith("🔔 #2: the deadline for Embassy of China has passed.")
    await desk.sandbox.advance(at("3 Dec 09:00"))
    assert "#1" in desk.last(DARA), "and on the next working morning it goes on"


@pytest.mark.parametrize(
    ("asked", "chased", "labels"),
    [
        ("call", (), ["✉️ Emailed", "📞 Called, no answer"]),
        ("email", (), ["📞 Called, no answer", "✉️ Emailed again"]),
        ("message", (), ["📞 Called, no answer", "✉️ Emailed"]),
        ("letter", (), ["📞 Called, no answer", "✉️ Emailed"]),
        ("visit", (), ["📞 Called, no answer", "✉️ Emailed"]),
        ("email", ("call no answer",), ["✉️ Emailed again", "📞 Called, no answer"]),
        ("call", ("email",), ["📞 Called, no answer", "✉️ Emailed again"]),
        ("call", ("visit",), ["✉️ Emailed", "📞 Called, no answer"]),
    ],
)
async def test_what_a_reminder_offers_fits_what_was_done(
    desk: Desk, asked: str, chased: tuple[str, ...], labels: list[str]
) -> None:
    await owe(desk, "today 17:00", channel=asked)
    for how in chased:
        await desk.say(DARA, f"/chase 1 {how}")
    await desk.sandbox.advance(FIVE)
    assert desk.choices(DARA)[:2] == labels


async def test_one_request_comes_as_its_card_whatever_it_is_reminded_of_for(desk: Desk) -> None:
    await owe(desk, "today 17:00")
    await desk.say(DARA, "/remind 1 today 17:00 ring Sok <b>")
    before = len(desk.written(DARA))
    await desk.sandbox.advance(FIVE)
    [*_, message] = desk.written(DARA)[before:]
    assert "🔔 #1: the deadline for Phnom Penh Municipal Court has passed." in message
    assert "🔔 You asked to be reminded of #1.\nring Sok <b>" in message
    assert message.count("Asked Mon 2 Dec 09:00") == 1
    assert "Snooze…" in desk.choices(DARA)


async def test_ones_own_words_stand_in_the_list_and_more_than_six_have_pages(desk: Desk) -> None:
    await owe(desk, *["3 Dec 15:00"] * 5)
    await ask(desk, DARA, "/ask Embassy of France: why? by 3 Dec 15:00 via email")
    await ask(desk, DARA, "/ask Embassy of Japan: why? by 9 Dec 15:00 via email")
    await desk.say(DARA, "/remind 7 3 Dec 15:00 ring Sok")
    await desk.sandbox.advance(at("3 Dec 15:00"))
    assert desk.last(DARA).startswith(
        "🔔 7 requests, the most pressing first\nHere 1 to 6; « and » show the others.\n\n#1 "
    )
    assert desk.choices(DARA) == [*(f"#{n}" for n in range(1, 7)), "«", "1/2", "»"]
    await desk.press(DARA, "»")
    assert "#7 Embassy of Japan: ⏳ waiting\n🔔 ring Sok" in desk.last(DARA)
    await desk.presses(DARA, "#7", "« Back to the list")
    assert desk.choices(DARA) == ["#7", "«", "2/2", "»"]


async def test_one_answered_in_time_is_left_out_and_the_other_comes_as_its_card(desk: Desk) -> None:
    await owe(desk, "4 Dec 15:00", "4 Dec 15:20")
    await desk.sandbox.advance(at("3 Dec 14:59"))
    await desk.say(DARA, "/reply 2 full they explained")
    await desk.sandbox.advance(at("3 Dec 15:00"))
    assert desk.last(DARA).startswith("🔔 #1: Phnom Penh Municipal Court has 24 hours left to answer.")


async def test_what_something_holds_back_does_not_come_early(desk: Desk) -> None:
    """A note was written at 14:50: nothing about #2 before 15:50, also not in a list."""
    await owe(desk, "4 Dec 15:00", "4 Dec 15:20")
    await desk.sandbox.advance(at("3 Dec 14:50"))
    await desk.say(DARA, "/note 2 they will ring back")
    await desk.sandbox.advance(at("3 Dec 15:40"))
    assert [text.split(":")[0] for text in told(desk)] == ["🔔 #1"]
    await desk.sandbox.advance(at("3 Dec 15:50"))
    assert [text.split(":")[0] for text in told(desk)] == ["🔔 #1", "🔔 #2"]


async def test_those_of_somebody_who_blocked_the_bot_come_to_an_editor_in_one_message(desk: Desk) -> None:
    await owe(desk, "4 Dec 15:00", "4 Dec 15:20")
    await desk.sandbox.advance(at("3 Dec 14:59"))
    desk.telegram.fail_next("sendMessage", status=403, description="Forbidden: user is deactivated")
    await desk.sandbox.advance(at("3 Dec 15:00"))
    assert told(desk) == []
    [message] = told(desk, SREYNEANG)
    assert message.startswith("You get this because Dara cannot be reached by me.\n\n🔔 2 requests")
    await desk.presses(SREYNEANG, "#2", "« Back to the list")
    assert desk.choices(SREYNEANG) == ["#1", "#2", "⏰ What is due"]
    assert sorted(desk.rows("SELECT request_id, outcome FROM reminder WHERE kind = 'before'")) == [
        (1, "passed_on"), (1, "sent"), (2, "passed_on"), (2, "sent"),
    ]  # fmt: skip


async def test_a_message_whose_arrival_is_unknown_comes_again_with_all_its_lines(desk: Desk) -> None:
    await owe(desk, "4 Dec 15:00", "4 Dec 15:20")
    await desk.sandbox.advance(at("3 Dec 14:59"))
    desk.telegram.fail_next("sendMessage", drop=True)
    await desk.sandbox.advance(at("3 Dec 15:10"))
    first, second = told(desk)
    assert first.startswith("🔔 2 requests")
    assert second.startswith("This may be a repeat: I was interrupted while sending it.\n\n🔔 2 requests")
    assert {"#1", "#2"} <= set(desk.choices(DARA))
    assert desk.rows("SELECT outcome FROM reminder WHERE kind = 'before'") == [("sent",)] * 2


async def test_each_gets_their_own_and_a_late_list_says_since_when(desk: Desk) -> None:
    await owe(desk, "4 Dec 15:00", "4 Dec 16:00")
    await ask(desk, MALY, "/ask Embassy of Japan: why? by 4 Dec 15:00 via email")
    desk.sandbox.clock.move_to(at("3 Dec 16:30"))
    await desk.sandbox.parts.outbox.run()
    [message] = told(desk)
    assert "Late: this was due Tue 3 Dec 15:00." in message
    assert "Late: this was due Tue 3 Dec 16:00." in message
    assert [text.startswith("Late: this was due") for text in told(desk, MALY)] == [True]


async def test_nobody_turns_to_the_reminders_of_somebody_else(desk: Desk) -> None:
    await owe(desk, "today 17:00", "today 17:00")
    await desk.sandbox.advance(FIVE)
    turns = desk.data(DARA, "#1").replace("o:1:", "p:")
    await ask(desk, MALY, "/ask Embassy of Japan: why? by 9 Dec 15:00 via email")
    answer = await desk.press(MALY, data=turns)
    assert answer.text == "That list is no longer there. Ask for it again."
    assert "🔔" not in desk.last(MALY)
