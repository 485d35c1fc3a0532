"""Reading what follows /story (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.kinds import HERE, KEEP, NO_MORE, PRIVATE, VISIBLE
from bot.reading.errors import BadSlug, NoStory, NoTime, NotUnderstood
from bot.reading.words import LONGEST_SLUG, IsTime, clean, fold, read_slug

_PUBLISH = frozenset({"publish", "publishes", "publication", "ចុះផ្សាយ", "ផ្សាយ"})


_PUBLISHED = frozenset({"published", "បានចុះផ្សាយ", "បានផ្សាយ", "ផ្សាយហើយ"})


_UNPUBLISHED = frozenset({"unpublished", "unpublish", "មិនទាន់ផ្សាយ", "មិនទាន់ចុះផ្សាយ"})


_AT = frozenset({"at", "on", "នៅ"})
LONGEST_TITLE = 200


class TitleTooLong(NotUnderstood):
    """A story's title is too long."""

    message = "A story's title may have {limit} characters; this has {length}."


@dataclass(frozen=True)
class StoryForm:
    """A story by its slug (without "#"). `when` is raw text: of the publication to come, or of the one that was.
    `unpublished`: it is not out after all. `here`: whether it is to be told in the topic where this is typed, or there no more."""

    slug: str
    title: str | None = None
    when: str | None = None
    published: bool = False
    unpublished: bool = False
    here: bool | None = None
    private: str | None = None  # it is to be: whom it is shown to, "" for nobody by name
    visible: bool = False  # to everybody again
    keep: bool | None = None  # whether its words are kept whatever the newsroom's rule is


def parse_story(text: str, *, is_time: IsTime) -> StoryForm:
    """Read `#slug [title] [publish TIME]`, `#slug [title] published [at TIME]`, `#slug unpublished`, `#slug here [off]`,
    `#slug private [NAME, …]`, `#slug visible` or `#slug keep [off]`.

    A title that holds the word "publish", or begins with "private", can stand in quotation marks.

    Raises:
        NoStory: nothing was named.
        BadSlug: the first word is no slug.
        TitleTooLong: it has more than `LONGEST_TITLE` characters.
        NoTime: no time follows `publish`, or something else follows `published`.
    """
    words = clean(text).split()
    if not words:
        raise NoStory
    slug = read_slug(words[0].rstrip(":,"))
    if slug is None:
        raise BadSlug(text=words[0], limit=LONGEST_SLUG)
    rest, open_quote = words[1:], False
    if len(rest) == 1 and fold(rest[0]) in _UNPUBLISHED:
        return StoryForm(slug, unpublished=True)
    if rest and fold(rest[0]) in HERE and all(fold(word) in NO_MORE for word in rest[1:]):
        return StoryForm(slug, here=len(rest) == 1)
    if rest and fold(rest[0]) in KEEP and all(fold(word) in NO_MORE for word in rest[1:]):
        return StoryForm(slug, keep=len(rest) == 1)
    if rest and rest[0][:1] not in '"“' and fold(rest[0]) in PRIVATE:
        return StoryForm(slug, private=" ".join(rest[1:]))
    if len(rest) == 1 and fold(rest[0]) in VISIBLE:
        return StoryForm(slug, visible=True)
    for index, word in enumerate(rest):
        open_quote ^= len(re.findall('["“”]', word)) % 2 == 1
        plain = fold(word)
        if open_quote or word[:1] in '"“' or plain not in _PUBLISH | _PUBLISHED:
            continue
        title = _title(rest[:index])
        when = rest[index + 1 :]
        if when and fold(when[0]) in _AT:
            when = when[1:]
        if plain in _PUBLISHED and not when:
            return StoryForm(slug, title, published=True)
        # A headline may well begin with "Published ..."; only what a time follows is the command's word.
        if plain in _PUBLISHED and not is_time(" ".join(when)):
            continue
        if not when or not is_time(" ".join(when)):
            raise NoTime(text=" ".join(when))
        return StoryForm(slug, title, " ".join(when), published=plain in _PUBLISHED)
    return StoryForm(slug, _title(rest))


def _title(words: list[str]) -> str | None:
    title = " ".join(words).strip('"“” ,;–—-')
    if len(title) > LONGEST_TITLE:
        raise TitleTooLong(limit=LONGEST_TITLE, length=len(title))
    return title or None
