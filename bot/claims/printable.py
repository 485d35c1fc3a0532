"""What may be printed: of any story what its record permits now, of one that is out also what it permitted then, and
what something that was recorded changes in it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from markupsafe import Markup

from bot.claims.claim import PUT_OFF, Claim
from bot.claims.rules import claims
from bot.claims.sentences import Sentence, sentences
from bot.i18n.catalogue import Texts
from db.facts import RequestFacts
from db.lifecycle import EVENTS
from db.publication import answers, as_published, before, nothing_since


@dataclass(frozen=True)
class Printable:
    """What may be printed of a record, one claim for each request, by number; each worked out once.

    Args:
        requests: the record, all requests of a story together: what a body told one reporter is no silence towards
            another.
        now: the present instant (UTC).
    """

    requests: Sequence[RequestFacts]
    now: datetime

    @cached_property
    def printed(self) -> tuple[Claim, ...]:
        """Of a story that is out, what its record permitted at publication and may have been printed; of any other, what
        it permits if it went to print now."""

        def of_story(story: list[RequestFacts], published_at: datetime | None) -> tuple[Claim, ...]:
            if published_at is None:
                return claims(story, at=self.now, publish_at=self.now)
            printed = [as_published(request) for request in story]
            return claims(printed, at=published_at, publish_at=published_at)

        return self._by_story(of_story)

    @cached_property
    def since(self) -> tuple[Claim, ...]:
        """What the record as it stands now permits to say, for the same hour of publication: an answer that came after it
        counts, an attempt after it does not."""
        if not any(map(_may_be_other, self.requests)):
            return self.printed
        return self._by_story(
            lambda story, published_at: claims(story, at=self.now, publish_at=published_at or self.now)
        )

    def _by_story(
        self, of_story: Callable[[list[RequestFacts], datetime | None], tuple[Claim, ...]]
    ) -> tuple[Claim, ...]:
        stories: dict[int | None, list[RequestFacts]] = {}
        for request in self.requests:
            stories.setdefault(request.story_id, []).append(request)
        found = [claim for story in stories.values() for claim in of_story(story, story[0].published_at)]
        return tuple(sorted(found, key=lambda claim: claim.number))


def sentences_now(t: Texts, printable: Printable, about: Collection[int] | None = None) -> list[Sentence]:
    """The sentences of the record: as at publication for a story that is out, and, where its record permits something
    else by now, that beside it.

    Args:
        t: how to say it.
        about: the numbers of the requests to speak of; None: all of them.
    """
    printed, since = _both(t, printable, about)
    same = {(sentence.text, sentence.numbers) for sentence in since}
    kept = {(sentence.text, sentence.numbers) for sentence in printed}
    spoken_of = {number for sentence in since for number in sentence.numbers}
    found = []
    for sentence in printed:
        if (sentence.text, sentence.numbers) in same:
            found.append(sentence)
            continue
        found.append(
            replace(
                sentence,
                text=t.say("At publication: {sentence}", sentence=sentence.text),
                short=t.say("In print then: {sentence}", sentence=sentence.short),
            )
        )
        # Bodies may share a sentence: what is left of it for one says nothing about the other.
        if gone := [number for number in sentence.numbers if number not in spoken_of]:
            found.append(_nothing_left(t, gone))
    found += [
        replace(
            sentence,
            text=t.say("Now: {sentence}", sentence=sentence.text),
            short=t.say("In print by now: {sentence}", sentence=sentence.short),
        )
        for sentence in since
        if (sentence.text, sentence.numbers) not in kept
    ]
    # Each sentence of now beside that of then; by the first request of either.
    return sorted(found, key=lambda sentence: sentence.numbers[0])


def then_and_now(
    t: Texts, requests: Sequence[RequestFacts], number: int, now: datetime
) -> tuple[list[Sentence], list[Sentence]]:
    """The sentences about one request of a story that is out, at publication and now; with those about bodies that
    shared its sentence."""
    return _about(number, *_both(t, Printable(requests, now)))


@dataclass(frozen=True)
class Changed:
    """What came to a request that changes what can be printed of it: what was said `before`, and what is said `now`, with
    what is said of bodies that shared its sentence."""

    request: RequestFacts
    before: list[Sentence]
    now: list[Sentence]

    @property
    def is_other(self) -> bool:
        """Whether something else is printed."""
        return _printed(self.before) != _printed(self.now)


def changed_since(t: Texts, requests: Sequence[RequestFacts], event_id: int, now: datetime) -> list[Changed]:
    """Of which requests of the record something else can be printed than before that event was recorded, or whose answers
    are others, each with what was recorded of it since.

    Args:
        requests: the record, all requests of a story together.
    """
    earlier = before(requests, event_id)
    answered = {request.number: answers(request) for request in earlier}
    was, since = (
        sentences(t, Printable(record, now).printed, now, in_a_row=False) for record in (earlier, requests)
    )
    found = []
    for request in requests:
        if any(event.id >= event_id for event in request.by_people):
            one = Changed(request, *_about(request.number, was, since))
            if one.is_other or answers(request) != answered.get(request.number, set()):
                found.append(one)
    return found


def _printed(said: Sequence[Sentence]) -> list[tuple[object, ...]]:
    return [(sentence.short or sentence.text, sentence.numbers, sentence.notes) for sentence in said]


def _about(
    number: int, printed: Sequence[Sentence], since: Sequence[Sentence]
) -> tuple[list[Sentence], list[Sentence]]:
    then = [sentence for sentence in printed if number in sentence.numbers]
    shared = {number}.union(*(sentence.numbers for sentence in then))
    return then, [sentence for sentence in since if shared & set(sentence.numbers)]


def _both(
    t: Texts, printable: Printable, about: Collection[int] | None = None
) -> tuple[list[Sentence], list[Sentence]]:
    def say(claims: Sequence[Claim]) -> list[Sentence]:
        chosen = [claim for claim in claims if about is None or claim.number in about]
        # Sentences of then and of now are told side by side, or some of them alone.
        return sentences(t, chosen, printable.now, in_a_row=not out)

    out = any(request.published_at is not None for request in printable.requests)
    printed = say(printable.printed)
    return printed, printed if printable.since is printable.printed else say(printable.since)


def _may_be_other(request: RequestFacts) -> bool:
    """Whether its record may permit something else by now than when its story came out."""
    published_at = request.published_at
    if published_at is None:
        return False
    # What a body said that it would do by some hour it did, or did not, once that has passed.
    return not nothing_since(request) or any(
        EVENTS[event.kind].claim in PUT_OFF for event in request.in_force
    )


def _nothing_left(t: Texts, gone: Sequence[int]) -> Sentence:
    numbers = Markup(", ").join(Markup("#{}").format(number) for number in gone)
    text = t.say("Now the record supports no sentence about {numbers}.", numbers=numbers)
    return Sentence(text, tuple(gone), names_its_request=True)
