"""Several groups, and topics for stories: what is told in each is an editor's decision, and each is let go like the first."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from sandbox.case import DARA, GROUP, SREYNEANG, at
from sandbox.world.messages import visible_text
from tests.bot.desk import OTHER, STRANGER, Desk, Saved

PARTNERS = -901
EDITORS_ONLY = "Only an editor of the newsroom can do that. Nothing was changed."
COURT = "/ask Municipal Court: why? by 6 Dec 17:00 via email #mangopark"
POLICE = "/ask National Police: who ordered it? by 6 Dec 17:00 via call #raids"
AGAIN = "Nothing is posted in “Partners” any more. /newsroom here in it connects it again."


async def two_stories_and_groups(desk: Desk) -> None:
    """#1 is for #mangopark (the story of id 1), #2 for #raids (2); the desk was brought to a second group."""
    await desk.say(DARA, COURT)
    await desk.say(DARA, POLICE)
    desk.telegram.add_group(PARTNERS, "Partners", [SREYNEANG, DARA])
    desk.telegram.join(PARTNERS, STRANGER)
    await desk.sandbox.idle()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def prepared(founded: Saved, tmp_path_factory: pytest.TempPathFactory) -> Saved:
    return await founded.after(two_stories_and_groups, tmp_path_factory.mktemp("two"))


@pytest.fixture(name="two")
async def two_groups(prepared: Saved, desk_place: Path) -> AsyncIterator[Desk]:
    async with prepared.opened(desk_place) as desk:
        yield desk


def told(desk: Desk, *, chat: int | None = None) -> set[tuple[int, int]]:
    """The chats in which something is told, each with the story of which, 0 being all."""
    found = desk.rows("SELECT chat_id, story_id FROM place")
    return {(place, story) for place, story in found if chat in {None, place}}


def came(desk: Desk, chat: int, sign: str) -> list[str]:
    return [text for text in desk.written(chat) if sign in text]


@pytest.mark.parametrize(
    ("who", "typed", "said", "there"),
    [
        (SREYNEANG, "/newsroom here", "1 other group stays connected.", {0}),
        (SREYNEANG, "/newsroom here #raids", "I tell of #raids alone here", {2}),
        (SREYNEANG, "/newsroom here only", "works in this group now", {0}),
        (SREYNEANG, "/newsroom ទីនេះ #RAIDS", "I tell of #raids alone here", {2}),
        (SREYNEANG, "/newsroom here #nosuch", "There is no story #nosuch here.", set()),
        (SREYNEANG, "/newsroom here 🙂", "cannot name a story", set()),
        (SREYNEANG, "/newsroom here " + "x" * 3000, "cannot name a story", set()),
        (SREYNEANG, "/newsroom off", "This group is not connected to your newsroom", set()),
        (SREYNEANG, "/story #raids here", "This group is not connected to your newsroom", set()),
        (DARA, "/newsroom here", EDITORS_ONLY, set()),
        (DARA, "/newsroom here #raids", EDITORS_ONLY, set()),
        (STRANGER, "/newsroom here #raids", "This desk is for its newsroom only.", set()),
    ],
)  # fmt: skip
async def test_a_second_group_is_connected_beside_the_first_by_an_editor_alone(
    two: Desk, who: int, typed: str, said: str, there: set[int]
) -> None:
    assert said in await two.say(who, typed, chat=PARTNERS)
    stays = set() if "only" in typed else {(GROUP, 0)}
    assert told(two) == stays | {(PARTNERS, story) for story in there}


@pytest.mark.parametrize(
    ("typed", "parts", "not_"),
    [
        ("/newsroom here", ("☀️ Mekong Desk, Wed 4 Dec 08:30", "#1", "#2"), "alone"),
        ("/newsroom here #raids", ("☀️ Mekong Desk #raids, Wed 4 Dec 08:30\n1 open", "#2"), "#1"),
    ],
)
async def test_each_gets_what_was_decided(two: Desk, typed: str, parts: tuple[str, ...], not_: str) -> None:
    """The digest, the final call, and a late answer, each once; the first group has all of it as before."""
    await two.say(SREYNEANG, typed, chat=PARTNERS)
    alone = "#raids" in typed
    for command in ("/status", "/report"):
        assert ("Court" not in await two.say(DARA, command, chat=PARTNERS)) is alone
    for story in ("mangopark", "raids"):
        await two.say(SREYNEANG, f"/story #{story} publish 4 Dec 12:00")
    await two.sandbox.advance(at("4 Dec 08:30"))
    [*_, digest] = came(two, PARTNERS, "☀️")
    assert [part for part in parts if part not in digest] == []
    assert not_ not in digest
    assert "2 open" in came(two, GROUP, "☀️")[-1]
    await two.sandbox.advance(at("4 Dec 12:00"))
    stories = {GROUP: 2, PARTNERS: 1 if alone else 2}
    for story in ("mangopark", "raids"):
        await two.say(SREYNEANG, f"/story #{story} published")
    for n in (1, 2):
        await two.say(DARA, f"/reply {n} full they deny it")
    await two.sandbox.advance(at("4 Dec 12:10"))
    for chat, many in stories.items():
        assert (len(came(two, chat, "📣")), len(came(two, chat, "The story needs a correction"))) == (
            many,
            many,
        )


async def test_it_is_decided_and_undone_with_buttons(two: Desk) -> None:
    await two.say(SREYNEANG, "/newsroom here", chat=PARTNERS)
    shown = two.telegram.last(PARTNERS)["message_id"]
    for who, said in ((DARA, EDITORS_ONLY), (STRANGER, "This desk is for its newsroom only.")):
        for data in (
            f"p:0:group:{PARTNERS}",
            f"gr:{PARTNERS}:off",
            f"gr:{PARTNERS}:2",
            f"gr:{PARTNERS}:only",
        ):
            answer = await two.press(who, data=data, chat=PARTNERS, message=shown)
            assert (answer.text or said).startswith(said)  # a stranger hears it once a day
    assert told(two) == {(GROUP, 0), (PARTNERS, 0)}
    await two.press(SREYNEANG, "What is told here…", chat=PARTNERS)
    assert "Mekong" not in two.last(PARTNERS)
    assert "raids" not in " ".join(two.choices(PARTNERS))  # which everybody there would read
    await two.say(SREYNEANG, "/newsroom")
    for label in ("👥 Groups…", "Partners", "#raids alone"):
        await two.press(SREYNEANG, label)
    assert told(two, chat=PARTNERS) == {(PARTNERS, 2)}
    await two.press(SREYNEANG, "« Back")
    assert two.last(SREYNEANG).endswith("“Mekong Desk”: all of the newsroom\n\n“Partners”: #raids alone")
    await two.press(SREYNEANG, "Partners")
    await two.press(SREYNEANG, "All of the newsroom")
    assert told(two, chat=PARTNERS) == {(PARTNERS, 0)}
    pressed = two.telegram.last(SREYNEANG)["message_id"]
    answer = await two.press(SREYNEANG, "✂️ Disconnect")
    assert answer.text == AGAIN
    assert told(two) == {(GROUP, 0)}
    await two.say(SREYNEANG, "/newsroom here", chat=PARTNERS)
    answer = await two.press(SREYNEANG, "✂️ Disconnect the others", chat=PARTNERS)
    assert answer.text.startswith("Nothing is posted in “Mekong Desk” any more.")
    assert told(two) == {(PARTNERS, 0)}
    await two.say(SREYNEANG, "/newsroom here only", chat=GROUP)
    for data, said in (
        (f"gr:{PARTNERS}:off", "That group is not connected here any more. Nothing was changed."),
        (f"gr:{PARTNERS}:2", "That group is not connected here any more. Nothing was changed."),
        (f"gr:{GROUP}:99", "This button is from an older version"),
    ):
        answer = await two.press(SREYNEANG, data=data, message=pressed)
        assert answer.text.startswith(said)
    assert told(two) == {(GROUP, 0)}


async def test_settings_show_the_groups_to_members_and_let_editors_change_them(two: Desk) -> None:
    await two.say(SREYNEANG, "/newsroom here #raids", chat=PARTNERS)
    for who in (SREYNEANG, DARA):
        await two.say(who, "/settings")
        while "Partners" not in two.last(who):
            await two.press(who, next(label for label in two.choices(who) if "»" in label))
        assert ("👥 Groups…" in two.choices(who)) == (who == SREYNEANG)
    assert "Partners" not in await two.say(DARA, "/newsroom", chat=GROUP)
    await two.say(SREYNEANG, "/newsroom off")
    assert two.choices(SREYNEANG).count("✂️ Disconnect") == 2


@pytest.mark.parametrize("typed", ["/newsroom off", "/newsroom here off", "/newsroom បិទ"])
async def test_a_group_is_disconnected_where_it_is(two: Desk, typed: str) -> None:
    await two.say(SREYNEANG, "/newsroom here", chat=PARTNERS)
    assert await two.say(DARA, typed, chat=PARTNERS) == EDITORS_ONLY
    assert await two.say(SREYNEANG, typed, chat=PARTNERS) == AGAIN
    assert "is not connected to your newsroom" in await two.say(DARA, "/status", chat=PARTNERS)
    await two.sandbox.advance(at("3 Dec 08:30"))
    assert (came(two, PARTNERS, "☀️"), len(came(two, GROUP, "☀️"))) == ([], 1)


@pytest.mark.parametrize("how", ["kicked", "refused"])
async def test_a_group_that_lets_the_desk_go_is_forgotten_and_the_editors_hear_it(
    two: Desk, how: str
) -> None:
    """One of two: thrown out, or learnt only from the refusal of the digest."""
    await two.say(SREYNEANG, "/newsroom here", chat=PARTNERS)
    if how == "kicked":
        two.telegram.kick_bot(PARTNERS)
    else:
        two.telegram.fail_next("sendMessage", status=403, description="Forbidden: bot was kicked")
    await two.sandbox.idle()
    await two.sandbox.advance(at("3 Dec 08:30"))
    assert len(told(two)) == 1
    heard = {"kicked": "I was removed from “Partners”", "refused": "The group cannot be written to any more"}
    assert heard[how] in "\n".join(two.written(SREYNEANG))
    assert len(came(two, GROUP, "☀️") + came(two, PARTNERS, "☀️")) == 1


async def test_either_group_moves_and_takes_along_what_is_told_there(two: Desk) -> None:
    await two.say(SREYNEANG, "/newsroom here #raids", chat=PARTNERS)
    await two.say(SREYNEANG, "/story #raids publish 4 Dec 12:00")
    moved = {two.telegram.migrate(PARTNERS): 2, two.telegram.migrate(GROUP): 0}
    await two.sandbox.idle()
    assert told(two) == set(moved.items())
    await two.sandbox.advance(at("4 Dec 12:00"))
    for chat in moved:
        assert len(came(two, chat, "📣")) == 1
        assert came(two, chat, "☀️")


async def test_a_group_of_another_newsroom_is_not_taken_in_any_way(two: Desk) -> None:
    await two.say(SREYNEANG, "/newsroom here", chat=PARTNERS)
    await two.add_newsroom(OTHER)
    two.telegram.join(PARTNERS, OTHER)
    await two.say(OTHER, "/story #raids")
    for typed in ("/newsroom here", "/newsroom here #raids"):
        assert await two.say(OTHER, typed, chat=PARTNERS) == "This group is connected to another newsroom."
    assert "is not connected to your newsroom" in await two.say(OTHER, "/story #raids here", chat=PARTNERS)
    await two.say(OTHER, "/newsroom")
    for data in (f"gr:{PARTNERS}:off", f"gr:{PARTNERS}:all", f"gr:{GROUP}:off"):
        answer = await two.press(OTHER, data=data)
        assert answer.text == "That group is not connected here any more. Nothing was changed."
    assert told(two) == {(GROUP, 0), (PARTNERS, 0)}


Forum = tuple[Desk, int, int, int]


@pytest.fixture(name="forum")
async def with_topics(two: Desk) -> Forum:
    """The first group has topics; all is told in its General one."""
    group = two.telegram.migrate(GROUP)
    await two.sandbox.idle()
    two.telegram.make_forum(group)
    two.telegram.join(group, STRANGER)
    mine, other = (two.telegram.add_topic(group, name, SREYNEANG) for name in ("Raids", "Chat"))
    await two.sandbox.idle()
    return two, group, mine, other


async def say(desk: Desk, who: int, text: str, group: int, topic: int | None) -> str:
    sent = await desk.telegram.send_text(who, group, text, topic=topic)
    await desk.sandbox.idle()
    return "\n\n".join(desk.written(group, after=sent["message_id"]))


@pytest.mark.parametrize(
    ("who", "typed", "where", "said", "there"),
    [
        (SREYNEANG, "/story #raids here", "topic", "#raids is told here from now on", True),
        (SREYNEANG, "/story raids ទីនេះ", "topic", "#raids is told here from now on", True),
        (SREYNEANG, "/story #raids here", "general", "All of the newsroom is told here, #raids too", False),
        (SREYNEANG, "/story #raids here", "private", "Type /story #raids here in the topic", False),
        (SREYNEANG, "/story #nosuch here", "topic", "There is no story #nosuch here.", False),
        (SREYNEANG, "/story #raids here off", "topic", "#raids has no place of its own in this group", False),
        (DARA, "/story #raids here", "topic", EDITORS_ONLY, False),
        (STRANGER, "/story #raids here", "topic", "This desk is for its newsroom only.", False),
    ],
)
async def test_a_story_has_a_topic_of_its_own_where_an_editor_says_so(
    forum: Forum, who: int, typed: str, where: str, said: str, there: bool
) -> None:
    desk, group, topic, _ = forum
    if where == "private":
        answer = await desk.say(who, typed)
    else:
        answer = await say(desk, who, typed, group, topic if where == "topic" else None)
    assert said in answer
    assert told(desk) == {(group, 0)} | ({(group, 2)} if there else set())
    assert desk.rows("SELECT count(*) FROM story") == [(2,)]


def by_topic(desk: Desk, group: int, sign: str) -> list[tuple[int | None, str]]:
    every = desk.telegram.messages(group, from_bot=True)
    return [(one.get("message_thread_id"), visible_text(one)) for one in every if sign in visible_text(one)]


async def test_its_news_goes_there_and_back_with_a_button(forum: Forum) -> None:
    desk, group, topic, other = forum
    await say(desk, SREYNEANG, "/story #raids", group, topic)
    await desk.press(SREYNEANG, "📌 Tell it in this topic", chat=group)
    assert told(desk) == {(group, 0), (group, 2)}
    await desk.say(SREYNEANG, "/story #raids publish 4 Dec 12:00")
    await desk.sandbox.advance(at("4 Dec 08:30"))
    [*_, (first, all_else), (second, own)] = sorted(by_topic(desk, group, "Wed 4 Dec 08:30"), key=str, reverse=True)  # fmt: skip
    assert (first, second) == (None, topic)
    assert "📌 #raids: 1 open, in a topic of its own" in all_else
    assert "#2" not in all_else
    assert "#2 National Police" in own
    assert "#raids" in await say(desk, DARA, "/digest now", group, topic)
    assert "📌 #raids" in await say(desk, DARA, "/digest now", group, other)
    await desk.sandbox.advance(at("4 Dec 12:00"))
    await desk.say(SREYNEANG, "/story #raids published")
    await desk.say(DARA, "/reply 2 full they deny it")
    await desk.sandbox.advance(at("4 Dec 12:10"))
    assert [place for sign in ("📣", "needs a correction") for place, _ in by_topic(desk, group, sign)] == [
        topic
    ] * 2
    shown = by_topic(desk, group, "is told here from now on")
    assert [place for place, _ in shown] == [topic]
    said = await say(desk, SREYNEANG, "/story #raids here off", group, other)
    assert said == "#raids is told with all else in this group again."
    assert told(desk) == {(group, 0)}


@pytest.mark.parametrize("what", ["closed", "deleted"])
async def test_a_storys_topic_that_is_gone_is_said(forum: Forum, what: str) -> None:
    desk, group, topic, _ = forum
    await say(desk, SREYNEANG, "/story #raids here", group, topic)
    if what == "closed":
        desk.telegram.close_topic(group, topic, SREYNEANG)
    else:
        desk.telegram.delete_topic(group, topic)
    await desk.sandbox.idle()
    await desk.sandbox.advance(at("3 Dec 08:30"))
    [(place, said)] = by_topic(desk, group, "Mekong Desk #raids")
    assert place is None
    assert said.startswith(
        "The topic of #raids is closed or gone. In another one, an editor types /story #raids here"
    )


async def test_all_in_the_topic_of_a_story_takes_the_story_in(forum: Forum) -> None:
    desk, group, topic, _ = forum
    await say(desk, SREYNEANG, "/story #raids here", group, topic)
    await say(desk, SREYNEANG, "/newsroom here", group, topic)
    assert desk.rows("SELECT chat_id, topic_id, story_id FROM place") == [(group, topic, 0)]


async def test_a_group_with_nothing_but_a_story_that_loses_it_is_connected_no_more(forum: Forum) -> None:
    desk, _, _, _ = forum
    await desk.say(SREYNEANG, "/newsroom here #raids", chat=PARTNERS)
    assert await desk.say(SREYNEANG, "/story #raids here off", chat=PARTNERS) == AGAIN
    assert "is not connected to your newsroom" in await desk.say(DARA, "/status", chat=PARTNERS)


async def test_until_a_group_has_all_the_editors_get_the_digest(two: Desk) -> None:
    await two.say(SREYNEANG, "/newsroom here #raids", chat=PARTNERS)
    await two.say(SREYNEANG, "/newsroom off", chat=GROUP)
    await two.sandbox.advance(at("3 Dec 08:30"))
    assert two.last(SREYNEANG).startswith("☀️ Mekong Desk, Tue 3 Dec 08:30\n2 open")
    assert came(two, PARTNERS, "☀️ Mekong Desk #raids")
    await two.say(DARA, "/decline 2 no")
    await two.sandbox.advance(at("4 Dec 08:30"))
    assert len(came(two, PARTNERS, "☀️")) == 1  # nothing of it is open


@pytest.mark.parametrize("typed", ["/newsroom here #raids", "/newsroom ទីនេះ #RAIDS"])
async def test_a_private_story_is_told_in_no_group(two: Desk, typed: str) -> None:
    await two.say(SREYNEANG, "/story #raids private")
    before = told(two)
    assert (await two.say(SREYNEANG, typed, chat=PARTNERS)).startswith(
        "🔒 A private story is told in no group."
    )
    await two.say(SREYNEANG, "/newsroom here", chat=PARTNERS)
    await two.press(SREYNEANG, data=f"gr:{PARTNERS}:2")
    assert told(two) == before | {(PARTNERS, 0)}
