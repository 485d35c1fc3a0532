"""Gathers the texts for the translators: `make texts`, or `python -m bot.texts.extract`.

Writes locale/replydesk.pot and brings every language's replydesk.po up to date. What is written depends on the source
and the translations alone (no dates, no line numbers), so that running it twice changes nothing.
"""

from __future__ import annotations

import re
import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from bot.texts.catalogue import LANGUAGES
from bot.texts.checking import catalog_faults, untranslated
from bot.texts.gather import gather

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
