"""The newsroom's own letters: looked at, written, refused, given up again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sandbox.case import DARA, SREYNEANG
from tests.bot.asked import ask
from tests.bot.desk import Desk

EDITOR = SREYNEANG
WORDING = "Dear {body},\n\nwe asked {attempts}.\n\n{questions}\n\n[sign here]"


def wordings(desk: Desk) -> list[tuple[str, str, str]]:
    return desk.rows("SELECT letter, language, text FROM letter_template ORDER BY letter, language")  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("label", "name"), [("Final letter, English", "final en"), ("Follow-up, ខ្មែរ", "follow-up km")]
)
async def test_any_member_looks_at_the_wordings_and_at_a_letter_made_of_one(
    desk: Desk, label: str, name: str
) -> None:
    await desk.say(DARA, "/settings")
    await desk.press(DARA, "Letters…")
    assert f"{label}: our wording" in desk.last(DARA)
    await desk.press(DARA, label)
    shown = desk.last(DARA)
    assert "\n{questions}\n" in shown
    assert desk.choices(DARA) == ["Preview", "« Back"]
    await desk.press(DARA, "Preview")
    assert f"{label}, filled in from an example:" in desk.last(DARA)
    assert "Where are they now?" in desk.last(DARA)
    assert await desk.say(DARA, f"/settings templates {name}") == shown
    await ask(desk)
    await desk.say(DARA, f"/settings templates {name}")
    await desk.press(DARA, "Preview")
    assert f"{label}, filled in from #1:" in desk.last(DARA)
    assert "where are they?" in desk.last(DARA)


async def test_an_editor_writes_a_wording_and_goes_back_to_ours(desk: Desk) -> None:
    await ask(desk)
    await desk.say(EDITOR, "/settings templates final en")
    await desk.press(EDITOR, "Change…")
    assert "as one text message of at most 3500 characters" in desk.last(EDITOR)
    assert "I do not know {bodi}." in await desk.say(EDITOR, WORDING.replace("body", "bodi"))
    said = await desk.say(EDITOR, WORDING)
    assert said.startswith("Saved. “Final letter, English” has your newsroom's own wording now.")
    assert "Dear Phnom Penh Municipal Court,\n\nwe asked by email on Mon 2 Dec.\n\n1. why" in said
    assert wordings(desk) == [("final", "en", WORDING)]
    letter = await desk.say(DARA, "/letter 1 final en")
    assert "we asked by email on Mon 2 Dec." in letter
    assert "Fill in before sending: sign here." in letter
    assert "own wording, Sreyneang, Mon 2 Dec 09:00" in await desk.say(EDITOR, "/settings templates final en")
    ours, message = desk.data(EDITOR, "Use ours again"), desk.telegram.last(EDITOR)["message_id"]
    await desk.press(EDITOR, "Use ours again")
    assert wordings(desk) == []
    assert WORDING in desk.last(EDITOR)
    await desk.press(EDITOR, data=ours, message=message)
    assert desk.last(EDITOR) == "“Final letter, English” has our wording already. Nothing was changed."
    assert "Your right of reply" in await desk.say(DARA, "/letter 1 final en")


async def test_the_same_by_commands_alone(desk: Desk) -> None:
    assert "Saved." in await desk.say(EDITOR, f"/settings template follow-up km: {WORDING}")
    assert wordings(desk) == [("follow_up", "km", WORDING)]
    again = WORDING.replace("Dear", "To")
    assert "Saved." in await desk.say(EDITOR, f"/settings template follow-up km\n{again}")
    assert wordings(desk) == [("follow_up", "km", again)]
    assert again in await desk.say(EDITOR, "/settings template followup km: ours")
    assert wordings(desk) == []


async def test_a_button_under_an_older_wording_does_not_throw_the_newest_away(desk: Desk) -> None:
    await desk.says(EDITOR, f"/settings template final en: {WORDING}", "/settings templates final en")
    data, message = desk.data(EDITOR, "Use ours again"), desk.telegram.last(EDITOR)["message_id"]
    await desk.sandbox.advance(desk.sandbox.now() + timedelta(minutes=1))
    await desk.say(EDITOR, f"/settings template final en: New. {WORDING}")
    answer = await desk.press(EDITOR, data=data, message=message)
    assert answer.text.startswith("That wording was changed meanwhile")
    assert wordings(desk) == [("final", "en", f"New. {WORDING}")]


async def test_hostile_wording_and_questions_are_shown_as_they_are(desk: Desk) -> None:
    hostile = "<b>{body}</b> & </pre> {attempts}\n{questions}\n<a href='x'>[gap <i>]</a>"
    assert "Saved." in await desk.say(EDITOR, f"/settings template final en: {hostile}")
    await ask(desk, text="/ask Municipal Court: who is </pre><b>{x} %s? by 5 Dec 17:00 via email")
    letter = await desk.say(DARA, "/letter 1 final en")
    assert "1. who is </pre><b>{x} %s?" in letter
    assert "<b>Phnom Penh Municipal Court</b> & </pre> by email on Mon 2 Dec" in letter
    assert "Fill in before sending: gap <i>." in letter


async def test_a_picture_or_video_is_no_wording_and_it_is_still_waited_for(desk: Desk) -> None:
    await desk.say(EDITOR, "/settings templates final km")
    await desk.press(EDITOR, "Change…")
    before = desk.record()
    for send in ("photo", "video", "voice", "document", "sticker"):
        await getattr(desk.telegram, f"send_{send}")(EDITOR, EDITOR, b"content")
        await desk.sandbox.idle()
        assert desk.last(EDITOR).startswith(("Kept, but not logged", "I can keep text, photos")), send
    assert "A letter must hold the questions" in await desk.say(EDITOR, "no questions in this")
    assert desk.record() == before
    assert "Cancelled." in await desk.say(EDITOR, "/cancel")
    assert "Not logged yet" in await desk.say(EDITOR, WORDING)
