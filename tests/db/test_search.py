"""What is searched is what people see: texts made comparable, and found on both databases however they were typed."""

from __future__ import annotations

import unicodedata
from itertools import product

import pytest
import sqlalchemy as sa
from hypothesis import example, given
from hypothesis import strategies as st
from sqlmodel import col, select

from db import bodies, lists, queries, requests
from db.attachments import File
from db.bodies import NewContact
from db.lifecycle import Channel, EventKind
from db.migrations import upgrading
from db.requests import Asked
from db.tables import BodyAlias, Contact, RequestText
from db.text.spelling import as_seen
from tests.db.world import ASKED, HOUR, World

ALIKE = [
    ("ខ្មែរ", "ខែ្មរ"),  # a vowel typed before the subscript
    ("ស្ត្រី", "ស្រ្តី"),  # the subscript of RO typed first
    ("ស្ត្រី", "សី្ត្រ"),
    ("កើត", "កេីត"),  # a vowel in two parts
    ("កោះ", "កេាះ"),
    ("កោះ", "កាេះ"),
    ("អន្តោប្រវេសន៍", "អន្ដោប្រវេសន៍"),  # the subscript of DA is drawn as that of TA
    ("ស៊ី", "សុី"),  # below a vowel above, the shifter is drawn as U
    ("ស៊ី", "សី៊"),
    ("ប៉ុន្មាន", "បុ៉ន្មាន"),
    ("ធម៌", "ធម៌៌"),  # a sign typed twice is drawn over itself
    ("នាំ", "នំា"),
    ("ឱ្យ", "ឲ្យ"),
    ("អង្គ", "ឣង្គ"),
    ("គណៈកម្មាធិការ", "គណ:កម្មាធិការ"),
    ("សម្ភាសន៍", "សម្ភា\u200bសន៍"),
    ("សម្ភាសន៍", "\ufeffសម្\u200dភាសន៍"),
    ("២៥នាក់", "25នាក់"),
    ("២៥", "२५"),
    ("1️⃣", "1"),
    ("café", "cafe"),
    ("Nguyễn Văn Đức", "nguyen van duc"),
    ("STRASSE", "straße"),
    ("İzmir", "izmir"),
    ("don’t", "don't"),
    ("“held”", '"held"'),
    ("10–12", "10-12"),
    ("co\u00adoperate", "cooperate"),
    ("ｆｕｌｌ　ｗｉｄｔｈ", "full width"),
    ("ﬁle…", "file..."),
    ("a\u00a0b", "a  b"),
    ("❤️", "❤"),
]
APART = [
    ("ចិន", "ចាន"),
    ("កោះ", "កេះ"),
    ("ប៉ា", "បា"),
    ("ប៉", "បុ"),
    ("ខ្មែរ", "ខ្មេរ"),
    ("ស្ត្រី", "ស្ត្រិ"),
    ("ត", "ដ"),
    ("១", "២"),
    ("a-b", "ab"),
    ("ะ", "ា"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_what_looks_the_same_is_the_same(one: str, other: str) -> None:
    assert one != other
    assert as_seen(one) == as_seen(other)


@pytest.mark.parametrize(("one", "other"), APART)
def test_what_looks_different_stays_apart(one: str, other: str) -> None:
    assert as_seen(one) != as_seen(other)


@given(st.text(max_size=40) | st.text(alphabet=[chr(code) for code in range(0x1780, 0x17F0)], max_size=12))
@example("\u17dd\u17d2")
def test_doing_it_twice_changes_nothing(text: str) -> None:
    once = as_seen(text)
    assert as_seen(once) == once
    assert as_seen(unicodedata.normalize("NFD", text)) == as_seen(unicodedata.normalize("NFC", text)) == once


async def found(world: World, *words: str) -> list[int]:
    async with world.database.read() as session:
        lines = await lists.with_words(session, world.here.id, words, limit=9)
        assert await lists.count_with_words(session, world.here.id, words) == len(lines)
    return [line.number for line in lines]


PLACES = ["question", "topic", "contact", "reply", "file", "forwarded from"]
WORDS = [("ស្រ្តី", "ស្ត្រី"), ("Café\u200b No. ២៥", "cafe 25"), ("É", "e")]


async def test_words_are_found_wherever_they_were_written(world: World) -> None:
    await world.ask(questions=[Asked("x?")])
    for number, (place, (written, typed)) in enumerate(product(PLACES, WORDS), 2):
        # Each with a word that stands nowhere else.
        text, words = f"{written} {number}lions", [*typed.split(), f"{number}lions"]
        asked = {
            "question": {"questions": [Asked(text)]},
            "topic": {"questions": [Asked("why?", text)]},
            "contact": {"contact": text},
        }.get(place, {})
        request = await world.ask(**asked)
        if place == "reply":
            await world.record(request, EventKind.REPLIED_FULL, ASKED + HOUR, text=text)
        if place == "file":
            file = File("document", "1", "u1", file_name=f"{text}.pdf")
            await world.record(request, EventKind.NOTE, ASKED + HOUR, files=(file,))
        if place == "forwarded from":
            file = File("photo", "1", "u1", origin=text)
            await world.record(request, EventKind.NOTE, ASKED + HOUR, files=(file,))
        assert await found(world, *words) == [number], (place, written)
        assert await found(world, *words, "zebra") == []


PHONES = [
    ("call 012 345 678", "012345678"),
    ("call 012 345 678", "012-345-678"),
    ("call 012345678", "012 345 678"),
    ("call 012345678", "+855 12 345 678"),
    ("call +855 12 345 678", "012345678"),
    ("call +855 (0)23-880-123.", "023 880 123"),
    ("call 023/880.123", "023880123"),
    ("call ០១២ ៣៤៥ ៦៧៨", "012345678"),
    ("call 012 345 678", "០១២៣៤៥៦៧៨"),
    ("call 2024-12-05 and 12 of 345 678", "2024 345 678 12"),
]


async def test_a_telephone_number_is_found_however_its_digits_are_parted(world: World) -> None:
    for number, (written, typed) in enumerate(PHONES, 1):
        request = await world.ask()
        await world.record(request, EventKind.NOTE, ASKED + HOUR, text=written)
        assert number in await found(world, *typed.split()), written
        async with world.write() as session:
            new = NewContact("Desk", "", Channel.CALL, written.removeprefix("call "))
            await bodies.add_contact(session, world.here.police, new)
            assert len(await queries.bodies_with(session, world.here.id, typed.split())) == 1, written
            await session.rollback()
    assert await found(world, "012 345 679") == await found(world, "99345678") == []


# What is written, and what is typed to find it: whichever way thousands are parted, and whatever marks were typed with it.
AMOUNTS = [
    ("1,250 people", "1250 1.250 ១២៥០ 1,250, (1250"),
    ("ចាប់ ១.២៥០ នាក់", "1250 ១២៥០ 1,250 ១.២៥០។"),
    ("it cost $2500.", "$2,500 2.500 $2500!"),
    ("3 000 000 riel", "3000000 3,000,000"),
    ("in 2024 (annex)", "2024, annex: (annex) annex។ …annex"),
]


async def test_a_number_is_found_however_its_thousands_are_parted_and_a_word_beside_any_mark(
    world: World,
) -> None:
    for written, _ in AMOUNTS:
        await world.record(await world.ask(), EventKind.NOTE, ASKED + HOUR, text=written)
    for number, (_, each) in enumerate(AMOUNTS, start=1):
        assert [number in await found(world, typed) for typed in each.split()] == [True] * len(each.split())
    assert await found(world, "250000") == await found(world, "1,260") == await found(world, "zebra,") == []


async def test_all_words_must_be_there_and_the_names_of_a_body_count(world: World) -> None:
    one, two = await world.ask(), await world.ask(body_id=world.here.police.id)
    await world.record(one, EventKind.CHASED, ASKED + HOUR, contact="Clerk Sok", text="100% sure")
    await world.record(two, EventKind.NOTE, ASKED + HOUR, text="the minister's cousin answers")
    for words, numbers in (
        ("DETAINEES", [1, 2]), ("minister's cousin", [2]), ("cousin clerk", []), ("នគរបាល", [2]), ("police", [2]),
        ("court clerk", [1]), ("100%", [1]), ("%", [1]), ("_", []), ("", []), ("\u200b\u200d", []), ("\ufe0f detainees", [1, 2]),
    ):  # fmt: skip
        assert sorted(await found(world, *words.split())) == numbers, words


async def test_a_body_is_found_by_its_contacts(world: World) -> None:
    async with world.write() as session:
        new = NewContact("Touch Sokhak", "អ្នកនាំពាក្យ", Channel.EMAIL, "press.desk@police.gov.kh")
        await bodies.add_contact(session, world.here.police, new)
    for words in (["SOKHAK"], ["អ្នកនាំ\u200bពាក្យ"], ["desk@police", "touch"]):
        async with world.database.read() as session:
            assert [b.name for b in await queries.bodies_with(session, world.here.id, words)] == [
                "National Police"
            ]
            assert await queries.bodies_with(session, world.there.id, words) == []


async def test_a_request_that_is_asked_after_a_referral_keeps_the_names_of_its_files(world: World) -> None:
    waiting = await world.ask(asked_at=None, now=ASKED)
    file = File("document", "1", "u1", file_name="ស្រ្តី.pdf")
    await world.record(waiting, EventKind.NOTE, ASKED + HOUR, files=(file,))
    async with world.write() as session:
        again = await requests.by_id(session, world.here.id, waiting.id or 0)
        await requests.adopt(session, again, world.new(), now=ASKED + HOUR)
    assert await found(world, "ស្ត្រី.PDF", "detainees") == [1]


async def test_what_older_code_stored_is_written_anew_by_a_migration(world: World) -> None:
    request = await world.ask(contact="ស្រ្តី")
    await world.record(
        request, EventKind.NOTE, ASKED + HOUR, files=(File("document", "1", "u1", file_name="É.pdf"),)
    )
    async with world.write() as session:
        await bodies.add_contact(session, world.here.police, NewContact("Sokhak"))
        await bodies.add_alias(session, world.here.police, "ស្រ្តី")
        await bodies.add_alias(session, world.here.court, "An older name")
        for table, column, value in ((RequestText, "text", "old"), (Contact, "seen", "")):
            await session.exec(sa.update(table).values({column: value}))
        old = sa.update(BodyAlias).where(col(BodyAlias.alias) == "ស្រ្តី").values(normalised="old")
        await session.exec(old)
        # What is alike by now, of another body, is left to the body that has it.
        taken = sa.update(BodyAlias).where(col(BodyAlias.alias) == "An older name")
        await session.exec(taken.values(alias="ស្ត្រី", normalised="ស្ត្រី\u200b"))
    async with world.database.engine.begin() as connection:
        await connection.run_sync(upgrading._derive)
    assert await found(world, "ស្ត្រី", "é.pdf") == [1]
    async with world.database.read() as session:
        assert (await session.exec(select(Contact.seen))).all() == ["sokhak"]
        match = await bodies.find(session, world.here.id, "ស្ត្រី")
    assert match == bodies.Exact(world.here.police.id or 0)


async def test_an_index_finds_a_word_among_many_on_both_databases(world: World) -> None:
    for _ in range(3):
        await world.ask()
    sought = "ស្ត្រី"
    heard: list[tuple[str, object]] = []

    def note(_c: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        heard.append((statement, parameters))

    engine = world.database.engine.sync_engine
    sa.event.listen(engine, "before_cursor_execute", note)
    assert await found(world, sought) == []
    sa.event.remove(engine, "before_cursor_execute", note)
    explain = "EXPLAIN QUERY PLAN" if engine.dialect.name == "sqlite" else "EXPLAIN"
    statement, parameters = next(one for one in heard if "ORDER BY request.number" in one[0])
    async with world.database.engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            # Of a few rows it would read all.
            await connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        rows = await connection.exec_driver_sql(f"{explain} {statement}", parameters)
        plan = "\n".join(str(row[-1]) for row in rows)
    assert "request_text_index" in plan
