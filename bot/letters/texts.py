"""Letters: what they are called, and what is said around one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from markupsafe import Markup

from bot.cards.texts import body_name
from bot.i18n.catalogue import Texts, shorten
from bot.kinds import LETTERS
from bot.languages import LANGUAGES
from bot.letters.drafting import Drafted
from bot.letters.templates import LONGEST_TEMPLATE, PLACEHOLDERS
from bot.letters.words import CHOICES
from bot.telegram.pages import PAGE, pieces, split, units
from db.facts import RequestFacts
from db.letters import OwnTemplate
from db.tables import Letter

LONGEST_GAP = 120
NEWLINE = Markup("\n")
BLANK_LINE = Markup("\n\n")


def with_language(t: Texts, letter: Letter, language: str) -> Markup:
    """A letter and its language, as on a button."""
    return LETTERS[letter].titled(t, LANGUAGES[language].name)


def head(t: Texts, letter: Letter, language: str, requests: Sequence[RequestFacts]) -> Markup:
    """What the letter below is, and which requests to one body it is about."""
    return t.say(
        "<b>{letter}</b> to {body}, #{number}. Press the text to copy it.",
        letter=with_language(t, letter, language),
        body=body_name(t, requests[0]),
        number=", #".join(str(request.number) for request in requests),
    )


def foot(t: Texts, drafted: Drafted, request: RequestFacts) -> Markup:
    """What is to be done before the letter goes out, and after."""
    lines = []
    if drafted.gaps:
        gaps = "; ".join(shorten(gap, LONGEST_GAP) for gap in drafted.gaps)
        lines.append(t.say("✏️ Fill in before sending: {gaps}.", gaps=gaps))
    if drafted.slug is not None:
        lines.append(
            t.say(
                "✏️ It calls the story “{slug}”, our short name. Is that what they should read? A title: <code>/story #{slug} …</code>",
                slug=drafted.slug,
            )
        )
    if drafted.deadline is not None and drafted.deadline != request.deadline_at:
        lines.append(
            t.say("The deadline on record has passed, so the letter says: an hour before publication.")
        )
    lines.append(t.say("When it is sent, press how. That logs the attempt, with the letter as drafted."))
    return NEWLINE.join(lines)


def to_copy(above: Markup, letter: str, below: Markup) -> list[Markup]:
    """A letter as messages: one, or several where one cannot hold it; nothing of it is left out."""
    room = PAGE - units(above) - 2 * len(BLANK_LINE)
    blocks = [above, *pieces(Markup("<pre>{}</pre>").format(letter), room), *pieces(below)]
    return [BLANK_LINE.join(blocks[position] for position in page) for page in split(blocks, BLANK_LINE)]


def new_deadline(t: Texts, request: RequestFacts, named: datetime | None, now: datetime) -> Markup | None:
    """How to put on record the deadline that a letter named (UTC; None: a person filled it in), where it is not there."""
    if named is None:
        return t.say(
            "If the letter names a new deadline, log it: <code>/extend {number} by …</code>",
            number=request.number,
        )
    if named <= now or (request.deadline_told and named == request.deadline_at):
        return None
    return t.say(
        "The letter names a deadline that is not on record as told. Log it: <code>/extend {number} by {when}</code>",
        number=request.number,
        when=t.as_typed(named, now),
    )


def templates(t: Texts, own: Mapping[tuple[Letter, str], OwnTemplate], now: datetime) -> Markup:
    """The letters, and whose wording each has."""
    lines = [t.say("<b>Letters</b>")]
    for letter, language in CHOICES.values():
        there = own.get((letter, language))
        title = with_language(t, letter, language)
        lines.append(Markup("{}: {}").format(title, whose(t, there, now)))
    return NEWLINE.join(lines)


def whose(t: Texts, own: OwnTemplate | None, now: datetime) -> Markup:
    """Whose wording a letter has."""
    if own is None:
        return t.say("our wording")
    return t.say(
        "your newsroom's own wording, {member}, {when}",
        member=t.member(own.member),
        when=t.when(own.changed_at, now),
    )


def template_head(t: Texts, letter: Letter, language: str, own: OwnTemplate | None, now: datetime) -> Markup:
    """What the wording below is."""
    title = with_language(t, letter, language)
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
        title=with_language(t, letter, language),
        limit=LONGEST_TEMPLATE,
        names=_placeholders(),
    )


def saved(t: Texts, letter: Letter, language: str) -> Markup:
    """A newsroom's own wording is stored."""
    title = with_language(t, letter, language)
    return t.say("<b>Saved.</b> “{title}” has your newsroom's own wording now.", title=title)


def ours_again(t: Texts, letter: Letter, language: str) -> Markup:
    """Our wording is used again; the newsroom's own follows, so that it is not lost."""
    title = with_language(t, letter, language)
    return t.say("“{title}” has our wording again. Until now yours was:", title=title)


def ours_already(t: Texts, letter: Letter, language: str) -> Markup:
    """There was nothing to go back from."""
    title = with_language(t, letter, language)
    return t.say("“{title}” has our wording already. Nothing was changed.", title=title)


def preview_head(t: Texts, letter: Letter, language: str, number: int | None) -> Markup:
    """What the letter below was filled from; None: from our example."""
    title = with_language(t, letter, language)
    if number is None:
        return t.say("<b>{title}</b>, filled in from an example:", title=title)
    return t.say("<b>{title}</b>, filled in from #{number}:", title=title, number=number)


def preview_foot(t: Texts) -> Markup:
    """A preview is nothing to be sent."""
    return t.say("This is only to look at. For a letter to send: More… under a request's card, or /letter")


def _placeholders() -> str:
    return " ".join(f"{{{name}}}" for name in PLACEHOLDERS)
