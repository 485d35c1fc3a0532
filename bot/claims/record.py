"""What the record of one request permits to say, and which attempts that rests on (pure)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.claims.claim import PUT_OFF, Claim
from bot.claims.contacts import are_one, is_certainly_one, persons_in
from bot.languages import LANGUAGES
from bot.reading.heard import reads_like_a_machine, told_in
from bot.reading.kept import from_words
from bot.reading.results import as_told, is_of_another, is_private, result_of, tells_what_was_said
from db.facts import EventFacts, RequestFacts
from db.lifecycle import (
    ANSWERS,
    ATTEMPTS,
    EVENTS,
    RESULTS,
    SPOKEN,
    Channel,
    ClaimKind,
    EventKind,
    Result,
    Word,
    that_count,
)
from db.text.patterns import pattern


def attempts_that_count(
    events: Sequence[EventFacts], until: datetime, known: datetime | None = None
) -> list[EventFacts]:
    """The attempts up to an instant (UTC) that may have reached somebody: what the sentence and the fair-chance check go
    by. `events` are those that count, in the order in which they happened; what came back after `known` (the same
    instant, if not given) had arrived, as far as anybody knew."""
    told = as_told(event for event in events if event.happened_at <= (known or until))
    return [event for event in that_count(told, result_of) if event.happened_at <= until]


def of_several(attempts: Iterable[Sequence[EventFacts]]) -> list[EventFacts]:
    """The attempts of several requests together: one that was logged on two of them, because it served both, once."""
    found: dict[Hashable, EventFacts] = {}
    for of_one in attempts:
        made = Counter[Hashable]()
        for event in of_one:
            made[event.made] += 1
            found.setdefault((event.made, made[event.made]), event)
    return list(found.values())


def attempts_of(request: RequestFacts) -> list[EventFacts]:
    """The attempts of a request that may have reached somebody, in the order in which they happened."""
    return that_count(as_told(request.in_force), result_of)


A_DAY = timedelta(days=1)  # asked less long ago than this, a body can only fail to respond immediately


def _any_of(patterns: Iterable[str]) -> str:
    return "|".join(filter(None, patterns))


_REFUSAL = _any_of(language.refusals for language in LANGUAGES.values())
_MARK = _any_of(language.reasons for language in LANGUAGES.values())
_BECAUSE = _any_of(language.because for language in LANGUAGES.values())
_REASON = pattern(
    rf"(?:(?:.{{0,80}}?\b)?(?:{_REFUSAL}))?[\s,;:.–—-]*(?:(?:{_MARK})|(?P<clause>{_BECAUSE}))(?![A-Za-z])[\s:៖]*(?P<reason>.+)",
    re.IGNORECASE,
)
# Further on in the words, only what can be nothing but the body's own reason.
_CITING = pattern(
    rf"[,;] (?:{_any_of(language.citing for language in LANGUAGES.values())})\s*(?P<reason>.+)", re.IGNORECASE
)
_ASIDE = pattern(_any_of(language.asides for language in LANGUAGES.values()))
_OURS = pattern(_any_of(language.ours for language in LANGUAGES.values()))
# "because of because": a mark is no reason.
_AGAIN = pattern(rf"^(?:(?:{_MARK}|{_BECAUSE})(?![A-Za-z])[\s,:៖]*)+", re.IGNORECASE)
_LEFT_OVER = pattern(r"(?:^|[\s,]+)(?:and|or|but|that|which|who|of|to|the|an?)$", re.IGNORECASE)


def claim_of(request: RequestFacts, *, publication: datetime, known: datetime) -> Claim:
    """What the record of one request permits to say, whatever other requests show.

    Args:
        request: the record.
        publication: the instant (UTC) for which it is said; attempts after it do not count.
        known: the instant (UTC), not before that, up to which it is known what came back and which hours have passed.
    """
    none = Claim(
        kind=ClaimKind.NONE,
        number=request.number,
        story_id=request.story_id,
        body_id=request.body_id,
        body=request.body,
        body_km=request.body_km,
        body_kind=request.body_kind,
    )
    asked_at = request.asked_at
    tried = [event for event in request.attempts if event.happened_at <= publication]
    # A body's word is one, even where nobody has logged that it was asked; not where that was taken back.
    taken_back = request.referred_from is None and any(one.kind is EventKind.ASKED for one in request.events)
    if asked_at is None and (taken_back or not any(map(_claim, request.in_force))):
        return none
    if asked_at is not None and not tried:
        return none
    reached = attempts_that_count(request.in_force, publication, known)
    # What came back never arrived: a body has had no time since then.
    arrived = next(iter([*filter(_came_to_somebody, reached), *reached]), None)
    since = arrived.happened_at if arrived is not None else asked_at or publication
    told_until = request.told_until
    # Brought forward without the body's knowing, or passed while nobody waited: it is not late by that.
    due = max(request.deadline_at, told_until or request.deadline_at)
    base = replace(
        none,
        questions=request.open_questions,
        too_soon=publication < due or publication - since <= A_DAY or request.lapsed,
        answered_some=any(question.answered for question in request.questions),
        deadline_told=told_until is not None and told_until <= publication and not request.lapsed,
        messages_left=sum(map(_left_a_message, reached)),
        print_at=request.published_at or request.publish_at,
        which_unknown=answered_unknown(request),
    )
    if holds_unknown(request):
        return none
    spoke = _with_attempts(base, tried)
    if not request.is_open:
        word = _closed(request, spoke)
        return _in_the_name_of(word, request, tried, reached) if word else none
    word = _response(request, spoke, reached, publication, known)
    if word is not None:
        return _in_the_name_of(word, request, tried, reached)
    return _no_response(request, base, tried, reached)


def holds_unknown(request: RequestFacts) -> bool:
    """Whether something counts of which the rules do not know what it is: it may have been the body's answer."""
    return any(event.kind not in EVENTS for event in request.in_force)


def responded(request: RequestFacts) -> bool:
    """Whether the body gave any word on the substance, be it a refusal, that was not taken back."""
    return any(event.kind in ANSWERS for event in request.in_force)


def answered_questions(request: RequestFacts) -> frozenset[str]:
    """The questions that got an answer, in the form in which they are compared, counting
    those of a full answer whose request was reopened."""
    in_full = _in_full(request.in_force) is not None
    return frozenset(question.same for question in request.questions if in_full or question.answered)


def answered_unknown(request: RequestFacts) -> bool:
    """Whether the body answered something, and the record does not say which of the questions that have no answer."""
    in_part = [event for event in request.in_force if _claim(event) is ClaimKind.PARTLY_ANSWERED]
    return any(not event.details.get("answered") for event in in_part)


def answered_something(request: RequestFacts) -> bool:
    """Whether the body answered in full or in part, whatever it said besides."""
    answers = {ClaimKind.ANSWERED, ClaimKind.PARTLY_ANSWERED}
    return any(_claim(event) in answers for event in request.in_force)


def _claim(event: EventFacts) -> ClaimKind | None:
    return EVENTS[event.kind].claim if event.kind in EVENTS else None


def _closed(request: RequestFacts, base: Claim) -> Claim | None:
    """What the word that closed a request permits; None where we closed it ourselves."""
    since = _rounds(request.in_force)[-1]
    closing = next((event for event in since if EVENTS[event.kind].closes is request.status), None)
    return _permitted(closing, base, request.in_force) if closing is not None else None


def _response(
    request: RequestFacts, base: Claim, reached: Sequence[EventFacts], publication: datetime, known: datetime
) -> Claim | None:
    """What the body's own words permit while its request is open; None where it gave none."""
    events = request.in_force
    said = [
        event
        for event in events
        if EVENTS[event.kind].word is Word.ACKNOWLEDGEMENT and not reads_like_a_machine(event)
    ]
    words = [event for event in events if event.kind in ANSWERS]
    # What it refused before the request was reopened is outdone by whatever it has said since; an answer is not.
    outdone = [
        event for event in words if EVENTS[event.kind].closes and _said_since_reopening(event, said, events)
    ]
    words = [event for event in words if event not in outdone]
    # A full answer stays one when the request is reopened: whether it was enough is for the reporter to say.
    if word := _in_full(events) or next(reversed(words), None):
        after = events[events.index(word) :]
        reopened = next((event.happened_at for event in after if event.kind is EventKind.REOPENED), None)
        claim = _permitted(word, base, events)
        if claim and EVENTS[word.kind].closes:
            return replace(claim, reopened_at=reopened)
        if claim is not None and (rest := _rest_put_off(request, after, base, reached, publication, known)):
            return rest
        later = [event for event in after if event in reached]
        again, in_vain = any(map(_heard, later)), sum(map(_nobody_answered, later))
        return replace(claim, asked_again=again, called_again=in_vain) if claim else None
    if outdone:
        said = [event for event in said if events.index(event) > events.index(outdone[-1])]
    # What it said beside having received the questions says more than that; the newest counts.
    more = [event for event in said if _claim(event) is not ClaimKind.ACKNOWLEDGED_ONLY]
    if not more:
        return _permitted(said[0], base, events) if said else None
    return _put_off(request, more[-1], base, reached, publication, known)


def _said_since_reopening(
    refusal: EventFacts, said: Sequence[EventFacts], events: Sequence[EventFacts]
) -> bool:
    rounds = _rounds(events)
    after = next(place for place, part in enumerate(rounds, start=1) if refusal in part)
    return any(event in part for part in rounds[after:] for event in said)


def _rest_put_off(
    request: RequestFacts,
    after: Sequence[EventFacts],
    base: Claim,
    reached: Sequence[EventFacts],
    publication: datetime,
    known: datetime,
) -> Claim | None:
    """What it permits that a body which had answered in part put off the rest."""
    words = [event for event in after if _claim(event) in PUT_OFF]
    if not words or not base.questions:
        return None
    return _put_off(request, words[-1], base, reached, publication, known)


def _put_off(
    request: RequestFacts,
    word: EventFacts,
    base: Claim,
    reached: Sequence[EventFacts],
    publication: datetime,
    known: datetime,
) -> Claim | None:
    """What it permits that a body asked for time, promised an answer, or asked back, and did not answer."""
    claim = _permitted(word, base, request.in_force)
    if claim is None:
        return None
    if claim.kind is ClaimKind.ASKED_BACK:
        replied = [
            event.happened_at for event in reached if event.happened_at > word.happened_at and _heard(event)
        ]
        if not replied:
            return claim
        soon = claim.too_soon or publication - replied[0] <= A_DAY
        return replace(claim, replied_at=replied[0], too_soon=soon)
    named = word.details.get("until")
    until = datetime.fromisoformat(named) if named else None
    if until is None and claim.kind is ClaimKind.ASKED_TIME and _given(request, word):
        until = request.deadline_at
    passed = until is not None and until <= known
    return replace(claim, until=until, until_passed=passed)


def _given(request: RequestFacts, word: EventFacts) -> bool:
    """Whether a body that asked for time was given a new deadline."""
    events = request.in_force
    return any(event.kind is EventKind.EXTENDED for event in events[events.index(word) :])


def _permitted(word: EventFacts, base: Claim, events: Sequence[EventFacts]) -> Claim | None:
    """The claim that a body's word permits."""
    kind, at = _claim(word), word.happened_at
    if kind in {ClaimKind.DECLINED, ClaimKind.REFERRED}:
        return _refused(word, base, events)
    if kind is None:
        return None
    if kind is ClaimKind.PARTLY_ANSWERED and not base.questions:
        # Every question answered one by one is an answer, even while nobody has closed the request.
        kind = ClaimKind.ANSWERED
    return replace(
        base, kind=kind, questions=() if kind is ClaimKind.ANSWERED else base.questions, responded_at=at
    )


def _refused(word: EventFacts, base: Claim, events: Sequence[EventFacts]) -> Claim:
    """What a refusal or a referral permits, or both in one, before the request was reopened or since."""
    together = next(part for part in _rounds(events) if word in part)
    kinds, at = set(map(_claim, together)), word.happened_at
    refers = ClaimKind.REFERRED in kinds
    if answer := _in_full(events) or _bit_by_bit(base, events):
        # What was refused is only what was asked after the answer: nothing of it is on record.
        base = replace(base, questions=(), answered_some=True, which_unknown=False)
        if refers:
            return replace(base, kind=ClaimKind.REFERRED, responded_at=at, refers=True)
        declined_at = at if at > answer.happened_at else None
        return replace(
            base, kind=ClaimKind.ANSWERED, responded_at=answer.happened_at, declined_at=declined_at
        )
    if ClaimKind.DECLINED not in kinds:
        return replace(base, kind=ClaimKind.REFERRED, responded_at=at, refers=True)
    # A refusal that was told with a call is logged by a press, without its words.
    told = filter(_refuses, together)
    reasons = (reason_of(event) for event in sorted(told, key=lambda one: one.kind in ATTEMPTS))
    return replace(
        base,
        kind=ClaimKind.DECLINED,
        responded_at=at,
        refers=refers,
        reason=next(filter(None, reasons), ""),
    )


def _bit_by_bit(base: Claim, events: Sequence[EventFacts]) -> EventFacts | None:
    """The newest of the answers in part that left no question open."""
    if base.questions or not base.answered_some:
        return None
    return next(event for event in reversed(events) if _claim(event) is ClaimKind.PARTLY_ANSWERED)


def _in_full(events: Sequence[EventFacts]) -> EventFacts | None:
    """The newest answer in full."""
    return next((event for event in reversed(events) if _claim(event) is ClaimKind.ANSWERED), None)


def _rounds(events: Sequence[EventFacts]) -> list[list[EventFacts]]:
    """The events from asking to the first reopening, from there to the next, and so on."""
    rounds: list[list[EventFacts]] = [[]]
    for event in events:
        if event.kind is EventKind.REOPENED:
            rounds.append([])
        rounds[-1].append(event)
    return rounds


@from_words(lambda kept: kept or "")
def reason_of(word: EventFacts) -> str:
    """What a body gave as its reason, as a sentence has it; "" where the words tell of no refusal."""
    return reason_given(word.text) if _refuses(word) else ""


def _refuses(word: EventFacts) -> bool:
    return _claim(word) is ClaimKind.DECLINED or told_in(word) is EventKind.DECLINED


def reason_given(text: str) -> str:
    """What a body gave as its reason, where the words with which its refusal was logged mark it: what stands behind
    "citing" or the like at their beginning, behind "no comment", or behind a comma, up to where the words go on to
    something else. "" where they mark none, where what they mark is the newsroom's own ("because we …"), and where what is
    left is not certainly a reason ("because the minister, he said, is ill")."""
    line = " ".join(text.split())
    found = _REASON.match(line) or _CITING.search(line)
    if not found:
        return ""
    words = re.split(r"[;\n។]|[.!?](?: |$)", found["reason"])[0]
    words = _LEFT_OVER.sub("", _ASIDE.split(_AGAIN.sub("", words), maxsplit=1)[0])
    words = "" if _OURS.search(words) else _in_pairs(words).strip(" .,:")
    clause = bool(found.groupdict().get("clause"))
    told = (language.rules for language in LANGUAGES.values() if language.rules.reads(words))
    return words if any(rules.is_reason(words, behind_because=clause) for rules in told) else ""


def _in_pairs(words: str) -> str:
    """The words without those quotation marks and brackets that lack their other half, or stand around all of them."""
    for before, after in ("“”", "«»", "‹›", "()", "[]"):
        marks = "".join(char for char in words if char in before + after)
        if marks != (before + after) * (len(marks) // 2):
            words = words.replace(before, "").replace(after, "")
    if words.count('"') % 2:
        words = words.replace('"', "")
    if len(re.findall(r"(?<!\w)['‘]", words)) != len(re.findall(r"['’](?!\w)", words)):
        words = re.sub(r"(?<!\w)['‘]", "", words)
    whole = words.strip(" .,:")
    around = re.fullmatch(r"[“\"«‹(\['‘]([^“”\"«»‹›()\[\]‘’]+)[”\"»›)\]'’]", whole)
    return around[1] if around else whole


def _no_response(
    request: RequestFacts, base: Claim, tried: Sequence[EventFacts], reached: Sequence[EventFacts]
) -> Claim:
    """What it permits that nothing came back: what came to somebody is what was not responded to, and only where nothing
    did, that nobody was there."""
    if not reached:
        return _named(
            replace(_with_attempts(base, tried), kind=ClaimKind.NOT_REACHED),
            request,
            _whom_all(tried, request),
        )
    came = [event for event in reached if _came_to_somebody(event)]
    written = any(event.channel not in SPOKEN for event in came)
    kind = _silence(came, too_soon=base.too_soon)
    of: Sequence[EventFacts] = came
    # What was said on the phone is no silence, even while nobody has logged it as their word; an answer is no lack of comment.
    told = set(map(told_in, tried)) - {None}
    if EventKind.REPLIED_FULL in told or (not told and any(map(tells_what_was_said, reached))):
        return replace(base, kind=ClaimKind.NONE)
    if told or (not written and any(map(_nobody_knows, reached))):
        kind, of = ClaimKind.NO_COMMENT, reached
    elif not came:
        only_calls = {event.channel for event in reached} == {Channel.CALL}
        late = only_calls and not base.too_soon
        kind, of = ClaimKind.CALLS_UNANSWERED if late else ClaimKind.NOT_REACHED, reached
    in_vain = 0 if of is reached else sum(map(_nobody_answered, reached))
    claim = replace(_with_attempts(base, of), kind=kind, called_again=in_vain)
    # The calls are told beside what was written: whose they were must hold for both.
    return _named(claim, request, _whom_all(reached if in_vain else of, request))


def _silence(came: Sequence[EventFacts], *, too_soon: bool) -> ClaimKind:
    """Which silence the attempts met with that came to somebody."""
    channels = {event.channel for event in came}
    if too_soon:
        return ClaimKind.NOT_IMMEDIATELY
    if channels == {Channel.EMAIL}:
        return ClaimKind.NO_RESPONSE_EMAILS
    if channels == {Channel.CALL} and all(map(_left_a_message, came)):
        return ClaimKind.CALLS_NOT_RETURNED
    return ClaimKind.NO_RESPONSE_REPEATED if len(came) > 1 else ClaimKind.NO_RESPONSE


def _with_attempts(base: Claim, attempts: Sequence[EventFacts]) -> Claim:
    return replace(
        base,
        channels=tuple(dict.fromkeys(event.channel for event in attempts)),
        attempts=len(attempts),
        put=any(event.channel not in SPOKEN for event in attempts),
        first_at=attempts[0].happened_at if attempts else None,
        last_at=attempts[-1].happened_at if attempts else None,
    )


def _came_to_somebody(attempt: EventFacts) -> bool:
    """Whether an attempt that counts put the request to somebody there, as far as is noted: it was written, or somebody
    was spoken to or has the message."""
    result = result_of(attempt)
    if attempt.channel not in SPOKEN:
        return True
    return not is_private(attempt) and (
        result is Result.MESSAGE_LEFT or (result is not None and RESULTS[result].spoken)
    )


def _nobody_knows(attempt: EventFacts) -> bool:
    """Whether nobody has said what became of a call or a visit, or it came to somebody who is no part of the body; a call
    of which nothing is noted went unanswered."""
    result = result_of(attempt)
    return (
        is_private(attempt)
        or result is Result.UNKNOWN
        or (result is None and attempt.channel is Channel.VISIT)
    )


def _left_a_message(attempt: EventFacts) -> bool:
    return result_of(attempt) is Result.MESSAGE_LEFT


def _nobody_answered(attempt: EventFacts) -> bool:
    result = result_of(attempt)
    return attempt.channel is Channel.CALL and (result is None or RESULTS[result].unanswered)


def _heard(attempt: EventFacts) -> bool:
    """Whether what was put in an attempt came to somebody in words: a message left need not hold it, whoever hung up need not
    have heard it, and to a secretary nothing was put."""
    in_vain = result_of(attempt) in {Result.MESSAGE_LEFT, Result.HUNG_UP} or is_of_another(attempt, "")
    return _came_to_somebody(attempt) and not in_vain


def _in_the_name_of(
    claim: Claim, request: RequestFacts, tried: Sequence[EventFacts], reached: Sequence[EventFacts]
) -> Claim:
    """What a body's word permits, said of the one person who can have given it; of the body where it may have been
    another: somebody else was tried too, or nobody was reached."""
    whom = _whom_all(tried, request) if any(map(_may_have_heard, reached)) else ()
    return _named(claim, request, whom if is_certainly_one(persons_in(whom, request.body)) else ())


def _may_have_heard(attempt: EventFacts) -> bool:
    result = result_of(attempt)
    return result is None or not RESULTS[result].unanswered


def _named(claim: Claim, request: RequestFacts, contacts: tuple[str, ...]) -> Claim:
    """The claim about these; the directory's role is that of whoever was asked first."""
    role = request.contact_role if contacts == (_contact(None, request),) else ""
    return replace(claim, contacts=contacts, contact_role=role)


def _contact(attempt: EventFacts | None, request: RequestFacts) -> str:
    """Whom an attempt was addressed to; one that names nobody went to whoever was asked first."""
    contact = " ".join(((attempt.contact if attempt else None) or request.contact or "").split())
    # What somebody else there was told is no silence of theirs.
    return "" if attempt is not None and is_of_another(attempt, contact) else contact


def _through(attempts: Sequence[EventFacts], request: RequestFacts) -> tuple[str, ...]:
    """Whom the attempts were addressed to, each once; nobody where one of them went to the body."""
    found: list[str] = []
    for contact in (_contact(attempt, request) for attempt in attempts):
        whom = persons_in([contact], request.body)
        if not whom:
            return ()
        alike = [one for one in found if are_one(persons_in([one], request.body), whom)]
        if not alike:
            found.append(contact)
        elif any(one.role for one in whom) and not any(one.role for one in persons_in(alike, request.body)):
            found[found.index(alike[0])] = contact
    return tuple(found)


def _whom_all(attempts: Sequence[EventFacts], request: RequestFacts) -> tuple[str, ...]:
    """Whom each of the attempts was addressed to; nobody where they went to several, or one of them to the body."""
    whom = _through(attempts, request)
    return whom if len(whom) == 1 else ()
