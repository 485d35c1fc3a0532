"""/report about one's own work or one body: whatever the newsroom knows of the same stories counts."""

from __future__ import annotations

import pytest

from sandbox.case import DARA, MALY, SREYNEANG, at
from tests.bot.desk import Desk

COURT = "/ask Phnom Penh Municipal Court: {question}? by 3 Dec 17:00 via {channel} #raid"


async def two_ask_the_court(desk: Desk) -> None:
    await desk.say(SREYNEANG, "/story #raid Raids publish 6 Dec 18:00")
    await desk.say(DARA, COURT.format(question="why are they held", channel="email"))
    await desk.say(MALY, COURT.format(question="where are they", channel="call"))


@pytest.mark.parametrize("answer", ["/reply 2 full they are free", "/decline 2 no comment"])
async def test_a_body_that_answered_a_colleague_is_not_called_silent(desk: Desk, answer: str) -> None:
    await two_ask_the_court(desk)
    await desk.say(MALY, answer)
    await desk.sandbox.advance(at("5 Dec 10:00"))
    said = await desk.say(DARA, "/report me")
    assert "did not respond" not in said
    assert (
        "responded to another request for comment but did not answer the question “why are they held”" in said
    )
    assert "(#1, #2)" in said
    assert "yours to write" not in said  # #2 is Maly's: only what it means for #1 is told
    assert {"#1", "#2"} <= set(desk.choices(DARA))


@pytest.mark.parametrize("scope", ["me", "1"])
async def test_nor_does_a_file_of_a_part_call_it_silent(desk: Desk, scope: str) -> None:
    await two_ask_the_court(desk)
    await desk.say(MALY, "/reply 2 full they are free")
    await desk.sandbox.advance(at("5 Dec 10:00"))
    await desk.say(DARA, f"/report {scope} html")
    file_id = await desk.telegram.until(lambda: document(desk))
    page = bytes(desk.telegram.file(file_id)).decode()
    assert "did not respond" not in page
    assert "responded to another request for comment" in page
    assert 'href="#r1"' in page
    assert 'href="#r2"' not in page  # it is not in this file
    assert "they are free" not in page


def document(desk: Desk) -> str:
    return str(desk.telegram.last(DARA).get("document", {}).get("file_id", ""))


async def test_what_a_colleague_tried_counts_for_the_fair_chance(desk: Desk) -> None:
    await two_ask_the_court(desk)
    await desk.sandbox.advance(at("5 Dec 10:00"))
    checks = {
        scope: (await desk.say(DARA, f"/report {scope}")).partition("Fair chance")[2].splitlines()[1]
        for scope in ("#raid", "me")
    }
    assert "attempts 2 of 5" in checks["me"]
    assert "channels" not in checks["me"]
    assert checks["me"] == checks["#raid"]


async def test_the_report_of_a_body_tells_what_came_of_its_referral(desk: Desk) -> None:
    await desk.say(DARA, "/ask Embassy of China: were they sent home? by 3 Dec 17:00 via email #raid")
    await desk.say(DARA, "/refer 1 to National Police")
    await desk.say(DARA, "/chase 2 email")
    await desk.say(DARA, "/decline 2 no comment")
    said = await desk.say(DARA, "/report Embassy of China")
    assert "The Embassy of China referred questions to the National Police." in said
    assert "The National Police declined to comment" in said
    assert "(#1, #2)" in said


async def test_a_referral_that_was_taken_back_is_in_no_sentence_and_on_no_card(desk: Desk) -> None:
    await desk.say(DARA, "/ask Embassy of China: were they sent home? by 3 Dec 17:00 via email #raid")
    await desk.say(DARA, "/refer 1 to National Police")
    await desk.say(DARA, "/undo 1")
    assert "referred us to" not in (await desk.say(DARA, "/status 1")).partition("History")[0]
    await desk.say(DARA, "/refer 1 to Embassy of India")
    said = await desk.say(DARA, "/report #raid")
    assert "The Embassy of China referred questions to the Embassy of India. (#1)" in said
    await desk.say(DARA, "/undo 1")
    await desk.say(DARA, "/refer 1 to National Police")
    said = await desk.say(DARA, "/report #raid")
    assert "The Embassy of China referred questions to the National Police. (#1)" in said
    assert "The National Police has not been asked yet: #4." in said


async def test_a_referral_after_publication_was_not_in_print(desk: Desk) -> None:
    await desk.say(DARA, "/ask Embassy of China: were they sent home? by 3 Dec 17:00 via email #raid")
    await desk.say(DARA, "/refer 1 to Embassy of India")
    await desk.sandbox.advance(at("2 Dec 18:00"))
    await desk.say(SREYNEANG, "/story #raid published")
    await desk.sandbox.advance(at("3 Dec 10:00"))
    await desk.say(DARA, "/reopen 1")
    await desk.say(DARA, "/refer 1 to National Police")
    said = await desk.say(DARA, "/report #raid")
    assert "At publication: The Embassy of China referred questions to the Embassy of India. (#1)" in said
    assert (
        "Now: The Embassy of China referred questions to the Embassy of India and the National Police. (#1)"
        in said
    )
    await desk.say(DARA, "/undo 1")
    said = await desk.say(DARA, "/report #raid")
    assert "The Embassy of China referred questions to the Embassy of India. (#1)" in said
