"""A time among free words: the words are kept whole, and a button sets the time if it was meant."""

from __future__ import annotations

import pytest

from sandbox.case import DARA, MALY
from tests.bot.asked import ask, kinds
from tests.bot.desk import Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")

ASKING = "/ask Municipal Court: why are they held? where are they? by 5 Dec 17:00 via email at 08:10"


def newest(desk: Desk, number: int) -> tuple[str, str]:
    """The words of a request's newest event, and its hour as the record has it (UTC)."""
    found = desk.rows(
        "SELECT text, happened_at FROM event WHERE kind != 'corrected' AND request_id ="  # noqa: S608
        f" (SELECT id FROM request WHERE number = {number}) ORDER BY id DESC LIMIT 1"
    )
    return found[0][0], found[0][1][11:16]


FREE = [
    ("/chase {n} call", "the secretary says ring again at 3pm", None),
    ("/chase {n} call", "she will be back at 5pm, try again at 8:30am", "08:30"),
    ("/chase {n} call", "rang twice, they pick up at 8:45am", "08:45"),
    ("/chase {n} visit", "at 2 doors nobody opened", None),
    ("/chase {n} ទូរស័ព្ទ", "លេខាប្រាប់ឱ្យហៅម្ដងទៀត នៅម៉ោង ៣ រសៀល", None),
    ("/chase {n} ទូរស័ព្ទ", "គេចាប់ផ្ដើម នៅម៉ោង ៨:៣០ ព្រឹក", "08:30"),
    ("/reply {n} full", "the raid began at 8:30am", "08:30"),
    ("/reply {n} full", "the raid began\nat 8:30am\nand they deny the rest", "08:30"),
    ("/reply {n} ack", "they will read it at 8:50", "08:50"),
    ("/reply {n} partial 1,2", "held since the raid at 8:15", "08:15"),
    ("/reply {n} partial", "held since the raid at 8:15", "08:15"),
    ("/decline {n}", "the spokesman leaves at 8:59", "08:59"),
    ("/bounce {n}", "the server was down at 08:20", "08:20"),
    ("/withdraw {n}", "we will ask again at 10", None),
    ("/refer {n} to National Police:", "their desk opens at 08:30", "08:30"),
]


@pytest.mark.wide
@pytest.mark.parametrize(("command", "words", "offered"), FREE)
async def test_a_time_among_the_words_is_theirs_until_it_is_pressed(
    busy_desk: Desk, command: str, words: str, offered: str | None
) -> None:
    n = await ask(busy_desk, text=ASKING)
    answer = await busy_desk.say(DARA, f"{command.format(n=n)} {words}")
    assert "Logged" in answer
    assert newest(busy_desk, n) == (words, "02:00")
    buttons = [label for label in busy_desk.choices(DARA) if label.startswith("🕘")]
    if offered is None:
        assert buttons == []
        return
    assert [label[-5:] for label in buttons] == [offered]
    data = busy_desk.data(DARA, buttons[0])
    await busy_desk.press(DARA, buttons[0])
    assert newest(busy_desk, n) == (words, f"01:{offered[3:]}")
    assert not [label for label in busy_desk.choices(DARA) if label.startswith("🕘")]
    # Pressed again, on a screen that still shows it: said, and nothing recorded twice.
    before = busy_desk.record()
    again = await busy_desk.press(DARA, data=data)
    assert "Nothing recorded twice" in again.text
    assert busy_desk.record() == before


@pytest.mark.wide
@pytest.mark.parametrize(
    ("command", "words", "hour"),
    [
        ("/chase {n} call at 08:30 the raid began at 9am", "the raid began at 9am", "01:30"),
        ("/chase {n} at 08:30 call the raid began at 9am", "the raid began at 9am", "01:30"),
        ("/chase {n} call no answer at 08:30", "no answer", "01:30"),
        ("/chase {n} call rang out, no answer at 08:30", "rang out, no answer", "01:30"),
        ("/chase {n} ទូរស័ព្ទ មិនលើក នៅម៉ោង ៨:៣០", "មិនលើក", "01:30"),
        ("/chase {n} ទូរស័ព្ទ លេខាប្រាប់\nនៅម៉ោង ៨:៣០", "លេខាប្រាប់", "01:30"),
        ("/reply {n} full they deny\nat 08:30", "they deny", "01:30"),
        ("/reply {n} full at 08:30", "", "01:30"),
        ("/reply {n} partial 1 at 08:30 they deny", "they deny", "01:30"),
        ("/decline {n} no comment at 08:30", "no comment", "01:30"),
        ("/withdraw {n} at 08:30 not needed", "not needed", "01:30"),
    ],
)
async def test_where_nothing_else_can_be_meant_the_time_is_that_of_the_event(
    busy_desk: Desk, command: str, words: str, hour: str
) -> None:
    n = await ask(busy_desk, text=ASKING)
    assert "Logged" in await busy_desk.say(DARA, command.format(n=n))
    assert newest(busy_desk, n) == (words, hour)
    assert not [label for label in busy_desk.choices(DARA) if label.startswith("🕘")]


async def test_a_reply_to_the_card_keeps_its_words_and_offers_the_time(busy_desk: Desk) -> None:
    n = await ask(busy_desk, text=ASKING)
    card = busy_desk.telegram.last(DARA)["message_id"]
    await busy_desk.say(DARA, "the raid began at 8:30am", reply_to=card)
    await busy_desk.press(DARA, "🟢 Their answer, to everything")
    assert newest(busy_desk, n) == ("the raid began at 8:30am", "02:00")
    await busy_desk.press(DARA, next(label for label in busy_desk.choices(DARA) if label.startswith("🕘")))
    assert newest(busy_desk, n) == ("the raid began at 8:30am", "01:30")


async def test_what_was_set_by_the_button_can_be_taken_back(busy_desk: Desk) -> None:
    n = await ask(busy_desk, text=ASKING)
    await busy_desk.say(DARA, f"/reply {n} full the raid began at 8:30am")
    await busy_desk.press(DARA, next(label for label in busy_desk.choices(DARA) if label.startswith("🕘")))
    assert "Correction undone" in await busy_desk.say(DARA, f"/undo {n}")
    assert "Taken back" in await busy_desk.say(DARA, f"/undo {n}")
    assert busy_desk.rows(f"SELECT status FROM request WHERE number = {n}") == [("waiting",)]  # noqa: S608


async def test_a_button_that_was_overtaken_sets_nothing(busy_desk: Desk) -> None:
    n = await ask(busy_desk, text=ASKING)
    await busy_desk.say(DARA, f"/chase {n} call the guard came at 8:30am")
    label = next(label for label in busy_desk.choices(DARA) if label.startswith("🕘"))
    data, message = busy_desk.data(DARA, label), busy_desk.telegram.last(DARA)["message_id"]
    await busy_desk.say(MALY, f"/chase {n} email")
    answer = await busy_desk.press(DARA, data=data, message=message)
    assert "Nothing recorded twice" in answer.text
    assert "corrected" not in kinds(busy_desk, n)


async def test_a_time_without_its_channel_is_not_forgotten(busy_desk: Desk) -> None:
    n = await ask(busy_desk, text=ASKING)
    before = busy_desk.record()
    assert "By which channel?" in await busy_desk.say(DARA, f"/chase {n} at 08:30")
    assert busy_desk.record() == before


async def test_the_dialogue_about_a_referral_reads_the_time_beside_the_name(busy_desk: Desk) -> None:
    await ask(busy_desk, text=ASKING)
    await busy_desk.press(DARA, "Referred us…")
    assert "is closed as referred" in await busy_desk.say(DARA, "National Police at 08:30: ask them")
    assert busy_desk.rows(
        "SELECT text, substr(happened_at, 12, 5) FROM event WHERE kind = 'referred' ORDER BY id DESC LIMIT 1"
    ) == [("ask them", "01:30")]


async def test_a_time_told_at_the_first_call_stays_in_the_words_and_is_offered(busy_desk: Desk) -> None:
    answer = await busy_desk.say(
        DARA, "/ask Municipal Court: why? by 5 Dec 17:00 via call, the secretary says he came at 8:30am"
    )
    assert answer.startswith("Logged as #")
    number = busy_desk.rows("SELECT max(number) FROM request")[0][0]
    words, hour = newest(busy_desk, number)
    assert (words, hour) == ("the secretary says he came at 8:30am", "02:00")
    await busy_desk.press(DARA, next(label for label in busy_desk.choices(DARA) if label.startswith("🕘")))
    assert newest(busy_desk, number) == (words, "01:30")
    assert "ring again at 3pm" in await busy_desk.say(
        DARA, "/ask Municipal Court: where? by 5 Dec 17:00 via call, the secretary says ring again at 3pm"
    )


async def test_what_they_promised_on_the_phone_is_no_deadline_of_ours_until_it_is_pressed(
    busy_desk: Desk,
) -> None:
    before = busy_desk.record()
    asked = "/ask Municipal Court: who? via call they said they would answer by friday"
    assert "What is “by friday”?" in await busy_desk.say(DARA, asked)
    assert busy_desk.record() == before
    await busy_desk.press(DARA, "It belongs to what they said")
    number = busy_desk.rows("SELECT max(number) FROM request")[0][0]
    assert newest(busy_desk, number)[0] == "they said they would answer by friday"
    told = busy_desk.rows(f"SELECT deadline_told FROM request WHERE number = {number}")  # noqa: S608
    assert told == [(0,)]
