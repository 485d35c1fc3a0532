"""English, the language in which the texts are written: its row, and what it asks of a sentence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from bot.languages import Dates, Language, SentenceRules
from bot.languages.en import grammar
from bot.languages.en.sentences import SENTENCES
from bot.languages.en.times import TIMES
from db.lifecycle import BodyKind

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


class English(SentenceRules):
    """Articles, heads in common, small and large first letters."""

    def body(self, name: str, kind: BodyKind | None) -> str:
        """The body's name in the middle of a sentence: "the Embassy of India", "Prince Group"."""
        return grammar.with_article(name, kind)

    def printed(self, name: str, kind: BodyKind | None) -> str:
        """The body as print has it: "the Chinese embassy"."""
        mission = grammar.embassy(name) if kind is BodyKind.EMBASSY else None
        return f"the {mission}" if mission else self.body(name, kind)

    def again(self, name: str, kind: BodyKind | None) -> str | None:
        """The body where it has just been named: "the ministry"."""
        return grammar.second_mention(name, kind)

    def plural(self, name: str) -> bool:
        """Whether it takes "have": "the National Police have", "the United Nations has"."""
        return grammar.is_plural(name)

    def at_body(self, person: str, role: str, name: str, kind: BodyKind | None) -> str:
        """A person with role and body: "Touch Sokhak, a spokesman for the Ministry of Interior,"; of one without a name
        whose office is called after the body, "the minister of interior"."""
        if not role:
            return grammar.with_more(person, self.body(name, kind))
        if not person:
            return grammar.at_office_held(grammar.own_role(role, name), name) or ""
        return grammar.apposition(person, grammar.own_role(role, name), self.body(name, kind))

    def titled(
        self, person: str, role: str, name: str, kind: BodyKind | None, again: str | None = None
    ) -> str:
        """A person with the role before the name: "Interior Ministry spokesman Touch Sokhak"; of an office or a person
        without a name, "the Interior Ministry press office"."""
        if not role:
            return grammar.with_more(person, again or self.printed(name, kind))
        article = "a" if re.match("an? ", role, re.IGNORECASE) else "the"
        role = grammar.own_role(role, name)
        before = again.removeprefix("the ") if again else grammar.before_a_name(name)
        if before is None or grammar.is_of_a_part(role):
            if not person:
                return grammar.at_office_held(role, name) or ""
            return grammar.apposition(person, role, again or self.printed(name, kind))
        together = grammar.before_the_name(role, before, named=bool(person))
        if person:
            return f"{together} {person}"
        if article == "a":
            return grammar.a(together)
        return together if grammar.is_called_without_article(role) else f"the {together}"

    def one_of(self, role: str) -> str:
        """Of "spokesmen" one is a spokesman."""
        return grammar.one_of(role)

    def all_of(self, role: str) -> str:
        """A spokesman and another are "spokesmen"."""
        return grammar.all_of(role)

    def asked_about(self, words: str, *, given: bool) -> str | None:
        """A topic, or a question put indirectly, as it follows "questions about"; None for what does not fit there."""
        return grammar.as_topic(words, given=given)

    def or_whether(self, last: str) -> bool:
        """Whether an alternative is joined to what was not answered: "the budget or whether it was spent"."""
        return last.casefold().startswith("whether ")

    def is_reason(self, words: str, *, behind_because: bool) -> bool:
        """Whether words are a reason to give: a clause, or the name of something that is no person."""
        return grammar.is_reason(words, behind_because=behind_because)

    def is_of_a_person(self, words: str) -> bool:
        """Whether words say "he" or "she", which is no body."""
        return re.match(r"(?:he|she|I)\b", words, re.IGNORECASE) is not None

    def is_clause(self, words: str) -> bool:
        """Whether a reason is a whole clause: "saying the case is pending", not "citing"."""
        return grammar.is_clause(words)

    def reads(self, words: str) -> bool:
        """Whether all letters are Latin ones."""
        return all("LATIN" in unicodedata.name(letter, "") for letter in words if letter.isalpha())

    def desk(self, contact: str, name: str = "") -> str:
        """A person as they are, an office with its article: "Sok Sambo", "the press office"; of an "Interior Ministry
        spokesman" at that ministry, "the spokesman"."""
        short = grammar.before_a_name(name)
        if short is not None and short != name and contact.casefold().startswith(f"{short.casefold()} "):
            contact = grammar.own_role(contact, name)
        elif grammar.is_role(contact) and not grammar.is_of_a_part(contact):
            role = grammar.less_of_the_body(grammar.own_role(contact, ""), name)
            contact = grammar.a(role) if re.match("an? ", contact, re.IGNORECASE) else f"the {role}"
        contact = re.sub("^(?:his|her|its|their|our) ", "the ", contact, flags=re.IGNORECASE)
        if contact.casefold().startswith(("the ", "a ", "an ")):
            return contact[0].lower() + contact[1:]
        named = contact[:1].isupper() or not contact.isascii() or grammar.is_called_without_article(contact)
        return contact if named else f"the {contact}"

    def together(self, names: Sequence[str]) -> tuple[str, list[str], str] | None:
        """Names that share their head, as what goes before them, the rest of each, and what goes after them.

        "Embassy of India" and "Embassy of Pakistan" give ("the embassies of", ["India", "Pakistan"], ""); "Indian Embassy"
        and "Pakistani Embassy" give ("the", ["Indian", "Pakistani"], "embassies"). None where they share none, or where
        an "and" inside a name would make it unclear where one ends.
        """
        names = [grammar.as_written(name) for name in names]
        return _head_first(names) or _head_last(names)

    def together_in_print(self, names: Sequence[str]) -> tuple[str, list[str], str] | None:
        """The same as print has it: "the Pakistani and Indian embassies"."""
        missions = [grammar.embassy(name) or "" for name in names]
        if all(missions):
            capital = [re.sub(r"\w+$", lambda noun: noun[0].capitalize(), mission) for mission in missions]
            return _head_last(capital)
        return self.together(names)

    def topic(self, words: str, question: str = "") -> str:
        """The text with a small first letter, unless its first word may be a name: one that is written small in the
        question is none."""
        first = re.match(r"[A-Za-z]+(?![\w'’-])", words)
        if first is None or (first[0].isupper() and len(first[0]) > 1):
            return words
        small = first[0].casefold()
        if small not in _SMALL and not re.search(rf"\b{small}\b", question):
            return words
        return words[0].lower() + words[1:]

    def marked(self, text: str) -> str:
        """The text with a full stop or comma inside the quotation mark before it, and one full stop after "U.S."."""
        return re.sub(r"\.\.(?=\s|$)", ".", re.sub(r"(&#34;|[\"”])([.,])(?=\s|$)", r"\2\1", str(text)))

    def begun(self, text: str) -> str:
        """The text with its first letter written large."""
        return re.sub(r"^[“\"'(]*[a-zà-ɏ]", lambda found: found[0].upper(), text)


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
    dates=Dates(day="EEE d MMM", printed="MMMM d", printed_year=", y"),
    roles=grammar.ROLES,
    refusals="no comment|declined(?: to (?:comment|answer|respond))?|refused(?: to (?:comment|answer|respond))?"
    "|(?:would|will|can|could) ?not comment|(?:won|can|couldn|wouldn)['’]t comment",
    reasons="(?:because of|citing|(?:(?:he|she|it|they) )?(?:has |have )?cite[sd]?|due to|owing to|on account of)(?: the fact)?(?: that)?|on (?:the )?grounds? (?:that|of)"
    "|(?:the )?reason(?: given)?(?: (?:is|was))?(?: that)?|for(?= [a-z, ]{3,40} reasons?\\b)",
    because="because|saying(?: that)?|since|as(?= \\w+ \\w)",
    citing="(?:and )?(?:citing|cited)(?: the fact)?(?: that)?|on (?:the )?grounds? (?:that|of)",
    asides=grammar.ASIDES,
    ours=grammar.OURS,
    times=TIMES,
    sentences=SENTENCES,
    rules=English(),
)
