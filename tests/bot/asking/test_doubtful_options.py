"""What follows the last question: every common way to say a deadline, and what is asked about before anything is logged."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.outcomes.doubts import is_far
from sandbox.case import DARA, at
from tests.bot.asked import newest
from tests.bot.desk import Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")
COURT = "/ask Municipal Court: why are they held?"
# The desk's clock stands on Mon 2 Dec 2024 at 09:00 in Phnom Penh.


def row(desk: Desk, number: int) -> tuple[str, str, str | None]:
    """The deadline, the questions and the contact of a request (UTC)."""
    ((deadline, told, contact, request_id),) = desk.rows(
        f"SELECT deadline_at, deadline_told, contact, id FROM request WHERE number = {number}"  # noqa: S608
    )
    questions = desk.rows(
        f"SELECT text FROM question WHERE request_id = {request_id} ORDER BY position"  # noqa: S608
    )
    return (deadline[:16] if told else "none", "|".join(text for (text,) in questions), contact)


@pytest.mark.parametrize(
    ("tail", "deadline"),
    [
        ("before 5pm", "2024-12-02 10:00"),
        ("until tomorrow noon", "2024-12-03 05:00"),
        ("till fri 5pm", "2024-12-06 10:00"),
        ("due fri 5pm", "2024-12-06 10:00"),
        ("no later than 12 noon tomorrow", "2024-12-03 05:00"),
        ("not later than friday 17:00", "2024-12-06 10:00"),
        ("by the end of the day", "2024-12-02 10:00"),
        ("by the end of tomorrow", "2024-12-03 10:00"),
        ("deadline: fri 5pm", "2024-12-06 10:00"),
        ("latest fri 5pm", "2024-12-06 10:00"),
        ("by fri 5pm at the latest", "2024-12-06 10:00"),
        ("COB friday", "2024-12-06 10:00"),
        ("by EOD", "2024-12-02 10:00"),
        ("by noon", "2024-12-02 05:00"),
        ("by midnight", "2024-12-02 17:00"),
        ("by 1700 hours", "2024-12-02 10:00"),
        ("by 1730h", "2024-12-02 10:30"),
        ("by 1700", "2024-12-02 10:00"),
        ("មុនម៉ោង ៥ ល្ងាច", "2024-12-02 10:00"),
        ("យ៉ាងយឺតម៉ោង ១២ ថ្ងៃត្រង់", "2024-12-02 05:00"),
        ("ត្រឹមម៉ោង ១២ ថ្ងៃត្រង់ ថ្ងៃស្អែក", "2024-12-03 05:00"),
        ("ត្រឹមពាក់កណ្តាលអធ្រាត្រ", "2024-12-02 17:00"),
        ("ត្រឹមចុងថ្ងៃស្អែក", "2024-12-03 10:00"),
    ],
)
async def test_every_common_way_to_say_a_deadline_is_logged(
    busy_desk: Desk, tail: str, deadline: str
) -> None:
    assert (await busy_desk.say(DARA, f"{COURT} {tail}")).startswith("Logged as #")
    assert row(busy_desk, newest(busy_desk)) == (deadline, "why are they held?", None)


ASKED_BACK = [
    ("by frday 5pm", "It belongs to the question", ("none", "why are they held? by frday 5pm", None)),
    ("by the end of the year", "It belongs to the question", ("none", "why are they held? by the end of the year", None)),
    ("tomorrow 5pm", "Deadline: Tue 3 Dec 17:00", ("2024-12-03 10:00", "why are they held?", None)),
    ("12 noon tomorrow", "Deadline: Tue 3 Dec 12:00", ("2024-12-03 05:00", "why are they held?", None)),
    ("they have until tomorrow 5pm", "Deadline: Tue 3 Dec 17:00", ("2024-12-03 10:00", "why are they held?", None)),
    ("fri", "It is a question", ("none", "why are they held?|fri", None)),
    ("to the press office", "Asked: the press office", ("none", "why are they held?", "the press office")),
    ("(release) to the press office of the provincial police commissariat of the capital",
     "Asked: the press office of the provin…", ("none", "why are they held?", "the press office of the provincial police commissariat of the capital")),
    ("via pigeon", "It belongs to the question", ("none", "why are they held? via pigeon", None)),
    ("email", "Asked by: email", ("none", "why are they held?", None)),
    ("via call, second try", "Asked by: call", ("none", "why are they held?", None)),
    ("by december", "It belongs to the question", ("none", "why are they held? by december", None)),
    ("ថ្ងៃស្អែក", "Deadline: Tue 3 Dec 17:00", ("2024-12-03 10:00", "why are they held?", None)),
]  # fmt: skip


@pytest.mark.parametrize(("tail", "choice", "then"), ASKED_BACK)
async def test_what_is_not_understood_is_asked_about_and_logged_as_pressed(
    busy_desk: Desk, tail: str, choice: str, then: tuple[str, str, str | None]
) -> None:
    before = busy_desk.record()
    assert "Nothing is logged yet" in await busy_desk.say(DARA, f"{COURT} {tail}")
    assert busy_desk.record() == before
    data, message = busy_desk.data(DARA, choice), busy_desk.telegram.last(DARA)["message_id"]
    await busy_desk.press(DARA, choice)
    number = newest(busy_desk)
    assert row(busy_desk, number) == then
    after = busy_desk.record()
    await busy_desk.press(DARA, data=data, message=message)
    assert busy_desk.record() == after


@pytest.mark.parametrize(
    "typed", ["by fri 5pm", "fri 5pm", "before fri 5pm via email", "ត្រឹមថ្ងៃសុក្រ ម៉ោង ៥ ល្ងាច"]
)
async def test_it_can_be_written_anew(busy_desk: Desk, typed: str) -> None:
    await busy_desk.say(DARA, f"{COURT} by frday 5pm #raids")
    assert (await busy_desk.say(DARA, typed)).startswith("Logged as #")
    assert row(busy_desk, newest(busy_desk)) == ("2024-12-06 10:00", "why are they held?", None)


async def test_what_is_written_anew_and_not_understood_either_is_asked_again(busy_desk: Desk) -> None:
    before = busy_desk.record()
    await busy_desk.says(DARA, f"{COURT} by frday 5pm", "by satrday 5pm")
    assert "What is “by satrday 5pm”?" in busy_desk.last(DARA)
    await busy_desk.press(DARA, "Cancel")
    assert busy_desk.record() == before


@pytest.mark.parametrize(
    ("tail", "choice", "deadline"),
    [
        ("before fri", "Thu 5 Dec 17:00", "2024-12-05 10:00"),
        ("by 5 o'clock", "Mon 2 Dec 17:00", "2024-12-02 10:00"),
        ("by fri midnight", "Sat 7 Dec 00:00", "2024-12-06 17:00"),
        ("មុនថ្ងៃសុក្រ", "Thu 5 Dec 17:00", "2024-12-05 10:00"),
        ("by 17 hours", "Mon 2 Dec 17:00", "2024-12-02 10:00"),
        ("by 930h", "Yes, Fri 10 Jan 2025 03:00", "2025-01-09 20:00"),
        ("by in 1700 hours", "Yes, Tue 11 Feb 2025 05:00", "2025-02-10 22:00"),
        ("by 5 Feb", "Yes, Wed 5 Feb 2025 17:00", "2025-02-05 10:00"),
        ("ត្រឹម ៣ ខែ", "Yes, Sun 2 Mar 2025 17:00", "2025-03-02 10:00"),
    ],
)
async def test_a_day_or_a_span_in_doubt_is_asked_about(
    busy_desk: Desk, tail: str, choice: str, deadline: str
) -> None:
    before = busy_desk.record()
    assert "Nothing is logged yet" in await busy_desk.say(DARA, f"{COURT} {tail}")
    assert busy_desk.record() == before
    await busy_desk.press(DARA, choice)
    assert row(busy_desk, newest(busy_desk))[0] == deadline


WHO = [
    ("via call to or vandine", "A person: Or Vandine", "Or Vandine"),
    ("via call to reception", "An office: the reception", "the reception"),
    ("to the press office via email", None, "the press office"),
    ("via call to touch sokhak, spokesman", None, "Touch Sokhak, spokesman"),
    ("via email to press@court.gov.kh", None, "press@court.gov.kh"),
]


@pytest.mark.parametrize(("tail", "choice", "contact"), WHO, ids=[f"{tail} {who}" for tail, _, who in WHO])
async def test_whether_a_name_in_small_letters_is_a_person_is_asked_once(
    busy_desk: Desk, tail: str, choice: str | None, contact: str
) -> None:
    before = busy_desk.record()
    said = await busy_desk.say(DARA, f"/ask Anti-Corruption Unit: why are they held? {tail}")
    if choice is not None:
        assert "a person, or an office?" in said
        assert busy_desk.record() == before
        await busy_desk.press(DARA, choice)
    assert row(busy_desk, newest(busy_desk))[2] == contact
    again = f"/ask Anti-Corruption Unit: where are they? {tail}"
    assert (await busy_desk.say(DARA, again.replace("the reception", "reception"))).startswith("Logged as #")
    assert row(busy_desk, newest(busy_desk))[2] == contact


TRIED = [
    ("call to or vandine, no answer", "A person: Or Vandine", ("Or Vandine", "no answer")),
    ("call to front gate, busy", "An office: the front gate", ("the front gate", "busy")),
    ("call to spokesman: no answer", None, ("spokesman", "no answer")),
    ("call to Touch Sokhak, spokesman, no answer", None, ("Touch Sokhak, spokesman", "no answer")),
    ("call to push him, nobody", "It belongs to the words", (None, "to push him, nobody")),
    ("call to confirm the raid, no answer", None, (None, "to confirm the raid, no answer")),
    ("email to press@health.gov.kh", None, ("press@health.gov.kh", "")),
]


@pytest.mark.wide
@pytest.mark.parametrize(("typed", "choice", "tried"), TRIED, ids=[typed for typed, *_ in TRIED])
async def test_who_was_tried_in_small_letters_is_asked_once_too(
    busy_desk: Desk, typed: str, choice: str | None, tried: tuple[str | None, str]
) -> None:
    await busy_desk.say(DARA, "/ask Ministry of Health: why are they held? by 5 Dec 17:00 via email")
    number = newest(busy_desk)
    before = busy_desk.record()
    said = await busy_desk.say(DARA, f"/chase {number} {typed}")
    if choice is not None:
        assert "a person, or an office?" in said
        assert busy_desk.record() == before
        await busy_desk.press(DARA, choice)
    found = busy_desk.rows("SELECT contact, text FROM event WHERE kind = 'chased' ORDER BY id DESC LIMIT 1")
    assert found == [tried]
    if tried[0] is not None:  # who it is is asked no more, only whether it was the same call
        assert "Was it once, or 2 times?" in await busy_desk.say(DARA, f"/chase {number} {typed}")


async def test_the_guided_dialogue_reads_options_behind_its_questions(busy_desk: Desk) -> None:
    await busy_desk.say(DARA, "/ask")
    await busy_desk.say(DARA, "Municipal Court")
    await busy_desk.say(DARA, "why are they held?\nwhere are they?\nbefore fri 5pm via email")
    assert "For which story?" in busy_desk.last(DARA)
    await busy_desk.presses(DARA, "no story", "✅ Log it")
    assert row(busy_desk, newest(busy_desk)) == (
        "2024-12-06 10:00",
        "why are they held?|where are they?",
        None,
    )


@pytest.mark.parametrize(
    ("typed", "asked", "then"),
    [
        (["why are they held? by frday 5pm"], "What is “by frday 5pm”?", "fri 5pm"),
        (["why are they held?", "in 1700 hours"], "far later than a deadline usually is", "no later than fri 5pm"),
    ],
)  # fmt: skip
async def test_the_guided_dialogue_asks_about_what_it_cannot_read_or_hardly_believe(
    busy_desk: Desk, typed: list[str], asked: str, then: str
) -> None:
    for line in ("/ask", "Municipal Court", *typed):
        await busy_desk.say(DARA, line)
    assert asked in busy_desk.last(DARA)
    await busy_desk.say(DARA, then)
    assert "Deadline: Fri 6 Dec 17:00\n\nHow did you ask?" in busy_desk.last(DARA)
    await busy_desk.press(DARA, "Cancel")


def asked_at(desk: Desk, number: int) -> str:
    """When the body was asked (UTC)."""
    return str(desk.rows(f"SELECT asked_at FROM request WHERE number = {number}")[0][0])[:16]  # noqa: S608


TOLD = [
    ("by 3 working days via email at fri 10:00", "2024-12-04 10:00", "2024-11-29 03:00"),
    ("by 3wd at fri 10:00", "2024-12-04 10:00", "2024-11-29 03:00"),
    ("at fri 10:00 by 3wd", "2024-12-04 10:00", "2024-11-29 03:00"),
    ("by in 48h at yesterday 15:00", "2024-12-03 08:00", "2024-12-01 08:00"),
    ("within 48h via call at yesterday 15:00", "2024-12-03 08:00", "2024-12-01 08:00"),
    ("by 1 week at fri 10:00", "2024-12-06 10:00", "2024-11-29 03:00"),
    ("by in 2 days at yesterday 15:00", "2024-12-03 10:00", "2024-12-01 08:00"),
    ("by 17:00 at yesterday 15:00", "2024-12-02 10:00", "2024-12-01 08:00"),
    ("by 4 Dec at fri 10:00", "2024-12-04 10:00", "2024-11-29 03:00"),
    ("ត្រឹម ៣ ថ្ងៃធ្វើការ នៅម្សិលមិញ ម៉ោង ៣ រសៀល", "2024-12-04 10:00", "2024-12-01 08:00"),
    ("ត្រឹម ៤៨ ម៉ោង នៅម្សិលមិញ ម៉ោង ៣ រសៀល", "2024-12-03 08:00", "2024-12-01 08:00"),
]


@pytest.mark.parametrize(("tail", "deadline", "asked"), TOLD)
async def test_a_length_told_to_the_body_counts_from_the_asking(
    busy_desk: Desk, tail: str, deadline: str, asked: str
) -> None:
    answer = await busy_desk.say(DARA, f"{COURT} {tail}")
    assert answer.startswith("Logged as #"), answer
    number = newest(busy_desk)
    assert (row(busy_desk, number)[0], asked_at(busy_desk, number)) == (deadline, asked)
    absolute = "17:00" in tail or "4 Dec" in tail
    assert ("counted from" in answer) is not absolute


OVER = "Overdue since "
LATE = [  # what is typed on Mon 2 Dec at 09:00 of an asking before it, the buttons, and the deadline that the first logs
    ("by in 24h at fri 10:00", ["Sat 30 Nov 10:00"], [], "2024-11-30 03:00"),
    ("by 24h via call at fri 10:00", ["Sat 30 Nov 10:00"], [], "2024-11-30 03:00"),
    ("at 27 Nov 10:00 by 1wd", ["Thu 28 Nov 17:00"], [], "2024-11-28 10:00"),
    ("by 29 Nov 12:00 at thu 10:00", ["Fri 29 Nov 12:00"], [], "2024-11-29 05:00"),
    ("by sat 12:00 at fri 10:00", ["Sat 30 Nov 12:00"], ["Sat 7 Dec 12:00"], "2024-11-30 05:00"),
    ("by tomorrow 12:00 at fri 10:00", ["Sat 30 Nov 12:00"], ["Tue 3 Dec 12:00"], "2024-11-30 05:00"),
    ("by 08:00 at fri 10:00", ["Mon 2 Dec 08:00"], [], "2024-12-02 01:00"),
    ("by 20 Oct at 15 Oct 10:00", ["Sun 20 Oct 17:00"], ["Mon 20 Oct 2025 17:00"], "2024-10-20 10:00"),
    ("ត្រឹម ២៤ ម៉ោង នៅថ្ងៃទី២៩ ខែវិច្ឆិកា ម៉ោង ១០:០០", ["Sat 30 Nov 10:00"], [], "2024-11-30 03:00"),
    ("ត្រឹម ថ្ងៃសៅរ៍ ម៉ោង ១២ ថ្ងៃត្រង់ នៅថ្ងៃទី២៩ ខែវិច្ឆិកា ម៉ោង ១០:០០", ["Sat 30 Nov 12:00"], ["Sat 7 Dec 12:00"], "2024-11-30 05:00"),
]  # fmt: skip


@pytest.mark.parametrize(("tail", "over", "ahead", "deadline"), LATE)
async def test_a_deadline_that_was_over_when_it_is_logged_is_asked_about(
    busy_desk: Desk, tail: str, over: list[str], ahead: list[str], deadline: str
) -> None:
    before = busy_desk.record()
    assert "If they were told that and nothing had come by then" in await busy_desk.say(
        DARA, f"{COURT} {tail}"
    )
    assert busy_desk.record() == before
    offered = [*(OVER + when for when in over), *ahead, "another deadline…", "Change…", "Cancel"]
    assert busy_desk.choices(DARA) == offered
    await busy_desk.press(DARA, offered[0])
    assert "past the deadline" in busy_desk.last(DARA)
    assert row(busy_desk, newest(busy_desk))[0] == deadline


IN_OTHER_WORDS = [  # the same in words that are asked about, what is pressed, and the deadline that is logged
    ("sent fri 10:00 by sat 12:00", ["Asked Fri 29 Nov 10:00", "Sat 30 Nov 12:00"], "2024-11-30 05:00"),
    (
        "asked on fri 10:00 by 29 Nov 12:00",
        ["Asked Fri 29 Nov 10:00", "Fri 29 Nov 12:00"],
        "2024-11-29 05:00",
    ),
    (
        "via email on fri 10:00 by 29 Nov 12:00",
        ["Asked Fri 29 Nov 10:00", "Fri 29 Nov 12:00"],
        "2024-11-29 05:00",
    ),
    ("at fri 10:00, deadline was sat 12:00", ["Sat 30 Nov 12:00"], "2024-11-30 05:00"),
    ("they had until sat 12:00 at fri 10:00", ["Sat 30 Nov 12:00"], "2024-11-30 05:00"),
]


@pytest.mark.parametrize(("tail", "pressed", "deadline"), IN_OTHER_WORDS)
async def test_said_in_other_words_it_is_asked_about_too_and_nothing_is_dropped(
    busy_desk: Desk, tail: str, pressed: list[str], deadline: str
) -> None:
    before = busy_desk.record()
    assert (await busy_desk.say(DARA, f"{COURT} {tail}")).startswith("What is “")
    assert busy_desk.record() == before
    for label in pressed:
        await busy_desk.press(DARA, label if label.startswith("Asked") else OVER + label)
    assert row(busy_desk, newest(busy_desk))[0] == deadline


@pytest.mark.parametrize("answer", ["5 Dec 17:00", ["another deadline…", "3 working days"]])
async def test_another_deadline_may_be_given_instead(busy_desk: Desk, answer: str | list[str]) -> None:
    await busy_desk.say(DARA, f"{COURT} by in 24h via call at fri 10:00")
    for press in answer if isinstance(answer, list) else ():
        await busy_desk.press(DARA, press)
    if isinstance(answer, str):
        await busy_desk.say(DARA, answer)
    wanted = "2024-12-05 10:00" if isinstance(answer, str) else "2024-12-04 10:00"
    assert row(busy_desk, newest(busy_desk))[0] == wanted


@pytest.mark.parametrize(
    "lines",
    [
        ["/ask", "Municipal Court", "why?", "24h at fri 10:00"],
        ["/ask", "Municipal Court", "why?", "sat 12:00 at fri 10:00"],
        ["/ask", "Municipal Court", "why?", "at fri 10:00", "29 Nov 17:00"],
        ["asked the embassy of pakistan by email on fri 29 nov 10:00 where they are, deadline 30 Nov 12:00"],
    ],
)
async def test_step_by_step_and_in_a_sentence_it_is_asked_too(busy_desk: Desk, lines: list[str]) -> None:
    before = busy_desk.record()
    for line in lines:
        await busy_desk.say(DARA, line)
    assert busy_desk.choices(DARA)[0].startswith(OVER)
    assert busy_desk.record() == before
    await busy_desk.say(DARA, "/cancel")


@pytest.mark.parametrize("typed", ["by 3wd", "by in 48h"])
async def test_a_length_is_reckoned_anew_when_it_is_known_when_they_were_asked(
    busy_desk: Desk, typed: str
) -> None:
    await busy_desk.say(DARA, f"{COURT} {typed} via email fri 29 Nov 10:00")
    await busy_desk.press(DARA, next(each for each in busy_desk.choices(DARA) if each.startswith("Asked ")))
    wanted = "2024-12-04 10:00" if "wd" in typed else "2024-12-01 03:00"
    if "48" in typed:
        assert busy_desk.choices(DARA)[0] == OVER + "Sun 1 Dec 10:00"
        await busy_desk.press(DARA, busy_desk.choices(DARA)[0])
    assert row(busy_desk, newest(busy_desk))[0] == wanted


EXTENDED = [  # typed on Thu 5 Dec 10:00 of one asked on Mon 2 Dec 09:00, the buttons, the deadline and when they were told it
    ("by 4 Dec 12:00", [OVER + "Wed 4 Dec 12:00"], "2024-12-04 05:00", "2024-12-05 03:00"),
    ("at tue 12:00 by 24h they asked for more time", [OVER + "Wed 4 Dec 12:00"], "2024-12-04 05:00", "2024-12-03 05:00"),
    ("by wed 12:00 at mon 11:00", [OVER + "Wed 4 Dec 12:00", "Wed 11 Dec 12:00"], "2024-12-04 05:00", "2024-12-02 04:00"),
    ("ត្រឹម ថ្ងៃទី៤ ខែធ្នូ ម៉ោង ១២ ថ្ងៃត្រង់", [OVER + "Wed 4 Dec 12:00"], "2024-12-04 05:00", "2024-12-05 03:00"),
    ("by 3wd at tue 11:00", [], "2024-12-06 10:00", "2024-12-03 04:00"),
    ("by 6 Dec 17:00 at tue 11:00 they asked", [], "2024-12-06 10:00", "2024-12-03 04:00"),
]  # fmt: skip


@pytest.mark.wide
@pytest.mark.asyncio(loop_scope="function")
async def test_a_deadline_moved_days_ago_is_asked_about_where_it_is_over(desk: Desk) -> None:
    await desk.say(DARA, f"{COURT} by 3 Dec 12:00 via email")
    await desk.sandbox.advance(at("5 Dec 10:00"))
    for typed, buttons, deadline, told in EXTENDED:
        before = desk.record()
        await desk.say(DARA, f"/extend 1 {typed}")
        if buttons:
            assert desk.record() == before
            assert desk.choices(DARA)[: len(buttons)] == buttons
            await desk.press(DARA, buttons[0])
        assert row(desk, 1)[0] == deadline, typed
        assert desk.rows("SELECT substr(happened_at, 1, 16) FROM event ORDER BY id DESC LIMIT 1") == [(told,)]
    assert "has already passed" in await desk.say(DARA, "/extend 1 by 1 Dec 17:00")
    assert "cannot have happened before" in await desk.say(DARA, "/extend 1 by 9 Dec at 1 Dec 10:00")


@pytest.mark.asyncio(loop_scope="function")
async def test_one_that_was_late_when_it_was_logged_is_reminded_of_once_a_morning(desk: Desk) -> None:
    await desk.sandbox.advance(at("4 Dec 09:30"))
    await desk.say(DARA, f"{COURT} by 3 Dec 12:00 via email at mon 10:00")
    await desk.press(DARA, OVER + "Tue 3 Dec 12:00")
    silent = "The Phnom Penh Municipal Court did not respond to an emailed request for comment."
    assert silent in await desk.say(DARA, "/report")
    last = desk.telegram.last(DARA)["message_id"]
    await desk.sandbox.advance(at("5 Dec 08:59"))
    assert desk.written(DARA, after=last) == []
    await desk.sandbox.advance(at("5 Dec 18:00"))
    [reminded] = desk.written(DARA, after=last)
    assert "has passed" in reminded


@pytest.mark.parametrize(
    ("tail", "choices", "then"),
    [
        ("by tomorrow at yesterday 15:00", ["Mon 2 Dec 17:00", "Tue 3 Dec 17:00"], ("2024-12-02 10:00", "2024-12-01 08:00")),
        ("by fri at 08:40", ["Asked 08:40, by Fri 6 Dec 17:00", "Deadline: Fri 6 Dec 08:40"], ("2024-12-06 10:00", "2024-12-02 01:40")),
        ("by 3 working days at 08:40", ["Deadline: Thu 5 Dec 08:40", "Asked 08:40, by Thu 5 Dec 17:00"], ("2024-12-05 01:40", "2024-12-02 02:00")),
    ],
)  # fmt: skip
async def test_what_another_day_of_asking_makes_doubtful_is_asked(
    busy_desk: Desk, tail: str, choices: list[str], then: tuple[str, str]
) -> None:
    before = busy_desk.record()
    assert "can be read in two ways" in await busy_desk.say(DARA, f"{COURT} {tail}")
    assert busy_desk.record() == before
    assert set(choices) <= set(busy_desk.choices(DARA))
    await busy_desk.press(DARA, choices[0])
    number = newest(busy_desk)
    assert (row(busy_desk, number)[0], asked_at(busy_desk, number)) == then


async def test_the_guided_dialogue_counts_from_the_asking(busy_desk: Desk) -> None:
    await busy_desk.says(DARA, "/ask", "Municipal Court", "why are they held?", "3 working days at fri 10:00")
    await busy_desk.press(DARA, "✅ email")
    assert (row(busy_desk, newest(busy_desk))[0], asked_at(busy_desk, newest(busy_desk))) == (
        "2024-12-04 10:00",
        "2024-11-29 03:00",
    )


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("deadline", "usual", "used", "far"),
    [
        (70 * DAY, 3 * DAY, [], True),
        (23 * DAY, 3 * DAY, [], False),
        (25 * DAY, 3 * DAY, [], True),
        (13 * DAY, DAY / 4, [], False),
        (15 * DAY, DAY / 4, [], True),
        (70 * DAY, 10 * DAY, [], False),
        (81 * DAY, 10 * DAY, [], True),
        (70 * DAY, 3 * DAY, [10 * DAY, 12 * DAY, DAY], False),
        (70 * DAY, 3 * DAY, [3 * DAY, 4 * DAY, 70 * DAY], True),
    ],
)
async def test_a_deadline_is_far_by_what_the_body_and_the_newsroom_use(
    deadline: timedelta, usual: timedelta, used: list[timedelta], far: bool
) -> None:
    assert is_far(deadline, usual, used) is far


@pytest.mark.wide
@pytest.mark.parametrize(
    ("typed", "choice", "deadline"),
    [
        ("by 17 hrs they asked", "Mon 2 Dec 17:00", "2024-12-02 10:00"),
        ("by in 1700 hours they asked", "Yes, Tue 11 Feb 2025 05:00", "2025-02-10 22:00"),
        ("before fri they asked", "Thu 5 Dec 17:00", "2024-12-05 10:00"),
        ("by 05/12 they asked", "Thu 5 Dec 17:00", "2024-12-05 10:00"),
        ("by 5 o'clock they asked", "Mon 2 Dec 17:00", "2024-12-02 10:00"),
        ("មុនថ្ងៃសុក្រ they asked", "Thu 5 Dec 17:00", "2024-12-05 10:00"),
    ],
)
async def test_a_new_deadline_in_doubt_is_asked_about(
    busy_desk: Desk, typed: str, choice: str, deadline: str
) -> None:
    await busy_desk.say(DARA, f"{COURT} by 2 Dec 12:00")
    number = newest(busy_desk)
    before = busy_desk.record()
    assert "Nothing is logged yet" in await busy_desk.say(DARA, f"/extend {number} {typed}")
    assert busy_desk.record() == before
    data, message = busy_desk.data(DARA, choice), busy_desk.telegram.last(DARA)["message_id"]
    await busy_desk.press(DARA, choice)
    assert row(busy_desk, number)[0] == deadline
    assert busy_desk.rows("SELECT text FROM event WHERE kind = 'extended' ORDER BY id DESC LIMIT 1") == [
        ("they asked",)
    ]
    after = busy_desk.record()
    await busy_desk.press(DARA, data=data, message=message)
    assert busy_desk.record() == after


@pytest.mark.parametrize(
    ("typed", "choices"),
    [
        ("by 3 more days", ["Thu 5 Dec 17:00", "Sat 7 Dec 17:00"]),
        ("another week", ["Mon 9 Dec 17:00", "Wed 11 Dec 17:00"]),
        ("+2 working days, they asked", ["Wed 4 Dec 17:00", "Fri 6 Dec 17:00"]),
        ("២ថ្ងៃបន្ថែម", ["Wed 4 Dec 17:00", "Fri 6 Dec 17:00"]),
    ],
)
async def test_more_time_counts_from_now_or_from_the_deadline(
    busy_desk: Desk, typed: str, choices: list[str]
) -> None:
    await busy_desk.say(DARA, f"{COURT} by 4 Dec 17:00")
    before = busy_desk.record()
    assert "Nothing is logged yet" in await busy_desk.say(DARA, f"/extend {newest(busy_desk)} {typed}")
    assert busy_desk.record() == before
    assert busy_desk.choices(DARA)[:2] == choices


@pytest.mark.parametrize(
    "typed", ["by fri 5pm", "until fri 5pm", "no later than fri 5pm", "fri 1700", "ត្រឹមថ្ងៃសុក្រ ម៉ោង ៥ ល្ងាច"]
)
async def test_a_new_deadline_is_written_as_people_say_it(busy_desk: Desk, typed: str) -> None:
    await busy_desk.say(DARA, f"{COURT} by 2 Dec 12:00")
    number = newest(busy_desk)
    await busy_desk.presses(DARA, "Deadline…", "Type it…")
    assert "far later than" in await busy_desk.say(DARA, "in 3 months")
    assert "is now Fri 6 Dec 17:00" in await busy_desk.say(DARA, typed)
    assert row(busy_desk, number)[0] == "2024-12-06 10:00"


@pytest.mark.parametrize("typed", ["11 arrested", "2 people were released", "១១ នាក់ត្រូវបានចាប់ខ្លួន"])
async def test_a_count_is_no_question_and_which_were_answered_is_asked(busy_desk: Desk, typed: str) -> None:
    await busy_desk.say(DARA, f"{COURT} where are they?")
    number = newest(busy_desk)
    assert "Which questions did they answer?" in await busy_desk.say(DARA, f"/reply {number} partial {typed}")
    found = busy_desk.rows(
        "SELECT text, details FROM event WHERE kind = 'replied_partial' ORDER BY id DESC LIMIT 1"
    )
    assert (found[0][0], "answered" in found[0][1]) == (typed, False)


@pytest.mark.parametrize(
    "tail",
    [
        "(release) to the press office by fri 5pm via email",
        "(release), to the press office, by fri 5pm, via email",
        "(release) via email by fri 5pm to the press office",
        "(ការដោះលែង) to the press office by fri 5pm via email",
        "(release) to the press office\nby fri 5pm\nvia email",
        "[release] to the press office before fri 5pm by email",
    ],
)
async def test_options_behind_a_topic_are_options(busy_desk: Desk, tail: str) -> None:
    assert (await busy_desk.say(DARA, f"{COURT} {tail}")).startswith("Logged as #")
    number = newest(busy_desk)
    assert row(busy_desk, number) == ("2024-12-06 10:00", "why are they held?", "the press office")
    topic = "ការដោះលែង" if "ការដោះលែង" in tail else "release"
    assert busy_desk.rows("SELECT topic FROM question ORDER BY id DESC LIMIT 1") == [(topic,)]
    assert busy_desk.rows(f"SELECT channel FROM request WHERE number = {number}") == [("email",)]  # noqa: S608


@pytest.mark.parametrize(
    "text",
    [
        f"/ask Municipal Court: why? ({'x' * 61}) by fri",
        f"/ask Municipal Court\n- why? ({'x' * 61})\nby fri",
        f"/ask Municipal Court: why? ({'ហ' * 61}) ត្រឹមថ្ងៃសុក្រ",
    ],
)
async def test_a_topic_that_is_too_long_is_said_to_be(busy_desk: Desk, text: str) -> None:
    before = busy_desk.record()
    assert "61 characters" in await busy_desk.say(DARA, text)
    assert busy_desk.record() == before


async def test_what_asks_nothing_can_be_left_out(busy_desk: Desk) -> None:
    assert "What is “asap”?" in await busy_desk.say(DARA, f"{COURT} asap")
    await busy_desk.press(DARA, "Leave it out")
    assert row(busy_desk, newest(busy_desk))[1] == "why are they held?"


async def test_the_dialogue_says_how_many_questions_it_does_not_show(busy_desk: Desk) -> None:
    await busy_desk.says(DARA, "/ask", "Municipal Court")
    await busy_desk.say(DARA, "\n".join(f"question {n}?" for n in range(1, 14)))
    assert "… and 3 more" in busy_desk.last(DARA)
    assert "61 characters" in await _topic_too_long(busy_desk)
    await busy_desk.say(DARA, "/cancel")


async def _topic_too_long(desk: Desk) -> str:
    await desk.says(DARA, "/cancel", "/ask", "Municipal Court")
    return await desk.say(DARA, f"why? ({'x' * 61})")
