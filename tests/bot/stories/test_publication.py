"""A story comes out: what an editor says, what everybody sees then, and what is told of answers that come later."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from sandbox.case import DARA, GROUP, MALY, SREYNEANG, at
from sandbox.world.messages import visible_text
from tests.bot.asked import ask, kinds
from tests.bot.desk import Desk, Saved

COURT = "/ask Municipal Court: why are they held? by 4 Dec 12:00 via email #raids"
INDIA = "/ask Embassy of India: who was found? by 4 Dec 12:00 via email #raids"
YES = "Yes, it is out since Wed 4 Dec 18:00"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def states(founded: Saved, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Saved]:
    """What the tests begin with, played once."""

    async def plan(desk: Desk) -> None:
        await ask(desk, DARA, COURT)
        await ask(desk, MALY, INDIA)
        await desk.say(SREYNEANG, "/story #raids publish 4 Dec 18:00")

    async def confirm(desk: Desk) -> None:
        await desk.press(SREYNEANG, YES, message=await question(desk))

    planned = await founded.after(plan, tmp_path_factory.mktemp("planned"))
    due = await planned.after(question, tmp_path_factory.mktemp("due"))
    return {"planned": planned, "due": due, "out": await due.after(confirm, tmp_path_factory.mktemp("out"))}


@pytest.fixture
async def planned(states: dict[str, Saved], desk_place: Path) -> AsyncIterator[Desk]:
    """#1 and #2 were asked for a story that is to come out on Wednesday at six."""
    async with states["planned"].opened(desk_place) as desk:
        yield desk


@pytest.fixture
async def due(states: dict[str, Saved], desk_place: Path) -> AsyncIterator[Desk]:
    """It is Wednesday at six, and the editor has been asked whether it is out."""
    async with states["due"].opened(desk_place) as desk:
        yield desk


@pytest.fixture
async def out(states: dict[str, Saved], desk_place: Path) -> AsyncIterator[Desk]:
    """She has said that it is."""
    async with states["out"].opened(desk_place) as desk:
        yield desk


async def question(desk: Desk) -> int:
    """Wait for the hour of publication; the message that asks the editor."""
    await desk.sandbox.advance(at("4 Dec 18:00"))
    found = desk.telegram.last(SREYNEANG)
    assert visible_text(found).startswith("📰 #raids was to come out Wed 4 Dec 18:00. Is it out?\n2 requests")
    return int(found["message_id"])


def shown(desk: Desk, message_id: int, chat: int = SREYNEANG) -> str:
    """A message as it is read now."""
    [found] = [m for m in desk.telegram.messages(chat, from_bot=True) if m["message_id"] == message_id]
    return visible_text(found)


def story(desk: Desk) -> tuple[object, object]:
    """When the story is to come out, and when it came out, as the record has it (UTC)."""
    [found] = desk.rows("SELECT publish_at, published_at FROM story")
    return tuple(str(when)[:16] if when else None for when in found)  # type: ignore[return-value]


async def test_at_its_hour_an_editor_says_that_the_story_is_out(due: Desk) -> None:
    asked = await question(due)
    assert due.choices(SREYNEANG) == [
        YES, "Yes, just now", "Not yet: in 1 hour", "in 3 hours", "tomorrow, same time", "Stop asking",
    ]  # fmt: skip
    await due.sandbox.advance(at("4 Dec 18:20"))
    answer = await due.press(SREYNEANG, YES, message=asked)
    assert answer.text == "#raids came out Wed 4 Dec 18:00."
    assert shown(due, asked).splitlines() == [
        "Story changed.",
        "#raids · came out Wed 4 Dec 18:00",
        "2 open, 2 without an answer by publication",
        "An answer that comes now is told at once to its reporter, the editors and the group.",
        "#1 Phnom Penh Municipal Court: 📰 no answer by publication, Wed 4 Dec 18:00",
        "#2 Embassy of India: 📰 no answer by publication, Wed 4 Dec 18:00",
    ]
    assert kinds(due, 1) == ["deadline_set", "asked", "published"]
    assert story(due) == ("2024-12-04 11:00", "2024-12-04 11:00")
    assert sum("Is it out?" in text for text in due.written(DARA) + due.written(MALY)) == 0


@pytest.mark.wide
@pytest.mark.parametrize(
    ("label", "publish_at"),
    [
        ("Not yet: in 1 hour", "2024-12-04 12:20"),
        ("in 3 hours", "2024-12-04 14:20"),
        ("tomorrow, same time", "2024-12-05 11:00"),
    ],
)
async def test_not_yet_moves_the_publication_and_asks_again_then(
    due: Desk, label: str, publish_at: str
) -> None:
    asked = await question(due)
    await due.sandbox.advance(at("4 Dec 18:20"))
    answer = await due.press(SREYNEANG, label, message=asked)
    assert answer.text is not None
    assert answer.text.startswith("#raids is to come out ")
    assert story(due) == (publish_at, None)
    await due.sandbox.advance(at("5 Dec 18:01"))
    assert sum("Is it out?" in text for text in due.written(SREYNEANG)) == 1  # the first was replaced
    assert kinds(due, 1) == ["deadline_set", "asked"]


async def test_just_now_is_when_the_button_was_pressed(due: Desk) -> None:
    asked = await question(due)
    await due.sandbox.advance(at("4 Dec 18:25"))
    await due.press(SREYNEANG, "Yes, just now", message=asked)
    assert story(due) == ("2024-12-04 11:25", "2024-12-04 11:25")


async def test_stop_asking_changes_nothing_but_that(due: Desk) -> None:
    asked = await question(due)
    await due.press(SREYNEANG, "Stop asking", message=asked)
    assert shown(due, asked) == "I stop asking. When it is out: /story #raids published"
    assert story(due) == ("2024-12-04 11:00", None)
    await ask(due, DARA, "/ask National Police: why? by 5 Dec 12:00 via email #raids")
    await due.sandbox.advance(at("6 Dec 08:00"))
    assert sum("Is it out?" in text for text in due.written(SREYNEANG)) == 0


async def test_two_presses_and_an_old_message_publish_once(due: Desk) -> None:
    asked = await question(due)
    pressed = [due.data(SREYNEANG, label) for label in due.choices(SREYNEANG)]
    await due.press(SREYNEANG, YES, message=asked)
    before = due.record()
    for old in pressed:
        answer = await due.press(SREYNEANG, data=old, message=asked)
        assert (answer.show_alert, answer.text) == (
            True, "Nothing was changed: #raids is out since Wed 4 Dec 18:00.",
        )  # fmt: skip
    assert due.record() == before


async def test_a_question_about_an_hour_that_was_moved_does_nothing(due: Desk) -> None:
    asked = await question(due)
    await due.say(SREYNEANG, "/story #raids publish 5 Dec 18:00")
    before = due.record()
    answer = await due.press(SREYNEANG, YES, message=asked)
    assert answer.text == "Nothing was changed: the publication of #raids is Thu 5 Dec 18:00 now."
    assert due.record() == before
    assert shown(due, asked).startswith("#raids · publication Thu 5 Dec 18:00")


async def test_a_reporter_is_told_whom_to_ask(planned: Desk) -> None:
    before = planned.record()
    for text in (
        "/story #raids published",
        "/story #raids published at 18:00",
        "/story #new published",
        "/story #raids unpublished",
    ):
        slug = text.split()[1]
        assert await planned.say(DARA, text) == (
            f"Only an editor can say whether {slug} is out. Nothing was changed. Ask Sreyneang to send /story {slug} published"
        )
    assert planned.record() == before


async def test_in_the_group_anybody_sees_the_buttons_and_only_an_editors_press_counts(planned: Desk) -> None:
    await planned.say(SREYNEANG, "/story #raids", chat=GROUP)
    shown_in_group = planned.telegram.last(GROUP)["message_id"]
    before = planned.record()
    answer = await planned.press(DARA, "It is out…", chat=GROUP)
    assert answer.text is not None
    assert answer.text.startswith("Only an editor can say whether #raids is out.")
    assert planned.record() == before
    await planned.press(SREYNEANG, "It is out…", chat=GROUP, message=shown_in_group)
    answer = await planned.press(DARA, "Yes, just now", chat=GROUP, message=shown_in_group)
    assert planned.record() == before
    await planned.press(SREYNEANG, "Yes, just now", chat=GROUP, message=shown_in_group)
    assert kinds(planned, 1)[-1] == "published"


async def test_every_button_has_its_words(planned: Desk) -> None:
    await planned.sandbox.advance(at("4 Dec 19:00"))
    said = await planned.say(SREYNEANG, "/story #raids The raids published at 18:30")
    assert said.startswith("Story changed.\n#raids The raids · came out Wed 4 Dec 18:30\n")
    assert story(planned) == ("2024-12-04 11:30", "2024-12-04 11:30")
    again = await planned.say(SREYNEANG, "/story #raids published at 18:30")
    assert again.startswith("#raids The raids · came out Wed 4 Dec 18:30\n")
    earlier = await planned.say(SREYNEANG, "/story #raids published at 18:00")
    assert earlier.startswith("Story changed.\n#raids The raids · came out Wed 4 Dec 18:00\n")
    assert kinds(planned, 1)[2:] == ["published", "corrected", "published"]
    back = await planned.say(SREYNEANG, "/story #raids unpublished")
    assert "No publication time yet" in back
    assert kinds(planned, 1)[5:] == ["corrected"]
    assert "not marked as published" in await planned.say(SREYNEANG, "/story #raids unpublished")
    later = await planned.say(SREYNEANG, "/story #raids publish 5 Dec 10:00")
    assert "publication Thu 5 Dec 10:00" in later


async def test_not_out_after_all_is_two_taps_and_a_new_time_takes_it_back_too(planned: Desk) -> None:
    await planned.sandbox.advance(at("4 Dec 19:00"))
    await planned.say(SREYNEANG, "/story #raids published at 18:30")
    await planned.press(SREYNEANG, "Not out after all…")
    assert planned.last(SREYNEANG).startswith("Take back that #raids came out Wed 4 Dec 18:30?")
    await planned.press(SREYNEANG, "« Back")
    assert "came out Wed 4 Dec 18:30" in planned.last(SREYNEANG)
    await planned.press(SREYNEANG, "Not out after all…")
    answer = await planned.press(SREYNEANG, "Yes, it is not out")
    assert answer.text == "#raids is not out."
    assert story(planned) == (None, None)
    history = await planned.say(DARA, "/status 1")
    assert "Wed 4 Dec 18:30 · published without their answer · Sreyneang" in history
    assert "Wed 4 Dec 19:00 · taken back: published without their answer · Sreyneang" in history
    await planned.say(SREYNEANG, "/story #raids published")
    moved = await planned.say(SREYNEANG, "/story #raids publish 5 Dec 10:00")
    assert "publication Thu 5 Dec 10:00" in moved
    assert story(planned) == ("2024-12-05 03:00", None)


async def test_an_hour_that_cannot_be_is_refused(planned: Desk) -> None:
    before = planned.record()
    for text, says in (
        ("/story #raids published at 1 Dec 10:00", "#raids cannot have come out Sun 1 Dec 10:00: the first request"),
        ("/story #raids published at 6 Dec 10:00", "is still to come"),
        ("/story #never unpublished", "There is no story #never here."),
        ("/story #raids unpublished", "#raids is not marked as published, so there is nothing to take back."),
    ):  # fmt: skip
        assert says in await planned.say(SREYNEANG, text)
    assert planned.record() == before


@pytest.mark.parametrize(
    ("text", "standing"),
    [
        ("/reply 1 ack", "📰 acknowledged, not answered; no answer by publication, Wed 4 Dec 18:00"),
        ("/chase 1 call no answer", "📰 no answer by publication, Wed 4 Dec 18:00"),
        ("/bounce 1", "📰 could not be delivered; no answer by publication, Wed 4 Dec 18:00"),
        ("/decline 1", "🚫 declined to comment after publication"),
        ("/withdraw 1", "✖️ withdrawn"),
    ],
)
async def test_what_comes_after_it_is_shown_beside_what_was_there_by_then(
    out: Desk, text: str, standing: str
) -> None:
    await out.sandbox.advance(at("5 Dec 09:00"))
    assert f"\n{standing} · #raids · Dara\n" in await out.say(DARA, text)


async def test_the_report_shows_what_was_printed_beside_what_holds_now(out: Desk) -> None:
    await out.sandbox.advance(at("5 Dec 09:00"))
    same = await out.say(SREYNEANG, "/report #raids full")
    assert "At publication:" not in same
    assert "Now:" not in same
    await out.say(MALY, "/decline 2")
    report = await out.say(SREYNEANG, "/report #raids full")
    assert "At publication: The Embassy of India did not respond to an email" in report
    assert "Now: The Embassy of India declined to comment" in report
    assert "At publication: The Phnom Penh" not in report
    await out.says(MALY, "/reopen 2", "/withdraw 2 asked in error")
    report = await out.say(SREYNEANG, "/report #raids full")
    assert "Now the record supports no sentence about #2." in report


async def test_a_reply_to_an_alert_is_about_its_request(out: Desk) -> None:
    await out.say(DARA, "/reply 1 full for questioning")
    await out.sandbox.advance(at("4 Dec 18:01"))
    alert = out.telegram.last(DARA)["message_id"]
    assert "What is this for #1" in await out.say(DARA, "they sent the file too", reply_to=alert)
