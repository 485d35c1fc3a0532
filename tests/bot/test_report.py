"""/report at the hour of publication: the case's sentences, as an editor reads them, and their buttons."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.languages import COMPLETE, LANGUAGES
from sandbox.case import DARA, REPORT, SREYNEANG, STEPS, at
from sandbox.start import open_sandbox
from tests.bot.desk import Desk

SUPPORTED = "What the record supports\n"
NOT_LATE = "\n\nNot past the deadline"
CITIZENS = "have your citizens been repatriated, or are they still at the compound"
DETAINED = "which of your citizens were found or detained during raids over the past two months"
SPOKESPERSONS = (
    "The spokespersons of the National Police did not immediately respond to a request for comment with the questions"
    " “what did the raids achieve” and “who was detained”, made by message on Fri 6 Dec."
)
CASE = [
    "The Phnom Penh Municipal Court did not respond to an email with questions about why the 25 were brought in, where"
    " they are now and the other foreigners, sent on Mon 2 Dec. (#1)",
    "The General Department of Immigration responded on Tue 3 Dec; the sentence is yours to write, the reply is in #2.",
    f"The Embassy of China did not respond to emails with the question “{CITIZENS}”, sent between Mon 2 Dec and"
    " Wed 4 Dec. (#3)",
    f"The Embassy of the Republic of Korea referred questions to the National Police. {SPOKESPERSONS} (#4, #9)",
    "Nhem Sao of the Kampong Speu Provincial Police answered, but did not answer questions about the business and the"
    " screening. (#5)",
    f"The embassies of Pakistan and India did not respond to emails with the question “{DETAINED}”, sent on Tue 3 Dec."
    " (#6, #7)",
    "Calls to Sok Sambo of the Anti-Human Trafficking and Juvenile Protection Department went unanswered (3 calls between"
    " Wed 4 Dec and Thu 5 Dec). (#8)",
]
CHECKS = """Fair chance before publication, Fri 6 Dec 18:00
Phnom Penh Municipal Court (#1): 3 of 6 · ✗ attempts 1 of 5 · ✗ channels 1 of 2 · ✗ last call
Embassy of China (#3): 3 of 6 · ✗ attempts 2 of 5 · ✗ channels 1 of 2 · ✗ last call
Kampong Speu Provincial Police (#5): 3 of 6 · ✗ attempts 3 of 5 · ✗ channels 1 of 2 · ✗ last call
Embassy of Pakistan (#6): 3 of 6 · ✗ attempts 1 of 5 · ✗ channels 1 of 2 · ✗ last call
Embassy of India (#7): 3 of 6 · ✗ attempts 1 of 5 · ✗ channels 1 of 2 · ✗ last call
Anti-Human Trafficking and Juvenile Protection Department (#8): 3 of 6 · ✗ attempts 3 of 5 · ✗ channels 1 of 2 · ✗ last call
National Police (#9): 2 of 6 · ✗ attempts 1 of 5 · ✗ channels 1 of 2 · ✗ time 7 of 24 hours · ✗ last call"""

FILES = ["📄 Dossier", *(f"📄 {LANGUAGES[code].name}" for code in COMPLETE[1:]), "📊 XLSX", "CSV", "🗜 ZIP"]


async def test_the_case_yields_what_print_may_say(tmp_path: Path) -> None:
    async with open_sandbox(folder=tmp_path) as sandbox:
        await sandbox.found_newsroom()
        await sandbox.play(STEPS)
        report = sandbox.telegram.last(SREYNEANG)
    said = report["text"].partition(SUPPORTED)[2].partition(NOT_LATE)[0]
    assert said.split("\n\n") == [*CASE, CHECKS]
    labels = [button["text"] for row in report["reply_markup"]["inline_keyboard"] for button in row]
    assert sorted(label for label in labels if label.startswith("#")) == [f"#{n}" for n in range(1, 10)]
    checks = [f"⚖️ #{n}" for n in (1, 3, 5, 6, 7, 8, 9)]
    assert [label for label in labels if label[0] != "#"] == [*checks, *FILES]
    assert REPORT.text == "/report #mangopark"


@pytest.mark.parametrize("scope", ["/report", "/report Embassy of China"])
async def test_a_sentence_is_there_before_any_deadline_has_passed(desk: Desk, scope: str) -> None:
    await desk.say(DARA, "/ask Embassy of China: why? by 5 Dec 17:00 via call to Mr <b>Wang</b>")
    text = await desk.say(DARA, scope)
    assert "No body is past its deadline." in text
    assert (
        "Mr <b>Wang</b> of the Embassy of China did not immediately respond to a request for comment with the question"
        " “why”, made by phone on Mon 2 Dec. (#1)"
    ) in text


async def test_a_withdrawn_request_has_no_sentence_and_no_heading(desk: Desk) -> None:
    await desk.say(DARA, "/ask Embassy of China: why? by 5 Dec 17:00 via email")
    await desk.say(DARA, "/withdraw 1")
    assert SUPPORTED not in await desk.say(DARA, "/report")


async def test_many_sentences_are_paged_and_none_is_lost(desk: Desk) -> None:
    countries = ("China", "Pakistan", "India", "Thailand", "Indonesia", "Malaysia", "Laos", "Japan", "France")
    bodies = ", ".join(f"Embassy of {country}" for country in countries)
    questions = "\n".join(f"- why {number}? ({'word ' * 9}{number})" for number in range(6))
    await desk.say(DARA, f"/ask {bodies}\n{questions}\nby 3 Dec 17:00\nvia email\nto the press office")
    await desk.sandbox.advance(at("4 Dec 09:00"))
    pages = [await desk.say(SREYNEANG, "/report")]
    while f"{len(pages)}/{len(pages)}" not in desk.choices(SREYNEANG):
        await desk.press(SREYNEANG, "»")
        pages.append(desk.last(SREYNEANG))
    assert len(pages) > 1
    whole = "\n".join(pages)
    assert whole.count(SUPPORTED) == 1
    for country in countries:
        assert whole.count(f"The press office of the Embassy of {country} did not respond to an email") == 1
