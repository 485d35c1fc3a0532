"""What free words say, by a table of phrases: denied ones, doubted ones, and clauses are told apart (pure).

Nothing is guessed: a phrase that is denied, doubted or asked about says nothing, unless its table says what its
denial says.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass

_APOSTROPHES = str.maketrans("’‘ʼ`", "''''")
_SHORT_FORMS = ((r"\bcan't\b", "can not"), (r"\bwon't\b", "will not"), (r"(\w)n't\b", r"\1 not"))
# People leave the apostrophe out as well.
_BARE = re.compile(r"\b(did|does|do|is|was|were|are|has|have|had|would|could|should|ca|wo)nt\b")
_CLAUSE = re.compile(r"[.,;:!()\[\]–—\n|។៖]+|\b(?:but|and|then|because|so|when|as|who|which|until)\b")
_DENIES = re.compile(r"\b(?:no|not|nobody|noone|nothing|never|none|neither|nor|without|cannot)\b")
_DOUBTS = re.compile(
    r"\b(?:maybe|perhaps|probably|possibly|might|may|whether|if|think|seems|seemed|unsure|sure|doubt)\b"
)
_LITTLE = (
    "ever|even|there|here|again|once|still|has|have|had|would|was|were|is|are|be|been|being|did|does|will|really|actually"
    "|at all|anyone|anybody|able|willing|to|yet|ever"
)
# A negator that governs what follows it: "nobody at the ministry picked up", "he did not even answer".
_GOVERNS = re.compile(
    r"(?<!\bi did )(?<!\bwe did )\b(?:nobody|no one|noone|none|not|never|cannot)"
    rf"(?:\s+(?:at|in|from|of|on|over|for)(?:\s+\S+){{1,5}}?)?(?:\s+(?:{_LITTLE}))*\s*$"
)
_OURS = re.compile(r"\b(?:i|we)(?:\s+(?:did|could|do|had|have))?\s+(?:not|never)\s*$")
_WE = re.compile(r"\b(?:i|we|our|my|editor)\b|យើង|ខ្ញុំ")
_KHMER_DENIES = re.compile(
    r"(?:មិនមែនជា|មិនមែន|មិនបាន|មិនទាន់|មិនដែល|មិនព្រម|មិន|អត់បាន|អត់ទាន់|អត់មាន|អត់|ពុំបាន|ពុំ|គ្មាននរណា|គ្មានអ្នកណា|គ្មានគេ|គ្មានមនុស្ស|គ្មានអ្នក|គ្មាន|មិនមានអ្នកណា|មិនមាននរណា|មិនមានអ្នក|មិនមានគេ|មិនមាន|អត់មានអ្នកណា|អត់មានអ្នក|អត់មានគេ)\s*$"
)
_KHMER_DOUBTS = re.compile(r"(?:ប្រហែល|ប្រហែលជា|មិនដឹងថា|មិនដឹងជា)\s*$")
DOUBT = "?"
"""Read where something is said with a doubt."""


@dataclass(frozen=True)
class Phrase:
    """A phrase, what it says, and what its denial says; None: nothing."""

    words: str
    says: str
    denied: str | None = None


def phrases(words: str, says: str, denied: str | None = None) -> list[Phrase]:
    """Each phrase of a list with commas."""
    return [Phrase(plain, says, denied) for part in words.split(",") if (plain := plainly(part).strip())]


def plainly(text: str) -> str:
    """A text made comparable: small letters, short forms in full, one way to write a Khmer word."""
    text = unicodedata.normalize("NFC", text).casefold().translate(_APOSTROPHES)
    text = "".join(char for char in text if unicodedata.category(char) != "Cf").replace("ស័ព្ទ", "សព្ទ")
    text = _BARE.sub(r"\1 not", text).replace("wo not", "will not").replace("ca not", "can not")
    for pattern, full in _SHORT_FORMS:
        text = re.sub(pattern, full, text)
    return re.sub(r"[\"“”'\-]+", " ", text)


class Reader:
    """Reads what words say by phrases, the longest first where two begin at one place."""

    def __init__(self, known: Iterable[Phrase], *, of_theirs: Collection[str] = ()) -> None:
        """`of_theirs`: what is in doubt where it may be we who did it."""
        self._of_theirs = of_theirs
        by_words = {phrase.words: phrase for phrase in known}
        self._known = [by_words[words] for words in sorted(by_words, key=len, reverse=True)]
        whole = "|".join(f"({_pattern(phrase.words)})" for phrase in self._known)
        self._pattern = re.compile(whole)

    def read(self, text: str) -> set[str]:
        """All that the words say, and `DOUBT` where somebody doubts it."""
        plain, found = plainly(text), set[str]()
        for match in self._pattern.finditer(plain):
            phrase = self._known[(match.lastindex or 1) - 1]
            before = plain[: match.start()]
            said = _says(phrase, before, plain[match.end() :])
            if said in self._of_theirs and _WE.search(_CLAUSE.split(before)[-1]):
                said = DOUBT
            if said is not None:
                found.add(said)
        return found


def _pattern(words: str) -> str:
    if any("\u1780" <= char <= "\u17ff" for char in words):
        return r"\s*".join(map(re.escape, words.split()))
    parts = [r"(?:\s+[^\s|]+){0,3}?" if word == "*" else r"\s+" + re.escape(word) for word in words.split()]
    return r"(?<![^\W\u1780-\u17ff])" + "".join(parts).removeprefix(r"\s+") + r"(?![^\W\u1780-\u17ff])"


def _says(phrase: Phrase, before: str, after: str) -> str | None:
    clause = _CLAUSE.split(before)[-1]
    if _DOUBTS.search(clause) or _KHMER_DOUBTS.search(before) or re.match(r"[^.,;!\n]{0,20}\?", after):
        return DOUBT
    if (khmer := _KHMER_DENIES.search(before)) is not None:
        return None if khmer[0].startswith("មិនមែន") else phrase.denied
    if _DENIES.search(clause):
        governs = _GOVERNS.search(clause) and not _OURS.search(clause)
        return phrase.denied if governs else None
    return phrase.says
