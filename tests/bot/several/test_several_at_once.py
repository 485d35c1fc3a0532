"""All open requests of a story or body at once: what is typed and pressed, what is refused by name, and one undo of all."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.kinds import CHANNELS
from bot.letters.drafting import summed_up
from bot.several.handlers import VERBS
from bot.several.reading import split_scope
from sandbox.world.messages import visible_text
from tests.bot.asked import ask
from tests.bot.desk import DARA, GROUP, MALY, SREYNEANG, Desk
from tests.bot.records import at, record

BODIES = {"municipal court", "national police", "សាលាដំបូង"}


def is_body(name: str) -> bool:
    return name.casefold() in BODIES


# The command, what follows it, and what that names, with the rest; None: it is about one request.
TYPED = [
    ("chase", "#mangopark email", ("#mangopark", "email")),
    ("chase", "#mangopark", ("#mangopark", "")),
    ("chase", "#mangopark: call no answer", ("#mangopark", "call no answer")),
    ("chase", "#រឿង អ៊ីមែល", ("#រឿង", "អ៊ីមែល")),
    ("chase", "Municipal Court call no answer", ("Municipal Court", "call no answer")),
    ("chase", "Municipal Court", ("Municipal Court", "")),
    ("chase", "municpal cort email", ("municpal cort", "email")),
    ("chase", "សាលាដំបូង អ៊ីមែល", ("សាលាដំបូង", "អ៊ីមែល")),
    ("chase", '"City Hall" email', ("City Hall", "email")),
    ("chase", "email no answer", None),
    ("chase", "#12 email", None),
    ("chase", "12 email", None),
    ("chase", "១២ email", None),
    ("chase", "who knows", None),
    ("chase", "", None),
    ("chase", "😀", None),
    ("extend", "#mangopark by fri 5pm", ("#mangopark", "by fri 5pm")),
    ("extend", "Municipal Court by fri 5pm they asked", ("Municipal Court", "by fri 5pm they asked")),
    ("extend", "the cort until friday", ("the cort", "until friday")),
    ("extend", "Municipal Court 3 working days", ("Municipal Court", "3 working days")),
    ("extend", "by fri 5pm", None),
    ("extend", "3 by fri 5pm", None),
    ("withdraw", "#mangopark", ("#mangopark", "")),
    ("withdraw", "#mangopark the story is dropped", ("#mangopark", "the story is dropped")),
    ("withdraw", "National Police no need", ("National Police", "no need")),
    ("withdraw", "no need any more", None),
    ("letter", "#mangopark", ("#mangopark", "")),
    ("letter", "#mangopark final en", ("#mangopark", "final en")),
    ("letter", "National Police final", ("National Police", "final")),
    ("letter", "the polise final", ("the polise", "final")),
    ("letter", "final en", None),
]  # fmt: skip


@pytest.mark.parametrize(("verb", "text", "expected"), TYPED)
def test_a_story_or_body_that_is_named_first_means_all_of_it(
    verb: str, text: str, expected: tuple[str, str] | None
) -> None:
    assert split_scope(text, VERBS[verb].begins, is_body) == expected


@pytest.mark.parametrize("word", [word for words in CHANNELS.values() for word in words.typed.split(",")])
def test_each_word_for_a_channel_ends_the_name_of_a_body(word: str) -> None:
    found = split_scope(f"City Hall {word.strip()}", VERBS["chase"].begins, is_body)
    assert found == ("City Hall", word.strip())


def test_a_letter_about_several_requests_asks_each_open_question_once_by_the_last_deadline() -> None:
    one = record("2 09:00 ask email; 3 09:00 part 1; asks 2; due 4 17:00; to Sok", 1)
    other = record("2 10:00 ask call; topics the wards | the roof; due 5 17:00; to Sok", 2)
    both = summed_up([one, other])
    assert [(q.position, q.topic) for q in both.questions] == [(1, "the wards"), (2, "the roof")]
    assert both.deadline_at == at("5 17:00")
    assert both.contact == "Sok"
    assert [event.happened_at for event in both.attempts] == [at("2 09:00"), at("2 10:00")]
    assert summed_up([one]) is one
    assert summed_up([one, record("2 10:00 ask call; to Chan", 3)]).contact is None


async def three(desk: Desk) -> list[int]:
    """Three open requests for a story of their own, two of them to one body; the last is Maly's."""
    (count,) = desk.rows("SELECT count(*) FROM story")[0]
    await desk.say(SREYNEANG, f"/story #s{count} Raids publish 9 Dec 18:00")
    asked = [
        (DARA, "Embassy of India: who was found?"),
        (DARA, "Embassy of China: who was found?"),
        (MALY, "Embassy of India: where are they?"),
    ]
    return [await ask(desk, who, f"/ask {text} by 5 Dec 17:00 via email #s{count}") for who, text in asked]


def slug(desk: Desk) -> str:
    (found,) = desk.rows("SELECT slug FROM story ORDER BY id DESC LIMIT 1")[0]
    return f"#{found}"


def kinds_of(desk: Desk, numbers: list[int]) -> list[list[str]]:
    """What is recorded of each after its asking."""
    return [
        [
            kind
            for (kind,) in desk.rows(
                f"SELECT e.kind FROM event e JOIN request r ON r.id = e.request_id WHERE r.number = {number} ORDER BY e.id"  # noqa: S608
            )
        ][2:]
        for number in numbers
    ]


DONE = [
    ("/chase {slug} email sent again", "chased", "asked again, email: sent again"),
    ("/chase {slug} call no answer", "chased", "asked again, call: no answer"),
    ("/extend {slug} by 6 Dec 12:00 they asked", "extended", "deadline moved: Fri 6 Dec 12:00: they asked"),
    ("/withdraw {slug} dropped", "withdrawn", "we withdrew it: dropped"),
]
on_one_desk = pytest.mark.asyncio(loop_scope="module")


@on_one_desk
@pytest.mark.parametrize(("typed", "kind", "said"), DONE)
async def test_it_is_asked_once_done_once_and_taken_back_as_a_whole(
    busy_desk: Desk, typed: str, kind: str, said: str
) -> None:
    desk, numbers = busy_desk, await three(busy_desk)
    before = desk.record()
    shown = await desk.say(DARA, typed.format(slug=slug(desk)))
    assert shown.startswith(f"3 of 3 open requests of {slug(desk)}\nTo log: {said}. Nothing is logged until")
    message = desk.telegram.last(DARA)["message_id"]
    await desk.press(DARA, f"☑️ #{numbers[1]} Embassy of China")
    assert desk.record() == before
    go = desk.data(DARA, "✅ Log it on 2")
    await desk.press(DARA, "✅ Log it on 2")
    assert desk.last(DARA).startswith(f"Logged on 2 requests: {said}\n#{numbers[0]} Embassy of India: ")
    assert kinds_of(desk, numbers) == [[kind], [], [kind]]
    assert "finished or cancelled already" in ((await desk.press(DARA, data=go, message=message)).text or "")
    assert kinds_of(desk, numbers) == [[kind], [], [kind]]
    undo = desk.data(DARA, "Undo all of it")
    if kind == "chased":
        await desk.press(DARA, data=undo, message=message)
        assert desk.last(DARA).startswith("Taken back on 2 requests. The history shows both.")
        assert "finished or cancelled already" in (
            (await desk.press(DARA, data=undo, message=message)).text or ""
        )
    else:
        assert (await desk.say(DARA, "/undo")).startswith("Taken back on 2 requests. The history shows both.")
    assert kinds_of(desk, numbers) == [[kind, "corrected"], [], [kind, "corrected"]]
    if kind == "withdrawn":
        assert (await desk.say(DARA, "/undo back")).startswith("Put back on 2 requests. It counts again.")
    else:
        await desk.press(DARA, "Put all of it back")
        assert desk.last(DARA).startswith("Put back on 2 requests. It counts again.")
    assert kinds_of(desk, numbers) == [[kind, "corrected", kind], [], [kind, "corrected", kind]]
    await desk.press(DARA, "Undo all of it")
    assert kinds_of(desk, numbers) == [
        undone := [kind, "corrected", kind, "corrected"],
        [],
        undone,
    ]
    assert desk.choices(DARA) == ["Put all of it back"]


@on_one_desk
async def test_what_one_request_refuses_is_said_by_name_and_the_rest_is_done(busy_desk: Desk) -> None:
    desk, numbers = busy_desk, await three(busy_desk)
    await desk.say(DARA, f"/chase {slug(desk)} email at 2 Dec 09:00")
    await desk.say(MALY, f"/reply {numbers[0]} full none of ours")
    await desk.say(MALY, f"/note {numbers[2]} they moved")
    panel = desk.telegram.last(DARA)["message_id"]
    await desk.press(DARA, "✅ Log it on 3", message=panel)
    assert desk.last(DARA).split("\n")[-2:] == [
        f"Not on #{numbers[0]} Embassy of India: it is closed.",
        f"Not on #{numbers[2]} Embassy of India: something was recorded on it meanwhile.",
    ]
    assert kinds_of(desk, numbers) == [["replied_full"], ["chased"], ["note"]]
    # One that was put right or taken back alone is left out of the undo of all.
    await desk.say(DARA, f"/undo {numbers[1]}")
    await desk.press(DARA, "Undo all of it", message=panel)
    [shown] = [m for m in desk.telegram.messages(DARA, from_bot=True) if m["message_id"] == panel]
    assert visible_text(shown) == "Nothing was undone: it was before."


@pytest.mark.wide
@on_one_desk
async def test_by_buttons_no_tick_is_lost_by_going_back_and_each_step_can_be_left(busy_desk: Desk) -> None:
    desk, numbers = busy_desk, await three(busy_desk)
    before = desk.record()
    await desk.say(DARA, f"/status {slug(desk)}")
    await desk.press(DARA, "All open at once…")
    await desk.press(DARA, f"☑️ #{numbers[1]} Embassy of China")
    ticks = desk.choices(DARA)[:3]
    for verb, option in (
        ("Asked again…", "✉️ email"),
        ("Deadline…", "in a week"),
        ("Deadline…", "📅 Other day…"),
        ("Letters…", "Final letter, English"),
    ):
        await desk.press(DARA, verb)
        assert desk.choices(DARA)[:3] == ticks
        await desk.press(DARA, option)
        assert desk.choices(DARA)[:3] == ticks
        await desk.presses(DARA, "« Back", "« Back")
        assert desk.choices(DARA)[:3] == ticks
    await desk.press(DARA, "« Back")
    assert desk.last(DARA).startswith(f"{slug(desk)}, ")
    await desk.press(DARA, "All open at once…")
    assert desk.choices(DARA)[:3] == ticks
    await desk.presses(DARA, "Deadline…", "📅 Other day…", "5", "14:00")
    assert "To log: deadline moved: Thu 5 Dec 14:00. Nothing is logged until you press." in desk.last(DARA)
    await desk.presses(DARA, "« Back", "« Back", "Tick none", "Withdraw…")
    assert (await desk.press(DARA, "✅ Log it on 0")).text == "No request is ticked. Nothing was logged."
    await desk.press(DARA, "Cancel")
    assert desk.last(DARA) == "Cancelled. Nothing was logged."
    assert desk.record() == before


@on_one_desk
async def test_a_letter_to_each_body_sums_up_what_it_was_asked_and_counts_for_each_request(
    busy_desk: Desk,
) -> None:
    desk, numbers = busy_desk, await three(busy_desk)
    await desk.say(DARA, f"/letter {slug(desk)} final en")
    count = len(desk.written(DARA))
    await desk.press(DARA, "Final letter, English")
    both, one = desk.written(DARA)[count:]
    assert both.startswith(f"Final letter, English to Embassy of India, #{numbers[0]}, #{numbers[2]}. ")
    assert "1. who was found?\n2. where are they?" in both
    assert one.startswith(f"Final letter, English to Embassy of China, #{numbers[1]}. ")
    messages = desk.telegram.messages(DARA, from_bot=True)
    await desk.press(DARA, "✉️ Sent by email", message=messages[-2]["message_id"])
    assert desk.last(DARA).startswith("Logged on 2 requests: final letter")
    assert kinds_of(desk, numbers) == [["chased"], [], ["chased"]]
    await desk.press(DARA, "Undo all of it")
    assert kinds_of(desk, numbers) == [["chased", "corrected"], [], ["chased", "corrected"]]


REFUSED = [
    ("/chase {slug} pigeon", '"pigeon" is not a channel.'),
    ("/chase {slug} email at tomorrow 9:00", "is still to come"),
    ("/chase #nosuch email", "There is no story #nosuch here."),
    ("/extend {slug} by yesterday", "has already passed"),
    ("/extend {slug} by soon", "I could not read a time"),
    ("/letter {slug} polite", "I do not know a letter “polite”."),
    ("/chase Embasy of Chna email", "I am not sure which body"),
    ("/extend {slug} by 05/12", "can be read in two ways. Which is the deadline? Nothing is logged yet."),
]


@on_one_desk
@pytest.mark.parametrize(("typed", "says"), REFUSED)
async def test_what_cannot_be_is_refused_before_anything_is_asked(
    busy_desk: Desk, typed: str, says: str
) -> None:
    if not busy_desk.rows("SELECT id FROM story"):
        await three(busy_desk)
    before = busy_desk.record()
    assert says in await busy_desk.say(DARA, typed.format(slug=slug(busy_desk)))
    assert busy_desk.record() == before


@on_one_desk
async def test_a_doubt_about_several_can_be_left(busy_desk: Desk) -> None:
    await three(busy_desk)
    before = busy_desk.record()
    await busy_desk.say(DARA, f"/extend {slug(busy_desk)} by 05/12")
    await busy_desk.press(DARA, "Cancel")
    assert busy_desk.last(DARA) == "Cancelled. Nothing was logged."
    assert busy_desk.record() == before


@on_one_desk
async def test_in_the_group_only_whoever_began_it_goes_on(busy_desk: Desk) -> None:
    desk, numbers = busy_desk, await three(busy_desk)
    await desk.say(DARA, f"/chase {slug(desk)} email", chat=GROUP)
    answer = await desk.press(MALY, "✅ Log it on 3", chat=GROUP)
    assert "somebody else's" in (answer.text or "")
    assert kinds_of(desk, numbers) == [[], [], []]
    await desk.press(DARA, "✅ Log it on 3", chat=GROUP)
    assert kinds_of(desk, numbers) == [["chased"]] * 3
    await desk.handed_out_again()
    assert kinds_of(desk, numbers) == [["chased"]] * 3


@pytest.mark.wide
@on_one_desk
async def test_of_many_a_page_is_shown_and_what_nobody_has_asked_yet_is_not_ticked(busy_desk: Desk) -> None:
    desk, numbers = busy_desk, await three(busy_desk)
    await desk.say(DARA, f"/refer {numbers[0]} to National Police")
    for n in range(5):
        await ask(desk, DARA, f"/ask Embassy of Japan: question {n}? by 5 Dec 17:00 via email {slug(desk)}")
    await desk.say(DARA, f"/chase {slug(desk)} email")
    assert desk.last(DARA).startswith("7 of 8 open requests")
    assert "⬜️" in " ".join(desk.choices(DARA)[:6])
    await desk.press(DARA, "1/2 »")
    assert sum(label.startswith("☑️") for label in desk.choices(DARA)) == 2
    await desk.press(DARA, "✅ Log it on 7")
    assert desk.last(DARA).startswith("Logged on 7 requests")
    await desk.sandbox.advance(desk.sandbox.now() + timedelta(minutes=1))
