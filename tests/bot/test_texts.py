"""The texts themselves: gathered, complete where declared so, and sound in every language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from bot.i18n.catalogue import COMPLETE, LANGUAGES, Texts
from bot.i18n.checking import catalog_faults, markup_faults, placeholders, untranslated
from bot.i18n.extract import LOCALE, ON_THE_CONSOLE, ROOT, sources, template
from jobs.deadlines.reading import looks_like_time

STALE = "the catalogues are out of date: run make texts"
TRANSLATED = sorted(set(LANGUAGES) - {"en"})
SOURCE = template(sources())


def read(file: Path, language: str | None = None) -> Catalog:
    with file.open("rb") as opened:
        return read_po(opened, locale=language, abort_invalid=True)


def of(language: str) -> Catalog:
    return read(LOCALE / language / "LC_MESSAGES" / "replydesk.po", language)


def ids(catalog: Catalog) -> set[object]:
    return {message.id for message in catalog if message.id}


def forms(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def test_every_message_of_the_source_is_in_the_template_and_no_other() -> None:
    there = ids(read(LOCALE / "replydesk.pot"))
    assert (ids(SOURCE) - there, there - ids(SOURCE)) == (set(), set()), STALE


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_of_the_source_is_in_every_catalogue_and_no_other(language: str) -> None:
    there = ids(of(language))
    assert (ids(SOURCE) - there, there - ids(SOURCE)) == (set(), set()), STALE


def test_the_folders_are_the_languages_spoken() -> None:
    assert sorted(folder.name for folder in LOCALE.iterdir() if folder.is_dir()) == TRANSLATED
    assert set(LANGUAGES) >= COMPLETE > set()


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
    faults = {form: markup_faults(form) for m in SOURCE if m.id for form in forms(m)}
    assert {form: found for form, found in faults.items() if found} == {}


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_message_can_be_said_with_whatever_people_typed_in_it(language: str) -> None:
    texts = Texts(language, "UTC")
    for message in (message for message in SOURCE if message.id):
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


def test_the_errors_of_the_console_are_named_rightly() -> None:
    made = {
        node.name
        for text in sources().values()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ClassDef)
    }
    assert ON_THE_CONSOLE - made == set()


SPEAKING = [
    *(ROOT / "bot" / "handlers").glob("*.py"),
    *(ROOT / "bot" / "texts").glob("*.py"),
    *(
        ROOT / "bot" / f"{name}.py"
        for name in ("access", "call", "errors", "handling", "keyboards", "notifier", "sending", "views")
    ),
]
# The tools say nothing; what english.py knows of English (articles, plurals) is used in English alone.
NOT_SPEAKING = {"catalogue.py", "checking.py", "english.py", "extract.py", "gather.py"}
# Calls whose words people never see: the log's, and what became of a notice, which is kept for the operator.
UNSEEN = {"debug", "info", "warning", "error", "getLogger", "Retry", "Gone", "removeprefix"}
WORD = re.compile(r"[A-Za-z]{2,}")


@pytest.mark.parametrize("file", [f for f in SPEAKING if f.name not in NOT_SPEAKING], ids=lambda f: f.name)
def test_no_sentence_is_written_past_the_catalogues(file: Path) -> None:
    assert list(unsaid(ast.parse(file.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    "source",
    [
        'call.answer("Nothing here")',
        'x = "Saved"',
        'button("later", data)',
        'Markup("<b>late</b> {}")',
        'Markup(f"{n} late")',
        'lines.append("two words")',
    ],
)
def test_a_sentence_past_the_catalogues_would_be_noticed(source: str) -> None:
    assert list(unsaid(ast.parse(source))) != []


def unsaid(tree: ast.AST) -> Iterator[str]:
    """String literals that read like English: several words, a capital, or any word where only text can stand."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue  # a docstring
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
