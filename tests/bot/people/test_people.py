"""Who may speak, whose a request is, and who hears of it: leaving, handing over, roles."""

from __future__ import annotations

import pytest

from bot.people.assigning import parse_assign
from bot.telegram.whom import label
from db.lifecycle import Role
from db.tables import Member
from sandbox.case import BEGINNING, DARA, GROUP, MALY, SREYNEANG, at
from tests.bot.desk import ASKED, Desk
from tests.bot.inline.test_inline import look

OUT = "You are not a member here any more, so nothing was done."


async def pressed(desk: Desk, *labels: str) -> str:
    """Buttons that the editor presses one after the other under /members."""
    await desk.say(SREYNEANG, "/members")
    for each in labels:
        await desk.press(SREYNEANG, each)
    return desk.last(SREYNEANG)


async def removed(desk: Desk, name: str = "Dara") -> str:
    return await pressed(desk, name, "Remove…", f"Yes, remove {name}")


def owners(desk: Desk) -> list[tuple[int, str]]:
    return desk.rows("SELECT number, name FROM request JOIN member ON member.id = member_id ORDER BY number")  # type: ignore[return-value]


def owed_to(desk: Desk, kinds: str = "'before','at','own'") -> list[tuple[str, str]]:
    return desk.rows(  # type: ignore[return-value]
        "SELECT kind, name FROM reminder JOIN member ON member.id = member_id"  # noqa: S608
        f" WHERE settled_at IS NULL AND kind IN ({kinds}) ORDER BY kind"
    )


async def test_whoever_is_removed_is_refused_in_every_way_and_loses_nothing(desk: Desk) -> None:
    await desk.say(DARA, ASKED)
    await desk.say(DARA, "/remind 1 in 2h ring Sok")
    await desk.say(DARA, "/ask")  # begun
    assert "Their 1 open request is offered to you" in await pressed(desk, "Dara", "Remove…")
    said = await removed(desk)
    assert "Dara is no member here any more." in said
    assert "#1 Phnom Penh Municipal Court" in said
    before = desk.record()
    for typed in ("/status", "hello", "/note 1 x", "/start", "/members", "/lock me", "/newsroom here"):
        assert await desk.say(DARA, typed) == OUT, typed
    assert await desk.say(DARA, "/newsroom here", chat=GROUP) == OUT
    assert (await desk.press(DARA, data="o:1", chat=GROUP)).text == OUT
    assert (await look(desk, DARA, "1")).results == ()
    assert desk.record() == before
    assert "Dara" not in (await desk.say(MALY, "/members")).split("\n", 1)[1]
    assert "Nobody here is called “Dara”" in await desk.say(SREYNEANG, "/lock Dara")
    # Until it is handed over the editors are reminded; what was recorded stays theirs.
    await desk.sandbox.advance(at("4 Dec 18:00"))
    told = "\n".join(desk.written(SREYNEANG))
    assert "ring Sok" in told
    assert "has 24 hours left" in told
    assert desk.last(DARA) == OUT
    assert "asked, email · Dara" in await desk.say(SREYNEANG, "/status 1")


async def test_what_they_had_is_handed_over_all_at_once_and_back_by_one_undo(desk: Desk) -> None:
    for body in ("Municipal Court", "City Hall"):
        await desk.say(DARA, f"/ask {body}: why? by 5 Dec 17:00 #mangopark")
    await desk.say(SREYNEANG, "/story #mangopark publish 6 Dec 12:00")
    await removed(desk)
    await desk.press(SREYNEANG, "#1…")
    await desk.press(SREYNEANG, "« Back")
    await desk.press(SREYNEANG, "All to Maly")
    assert "✓ #1, #2 are Maly's now, and so are their reminders." in desk.last(SREYNEANG)
    assert owners(desk) == [(1, "Maly"), (2, "Maly")]
    assert {name for _, name in owed_to(desk)} == {"Maly"}
    assert ("final_call", "Maly") in owed_to(desk, "'final_call'")
    await desk.sandbox.advance(desk.sandbox.now())
    assert "has it now" in desk.last(MALY)
    assert "taken back" in (await desk.say(SREYNEANG, "/undo")).casefold()
    assert owners(desk) == [(1, "Dara"), (2, "Dara")]
    assert "Hand over what Dara left" in [await desk.say(SREYNEANG, "/members"), *desk.choices(SREYNEANG)]


async def test_whoever_joins_again_is_the_same_member(desk: Desk) -> None:
    await desk.say(DARA, ASKED)
    ids = desk.rows("SELECT id FROM member WHERE name = 'Dara'")
    await removed(desk)
    assert "You are in Mekong Desk as reporter." in await desk.say(DARA, f"/start {await desk.invitation()}")
    assert desk.rows("SELECT id FROM member WHERE name = 'Dara' AND removed_at IS NULL") == ids
    assert "#1" in await desk.say(DARA, "/due")
    await desk.sandbox.advance(desk.sandbox.now())
    assert "Dara (@dara) has come in by an invitation, as reporter." in desk.last(SREYNEANG)


LAST = "Sreyneang is the only editor who can act here."


async def test_the_last_editor_stays_one(desk: Desk) -> None:
    before = desk.record()
    for label_ in ("Make reporter", "Yes, remove Sreyneang"):
        await pressed(desk, "Sreyneang", *(["Remove…"] if "remove" in label_ else []))
        assert (await desk.press(SREYNEANG, label_)).text.startswith(LAST)
    assert desk.record() == before
    await pressed(desk, "Maly", "Make editor")
    await desk.say(SREYNEANG, "/lock Maly")  # cannot act
    await pressed(desk, "Sreyneang")
    assert (await desk.press(SREYNEANG, "Make reporter")).text.startswith(LAST)
    await desk.say(SREYNEANG, "/unlock Maly")
    await desk.sandbox.advance(desk.sandbox.now())
    assert "You are editor in Mekong Desk now." in "\n".join(desk.written(MALY))
    assert "Remove yourself?" in await pressed(desk, "Sreyneang", "Remove…")
    await desk.press(SREYNEANG, "Yes, remove Sreyneang")
    assert await desk.say(SREYNEANG, "/status") == OUT
    old = desk.data(SREYNEANG, "« Back") if "« Back" in desk.choices(SREYNEANG) else "m:1"
    assert (await desk.press(SREYNEANG, data=old)).text == OUT


GONE = "That is no member of this newsroom any more."
FORGED = [
    ("m:99", GONE), ("m:99:removed", GONE), ("m:2:give:99", None), ("m:2:one:1:99", None), ("m:2:nonsense", None),
    ("m:2:nonsense:1", "This button is from an older version"), ("r:1:111111111:assign:3", None),
]  # fmt: skip


async def test_forged_buttons_and_those_of_others_change_nothing(desk: Desk) -> None:
    await desk.say(DARA, ASKED)
    before = desk.record()
    for verb in ("", ":editor", ":remove", ":removed", ":left", ":give:3", ":one:1:3"):
        assert "Only an editor" in ((await desk.press(DARA, data=f"m:2{verb}", chat=GROUP)).text or ""), verb
    for data, said in FORGED:
        answer = await desk.press(SREYNEANG, data=data, chat=GROUP)
        assert said is None or (answer.text or "").startswith(said), data
    assert desk.record() == before


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("3 to Maly", (3, "Maly")),
        ("#3 Maly", (3, "Maly")),
        ("Maly 3", (3, "Maly")),
        ("to Maly 3", (3, "Maly")),
        ("for @maly", (None, "@maly")),
        ("៣ ឱ្យម៉ាលី", (3, "ម៉ាលី")),
        ("៣ ទៅកាន់ ម៉ាលី", (3, "ម៉ាលី")),
        ("3", (3, "")),
        ("", (None, "")),
    ],
)
def test_what_is_typed_to_hand_over(typed: str, read: tuple[int | None, str]) -> None:
    assert parse_assign(typed) == read


def test_two_of_one_name_are_told_apart() -> None:
    def member(row_id: int, telegram_id: int, name: str, username: str = "") -> Member:
        return Member(
            id=row_id, newsroom_id=1, telegram_id=telegram_id, name=name, role=Role.REPORTER,
            joined_at=BEGINNING, username=username,
        )  # fmt: skip

    every = [
        member(1, 70001234, "Dara", "dara_k"),
        member(2, 80001234, "dara"),
        member(3, 80011234, "DARA"),
        member(4, 5, "Maly"),
    ]
    assert [label(one, every) for one in every] == [
        "Dara (@dara_k)",
        "dara (…80001234)",
        "DARA (…11234)",
        "Maly",
    ]


async def test_handing_over_moves_the_reminders_and_tells_both(desk: Desk) -> None:
    await desk.say(DARA, ASKED)
    for who, typed, said in (
        (MALY, "/assign 1 to me", "#1 is Dara's: only Dara or an editor can hand it over."),
        (DARA, "/assign 1 to Dara", "#1 is Dara's already."),
        (DARA, "/assign 1 to 🙂", "Nobody here is called “🙂”"),
        (DARA, "/assign 1 to mal", "Who is to have #1?"),
        (DARA, "/assign 1", "Who is to have #1?"),
        (DARA, "/assign 1 to " + "x" * 300, "Nobody here is called “xxx"),
    ):
        assert (await desk.say(who, typed)).startswith(said), typed
        assert owners(desk) == [(1, "Dara")]
    assert "✓ #1 is Maly's now" in await desk.say(SREYNEANG, "/assign 1 to maly")
    assert "Maly" in await desk.say(SREYNEANG, "/status 1")
    await desk.sandbox.advance(desk.sandbox.now())
    assert "🔀 #1 is yours now" in desk.last(MALY)
    assert "⏳ waiting" in desk.last(MALY)  # its card
    assert "🔀 #1 is Maly's now" in desk.last(DARA)
    assert {name for _, name in owed_to(desk)} == {"Maly"}
    for label_ in ("Other…", "More…"):
        await desk.press(MALY, label_)
    await desk.press(MALY, "🔀 Hand over…")
    assert "Who is to have #1?" in desk.last(MALY)
    await desk.press(MALY, "Dara")
    assert "✓ #1 is Dara's now" in desk.last(MALY)
    await desk.press(MALY, "Undo")
    assert owners(desk) == [(1, "Maly")]
    await desk.press(MALY, "Put it back")
    assert owners(desk) == [(1, "Dara")]
    assert {name for _, name in owed_to(desk)} == {"Dara"}


async def test_editors_hear_once_that_nobody_acts(desk: Desk) -> None:
    await desk.say(DARA, ASKED)
    await desk.sandbox.advance(at("9 Dec 12:00"))
    said = "⚠️ Nobody acted on three reminders in a row about #1, Dara's."
    assert "\n".join(desk.written(SREYNEANG)).count(said) == 1
    assert said not in "\n".join(desk.written(DARA))
    await desk.say(DARA, "/note 1 I am on it")
    await desk.sandbox.advance(at("13 Dec 12:00"))
    assert "\n".join(desk.written(SREYNEANG)).count(said) == 2


async def test_a_member_who_changed_name_or_username_is_followed(desk: Desk) -> None:
    await desk.say(DARA, ASKED)
    desk.telegram.add_person(DARA, "Dara", last_name="Sok", username="dsok")
    await desk.say(DARA, "/status")
    assert "Dara Sok · reporter" in await desk.say(SREYNEANG, "/members")
    assert "✓ #1 is Sreyneang's now" in await desk.say(DARA, "/assign 1 to sreyneang")
    assert "✓ #1 is Dara Sok's now" in await desk.say(SREYNEANG, "/assign 1 to @DSOK")
