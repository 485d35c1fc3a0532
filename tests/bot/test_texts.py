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
from bot.i18n.checking import catalog_faults, markup_faults, placeholders, untranslated
from bot.i18n.extract import ROOT, template
from bot.languages import COMPLETE, LANGUAGES
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
    "bot/export/tables.py",
    "bot/export/workbook.py",
    "bot/i18n",
    "bot/languages",
    "bot/kinds.py",
    "bot/letters/drafting.py",
    "bot/proposals/places.py",
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
