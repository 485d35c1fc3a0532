"""What hangs on the events must follow from them: the state, questions, body and files of each request."""

# ruff: noqa: S608  (the values are these tests' own)

from __future__ import annotations

import pytest

from tests.jobs.record import AT, Record, said

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
