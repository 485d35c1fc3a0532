"""Private requests and stories: who sees them, what everybody else is told, and what that does to what may be printed."""

from __future__ import annotations

import re

import pytest

from bot.reading.request import take_named, take_private
from bot.stories.reading import StoryForm, parse_story
from jobs.deadlines.reading import looks_like_time
from sandbox.case import at
from sandbox.world.messages import visible_text
from sandbox.world.store import Json
from tests.bot.desk import DARA, GROUP, MALY, SREYNEANG, STRANGER, Desk
from tests.bot.export.test_files_by_button import arrived, content
from tests.bot.people.test_border import opened

of_all = pytest.mark.asyncio(loop_scope="module")

HIDDEN = "is private: only its reporter"
LEFT_OUT = "🔒 and 1 private request"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Court: why? private", "Court: why?"),
        ("Court: why? by fri 5pm private", "Court: why? by fri 5pm"),
        ("Court: why? private by fri 5pm #x", "Court: why?\nby fri 5pm #x"),
        ("Court: why? by fri 5pm, confidential.", "Court: why? by fri 5pm"),
        ("Court: why? (release) in private", "Court: why? (release)"),
        ("Court\n- why?\nprivate\nby fri 5pm", "Court\n- why?\nby fri 5pm"),
        ("Court: name them by fri 5pm via email private", "Court: name them by fri 5pm via email"),
        ("តុលាការ: ហេតុអ្វី? ឯកជន", "តុលាការ: ហេតុអ្វី?"),
        ("តុលាការ: ហេតុអ្វី?\nសម្ងាត់\n#x", "តុលាការ: ហេតុអ្វី?\n#x"),
        ("Court: why? 🔒", "Court: why?"),
        ("private", ""),
    ],
)
def test_the_word_among_the_options_keeps_it_private(typed: str, kept: str) -> None:
    assert take_private(typed, is_time=looks_like_time) == (kept, True)


@pytest.mark.parametrize(
    "typed",
    [
        "Court: is the prison private?",
        "Court: why is it private by fri 5pm?",
        "Court: did they meet in private",
        "Court: keep it private by fri 5pm",
        "Court: why was the session private #x",
        "Court\n- private\n- why?",
        'Court: who said "private"',
        "Private Bank: why?",
        "Court: why? to Private Secretary",
        "គុកឯកជន: ហេតុអ្វី?",
    ],
)
def test_the_word_in_a_question_stays_its_word(typed: str) -> None:
    assert take_private(typed, is_time=looks_like_time) == (typed, False)


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("#x private", StoryForm("x", private="")),
        ("#x private Maly, Dara", StoryForm("x", private="Maly, Dara")),
        ("#x ឯកជន", StoryForm("x", private="")),
        ("#x visible", StoryForm("x", visible=True)),
        ("#x សាធារណៈ", StoryForm("x", visible=True)),
        ('#x "Private Prisons"', StoryForm("x", "Private Prisons")),
        ("#x The Private Prisons", StoryForm("x", "The Private Prisons")),
        ("#x Public hearings", StoryForm("x", "Public hearings")),
    ],
)
def test_what_is_said_of_a_story(typed: str, form: StoryForm) -> None:
    assert parse_story(typed, is_time=looks_like_time) == form


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("Court: why? private Maly", ("Court: why?", "Maly")),
        ("Court: why? by fri 5pm #x private for Maly and Sok Dara", ("Court: why? by fri 5pm #x", "for Maly and Sok Dara")),
        ("Court\n- why?\nprivate Maly", ("Court\n- why?", "Maly")),
        ("តុលាការ: ហេតុអ្វី? ឯកជន ម៉ាលី", ("តុលាការ: ហេតុអ្វី?", "ម៉ាលី")),
        ("Court: why is it private Maly", None),
        ("Court: why? private schools, are they safe?", None),
        ("Court: why? private schools stand on land of the state", None),
        ("Court: why?", None),
    ],
)  # fmt: skip
def test_whom_it_is_shown_to_stands_behind_the_word(typed: str, taken: tuple[str, str] | None) -> None:
    assert take_named(typed, is_time=looks_like_time) == taken


async def ask(desk: Desk, words: str, who: int = DARA) -> int:
    """Log a request, and return its number."""
    said = await desk.say(who, f"/ask {words}")
    found = re.search(r"#(\d+)", said)
    assert found is not None, said
    return int(found[1])


def shown(desk: Desk, chat: int) -> Json:
    message: Json = desk.telegram.last(chat)
    return message


@of_all
async def test_whom_it_is_shown_to_and_whom_it_is_not(busy_desk: Desk) -> None:
    desk = busy_desk
    number = await ask(desk, "Municipal Court: who paid? by 5 Dec 17:00 via email private")
    assert "🔒 Private: Dara and the editors see it." in desk.last(DARA)
    assert shown(desk, DARA)["has_protected_content"]
    assert "who paid?" in await desk.say(SREYNEANG, f"/status {number}")
    assert shown(desk, SREYNEANG)["has_protected_content"]
    for command in ("status {n}", "reply {n} full yes", "note {n} x", "letter {n}", "report {n}", "correct {n}", "remind {n} in 2h", "assign {n} to Maly", "private {n}", "private {n} visible"):  # fmt: skip
        said = await desk.say(MALY, "/" + command.format(n=number))
        assert HIDDEN in said or "to whom" in said.lower(), (command, said)
        assert "who paid" not in said
    # Nor where others read along, be it its reporter or an editor who asks.
    for who in (DARA, SREYNEANG):
        for command in (f"/status {number}", f"/chase {number} call"):
            assert HIDDEN in await desk.say(who, command, chat=GROUP)
        assert LEFT_OUT in await desk.say(who, "/status", chat=GROUP)
    assert LEFT_OUT in await desk.say(MALY, "/status")
    assert LEFT_OUT not in await desk.say(SREYNEANG, "/status")
    # Which body was asked is not told either.
    for command in ("/body", "/status", "/report", "/stats"):
        court, bureau = [await desk.say(MALY, f"{command} {name}") for name in ("Municipal Court", "Senate")]
        assert "🔒 Not looked into: 1 private request" in court
        assert court.splitlines()[-3:][-1] == bureau.splitlines()[-1]
    # Whom they name sees it until they are named no more.
    assert "Dara, Maly and the editors" in await desk.say(DARA, f"/private {number} Maly")
    card = await desk.say(MALY, f"/status {number}")
    assert "who paid?" in card
    old = desk.data(MALY, "Note…")
    assert shown(desk, MALY)["has_protected_content"]
    await desk.say(DARA, f"/private {number}")
    await desk.press(DARA, "☑️ Maly")
    assert "Dara and the editors" in desk.last(DARA)
    before = desk.record()
    assert HIDDEN in str((await desk.press(MALY, data=old)).text)
    assert desk.record() == before
    # It is undone as any record is.
    assert "Dara, Maly and the editors" in await desk.say(DARA, "/undo")
    assert "who paid?" in await desk.say(MALY, f"/status {number}")
    assert "visible to everybody" in await desk.say(DARA, f"/private {number} visible")
    assert LEFT_OUT not in await desk.say(MALY, "/status")
    await desk.say(DARA, f"/withdraw {number}")


@of_all
async def test_what_is_refused_changes_nothing(busy_desk: Desk) -> None:
    desk = busy_desk
    number = await ask(desk, "Municipal Court: why theirs? by 5 Dec 17:00")
    before = desk.record()
    for who, chat, text, answer in (
        (MALY, MALY, f"/private {number}", "only Dara or an editor"),
        (DARA, GROUP, f"/private {number}", "in a private chat with me alone"),
        (DARA, GROUP, "/ask Municipal Court: and this? private", "in a private chat with me alone"),
        (DARA, GROUP, "/story #fresh private", "in a private chat with me alone"),
        (DARA, DARA, f"/private {number} visible", "is so already"),
        (DARA, DARA, f"/private {number} Nobody Atall", "is nobody here for certain"),
        (DARA, DARA, f"/private {number} {'x' * 2000}", "is nobody here for certain"),
        (DARA, DARA, f"/private {number} 🙂", "is nobody here for certain"),
        (DARA, DARA, "/private 9999", "There is no request #9999 here. Nothing was changed; /status shows"),
        (DARA, DARA, "/private #typo", "There is no story #typo yet."),
        (DARA, DARA, "/private #typo Maly", "There is no story #typo yet."),
        (DARA, DARA, "/private #nosuchstory visible", "There is no story #nosuchstory"),
        (STRANGER, STRANGER, f"/private {number}", "for its newsroom only"),
    ):
        assert answer in await desk.say(who, text, chat=chat), text
    assert desk.record() == before
    # A second tap, and a button of a card that was overtaken.
    await desk.say(DARA, f"/status {number}")
    await desk.press(DARA, "More…")
    await desk.press(DARA, "🔒 Who sees it…")
    old = desk.data(DARA, "🔒 Make it private")
    await desk.press(DARA, "🔒 Make it private")
    assert f"#{number} is private." in desk.last(DARA)
    assert shown(desk, DARA)["has_protected_content"]
    before = desk.record()
    await desk.press(DARA, data=old)
    assert desk.record() == before
    await desk.say(DARA, f"/withdraw {number}")


@of_all
async def test_the_guided_form_keeps_it_private(busy_desk: Desk) -> None:
    desk = busy_desk
    await desk.say(DARA, "/ask")
    for words in ("Municipal Court", "where is the file?", "5 Dec 17:00", "email"):
        await desk.say(DARA, words)
    await desk.press(DARA, "🔒 Make it private")
    assert "🔒 Private: you and the editors see it." in desk.last(DARA)
    assert shown(desk, DARA)["has_protected_content"]
    await desk.press(DARA, "✅ Log it")
    assert "🔒 Private: Dara and the editors see it." in desk.last(DARA)
    await desk.say(DARA, "/ask")
    await desk.say(DARA, "Municipal Court")
    assert "🔒 Private" in await desk.say(DARA, "private")
    await desk.say(DARA, "/cancel")
    await desk.say(DARA, "/undo")
    # A body that was added on the way is as private, logged or not.
    await desk.say(DARA, "/ask Ministry of Owls")
    await desk.press(DARA, "➕ Add “Ministry of Owls”")
    assert "Ministry of Owls" in await desk.say(MALY, "/bodies owls")
    await desk.say(DARA, "private")
    assert "Ministry of Owls" not in await desk.say(MALY, "/bodies owls")
    await desk.say(DARA, "/cancel")
    assert "Ministry of Owls" not in await desk.say(MALY, "/bodies owls")
    assert "Ministry of Owls" in await desk.say(SREYNEANG, "/bodies owls")
    # And so does a sentence that asks, while what a body said is theirs.
    said = await desk.say(
        DARA, "asked the municipal court why they are held by email, deadline friday, private"
    )
    assert "🔒 Private: you and the editors see it." in said
    assert "– Why they are held\n" in said
    await desk.say(DARA, "/cancel")


@of_all
async def test_it_goes_with_its_reporter(busy_desk: Desk) -> None:
    desk = busy_desk
    number = await ask(desk, "Municipal Court: whose now? by 5 Dec 17:00 private")
    assert "you do not see it any more" in await desk.say(DARA, f"/assign {number} to Maly")
    assert HIDDEN in await desk.say(DARA, f"/status {number}")
    assert "whose now?" in await desk.say(MALY, f"/status {number}")
    # What it led to is as private as it was.
    referred = await desk.say(MALY, f"/refer {number} to National Police")
    assert "National Police" in referred
    assert HIDDEN in await desk.say(DARA, f"/status {number + 1}")
    for each in (number, number + 1):
        await desk.say(SREYNEANG, f"/private {each} visible")
        await desk.say(SREYNEANG, f"/withdraw {each}")


@of_all
async def test_a_private_story(busy_desk: Desk) -> None:
    desk = busy_desk
    mine = await ask(desk, "Municipal Court: who knew? by 5 Dec 17:00 #hush")
    hers = await ask(desk, "National Police: who told? by 5 Dec 17:00 #hush", MALY)
    assert "only an editor" in await desk.say(DARA, "/story #hush private")
    assert "🔒 #hush is private" in await desk.say(SREYNEANG, "/story #hush private")
    assert shown(desk, SREYNEANG)["has_protected_content"]
    # Each sees the story for which they have a request, and of its requests their own.
    assert HIDDEN in await desk.say(MALY, f"/status {mine}")
    assert LEFT_OUT in await desk.say(MALY, "/status #hush")
    assert "it stays" in await desk.say(DARA, f"/private {mine} visible") or "and so is this" in desk.last(
        DARA
    )
    await desk.say(SREYNEANG, f"/assign {hers} to Dara")
    for said in (
        "/story #hush",
        "/story #hush Another title",
        "/ask Municipal Court: what? #hush",
    ):
        assert "There is no story #hush here that you see" in await desk.say(MALY, said)
    # Whatever only looks, or is not hers to do, says of it what it says of a name that nobody took.
    for typed in (
        "/status #{}", "/report #{}", "/report #{} csv", "/stats #{}", "/find #{}", "/private #{}", "/private #{} Dara", "/private #{} visible",
        "/publish #{}", "/story #{} published", "/story #{} keep", "/story #{} here", "/withdraw #{}", "/extend #{} by 6 Dec", "/letter #{}", "/chase #{} call",
    ):  # fmt: skip
        hidden, none = [
            (await desk.say(MALY, typed.format(one))).replace(one, "…") for one in ("hush", "nosuch")
        ]
        assert hidden == none, typed
    await desk.say(MALY, "/private #hush")
    await desk.press(MALY, "➕ New story #hush")
    assert "There is no story #hush here that you see" in desk.last(MALY)
    assert "hush" not in await desk.say(MALY, "/story")
    # A new request for it is private, and one undo makes all of it visible.
    await desk.say(SREYNEANG, "/story #hush visible")
    assert "who knew?" in await desk.say(MALY, f"/status {mine}")
    await desk.say(SREYNEANG, "/undo")
    assert HIDDEN in await desk.say(MALY, f"/status {mine}")
    third = await ask(desk, "Ministry of Health: how many? by 5 Dec 17:00 #hush")
    itself = await ask(desk, "Ministry of Health: how few? by 5 Dec 17:00 #hush private")
    # What was private by itself stays so.
    await desk.say(SREYNEANG, "/story #hush visible")
    assert "who knew?" in await desk.say(MALY, f"/status {mine}")
    assert "how many?" in await desk.say(MALY, f"/status {third}")
    assert HIDDEN in await desk.say(MALY, f"/status {itself}")
    # One that a private request names for the first time is as private.
    fourth = await ask(desk, "Municipal Court: what else? by 5 Dec 17:00 #hushed private")
    assert "hushed" not in await desk.say(MALY, "/story")
    for each in (mine, hers, third, itself, fourth):
        await desk.say(SREYNEANG, f"/withdraw {each}")


async def test_nothing_is_printed_that_a_private_answer_belies(desk: Desk) -> None:
    await ask(desk, "Municipal Court: why are they held? by 2 Dec 17:00 via email #mangopark", MALY)
    await ask(desk, "National Police: why were they there? by 2 Dec 17:00 via email #mangopark", MALY)
    number = await ask(desk, "Municipal Court: who signed? by 2 Dec 17:00 via email #mangopark private")
    await desk.say(DARA, f"/reply {number} full we told you all about it")
    await desk.sandbox.advance(at("3 Dec 12:00"))
    for command in ("/report #mangopark", "/report", "/report #mangopark full"):
        seen = await desk.say(MALY, command)
        assert "National Police did not respond" in seen
        assert "Court did not respond" not in seen
        assert LEFT_OUT in seen
        assert "Phnom Penh Municipal Court hangs on it too: ask an editor." in seen
        assert "who signed" not in seen
    assert "Court" in await desk.say(SREYNEANG, "/report #mangopark")
    desk.telegram.set_inline(True)
    offered = str((await desk.telegram.ask_inline(DARA, "#mangopark")).results)
    assert "National Police did not respond" in offered
    assert "Court did not respond" not in offered
    assert "who signed" not in offered
    # In a file it is where an editor wants it.
    await desk.say(SREYNEANG, "/report #mangopark csv")
    file = await arrived(desk, SREYNEANG)
    assert "who signed" not in opened(content(desk, file))
    assert LEFT_OUT in str(file["caption"])
    await desk.press(SREYNEANG, "Include 1 private request", message=offer(desk))
    file = await arrived(desk, SREYNEANG, 2)
    assert "who signed" in opened(content(desk, file))
    assert file["has_protected_content"]
    # Nobody else has one in which it is: pressed all the same, nothing is made.
    data = "f:csv:-:s1:all"
    assert "Only an editor" in str((await desk.press(MALY, data=data)).text)
    assert "in a private chat" in str((await desk.press(SREYNEANG, data=data, chat=GROUP)).text)


def offer(desk: Desk) -> int:
    """The message that offers an editor what a file leaves out."""
    found = [
        one
        for one in desk.telegram.messages(SREYNEANG, from_bot=True)
        if "leaves out" in str(one.get("text"))
    ]
    return int(found[-1]["message_id"])


async def test_nobody_is_told_of_it_unasked_but_who_may_know(desk: Desk) -> None:
    await ask(desk, "Municipal Court: who drosselk? by 2 Dec 17:00 via email #mangopark private", DARA)
    await desk.say(SREYNEANG, "/story #mangopark visible")
    await desk.say(SREYNEANG, "/story #mangopark publish 6 Dec 18:00")
    await ask(desk, "National Police: what of it? by 2 Dec 17:00 via email #mangopark", MALY)
    await desk.say(MALY, "/report #mangopark")
    for day in ("2 Dec 17:00", "3 Dec 08:30", "4 Dec 09:00", "5 Dec 09:00", "6 Dec 17:05", "6 Dec 18:05"):
        await desk.sandbox.advance(at(day))
    await desk.say(SREYNEANG, "/story #mangopark published")
    await desk.say(DARA, "/reply 1 full they drosselk")
    await desk.sandbox.advance(at("7 Dec 09:00"))
    for chat in (MALY, GROUP):
        told = "\n".join(desk.written(chat))
        assert "drosselk" not in told
        assert "Court" not in told
        assert LEFT_OUT in told  # the digest counts it, and so does the report
    told = desk.telegram.messages(DARA, from_bot=True)
    reminded = [one for one in told if "drosselk" in str(one.get("text")) and "🔔" in str(one.get("text"))]
    assert reminded
    assert all(one.get("has_protected_content") for one in reminded)
    assert "drosselk" in "\n".join(desk.written(SREYNEANG))
    # Who is named is told once, with the card; of a story without its name.
    await desk.say(DARA, "/private 1 Mali")
    await desk.press(DARA, "⬜️ Maly")
    await desk.say(DARA, "/ask National Police: who drosselk? private for Maly and Sreyneang")
    assert "🔒 Private: Dara, Maly and the editors see it." in desk.last(DARA)
    await desk.say(DARA, "/ask National Police: who told? private Xavier")
    assert "🔒 Private: you and the editors see it." in desk.last(DARA)
    await desk.press(DARA, "Leave it out")
    assert "🔒 Private: Dara and the editors see it." in desk.last(DARA)
    await desk.say(DARA, "/private #hushed")
    await desk.press(DARA, "➕ New story #hushed")
    await desk.say(DARA, "/private #hushed Mali")
    await desk.press(DARA, "Maly")
    assert "🔒 Private: Dara, Maly, whoever has a request for it" in desk.last(DARA)
    await desk.sandbox.advance(at("7 Dec 09:10"))
    heard = [one for one in desk.telegram.messages(MALY, from_bot=True) if "from now on" in visible_text(one)]
    assert [visible_text(one).count("You see") for one in heard] == [2]
    assert heard[0]["has_protected_content"]
    assert "🔒 Dara shows you a private story" in desk.last(MALY)
    assert "Dara, Maly" in await desk.say(MALY, "/story #hushed")
    await desk.say(DARA, "/private #hushed")
    hidden = desk.data(DARA, "☑️ Maly")
    await desk.press(DARA, "☑️ Maly")
    assert "Maly" not in desk.last(DARA)
    assert "that you see" in await desk.say(MALY, "/story #hushed")
    # The same press once more, and by somebody else whose message is older, shows it to nobody again.
    for who in (DARA, SREYNEANG):
        await desk.say(who, "/private #hushed")
        before = desk.record()
        assert "so nothing was changed now" in (await desk.press(who, data=hidden)).text
        assert desk.record() == before
    assert "that you see" in await desk.say(MALY, "/story #hushed")
