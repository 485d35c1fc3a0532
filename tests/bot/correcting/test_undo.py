"""Whatever is logged can be taken back with one tap, a correction included, and what was taken back can be put back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from sandbox.case import DARA, GROUP, MALY, SREYNEANG
from tests.bot.asked import ask, newest
from tests.bot.desk import Desk
from tests.bot.sent import send

pytestmark = pytest.mark.asyncio(loop_scope="module")

STANDING = (
    "SELECT kind, channel, contact, text, happened_at, json_extract(details, '$.result'), "
    "json_extract(details, '$.answered'), json_extract(details, '$.to'), json_extract(details, '$.body_id') FROM event "
    "WHERE request_id = (SELECT id FROM request WHERE number = {n}) AND kind NOT IN ('corrected', 'filed') AND id NOT IN "
    "(SELECT corrects_event_id FROM event WHERE corrects_event_id IS NOT NULL) ORDER BY happened_at, 1, 2, 4"
)
STATE = "SELECT body_id, status, contact, channel, asked_at, deadline_at, attempts, is_open FROM request WHERE number = {n}"


def stands(desk: Desk, n: int) -> list[tuple[Any, ...]]:
    """What counts of a request, and the state that is stored with it."""
    return desk.rows(STANDING.format(n=n)) + desk.rows(STATE.format(n=n))


ACTIONS = [
    "/chase {n} call no answer", "/chase {n} email to Sok Veasna", "/reply {n} full they deny it", "/reply {n} partial 1 they deny it",
    "/reply {n} ack", "/reply {n} time until 9 Dec", "/reply {n} auto", "/decline {n} no comment", "/bounce {n} mailbox full",
    "/withdraw {n} a slip", "/note {n} on leave", "/extend {n} by 9 Dec 12:00", "/refer {n} to National Police",
    "/correct {n} at 08:10", "/correct {n} via call", "/correct {n} text as we wrote", "/correct {n} to Sok Veasna",
    "/correct {n} body Embassy of India", "P Declined", "P More…/Bounced", "P Deadline…/tomorrow 17:00", "P Asked again…/✉️ email",
    "P They replied…/🟢 Answered everything", "P More…/Withdraw",
]  # fmt: skip


@pytest.mark.parametrize(
    ("action", "by"), [*((each, "button") for each in ACTIONS), *((each, "/undo") for each in ACTIONS[::4])]
)
@pytest.mark.long
async def test_what_is_logged_is_undone_and_put_back(busy_desk: Desk, action: str, by: str) -> None:
    n = await ask(busy_desk, text="/ask Municipal Court: why? where? by 5 Dec 17:00 via email at 08:30")
    before = stands(busy_desk, n)
    if action.startswith("P "):
        for label in action[2:].split("/"):
            await busy_desk.press(DARA, label)
    else:
        await busy_desk.say(DARA, action.format(n=n))
    after = stands(busy_desk, n)
    assert after != before
    if by == "button":
        await busy_desk.press(DARA, "Undo")
    else:
        await busy_desk.say(DARA, by.format(n=n))
    assert stands(busy_desk, n) == before
    # And the other way round: by the button, or by the command.
    corrected = "Put it back" not in busy_desk.choices(DARA)
    if by == "button":
        await busy_desk.press(DARA, "Undo" if corrected else "Put it back")
    else:
        await busy_desk.say(DARA, f"{by.format(n=n)} back")
    assert stands(busy_desk, n) == after
    assert "Undo" in busy_desk.choices(DARA)


@pytest.mark.parametrize(
    ("first", "then", "undone", "left"),
    [
        ("/note {n} one", "/correct {n} text two", "Correction undone", ["one"]),
        ("/note {n} one", "/note {n} two", "Taken back", ["one"]),
        ("/note {n} one; /note {n} two", "/correct {n} text three", "Correction undone", ["one", "two"]),
        ("/note {n} one; /note {n} two; /correct {n} text three", "/undo {n}", "Taken back", ["one"]),
        (
            "/note {n} one; /correct {n} text two; /correct {n} text three",
            "/undo {n}",
            "Correction undone",
            ["one"],
        ),
        ("/note {n} one; /correct {n} text two; /undo {n}; /undo {n} back", "/undo {n}", "Taken back", []),
        ("/note {n} one; /correct {n} text two; /undo {n}", "/undo {n} back", "Correction undone", ["one"]),
        ("/note {n} one; /note {n} two; /undo {n}", "/undo {n} back", "Taken back", ["one"]),
    ],
)
async def test_undo_goes_back_one_record_at_a_time(
    busy_desk: Desk, first: str, then: str, undone: str, left: list[str]
) -> None:
    n = await ask(busy_desk)
    for step in [*first.split("; "), then]:
        await busy_desk.say(DARA, step.format(n=n))
    assert undone in await busy_desk.say(DARA, "/undo")
    assert [row[3] for row in stands(busy_desk, n) if row[0] == "note"] == left


async def test_undo_takes_the_correction_and_not_an_earlier_note_with_its_photo(busy_desk: Desk) -> None:
    n = await ask(busy_desk, text="/ask Municipal Court: why? via email at 08:30")
    await busy_desk.say(DARA, f"/chase {n} call no answer at 08:40")
    await send(busy_desk, "photo", b"the gate", caption=f"/note {n} the gate")
    before = stands(busy_desk, n)
    await busy_desk.say(DARA, f"/correct {n} via visit")
    assert "Correction undone" in await busy_desk.say(DARA, "/undo")
    assert stands(busy_desk, n) == before


async def test_several_requests_that_were_logged_together_are_undone_together(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    await busy_desk.say(DARA, "/ask Embassy of India, Embassy of Japan: who? by 5 Dec 17:00 via email")
    data, message = busy_desk.data(DARA, "Undo all of it"), busy_desk.telegram.last(DARA)["message_id"]
    for says, label, status in (
        ("Taken back on 2 requests. The history shows both.", "Undo all of it", "withdrawn"),
        ("Put back on 2 requests. It counts again.", "Put all of it back", "waiting"),
        ("Taken back on 2 requests. The history shows both.", "Undo all of it", "withdrawn"),
    ):
        await busy_desk.press(DARA, label)
        assert busy_desk.last(DARA).startswith(says)
        assert [stands(busy_desk, each)[-1][1] for each in (n, n + 1, n + 2)] == ["waiting", status, status]
        before = busy_desk.record()
        if label == "Undo all of it":
            assert "finished or cancelled" in (await busy_desk.press(DARA, data=data, message=message)).text
        assert busy_desk.record() == before


async def test_words_that_name_no_record_undo_none(busy_desk: Desk) -> None:
    await busy_desk.say(DARA, "/ask Municipal Court: why?")
    before = busy_desk.record()
    for words in ("abc", "#raid", "last", "the call", "ចុងក្រោយ"):
        assert "names no record, so nothing was taken back." in await busy_desk.say(DARA, f"/undo {words}")
    assert busy_desk.record() == before


@pytest.mark.parametrize("by", ["P Undo", "/undo", "/undo {n}"])
async def test_what_an_undone_referral_opened_is_withdrawn_with_a_button(busy_desk: Desk, by: str) -> None:
    n = await ask(busy_desk)
    await busy_desk.say(DARA, f"/refer {n} to National Police, Embassy of India")
    await busy_desk.say(DARA, f"/chase {n + 2} email")  # whoever was asked meanwhile is asked
    await busy_desk.say(DARA, f"/undo {n}") if by != "P Undo" else None
    if by == "P Undo":
        await busy_desk.say(DARA, f"/undo {n}")
        await busy_desk.presses(DARA, "Put it back", "Undo")
    assert f"Withdraw #{n + 2}" not in busy_desk.choices(DARA)
    data, message = busy_desk.data(DARA, f"Withdraw #{n + 1}"), busy_desk.telegram.last(DARA)["message_id"]
    assert f"Logged on #{n + 1}: we withdrew it." in (await busy_desk.press(DARA, f"Withdraw #{n + 1}")).text
    before = busy_desk.record()
    assert (await busy_desk.press(DARA, data=data, message=message)).show_alert
    assert busy_desk.record() == before
    await busy_desk.press(DARA, "Undo")
    assert stands(busy_desk, n + 1)[-1][1] == "waiting"


@pytest.mark.wide
@pytest.mark.parametrize(
    ("taps", "question", "answer", "attempts"),
    [
        (["/chase {n} call no answer"] * 2, "Was it once, or 2 times?", "It was once", 2),
        (["/chase {n} call no answer"] * 2, "Was it once, or 2 times?", "It was 2 times", 3),
        (["/chase {n} call no answer"] * 5, "Was it once, or 5 times?", "It was once", 2),
        (["/chase {n} call no answer"] * 5, "Was it once, or 5 times?", "It was 5 times", 6),
        (["/chase {n} email"] * 3, "Was it once, or 3 times?", "It was 3 times", 4),
        (["P Asked again…/📞 Called, no answer"] * 2, "Was it once, or 2 times?", "It was once", 2),
        (["P Asked again…/💬 message"] * 2, "Was it once, or 2 times?", "It was 2 times", 3),
        (["/chase {n} call no answer", "P Asked again…/📞 Called, no answer"], "", "", 3),  # in other words
        (["/chase {n} call busy", "/chase {n} call no answer"], "", "", 3),
        (["/chase {n} call no answer at 08:35", "/chase {n} call no answer at 08:40"], "", "", 3),
        (["/chase {n} call no answer", "+2", "/chase {n} call no answer"], "", "", 3),
        (["/chase {n} email", "/undo {n}", "/chase {n} email"], "", "", 2),
    ],
)
async def test_the_same_attempt_within_a_minute_is_doubted(
    busy_desk: Desk, taps: list[str], question: str, answer: str, attempts: int
) -> None:
    n = await ask(busy_desk, text="/ask Municipal Court: why? by 20 Dec 17:00 via letter at 08:30")
    for tap in taps:
        if tap.startswith("+"):
            await busy_desk.sandbox.advance(busy_desk.sandbox.now() + timedelta(minutes=int(tap)))
        elif tap.startswith("P "):
            for label in tap[2:].split("/"):
                await busy_desk.press(DARA, label)
        else:
            await busy_desk.say(DARA, tap.format(n=n))
    assert question in busy_desk.last(DARA)
    if answer:
        assert stands(busy_desk, n)[-1][6] == 2
        data, message = busy_desk.data(DARA, answer), busy_desk.telegram.last(DARA)["message_id"]
        await busy_desk.press(DARA, answer)
        before = busy_desk.record()
        await busy_desk.press(DARA, data=data, message=message)
        assert busy_desk.record() == before
    assert stands(busy_desk, n)[-1][6] == attempts
    assert " of 5" not in busy_desk.last(DARA) or attempts <= 5
    assert "6 of 6" not in busy_desk.everything_said()


@pytest.mark.parametrize(
    ("tried", "asked"),
    [
        ("/chase {n} call", "What became of the call?"),
        ("/chase {n} visit", "What became of the visit?"),
        ("/ask Embassy of Japan: who? via call", "What became of the call?"),
        ("P Asked again…/📞 call", "What became of the call?"),
        ("/chase {n} call no answer", ""),
        ("/chase {n} email", ""),
    ],
)
async def test_a_call_asks_what_came_of_it(busy_desk: Desk, tried: str, asked: str) -> None:
    n = await ask(busy_desk)
    for step in tried[2:].split("/") if tried.startswith("P ") else [tried]:
        await busy_desk.press(DARA, step) if tried.startswith("P ") else await busy_desk.say(
            DARA, step.format(n=n)
        )
    assert ("What became of the" in busy_desk.last(DARA)) is bool(asked)
    assert asked in busy_desk.last(DARA)
    assert ("📵 no answer" in busy_desk.choices(DARA)) is bool(asked)
    if asked:
        await busy_desk.press(DARA, "📵 no answer")
        assert "📵 no answer" not in busy_desk.choices(DARA)
        assert "no answer" in busy_desk.last(DARA)


@pytest.mark.wide
@pytest.mark.parametrize(
    "between",
    [
        ["« Back"],
        ["« Back", "Deadline…", "« Back"],
        ["« Back", "More…", "History"],
        ["« Back", "/status {n}"],
        ["/note {n} on leave"],
    ],
)
@pytest.mark.parametrize("by", ["P They replied…/◐ Answered in part…", "/reply {n} partial they deny it"])
async def test_a_tick_is_not_lost_by_going_back(busy_desk: Desk, by: str, between: list[str]) -> None:
    n = await ask(busy_desk, text="/ask Municipal Court: why? where? who? by 5 Dec 17:00 via email")
    menu = "P They replied…/◐ Answered in part…"
    for step in [
        by,
        "P ⬜️ 2. where?",
        *(each if each[0] == "/" else f"P {each}" for each in between),
        "/status {n}",
        menu,
    ]:
        if step.startswith("P "):
            for label in step[2:].split("/"):
                await busy_desk.press(DARA, label)
        else:
            await busy_desk.say(DARA, step.format(n=n))
    assert busy_desk.choices(DARA)[:3] == ["⬜️ 1. why?", "☑️ 2. where?", "⬜️ 3. who?"]
    await busy_desk.press(DARA, "Log these as answered")
    parts = [row for row in stands(busy_desk, n) if row[0] == "replied_partial"]
    assert [row[6] for row in parts] == ["[2]"]
    await busy_desk.presses(DARA, "They replied…", "◐ Answered in part…")
    assert busy_desk.choices(DARA)[:2] == ["⬜️ 1. why?", "⬜️ 3. who?"]


async def test_nor_is_one_of_a_reply_that_is_put_right(busy_desk: Desk) -> None:
    n = await ask(busy_desk, text="/ask Municipal Court: why? where? who? by 5 Dec 17:00 via email")
    await busy_desk.say(DARA, f"/reply {n} partial 1 they deny it")
    for step in (
        "More…",
        "Correct…",
        "1",
        "Which questions…",
        "⬜️ 3. who?",
        "« Back",
        "« Back",
        "1",
        "Which questions…",
    ):
        await busy_desk.press(DARA, step)
    assert busy_desk.choices(DARA)[:3] == ["☑️ 1. why?", "⬜️ 2. where?", "☑️ 3. who?"]
    await busy_desk.press(DARA, "These were answered")
    assert [row[6] for row in stands(busy_desk, n) if row[0] == "replied_partial"] == ["[1,3]"]


@pytest.mark.parametrize(
    ("typed", "contact", "said"),
    [
        ("to Sok Veasna", "Sok Veasna", "(who was asked)"),
        ("contact Sok Veasna", "Sok Veasna", "(who was asked)"),
        ("contact: the press desk", "the press desk", "(who was asked)"),
        ("ទៅ សុខ វាសនា", "សុខ វាសនា", "(who was asked)"),
        ("to -", None, "(who was asked)"),
        ("to", "Nhem Sao", "name"),
    ],
)
async def test_a_wrong_contact_is_corrected_as_a_wrong_time_is(
    busy_desk: Desk, typed: str, contact: str | None, said: str
) -> None:
    n = await ask(busy_desk, text="/ask Municipal Court: why? by 5 Dec 17:00 via email to Nhem Sao")
    assert said in await busy_desk.say(DARA, f"/correct {n} {typed}")
    assert stands(busy_desk, n)[-1][2] == contact


async def test_and_with_buttons(busy_desk: Desk) -> None:
    n = await ask(busy_desk, text="/ask Municipal Court: why? by 5 Dec 17:00 via email to Nhem Sao")
    await busy_desk.presses(DARA, "More…", "Correct…", "1", "Whom…")
    assert busy_desk.last(DARA).startswith("Who was asked, rather than Nhem Sao (asked)?")
    assert "Asked Mon 2 Dec" in await busy_desk.say(DARA, "Sok Veasna")
    assert stands(busy_desk, n)[-1][2] == "Sok Veasna"
    await busy_desk.press(DARA, "Undo")
    assert stands(busy_desk, n)[-1][2] == "Nhem Sao"


@pytest.mark.parametrize(
    ("said", "later"),
    [
        ("/reply {n} partial 1 they deny it", "/chase {n} call no answer"),
        ("/reply {n} ack they deny it", "/chase {n} email"),
        ("/reply {n} time they deny it", "/note {n} we wait"),
        ("/reply {n} partial 1 they deny it", "/reply {n} ack the rest will come"),
        ("/decline {n} they deny it", "/note {n} we wait"),
        ("/refer {n} to National Police: they deny it", "/note {n} we wait"),
    ],
)
async def test_a_card_keeps_showing_what_they_said(busy_desk: Desk, said: str, later: str) -> None:
    n = await ask(busy_desk)
    for step in (said, later):
        await busy_desk.say(DARA, step.format(n=n))
    assert "they deny it" in busy_desk.last(DARA)


@pytest.mark.parametrize("language", ["en", "km"])
async def test_it_is_the_same_in_a_group_and_in_both_languages(busy_desk: Desk, language: str) -> None:
    undo, back = {"en": ("Undo", "Put it back"), "km": ("ដកការកត់ត្រាវិញ", "ដាក់វិញ")}[language]
    await ask(busy_desk)
    await busy_desk.say(SREYNEANG, f"/settings group-language={language}")
    n = newest(busy_desk)
    await busy_desk.say(DARA, f"/chase {n} call no answer", chat=GROUP)
    after = stands(busy_desk, n)
    refused = await busy_desk.press(MALY, undo, chat=GROUP)
    assert refused.show_alert
    assert stands(busy_desk, n) == after
    old = busy_desk.data(GROUP, undo)
    message = busy_desk.telegram.last(GROUP)["message_id"]
    await busy_desk.press(DARA, undo, chat=GROUP)
    taken = stands(busy_desk, n)
    assert taken != after
    second = await busy_desk.press(DARA, data=old, chat=GROUP, message=message)  # a second tap
    assert second.show_alert
    assert stands(busy_desk, n) == taken
    await busy_desk.press(SREYNEANG, back, chat=GROUP)  # an editor may
    assert stands(busy_desk, n) == after
    await busy_desk.say(SREYNEANG, "/settings group-language=en")
