"""What there is to translate, gathered from the source by Babel, and the catalogues brought up to date with it."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Collection, Iterator, Mapping
from io import BytesIO
from operator import itemgetter
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from bot.i18n.catalogue import CATALOGUES, po_file
from bot.i18n.checking import catalog_faults, untranslated
from bot.languages import LANGUAGES, SOURCE

ROOT = Path(__file__).resolve().parents[2]
WIDTH = 110

# For Babel: which arguments are texts, and with which method the files of each room are read.
KEYWORDS = {"say": None, "count": (1, 2)}
METHODS = [(f"{room}/**.py", "bot.i18n.extract:texts") for room in ("bot", "db", "jobs")]

# What Babel writes about the moment and the tool, and what nobody filled in.
_PASSING = re.compile(
    rb'^"(?:POT-Creation-Date|PO-Revision-Date|Generated-By|Report-Msgid-Bugs-To): .*\n|^".*(?:EMAIL@ADDRESS|<LL@li\.org>).*\n',
    re.MULTILINE,
)
_HEADER = "# Reply Desk: {what}.\n# How to translate: docs/translating.md. This file is kept up to date by: make texts\n#"


class NotLiteral(ValueError):
    """A sentence that is put together when the bot runs: no translator would ever see it."""

    def __init__(self, file: str, line: int) -> None:
        super().__init__(
            f"{file}:{line}: say(), count() and message = take the sentence itself, with {{placeholders}} in it"
        )


def texts(
    file: IO[bytes], keywords: Collection[str], comment_tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[tuple[int, str, list[str], list[str]]]:
    """A method for Babel's extractor: line, keyword, texts and hint of all that is said in a file, then of its errors.

    Babel's own would miss what is said within the arguments of another call, and take half of a sum of strings.

    Raises:
        NotLiteral: a sentence is not written out where it is said.
    """
    tree = ast.parse(file.read())
    for keyword, nodes, hint in (*_said(tree, ""), *_messages(tree)):
        words = [
            node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        if len(words) < len(nodes):
            raise NotLiteral(file.name, nodes[0].lineno)
        yield nodes[0].lineno, keyword, words, [hint] if hint else []


def _said(node: ast.AST, hint: str) -> Iterator[tuple[str, list[ast.expr], str]]:
    """What is said below a node; the hint is the first line of what the function around it promises."""
    for child in ast.iter_child_nodes(node):
        below = hint
        match child:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                below = (ast.get_docstring(child) or hint).partition("\n")[0]
            case ast.Call(func=ast.Attribute(attr="say"), args=[ast.Attribute(attr="message"), *_]):
                pass  # error.message, gathered where the error is
            case ast.Call(func=ast.Attribute(attr="say"), args=[words, *_]):
                yield "say", [words], hint
            case ast.Call(func=ast.Attribute(attr="count"), args=[one, many, _, *_]):
                yield "count", [one, many], hint  # with fewer it is str.count or list.count
            case _:
                pass
        yield from _said(child, below)


def _messages(tree: ast.Module) -> Iterator[tuple[str, list[ast.expr], str]]:
    """The messages of errors, but for those declared with translated=False."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and not node.keywords:
            for part in node.body:
                if isinstance(part, ast.Assign) and ast.unparse(part.targets[0]) == "message":
                    yield "say", [part.value], f"error {node.name}"


def template(root: Path = ROOT) -> Catalog:
    """The catalogue without translations, of the source below a folder, ordered by file and place.

    Raises:
        NotLiteral: a sentence is put together when the bot runs.
    """
    made = Catalog(project="Reply Desk", version="1", charset="utf-8", fuzzy=False)
    made.header_comment = _HEADER.format(what="the English source of every text")
    found = extract_from_dir(root, METHODS, keywords=KEYWORDS)
    for file, line, text, hints, _ in sorted(found, key=itemgetter(0)):
        made.add(text, locations=[(file, line)], auto_comments=hints)
    return made


def updated(written: bytes, language: str, source: Catalog) -> Catalog:
    """A language's catalogue with exactly the messages of the source; what is not needed any more is kept at the end.

    Nothing is guessed: a sentence that changed must be translated anew.
    """
    made = read_po(BytesIO(written), locale=language, abort_invalid=True)
    made.update(source, no_fuzzy_matching=True)
    made.header_comment = _HEADER.format(what=f"the texts in {LANGUAGES[language].name} ({language})")
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


def write(folder: Path = CATALOGUES, root: Path = ROOT) -> list[str]:
    """Bring the catalogue of every language up to date, and tell what translators should know, a line each.

    Raises:
        NotLiteral: a sentence is put together when the bot runs. Nothing is written.
    """
    source = template(root)
    told = [f"{len(source)} texts"]
    for language in LANGUAGES:
        if language == SOURCE:
            continue
        file = po_file(language, folder)
        file.parent.mkdir(parents=True, exist_ok=True)
        made = updated(file.read_bytes() if file.is_file() else b"", language, source)
        file.write_bytes(po_bytes(made))
        told.append(f"{language}: {len(made) - len(untranslated(made))} of {len(made)} translated")
        told += [f"{language}: {fault}" for fault in catalog_faults(made)]
    return told


if __name__ == "__main__":
    sys.stdout.write("\n".join(write()) + "\n")
