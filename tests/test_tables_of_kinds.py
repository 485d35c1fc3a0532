"""Each table of kinds is whole, and each of its entries is held by a test.

What is derived from another table is named here with what it is derived from; what is written by hand stands in `HELD_BY`
with the tests that fail when one of its entries is missing.
"""

from __future__ import annotations

import ast
import inspect
import pkgutil
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields
from enum import Enum
from importlib import import_module
from types import ModuleType

import pytest

import bot
import db
import jobs
from bot.claims.sentences import WORDS
from db.lifecycle import ClaimKind, EventRule
from tests.mutated import names_made, survivors

ROOMS = (bot, jobs, db)
# The migrations stand on their own, and Alembic alone runs their environment.
LEFT_OUT = ("db.migrations.", "bot.__main__")

DERIVED = {
    "bot.claims.rules._UNREACHED": "SILENCE, and that nobody was reached",
    "bot.claims.rules._WITHOUT_AN_ANSWER": "every claim but those of an answer, of a refusal, and none",
    "bot.reports.standing.OWING": "every claim but those of a body that has given its word, and none",
    "bot.reports.texts.NOT_TOLD": "what the desk records itself, and what is told elsewhere",
    "db.lifecycle.ANSWERS": "the word of the rows of EVENTS",
    "db.lifecycle.ATTEMPTS": "the attempts among the rows of EVENTS",
    "db.lifecycle.BY_MEMBERS": "whose record the rows of EVENTS say an event is",
    "db.lifecycle.BY_THE_DESK": "whose record the rows of EVENTS say an event is",
    "db.lifecycle.CLOSED": "every status that is not in OPEN",
    "db.lifecycle.DEADLINES": "the rows of EVENTS that set a deadline",
    "db.lifecycle.REPLIES": "the word of the rows of EVENTS",
    "db.lifecycle.TRANSITIONS": "the moves of the rows of EVENTS",
    "db.lifecycle._CALLED": "spells the channels of rows of RESULTS",
    "db.lifecycle._WRITTEN": "every channel that is not in SPOKEN",
    "db.lifecycle._OF_A_DELAY": "spells the parts of rows of EVENTS",
    "db.lifecycle._OF_AN_ATTEMPT": "spells the parts of rows of EVENTS",
    "db.lifecycle._OF_A_REPLY": "spells the parts of rows of EVENTS",
    "db.lifecycle._TIME_AND_WORDS": "spells the parts of rows of EVENTS",
    "bot.bodies.reading._KINDS": "the typed words of BODY_KINDS",
    "bot.correcting.handlers._REPLY_KINDS": "the verbs of REPLIES",
    "bot.help._TASKS": "each of Task",
    "bot.kinds.AT_ONCE": "the rows of EVENTS whose button asks nothing",
    "bot.kinds.CORRECT_WORDS": "the typed words of EVENTS",
    "bot.kinds.OWN_COMMANDS": "the rows of EVENTS with a command",
    "bot.kinds.REPLIES": "the rows of EVENTS with a button where it is asked what came back",
    "bot.kinds.REPLY_WORDS": "the words of CORRECT_WORDS that have no command",
    "bot.letters.reading._LETTERS": "the typed words of LETTERS",
    "bot.proposals.buttons.VERBS": "the verbs of EVENTS",
    "bot.letters.words.CHOICES": "each of Letter in each complete language",
    "bot.reading.words._CHANNELS": "the typed words of CHANNELS",
    "bot.sorting.replies._KINDS": "the rows of EVENTS that a text or a file can be",
    "bot.telegram.presses.CHANNELS": "each of Channel",
    "bot.telegram.presses.RESULTS": "each of Result that can be said",
}

# Written by hand, and about some of its kinds alone.
OF_SOME = {
    "jobs.deadlines.grammar._KHMER_UNITS": "the words that are a unit in Khmer and something else elsewhere",
}

WORDING = ("tests/bot/claims/test_wording.py", "tests/bot/claims/test_wording_closed.py")
SHORT = ("tests/bot/claims/test_wording_short.py",)
ONE_TRUTH = ("tests/bot/claims/test_one_truth.py", *WORDING, "tests/bot/claims/test_wording_together.py")
TOGETHER = (*WORDING, "tests/bot/claims/test_wording_together.py")
DEADLINES = ("tests/jobs/test_deadlines.py",)
# Each table that is written by hand, and each field of the rows of EVENTS, with the tests that hold it: the quickest first.
HELD_BY = {
    "db.answering._NO_WORD_OF_THEIRS": ("tests/db/test_answering.py",),
    "db.lifecycle.OPEN": ("tests/db/test_lifecycle.py",),
    "db.lifecycle.RESULTS": ("tests/bot/reading/test_results.py",),
    "db.lifecycle.SPOKEN": ("tests/bot/reading/test_results.py",),
    "db.lifecycle.EVENTS": ("tests/db/test_lifecycle.py",),
    "db.lifecycle.EVENTS:moves": ("tests/db/test_lifecycle.py",),
    "db.lifecycle.EVENTS:word": ("tests/db/test_lifecycle.py",),
    "db.lifecycle.EVENTS:claim": WORDING,
    "db.lifecycle.EVENTS:by": ("tests/db/test_lifecycle.py",),
    "db.lifecycle.EVENTS:parts": ("tests/db/test_lifecycle.py",),
    "db.lifecycle.EVENTS:attempt": ("tests/db/test_lifecycle.py",),
    "db.lifecycle.EVENTS:after_asking": ("tests/db/test_lifecycle.py",),
    "db.lifecycle.EVENTS:sets_deadline": ("tests/db/test_lifecycle.py",),
    "db.lifecycle.EVENTS:begins_anew": ("tests/db/test_lifecycle.py",),
    "db.lifecycle._TRIED": ("tests/db/test_lifecycle.py", *WORDING),
    "db.lifecycle._UNANSWERED": ("tests/db/test_lifecycle.py", *WORDING),
    "db.reminders._DONE_WITH": ("tests/jobs/test_reminding.py",),
    "db.settings.MemberSettings": ("tests/db/test_settings.py", "tests/bot/settings/test_settings_table.py"),
    "db.settings.NewsroomSettings": ("tests/db/test_settings.py",),
    "jobs.deadlines.grammar._KHMER_UNITS": DEADLINES,
    "jobs.deadlines.grammar._WEEKDAYS": DEADLINES,
    "jobs.deadlines.reading._AT_LEAST": DEADLINES,
    "jobs.deadlines.reading._NAMING": DEADLINES,
    "jobs.deadlines.tokens._JOINED": DEADLINES,
    "db.state._NO_NEWS": ("tests/jobs/test_retention.py", "tests/db/test_bodies_merged.py"),
    "jobs.reminders.rules.RULES": ("tests/jobs/test_rules.py",),
    "bot.answering.CAME": ("tests/bot/stats/test_stats.py",),
    "bot.cards.texts._SAID_ABOVE": ("tests/bot/stories/test_published.py",),
    "bot.claims.claim.PUT_OFF": ("tests/bot/asking/test_put_off.py", *TOGETHER),
    "bot.claims.claim.SILENCE": TOGETHER,
    "bot.claims.rules._ANSWERED": ONE_TRUTH,
    "bot.claims.rules._REFUSED": ONE_TRUTH,
    "bot.claims.sentences.WORDS": ("tests/bot/claims/test_wording_page.py",),
    "bot.claims.sentences._NEVER_JOINED": ("tests/bot/claims/test_wording_together.py",),
    "bot.claims.short._STAND_ALONE": SHORT,
    "bot.commands.TASKS": ("tests/bot/test_help.py",),
    "bot.commands.COMMANDS": ("tests/docs/test_documents.py",),
    "bot.export.formats._ROWS": ("tests/bot/export/test_files_named.py",),
    "bot.fairness.texts.SIGNS": ("tests/bot/fairness/test_fair_chance_check.py",),
    "bot.kinds.BODY_KINDS": ("tests/bot/languages/test_kinds.py",),
    "bot.kinds.CHANNELS": ("tests/bot/languages/test_kinds.py",),
    "bot.kinds.EVENTS": ("tests/bot/languages/test_kinds.py",),
    "bot.kinds.LETTERS": ("tests/bot/languages/test_kinds.py",),
    "bot.kinds.RESULTS": ("tests/bot/languages/test_kinds.py",),
    "bot.kinds.ROLES": ("tests/bot/languages/test_kinds.py",),
    "bot.kinds.STATUSES": ("tests/bot/languages/test_kinds.py",),
    "bot.languages.LANGUAGES": ("tests/bot/languages/test_languages.py", "tests/bot/languages/test_texts.py"),
    "bot.languages.en.grammar.WITH_ARTICLE": WORDING,
    "bot.proposals.likely._DESKS": ("tests/bot/proposals/test_learned.py",),
    "bot.proposals.likely._NO_NEWS": ("tests/bot/proposals/test_learned.py",),
    "bot.proposals.likely._OURS": (
        "tests/bot/proposals/test_learned.py",
        "tests/bot/proposals/test_sentences_read.py",
    ),
    "bot.proposals.likely._THEIRS": (
        "tests/bot/proposals/test_learned.py",
        "tests/bot/proposals/test_sentences_read.py",
    ),
    "bot.proposals.places._DAYS": ("tests/bot/proposals/test_sentences_read.py",),
    "bot.proposals.replies.ANY_REPLY": ("tests/bot/proposals/test_sentences_read.py",),
    "bot.proposals.replies.OF_MAIL": ("tests/bot/proposals/test_sentences_read.py",),
    "bot.proposals.replies._APART": ("tests/bot/proposals/test_sentences_read.py",),
    "bot.proposals.replies._STRONG": ("tests/bot/proposals/test_sentences_read.py",),
    "bot.proposals.words.ANSWERED": ("tests/bot/proposals/test_sentences_read.py",),
    "bot.proposals.clauses.OF_THE_DESK": ("tests/bot/proposals/test_sentences_read.py",),
    "bot.notices.WORDS": ("tests/bot/notices/test_reminder_words.py",),
    "bot.telegram.tips.TIPS": ("tests/bot/test_tips.py",),
    "bot.settings.table.SETTINGS": ("tests/bot/settings/test_settings_table.py",),
}


def modules() -> Iterator[ModuleType]:
    for room in ROOMS:
        for found in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            if not found.name.startswith(LEFT_OUT):
                yield import_module(found.name)


def is_kind(value: object) -> bool:
    return isinstance(value, Enum) and type(value).__module__.partition(".")[0] in {"bot", "jobs", "db"}


def has_kinds(value: object) -> bool:
    return is_kind(value) or (isinstance(value, tuple) and any(map(is_kind, value)))


def is_table(value: object) -> bool:
    if isinstance(value, Mapping):
        return any(map(has_kinds, [*value, *value.values()]))
    return isinstance(value, AbstractSet | tuple | list) and any(map(has_kinds, value))


def tables() -> dict[str, object]:
    """Each table of kinds at the top of a module, by the module that makes it."""
    return {
        f"{module.__name__}.{name}": vars(module)[name]
        for module in modules()
        for node in ast.parse(inspect.getsource(module)).body
        for name in names_made(node)
        if is_table(vars(module).get(name))
    }


def kinds_of(table: Mapping[object, object]) -> set[object]:
    """Every member of the enums whose members are its keys."""
    return {kind for enum in {type(key) for key in table if isinstance(key, Enum)} for kind in enum}


def test_each_table_of_kinds_is_derived_or_held_by_tests() -> None:
    assert set(tables()) - set(HELD_BY) == set(DERIVED)
    assert not set(HELD_BY) & set(DERIVED)


def test_each_table_keyed_by_kinds_has_a_row_for_each() -> None:
    lacking = {
        name: kinds_of(table) - set(table)
        for name, table in tables().items()
        if isinstance(table, Mapping) and name not in DERIVED and kinds_of(table) - set(table)
    }
    assert set(lacking) == set(OF_SOME), lacking


def test_each_kind_of_claim_has_an_exact_sentence_and_one_of_print() -> None:
    # A referral is told with its trail, and of nothing there is nothing to say.
    told_otherwise = {kind for kind, words in WORDS.items() if words is None}
    assert told_otherwise == {ClaimKind.REFERRED, ClaimKind.NONE}


def test_each_field_of_a_kind_of_event_is_held_by_tests() -> None:
    assert {f"db.lifecycle.EVENTS:{field.name}" for field in fields(EventRule)} <= set(HELD_BY)


@pytest.mark.long
@pytest.mark.timeout(1800)  # only against hanging
@pytest.mark.parametrize(("place", "files"), HELD_BY.items(), ids=list(HELD_BY))
def test_no_entry_is_missed_by_nobody(place: str, files: tuple[str, ...]) -> None:
    assert survivors(place, files) == []
