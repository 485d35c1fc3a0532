"""Names of the files that are made: safe on every system, the same each time they are made (pure)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

from bot.export.dossier import Dossier
from db.facts import FileFacts
from db.text.clusters import cut, utf8

EVIDENCE = "evidence"
LONGEST = 120  # bytes of UTF-8: with what stands before and after it, less than any system's 255
LONGEST_SUFFIX = 12

# Windows refuses these; the rest of _kept is what hides or turns text.
_REFUSED = re.compile(r'[<>:"/\\|?*]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
_SUFFIXES = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "audio/ogg": ".oga",
    "audio/mpeg": ".mp3",
    "video/mp4": ".mp4",
    "application/pdf": ".pdf",
}
_SUFFIX_OF_KIND = {"photo": ".jpg", "voice": ".oga", "video": ".mp4", "video_note": ".mp4", "audio": ".mp3"}


def safe(name: str, otherwise: str = "file") -> str:
    """The name as any system takes it, with its ending; `otherwise` where nothing is left of it."""
    kept = "".join(map(_kept, unicodedata.normalize("NFC", name)))
    kept = " ".join(_REFUSED.sub("-", kept).split()).strip(".- ")
    suffix = PurePosixPath(kept).suffix
    if len(suffix.encode()) > LONGEST_SUFFIX:
        suffix = ""
    stem = cut(kept.removesuffix(suffix), LONGEST - utf8(suffix), utf8).strip(". ")
    if not stem:
        return otherwise + suffix
    return f"_{stem}{suffix}" if _RESERVED.fullmatch(stem) else stem + suffix


def stem(dossier: Dossier) -> str:
    """How the names of all files about this begin: what they are about, and when they were made by the newsroom's
    clock."""
    made = dossier.made_at.astimezone(ZoneInfo(dossier.timezone)).strftime("%Y-%m-%d-%H%M")
    return f"{safe(dossier.about.name, 'newsroom').replace(' ', '-')}-{made}"


def sent(dossier: Dossier, language: str, ending: str) -> str:
    """The name under which a file in one language is sent."""
    return f"{stem(dossier)}-{language}.{ending}"


def evidence(dossier: Dossier) -> list[tuple[FileFacts, int, str]]:
    """Every file of the record with its request's number and its name in the folder of the evidence:
    `<request>-<event's position in the chain>-<its own name>`, each once."""
    taken: set[str] = set()
    found = []
    for request, position, file in dossier.files:
        name = _free(f"{request.number}-{position}-{safe(_called(file), file.kind)}", taken)
        taken.add(name.casefold())
        found.append((file, request.number, f"{EVIDENCE}/{name}"))
    return found


def apart(names: Iterable[str]) -> list[str]:
    """Safe names for these, none of them twice, be it in small or capital letters."""
    taken: set[str] = set()
    found = []
    for name in names:
        free = _free(safe(name), taken)
        taken.add(free.casefold())
        found.append(free)
    return found


def _called(file: FileFacts) -> str:
    if file.name:
        return file.name
    return file.kind + (_SUFFIXES.get(file.mime_type) or _SUFFIX_OF_KIND.get(file.kind, ""))


def _free(name: str, taken: set[str]) -> str:
    suffix = PurePosixPath(name).suffix
    free, number = name, 1
    while free.casefold() in taken:
        number += 1
        free = f"{name.removesuffix(suffix)}-{number}{suffix}"
    return free


def _kept(char: str) -> str:
    kind = unicodedata.category(char)
    if kind in {"Zs", "Zl", "Zp"} or char in "\t\n\r":
        return " "
    # Marks that turn the direction make `exe.pdf` of `fdp.exe`; zero-width ones make two names look alike.
    return "" if kind in {"Cc", "Cf", "Cs", "Co", "Cn"} else char
