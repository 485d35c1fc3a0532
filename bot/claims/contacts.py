"""Whom a contact names, as reporters type them: persons with their roles, offices, addresses (pure)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from bot.claims.claim import Claim
from bot.languages import LANGUAGES
from bot.reading.results import read_result
from db.lifecycle import Channel, Result
from db.text.names import normalise
from db.text.patterns import pattern

REMOVED = "•••"  # in the place of an address that was removed
_ADDRESS = pattern(rf"[\w.+-]+@[\w.-]+|@\w+|\+?\d[\d\s()./-]{{4,}}\d|{REMOVED}")


class Person(NamedTuple):
    """Whom a contact names: either may be missing, "spokesman Touch Sokhak" has both."""

    name: str
    role: str


def persons(claim: Claim) -> list[Person]:
    """Those that were asked, each once; none where only the body was."""
    return persons_in(claim.contacts, claim.body)


def persons_in(contacts: Iterable[str], body: str) -> list[Person]:
    """Whom these contacts at a body name, each once; two where one names two: "Touch Sokhak and Khieu Sopheak"."""
    found: dict[Person, None] = {}
    for contact in contacts:
        found.update(dict.fromkeys(_in_one(contact, body)))
    return list(found)


@lru_cache(maxsize=1024)
def _in_one(contact: str, body: str) -> tuple[Person, ...]:
    """Whom one contact names; a report asks it of each attempt, again and again."""
    contact = without_address(contact)
    return tuple(_several(contact, body) or [_named_before(person(contact), body)]) if contact else ()


def is_certainly_one(asked: Sequence[Person]) -> bool:
    """Whether these are one person or one office, to which a word of the body can be put down."""
    if len(asked) != 1:
        return False
    [one] = asked
    return bool(one.name) or (_one_of(one.role) == one.role and _AND.search(one.role) is None)


def _several(contact: str, body: str) -> list[Person]:
    """The persons that a contact lists; none where it may be one name, one office, or one role ("head of legal and
    consular affairs"): what is not certainly somebody is no second one."""
    found: list[Person] = []
    if len(contact) > _LONGEST:
        return found
    pieces = _BETWEEN.split(contact)
    for mark, piece in zip(["", *pieces[1::2]], map(str.strip, pieces[::2]), strict=True):
        if not piece or piece.casefold().removeprefix("the ") == body.casefold().removeprefix("the "):
            continue
        one, before = person(piece), found[-1] if found else None
        linked = _AND.search(mark) is not None
        if (
            before is not None
            and before.name
            and not before.role
            and one.role
            and not one.name
            and not linked
        ):
            found[-1] = before._replace(role=one.role)
        elif (
            before is not None
            and not before.name
            and not linked
            and " " in one.name
            and _A_HOLDER.fullmatch(before.role)
        ):
            found[-1] = Person(one.name, before.role)  # "the minister, Sar Sokha"
        elif _may_be_listed(one, before, mark, body):
            found.append(one)
        else:
            return []
    of_an_office = bool(found) and _THE.match(found[0].role) is not None and found[0].name != ""
    return _in_one_role(found) if len(found) > 1 or of_an_office else []


def _may_be_listed(one: Person, before: Person | None, mark: str, body: str) -> bool:
    """Whether a part of a contact is certainly somebody, behind a mark and somebody before it."""
    comma, alone = "," in mark, before is not None and not before.role and " " not in before.name
    if not one.name:
        # "Touch Sokhak, spokesman and secretary of state" has two roles, "Press/Media office" is one office.
        two_roles = before is not None and before.name and before.role and not comma
        return (
            _ONE_OFFICE.search(one.role) is not None
            and not alone
            and not (two_roles and not _THE.match(one.role))
        )
    if not _NAME.fullmatch(one.name) or _words(one.name) <= _words(body):
        return False
    if before is None:
        return True
    if one.role:
        # "Mines and Energy Minister Keo Rottanak", "president and CEO Kith Meng" are one.
        return bool(before.name and not alone) or _ONE_OFFICE.search(before.role) is not None
    if _AND.search(mark) is None:
        return " " in one.name and not alone  # "Touch Sokhak, PhD"
    # "Sok Dara, head of Legal and Consular Affairs" is one.
    return comma or _OF_A_PART.search(before.role) is None


def _in_one_role(found: list[Person]) -> list[Person]:
    """Each with the role that was said of all of them: "spokesmen Touch Sokhak and Khieu Sopheak"."""
    for shared in (found[0].role, found[-1].role):
        if _one_of(shared) != shared and [one.role for one in found].count("") == len(found) - 1:
            return [one._replace(role=_one_of(shared)) for one in found]
    return found


def _one_of(role: str) -> str:
    """What one of several is that have a role in common; the role itself where it is that of one."""
    said = (language.rules.one_of(role) for language in LANGUAGES.values())
    return next((one for one in said if one != role), role)


def goes_on_with(contact: str, words: str) -> bool:
    """Whether words behind a name and a mark go on with whom it names: with a role, or with further names."""
    if _ROLE_BEHIND.fullmatch(words):
        return person(contact).name != ""
    names = [part.strip() for part in _AND.split(words)]
    if (
        not words.isascii()
        or read_result(Channel.CALL, words) not in {None, Result.UNKNOWN}
        or not all(map(_FULL_NAME.fullmatch, names))
    ):
        return False
    return person(contact).name != "" or (len(names) == 1 and _ONE_OFFICE.search(contact) is not None)


def begins_with_role(words: str) -> int:
    """How many words of a role stand before a name, at the beginning: two in "deputy chief Nhem Sao"; 0 where none do."""
    found = _ROLE_FIRST.match(words)
    return len(words[: found.start("name")].split()) if found else 0


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
    return persons_in([contact or ""], "")


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


def in_capitals(contact: str) -> str:
    """A contact with its words begun by capital letters."""
    return " ".join(f"{word[:1].upper()}{word[1:]}" for word in contact.split())


def is_an_office(words: str) -> bool:
    """Whether words are an office or a role, and nothing else: "the press office", "the deputy spokesman"."""
    return _ROLE_ALONE.fullmatch(words) is not None or is_desk(words.split()[-1])


def is_desk(word: str) -> bool:
    """Whether a word makes an office of what stands before it: the "desk" of a press desk."""
    return re.fullmatch(_A_DESK, word, re.IGNORECASE) is not None


def is_person_or_office(contact: str) -> bool:
    """Whether it is in doubt which of the two a contact in small letters is: with capital ones it would be a name."""
    return (
        not person(contact).name
        and bool(person(in_capitals(contact)).name)
        and bool(without_address(contact))
    )


def spelled(contact: str) -> str:
    """A contact whose name, with a role beside it, is written in capital letters: "touch sokhak, spokesman" names a person."""
    one = person(contact)
    return contact.replace(one.name, in_capitals(one.name)) if one.role and one.name.islower() else contact


_A_ROLE = "|".join(f"(?:{language.roles})" for language in LANGUAGES.values() if language.roles)
_LONGEST = 200  # what is longer is neither a name nor a role
_SIDE = r"(?: (?:of|for|at) .+)?"
_NAME_FIRST = pattern(
    rf"(?P<name>[^,(]+?)\s*(?:,\s*|\(|\s[-–—/|]\s)(?P<role>(?:[^,()]+ )?(?:{_A_ROLE}){_SIDE})\)?",
    re.IGNORECASE,
)
_FULL_NAME = pattern(r"[^\W\d_a-z][^\s.]*(?: [^\W\d_a-z][^\s.]*)+")
_BETWEEN = pattern(
    r"(\s*[;+/]\s*|,?\s+(?:and|or|plus)\s+|\s+&\s+|,\s*(?:និង|ឬ)\s*|\s+(?:និង|ឬ|ព្រមទាំង)\s*|,\s+|\s*[()]\s*|\s[-–—|]\s)"
)
_AND = pattern(r"[;+/&]|\b(?:and|or|plus)\b|និង|ឬ|ព្រមទាំង")
# What may be somebody's name: its words begin with capitals, or have none, and are not those of a firm or an office.
_NAME = pattern(
    r"(?!.*\b(?:Associates|Partners|Sons|Brothers|Co|Company|Group|Ltd|Affairs|Relations)\b)"
    r"[^\W\d_a-z][^\s,()]*(?: (?:bin|bint|al|van|von|de|da|der|la|le|el|[^\W\d_a-z][^\s,()]*))*"
)
_ROLE_BEHIND = pattern(
    rf"(?i:(?:the|an?|his|her|its|their) )?(?:\w+['’]s |(?:[^\W\d_a-z][\w'’-]* ){{0,4}})(?i:{_A_ROLE})(?:[ក-៓]+|(?: (?:of|for|at) .+)?)"
)
_A_DESK = r"(?:office|desk|department|unit|team|section|division|hotline|bureau)s?"
_ONE_OFFICE = pattern(
    rf"(?i:^(?:the|an?|his|her|its|their|our) (?:.+ )?(?:{_A_ROLE})(?:s|{_SIDE})$|\b{_A_DESK}$)|[ក-៓]"
)
_A_HOLDER = pattern(rf"(?i:the (?:.+ )?(?:{_A_ROLE}){_SIDE})")
_THE = pattern(r"(?i:(?:the|an?|his|her|its|their|our) )")
_OF_A_PART = pattern(r"(?i: (?:of|for|at) )")
# A name begins with a capital letter, or in a script that has none.
_ROLE_FIRST = pattern(
    rf"(?i:(?:the |an? )?(?P<role>(?:[^,()]+ )?(?:{_A_ROLE})))\s+(?P<name>[^\W\d_a-z][^,()]*)"
)
_NAME_AND_ROLE = pattern(
    rf"(?P<name>[^\W\d_a-z][^\s,()]*(?: [^\W\d_a-z][^\s,()]*)+)\s+(?P<role>(?:{_A_ROLE}){_SIDE})"
)
_OF_A_BODY = pattern(
    r"(?i:\b(?:agency|assembly|association|authority|bank|bureau|cabinet|commission|committee|company|council|court"
    r"|department|embassy|foundation|government|group|hall|ministry|office|party|police|press|provincial|unit)\b)|^The "
)
_ROLE_ALONE = pattern(rf"(?:the |an? )?(?:[^,()]+ )?(?:{_A_ROLE}){_SIDE}", re.IGNORECASE)
# What is written small, or ends so, names nobody.
_OFFICE = pattern(
    r"^(?:[Tt]he|[Aa]n?) |^[a-z]|\b(?i:office|desk|department|unit|team|section|division|hotline|line|bureau|service)$"
)


# No part of a name in print.
_COURTESY = pattern(
    r"(?:^|(?<=\band )|(?<=[&,;(] )|(?<=^to ))(?:H\.? ?E\.|HE|Mr|Mrs|Ms|Miss|(?:His|Her) Excellency)\.? (?=[A-Z])"
)


def without_reach(contact: str) -> str:
    """A contact with a mark in the place of each email address, number and handle, which names whom it named before."""
    return _ADDRESS.sub(REMOVED, contact)


def without_address(contact: str) -> str:
    """Who was asked: an email address, a number or a handle is only how they were reached."""
    words = _COURTESY.sub("", re.sub(r"\(\s*\)", " ", _ADDRESS.sub(" ", contact)))
    left = " ".join(words.split()).strip(" ,;:/()-&+")
    return "" if left and not _AND.sub("", left) else left
