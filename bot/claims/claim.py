"""What may be claimed about a body: the kinds of claim, and a claim as a frozen value (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db.facts import QuestionFacts
from db.lifecycle import BodyKind, Channel, ClaimKind

# These say that nothing came back at all.
SILENCE = frozenset(
    {
        ClaimKind.NO_RESPONSE_EMAILS,
        ClaimKind.CALLS_UNANSWERED,
        ClaimKind.NO_RESPONSE_REPEATED,
        ClaimKind.NO_RESPONSE,
        ClaimKind.NOT_IMMEDIATELY,
        ClaimKind.CALLS_NOT_RETURNED,
        ClaimKind.NO_COMMENT,
    }
)

# The body said something instead of an answer, which is told as it is.
PUT_OFF = frozenset({ClaimKind.ASKED_TIME, ClaimKind.PROMISED, ClaimKind.ASKED_BACK})


@dataclass(frozen=True)
class Target:
    """A body to which questions were referred, and what came of the request to it.

    `claim` and `body_kind` are None where that request is not among those looked at. `asked`: somebody has put the questions to it.
    `back`: the body is already in the trail, so the referral went in a circle.
    """

    number: int
    body: str
    body_km: str | None = None
    body_kind: BodyKind | None = None
    claim: Claim | None = None
    asked: bool = True
    back: bool = False


@dataclass(frozen=True)
class Claim:
    """What the record permits to say about one request. Instants are UTC.

    Args:
        contacts: the persons or desks that were asked, in the order of asking; empty: the body itself.
        questions: those that have no answer.
        channels: those of the attempts that count, each once, in the order of use; None where it was not noted.
        attempts: how many count: those up to publication that did not bounce (all of them for `not_reached`).
        put: the questions were put, as far as is noted: in writing, for of a call or a visit only what became of it is known.
        too_soon: the deadline had not passed, or the first attempt that arrived was made within a day of publication, so that a missing
            answer is only one that did not come immediately.
        answered_some: the body answered something else.
        which_unknown: it answered something, and the record does not say what.
        left: what it gave no answer to beside what it declined to comment on or referred elsewhere.
        refers: it named somebody to turn to, be it with a refusal.
        declined_at: when, after an answer, it declined to say more.
        responded_at: when the answer, the refusal, the referral or the acknowledgement came.
        reopened_at: when the request was reopened after that.
        joined: further requests of which the same is said, once for all of them.
        other_numbers: further requests on which the claim rests.
        beside: what the body said when somebody else there was asked; told after it.
        deadline_told: the deadline has passed, and the body was told it.
        reason: what the body gave as its reason to decline, where the reporter marked it.
        messages_left: of the calls that count, how many were left as a message.
        asked_again: after it answered in part, the rest was put to it once more.
        called_again: how many calls nobody answered after that, or beside attempts that came to somebody.
        contact_role: what the directory says that the only contact is at the body.
        until: until when it asked for time, or promised an answer, where that is known.
        until_passed: that had passed by publication.
        replied_at: when we answered the question that it asked back; None where nobody did.
        print_at: when the story is to come out or came out, where that is known.
    """

    kind: ClaimKind
    number: int
    story_id: int | None
    body_id: int
    body: str
    body_km: str | None
    body_kind: BodyKind
    contacts: tuple[str, ...] = ()
    questions: tuple[QuestionFacts, ...] = ()
    channels: tuple[Channel | None, ...] = ()
    attempts: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None
    put: bool = True
    too_soon: bool = False
    answered_some: bool = False
    which_unknown: bool = False
    left: tuple[QuestionFacts, ...] = ()
    refers: bool = False
    declined_at: datetime | None = None
    responded_at: datetime | None = None
    reopened_at: datetime | None = None
    joined: tuple[int, ...] = ()
    other_numbers: tuple[int, ...] = ()
    beside: tuple[Claim, ...] = ()
    targets: tuple[Target, ...] = ()
    deadline_told: bool = False
    reason: str = ""
    messages_left: int = 0
    asked_again: bool = False
    called_again: int = 0
    contact_role: str = ""
    until: datetime | None = None
    until_passed: bool = False
    replied_at: datetime | None = None
    print_at: datetime | None = None

    @property
    def beside_an_answer(self) -> ClaimKind:
        """What a claim without an answer becomes where the body answered another request: a question that never came to
        it is none that it did not answer."""
        if self.kind in PUT_OFF:
            return self.kind
        calls = self.kind in {ClaimKind.CALLS_UNANSWERED, ClaimKind.CALLS_NOT_RETURNED}
        if self.kind is ClaimKind.NO_COMMENT or (self.kind in SILENCE and not self.put and not calls):
            return ClaimKind.NONE
        return (
            ClaimKind.NOT_REACHED
            if calls or self.kind is ClaimKind.NOT_REACHED
            else ClaimKind.PARTLY_ANSWERED
        )

    @property
    def about(self) -> tuple[int, ...]:
        """The requests of which it is said, by number."""
        return tuple(sorted((self.number, *self.joined)))

    @property
    def numbers(self) -> tuple[int, ...]:
        """The requests on which the claim rests, those of which it is said first."""
        beside = (number for claim in self.beside for number in claim.numbers)
        return tuple(dict.fromkeys((*self.about, *self.other_numbers, *beside)))
