"""The Mango Park case goes on: Sreyneang confirms that the story is out, and on Saturday the court answers."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sandbox.case import DARA, GROUP, SREYNEANG, STEPS, Step, at
from sandbox.start import open_sandbox
from tests.stories.telling import Played, Seen, Watch

WITHOUT = (1, 3, 5, 6, 7, 8, 9)
ALERT = "❗️ An answer after publication: #1 Phnom Penh Municipal Court"
PRINTED = (
    "The Phnom Penh Municipal Court did not respond to an email with questions about why the 25 were brought in, where"
    " they are now and the other foreigners, sent on Mon 2 Dec. (#1)"
)
IN_PRINT = (
    "The Phnom Penh Municipal Court did not respond to emailed questions about why the 25 were brought in, where they are"
    " now and the other foreigners."
)
NOW = "The Phnom Penh Municipal Court responded on Sat 7 Dec; the sentence is yours to write, the reply is in #1."

AFTERWARDS = (
    Step("6 Dec 18:05", SREYNEANG, "/story #mangopark published at 18:00"),
    Step("6 Dec 18:30", DARA, "/due"),
    Step("6 Dec 18:31", SREYNEANG, "/status #mangopark", GROUP),
    Step("7 Dec 10:00", DARA, "/reply 1 full they were brought in for questioning"),
    Step("7 Dec 12:00", SREYNEANG, "/report #mangopark full"),
    Step("7 Dec 12:01", DARA, "/status 1"),
)


async def _play(folder: Path) -> Played:
    async with open_sandbox(folder=folder) as sandbox:
        await sandbox.found_newsroom()
        await sandbox.play(STEPS)
        watch = Watch(sandbox)
        answers = await watch.play(AFTERWARDS)
        await watch.wait(at("16 Dec 10:00"))
        return Played(answers, list(watch.seen), {}, folder)


@pytest.fixture(scope="module", name="afterwards")
def the_days_after(tmp_path_factory: pytest.TempPathFactory) -> Played:
    with ThreadPoolExecutor(1) as threads:  # away from the event loop of the test that comes first
        return threads.submit(lambda: asyncio.run(_play(tmp_path_factory.mktemp("case")))).result()


def alerts(played: Played) -> list[Seen]:
    return [seen for seen in played.seen if seen.text.startswith(("❗️", "⚠️"))]


def test_the_editor_is_asked_at_the_hour_of_publication_and_nobody_else(case: Played) -> None:
    asked = [seen for seen in case.seen if "Is it out?" in seen.text]
    assert [(seen.whose, seen.when) for seen in asked] == [("Sreyneang", "Fri 6 Dec 18:00")]
    assert asked[0].text.startswith(
        "📰 #mangopark was to come out Fri 6 Dec 18:00. Is it out?\n7 requests are open."
    )


def test_seven_requests_stand_as_no_answer_by_publication(afterwards: Played) -> None:
    told = afterwards.answer("/story").text.splitlines()
    assert told[:4] == [
        "Story changed.",
        "#mangopark Mango Park raids · came out Fri 6 Dec 18:00",
        "7 open, 7 without an answer by publication, 2 closed",
        "An answer that comes now is told at once to its reporter, the editors and the group.",
    ]
    assert told[-1] == "All of them: /status #mangopark"
    by_number = {int(line[1:].split()[0]): line.split(": ", 1)[1] for line in told[4:-1]}
    assert len(by_number) >= 5
    assert (
        by_number.items()
        <= (
            {
                number: f"📰 {'answered in part' if number == 5 else 'no answer'} by publication, Fri 6 Dec 18:00"
                for number in WITHOUT
            }
            | {2: "🟢 answered", 4: "↪️ referred elsewhere"}
        ).items()
    )


def test_lists_say_the_same_and_what_there_is_left_to_do(afterwards: Played) -> None:
    status = afterwards.answer("/status #mango").text
    assert status.splitlines()[1] == "7 open, 📰 7 without an answer by publication, 2 closed"
    assert [line.split(": ")[1][0] for line in status.splitlines()[4:]] == ["📰"] * 6
    assert afterwards.answer("/due").text.count("→ The story is out. Log an answer if one comes") == 3


def test_the_late_answer_is_told_to_dara_sreyneang_and_the_group_once(afterwards: Played) -> None:
    told = alerts(afterwards)
    assert sorted((seen.whose, seen.when) for seen in told) == [
        (whose, "Sat 7 Dec 10:00") for whose in ("Dara", "Sreyneang", "group")
    ]
    assert {seen.text for seen in told} == {
        f"{ALERT}\nSat 7 Dec 10:00 · they answered: they were brought in for questioning · Dara\nUpdate the story.\n\n"
        f"At publication, Fri 6 Dec 18:00, the record of #mangopark supported:\n{IN_PRINT} (#1)\n\n"
        "Now it supports:\nThe Phnom Penh Municipal Court responded on Saturday. (#1)"
    }
    assert {seen.buttons for seen in told} == {(("#1", "Report"),)}


def test_the_report_holds_what_was_printed_and_what_may_be_said_now(afterwards: Played) -> None:
    report = afterwards.answer("/report").text
    assert f"In print then: {IN_PRINT}\nAt publication: {PRINTED}" in report
    assert f"In print by now: The Phnom Penh Municipal Court responded on Saturday.\nNow: {NOW}" in report
    assert report.count("At publication:") == report.count("Now:") == 1
    assert "The embassies of Pakistan and India did not respond" in report
    assert "did not immediately respond" in report
    assert report.splitlines()[1] == "6 bodies are past their deadline:"


def test_the_card_shows_that_the_answer_came_after_publication(afterwards: Played) -> None:
    card = afterwards.answer("/status 1").text
    assert "🟢 answered after publication · #mangopark · Dara" in card
    history = card.split("History\n")[1].splitlines()
    assert history[-2:] == [
        "Fri 6 Dec 18:00 · published without their answer · Sreyneang",
        "Sat 7 Dec 10:00 · they answered: they were brought in for questioning · Dara",
    ]


def test_the_digest_lists_them_apart_for_a_week_and_nobody_is_nagged(afterwards: Played) -> None:
    monday = afterwards.digest("Mon 9 Dec").splitlines()
    assert monday[1:4] == ["6 open, 6 without an answer by publication", "", "📰 No answer by publication"]
    assert [int(line[1:].split()[0]) for line in monday[4:]] == [3, 5, 6, 7, 8, 9]
    assert monday[4] == "#3 Embassy of China: Maly"
    assert monday[5].startswith("#5 Kampong Speu Provincial Police: answered in part · Dara")
    later = afterwards.digest("Sat 14 Dec").splitlines()
    assert later[1:] == [
        "6 open, 6 without an answer by publication",
        "",
        "📰 6 without an answer, of stories that came out more than a week ago: /status",
    ]
    assert [seen.when for seen in afterwards.seen if seen.reminds_of or seen.text.startswith("📣")] == []
