"""Which claims hold of stories some of which are out (pure)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.claims.claim import Claim
from bot.claims.rules import claims
from db.facts import RequestFacts
from db.publication import as_published


def claims_now(requests: Sequence[RequestFacts], *, now: datetime) -> tuple[Claim, ...]:
    """What may be printed, one claim for each request, by number: of a story that is out, what its record permitted
    at publication and may have been printed; of any other, what it permits if it went to print at `now` (UTC)."""

    def of_story(story: list[RequestFacts]) -> tuple[Claim, ...]:
        published_at = story[0].published_at
        if published_at is None:
            return claims(story, at=now, publish_at=now)
        printed = [as_published(request) for request in story]
        return claims(printed, at=published_at, publish_at=published_at)

    return _by_story(requests, of_story)


def claims_since(requests: Sequence[RequestFacts], *, now: datetime) -> tuple[Claim, ...]:
    """What the record as it stands at `now` (UTC) permits to say, for the same hour of publication: an answer that came
    after it counts, an attempt after it does not. The same as `claims_now` for a story that is not out."""
    return _by_story(requests, lambda story: claims(story, at=now, publish_at=story[0].published_at or now))


def _by_story(
    requests: Sequence[RequestFacts], of_story: Callable[[list[RequestFacts]], tuple[Claim, ...]]
) -> tuple[Claim, ...]:
    stories: dict[int | None, list[RequestFacts]] = {}
    for request in requests:
        stories.setdefault(request.story_id, []).append(request)
    found = [claim for story in stories.values() for claim in of_story(story)]
    return tuple(sorted(found, key=lambda claim: claim.number))
