"""The fair-chance check of one body, and the buttons that do what is missing: `p:0:fair:<request id>`."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup
from telegram import InlineKeyboardButton

from bot.cards import buttons as card_buttons
from bot.cards import texts as card_texts
from bot.cards.buttons import Row, button, of_request
from bot.fairness import texts
from bot.fairness.check import Checked, FairChance, Point, fair_chances
from bot.i18n.catalogue import Texts
from bot.telegram.call import Call
from bot.telegram.pages import View, view
from bot.telegram.presses import number_in
from db import queries, requests
from db.facts import RequestFacts
from db.queries import Scope


def opens_check(chance: FairChance) -> InlineKeyboardButton:
    """A button that opens the check of a body: "⚖️ #3"."""
    return button(f"⚖️ #{chance.numbers[0]}", f"p:0:fair:{chance.request_id}")


@view("fair")
async def _fair(call: Call, argument: str) -> View:
    async with call.looking() as session:
        request = await requests.by_id(session, call.who.newsroom_id, number_in(argument))
        scope = Scope(story_id=request.story_id, body_id=request.body_id)
        if request.story_id is None:
            scope = Scope(request_ids=frozenset({request.id or 0}))
        found = await queries.requests(session, call.who.newsroom_id, scope)
    facts = next(one for one in found if one.id == request.id)
    checks = fair_chances(
        found, now=call.now, fair_hours=call.who.newsroom.settings.fair_hours, calendar=call.who.calendar
    )
    chance = next((one for one in checks if facts.number in one.numbers), None)
    if chance is None:
        lines = [texts.none_needed(call.t, facts), card_texts.line(call.t, facts, call.now)]
        return View(head=lines[0], blocks=lines[1:], foot_rows=[_elsewhere(call.t, facts)], apart=True)
    actions = [] if chance.is_out else _actions(call.t, chance, {one.id: one for one in found})
    return View(
        head=texts.head(call.t, chance, call.now),
        blocks=[texts.points(call.t, chance, call.now)],
        foot_rows=[*actions, _elsewhere(call.t, facts)],
        apart=True,
    )


def _actions(t: Texts, chance: FairChance, by_id: Mapping[int, RequestFacts]) -> list[Row]:
    """The buttons for what the missing points ask for, each once."""
    found: dict[str, InlineKeyboardButton] = {}
    for checked in chance.missing:
        request = by_id[checked.request_id]
        for words, verb in _does(t, checked):
            label = words if len(chance.numbers) == 1 else f"#{request.number} {words}"
            data = of_request(request, verb)
            found.setdefault(data, button(label, data))
    buttons = list(found.values())
    if buttons:
        letter = of_request(by_id[chance.request_id], "letter")
        buttons.append(button(t.say("📄 Letter…"), letter))
    return [buttons[start : start + 2] for start in range(0, len(buttons), 2)]


def _does(t: Texts, checked: Checked) -> list[tuple[Markup, str]]:
    """What to press about a missing point: the words on each button, and what it does on the card."""
    match checked.point:
        case Point.ATTEMPTS | Point.CHANNELS:
            return [(t.say("Asked again…"), "again")]
        case Point.DEADLINE_TOLD | Point.TIME:
            return [(t.say("Deadline…"), "deadline")]
        case Point.QUESTIONS:
            return [(t.say("More…"), "more")]
        case Point.LAST_CALL:
            return [(t.say("📞 Called, no answer"), "noanswer"), (t.say("They replied…"), "replied")]


def _elsewhere(t: Texts, request: RequestFacts) -> Row:
    """To the card, and to the report of the story."""
    report = f"p:0:report:s{request.story_id}" if request.story_id is not None else "p:0:report"
    return [*card_buttons.open_cards([request])[0], button(t.say("Report"), report)]
