"""The documents say what the code does: commands, settings, links, dependencies."""

from __future__ import annotations

import ast
import re
import tempfile
from pathlib import Path

import pytest
from dotenv import dotenv_values

from bot.commands import COMMANDS
from bot.environment import read_settings
from bot.help import every as help_text
from bot.i18n.catalogue import Texts
from bot.reading.words import read_channel
from db.lifecycle import Channel
from docs import tables
from tests.docs.pages import ROOT, fenced, pages, read, rows, tracked

NAMES = [*(command.name for command in COMMANDS), "help", "start"]
ANY_TOKEN = {"BOT_TOKEN": "123456789:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}

# Where wheels and packages come from, and folders that only some machine has.
# An option that names a registry, the index every registry of wheels has, and the download of a wheel or archive.
REGISTRY = re.compile(
    r"--(?:extra-)?index-url\s+\S|https?://\S+/simple\b|https?://\S+\.(?:whl|tgz|tar\.gz)\b", re.IGNORECASE
)
MACHINE = re.compile(r"(?<![\w.:/~-])/(?:home|root|Users|tmp|mnt)/\w")


@pytest.mark.parametrize("page", ["README.md", "docs/commands.md"])
@pytest.mark.parametrize("name", NAMES)
def test_every_command_is_in_the_documents(page: str, name: str) -> None:
    assert re.search(rf"`/{name}(?![a-z])", read(page))


@pytest.mark.parametrize("page", ["README.md", "docs/commands.md"])
def test_the_documents_name_no_command_that_does_not_exist(page: str) -> None:
    named = re.findall(r"(?<![\w/.])`/([a-z]+)(?![a-z/.])", read(page))
    paths_and_other_bots = {"newbot", "setinline", "telegram"}
    assert set(named) - set(NAMES) - paths_and_other_bots == set()


def test_help_lists_every_command_and_itself() -> None:
    texts = Texts("en", "UTC")
    text = help_text(texts, [(command.name, command.does(texts)) for command in COMMANDS])
    assert [name for name in NAMES if name != "start" and not re.search(rf"/{name}\b", text)] == []


@pytest.mark.parametrize("page", tables.pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_what_the_documents_repeat_of_the_code_is_up_to_date(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert tables.written(text) == text, "run: make docs"


def test_every_part_that_is_written_stands_in_a_document() -> None:
    everything = "".join(page.read_text(encoding="utf-8") for page in tables.pages())
    assert [name for name in tables.PARTS if f"<!-- {name} -->" not in everything] == []


def settings_read() -> set[str]:
    """The variables that bot/environment.py reads: the names given to its `_text(env, name, default)`."""
    calls = [node for node in ast.walk(ast.parse(read("bot/environment.py"))) if isinstance(node, ast.Call)]
    named = [call.args[1] for call in calls if isinstance(call.func, ast.Name) and call.func.id == "_text"]
    return {node.value for node in named if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def example() -> dict[str, str]:
    """The variables of .env.example with their values, those commented out too."""
    return dict(re.findall(r"^#?([A-Z][A-Z_]+)=(.*)$", read(".env.example"), flags=re.MULTILINE))


def test_the_example_explains_exactly_the_variables_that_are_read() -> None:
    read_here = settings_read()
    assert "BOT_TOKEN" in read_here
    assert set(example()) == read_here


def test_each_variable_of_the_example_has_an_explanation_above_it() -> None:
    lines = read(".env.example").split("\n")
    for number, line in enumerate(lines):
        if re.match(r"#?[A-Z][A-Z_]+=", line):
            assert lines[number - 1].startswith("# "), line


def test_the_example_sets_nothing_and_shows_the_defaults() -> None:
    assert dotenv_values(ROOT / ".env.example") == {"BOT_TOKEN": ""}
    shown = read_settings(example() | ANY_TOKEN)
    default = read_settings(ANY_TOKEN)
    assert vars(shown) == vars(default)


def anchors(text: str) -> set[str]:
    """The names by which the headings of a page can be linked to."""
    headings = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


def links(page: Path) -> list[str]:
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    found = re.findall(r"!?\[[^\]]*\]\(([^)\s]+)\)", re.sub(r"`[^`\n]*`", "", text))
    return [link for link in found if not re.match(r"[a-z]+:", link)]


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_no_link_or_picture_is_broken(page: Path) -> None:
    for link in links(page):
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.is_relative_to(ROOT), link
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target.read_text(encoding="utf-8")), link


def test_the_links_are_found_at_all() -> None:
    assert "docs/images/chat-page.png" in links(ROOT / "README.md")
    assert len(links(ROOT / "README.md")) > 8


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_files_named_in_the_documents_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = re.findall(r"`((?:\.ci|bot|db|docs|jobs|requirements|sandbox|tests)/[\w./*-]*)`", text)
    assert [path for path in named if not list(ROOT.glob(path.rstrip("/")))] == []


def test_the_readme_gives_the_commands_that_the_checks_call() -> None:
    called = [line.split(" ||")[0] for line in read(".ci/run").split("\n") if line.startswith("make ")]
    assert called == ["make check", "make test", "make test-long", "make bench-small"]
    readme = read("README.md")
    shown = [line.split("#")[0].strip() for block in fenced(readme, "sh") for line in block.split("\n")]
    assert "make test" in shown
    assert "`make check`" in readme


def test_the_readme_gives_the_plain_commands_of_the_makefile() -> None:
    makefile = read("Makefile")
    shown = [line for block in fenced(read("README.md"), "sh") for line in block.split("\n")]
    tests = re.search(r"^test:.*\n\t@\$\(PY\) (.+)$", makefile, flags=re.MULTILINE)
    assert tests is not None
    assert f".venv/bin/python {tests[1]}" in shown
    for name in ("run", "dev"):
        assert f".venv/bin/pip install --require-hashes -r requirements/{name}.txt" in shown


def required() -> set[str]:
    """The libraries that requirements/*.in name."""
    lines = [line for path in (ROOT / "requirements").glob("*.in") for line in path.read_text().split("\n")]
    return {re.split(r"[\[<>=!~; ]", line)[0] for line in lines if line and line[0] not in "#-"}


def test_each_dependency_is_explained_and_no_other() -> None:
    text = read("docs/decisions/dependencies.md")
    tables = [rows(part, "library") for part in text.split("\n## ")[1:]]
    explained = [row for table in tables for row in table]
    assert "pytest" in required()
    assert {row[0] for row in explained} == required()
    assert [row[0] for row in explained if not all(row) or len(row) != 3] == []


def test_no_file_names_a_registry_or_a_folder_of_this_machine() -> None:
    here = {str(ROOT), str(Path.home()), tempfile.gettempdir()} - {"/"}
    folders = re.compile("|".join(rf"(?<![\w.:/~-]){re.escape(folder)}/\w" for folder in sorted(here)))
    found = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture
        found += [
            f"{path.relative_to(ROOT)}: {line.strip()[:120]}"
            for line in text.split("\n")
            if REGISTRY.search(line) or MACHINE.search(line) or folders.search(line)
        ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "--index-url" + " https://mirror.example/x",
        "https://mirror.example/a/b-1.0-py3-none-any" + ".whl",
        "https://mirror.example" + "/simple/pytest",
        'path = "' + "/" + 'home/me/desk"',
    ],
)
def test_registries_and_folders_would_be_seen(line: str) -> None:
    assert REGISTRY.search(line) or MACHINE.search(line)


def test_the_channels_of_the_documents_are_read_as_such() -> None:
    table = rows(read("docs/commands.md"), "channel")
    assert [row[0].strip("`") for row in table] == [channel.value for channel in Channel]
    for name, words in table:
        for word in [name, *words.split(", ")]:
            assert read_channel(word.strip("`")) == Channel(name.strip("`")), word
