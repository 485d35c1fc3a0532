"""How somebody without our program checks a dossier's files: the commands and the program that README.txt holds."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from markupsafe import Markup

from bot.export import texts
from bot.export.dossier import Dossier
from bot.export.folder import CSV, EVENTS, STAMPS, STORIES, WORKBOOK, page_name
from bot.export.names import EVIDENCE
from bot.export.tables import plain
from bot.i18n.catalogue import Texts
from bot.languages import COMPLETE, LANGUAGES
from db.chain.links import End

ON_WINDOWS = "certutil -hashfile NAME SHA256"


def commands(sums: str) -> list[str]:
    """What checks all files by their hashes, on Linux and on a Mac. `sums`: the file of hashes."""
    return [f"sha256sum -c {sums}", f"shasum -a 256 -c {sums}"]


@lru_cache(maxsize=1)
def program() -> str:
    """The program that checks events.jsonl, as docs/verifying.md has it."""
    return files("bot.export").joinpath("templates", "check.py.txt").read_text(encoding="utf-8")


def expected(end: End) -> list[str]:
    """What the program says where nothing was changed."""
    return [f"{end.position} events in order; the last hash is", end.hash]


WIDTH = 78
_RULE = "-" * WIDTH


class Package(NamedTuple):
    """What the text stands package: the names of the files; a line for each piece of evidence of which there is no
    copy; the names of files that were too much to send; which ZIP of how many this is; the name of the file of hashes; where
    copies are to be clean, a line for each that is, and the names of those that cannot be.
    """

    names: Sequence[str]
    missing: Sequence[str]
    left_out: Sequence[str]
    part: tuple[int, int]
    sums: str
    cleaned: Sequence[str] = ()
    as_they_came: Sequence[str] = ()


def readme(t: Texts, dossier: Dossier, package: Package) -> str:
    """The whole text."""
    parts = [
        *_head(t, dossier, package),
        _title(t.say("What is here")),
        *_files(t, package),
        *_not_here(t, package),
        *_clean(t, package),
        _title(t.say("How to check it")),
        *_checks(t, dossier, package),
        _title(t.say("What this shows, and what not")),
        *map(_filled, _limits(t)),
    ]
    return "\n\n".join(parts) + "\n"


def _head(t: Texts, dossier: Dossier, package: Package) -> list[str]:
    number, count = package.part
    lines = [
        t.say("Record of requests for comment"),
        dossier.about.title,
        dossier.newsroom,
        t.say("Made {when} by {who}.", when=texts.when(t, dossier.made_at), who=dossier.made_by),
        texts.zone(t, dossier.made_at),
        texts.counted(t, len(dossier.requests), len(dossier.bodies), dossier.private),
    ]
    if count > 1:
        lines.append(t.say("This is part {n} of {count}.", n=number, count=count))
    return ["\n".join(" ".join(plain(line).split()) for line in lines)]


def _files(t: Texts, package: Package) -> list[str]:
    about = {
        **{
            page_name(code): t.say(
                "the record to read and to print, in {language}; any browser opens it",
                language=LANGUAGES[code].name,
            )
            for code in COMPLETE
        },
        f"{STORIES}/": t.say("the same for each story"),
        WORKBOOK: t.say("requests, events and bodies as tables, for Excel and its like"),
        CSV: t.say("a row for each event, for any other program"),
        EVENTS: t.say("the newsroom's chain of events: what the check below reads"),
        f"{STAMPS}/": t.say("answers of a time-stamping authority, each named by the event that it stamps"),
        f"{EVIDENCE}/": t.say("files that came with replies: REQUEST-EVENT-NAME"),
        package.sums: t.say("the SHA-256 of each of these files"),
    }
    shown = [name for name in about if name == package.sums or any(n.startswith(name) for n in package.names)]
    return ["\n".join(_entry(f"{name:17} {plain(about[name])}", 18) for name in shown)]


def _not_here(t: Texts, package: Package) -> list[str]:
    found = []
    if package.missing:
        found += [_title(t.say("Files of which there is no copy"))]
        found += ["\n".join(_entry(f"- {line}", 2) for line in package.missing)]
    if package.left_out:
        found += [_title(t.say("Too much to send by Telegram"))]
        found += ["\n".join(f"- {name}" for name in package.left_out)]
        found += [_filled(t.say("Whoever runs the desk can copy everything: python -m bot export DIR"))]
    return found


def _clean(t: Texts, package: Package) -> list[str]:
    found = []
    if package.cleaned:
        found += [_title(t.say("Copies without place, camera and author"))]
        found += [
            _filled(
                t.say(
                    "The newsroom keeps the originals. Where the events name a file by its SHA-256, that is the original's; the copy here has another, which the file of hashes names."
                )
            )
        ]
        found += ["\n".join(_entry(f"- {line}", 2) for line in package.cleaned)]
    if package.as_they_came:
        found += [_title(t.say("Files as they came, of which nothing could be taken out"))]
        found += ["\n".join(f"- {name}" for name in package.as_they_came)]
    return found


def _checks(t: Texts, dossier: Dossier, package: Package) -> list[str]:
    found = [
        _filled(t.say("1. That these files are as they were made:")),
        _indented(commands(package.sums)),
        _filled(
            t.say(
                "The first is for Linux, the second for a Mac. On Windows compare one by one: {command}",
                command=ON_WINDOWS,
            )
        ),
    ]
    if dossier.end is None or EVENTS not in package.names:
        return found
    return [
        *found,
        _filled(
            t.say(
                "2. That the events are in order and unchanged. Each line of events.jsonl is one event. Its fingerprint is the SHA-256 of the line, as it stands there and without the line break. The next line holds it as “previous”. An event of another story, or whose words were removed, is withheld: its fingerprint stands in its place as “hash”. Save what stands between the two lines below as check.py and run: python3 check.py events.jsonl"
            )
        ),
        f"{_RULE}\n{program()}{_RULE}",
        _filled(t.say("It must say:")),
        _indented(expected(dossier.end)),
        _filled(
            t.say(
                "3. That this is what the newsroom has. Let it run: python -m bot verify --since, followed by that fingerprint. Or compare the fingerprint with one that left the newsroom earlier, printed in a dossier or sent by mail."
            )
        ),
        _filled(
            t.say(
                "4. That a file in the folder evidence is the one that came: its SHA-256 stands in the event “filed” of events.jsonl, with the position of the event it came with."
            )
        ),
        *_stamped(t, package),
    ]


def _stamped(t: Texts, package: Package) -> list[str]:
    if not any(name.startswith(STAMPS) for name in package.names):
        return []
    return [
        _filled(
            t.say(
                "5. That the events were there by a certain time, as an authority outside the newsroom says: get its root certificate from the authority itself, not from the newsroom, and name it behind the file of events. The program then asks openssl about each stamp: python3 check.py events.jsonl root.pem"
            )
        )
    ]


def _limits(t: Texts) -> list[Markup]:
    return [
        t.say(
            "Whoever can write the newsroom's database can also compute all fingerprints anew. What gives that away is one fingerprint that left the newsroom before. So keep this one where the newsroom cannot change it."
        ),
        t.say(
            "It shows that these words, with these times, were on record when the fingerprint left, in this order. It does not show that they are true, or that something happened when the reporter said so. Times of recording are those of the newsroom's own clock. Members stand there by number, never by name."
        ),
    ]


def _title(text: Markup) -> str:
    plainly = plain(text)
    return f"{plainly.upper()}\n{'=' * min(len(plainly), WIDTH)}"


def _indented(lines: Sequence[str]) -> str:
    return "\n".join(f"    {line}" for line in lines)


def _filled(text: Markup) -> str:
    return textwrap.fill(plain(text), WIDTH, break_long_words=False, break_on_hyphens=False)


def _entry(line: str, indent: int) -> str:
    return textwrap.fill(
        " ".join(line.split(" ")) if indent > 2 else line,
        WIDTH,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
        drop_whitespace=True,
    )
