"""A photo, file, voice note or forward that replies to no card: which request does it belong to, which are offered, and
what is it?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sandbox.case import DARA, GROUP, MALY, SREYNEANG
from tests.bot.asked import ASKING, ask, kinds, newest
from tests.bot.desk import ASKED, Desk, open_desk
from tests.bot.sent import COURT, WHICH, attached, card, fetch_files, send, sha256

pytestmark = pytest.mark.asyncio(loop_scope="module")

NO_USE = "I can keep text, photos, voice notes, videos and files, but not this. Nothing was logged."
DENIED = {"text": "We deny all of it", "date": 1733104800}  # Mon 2 Dec 09:00
AT = "Mon 2 Dec 09:00"
ORIGINS: list[tuple[dict[str, Any], str]] = [
    ({"type": "user", "sender_user": {"id": 9, "is_bot": False, "first_name": "Sok", "last_name": "Veasna"}}, "Sok Veasna"),
    ({"type": "hidden_user", "sender_user_name": "<Court> Press"}, "<Court> Press"),
    ({"type": "chat", "sender_chat": {"id": -5, "type": "group", "title": "Press room"}}, "Press room"),
    (
        {"type": "channel", "chat": {"id": -1005, "type": "channel", "title": "Police"}, "message_id": 4, "author_signature": "Nhem"},
        "Police (Nhem)",
    ),
]  # fmt: skip
ORIGIN_NAMES = ["user", "hidden", "group", "channel"]


def last_draft(desk: Desk) -> int:
    return int(desk.rows("SELECT max(id) FROM draft")[0][0])


async def choose(desk: Desk, number: int, what: str = "Our note", body: str = COURT) -> None:
    """Press the request, then what it is."""
    await desk.presses(DARA, f"#{number} {body}", what)


@pytest.mark.parametrize("what", ["photo", "document", "voice", "video"])
async def test_a_file_alone_is_asked_about_and_logged_where_it_belongs(busy_desk: Desk, what: str) -> None:
    n = await ask(busy_desk)
    before = busy_desk.record()
    assert await send(busy_desk, what, b"alone") == WHICH
    assert busy_desk.record() == before
    await busy_desk.press(DARA, f"#{n} {COURT}")
    assert busy_desk.last(DARA) == f"What is this for #{n} {COURT}? Kept, but not logged until you press."
    assert busy_desk.record() == before
    await busy_desk.press(DARA, "🟢 Their answer, to everything")
    assert busy_desk.last(DARA).startswith(f"Logged on #{n}: they answered.")
    assert kinds(busy_desk, n) == [*ASKING, "replied_full"]
    assert [row[0] for row in attached(busy_desk, n)] == [what]


@pytest.mark.parametrize(("origin", "name"), ORIGINS, ids=ORIGIN_NAMES)
async def test_forwarded_words_keep_whom_they_came_from_and_when(
    busy_desk: Desk, origin: dict[str, Any], name: str
) -> None:
    n = await ask(busy_desk)
    await busy_desk.telegram.forward(DARA, DARA, DENIED, origin=origin | {"date": DENIED["date"]})
    await busy_desk.sandbox.idle()
    assert busy_desk.last(DARA) == WHICH
    await choose(busy_desk, n, "🟢 Their answer, to everything")
    told = f"they answered: We deny all of it · forwarded from {name}, {AT} · Dara"
    assert told in busy_desk.last(DARA)
    assert told in await busy_desk.say(MALY, f"/status {n}")


@pytest.mark.parametrize(("origin", "name"), ORIGINS, ids=ORIGIN_NAMES)
async def test_a_forwarded_file_keeps_whom_it_came_from_and_when(
    busy_desk: Desk, origin: dict[str, Any], name: str
) -> None:
    n = await ask(busy_desk)
    await send(
        busy_desk,
        "document",
        b"theirs",
        file_name="answer.pdf",
        forward_origin=origin | {"date": DENIED["date"]},
    )
    await choose(busy_desk, n)
    assert f"📎 answer.pdf, 6 B, from {name}, {AT}, not kept yet" in busy_desk.last(DARA)


@pytest.mark.parametrize("written", ["{n}", "#{n}", " {n} "])
async def test_another_number_can_be_written(busy_desk: Desk, written: str) -> None:
    n = await ask(busy_desk, MALY)
    await ask(busy_desk)
    await send(busy_desk, "photo", b"somebody else's request")
    await busy_desk.press(DARA, "Other…")
    await busy_desk.say(DARA, written.format(n=n))
    await busy_desk.press(DARA, "Our note")
    assert kinds(busy_desk, n) == [*ASKING, "note"]


@pytest.mark.parametrize("written", ["the court", "1 and 2", "0", "999999", "#"])
async def test_what_is_no_requests_number_changes_nothing_and_is_asked_again(
    busy_desk: Desk, written: str
) -> None:
    n = await ask(busy_desk)
    await send(busy_desk, "photo", b"x")
    await busy_desk.press(DARA, "Other…")
    before = busy_desk.record()
    said = await busy_desk.say(DARA, written)
    assert "Write the number of a request alone" in said or "There is no request #" in said
    assert busy_desk.record() == before
    assert f"What is this for #{n} " in await busy_desk.say(DARA, str(n))
    await busy_desk.press(DARA, "Cancel")


async def test_the_wrong_request_can_be_left_for_another(busy_desk: Desk) -> None:
    wrong, right = await ask(busy_desk), await ask(busy_desk, text="/ask Embassy of India: who? via email")
    await send(busy_desk, "photo", b"x")
    await busy_desk.presses(DARA, f"#{wrong} {COURT}", "« Another request")
    assert busy_desk.last(DARA) == WHICH
    await choose(busy_desk, right, body="Embassy of India")
    assert (kinds(busy_desk, wrong), kinds(busy_desk, right)) == (ASKING, [*ASKING, "note"])


async def test_a_closed_request_takes_it_as_a_note(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    await send(busy_desk, "photo", b"x")
    await busy_desk.say(MALY, f"/withdraw {n}")
    message = card(busy_desk)
    await busy_desk.press(DARA, f"#{n} {COURT}", message=message)
    assert busy_desk.choices(DARA) == ["Our note", "« Another request", "Cancel"]


async def test_pressed_twice_it_is_logged_once(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    await send(busy_desk, "photo", b"x")
    message, key = card(busy_desk), last_draft(busy_desk)
    await choose(busy_desk, n)
    # The next thing kept must not be taken for it either.
    await send(busy_desk, "photo", b"y")
    answer = await busy_desk.press(DARA, data=f"d:{key}:note", message=message)
    assert (
        answer.text
        == "This was finished or cancelled already, or it is somebody else's. Nothing was changed."
    )
    assert kinds(busy_desk, n) == [*ASKING, "note"]
    await busy_desk.press(DARA, "Cancel")


async def test_a_restart_on_the_way_loses_nothing(desk_folder: Path) -> None:
    async with open_desk(desk_folder) as desk:
        n = await ask(desk)
        await send(desk, "photo", b"before the restart")
    async with open_desk(desk_folder) as desk:
        await desk.press(DARA, f"#{n} {COURT}")
    async with open_desk(desk_folder) as desk:
        await desk.press(DARA, "Our note")
        await fetch_files(desk)
        assert sha256(b"before the restart") in await desk.say(DARA, f"/status {n}")


async def test_a_photo_amid_a_guided_ask_disturbs_neither(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    await busy_desk.say(DARA, "/ask")
    assert await send(busy_desk, "photo", b"x", caption="their answer") == WHICH
    assert "Embassy of India" in await busy_desk.say(DARA, "Embassy of India")
    await busy_desk.say(DARA, "/cancel")
    assert newest(busy_desk) == n


async def test_a_new_question_of_ours_does_not_forget_what_waits_for_a_number(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    shown = card(busy_desk)
    await send(busy_desk, "photo", b"x")
    asked = card(busy_desk)
    await busy_desk.press(DARA, "Other…")
    await busy_desk.press(DARA, "Note…", message=shown)
    await busy_desk.say(DARA, "the note")
    await busy_desk.press(DARA, f"#{n} {COURT}", message=asked)
    await busy_desk.press(DARA, "Our note", message=asked)
    assert kinds(busy_desk, n) == [*ASKING, "note", "note"]


async def test_a_file_or_a_forward_can_be_the_note_that_was_asked_for(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    await busy_desk.press(DARA, "Note…")
    await busy_desk.telegram.forward(DARA, DARA, DENIED, origin_name="Court Press")
    await busy_desk.sandbox.idle()
    assert f"note: We deny all of it · forwarded from Court Press, {AT} · Dara" in busy_desk.last(DARA)
    await busy_desk.press(DARA, "Note…")
    await send(busy_desk, "photo", b"refusal", caption="their refusal")
    assert "note: their refusal · 1 file · Dara" in busy_desk.last(DARA)
    assert kinds(busy_desk, n) == [*ASKING, "note", "note"]
    assert [kind for kind, *_ in attached(busy_desk, n)] == ["photo"]


@pytest.mark.wide
@pytest.mark.parametrize("what", ["sticker", "location", "contact", "poll"])
@pytest.mark.parametrize("replying", [False, True])
async def test_what_cannot_be_kept_is_said_so(busy_desk: Desk, what: str, replying: bool) -> None:
    await ask(busy_desk)
    before = busy_desk.record()
    reply_to = card(busy_desk) if replying else None
    written = len(busy_desk.written(DARA))
    send_it = getattr(busy_desk.telegram, f"send_{what}")
    given: dict[str, tuple[Any, ...]] = {
        "sticker": (b"x",), "location": (11.5, 104.9), "contact": ("012 345 678", "Sok"), "poll": ("Why?", ["a", "b"]),
    }  # fmt: skip
    await send_it(DARA, DARA, *given[what], reply_to=reply_to)
    await busy_desk.sandbox.idle()
    assert busy_desk.written(DARA)[written:] == [NO_USE]
    assert busy_desk.record() == before


async def test_in_the_group_a_photo_that_replies_to_nothing_of_ours_is_none_of_our_business(
    busy_desk: Desk,
) -> None:
    await busy_desk.say(SREYNEANG, ASKED, chat=GROUP)
    shown = card(busy_desk, GROUP)
    before, drafts = busy_desk.record(), busy_desk.rows("SELECT * FROM draft")
    assert await send(busy_desk, "photo", b"lunch", chat=GROUP) == ""
    assert (busy_desk.record(), busy_desk.rows("SELECT * FROM draft"), card(busy_desk, GROUP)) == (
        before, drafts, shown,
    )  # fmt: skip


async def test_a_photo_as_a_reply_to_something_that_is_no_card_is_asked_about(busy_desk: Desk) -> None:
    await ask(busy_desk)
    await busy_desk.say(DARA, "/help")
    assert await send(busy_desk, "photo", b"x", reply_to=card(busy_desk)) == WHICH
    await busy_desk.press(DARA, "Cancel")


@pytest.mark.asyncio(loop_scope="function")
async def test_the_requests_offered_are_my_open_ones_the_newest_first(desk: Desk) -> None:
    mine = [await ask(desk), await ask(desk, text="/ask Embassy of India: who? via email")]
    closed = await ask(desk, text="/ask Embassy of China: who? via email")
    await desk.say(DARA, f"/decline {closed}")
    await ask(desk, MALY, "/ask National Police: how many? via call")
    await send(desk, "photo", b"which")
    assert desk.choices(DARA) == [f"#{mine[1]} Embassy of India", f"#{mine[0]} {COURT}", "Other…", "Cancel"]


@pytest.mark.asyncio(loop_scope="function")
async def test_who_has_none_open_is_offered_everybodys(desk: Desk) -> None:
    n = await ask(desk, MALY)
    await send(desk, "photo", b"which")
    assert desk.choices(DARA) == [f"#{n} {COURT}", "Other…", "Cancel"]


@pytest.mark.asyncio(loop_scope="function")
async def test_where_nothing_is_open_it_is_kept_until_its_number_is_written(desk: Desk) -> None:
    said = await send(desk, "photo", b"early")
    assert said.startswith("Kept, but not logged: no request is open that this could belong to.")
    message = card(desk)
    n = await ask(desk)
    await desk.press(DARA, "Other…", message=message)
    assert desk.last(DARA) == "Write the number of the request, such as 12. /cancel leaves it."
    assert f"What is this for #{n} " in await desk.say(DARA, str(n))
    await desk.press(DARA, "Our note")
    assert kinds(desk, n) == [*ASKING, "note"]
