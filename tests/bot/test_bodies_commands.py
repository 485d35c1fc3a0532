"""The directory: looked at, added to, changed; and what a body's card says of its answering."""

from __future__ import annotations

import pytest

from sandbox.case import DARA, MALY, SREYNEANG, at
from tests.bot.asked import ask
from tests.bot.desk import Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_body_shows_its_names_and_that_it_was_never_asked(busy_desk: Desk) -> None:
    card = await busy_desk.say(MALY, "/body Embassy of Japan")
    assert card.splitlines()[0] == "Embassy of Japan"
    assert card.splitlines()[2] == "embassy"
    assert "Japanese Embassy" in card
    assert card.endswith("Never asked by this newsroom.")


async def test_a_body_is_added_and_then_found_by_each_of_its_names(busy_desk: Desk) -> None:
    card = await busy_desk.say(
        DARA,
        '/body "Prince Holding" kind=company alias="Prince Group" alias=ព្រីនស៍'
        ' contact="Sok Dara, spokesman, call 012 345 678" deadline=48h',
    )
    assert card.splitlines() == [
        "Added to the directory.",
        "Prince Holding",
        "company",
        "Also: Prince Group, ព្រីនស៍",
        "Usual deadline: 48h",
        "👤 Sok Dara, spokesman, call, 012 345 678",
        "Never asked by this newsroom.",
    ]
    for name in ("prince group", "ព្រីនស៍", "PRINCE HOLDING"):
        assert (await busy_desk.say(MALY, f"/body {name}")).startswith("Prince Holding\ncompany")


async def test_its_usual_deadline_is_taken_where_none_was_told(busy_desk: Desk) -> None:
    await busy_desk.say(DARA, "/body Embassy of Laos deadline=48h")
    card = await busy_desk.say(DARA, "/ask Embassy of Laos: who was found? via email")
    assert "Deadline Wed 4 Dec 09:00 (ours; they were not told one)" in card


async def test_a_change_adds_to_what_is_there(busy_desk: Desk) -> None:
    first = await busy_desk.say(DARA, '/body GDI contact="Sok Veasna, head, call"')
    assert first.startswith("Changed in the directory.\nGeneral Department of Immigration")
    second = await busy_desk.say(MALY, '/body GDI contact="Press desk, email, press@example.org" alias=Immig')
    assert "👤 Sok Veasna, head, call\n" in second
    assert "👤 Press desk, email, press@example.org" in second
    assert "Immig" in second


async def test_a_name_in_doubt_is_offered_with_buttons_that_open_the_card(busy_desk: Desk) -> None:
    asked = await busy_desk.say(DARA, "/body japan embasy")
    assert asked.startswith("I am not sure which body “japan embasy” is.")
    await busy_desk.press(DARA, busy_desk.choices(DARA)[0])
    assert busy_desk.last(DARA).startswith("Embassy of Japan\n")


async def test_a_slip_in_a_change_is_asked_about_and_makes_no_second_body(busy_desk: Desk) -> None:
    before = busy_desk.rows("SELECT count(*) FROM body")
    asked = await busy_desk.say(DARA, "/body Nationl Police deadline=2wd")
    assert asked.startswith("Which body is “Nationl Police”?")
    assert busy_desk.rows("SELECT count(*) FROM body WHERE usual_deadline = '2wd'") == [(0,)]
    await busy_desk.press(DARA, busy_desk.choices(DARA)[0])
    assert busy_desk.last(DARA).startswith("Changed in the directory.\n")
    assert busy_desk.rows("SELECT usual_deadline FROM body WHERE name = 'National Police'") == [("2wd",)]
    assert busy_desk.rows("SELECT count(*) FROM body") == before


async def test_a_body_that_only_sounds_like_another_can_be_added_all_the_same(busy_desk: Desk) -> None:
    await busy_desk.say(DARA, '/body "Embassy of Japann" kind=embassy')
    await busy_desk.press(DARA, "➕ Add “Embassy of Japann”")
    assert busy_desk.rows("SELECT kind FROM body WHERE name = 'Embassy of Japann'") == [("embassy",)]


async def test_the_directory_is_searched_and_a_body_opened_from_it(busy_desk: Desk) -> None:
    found = await busy_desk.say(SREYNEANG, "/bodies embassy of the p")
    assert "Embassy of the Philippines · embassy" in found
    await busy_desk.press(SREYNEANG, "Embassy of the Philippines")
    assert busy_desk.last(SREYNEANG).startswith("Embassy of the Philippines\n")


@pytest.mark.asyncio(loop_scope="function")
async def test_the_record_of_answering_counts_and_gives_no_rate_below_five_requests(desk: Desk) -> None:
    await ask(desk, DARA, "/ask Embassy of India: a? by 2 Dec 17:00 via email")
    await ask(desk, DARA, "/ask Embassy of India: b? by 2 Dec 17:00 via email")
    await desk.sandbox.advance(at("2 Dec 12:00"))
    await desk.say(DARA, "/reply 1 ack")
    await desk.sandbox.advance(at("3 Dec 09:00"))
    await desk.say(DARA, "/reply 1 full none of ours")
    card = await desk.say(MALY, "/body Embassy of India")
    assert card.endswith(
        "Asked 2 times; answered in full: 1, past the deadline now: 1\n"
        "Middle time to a first reply: 3 hours\nMiddle time to an answer in full: 24 hours"
    )
    assert "%" not in card
    assert desk.choices(MALY) == ["Requests"]
    await desk.press(MALY, "Requests")
    assert desk.last(MALY).startswith(
        "Embassy of India, Tue 3 Dec 09:00\n1 open, 1 past the deadline, 1 closed"
    )


@pytest.mark.asyncio(loop_scope="function")
async def test_a_body_that_never_answers_shows_no_time_at_all(desk: Desk) -> None:
    for _ in range(5):
        await ask(desk, DARA, "/ask Embassy of India: a? by 2 Dec 17:00 via email")
    await desk.sandbox.advance(at("2 Dec 18:00"))
    card = await desk.say(MALY, "/body Embassy of India")
    assert card.endswith(
        "Asked 5 times; answered in full: 0, past the deadline now: 5\nAnswers 0 % of requests in full."
    )
    assert "Middle time" not in card
