"""/forget: what is known of who somebody is goes, what they recorded stays, and the chain verifies."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

from db.chain.check import SOMEBODY_ELSE
from jobs.files.folder import EvidenceFolder
from jobs.records.verifying import verify
from sandbox.case import DARA, GROUP, MALY, SREYNEANG
from tests.bot.asked import ask
from tests.bot.desk import ASKED, OTHER, STRANGER, Desk
from tests.bot.inline.test_inline import look

HIS = re.compile(r"\b101\b|Dara\b|\bdara\b")
STRANGERS = "This desk is for its newsroom only."


def traces(desk: Desk) -> set[str]:
    """The tables in which anything of Dara is left, by name, username or Telegram's id."""
    with closing(sqlite3.connect(desk.folder / "desk.sqlite")) as db:
        names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name
            for name in names
            for row in db.execute(f'SELECT * FROM "{name}"')  # noqa: S608
            if HIS.search(" ".join(map(str, row)))
            and not name.startswith("body")  # whose own numbers are as high
        }


async def intact(desk: Desk) -> None:
    database = desk.sandbox.parts.application.bot_data["desk"].all_newsrooms
    [verdict, *_] = await verify(database, EvidenceFolder(desk.sandbox.settings.data_dir))
    assert verdict.troubles == ()


async def a_life(desk: Desk) -> None:
    """Dara has left something of himself wherever one can."""
    await ask(desk)
    await desk.say(DARA, "/settings language=en")
    await desk.say(DARA, "/remind 1 5 Dec 09:00 call home")
    await desk.say(DARA, "/report #mangopark")
    await desk.say(DARA, "/ask")
    await desk.say(DARA, "they said something")
    await desk.say(SREYNEANG, "/assign 1 to Maly")
    await desk.say(MALY, "/note 1 they called")
    desk.change("UPDATE reminder SET instead_of = 'Dara' WHERE id = (SELECT min(id) FROM reminder)")
    desk.change(
        "INSERT INTO reminder (newsroom_id, member_id, kind, text, instead_of, due_at, tries, unsure, trouble)"
        " VALUES (1, 1, 'people', 'Dara has come in', '', '2024-12-09', 0, 0, '');"
        "INSERT INTO inbox (bot_id, update_id, received_at, done_at, text, tries, trouble)"
        " VALUES (1, 1, '2024-12-02', '2024-12-02', '{\"from\": {\"id\": 101}}', 0, 'unreadable')"
    )


async def test_a_member_is_forgotten_when_they_say_so_twice(desk: Desk) -> None:
    await a_life(desk)
    before = desk.rows("SELECT id, hash FROM event")
    assert {"member", "draft", "reminder", "shown_report"} <= traces(desk)
    parts = ("Forget who you are in Mekong Desk?", "Goes: name, @username, Telegram id", "Backups", "letters")
    for how in ("/forget", "/forget me", "/forget ខ្ញុំ", "/forget Dara", "/forget @dara"):
        asked = await desk.say(DARA, how)
        assert [said for said in parts if said not in asked] == [], how
    assert desk.rows("SELECT name FROM member WHERE removed_at IS NOT NULL") == []  # not yet
    forget = desk.data(DARA, "Yes, forget me")
    await desk.press(DARA, "Yes, forget me")
    assert desk.last(DARA) == "You are forgotten here. The record says “a former member” in your place."
    assert desk.rows("SELECT id, hash FROM event") == before
    await intact(desk)
    assert traces(desk) <= {"inbox"}
    assert desk.rows("SELECT text FROM inbox WHERE trouble != ''") == [(None,)]
    assert "asked, email · a former member" in await desk.say(SREYNEANG, "/status 1")
    # A stranger from now on, and by an invitation somebody new.
    for said in (await desk.say(DARA, "/status"), await desk.say(DARA, "hello again")):
        assert said.startswith(STRANGERS) or not said
    assert not (await look(desk, DARA, "1")).results
    record = desk.record()
    await desk.press(DARA, data=forget)
    assert desk.record() == record
    assert "You are in Mekong Desk as reporter" in await desk.say(DARA, f"/start {await desk.invitation()}")
    assert desk.rows("SELECT count(*) FROM member") == [(4,)]
    await intact(desk)


async def test_who_has_open_requests_hands_them_over_first(desk: Desk) -> None:
    await ask(desk)
    await desk.say(DARA, "/forget")
    assert "You still have 1 open request. Who is to have it?" in desk.last(DARA)
    await desk.press(DARA, "All to Maly")
    assert desk.last(DARA).startswith("✓ #1 is Maly's now")
    sure = desk.data(DARA, "Yes, forget me")
    await desk.say(DARA, "/ask City Hall: why? by 6 Dec 17:00 via email")
    told = (await desk.press(DARA, data=sure)).text
    assert told == "Dara still has open requests: hand them over first. Nothing was changed."
    assert desk.rows("SELECT name FROM member WHERE id = 2") == [("Dara",)]


async def test_an_editor_forgets_who_was_removed(desk: Desk) -> None:
    await a_life(desk)
    assert "Dara is a member here" in await desk.say(SREYNEANG, "/forget Dara")
    await desk.press(SREYNEANG, "Remove…")
    await desk.press(SREYNEANG, "Yes, remove Dara")
    assert "Forget Dara…" in desk.choices(SREYNEANG)
    await desk.say(SREYNEANG, "/members")
    await desk.press(SREYNEANG, "Forget a former member…")
    await desk.press(SREYNEANG, "Dara")
    assert "Forget who Dara was in Mekong Desk?" in desk.last(SREYNEANG)
    again = desk.data(SREYNEANG, "Yes, forget Dara")
    await desk.press(SREYNEANG, "Yes, forget Dara")
    assert traces(desk) <= {"inbox"}
    await intact(desk)
    before = desk.record()
    await desk.press(SREYNEANG, data=again)
    assert desk.record() == before
    assert "Forget a former member…" not in await desk.say(SREYNEANG, "/members") + str(
        desk.choices(SREYNEANG)
    )
    # Of the next one it is told apart.
    await desk.say(MALY, "/assign 1 to Sreyneang")
    await desk.say(MALY, "/forget")
    await desk.press(MALY, "Yes, forget me")
    assert "“a former member 2”" in desk.last(MALY)
    assert desk.rows("SELECT name FROM member WHERE removed_at IS NOT NULL ORDER BY id") == [
        ("a former member",),
        ("a former member 2",),
    ]
    # Everybody reads it in their own language, whatever the newsroom's was then.
    for language, called in (("km", "អតីតសមាជិក"), ("en", "a former member")):
        await desk.say(SREYNEANG, f"/settings language={language}")
        other = {"អតីតសមាជិក", "a former member"} - {called}
        for typed in ("/status 1", "/report #mangopark csv", "/find call", "/letter 1"):
            said = await desk.say(SREYNEANG, typed)
            assert not [one for one in other if one in said], typed
        assert called in await desk.say(SREYNEANG, "/status 1")


MISTAKES = [
    (SREYNEANG, "/forget", "Sreyneang is the only editor who can act here."),
    (SREYNEANG, "/forget me", "Sreyneang is the only editor who can act here."),
    (SREYNEANG, "/forget nobody", "Nobody here is called “nobody”"),
    (SREYNEANG, "/forget 🙂", "Nobody here is called “🙂”"),
    (SREYNEANG, "/forget " + "x" * 300, "Nobody here is called “xxx"),
    (SREYNEANG, "/forget ១២", "Nobody here is called “១២”"),
    (SREYNEANG, "/forget Maly", "Maly is a member here"),
    (SREYNEANG, "/forget Mallory", "Who is to be forgotten?"),
    (DARA, "/forget Maly", "Only an editor of the newsroom can do that."),
    (DARA, "/forget nobody", "Only an editor of the newsroom can do that."),
    (STRANGER, "/forget", STRANGERS),
    (OTHER, "/forget Dara", "Nobody here is called “Dara”"),
]


async def test_nobody_is_forgotten_by_mistake_or_by_others(desk: Desk) -> None:
    await desk.add_newsroom(OTHER)
    await desk.say(DARA, ASKED)
    for who in (OTHER, STRANGER):
        desk.telegram.join(GROUP, who)
    await desk.say(SREYNEANG, "/members", chat=GROUP)
    before = desk.rows("SELECT * FROM member")
    for who, typed, said in MISTAKES:
        assert (await desk.say(who, typed)).startswith(said), typed
    ids = dict(desk.rows("SELECT name, id FROM member"))
    for who, data in (
        (DARA, f"fg:{ids['Maly']}:yes"),
        (DARA, f"fg:{ids['Dara']}:yes"),  # his request is open
        (MALY, "fg:"),
        (MALY, f"fg:{ids['Dara']}:{ids['Maly']}"),
        (SREYNEANG, f"fg:{ids['Sreyneang']}:yes"),  # the last editor
        (SREYNEANG, f"fg:{ids['Maly']}:yes"),  # no former member
        (SREYNEANG, f"fg:{ids['Mallory']}:yes"),
        (SREYNEANG, "fg:99999999999:yes"),
        (SREYNEANG, f"fg:{ids['Dara']}:{ids['Mallory']}"),
        (OTHER, f"fg:{ids['Dara']}:yes"),
        (STRANGER, f"fg:{ids['Dara']}:yes"),
    ):
        await desk.press(who, data=data, chat=GROUP)
    assert desk.rows("SELECT * FROM member") == before


async def test_the_chain_says_whose_record_it_is(desk: Desk) -> None:
    await ask(desk)
    [(number, salt)] = desk.rows("SELECT telegram_id, salt FROM member WHERE name = 'Dara'")
    database = desk.sandbox.parts.application.bot_data["desk"].all_newsrooms
    for tampered, troubled in (
        ("telegram_id = 999", True),
        (f"telegram_id = {number}, salt = ''", True),
        (f"salt = '{salt}', name = 'Sok'", False),  # they may call themselves what they like
    ):
        desk.change(f"UPDATE member SET {tampered} WHERE id = 2")  # noqa: S608
        [verdict] = await verify(database, EvidenceFolder(desk.sandbox.settings.data_dir))
        assert [trouble.what for trouble in verdict.troubles] == ([SOMEBODY_ELSE] if troubled else [])
