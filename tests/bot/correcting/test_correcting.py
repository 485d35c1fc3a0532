"""Putting a record right on a telephone: Correct…, /correct, and what old or strange presses do; a reply whose words are put right keeps its photo."""

from __future__ import annotations

from pathlib import Path

from db.engine import Database, read_url
from jobs.files.folder import EvidenceFolder
from jobs.records.verifying import Verdict, verify
from sandbox.case import DARA, GROUP, MALY, SREYNEANG
from tests.bot.desk import ASKED, Desk, open_desk
from tests.bot.sent import card, fetch_files, send, sha256

STANDING = (
    "SELECT kind, channel, text FROM event WHERE request_id = 1 AND kind NOT IN ('corrected', 'deadline_set') "
    "AND id NOT IN (SELECT corrects_event_id FROM event WHERE corrects_event_id IS NOT NULL) ORDER BY happened_at, id"
)


async def open_list(desk: Desk, who: int = DARA) -> None:
    """The list of records, by the buttons of a fresh card."""
    await desk.say(who, "/status 1")
    await desk.press(who, "Correct…")


async def test_the_channel_of_an_attempt_is_put_right_with_four_taps(desk: Desk) -> None:
    await desk.says(DARA, ASKED, "/chase 1 email they hung up")
    await desk.presses(DARA, "More…", "Correct…")
    assert desk.last(DARA).splitlines()[2:] == [
        "1. Mon 2 Dec 09:00 · asked again, email: they hung up · Dara",
        "2. Mon 2 Dec 09:00 · asked, email · Dara",
    ]
    assert desk.choices(DARA) == ["1", "2", "Wrong body…", "« Back"]
    await desk.press(DARA, "1")
    assert desk.choices(DARA) == ["Time…", "Words…", "Channel…", "Whom…", "Take it back", "« Back"]
    await desk.press(DARA, "Channel…")
    toast = await desk.press(DARA, "📞 call")
    assert toast.text == (
        "Corrected on #1: asked again, Mon 2 Dec 09:00 (the channel). The history shows both."
    )
    assert desk.rows(STANDING) == [("asked", "email", ""), ("chased", "call", "they hung up")]
    history = await desk.say(DARA, "/status 1")
    assert "corrected: asked again (the channel) · Dara" in history
    assert "<s>" in str(desk.telegram.last(DARA)) or any(
        entity["type"] == "strikethrough" for entity in desk.telegram.last(DARA)["entities"]
    )
    assert await desk.say(DARA, "/correct 1 via call") == "The record says so already. Nothing was changed."


# What is typed on Monday, and how the history tells it: the day alone where nobody told the hour.
WITHOUT_HOUR = [
    ("/chase 1 call no answer at yesterday", "Sun 1 Dec · asked again, call: no answer · Dara"),
    ("/reply 1 ack they have it\nat yesterday", "Sun 1 Dec · they acknowledged it: they have it · Dara"),
    ("/correct 1 at yesterday 15:00", "Sun 1 Dec 15:00 · they acknowledged it"),
    ("/correct 1 at yesterday", "Sun 1 Dec · they acknowledged it"),
    ("/correct 1 text they have it all", "Sun 1 Dec · they acknowledged it: they have it all"),
    ("/correct 1 at 08:30", "Mon 2 Dec 08:30 · they acknowledged it: they have it all"),
    ("/undo", "Sun 1 Dec · they acknowledged it: they have it all"),
    ("/decline 1 at today", "Mon 2 Dec · they declined to comment · Dara"),
    ("/refer 1 to National Police at yesterday: ask them", "Sun 1 Dec · they referred us elsewhere"),
]


async def test_a_day_that_was_told_without_an_hour_is_told_without_one(desk: Desk) -> None:
    await desk.say(DARA, ASKED + " at 29 Nov")
    assert "Asked Fri 29 Nov, email" in desk.last(DARA)
    await desk.say(DARA, "/chase 1 call yesterday")
    await desk.press(DARA, "🕘 It happened Sun 1 Dec")
    assert "Sun 1 Dec · asked again, call: yesterday" in desk.last(DARA)
    for typed, line in WITHOUT_HOUR:
        await desk.say(DARA, typed)
        assert line in await desk.say(DARA, "/status 1"), typed
    assert "Fri 29 Nov · deadline set" in desk.last(DARA)
    before = desk.record()
    assert (
        await desk.say(DARA, "/correct 1 at yesterday") == "The record says so already. Nothing was changed."
    )
    assert desk.record() == before


async def test_a_time_is_typed_and_asked_for_again_until_it_can_be(desk_folder: Path) -> None:
    async with open_desk(desk_folder) as desk:
        await desk.say(DARA, ASKED + " at 08:00")
        await desk.say(DARA, "/reply 1 full they deny it")
        await open_list(desk)
        await desk.presses(DARA, "1", "Time…")
        assert desk.last(DARA).startswith("When did it happen, rather than Mon 2 Dec 09:00 (they answered)?")
    async with open_desk(desk_folder) as desk:  # a restart loses nothing of it
        assert "still to come" in await desk.say(DARA, "tomorrow 9:00")
        assert "I cannot read “soon” as a time" in await desk.say(DARA, "soon")
        assert "was asked only on Mon 2 Dec 08:00" in await desk.say(DARA, "07:30")
        assert "Corrected on #1: they answered, Mon 2 Dec 08:30 (the time)" in await desk.say(DARA, "08:30")
        assert "Not logged yet" in await desk.say(DARA, "08:15")


async def test_words_are_typed_and_escaped_and_cancel_leaves_them(desk: Desk) -> None:
    await desk.says(DARA, ASKED, "/note 1 on leave")
    await open_list(desk)
    await desk.presses(DARA, "1", "Words…")
    before = desk.record()
    assert await desk.say(DARA, "/cancel") == "Cancelled. Nothing was logged."
    assert desk.record() == before
    await open_list(desk)
    await desk.presses(DARA, "1", "Words…")
    assert "note: <b>not</b> on leave" in await desk.say(DARA, "<b>not</b> on leave")
    assert desk.rows(STANDING)[-1] == ("note", None, "<b>not</b> on leave")


async def test_a_question_is_no_words_of_an_asking(desk: Desk) -> None:
    await desk.say(DARA, ASKED)
    before = desk.record()
    assert "stay as they were put" in await desk.say(DARA, "/correct 1 text where are the others?")
    await open_list(desk)
    await desk.presses(DARA, "1", "Words…")
    assert "/withdraw 1" in await desk.say(DARA, "តើអ្នកឯទៀតនៅឯណា？")
    assert desk.record() == before


async def test_a_full_answer_becomes_one_in_part_by_ticking(desk: Desk) -> None:
    await desk.says(DARA, ASKED, "/reply 1 full they deny it")
    await open_list(desk)
    for label in ("1", "It was…", "◐ Answered in part…", "⬜️ 2. where are they?", "These were answered"):
        await desk.press(DARA, label)
    assert "2. ✓ where are they?" in desk.last(DARA)
    assert "1. – why are they held?" in desk.last(DARA)
    assert "◐ answered in part" in desk.last(DARA)


async def test_taking_back_by_its_button_is_as_if_it_had_never_been_recorded(desk: Desk) -> None:
    await desk.says(DARA, ASKED, "/chase 1 call", "/note 1 on leave")
    await open_list(desk)
    await desk.presses(DARA, "2", "Take it back")
    assert desk.last(DARA).startswith("Taken back on #1: asked again, Mon 2 Dec 09:00.")
    assert [kind for kind, *_ in desk.rows(STANDING)] == ["asked", "note"]


CORRECTED = [
    ("at 08:50", "they answered in part, Mon 2 Dec 08:50 (the time)", ("replied_partial", None, "they deny it")),
    ("text they deny all", "they answered in part, Mon 2 Dec 09:00 (the words)", ("replied_partial", None, "they deny all")),
    ("full", "they answered, Mon 2 Dec 09:00 (what it was, which questions)", ("replied_full", None, "they deny it")),
    ("ack", "they acknowledged it, Mon 2 Dec 09:00", ("acknowledged", None, "they deny it")),
    ("declined", "they declined to comment, Mon 2 Dec 09:00", ("declined", None, "they deny it")),
    ("partial 2", "they answered in part, Mon 2 Dec 09:00 (which questions)", ("replied_partial", None, "they deny it")),
    ("via visit", "asked again, Mon 2 Dec 08:30 (the channel)", ("chased", "visit", "")),
]  # fmt: skip


async def test_the_command_puts_my_newest_record_right(desk: Desk) -> None:
    for n, (typed, said, newest) in enumerate(CORRECTED, 1):
        await desk.say(DARA, f"{ASKED}{n} at 08:00")
        await desk.says(DARA, f"/chase {n} email at 08:30", f"/reply {n} partial 1 they deny it")
        assert f"Corrected on #{n}: {said}" in await desk.say(DARA, f"/correct {n} {typed}")
        assert desk.rows("SELECT kind, channel, text FROM event ORDER BY id DESC LIMIT 1") == [newest], typed


async def test_without_a_number_it_is_asked_which_request(desk: Desk) -> None:
    await desk.says(DARA, ASKED, "/decline 1")
    assert (await desk.say(DARA, "/correct via call")).startswith("Which request?")
    await desk.press(DARA, "#1 Phnom Penh Municipal Court")
    assert "Corrected on #1: asked, Mon 2 Dec 09:00 (the channel)" in desk.last(DARA)


async def test_somebody_elses_record_is_an_editors_to_correct(desk: Desk) -> None:
    await desk.says(DARA, ASKED, "/chase 1 email")
    listed = await desk.say(MALY, "/correct 1")
    assert "There is no record of yours on #1 to correct." in listed
    assert "2 more are somebody else's" in listed
    await desk.say(DARA, "/correct 1")
    forged = desk.data(DARA, "1")
    before = desk.record()
    toast = await desk.press(MALY, data=f"{forged}:via:call")
    assert toast.text.startswith("That is Dara's record: only Dara or an editor can correct it.")
    assert desk.record() == before
    await desk.say(SREYNEANG, "/correct 1")
    await desk.presses(SREYNEANG, "1", "Channel…", "📞 call")
    assert "corrected: asked again (the channel) · Sreyneang" in await desk.say(DARA, "/status 1")
    assert "asked again, call · Dara" in desk.last(DARA)


async def test_a_press_on_an_old_list_records_nothing(desk: Desk) -> None:
    await desk.says(DARA, ASKED, "/chase 1 email", "/correct 1")
    await desk.presses(DARA, "1", "Channel…")
    message = desk.telegram.last(DARA)["message_id"]
    pressed = desk.data(DARA, "📞 call")
    await desk.press(DARA, data=pressed, message=message)
    before = desk.record()
    toast = await desk.press(DARA, data=pressed, message=message)  # the second tap of two
    assert toast.text.startswith("Nothing recorded twice.")
    newer = pressed.split(":")
    newer[2] = desk.data(DARA, "They replied…").split(":")[2]  # as if nothing had come between
    toast = await desk.press(DARA, data=":".join(newer), message=message)
    assert toast.text.startswith("That record was corrected or taken back already.")
    assert desk.record() == before


async def test_words_typed_for_a_record_taken_back_meanwhile_change_nothing(desk: Desk) -> None:
    await desk.says(DARA, ASKED, "/note 1 on leave")
    await open_list(desk)
    await desk.presses(DARA, "1", "Words…")
    await desk.say(DARA, "/undo 1")
    before = desk.record()
    assert "corrected or taken back already" in await desk.say(DARA, "not on leave")
    assert desk.record() == before
    assert "Not logged yet" in await desk.say(DARA, "not on leave")


async def test_ticking_after_a_reply_in_part_logs_it_once(desk: Desk) -> None:
    await desk.says(DARA, ASKED, "/reply 1 partial they deny it")
    await desk.presses(DARA, "⬜️ 1. why are they held?", "Log these as answered")
    assert desk.rows(STANDING) == [("asked", "email", ""), ("replied_partial", None, "they deny it")]
    assert "1. ✓ why are they held?" in desk.last(DARA)
    await desk.presses(
        DARA, "They replied…", "◐ Answered in part…", "⬜️ 2. where are they?", "Log these as answered"
    )
    assert [kind for kind, *_ in desk.rows(STANDING)] == ["asked", "replied_partial", "replied_full"]


async def test_a_colleague_who_ticks_under_somebody_elses_reply_logs_one_of_their_own(desk: Desk) -> None:
    await desk.say(DARA, ASKED)
    await desk.say(DARA, "/reply 1 partial they deny it", chat=GROUP)
    await desk.press(MALY, "⬜️ 1. why are they held?", chat=GROUP)
    await desk.press(MALY, "Log these as answered", chat=GROUP)
    assert [kind for kind, *_ in desk.rows(STANDING)] == ["asked", "replied_partial", "replied_partial"]


async def test_ticking_the_questions_of_a_request_closed_meanwhile_records_nothing(desk: Desk) -> None:
    await desk.says(DARA, ASKED, "/reply 1 partial they deny it")
    message = desk.telegram.last(DARA)["message_id"]
    pressed = desk.data(DARA, "⬜️ 1. why are they held?").replace("part:", "partial:")
    await desk.say(MALY, "/decline 1")
    before = desk.record()
    toast = await desk.press(DARA, data=pressed, message=message)
    assert toast.text.startswith("Nothing recorded twice. Already there: they declined to comment")
    assert desk.record() == before


PHOTO = b"their letter, photographed"


async def verdict(desk: Desk) -> Verdict:
    async with Database(read_url(f"sqlite:///{desk.folder}/desk.sqlite")) as database:
        [found] = await verify(database, EvidenceFolder(desk.folder))
        return found


async def test_a_corrected_reply_keeps_its_photo_and_the_record_verifies(desk: Desk) -> None:
    await desk.say(DARA, ASKED)
    await send(desk, "photo", PHOTO, reply_to=card(desk))
    await desk.press(DARA, "🟢 Their answer, to everything")
    await fetch_files(desk)
    await desk.says(DARA, "/correct 1 text they deny it", "/correct 1 partial 2")
    history = (await desk.say(DARA, "/status 1")).split("History")[1]
    assert history.count("they deny it · 1 file · Dara") == 1
    assert history.count(sha256(PHOTO)) == 1
    found = await verdict(desk)
    assert (found.troubles, found.files) == ((), 1)
    EvidenceFolder(desk.folder).path(sha256(PHOTO)).write_bytes(b"another letter")
    [trouble] = (await verdict(desk)).troubles
    assert "was changed on the disk" in trouble.what


async def test_a_photo_that_is_fetched_only_after_the_correction_is_kept_all_the_same(desk: Desk) -> None:
    await desk.say(DARA, ASKED)
    await send(desk, "photo", PHOTO, reply_to=card(desk))
    await desk.presses(DARA, "◐ Their answer, in part", "⬜️ 1. why are they held?", "Log these as answered")
    await fetch_files(desk)
    assert (await desk.say(DARA, "/status 1")).count(sha256(PHOTO)) == 1
    found = await verdict(desk)
    assert (found.troubles, found.files) == ((), 1)
