"""Writes the parts of README.md and docs/ that repeat a table of the code: `make docs`.

Such a part stands between the comments `<!-- NAME -->` and `<!-- /NAME -->`. A test fails while one is out of date.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.claims.rules import claims
from bot.claims.sentences import sentences
from bot.commands import COMMANDS
from bot.export.formats import FORMATS
from bot.i18n.catalogue import Texts
from bot.kinds import CHANNELS, OWN_COMMANDS, REPLIES
from bot.kinds import RESULTS as RESULT_WORDS
from bot.settings.table import SETTINGS
from db.lifecycle import CLOSED, EVENTS, OPEN, RESULTS, TRANSITIONS, Channel, EventKind, Result, Status
from jobs.reminders.rules import RULES
from tests.bot.records import PUBLICATION, SHOWN, story

ROOT = Path(__file__).parents[1]
ENGLISH = Texts("en", "UTC")
MOST_FORMS = 4  # of one command; the rest is in docs/commands.md


def table(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [heading, ["---"] * len(heading), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def commands() -> str:
    """Every command as it is written, and what it does; of one with many forms the first."""
    rows = [
        [", ".join(f"`{usage}`" for usage in _first_forms(command.usage)), str(command.does(ENGLISH))]
        for command in COMMANDS
    ]
    rows.append(["`/help [command]`, `/start`", "by what you want to do, or one command in full"])
    return table(["command", "does"], rows)


def _first_forms(usage: Sequence[str]) -> Sequence[str]:
    return usage if len(usage) <= MOST_FORMS else usage[:1]


def outcomes() -> str:
    """The outcomes that have a command of their own, and where each leads."""
    rows = []
    for kind, own in OWN_COMMANDS.items():
        closed = ": closes it" if EVENTS[kind].closes else ""
        rows.append([f"`{own.usage}`", f"{own.does(ENGLISH)}{closed}."])
    return table(["command", "what it logs"], rows)


def replies() -> str:
    """What can come back, by which words /reply knows it, and whether the body said it."""
    rows = []
    for kind, words in REPLIES.items():
        word = EVENTS[kind].word.name.lower()
        typed = [f"`{each}`" for each in words.names]
        rows.append(
            [str(words.said(ENGLISH)), ", ".join(typed), "no word of theirs" if word == "none" else word]
        )
    return table(["what came back", "typed as", "it is"], rows)


def channels() -> str:
    """The channels, and the other words for each."""
    rows = []
    for channel, words in CHANNELS.items():
        others = [word.strip() for word in words.typed.split(",") if word.strip() != channel]
        rows.append([f"`{channel}`", ", ".join(f"`{word}`" for word in others)])
    return table(["channel", "also"], rows)


def results() -> str:
    """What can become of an attempt, by which channels, and some of the words that say it."""
    rows = []
    for result, rule in RESULTS.items():
        if result is Result.UNKNOWN:
            continue
        words = [
            word.strip()
            for word in f"{RESULT_WORDS[result].deniable},{RESULT_WORDS[result].typed}".split(",")
        ]
        plain = [word for word in words if word and not set("*|_=") & set(word)]
        by = (
            "any"
            if rule.channels == frozenset(Channel)
            else ", ".join(c for c in Channel if c in rule.channels)
        )
        rows.append(
            [
                str(RESULT_WORDS[result].said(ENGLISH)),
                by,
                ", ".join(f"`{word}`" for word in [*plain[:5], *plain[-2:]]),
                "an attempt" if rule.counts else "none",
            ]
        )
    return table(["what became of it", "by", "words that say it, such as", "it is"], rows)


def settings() -> str:
    """Every setting: how it is typed, what it is, what holds at first, and who changes it."""
    rows = []
    for setting in SETTINGS:
        begins = getattr(setting.model(), setting.key)
        limits = [setting.shown(ENGLISH, bound) for bound in setting.model.bounds(setting.key).values()]
        rows.append(
            [
                f"`{setting.usage}`",
                str(setting.name(ENGLISH)) + (f" ({' to '.join(map(str, limits))})" if limits else ""),
                "as the newsroom's"
                if begins is None and setting.is_own
                else str(setting.shown(ENGLISH, begins)),
                "each member" if setting.is_own else "editors",
            ]
        )
    return table(["setting", "what it is", "at first", "who changes it"], rows)


def files() -> str:
    """Each format of a file: its button, its command, the other words for it, and what it is."""
    about = "#mangopark"
    rows = []
    for word, format in FORMATS.items():
        sends = format.caption(ENGLISH, about).striptags().removeprefix(f"{about}: ")
        also = ", ".join(f"`{other}`" for other in format.also)
        rows.append([str(format.button(ENGLISH)), f"`/report {about} {word}`", also, sends])
    return table(["button", "command", "also", "sends"], rows)


def transitions() -> str:
    """Each event, and where it leads from each status."""
    columns = [status for status in Status if status in OPEN]
    rows = [
        [
            f"`{kind}`",
            *(_leads_to(kind, status) for status in columns),
            " or ".join(sorted({_leads_to(kind, status) for status in CLOSED})),
        ]
        for kind in EventKind
    ]
    return table(["event", *columns, "closed"], rows)


def _leads_to(kind: EventKind, before: Status) -> str:
    after = TRANSITIONS.get((before, kind))
    if after is None:
        return "–"
    if kind is EventKind.REOPENED:
        return "reopens"
    return "stays" if after is before else after


def life() -> str:
    """The same as a picture; events that move nothing are left out."""
    inside, outside = [], []
    for kind in EventKind:
        moves = {
            before: after for (before, k), after in TRANSITIONS.items() if k is kind and after is not before
        }
        if set(moves) == OPEN and len(set(moves.values())) == 1:
            outside.append(f"  open --> {next(iter(moves.values()))} : {kind}")
        elif set(moves) <= CLOSED:
            outside += [f"  {before} --> open : {kind}" for before in Status if before in moves]
        else:
            inside += [f"    {before} --> {moves[before]} : {kind}" for before in Status if before in moves]
    lines = ["stateDiagram-v2", "  [*] --> waiting", "  state open {", *inside, "  }", *outside]
    return "\n".join(["```mermaid", *lines, "```"])


def reminders() -> str:
    """Each kind of reminder, and when it is due."""
    return table(
        ["reminder", "when"], [[kind.value.replace("_", " "), rule.when] for kind, rule in RULES.items()]
    )


def wording() -> str:
    """Records with the claim that each permits, and both its sentences."""
    t = Texts("en", "Asia/Phnom_Penh")
    rows = []
    for words, lines in SHOWN:
        found = claims(story(lines), at=PUBLICATION, publish_at=PUBLICATION)
        said = sentences(t, found, PUBLICATION)
        exact = " ".join(sentence.shown().unescape() for sentence in said)
        rows.append([words, f"`{found[0].kind}`", " ".join(s.short.unescape() for s in said), exact])
    return table(["the record", "the claim", "in print", "exactly"], rows)


PARTS: dict[str, Callable[[], str]] = {
    "commands": commands,
    "channels": channels,
    "files": files,
    "life": life,
    "outcomes": outcomes,
    "reminders": reminders,
    "replies": replies,
    "results": results,
    "settings": settings,
    "transitions": transitions,
    "wording": wording,
}
_PART = re.compile(r"(<!-- (\w+) -->\n).*?(<!-- /\2 -->)", re.DOTALL)


def pages() -> list[Path]:
    """The pages that may hold such parts."""
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def written(text: str) -> str:
    """A page's text with each of its parts as the code has it now."""
    return _PART.sub(lambda found: f"{found[1]}\n{PARTS[found[2]]()}\n\n{found[3]}", text)


if __name__ == "__main__":
    for page in pages():
        before = page.read_text(encoding="utf-8")
        if (after := written(before)) != before:
            page.write_text(after, encoding="utf-8")
            print(f"{page.relative_to(ROOT)}: written")  # noqa: T201
