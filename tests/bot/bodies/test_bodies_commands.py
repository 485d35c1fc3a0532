"""The directory: looked at, added to, changed; and what a body's card says of its answering."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.bodies.texts import body
from bot.i18n.catalogue import Texts
from db.answering import Answering, Came
from db.lifecycle import BodyKind
from db.tables import Body
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


async def test_another_name_is_no_longer_than_a_name(busy_desk: Desk) -> None:
    said = await busy_desk.say(DARA, f"/body GDI alias=Short, {'ក្ខ' * 500}")
    assert "longer than 120 characters" in said
    assert "Short" not in await busy_desk.say(DARA, "/body GDI")


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
        "To a first reply: 3 hours; none yet after 24 hours\nTo an answer in full: 24 hours; none yet after 24 hours"
    )
    assert "%" not in card
    assert desk.choices(MALY) == ["Requests"]
    await desk.press(MALY, "Requests")
    assert desk.last(MALY).startswith(
        "Embassy of India, Tue 3 Dec 09:00\n1 open, 1 past the deadline, 1 closed"
    )


# How many requests were answered, withdrawn, bounced and left alone, and what the card says of them.
RATES = [
    ((4, 0, 0, 0), "Asked 4 times; answered in full: 4, past the deadline now: 0", None),
    ((4, 1, 0, 0), "Asked 5 times; answered in full: 4, past the deadline now: 0, withdrawn: 1", None),
    ((4, 3, 0, 0), "Asked 7 times; answered in full: 4, past the deadline now: 0, withdrawn: 3", None),
    ((4, 1, 0, 1), "Asked 6 times; answered in full: 4, past the deadline now: 1, withdrawn: 1", "80"),
    ((5, 2, 0, 0), "Asked 7 times; answered in full: 5, past the deadline now: 0, withdrawn: 2", "100"),
    (
        (4, 0, 1, 1),
        "Asked 6 times; answered in full: 4, past the deadline now: 2, could not be delivered: 1",
        "80",
    ),
    ((0, 5, 0, 0), "Asked 5 times; answered in full: 0, past the deadline now: 0, withdrawn: 5", None),
    (
        (0, 0, 5, 0),
        "Asked 5 times; answered in full: 0, past the deadline now: 5, could not be delivered: 5",
        None,
    ),
    (
        (1, 1, 1, 3),
        "Asked 6 times; answered in full: 1, past the deadline now: 4, could not be delivered: 1, withdrawn: 1",
        None,
    ),
    ((0, 0, 0, 5), "Asked 5 times; answered in full: 0, past the deadline now: 5", "0"),
]


@pytest.mark.asyncio(loop_scope="function")
@pytest.mark.parametrize(("became", "counts", "share"), RATES)
@pytest.mark.long
async def test_what_was_withdrawn_or_never_arrived_is_in_no_rate(
    desk: Desk, became: tuple[int, int, int, int], counts: str, share: str | None
) -> None:
    answered, withdrawn, bounced, left = became
    for _ in range(sum(became)):
        await ask(desk, DARA, "/ask Embassy of India: a? by 2 Dec 17:00 via email")
    await desk.sandbox.advance(at("2 Dec 12:00"))
    steps = (
        ["/reply {} full none of ours"] * answered + ["/withdraw {}"] * withdrawn + ["/bounce {}"] * bounced
    )
    for number, step in enumerate(steps, start=1):
        assert "Logged" in await desk.say(DARA, step.format(number))
    await desk.sandbox.advance(at("2 Dec 18:00"))
    lines = (await desk.say(MALY, "/body Embassy of India")).splitlines()
    told = lines.index(counts)
    rates = [line for line in lines[told + 1 :] if "%" in line]
    assert rates == ([f"Answers {share} % of requests in full."] if share is not None else [])
    times = [line for line in lines[told + 1 :] if "%" not in line]
    each = ", ".join(["3 hours"] * answered)
    silent = f"none yet after {', '.join(['9 hours'] * left)}" if left else ""
    few = "; ".join(filter(None, [each, silent]))
    if answered + left < 5:
        expected = [f"To a first reply: {few}", f"To an answer in full: {few}"]
    elif answered > left:
        expected = [
            "Middle time to a first reply: 3 hours",
            "Middle time to an answer in full: 3 hours",
        ]
    else:
        expected = ["At least half have had no first reply; the longest wait: 9 hours"]
    assert times == (expected if answered else expected[:1] if left else [])
    assert left == sum(became) - len(steps)


ONCE = "Asked 1 time; answered in full: 0, past the deadline now: 0"


@pytest.mark.wide
@pytest.mark.asyncio(loop_scope="function")
@pytest.mark.parametrize(
    ("steps", "counts"),
    [
        ("/reply 1 ack; /withdraw 1", f"{ONCE}, withdrawn: 1"),
        ("/reply 1 partial they deny; /withdraw 1", f"{ONCE}, withdrawn: 1"),
        ("/withdraw 1; /reopen 1", f"{ONCE}\nTo a first reply: none yet after 3 hours"),
        ("/withdraw 1; /undo 1", f"{ONCE}\nTo a first reply: none yet after 3 hours"),
        ("/undo 1", "Never asked by this newsroom."),
    ],
)
async def test_nothing_of_what_was_withdrawn_is_told_as_an_answer(
    desk: Desk, steps: str, counts: str
) -> None:
    await ask(desk, DARA, "/ask Embassy of India: a? by 5 Dec 17:00 via email")
    await desk.sandbox.advance(at("2 Dec 12:00"))
    for step in steps.split("; "):
        await desk.say(DARA, step)
    assert (await desk.say(MALY, "/body Embassy of India")).endswith(f"\n{counts}")


@pytest.mark.asyncio(loop_scope="function")
async def test_the_rates_in_khmer(desk: Desk) -> None:
    for _ in range(6):
        await ask(desk, DARA, "/ask Embassy of India: a? by 2 Dec 17:00 via email")
    await desk.says(DARA, "/withdraw 1", "/reply 2 full no")
    await desk.say(MALY, "/settings language=km")
    card = await desk.say(MALY, "/body Embassy of India")
    assert "បានដកវិញ៖ ១" in card
    assert "២០ %" in card


@pytest.mark.parametrize(
    ("some", "of", "share"), [(199, 200, 99), (1, 200, 1), (200, 200, 100), (0, 9, 0), (2, 6, 33)]
)
async def test_all_and_none_are_said_of_all_and_none_alone(some: int, of: int, share: int) -> None:
    asked = Answering(of, 0, 0, Counter({Came.IN_FULL: some}), 0, (), ())
    text = body(Texts("en", "Asia/Phnom_Penh"), Body(name="Senate", kind=BodyKind.OTHER), [], [], asked)
    assert text.endswith(f"Answers {share} % of requests in full.")


@pytest.mark.asyncio(loop_scope="function")
async def test_a_body_that_never_answers_shows_no_time_but_how_long_it_has_been_silent(desk: Desk) -> None:
    for _ in range(5):
        await ask(desk, DARA, "/ask Embassy of India: a? by 2 Dec 17:00 via email")
    await desk.sandbox.advance(at("2 Dec 18:00"))
    card = await desk.say(MALY, "/body Embassy of India")
    assert card.endswith(
        "Asked 5 times; answered in full: 0, past the deadline now: 5\nAnswers 0 % of requests in full.\n"
        "At least half have had no first reply; the longest wait: 9 hours"
    )
    assert "Middle time" not in card
