"""HTML, Khmer and emoji in every place where a person's words go; stickers, places, films and channels."""

from __future__ import annotations

import re
from typing import Any

import pytest

from sandbox.case import DARA, GROUP, SREYNEANG, at
from tests.bot.desk import ASKED, Desk

SPOKESPERSON = {"type": "hidden_user", "sender_user_name": "<b>Spox</b> & Co", "date": 1733000000}

# A name for the body, a question, a contact and a remark, each of which must be seen exactly as typed.
WORDS = {
    "markup": (
        "<b>Evil</b> & {number} %s {0} <i>Co",
        "is <u>this</u> {body} & %(x)s right?",
        "Mr <a href='x'>{name}</a>",
        "<pre>&amp </b> {} {{}} %d \\n",
    ),
    "scripts": (
        "🏛 ក្រុមហ៊ុនថ្មី شركة 🙂",
        "តើអ្នកទោសនៅឯណា لماذا 🤔👨\u200d👩\u200d👧?",
        "លោក សុខ វាសនា Smile",
        "🚫🚫 គេថានឹងឆ្លើយ\u200bថ្ងៃស្អែក لا تعليق 🇰🇭",
    ),
}


async def test_a_digest_that_is_due_names_what_people_typed_as_they_typed_it(desk: Desk) -> None:
    for name, *_ in WORDS.values():
        await desk.say(DARA, f"/ask {name}: why? by 3 Dec 17:00")
        await desk.press(DARA, next(label for label in desk.choices(DARA) if "➕" in label))
    await desk.sandbox.advance(at("4 Dec 08:30"))
    for name, *_ in WORDS.values():
        assert name in desk.last(GROUP)


@pytest.mark.parametrize("kind", WORDS)
async def test_words_are_seen_as_they_were_typed_in_every_place(desk: Desk, kind: str) -> None:
    body, question, contact, remark = WORDS[kind]
    doubt = await desk.say(
        DARA, f"/ask {body}\n- {question}\nby 5 Dec 17:00\nvia email\nto {contact}\n#mangopark"
    )
    assert f"I know no body called “{body}”" in doubt
    added = await desk.press(DARA, f"➕ Add “{body}”")
    assert added.text == body
    card = desk.last(DARA)
    assert all(words in card for words in ("Logged as #1.", f"#1 {body}", question, f"({contact})"))
    for command in (
        "/chase 1 call {}", "/note 1 {}", "/reply 1 ack {}", "/extend 1 by 6 Dec 17:00 {}", "/decline 1 {}",
        "/reopen 1 {}", "/bounce 1 {}", "/withdraw 1 {}",
    ):  # fmt: skip
        said = await desk.say(DARA, command.format(remark))
        assert f"#1 {body}" in said, command
        assert remark in said, command
    assert remark in await desk.say(DARA, f"/story #mangopark {remark}")
    assert remark in await desk.say(DARA, f'/body "{body}" contact="{remark}"')
    for command in (
        "/status", "/status 1", "/report", "/digest now", "/status me", f"/bodies {body}", "/due",
    ):  # fmt: skip
        assert "went wrong" not in await desk.say(DARA, command)
    assert f"#1 {body}" in await desk.say(DARA, "/status 1")
    assert desk.rows("SELECT name FROM body WHERE id = (SELECT body_id FROM request)") == [(body,)]
    assert "went wrong" not in desk.everything_said()


@pytest.mark.parametrize("kind", WORDS)
async def test_a_reminder_says_words_as_they_were_typed(desk: Desk, kind: str) -> None:
    remark = WORDS[kind][3]
    await desk.say(DARA, ASKED)
    await desk.say(DARA, f"/remind 1 in 2h {remark}")
    await desk.sandbox.advance(at("2 Dec 11:00"))
    assert remark in desk.last(DARA)


async def test_a_person_whose_name_is_html_is_greeted_and_listed_as_named(desk: Desk) -> None:
    desk.telegram.add_person(900, "<b>Bobby</b>", last_name="& Sons")
    link = re.search(r"start=([\w-]+)", await desk.say(SREYNEANG, "/invite"))
    assert link is not None
    assert "Hello <b>Bobby</b> & Sons." in await desk.say(900, f"/start {link[1]}")
    assert "<b>Bobby</b> & Sons · reporter" in await desk.say(DARA, "/members")
    assert "· <b>Bobby</b> & Sons" in await desk.say(900, ASKED)


async def _sends(desk: Desk, kind: str, **options: Any) -> str:
    if kind == "location":
        await desk.telegram.send_location(DARA, DARA, 11.5, 104.9, **options)
    else:
        await getattr(desk.telegram, f"send_{kind}")(DARA, DARA, b"content", **options)
    await desk.sandbox.idle()
    return desk.last(DARA)


@pytest.mark.parametrize("kind", ["sticker", "location"])
async def test_what_can_be_kept_for_nothing_is_refused(desk: Desk, kind: str) -> None:
    before = desk.record()
    assert (await _sends(desk, kind)).endswith(", but not this. Nothing was logged.")
    assert desk.record() == before


@pytest.mark.parametrize("kind", ["video", "photo", "document", "voice"])
async def test_a_file_sent_about_nothing_is_kept_and_not_logged(desk: Desk, kind: str) -> None:
    before = desk.record()
    assert (await _sends(desk, kind)).startswith("Kept, but not logged: no request is open ")
    assert desk.record() == before


@pytest.mark.parametrize("kind", ["sticker", "location"])
async def test_what_cannot_be_kept_is_refused_as_a_reply_to_a_card(desk: Desk, kind: str) -> None:
    await desk.say(DARA, ASKED)
    before = desk.record()
    said = await _sends(desk, kind, reply_to=desk.telegram.last(DARA)["message_id"])
    assert said.startswith("I can keep text, photos, voice notes, videos and files, but not this.")
    assert desk.record() == before


async def test_a_forwarded_film_is_kept_with_the_name_it_came_from(desk: Desk) -> None:
    await desk.say(DARA, ASKED)
    before = desk.record()
    card = desk.telegram.last(DARA)["message_id"]
    asked = await _sends(desk, "video", reply_to=card, forward_origin=SPOKESPERSON)
    assert asked.startswith(
        "What is this for #1 Phnom Penh Municipal Court? Kept, but not logged until you press."
    )
    assert desk.record() == before
    await desk.press(DARA, "✅ Their answer, to everything")
    assert desk.rows("SELECT kind, origin FROM attachment") == [("video", "<b>Spox</b> & Co")]


async def test_a_command_under_a_picture_is_not_taken_for_one(desk: Desk) -> None:
    await desk.say(DARA, ASKED)
    before = desk.record()
    said = await _sends(desk, "photo", caption="/decline 1")
    assert said == "Which request does this belong to? Kept, but not logged until you press."
    assert desk.record() == before


async def test_a_channel_gets_no_answer_whatever_is_posted_there(desk: Desk) -> None:
    desk.telegram.add_channel(-700, "Public")
    before, said = desk.record(), desk.everything_said()
    for post in ("/status", "/start", "/ask Municipal Court: why?", "/newsroom here", "hello"):
        await desk.telegram.channel_post(-700, post)
    await desk.sandbox.idle()
    assert desk.telegram.messages(-700, from_bot=True) == []
    assert (desk.record(), desk.everything_said()) == (before, said)
