"""A command in a caption: its file is logged with it, an album once and whole, and nothing that was sent is lost."""

from __future__ import annotations

import pytest

from sandbox.case import DARA, GROUP
from tests.bot.asked import ASKING, ask, kinds, newest, status
from tests.bot.desk import Desk
from tests.bot.sent import COURT, WHICH, attached, card, fetch_files, send, sha256

pytestmark = pytest.mark.asyncio(loop_scope="module")

LOGGED = [
    ("/reply {n} full they deny it", "replied_full", "they deny it"),
    ("/reply {n} partial 1 only why", "replied_partial", "only why"),
    ("/reply {n} ack", "acknowledged", ""),
    ("/REPLY@Reply_Desk_Bot {n} full they deny it", "replied_full", "they deny it"),
    ("/note {n} the door was shut", "note", "the door was shut"),
    ("/note {n}", "note", ""),
    ("/chase {n} email the letter as sent", "chased", "the letter as sent"),
    ("/decline {n} no comment", "declined", "no comment"),
    ("/bounce {n}", "bounced", ""),
    ("/withdraw {n} asked twice", "withdrawn", "asked twice"),
    ("/refer {n} to National Police: ask them", "referred", "ask them"),
    ("/extend {n} by 9 Dec 17:00 they asked for it", "extended", "they asked for it"),
    ("/reply {n} ពេញលេញ គេបដិសេធ", "replied_full", "គេបដិសេធ"),
]


@pytest.mark.wide
@pytest.mark.parametrize(("caption", "kind", "words"), LOGGED)
async def test_what_a_caption_says_is_logged_with_the_file_above_it(
    busy_desk: Desk, caption: str, kind: str, words: str
) -> None:
    n = await ask(busy_desk)
    before = newest(busy_desk)
    said = await send(busy_desk, "photo", b"page", caption=caption.format(n=n))
    assert WHICH not in said
    logged = kinds(busy_desk, n)[len(ASKING) :]
    assert logged[0] == kind
    assert [row[0] for row in attached(busy_desk, n)] == ["photo"]
    assert newest(busy_desk) == before + (kind == "referred")
    assert busy_desk.rows(
        "SELECT text FROM event WHERE kind NOT IN ('filed') ORDER BY id DESC LIMIT 3"
    ).count((words,))


@pytest.mark.parametrize("what", ["photo", "document", "voice", "video"])
async def test_every_kind_of_file_may_have_one_and_its_copy_is_kept(busy_desk: Desk, what: str) -> None:
    n = await ask(busy_desk)
    await send(busy_desk, what, what.encode(), caption=f"/reply {n} full here it is")
    await fetch_files(busy_desk)
    assert sha256(what.encode()) in await busy_desk.say(DARA, f"/status {n}")
    assert kinds(busy_desk, n)[-2:] == ["replied_full", "filed"]


@pytest.mark.parametrize(
    "caption",
    [
        "/ask Municipal Court: why? via email",
        "/ask Municipal Court\n- why?\n- where?\nvia email",
        "/ask@reply_desk_bot Municipal Court: why? via letter",
        "/ask តុលាការភ្នំពេញ: ហេតុអ្វី?",
    ],
)
async def test_a_request_is_logged_with_the_letter_in_the_picture(busy_desk: Desk, caption: str) -> None:
    before = newest(busy_desk)
    assert (await send(busy_desk, "photo", b"our letter", caption=caption)).startswith("Logged as #")
    assert [row[0] for row in attached(busy_desk, before + 1)] == ["photo"]
    ((kind,),) = busy_desk.rows(
        "SELECT event.kind FROM event JOIN attachment ON attachment.event_id = event.id ORDER BY event.id DESC LIMIT 1"
    )
    assert kind == "asked"


async def test_it_replies_to_the_card_it_is_about(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    await send(busy_desk, "photo", b"page", caption="/reply full they deny it", reply_to=card(busy_desk))
    assert status(busy_desk, n) == "answered"
    assert len(attached(busy_desk, n)) == 1


DOUBTED = [
    ("/ask Munipical Cuort: why?", COURT),  # which body
    ("/ask Municipal Court: why? by 05/12/2024", "Thu 5 Dec 17:00"),  # which day
]


@pytest.mark.parametrize(("caption", "choice"), DOUBTED)
async def test_a_question_of_ours_on_the_way_keeps_the_file(
    busy_desk: Desk, caption: str, choice: str
) -> None:
    before = newest(busy_desk)
    await send(busy_desk, "photo", b"letter", caption=caption)
    assert newest(busy_desk) == before
    choices = busy_desk.choices(DARA)
    await busy_desk.press(DARA, choice if choice in choices else choices[0])
    assert newest(busy_desk) == before + 1
    assert len(attached(busy_desk, before + 1)) == 1


@pytest.mark.asyncio(loop_scope="function")
async def test_which_request_and_which_body_a_referral_means_are_asked_with_the_file_kept(desk: Desk) -> None:
    n = await ask(desk)
    said = await send(desk, "photo", b"page", caption="/refer to Natoinal Polise: ask them")
    assert said.startswith("Which request?")
    await desk.presses(DARA, f"#{n} {COURT}", "National Police")
    assert status(desk, n) == "referred"
    assert len(attached(desk, n)) == 1


async def test_the_guided_dialogue_takes_the_picture_of_the_letter_along(busy_desk: Desk) -> None:
    before = newest(busy_desk)
    await send(busy_desk, "photo", b"letter", caption="/ask")
    await busy_desk.says(DARA, "Municipal Court", "why?", "5 Dec 17:00", "email")
    await busy_desk.press(DARA, "✅ Log it")
    assert newest(busy_desk) == before + 1
    assert len(attached(busy_desk, before + 1)) == 1


REFUSED = [
    ("/reply {n} ful they deny it", "What came back?", "What is this for #{n} "),
    ("/reply {n} full at tomorrow 10:00 they deny it", "", "What is this for #{n} "),
    ("/reply 99999 full they deny it", "There is no request #99999", WHICH),
    ("/chase {n} pigeon", '"pigeon" is not a channel', "What is this for #{n} "),
    ("/nosuch {n} they deny it", "There is no command /nosuch", "What is this for #{n} "),
    ("/reopen {n}", "there is nothing to reopen", "What is this for #{n} "),
    ("/ask 🙂?", "Whom did you ask?", WHICH),
    ("/invite", "Only an editor", WHICH),
]


@pytest.mark.parametrize(("caption", "why", "question"), REFUSED)
async def test_what_cannot_be_logged_is_answered_and_the_file_is_kept(
    busy_desk: Desk, caption: str, why: str, question: str
) -> None:
    n = await ask(busy_desk)
    before = busy_desk.record()
    said = await send(busy_desk, "photo", b"page", caption=caption.format(n=n))
    assert why in said
    assert question.format(n=n) in said
    assert busy_desk.record() == before
    if question == WHICH:
        await busy_desk.press(DARA, f"#{n} {COURT}")
    await busy_desk.press(DARA, "Our note")
    assert kinds(busy_desk, n) == [*ASKING, "note"]
    assert len(attached(busy_desk, n)) == 1
    assert busy_desk.rows("SELECT text FROM event ORDER BY id DESC LIMIT 1") == [(caption.format(n=n),)]


IN_A_SENTENCE = [
    ("photo", "called the national police, no answer", "chased", 1),
    ("album", "national police declined to comment", "declined", 3),
    ("voice", "ទូរស័ព្ទទៅនគរបាលជាតិ គ្មានអ្នកលើក", "chased", 1),
    ("document", "the national police referred us to the municipal court", "referred", 1),
    ("video", "national police: they answered everything", "replied_full", 1),
    ("photo", "#{n} they answered everything", "replied_full", 1),
]


@pytest.mark.asyncio(loop_scope="function")
async def test_a_sentence_under_a_file_is_proposed_and_logged_with_it(desk: Desk) -> None:
    for what, caption, kind, files in IN_A_SENTENCE:
        n = await ask(desk, text="/ask National Police: who was held? by 5 Dec 17:00 via call")
        before = desk.record()
        said = await send(desk, what, caption.encode(), caption=caption.format(n=n))
        assert said.startswith("Not logged yet"), caption
        assert "· 1 file" in said
        assert desk.record() == before
        await desk.press(DARA, "✅ Log it")
        assert kinds(desk, n)[-1] == kind
        assert len(attached(desk, n)) == files
        if kind == "chased":
            await desk.say(DARA, f"/withdraw {n}")
    await send(desk, "photo", b"letter", caption="emailed the embassy of india why they were held")
    await desk.presses(DARA, "none told", "✅ Log it")
    assert len(attached(desk, newest(desk))) == 1
    assert await send(desk, "photo", b"gate", caption="the gate of the compound") == WHICH


@pytest.mark.wide
@pytest.mark.parametrize(
    "caption",
    [
        "/status",
        "/status {n}",
        "/due",
        "/help",
        "/report",
        "/undo",
        "/bodies court",
        "/story #door The door",
        "/remind {n} in 3 weeks",
        "/correct {n} text shut",
    ],
)
async def test_a_command_that_logs_nothing_is_obeyed_and_the_file_asked_about(
    busy_desk: Desk, caption: str
) -> None:
    n = await ask(busy_desk)
    await busy_desk.say(DARA, f"/note {n} to take back")
    said = await send(busy_desk, "photo", b"page", caption=caption.format(n=n))
    assert "Kept, but not logged" in said
    assert len(said) > len(WHICH) + 20
    assert not attached(busy_desk, n)
    await busy_desk.press(DARA, "Cancel")


@pytest.mark.parametrize("caption", ["/reply {n}", "/chase {n}"])
async def test_where_a_word_lacks_the_file_is_asked_about_not_shown_a_menu_without_it(
    busy_desk: Desk, caption: str
) -> None:
    n = await ask(busy_desk)
    said = await send(busy_desk, "photo", b"page", caption=caption.format(n=n))
    assert said == f"What is this for #{n} {COURT}? Kept, but not logged until you press."
    await busy_desk.press(DARA, "🚫 They declined")
    assert (status(busy_desk, n), len(attached(busy_desk, n))) == ("declined", 1)


@pytest.mark.parametrize("kind", ["photo", "video", "document"])
async def test_an_album_with_a_command_is_logged_once_and_whole(busy_desk: Desk, kind: str) -> None:
    n = await ask(busy_desk)
    said = await send(busy_desk, "album", b"page", kind=kind, caption=f"/reply {n} full three pages")
    assert said.count("Logged on") == 3
    assert kinds(busy_desk, n).count("replied_full") == 1
    assert [row[0] for row in attached(busy_desk, n)] == [kind] * 3
    assert await fetch_files(busy_desk) >= 3


async def test_the_caption_may_be_under_a_later_picture(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    for number, caption in enumerate(["", f"/reply {n} full three pages", ""]):
        said = await send(busy_desk, "photo", f"{number}".encode(), caption=caption, media_group_id="late")
        assert (said == WHICH) == (number == 0)
    assert kinds(busy_desk, n) == [*ASKING, "replied_full", "note"]
    assert len(attached(busy_desk, n)) == 3
    ((drafts,),) = busy_desk.rows("SELECT count(*) FROM draft WHERE kind = 'whatisit' AND data LIKE '%late%'")
    assert drafts == 0


async def test_an_album_whose_command_is_refused_is_kept_whole_and_asked_about_once(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    said = await send(busy_desk, "album", b"page", caption=f"/reply {n} ful three pages")
    assert said.count("Kept, but not logged") == 1
    await busy_desk.press(DARA, "🟢 Their answer, to everything")
    assert kinds(busy_desk, n) == [*ASKING, "replied_full"]
    assert len(attached(busy_desk, n)) == 3


@pytest.mark.parametrize("what", ["text", "photo"])
async def test_a_command_that_is_forwarded_is_evidence_and_no_command(busy_desk: Desk, what: str) -> None:
    n = await ask(busy_desk)
    origin = {"type": "hidden_user", "sender_user_name": "Court Press", "date": 1733104800}
    typed = f"/reply {n} full they deny it"
    before = len(busy_desk.written(DARA))
    if what == "photo":
        await send(busy_desk, "photo", b"x", caption=typed, forward_origin=origin)
    else:
        entities = [{"type": "bot_command", "offset": 0, "length": 6}]
        message = {"text": typed, "entities": entities, "date": 1733104800}
        await busy_desk.telegram.forward(DARA, DARA, message, origin=origin)
        await busy_desk.sandbox.idle()
    assert busy_desk.written(DARA)[before:] == [WHICH]
    assert kinds(busy_desk, n) == ASKING
    await busy_desk.presses(DARA, f"#{n} {COURT}", "Our note")
    assert f"note: {typed}" in busy_desk.last(DARA)


@pytest.mark.parametrize("caption", ["/reply {n} full they deny it", "/decline@reply_desk_bot {n}"])
async def test_in_the_group_a_caption_reaches_the_desk_and_is_answered_there(
    busy_desk: Desk, caption: str
) -> None:
    n = await ask(busy_desk)
    said = await send(busy_desk, "photo", b"page", chat=GROUP, caption=caption.format(n=n))
    assert said.startswith(f"Logged on #{n}")
    assert len(attached(busy_desk, n)) == 1


async def test_of_an_album_in_the_group_it_says_what_it_may_not_have_seen(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    said = await send(busy_desk, "album", b"page", chat=GROUP, caption=f"/note {n} three pages")
    assert said.startswith(f"Logged on #{n}")
    assert said.endswith("What is missing above, send me in private.")
    assert len(attached(busy_desk, n)) == 1


async def test_in_the_group_captions_for_others_and_captions_without_a_command_are_not_ours(
    busy_desk: Desk,
) -> None:
    await ask(busy_desk)
    busy_desk.telegram.promote_bot(GROUP)
    await busy_desk.sandbox.idle()
    before = busy_desk.record()
    for caption in ("/status@other_bot", "lunch", "/nosuch", "see /status", ""):
        assert await send(busy_desk, "photo", b"page", chat=GROUP, caption=caption) == "", caption
    assert busy_desk.record() == before


async def test_in_a_group_that_it_reads_an_album_stays_whole(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    busy_desk.telegram.promote_bot(GROUP)
    await send(busy_desk, "album", b"page", chat=GROUP, caption=f"/reply {n} full three pages")
    assert len(attached(busy_desk, n)) == 3
    assert await send(busy_desk, "album", b"holiday", chat=GROUP) == ""


async def test_in_the_group_what_cannot_be_logged_is_asked_about_there(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    said = await send(busy_desk, "photo", b"page", chat=GROUP, caption="/reply 99999 full no")
    assert "There is no request #99999" in said
    await busy_desk.press(DARA, "Other…", chat=GROUP)
    assert "as a reply to this message" in busy_desk.last(GROUP)
    await busy_desk.say(DARA, str(n), chat=GROUP, reply_to=card(busy_desk, GROUP))
    await busy_desk.press(DARA, "Our note", chat=GROUP)
    assert len(attached(busy_desk, n)) == 1


async def test_a_caption_that_is_edited_is_not_read_again(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    await send(busy_desk, "photo", b"page", caption=f"/reply {n} ack")
    sent = busy_desk.telegram.messages(DARA, from_bot=False)[-1]
    before = busy_desk.record()
    entities = [{"type": "bot_command", "offset": 0, "length": 6}]
    changed = sent | {"caption": f"/reply {n} full", "caption_entities": entities, "edit_date": sent["date"]}
    busy_desk.telegram.world.updates.push("edited_message", changed)
    await busy_desk.sandbox.idle()
    assert "I do not read messages again after they were edited" in busy_desk.last(DARA)
    assert busy_desk.record() == before
