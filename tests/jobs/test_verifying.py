"""Whoever changes, removes, adds or moves an event behind the desk's back is found out, and so is whoever changes what hangs
on the events: the state, questions, body and files of each request."""

# ruff: noqa: S608  (the values are these tests' own)

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.chain import links
from db.chain.check import BEYOND, CHANGED, END_CHANGED, MOVED, ORPHANED, PUT_IN, REPLACED, UNREADABLE
from jobs.files.folder import EvidenceFolder
from jobs.records.verifying import GONE, verify
from tests.db.world import World
from tests.jobs.record import AT, EVENTS, Record, said, write_record

# Each column that an event's hash covers, changed in the event at position 3 (asked again by call).
FIELDS = {
    "kind": "kind = 'note'",
    "time": "happened_at = '2024-12-02 03:41:00.000000'",
    "time of recording": "recorded_at = '2024-12-02 03:41:00.000000'",
    "member": "member_id = 2",
    "channel": "channel = 'email'",
    "no channel": "channel = NULL",
    "contact": "contact = 'nobody'",
    "text": "text = 'they hung up'",
    "one letter": "text = 'no answer.'",
    "details": """details = '{"result": "no_answer"}'""",
    "details that are none": "details = '7'",
    "what it takes back": "corrects_event_id = 1",
    "the hash": "hash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'",
    "the hash before": "previous_hash = ''",
    "the request": "request_id = (SELECT id FROM request WHERE newsroom_id = 1 AND number = 2)",
    "bytes for words": "text = x'00'",
}


async def test_an_untouched_record_is_intact_on_both_databases(world: World, tmp_path: Path) -> None:
    folder = EvidenceFolder(tmp_path)
    await write_record(world, folder)
    here, there = await verify(world.database, folder)
    assert (here.newsroom, here.events, here.files, said(here)) == ("CamboJA", EVENTS, 1, [])
    assert (there.newsroom, there.events, there.files, said(there)) == ("Another Newsroom", 3, 0, [])


@pytest.mark.parametrize("change", FIELDS.values(), ids=FIELDS)
async def test_changing_any_part_of_one_event_names_that_event(record: Record, change: str) -> None:
    record.tamper(f"UPDATE event SET {change} {AT} 3")
    here, there = await record.verdicts()
    assert said(here)[0] == (3, CHANGED)
    assert (here.troubles[0].kind, there.intact) == ("note" if "kind" in change else "chased", True)
    assert [position for position, _ in said(here)] == [3]  # nothing else is blamed


@pytest.mark.parametrize(
    "change",
    [
        "kind = 'invented'", "happened_at = 'yesterday'", "recorded_at = 5", "details = '{'",
        "channel = 'smoke'", "text = CAST(x'FF41' AS TEXT)",
    ],
)  # fmt: skip
async def test_contents_that_cannot_be_read_are_named_and_the_rest_is_still_checked(
    record: Record, change: str
) -> None:
    record.tamper(f"UPDATE event SET {change} {AT} 3", f"UPDATE event SET text = 'x' {AT} 9")
    here, there = await record.verdicts()
    assert said(here) == [(3, UNREADABLE), (9, CHANGED)]
    assert there.intact


BROKEN = {
    "an event removed": ([f"DELETE FROM event {AT} 3"], 4, "an event is missing before it (event 3)"),
    "the first removed": ([f"DELETE FROM event {AT} 1"], 2, "an event is missing before it (event 1)"),
    "three removed": (
        [f"DELETE FROM event {AT} {position}" for position in (4, 5, 6)],
        7,
        "3 events are missing before it (events 4 to 6)",
    ),
    "the last removed": ([f"DELETE FROM event {AT} 10"], 9, "the event after it was removed"),
    "the last two removed": (
        [f"DELETE FROM event {AT} {position}" for position in (9, 10)],
        8,
        "2 events after it were removed",
    ),
    "all removed": (
        ["DELETE FROM event WHERE newsroom_id = 1"],
        None,
        "all of its events were removed; there were 10",
    ),
    "one removed and the rest counted anew": (
        [f"DELETE FROM event {AT} 3", "UPDATE event SET position = position - 1 WHERE newsroom_id = 1 AND position > 3",
         "UPDATE newsroom SET events_chained = 9 WHERE id = 1"],
        3,
        CHANGED,
    ),
    "two swapped": (
        [f"UPDATE event SET position = 99 {AT} 3", f"UPDATE event SET position = 3 {AT} 4",
         f"UPDATE event SET position = 4 {AT} 99"],
        3,
        CHANGED,
    ),
    "one put in without a place": (
        ["INSERT INTO event (newsroom_id, request_id, kind, happened_at, recorded_at, member_id, text, details) "
         f"SELECT newsroom_id, request_id, kind, happened_at, recorded_at, member_id, text, details FROM event {AT} 3"],
        0,
        PUT_IN,
    ),
    "one put in twice": (
        ["INSERT INTO event (newsroom_id, request_id, kind, happened_at, recorded_at, member_id, channel, text, details,"
         " position, previous_hash, hash) SELECT newsroom_id, request_id, kind, happened_at, recorded_at, member_id,"
         f" channel, text, details, position, previous_hash, hash FROM event {AT} 3"],
        3,
        PUT_IN,
    ),
    "one put in after the last": (
        ["INSERT INTO event (newsroom_id, request_id, kind, happened_at, recorded_at, member_id, text, details,"
         " position, previous_hash, hash) SELECT newsroom_id, request_id, kind, happened_at, recorded_at, member_id,"
         f" text, details, 11, hash, 'abc' FROM event {AT} 10"],
        11,
        BEYOND,
    ),
    "the order of rows": (
        [f"UPDATE event SET id = 999 {AT} 9"],
        10,
        MOVED,
    ),
    "the request removed": (
        ["DELETE FROM request WHERE newsroom_id = 1 AND number = 2"],
        9,
        ORPHANED,
    ),
    "the end's count raised": (
        ["UPDATE newsroom SET events_chained = 11 WHERE id = 1"],
        10,
        "the event after it was removed",
    ),
    "the end's count lowered": (["UPDATE newsroom SET events_chained = 9 WHERE id = 1"], 10, BEYOND),
    "the end's hash": (["UPDATE newsroom SET chain_hash = 'abc' WHERE id = 1"], None, END_CHANGED),
    "the newsroom removed": (["DELETE FROM newsroom WHERE id = 1"], None, GONE),
}  # fmt: skip


@pytest.mark.parametrize(("statements", "position", "what"), BROKEN.values(), ids=BROKEN)
async def test_removing_adding_and_moving_events_names_the_first_broken_link(
    record: Record, statements: list[str], position: int | None, what: str
) -> None:
    record.tamper(*statements)
    [broken] = [verdict for verdict in await record.verdicts() if not verdict.intact]
    assert said(broken)[0] == (position, what)


async def test_an_event_changed_together_with_its_own_hash_breaks_the_link_after_it(record: Record) -> None:
    """Whoever knows how the hash is made must rebuild all that follows, and that needs a new end."""
    stored = await record.stored(3)
    stored.event.text = "they hung up"
    real = links.hash_of(stored.link)
    record.tamper(
        f"UPDATE event SET text = 'they hung up' {AT} 3",
        f"UPDATE event SET hash = '{real}' {AT} 3",
    )
    [broken, _] = await record.verdicts()
    assert said(broken)[0] == (4, REPLACED)


async def test_every_trouble_is_listed_not_only_the_first(record: Record) -> None:
    record.tamper(
        f"UPDATE event SET text = 'x' {AT} 3",
        f"DELETE FROM event {AT} 7",
        "UPDATE request SET status = 'declined' WHERE number = 2",
    )
    [here, _] = await record.verdicts()
    assert said(here) == [
        (3, CHANGED),
        (8, "an event is missing before it (event 7)"),
        (None, 'it is stored as "declined"; its events lead to "waiting"'),
    ]


async def test_a_chain_longer_than_a_batch_is_checked_whole(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.chain.links.BATCH", 3)
    monkeypatch.setattr("db.chain.record.BATCH", 1)
    [here, _] = await record.verdicts()
    assert (here.events, here.troubles) == (EVENTS, ())
    record.tamper(f"UPDATE event SET kind = 'invented' {AT} 6", f"UPDATE event SET text = 'x' {AT} 7")
    [here, _] = await record.verdicts()
    assert said(here) == [(6, UNREADABLE), (7, CHANGED)]


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # each example puts back what it changed
@pytest.mark.long
@given(
    position=st.integers(1, EVENTS),
    text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
)
async def test_any_other_words_in_any_event_are_noticed(record: Record, position: int, text: str) -> None:
    [[was]] = record.look(f"SELECT text FROM event {AT} {position}")
    record.write(f"UPDATE event SET text = ? {AT} {position}", text)
    [here, _] = await record.verdicts()
    record.write(f"UPDATE event SET text = ? {AT} {position}", was)
    assert said(here) == ([] if text == was else [(position, CHANGED)])


HANGS_ON_IT = {
    "status": ("UPDATE request SET status = 'answered'", 'it is stored as "answered"; its events lead to "partial"'),
    "time asked": (
        "UPDATE request SET asked_at = '2024-12-01 02:40:00.000000'",
        "the time at which it was asked is not that of its events",
    ),
    "never asked": ("UPDATE request SET asked_at = NULL", "the time at which it was asked is not that of its events"),
    "deadline": (
        "UPDATE request SET deadline_at = '2024-12-09 10:00:00.000000'",
        "the deadline, or whether they were told it, is not that of its events",
    ),
    "told": ("UPDATE request SET deadline_told = 0", "the deadline, or whether they were told it, is not that of its events"),
    "channel": ("UPDATE request SET channel = 'fax'", "the channel or contact is not that of its events"),
    "contact": ("UPDATE request SET contact = 'x'", "the channel or contact is not that of its events"),
    "another body": (
        "UPDATE request SET body_id = 2",
        'its body is not the one that was recorded, "Phnom Penh Municipal Court"',
    ),
    "a status that is none": ("UPDATE request SET status = 'perhaps'", "a request's rows were changed into something that cannot be read (row 1)"),
}  # fmt: skip


@pytest.mark.parametrize(("statement", "what"), HANGS_ON_IT.values(), ids=HANGS_ON_IT)
async def test_what_is_stored_beside_the_events_must_follow_from_them(
    record: Record, statement: str, what: str
) -> None:
    record.tamper(f"{statement} WHERE newsroom_id = 1 AND number = 1")
    here, there = await record.verdicts()
    assert said(here) == [(None, what)]
    assert there.intact


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE question SET text = 'Why?' WHERE id = 1",
        "DELETE FROM question WHERE id = 2",
        "UPDATE question SET position = 5 WHERE id = 1",
        "INSERT INTO question (newsroom_id, request_id, position, text) VALUES (1, 1, 3, 'And?')",
    ],
)
async def test_questions_other_than_those_recorded_are_named(record: Record, statement: str) -> None:
    record.tamper(statement)
    [here, _] = await record.verdicts()
    assert said(here) == [(None, "its questions are not those that were recorded")]
    assert here.troubles[0].number == 1


async def test_a_renamed_body_is_named_on_each_of_its_requests(record: Record) -> None:
    record.tamper("UPDATE body SET name = 'Another Court' WHERE id = 1")
    [here, _] = await record.verdicts()
    assert [trouble.number for trouble in here.troubles] == [1]
    assert "Phnom Penh Municipal Court" in here.troubles[0].what


async def test_a_request_that_no_event_logged_is_named(record: Record) -> None:
    record.tamper(
        "INSERT INTO request (newsroom_id, number, body_id, member_id, deadline_at, deadline_told, status) "
        "SELECT newsroom_id, 77, body_id, member_id, deadline_at, 0, 'waiting' FROM request WHERE id = 1"
    )
    [here, _] = await record.verdicts()
    assert [(trouble.number, trouble.what) for trouble in here.troubles] == [
        (77, "no event says that it was ever logged")
    ]


FILES = {
    "another file": ("UPDATE attachment SET file_unique_id = 'x'", "the files stored with it are not those that were recorded"),
    "no file": ("DELETE FROM attachment", "the files stored with it are not those that were recorded"),
    "one more": (
        "INSERT INTO attachment (newsroom_id, event_id, kind, file_id, file_unique_id, file_name, mime_type, origin,"
        " due_at, tries, unsure, trouble, sha256) SELECT newsroom_id, event_id, kind, 'y', 'y', 'y', '', '', due_at, 0, 0,"
        " '', '' FROM attachment",
        "the files stored with it are not those that were recorded",
    ),
    "another hash": (f"UPDATE attachment SET sha256 = '{'a' * 64}'", "the hash of a file kept with it is not the one that was recorded"),
    "no copy": ("UPDATE attachment SET outcome = 'dead', sha256 = ''", "the hash of a file kept with it is not the one that was recorded"),
}  # fmt: skip


@pytest.mark.parametrize(("statement", "what"), FILES.values(), ids=FILES)
async def test_files_other_than_those_recorded_are_named_with_their_event(
    record: Record, statement: str, what: str
) -> None:
    record.tamper(statement)
    [here, _] = await record.verdicts()
    assert said(here)[0] == (4, what)


async def test_a_file_that_was_changed_or_is_gone_is_named(record: Record) -> None:
    [[sha256]] = record.look("SELECT sha256 FROM attachment")
    path = record.folder.path(str(sha256))
    path.write_bytes(b"they admit it")
    [here, _] = await record.verdicts()
    assert said(here) == [(4, 'its file "answer.pdf" was changed on the disk')]
    path.unlink()
    [here, _] = await record.verdicts()
    assert said(here) == [(4, 'its file "answer.pdf" is no longer in the evidence folder')]


async def test_a_hash_from_a_dossier_is_found_at_its_position_until_what_it_covers_is_rebuilt(
    record: Record,
) -> None:
    [[printed]] = record.look(f"SELECT hash FROM event {AT} 6")
    [here, there] = await record.verdicts(since=str(printed))
    assert (here.since and here.since[0], there.since) == (6, None)
    record.tamper(f"UPDATE event SET text = 'x' {AT} 6")
    [here, _] = await record.verdicts(since=str(printed))
    assert here.since is None
