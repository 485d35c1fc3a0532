"""/report on one screen: who has not answered, what print has, and why; the same in full, as files and to be copied."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from bot.telegram.pages import MESSAGE
from sandbox.case import DARA, GROUP, MALY, SREYNEANG, at
from sandbox.world.messages import buttons, visible_text
from tests.bot.desk import Desk

ASK = "/ask {body}\n- why were they held? (the arrests)\n- where are they? (the detainees)\nby 3 Dec 17:00\nvia email\n#raid"
BODIES = (
    "Embassy of China", "Embassy of India", "Ministry of Health", "National Police", "Ministry of Interior",
    "Embassy of Thailand", "Ministry of Justice",
)  # fmt: skip
LATE = at("5 Dec 10:00")
MOST = 8
KHMER = re.compile(r"[\u1780-\u17ff]")


async def asked(desk: Desk, *then: str, count: int = 1, text: str = ASK, now: object = LATE) -> None:
    """So many bodies are asked for a story, and something more is logged."""
    await desk.say(SREYNEANG, "/story #raid Raids in town publish 6 Dec 18:00")
    for body in BODIES[:count]:
        await desk.say(DARA, text.format(body=body))
    for words in then:
        await desk.say(MALY if words.startswith("M ") else DARA, words.removeprefix("M "))
    if now is not None:
        await desk.sandbox.advance(now)


def labels(desk: Desk, chat: int) -> list[str]:
    return desk.choices(chat)


async def every_page(desk: Desk, chat: int, presser: int) -> list[str]:
    """The pages of the report shown last, turned in place; none has more buttons than a thumb finds."""
    found = [desk.last(chat)]
    while True:
        assert len(labels(desk, chat)) <= MOST
        turn = [label for label in labels(desk, chat) if label.endswith("»")]
        if not turn:
            return found
        await desk.press(presser, turn[0], chat=chat)
        found.append(desk.last(chat))


# What was logged of three bodies, and what the first lines say of them.
STANDING: list[tuple[Sequence[str], str, str]] = [
    ((), "3 of 3 bodies have not answered by the deadline", ""),
    (("/reply 1 full released",), "2 of 3 bodies have not answered by the deadline", ""),
    (
        ("/reply 1 partial 1 theft",),
        "3 of 3 bodies have not answered by the deadline",
        " · 1 of them answered in part",
    ),
    (("/decline 1", "/decline 2 no comment"), "1 of 3 bodies has not answered by the deadline", ""),
    (("/reply 1 ack received",), "3 of 3 bodies have not answered by the deadline", ""),
    (
        ("/bounce 1",),
        "3 of 3 bodies have not answered by the deadline",
        " · 1 of them could not be reached",
    ),
    (
        ("/extend 1 by 6 Dec 12:00",),
        "2 of 3 bodies have not answered by the deadline",
        "\nNot past the deadline: Embassy of China (until Fri 6 Dec 12:00)",
    ),
    (
        ("/reply 2 back which detainees?",),
        "2 of 3 bodies have not answered by the deadline",
        "\nNot past the deadline: Embassy of India (waits for our answer)",
    ),
    (("/withdraw 3 asked in error",), "2 of 2 bodies have not answered by the deadline", ""),
    (
        ("/reply 1 full yes", "/reply 2 full no", "/decline 3"),
        "0 of 3 bodies are past their deadline without an answer",
        "",
    ),
    # The same was asked by a colleague, who was told.
    (
        ("M " + ASK.format(body=BODIES[0]), "M Log it anyway", "M /reply 4 full released"),
        "2 of 3 bodies have not answered by the deadline",
        "",
    ),
]


@pytest.mark.parametrize(("logged", "first", "more"), STANDING, ids=[str(row[0])[:40] for row in STANDING])
@pytest.mark.long
async def test_the_first_line_counts_who_has_not_answered_and_no_more(
    desk: Desk, logged: Sequence[str], first: str, more: str
) -> None:
    await asked(desk, count=3, now=None)
    for words in logged:
        who, words = (MALY, words[2:]) if words.startswith("M ") else (DARA, words)
        if words == "Log it anyway":
            [anyway] = [
                label for label in desk.choices(who) if "anyway" in label or "second" in label.lower()
            ]
            await desk.press(who, anyway)
        else:
            await desk.say(who, words)
    await desk.sandbox.advance(LATE)
    report = await desk.say(SREYNEANG, "/report #raid")
    head = report.split("\n\n")[0]
    assert head == f"{first}\n#raid, Thu 5 Dec 10:00{more}"


# What is in doubt stays on the screen, and in what is copied.
DOUBTS = [
    (
        ("/reply 1 partial they spoke of some of it",),
        "Which questions were answered is not on record: tick them in #1.",
    ),
    (("/reply 1 full released", "/reopen 1"), "#1 was reopened on "),
    (("/decline 1", "/reopen 1"), "#1 was reopened on "),
    (("/refer 1 to National Police",), "The National Police have not been asked yet: #2."),
    (("/refer 1 to Ministry of Health",), "The Ministry of Health has not been asked yet: #2."),
]


@pytest.mark.wide
@pytest.mark.parametrize(("logged", "doubt"), DOUBTS)
async def test_what_is_in_doubt_stays_visible(desk: Desk, logged: Sequence[str], doubt: str) -> None:
    await asked(desk, *logged)
    assert f"\n{doubt}" in await desk.say(SREYNEANG, "/report #raid")
    await desk.press(SREYNEANG, "Why #1")
    assert f"\n{doubt}" in desk.last(SREYNEANG)


@pytest.mark.parametrize(
    ("logged", "told"),
    [
        ("/withdraw 1 asked in error", "No sentence of: #1 Embassy of China: ✖️ withdrawn"),
        ("/refer 1 to National Police", ""),  # it is told with the referral
    ],
)
async def test_nothing_seems_forgotten(desk: Desk, logged: str, told: str) -> None:
    await asked(desk, logged, count=2)
    report = await desk.say(SREYNEANG, "/report #raid")
    assert ("No sentence of" in report) is bool(told)
    assert report.endswith(told)


@pytest.mark.long
@pytest.mark.parametrize("chat", [SREYNEANG, GROUP])
@pytest.mark.parametrize(
    "typed", ["/report #raid", "/report raid", "/report raids in town", "/report", "/report National Police"]
)
async def test_at_most_eight_buttons_and_every_sentence_on_some_page(
    desk: Desk, chat: int, typed: str
) -> None:
    questions = "\n".join(f"- why {n}? (what became of number {n} of {{body}})" for n in range(9))
    await asked(desk, count=7, text=f"/ask {{body}}\n{questions}\nby 3 Dec 17:00\nvia email\n#raid")
    await desk.say(SREYNEANG, typed, chat=chat)
    pages = await every_page(desk, chat, SREYNEANG)
    whole = "\n".join(pages)
    bodies = ["National Police"] if "Police" in typed else BODIES
    numbers = re.findall(r"\(#(\d+)\)$", whole, re.MULTILINE)
    assert numbers == (["4"] if "Police" in typed else ["1", "2", "3", "4", "5", "6", "7"])
    assert all(f"{len(bodies)} of {len(bodies)} bod" in page for page in pages)
    assert all(len(page) < MESSAGE for page in pages)


async def test_why_shows_the_exact_sentence_the_attempts_and_the_points_in_place_and_leads_back(
    desk: Desk,
) -> None:
    await asked(desk, count=7, text="/ask {body}\n- why? (what {body} did)\nby 3 Dec 17:00\nvia email\n#raid")
    await desk.say(DARA, "/chase 5 call no answer")
    await desk.say(SREYNEANG, "/report #raid")
    message = desk.telegram.last(SREYNEANG)["message_id"]
    [turn] = [label for label in desk.choices(SREYNEANG) if label.endswith("»")]
    await desk.press(SREYNEANG, turn)
    page = desk.last(SREYNEANG)
    await desk.press(SREYNEANG, "Why #5")
    why = desk.last(SREYNEANG)
    for part in (
        "The Ministry of Interior did not respond to an email with a question about what Ministry of Interior did, sent on",
        "A call went unanswered.",
        "Deadline Tue 3 Dec 17:00",
        "2 attempts (email × 1, call × 1): Mon 2 Dec 09:00 to Thu 5 Dec 10:00",
        "Thu 5 Dec 10:00 · asked again, call: no answer · Dara",
        "⚖️ Fair chance: 4 of 6\n✗ Attempts: 2 of 5\n✓ Different channels: 2 of 2\n",
    ):
        assert part in why
    assert desk.choices(SREYNEANG) == ["#5", "⚖️ #5", "« Back"]
    await desk.press(SREYNEANG, "« Back")
    assert (desk.last(SREYNEANG), desk.telegram.last(SREYNEANG)["message_id"]) == (page, message)


JOINED = "/ask {bodies}\n- why? (the arrests)\nby 3 Dec 17:00\nvia email\n#raid"


async def test_why_of_bodies_in_one_sentence_shows_each(desk: Desk) -> None:
    await asked(desk, count=0, now=None)
    await desk.say(DARA, JOINED.format(bodies=", ".join(BODIES)))
    await desk.sandbox.advance(LATE)
    await desk.say(SREYNEANG, "/report #raid")
    assert [label for label in desk.choices(SREYNEANG) if label.startswith("Why")] == ["Why #1"]
    await desk.press(SREYNEANG, "Why #1")
    pages = await every_page(desk, SREYNEANG, SREYNEANG)
    whole = "\n".join(pages)
    for number, body in enumerate(BODIES, start=1):
        assert whole.count(f"#{number} {body}: 🔴 waiting, ") == 1
        assert whole.count(f"{body} (#{number}): 3 of 6 · ✗ attempts 1 of 5") == 1


async def test_an_old_why_says_that_it_is_gone(desk: Desk) -> None:
    await asked(desk)
    await desk.say(SREYNEANG, "/report #raid")
    why = desk.data(SREYNEANG, "Why #1")
    await desk.say(DARA, "/withdraw 1")
    answer = await desk.press(SREYNEANG, data=why)
    assert "no longer there" in (answer.text or "")


@pytest.mark.wide
@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("chat", [SREYNEANG, GROUP])
async def test_all_sentences_are_copied_with_one_tap_and_nothing_but_them(
    desk: Desk, count: int, chat: int
) -> None:
    text = "/ask {body}\n- why? (what {body} did <there> & then)\nby 3 Dec 17:00\nvia email\n#raid"
    await asked(desk, count=count, text=text)
    await desk.say(SREYNEANG, "/report #raid", chat=chat)
    message = desk.telegram.last(chat)
    [copy] = [one for row in buttons(message) for one in row if one["text"] == "Copy all"]
    if count == 1:
        printed = copy["copy_text"]["text"]
    else:
        await desk.press(SREYNEANG, "Copy all", chat=chat)
        sent = desk.telegram.last(chat)
        assert sent["message_id"] != message["message_id"]
        [pre] = [entity for entity in sent["entities"] if entity["type"] == "pre"]
        printed = visible_text(sent)
        assert (pre["offset"], pre["length"]) == (0, len(printed))
    lines = printed.split("\n\n")
    assert len(lines) == count
    for body, line in zip(BODIES, lines, strict=False):
        assert line.endswith(f"did not respond to an emailed question about what {body} did <there> & then.")


async def test_below_what_is_copied_stands_what_is_not_settled(desk: Desk) -> None:
    await asked(desk, "/refer 1 to National Police", "/reply 2 partial some of it", count=3)
    await desk.say(SREYNEANG, "/report #raid")
    await desk.press(SREYNEANG, "Copy all")
    printed, _, doubts = desk.last(SREYNEANG).partition("Not settled\n")
    assert "#" not in printed
    assert doubts.splitlines() == [
        "The National Police have not been asked yet: #4.",
        "Which questions were answered is not on record: tick them in #2.",
    ]


@pytest.mark.parametrize(
    "typed",
    [
        "/report #raid full", "/report raid full", "/report full #raid", "/report #raid FULL", "/report #raid exact",
        "/report #raid ពេញ", "/report #raid លម្អិត", "/report raids in town full",
    ],
)  # fmt: skip
@pytest.mark.long
async def test_in_full_it_is_one_text_as_ever(desk: Desk, typed: str) -> None:
    await asked(desk)
    full = await desk.say(SREYNEANG, typed)
    assert full.startswith(
        "Report: #raid, Thu 5 Dec 10:00\n1 body is past its deadline:\n\n🔴 Embassy of China\n#1 waiting"
    )
    assert "What the record supports\n" in full
    assert "sent on Mon 2 Dec. (#1)" in full
    assert "Fair chance before publication" in full
    await desk.say(SREYNEANG, "/report #raid")
    await desk.presses(SREYNEANG, "Files…", "All on record")
    assert desk.last(SREYNEANG) == full


@pytest.mark.parametrize("ending", ["docx", "DOC", "json", "png", "txt", "odt", "md", "docx."])
@pytest.mark.long
async def test_a_file_that_there_is_not_is_answered_with_those_that_there_are(
    desk: Desk, ending: str
) -> None:
    await asked(desk)
    for about in ("#raid", "raid", "Embassy of China", "me", "1", ""):
        answer = await desk.say(DARA, f"/report {about} {ending}")
        assert answer.startswith(
            f"There is no {ending.strip('.').upper()} file. Any browser opens the dossier"
        )
        assert "📕 Dossier" in desk.choices(DARA)


@pytest.mark.wide
@pytest.mark.parametrize("typed", ["/report #raid pdf", "/report raid pdf", "/report raids in town PDF"])
async def test_pdf_is_the_dossier_which_a_browser_prints(desk: Desk, typed: str) -> None:
    await asked(desk)
    await desk.say(DARA, typed)
    await desk.telegram.until(lambda: "document" in desk.telegram.last(DARA))
    assert "print it from there, on paper or as a PDF" in desk.telegram.last(DARA)["caption"]


@pytest.mark.wide
@pytest.mark.parametrize(("who", "label"), [(SREYNEANG, True), (DARA, False)])
async def test_an_editor_says_from_there_that_it_is_out(desk: Desk, who: int, label: bool) -> None:
    await asked(desk)
    await desk.say(who, "/report #raid")
    assert ("It is out…" in desk.choices(who)) is label
    if label:
        await desk.press(who, "It is out…")
        assert "Is it out?" in desk.last(who) or "out?" in desk.last(who)


async def test_of_a_story_that_is_out_it_says_what_was_then_and_what_is_now(desk: Desk) -> None:
    await asked(desk, count=3)
    await desk.say(SREYNEANG, "/story #raid published")
    await desk.sandbox.advance(at("5 Dec 12:00"))
    await desk.say(DARA, "/decline 2 no comment")
    report = await desk.say(SREYNEANG, "/report #raid")
    assert report.splitlines()[:3] == [
        "2 of 3 bodies have not answered by the deadline",
        "#raid, Thu 5 Dec 12:00",
        "Came out Thu 5 Dec 10:00; 3 were past their deadlines then",
    ]
    assert "In print then: " in report
    assert "In print by now: The Indian embassy declined to comment" in report
    assert "Not out after all…" in desk.choices(SREYNEANG)


async def test_it_is_said_in_khmer(desk: Desk) -> None:
    await asked(desk, "/refer 1 to National Police", "/extend 2 by 6 Dec 12:00", count=5)
    await desk.say(SREYNEANG, "/settings language=km")
    said = [await desk.say(SREYNEANG, "/report #raid")]
    assert said[0].startswith("ស្ថាប័ន ៣ ក្នុង ៥")
    for data in ("p:0:why:s1.1", "p:0:files:s1", "p:0:copy:s1"):
        await desk.press(SREYNEANG, data=data)
        said.append(desk.last(SREYNEANG))
    assert all(KHMER.search(text) for text in said)
    assert not [text for text in said if re.search("Embassy|deadline|Not ", text)]
    assert all(
        KHMER.search(label) or label == "CSV" or "XLSX" in label or "ZIP" in label or label[0] in "#⚖"
        for label in desk.choices(SREYNEANG)
    )


# What was logged of one body, asked twice by one person, and its line in /status of the story and in the digest.
LINES: list[tuple[Sequence[str], str, str]] = [
    (
        (),
        "#1, #2 Embassy of China: 🔴 41 hours · ⚖️ 3 of 6",
        "#1, #2 Embassy of China: 39 hours · Dara",
    ),
    (
        ("/reply 1 partial 1 theft",),
        "#1, #2 Embassy of China: #1 🔴 answered in part, 41 hours; #2 🔴 41 hours · ⚖️ 3 of 6",
        "#1, #2 Embassy of China: #1 answered in part, 39 hours; #2 39 hours · Dara",
    ),
    (
        ("/reply 1 ack received", "/reply 2 ack received"),
        "#1, #2 Embassy of China: 🔴 acknowledged, not answered, 41 hours · ⚖️ 3 of 6",
        "#1, #2 Embassy of China: acknowledged, not answered, 39 hours · Dara",
    ),
    (
        ("/decline 1",),
        "#2, #1 Embassy of China: #2 🔴 41 hours; #1 🚫 declined to comment · ⚖️ 3 of 6",
        "#2 Embassy of China: 39 hours · Dara",
    ),
    (
        ("/extend 1 by 6 Dec 12:00",),
        "#2, #1 Embassy of China: #2 🔴 41 hours; #1 ⏳ waiting · ⚖️ 3 of 6",
        "#2 Embassy of China: 39 hours · Dara",
    ),
    (
        ("/reply 1 full yes", "/decline 2"),
        "#1, #2 Embassy of China: #1 🟢 answered; #2 🚫 declined to comment",
        "",
    ),
    (("/withdraw 1", "/withdraw 2"), "#1, #2 Embassy of China: ✖️ withdrawn", ""),
    (
        ("/bounce 1",),
        "#1, #2 Embassy of China: #1 🔴 could not be delivered, 41 hours; #2 🔴 41 hours · ⚖️ 2 of 6",
        "#1, #2 Embassy of China: #1 could not be delivered, 39 hours; #2 39 hours · Dara",
    ),
]


@pytest.mark.parametrize(("logged", "line", "morning"), LINES, ids=[str(row[0])[:40] for row in LINES])
@pytest.mark.long
async def test_status_of_a_story_and_the_digest_are_one_line_a_body(
    desk: Desk, logged: Sequence[str], line: str, morning: str
) -> None:
    await desk.say(DARA, ASK.format(body=BODIES[0]))
    await desk.say(
        DARA, "/ask Embassy of China\n- who ordered it? (the order)\nby 3 Dec 17:00\nvia email\n#raid"
    )
    for words in logged:
        await desk.say(DARA, words)
    await desk.sandbox.advance(at("5 Dec 09:00"))
    digest = desk.last(GROUP)
    await desk.sandbox.advance(LATE)
    status = await desk.say(SREYNEANG, "/status #raid")
    assert [told for told in status.splitlines() if BODIES[0] in told] == [line]
    assert [told for told in digest.splitlines() if BODIES[0] in told][:1] == ([morning] if morning else [])
    assert len(desk.choices(SREYNEANG)) <= MOST


@pytest.mark.parametrize("count", [3, 7])
async def test_the_digest_has_few_buttons_and_says_nothing_twice(desk: Desk, count: int) -> None:
    await asked(desk, "/ask Council of Ministers: why? by 3 Dec 17:00 via email #raid", count=count)
    digest = await desk.say(SREYNEANG, "/digest now", chat=GROUP)
    assert digest.count("past the deadline") == 1
    assert "waiting" not in digest
    assert len(re.findall(r"^#\d+ .+: 41 hours · Dara$", digest, re.MULTILINE)) == count + 1
    assert ("Show all" in desk.choices(GROUP)) is (count == 7)
    assert "There is more" not in digest
    assert len(desk.choices(GROUP)) <= MOST


@pytest.mark.wide
@pytest.mark.parametrize("scope", ["Embassy of China", "#raid", ""])
async def test_why_of_a_referral_checks_whoever_owes_the_answer(desk: Desk, scope: str) -> None:
    await asked(desk, "/refer 1 to National Police", "/chase 2 email", "/extend 2 by 4 Dec 12:00", now=None)
    await desk.sandbox.advance(LATE)
    await desk.say(SREYNEANG, f"/report {scope}")
    await desk.press(SREYNEANG, "Why #1")
    assert "⚖️ Fair chance: " in desk.last(SREYNEANG)
    assert desk.choices(SREYNEANG) == ["#1", "#2", "⚖️ #2", "« Back"]
