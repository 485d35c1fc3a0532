"""Whoever reads Khmer reads the bodies' Khmer names and Khmer numbers, in answers, questions and reminders too."""

from __future__ import annotations

from sandbox.case import DARA, at
from tests.bot.desk import Desk

CHINA, INDIA = "ស្ថានទូតចិនប្រចាំកម្ពុជា", "ស្ថានទូតឥណ្ឌាប្រចាំកម្ពុជា"


async def test_a_body_has_its_khmer_name_wherever_it_is_spoken_of(desk: Desk) -> None:
    await desk.say(DARA, "/settings language=km")
    await desk.say(DARA, "/ask Embassy of China: why? by 3 Dec 12:00 via email #mangopark")
    card = desk.telegram.last(DARA)["message_id"]
    await desk.press(DARA, data="r:1:2:extendtyped")
    said = [desk.last(DARA)]
    await desk.say(DARA, "/cancel")
    said.append(await desk.say(DARA, "they rang", reply_to=card))
    said.append(await desk.say(DARA, "/report #mangopark"))
    assert "អ៊ីមែល × ១" not in said[-1]  # not late yet
    await desk.sandbox.advance(at("3 Dec 12:00"))
    said.append(desk.last(DARA).splitlines()[0])
    late = await desk.say(DARA, "/report #mangopark")
    said.append(late)
    assert "អ៊ីមែល × ១" in late
    said.append(await desk.say(DARA, "/refer 1 to Embassy of India"))
    said.append(await desk.say(DARA, "/status 2"))
    assert [CHINA in text or INDIA in text for text in said] == [True] * len(said)
    assert not [text for text in said if "Embassy of" in text]
