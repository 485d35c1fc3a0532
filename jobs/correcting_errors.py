"""Why a record was not put right. Each docstring is the message a person gets, in English, with its fields."""

from __future__ import annotations

from db.errors import DeskError


class AlreadyCorrected(DeskError):
    """That record was corrected or taken back already. Nothing was changed; /status {number} shows how it stands."""


class NotTheirs(DeskError):
    """That is {member}'s record: only {member} or an editor can correct it. Nothing was changed; a note of yours can say what you know: /note"""


class DeadlineIsMoved(DeskError):
    """A deadline is not corrected but moved, so that the record shows both: /extend {number} by fri 5pm. Nothing was changed."""


class NobodysRecord(DeskError):
    """The desk itself recorded that, so there is nothing of anybody's to correct in it. Nothing was changed."""


class OnlyTakenBack(DeskError):
    """This can only be taken back, not changed: take it back, and record it again as it was. Nothing was changed on #{number}."""


class NothingChanged(DeskError):
    """The record says so already. Nothing was changed."""


class NotYet(DeskError):
    """That time is still to come, so it cannot have happened then. Nothing was changed."""


class BeforeAsking(DeskError):
    """#{number} was asked only on {asked}; this cannot have happened before. Nothing was changed."""


class AskedAfterwards(DeskError):
    """#{number} cannot have been asked only then: on {earliest} something came of it already, as recorded. Correct that first. Nothing was changed."""


class AskedAfterDeadline(DeskError):
    """The deadline of #{number} was {deadline}, so it cannot have been asked only then. If they were given more time, log that first: /extend {number} by fri 5pm. Nothing was changed."""


class DoesNotFit(DeskError):
    """That does not fit what else is on record about #{number} at that time. Nothing was changed; /status {number} shows it."""
