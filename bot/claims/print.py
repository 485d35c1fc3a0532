"""What may be printed, and of a story that is out both what was and what may be now."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from markupsafe import Markup

from bot.claims.claim import Claim
from bot.claims.published import claims_now, claims_since
from bot.claims.sentences import Sentence, sentences
from bot.i18n.catalogue import Texts
from db.facts import RequestFacts


def sentences_now(
    t: Texts, requests: Sequence[RequestFacts], now: datetime, about: Collection[int] | None = None
) -> list[Sentence]:
    """The sentences of the record: as at publication for a story that is out, and, where its record permits something
    else by now, that beside it.

    Args:
        t: how to say it.
        requests: the record, all requests of a story together: what a body told one reporter is no silence towards
            another.
        now: the present instant (UTC).
        about: the numbers of the requests to speak of; None: all of them.
    """
    printed, since = _both(t, requests, now, about)
    same = {(sentence.text, sentence.numbers) for sentence in since}
    kept = {(sentence.text, sentence.numbers) for sentence in printed}
    spoken_of = {number for sentence in since for number in sentence.numbers}
    found = []
    for sentence in printed:
        if (sentence.text, sentence.numbers) in same:
            found.append(sentence)
            continue
        found.append(replace(sentence, text=t.say("At publication: {sentence}", sentence=sentence.text)))
        # Bodies may share a sentence: what is left of it for one says nothing about the other.
        if gone := [number for number in sentence.numbers if number not in spoken_of]:
            found.append(_nothing_left(t, gone))
    found += [
        replace(sentence, text=t.say("Now: {sentence}", sentence=sentence.text))
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
    printed, since = _both(t, requests, now)
    then = [sentence for sentence in printed if number in sentence.numbers]
    shared = {number}.union(*(sentence.numbers for sentence in then))
    return then, [sentence for sentence in since if shared & set(sentence.numbers)]


def _both(
    t: Texts, requests: Sequence[RequestFacts], now: datetime, about: Collection[int] | None = None
) -> tuple[list[Sentence], list[Sentence]]:
    def say(claims: Sequence[Claim]) -> list[Sentence]:
        return sentences(t, [claim for claim in claims if about is None or claim.number in about], now)

    printed = say(claims_now(requests, now=now))
    if all(request.published_at is None for request in requests):
        return printed, printed
    return printed, say(claims_since(requests, now=now))


def _nothing_left(t: Texts, gone: Sequence[int]) -> Sentence:
    numbers = Markup(", ").join(Markup("#{}").format(number) for number in gone)
    text = t.say("Now the record supports no sentence about {numbers}.", numbers=numbers)
    return Sentence(text, tuple(gone), names_its_request=True)
