"""What happens to a request from its asking to its end, each thing by its command; and where a body sent us elsewhere."""

from __future__ import annotations

import pytest

from sandbox.case import DARA, MALY
from tests.bot.asked import ASKING, ask, kinds, newest, status
from tests.bot.desk import ASKED, Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")

COURT = "Phnom Penh Municipal Court"


async def test_one_line_logs_a_request_and_answers_with_its_card(busy_desk: Desk) -> None:
    card = await busy_desk.say(DARA, ASKED)
    n = newest(busy_desk)
    assert card.startswith(f"Logged as #{n}.\n\n#{n} {COURT}\n⏳ waiting · #mangopark · Dara")
    assert "1. – why are they held?\n2. – where are they?" in card
    assert "Asked Mon 2 Dec 09:00, email\nDeadline Thu 5 Dec 17:00" in card
    assert kinds(busy_desk, n) == ASKING


async def test_several_bodies_get_a_request_each(busy_desk: Desk) -> None:
    answer = await busy_desk.say(
        DARA, f"/ask {COURT}, Embassy of Pakistan: who was found? by 6 Dec via call to Sok at 08:30 #new"
    )
    n = newest(busy_desk)
    assert answer == (
        f"Logged as #{n - 1}: {COURT}\nLogged as #{n}: Embassy of Pakistan\nDeadline Fri 6 Dec 17:00"
        "\n\n#new is a new story. When will it be published? /story #new publish fri 18:00"
    )
    assert busy_desk.choices(DARA) == [f"#{n - 1}", f"#{n}", "Undo all of it"]
    await busy_desk.press(DARA, f"#{n}")
    assert f"#{n} Embassy of Pakistan\n⏳ waiting · #new · Dara" in busy_desk.last(DARA)
    assert "Asked Mon 2 Dec 08:30, call (Sok)" in busy_desk.last(DARA)


async def test_without_a_deadline_it_is_ours_and_the_card_says_so(busy_desk: Desk) -> None:
    card = await busy_desk.say(DARA, "/ask Municipal Court: why? via email")
    assert "Deadline Thu 5 Dec 17:00 (ours; they were not told one)" in card


@pytest.mark.parametrize(
    ("command", "text", "event", "then", "said"),
    [
        ("/chase {n} call", "no answer", "chased", "waiting", "asked again. Attempt 2 of 5."),
        ("/chase #{n} whatsapp", "", "chased", "waiting", "asked again. Attempt 2 of 5."),
        ("/reply {n} full", "they explained", "replied_full", "answered", "they answered."),
        ("/reply {n} partial 1", "they deny", "replied_partial", "partial", "1 question is still open."),
        ("/reply {n} partial 1,2", "they deny", "replied_full", "answered", "they answered."),
        ("/reply {n} ack", "they got it", "acknowledged", "acknowledged", "the clock goes on."),
        ("/decline {n}", "no comment", "declined", "declined", "they declined to comment."),
        ("/bounce {n}", "box full", "bounced", "undeliverable", "it could not be delivered."),
        ("/withdraw {n}", "not needed", "withdrawn", "withdrawn", "we withdrew it."),
        ("/note {n}", "the officer is on leave", "note", "waiting", "note."),
        ("/extend {n} by 9 Dec 12:00", "they asked", "extended", "waiting", "is now Mon 9 Dec 12:00."),
    ],
)
async def test_each_outcome_is_recorded_once_and_the_card_shows_it(
    busy_desk: Desk, command: str, text: str, event: str, then: str, said: str
) -> None:
    n = await ask(busy_desk)
    card = await busy_desk.say(MALY, f"{command} {text}".format(n=n))
    head, shown, *_ = card.split("\n\n")
    assert said in head
    assert shown.startswith(f"#{n} {COURT}\n")
    assert f"{text} · Maly" in shown
    assert (kinds(busy_desk, n), status(busy_desk, n)) == ([*ASKING, event], then)


@pytest.mark.parametrize(
    ("command", "event"),
    [
        ("/chase {n} call no answer at 08:40", "chased"),
        ("/reply {n} full at 08:40 they explained", "replied_full"),
        ("/reply {n} partial 2 they deny\nat 08:40", "replied_partial"),
        ("/reply {n} ack at 08:40", "acknowledged"),
        ("/decline {n} at 08:40", "declined"),
        ("/bounce {n} at 08:40 box full", "bounced"),
        ("/withdraw {n} at 08:40", "withdrawn"),
        ("/refer {n} to National Police at 08:40: go there", "referred"),
    ],
)
async def test_what_happened_earlier_is_logged_at_its_time(busy_desk: Desk, command: str, event: str) -> None:
    n = await ask(busy_desk, text=f"/ask {COURT}: why? where? via email at 08:30")
    before = busy_desk.rows("SELECT max(id) FROM event")[0][0]
    await busy_desk.say(DARA, command.format(n=n))
    found = busy_desk.rows(
        f"SELECT happened_at, recorded_at FROM event WHERE id > {before} AND kind = '{event}'"  # noqa: S608
    )
    assert [(happened[:16], recorded[:16]) for happened, recorded in found] == [
        ("2024-12-02 01:40", "2024-12-02 02:00")
    ]


@pytest.mark.parametrize(
    ("tail", "said"),
    [
        ("at 12:00", "“12:00” is still to come, so nothing can have happened then."),
        ("at 08:30", "was asked only on Mon 2 Dec 09:00; this cannot have happened before."),
    ],
)
async def test_nothing_happens_in_the_future_nor_before_it_was_asked(
    busy_desk: Desk, tail: str, said: str
) -> None:
    n = await ask(busy_desk)
    before = busy_desk.record()
    for command in (
        "/chase {n} call", "/reply {n} full", "/decline {n}", "/bounce {n}", "/refer {n} to GDI:",
    ):  # fmt: skip
        assert said in await busy_desk.say(DARA, f"{command} {tail}".format(n=n)), command
    assert busy_desk.record() == before


async def test_an_answer_in_part_is_logged_at_once_and_ticked_afterwards(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    asked = await busy_desk.say(DARA, f"/reply {n} partial they said little")
    assert asked == f"Logged on #{n}: they answered in part. Which questions did they answer?"
    assert status(busy_desk, n) == "partial"
    await busy_desk.press(DARA, "⬜️ 2. where are they?")
    choices = ["⬜️ 1. why are they held?", "☑️ 2. where are they?", "Log these as answered"]
    assert busy_desk.choices(DARA)[:3] == choices
    await busy_desk.press(DARA, "Log these as answered")
    assert "1. – why are they held?\n2. ✓ where are they?" in busy_desk.last(DARA)
    assert "1 question is still open." in busy_desk.last(DARA)


@pytest.mark.wide
@pytest.mark.parametrize("closing", ["/reply {n} full", "/decline {n}", "/withdraw {n}", "/refer {n} to GDI"])
async def test_a_closed_request_takes_notes_and_is_opened_again_as_it_stood(
    busy_desk: Desk, closing: str
) -> None:
    n = await ask(busy_desk)
    await busy_desk.say(DARA, f"/reply {n} partial 1 so far")
    await busy_desk.say(DARA, closing.format(n=n))
    before = busy_desk.record()
    refusals = ["/chase {n} email", "/reply {n} ack", "/decline {n}", "/bounce {n}", "/refer {n} to GDI"]
    # They may decline and send us elsewhere in one.
    both = {"/decline {n}": "/refer {n} to GDI", "/refer {n} to GDI": "/decline {n}"}
    for refused in (text for text in refusals if text != both.get(closing)):
        answer = await busy_desk.say(DARA, refused.format(n=n))
        assert "so nothing was recorded. If there is more to come, reopen it first: /reopen" in answer, (
            refused
        )
    assert busy_desk.record() == before
    assert f"Logged on #{n}: note." in await busy_desk.say(DARA, f"/note {n} keep the letter")
    reopened = await busy_desk.say(DARA, f"/reopen {n} they called back")
    assert f"Logged on #{n}: reopened." in reopened
    assert "reopened: they called back" in reopened
    assert status(busy_desk, n) == "partial"
    assert "1. ✓ why are they held?\n2. – where are they?" in reopened


async def test_undo_takes_back_ones_own_newest_record_and_keeps_both(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    await busy_desk.say(DARA, f"/decline {n} rude")
    await busy_desk.say(MALY, f"/note {n} from Maly")
    answer = await busy_desk.say(DARA, f"/undo {n}")
    assert answer.startswith(f"Taken back on #{n}: they declined to comment, Mon 2 Dec 09:00.")
    assert status(busy_desk, n) == "waiting"
    assert kinds(busy_desk, n) == [*ASKING, "declined", "note", "corrected"]
    history = await busy_desk.say(MALY, f"/status {n}")
    assert "they declined to comment: rude · Dara" in history
    assert "taken back" in history


async def test_a_command_that_replies_to_a_card_is_about_its_request(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    card = busy_desk.telegram.last(DARA)["message_id"]
    other = await ask(busy_desk, text="/ask Embassy of India: who? via email")
    assert f"Logged on #{n}: they declined" in await busy_desk.say(DARA, "/decline no time", reply_to=card)
    assert (status(busy_desk, n), status(busy_desk, other)) == ("declined", "waiting")


async def test_without_a_number_ones_own_open_requests_are_offered(busy_desk: Desk) -> None:
    n = await ask(busy_desk, MALY)
    later = await ask(busy_desk, MALY, "/ask Embassy of India: who? by 4 Dec via email")
    closed = await ask(busy_desk, MALY, "/ask Embassy of Japan: who? by 4 Dec via email")
    await busy_desk.say(MALY, f"/decline {closed}")
    asked = await busy_desk.say(MALY, "/chase email put it again")
    assert asked == "Which request? Press one, or write its number: /chase 3 …"
    assert busy_desk.choices(MALY) == [f"#{later} Embassy of India", f"#{n} {COURT}"]
    await busy_desk.press(MALY, f"#{later} Embassy of India")
    assert f"Logged on #{later}: asked again. Attempt 2 of 5." in busy_desk.last(MALY)
    assert "put it again" in busy_desk.last(MALY)
    assert kinds(busy_desk, n) == ASKING


async def test_a_referral_opens_a_linked_request_for_each_body(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    answer = await busy_desk.say(DARA, f"/refer {n} to National Police, Embassy of India: not our matter")
    assert answer.startswith(
        f"Logged. #{n} is closed as referred. Opened: #{n + 1} National Police, #{n + 2} Embassy of India."
    )
    assert "circle" not in answer
    assert status(busy_desk, n) == "referred"
    await busy_desk.press(DARA, f"#{n + 1}")
    card = busy_desk.last(DARA)
    assert "not asked yet" in card
    assert "1. – why are they held?\n2. – where are they?" in card
    assert f"referred to them by {COURT} (#{n})" in card
    await busy_desk.press(DARA, "💬 message")
    assert "Asked Mon 2 Dec 09:00, message" in busy_desk.last(DARA)
    trail = await busy_desk.say(DARA, f"/status {n}")
    assert f"referred us to National Police: #{n + 1}, waiting" in trail
    assert f"referred us to Embassy of India: #{n + 2}" in trail
    assert "not our matter" in trail


PARTLY = [
    ("/reply {n} partial 1 they said why", ["where are they?", "who knows?"]),
    ("/reply {n} partial 1,3 they said why", ["where are they?"]),
    ("/reply {n} partial they said something", ["why are they held?", "where are they?", "who knows?"]),
    ("/decline {n} no comment", ["why are they held?", "where are they?", "who knows?"]),
    ("/reply {n} partial 2 here; /decline {n} no more", ["why are they held?", "who knows?"]),
    ("/reply {n} partial 2 here; /undo {n}", ["why are they held?", "where are they?", "who knows?"]),
    ("/reply {n} partial 1 a; /reply {n} partial 2 b", ["who knows?"]),
    ("/reply {n} full a; /reopen {n} more to ask", ["why are they held?", "where are they?", "who knows?"]),
]


@pytest.mark.wide
@pytest.mark.parametrize("by_button", [False, True])
@pytest.mark.parametrize(("before", "along"), PARTLY)
async def test_only_what_is_open_goes_along_with_a_referral(
    busy_desk: Desk, before: str, along: list[str], by_button: bool
) -> None:
    n = await ask(
        busy_desk, text="/ask GDI: why are they held? where are they? who knows? by 5 Dec 17:00 via email"
    )
    for step in before.split("; "):
        await busy_desk.say(DARA, step.format(n=n))
    if by_button:
        await busy_desk.say(DARA, f"/note {n} they sent us elsewhere")
        await busy_desk.press(DARA, "Referred us…")
        answer = await busy_desk.say(DARA, "National Police")
    else:
        answer = await busy_desk.say(DARA, f"/refer {n} to National Police")
    assert f"Opened: #{n + 1} National Police." in answer
    put = busy_desk.rows(
        f"SELECT text FROM question WHERE request_id = (SELECT id FROM request WHERE number = {n + 1}) ORDER BY position"  # noqa: S608
    )
    assert [text for (text,) in put] == along


async def test_a_body_that_declines_and_sends_us_elsewhere_is_logged_in_two_taps_and_taken_back(
    busy_desk: Desk,
) -> None:
    n = await ask(busy_desk, text="/ask GDI: why? by 3 Dec 17:00 via email #both")
    await busy_desk.presses(DARA, "Declined", "Referred us…")
    answer = await busy_desk.say(DARA, "National Police")
    assert answer.startswith(f"Logged on #{n}: they referred us elsewhere. Opened: #{n + 1} National Police.")
    assert kinds(busy_desk, n)[2:] == ["declined", "referred"]
    assert status(busy_desk, n) == "declined"
    report = await busy_desk.say(DARA, "/report #both full")
    assert (
        "The General Department of Immigration declined to comment on the question “why”, directing questions to the National"
        f" Police. (#{n})"
    ) in report
    assert f"The linked request #{n + 1} stays" in await busy_desk.say(DARA, f"/undo {n}")
    assert status(busy_desk, n) == "declined"
    assert "directing" not in await busy_desk.say(DARA, "/report #both full")
    await busy_desk.say(DARA, f"/undo {n}")
    assert status(busy_desk, n) == "waiting"


async def test_it_is_the_same_the_other_way_round(busy_desk: Desk) -> None:
    n = await ask(busy_desk, text="/ask GDI: why? by 3 Dec 17:00 via email #round")
    await busy_desk.say(DARA, f"/refer {n} to National Police")
    assert f"Logged on #{n}: they declined to comment." in await busy_desk.say(
        DARA, f"/decline {n} no comment"
    )
    assert status(busy_desk, n) == "referred"
    assert "declined to comment on the question “why”, directing" in await busy_desk.say(
        DARA, "/report #round full"
    )
    await busy_desk.say(DARA, f"/undo {n}")
    assert "referred questions to the National Police" in await busy_desk.say(DARA, "/report #round full")


async def test_a_circle_of_referrals_is_pointed_out(busy_desk: Desk) -> None:
    n = await ask(busy_desk, text="/ask Embassy of Pakistan: who? via email")
    await busy_desk.say(DARA, f"/refer {n} to National Police")
    answer = await busy_desk.say(DARA, f"/refer {n + 1} to Embassy of Pakistan: back")
    assert (
        "The referrals go in a circle: Embassy of Pakistan → National Police → Embassy of Pakistan." in answer
    )
