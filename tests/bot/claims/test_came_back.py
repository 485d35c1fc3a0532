"""What came back never arrived: what print says of it, from when "immediately" counts, and what a story that is out keeps."""

from __future__ import annotations

import pytest

from sandbox.case import at
from tests.bot.desk import DARA, MALY, SREYNEANG, Desk

ASK = "/ask Ministry of Health: what about the {} ({}) by 3 Dec 17:00 via {} #raids"
W = "The Ministry of Health"
EMAIL = f"{W} did not respond to an email with a question about the budget, sent on "
NOT_REACHED = f"{W} could not be reached for comment; "

# What was typed and when, each line by Dara; when the report is asked for; what it says, and what it must not say.
CASES = [
    (["2 Dec 09:00 ask email", "2 Dec 10:00 /bounce 1"], "5 Dec 17:00", NOT_REACHED + "an attempt was made by email on Mon 2 Dec.", "did not respond"),
    (["2 Dec 09:00 ask email", "3 Dec 10:00 /chase 1 email", "3 Dec 11:00 /bounce 1"], "5 Dec 17:00", EMAIL + "Mon 2 Dec.", "could not be reached"),
    (["2 Dec 09:00 ask email", "2 Dec 10:00 /bounce 1", "3 Dec 10:00 /chase 1 email"], "5 Dec 17:00", EMAIL + "Tue 3 Dec.", "Mon 2 Dec."),
    (["3 Dec 09:00 ask email", "3 Dec 10:00 /bounce 1", "6 Dec 15:00 /chase 1 email"], "6 Dec 17:00", f"{W} did not immediately respond", EMAIL),
    (["3 Dec 09:00 ask email", "6 Dec 15:00 /chase 1 email", "6 Dec 15:30 /bounce 1"], "6 Dec 17:00", EMAIL + "Tue 3 Dec.", "immediately"),
    (["3 Dec 09:00 ask call, លេខខុស", "6 Dec 15:00 /chase 1 call no answer"], "6 Dec 17:00", f"{W} could not immediately be reached", "went unanswered"),
    (["2 Dec 09:00 ask letter", "3 Dec 10:00 /chase 1 fax did not go through"], "5 Dec 17:00", f"{W} did not respond to a request for comment with a question about the budget, made by letter on Mon 2 Dec.", "repeated"),
    (["2 Dec 09:00 ask email", "2 Dec 10:00 /bounce 1", "2 Dec 11:00 /undo"], "5 Dec 17:00", EMAIL + "Mon 2 Dec.", "could not be reached"),
    (["2 Dec 09:00 ask email", "3 Dec 09:00 /chase 1 email", "3 Dec 10:00 /bounce 1", "3 Dec 10:05 /bounce 1"], "5 Dec 17:00", NOT_REACHED, "did not respond"),
    (["2 Dec 09:00 ask email", "2 Dec 09:10 /chase 1 message ផ្ញើមិនចេញ", "2 Dec 10:00 /bounce 1"], "5 Dec 17:00", NOT_REACHED, "did not respond"),
]  # fmt: skip


async def play(desk: Desk, steps: list[str]) -> None:
    for step in steps:
        when, typed = step[:11].strip(), step[11:].strip()
        await desk.sandbox.advance(at(when))
        if typed.startswith("ask "):
            typed = ASK.format("budget?", "the budget", typed[4:])
        assert "Logged" in (answer := await desk.say(DARA, typed)) or "Taken back" in answer, answer


@pytest.mark.parametrize(("steps", "when", "says", "never"), CASES, ids=[" ".join(case[0]) for case in CASES])
@pytest.mark.long
async def test_print_rests_on_what_arrived(
    desk: Desk, steps: list[str], when: str, says: str, never: str
) -> None:
    await play(desk, steps)
    await desk.sandbox.advance(at(when))
    report = await desk.say(DARA, "/report #raids full")
    assert says in report
    assert never not in report.partition("Fair chance")[0].replace(says, "")


@pytest.mark.wide
@pytest.mark.parametrize("words", ["bounce", "chase 2 email mailbox full", "chase 2 call wrong number"])
async def test_a_question_that_came_back_is_no_question_that_was_not_answered(desk: Desk, words: str) -> None:
    await desk.say(DARA, ASK.format("budget?", "the budget", "email"))
    await desk.say(MALY, ASK.format("wards?", "the wards", "email"))
    await desk.say(DARA, "/reply 1 full here it is")
    await desk.say(MALY, "/bounce 2")
    if words != "bounce":
        await desk.say(MALY, f"/{words}")
    await desk.sandbox.advance(at("5 Dec 09:00"))
    report = await desk.say(DARA, "/report #raids full")
    assert "but could not be reached with a question about the wards" in report
    assert "did not answer" not in report


@pytest.mark.wide
@pytest.mark.parametrize(
    ("late", "now"),
    [
        ("/bounce 1", "Now: " + NOT_REACHED),  # it happened after publication
        ("/bounce 1 at 5 Dec 15:00", "Now: " + NOT_REACHED),  # it happened before, and nobody knew
    ],
)
async def test_what_came_back_after_publication_rewrites_nothing(desk: Desk, late: str, now: str) -> None:
    await play(desk, ["2 Dec 09:00 ask email"])
    await desk.sandbox.advance(at("5 Dec 18:00"))
    await desk.say(SREYNEANG, "/story #raids published")
    before = await desk.say(DARA, "/report #raids full")
    assert EMAIL + "Mon 2 Dec." in before
    await desk.sandbox.advance(at("6 Dec 09:00"))
    assert "Logged" in await desk.say(DARA, late)
    report = await desk.say(DARA, "/report #raids full")
    assert "At publication: " + EMAIL + "Mon 2 Dec." in report
    assert now in report


async def test_of_a_result_that_was_set_after_publication_print_knew_nothing(desk: Desk) -> None:
    await play(desk, ["2 Dec 09:00 ask call"])
    await desk.sandbox.advance(at("5 Dec 18:00"))
    await desk.say(SREYNEANG, "/story #raids published")
    await desk.say(DARA, "/status 1")
    for pressed in ("More…", "What became of it…", "❌ wrong number or address"):
        await desk.press(DARA, pressed)
    report = await desk.say(DARA, "/report #raids full")
    assert f"At publication: A call to t{W[1:]} on Mon 2 Dec went unanswered." in report
    assert "Now: " + NOT_REACHED in report


async def test_one_of_two_that_arrived_keeps_a_request_waiting(desk: Desk) -> None:
    await play(desk, ["2 Dec 09:00 ask email", "2 Dec 10:00 /chase 1 email", "2 Dec 11:00 /bounce 1"])
    assert "⏳ waiting" in await desk.say(DARA, "/status 1")
    assert "could not be delivered" in await desk.say(DARA, "/bounce 1")
    assert "↩️ could not be delivered" in await desk.say(DARA, "/status 1")
    assert "counts as no attempt" in await desk.say(DARA, "/chase 1 call number not in service")
    assert "↩️ could not be delivered" in await desk.say(DARA, "/status 1")
    await desk.say(DARA, "/chase 1 call no answer")
    assert "⏳ waiting" in await desk.say(DARA, "/status 1")
