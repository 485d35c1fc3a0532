"""How somebody without our program checks a dossier's files: the commands and the program that README.txt holds."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from db.chain import End

ON_WINDOWS = "certutil -hashfile NAME SHA256"


def commands(sums: str) -> list[str]:
    """What checks all files by their hashes, on Linux and on a Mac. `sums`: the file of hashes."""
    return [f"sha256sum -c {sums}", f"shasum -a 256 -c {sums}"]


@lru_cache(maxsize=1)
def program() -> str:
    """The program that checks events.jsonl, as docs/verifying.md has it."""
    return files("bot.dossier").joinpath("templates", "check.py.txt").read_text(encoding="utf-8")


def expected(end: End) -> list[str]:
    """What the program says where nothing was changed."""
    return [f"{end.position} events in order; the last hash is", end.hash]
