"""A command that there is not: the one that may be meant is offered with the words that were typed, and runs with them."""

from __future__ import annotations

import pytest

from bot.commands import COMMANDS
from bot.help import suggested
from bot.kinds import ALSO
from sandbox.case import DARA, GROUP, SREYNEANG
from tests.bot.asked import ASKING, ask, kinds, status
from tests.bot.desk import Desk
from tests.bot.sent import attached, card, send

pytestmark = pytest.mark.asyncio(loop_scope="module")

MEANT = [
    ("staus", "status"), ("statsu", "status"), ("stauts", "status"), ("stat", "stats"), ("reprot", "report"),
    ("rport", "report"), ("aks", "ask"), ("asc", "ask"), ("remid", "remind"), ("remnid", "remind"), ("snooze", "remind"),
    ("deadline", "extend"), ("extand", "extend"), ("postpone", "extend"), ("replly", "reply"), ("answer", "reply"),
    ("anwser", "reply"), ("declien", "decline"), ("refuse", "decline"), ("chaes", "chase"), ("followup", "chase"),
    ("call", "chase"), ("withdrow", "withdraw"), ("delete", "withdraw"), ("hlep", "help"), ("commands", "help"),
    ("serach", "find"), ("stories", "story"), ("pubilsh", "publish"), ("published", "publish"), ("language", "settings"),
    ("edit", "correct"), ("overdue", "due"), ("team", "members"), ("directory", "bodies"), ("cancle", "cancel"),
    ("ស្ថានភាព", "status"), ("ឆ្លើយ", "reply"), ("រំលឹក", "remind"), ("ពន្យារ", "extend"), ("របាយការណ៍", "report"),
    ("បដិសេធ", "decline"), ("ជំនួយ", "help"), ("ស្វែងរក", "find"), ("រឿង", "story"), ("តាមដាន", "chase"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "command"), MEANT)
async def test_the_command_that_is_meant_is_suggested_first(typed: str, command: str) -> None:
    assert suggested(typed, "")[0].command == command


JOINED = [
    ("reply1", "full they deny", "/reply 1 full they deny"),
    ("reply_1_full", "", "/reply 1 full"),
    ("status12", "", "/status 12"),
    ("chase_3_call", "no answer", "/chase 3 call no answer"),
    ("called3", "no answer", "/chase 3 called no answer"),
    ("unpublish", "#raids", "/story #raids unpublished"),
    ("unpublished", "mangopark", "/story mangopark unpublished"),
    ("undecline", "3", "/undo 3"),
    ("unwithdraw", "3", "/undo 3"),
    ("unclose", "3", "/reopen 3"),
]


@pytest.mark.parametrize(("typed", "args", "offered"), JOINED)
async def test_nothing_of_it_is_dropped_and_nothing_turned_into_its_contrary(
    typed: str, args: str, offered: str
) -> None:
    choices = suggested(typed, args)
    assert choices[0].label == offered
    assert f"/{choices[0].command} {choices[0].args}".strip() == offered


@pytest.mark.parametrize("typed", ["xyzzy", "qqqqqqqq", "123", "ពពក", "nosuch"])
async def test_what_is_like_none_suggests_none(typed: str) -> None:
    assert suggested(typed, "") == []


async def test_every_command_has_other_words_and_no_word_is_a_command() -> None:
    names = {command.name for command in COMMANDS} | {"help"}
    assert set(ALSO) <= names
    words = [word.strip() for also in ALSO.values() for word in also.split(",")]
    assert not names & set(words)


KEPT = [
    ("/staus #mangopark", "/status #mangopark"),
    ("/staus@reply_desk_bot #mangopark", "/status #mangopark"),
    ("/STAUS me", "/status me"),
    ("/reprot #mangopark", "/report #mangopark"),
    ("/hlep ask", "/help ask"),
    ("/help staus", "/help status"),
    ("/ស្ថានភាព #mangopark", "/status #mangopark"),
    ("/serach detainees", "/find detainees"),
    ("/overdue", "/due"),
]


@pytest.mark.wide
@pytest.mark.parametrize(("typed", "label"), KEPT)
async def test_the_words_are_kept_and_the_button_runs_it_with_them(
    shared_desk: Desk, typed: str, label: str
) -> None:
    said = await shared_desk.say(DARA, typed)
    assert "Did you mean one of these?" in said
    assert shared_desk.choices(DARA)[0] == label
    meant = await shared_desk.say(DARA, label)
    await shared_desk.say(DARA, typed)
    await shared_desk.press(DARA, label)
    assert shared_desk.last(DARA) == meant


LOGGED = [
    ("/snooze {n} in 3 weeks look again", "/remind {n} in 3 weeks look again", []),
    ("/deadline {n} by 9 Dec 17:00 they asked", "/extend {n} by 9 Dec 17:00 they asked", ["extended"]),
    ("/deadline {n} 9 Dec 17:00", "/extend {n} 9 Dec 17:00", ["extended"]),
    ("/replly {n} full they deny it", "/reply {n} full they deny it", ["replied_full"]),
    ("/ack {n} they have it", "/reply {n} ack they have it", ["acknowledged"]),
    ("/call {n} no answer", "/chase {n} call no answer", ["chased"]),
    ("/refused {n} no comment", "/decline {n} no comment", ["declined"]),
    ("/remark {n} the door was shut", "/note {n} the door was shut", ["note"]),
    ("/បដិសេធ {n} គ្មានយោបល់", "/decline {n} គ្មានយោបល់", ["declined"]),
]


@pytest.mark.parametrize(("typed", "label", "logged"), LOGGED)
async def test_nothing_is_logged_before_the_button_is_pressed_and_then_once(
    busy_desk: Desk, typed: str, label: str, logged: list[str]
) -> None:
    n = await ask(busy_desk)
    before = busy_desk.record()
    assert "Did you mean" in await busy_desk.say(DARA, typed.format(n=n))
    assert busy_desk.record() == before
    message, data = card(busy_desk), busy_desk.data(DARA, label.format(n=n))
    await busy_desk.press(DARA, label.format(n=n))
    assert kinds(busy_desk, n) == [*ASKING, *logged]
    again = await busy_desk.press(DARA, data=data, message=message)
    assert again.text.startswith("This was finished or cancelled already")
    assert kinds(busy_desk, n) == [*ASKING, *logged]


async def test_a_reply_to_a_card_stays_about_its_request(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    await busy_desk.say(DARA, "/declien no comment", reply_to=card(busy_desk))
    await busy_desk.press(DARA, "/decline no comment")
    assert status(busy_desk, n) == "declined"


async def test_a_photo_goes_along(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    said = await send(busy_desk, "photo", b"page", caption=f"/replly {n} full they deny it")
    assert "Did you mean" in said
    assert "Kept, but not logged" not in said
    await busy_desk.press(DARA, f"/reply {n} full they deny it")
    assert (status(busy_desk, n), len(attached(busy_desk, n))) == ("answered", 1)


async def test_somebody_else_cannot_press_it(busy_desk: Desk) -> None:
    n = await ask(busy_desk)
    await busy_desk.say(DARA, f"/declien@reply_desk_bot {n}", chat=GROUP)
    answer = await busy_desk.press(SREYNEANG, f"/decline {n}", chat=GROUP)
    assert "somebody else's" in answer.text
    assert status(busy_desk, n) == "waiting"


@pytest.mark.parametrize(
    "typed", ["/staus@other_bot", "/staus", "/nosuch", "/snooze 1", "/ស្ថានភាព", "/status@other_bot"]
)
async def test_in_a_group_commands_that_are_not_ours_stay_unanswered(busy_desk: Desk, typed: str) -> None:
    busy_desk.telegram.promote_bot(GROUP)
    assert await busy_desk.say(DARA, typed, chat=GROUP) == ""


async def test_in_a_group_what_names_the_desk_is_answered(busy_desk: Desk) -> None:
    assert "Did you mean" in await busy_desk.say(DARA, "/staus@reply_desk_bot", chat=GROUP)


@pytest.mark.parametrize(
    "typed",
    [
        "/publish #mangopark",
        "/publish mangopark",
        "/publish #mangopark at 08:30",
        "/publish Mango Park at 08:30",
        "/story #mangopark published",
    ],
)
@pytest.mark.asyncio(loop_scope="function")
async def test_publish_says_that_a_story_is_out(desk: Desk, typed: str) -> None:
    await desk.says(SREYNEANG, "/story #mangopark Mango Park", typed)
    (published,) = desk.rows("SELECT published_at FROM story")[0]
    assert published is not None
    assert desk.rows("SELECT title FROM story") == [("Mango Park",)]


IN_DOUBT = [
    (DARA, "/publish #mangopark", "Only an editor can say whether #mangopark is out"),
    (SREYNEANG, "/publish", "Which story?"),
    (SREYNEANG, "/publish #mangopark tomorrow", "is still to come"),
    (SREYNEANG, "/publish #mangoprak", "Which do you mean?"),
    (SREYNEANG, "/publish mangoprak", "Do you mean one of these?"),
]


@pytest.mark.asyncio(loop_scope="function")
async def test_publish_changes_nothing_where_it_is_in_doubt(desk: Desk) -> None:
    await desk.say(SREYNEANG, "/story #mangopark Mango Park")
    before = desk.record()
    for who, typed, said in IN_DOUBT:
        assert said in await desk.say(who, typed), typed
        assert desk.record() == before, typed
