"""Reminders and final calls as they reach people, and what their buttons do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from db import bodies
from sandbox.case import DARA, GROUP, MALY, SREYNEANG, at
from tests.bot.asked import ask, kinds, status
from tests.bot.desk import Desk, Saved

TODAY = "/ask Municipal Court: why are they held? where are they? by today 17:00 via email"
FIVE = at("2 Dec 17:00")


def reminders(desk: Desk, chat: int) -> list[str]:
    """The reminders in a chat, as they were or are."""
    return [text for text in desk.written(chat) if text.startswith("🔔")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def at_five(founded: Saved, tmp_path_factory: pytest.TempPathFactory) -> Saved:
    async def remind(desk: Desk) -> None:
        await ask(desk, DARA, TODAY)
        await desk.sandbox.advance(FIVE)
        assert desk.last(DARA).startswith("🔔 #1: the deadline for Phnom Penh Municipal Court has passed.")

    return await founded.after(remind, tmp_path_factory.mktemp("five"))


@pytest.fixture
async def reminded(at_five: Saved, desk_place: Path) -> AsyncIterator[Desk]:
    """#1 was asked of the court at nine, for today at five; it is five now, and Dara has been told."""
    async with at_five.opened(desk_place) as desk:
        yield desk


async def test_a_reminder_says_what_to_do_and_shows_the_card_with_the_likeliest_taps(reminded: Desk) -> None:
    assert reminded.last(DARA).splitlines() == [
        "🔔 #1: the deadline for Phnom Penh Municipal Court has passed.",
        "Chase by another channel than email.",
        "",
        "#1 Phnom Penh Municipal Court",
        "🔴 waiting, the deadline is now · Dara",
        "1. – why are they held?",
        "2. – where are they?",
        "Asked Mon 2 Dec 09:00, email",
        "Deadline Mon 2 Dec 17:00",
    ]
    assert reminded.choices(DARA) == [
        *("📞 Called, no answer", "✉️ Emailed again", "They replied…", "Declined", "Referred us…"),
        *("Snooze…", "Other…"),
    ]
    assert reminders(reminded, MALY) == []


@pytest.mark.parametrize(
    ("presses", "said", "events", "then"),
    [
        (["📞 Called, no answer"], "Logged on #1: asked again. Attempt 2 of 5.", ["chased"], "waiting"),
        (["✉️ Emailed again"], "Logged on #1: asked again. Attempt 2 of 5.", ["chased"], "waiting"),
        (["Declined"], "Logged on #1: they declined to comment.", ["declined"], "declined"),
        (
            ["They replied…", "🟢 Answered everything"],
            "Logged on #1: they answered.",
            ["replied_full"],
            "answered",
        ),
        (["Other…", "More…", "Withdraw"], "Logged on #1: we withdrew it.", ["withdrawn"], "withdrawn"),
    ],
)
async def test_what_happened_is_pressed_under_the_reminder_and_shown_in_its_place(
    reminded: Desk, presses: list[str], said: str, events: list[str], then: str
) -> None:
    messages = len(reminded.written(DARA))
    for label in presses:
        toast = (await reminded.press(DARA, label)).text
    assert toast == said
    assert reminded.last(DARA).splitlines()[0] == said
    assert len(reminded.written(DARA)) == messages
    assert kinds(reminded, 1)[2:] == events
    assert status(reminded, 1) == then


@pytest.mark.wide
@pytest.mark.parametrize(
    ("choice", "until"),
    [
        ("1 hour", "2 Dec 18:00"),
        ("3 hours", "2 Dec 20:00"),
        ("next morning", "3 Dec 09:00"),
        ("2 working days", "4 Dec 17:00"),
    ],
)
async def test_a_snoozed_reminder_comes_back_once_at_the_chosen_hour_and_not_before(
    reminded: Desk, choice: str, until: str
) -> None:
    await reminded.press(DARA, "Snooze…")
    toast = await reminded.press(DARA, choice)
    back = at(until)
    shown = f"{back:%a %-d %b %H:%M}"
    assert toast.text == f"No reminder about this before {shown}."
    before = reminders(reminded, DARA)
    assert len(before) == 1, "of four o'clock; the one that was pressed shows the card now"
    await reminded.sandbox.advance(back - timedelta(minutes=1))
    assert reminders(reminded, DARA) == before
    await reminded.sandbox.advance(back)
    (_, again) = reminders(reminded, DARA)
    assert again.startswith("🔔 #1: the deadline for Phnom Penh Municipal Court has passed.")


async def test_a_closed_request_cannot_be_snoozed_and_is_not_reminded_of(reminded: Desk) -> None:
    reminder = reminded.telegram.last(DARA)["message_id"]
    await reminded.press(DARA, "Snooze…")
    await reminded.say(MALY, "/reply 1 full they explained")
    answer = await reminded.press(DARA, "1 hour", message=reminder)
    assert answer.text.startswith(
        "Nothing recorded twice. Already there: they answered, Mon 2 Dec 17:00, Maly."
    )
    told = reminders(reminded, DARA)
    await reminded.sandbox.advance(at("9 Dec 18:00"))
    assert reminders(reminded, DARA) == told


@pytest.mark.wide
async def test_after_five_attempts_the_reminder_comes_weekly(reminded: Desk) -> None:
    """A week after Monday 17:00 is Monday evening; the next working morning is Tuesday's."""
    for _ in range(4):
        await reminded.sandbox.advance(reminded.sandbox.now() + timedelta(minutes=2))
        await reminded.say(DARA, "/chase 1 call no answer")
    for quiet_until, then in (("10 Dec 08:59", "10 Dec 09:00"), ("17 Dec 08:59", "17 Dec 09:00")):
        told = len(reminders(reminded, DARA))
        await reminded.sandbox.advance(at(quiet_until))
        assert len(reminders(reminded, DARA)) == told
        await reminded.sandbox.advance(at(then))
        assert len(reminders(reminded, DARA)) == told + 1
    assert "Five attempts are on record. Chase once more before publication." in reminded.last(DARA)


async def test_a_final_call_opens_the_card_of_each_request_it_names(desk: Desk) -> None:
    await desk.say(SREYNEANG, "/story #mangopark Raids publish 3 Dec 18:00")
    await ask(desk, DARA, "/ask Municipal Court: why? by 3 Dec 12:00 via email #mangopark")
    await ask(desk, DARA, "/ask Embassy of India: why? by 3 Dec 12:00 via email #mangopark")
    await desk.say(DARA, "/reply 2 full none of ours")
    await desk.sandbox.advance(at("3 Dec 17:00"))
    assert desk.last(DARA).splitlines() == [
        "📣 Final call for #mangopark: publication Tue 3 Dec 18:00. Call each of these once more, and press what happened:",
        "",
        "#1 Phnom Penh Municipal Court: 🔴 waiting, 5 hours past the deadline",
    ]
    await desk.press(DARA, "#1")
    assert desk.last(DARA).startswith("#1 Phnom Penh Municipal Court\n")
    await desk.presses(DARA, "Asked again…", "📞 Called, no answer")
    assert "Attempt 2 of 5." in desk.last(DARA)


@pytest.mark.wide
async def test_a_final_call_about_many_requests_with_long_names_still_arrives(desk: Desk) -> None:
    """Thirty-six names of 117 characters do not fit on one message; the call says so, and a button shows all."""
    await desk.say(SREYNEANG, "/story #long Raids publish 2 Dec 14:00")
    names = [f"Department {n:02d} {'of Names and Affairs ' * 5}".strip() for n in range(36)]
    async with desk.sandbox.parts.application.bot_data["desk"].all_newsrooms.write() as session:
        for name in names:
            await bodies.add(session, 1, name, now=desk.sandbox.now())
    for first in range(0, 36, 12):
        named = ", ".join(names[first : first + 12])
        await desk.say(DARA, f"/ask {named}: why? by 2 Dec 12:00 via email #long")
    await desk.sandbox.advance(at("2 Dec 13:00"))
    call = desk.last(DARA)
    assert call.startswith("📣 Final call for #long")
    assert len(call.encode("utf-16-le")) // 2 <= 4096
    assert call.endswith("There is more: /status #long shows all of it.")
    assert desk.choices(DARA) == [*(f"#{number}" for number in range(1, 37)), "Show all", "Report"]
    await desk.press(DARA, "Show all")
    assert desk.last(DARA).startswith("#long, Mon 2 Dec 13:00\n36 open, 🔴 36 past the deadline")


async def test_the_digest_opens_cards_in_the_group(desk: Desk) -> None:
    await ask(desk, DARA, TODAY)
    await desk.sandbox.advance(at("3 Dec 08:30"))
    assert desk.last(GROUP).startswith("☀️ Mekong Desk, Tue 3 Dec 08:30\n1 open, 1 past the deadline")
    await desk.press(MALY, "#1", chat=GROUP)
    assert desk.last(GROUP).startswith(
        "#1 Phnom Penh Municipal Court\n🔴 waiting, 15 hours past the deadline"
    )
    await desk.press(MALY, "Declined", chat=GROUP)
    assert desk.last(GROUP).startswith("Logged on #1: they declined to comment.")
    assert desk.last(GROUP).endswith("they declined to comment · Maly")
    now = await desk.say(SREYNEANG, "/digest now", chat=GROUP)
    assert now.endswith("Nothing is open.")
