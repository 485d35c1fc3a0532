"""A text longer than Telegram lets a message be comes as several, and is read as one: whole, or not at all."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.sorting.held import SHORTEST_FIRST, WAIT, joined
from sandbox.case import DARA, GROUP, MALY
from sandbox.world.sending import split_text
from tests.bot.asked import ASKING, ask, kinds
from tests.bot.desk import STRANGER, Desk, open_desk
from tests.bot.sent import card, send

WORDS = "they say that nobody was held against their will and that every door was open at all times"
PARAGRAPH = (WORDS + ". ") * 7
LONG = (WORDS + ". ") * 60  # some 5,500 characters
KHMER = "អ្នកនាំពាក្យនិយាយថាគ្មាននរណាម្នាក់ត្រូវបានឃុំខ្លួនដោយបង្ខំទេ "


async def write(
    desk: Desk, text: str, *, who: int = DARA, chat: int = 0, reply_to: int | None = None
) -> list[str]:
    """Everything the desk answers to a text of any length."""
    chat = chat or who
    before = len(desk.written(chat))
    await desk.telegram.send_text(who, chat, text, reply_to=reply_to)
    await desk.sandbox.idle()
    return desk.written(chat)[before:]


async def told(desk: Desk, text: str, *, chat: int = 0, reply_to: int | None = None) -> list[str]:
    """The same, and what comes in the moment after: where the last part is long, it may go on."""
    before = len(desk.written(chat or DARA))
    await write(desk, text, chat=chat, reply_to=reply_to)
    await later(desk)
    return desk.written(chat or DARA)[before:]


async def later(desk: Desk, span: timedelta = WAIT) -> None:
    await desk.sandbox.advance(desk.sandbox.now() + span)


def words(desk: Desk) -> str:
    """The words of the newest event."""
    ((text,),) = desk.rows("SELECT text FROM event ORDER BY id DESC LIMIT 1")
    return str(text)


def plain(text: str) -> str:
    return " ".join(text.split())


WHOLE = [
    ("/note 1 {text}", "note", LONG),
    ("/reply 1 full {text}", "replied_full", LONG),
    ("/reply 1 full\n{text}", "replied_full", "\n\n".join([PARAGRAPH] * 9)),
    ("/reply 1 partial 1 {text}", "replied_partial", LONG),
    ("/chase 1 email {text}", "chased", LONG),
    ("/decline 1 {text}", "declined", LONG),
    ("/withdraw 1 {text}", "withdrawn", LONG * 2),
    ("/note@reply_desk_bot 1 {text}", "note", LONG * 3),
    ("/note 1 {text}", "note", KHMER * 90),
    ("/reply 1 ពេញលេញ {text}", "replied_full", KHMER * 150),
    ("/note 1 {text}", "note", "🙂" * 3000),
    ("/note 1 {text}", "note", "x" * 9000),
    ("/note 1 {text}", "note", "a line of it\n" * 500),
]


@pytest.mark.long
@pytest.mark.parametrize(("typed", "kind", "text"), WHOLE)
async def test_a_command_that_was_split_is_logged_once_and_whole(
    desk: Desk, typed: str, kind: str, text: str
) -> None:
    await ask(desk)
    text = text.strip()
    assert len(split_text(typed.format(text=text))) > 1
    answers = await told(desk, typed.format(text=text))
    assert len(answers) == 1
    assert answers[0].startswith("Logged on #1")
    assert kinds(desk, 1) == [*ASKING, kind]
    assert plain(words(desk)) == plain(text)
    assert desk.rows("SELECT count(*) FROM draft WHERE kind = 'held'") == [(0,)]


async def test_lines_stay_lines_where_it_was_cut(desk: Desk) -> None:
    questions = "\n".join(
        f"- Why was door number {number} shut? ({'x' * 20} {number})" for number in range(1, 20)
    )
    text = f"/note 1 {questions}\n" + "\n".join(f"{number}. {WORDS}" for number in range(60))
    await ask(desk)
    await told(desk, text)
    assert words(desk) == text.removeprefix("/note 1 ")


NOT_LOGGED = [
    "/note 99999 {text}",
    "/reply 1 ful {text}",
    "/chase 1 pigeon {text}",
    "/ask Municipal Court: {text}?",
    "/ask {text}",
    "/nosuch {text}",
    "/remind 1 tomorrow 10:00 {text}",
]


async def test_what_is_refused_is_refused_whole(desk: Desk) -> None:
    await ask(desk)
    before = desk.record()
    for typed in NOT_LOGGED:
        answers = await told(desk, typed.format(text=LONG))
        assert len(answers) == 1, typed
        assert "I did not log anything" not in answers[0]
        assert desk.record() == before, typed


@pytest.mark.wide
@pytest.mark.parametrize(
    ("origins", "asks"),
    [
        ([("Press", 0), ("Press", 0)], 1),
        ([("Press", 0), ("Press", 1), ("Press", 2)], 1),
        ([("Press", 0), ("Court", 0)], 2),  # two people's words
        ([("Press", 0), ("Press", 60)], 2),  # two statements
        ([("Press", 0), ("", 0)], 1),  # a comment of one's own belongs to nothing that is held
    ],
)
async def test_what_is_forwarded_in_parts_is_one_text_too(
    desk: Desk, origins: list[tuple[str, int]], asks: int
) -> None:
    await ask(desk)
    parts = split_text(LONG * (len(origins) - 1))
    before = len(desk.written(DARA))
    for part, (origin, seconds) in zip(parts, origins, strict=True):
        if origin:
            dated = {"text": part, "date": 1733104800 + seconds}
            await desk.telegram.forward(DARA, DARA, dated, origin_name=origin)
        else:
            await desk.telegram.send_text(DARA, DARA, "/status")
    await desk.sandbox.idle()
    await later(desk)
    assert "\n".join(desk.written(DARA)[before:]).count("Which request does this belong to?") == asks
    whole = desk.rows("SELECT data FROM draft WHERE kind = 'whatisit'")
    assert sum(row[0].count(WORDS) for row in whole) == sum(
        part.count(WORDS) for part, (origin, _) in zip(parts, origins, strict=True) if origin
    )


@pytest.mark.parametrize("part", [0, 1])
async def test_a_part_that_is_edited_while_it_is_held_is_read_as_it_is_then(desk: Desk, part: int) -> None:
    await ask(desk)
    parts = split_text(f"/note 1 {LONG * 2}")
    for number, text in enumerate(parts):
        sent = await desk.telegram.send_text(DARA, DARA, text)
        await desk.sandbox.idle()
        if number == part:
            await desk.telegram.edit_text(DARA, DARA, sent["message_id"], text.replace("door", "gate"))
            await desk.sandbox.idle()
    await later(desk)
    gates = parts[part].count("door")
    assert (words(desk).count("gate"), words(desk).count("door")) == (gates, (LONG * 2).count("door") - gates)
    assert kinds(desk, 1) == [*ASKING, "note"]


@pytest.mark.parametrize("text", [LONG, KHMER * 200, "\n\n".join([PARAGRAPH] * 20)])
async def test_an_answer_to_a_question_of_ours_is_one_text_too(desk: Desk, text: str) -> None:
    await ask(desk)
    await desk.press(DARA, "Note…")
    answers = await told(desk, text)
    assert len(answers) == 1
    assert kinds(desk, 1) == [*ASKING, "note"]
    assert plain(words(desk)) == plain(text)


async def test_a_long_reply_to_a_card_is_asked_about_once_and_logged_whole(desk: Desk) -> None:
    await ask(desk)
    answers = await told(desk, LONG, reply_to=card(desk))
    assert len(answers) == 1
    assert answers[0].startswith("What is this for #1")
    await desk.press(DARA, "🟢 Their answer, to everything")
    assert plain(words(desk)) == plain(LONG)


async def test_questions_in_lines_are_read_on_both_sides_of_the_cut(desk: Desk) -> None:
    lines = [f"- {'why ' * 180}{number}?" for number in range(1, 9)]
    answers = await told(
        desk, "/ask Municipal Court\n" + "\n".join(lines) + "\nby 5 Dec 17:00\nvia email\n#mangopark"
    )
    assert answers[0].startswith("Logged as #1")
    assert desk.rows("SELECT count(*) FROM question") == [(8,)]
    assert desk.rows("SELECT channel FROM request") == [("email",)]


@pytest.mark.parametrize("length", [SHORTEST_FIRST, 3000, 4000])
async def test_what_does_not_go_on_is_logged_as_it_is_in_a_moment(desk: Desk, length: int) -> None:
    await ask(desk)
    text = "x" * (length - len("/note 1 "))
    assert await write(desk, f"/note 1 {text}") == []
    assert "sendChatAction" in [method.split("/")[-1] for method, _ in list(desk.telegram.calls)[-3:]]
    assert kinds(desk, 1) == ASKING
    await later(desk)
    assert desk.last(DARA).startswith("Logged on #1")
    assert words(desk) == text


async def test_what_is_short_is_not_held(desk: Desk) -> None:
    await ask(desk)
    assert len(await write(desk, "/note 1 " + "x" * (SHORTEST_FIRST - 10))) == 1


FOLLOWING = ["/status", "/note 1 another", "/cancel", "photo", "forward", "card"]


@pytest.mark.wide
@pytest.mark.parametrize("following", FOLLOWING)
async def test_what_is_not_its_rest_lets_it_go_first(desk: Desk, following: str) -> None:
    await ask(desk)
    shown = card(desk)
    text = "x" * 3000
    await write(desk, f"/note 1 {text}")
    if following == "photo":
        await send(desk, "photo", b"x")
    elif following == "forward":
        await desk.telegram.forward(
            DARA, DARA, {"text": "we deny it", "date": 1733104800}, origin_name="Press"
        )
        await desk.sandbox.idle()
    elif following == "card":
        await write(desk, "they called back", reply_to=shown)
    else:
        await write(desk, following)
    first, *others = [text for text in desk.written(DARA) if "Logged on #1" in text or "#1" in text][1:]
    assert first.startswith("Logged on #1")
    assert (text,) in desk.rows("SELECT text FROM event WHERE kind = 'note'")
    assert kinds(desk, 1)[len(ASKING)] == "note"
    assert others or following in ("/cancel", "photo", "forward")


async def test_what_comes_later_is_a_message_of_its_own(desk: Desk) -> None:
    await ask(desk)
    await write(desk, "/note 1 " + "x" * 3000)
    desk.sandbox.clock.move_to(desk.sandbox.now() + timedelta(seconds=30))
    answers = await write(desk, "and what now?")
    assert answers[0].startswith("Logged on #1")
    assert answers[1].startswith("Not logged yet")
    assert words(desk) == "x" * 3000


async def test_somebody_elses_words_are_not_its_rest(desk: Desk) -> None:
    await ask(desk)
    await write(desk, "/note 1 " + "x" * 3000, chat=GROUP)
    desk.telegram.promote_bot(GROUP)
    await write(desk, "quite a long one", who=MALY, chat=GROUP)
    await later(desk)
    assert words(desk) == "x" * 3000


@pytest.mark.parametrize("rest", [False, True])
async def test_a_restart_on_the_way_loses_nothing(desk_folder: Path, rest: bool) -> None:
    first, second = split_text(f"/note 1 {LONG}")
    async with open_desk(desk_folder) as desk:
        await ask(desk)
        await write(desk, first)
    async with open_desk(desk_folder) as desk:
        if rest:
            await write(desk, second)
        else:
            await later(desk)
        assert desk.last(DARA).startswith("Logged on #1")
        assert plain(words(desk)) == plain((LONG if rest else first).removeprefix("/note 1 "))
        assert kinds(desk, 1) == [*ASKING, "note"]


async def test_delivered_twice_it_is_logged_once(desk: Desk) -> None:
    await ask(desk)
    first, second = split_text(f"/note 1 {LONG}")
    await write(desk, first)
    held = desk.telegram.redeliver()
    await desk.sandbox.idle()
    await write(desk, second)
    assert plain(words(desk)) == plain(LONG)
    rest = desk.telegram.redeliver()
    await desk.sandbox.idle()
    desk.telegram.redeliver(held)
    await desk.sandbox.idle()
    await later(desk)
    assert rest != held
    assert kinds(desk, 1) == [*ASKING, "note"]


async def test_in_a_group_that_it_reads_the_rest_is_heard(desk: Desk) -> None:
    await ask(desk)
    desk.telegram.promote_bot(GROUP)
    answers = await write(desk, f"/note 1 {LONG}", chat=GROUP)
    assert len(answers) == 1
    assert plain(words(desk)) == plain(LONG)


async def test_in_a_group_where_it_hears_only_commands_it_says_what_it_may_have_missed(desk: Desk) -> None:
    await ask(desk)
    assert await write(desk, f"/note 1 {LONG}", chat=GROUP) == []
    await later(desk)
    logged, caution = desk.written(GROUP)[-2:]
    assert logged.startswith("Logged on #1")
    assert "in a group I see only the first" in caution


async def test_neither_strangers_nor_other_bots_are_waited_for(desk: Desk) -> None:
    assert len(await write(desk, "/note 1 " + "x" * 3000, who=STRANGER)) == 1
    desk.telegram.promote_bot(GROUP)
    assert await write(desk, "/note@other_bot 1 " + "x" * 3000, chat=GROUP) == []
    assert await write(desk, "x" * 3000, chat=GROUP) == []
    assert (await told(desk, "x" * 4000))[0].startswith("Not logged yet")
    assert desk.rows("SELECT count(*) FROM draft WHERE kind = 'held'") == [(0,)]


async def test_two_people_are_waited_for_side_by_side(desk: Desk) -> None:
    await ask(desk)
    halves = {who: split_text(f"/note 1 {who} {LONG}") for who in (DARA, MALY)}
    for at in (0, 1):
        for who in (DARA, MALY):
            await write(desk, halves[who][at], who=who)
    texts = [plain(text) for (text,) in desk.rows("SELECT text FROM event WHERE kind = 'note' ORDER BY id")]
    assert texts == [plain(f"{who} {LONG}") for who in (DARA, MALY)]


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        (["word " * 818 + "word", "two"], "word " * 818 + "word two"),
        (["a word " * 585, "three " * 682, "four"], "a word " * 585 + " " + "three " * 682 + " four"),
        (["a line\nanother", "a third"], "a line\nanother\na third"),
        (["a line\n" + "x" * 2500, "y " * 2000, "z"], "a line\n" + "x" * 2500 + "\n" + "y " * 2000 + "\nz"),
        (
            ["word " * 800 + "a line\nand more words" * 4, "incomprehensibilities"],
            "word " * 800 + "a line\nand more words" * 4 + "\nincomprehensibilities",
        ),
        (["a line\n\nanother", "a third"], "a line\n\nanother\n\na third"),
        (["x" * 4096, "y"], "x" * 4096 + "y"),
        (["x " * 2048, "y"], "x " * 2048 + " y"),
        (["🙂" * 2048, "🙂"], "🙂" * 2049),
        (["only"], "only"),
    ],
)
def test_parts_are_put_together_as_they_were_cut(parts: list[str], whole: str) -> None:
    assert joined(parts) == whole
