"""A body is renamed, merged, parted and corrected: found by every name, and the record keeps the one it had when asked."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import partial

import pytest

from db import queries
from jobs.files.folder import EvidenceFolder
from jobs.records.verifying import verify
from sandbox.case import at
from tests.bot.desk import DARA, GROUP, MALY, OTHER, SREYNEANG, Desk
from tests.bot.lists.test_find import numbers

COURT = "Phnom Penh Municipal Court"


async def ask(desk: Desk, who: int, body: str, more: str = "by 5 Dec 17:00 via email") -> str:
    return await desk.say(who, f"/ask {body}: why? {more}")


async def verified(desk: Desk) -> str:
    """What checking the record says of it."""
    parts = desk.sandbox.parts.application.bot_data["desk"]
    found = await verify(parts.all_newsrooms, EvidenceFolder(desk.folder))
    return "; ".join(trouble.what for verdict in found for trouble in verdict.troubles)


RENAMES = [
    # as typed after /body, the name it has then, by what else it is found
    ('National Police name="National Gendarmerie"', "National Gendarmerie", "National Police"),
    ("National Police name=National Police of Cambodia", "National Police of Cambodia", "National Police"),
    ("NATIONAL POLICE name=the national police", "the national police", "National Police"),
    ("នគរបាលជាតិ name=“Royal Police”", "Royal Police", "National Police"),
    ("National Police name=O'Neill & Sons <b>Ltd</b>", "O'Neill & Sons <b>Ltd</b>", "National Police"),
    ("National Police name=នគរបាលជាតិ\u200bកម្ពុជា", "នគរបាលជាតិ\u200bកម្ពុជា", "National Police"),
    ('National Police name="Police, National" kind=police', "Police, National", "National Police"),
    ("National Police name=Police A name_km=ប៉ូលិស", "Police A", "National Police"),
]


@pytest.mark.parametrize("language", ["en", "km"])
@pytest.mark.parametrize(("typed", "name", "old"), RENAMES)
@pytest.mark.long
async def test_a_body_is_renamed_and_found_by_both_names(
    desk: Desk, typed: str, name: str, old: str, language: str
) -> None:
    await ask(desk, DARA, "National Police")
    await desk.say(SREYNEANG, f"/settings language={language}")
    answer = await desk.say(SREYNEANG, f"/body {typed}")
    assert name in answer
    assert desk.rows("SELECT name FROM body WHERE id = (SELECT body_id FROM request)") == [(name,)]
    for called in (name, old):
        assert name in await desk.say(MALY, f"/body {called}")
        assert numbers(await desk.say(MALY, f"/find {called}")) == [1]
    await desk.say(MALY, "/settings language=en")
    card = await desk.say(MALY, "/status 1")
    assert f"#1 {name}\n" in card or "name_km" in typed
    assert f"asked as “{old}”" in card
    assert await verified(desk) == ""


@pytest.mark.wide
async def test_print_and_lists_say_the_new_name_and_the_history_of_the_request_gains_nothing(
    desk: Desk,
) -> None:
    await ask(desk, DARA, "National Police")
    before = await desk.say(DARA, "/status 1")
    await desk.say(SREYNEANG, "/body National Police name=Royal Police")
    after = await desk.say(DARA, "/status 1")
    assert after.partition("History")[2] == before.partition("History")[2]
    await desk.sandbox.advance(at("6 Dec 10:00"))
    assert "Royal Police did not respond" in await desk.say(SREYNEANG, "/report")
    assert "Royal Police" in await desk.say(MALY, "/status")
    assert "Royal Police" in await desk.say(DARA, "/letter 1 followup en")
    await ask(desk, DARA, "Royal Police", "by 9 Dec 17:00 via email")
    assert "asked as" not in desk.last(DARA)


REFUSED = [
    ("National Police name=", "Nothing follows"),
    ("National Police name=🙂", "Nothing follows"),
    ('National Police name="\u200b"', "Nothing follows"),
    (f"National Police name={'x' * 300}", "longer than 120 characters"),
    ("National Police name=National Police", "called National Police already"),
    ("National Police name=A name=B", "more than once"),
    ("Nowhere Land Bureau name=X", "body"),
    ("National Police merge=National Police", "one body"),
    ("National Police merge=NP of Cambodia", "body"),
    ("National Police merge=", "Nothing follows"),
    ("National Police merge=🙂", "Nothing follows"),
    ("National Police merge=PP court alias=X", "stand alone"),
    ("National Police unmerge=PP court", "was merged into National Police"),
    ("National Police nmae=X", "not something a body has"),
]


FOR_EDITORS = ["name=X", "merge=PP court", "unmerge=PP court", "name_km=ប៉ូលិស"]


async def test_what_cannot_be_meant_or_is_an_editors_changes_nothing_and_says_why(desk: Desk) -> None:
    await ask(desk, DARA, "National Police")
    before = desk.record()
    for typed, said in REFUSED:
        assert said in await desk.say(SREYNEANG, f"/body {typed}"), typed
        assert desk.record() == before, typed
    for typed in (*(f"National Police {how}" for how in FOR_EDITORS), "Nationl Police name=X"):
        answer = await desk.say(MALY, f"/body {typed}")
        assert answer.startswith("Only an editor can rename, merge or part bodies"), typed
        assert "Sreyneang" in answer
        assert desk.record() == before, typed


async def test_a_slip_in_the_name_is_asked_about_before_a_body_is_renamed(desk: Desk) -> None:
    before = desk.record()
    answer = await desk.say(SREYNEANG, "/body Nationl Polise name=Royal Police")
    assert answer.startswith("Which body is “Nationl Polise”?")
    assert not any("Add" in label for label in desk.choices(SREYNEANG))
    assert desk.record() == before
    await desk.press(SREYNEANG, "National Police")
    assert "“National Police” is now “Royal Police”" in desk.last(SREYNEANG)


async def two(desk: Desk) -> None:
    """A second body that is the court, with a request, a name and a contact of its own."""
    await desk.say(DARA, '/body "Xylophone House" kind=court alias=Zeta contact="Sok Veasna, clerk"')
    await ask(desk, DARA, COURT)
    await ask(desk, MALY, "Zeta", "by 5 Dec 17:00 via call")
    await ask(desk, MALY, "National Police")


async def merged(desk: Desk) -> str:
    await two(desk)
    await desk.say(SREYNEANG, f"/body {COURT} merge=Zeta")
    await desk.press(SREYNEANG, "Merge them")
    return desk.last(SREYNEANG)


async def test_merging_says_what_would_move_and_moves_it_at_the_press(desk: Desk) -> None:
    await two(desk)
    before = desk.record()
    asked = await desk.say(SREYNEANG, f"/body {COURT} merge=Zeta")
    assert f"Merge “Xylophone House” into “{COURT}”?" in asked
    assert "1 request: #2" in asked
    assert "Xylophone House, Zeta" in asked
    assert "Sok Veasna" in asked
    assert desk.record() == before
    await desk.press(SREYNEANG, "Merge them")
    assert desk.last(SREYNEANG).startswith("Merged: “Xylophone House”")
    for called in ("Zeta", "Xylophone House", COURT):
        card = await desk.say(MALY, f"/body {called}")
        assert card.startswith(COURT)
        assert "👤 Sok Veasna, clerk" in card
        assert "Asked 2 times" in card
        assert numbers(await desk.say(MALY, f"/status {called}")) == [1, 2]
    assert "asked as “Xylophone House”" in await desk.say(MALY, "/status 2")
    assert "asked as" not in await desk.say(MALY, "/status 1")
    assert "Xylophone" not in await desk.say(MALY, "/bodies xylo")
    assert await verified(desk) == ""
    await desk.sandbox.advance(at("6 Dec 10:00"))
    assert "Xylophone" not in await desk.say(SREYNEANG, "/report")


async def test_a_khmer_editor_reads_the_khmer_names(desk: Desk) -> None:
    await desk.say(SREYNEANG, "/settings language=km")
    answer = await desk.say(SREYNEANG, "/body នគរបាលជាតិ merge=ស្ថានទូតចិន")
    assert "“ស្ថានទូតចិនប្រចាំកម្ពុជា”" in answer
    await desk.press(SREYNEANG, desk.choices(SREYNEANG)[0])
    assert "unmerge=ស្ថានទូតចិនប្រចាំកម្ពុជា" in desk.last(SREYNEANG)
    await desk.say(SREYNEANG, "/body នគរបាលជាតិ unmerge=ស្ថានទូតចិនប្រចាំកម្ពុជា")
    assert (await desk.say(MALY, "/body ស្ថានទូតចិន")).startswith("Embassy of China")


@pytest.mark.wide
async def test_a_press_more_or_after_a_month_merges_nothing_more(desk: Desk) -> None:
    await two(desk)
    await desk.say(SREYNEANG, f"/body {COURT} merge=Zeta")
    data, message = desk.data(SREYNEANG, "Merge them"), desk.telegram.last(SREYNEANG)["message_id"]
    await desk.say(SREYNEANG, f"/body {COURT} merge=Zeta")
    await desk.press(SREYNEANG, "Merge them")
    before = desk.record()
    for _ in range(2):
        await desk.press(SREYNEANG, data=data, message=message)
        assert desk.record() == before
    await desk.sandbox.advance(at("20 Dec 10:00"))
    await desk.press(SREYNEANG, data=data, message=message)
    assert desk.rows("SELECT count(*) FROM event WHERE kind = 'renamed'") == [(1,)]


async def test_a_reporter_cannot_press_what_an_editor_was_offered(desk: Desk) -> None:
    await two(desk)
    await desk.say(SREYNEANG, f"/body {COURT} merge=Zeta", chat=GROUP)
    before = desk.record()
    await desk.press(MALY, "Merge them", chat=GROUP)
    assert desk.record() == before


@pytest.mark.parametrize("way", ["button", "unmerge=xylophone house", "unmerge=ZETA"])
async def test_a_merger_is_taken_back_and_what_came_since_stays(desk: Desk, way: str) -> None:
    before_merging = await merged(desk)
    assert "/body" in before_merging
    await ask(desk, DARA, "Zeta", "by 6 Dec 17:00 via email")
    assert f"#4 {COURT}" in desk.last(DARA)
    if way == "button":
        await desk.press(SREYNEANG, "Undo: part them again")
    else:
        await desk.say(SREYNEANG, f"/body {COURT} {way}")
    assert (await desk.say(MALY, "/body Zeta")).startswith("Xylophone House")
    assert numbers(await desk.say(MALY, "/status Zeta")) == [2]
    assert numbers(await desk.say(MALY, f"/status {COURT}")) == [1, 4]
    assert "asked as" not in await desk.say(MALY, "/status 2")
    assert "Sok Veasna" not in await desk.say(MALY, f"/body {COURT}")
    assert await verified(desk) == ""
    before = desk.record()
    answer = await desk.say(SREYNEANG, f"/body {COURT} unmerge=Xylophone House")
    assert "was merged into" in answer
    assert desk.record() == before


async def test_the_name_of_another_body_offers_to_merge_the_two(desk: Desk) -> None:
    await two(desk)
    before = desk.record()
    answer = await desk.say(SREYNEANG, f"/body Zeta name={COURT}")
    assert f"“{COURT}” is a name of {COURT} already" in answer
    assert desk.record() == before
    await desk.press(SREYNEANG, "Merge them")
    assert (await desk.say(MALY, "/body Zeta")).startswith(COURT)
    assert await verified(desk) == ""


async def test_a_doubtful_name_to_merge_with_is_asked_about(desk: Desk) -> None:
    await two(desk)
    await desk.say(SREYNEANG, f"/body {COURT} merge=Xylofone Hous")
    await desk.press(SREYNEANG, "Xylophone House")
    assert "Merge “Xylophone House”" in desk.last(SREYNEANG)


async def test_what_was_begun_for_a_body_that_is_merged_meanwhile_goes_to_the_one_it_is_now(
    desk: Desk,
) -> None:
    await two(desk)
    await desk.says(DARA, "/ask", "Zeta", "who signed it?", "5 Dec 17:00")
    await desk.say(MALY, "/body Zeta")
    old_button = desk.data(MALY, "Requests")
    await desk.say(SREYNEANG, f"/body {COURT} merge=Zeta")
    await desk.press(SREYNEANG, "Merge them")
    await desk.press(DARA, "✅ email")
    assert f"#4 {COURT}" in desk.last(DARA)
    await desk.press(MALY, data=old_button)
    assert numbers(desk.last(MALY)) == [1, 2, 4]
    assert await verified(desk) == ""


async def test_a_trail_of_referrals_leads_on_through_a_merger_and_a_correction(desk: Desk) -> None:
    await two(desk)
    await desk.say(MALY, "/refer 3 to Zeta")
    await desk.say(SREYNEANG, f"/body {COURT} merge=Zeta")
    await desk.press(SREYNEANG, "Merge them")
    assert f"referred us to {COURT}: #4" in await desk.say(MALY, "/status 3")
    await desk.say(MALY, "/correct 4 body=Immigration")
    assert "referred us to General Department of Immigration: #4" in await desk.say(MALY, "/status 3")
    assert await verified(desk) == ""


CORRECTIONS = [
    "body=Immigration",
    "body = General Department of Immigration",
    "body: GDI",
    "body immigration",
    "BODY “Immigration”",
    "body=អន្តោប្រវេសន៍",
    "body=អន្ដោ\u200bប្រវេសន៍",
    "ស្ថាប័ន អន្តោប្រវេសន៍",
]


@pytest.mark.parametrize("language", ["en", "km"])
@pytest.mark.parametrize("typed", CORRECTIONS)
@pytest.mark.long
async def test_a_request_to_the_wrong_body_is_corrected_by_an_event(
    desk: Desk, typed: str, language: str
) -> None:
    await ask(desk, DARA, "National Police")
    await desk.says(DARA, f"/settings language={language}", f"/correct 1 {typed}")
    answer = await desk.say(MALY, "/status 1")
    assert "#1 General Department of Immigration" in answer
    assert "logged to the wrong body: “National Police” → “General Department of Immigration”" in answer
    assert "asked as" not in answer
    assert numbers(await desk.say(MALY, "/status National Police")) == []
    assert numbers(await desk.say(MALY, "/status Immigration")) == [1]
    assert await verified(desk) == ""
    await desk.say(DARA, "/undo 1")
    assert "#1 National Police" in await desk.say(MALY, "/status 1")
    assert await verified(desk) == ""


async def test_the_button_asks_for_the_name_and_offers_what_is_alike(desk: Desk) -> None:
    await ask(desk, DARA, "National Police")
    await desk.say(DARA, "/correct 1")
    await desk.press(DARA, "Wrong body…")
    assert "rather than National Police" in desk.last(DARA)
    await desk.say(DARA, "imigration")
    assert desk.last(DARA).startswith("Which body is “imigration”?")
    await desk.press(DARA, desk.choices(DARA)[0])
    assert desk.last(DARA).startswith("Corrected: #1 is to General Department of Immigration.")
    assert desk.rows("SELECT count(*) FROM event WHERE kind = 'body_corrected'") == [(1,)]


NO_CORRECTION = [
    (MALY, "/correct 1 body=Immigration", "only Dara or an editor"),
    (DARA, "/correct 1 body=National Police", "says so already"),
    (DARA, "/correct 1 body=", "Which body?"),
    (DARA, "/correct 1 body=🙂", "Which body?"),
    (DARA, "/correct 9 body=Immigration", "no request #9"),
    (DARA, "/correct 1 body=Xyzzy Ltd", "I know no body called"),
]


async def test_a_correction_that_cannot_be_changes_nothing(desk: Desk) -> None:
    await ask(desk, DARA, "National Police")
    before = desk.record()
    for who, typed, said in NO_CORRECTION:
        assert said in await desk.say(who, typed), typed
        assert desk.record() == before, typed


async def test_a_letter_that_was_sent_keeps_whom_it_was_written_to(desk: Desk) -> None:
    await ask(desk, DARA, "National Police")
    await desk.say(DARA, "/letter 1 followup en")
    await desk.press(DARA, next(label for label in desk.choices(DARA) if "ent" in label))
    words = desk.rows("SELECT details FROM event WHERE details LIKE '%letter%'")
    assert words
    await desk.say(DARA, "/correct 1 body=Immigration")
    await desk.say(SREYNEANG, "/body National Police name=Royal Police")
    assert desk.rows("SELECT details FROM event WHERE details LIKE '%letter%'") == words


TAMPERED = [
    "UPDATE body SET name = 'Another' WHERE id = (SELECT body_id FROM request WHERE number = 2)",
    "UPDATE body SET name = 'Xylophone House (old)' WHERE name = 'Phnom Penh Municipal Court'",
    "UPDATE request SET body_id = (SELECT id FROM body WHERE name = 'Embassy of Japan') WHERE number = 2",
    "UPDATE request SET body_id = (SELECT id FROM body WHERE merged_into_id IS NOT NULL) WHERE number = 2",
    "UPDATE event SET details = replace(details, 'Municipal', 'Provincial') WHERE kind = 'renamed'",
    "DELETE FROM event WHERE kind = 'renamed'",
]


async def test_tampering_with_a_name_is_noticed_after_a_merger_too(desk: Desk) -> None:
    await merged(desk)
    assert await verified(desk) == ""
    with (
        closing(sqlite3.connect(desk.folder / "desk.sqlite")) as record,
        closing(sqlite3.connect(":memory:")) as whole,
    ):
        record.backup(whole)
        for sql in TAMPERED:
            desk.change(sql)
            assert await verified(desk) != "", sql
            whole.backup(record)


async def test_one_name_after_the_other_the_record_stays_right(desk: Desk) -> None:
    await two(desk)
    say = partial(desk.say, SREYNEANG)
    await say("/body Zeta name=Zeta Two")
    await say("/correct 2 body=National Police")
    await say(f"/body {COURT} merge=Zeta")
    await desk.press(SREYNEANG, "Merge them")
    await say("/undo 2")
    assert numbers(await say(f"/status {COURT}")) == [1, 2]
    assert await verified(desk) == ""
    await say(f"/body {COURT} name=Capital Court")
    await say("/correct 1 body=National Police")
    await say("/body Capital Court unmerge=Zeta Two")
    assert numbers(await say("/status Zeta")) == [2]
    await say("/undo 1")
    assert numbers(await say("/status Capital Court")) == [1]
    assert await verified(desk) == ""
    await say("/body Capital Court merge=Zeta")
    await desk.press(SREYNEANG, "Merge them")
    await say("/body Capital Court name=Zeta Two")
    assert "cannot be parted" in await say("/body Zeta Two unmerge=Zeta Two")
    await say("/body Zeta Two name=Capital Court")
    assert "cannot be parted" in await say("/body Capital Court unmerge=Zeta Two")
    assert numbers(await say("/status Zeta Two")) == [1, 2]
    assert await verified(desk) == ""


async def test_another_newsroom_sees_and_changes_nothing_of_it(desk: Desk) -> None:
    await two(desk)
    await desk.add_newsroom(OTHER)
    await desk.say(SREYNEANG, f"/body {COURT} merge=Zeta")
    data, message = desk.data(SREYNEANG, "Merge them"), desk.telegram.last(SREYNEANG)["message_id"]
    await desk.say(OTHER, f"/body {COURT} name=Their Court")
    assert "Their Court" not in await desk.say(MALY, f"/body {COURT}")
    before = desk.record()
    await desk.say(OTHER, "/body National Police")
    await desk.press(OTHER, data=data)
    assert desk.record() == before
    await desk.press(SREYNEANG, data=data, message=message)
    [(merged_id,)] = desk.rows("SELECT id FROM body WHERE merged_into_id IS NOT NULL")
    [(into_id,)] = desk.rows("SELECT merged_into_id FROM body WHERE merged_into_id IS NOT NULL")
    before = desk.record()
    for data in (f"b:{into_id}:part:{merged_id}", f"b:{merged_id}", f"b:1:part:{merged_id}"):
        await desk.press(OTHER, data=data)
        assert desk.record() == before
    assert await verified(desk) == ""


async def test_the_record_knows_both_names(desk: Desk) -> None:
    await ask(desk, DARA, "National Police")
    await desk.say(SREYNEANG, "/body National Police name=Royal Police")
    parts = desk.sandbox.parts.application.bot_data["desk"]
    async with parts.all_newsrooms.read() as session:
        [facts] = await queries.requests(session, 1)
    assert (facts.body, facts.asked_as[0]) == ("Royal Police", "National Police")


async def test_a_khmer_reader_is_told_the_khmer_name_it_was_asked_by(desk: Desk) -> None:
    await ask(desk, DARA, "National Police")
    await desk.say(MALY, "/settings language=km")
    [(old,)] = desk.rows("SELECT name_km FROM body WHERE name = 'National Police'")
    assert f"#1 {old}\n" in await desk.say(MALY, "/status 1")
    await desk.say(SREYNEANG, "/body National Police name_km=ប៉ូលិសជាតិ")
    card = await desk.say(MALY, "/status 1")
    assert "#1 ប៉ូលិសជាតិ\n" in card
    assert f"នៅពេលសួរមានឈ្មោះ “{old}”" in card
    assert "asked as" not in await desk.say(DARA, "/status 1")
    for called in (old, "ប៉ូលិសជាតិ"):
        assert (await desk.say(DARA, f"/body {called}")).startswith("National Police")
    await ask(desk, DARA, "National Police")
    assert "នៅពេលសួរមានឈ្មោះ" not in await desk.say(MALY, "/status 2")
    assert await verified(desk) == ""


async def test_the_buttons_of_a_card_rename_and_merge_as_the_commands_do(desk: Desk) -> None:
    await two(desk)
    await desk.say(MALY, "/body Zeta")
    assert not {"Rename…", "Merge…"} & {*desk.choices(MALY)}
    await desk.say(SREYNEANG, "/body Zeta")
    await desk.press(SREYNEANG, "Rename…")
    assert "What is Xylophone House called now?" in desk.last(SREYNEANG)
    assert "no letter" in await desk.say(SREYNEANG, "🙂")
    assert "“Xylophone House” is now “Zeta Hall”" in await desk.say(SREYNEANG, "Zeta Hall")
    await desk.say(SREYNEANG, f"/body {COURT}")
    await desk.press(SREYNEANG, "Merge…")
    assert "Merge “Zeta Hall” into" in await desk.say(SREYNEANG, "zeta")
    await desk.press(SREYNEANG, "Merge them")
    assert numbers(await desk.say(SREYNEANG, f"/status {COURT}")) == [1, 2]
    assert "asked as “Xylophone House”" in await desk.say(SREYNEANG, "/status 2")
    await desk.say(SREYNEANG, f"/body {COURT}")
    before = desk.record()
    await desk.press(SREYNEANG, "Merge…")
    assert "Which body is “municipal cort”?" in await desk.say(SREYNEANG, "municipal cort")
    assert "one body" in ((await desk.press(SREYNEANG, COURT)).text or "")
    assert desk.record() == before


async def test_a_button_of_an_editors_card_refuses_a_reporter(desk: Desk) -> None:
    await desk.say(SREYNEANG, "/body National Police", chat=GROUP)
    for label in ("Rename…", "Merge…"):
        answer = await desk.press(MALY, label, chat=GROUP)
        assert "Only an editor" in (answer.text or "") + desk.last(GROUP)
    assert desk.rows("SELECT count(*) FROM draft") == [(0,)]
