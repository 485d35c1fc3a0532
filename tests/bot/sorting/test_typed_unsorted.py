"""What lacks the one word that says what it is, or says something of a body that nobody asked: offered, kept, and logged."""

from __future__ import annotations

import pytest

from sandbox.case import DARA, at
from tests.bot.asked import ask, kinds, newest
from tests.bot.desk import Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")
ASKING = "/ask Municipal Court: why are they held? where are they? by 5 Dec 17:00 via email at 08:10"
LAST = "SELECT kind, channel, text, substr(happened_at, 12, 5) FROM event WHERE kind != 'corrected' ORDER BY id DESC LIMIT 1"

# What is typed; the button that comes first, the one that is pressed; the event that it makes.
OFFERED = [
    ("/reply {n} they said they would answer by friday", "🤝 They promised an answer", "", ("promised", None, "they said they would answer by friday", "02:00")),
    ("/reply {n} asked until monday", "🙏 They asked for time", "", ("asked_time", None, "asked until monday", "02:00")),
    ("/reply {n} គេនឹងតេមកវិញ", "🤝 They promised an answer", "", ("promised", None, "គេនឹងតេមកវិញ", "02:00")),
    ("/reply {n} no comment", "🚫 They declined", "", ("declined", None, "no comment", "02:00")),
    ("/reply {n} ful they deny it", "🟢 Their answer, to everything", "", ("replied_full", None, "ful they deny it", "02:00")),
    ("/reply {n} at 08:30 they deny it", "🟢 Their answer, to everything", "◐ Their answer, in part", ("replied_partial", None, "they deny it", "01:30")),
    ("/chase {n} nobody picked up", "email", "call", ("chased", "call", "nobody picked up", "02:00")),
    ("/chase {n} emial again", "email", "", ("chased", "email", "emial again", "02:00")),
    ("/chase {n} at 08:30", "email", "visit", ("chased", "visit", "", "01:30")),
    ("/chase {n} មិនលើក", "email", "call", ("chased", "call", "មិនលើក", "02:00")),
]  # fmt: skip


@pytest.mark.wide
@pytest.mark.parametrize(("typed", "first", "pressed", "event"), OFFERED, ids=[row[0] for row in OFFERED])
async def test_what_it_is_is_offered_with_the_words_kept(
    busy_desk: Desk, typed: str, first: str, pressed: str, event: tuple[str | None, ...]
) -> None:
    n = await ask(busy_desk, text=ASKING)
    before = busy_desk.record()
    assert "your words are kept" in await busy_desk.say(DARA, typed.format(n=n))
    assert busy_desk.record() == before
    assert busy_desk.choices(DARA)[0] == first
    label = pressed or first
    data, message = busy_desk.data(DARA, label), busy_desk.telegram.last(DARA)["message_id"]
    await busy_desk.press(DARA, label)
    assert busy_desk.rows(LAST) == [event]
    after = busy_desk.record()
    await busy_desk.press(DARA, data=data, message=message)
    assert busy_desk.record() == after


@pytest.mark.parametrize(
    "typed", ["call and email", "email & call no answer", "phone + whatsapp", "ទូរស័ព្ទ និង អ៊ីមែល"]
)
async def test_two_attempts_in_one_are_refused(busy_desk: Desk, typed: str) -> None:
    n = await ask(busy_desk, text=ASKING)
    before = busy_desk.record()
    assert "Each attempt is logged on its own" in await busy_desk.say(DARA, f"/chase {n} {typed}")
    assert busy_desk.record() == before


@pytest.mark.parametrize(
    "typed", ["/reply {n} they deny", "/chase {n} nobody there", "/reply 9999 they deny"]
)
async def test_where_it_cannot_be_logged_it_is_refused_at_once(busy_desk: Desk, typed: str) -> None:
    n = await ask(busy_desk, text=ASKING)
    await busy_desk.say(DARA, f"/decline {n}")
    before = busy_desk.record()
    said = await busy_desk.say(DARA, typed.format(n=n))
    assert "nothing was recorded" in said or "no request" in said
    assert busy_desk.choices(DARA) == []
    assert busy_desk.record() == before


TRAIL = [
    ("/refer {n} to Ministry of Interior", "The court referred questions to the Ministry of Interior."),
    ("/decline {n} no comment", "questions to the Phnom Penh Municipal Court, which declined to comment."),
    ("/reply {n} full they deny it", "questions to the Phnom Penh Municipal Court, which responded"),
    ("/reply {n} ack they have it", "which acknowledged receiving"),
]


@pytest.mark.wide
@pytest.mark.parametrize(("typed", "sentence"), TRAIL)
async def test_the_word_of_a_body_that_nobody_asked_is_told_all_the_same(
    busy_desk: Desk, typed: str, sentence: str
) -> None:
    story = f"#trail{newest(busy_desk)}"
    n = await ask(busy_desk, text=f"/ask National Police: why? by 5 Dec 17:00 via email {story}")
    await busy_desk.say(DARA, f"/refer {n} to Municipal Court")
    assert "Nobody has logged that they were asked." in await busy_desk.say(DARA, typed.format(n=n + 1))
    assert "asked" not in kinds(busy_desk, n + 1)
    assert sentence in await busy_desk.say(DARA, f"/report {story} full")


async def test_and_without_a_word_of_theirs_it_is_told_as_before(busy_desk: Desk) -> None:
    n = await ask(busy_desk, text="/ask National Police: why? by 5 Dec 17:00 via email #untold")
    await busy_desk.say(DARA, f"/refer {n} to Municipal Court")
    await busy_desk.say(DARA, f"/note {n + 1} we will ask")
    await busy_desk.sandbox.advance(at("2 Dec 10:00"))
    assert "The National Police referred questions to the Phnom Penh Municipal Court." in await busy_desk.say(
        DARA, "/report #untold full"
    )
