"""A story named without its #, or nearly: it is found, or asked about, and no second one comes of a slip."""

from __future__ import annotations

import pytest

from sandbox.case import DARA, SREYNEANG
from tests.bot.asked import newest
from tests.bot.desk import Desk

pytestmark = pytest.mark.asyncio(loop_scope="function")


@pytest.fixture(name="told")
async def a_desk_with_stories(desk: Desk) -> Desk:
    for text in (
        "/story #mangopark Mango Park raids",
        "/story #ទឹកជំនន់ ទឹកជំនន់ភ្នំពេញ",
        "/story #city_hall The city hall",
        "/ask Municipal Court: why? via email #mangopark",
    ):
        await desk.say(SREYNEANG, text)
    return desk


def slugs(desk: Desk) -> list[str]:
    return [slug for (slug,) in desk.rows("SELECT slug FROM story ORDER BY id")]


FOUND = [
    "mangopark", "MangoPark", "mango park", "Mango Park raids", "mango-park", "#MANGOPARK", "#mangopark", "mango_park", "ទឹកជំនន់", "ទឹកជំនន់ភ្នំពេញ",
]  # fmt: skip


@pytest.mark.parametrize("typed", FOUND)
@pytest.mark.parametrize("command", ["/report", "/status", "/story"])
@pytest.mark.long
async def test_its_slug_or_title_names_it_with_or_without_the_mark(
    told: Desk, command: str, typed: str
) -> None:
    before = told.record()
    said = await told.say(DARA, f"{command} {typed}")
    assert "#mangopark" in said or "#ទឹកជំនន់" in said
    assert "Do you mean" not in said
    assert told.record() == before


@pytest.mark.wide
async def test_a_file_of_it_is_made_by_its_name_alone(told: Desk) -> None:
    assert "Do you mean" not in await told.say(DARA, "/report mango park xlsx")


NEAR = [
    ("/report #mangoprak", "#mangopark"), ("/report mangoprak", "#mangopark"), ("/status #mango", "#mangopark"),
    ("/status manogpark", "#mangopark"), ("/report park raids", "#mangopark"), ("/report #mangopark2", "#mangopark"),
    ("/story mangoprak", "#mangopark"), ("/story #mangoprak", "#mangopark"), ("/report #ទឹកជំនន", "#ទឹកជំនន់"),
    ("/report mango parc zip", "#mangopark"), ("/story #mangoprak publish fri 18:00", "#mangopark"),
    ("/ask Municipal Court: where? #mangoprak", "#mangopark"), ("/ask Municipal Court: where? #mangpark", "#mangopark"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "slug"), NEAR)
@pytest.mark.long
async def test_what_is_near_is_offered_and_nothing_comes_of_it_before(
    told: Desk, typed: str, slug: str
) -> None:
    before = told.record()
    said = await told.say(SREYNEANG, typed)
    assert "mean" in said
    first = told.choices(SREYNEANG)[0]
    assert first.startswith(slug)
    assert told.record() == before
    await told.press(SREYNEANG, first)
    assert slug in told.everything_said()
    assert slugs(told) == [row[2] for row in before["story"]] or len(slugs(told)) == 3


@pytest.mark.wide
@pytest.mark.parametrize(
    ("typed", "label", "count"),
    [
        ("/story #mangoprak", "➕ New story #mangoprak", 4),
        ("/story #mangoprak", "#mangopark Mango Park raids", 3),
        ("/ask Municipal Court: where? #mangoprak", "➕ New story #mangoprak", 4),
        ("/ask Municipal Court: where? #mangoprak", "#mangopark Mango Park raids", 3),
    ],
)
async def test_a_new_story_is_made_only_where_it_is_meant(
    told: Desk, typed: str, label: str, count: int
) -> None:
    asked = newest(told)
    await told.say(SREYNEANG, typed)
    await told.press(SREYNEANG, label)
    assert len(slugs(told)) == count
    assert newest(told) == asked + typed.startswith("/ask")


async def test_the_words_behind_a_slip_are_kept(told: Desk) -> None:
    await told.say(SREYNEANG, "/story #mangoprak publish 6 Dec 18:00")
    await told.press(SREYNEANG, "#mangopark Mango Park raids")
    assert told.rows("SELECT publish_at FROM story WHERE slug = 'mangopark'")[0][0].startswith(
        "2024-12-06 11:00"
    )


@pytest.mark.parametrize("slug", ["#flood", "#mangopark2", "#raid1", "#mango", "#ab"])
async def test_what_is_no_slip_is_a_new_story_at_once(told: Desk, slug: str) -> None:
    await told.says(SREYNEANG, "/story #raid2", f"/ask Municipal Court: when? {slug}")
    assert slug.removeprefix("#") in slugs(told)


@pytest.mark.parametrize("command", ["/report", "/status"])
async def test_a_body_and_a_story_of_one_name_are_asked_about(told: Desk, command: str) -> None:
    await told.say(SREYNEANG, f"{command} city hall")
    assert told.choices(SREYNEANG)[:2] == ["#city_hall The city hall", "Phnom Penh City Hall"]
    await told.press(SREYNEANG, "Phnom Penh City Hall")
    assert "Phnom Penh City Hall" in told.last(SREYNEANG)


@pytest.mark.parametrize("typed", ["/report #nosuchthing", "/status #ឥតមាន"])
async def test_what_is_like_nothing_is_not_there(told: Desk, typed: str) -> None:
    assert "There is no story" in await told.say(DARA, typed)


async def test_a_body_stays_a_body(told: Desk) -> None:
    said = await told.say(DARA, "/status Municipal Court")
    assert "Phnom Penh Municipal Court" in said
    assert "mean" not in said
