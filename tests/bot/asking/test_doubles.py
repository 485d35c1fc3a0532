"""Whoever is about to ask a body what a colleague has asked it for the same story is told first: join it, or log anyway."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from sandbox.case import DARA, MALY, at
from tests.bot.asked import ASKING, kinds, newest, status
from tests.bot.desk import Desk, open_desk
from tests.db.postgres import Server

ASK = "/ask Ministry of Health: what about the wards? (the wards) what about the roof? (the roof) by 5 Dec 17:00 via email #w"
TOLD = "Not logged yet. Dara has asked Ministry of Health the same for #w: #1."
CHOICES = ["Join #1: one more attempt", "Log anyway", "Open #1", "Cancel"]
BOTH = "– what about the wards?\n– what about the roof?\nAsked Mon 2 Dec 09:00, email"

SAME = [
    "/ask Ministry of Health: what about the wards? what about the roof? via call #w",
    "/ask Ministry of Health: What about  the WARDS ? “what about the roof?” via call #w",
    "/ask Ministry of Health\n- what about the wards?\n- what about the roof?\nvia call\n#w",
    "/ask ministry of health:\n- what about the roof\n- what about the wards\nvia call by 6 Dec\n#W",
    "/ask Ministry of Health: what about the wards?? what about the roof! via call to Chheang Ra #w",
    "/ask ក្រសួងសុខាភិបាល: what about the wards? what about the roof? via call #w",
]
OTHER = [
    "/ask Ministry of Health: what of the drugs? via call #w",  # something else
    "/ask Ministry of Health: what about the wards? via call #other",  # for another story
    "/ask Ministry of Health: what about the wards? via call",  # for none
    "/ask Ministry of Justice: what about the wards? via call #w",  # to another body
    "/ask Ministry of Health: why were 26 wards closed on Tuesday? via call #w",
]


async def first(desk: Desk, text: str = ASK, who: int = DARA) -> None:
    assert (await desk.say(who, text)).startswith("Logged as #1.")


async def test_whoever_asks_the_same_is_told_first_and_whoever_asks_something_else_is_not(desk: Desk) -> None:
    await first(desk)
    before = desk.record()
    for text in SAME:
        answer = await desk.say(MALY, text)
        assert answer.startswith(TOLD), text
        assert "– what about the wards" in answer.casefold()
        assert "Asked Mon 2 Dec 09:00, email" in answer
        assert desk.choices(MALY) == CHOICES
        assert desk.record() == before, text
    for number, text in enumerate(OTHER, 2):
        assert (await desk.say(MALY, text)).startswith(f"Logged as #{number}."), text


@pytest.mark.long
@pytest.mark.postgres
async def test_of_two_who_ask_the_same_in_the_same_moment_the_second_is_told_of_the_first(
    postgres_server: Server, tmp_path: Path, new_engines: None
) -> None:
    with postgres_server.database() as url:
        (tmp_path / "desk").mkdir()
        async with open_desk(
            tmp_path / "desk", database_url=url.render_as_string(hide_password=False)
        ) as desk:
            await desk.sandbox.found_newsroom()
            for n in range(10):
                text = ASK.replace(" #w", f" #w{n}")
                await asyncio.gather(*(desk.telegram.send_text(who, who, text) for who in (DARA, MALY)))
                await desk.sandbox.idle()
                said = [desk.last(who) for who in (DARA, MALY)]
                assert sorted(text[:6] for text in said) == ["Logged", "Not lo"], said


async def test_joined_it_is_one_more_attempt_with_its_channel_contact_and_time(desk: Desk) -> None:
    await first(desk)
    await desk.sandbox.advance(at("3 Dec 11:00"))
    answer = await desk.say(
        MALY,
        "/ask Ministry of Health: what about the wards? what about the roof? by 6 Dec 12:00 via call to Chheang Ra at 10:30 #w",
    )
    assert f"{BOTH}\nThat is 26 hours ago." in answer
    message = desk.telegram.last(MALY)["message_id"]
    await desk.press(MALY, CHOICES[0])
    assert desk.last(MALY).startswith(
        "Logged on #1: asked again. Attempt 2 of 5. What became of the call? Its deadline is Fri 6 Dec 12:00 now."
    )
    assert "📵 no answer" in desk.choices(MALY)
    assert (newest(desk), kinds(desk, 1)) == (1, [*ASKING, "chased", "extended"])
    assert desk.rows("SELECT channel, contact, happened_at FROM event WHERE kind = 'chased'") == [
        ("call", "Chheang Ra", "2024-12-03 03:30:00.000000")
    ]
    again = await desk.press(MALY, data="d:1:join:1", message=message)
    assert again.answered
    assert kinds(desk, 1) == [*ASKING, "chased", "extended"]


async def test_the_later_of_two_deadlines_counts(desk: Desk) -> None:
    await first(desk)
    await desk.say(MALY, ASK.replace("by 5 Dec 17:00", "by 4 Dec 12:00"))
    await desk.press(MALY, CHOICES[0])
    assert "Its deadline stays Thu 5 Dec 17:00, the later of the two." in desk.last(MALY)
    assert kinds(desk, 1) == [*ASKING, "chased"]


async def test_logged_anyway_there_are_two_and_one_sentence(desk: Desk) -> None:
    await first(desk)
    await desk.say(MALY, SAME[0])
    await desk.press(MALY, "Log anyway")
    assert desk.last(MALY).startswith("Logged as #2.")
    assert (kinds(desk, 1), kinds(desk, 2)) == (ASKING, ASKING)
    await desk.sandbox.advance(at("6 Dec 18:00"))
    for scope in ("#w", "me", "Ministry of Health"):
        report = await desk.say(MALY, f"/report {scope} full")
        assert report.count("The Ministry of Health did not respond") == 2  # as print has it, and exactly
        assert "A call went unanswered. (#1, #2)" in report


async def test_a_question_that_is_not_in_it_is_logged_on_its_own(desk: Desk) -> None:
    await first(desk)
    answer = await desk.say(MALY, "/ask Ministry of Health: what about the roof? why? who pays? via call #w")
    assert "– what about the roof?\nAsked" in answer
    assert "If you join it, 2 questions that are not in it are logged on their own." in answer
    await desk.press(MALY, CHOICES[0])
    assert desk.last(MALY).startswith(
        "Logged on #1: asked again. Attempt 2 of 5. What became of the call?\n\nLogged as #2: Ministry of Health"
    )
    put = desk.rows("SELECT text FROM question WHERE request_id = 2 ORDER BY position")
    assert [text for (text,) in put] == ["why?", "who pays?"]


@pytest.mark.wide
@pytest.mark.parametrize("joins", [(True, True), (True, False), (False, True), (False, False)])
async def test_of_several_bodies_each_is_asked_about(desk: Desk, joins: tuple[bool, bool]) -> None:
    question = "what about the wards? by 5 Dec 17:00 via email #w"
    await desk.say(DARA, f"/ask Ministry of Health, Embassy of India: {question}")
    await desk.say(MALY, f"/ask Embassy of India, Embassy of Japan, Ministry of Health: {question}")
    for number, join in zip((2, 1), joins, strict=True):
        assert f": #{number}." in desk.last(MALY)
        assert newest(desk) == 2
        await desk.press(MALY, f"Join #{number}: one more attempt" if join else "Log anyway")
    assert newest(desk) == 5 - sum(joins)
    assert [kinds(desk, number) == [*ASKING, "chased"] for number in (2, 1)] == list(joins)
    assert "Embassy of Japan" in desk.last(MALY)


async def test_in_the_dialogue_too(desk: Desk) -> None:
    await first(desk)
    for said in ("/ask", "Ministry of Health", "what about the wards?", "5 Dec 17:00", "message", "w"):
        await desk.say(MALY, said)
    await desk.press(MALY, "✅ Log it")
    assert desk.last(MALY).startswith(TOLD)
    await desk.press(MALY, CHOICES[0])
    assert desk.last(MALY).startswith("Logged on #1: asked again. Attempt 2 of 5.")
    assert (newest(desk), kinds(desk, 1)) == (1, [*ASKING, "chased"])


@pytest.mark.parametrize("label", CHOICES[:2])
async def test_pressed_twice_it_is_recorded_once(desk: Desk, label: str) -> None:
    await first(desk)
    await desk.say(MALY, SAME[0])
    message, data = desk.telegram.last(MALY)["message_id"], desk.data(MALY, label)
    await asyncio.gather(*(desk.press(MALY, data=data, message=message) for _ in range(3)))
    events = len(kinds(desk, 1)) + (len(kinds(desk, 2)) if newest(desk) == 2 else 0)
    assert events == len(ASKING) + (1 if label == CHOICES[0] else len(ASKING))


@pytest.mark.wide
async def test_of_last_month_it_says_so(desk: Desk) -> None:
    await first(desk)
    await desk.sandbox.advance(at("30 Dec 09:00"))
    answer = await desk.say(MALY, SAME[0])
    assert "Asked Mon 2 Dec 09:00, email\nThat is 4 weeks ago." in answer


@pytest.mark.parametrize(
    ("closing", "stands"),
    [
        ("/reply 1 full here it is", "🟢 answered"),
        ("/decline 1 no", "🚫 declined to comment"),
        ("/refer 1 to GDI", "↪️ referred elsewhere"),
    ],
)
async def test_what_is_closed_cannot_be_joined_and_is_told_all_the_same(
    desk: Desk, closing: str, stands: str
) -> None:
    await first(desk)
    await desk.say(DARA, closing)
    answer = await desk.say(MALY, SAME[0])
    assert answer.startswith(TOLD)
    assert stands in answer
    assert desk.choices(MALY) == CHOICES[1:]
    await desk.press(MALY, "Open #1")
    assert stands in desk.last(MALY)


async def test_what_is_closed_meanwhile_stays_undecided(desk: Desk) -> None:
    await first(desk)
    await desk.say(MALY, SAME[0])
    message = desk.telegram.last(MALY)["message_id"]
    await desk.say(DARA, "/reply 1 full here it is")
    await desk.press(MALY, CHOICES[0], message=message)
    assert (newest(desk), status(desk, 1)) == (1, "answered")
    await desk.press(MALY, "Log anyway", message=message)
    assert desk.last(MALY).startswith("Logged as #2.")


@pytest.mark.parametrize("before", ["/withdraw 1 a slip", "/undo 1"])
async def test_what_was_taken_back_is_no_double(desk: Desk, before: str) -> None:
    await first(desk)
    await desk.say(DARA, before)
    assert (await desk.say(MALY, SAME[0])).startswith("Logged as #2.")


async def test_somebody_else_by_name_may_be_asked_the_same(desk: Desk) -> None:
    await first(desk, ASK.replace("via email", "via email to Chheang Ra"))
    for number, contact in ((2, "to spokesman Touch Sokhak"), (3, "to Sok Dara")):
        answer = await desk.say(MALY, SAME[0].replace("via call", f"via call {contact}"))
        assert answer.startswith(f"Logged as #{number}.")
    assert "Not logged yet." in await desk.say(MALY, SAME[0])
    assert "Not logged yet." in await desk.say(DARA, SAME[0].replace("via call", "via call to Touch Sokhak"))


async def test_ones_own_of_today_is_pointed_out_and_that_of_another_day_asked_about(desk: Desk) -> None:
    await first(desk)
    answer = await desk.say(DARA, SAME[0])
    assert answer.startswith("Logged as #2.")
    assert "⚠️ #1 put much the same to them: “what about the wards?”." in answer
    await desk.sandbox.advance(at("3 Dec 09:00"))
    assert (await desk.say(DARA, SAME[0])).startswith(
        "Not logged yet. You have asked Ministry of Health the same for #w: #2."
    )


@pytest.mark.parametrize(
    "question", ["what about the ward", "and what about the wards?", "what about all the roofs?"]
)
async def test_what_is_only_alike_is_pointed_out_and_not_asked_about(desk: Desk, question: str) -> None:
    await first(desk)
    answer = await desk.say(MALY, f"/ask Ministry of Health: {question} via call #w")
    assert answer.startswith("Logged as #2.")
    assert "⚠️ #1 put much the same to them: “what about the " in answer


async def test_a_request_that_a_referral_opened_for_a_colleague_can_be_joined(desk: Desk) -> None:
    await first(desk)
    await desk.say(DARA, "/refer 1 to Ministry of Justice")
    answer = await desk.say(MALY, SAME[0].replace("Health", "Justice"))
    assert answer.startswith("Not logged yet. #2 waits to be asked: Ministry of Justice, for #w.")
    await desk.press(MALY, "Join #2: one more attempt")
    assert desk.last(MALY).startswith("Logged on #2: asked.")
    assert (newest(desk), kinds(desk, 2)) == (2, ["deadline_set", "asked"])


async def test_asked_before_it_was_asked_it_is_logged_on_its_own(desk: Desk) -> None:
    await desk.sandbox.advance(at("2 Dec 12:00"))
    await first(desk)
    answer = await desk.say(MALY, SAME[0].replace("via call", "via call at 10:00"))
    assert answer.startswith(TOLD)
    assert desk.choices(MALY) == CHOICES[1:]


async def test_in_khmer(desk: Desk) -> None:
    await first(desk)
    await desk.say(MALY, "/settings language=km")
    answer = await desk.say(MALY, SAME[0])
    assert answer.startswith("មិនទាន់បានកត់ត្រា។ Dara បានសួរ ក្រសួងសុខាភិបាល ដូចគ្នាសម្រាប់ #w រួចហើយ៖ #1។")
    assert desk.choices(MALY)[:2] == ["ភ្ជាប់ទៅ #1៖ ការសួរម្ដងទៀត", "កត់ត្រាដដែល"]
