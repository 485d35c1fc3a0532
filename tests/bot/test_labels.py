"""What stands on buttons: a small phone cuts none of it, what takes something away is marked, and a sign stands for one
thing. What tests make the desk send is measured in `tests/bot/conftest.py`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import time, timedelta

import pytest
from babel.messages.pofile import read_po
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot import help as helping
from bot import kinds
from bot.cards import buttons
from bot.cards.buttons import LABEL_SIZE, STYLES, fit, laid_out, verb_of
from bot.commands import TASKS
from bot.correcting import buttons as correcting
from bot.export import handlers as exporting
from bot.i18n.catalogue import Texts, po_file
from bot.i18n.widths import narrowed, width
from bot.languages import COMPLETE
from bot.letters import buttons as letters
from bot.people import texts as people
from bot.settings.table import SETTINGS
from bot.stories import buttons as stories
from db.facts import RequestFacts
from db.lifecycle import BY_MEMBERS, Role
from db.tables import Letter, Member, Newsroom, Story
from tests.bot.records import PUBLICATION, record

ZONE = "Asia/Phnom_Penh"
ENDS = buttons.OfficeEnds(time(17))
RECORDS = [
    "2 09:00 ask email; asks 4; due 5 17:00",
    "2 09:00 ask call: they talked of it; due 5 17:00",
    "2 09:00 ask visit: they talked of it; due 5 17:00",
    "2 09:00 ask letter; 3 09:00 bounced; due 5 17:00",
    "2 09:00 ask; due 5 17:00",
    "2 09:00 note; due 5 17:00; from 7",
    "2 09:00 ask email; 3 09:00 time; due 5 17:00",
    "2 09:00 ask email; 3 09:00 promise; due 5 17:00",
    "2 09:00 ask email; 3 09:00 ack: automatic reply, they are out of office; due 5 17:00",
    "2 09:00 ask email; 3 09:00 ack: asked for more time; due 5 17:00",
    "2 09:00 ask email; 3 09:00 part 1; asks 4; due 5 17:00",
    "2 09:00 ask email; 3 09:00 decline; due 5 17:00",
    "2 09:00 ask email; 3 09:00 refer; due 5 17:00",
    "2 09:00 ask email; 3 09:00 full; due 5 17:00",
    "2 09:00 ask email; 3 09:00 withdraw; due 5 17:00",
    "2 09:00 ask email; 3 09:00 decline; 6 09:00 reopen; due 5 17:00",
]


def of_a_request(t: Texts, request: RequestFacts) -> Iterator[InlineKeyboardMarkup]:
    """Every keyboard about one request."""
    for menu in (
        *(
            buttons.card,
            buttons.logged,
            buttons.reminder,
            buttons.again,
            buttons.how,
            buttons.result,
            buttons.replied,
        ),
        *(buttons.snooze, buttons.more, letters.which),
    ):
        yield menu(t, request)
    yield buttons.deadline(t, request, ENDS)
    yield buttons.until(t, request, 1, ENDS)
    for ticked in (0, 2):
        yield buttons.partial(t, request, ticked)
    for event in request.events:
        if event.kind in BY_MEMBERS:
            yield correcting.record(t, request, event)
            yield correcting.channels(t, request, event)
            yield correcting.until(t, request, event, ENDS)
            yield correcting.kinds(t, request, event)
            yield correcting.questions(t, request, event, 2)
            if event.channel is not None:
                yield correcting.results(t, request, event)
    yield letters.under_letter(t, request, "x" * 300, "x", 123456)
    yield letters.under_letter(t, request, "x", "x", 123456)


def of_the_desk(t: Texts) -> Iterator[InlineKeyboardMarkup]:
    """Every keyboard that hangs on no request."""
    yield helping.front(t)[1]
    for task in TASKS:
        yield helping.of_task(t, task)[1]
    room_, member = (
        Newsroom(name="Desk", created_at=PUBLICATION, digest_since=PUBLICATION),
        Member(newsroom_id=1, telegram_id=1, name="Dara", role=Role.REPORTER, joined_at=PUBLICATION),
    )
    yield people.welcome(t, room_, member)[1]
    for setting in SETTINGS:
        value = setting.of(room_, member)
        if row := setting.buttons(t, value):
            yield InlineKeyboardMarkup([row])
    yield InlineKeyboardMarkup(exporting.rows(t, "s123456"))
    for asked in (True, False):
        for publish_at in (None, PUBLICATION, PUBLICATION + timedelta(days=1)):
            yield stories.is_it_out(t, 1, "mangopark", publish_at, PUBLICATION, asked=asked)
    for published_at in (None, PUBLICATION):
        story = Story(
            id=1, newsroom_id=1, slug="mangopark", published_at=published_at, created_at=PUBLICATION
        )
        yield stories.is_it_not(t, story)
        yield stories.story(t, story, [], editor=True)
    yield InlineKeyboardMarkup(buttons.pages("status", "s1", 4, 9))
    yield InlineKeyboardMarkup(buttons.few_pages("report", "s1", 4, 9))
    yield letters.templates(t)
    for letter in Letter:
        for language in COMPLETE:
            yield letters.template(t, letter, language, None, editor=True)


def every_keyboard(t: Texts) -> Iterator[InlineKeyboardMarkup]:
    for line in RECORDS:
        yield from of_a_request(t, record(line))
    yield from of_the_desk(t)


@pytest.mark.parametrize("line", RECORDS)
def test_a_card_has_few_buttons_with_the_one_that_takes_back(line: str) -> None:
    t, request = Texts("en", ZONE), record(line)
    for keyboard in (buttons.card(t, request), buttons.logged(t, request)):
        undone = buttons.with_undo(t, request, keyboard)
        assert sum(map(len, undone.inline_keyboard)) <= buttons.FEW_BUTTONS


@pytest.mark.parametrize("language", COMPLETE)
def test_no_label_of_ours_is_cut_or_shortened_on_a_small_phone(language: str) -> None:
    labels = set()
    for keyboard in every_keyboard(Texts(language, ZONE)):
        shown = laid_out(keyboard)
        assert shown is not None
        assert all(fit(row) for row in shown.inline_keyboard)
        ours = [each.text for row in keyboard.inline_keyboard for each in row]
        assert [each.text for row in shown.inline_keyboard for each in row] == ours
        labels |= set(ours)
    assert len(labels) > 100


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        ("They replied…|Asked again…", "They replied…|Asked again…"),
        ("✉️ Emailed again|📞 Called, no answer", "✉️ Emailed again/📞 Called, no answer"),
        ("Declined|Referred us…|Bounced", "Declined|Referred us…/Bounced"),
        ("1|2|3|4", "1|2|3|4"),
        ("#1204|#1205|#1206|#1207", "#1204|#1205|#1206|#1207"),
        ("«|2/5|»", "«|2/5|»"),
        ("ពួកគេបានឆ្លើយ…|បានសួរម្ដងទៀត…", "ពួកគេបានឆ្លើយ…|បានសួរម្ដងទៀត…"),
        (
            "#3 Anti-Human Trafficking and Juvenile Protection Department",
            "#3 Anti-Human Trafficking and Juve…",
        ),
        ("#3 នាយកដ្ឋានប្រឆាំងការជួញដូរមនុស្ស និងការពារអនីតិជន", "#3 នាយកដ្ឋានប្រឆាំងការជួញដូរមនុស្ស និងកា…"),
        ("😀" * 40, "😀" * 13 + "…"),
    ],
)
def test_buttons_go_on_in_the_next_row_where_one_has_no_room_for_them(row: str, shown: str) -> None:
    keyboard = InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data="x") for label in row.split("|")]]
    )
    laid = laid_out(keyboard)
    assert laid is not None
    assert "/".join("|".join(each.text for each in line) for line in laid.inline_keyboard) == shown
    assert laid_out(None) is None


# What HarfBuzz says of the same words in the same font and weight.
@pytest.mark.parametrize(
    ("words", "hundredths"),
    [
        ("They replied…", 667),
        ("#1234 (2/5)", 537),
        ("ពួកគេបានឆ្លើយ", 574),
        ("បដិសេធមិនធ្វើអត្ថាធិប្បាយ", 986),
        ("ស្រាវជ្រាវព្រហ្មទណ្ឌ", 716),
        ("ថ្ងៃព្រហស្បតិ៍ ៥ ធ្នូ ១៧:០០", 979),
    ],
)
def test_words_are_as_wide_as_the_font_makes_them(words: str, hundredths: int) -> None:
    assert width(words, 100) == pytest.approx(hundredths, rel=0.02)


def test_what_is_narrowed_fits_and_is_cut_between_signs() -> None:
    for words in (
        "a long name of a body that nobody can read",
        "អគ្គនាយកដ្ឋានអន្តោប្រវេសន៍",
        "👩‍👩‍👧 and 🇰🇭 and more",
    ):
        for wide in range(30, 200, 7):
            shown = narrowed(words, wide, LABEL_SIZE)
            assert width(shown, LABEL_SIZE) <= wide
            assert shown == words or (shown.endswith("…") and words.startswith(shown[:-1]))


@pytest.mark.parametrize(
    ("data", "style"),
    [
        ("r:1:2:withdraw", "danger"),
        ("r:1:2:undo", "danger"),
        ("r:1:2:undo:17", "danger"),
        ("r:1:2:unlink:3", "danger"),
        ("r:1:2:fix:17:back", "danger"),
        ("r:1:2:fix:17", None),
        ("r:1:2:fix:17:via:call", None),
        ("r:1:2:decline", None),
        ("d:5:cancel", "danger"),
        ("d:5:merge", "danger"),
        ("d:5:undo", "danger"),
        ("d:5:log", "success"),
        ("d:5:body:0:7", None),
        ("b:5:part:7", "danger"),
        ("b:5:merge", None),
        ("s:1:0:notout", "danger"),
        ("s:1:0:out", None),
        ("set:ours:final.en:3", "danger"),
        ("set:language:km", None),
        ("p:0:status", None),
        ("x", None),
    ],
)
def test_a_button_that_takes_something_away_is_marked(data: str, style: str | None) -> None:
    assert buttons.button("Go", data).style == style


def test_every_mark_is_of_a_button_that_there_is() -> None:
    """Marks of buttons that nobody makes any more would stay for ever."""
    sorts = {sort for sort, _ in STYLES}
    assert sorts <= {verb_of(f"{sort}:1:2:x")[0] for sort in sorts}
    found = {
        verb_of(str(each.callback_data))
        for keyboard in every_keyboard(Texts("en", ZONE))
        for row in keyboard.inline_keyboard
        for each in row
    }
    assert {("r", "withdraw"), ("r", "undo"), ("r", "fix/back"), ("s", "notout")} <= found


# Each sign with what it stands for, and words of which one stands in every text that has it.
SIGNS = {
    "🌴": ("somebody is away", "away"),
    "📅": ("a day of the calendar", r"day"),
    "⏳": ("still waiting", r"waiting|not yet"),
    "📨": ("they have it, and said no more", r"acknowledge"),
    "◐": ("a part is answered", r"part"),
    "🟢": ("all is answered", r"answer|all of them"),
    "🔴": ("past the deadline", r"deadline"),
    "🚫": ("they declined", r"declined"),
    "↪️": ("they sent us elsewhere", r"refer"),
    "↩️": ("it came back", r"came back|delivered"),
    "✖️": ("withdrawn", r"withdr"),
    "📰": ("a story is out", r"out\b|publi"),
    "🙏": ("they ask for time", r"asked for"),
    "🤝": ("they promised", r"promised"),
    "❓": ("they asked us", r"asked us"),
    "🤖": ("a machine wrote", r"automatic"),
    "👤": ("a person", r"person|to me alone"),
    "🔀": ("in other hands", r"hand|yours now|'s now|has it now"),
    "👋": ("somebody came", r"come in"),
    "✉️": ("by email", r"email"),
    "📞": ("a call", r"call"),
    "💬": ("a message", r"message"),
    "🚶": ("a visit", r"visit"),
    "📄": ("a letter", r"letter"),
    "📠": ("a fax", r"fax"),
    "📵": ("nobody answered", r"no answer"),
    "⏸️": ("busy", r"busy"),
    "🔌": ("switched off", r"switched off"),
    "✍️": ("a message was left", r"message left"),
    "🗣": ("somebody spoke", r"spoken"),
    "☎️": ("they hung up", r"hung up"),
    "🚷": ("we were sent away", r"sent away"),
    "❌": ("a wrong number", r"wrong"),
    "❔": ("nobody has noted it", r"not noted"),
    "🔔": ("a reminder", r""),
    "📣": ("the final call", r"final call"),
    "❗️": ("news for print", r""),
    "⚠️": ("careful", r""),
    "⚖️": ("a fair chance", r"fair|check|\{met\}"),
    "⏰": ("due", r"due"),
    "☀️": ("the day's digest", r""),
    "✏️": ("to be filled in", r"letter|story|fill"),
    "📋": ("copies", r"cop"),
    "📕": ("the dossier", r"dossier"),
    "📊": ("a workbook", r"xlsx"),
    "🔒": ("kept private", r"private|who sees|its reporter|leaves out"),
    "🔓": ("private no more", r"everybody"),
    "🗜": ("packed files", r"zip"),
    "➕": ("something new", r"new|add|log a request"),
    "📥": ("what came in", r"they answered"),
    "🔎": ("a look", r"stand"),
    "🗞": ("before publication", r"before publication"),
    "🏠": ("the newsroom", r"newsroom"),
    "👥": ("the group", r"group"),
    "📌": ("a topic of a story's own", r"topic"),
    "🔖": ("a story that is kept", r"keep"),
    "♻️": ("words that are removed", r"words|for good"),
    "✂️": ("a group that is told nothing more", r"disconnect"),
    "🕘": ("when it happened", r"happened"),
    "✅": ("yes, log it", r"log it"),
    "💡": ("a tip", r""),
    "☑️": ("ticked", r""),
    "⬜️": ("not ticked", r""),
    "📎": ("a file", r""),
    "🏛": ("a body", r""),
    "🔁": ("a repeat", r"repeat"),
}  # fmt: skip
_SIGN = re.compile(
    "[\u23cf-\u23fa\u25d0\u25d1\u2600-\u26ff\u2705-\u2712\u2716\u2728-\u2764\u2795\u2b1b\u2b1c\u21a9\u21aa\U0001f000-\U0001faff]\ufe0f?"
)


def signed_texts() -> Iterator[str]:
    """Every English text with a sign, and every sign of a table with its words."""
    t = Texts("en", ZONE)
    with po_file(COMPLETE[1]).open("rb") as catalogue:
        for message in read_po(catalogue):
            yield from (message.id,) if isinstance(message.id, str) else message.id
    for table in (kinds.STATUSES, kinds.CHANNELS, kinds.RESULTS):
        yield from (f"{words.sign} {words.said(t)}" for words in table.values())


def test_no_sign_stands_for_two_things() -> None:
    found = {(sign, text) for text in signed_texts() for sign in _SIGN.findall(text)}
    assert {sign for sign, _ in found} <= set(SIGNS)
    wrong = [(sign, text) for sign, text in found if not re.search(SIGNS[sign][1], text, re.IGNORECASE)]
    assert wrong == []
    assert len({meaning for meaning, _ in SIGNS.values()}) == len(SIGNS)
