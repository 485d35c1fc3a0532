"""Reading what follows the commands about stories, bodies and people (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.reading.errors import BadSlug, NoStory, NoTime, UnknownRole
from bot.reading.words import LONGEST_SLUG, IsTime, clean, fold, one_line, read_number, read_slug
from db.lifecycle import Role

_MINE = frozenset({"me", "my", "mine", "ខ្ញុំ", "របស់ខ្ញុំ"})
_PUBLISH = frozenset({"publish", "publishes", "publication", "ចុះផ្សាយ", "ផ្សាយ"})
_PUBLISHED = frozenset({"published", "បានចុះផ្សាយ", "បានផ្សាយ", "ផ្សាយហើយ"})
_UNPUBLISHED = frozenset({"unpublished", "unpublish", "មិនទាន់ផ្សាយ", "មិនទាន់ចុះផ្សាយ"})
_AT = frozenset({"at", "on", "នៅ"})
_EDITOR = frozenset({"editor", "editors", "និពន្ធនាយក", "អ្នកកែសម្រួល"})
_REPORTER = frozenset({"", "reporter", "reporters", "member", "អ្នកយកព័ត៌មាន", "អ្នកសារព័ត៌មាន"})


@dataclass(frozen=True)
class StoryForm:
    """A story by its slug (without "#"). `when` is raw text: of the publication to come, or of the one that was.
    `unpublished`: it is not out after all."""

    slug: str
    title: str | None = None
    when: str | None = None
    published: bool = False
    unpublished: bool = False


@dataclass(frozen=True)
class Scope:
    """What a question is about. At most one is set; with none of them it is the whole newsroom."""

    number: int | None = None
    story: str | None = None
    mine: bool = False
    body: str | None = None


def parse_story(text: str, *, is_time: IsTime) -> StoryForm:
    """Read `#slug [title] [publish TIME]`, `#slug [title] published [at TIME]` or `#slug unpublished`.

    A title that holds the word "publish" can stand in quotation marks.

    Raises:
        NoStory: nothing was named.
        BadSlug: the first word is no slug.
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


def parse_status_scope(text: str) -> Scope:
    """Read `[BODY | #story | me | N]`. Never raises: what is nothing else is a body's name."""
    named = one_line(clean(text))
    number, slug = read_number(named), read_slug(named)
    if number is not None:
        return Scope(number=number)
    if slug is not None:
        return Scope(story=slug)
    if fold(named) in _MINE:
        return Scope(mine=True)
    return Scope(body=named or None)


def parse_invite(text: str) -> Role:
    """Read `[editor]`: the role that a new member is invited to; a reporter where nothing is said.

    Raises:
        UnknownRole: it is no role.
    """
    word = fold(clean(text))
    if word in _EDITOR:
        return Role.EDITOR
    if word in _REPORTER:
        return Role.REPORTER
    raise UnknownRole(text=one_line(text))


def _title(words: list[str]) -> str | None:
    return " ".join(words).strip('"“” ,;–—-') or None
