"""What can go wrong in the record. Each class's docstring is the message a person gets, in English."""

from __future__ import annotations

import inspect


class DeskError(Exception):
    """Something went wrong. Nothing was changed."""

    def __init__(self, **fields: object) -> None:
        self.fields = fields
        super().__init__(self.template.format(**fields))

    @property
    def template(self) -> str:
        """The untranslated message, with `{placeholders}` for `fields`."""
        return inspect.cleandoc(type(self).__doc__ or "")


class NotPossibleNow(DeskError):
    """This cannot be recorded while the request is "{status}"."""


class UnusableDatabaseUrl(DeskError):
    """DATABASE_URL must begin with sqlite:/// or postgresql://, not with "{scheme}"."""


class UnreachableDatabase(DeskError):
    """The database at {where} cannot be reached: {reason}"""


class NewerDatabase(DeskError):
    """The database was written by a newer version of Reply Desk (schema {found}). Install that version or a later one; nothing was touched."""


class OlderDatabase(DeskError):
    """The database still has the schema of an older version ({found}). Start the desk once (python -m bot): it brings it up to date."""


class AlreadyHandled(DeskError):
    """This was already recorded; nothing was recorded twice."""


class UnknownNumber(DeskError):
    """There is no request #{number} here."""


class UnknownRequest(UnknownNumber):
    """There is no such request here."""


class UnknownStory(DeskError):
    """There is no story #{slug} here."""


class StoryExists(DeskError):
    """There is a story #{slug} already."""


class AliasTaken(DeskError):
    """The name "{alias}" belongs to {body} already."""


class NothingToUndo(DeskError):
    """There is nothing of yours to take back here."""


class BrokenInvite(DeskError):
    """This invitation was used already, has expired, or never existed. Ask an editor of your newsroom for a new one."""


class AlreadyMember(DeskError):
    """You already belong to the newsroom {newsroom}."""


class AnotherNewsroomsGroup(DeskError):
    """This group is connected to another newsroom."""
