"""Why a message could not be read. Each docstring is the message a person gets, in English, with its fields."""

from __future__ import annotations

from db.errors import DeskError


class NotUnderstood(DeskError, ValueError):
    """I could not read that. Nothing was recorded."""


class NoBody(NotUnderstood):
    """Whom did you ask? Put the body first and a colon after it: Municipal Court: why were they held?"""


class NoName(NotUnderstood):
    """Which body? Write its name after the command."""


class NoQuestion(NotUnderstood):
    """What did you ask {body}? Write the question after a colon, or one on each line starting with "-"."""


class BodyNameTooLong(NotUnderstood):
    """What stands before the colon is longer than {limit} characters, too long for the name of a body."""


class TooManyBodies(NotUnderstood):
    """That names {count} bodies; {limit} at most can be asked in one message."""


class QuestionTooLong(NotUnderstood):
    """Question {number} has {length} characters; a question may have {limit}."""


class TooManyQuestions(NotUnderstood):
    """That is {count} questions; a request may have {limit}."""


class TooManyOf(NotUnderstood):
    """ "{word}" stands there more than once. Which one holds?"""


class NoTime(NotUnderstood):
    """I could not read a time in "{text}". Try: 17:00, fri 5pm, 5 Dec 14:00, in 48h, 3 working days."""


class TimeMissing(NotUnderstood):
    """When? Write a time, such as 17:00, fri 5pm, 5 Dec 14:00, in 48h or 3 working days."""


class UnknownChannel(NotUnderstood):
    """ "{text}" is not a channel. The channels are: call, email, message, visit, letter, fax."""


class NoText(NotUnderstood):
    """There is nothing to write down yet. Add the words after the command."""


class NoStory(NotUnderstood):
    """Which story? Give it a short name starting with "#", such as #mangopark."""


class BadSlug(NotUnderstood):
    """ "{text}" cannot name a story: "#", then up to {limit} letters, digits or "_", with a letter among them."""


class UnknownKey(NotUnderstood):
    """ "{key}" is not something a body has. It has kind=, alias=, contact= and deadline=."""


class NoValue(NotUnderstood):
    """Nothing follows "{key}"."""


class UnknownKind(NotUnderstood):
    """ "{text}" is not a kind of body. Kinds: court, ministry, department, police, embassy, company, international, other."""


class NoContactName(NotUnderstood):
    """A contact needs a name: contact="Sok Veasna, head, call 012 345 678". I read only "{text}"."""


class BadTimeOfDay(NotUnderstood):
    """ "{text}" is not a time for the digest. Write it as 08:30, or off."""


class UnknownRole(NotUnderstood):
    """ "{text}" is not a role. Invite a reporter, or write "editor"."""


class CorrectHow(NotUnderstood):
    """What was wrong? Write at and the right time, via and the channel, text and the right words, or what they really did: full, partial 1,2, ack or declined. /correct and the number alone shows a list with buttons."""
