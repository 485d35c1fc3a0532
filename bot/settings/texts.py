"""Settings: what is set and how to change it, and a newsroom's letters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from markupsafe import Markup

from bot.i18n.catalogue import LANGUAGES, Texts
from bot.letters import texts as letters
from bot.letters.templates import LONGEST_TEMPLATE, PLACEHOLDERS
from bot.letters.words import LETTER_LANGUAGES
from db.letters import OwnTemplate
from db.tables import Letter, Member, Newsroom

NEWLINE = Markup("\n")
EVERY = tuple((letter, language) for letter in Letter for language in LETTER_LANGUAGES)


def settings(t: Texts, room: Newsroom, member: Member, own: int) -> Markup:
    """What is set, and how to change it; `own` letters have the newsroom's own wording."""
    spoken = member.language or room.language
    return NEWLINE.join(
        [
            t.say("<b>Settings</b>"),
            t.say(
                "Your language: {name}. Change it: /settings language={other}",
                name=LANGUAGES[spoken],
                other="km" if spoken == "en" else "en",
            ),
            t.say("Time zone: {zone}. Holidays of: {country}.", zone=room.timezone, country=room.country),
            t.say("Digest: {time}. Change it: /digest 08:30", time=room.digest_time or t.say("off")),
            t.say(
                "Reasonable time for an answer: {time}. Editors change it: <code>/settings fair=48h</code>",
                time=hours(t, room.fair_hours),
            ),
            t.say("Letters in your newsroom's own wording: {n} of {every}.", n=own, every=len(EVERY)),
        ]
    )


def hours(t: Texts, n: int) -> Markup:
    """A length of time in hours, whatever it is: never rounded."""
    return t.count("{n} hour", "{n} hours", n)


def speaking(spoken: Texts) -> Markup:
    """The language that is spoken with somebody from now on."""
    if spoken.language == "en":
        return spoken.say("I speak English with you now.")
    return spoken.say("I speak this language with you now.")


def fair_changed(t: Texts, n: int) -> Markup:
    """What the fair-chance check calls reasonable now."""
    return t.say("Reasonable time for an answer from now on: {time}.", time=hours(t, n))


def templates(t: Texts, own: Mapping[tuple[Letter, str], OwnTemplate], now: datetime) -> Markup:
    """The letters, and whose wording each has."""
    lines = [t.say("<b>Letters</b>")]
    for letter, language in EVERY:
        there = own.get((letter, language))
        title = letters.with_language(t, letter, language)
        lines.append(Markup("{}: {}").format(title, whose(t, there, now)))
    return NEWLINE.join(lines)


def whose(t: Texts, own: OwnTemplate | None, now: datetime) -> Markup:
    """Whose wording a letter has."""
    if own is None:
        return t.say("our wording")
    return t.say(
        "your newsroom's own wording, {member}, {when}", member=own.member, when=t.when(own.changed_at, now)
    )


def template_head(t: Texts, letter: Letter, language: str, own: OwnTemplate | None, now: datetime) -> Markup:
    """What the wording below is."""
    title = letters.with_language(t, letter, language)
    return Markup("<b>{}</b>: {}").format(title, whose(t, own, now))


def template_foot(t: Texts) -> Markup:
    """What a wording can hold."""
    return t.say(
        "In braces stands what I fill in, in [brackets] what a person does: {names}.", names=_placeholders()
    )


def write_it(t: Texts, letter: Letter, language: str) -> Markup:
    """The question for a new wording."""
    return t.say(
        "Send the whole wording of “{title}” as one text message of at most {limit} characters. It can hold {names}. The questions must stand on a line of their own. /cancel leaves it as it is.",
        title=letters.with_language(t, letter, language),
        limit=LONGEST_TEMPLATE,
        names=_placeholders(),
    )


def saved(t: Texts, letter: Letter, language: str) -> Markup:
    """A newsroom's own wording is stored."""
    title = letters.with_language(t, letter, language)
    return t.say("<b>Saved.</b> “{title}” has your newsroom's own wording now.", title=title)


def ours_again(t: Texts, letter: Letter, language: str) -> Markup:
    """Our wording is used again; the newsroom's own follows, so that it is not lost."""
    title = letters.with_language(t, letter, language)
    return t.say("“{title}” has our wording again. Until now yours was:", title=title)


def ours_already(t: Texts, letter: Letter, language: str) -> Markup:
    """There was nothing to go back from."""
    title = letters.with_language(t, letter, language)
    return t.say("“{title}” has our wording already. Nothing was changed.", title=title)


def preview_head(t: Texts, letter: Letter, language: str, number: int | None) -> Markup:
    """What the letter below was filled from; None: from our example."""
    title = letters.with_language(t, letter, language)
    if number is None:
        return t.say("<b>{title}</b>, filled in from an example:", title=title)
    return t.say("<b>{title}</b>, filled in from #{number}:", title=title, number=number)


def preview_foot(t: Texts) -> Markup:
    """A preview is nothing to be sent."""
    return t.say("This is only to look at. For a letter to send: More… under a request's card, or /letter")


def _placeholders() -> str:
    return " ".join(f"{{{name}}}" for name in PLACEHOLDERS)
