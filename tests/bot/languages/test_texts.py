"""The texts themselves: gathered, complete where declared so, and sound in every language."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

import bot
import db
import jobs
from bot import languages
from bot.i18n.catalogue import Texts, po_file
from bot.i18n.checking import (
    catalog_faults,
    commands,
    markup_faults,
    message_faults,
    placeholders,
    untranslated,
)
from bot.i18n.extract import ROOT, NotLiteral, po_bytes, template, updated, write
from bot.languages import COMPLETE, LANGUAGES, SOURCE
from db.errors import DeskError
from jobs.deadlines.reading import looks_like_time

STALE = "the catalogues are out of date: run make texts"
TRANSLATED = sorted(set(LANGUAGES) - {languages.SOURCE})


@cache
def source() -> Catalog:
    """What is said, gathered once."""
    return template()


def read(file: Path, language: str | None = None) -> Catalog:
    with file.open("rb") as opened:
        return read_po(opened, locale=language, abort_invalid=True)


def of(language: str) -> Catalog:
    return read(po_file(language), language)


def ids(catalog: Catalog) -> set[object]:
    return {message.id for message in catalog if message.id}


def forms(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_of_the_source_is_in_every_catalogue_and_no_other(language: str) -> None:
    there = ids(of(language))
    assert (ids(source()) - there, there - ids(source())) == (set(), set()), STALE


def test_every_language_but_the_source_has_its_catalogue() -> None:
    assert [language for language in LANGUAGES if po_file(language).is_file()] == TRANSLATED
    assert languages.SOURCE in COMPLETE


@pytest.mark.parametrize("language", sorted(COMPLETE))
def test_a_language_declared_complete_lacks_no_text(language: str) -> None:
    lacking = [] if language == "en" else untranslated(of(language))
    assert lacking == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_have_the_placeholders_tags_and_commands_of_their_source(language: str) -> None:
    assert catalog_faults(of(language)) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_with_placeholders_are_marked_so_that_translators_tools_check_them(
    language: str,
) -> None:
    unmarked = [
        m.id for m in of(language) if m.id and placeholders(forms(m)[-1]) and not m.python_brace_format
    ]
    assert unmarked == []


def test_the_source_is_sound() -> None:
    faults = {form: markup_faults(form) for m in source() if m.id for form in forms(m)}
    assert {form: found for form, found in faults.items() if found} == {}


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_message_can_be_said_with_whatever_people_typed_in_it(language: str) -> None:
    texts = Texts(language, "UTC")
    for message in (message for message in source() if message.id):
        names = {name for form in forms(message) for name in placeholders(form)} - {"n"}
        fields = {name: f"<{name}>" for name in names}
        if not isinstance(message.id, str):
            said = [texts.count(message.id[0], message.id[1], n, **fields) for n in (0, 1, 2, 11)]
        elif "n" in placeholders(message.id):
            said = [texts.say(message.id, n=3, **fields)]
        else:
            said = [texts.say(message.id, **fields)]
        for words in said:
            assert [name for name in names if f"&lt;{name}&gt;" not in words] == [], message.id


def test_one_word_stands_for_one_thing_in_khmer() -> None:
    """The terms of docs/translating.md, where their English is used."""
    terms = {"deadline": "កាលកំណត់", "digest": "សេចក្ដីសង្ខេប", "newsroom": "ការិយាល័យព័ត៌មាន", "story": "អត្ថបទ"}
    wrong = []
    for message in of("km"):
        english = re.sub(r"/[a-z]+|[a-z]+=", "", forms(message)[0])
        khmer = message.string if isinstance(message.string, str) else (message.string or ("",))[0]
        for word, term in terms.items():
            if (
                message.id
                and khmer
                and re.search(rf"(?<![{{])\b{word}\b(?!}})", english)
                and term not in khmer
            ):
                wrong.append((english, term))
    assert wrong == []


def errors() -> list[type[DeskError]]:
    """Every kind of error that people read."""
    for room in (bot, jobs, db):
        for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            if "migrations" not in module.name and not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    found = [DeskError]
    for error in found:
        found += error.__subclasses__()
    return [error for error in found if error.__module__.startswith(("bot.", "jobs.", "db."))]


def test_errors_have_their_messages_in_the_catalogues_but_for_those_of_the_console() -> None:
    gathered = ids(source())
    assert [error for error in errors() if error.translated != (error.message in gathered)] == []
    assert {error.translated for error in errors()} == {True, False}


# These say nothing in a chat: the command line, words that are read and not said, names of files, formats and columns,
# what only English asks of a sentence (it is used in English alone), and the tools.
NOT_SPEAKING = {
    "bot/__init__.py",
    "bot/__main__.py",
    "bot/app.py",
    "bot/attachments/fetching.py",
    "bot/claims/contacts.py",
    "bot/claims/record.py",
    "bot/claims/rules.py",
    "bot/cli",
    "bot/apart.py",
    "bot/environment.py",
    "bot/export/folder.py",
    "bot/export/names.py",
    "bot/export/page.py",
    "bot/export/readme.py",
    "bot/proposals/learning.py",
    "bot/export/stripping.py",
    "bot/export/tables.py",
    "bot/export/workbook.py",
    "bot/i18n",
    "bot/languages",
    "bot/kinds.py",
    "bot/letters/drafting.py",
    "bot/proposals/attempts.py",
    "bot/proposals/clauses.py",
    "bot/proposals/places.py",
    "bot/proposals/replies.py",
    "bot/proposals/sentence.py",
    "bot/proposals/words.py",
    "bot/reading",
    "bot/telegram/wire.py",
}
SPEAKING = [
    path
    for path in sorted((ROOT / "bot").rglob("*.py"))
    if path.stem != "reading"
    and not {str(part.relative_to(ROOT)) for part in (path, *path.parents[:2])} & NOT_SPEAKING
]
# Calls whose words people never see: the log's, and what became of a notice, which is kept for the operator.
UNSEEN = {
    "ValueError",
    "debug",
    "info",
    "warning",
    "error",
    "getLogger",
    "Retry",
    "Gone",
    "NotNow",
    "NoTurn",
    "removeprefix",
}
WORD = re.compile(r"[A-Za-z]{2,}")


@pytest.mark.parametrize("file", SPEAKING, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_sentence_is_written_past_the_catalogues(file: Path) -> None:
    assert list(unsaid(ast.parse(file.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    "source",
    [
        'call.answer("Nothing here")', 'x = "Saved"', 'button("later", data)', 'Markup("<b>late</b> {}")',
        'Markup(f"{n} late")', 'lines.append("two words")',
    ],
)  # fmt: skip
def test_a_sentence_past_the_catalogues_would_be_noticed(source: str) -> None:
    assert list(unsaid(ast.parse(source))) != []


def unsaid(tree: ast.AST) -> Iterator[str]:
    """String literals that read like English: several words, a capital, or any word where only text can stand."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue  # a docstring
        if isinstance(tree, ast.ClassDef) and isinstance(node, ast.Assign) and assigned(node) == "message":
            continue  # of an error, which says it
        if isinstance(node, ast.JoinedStr) and literals(node)[:1] and literals(node)[0].startswith("/"):
            continue  # a command
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in UNSEEN:
                continue
            if name in {"say", "count"}:
                yield from (words for keyword in node.keywords for words in unsaid(keyword))
                continue
            if name in {"Markup", "answer", "button", "toast"} and node.args:
                yield from (text for text in literals(node.args[0]) if WORD.search(without_markup(text)))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and is_sentence(node.value):
            yield node.value
        yield from unsaid(node)


def assigned(node: ast.Assign) -> str:
    return getattr(node.targets[0], "id", "")


def literals(node: ast.expr) -> list[str]:
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]


def without_markup(text: str) -> str:
    return re.sub(r"<[^>]*>|{[^}]*}", "", text)


def is_sentence(text: str) -> bool:
    words = without_markup(text).strip()
    if text.startswith(("/", "%")) or looks_like_time(text):
        return False  # a command, a pattern of dates, the words of a deadline: the same in every language
    return bool(WORD.search(words)) and (" " in words or words[0].isupper())


ERRORS = '''
class NotUnderstood(DeskError, ValueError):
    """When it is raised, which nobody is told."""

    message = '"{text}" is not a word.'
    limit = "no text"

class BadSetting(DeskError, translated=False):
    message = "{name} is wrong."
'''


@pytest.fixture(name="root")
def a_folder_of_source(tmp_path: Path) -> Path:
    return tmp_path / "source"


def put(root: Path, source: str, file: str = "bot/x.py") -> Path:
    """Write a file of source as the only one, and return the folder."""
    for other in root.rglob("*.py"):
        other.unlink()
    (root / file).parent.mkdir(parents=True, exist_ok=True)
    (root / file).write_text(source, encoding="utf-8")
    return root


def gathered(root: Path, source: str) -> list[object]:
    return [message.id for message in template(put(root, source)) if message.id]


def test_sentences_and_counts_are_found_with_a_hint_of_where_they_are_said(root: Path) -> None:
    source = '''
def head(t):
    """The heading of a list.

    It is short.
    """
    return t.say("Hello " "{name}", name=1) + t.count("{n} file", "{n} files", 3)
'''
    found = [(m.id, m.locations, m.auto_comments) for m in template(put(root, source)) if m.id]
    hint = ["The heading of a list."]
    assert found == [
        ("Hello {name}", [("bot/x.py", 7)], hint),
        (("{n} file", "{n} files"), [("bot/x.py", 7)], hint),
    ]


@pytest.mark.parametrize(
    "source", ['t.say("in {x}", x=t.say("out"))', 't.say("in {x}", x=f(1, Markup(t.say("out"))))']
)
def test_a_sentence_inside_another_is_found_too(root: Path, source: str) -> None:
    assert gathered(root, source) == ["in {x}", "out"]


def test_counting_in_strings_and_lists_is_no_text(root: Path) -> None:
    assert gathered(root, '"a-b".count("-"); [1].count(1); "abab".count("a", 1)') == []


def test_the_messages_of_errors_are_found_but_for_those_that_only_the_console_shows(root: Path) -> None:
    [found] = [message for message in template(put(root, ERRORS)) if message.id]
    assert (found.id, found.auto_comments) == ('"{text}" is not a word.', ["error NotUnderstood"])


@pytest.mark.parametrize(
    "said",
    [
        't.say(f"Hello {name}")',
        't.say("Hello " + name)',
        "t.say(text)",
        't.count("a", many, 3)',
        "t.say(*x)",
        'class Wrong(DeskError): message = "Hello " + name',
    ],
)
def test_a_sentence_put_together_while_the_bot_runs_is_refused(root: Path, said: str) -> None:
    with pytest.raises(NotLiteral, match=r"bot/x\.py:1"):
        gathered(root, said)


def test_an_error_may_say_its_own_words(root: Path) -> None:
    assert gathered(root, "t.say(error.message, **fields)") == []


def test_only_what_the_rooms_of_the_desk_say_is_gathered(root: Path) -> None:
    assert [m.id for m in template(put(root, 't.say("Cancel")', "tests/x.py")) if m.id] == []


def test_writing_twice_changes_nothing(tmp_path: Path, root: Path) -> None:
    put(root, 't.say("Deadline {when}")\nt.say("Answers {share} % of requests")')
    write(tmp_path, root)
    first = {file: file.read_bytes() for file in tmp_path.rglob("*.po*")}
    assert len(first) == len(LANGUAGES) - 1
    told = [f"{code}: 0 of 2 translated" for code in LANGUAGES if code != SOURCE]
    assert write(tmp_path, root) == ["2 texts", *told]
    assert {file: file.read_bytes() for file in tmp_path.rglob("*.po*")} == first


def test_lines_that_move_change_nothing(root: Path) -> None:
    one = po_bytes(template(put(root, 't.say("Cancel")')))
    assert po_bytes(template(put(root, '\n\n\nt.say("Cancel")'))) == one


def test_nothing_in_a_catalogue_tells_when_where_or_with_what_it_was_written(
    tmp_path: Path, root: Path
) -> None:
    write(tmp_path, put(root, 't.say("Answers {share} % of requests")'))
    for file in tmp_path.rglob("*.po*"):
        text = file.read_text(encoding="utf-8")
        assert str(tmp_path) not in text
        assert [
            word for word in ("-Date", "Babel", "EMAIL", "fuzzy", ", python-format") if word in text
        ] == []
        assert "python-brace-format" in text


def test_translations_stay_when_the_source_moves_on_and_none_is_guessed(tmp_path: Path, root: Path) -> None:
    write(tmp_path, put(root, 't.say("Cancel")\nt.say("Log it")'))
    file = po_file("km", tmp_path)
    written = file.read_text(encoding="utf-8").replace('"Cancel"\nmsgstr ""', '"Cancel"\nmsgstr "បោះបង់"')
    file.write_text(written.replace('"Log it"\nmsgstr ""', '"Log it"\nmsgstr "កត់ត្រា"'), encoding="utf-8")
    told = write(tmp_path, put(root, 't.say("Log it!")\nt.say("Cancel")', "bot/y.py"))
    assert {"2 texts", "km: 1 of 2 translated"} <= set(told)
    with file.open("rb") as opened:
        catalog = read_po(opened, locale="km")
    assert {message.id: message.string for message in catalog if message.id} == {
        "Log it!": "",
        "Cancel": "បោះបង់",
    }
    assert [message.string for message in catalog.obsolete.values()] == ["កត់ត្រា"]


def test_whoever_translated_stays_named(root: Path) -> None:
    written = 'msgid ""\nmsgstr ""\n"Last-Translator: Sok <sok@example.org>\\n"\n'
    made = updated(written.encode(), "km", template(put(root, 't.say("Cancel")')))
    assert b"Last-Translator: Sok <sok@example.org>" in po_bytes(made)


def test_faults_are_told_when_the_texts_are_gathered(tmp_path: Path, root: Path) -> None:
    write(tmp_path, put(root, 't.say("Deadline {when}")'))
    file = po_file("km", tmp_path)
    source = file.read_text(encoding="utf-8")
    file.write_text(source.replace('{when}"\nmsgstr ""', '{when}"\nmsgstr "កាលកំណត់ {wen}"'), encoding="utf-8")
    assert "km: Deadline {when}: {wen} is not in the source" in write(tmp_path, root)


FILES = ("{n} file of {name}", "{n} files of {name}")


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("Deadline {when}", "កាលកំណត់ {when}"),
        ("<b>Logged</b> on #{number}", "#{number}៖ <b>បានកត់ត្រា</b>"),
        ("All of them: /status #{slug}", "ទាំងអស់៖ /status #{slug}"),
        (" · {n} file", " · ឯកសារ {n}"),
        ("Deadline {when}", ""),
        (FILES, ("ឯកសារ {n} របស់ {name}",)),
        (FILES, ("ឯកសារមួយរបស់ {name}", "ឯកសារ {n} របស់ {name}")),
    ],
)
def test_a_sound_translation_has_no_fault(
    source: str | tuple[str, str], translation: str | tuple[str, ...]
) -> None:
    assert message_faults(Message(source, translation)) == []


@pytest.mark.parametrize(
    ("source", "translation", "fault"),
    [
        ("Deadline {when}", "កាលកំណត់", "{when} is missing"),
        ("Deadline {when}", "កាលកំណត់ {wen}", "{wen} is not in the source"),
        ("Deadline {when}", "កាលកំណត់ {when", "braces"),
        ("<b>Waiting</b>", "<b>កំពុងរង់ចាំ", "no partner"),
        ("<b>Waiting</b>", "កំពុងរង់ចាំ</b>", "no partner"),
        ("<b>Waiting</b>", "<i>កំពុងរង់ចាំ</i>", "not those of the source"),
        ("Waiting", "<blink>កំពុងរង់ចាំ</blink>", "not a tag of Telegram's"),
        ("Fewer", "តិច < ច្រើន", "&lt;"),
        ("And", "ក & ខ", "&amp;"),
        ("Send /status.", "ផ្ញើ /ស្ថានភាព។", "/commands"),
        ("Such as #mangopark.", "ដូចជា #ស្វាយ។", "/commands"),
        (" · {n} file", "· ឯកសារ {n}", "spaces"),
        ("two\nlines", "ពីរ\nបន្ទាត់\n", "spaces"),
        (FILES, ("ឯកសារ {n}",), "{name} is missing"),
        (FILES, ("ឯកសារ {n} របស់ {name}", ""), "forms is missing"),
    ],
)
def test_a_fault_is_found(
    source: str | tuple[str, str], translation: str | tuple[str, ...], fault: str
) -> None:
    assert fault in " ".join(message_faults(Message(source, translation)))


def test_tags_may_hold_each_other_but_not_cross() -> None:
    assert markup_faults("<b>a <i>b</i></b>") == []
    assert markup_faults("<b>a <i>b</b></i>") != []
    assert markup_faults('<a href="https://example.org">x</a>') == []


def test_placeholders_are_read_from_braces() -> None:
    assert placeholders("#{number} {body}, {{}}") == {"number", "body"}


def test_commands_are_told_from_other_strokes() -> None:
    found = commands("<b>a</b> 24/7 his/her /status, /body NAME, /{command}, #mangopark #{number} &#39;")
    assert dict(found) == {"/status": 1, "/body": 1, "#mangopark": 1}


def test_what_is_missing_in_a_catalogue_is_named() -> None:
    catalog = Catalog(locale="km", fuzzy=False)
    catalog.add("Cancel", "បោះបង់")
    catalog.add("Undo", "")
    catalog.add("Later", "ពេលក្រោយ", flags=["fuzzy"])
    catalog.add(("{n} file", "{n} files"), ("",))
    assert untranslated(catalog) == ["Undo", "Later", "{n} file"]


def test_a_catalogue_tells_which_message_is_at_fault() -> None:
    catalog = Catalog(locale="km", fuzzy=False)
    catalog.add("Deadline {when}", "កាលកំណត់")
    assert catalog_faults(catalog) == ["Deadline {when}: {when} is missing"]
