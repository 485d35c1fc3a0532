"""/report at the hour of publication: the case's sentences, as an editor reads them, and their buttons; and about one's own work or one body,
for which whatever the newsroom knows of the same stories counts."""

from __future__ import annotations

import pytest

from bot.languages import COMPLETE, LANGUAGES
from sandbox.case import DARA, MALY, REPORT, SREYNEANG, at
from tests.bot.desk import Desk
from tests.stories.telling import Played

SUPPORTED = "What the record supports\n"
NOT_LATE = "\n\nNot past the deadline"
CITIZENS = "have your citizens been repatriated, or are they still at the compound"
DETAINED = "which of your citizens were found or detained during raids over the past two months"
SPOKESPERSONS = (
    "The spokespersons of the National Police did not immediately respond to a request for comment with the questions"
    " “what did the raids achieve” and “who was detained”, made by message on Fri 6 Dec."
)
# What is printed, and what may be said exactly.
CASE = [
    "The Phnom Penh Municipal Court did not respond to emailed questions about why the 25 were brought in, where they are now"
    " and the other foreigners.\n"
    "The Phnom Penh Municipal Court did not respond to an email with questions about why the 25 were brought in, where"
    " they are now and the other foreigners, sent on Mon 2 Dec. (#1)",
    "The General Department of Immigration responded on Tuesday.\n"
    "The General Department of Immigration responded on Tue 3 Dec; the sentence is yours to write, the reply is in #2.",
    "The Chinese embassy did not respond to emails seeking comment.\n"
    f"The Embassy of China did not respond to emails with the question “{CITIZENS}”, sent between Mon 2 Dec and"
    " Wed 4 Dec. (#3)",
    "The South Korean embassy referred questions to the National Police. Police spokespersons did not immediately"
    " respond to a request for comment on Friday.\n"
    f"The Embassy of the Republic of Korea referred questions to the National Police. {SPOKESPERSONS} (#4, #9)",
    "Kampong Speu Provincial Police deputy chief Nhem Sao answered some questions but did not answer repeated questions about"
    " the business and the screening.\n"
    "Nhem Sao of the Kampong Speu Provincial Police answered, but did not answer questions about the business and the"
    " screening. (#5)",
    "The Pakistani and Indian embassies did not respond to emailed requests for comment.\n"
    f"The embassies of Pakistan and India did not respond to emails with the question “{DETAINED}”, sent on Tue 3 Dec."
    " (#6, #7)",
    "Calls to Anti-Human Trafficking and Juvenile Protection Department director Sok Sambo went unanswered.\n"
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

FILES = ["📕 Dossier", *(f"📕 {LANGUAGES[code].name}" for code in COMPLETE[1:]), "📊 XLSX", "CSV", "🗜 ZIP"]


def test_the_case_yields_what_print_may_say(case: Played) -> None:
    report = case.answers[REPORT.text]
    said = report.text.partition(SUPPORTED)[2].partition(NOT_LATE)[0]
    assert said.split("\n\n") == [*CASE, CHECKS]
    labels = [label for row in report.buttons for label in row]
    assert sorted(label for label in labels if label.startswith("#")) == [f"#{n}" for n in range(1, 10)]
    checks = [f"⚖️ #{n}" for n in (1, 3, 5, 6, 7, 8, 9)]
    assert [label for label in labels if label[0] != "#"] == [*checks, *FILES]


@pytest.mark.parametrize("scope", ["/report full", "/report Embassy of China full"])
async def test_a_sentence_is_there_before_any_deadline_has_passed(desk: Desk, scope: str) -> None:
    await desk.say(DARA, "/ask Embassy of China: why? by 5 Dec 17:00 via call to Mr <b>Wang</b>")
    text = await desk.say(DARA, scope)
    assert "No body is past its deadline." in text
    assert (
        "Mr <b>Wang</b> of the Embassy of China could not immediately be reached for comment; an attempt was made by phone"
        " on Mon 2 Dec. (#1)"
    ) in text


@pytest.mark.wide
@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("to Touch Sokhak, spokesman", "Interior Ministry spokesman Touch Sokhak did not"),
        ("to Touch Sokhak", "Touch Sokhak of the Ministry of Interior did not"),
        ("to <b>Touch</b> Sokhak, spokesman", "Interior Ministry spokesman <b>Touch</b> Sokhak did not"),
    ],
)
async def test_whoever_was_asked_is_printed_with_the_role_first(desk: Desk, typed: str, printed: str) -> None:
    await desk.say(
        DARA, f"/ask Ministry of Interior\n- why? (the raids)\nby 3 Dec 17:00\nvia email\n{typed}".strip()
    )
    await desk.sandbox.advance(at("4 Dec 10:00"))
    report = await desk.say(DARA, "/report full")
    assert f"\n{printed} respond to an emailed question about the raids.\n" in report
    assert report.count("(#1)") == 2  # of the exact sentence and the check


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("/decline 1 no comment, citing pending litigation", ", citing pending litigation."),
        ("/decline 1 because of <i>pending</i> litigation", ", citing <i>pending</i> litigation."),
        ("/decline 1 no comment", "."),
        ("/decline 1 ដោយសំអាងលើរឿងក្ដីនៅតុលាការ", "."),
    ],
)
async def test_the_reason_of_a_refusal_is_printed_where_the_reporter_marked_it(
    desk: Desk, typed: str, printed: str
) -> None:
    await desk.says(DARA, "/ask Ministry of Interior\n- why? (the raids)\nby 3 Dec 17:00\nvia email", typed)
    report = await desk.say(DARA, "/report full")
    assert f"The Ministry of Interior declined to comment on the raids{printed}\n" in report
    assert f"declined to comment on a question about the raids{printed} (#1)" in report


@pytest.mark.wide
async def test_many_sentences_are_paged_and_none_is_lost(desk: Desk) -> None:
    countries = ("China", "Pakistan", "India", "Thailand", "Indonesia", "Malaysia", "Laos", "Japan", "France")
    bodies = ", ".join(f"Embassy of {country}" for country in countries)
    questions = "\n".join(f"- why {number}? ({'word ' * 9}{number})" for number in range(6))
    await desk.say(DARA, f"/ask {bodies}\n{questions}\nby 3 Dec 17:00\nvia email\nto the press office")
    await desk.sandbox.advance(at("4 Dec 09:00"))
    pages = [await desk.say(SREYNEANG, "/report full")]
    while f"{len(pages)}/{len(pages)}" not in desk.choices(SREYNEANG):
        await desk.press(SREYNEANG, "»")
        pages.append(desk.last(SREYNEANG))
    assert len(pages) > 1
    whole = "\n".join(pages)
    assert whole.count(SUPPORTED) == 1
    for country in countries:
        assert whole.count(f"The press office of the Embassy of {country} did not respond to an email") == 1


ASK_COURT = "/ask Phnom Penh Municipal Court: {question}? by 3 Dec 17:00 via {channel} #raid"


async def two_ask_the_court(desk: Desk) -> None:
    await desk.say(SREYNEANG, "/story #raid Raids publish 6 Dec 18:00")
    await desk.say(DARA, ASK_COURT.format(question="why are they held", channel="email"))
    await desk.say(MALY, ASK_COURT.format(question="where are they", channel="call"))


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        ("/reply 2 full they are free", "responded to another request for comment but did not answer"),
        ("/decline 2 no comment", "declined to comment on the question “where are they” and did not answer"),
    ],
)
async def test_a_body_that_answered_a_colleague_is_not_called_silent(
    desk: Desk, answer: str, what: str
) -> None:
    await two_ask_the_court(desk)
    await desk.say(MALY, answer)
    await desk.sandbox.advance(at("5 Dec 10:00"))
    said = await desk.say(DARA, "/report me full")
    assert "did not respond" not in said
    assert f"{what} the question “why are they held”" in said
    assert "(#1, #2)" in said
    assert "yours to write" not in said  # #2 is Maly's: only what it means for #1 is told
    assert {"#1", "#2"} <= set(desk.choices(DARA))


@pytest.mark.wide
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
        scope: (await desk.say(DARA, f"/report {scope} full")).partition("Fair chance")[2].splitlines()[1]
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
    said = await desk.say(DARA, "/report Embassy of China full")
    assert "The Embassy of China referred questions to the National Police." in said
    assert "The National Police declined to comment" in said
    assert "(#1, #2)" in said


async def test_a_referral_that_was_taken_back_is_in_no_sentence_and_on_no_card(desk: Desk) -> None:
    await desk.say(DARA, "/ask Embassy of China: were they sent home? by 3 Dec 17:00 via email #raid")
    await desk.say(DARA, "/refer 1 to National Police")
    await desk.say(DARA, "/undo 1")
    assert "referred us to" not in (await desk.say(DARA, "/status 1")).partition("History")[0]
    await desk.say(DARA, "/refer 1 to Embassy of India")
    said = await desk.say(DARA, "/report #raid full")
    assert "The Embassy of China referred questions to the Embassy of India. (#1)" in said
    await desk.says(DARA, "/undo 1", "/refer 1 to National Police")
    said = await desk.say(DARA, "/report #raid full")
    assert "The Embassy of China referred questions to the National Police. (#1)" in said
    assert "The National Police have not been asked yet: #4." in said


async def test_a_referral_after_publication_was_not_in_print(desk: Desk) -> None:
    await desk.say(DARA, "/ask Embassy of China: were they sent home? by 3 Dec 17:00 via email #raid")
    await desk.say(DARA, "/refer 1 to Embassy of India")
    await desk.sandbox.advance(at("2 Dec 18:00"))
    await desk.say(SREYNEANG, "/story #raid published")
    await desk.sandbox.advance(at("3 Dec 10:00"))
    await desk.says(DARA, "/reopen 1", "/refer 1 to National Police")
    said = await desk.say(DARA, "/report #raid full")
    assert "At publication: The Embassy of China referred questions to the Embassy of India. (#1)" in said
    assert (
        "Now: The Embassy of China referred questions to the Embassy of India and the National Police. (#1)"
        in said
    )
    await desk.say(DARA, "/undo 1")
    said = await desk.say(DARA, "/report #raid full")
    assert "The Embassy of China referred questions to the Embassy of India. (#1)" in said
