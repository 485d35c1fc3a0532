"""The buttons. What they carry fits Telegram's 64 bytes:

`r:<request id>:<mark>:<verb>[:<argument>]` on a request's card, `d:<draft id>:<verb>[:<argument>…]` on
something begun, `p:<page>:<view>[:<argument>]` under a long list, `n:<draft id>:<request id>` for "which one?"; those of a
story are in `bot/stories/buttons.py`.

A card's buttons carry the mark of the newest event that the card had seen, so that a press on a card that has since
been overtaken (a second tap, another person, last month's message) is noticed and records nothing twice; and so is one on
a card whose request was lost with all its events, when the record was put back as an old backup had it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import time

from markupsafe import Markup
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import KeyboardButtonStyle

from bot.cards.texts import body_name
from bot.i18n.catalogue import Texts, shorten
from bot.i18n.widths import narrowed, width
from bot.kinds import CHANNELS, EVENTS, REPLIES, RESULTS
from bot.reading.heard import asks_until, is_perhaps_theirs, may_be, reads_like_a_machine, told_in
from bot.reading.results import as_told, asks_for_result, result_of
from db import lifecycle
from db.facts import AnyRequest, EventFacts, QuestionFacts, RequestFacts
from db.lifecycle import SPOKEN, Channel, EventKind, Result
from jobs.records.correcting import Staying

Row = list[InlineKeyboardButton]


@dataclass(frozen=True)
class OfficeEnds:
    """When the office closes, and which of the usual deadlines are none: today once it has closed, and days off. `shown`: that of
    today and of tomorrow, by the clocks of a reader who has others."""

    at: time
    without: frozenset[str] = frozenset()
    shown: tuple[str, ...] = ()


SNOOZES = ("1h", "3h", "am", "2wd")
FEW_BUTTONS = 8  # under what is to be read on one screen
DEADLINES = ("today", "tomorrow", "2wd", "3wd", "1w", "c")  # the last opens the calendar


# A small phone's: so wide are the buttons under a message together, in pixels, with so much between two of them, and
# so much of each left free at its sides.
KEYBOARD, BETWEEN, FREE = 280, 5, 10
LABEL_SIZE = 15  # pixels

DANGER, GOOD = KeyboardButtonStyle.DANGER, KeyboardButtonStyle.SUCCESS
# What is marked, by the sort and verb of what a button carries: what takes something away, and what logs all of it.
STYLES: dict[tuple[str, str], KeyboardButtonStyle] = {
    ("r", "withdraw"): DANGER,
    ("r", "unlink"): DANGER,
    ("r", "undo"): DANGER,
    ("r", "fix/back"): DANGER,
    ("d", "cancel"): DANGER,
    ("d", "merge"): DANGER,
    ("d", "undo"): DANGER,
    ("d", "log"): GOOD,
    ("b", "part"): DANGER,
    ("s", "notout"): DANGER,
    ("set", "ours"): DANGER,
    ("m", "remove"): DANGER,
    ("m", "removed"): DANGER,
}
_BESIDE_UNDO = {("r", "more"), ("r", "card")}
_VERB_AT = {"r": 3, "d": 2, "b": 2, "s": 3, "set": 1, "m": 2}


def button(text: str, data: str, style: KeyboardButtonStyle | None = None) -> InlineKeyboardButton:
    """A button with its callback data, and the style of what it does, or another. Its label is plain text: what was escaped for HTML
    is taken back."""
    label = text.unescape() if isinstance(text, Markup) else text
    return InlineKeyboardButton(label, callback_data=data, style=style or STYLES.get(verb_of(data)))


def verb_of(data: str) -> tuple[str, str]:
    """What sort of thing a button is for, and what it does there, by what it carries."""
    sort, *parts = data.split(":")
    at = _VERB_AT.get(sort, 0) - 1
    verb = parts[at] if 0 <= at < len(parts) else ""
    return sort, f"fix/{parts[4]}" if (sort, verb) == ("r", "fix") and len(parts) > 4 else verb


def laid_out(keyboard: InlineKeyboardMarkup | None) -> InlineKeyboardMarkup | None:
    """The same buttons in their order, in rows in which a small phone cuts no label: those of a row that has no room for
    them go on in the next. Only a label that is too long for a row of its own is shortened."""
    if keyboard is None:
        return None
    rows: list[Row] = []
    for row in keyboard.inline_keyboard:
        rows += [list(row)] if fit(row) else _parted(row)
    return InlineKeyboardMarkup(rows)


def fit(row: Sequence[InlineKeyboardButton]) -> bool:
    """Whether a small phone has room for the labels of a row."""
    return all(width(each.text, LABEL_SIZE) <= room(len(row)) for each in row)


def room(count: int) -> float:
    """How much room a label has in a row of so many buttons, in pixels."""
    return (KEYBOARD - BETWEEN * (count - 1)) / count - FREE


def _parted(row: Sequence[InlineKeyboardButton]) -> list[Row]:
    rows: list[Row] = []
    for each in row:
        if rows and fit([*rows[-1], each]):
            rows[-1].append(each)
        else:
            rows.append([each if fit([each]) else _shortened(each)])
    return rows


def _shortened(long: InlineKeyboardButton) -> InlineKeyboardButton:
    words = narrowed(long.text, room(1), LABEL_SIZE)
    short = InlineKeyboardButton.de_json({**long.to_dict(), "text": words})
    return short if short is not None else long


def of_request(request: RequestFacts, verb: str, argument: object = "") -> str:
    """Callback data for something done to a request as it stood when the card was shown."""
    tail = f":{argument}" if argument != "" else ""
    return f"r:{request.id}:{request.events_seen}:{verb}{tail}"


def card(t: Texts, request: RequestFacts, *first: Row) -> InlineKeyboardMarkup:
    """What can happen next to a request, below what is asked `first`; at most eight buttons with the one that takes back."""
    if not request.is_open:
        rows = [
            [
                button(t.say("Reopen"), of_request(request, "reopen")),
                button(t.say("Correct…"), of_request(request, "correct")),
            ],
            [
                button(t.say("Note…"), of_request(request, "note")),
                button(t.say("History"), of_request(request, "history")),
            ],
            *(
                [[button(t.say("🔒 Who sees it…"), of_request(request, "private"))]]
                if request.is_private
                else []
            ),
            [button(t.say("Undo"), of_request(request, "undo"))],
        ]
        # A refusal may come with the name of somebody else to ask.
        if lifecycle.can_follow(request.status, EventKind.REFERRED):
            rows.insert(0, [button(t.say("Referred us…"), of_request(request, "refer"))])
        return InlineKeyboardMarkup([*first, *rows])
    if request.asked_at is None:
        return InlineKeyboardMarkup([*first, *_channels(t, request, "chase"), [_more(t, request)]])
    asks = [*first, *_asks(t, request)]
    usual = _usual(t, request)
    shown = usual[: max(1, FEW_BUTTONS - 2 - sum(map(len, asks)))]
    return InlineKeyboardMarkup([*asks, *in_rows([*shown, _more(t, request, len(usual) - len(shown))])])


def logged(t: Texts, request: RequestFacts, *first: Row) -> InlineKeyboardMarkup:
    """The same under what was just logged: of a call or a visit it is asked what came of it."""
    last = _last_attempt(request)
    if not request.is_open or last is None or not _asks_what_came(request, last):
        return card(t, request, *first)
    every = results_of(last)
    few = every if len(every) <= FEW_BUTTONS - 3 else [each for each in every if not RESULTS[each].rare]
    came = [result_button(t, each, of_request(request, "result", f"{last.id}:{each}")) for each in few]
    if few != every:
        came.append(button(t.say("Something else…"), of_request(request, "result")))
    came += [
        button(t.say("They replied…"), of_request(request, "replied")),
        button(t.say("Other…"), of_request(request, "card")),
    ]
    return InlineKeyboardMarkup([*first, *_doubts(t, request), *in_rows(came)])


def _usual(t: Texts, request: RequestFacts) -> list[InlineKeyboardButton]:
    """What mostly comes next, the likeliest first: what has no room on the card stands under More…"""
    return [
        button(t.say("They replied…"), of_request(request, "replied")),
        button(t.say("Asked again…"), of_request(request, "again")),
        button(t.say("Declined"), of_request(request, "decline")),
        button(t.say("Referred us…"), of_request(request, "refer")),
        button(t.say("Deadline…"), of_request(request, "deadline")),
        button(t.say("Note…"), of_request(request, "note")),
    ]


def _more(t: Texts, request: RequestFacts, left_out: int = 0) -> InlineKeyboardButton:
    return button(t.say("More…"), of_request(request, "more", left_out or ""))


def _asks(t: Texts, request: RequestFacts) -> list[Row]:
    """What a card asks, the most urgent first."""
    rows: list[Row] = []
    rows += _new_deadline(t, request)
    if request.is_held_to_less:
        rows.append([button(t.say("They were told the new deadline"), of_request(request, "told"))])
    if request.channel is None:
        rows.append([button(t.say("How was it asked?"), of_request(request, "how"))])
    rows += _doubts(t, request)
    if (last := _last_attempt(request)) is not None and _asks_what_came(request, last):
        rows.append([_what_became(t, request)])
    return rows


def _new_deadline(t: Texts, request: RequestFacts) -> list[Row]:
    if not request.lapsed:
        return []
    spans = [
        button(t.say("2 working days"), of_request(request, "extend", "2wd")),
        button(t.say("3 working days"), of_request(request, "extend", "3wd")),
    ]
    return [spans, [button(t.say("another deadline…"), of_request(request, "deadline"))]]


def _what_became(t: Texts, request: RequestFacts) -> InlineKeyboardButton:
    return button(t.say("What became of it…"), of_request(request, "result"))


def reminder(t: Texts, request: RequestFacts) -> InlineKeyboardMarkup:
    """Under a reminder: the taps that are most likely now."""
    if not request.is_open or request.asked_at is None:
        return card(t, request)
    return InlineKeyboardMarkup(
        [
            *_new_deadline(t, request),
            _tried_now(t, request),
            [
                button(t.say("They replied…"), of_request(request, "replied")),
                button(t.say("Declined"), of_request(request, "decline")),
            ],
            [
                button(t.say("Referred us…"), of_request(request, "refer")),
                button(t.say("Snooze…"), of_request(request, "snooze")),
            ],
            [button(t.say("Other…"), of_request(request, "card"))],
        ]
    )


def _tried_now(t: Texts, request: RequestFacts) -> Row:
    """A call and an email; first what was not tried last. "Again" only of what was done."""
    tried = [event.channel for event in request.attempts if event.channel in {Channel.CALL, Channel.EMAIL}]
    emailed = t.say("✉️ Emailed again") if Channel.EMAIL in tried else t.say("✉️ Emailed")
    by_channel = {
        Channel.CALL: button(t.say("📞 Called, no answer"), of_request(request, "noanswer")),
        Channel.EMAIL: button(emailed, of_request(request, "chase", Channel.EMAIL.value)),
    }
    last = tried[-1] if tried else Channel.EMAIL
    return [*(each for channel, each in by_channel.items() if channel is not last), by_channel[last]]


def again(t: Texts, request: RequestFacts) -> InlineKeyboardMarkup:
    """By which channel it was asked again."""
    first = [button(t.say("📞 Called, no answer"), of_request(request, "noanswer"))]
    return InlineKeyboardMarkup([first, *_channels(t, request, "chase"), back(t, request)])


def how(t: Texts, request: RequestFacts) -> InlineKeyboardMarkup:
    """By which channel it was asked at first, where the reporter did not say."""
    return InlineKeyboardMarkup([*_channels(t, request, "channel"), back(t, request)])


def result(t: Texts, request: RequestFacts) -> InlineKeyboardMarkup:
    """What became of the latest attempt."""
    last = _last_attempt(request)
    if last is None:
        return card(t, request)
    every = [
        result_button(t, each, of_request(request, "result", f"{last.id}:{each}"))
        for each in results_of(last)
    ]
    return InlineKeyboardMarkup([*in_rows(every), back(t, request)])


def results_of(event: EventFacts) -> list[Result]:
    """What can become of an attempt by its channel."""
    return [
        each
        for each in RESULTS
        if each is not Result.UNKNOWN and event.channel in lifecycle.RESULTS[each].channels
    ]


def result_button(t: Texts, result: Result, data: str) -> InlineKeyboardButton:
    """A button for what became of an attempt."""
    return button(f"{RESULTS[result].sign} {RESULTS[result].said(t)}", data)


def in_rows(buttons: Sequence[InlineKeyboardButton], width: int = 2) -> list[Row]:
    """Buttons in rows of so many."""
    return [list(buttons[start : start + width]) for start in range(0, len(buttons), width)]


def _asks_what_came(request: RequestFacts, last: EventFacts) -> bool:
    """Whether it is asked what became of an attempt: where its words do not say it, and of a call or a visit that was just
    logged without any."""
    # A deadline that was told along says nothing of it.
    since = [event for event in request.in_force if event.id > last.id and event.kind in lifecycle.BY_MEMBERS]
    just_now = all(event.kind is EventKind.EXTENDED for event in since)
    return asks_for_result(last) or (just_now and last.channel in SPOKEN and result_of(last) is None)


def _doubts(t: Texts, request: RequestFacts) -> list[Row]:
    """What the newest record leaves open, to be pressed."""
    news = newest(request)
    if news is None:
        return []
    if asks_until(news):
        return [[button(t.say("Until when?…"), of_request(request, "until", news.id))]]
    if is_perhaps_theirs(news):
        return [[button(t.say("🙏 They asked for it"), of_request(request, "moretime", "d"))]]
    told = EVENTS[found] if (found := told_in(news)) is not None else None
    if told is not None and told.reply is not None:
        return [[button(told.reply(t), of_request(request, told.verb))]]
    perhaps = may_be(news)
    words = None if perhaps is None else EVENTS[perhaps]
    if words is None or words.reply is None:
        return []
    rows = [[button(words.reply(t), of_request(request, "itwas", f"{news.id}:{words.verb}"))]]
    if reads_like_a_machine(news):
        rows.append(
            [button(t.say("👤 A person wrote it"), of_request(request, "itwas", f"{news.id}:person"))]
        )
    return rows


def with_undo(t: Texts, request: RequestFacts, keyboard: InlineKeyboardMarkup) -> InlineKeyboardMarkup:
    """The buttons under what was just recorded: the last of them takes it back, or, where something was taken back, puts
    it back."""
    last = _last_said(request)
    if last is None:
        return keyboard
    rows = [
        [each for each in row if verb_of(str(each.callback_data)) not in {("r", "undo"), ("r", "redo")}]
        for row in keyboard.inline_keyboard
    ]
    if last.kind is EventKind.CORRECTED and not last.details.get("changed"):
        undo = button(t.say("Put it back"), of_request(request, "redo", last.id))
    else:
        undo = button(t.say("Undo"), of_request(request, "undo", last.id))
    rows = [row for row in rows if row]
    if rows and len(rows[-1]) == 1 and verb_of(str(rows[-1][0].callback_data)) in _BESIDE_UNDO:
        return InlineKeyboardMarkup([*rows[:-1], [rows[-1][0], undo]])
    return InlineKeyboardMarkup([*rows, [undo]])


def _last_said(request: RequestFacts) -> EventFacts | None:
    """What was recorded last; of a correction not what it put in the place of another, but itself."""
    said = {EventKind.CORRECTED, *lifecycle.BY_MEMBERS}
    every = sorted((event for event in request.by_people if event.kind in said), key=lambda event: event.id)
    if not every:
        return None
    last = every[-1]
    if "in_place_of" in last.details and len(every) > 1:
        before = every[-2]
        if before.kind is EventKind.CORRECTED and before.details.get("changed"):
            return before
    return last


def linked(t: Texts, request: RequestFacts, staying: Sequence[Staying]) -> list[Row]:
    """To withdraw what an undone referral had opened."""
    return [
        [button(t.say("Withdraw #{number}", number=each.number), of_request(request, "unlink", each.id))]
        for each in staying
    ]


def newest(request: RequestFacts) -> EventFacts | None:
    """What a member recorded last of what counts."""
    told = [event for event in request.in_force if event.kind in lifecycle.BY_MEMBERS]
    return max(told, key=lambda event: event.id, default=None)


def _last_attempt(request: RequestFacts) -> EventFacts | None:
    """The attempt recorded last, where it was by a channel of which something can become."""
    told = as_told(request.in_force)
    tried = [event for event in told if event.kind in lifecycle.ATTEMPTS and event.channel is not None]
    return max(tried, key=lifecycle.original_id, default=None)


def replied(t: Texts, request: RequestFacts) -> InlineKeyboardMarkup:
    """What sort of reply came."""
    rows = [
        [button(words.reply(t), of_request(request, words.verb))]
        for words in REPLIES.values()
        if words.reply is not None
    ]
    return InlineKeyboardMarkup([*rows, back(t, request)])


def snooze(t: Texts, request: RequestFacts) -> InlineKeyboardMarkup:
    """How long to leave the reporter alone about a request."""
    words = (t.say("1 hour"), t.say("3 hours"), t.say("next morning"), t.say("2 working days"))
    choices = [
        button(word, of_request(request, "snoozed", arg)) for word, arg in zip(words, SNOOZES, strict=True)
    ]
    return InlineKeyboardMarkup([choices[:2], choices[2:], back(t, request)])


def deadline(t: Texts, request: RequestFacts, office_ends: OfficeEnds) -> InlineKeyboardMarkup:
    """A new deadline."""
    rows = until_buttons(t, office_ends, lambda choice: of_request(request, "extend", choice))
    typed = button(t.say("Type it…"), of_request(request, "extendtyped"))
    return InlineKeyboardMarkup([*rows, [typed, *back(t, request)]])


def until_buttons(t: Texts, office_ends: OfficeEnds, data: Callable[[str], str]) -> list[Row]:
    """The usual deadlines, as an answer to the question until when, two to a row."""
    choices = [button(word, data(choice)) for word, choice in deadline_choices(t, office_ends)]
    return in_rows(choices)


def until(t: Texts, request: RequestFacts, event_id: int, office_ends: OfficeEnds) -> InlineKeyboardMarkup:
    """Until when they asked for time, or promised an answer."""
    rows = until_buttons(t, office_ends, lambda choice: of_request(request, "until", f"{event_id}:{choice}"))
    return InlineKeyboardMarkup([*rows, back(t, request)])


def deadline_choices(t: Texts, office_ends: OfficeEnds) -> list[tuple[str, str]]:
    """The usual deadlines that are still ahead, on working days, and the calendar: the word on the button and its argument."""
    clock = t.digits(f"{office_ends.at:%H:%M}")
    today, tomorrow = (
        map(Markup.escape, office_ends.shown)
        if office_ends.shown
        else (
            t.say("today {time}", time=clock),
            t.say("tomorrow {time}", time=clock),
        )
    )
    words = (
        today,
        tomorrow,
        t.say("2 working days"),
        t.say("3 working days"),
        t.say("in a week"),
        t.say("📅 Other day…"),
    )
    return [
        (word, choice)
        for word, choice in zip(words, DEADLINES, strict=True)
        if choice not in office_ends.without
    ]


def more(t: Texts, request: RequestFacts, left_out: int = 0) -> InlineKeyboardMarkup:
    """The rarer things, and as many of the usual ones as the card had no room for."""
    usual = _usual(t, request) if request.asked_at is not None else []
    last = _last_attempt(request)
    buttons = [
        *usual[len(usual) - left_out :],
        *([button(t.say("Bounced"), of_request(request, "bounce"))] if usual else []),
        *([_what_became(t, request)] if last is not None and last.channel in SPOKEN else []),
        button(t.say("Correct…"), of_request(request, "correct")),
        button(t.say("History"), of_request(request, "history")),
        button(t.say("Snooze…"), of_request(request, "snooze")),
        button(t.say("📄 Letter…"), of_request(request, "letter")),
        button(t.say("⚖️ Fair chance"), f"p:0:fair:{request.id}"),
        button(t.say("🔀 Hand over…"), of_request(request, "assign")),
        button(t.say("🔒 Who sees it…"), of_request(request, "private")),
        button(t.say("Withdraw"), of_request(request, "withdraw")),
        *back(t, request),
    ]
    return InlineKeyboardMarkup(in_rows(buttons))


def open_cards(requests: Sequence[AnyRequest], *, in_list: str = "") -> list[Row]:
    """A button for each request that opens its card, four to a row; `in_list`: in the place of this list, as
    "<page>:<view>[:<argument>]", with a way back."""
    tail = f":{in_list}" if in_list else ""
    buttons = [button(f"#{request.number}", f"o:{request.id}{tail}") for request in requests]
    return in_rows(buttons, 4)


def opens_all(t: Texts, argument: str) -> InlineKeyboardButton:
    """Under a story or a body: all of its open requests at once, as the argument of a list names it."""
    return button(t.say("All open at once…"), f"p:0:several:{argument}")


REMINDED = "told"  # the view of the reminders that came in one message


def reminded(t: Texts, requests: Sequence[AnyRequest], first_id: int, page: int, count: int) -> list[Row]:
    """Under a page of reminders that came together: each opens its card in their place; and, where one page is all, what
    else is due."""
    rows = open_cards(requests, in_list=f"{page}:{REMINDED}:{first_id}")
    return rows if count > 1 else [*rows, [button(t.say("⏰ What is due"), "go:due")]]


def way_back(t: Texts, in_list: str) -> Row:
    """From a card that was opened in the place of a list."""
    return [button(t.say("« Back to the list"), f"p:{in_list}")]


def kept_way_back(keyboard: InlineKeyboardMarkup | None) -> list[Row]:
    """The way back that a card has which was opened in the place of reminders that came together; mostly none."""
    every = [each for row in (keyboard.inline_keyboard if keyboard else ()) for each in row]
    return [[each] for each in every if str(each.callback_data).split(":")[::2][:2] == ["p", REMINDED]]


def which(t: Texts, requests: Sequence[AnyRequest], draft_id: int) -> InlineKeyboardMarkup:
    """Which request was meant."""
    return InlineKeyboardMarkup(
        [
            [button(f"#{request.number} {shorten(body_name(t, request), 40)}", f"n:{draft_id}:{request.id}")]
            for request in requests
        ]
    )


def shown_on(keyboard: InlineKeyboardMarkup | None) -> tuple[int, int] | None:
    """The id of the request whose card a message with these buttons is, and the mark of what it had seen: they are about
    it alone. None for a list, for the records of a request to choose from, and where there are no buttons."""
    shown, verbs = set(), set()
    for pressed in (button for row in (keyboard.inline_keyboard if keyboard else ()) for button in row):
        sort, *parts = str(pressed.callback_data or "p").split(":", 4)
        if sort == "r" and len(parts) > 2 and parts[0].isdecimal() and parts[1].isdecimal():
            shown.add((int(parts[0]), int(parts[1])))
            verbs.add(parts[2])
        elif sort != "p":
            return None
    return shown.pop() if len(shown) == 1 and "fix" not in verbs else None


def pages(view: str, argument: str, page: int, count: int) -> list[Row]:
    """« 2/5 » under a list of several pages."""
    if count < 2:
        return []
    before, after = (page - 1) % count, (page + 1) % count
    return [
        [
            button("«", to_page(before, view, argument)),
            button(f"{page + 1}/{count}", to_page(page, view, argument)),
            button("»", to_page(after, view, argument)),
        ]
    ]


def few_pages(view: str, argument: str, page: int, count: int) -> list[Row]:
    """« and 2/5 » under a list that has room for few buttons: at most two, for two pages one."""
    turns = []
    if page > 0:
        label = "«" if page + 1 < count else f"« {page + 1}/{count}"
        turns.append(button(label, to_page(page - 1, view, argument)))
    if page + 1 < count:
        turns.append(button(f"{page + 1}/{count} »", to_page(page + 1, view, argument)))
    return [turns] if turns else []


def to_page(page: int, view: str, argument: str) -> str:
    """The callback data of a button that turns to a page of a view."""
    return f"p:{page}:{view}:{argument}" if argument else f"p:{page}:{view}"


def channel_buttons(t: Texts, data: Callable[[Channel], str]) -> list[Row]:
    """A button for each channel, two to a row."""
    buttons = [button(f"{words.sign} {words.said(t)}", data(channel)) for channel, words in CHANNELS.items()]
    return in_rows(buttons)


def _channels(t: Texts, request: RequestFacts, verb: str) -> list[Row]:
    return channel_buttons(t, lambda channel: of_request(request, verb, channel.value))


def back(t: Texts, request: RequestFacts) -> Row:
    """Back to the card."""
    return [button(t.say("« Back"), of_request(request, "card"))]


def partial(
    t: Texts, request: RequestFacts, ticked: int, event_id: int | None = None
) -> InlineKeyboardMarkup:
    """Which questions were answered; `ticked` has the bit of each question's position set. `event_id`: the reply was
    logged already, and the ticks belong to it."""
    of = "" if event_id is None else f":{event_id}"
    ticked &= sum(1 << question.position for question in request.open_questions)
    rows: list[Row] = [
        [tick(question, ticked, lambda left: of_request(request, "part", f"{left}{of}"))]
        for question in request.questions
        if not question.answered
    ]
    if ticked:
        rows.append([button(t.say("Log these as answered"), of_request(request, "partial", f"{ticked}{of}"))])
    rows.append(back(t, request))
    return InlineKeyboardMarkup(rows)


def tick(question: QuestionFacts, ticked: int, data: Callable[[int], str]) -> InlineKeyboardButton:
    """A question to be ticked; `data` makes the callback data from the ticks that a press leads to."""
    bit = 1 << question.position
    sign = "☑️" if ticked & bit else "⬜️"
    label = f"{sign} {question.position}. {shorten(question.topic or question.text, 40)}"
    return button(label, data(ticked ^ bit))
