"""A sentence in private: proposed in one message, changed with buttons, logged with a press and not before."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from tests.bot.asked import ASKING, kinds
from tests.bot.desk import DARA, GROUP, MALY, Desk, open_desk

pytestmark = pytest.mark.asyncio(loop_scope="module")

LOG = "✅ Log it"
COURT, POLICE, CHINA = "Municipal Court", "National Police", "Embassy of China"


@pytest_asyncio.fixture(loop_scope="module")
async def tidy(busy_desk: Desk) -> Desk:
    """A newsroom in which nothing is open, and nothing is waited for."""
    await busy_desk.say(DARA, "/cancel")
    for (number,) in busy_desk.rows("SELECT number FROM request WHERE is_open"):
        await busy_desk.say(DARA, f"/withdraw {number}")
    return busy_desk


async def ask(
    desk: Desk, body: str, *, questions: str = "why are they held? where are they?", who: int = DARA
) -> int:
    """The number of a request, logged now."""
    await desk.say(who, f"/ask {body}: {questions} by 5 Dec 17:00 via email #mangopark")
    if "Log anyway" in desk.choices(who):
        await desk.press(who, "Log anyway")
    ((number,),) = desk.rows("SELECT max(number) FROM request")
    return int(number)


def last_event(desk: Desk) -> tuple[object, ...]:
    """What of the newest event no number and no clock of ours is in."""
    return desk.rows(
        "SELECT kind, channel, contact, text, details, happened_at, member_id FROM event ORDER BY id DESC LIMIT 1"
    )[0]


# The sentence, the buttons between it and "Log it", and the command that says the same of #{n}.
SAME = [
    ("called the court twice, nobody picked up", [], "/chase {n} call twice, nobody picked up"),
    pytest.param("តេទៅតុលាការពីរដង គ្មានអ្នកលើក", [], "/chase {n} call ពីរដង គ្មានអ្នកលើក", marks=pytest.mark.long),
    pytest.param("emailed the municipal court again", [], "/chase {n} email", marks=pytest.mark.long),
    pytest.param("ផ្ញើអ៊ីមែលទៅសាលាដំបូងភ្នំពេញម្ដងទៀត", [], "/chase {n} email", marks=pytest.mark.long),
    pytest.param("visited the court, door was locked", [], "/chase {n} visit door was locked", marks=pytest.mark.long),
    pytest.param("left a message with the court", ["📞 call"], "/chase {n} call left a message", marks=pytest.mark.long),
    pytest.param("the court declined to comment", [], "/decline {n} declined to comment", marks=pytest.mark.long),
    ("តុលាការបដិសេធ", [], "/decline {n} បដិសេធ"),
    ("court clerk: the file is with the prosecutor", ["🟢 All of them"], "/reply {n} full the file is with the prosecutor"),
    ("the court said the 25 are in prison", ["⬜️ 2. where are they?", "These"], "/reply {n} partial 2 the 25 are in prison"),
    pytest.param("the court acknowledged our email", [], "/reply {n} ack acknowledged our email", marks=pytest.mark.long),
    ("the court asked for more time until 6 Dec 12:00", [], "/reply {n} time asked for more time until 6 Dec 12:00"),
    pytest.param("តុលាការសន្យាថានឹងឆ្លើយ", [], "/reply {n} promise សន្យាថានឹងឆ្លើយ", marks=pytest.mark.long),
    pytest.param("email to the court came back, mailbox full", [], "/bounce {n} came back, mailbox full", marks=pytest.mark.long),
    pytest.param("note: the court moves next week", [], "/note {n} the court moves next week", marks=pytest.mark.long),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "taps", "command"), SAME, ids=str)
async def test_what_is_logged_is_what_the_command_logs(
    tidy: Desk, sentence: str, taps: list[str], command: str
) -> None:
    desk = tidy
    n = await ask(desk, COURT)
    before = desk.record()
    said = await desk.say(DARA, sentence)
    assert said.startswith("Not logged yet"), said
    for tap in taps:
        await desk.press(DARA, tap)
    assert f"#{n} Phnom Penh Municipal Court" in desk.last(DARA)
    assert desk.choices(DARA)[0] == LOG
    assert desk.record() == before
    await desk.press(DARA, LOG)
    proposed, card, buttons = last_event(desk), desk.last(DARA), desk.choices(DARA)
    assert f"on #{n}" in card.splitlines()[0]
    await desk.say(DARA, f"/undo {n}")
    typed = await desk.say(DARA, command.format(n=n))
    assert last_event(desk) == proposed
    if "partial" not in command:
        assert (typed, desk.choices(DARA)) == (card, buttons)


async def propose(desk: Desk, sentence: str = "the court declined to comment") -> int:
    """The number of an open request about which a sentence is proposed."""
    n = await ask(desk, COURT)
    assert desk.choices(DARA) != []
    await desk.say(DARA, sentence)
    assert desk.choices(DARA)[0] == LOG
    return n


async def test_of_several_that_are_open_one_is_chosen(tidy: Desk) -> None:
    desk = tidy
    first, second = await ask(desk, POLICE), await ask(desk, CHINA)
    said = await desk.say(DARA, "they bounced")
    assert "Which request is it about?" in said
    assert desk.choices(DARA)[:2] == [f"#{second} {CHINA}", f"#{first} {POLICE}"]
    await desk.press(DARA, f"#{second} {CHINA}")
    await desk.press(DARA, LOG)
    assert kinds(desk, second) == [*ASKING, "bounced"]
    assert kinds(desk, first) == ASKING


async def test_what_is_told_of_two_bodies_is_proposed_one_after_the_other(tidy: Desk) -> None:
    desk = tidy
    police, court = await ask(desk, POLICE), await ask(desk, COURT)
    await desk.say(
        DARA, "national police didn't pick up but the municipal court said it will answer by tuesday"
    )
    await desk.press(DARA, LOG)
    assert kinds(desk, police) == [*ASKING, "chased"]
    assert (
        f"#{court} Phnom Penh Municipal Court\nthey promised an answer\nUntil: Tue 3 Dec 17:00"
        in desk.last(DARA)
    )
    await desk.press(DARA, LOG)
    assert kinds(desk, court) == [*ASKING, "promised"]
    await desk.say(DARA, "called the national police and the embassy of china at 7, 8 and 8:30, no answer")
    assert f"#{police} {POLICE}\nasked again, call, no answer" in desk.last(DARA)
    await desk.say(DARA, "/cancel")
    await desk.say(DARA, "called the national police and the embassy of china, no answer")
    await desk.press(DARA, LOG)
    assert "No request to “embassy of china” is open." in desk.last(DARA)
    await desk.say(DARA, "/cancel")


# A sentence, and what of its time is proposed.
TOLD_WHEN = [
    ("called the court yesterday, no answer", "“no answer”\n🕘 Sun 1 Dec, no hour said"),
    ("called the court last night, no answer", "🕘 Sun 1 Dec, no hour said"),
    ("called the court at 8, no answer", "🕘 Mon 2 Dec 08:00"),
    ("called the court in the late morning, no answer", "I cannot read when that was. Write it:"),
]


async def test_no_hour_is_claimed_that_nobody_told(tidy: Desk) -> None:
    await ask(tidy, COURT)
    for sentence, line in TOLD_WHEN:
        assert line in await tidy.say(DARA, sentence)
        await tidy.say(DARA, "/cancel")


# What is typed of which it is asked what it is, whole where a part would say the opposite.
NEVER = [
    "they never received our email",
    "they have not received our email",
    "they didn't get the letter",
    "municipal court never received our email",
    "គេមិនដែលបានទទួលអ៊ីមែលរបស់យើងទេ",
]


async def test_no_words_are_kept_without_their_not(tidy: Desk) -> None:
    await ask(tidy, COURT)
    for typed in NEVER:
        assert f"“{typed}”" in await tidy.say(DARA, typed)
        await tidy.say(DARA, "/cancel")


# What is typed, and the command that it can only mean.
OWN_COMMANDS = [
    ("#{n} withdrawn", "/withdraw {n}"),
    ("#{n} is withdrawn.", "/withdraw {n}"),
    ("reopen #{n}", "/reopen {n}"),
    ("reopened {n} they wrote again", "/reopen {n} they wrote again"),
    ("#{n} reopened", "/reopen {n}"),
    ("បើកឡើងវិញ #{n}", "/reopen {n}"),
]


async def test_a_command_in_plain_words_is_offered(tidy: Desk) -> None:
    n = await ask(tidy, COURT)
    before = tidy.record()
    for typed, command in OWN_COMMANDS:
        await tidy.say(DARA, typed.format(n=n))
        assert tidy.choices(DARA) == [command.format(n=n), "Cancel"], typed
    assert tidy.record() == before
    await tidy.say(DARA, f"#{n} withdrawn")
    await tidy.press(DARA, f"/withdraw {n}")
    assert kinds(tidy, n)[-1] == "withdrawn"


# What is typed while the form waits, and how the answer begins.
BESIDE_THE_FORM = [
    ("what is due", "Your 1 open request"),
    ("national police declined to comment", "Not logged yet"),
    (COURT, "A request, not logged yet\nTo: Phnom Penh Municipal Court"),
    ("what is due tomorrow", "Yours due on Tue 3 Dec: 0"),
    ("national police said they hold nobody", "Not logged yet"),
    ("who was arrested, and who has not answered the families?", "A request, not logged yet"),
    ("who has not answered", "deadline without an answer"),
    ("national police never received our email", "Not logged yet"),
    ("tomorrow 5pm", "A request, not logged yet"),
]


async def test_news_and_questions_to_the_desk_leave_a_form_as_it_is(tidy: Desk) -> None:
    await ask(tidy, POLICE)
    before = tidy.record()
    await tidy.say(DARA, "/ask")
    for typed, answer in BESIDE_THE_FORM:
        said = await tidy.say(DARA, typed)
        assert answer in said or answer in tidy.last(DARA), typed
    assert (
        "– who was arrested, and who has not answered the families?\nDeadline: Tue 3 Dec 17:00"
        in tidy.last(DARA)
    )
    assert tidy.record() == before
    for _ in BESIDE_THE_FORM:
        await tidy.say(DARA, "/cancel")


async def test_a_second_tap_logs_nothing_twice(tidy: Desk) -> None:
    desk = tidy
    n = await propose(desk)
    data, message = desk.data(DARA, LOG), desk.telegram.last(DARA)["message_id"]
    both = await asyncio.gather(*(desk.press(DARA, data=data, message=message) for _ in range(2)))
    assert kinds(desk, n) == [*ASKING, "declined"]
    assert any(answer.text.startswith("This was finished or cancelled already") for answer in both)


async def test_somebody_elses_tap_logs_nothing(tidy: Desk) -> None:
    desk = tidy
    n = await propose(desk)
    data = desk.data(DARA, LOG)
    await desk.say(MALY, "thanks")
    answer = await desk.press(MALY, data=data)
    assert answer.text.startswith("This was finished or cancelled already, or it is somebody else's.")
    assert kinds(desk, n) == ASKING


async def test_what_was_logged_meanwhile_is_said_before_it_is_logged_again(tidy: Desk) -> None:
    desk = tidy
    n = await propose(desk, "called the court, no answer")
    await desk.say(MALY, f"/chase {n} call no answer")
    answer = await desk.press(DARA, LOG)
    assert answer.text.startswith("Meanwhile on record: asked again, Mon 2 Dec 09:00, Maly.")
    assert kinds(desk, n) == [*ASKING, "chased"]
    await desk.press(DARA, LOG)
    assert kinds(desk, n) == [*ASKING, "chased", "chased"]


async def test_a_request_that_was_closed_meanwhile_takes_it_as_a_note(tidy: Desk) -> None:
    desk = tidy
    n = await propose(desk)
    await desk.say(MALY, f"/withdraw {n}")
    await desk.press(DARA, LOG)
    assert f"#{n} is closed" in desk.last(DARA)
    assert kinds(desk, n) == [*ASKING, "withdrawn"]
    await desk.press(DARA, f"As a note on #{n}")
    await desk.press(DARA, LOG)
    assert kinds(desk, n) == [*ASKING, "withdrawn", "note"]


async def test_what_came_to_a_closed_request_is_kept_and_asked_about(tidy: Desk) -> None:
    desk = tidy
    n = await ask(desk, "Ministry of Tourism")
    await desk.say(DARA, f"/withdraw {n}")
    said = await desk.say(DARA, "the tourism ministry says it knows nothing")
    assert "“it knows nothing”" in said
    await desk.press(DARA, f"#{n} Ministry of Tourism")
    assert f"#{n} is closed" in desk.last(DARA)


async def test_what_they_said_to_a_call_is_proposed_after_it(tidy: Desk) -> None:
    desk = tidy
    n = await propose(desk, "called the court spokesman, he declined to comment")
    await desk.press(DARA, LOG)
    assert kinds(desk, n) == [*ASKING, "chased"]
    assert "they declined to comment\n“declined to comment”" in desk.last(DARA)
    await desk.press(DARA, LOG)
    assert kinds(desk, n) == [*ASKING, "chased", "declined"]
    (details,) = desk.rows("SELECT contact, json_extract(details, '$.result') FROM event WHERE kind = 'chased' ORDER BY id DESC LIMIT 1")  # fmt: skip
    assert details == ("spokesman", "picked_up")


async def test_what_they_said_to_a_call_was_said_when_they_were_called(tidy: Desk) -> None:
    desk = tidy
    await ask(desk, COURT)
    await desk.sandbox.advance(desk.sandbox.now() + timedelta(hours=2))
    await desk.say(DARA, "an hour ago called the court, they declined to comment")
    await desk.press(DARA, LOG)
    await desk.press(DARA, LOG)
    times = desk.rows("SELECT kind, happened_at FROM event ORDER BY id DESC LIMIT 2")
    assert ([kind for kind, _ in times], len({at for _, at in times})) == (["declined", "chased"], 1)


async def test_a_contact_that_is_too_long_is_refused_and_changes_nothing(tidy: Desk) -> None:
    await propose(tidy, "called the court, no answer")
    await tidy.press(DARA, "Contact…")
    assert "A contact is a name or an office" in await tidy.say(DARA, "Sok " * 60)
    assert "Asked: Sok Dara" in await tidy.say(DARA, "Sok Dara")


async def test_a_referral_names_where_to(tidy: Desk) -> None:
    desk = tidy
    n = await ask(desk, CHINA)
    await desk.say(DARA, "embassy of china told us to ask the police")
    assert "\nTo: police\n" in desk.last(DARA)
    await desk.press(DARA, LOG)
    assert "Which body is “police”?" in desk.last(DARA)
    await desk.press(DARA, POLICE)
    assert kinds(desk, n) == [*ASKING, "referred"]
    opened = desk.rows("SELECT number FROM request ORDER BY number DESC LIMIT 1")[0][0]
    assert f"Opened: #{opened} {POLICE}." in desk.last(DARA)


async def test_a_deadline_told_with_one_more_attempt_is_proposed_after_it(tidy: Desk) -> None:
    desk = tidy
    n = await ask(desk, COURT)
    await desk.say(DARA, "asked the municipal court about the 25 detainees by email, deadline fri 5pm")
    assert desk.choices(DARA) == [f"One more attempt of #{n}", "➕ New request", "Cancel"]
    await desk.press(DARA, f"One more attempt of #{n}")
    await desk.press(DARA, LOG)
    assert "deadline moved\nDeadline: Fri 6 Dec 17:00" in desk.last(DARA)
    await desk.press(DARA, LOG)
    assert kinds(desk, n) == [*ASKING, "chased", "extended"]


@pytest.mark.parametrize("taps", [[], ["Time…"], ["Channel…", "✉️ email"]], ids=str)
async def test_cancel_closes_the_proposal_in_place(tidy: Desk, taps: list[str]) -> None:
    desk = tidy
    await propose(desk, "called the court, no answer")
    before, old = desk.record(), desk.data(DARA, LOG)
    shown_in = desk.telegram.last(DARA)["message_id"]
    for tap in taps:
        await desk.press(DARA, tap)
    assert await desk.say(DARA, "/cancel") == "Cancelled. Nothing was logged."
    assert desk.written(DARA, after=shown_in - 1) == ["Cancelled. Nothing was logged."] * 2
    late = await desk.press(DARA, data=old, message=shown_in)
    assert late.text.startswith("This was finished or cancelled already")
    assert desk.record() == before
    assert await desk.say(DARA, "/cancel") == "There was nothing to cancel."


async def test_what_can_only_be_new_goes_into_the_form(tidy: Desk) -> None:
    desk = tidy
    before = desk.record()
    said = await desk.say(
        DARA, "asked the health ministry about the injured by email, deadline fri 5pm #raids"
    )
    assert said.startswith("A request, not logged yet\nTo: ")
    assert "– The injured" in said
    assert "By: email" in said
    assert desk.record() == before
    await desk.say(DARA, "/cancel")


# What is typed, the button pressed under it or "", and how the answer begins. Nothing is on record after it.
NOT_LOGGED = [
    ("thanks", "", "I did not log anything. Say what happened"),
    pytest.param("អរគុណ", "", "I did not log anything. Say what happened", marks=pytest.mark.long),
    ("what is due?", "", "Your 1 open request"),
    pytest.param("ស្ថាប័នណាមិនទាន់ឆ្លើយ?", "", "", marks=pytest.mark.long),
    ("undo", "", "I did not log anything. Press for what you may want to know:"),
    ("I will call the court tomorrow", "", "I did not log anything: it reads as if it has not happened yet."),
    ("ខ្ញុំនឹងតេទៅតុលាការថ្ងៃស្អែក", "It has happened", "Not logged yet"),
    pytest.param("still no reply from the court", "", "Not logged yet", marks=pytest.mark.long),
    ("lunch at noon", "Our note", "Not logged yet\n“lunch at noon”"),
    ("why are they held?", "➕ New request", "A request, not logged yet\n– Why are they held?"),
    pytest.param("called the court, no answer", "Cancel", "Cancelled. Nothing was logged.", marks=pytest.mark.long),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "tap", "answer"), NOT_LOGGED, ids=str)
async def test_what_is_no_news_logs_nothing(tidy: Desk, sentence: str, tap: str, answer: str) -> None:
    desk = tidy
    await ask(desk, COURT)
    before = desk.record()
    said = await desk.say(DARA, sentence)
    if tap:
        await desk.press(DARA, tap)
        said = desk.last(DARA)
    assert said.startswith(answer), said
    assert desk.record() == before
    await desk.say(DARA, "/cancel")


async def test_a_sentence_is_no_answer_to_what_asks_for_a_time(tidy: Desk) -> None:
    desk = tidy
    n = await propose(desk)
    await desk.press(DARA, "Time…")
    for question in (
        "who hasn't answered yet",
        "អ្នកណាមិនទាន់ឆ្លើយ",
        "តុលាការឆ្លើយហើយឬនៅ",
        "has the court replied",
    ):
        assert "Phnom Penh Municipal Court" in await desk.say(DARA, question), question
    assert "\nasked again, call, no answer\n" in await desk.say(DARA, "called the court, no answer")
    await desk.press(DARA, LOG)
    assert kinds(desk, n) == [*ASKING, "chased"]


# What is changed: the buttons, what is typed then, and a line of the proposal after it.
CHANGED = [
    (["Channel…", "🚶 visit"], "", "asked again, visit"),
    pytest.param(["What became…", "⏸️ busy"], "", "asked again, call, busy", marks=pytest.mark.long),
    pytest.param(["Time…"], "09:00", "🕘 Mon 2 Dec 09:00", marks=pytest.mark.long),
    (["Words…"], "rang out", "“rang out”"),
    pytest.param(["Contact…"], "Chin Malin", "Asked: Chin Malin", marks=pytest.mark.long),
    pytest.param(["What…", "🚫 They declined"], "", "they declined to comment", marks=pytest.mark.long),
    pytest.param(["What…", "« Back"], "", "asked again, call, no answer", marks=pytest.mark.long),
]


@pytest.mark.parametrize(("taps", "typed", "line"), CHANGED, ids=str)
async def test_every_part_can_be_changed(tidy: Desk, taps: list[str], typed: str, line: str) -> None:
    desk = tidy
    await propose(desk, "called the court, no answer")
    before = desk.record()
    for tap in taps:
        await desk.press(DARA, tap)
    if typed:
        await desk.say(DARA, typed)
    assert line in desk.last(DARA)
    assert desk.record() == before


@pytest.mark.wide
@pytest.mark.asyncio(loop_scope="function")
async def test_it_outlives_a_restart_and_is_doubted_after_a_month(desk_folder: Path) -> None:
    async with open_desk(desk_folder) as desk:
        await desk.say(DARA, f"/ask {COURT}: why? by 5 Dec 17:00 via email")
        await desk.say(DARA, "called the court, no answer")
    async with open_desk(desk_folder) as desk:
        await desk.sandbox.advance(desk.sandbox.now() + timedelta(days=31))
        last = next(
            m for m in reversed(desk.telegram.messages(DARA, from_bot=True)) if "asked again" in str(m)
        )
        message = last["message_id"]
        data = next(
            str(b["callback_data"])
            for row in last["reply_markup"]["inline_keyboard"]
            for b in row
            if b["text"] == LOG
        )
        answer = await desk.press(DARA, data=data, message=message)
        assert answer.text.startswith("You wrote this Mon 2 Dec")
        assert kinds(desk, 1) == ASKING
        await desk.press(DARA, data=data, message=message)
        assert kinds(desk, 1) == [*ASKING, "chased"]
        assert desk.rows("SELECT substr(happened_at, 1, 10) FROM event WHERE kind = 'chased'") == [
            ("2024-12-02",)
        ]


@pytest.mark.asyncio(loop_scope="function")
async def test_delivered_again_it_is_proposed_once_and_logged_once(desk: Desk) -> None:
    await desk.say(DARA, f"/ask {COURT}: why? by 5 Dec 17:00 via email")
    await desk.say(DARA, "called the court, no answer")
    await desk.handed_out_again()
    assert desk.rows("SELECT count(*) FROM draft WHERE kind = 'proposal'") == [(1,)]
    await desk.press(DARA, LOG)
    await desk.handed_out_again()
    assert kinds(desk, 1) == [*ASKING, "chased"]


async def test_in_a_group_nothing_is_read(tidy: Desk) -> None:
    desk = tidy
    await desk.say(DARA, "/help", chat=GROUP)
    reply_to = desk.telegram.last(GROUP)["message_id"]
    said = await desk.say(DARA, "called the court, no answer", chat=GROUP, reply_to=reply_to)
    assert said.startswith("I did not log anything. To say what came back")
