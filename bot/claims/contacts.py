"""Whom a contact names, as reporters type them: persons with their roles, offices, addresses (pure)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import NamedTuple

from bot.claims.claim import Claim
from bot.languages import LANGUAGES
from db.names import normalise

_ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+|@\w+|\+?\d[\d\s()./-]{4,}\d")


class Person(NamedTuple):
    """Whom a contact names: either may be missing, "spokesman Touch Sokhak" has both."""

    name: str
    role: str


def persons(claim: Claim) -> list[Person]:
    """Those that were asked, each once; none where only the body was."""
    return persons_in(claim.contacts, claim.body)


def persons_in(contacts: Iterable[str], body: str) -> list[Person]:
    """Whom these contacts at a body name, each once."""
    found: dict[Person, None] = {}
    for contact in filter(None, map(without_address, contacts)):
        one = _named_before(person(contact), body)
        parts = [part for part in re.split(r", (?:and )?", contact) if part.casefold() != body.casefold()]
        several = not one.role and all(map(_FULL_NAME.fullmatch, parts))
        found.update(dict.fromkeys(map(person, parts) if several else [one]))
    return list(found)


def are_one(some: Iterable[Person], others: Iterable[Person]) -> bool:
    """Whether these are certainly the others: by their names, and where nobody is named by their roles."""
    return frozenset(map(_known_by, some)) == frozenset(map(_known_by, others))


def _known_by(one: Person) -> frozenset[str]:
    return _words(one.name) or _words(one.role)


def _named_before(one: Person, body: str) -> Person:
    """One whose name stands before the role with nothing between them: "Touch Sokhak spokesman", but not "Interior Ministry
    spokesman"."""
    found = None if one.name else _NAME_AND_ROLE.fullmatch(one.role)
    if found is None or _OF_A_BODY.search(found["name"]):
        return one
    named = set(found["name"].casefold().split())
    return one if named & set(body.casefold().split()) else Person(found["name"], found["role"])


def named(contact: str | None) -> list[Person]:
    """Whom a contact names; nobody where it is none, or only an address."""
    words = without_address(contact or "")
    return [person(words)] if words else []


def may_be_one(some: Collection[Person], others: Collection[Person]) -> bool:
    """Whether what one of these said may have been said by one of the others: unless both were named, and are not the
    same. Of two names those count, else also the role."""
    if not some or not others:
        return True
    return any(_may_be(one, other) for one in some for other in others)


def _may_be(one: Person, other: Person) -> bool:
    mine, theirs = _words(one.name), _words(other.name)
    if not mine or not theirs:
        mine, theirs = mine | _words(one.role), theirs | _words(other.role)
    return mine <= theirs or theirs <= mine


def _words(text: str) -> frozenset[str]:
    return frozenset(normalise(text).split())


def with_known_role(claim: Claim) -> list[Person]:
    """The same, where one is named alone with the role that the directory has for that name."""
    asked = persons(claim)
    if len(asked) == 1 and claim.contacts == (asked[0].name,) and _ROLE_ALONE.fullmatch(claim.contact_role):
        return [asked[0]._replace(role=claim.contact_role)]
    return asked


@lru_cache(maxsize=1024)
def person(contact: str) -> Person:
    """The name and the role in a contact, in whichever order and language they were typed: "Touch Sokhak, spokesman",
    "spokesman Touch Sokhak", "Touch Sokhak (spokesman)"; an office has a role alone, and what cannot be told apart is a name."""
    if len(contact) > _LONGEST:
        return Person(contact, "")
    if found := _NAME_FIRST.fullmatch(contact):
        return Person(found["name"], found["role"])
    if (found := _ROLE_FIRST.fullmatch(contact)) and not _OFFICE.search(found["name"]):
        return Person(found["name"], found["role"])
    if _ROLE_ALONE.fullmatch(contact) or _OFFICE.search(contact):
        return Person("", contact)
    return Person(contact, "")


_A_ROLE = "|".join(f"(?:{language.roles})" for language in LANGUAGES.values() if language.roles)
_LONGEST = 200  # what is longer is neither a name nor a role
_SIDE = r"(?: (?:of|for|at) .+)?"
_NAME_FIRST = re.compile(
    rf"(?P<name>[^,(]+?)\s*(?:,\s*|\(|\s[-–—/|]\s)(?P<role>(?:[^,()]+ )?(?:{_A_ROLE}){_SIDE})\)?",
    re.IGNORECASE,
)
_FULL_NAME = re.compile(r"[^\W\d_a-z][^\s.]*(?: [^\W\d_a-z][^\s.]*)+")
# A name begins with a capital letter, or in a script that has none.
_ROLE_FIRST = re.compile(
    rf"(?i:(?:the |an? )?(?P<role>(?:[^,()]+ )?(?:{_A_ROLE})))\s+(?P<name>[^\W\d_a-z][^,()]*)"
)
_NAME_AND_ROLE = re.compile(
    rf"(?P<name>[^\W\d_a-z][^\s,()]*(?: [^\W\d_a-z][^\s,()]*)+)\s+(?P<role>(?:{_A_ROLE}){_SIDE})"
)
_OF_A_BODY = re.compile(
    r"(?i:\b(?:agency|assembly|association|authority|bank|bureau|cabinet|commission|committee|company|council|court"
    r"|department|embassy|foundation|government|group|hall|ministry|office|party|police|press|provincial|unit)\b)|^The "
)
_ROLE_ALONE = re.compile(rf"(?:the |an? )?(?:[^,()]+ )?(?:{_A_ROLE}){_SIDE}", re.IGNORECASE)
# What is written small, or ends so, names nobody.
_OFFICE = re.compile(
    r"^(?:[Tt]he|[Aa]n?) |^[a-z]|\b(?i:office|desk|department|unit|team|section|division|hotline|line|bureau|service)$"
)


def without_address(contact: str) -> str:
    """Who was asked: an email address, a number or a handle is only how they were reached."""
    return " ".join(_ADDRESS.sub(" ", contact).split()).strip(" ,;:/()-")
