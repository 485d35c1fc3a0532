"""`@bot 12` in any chat: what members may insert, and that strangers are offered nothing."""

from __future__ import annotations

import pytest

from sandbox.world.chats import NotPossible
from sandbox.world.inline_queries import InlineAnswer
from tests.bot.asked import ask
from tests.bot.desk import DARA, GROUP, MALY, OTHER, STRANGER, Desk

on_one_desk = pytest.mark.asyncio(loop_scope="module")


async def look(desk: Desk, who: int, query: str) -> InlineAnswer:
    """What somebody is offered who types `@bot query` somewhere."""
    desk.telegram.set_inline(True)
    answer: InlineAnswer = await desk.telegram.ask_inline(who, query)
    await desk.sandbox.idle()
    return answer


def titles(answer: InlineAnswer) -> list[str]:
    return [result["title"] for result in answer.results]


def words(answer: InlineAnswer, title: str) -> str:
    [found] = [result for result in answer.results if result["title"] == title]
    return str(found["input_message_content"]["text"])


async def asked(desk: Desk) -> None:
    """#1 and #2 for a story by Dara, #3 by Maly alone; once for all tests of the module."""
    if desk.rows("SELECT id FROM request"):
        return
    await ask(desk, DARA, "/ask Municipal Court: why are they held? by 2 Dec 12:00 via email #raids")
    await ask(desk, DARA, "/ask Embassy of India: who was found? by 5 Dec 12:00 via email #raids")
    await ask(desk, MALY, "/ask Municipal Court: how many judges? by 5 Dec 12:00 via call")
    await desk.say(DARA, "/reply 2 full none of ours")


OFFERED = [
    # Who types what, and what is offered, in this order.
    (DARA, "1", ["#1 Phnom Penh Municipal Court", "Sentence for print, #1", "Follow-up, English", "Final letter, English"]),
    (MALY, "#1", ["#1 Phnom Penh Municipal Court", "Sentence for print, #1", "Follow-up, English", "Final letter, English"]),
    (DARA, "១", ["#1 Phnom Penh Municipal Court", "Sentence for print, #1", "Follow-up, English", "Final letter, English"]),
    (DARA, "2", ["#2 Embassy of India", "Sentence for print, #2"]),
    (DARA, "Municipal Court", ["#1 Phnom Penh Municipal Court", "Sentence for print, #1", "#3 Phnom Penh Municipal Court", "Sentence for print, #3"]),
    (MALY, "municipal court", ["#3 Phnom Penh Municipal Court", "Sentence for print, #3", "#1 Phnom Penh Municipal Court", "Sentence for print, #1"]),
    (DARA, "#raids", ["All sentences for print, #raids", "#1 Phnom Penh Municipal Court", "Sentence for print, #1", "#2 Embassy of India", "Sentence for print, #2"]),
    (DARA, "", ["#1 Phnom Penh Municipal Court", "Sentence for print, #1"]),
    (MALY, "me", ["#3 Phnom Penh Municipal Court", "Sentence for print, #3"]),
    (DARA, "court", ["#1 Phnom Penh Municipal Court", "Sentence for print, #1", "#3 Phnom Penh Municipal Court", "Sentence for print, #3"]),
    (DARA, "embasy of indai", ["#2 Embassy of India", "Sentence for print, #2"]),
    (DARA, "judges", ["#3 Phnom Penh Municipal Court", "Sentence for print, #3"]),
    (DARA, "99", []),
    (DARA, "#nosuch", []),
    (DARA, "😀", []),
    (DARA, "zzzz" * 60, []),
    (DARA, "<b>&", []),
]  # fmt: skip


@on_one_desk
@pytest.mark.parametrize(("who", "query", "expected"), OFFERED)
async def test_a_member_is_offered_what_the_words_are_about_their_own_first(
    busy_desk: Desk, who: int, query: str, expected: list[str]
) -> None:
    await asked(busy_desk)
    before = busy_desk.record()
    answer = await look(busy_desk, who, query)
    assert titles(answer) == expected
    assert (answer.button is None) is bool(expected)
    if not expected:
        assert answer.button == {
            "text": "Nothing found: a number, a body or #story",
            "start_parameter": "inline",
        }
    assert busy_desk.record() == before


@on_one_desk
async def test_what_is_inserted_is_the_card_the_plain_sentence_and_the_letter(busy_desk: Desk) -> None:
    await asked(busy_desk)
    answer = await look(busy_desk, DARA, "1")
    assert words(answer, "#1 Phnom Penh Municipal Court").startswith(
        "#1 Phnom Penh Municipal Court\n⏳ waiting"
    )
    assert words(answer, "Sentence for print, #1").startswith(
        "The Phnom Penh Municipal Court did not immediately"
    )
    assert "1. why are they held?" in words(answer, "Final letter, English")
    assert all("reply_markup" not in result for result in answer.results)


@on_one_desk
@pytest.mark.parametrize("query", ["1", "", "Municipal Court", "#raids"])
async def test_a_stranger_and_another_newsroom_learn_nothing_nor_what_a_member_was_shown(
    busy_desk: Desk, query: str
) -> None:
    await asked(busy_desk)
    if not busy_desk.rows("SELECT id FROM newsroom WHERE name = 'Other Desk'"):
        await busy_desk.add_newsroom(OTHER)
    assert (await look(busy_desk, DARA, query)).results
    answer = await look(busy_desk, STRANGER, query)
    assert (answer.results, answer.cached) == ((), False)
    assert answer.button == {"text": "This desk is for its newsroom only.", "start_parameter": "inline"}
    assert titles(await look(busy_desk, OTHER, query)) == []
    # Nothing is kept: what changes is seen at once.
    assert not (await look(busy_desk, DARA, query)).cached


@on_one_desk
async def test_in_khmer_it_is_offered_in_khmer(busy_desk: Desk) -> None:
    await asked(busy_desk)
    await busy_desk.say(DARA, "/settings language=km")
    answer = await look(busy_desk, DARA, "1")
    await busy_desk.say(DARA, "/settings language=en")
    assert len(answer.results) == 4
    assert "ប្រយោគ" in titles(answer)[1]


@on_one_desk
@pytest.mark.parametrize("chat", [DARA, GROUP])
async def test_what_was_inserted_in_a_chat_of_the_desk_is_no_record_and_gets_no_answer(
    busy_desk: Desk, chat: int
) -> None:
    await asked(busy_desk)
    answer = await look(busy_desk, DARA, "1")
    before, said = busy_desk.record(), len(busy_desk.written(chat))
    for result in answer.results:
        await busy_desk.telegram.insert(DARA, chat, result)
    await busy_desk.sandbox.idle()
    assert busy_desk.record() == before
    assert len(busy_desk.written(chat)) == said
    assert busy_desk.rows("SELECT id FROM draft WHERE kind = 'held'") == []


@on_one_desk
async def test_the_line_for_strangers_leads_to_the_desk_and_says_no_more(busy_desk: Desk) -> None:
    said = await busy_desk.say(STRANGER, "/start inline")
    assert said.startswith("This desk is for its newsroom only.")
    assert "not valid" not in await busy_desk.say(DARA, "/start inline")


async def test_where_it_is_switched_off_all_else_works(desk: Desk) -> None:
    with pytest.raises(NotPossible, match="inline"):
        await desk.telegram.ask_inline(DARA, "1")
    assert (await desk.say(DARA, "/status")).startswith("Mekong Desk")


async def test_an_answer_that_comes_too_late_disturbs_nobody(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.telegram.fail_next(
        "answerInlineQuery",
        status=400,
        description="Bad Request: query is too old and response timeout expired or query ID is invalid",
    )
    desk.telegram.set_inline(True)
    assert not (await desk.telegram.ask_inline(DARA, "1", timeout=1)).answered
    await desk.sandbox.idle()
    assert (await look(desk, DARA, "1")).answered
    assert [one for one in caplog.records if one.levelname in {"ERROR", "WARNING"}] == []
