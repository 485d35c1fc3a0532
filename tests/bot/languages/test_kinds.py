"""Each kind there is has its row of words, and each row is read back as its kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum

import pytest
from markupsafe import Markup

from bot import kinds
from bot.bodies.reading import read_kind
from bot.i18n.catalogue import Texts
from bot.kinds import Asks
from bot.languages import COMPLETE
from bot.letters.reading import read_letter
from bot.outcomes.reading import parse_reply
from bot.reading.phrases import phrases
from bot.reading.results import read_result
from bot.reading.words import read_channel
from db.lifecycle import OPEN, RESULTS, BodyKind, Channel, EventKind, Result, Role, Status
from db.tables import Letter

SAID: list[tuple[type[Enum], dict[Enum, Callable[[Texts], Markup]]]] = [
    (Status, {kind: words.said for kind, words in kinds.STATUSES.items()}),
    (EventKind, {kind: words.said for kind, words in kinds.EVENTS.items()}),
    (Channel, {kind: words.said for kind, words in kinds.CHANNELS.items()}),
    (Channel, {kind: words.way for kind, words in kinds.CHANNELS.items()}),
    (Role, dict(kinds.ROLES)),
    (Result, {kind: words.said for kind, words in kinds.RESULTS.items()}),
    (BodyKind, {kind: words.said for kind, words in kinds.BODY_KINDS.items()}),
    (Letter, {kind: words.said for kind, words in kinds.LETTERS.items()}),
]


@pytest.mark.parametrize("language", sorted(COMPLETE))
@pytest.mark.parametrize(("enum", "said"), SAID, ids=lambda value: getattr(value, "__name__", ""))
def test_each_kind_is_said_in_words_of_its_own(
    enum: type[Enum], said: dict[Enum, Callable[[Texts], Markup]], language: str
) -> None:
    t = Texts(language, "UTC")
    words = {kind: said[kind](t) for kind in enum}
    assert all(words.values())
    assert len(set(words.values())) == len(enum)
    assert set(said) == set(enum)


def test_a_publication_says_something_of_exactly_the_open_statuses() -> None:
    assert {status for status, words in kinds.STATUSES.items() if words.by_publication} == OPEN
    assert len({words.sign for words in kinds.STATUSES.values()}) == len(Status)


def typed(rows: dict[Enum, str]) -> Iterable[tuple[str, Enum]]:
    return [(word.strip(), kind) for kind, words in rows.items() for word in words.split(",")]


@pytest.mark.parametrize(
    ("word", "channel"), typed({kind: words.typed for kind, words in kinds.CHANNELS.items()})
)
def test_each_word_for_a_channel_is_read_as_it(word: str, channel: Channel) -> None:
    assert read_channel(word) is channel


@pytest.mark.parametrize(
    ("word", "kind"), typed({kind: words.typed for kind, words in kinds.BODY_KINDS.items()})
)
def test_each_word_for_a_sort_of_body_is_read_as_it(word: str, kind: BodyKind) -> None:
    assert read_kind(word) is kind


@pytest.mark.parametrize(
    ("word", "letter"), typed({kind: words.typed for kind, words in kinds.LETTERS.items()})
)
def test_each_word_for_a_letter_is_read_as_it(word: str, letter: Letter) -> None:
    assert read_letter(word) == (letter, None)


@pytest.mark.parametrize("result", list(Result))
def test_each_phrase_for_a_result_is_read_as_it_or_as_what_says_less(result: Result) -> None:
    channel = next(iter(RESULTS[result].channels & {Channel.CALL, Channel.VISIT, Channel.LETTER}))
    known = phrases(f"{kinds.RESULTS[result].typed},{kinds.RESULTS[result].deniable}", result)
    read = {one.words: read_result(channel, one.words.lstrip("=").replace("*", "the")) for one in known}
    assert {words: said for words, said in read.items() if said is not result} == {}


def test_what_a_member_records_by_a_button_is_asked_for_what_it_needs() -> None:
    assert {kind.value: (words.verb, words.asks) for kind, words in kinds.EVENTS.items() if words.verb} == {
        "chased": ("chase", Asks.CHANNEL),
        "acknowledged": ("ack", Asks.NOTHING),
        "auto_reply": ("auto", Asks.NOTHING),
        "asked_time": ("moretime", Asks.NOTHING),
        "promised": ("promise", Asks.NOTHING),
        "asked_back": ("askback", Asks.NOTHING),
        "replied_partial": ("part", Asks.QUESTIONS),
        "replied_full": ("full", Asks.NOTHING),
        "declined": ("decline", Asks.NOTHING),
        "referred": ("refer", Asks.BODY),
        "bounced": ("bounce", Asks.NOTHING),
        "extended": ("extend", Asks.DEADLINE),
        "note": ("note", Asks.WORDS),
        "withdrawn": ("withdraw", Asks.NOTHING),
        "reopened": ("reopen", Asks.NOTHING),
    }


def test_no_two_kinds_of_event_share_a_button_or_a_word() -> None:
    rows = kinds.EVENTS.values()
    verbs = [words.verb for words in rows if words.verb]
    words = [word for row in rows for word in row.names]
    assert len(verbs) == len(set(verbs))
    assert len(words) == len(set(words))


@pytest.mark.parametrize("kind", list(kinds.REPLIES))
def test_a_reply_is_named_by_a_word_or_a_command_of_its_own(kind: EventKind) -> None:
    row = kinds.EVENTS[kind]
    assert row.typed
    for word in row.names:
        read = parse_reply(f"3 {word} they said so", is_time=lambda _: False)
        assert read.kind is (kind if row.command is None else None)


def test_what_has_its_own_command_needs_no_more_than_words() -> None:
    with_command = [words for words in kinds.EVENTS.values() if words.command is not None]
    assert with_command
    assert {words.asks for words in with_command} == {Asks.NOTHING}
