"""What is said above what can be inserted."""

from __future__ import annotations

from markupsafe import Markup

from bot.i18n.catalogue import Texts


def not_for_you(t: Texts) -> Markup:
    """To whoever is no member: nothing is told, not even that there is anything."""
    return t.say("This desk is for its newsroom only.")


def nothing(t: Texts) -> Markup:
    """What was typed is about nothing that there is."""
    return t.say("Nothing found: a number, a body or #story")


def sentence(t: Texts, number: int) -> Markup:
    """A sentence of print."""
    return t.say("Sentence for print, #{number}", number=number)


def all_sentences(t: Texts, title: str) -> Markup:
    """The sentences of a story."""
    return t.say("All sentences for print, {title}", title=title)


def not_logged(t: Texts) -> Markup:
    """A letter that is inserted somewhere is no attempt."""
    return t.say("A draft. To insert it logs nothing.")
