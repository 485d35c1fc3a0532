"""What there is to translate, read from the source: sentences in say() and count(), and the words of errors (pure)."""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from bot.i18n.catalogue import LANGUAGES
from bot.i18n.checking import catalog_faults, untranslated

MessageId = str | tuple[str, str]

# These are read by whoever starts the bot, on the console, and stay English.
ON_THE_CONSOLE = frozenset(
    {
        "BackupExists",
        "BackupFailed",
        "BadSetting",
        "NamelessNewsroom",
        "NewerDatabase",
        "NoBackupHere",
        "NoDatabaseYet",
        "UnreachableDatabase",
        "UnusableDatabaseUrl",
    }
)


class NotLiteral(ValueError):
    """A sentence that is put together when the bot runs: no translator would ever see it."""

    def __init__(self, file: str, line: int) -> None:
        super().__init__(
            f"{file}:{line}: say() and count() take the sentence itself, with {{placeholders}} in it"
        )


@dataclass(frozen=True)
class Found:
    """A message (or its singular and plural), the file it is in, and a hint for translators."""

    id: MessageId
    file: str
    hint: str


def gather(sources: Mapping[str, str]) -> list[Found]:
    """Every message of these files, ordered by file and place.

    Args:
        sources: the text of each Python file by its path from the root of the repository.

    Raises:
        NotLiteral: a sentence is not written out where it is said.
    """
    trees = {file: ast.parse(text) for file, text in sorted(sources.items())}
    errors = _errors(trees)
    found = []
    for file, tree in trees.items():
        found += list(_said(file, tree))
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and node.name in errors - ON_THE_CONSOLE:
                words = ast.get_docstring(node, clean=False)
                if words:
                    found.append(Found(inspect.cleandoc(words), file, f"error {node.name}"))
    return found


def _said(file: str, tree: ast.Module) -> Iterator[Found]:
    for node, hint in _calls(tree, ""):
        name, args = node.func.attr if isinstance(node.func, ast.Attribute) else "", node.args
        if name == "say" and args and not _is_error_template(args[0]):
            yield Found(_words(args[0], file), file, hint)
        elif name == "count" and len(args) >= 3:  # with fewer it is str.count or list.count
            yield Found((_words(args[0], file), _words(args[1], file)), file, hint)


def _calls(node: ast.AST, hint: str) -> Iterator[tuple[ast.Call, str]]:
    """Every call below a node with the first line of what the function around it promises."""
    for child in ast.iter_child_nodes(node):
        below = hint
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            below = (ast.get_docstring(child) or hint).partition("\n")[0]
        if isinstance(child, ast.Call):
            yield child, below
        yield from _calls(child, below)


def _words(node: ast.expr, file: str) -> str:
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        raise NotLiteral(file, node.lineno)
    return node.value


def _is_error_template(node: ast.expr) -> bool:
    """`error.template`: the docstring of an error, which is gathered where the error is."""
    return isinstance(node, ast.Attribute) and node.attr == "template"


def _errors(trees: Mapping[str, ast.Module]) -> frozenset[str]:
    """The names of DeskError and all classes made from it."""
    bases = {
        node.name: {
            base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "") for base in node.bases
        }
        for tree in trees.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    known = {"DeskError"}
    while more := {name for name, of in bases.items() if of & known} - known:
        known |= more
    return frozenset(known)


ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("bot", "jobs", "db")
LOCALE = Path(__file__).resolve().parent / "locale"
WIDTH = 110

# What Babel writes about the moment and the tool, and what nobody filled in.
_PASSING = re.compile(
    rb'^"(?:POT-Creation-Date|PO-Revision-Date|Generated-By|Report-Msgid-Bugs-To): .*\n|^".*(?:EMAIL@ADDRESS|<LL@li\.org>).*\n',
    re.MULTILINE,
)
_HEADER = "# Reply Desk: {what}.\n# How to translate: docs/translating.md. This file is kept up to date by: make texts\n#"


def sources(root: Path = ROOT) -> dict[str, str]:
    """The text of every Python file of the desk, by its path from the root."""
    files = [file for room in ROOMS for file in sorted((root / room).rglob("*.py"))]
    return {file.relative_to(root).as_posix(): file.read_text(encoding="utf-8") for file in files}


def template(texts: dict[str, str]) -> Catalog:
    """The catalogue without translations, of the source files given.

    Raises:
        NotLiteral: a sentence is put together when the bot runs.
    """
    made = Catalog(project="Reply Desk", version="1", charset="utf-8", fuzzy=False)
    made.header_comment = _HEADER.format(what="the English source of every text")
    for found in gather(texts):
        made.add(found.id, locations=[(found.file, 1)], auto_comments=[found.hint] if found.hint else [])
    return made


def updated(written: bytes, language: str, source: Catalog) -> Catalog:
    """A language's catalogue with exactly the messages of the source; what is not needed any more is kept at the end.

    Nothing is guessed: a sentence that changed must be translated anew.
    """
    made = read_po(BytesIO(written), locale=language, abort_invalid=True)
    made.update(source, no_fuzzy_matching=True)
    made.header_comment = _HEADER.format(
        what=f"the texts in {LANGUAGES.get(language, language)} ({language})"
    )
    made.project, made.version, made.fuzzy = source.project, source.version, False
    return made


def po_bytes(catalog: Catalog) -> bytes:
    """The file of a catalogue, without what changes from run to run."""
    for message in (*catalog, *catalog.obsolete.values()):
        message.flags.discard("python-format")  # "{share} % of" is no format of Python's
    written = BytesIO()
    write_po(written, catalog, width=WIDTH, include_lineno=False)
    header, blank, rest = written.getvalue().partition(b"\n\n")
    return _PASSING.sub(b"", header + b"\n") + blank[1:] + rest.rstrip(b"\n") + b"\n"


def write(locale: Path = LOCALE, texts: dict[str, str] | None = None) -> list[str]:
    """Write the template and every language, and tell what translators should know, a line each.

    Raises:
        NotLiteral: a sentence is put together when the bot runs. Nothing is written.
    """
    source = template(sources() if texts is None else texts)
    locale.mkdir(parents=True, exist_ok=True)
    (locale / "replydesk.pot").write_bytes(po_bytes(source))
    told = [f"{len(source)} texts"]
    for language in LANGUAGES:
        if language == "en":
            continue
        file = locale / language / "LC_MESSAGES" / "replydesk.po"
        file.parent.mkdir(parents=True, exist_ok=True)
        made = updated(file.read_bytes() if file.is_file() else b"", language, source)
        file.write_bytes(po_bytes(made))
        told.append(f"{language}: {len(made) - len(untranslated(made))} of {len(made)} translated")
        told += [f"{language}: {fault}" for fault in catalog_faults(made)]
    return told


if __name__ == "__main__":
    sys.stdout.write("\n".join(write()) + "\n")
