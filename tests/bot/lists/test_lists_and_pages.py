"""Long lists: with 120 requests nothing is lost over the pages, and every message fits."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from sandbox.case import DARA, GROUP, MALY, SREYNEANG
from tests.bot.asked import ask
from tests.bot.desk import Desk, Saved

pytestmark = pytest.mark.asyncio(loop_scope="module")

COUNT = 120
TO_ONE_BODY = 6
LATE = list(range(1, COUNT + 1, 2))
LONG_NOTE = "\n\n\n".join(f"line {n} of a very long letter" for n in range(115))


@pytest_asyncio.fixture(scope="module", loop_scope="module", name="full_desk")
async def a_full_desk(founded: Saved, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    """120 requests of Dara's to all bodies of the directory, six of them to the first; those with odd numbers are late."""
    async with founded.opened(tmp_path_factory.mktemp("full")) as desk:
        names = [f'"{name}"' for (name,) in desk.rows("SELECT name FROM body ORDER BY id")]
        asked = [", ".join(names[first : first + 12]) for first in range(0, len(names), 12)]
        await desk.say(DARA, "/story #big Everything publish 6 Dec 18:00")
        for to in [*asked, *names[:1] * (COUNT - len(names))]:
            await desk.say(DARA, f"/ask {to}: why? by 5 Dec 17:00 via email #big")
        desk.change("UPDATE request SET deadline_at = '2024-12-01 10:00:00.000000' WHERE number % 2 = 1")
        yield desk


async def pages_and_labels(desk: Desk, who: int, command: str) -> tuple[list[str], list[str]]:
    """Every page of the answer to a command, turned with », and the labels of all their buttons."""
    found, labels = [await desk.say(who, command)], desk.choices(who)
    count = re.search(r"^1/(\d+)$", "\n".join(labels), re.MULTILINE)
    for page in range(2, int(count[1]) + 1 if count else 0):
        await desk.press(who, "»")
        assert f"{page}/{count[1] if count else 1}" in desk.choices(who)
        assert len(desk.choices(who)) <= 100
        found.append(desk.last(who))
        labels += desk.choices(who)
    return found, labels


async def pages(desk: Desk, who: int, command: str) -> list[str]:
    """The pages alone."""
    return (await pages_and_labels(desk, who, command))[0]


def fits(text: str) -> bool:
    return 0 < len(text.encode("utf-16-le")) // 2 <= 4096


def numbers(texts: list[str]) -> list[int]:
    """The requests that begin a line."""
    return [int(n) for text in texts for n in re.findall(r"^#(\d+) ", text, re.MULTILINE)]


@pytest.mark.parametrize(
    ("who", "command"),
    [
        (DARA, "/status"), (DARA, "/status me"), (DARA, "/due"), (MALY, "/find why"),
        (MALY, "/find" + " why" * 20),
    ],
)  # fmt: skip
@pytest.mark.long
async def test_every_request_is_on_exactly_one_page(full_desk: Desk, who: int, command: str) -> None:
    found = await pages(full_desk, who, command)
    assert len(found) > 1
    assert all(fits(page) for page in found)
    assert sorted(numbers(found)) == list(range(1, COUNT + 1))


@pytest.mark.wide
async def test_the_late_ones_come_first(full_desk: Desk) -> None:
    order = numbers(await pages(full_desk, MALY, "/status"))
    assert order[: COUNT // 2] == LATE


async def test_every_line_has_its_button_which_opens_the_card(full_desk: Desk) -> None:
    await full_desk.say(MALY, "/status")
    while True:
        shown = [f"#{n}" for n in numbers([full_desk.last(MALY)])]
        assert [choice for choice in full_desk.choices(MALY) if choice.startswith("#")] == shown
        await full_desk.press(MALY, "»")
        if "#1" in full_desk.choices(MALY):
            break
    await full_desk.press(MALY, "#1")
    assert full_desk.last(MALY).startswith("#1 Phnom Penh Municipal Court\n")


async def test_pages_go_round_and_are_turned_in_place(full_desk: Desk) -> None:
    assert "cannot read “soonish” as a time" in await full_desk.say(SREYNEANG, "/due soonish")
    first = await full_desk.say(SREYNEANG, "/due")
    assert first == "You have no open requests."
    for day, due in (("5 Dec", "Thu 5 Dec: 60"), ("6 Dec", "Fri 6 Dec: 0")):
        assert (await full_desk.say(DARA, f"/due {day}")).startswith(f"Yours due on {due}")
    first = await full_desk.say(DARA, "/due")
    before = len(full_desk.written(DARA))
    await full_desk.press(DARA, "«")
    assert "24/24" in full_desk.choices(DARA)
    await full_desk.press(DARA, "»")
    assert full_desk.last(DARA) == first
    assert len(full_desk.written(DARA)) == before


@pytest.mark.wide
@pytest.mark.parametrize("command", ["/report full", "/report #big full"])
async def test_a_report_names_every_late_request_and_fits(full_desk: Desk, command: str) -> None:
    found = await pages(full_desk, SREYNEANG, command)
    assert all(fits(page) for page in found)
    late = [int(n) for page in found for n in re.findall(r"^#(\d+) waiting: deadline", page, re.MULTILINE)]
    assert sorted(late) == LATE
    assert [page.count("Not past the deadline") for page in found] == [0] * (len(found) - 1) + [1]


async def test_a_report_has_a_button_for_each_request_and_a_check_of_each_body(full_desk: Desk) -> None:
    found, labels = await pages_and_labels(full_desk, SREYNEANG, "/report #big full")
    assert sorted(int(label[1:]) for label in labels if re.fullmatch(r"#\d+", label)) == list(
        range(1, COUNT + 1)
    )
    bodies = full_desk.rows("SELECT DISTINCT name FROM body JOIN request ON body_id = body.id")
    checked = re.findall(r"^(.+) \(#[^)]+\): \d of 6 · ", "\n".join(found), re.MULTILINE)
    assert sorted(checked) == sorted(name for (name,) in bodies)
    assert len([label for label in labels if label[0] == "⚖"]) == len(bodies)
    several = f"Phnom Penh Municipal Court (#1, #116, #117, #118 and {TO_ONE_BODY - 4} more)"
    assert f"{several}: " in "\n".join(found)
    assert (await full_desk.say(MALY, "/report 1")).startswith(f"⚖️ Fair chance: {several}, ")


@pytest.mark.wide
async def test_the_status_of_a_story_is_few_buttons_a_page_and_every_request_is_on_one(
    full_desk: Desk,
) -> None:
    found, labels = [await full_desk.say(MALY, "/status #big")], full_desk.choices(MALY)
    while turn := [label for label in full_desk.choices(MALY) if label.endswith("»")]:
        assert len(full_desk.choices(MALY)) <= 8
        await full_desk.press(MALY, turn[0])
        found.append(full_desk.last(MALY))
        labels += full_desk.choices(MALY)
    assert all(fits(page) for page in found)
    every = [page.split("\n\n")[1].splitlines() for page in found]
    opened = [int(label[1:]) for label in labels if re.fullmatch(r"#\d+", label)]
    assert sorted(opened) == list(range(1, COUNT + 1))
    named = [
        int(n) for page in every for line in page for n in re.findall(r"#(\d+)", re.split(r" [A-Z]", line)[0])
    ]
    assert sorted(named) == list(range(1, COUNT + 1))
    assert all("Fair chance before publication" in page for page in found)


async def test_every_body_is_listed_once(full_desk: Desk) -> None:
    found = await pages(full_desk, MALY, "/bodies")
    assert all(fits(page) for page in found)
    listed = [line.rsplit(" · ", 1)[0] for page in found for line in page.splitlines() if " · " in line]
    assert sorted(listed) == sorted(name for (name,) in full_desk.rows("SELECT name FROM body"))
    assert all(len(page.splitlines()) <= 23 for page in found)
    asked = full_desk.rows("SELECT DISTINCT name FROM body JOIN request ON body_id = body.id")
    opened = full_desk.choices(MALY)[:-3]
    assert len(opened) == 5  # on each page, to be opened with one press, those asked lately
    assert all(any(name.startswith(label.rstrip("…")) for (name,) in asked) for label in opened)


async def test_bodies_that_are_like_a_name_are_found(full_desk: Desk) -> None:
    (found,) = await pages(full_desk, MALY, "/bodies municipal court")
    assert "Phnom Penh Municipal Court · court" in found
    await full_desk.say(MALY, "/bodies court")
    assert len(full_desk.choices(MALY)) <= 8


async def test_a_story_shows_what_fits_and_where_the_rest_is(full_desk: Desk) -> None:
    answer = await full_desk.say(MALY, "/story #big")
    assert fits(answer)
    assert len(numbers([answer])) == 8  # what one screen has room for
    assert answer.endswith("All of them: /status #big")
    (stories,) = await pages(full_desk, MALY, "/story")
    assert stories == (
        "1 story\n\n#big Everything · publication Fri 6 Dec 18:00\n120 open, 60 past the deadline"
    )


async def test_a_digest_says_that_there_is_more(full_desk: Desk) -> None:
    answer = await full_desk.say(SREYNEANG, "/digest now", chat=GROUP)
    assert fits(answer)
    assert answer.endswith("There is more: /status shows all of it.")


async def test_a_letter_as_long_as_a_message_can_be_is_read_in_the_history(full_desk: Desk) -> None:
    assert len(f"/note 10 {LONG_NOTE}") > 3600
    await full_desk.say(DARA, f"/note 10 {LONG_NOTE}")
    await full_desk.say(DARA, "/undo 10")
    found = await pages(full_desk, MALY, "/status 10")
    assert all(fits(page) for page in found)
    lines = re.findall(r"line (\d+) of", "\n".join(page.partition("History")[2] or page for page in found))
    assert [int(n) for n in lines if n] == list(range(115))


@pytest.mark.wide
async def test_many_long_questions_are_read_in_full(full_desk: Desk) -> None:
    asked = [f"q{n} {'why ' * 60}?" for n in range(15)]
    n = await ask(full_desk, MALY, "\n- ".join(["/ask Embassy of Japan", *asked]))
    assert fits(full_desk.last(MALY))
    assert f"… and 5 more questions: /status {n}" in full_desk.last(MALY)
    found = await pages(full_desk, MALY, f"/status {n}")
    assert all(fits(page) for page in found)
    assert all(question in "\n".join(found) for question in asked)
