"""Templates of letters: what may stand in one, and how one is filled in (pure).

A template is plain text. `{name}` is a placeholder; `[words]` is a gap that only a person can fill in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.reading.words import clean
from db.errors import DeskError

# The order in which they are explained; docs/letters.md has the same table.
PLACEHOLDERS = (
    "body",
    "contact",
    "questions",
    "attempts",
    "deadline",
    "newsroom",
    "reporter",
    "story",
    "publication",
    "today",
)
LONGEST_TEMPLATE = 3500

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_GAP = re.compile(r"\[([^\[\]]+)\]")


class EmptyTemplate(DeskError):
    """A wording holds no words."""

    message = "There is no wording in that. Write the whole letter as one text message. Nothing was changed."


class LongTemplate(DeskError):
    """A wording is longer than a message can hold."""

    message = (
        "That wording has {length} characters; a letter's wording may have {limit}. Nothing was changed."
    )


class UnknownPlaceholder(DeskError):
    """A wording has a placeholder that nothing fills."""

    message = "I do not know {found}. A letter can hold: {known}. Nothing was changed."


class LoneBrace(DeskError):
    """A wording has a brace without its partner in the line."""

    message = "A brace has no partner here: “{line}”. Braces stand only around a name, such as {example}. Nothing was changed."


class QuestionsMissing(DeskError):
    """A wording has no place for the questions."""

    message = "A letter must hold the questions: write {example} on a line of its own. Nothing was changed."


class QuestionsNotAlone(DeskError):
    """A wording has the questions beside other words, or twice."""

    message = "{example} becomes a list, so it must stand on a line of its own, once. Nothing was changed."


@dataclass(frozen=True)
class Filled:
    """A letter, and what stands in square brackets in it because only a person can say it."""

    text: str
    gaps: tuple[str, ...]


def check(text: str) -> str:
    """The template that somebody wrote, cleaned of invisible marks, ready to be stored and always ready to be filled.

    Raises:
        EmptyTemplate, LongTemplate: there is nothing in it, or too much.
        UnknownPlaceholder, LoneBrace: it could not be filled in.
        QuestionsMissing, QuestionsNotAlone: a letter made of it might not hold the questions.
    """
    template = clean(text).strip()
    if not template:
        raise EmptyTemplate
    if len(template) > LONGEST_TEMPLATE:
        raise LongTemplate(length=len(template), limit=LONGEST_TEMPLATE)
    lists = 0
    for line in template.split("\n"):
        names = _PLACEHOLDER.findall(line)
        for name in names:
            if name not in PLACEHOLDERS:
                raise UnknownPlaceholder(found=f"{{{name}}}", known=" ".join(map(_braced, PLACEHOLDERS)))
        if re.search(r"[{}]", _PLACEHOLDER.sub("", line)):
            raise LoneBrace(line=line.strip(), example=_braced("body"))
        if "questions" in names:
            lists += 1
            if line.strip() != _braced("questions") or lists > 1:
                raise QuestionsNotAlone(example=_braced("questions"))
    if not lists:
        raise QuestionsMissing(example=_braced("questions"))
    return template


def fill(template: str, values: Mapping[str, str | None], gaps: Mapping[str, str] | None = None) -> Filled:
    """A letter from a checked template.

    A line that needs a value which is None is left out, and so is the empty line after it where one stands before it
    too. Values are put in as they are: braces and brackets in what people typed mean nothing.

    Args:
        template: as `check` returns it.
        values: the value of each placeholder.
        gaps: placeholders whose value is a gap, with the words in its brackets.
    """
    opened = gaps or {}
    lines: list[str] = []
    found: list[str] = []
    dropped = False
    for line in template.split("\n"):
        names = _PLACEHOLDER.findall(line)
        if any(values.get(name) is None for name in names):
            dropped = True
            continue
        if dropped and not line.strip() and not (lines and lines[-1].strip()):
            continue
        dropped = False
        lines.append(_PLACEHOLDER.sub(lambda match: values[match[1]] or "", line))
        found += [*_GAP.findall(line), *(opened[name] for name in names if name in opened)]
    return Filled("\n".join(lines).strip(), tuple(dict.fromkeys(found)))


def _braced(name: str) -> str:
    return f"{{{name}}}"
