"""/stats: what it is about, the picture, and the figures beside it."""

from __future__ import annotations

import re
import struct
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest

from bot.i18n.catalogue import Texts
from bot.stats import picture, texts
from bot.stats.reading import NoMonth, StatsForm, Window, parse_stats
from db.answering import Came, Put
from db.lifecycle import Status
from sandbox.case import DARA, GROUP, MALY, SREYNEANG, at
from sandbox.world.messages import buttons
from tests.bot.asked import ask
from tests.bot.desk import OTHER, STRANGER, Desk
from tests.db.test_answering import SORTS

pytestmark = pytest.mark.asyncio(loop_scope="module")

TODAY = date(2024, 12, 6)
NOVEMBER = Window(2024, 11)


@pytest.mark.parametrize(
    ("typed", "about", "window"),
    [
        ("", "", None),
        ("#mangopark", "#mangopark", None),
        ("Municipal Court", "Municipal Court", None),
        ("month", "", Window(2024, 12)),
        ("this month", "", Window(2024, 12)),
        ("Last month", "", NOVEMBER),
        ("november", "", NOVEMBER),
        ("Nov.", "", NOVEMBER),
        ("nov 2023", "", Window(2023, 11)),
        ("2024-11", "", NOVEMBER),
        ("11/2024", "", NOVEMBER),
        ("december", "", Window(2024, 12)),
        ("january", "", Window(2024, 1)),
        ("year", "", Window(2024)),
        ("last year", "", Window(2023)),
        ("2023", "", Window(2023)),
        ("#mangopark last month", "#mangopark", NOVEMBER),
        ("Municipal Court November 2024", "Municipal Court", NOVEMBER),
        ('"Bureau of May"', "Bureau of May", None),
        ("#november", "#november", None),
        ("12", "12", None),
        ("ខែនេះ", "", Window(2024, 12)),
        ("ខែមុន", "", NOVEMBER),
        ("ខែ\u200bមុន", "", NOVEMBER),
        ("វិច្ឆិកា", "", NOVEMBER),
        ("ខែវិច្ឆិកា ២០២៣", "", Window(2023, 11)),
        ("២០២៤-១១", "", NOVEMBER),
        ("ឆ្នាំមុន", "", Window(2023)),
        ("ឆ្នាំ ២០២៣", "", Window(2023)),
        ("សាលាដំបូង ខែមុន", "សាលាដំបូង", NOVEMBER),
    ],
)
async def test_what_it_is_about_and_when(typed: str, about: str, window: Window | None) -> None:
    assert parse_stats(typed, TODAY) == StatsForm(about, window)


@pytest.mark.parametrize(
    "typed",
    [*("2023-13", "13/2024", "2024-00", "0.2024", "2024-12-01", "01/12/2024", "5 dec", "nov 24", "dec 2124"),
     *("court 2023-13", "#mangopark 13/2024", "២០២៤-១៣", "ខែធ្នូ ២៤")],
)  # fmt: skip
async def test_what_is_written_as_a_month_and_is_none_is_no_name(typed: str) -> None:
    with pytest.raises(NoMonth):
        parse_stats(typed, TODAY)


@pytest.mark.parametrize("typed", ["all", "#mangopark all", "court ទាំងអស់"])
async def test_all_there_ever_was(typed: str) -> None:
    form = parse_stats(typed, TODAY)
    assert (form.ever, form.window) == (True, None)


async def test_a_month_is_the_newsrooms_own() -> None:
    assert Window(2024, 12).bounds("Asia/Phnom_Penh") == (
        datetime(2024, 11, 30, 17, tzinfo=UTC),
        datetime(2024, 12, 31, 17, tzinfo=UTC),
    )
    assert parse_stats(Window(2024, 2).typed, TODAY).window == Window(2024, 2)
    assert parse_stats(Window(2024).typed, TODAY).window == Window(2024)


NOW = datetime(2024, 12, 6, 11, tzinfo=UTC)


def put(number: int, body: int, hours: int, came: int | None = None) -> Put:
    """A request to a body, asked so many hours ago and, if so, answered so many hours later."""
    asked = NOW - timedelta(hours=hours)
    replied = None if came is None else asked + timedelta(hours=came)
    status = Status.WAITING if came is None else Status.ANSWERED
    return Put(number, body, f"Body {body} <&>", f"ស្ថាប័ន {body}", status, asked, asked, replied, replied)


def figures(t: Texts, *puts: Put) -> list[str]:
    table = texts.table(t, "x", puts, texts.rows(t, puts, NOW), NOW)
    return unescape(re.sub("<[^>]*>", "", str(table))).split("\n")


EN, KM = Texts("en", "Asia/Phnom_Penh"), Texts("km", "Asia/Phnom_Penh")


@pytest.mark.parametrize(
    ("puts", "said"),
    [
        ([put(1, 1, 100, 5)], ["To a first reply: 5 hours", "To an answer in full: 5 hours"]),
        ([put(1, 1, 100)], ["To a first reply: none yet after 4 days", "Silent longest: Body 1 <&> (#1), 4 days"]),
        (
            [put(n, 1, 100, 5) for n in range(4)] + [put(9, 1, 240)],
            ["Answers 80 % of requests in full.", "Middle time to a first reply: 5 hours"],
        ),
        # A body that answers one of five quickly and is silent else is not quick.
        (
            [put(0, 1, 100, 5)] + [put(n, 1, 240) for n in range(1, 5)],
            ["At least half have had no first reply; the longest wait: 10 days"],
        ),
        ([put(1, 1, 100, 5), put(2, 2, 50)], ["Body 1 <&>: 1 of 1 in full", "Body 2 <&>: 0 of 1 in full, silent for 2 days"]),
    ],
)  # fmt: skip
async def test_the_figures_beside_the_picture(puts: list[Put], said: list[str]) -> None:
    lines = figures(EN, *puts)
    assert set(said) <= set(lines)
    assert any("%" in line for line in lines) is (len(puts) >= 5)


async def test_below_five_no_rate_is_drawn_either_and_nothing_typed_becomes_a_part_of_the_picture() -> None:
    puts = [put(n, 1, 100, 5) for n in range(4)] + [put(9, 2, 240)]
    rows = texts.rows(EN, puts, NOW)
    svg = picture.drawn(EN, "<b>&", texts.under(EN, puts, NOW), rows, texts.foot(EN, NOW))
    written = [element.text or "" for element in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314
    assert "<b>&" in written
    assert [line for line in written if "%" in line] == [
        "Answers 80 % of requests in full."
    ]  # of all, not of one
    assert "Body 1 <&>" in written


async def test_each_sort_of_outcome_is_counted_in_words_and_drawn() -> None:
    puts = [replace(one, number=number) for number, (one, _) in enumerate(SORTS, start=1)]
    puts.append(replace(put(99, 1, 1), deadline_at=NOW + timedelta(hours=1)))
    rows = texts.rows(EN, puts, NOW)
    counted = dict(piece.split(": ") for piece in figures(EN, *puts)[2].split(", "))
    assert (counted.pop("could not be delivered"), counted.pop("withdrawn")) == ("1", "1")
    assert len(counted) == len(Came)
    svg = ET.fromstring(picture.drawn(EN, "x", texts.under(EN, puts, NOW), rows, texts.foot(EN, NOW)))  # noqa: S314
    filled = {each.get("fill") for each in svg.iter("{http://www.w3.org/2000/svg}rect")}
    assert len(filled - {"#ffffff"}) == len(Came)


async def test_many_bodies_are_told_together_within_what_a_caption_holds() -> None:
    puts = [put(n, n // 2, 10 * n + 20) for n in range(60)]
    for t in (EN, KM):
        [_, *each] = texts.rows(t, puts, NOW)
        assert len(each) == texts.MOST_ROWS
        assert sum(found.asked for _, found in each) == 60
        assert len("\n".join(figures(t, *puts))) <= 1024
    long = [
        Put(n, n, "ក" * 300, None, Status.WAITING, NOW - timedelta(days=9), NOW, None, None) for n in range(7)
    ]
    assert len("\n".join(figures(EN, *long))) <= 1024


@pytest.mark.parametrize(("text", "room"), [("ក", 22), ("ក្ក", 22), ("ក្ត", 22), ("កី", 22), ("កក", 48)])
async def test_what_stands_under_or_over_a_letter_takes_no_room_of_its_own(text: str, room: int) -> None:
    async def seen_from(x: int, text: str) -> bytes:
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60" viewBox="{x} 0 90 60"'
            f' font-family="Noto Sans Khmer" font-size="40"><text y="40">{text}</text></svg>'
        )
        return await picture.png(svg, print)

    assert await seen_from(room, text) == await seen_from(room, "")
    assert await seen_from(room - 4, text) != await seen_from(room, "")


async def shown(desk: Desk, who: int, text: str, *, chat: int | None = None, reply_to: int | None = None) -> Any:  # fmt: skip
    """The picture that comes because of a command."""
    chat = chat or who
    sent = await desk.telegram.send_text(who, chat, text, reply_to=reply_to)
    await desk.sandbox.idle()
    return await desk.telegram.until(
        lambda: next(
            iter(m for m in desk.telegram.messages(chat, from_bot=True, after=sent["message_id"])), None
        )
    )


async def test_one_message_with_the_picture_in_the_speakers_language(busy_desk: Desk) -> None:
    desk = busy_desk
    await ask(desk, DARA, "/ask Embassy of India: a? by 2 Dec 17:00 via email #mangopark")
    card = desk.telegram.last(DARA)["message_id"]
    await ask(desk, DARA, "/ask Municipal Court: b? by 2 Dec 17:00 via email")
    await desk.sandbox.advance(at("3 Dec 09:00"))
    for typed, named, reply in (
        ("/stats", "Mekong Desk, the last 12 months", None),
        ("/stats #mangopark", "#mangopark", None),
        ("/stats mangopark december", "#mangopark, December 2024", None),
        ("/stats indian embassy", "Embassy of India", None),
        ("/stats me month", "Dara, December 2024", None),
        ("/stats", "Embassy of India", card),
        ("/stats 1", "Embassy of India", None),
    ):
        message = await shown(desk, DARA, typed, reply_to=reply)
        caption = str(message["caption"])
        assert caption.startswith(f"How bodies answer: {named}\n"), typed
        content = desk.telegram.file(message["photo"][-1]["file_id"])
        assert content.startswith(b"\x89PNG")
        assert struct.unpack(">I", content[16:20])[0] == 1080
    assert [button["text"] for row in buttons(await shown(desk, DARA, "/stats")) for button in row] == [
        "📊 XLSX"
    ]
    await desk.say(MALY, "/settings language=km")
    message = await shown(desk, MALY, "/stats")
    assert str(message["caption"]).startswith("របៀបដែលស្ថាប័នឆ្លើយ៖ Mekong Desk")
    assert (await shown(desk, MALY, "/stats", chat=GROUP))["reply_to_message"]


async def test_what_there_is_nothing_to_draw_of_and_who_may_not_see_it(busy_desk: Desk) -> None:
    desk = busy_desk
    said = await desk.say(DARA, "/stats january")
    assert "January 2024: nothing was put to anybody here yet" in said
    assert "#nosuch" in await desk.say(DARA, "/stats #nosuch")
    assert "newsroom only" in await desk.say(STRANGER, "/stats")
    await desk.add_newsroom(OTHER)
    assert "Other Desk, the last 12 months: nothing was put" in await desk.say(OTHER, "/stats")


async def test_the_figures_come_where_the_picture_cannot(busy_desk: Desk) -> None:
    desk = busy_desk
    await ask(desk, SREYNEANG, "/ask Senate: c? by 5 Dec 17:00 via email")
    desk.telegram.fail_next("sendPhoto", status=400, description="Bad Request: IMAGE_PROCESS_FAILED", times=1)
    message = await shown(desk, SREYNEANG, "/stats Senate")
    assert "The picture could not be made just now" in str(message["text"])
    assert "To a first reply: none yet" in str(message["text"])
