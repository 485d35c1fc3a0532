"""What there is to translate, read from the source: sentences in say() and count(), and the words of errors (pure)."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

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
