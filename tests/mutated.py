"""Tables of kinds with one entry missing or one field of a row otherwise, and what the tests say to it.

A table is named as `db.lifecycle.EVENTS`, a field of its rows as `db.lifecycle.EVENTS:by`. It is changed where it is made,
before anything is derived from it, as if somebody had edited the source.
"""

from __future__ import annotations

import ast
import builtins
import io
import os
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from functools import cache, partial
from importlib.machinery import SourceFileLoader
from multiprocessing import get_context
from multiprocessing.context import ForkServerContext
from types import CodeType
from typing import Any

import pytest
from pydantic import create_model

AT_ONCE = 2
# Random records would find much of it too, now and then: what is asked here is what the written ones hold.
_PLAIN = [
    "-x",
    "-q",
    "--assert=plain",
    "-p",
    "no:cacheprovider",
    "-m",
    "not (long or postgres or hypothesis)",
]
# Our fixtures load the whole desk. Tests that need none of them do without.
OPTIONS = ([*_PLAIN, "--noconftest"], _PLAIN)
# Loaded once for all changes. The desk is loaded again for each.
NOT_OURS = [
    "aiohttp",
    "alembic",
    "babel",
    "holidays",
    "hypothesis.internal.conjecture.engine",
    "jinja2",
    "pytest_asyncio.plugin",
    "rapidfuzz",
    "sqlalchemy.ext.asyncio",
    "sqlmodel",
    "telegram.ext",
    "xlsxwriter",
]

Change = Callable[[], Any]


def survivors(place: str, files: Sequence[str]) -> list[str]:
    """The changes of a table at which none of these test files fails.

    Raises:
        AssertionError: they fail without any change, or a change could not be made.
    """
    return _apart().submit(_survivors, place, files).result()


@cache
def _apart() -> ProcessPoolExecutor:
    """A process has one fork server, and other tests have theirs load the desk."""
    return ProcessPoolExecutor(1, mp_context=get_context("spawn"))


def _survivors(place: str, files: Sequence[str]) -> list[str]:
    names = list(changes(place, pkgutil.resolve_name(place.partition(":")[0])))
    assert names, f"nothing can be changed in {place}"
    with _processes().Pool(AT_ONCE, maxtasksperchild=1) as pool:
        fine = next((each for each in OPTIONS if pool.apply(_pass, (place, files, each, None))), None)
        assert fine, f"{files} fail without any change"
        passed = pool.map(partial(_pass, place, files, fine), names, chunksize=1)
    return [name for name, still in zip(names, passed, strict=True) if still]


@cache
def _processes() -> ForkServerContext:
    context = get_context("forkserver")
    context.set_forkserver_preload(NOT_OURS)
    return context


def changes(place: str, table: Any) -> dict[str, Change]:
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
            return [(f"otherwise {part.name}", {field: value ^ {part}}) for part in Part]
        case "word":
            # The body's word and nothing else permits a claim.
            claims = dict.fromkeys(Word, row.claim or ClaimKind.DECLINED) | {Word.NONE: None}
            return [(word.name, {field: word, "claim": claims[word]}) for word in Word if word is not value]
        case "claim":
            return [(each.name, {field: each}) for each in ClaimKind if value not in (None, each)]
    others = [False, True] if isinstance(value, bool) else list(type(value))
    return [(str(other), {field: other}) for other in others if other is not value]


def names_made(node: ast.stmt) -> set[str]:
    """The names to which a statement at the top of a module gives a value."""
    match node:
        case ast.Assign(targets=targets):
            return {target.id for target in targets if isinstance(target, ast.Name)}
        case ast.AnnAssign(target=ast.Name(id=name)) | ast.ClassDef(name=name):
            return {name}
    return set()


def _pass(place: str, files: Sequence[str], options: Sequence[str], name: str | None) -> bool:
    """Whether the tests pass with a change, or without any; in a process that has not loaded the desk."""
    for variable in [key for key in os.environ if key.startswith("PYTEST")]:
        del os.environ[variable]
    made = [] if name is None else _change(place, name)
    with redirect_stdout(io.StringIO()) as said, redirect_stderr(said):
        code = pytest.main([*options, *files])
    assert name is None or made, f"{place} was not changed: {name}\n{said.getvalue()}"
    return code in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}


def _change(place: str, name: str) -> list[Any]:
    """Have a table changed as soon as its module makes it; what was made of it is in the list from then on."""
    module, _, table = place.partition(":")[0].rpartition(".")
    read, made = SourceFileLoader.get_code, list[Any]()

    def changed(whole: Any) -> Any:
        made.append(changes(place, whole)[name]())
        return made[-1]

    def get_code(self: SourceFileLoader, fullname: str) -> CodeType | None:
        if fullname != module:
            return read(self, fullname)
        tree = ast.parse(self.get_data(self.path))
        after = next(at for at, node in enumerate(tree.body, start=1) if table in names_made(node))
        tree.body[after:after] = ast.parse(f"{table} = __changed__({table})").body
        code: CodeType = compile(tree, self.path, "exec")
        return code

    vars(builtins)["__changed__"] = changed
    SourceFileLoader.get_code = get_code  # type: ignore[method-assign]
    return made
