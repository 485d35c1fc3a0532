"""What free words say, by a table of phrases: denied ones, doubted ones, and clauses are told apart (pure).

Nothing is guessed: a phrase that is denied, doubted or asked about says nothing, unless its table says what its
denial says.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from db.text.patterns import pattern
from db.text.spelling import as_seen

_SHORT_FORMS = (
    (r"\bcan't\b", "can not"),
    (r"\bwon't\b", "will not"),
    (r"(\w)n't\b", r"\1 not"),
    (r"(\w)'ll\b", r"\1 will"),
    (r"\b(they|it|you)ll\b", r"\1 will"),
    (r"\b(he|she|they)'d\b", r"\1 would"),
    (r"\bgonna\b", "going to"),
)
# People leave the apostrophe out as well.
_BARE = pattern(r"\b(did|does|do|is|was|were|are|has|have|had|would|could|should|ca|wo)nt\b")
_CLAUSE = pattern(r"[.,;:!()\[\]|។\n]+|\b(?:but|and|then|because|so|when|as|who|which|until)\b")
_DENIES = pattern(
    r"\b(?:no|not|nobody|noone|nothing|never|none|neither|nor|without|cannot|fail|fails|failed|unable)\b"
)
_DOUBTS = pattern(
    r"\b(?:maybe|perhaps|probably|possibly|might|may|whether|if|think|seems|seemed|unsure|sure|doubt|unlikely|doubtful"
    r"|is it|was it|is that|was that)\b"
)
# "They could not say when they will answer" promises nothing.
_UNSAID = pattern(
    r"\b(?:not|never|unable|refused|declined|unclear|unknown)(?:\s+\S+){0,4}?\s+(?:when|whether|if|what|how|who)\b[^.,;:!?\n]*$"
)
_LITTLE = (
    "ever|even|there|here|again|once|still|has|have|had|would|was|were|is|are|be|been|being|did|does|will|really|actually"
    "|at all|anyone|anybody|able|willing|to|yet|ever"
)
# A negator that governs what follows it: "nobody at the ministry picked up", "he did not even answer".
_GOVERNS = pattern(
    r"(?<!\bi did )(?<!\bwe did )\b(?:nobody|no one|noone|none|not|never|cannot|fail|fails|failed|unable)"
    rf"(?:\s+(?:at|in|from|of|on|over|for)(?:\s+\S+){{1,5}}?)?(?:\s+(?:{_LITTLE}))*\s*$"
)
_OURS = pattern(r"\b(?:i|we)(?:\s+(?:did|could|do|had|have))?\s+(?:not|never)\s*$")
_WE = pattern(rf"\b(?:i|we|our|my|editor|editors)\b|{as_seen('យើង')}|{as_seen('ខ្ញុំ')}")
_THEY = pattern(r"\b(?:they|he|she|it|who|someone|somebody)\b|គេ|គាត់|នាង|លោក")
_THEIRS = pattern(
    rf"{_THEY.pattern}|(?:the|his|her|their) (?!(?:letter|e?mail|message|fax|question|request|deadline|story|link|file|list|same"
    r"|text|reminder|follow|second|first|third)s?\b)\w+"
)
# "We were asked to wait": they asked.
_TO_US = pattern(r"\b(?:i|we) (?:was|were|am|are|got|been|(?:have|had) been)(?: \w+ly)? ?$")
_SAYING = pattern(r"\b(?:say|says|said|told|tells|wrote|writes|replied|answered|reply|quote)\b|ថា")
_NOBODY = ("អ្នកណា", "អ្នក", "នរណាម្នាក់", "នរណា", "គេ", "មនុស្ស", "")
_NOTS = {as_seen(no) for no in ("មិន", "អត់", "ពុំ")}
_KHMER_NOTS = {
    *(f"{no}{rest}" for no in _NOTS for rest in map(as_seen, ("", "បាន", "ទាន់", "ដែល", "ព្រម", "ហ៊ាន"))),
    *(as_seen(f"{no}{who}") for no in ("គ្មាន", "មិនមាន", "អត់មាន", "ពុំមាន", "អត់") for who in _NOBODY),
}
_KHMER_DENIES = pattern("(?:{})$".format("|".join(sorted(_KHMER_NOTS, key=len, reverse=True))))
_KHMER_IS_NOT = pattern("(?:{0}|{0}{1})$".format(as_seen("មិនមែន"), as_seen("ជា")))
_KHMER_DOUBTS = pattern("(?:{})$".format("|".join(map(as_seen, ("ប្រហែល", "ប្រហែលជា", "មិនដឹងថា", "មិនដឹងជា")))))
_KHMER = pattern("[\u1780-\u17ff]")
_WORD = pattern(r"[^\W\u1780-\u17ff]+")
# A `*` stands for so many words, but for no denial.
_MOST_BETWEEN, _NEVER_BETWEEN = 3, frozenset({"no", "not", "never"})
_Tree = dict[Any, Any]
_BETWEEN_KHMER = pattern("(?<=[\u1780-\u17d3])\\s+(?=[\u1780-\u17d3])")
_OLD_PHONE, _PHONE = as_seen("ស័ព្ទ"), as_seen("សព្ទ")
DOUBT = "?"
"""Read where something is said with a doubt."""


@dataclass(frozen=True)
class Phrase:
    """A phrase, what it says, and what its denial says; None: nothing. `sure`: it says no less than that."""

    words: str
    says: str
    denied: str | None = None
    sure: bool = True


def phrases(words: str, says: str, denied: str | None = None, *, sure: bool = True) -> list[Phrase]:
    """Each phrase of a list with commas. Of words joined by `|` one stands there; `_` joins several to one of these. What
    begins with `=` says it where nothing else is said."""
    return [Phrase(one, says, denied, sure) for one in each_of(plainly(words))]


def each_of(words: str) -> Iterator[str]:
    """Each phrase of such a list, as it is written there."""
    for part in words.split(","):
        for one in product(*(word.split("|") for word in part.split())):
            if one:
                yield " ".join(one).replace("_", " ")


def plainly(text: str) -> str:
    """A text made comparable: as it is seen, short forms in full, one way to write a Khmer word, and no spaces in Khmer."""
    lines = text.replace("–", ", ").replace("—", ", ").split("\n")
    text = "\n".join(map(as_seen, lines)).replace(_OLD_PHONE, _PHONE)
    text = _BARE.sub(r"\1 not", text).replace("wo not", "will not").replace("ca not", "can not")
    for short, full in _SHORT_FORMS:
        text = re.sub(short, full, text)
    return _BETWEEN_KHMER.sub("", re.sub(r"[\"'\-]+", " ", text))


def clauses_of_theirs(text: str) -> list[str]:
    """Those parts of words that begin with them: "they promised an answer", "the ministry wrote back"."""
    parts = re.split(r"[.,;:!()\n។]+|\b(?:but|and) ", plainly(text))
    return [part.strip() for part in parts if _THEIRS.match(part.strip())]


def is_ours(text: str) -> bool:
    """Whether words speak of what we did, and of nothing that anybody else did or said."""
    plain = plainly(text)
    return _WE.search(plain) is not None and not (_THEY.search(plain) or _SAYING.search(plain))


class Reader:
    """Reads what words say by phrases, the longest where two begin at one place."""

    def __init__(self, known: Iterable[Phrase], *, of_theirs: Collection[str] = ()) -> None:
        """`of_theirs`: what is said only where they did it, not we."""
        self._of_theirs = of_theirs
        by_words = {phrase.words: phrase for phrase in known}
        self._alone = {words[1:]: by_words.pop(words).says for words in [*by_words] if words[0] == "="}
        self._khmer = {words: phrase for words, phrase in by_words.items() if _KHMER.search(words)}
        longest = sorted(self._khmer, key=len, reverse=True)
        self._glued = pattern("|".join(map(re.escape, longest)) or "(?!)")
        # Word by word: a table for each word that may follow, and under None the phrase that ends there.
        self._tree: _Tree = {}
        for words, phrase in by_words.items():
            branch: Any = self._tree
            for word in re.findall(r"\w+|\*", words) if words not in self._khmer else ():
                branch = branch.setdefault(word, {})
            if branch is not self._tree:
                branch[None] = phrase

    def read(self, text: str, *, whole: bool = True) -> set[str]:
        """All that the words say; where somebody doubts it, or they say it less surely, `DOUBT`, and behind a `DOUBT` what
        they may say. `whole`: the text is not a part of another."""
        plain, found = plainly(text), set[str]()
        if whole and (alone := self._alone.get(plain.strip(" .!,"))) is not None:
            return {alone}
        for match in self._glued.finditer(plain):
            phrase = self._khmer[match[0]]
            found |= self._says(phrase, plain[: match.start()], plain[match.end() :])
        words, at = list(_WORD.finditer(plain)), 0
        while at < len(words):
            end, taken = max(
                self._ends(self._tree, plain, words, at),
                key=lambda one: (one[1].sure, len(one[1].words)),
                default=(at, None),
            )
            if taken is not None:
                found |= self._says(taken, plain[: words[at].start()], plain[words[end].end() :])
            at = end + 1
        return found

    def _ends(
        self, branch: _Tree, plain: str, words: Sequence[re.Match[str]], at: int
    ) -> Iterator[tuple[int, Phrase]]:
        """Every phrase that goes on from a branch at a word, and its last word."""
        if at and branch is not self._tree and plain[words[at - 1].end() : words[at].start()].strip(" \n/"):
            return
        if (further := branch.get(words[at][0])) is not None:
            if None in further:
                yield at, further[None]
            if at + 1 < len(words):
                yield from self._ends(further, plain, words, at + 1)
        if (behind := branch.get("*")) is not None:
            for skipped in range(min(_MOST_BETWEEN + 1, len(words) - at)):
                found = next(self._ends(behind, plain, words, at + skipped), None)
                if found is not None:
                    yield found
                    return
                if words[at + skipped][0] in _NEVER_BETWEEN:
                    return

    def _says(self, phrase: Phrase, before: str, after: str) -> set[str]:
        clause = _CLAUSE.split(before)[-1]
        doubted = not phrase.sure
        if phrase.says in self._of_theirs:
            quoted = _SAYING.search(before[: len(before) - len(clause)])
            ours = _is_ours(clause)
            if (
                (ours and not quoted)
                or re.match(r"\s*(?:no|none|nothing)\b", after)
                or _UNSAID.search(before)
            ):
                return {DOUBT}
            doubted = doubted or ours
        said: str | None = phrase.says
        if _KHMER_IS_NOT.search(before):
            said = None
        elif _KHMER_DENIES.search(before):
            said = phrase.denied
        elif _DENIES.search(clause):
            governs = _GOVERNS.search(clause) and not _OURS.search(clause)
            said = phrase.denied if governs else None
        if _DOUBTS.search(clause) or _KHMER_DOUBTS.search(before) or re.match(r"[^.,;!\n]{0,20}\?", after):
            doubted = True
        if doubted:
            return {DOUBT} if said is None else {DOUBT, f"{DOUBT}{said}"}
        return set() if said is None else {said}


def _is_ours(clause: str) -> bool:
    """Whether it was we who did what follows a clause: whoever is named last in it."""
    ours = max((found.end() for found in _WE.finditer(clause)), default=0)
    theirs = max((found.end() for found in _THEY.finditer(clause)), default=0)
    return ours > theirs and not _TO_US.search(clause)
