"""Tables of kinds with one entry missing or one field of a row otherwise, and what the tests say to it.

A table is named as `db.lifecycle.EVENTS`, a field of its rows as `db.lifecycle.EVENTS:by`. It is changed where it is made,
before anything is derived from it, as if somebody had edited the source.
"""

from __future__ import annotations

import ast
import io
import json
import os
import pkgutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from functools import partial
from importlib import import_module
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from multiprocessing import get_context
from types import CodeType, ModuleType
from typing import Any

from pydantic import create_model

AT_ONCE = 2
HUNG = 1800  # seconds; nothing here takes nearly so long
OPTIONS = ("-x", "-q", "--assert=plain", "-p", "no:cacheprovider", "-m", "not long and not postgres")
# Loaded once for all changes. The desk is loaded again for each.
NOT_OURS = (
    "aiohttp",
    "alembic",
    "babel",
    "holidays",
    "hypothesis.internal.conjecture.engine",
    "jinja2",
    "rapidfuzz",
    "sqlalchemy.ext.asyncio",
    "sqlmodel",
    "telegram.ext",
    "xlsxwriter",
)
_HOOK = "__changed__"

Changes = dict[str, Callable[[], Any]]


def survivors(place: str, files: Sequence[str]) -> list[str]:
    """The changes of a table at which none of these test files fails.

    Raises:
        AssertionError: they fail without any change, or a change could not be made.
    """
    names = list(changes(place, pkgutil.resolve_name(place.partition(":")[0])))
    assert names, f"nothing can be changed in {place}"
    own = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.mutated"],
        input=json.dumps([place, names, files]),
        capture_output=True,
        text=True,
        env=own,
        timeout=HUNG,
    )
    assert done.returncode == 0, done.stderr
    found: list[str] = json.loads(done.stdout)
    return found


def changes(place: str, table: Any) -> Changes:
    """What can be changed, by name, each with what makes the changed table."""
    field = place.partition(":")[2]
    if field:
        return {
            f"{_name(kind)}: {name}": partial(_with_row, table, kind, changed)
            for kind, row in table.items()
            for name, changed in _otherwise(row, field)
        }
    if isinstance(table, type):
        return {name: partial(_without_field, table, name) for name in table.model_fields}
    return {_name(entry): partial(_without, table, entry) for entry in table}


def _name(entry: Any) -> str:
    names = (getattr(entry, attribute, None) for attribute in ("__name__", "word", "name"))
    return next((name for name in names if isinstance(name, str)), str(entry))


def _without(table: Any, entry: Any) -> Any:
    if isinstance(table, Mapping):
        return {key: row for key, row in table.items() if key != entry}
    return type(table)(other for other in table if other != entry)


def _without_field(model: Any, name: str) -> Any:
    kept = {key: (field.annotation, field) for key, field in model.model_fields.items() if key != name}
    return create_model(model.__name__, __base__=model.__base__, __module__=model.__module__, **kept)


def _with_row(table: Mapping[Any, Any], kind: Any, fields: Mapping[str, Any]) -> Any:
    return {**table, kind: replace(table[kind], **fields)}


def _otherwise(row: Any, field: str) -> list[tuple[str, dict[str, Any]]]:
    """The ways in which a field of an event's row can be otherwise."""
    from db.lifecycle import ClaimKind, Part, Word

    value = getattr(row, field)
    match field:
        case "moves":
            return [(f"not from {before.name}", {field: _without(value, before)}) for before in value]
        case "parts":
            return [(f"not {part.name}", {field: value - {part}}) for part in Part if part in value]
        case "word":
            # The body's word and nothing else permits a claim.
            claims = dict.fromkeys(Word, row.claim or ClaimKind.DECLINED) | {Word.NONE: None}
            others = [word for word in Word if word is not value]
            return [(word.name, {field: word, "claim": claims[word]}) for word in others]
        case "claim" if value is None:
            return []
        case "claim":
            every = list(ClaimKind)
            other = every[every.index(value) - 1]
            return [(other.name, {field: other})]
    others = [False, True] if isinstance(value, bool) else list(type(value))
    return [(str(other), {field: other}) for other in others if other is not value]


class _Loader(SourceFileLoader):
    """Loads a module, and has one of its tables changed as soon as it is made."""

    def __init__(self, spec: ModuleSpec, table: str, change: Callable[[Any], Any]) -> None:
        super().__init__(spec.name, str(spec.origin))
        self._table, self._change = table, change

    def get_code(self, fullname: str) -> CodeType:
        tree = ast.parse(self.get_data(self.path))
        after = next(at for at, node in enumerate(tree.body, start=1) if self._table in names_made(node))
        tree.body[after:after] = ast.parse(f"{self._table} = {_HOOK}({self._table})").body
        code: CodeType = compile(tree, self.path, "exec")
        return code

    def exec_module(self, module: ModuleType) -> None:
        vars(module)[_HOOK] = self._change
        super().exec_module(module)


def names_made(node: ast.stmt) -> set[str]:
    """The names to which a statement at the top of a module gives a value."""
    match node:
        case ast.Assign(targets=targets):
            return {target.id for target in targets if isinstance(target, ast.Name)}
        case ast.AnnAssign(target=ast.Name(id=name)) | ast.ClassDef(name=name):
            return {name}
    return set()


class _Finder:
    """Finds the module whose table is to be changed."""

    def __init__(self, place: str, name: str) -> None:
        self._place, self._change = place, name
        self._module, _, self._table = place.partition(":")[0].rpartition(".")
        self.changed = False

    def find_spec(self, name: str, path: Sequence[str] | None, _: object = None) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path) if name == self._module else None
        if spec is not None:
            spec.loader = _Loader(spec, self._table, self._changed)
        return spec

    def _changed(self, table: Any) -> Any:
        made = changes(self._place, table)[self._change]()
        self.changed = True
        return made


def _passes(place: str, files: Sequence[str], name: str | None) -> tuple[bool, str]:
    """Whether the tests pass with a change, or without any, and what they say; in a process of its own."""
    import pytest

    said, finder = io.StringIO(), None
    if name is not None:
        finder = _Finder(place, name)
        sys.meta_path.insert(0, finder)
    with redirect_stdout(said), redirect_stderr(said):
        code = pytest.main([*OPTIONS, *files])
    assert finder is None or finder.changed, f"{place} was not changed: {name}\n{said.getvalue()}"
    return code in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}, said.getvalue()


def main() -> None:
    """Print which of the changes asked for on standard input no test notices."""
    place, names, files = json.load(sys.stdin)
    for name in NOT_OURS:
        import_module(name)
    with get_context("fork").Pool(AT_ONCE, maxtasksperchild=1) as pool:
        asked = [None, *names]
        (fine, said), *rest = pool.imap(partial(_passes, place, files), asked)
    assert fine, said
    sys.stdout.write(json.dumps([name for name, (passed, _) in zip(names, rest, strict=True) if passed]))


if __name__ == "__main__":
    main()
