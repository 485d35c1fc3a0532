"""What can go wrong in the record, and what every error that people read is made from."""

from __future__ import annotations

from functools import partial


class DeskError(Exception):
    """What was wanted cannot be done, and nothing was changed.

    Each kind has its own `message`: what a person gets, in English, with `{placeholders}` for the `fields` it is raised
    with. Those that only whoever starts the desk reads, on the console, are declared with `translated=False`.
    """

    message = "Something went wrong. Nothing was changed."
    translated = True

    def __init__(self, **fields: object) -> None:
        self.fields = fields
        super().__init__(self.message.format(**fields))

    def __reduce__(self) -> tuple[object, tuple[()], dict[str, object]]:
        return (
            partial(type(self), **self.fields),
            (),
            vars(self),
        )  # so that it can be raised in another process

    def __init_subclass__(cls, *, translated: bool = True) -> None:
        super().__init_subclass__()
        if not vars(cls).get("message"):
            raise TypeError(f"{cls.__name__} needs a message of its own: what people read when it is raised")
        cls.translated = translated


class NotPossibleNow(DeskError):
    """The lifecycle has no such move from where the request stands."""

    message = "This request is {status}, so nothing was recorded. If there is more to come, reopen it first: /reopen"


class UnusableDatabaseUrl(DeskError, translated=False):
    """`DATABASE_URL` names neither SQLite nor PostgreSQL."""

    message = 'DATABASE_URL must begin with sqlite:/// or postgresql://, not with "{scheme}".'


class UnreachableDatabase(DeskError, translated=False):
    """The database cannot be opened. `may_come`: it may be there in a while, without anybody's help."""

    message = "The database at {where} cannot be reached: {reason}"
    may_come = False


class DamagedDatabase(UnreachableDatabase, translated=False):
    """The file of a database is not what SQLite wrote."""

    message = "The database file {where} is damaged: {reason}. Stop the desk, move the file away, and restore a backup (docs/operating.md)."


class LostDatabase(UnreachableDatabase, translated=False):
    """The file of a database is not there, and what belonged to it is."""

    message = "The database file {where} is gone, but {left} of it is still there. Put the file back, or restore a backup. To begin a new record, move away what is left (docs/operating.md)."


class NewerDatabase(DeskError, translated=False):
    """The database has a schema that this code does not know."""

    message = "The database was written by a newer version of Reply Desk (schema {found}). Install that version or a later one; nothing was touched."


class OlderDatabase(DeskError, translated=False):
    """The database has an older schema where it may not be changed."""

    message = "The database still has the schema of an older version ({found}). Start the desk once (python -m bot): it brings it up to date."


class UnstorableText(DeskError):
    """A text holds what one of the two databases cannot store: a NUL, or half of a character."""

    message = "That holds a character which cannot be stored. Nothing was changed."


class AlreadyHandled(DeskError):
    """The same update or press was recorded before."""

    message = "That was recorded already; nothing was recorded twice."


class UnknownNumber(DeskError):
    """A newsroom has no request of this number."""

    message = "There is no request #{number} here. Nothing was changed; /status shows all there are."


class UnknownRequest(UnknownNumber):
    """A request that a button names is not of this newsroom."""

    message = "There is no such request here."


class IsPrivate(UnknownRequest):
    """A request is not for whoever looks, or not to be shown where they do."""

    message = "🔒 #{number} is private: only its reporter, whom they name and the editors see it, each in a private chat with me. Nothing was changed."


class NotOnRecord(DeskError):
    """A card shows what was lost when the record was put back as it was before."""

    message = "What this message shows is no longer on record: the desk was restored from an older backup. Nothing was changed. What is on record: /status"


class UnknownStory(DeskError):
    """A newsroom has no such story."""

    message = "There is no story #{slug} here. Nothing was changed; /story shows all there are."


class StoryIsNotYours(DeskError):
    """A story of this name is private, and not for whoever names it, or not to be shown where they do."""

    message = "There is no story #{slug} here that you see, and none can be begun by that name. Nothing was changed; take another, or ask an editor."


class AliasTaken(DeskError):
    """A name belongs to another body of the newsroom."""

    message = 'The name "{alias}" belongs to {body} already.'


class NothingToUndo(DeskError):
    """A member has recorded nothing here that still counts."""

    message = "There is nothing of yours to take back here. Bodies that were merged are parted again under /body NAME."


class BrokenInvite(DeskError):
    """An invitation is used, revoked, expired or unknown; which of them is not told to whoever holds a wrong code."""

    message = "This invitation was used already, has expired, or never existed. Ask an editor of your newsroom for a new one."


class TooManyCodes(DeskError):
    """Somebody tries one wrong code after the other."""

    message = "Too many wrong codes came from you, so I look at none before {until}. Then open the link you were sent once more."


class AlreadyMember(DeskError):
    """Somebody who belongs to a newsroom accepts an invitation."""

    message = "You already belong to the newsroom {newsroom}."


class StoryIsPrivate(DeskError):
    """A private story is to be told in a group, where its name is not said."""

    message = "🔒 A private story is told in no group. Nothing was changed."


class AnotherNewsroomsGroup(DeskError):
    """A group is to be connected that belongs to another newsroom."""

    message = "This group is connected to another newsroom."
