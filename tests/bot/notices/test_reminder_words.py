"""Every kind of reminder has its row of words, about what its rule is about, in every language."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.i18n.catalogue import Texts
from bot.languages import COMPLETE, LANGUAGES
from bot.notices import WORDS, RequestWords, StoryWords, told
from db.retention import Concerned
from db.tables import ReminderKind
from jobs.reminders.notices import PeopleNotice, Recipient, ReminderNotice, RetentionNotice, StoryNotice
from jobs.reminders.rules import RULES, RequestRule
from tests.bot.records import PUBLICATION, at, record

ZONE = "Asia/Phnom_Penh"
ASKED = record("2 09:00 ask email; due 5 17:00")
NOT_ASKED = record("2 09:00 note; due 5 17:00; from 7")
LONG_BEFORE = at("4 17:00")
AFTER = at("6 09:00")
OF_PEOPLE = {ReminderKind.ASSIGNED, ReminderKind.SHOWN, ReminderKind.UNHEEDED}
TYPED = "ring Sok"


def notice(
    kind: ReminderKind, language: str = "en", **changes: object
) -> ReminderNotice | PeopleNotice | RetentionNotice | StoryNotice:
    to = Recipient(101, language, ZONE, "KH")
    made: ReminderNotice | PeopleNotice | RetentionNotice | StoryNotice
    if isinstance(RULES[kind], RequestRule):
        made = ReminderNotice(to, 1, kind, ASKED, "", AFTER, AFTER)
    elif kind is ReminderKind.PEOPLE:
        made = PeopleNotice(to, 1, kind, f"Maly came in ({language})", AFTER, AFTER)
    elif kind is ReminderKind.RETENTION:
        about = Concerned(requests=2, files=1, open=1)
        made = RetentionNotice(to, 1, kind, 1, "mangopark", PUBLICATION, about, AFTER, AFTER, AFTER)
    else:
        own = frozenset({ASKED.number}) if kind is not ReminderKind.GROUP_CALL else frozenset()
        made = StoryNotice(to, 1, kind, 1, "mangopark", PUBLICATION, (ASKED,), own, PUBLICATION, PUBLICATION)
    return replace(made, **changes)  # type: ignore[arg-type]


def head(kind: ReminderKind, language: str = "en", **changes: object) -> str:
    """The first line of a reminder, without its markup."""
    text, _ = told(Texts(language, ZONE), notice(kind, language, **changes))
    return re.sub(r"<[^>]+>", "", text).split("\n")[0]


def test_every_kind_has_its_row_of_words_about_what_its_rule_is_about() -> None:
    assert set(WORDS) == set(ReminderKind)
    for kind, words in WORDS.items():
        assert type(words).__name__.removesuffix("Words") == type(RULES[kind]).__name__.removesuffix("Rule")


@pytest.mark.parametrize("language", COMPLETE[1:])
@pytest.mark.parametrize("kind", list(ReminderKind))
def test_every_kind_is_said_in_every_complete_language(kind: ReminderKind, language: str) -> None:
    said = head(kind, language)
    assert said
    assert said != head(kind)
    assert "{" not in said


@pytest.mark.parametrize("kind", list(ReminderKind))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_buttons_and_says_first_what_must_be_known_first(
    kind: ReminderKind, language: str
) -> None:
    plain, keyboard = told(Texts(language, ZONE), notice(kind, language))
    assert keyboard is not None
    assert keyboard.inline_keyboard
    repeated, _ = told(Texts(language, ZONE), notice(kind, language, may_repeat=True))
    repeat, rest = repeated.split("\n\n", 1)
    assert repeat.startswith("<i>")
    assert rest == plain
    if isinstance(RULES[kind], RequestRule):
        instead, _ = told(Texts(language, ZONE), notice(kind, language, instead_of="Sreyneang"))
        assert "Sreyneang" in instead.split("\n\n")[0]


@pytest.mark.parametrize(
    ("kind", "changes", "expected"),
    [
        (ReminderKind.BEFORE, {"now": LONG_BEFORE}, "🔔 #1: Ministry of Health has 24 hours left to answer."),
        (ReminderKind.AT, {}, "🔔 #1: the deadline for Ministry of Health has passed."),
        (ReminderKind.MORNING, {}, "🔔 #1: the deadline for Ministry of Health has passed."),
        (ReminderKind.WEEKLY, {}, "🔔 #1: the deadline for Ministry of Health has passed."),
        (ReminderKind.SNOOZED, {}, "🔔 #1: the deadline for Ministry of Health has passed."),
        (
            ReminderKind.SNOOZED,
            {"now": LONG_BEFORE},
            "🔔 #1: Ministry of Health has not answered yet.",
        ),
        (ReminderKind.OWN, {}, "🔔 You asked to be reminded of #1."),
        (
            ReminderKind.FINAL_CALL,
            {"now": PUBLICATION - timedelta(hours=1)},
            "📣 Final call for #mangopark: publication Fri 6 Dec 18:00. Call each of these once more, and press what happened:",
        ),
        (
            ReminderKind.GROUP_CALL,
            {"now": PUBLICATION - timedelta(hours=1)},
            "📣 Final call for #mangopark: publication Fri 6 Dec 18:00. 1 request is open; its reporter is told to try once more:",
        ),
        (ReminderKind.ASSIGNED, {}, "🔀 #1 is Dara's now: I remind them of it."),
        (
            ReminderKind.ASSIGNED,
            {"is_theirs": True},
            "🔀 #1 is yours now: I remind you of it from here on.",
        ),
        (ReminderKind.SHOWN, {}, "🔒 You see #1, Dara's private request, from now on."),
        (
            ReminderKind.UNHEEDED,
            {},
            "⚠️ Nobody acted on three reminders in a row about #1, Dara's. /assign 1 gives it to somebody else.",
        ),
        (ReminderKind.PUBLICATION, {}, "📰 #mangopark was to come out Fri 6 Dec 18:00. Is it out?"),
    ],
)
def test_what_a_kind_says(kind: ReminderKind, changes: dict[str, object], expected: str) -> None:
    assert head(kind, **changes) == expected


@pytest.mark.parametrize(
    "kind",
    [kind for kind, words in WORDS.items() if isinstance(words, RequestWords) and kind not in OF_PEOPLE],
)
def test_nobody_is_told_that_a_body_is_silent_that_nobody_has_asked(kind: ReminderKind) -> None:
    said = head(kind, request=NOT_ASKED, text=TYPED)
    if kind is ReminderKind.OWN:
        assert said == "🔔 You asked to be reminded of #1."
    else:
        assert said == "🔔 #1: nobody has asked Ministry of Health yet."


def test_what_was_typed_with_a_reminder_of_ones_own_is_escaped() -> None:
    text, _ = told(Texts("en", ZONE), notice(ReminderKind.OWN, text="<b>ring</b> Sok"))
    assert text.split("\n")[1] == "&lt;b&gt;ring&lt;/b&gt; Sok"


@pytest.mark.parametrize("kind", list(ReminderKind))
def test_words_for_a_story_are_never_said_of_a_request_nor_the_other_way_round(
    kind: ReminderKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = ReminderKind.OWN if isinstance(WORDS[kind], StoryWords) else ReminderKind.FINAL_CALL
    monkeypatch.setitem(WORDS, kind, WORDS[other])
    with pytest.raises(TypeError, match=kind.value):
        told(Texts("en", ZONE), notice(kind))
