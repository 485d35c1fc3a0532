"""Letters: what they are called, and what is said around one."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup

from bot.cards.texts import body_name
from bot.i18n.catalogue import LANGUAGES, Texts, shorten
from bot.kinds import LETTERS
from bot.letters.drafting import Drafted
from bot.telegram.pages import PAGE, pieces, split, units
from db.facts import RequestFacts
from db.tables import Letter

LONGEST_GAP = 120
NEWLINE = Markup("\n")
BLANK_LINE = Markup("\n\n")


def with_language(t: Texts, letter: Letter, language: str) -> Markup:
    """A letter and its language, as on a button."""
    return LETTERS[letter].titled(t, LANGUAGES[language])


def head(t: Texts, letter: Letter, language: str, request: RequestFacts) -> Markup:
    """What the letter below is."""
    return t.say(
        "<b>{letter}</b> to {body}, #{number}. Press the text to copy it.",
        letter=with_language(t, letter, language),
        body=body_name(t, request),
        number=request.number,
    )


def foot(t: Texts, drafted: Drafted, request: RequestFacts, now: datetime) -> Markup:
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
        when=t.when(named, now),
    )
