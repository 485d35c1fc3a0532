"""The languages that are spoken, a folder each: dropping one in makes it available.

A folder is named after its language's code (as Telegram, gettext and CLDR have it). It holds `__init__.py` with the
language's row, `replydesk.po` with the texts, and `letters/` with a file for each letter to a body. docs/translating.md
says how to add one. Nothing outside a folder asks for a language by its code, but for `SOURCE`.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import NamedTuple

from babel import Locale

from db.lifecycle import BodyKind
from jobs.deadlines.tokens import learn
from jobs.deadlines.words import Kind, Meaning, TimeWords

SOURCE = "en"  # the language in which the texts stand in the code


class Dates(NamedTuple):
    """How a language writes a day, its year after it, the clock after both, and a day in a letter; patterns of CLDR's.
    All that they give can be typed back, but for what stands on a button. Names are written out: shortened, many mean something else in another
    language ("mar" is March, Tuesday in Spanish)."""

    day: str = "EEEE d MMMM"
    year: str = " y"
    clock: str = " HH:mm"
    full: str = "d MMMM y"
    weekday: str = "EEEE"  # in print, of a day of the last week
    printed: str = "d MMMM"  # in print, of any other
    printed_year: str = " y"
    label: str = ""  # a day on a button, where the one above is too long for it


class SentenceRules:
    """What a language asks of a sentence beyond its words. This one asks for nothing."""

    def begun(self, text: str) -> str:
        """A sentence with its first word as a sentence begins."""
        return text

    def marked(self, text: str) -> str:
        """A sentence of print, as HTML, with its marks where print has them."""
        return text

    def body(self, name: str, kind: BodyKind | None) -> str:
        """A body's name in the middle of a sentence."""
        return name

    def desk(self, contact: str, name: str = "") -> str:
        """A person or an office at a body of that name, in the middle of a sentence."""
        return contact

    def topic(self, words: str, question: str = "") -> str:
        """The topic of a question, or the question itself, in the middle of a sentence. `question`: whose topic it is."""
        return words

    def printed(self, name: str, kind: BodyKind | None) -> str:
        """A body as print has it, in the middle of a sentence."""
        return self.body(name, kind)

    def again(self, name: str, kind: BodyKind | None) -> str | None:
        """A body that has just been named; None where only its name will do."""
        return None

    def plural(self, name: str) -> bool:
        """Whether a body's name takes the verb of many."""
        return False

    def at_body(self, person: str, role: str, name: str, kind: BodyKind | None) -> str:
        """A person with role and body, in the middle of a sentence, with the comma that ends it; "" where a language has
        no rule for it."""
        return ""

    def titled(
        self, person: str, role: str, name: str, kind: BodyKind | None, again: str | None = None
    ) -> str:
        """The same as print has it, the role before the name. `person` may be "": an office, or one who is not named.
        `again`: what the body is called where it has just been named."""
        return ""

    def role(self, role: str) -> str:
        """What somebody is at a body, as this language has it."""
        return role

    def one_of(self, role: str) -> str:
        """What each of several is who have a role in common ("spokesmen": "spokesman"); the role itself where it is that of
        one."""
        return role

    def all_of(self, role: str) -> str:
        """What several are together who each have a role ("spokesman": "spokesmen")."""
        return role

    def asked_about(self, words: str, *, given: bool) -> str | None:
        """A topic (`given`) or a question as it follows "questions about"; None for what does not fit there."""
        return words if given else None

    def or_whether(self, last: str) -> bool:
        """Whether the last of several questions that were not answered is joined by "or"."""
        return False

    def is_reason(self, words: str, *, behind_because: bool) -> bool:
        """Whether what was written behind a mark of reasons is certainly one, a clause where the mark wants one."""
        return bool(words)

    def is_of_a_person(self, words: str) -> bool:
        """Whether the words of a reason are about one person, whom the sentence must have named."""
        return False

    def is_clause(self, words: str) -> bool:
        """Whether a reason is a whole clause, not the name of something."""
        return True

    def clause(self, words: str) -> str:
        """A reason that is a whole clause, behind "saying"."""
        return words

    def reads(self, words: str) -> bool:
        """Whether words of the record are in a script that can stand in a sentence of print."""
        return True

    def together(self, names: Sequence[str]) -> tuple[str, list[str], str] | None:
        """Bodies of one kind, named together: what goes before them, the rest of each, what goes after them. None where
        they are listed one by one."""
        return None

    def together_in_print(self, names: Sequence[str]) -> tuple[str, list[str], str] | None:
        """The same as print has it."""
        return self.together(names)


@dataclass(frozen=True)
class SentenceWords:
    """The words of sentences in which somebody tells what happened, beside those of the kinds in `bot/kinds.py`: phrases
    with commas between them; a `*` stands for up to three words.

    Args:
        we, they, colleagues: who does something, where no name says it; and those of ours who tell us things.
        later: what makes of something done one that is still to be done, or was not.
        again, says, claims, answered, silent: that it was one more try; that what they said follows, and the same with a
            verb that tells more; that they answered, with nothing about how much; that they did not.
        evasive: what is said in the place of an answer.
        about, asks, asks_last: what comes before the topic of a question, what begins a question, and what ends one.
        pasts: how what was done ends, or is.
        due: what stands behind a time that is a deadline.
        gives: what stands before a deadline and belongs to it.
        denies, passive: what stands before something that was not done, and before something done to somebody.
        doubts: that it is not certain.
        plainly: of `questions`, those that ask without a question mark, too.
        ask_who: of these, those that ask so before a denial: "who has not answered".
        around: what stands before and behind the name of who says something.
        ends, between: what cannot be part of a body's name, and what may stand between a verb and it.
        joins: what joins the last of several to those before it.
        clauses: what joins a clause to the one before it.
        sent, outward: what is sent, and may come back; and what stands before whom it is sent to.
        told: that somebody told us.
        kindly: what asks the desk to do something itself.
        log_that: with what one asks the desk to log what follows.
        told_by: what comes before the body that something came from.
        ours: words of a question to the desk about what we did.
        ahead: of times, those that are still to come.
        since: what makes of a time one from which on something was.
        phone: what is said of calls alone.
        small: small talk, whole.
        questions: how a question to the desk begins.
        sends: with what they send us elsewhere, where what they said begins with it.
        sources: who tells what no body has said for itself.
        by_others: behind something done to somebody, that others did it, or what for.
        adverbs: what may stand between the words of a phrase, and changes nothing.
        us: what we are called where we say something.
        short, sounds: how people shorten words, each with the word in full; and what stands for one that sounds alike, but for
            itself as well.
        never: words without spaces between them that begin like one of these and are another.
        ways: of the commands, the words of those who look for what each shows.
    """

    we: str = ""
    they: str = ""
    colleagues: str = ""
    later: str = ""
    again: str = ""
    says: str = ""
    claims: str = ""
    answered: str = ""
    silent: str = ""
    evasive: str = ""
    about: str = ""
    asks: str = ""
    asks_last: str = ""
    pasts: str = ""
    due: str = ""
    gives: str = ""
    denies: str = ""
    passive: str = ""
    doubts: str = ""
    plainly: str = ""
    ask_who: str = ""
    around: str = ""
    ends: str = ""
    between: str = ""
    joins: str = ""
    clauses: str = ""
    sent: str = ""
    outward: str = ""
    told: str = ""
    kindly: str = ""
    log_that: str = ""
    told_by: str = ""
    ours: str = ""
    ahead: str = ""
    since: str = ""
    phone: str = ""
    small: str = ""
    questions: str = ""
    never: str = ""
    sends: str = ""
    sources: str = ""
    by_others: str = ""
    us: str = ""
    adverbs: str = ""
    short: Mapping[str, str] = field(default_factory=dict)
    sounds: Mapping[str, str] = field(default_factory=dict)
    ways: Mapping[str, str] = field(default_factory=dict)


_PLAIN, _WRITTEN_OUT = SentenceRules(), Dates()


@dataclass(frozen=True)
class Language:
    """One language.

    Args:
        name: what it calls itself.
        spellings: the words by which people name it, its code among them, in any language.
        complete: whether no text and no letter is lacking. Files and letters are made in such a language alone; in any
            other, what is lacking is said in English.
        digits: zero to nine, for amounts. Numbers that are typed in commands stay in Latin ones.
        times: the words in which times are typed. The names of days and months, whole and short, are known already.
        local_names: whether a body is called by its name in the country's own language, where the directory has one.
        roles: what somebody can be at a body ("deputy chief"), as a pattern.
        refusals, reasons, because, citing: how a reporter writes that a body would not comment ("no comment"), and what comes
            before its reason ("due to"), before one that is a clause ("because"), or before nothing but its reason ("citing"),
            as patterns.
        asides, ours: how words go on that are no longer the reason ("…, he shouted"), and words in which the newsroom speaks
            of itself or to the body ("we"), which nobody prints as a body's own, as patterns that heed capitals.
        sentences: the words by which a sentence about a request is read.
    """

    name: str
    spellings: str
    complete: bool = False
    digits: str = "0123456789"
    dates: Dates = _WRITTEN_OUT
    times: TimeWords = field(default_factory=dict)
    local_names: bool = False
    roles: str = ""
    refusals: str = ""
    reasons: str = ""
    because: str = ""
    citing: str = ""
    asides: str = ""
    ours: str = ""
    sentences: SentenceWords = field(default_factory=SentenceWords)
    rules: SentenceRules = _PLAIN


def _found() -> dict[str, Language]:
    codes = sorted(each.name for each in pkgutil.iter_modules(__path__) if each.ispkg)
    codes.sort(key=lambda code: code != SOURCE)
    return {code: import_module(f"{__name__}.{code}").LANGUAGE for code in codes}


def _time_words() -> Iterator[TimeWords]:
    yield from (language.times for language in LANGUAGES.values())
    yield from map(_calendar_names, LANGUAGES)


def _calendar_names(code: str) -> TimeWords:
    """The names of days and months in a language, as CLDR has them."""
    locale, names = Locale.parse(code), dict[Meaning, set[str]]()
    for kind, months_or_days in ((Kind.WEEKDAY, locale.days), (Kind.MONTH, locale.months)):
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months_or_days[context][width].items():
                    names.setdefault(((kind, number),), set()).update((name, name.rstrip(".")))
    return {meaning: "|".join(sorted(words)) for meaning, words in names.items()}


def file(code: str, *names: str) -> Traversable:
    """A file in the folder of a language."""
    return files(__name__).joinpath(code, *names)


LANGUAGES = _found()
learn(_time_words)
COMPLETE = tuple(code for code, language in LANGUAGES.items() if language.complete)
SPELLINGS = {
    word.strip().casefold(): code
    for code, language in LANGUAGES.items()
    for word in language.spellings.split(",")
}


def language_or(code: str | None, fallback: str) -> str:
    """The language to speak for a Telegram language code such as "km" or "en-GB"; the fallback where we have none."""
    base = (code or "").split("-")[0]
    return base if base in LANGUAGES else fallback


def whole(code: str) -> str:
    """The language where it is complete, English otherwise: for whatever leaves the house, a file or a letter."""
    return code if code in COMPLETE else SOURCE
