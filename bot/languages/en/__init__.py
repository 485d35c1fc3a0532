"""English, the language in which the texts are written: its row, and what it asks of a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.languages import Dates, Language, SentenceRules
from bot.languages.en.times import TIMES
from db.lifecycle import BodyKind

_WITH_ARTICLE = frozenset(
    {BodyKind.COURT, BodyKind.MINISTRY, BodyKind.DEPARTMENT, BodyKind.POLICE, BodyKind.EMBASSY}
)
# Other bodies take an article where their name is made of a common noun ("the Senate", but "Prince Group").
_COMMON_NOUN = re.compile(
    r"\b(?:agency|assembly|association|authority|bank|board|bureau|centre|center|chamber|commission|committee|consulate|council"
    r"|court|delegation|department|embassy|federation|foundation|gendarmerie|institute|ministry|office|organi[sz]ation"
    r"|parliament|police|secretariat|senate|society|union|unit)\b",
    re.IGNORECASE,
)
_PLURALS = {
    "Embassy": "embassies",
    "Consulate": "consulates",
    "Ministry": "ministries",
    "Department": "departments",
    "Office": "offices",
    "Court": "courts",
    "Police": "police",
}
_HEAD_FIRST = re.compile(rf"((?:[A-Z][\w'-]* )*?)({'|'.join(_PLURALS)}) of (.+)")
# A name keeps its capital; only what can begin a question or a topic without being a name loses it.
_SMALL_WORDS = (
    "a about after all an and any are as at because before between both but by can could did do does during each even"
    " every for from had has have he her his how if in is it its many may might more most must no not of on or other our"
    " she should since so some such that the their them there these they this those to under until was we were what when"
    " where whether which while who whom whose why will with would you your"
)
_SMALL = frozenset(_SMALL_WORDS.split())
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")


class English(SentenceRules):
    """Articles, heads in common, small and large first letters."""

    def body(self, name: str, kind: BodyKind | None) -> str:
        """The body's name in the middle of a sentence: "the Embassy of India", "Prince Group"."""
        if not _LATIN.match(name) or name.casefold().startswith("the "):
            return re.sub(r"^The ", "the ", name)
        return f"the {name}" if kind in _WITH_ARTICLE or _COMMON_NOUN.search(name) else name

    def desk(self, contact: str) -> str:
        """A person as they are, an office with its article: "Sok Sambo", "the press office"."""
        if contact.casefold().startswith(("the ", "a ", "an ")):
            return contact[0].lower() + contact[1:]
        return f"the {contact}" if contact[:1].islower() and contact.isascii() else contact

    def together(self, names: Sequence[str]) -> tuple[str, list[str], str] | None:
        """Names that share their head, as what goes before them, the rest of each, and what goes after them.

        "Embassy of India" and "Embassy of Pakistan" give ("the embassies of", ["India", "Pakistan"], ""); "Indian Embassy"
        and "Pakistani Embassy" give ("the", ["Indian", "Pakistani"], "embassies"). None where they share none, or where
        an "and" inside a name would make it unclear where one ends.
        """
        return _head_first(names) or _head_last(names)

    def topic(self, words: str) -> str:
        """The text with a small first letter, unless its first word may be a name."""
        first = re.match(r"[A-Za-z]+(?![\w'’-])", words)
        if first is None or first[0].casefold() not in _SMALL or (first[0].isupper() and len(first[0]) > 1):
            return words
        return words[0].lower() + words[1:]

    def begun(self, text: str) -> str:
        """The text with its article, if it begins with one, written large."""
        return "T" + text[1:] if text.startswith("the ") else text


def _head_first(names: Sequence[str]) -> tuple[str, list[str], str] | None:
    found = [_HEAD_FIRST.fullmatch(name) for name in names]
    heads, rests = {(m[1], m[2]) for m in found if m}, [m[3] for m in found if m]
    if len(rests) < len(names) or len(heads) > 1 or not _clear(rests):
        return None
    [(before, head)] = heads
    return f"the {before.lower()}{_PLURALS[head]} of", rests, ""


def _head_last(names: Sequence[str]) -> tuple[str, list[str], str] | None:
    words = [name.split() for name in names]
    heads = {name[-1] for name in words}
    if len(heads) > 1 or not heads <= set(_PLURALS):
        return None
    shared = 1
    while len({name[-shared - 1] for name in words if len(name) > shared + 1}) == 1 and all(
        len(name) > shared + 1 for name in words
    ):
        shared += 1
    rests = [" ".join(name[:-shared]) for name in words]
    if not all(rests) or not _clear(rests):
        return None
    *middle, head = words[0][-shared:]
    return "the", rests, " ".join([*(word.lower() for word in middle), _PLURALS[head]])


def _clear(rests: Sequence[str]) -> bool:
    return not any("," in rest or " and " in rest for rest in rests)


LANGUAGE = Language(
    name="English",
    spellings="en, eng, english, អង់គ្លេស, ភាសាអង់គ្លេស",
    complete=True,
    dates=Dates(day="EEE d MMM"),
    times=TIMES,
    rules=English(),
)
