"""Everything that reads what people type: text in, values out (pure).

The grammar is in docs/commands.md. Nothing here knows a database, Telegram or the time: whether words could be a
time, and whether a name is a known body's, are asked through functions that are handed in. Whatever is typed, the
result is a form or a `NotUnderstood`.
"""

from __future__ import annotations

import re

from bot.parsing_ask import (
    LONGEST_BODY,
    LONGEST_QUESTION,
    MOST_BODIES,
    MOST_QUESTIONS,
    AskForm,
    parse_ask,
    split_bodies,
    write_ask,
)
from bot.parsing_body import BodyForm, ContactForm, parse_body, read_contact, read_kind
from bot.parsing_commands import (
    Chase,
    Extend,
    Note,
    Outcome,
    Refer,
    Remind,
    Reply,
    parse_chase,
    parse_extend,
    parse_note,
    parse_outcome,
    parse_refer,
    parse_remind,
    parse_reply,
)
from bot.parsing_errors import NotUnderstood
from bot.parsing_questions import Question, read_topic, split_questions
from bot.parsing_scopes import (
    DigestAction,
    DigestForm,
    Scope,
    StoryForm,
    parse_digest,
    parse_invite,
    parse_status_scope,
    parse_story,
)
from bot.parsing_words import clean, read_channel, read_number, read_slug, take_number

__all__ = [
    "LONGEST_BODY",
    "LONGEST_QUESTION",
    "MOST_BODIES",
    "MOST_QUESTIONS",
    "AskForm",
    "BodyForm",
    "Chase",
    "ContactForm",
    "DigestAction",
    "DigestForm",
    "Extend",
    "NotUnderstood",
    "Note",
    "Outcome",
    "Question",
    "Refer",
    "Remind",
    "Reply",
    "Scope",
    "StoryForm",
    "after_command",
    "clean",
    "parse_ask",
    "parse_body",
    "parse_chase",
    "parse_digest",
    "parse_extend",
    "parse_invite",
    "parse_note",
    "parse_outcome",
    "parse_refer",
    "parse_remind",
    "parse_reply",
    "parse_status_scope",
    "parse_story",
    "read_channel",
    "read_contact",
    "read_kind",
    "read_number",
    "read_slug",
    "read_topic",
    "split_bodies",
    "split_questions",
    "take_number",
    "write_ask",
]


def after_command(text: str) -> str:
    """What follows the command that a message starts with (`/ask`, `/ask@desk_bot`), line breaks kept."""
    return re.sub(r"^\s*/\w+(?:@\w+)?", "", text).strip()
