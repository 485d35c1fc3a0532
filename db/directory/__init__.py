"""The bodies a new newsroom starts with: one TOML file for a country, named after its code.

Names and functions only. Telephone numbers and addresses are the newsroom's own and are never shipped.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from db.lifecycle import BodyKind


@dataclass(frozen=True)
class StarterContact:
    """A person or desk at a body: the name, and the function in which they were asked."""

    name: str
    role: str


@dataclass(frozen=True)
class StarterBody:
    """A body of the starter directory. `name_km` is empty where the official Khmer name is not certain."""

    name: str
    name_km: str
    kind: BodyKind
    aliases: tuple[str, ...]
    contacts: tuple[StarterContact, ...]


def load(country: str) -> tuple[StarterBody, ...]:
    """The starter directory of a country, in the order of its file.

    Args:
        country: ISO 3166 code of two letters, in any case ("KH").

    Returns:
        The bodies; empty for a country without a directory.
    """
    code = country.strip().lower()
    # The code becomes part of a file name, so nothing but two letters may pass.
    if not re.fullmatch("[a-z]{2}", code):
        return ()
    source = files(__package__).joinpath(f"{code}.toml")
    if not source.is_file():
        return ()
    entries = tomllib.loads(source.read_text(encoding="utf-8"))["bodies"]
    return tuple(
        StarterBody(
            name=entry["name"],
            name_km=entry.get("km", ""),
            kind=BodyKind(entry["kind"]),
            aliases=tuple(entry.get("aliases", ())),
            contacts=tuple(StarterContact(**contact) for contact in entry.get("contacts", ())),
        )
        for entry in entries
    )


@cache
def words() -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """How people speak of bodies (`words.toml`): what says nothing about which is meant, and lines of words of which each
    line is one thing."""
    found = tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))
    return (*found["people"], *found["passing"]), tuple(map(tuple, found["same"]))
