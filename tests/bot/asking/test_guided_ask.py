"""The form: a request put together in one message, also over a restart of the bot, and what other ways in leave to it."""

from __future__ import annotations

import asyncio
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.asking import form
from bot.cards import calendar
from bot.cards.buttons import OfficeEnds, fit
from bot.i18n.catalogue import Texts
from bot.reading.request import read_pasted
from jobs.deadlines.calendars import Calendar
from jobs.deadlines.reading import looks_like_time
from sandbox.case import BEGINNING, DARA, GROUP, MALY, at
from tests.bot.asked import ASKING, kinds, newest
from tests.bot.desk import Desk, open_desk

pytestmark = pytest.mark.asyncio(loop_scope="module")

COURT = "Phnom Penh Municipal Court"
QUESTIONS = "- Why are they held? (why they are held)\n- Where are they?"
PARTS = ["Body…", "Questions…", "Deadline…", "Channel…", "Contact…", "Story…"]
LOG_IT = "✅ Log it"


def logged(desk: Desk) -> tuple[Any, ...]:
    """The newest request: body, questions, deadline (UTC), channel, contact, story."""
    (row,) = desk.rows(
        "SELECT body.name, (SELECT group_concat(text, '|') FROM (SELECT text FROM question WHERE request_id = request.id"
        " ORDER BY position)), substr(deadline_at, 1, 16), deadline_told, channel, contact, story.slug FROM request"
        " JOIN body ON body.id = request.body_id LEFT JOIN story ON story.id = request.story_id ORDER BY number DESC LIMIT 1"
    )
    return (*row[:2], row[2] if row[3] else None, *row[4:])


def count(desk: Desk) -> int:
    """How many requests there are, which is the number of the newest."""
    return int(desk.rows("SELECT count(*) FROM request")[0][0])


async def begin(desk: Desk, who: int = DARA, *typed: str) -> int:
    """The form with what was typed one after the other; the message it is in."""
    await desk.say(who, "/ask")
    for text in typed:
        await desk.say(who, text)
    return int(desk.telegram.last(who)["message_id"])


async def test_a_usual_request_takes_three_taps_and_one_text_in_one_message(busy_desk: Desk) -> None:
    desk = busy_desk
    await desk.say(
        DARA, "/ask Municipal Court: who was charged? via call"
    )  # asked before: it is a button now
    said, before = len(desk.written(DARA)), newest(desk)
    shown_in = await begin(desk)
    assert desk.choices(DARA) == [COURT, *PARTS, "Cancel"]
    await desk.press(DARA, COURT)
    await desk.say(DARA, "Why are they held?\nWhere are they?")
    await desk.press(DARA, "tomorrow 17:00")
    assert newest(desk) == before
    assert desk.last(DARA) == (
        f"A request, not logged yet\nTo: {COURT}\n– Why are they held?\n– Where are they?\n"
        "Deadline: Tue 3 Dec 17:00\n\nHow did you ask? The press logs it."
    )
    await desk.press(DARA, "✅ email")
    assert desk.last(DARA).startswith(f"Logged as #{before + 1}.\n\n#{before + 1} {COURT}\n⏳ waiting · Dara")
    assert (len(desk.written(DARA)), desk.telegram.last(DARA)["message_id"]) == (said + 1, shown_in)
    assert logged(desk) == (
        COURT,
        "Why are they held?|Where are they?",
        "2024-12-03 10:00",
        "email",
        None,
        None,
    )
    assert kinds(desk, newest(desk)) == ASKING


async def test_what_is_typed_one_after_the_other_is_taken_too(busy_desk: Desk) -> None:
    desk = busy_desk
    before = count(desk)
    shown_in = await begin(
        desk,
        DARA,
        "Embassy of Pakistan, Embassy of India",
        "how many? since when?",
        "5 Dec 14:00",
        "whatsapp",
        "citizens",
    )
    assert desk.last(DARA) == (
        "A request, not logged yet\nTo: Embassy of Pakistan, Embassy of India\n– how many?\n– since when?\n"
        "Deadline: Thu 5 Dec 14:00\nBy: message\n#citizens\n\nIs this right?"
    )
    assert desk.choices(DARA) == [LOG_IT, *PARTS, "Cancel"]
    await desk.press(DARA, LOG_IT)
    assert count(desk) == before + 2
    assert desk.telegram.last(DARA)["message_id"] == shown_in
    assert logged(desk)[1:] == ("how many?|since when?", "2024-12-05 07:00", "message", None, "citizens")


FULL = ("Municipal Court", "Why?", "5 Dec 14:00", "email", "raids")
AS_TYPED = (COURT, "Why?", "2024-12-05 07:00", "email", None, "raids")
CHANGES = [  # the part, what is typed or pressed for it, and the line of the form that says so
    ("Body…", "Embassy of Japan", None, "To: Embassy of Japan"),
    ("Body…", "Embassy of India", None, "To: Embassy of India"),
    ("Questions…", "1. Who?\n2. When?", None, "– Who?\n– When?\nDeadline"),
    ("Questions…", "Where?\nby 6 Dec 12:00", None, "– Where?\nDeadline: Fri 6 Dec 12:00"),
    ("Deadline…", "ថ្ងៃសុក្រ ម៉ោង ៥ ល្ងាច", None, "Deadline: Fri 6 Dec 17:00"),
    ("Deadline…", None, "none told", "Deadline: none told to them"),
    ("Deadline…", None, "3 working days", "Deadline: Thu 5 Dec 17:00"),
    ("Channel…", "call, no answer", None, "By: call (no answer)"),
    ("Channel…", None, "🚶 visit", "By: visit\n"),
    ("Contact…", "Sok Sambo, director", None, "Asked: Sok Sambo, director"),
    ("Contact…", None, "nobody by name", "– Where?\nDeadline"),
    ("Contact…", "to the press office", None, "Asked: the press office"),
    ("Story…", None, "no story", "By: visit\n\nIs this right?"),
    ("Story…", "#floods", None, "#floods"),
    ("Channel…", "by 6 Dec 17:00", None, "Deadline: Fri 6 Dec 17:00"),  # an option says itself which part it is
]  # fmt: skip


async def test_each_part_can_be_changed_before_it_is_logged(busy_desk: Desk) -> None:
    desk = busy_desk
    shown_in = await begin(desk, DARA, *FULL)
    before = desk.record()
    for part, typed, pressed, line in CHANGES:
        await desk.press(DARA, part)
        assert desk.choices(DARA)[-2:] == ["« Back", "Cancel"]
        if typed is not None:
            await desk.say(DARA, typed)
        else:
            await desk.press(DARA, pressed)
        assert line in desk.last(DARA), part
        assert desk.choices(DARA) == [LOG_IT, *PARTS, "Cancel"]
    assert (desk.record(), desk.telegram.last(DARA)["message_id"]) == (before, shown_in)
    await desk.press(DARA, LOG_IT)
    changed = ("Embassy of India", "Where?", "2024-12-06 10:00", "visit", "the press office", "floods")
    assert logged(desk) == changed


BY_ITSELF = [  # what is typed where the form asks for nothing, or for another part, and the line that says so
    ("tomorrow 5pm", "Deadline: Tue 3 Dec 17:00"),
    ("ថ្ងៃសុក្រ ម៉ោង ៥ ល្ងាច", "Deadline: Fri 6 Dec 17:00"),
    ("by email", "By: email"),
    ("ទូរសព្ទ", "By: call"),
    ("to the press office", "Asked: the press office"),
    ("by 5 Dec 14:00 via letter", "Deadline: Thu 5 Dec 14:00\nBy: letter"),
    ("#floods", "#floods"),
]  # fmt: skip


async def test_a_part_that_says_itself_which_it_is_is_taken_whatever_is_asked_for(busy_desk: Desk) -> None:
    desk = busy_desk
    await desk.says(DARA, "/ask Municipal Court", "why?")
    assert desk.last(DARA).endswith("Is this right?")
    for typed, line in BY_ITSELF:
        await desk.say(DARA, typed)
        assert line in desk.last(DARA), typed
    await desk.press(DARA, LOG_IT)
    assert logged(desk) == (COURT, "why?", "2024-12-05 07:00", "letter", "the press office", "floods")
    # One of its contacts by now; and a channel where a time is asked for.
    await desk.says(DARA, "/ask", "Municipal Court", "who?", "by email")
    assert "By: email\n\nBy when did you ask" in desk.last(DARA)
    await desk.say(DARA, "5 Dec 14:00")
    await desk.press(DARA, "no story")
    await desk.say(DARA, "The Press Office")
    assert "Asked: the press office" in desk.last(DARA)
    # Anything else is as new as without a form.
    assert "I did not log anything." in await desk.say(DARA, "ok thank you")
    await desk.say(DARA, "/cancel")


BAD: dict[
    int, list[tuple[str, str]]
] = {  # by how much of `FULL` is known: what is typed then, and what is answered
    0: [
        ("🙂", "Whom did you ask?"),
        ("why?", "Whom did you ask?"),
        ("x" * 121, "longer than 120 characters"),
    ],
    1: [
        ("why " * 1250, "a question may have 1000"),
        ("why?\n" * 21, "a request may have 20"),
        (f"why? ({'x' * 61})", "61 characters"),
        ("by fri 5pm", "What did you ask Phnom Penh Municipal Court?"),
        ("ok thank you", "I did not log anything."),
        ("អរគុណ", "I did not log anything."),
    ],
    2: [
        ("they never received our email", "/cancel leaves it"),
        ("soonish", "cannot read “soonish” as a time"),
        ("yesterday 17:00", "has already passed"),
        ("ម្សិលមិញ ម៉ោង ៥ ល្ងាច", "has already passed"),
        ("31 Nov", "no such day"),
        ("x" * 5000, "as a time"),
    ],
    3: [("pigeon", '"pigeon" is not a channel')],
    4: [("Mango Park", "cannot name a story"), ("#២០២៤", "cannot name a story")],
}


@pytest.mark.parametrize("known", BAD)
async def test_what_cannot_be_taken_is_answered_and_the_form_goes_on(busy_desk: Desk, known: int) -> None:
    desk = busy_desk
    shown_in = await begin(desk, DARA, *FULL[:known])
    before = desk.record()
    for typed, answer in BAD[known]:
        assert answer in await desk.say(DARA, typed)
    assert desk.record() == before
    await desk.say(DARA, FULL[known])
    assert desk.last(DARA).startswith("A request, not logged yet\n")  # below what was refused, not above it
    assert shown_in not in {message["message_id"] for message in desk.telegram.messages(DARA)}
    await desk.say(DARA, "/cancel")


async def test_a_sticker_or_a_button_of_somebody_else_disturbs_nothing(busy_desk: Desk) -> None:
    desk = busy_desk
    await begin(desk, DARA, "Municipal Court")
    key = desk.rows("SELECT max(id) FROM draft")[0][0]
    await begin(desk, MALY, "Embassy of India")
    theirs = await desk.press(MALY, data=f"d:{key}:part:story")
    assert "somebody else's" in theirs.text
    await desk.say(MALY, "who?")
    await desk.say(DARA, "why?")
    assert "To: Embassy of India\n– who?" in desk.last(MALY)
    assert f"To: {COURT}\n– why?" in desk.last(DARA)
    for who in (DARA, MALY):
        await desk.say(who, "/cancel")


@pytest.mark.parametrize("how", ["/cancel", "Cancel"])
@pytest.mark.parametrize("known", [("Municipal Court",), FULL])
async def test_it_can_be_left_at_any_step(busy_desk: Desk, how: str, known: tuple[str, ...]) -> None:
    desk = busy_desk
    before = desk.record()
    shown_in = await begin(desk, DARA, *known)
    data = desk.data(DARA, "Deadline…")
    if how == "/cancel":
        await desk.say(DARA, how)
    else:
        await desk.press(DARA, how)
    assert desk.last(DARA) == "Cancelled. Nothing was logged."
    late = await desk.press(DARA, data=data, message=shown_in)
    assert late.text.startswith("This was finished or cancelled already")
    assert "Not logged yet" in await desk.say(DARA, "fri 5pm")
    assert desk.record() == before


async def test_log_it_pressed_twice_at_once_logs_one_request_and_old_buttons_none(busy_desk: Desk) -> None:
    desk = busy_desk
    shown_in = await begin(desk, DARA, *FULL)
    n, old = count(desk), [desk.data(DARA, label) for label in (LOG_IT, "Body…", "Cancel")]
    both = await asyncio.gather(*(desk.press(DARA, data=old[0], message=shown_in) for _ in range(2)))
    assert count(desk) == n + 1
    late = [await desk.press(DARA, data=data, message=shown_in) for data in old]
    finished = [answer.text.startswith("This was finished or cancelled already") for answer in (*both, *late)]
    assert finished.count(True) == 4
    assert count(desk) == n + 1
    assert desk.last(DARA).startswith(f"Logged as #{n + 1}.")


@pytest.mark.parametrize("label", ["tomorrow 17:00", "📅 Other day…", "Change…"])
async def test_a_second_tap_does_what_the_first_did(busy_desk: Desk, label: str) -> None:
    shown_in = await begin(busy_desk, DARA, "Municipal Court", "where?")
    data, said = busy_desk.data(DARA, label), len(busy_desk.written(DARA))
    await busy_desk.press(DARA, label)
    shown = busy_desk.last(DARA)
    for _ in "12":
        again = await busy_desk.press(DARA, data=data, message=shown_in)
        assert not again.show_alert
    assert (busy_desk.last(DARA), len(busy_desk.written(DARA))) == (shown, said)
    await busy_desk.say(DARA, "/cancel")


async def test_a_form_whose_message_is_gone_comes_again(busy_desk: Desk) -> None:
    shown_in = await begin(busy_desk, DARA, "Municipal Court")
    busy_desk.telegram.world.messages.delete(DARA, shown_in)
    assert "– where?" in await busy_desk.say(DARA, "where?")
    await busy_desk.say(DARA, "/cancel")


async def test_behind_a_long_text_the_form_comes_down(busy_desk: Desk) -> None:
    shown_in = await begin(busy_desk, DARA, "Municipal Court")
    shown = await busy_desk.say(DARA, "\n".join(f"{n}. {'why ' * 60}?" for n in range(1, 4)))
    assert shown.count("– why why") == 3
    assert busy_desk.telegram.last(DARA)["message_id"] != shown_in
    assert shown_in not in {message["message_id"] for message in busy_desk.telegram.messages(DARA)}
    await busy_desk.say(DARA, "/cancel")


async def test_a_second_form_leaves_the_first_where_it_is(busy_desk: Desk) -> None:
    """What was written for one is not lost because another was begun."""
    desk = busy_desk
    first = await begin(desk, DARA, *FULL[:4])
    data = desk.data(DARA, LOG_IT)
    await begin(desk, DARA, "Embassy of India", "who?")
    await desk.press(DARA, data=data, message=first)
    assert logged(desk) == (*AS_TYPED[:5], None)
    await desk.say(DARA, "5 Dec 14:00")
    assert "To: Embassy of India" in desk.last(DARA)
    await desk.say(DARA, "/cancel")


async def test_in_a_group_the_answer_is_a_reply_and_the_form_comes_below_it(busy_desk: Desk) -> None:
    await busy_desk.say(DARA, "/ask", chat=GROUP)
    shown_in = busy_desk.telegram.last(GROUP)["message_id"]
    shown = await busy_desk.say(DARA, "Municipal Court", chat=GROUP, reply_to=shown_in)
    assert shown.endswith(
        "What did you ask? One question on each line.\nIn this group, write it as a reply to this message."
    )
    assert shown_in not in {message["message_id"] for message in busy_desk.telegram.messages(GROUP)}
    await busy_desk.say(DARA, "/cancel", chat=GROUP)


@pytest.mark.wide
@pytest.mark.parametrize("steps", [1, 3, 5])
async def test_a_restart_half_way_loses_nothing(desk_folder: Path, steps: int) -> None:
    path = ["Municipal Court", QUESTIONS, "2 working days", "email", "#raids"]
    async with open_desk(desk_folder) as before:
        await begin(before, DARA, *path[:steps])
        assert before.rows("SELECT count(*) FROM request") == [(0,)]
    async with open_desk(desk_folder) as after:
        for text in path[steps:]:
            await after.say(DARA, text)
        await after.press(DARA, LOG_IT)
        card = after.last(DARA)
    assert card.startswith(
        "Logged as #1. The deadline is Wed 4 Dec 17:00 (counted: Tue 3 Dec, Wed 4 Dec; end of"
    )
    assert f"#1 {COURT}\n⏳ waiting · #raids · Dara\n1. – Why are they held?\n2. – Where are they?" in card


@pytest.mark.asyncio(loop_scope="function")
async def test_a_length_is_counted_anew_where_it_is_logged_much_later(desk: Desk) -> None:
    await begin(desk, DARA, "Municipal Court", "Why are they held?", "in 48h", "email")
    assert "Wed 4 Dec 09:00" in desk.last(DARA)
    await desk.sandbox.advance(desk.sandbox.now() + timedelta(hours=5))
    told = await desk.press(DARA, LOG_IT)
    assert "it is another one now. Nothing is logged yet." in told.text
    assert desk.rows("SELECT count(*) FROM request") == [(0,)]
    assert "Wed 4 Dec 14:00" in desk.last(DARA)
    await desk.press(DARA, LOG_IT)
    assert desk.rows("SELECT substr(deadline_at, 1, 16), substr(asked_at, 1, 16) FROM request") == [
        ("2024-12-04 07:00", "2024-12-02 07:00")
    ]


HALF = [  # what lacks something in one message, what the form asks, what is typed then, and what is logged of it
    ("/ask Municipal Court", "What did you ask? One question", "why?", (COURT, "why?", None, None, None, None)),
    ("/ask Municipal Court: by 6 Dec 17:00 via email #raids", "What did you ask? One question", "why?",
     (COURT, "why?", "2024-12-06 10:00", "email", None, "raids")),
    ("/ask why are they held? by 6 Dec 17:00", "Whom did you ask?", "Municipal Court",
     (COURT, "why are they held?", "2024-12-06 10:00", None, None, None)),
    ("/ask Municipal Court: why? by yesterday 5pm via call", "has already passed", "6 Dec 17:00",
     (COURT, "why?", "2024-12-06 10:00", "call", None, None)),
    ("/ask Municipal Court: why? by frday 5pm", "What is “by frday 5pm”?", "by 6 Dec 17:00",
     (COURT, "why?", "2024-12-06 10:00", None, None, None)),
    ("/ask munisipal kourt: why? via email", "Which body is", "Municipal Court", (COURT, "why?", None, "email", None, None)),
    ("/ask តុលាការ៖ ហេតុអ្វី?", "Nothing is logged yet", "Municipal Court", (COURT, "ហេតុអ្វី?", None, None, None, None)),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "asked", "answer", "then"), HALF)
async def test_what_one_message_lacks_the_form_asks_for_and_logs(
    busy_desk: Desk, typed: str, asked: str, answer: str, then: tuple[Any, ...]
) -> None:
    before = busy_desk.record()
    assert asked in await busy_desk.say(DARA, typed)
    assert busy_desk.record() == before
    await busy_desk.say(DARA, answer)
    if asked.startswith(("What did", "Whom did")):
        # A text that was not meant for it would be seen here.
        await busy_desk.press(DARA, LOG_IT)
    assert busy_desk.last(DARA).startswith("Logged as #")
    assert logged(busy_desk) == then
    assert sum("not logged yet" in text for text in busy_desk.written(DARA)) == 0


async def test_where_a_doubt_is_asked_about_all_else_can_be_changed(busy_desk: Desk) -> None:
    await busy_desk.say(DARA, "/ask Municipal Court: why? by 05/12 via email")
    await busy_desk.press(DARA, "Change…")
    assert busy_desk.choices(DARA) == [*PARTS, "🔒 Make it private", "« Back", "Cancel"]
    await busy_desk.presses(DARA, "Channel…", "📞 call")
    assert busy_desk.last(DARA).startswith("“05/12” can be read in two ways.")
    before = newest(busy_desk)
    await busy_desk.press(DARA, "Thu 5 Dec 17:00")
    assert newest(busy_desk) == before  # what was changed is seen once more
    await busy_desk.press(DARA, LOG_IT)
    assert logged(busy_desk) == (COURT, "why?", "2024-12-05 10:00", "call", None, None)


PASTED = [
    ("why? where?", ["why?", "where?"]),
    ("Why are they held\nWhere are they", ["Why are they held", "Where are they"]),
    ("1. Why?\n2) Where?\n3. Who", ["Why?", "Where?", "Who"]),
    ("១. ហេតុអ្វី?\n២. នៅឯណា?", ["ហេតុអ្វី?", "នៅឯណា?"]),
    ("• Why are they\nstill held?\n• Where?", ["Why are they still held?", "Where?"]),
    ("Why are they\nstill held?\n\nWhere are\nthey?", ["Why are they still held?", "Where are they?"]),
    ("Why?\n\nWhere?\nWho?", ["Why?", "Where?", "Who?"]),
    ("why? where?\nby fri 5pm", ["why?", "where?"]),
    ("why?\nwhere?\nby fri 5pm via email", ["why?", "where?"]),
]  # fmt: skip


@pytest.mark.parametrize(("pasted", "questions"), PASTED)
async def test_a_pasted_list_of_questions_is_taken_as_several(pasted: str, questions: list[str]) -> None:
    read = read_pasted(pasted, is_time=looks_like_time)
    assert [question.text for question in read.questions] == questions
    assert not read.unread
    assert bool(read.options.deadline) is ("by fri" in pasted)


@pytest.mark.parametrize("language", ["en", "km"])
@pytest.mark.parametrize("part", [*form.PARTS, form.ANY])
@pytest.mark.parametrize("page", [None, "c", "c20241220"])
async def test_every_button_fits_a_small_phone_in_the_row_it_stands_in(
    language: str, part: str, page: str | None
) -> None:
    t, data = Texts(language, "UTC"), form.empty(BEGINNING) | {"part": part}
    picked = calendar.shown(t, Calendar(), BEGINNING, page, str) if page else None
    offered = form.Offered([(1, COURT), (2, "Court")], ["Sok Sambo"], [(1, "mangopark"), (2, "raids")])
    _, keyboard = form.shown(t, data, 1, offered, OfficeEnds(time(17)), BEGINNING, picked=picked)
    assert [[each.text for each in row] for row in keyboard.inline_keyboard if not fit(row)] == []


@pytest.mark.wide
@pytest.mark.asyncio(loop_scope="function")
@pytest.mark.parametrize(
    ("instant", "is_offered"), [("2 Dec 16:59", True), ("2 Dec 17:00", False), ("2 Dec 22:00", False)]
)
async def test_today_is_offered_only_while_the_office_is_open(
    desk: Desk, instant: str, is_offered: bool
) -> None:
    for number in (1, 2):
        await desk.say(DARA, f"/ask Municipal Court: why{number}? by 5 Dec 17:00 via email #raids")
    await desk.sandbox.advance(at(instant))
    shown = []
    for typed, labels in (
        ("/status 1", ["Deadline…"]),
        ("/reply 1 time", ["Until when?…"]),
        ("/status #raids", ["All open at once…", "Deadline…"]),
    ):
        await desk.say(DARA, typed)
        for label in labels:
            await desk.press(DARA, label)
        shown.append(desk.choices(DARA))
    await desk.press(DARA, "Cancel")
    await begin(desk, DARA, "Embassy of China", "where?")
    shown.append(desk.choices(DARA))
    assert ["today 17:00" in each for each in shown] == [is_offered] * 4
    assert all("tomorrow 17:00" in each for each in shown)
    assert len(shown[-1]) <= 9


@pytest.mark.asyncio(loop_scope="function")
async def test_whoever_reads_khmer_chooses_among_bodies_in_khmer(desk: Desk) -> None:
    await desk.says(DARA, "/ask Embassy of China: why? by 5 Dec 17:00 via email", "/settings language=km")
    for typed in (
        "/ask តុលាការ: ហេតុអ្វី?", "/status តុលាការ", "/stats តុលាការ", "/body តុលាការ", "/refer 1 to តុលាការ",
        "ស្ថានទូតចិនឱ្យយើងសួរតុលាការ",
    ):  # fmt: skip
        await desk.say(DARA, typed)
        if "✅ កត់ត្រា" in desk.choices(DARA):
            await desk.press(DARA, "✅ កត់ត្រា")
        assert "សាលាដំបូងរាជធានីភ្នំពេញ" in desk.choices(DARA), typed
        assert not any("Court" in each for each in desk.choices(DARA)), typed
        await desk.say(DARA, "/cancel")
    said = await desk.say(DARA, "បានសួរក្រសួងយុត្តិធម៌តាមអ៊ីមែល ហេតុអ្វីឃុំ ២៥ នាក់?")
    assert "ជូន៖ ក្រសួងយុត្តិធម៌" in said
