"""The buttons of a story: `s:<story id>:<mark>:<verb>`.

`mark` stands for the story and the publication that the message was about: planned, or past once the story is out. A press
on a message that was about another hour, or about a story that is no longer on record and whose id was given again, changes
nothing, and says how the story stands now.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zlib import crc32

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.cards import buttons as card_buttons
from bot.cards.buttons import Row, button
from bot.i18n.catalogue import Texts
from db.facts import RequestLine
from db.tables import Story
from jobs.reminders.notices import RetentionNotice

MOST_OPENED = 40  # cards behind buttons of their own
DELAYS = ("1h", "3h", "day")
HERE, AWAY = "here", "away"
KEEP, KEEP_NO_MORE = "keep", "unkeep"
WHO, PRIVATE, VISIBLE = "who", "private", "visible"  # `who<member id>`: it is shown to them, or not any more


def mark(slug: str, hour: datetime | None) -> int:
    """A story and its publication as the buttons carry them."""
    return crc32(f"{int(hour.timestamp()) // 60 if hour is not None else 0} {slug}".encode())


def mark_of_seers(found: Story) -> int:
    """A story and who sees it, as the buttons about that carry them: a tick is set or taken away once."""
    return crc32(f"{found.private_to} {found.slug}".encode())


def story(t: Texts, found: Story, requests: Sequence[RequestLine], *, editor: bool) -> InlineKeyboardMarkup:
    """Under a story: its cards (`MOST_OPENED` at most), its report, and for an editor whether it is out."""
    rows = card_buttons.open_cards(requests)
    last = [button(t.say("Report"), f"p:0:report:s{found.id}")]
    if editor:
        last.append(publication(t, found))
    if found.private_to is not None:
        last.append(button(t.say("🔒 Who sees it…"), of_story(found, WHO)))
    elif editor:
        last.append(button(t.say("🔒 Make it private"), of_story(found, PRIVATE)))
    if editor and found.kept_since is not None and found.published_at is not None:
        rows.append([_kept_no_more(t, found.id or 0, found.slug, found.published_at)])
    return InlineKeyboardMarkup([*rows, last])


def _kept_no_more(t: Texts, story_id: int, slug: str, published_at: datetime) -> InlineKeyboardButton:
    return button(t.say("♻️ Do not keep it for good"), _of(story_id, slug, published_at, KEEP_NO_MORE))


def to_be_removed(t: Texts, notice: RetentionNotice) -> InlineKeyboardMarkup:
    """Under a warning that words are to be removed: keep them, or have all of it once more."""
    keep = _of(notice.story_id, notice.story, notice.published_at, KEEP)
    return InlineKeyboardMarkup(
        [
            [button(t.say("🔖 Keep this story"), keep)],
            [
                button(t.say("All of it as a ZIP"), f"f:zip:-:s{notice.story_id}"),
                button(t.say("Report"), f"p:0:report:s{notice.story_id}"),
            ],
        ]
    )


def of_story(found: Story, verb: str) -> str:
    """What a button about who sees a story carries."""
    return f"s:{found.id}:{mark_of_seers(found)}:{verb}"


def publication(t: Texts, found: Story) -> InlineKeyboardButton:
    """For an editor: that the story is out, or is not after all; asked about before anything changes."""
    if found.published_at is None:
        return button(t.say("It is out…"), _of(found.id or 0, found.slug, found.publish_at, "ask"))
    return button(t.say("Not out after all…"), _of(found.id or 0, found.slug, found.published_at, "back"))


def here(t: Texts, found: Story, *, no_more: bool = False) -> InlineKeyboardButton:
    """In a topic, for an editor: that the story is told there, or no more."""
    label = t.say("Not in a place of its own") if no_more else t.say("📌 Tell it in this topic")
    return button(label, _of(found.id or 0, found.slug, None, AWAY if no_more else HERE))


def is_it_out(
    t: Texts, story_id: int, slug: str, publish_at: datetime | None, now: datetime, *, asked: bool
) -> InlineKeyboardMarkup:
    """Whether a story is out, or when it will be. `asked`: it was we who asked, so one can say stop."""
    rows: list[Row] = []
    if publish_at is not None and publish_at <= now:
        when = t.briefly(publish_at, now)
        rows.append(
            [button(t.say("Yes, it is out since {when}", when=when), _of(story_id, slug, publish_at, "out"))]
        )
    rows.append([button(t.say("Yes, just now"), _of(story_id, slug, publish_at, "now"))])
    words = (t.say("Not yet: in 1 hour"), t.say("in 3 hours"), t.say("tomorrow, same time"))
    delays = [
        button(word, _of(story_id, slug, publish_at, verb)) for word, verb in zip(words, DELAYS, strict=True)
    ]
    rows += [delays[:2], delays[2:]] if publish_at is not None else [delays[:2]]
    if asked:
        rows[-1].append(button(t.say("Stop asking"), _of(story_id, slug, publish_at, "stop")))
    else:
        rows.append([button(t.say("« Back"), _of(story_id, slug, publish_at, "show"))])
    return InlineKeyboardMarkup(rows)


def is_it_not(t: Texts, found: Story) -> InlineKeyboardMarkup:
    """Whether to take back that a story is out."""
    return InlineKeyboardMarkup(
        [
            [
                button(
                    t.say("Yes, it is not out"), _of(found.id or 0, found.slug, found.published_at, "notout")
                )
            ],
            [button(t.say("« Back"), _of(found.id or 0, found.slug, found.published_at, "show"))],
        ]
    )


def _of(story_id: int, slug: str, hour: datetime | None, verb: str) -> str:
    return f"s:{story_id}:{mark(slug, hour)}:{verb}"
