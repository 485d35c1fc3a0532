"""`python -m bot.proposals.learning`: learn from the examples how sentences are read, and write the two models.

`--check` learns from nine in ten of them, and prints how the tenth is read: what is seen there is what to expect of a
sentence that nobody has seen.
"""

from __future__ import annotations

import argparse
import lzma
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from bot.languages import LANGUAGES
from bot.proposals.directory import Directory
from bot.proposals.learned import SPANS, Guess, Shown, guess, use
from bot.proposals.places import Places
from bot.proposals.words import Plain
from bot.reading.words import clean
from db import directory
from jobs.deadlines.reading import looks_like_time

_MARKED = re.compile(rf"\{{({'|'.join(SPANS)})\|([^{{}}]*)\}}")
# How strongly the models are kept simple (L1, L2), and how often at the least they must have seen what they go by: found on the
# tenth that `--check` holds back.
_SIMPLE = {"spans": (0.6, 0.05, 2), "kinds": (0.1, 0.2, 4)}
_ROUNDS = 150
_PARTS = 2
_EVERY = 10
_Row = tuple[list[list[str]], list[str]]  # what is shown of each token, or of the whole, and the right answer


@dataclass(frozen=True)
class Example:
    """A sentence, its kind, and its spans: the name of each, and where it stands in the text."""

    kind: str
    text: str
    spans: tuple[tuple[str, int, int], ...]


def examples() -> list[Example]:
    """The examples of all languages. Each is a line: its kind, a tab, and the sentence with its spans as `{name|words}`, and
    a line's end as `\\n`."""
    return [
        _example(*line.split("\t"))
        for code in LANGUAGES
        if (file := files("bot.languages").joinpath(code, "examples.tsv")).is_file()
        for line in file.read_text("utf-8").splitlines()
    ]


def _example(kind: str, marked: str) -> Example:
    text, at, spans = "", 0, list[tuple[str, int, int]]()
    marked = clean(marked.replace("\\n", "\n"))
    for found in _MARKED.finditer(marked):
        text += marked[at : found.start()]
        spans.append((found[1], len(text), len(text) + len(found[2])))
        text += found[2]
        at = found.end()
    return Example(kind, text + marked[at:], tuple(spans))


def digest() -> str:
    """What tells whether the models were learned from these examples."""
    return sha256(repr(examples()).encode()).hexdigest()


def usual_bodies() -> Directory:
    """The bodies of the directory that every newsroom begins with."""
    bodies = directory.load("KH")
    names = [
        (at, name) for at, one in enumerate(bodies) for name in (one.name, one.name_km, *one.aliases) if name
    ]
    return Directory(names, [(at, each.name) for at, one in enumerate(bodies) for each in one.contacts])


def learn(given: Sequence[tuple[Example, Shown]]) -> dict[str, bytes]:
    """The models, by their names. Kinds are learned from each sentence twice: with its spans as they are marked, and as they are
    found by who has not seen it, for so they are when it is read."""
    tagged = [(shown.of_tokens(), shown.tags(example.spans)) for example, shown in given]
    found = _found_by_others(tagged)
    kinds = [
        ([shown.of_all(tags)], [example.kind])
        for at, (example, shown) in enumerate(given)
        for tags in (tagged[at][1], found[at])
    ]
    return {"spans": _learned("spans", tagged), "kinds": _learned("kinds", kinds)}


def _found_by_others(tagged: Sequence[_Row]) -> list[list[str]]:
    """The tags that each sentence gets from a model of the others."""
    from pycrfsuite import Tagger

    found: list[list[str]] = [[] for _ in tagged]
    for part in range(_PARTS):
        model = _learned("spans", [row for at, row in enumerate(tagged) if at % _PARTS != part])
        tagger = Tagger()
        tagger.open_inmemory(model)
        for at in range(part, len(tagged), _PARTS):
            found[at] = tagger.tag(tagged[at][0])
    return found


def _learned(name: str, rows: Sequence[_Row]) -> bytes:
    from pycrfsuite import Trainer

    first, second, rarely = _SIMPLE[name]
    trainer = Trainer(verbose=False)
    trainer.set_params(
        {"c1": first, "c2": second, "max_iterations": _ROUNDS, "feature.minfreq": float(rarely)}
    )
    for shown, tags in rows:
        trainer.append(shown, tags)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        trainer.train(str(path))
        return path.read_bytes()


def _shown(every: Sequence[Example], bodies: Directory) -> Iterator[tuple[Example, Shown]]:
    for example in every:
        yield example, Shown(Places(Plain(example.text), bodies, looks_like_time))


def main() -> int:
    """Write the models, or check them; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bot.proposals.learning", description=__doc__)
    parser.add_argument("--check", action="store_true", help="learn from nine in ten, and try the tenth")
    options = parser.parse_args()
    bodies = usual_bodies()
    given = sorted(_shown(examples(), bodies), key=lambda each: sha256(each[0].text.encode()).digest())
    if options.check:
        use(learn([each for at, each in enumerate(given) if at % _EVERY]))
        tried = [(example, guess(shown.places)) for example, shown in given[::_EVERY]]
        sys.stdout.write(_score(tried))
        return 0
    for name, model in learn(given).items():
        Path(__file__).with_name(f"{name}.crfsuite.xz").write_bytes(lzma.compress(model, preset=9))
    Path(__file__).with_name("examples.sha256").write_text(digest() + "\n", "ascii")
    return 0


def _score(tried: Sequence[tuple[Example, Guess]]) -> str:
    lines = list[str]()
    for least in (0.0, 0.5, 0.7, 0.9):
        sure = [(example, said) for example, said in tried if said.kinds[said.kind] >= least]
        right = sum(example.kind == said.kind for example, said in sure)
        lines.append(
            f"{len(sure) / len(tried):.0%} with a chance of {least:.0%} at least, {right / len(sure):.0%} right"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
