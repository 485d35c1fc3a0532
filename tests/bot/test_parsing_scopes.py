"""Stories, scopes and invitations, as typed."""

from __future__ import annotations

import pytest

from bot.lists.scopes import Scope, ScopeForm, parse_status_scope
from bot.people.handlers import parse_invite
from bot.reading.errors import BadSlug, NoStory, NoTime, NotUnderstood, UnknownRole
from bot.stories.reading import StoryForm, parse_story
from db.lifecycle import Role

TIMES = {"fri 18:00", "18:00", "6 dec 18:00", "ថ្ងៃសុក្រ"}


def is_time(text: str) -> bool:
    return text.casefold() in TIMES


@pytest.mark.parametrize(
    ("text", "story"),
    [
        ("#mangopark", StoryForm("mangopark")),
        ("#MangoPark", StoryForm("mangopark")),
        ("#mangopark Mango Park raids", StoryForm("mangopark", "Mango Park raids")),
        (
            "#mangopark Mango Park raids publish fri 18:00",
            StoryForm("mangopark", "Mango Park raids", "fri 18:00"),
        ),
        ("#mangopark publish on 6 Dec 18:00", StoryForm("mangopark", None, "6 Dec 18:00")),
        ("#mangopark, Raids, publish at 18:00", StoryForm("mangopark", "Raids", "18:00")),
        ("#mangopark published", StoryForm("mangopark", None, None, published=True)),
        ("#mangopark published at 18:00", StoryForm("mangopark", None, "18:00", published=True)),
        ("#mangopark Publishing in Cambodia", StoryForm("mangopark", "Publishing in Cambodia")),
        (
            "#mangopark Letters published by the court",
            StoryForm("mangopark", "Letters published by the court"),
        ),
        ('#mangopark "Publish or perish"', StoryForm("mangopark", "Publish or perish")),
        ("#ម៉ាងហ្គោ ការឆ្មក់ ចុះផ្សាយ ថ្ងៃសុក្រ", StoryForm("ម៉ាងហ្គោ", "ការឆ្មក់", "ថ្ងៃសុក្រ")),
        ("#" + "x" * 32, StoryForm("x" * 32)),
    ],
)
def test_a_story_is_read(text: str, story: StoryForm) -> None:
    assert parse_story(text, is_time=is_time) == story


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", NoStory),
        ("mangopark", BadSlug),
        ("#12", BadSlug),
        ("#", BadSlug),
        ("#mango-park", BadSlug),
        ("#" + "x" * 33, BadSlug),
        ("#mangopark publish", NoTime),
        ("#mangopark publish frday", NoTime),
    ],
)
def test_a_story_without_a_usable_name_or_time_is_refused(text: str, error: type[NotUnderstood]) -> None:
    with pytest.raises(error):
        parse_story(text, is_time=is_time)


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("", ScopeForm()),
        ("  ", ScopeForm()),
        ("me", ScopeForm(mine=True)),
        ("Mine", ScopeForm(mine=True)),
        ("ខ្ញុំ", ScopeForm(mine=True)),
        ("12", ScopeForm(number=12)),
        ("#12", ScopeForm(number=12)),
        ("១២", ScopeForm(number=12)),
        ("#MangoPark", ScopeForm(story="mangopark")),
        ("#ម៉ាងហ្គោ", ScopeForm(story="ម៉ាងហ្គោ")),
        ("Municipal  Court", ScopeForm(body="Municipal Court")),
        ("12 Angry Men", ScopeForm(body="12 Angry Men")),
    ],
)
def test_a_scope_is_a_number_a_story_oneself_or_a_body(text: str, scope: Scope) -> None:
    assert parse_status_scope(text) == scope


@pytest.mark.parametrize(
    ("text", "role"), [("", Role.REPORTER), ("reporter", Role.REPORTER), ("Editor", Role.EDITOR)]
)
def test_an_invitation_is_for_a_reporter_unless_it_says_editor(text: str, role: Role) -> None:
    assert parse_invite(text) is role


def test_an_invitation_for_an_unknown_role_is_refused() -> None:
    with pytest.raises(UnknownRole, match="king"):
        parse_invite("king")
