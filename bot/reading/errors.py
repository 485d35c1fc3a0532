"""Why a message could not be read."""

from __future__ import annotations

from db.errors import DeskError


class NotUnderstood(DeskError, ValueError):
    """What was typed could not be read; its kinds say why."""

    message = "I could not read that. Nothing was recorded."


class NoBody(NotUnderstood):
    """A request names no body before its question."""

    message = (
        "Whom did you ask? Put the body first and a colon after it: Municipal Court: why were they held?"
    )


class NoName(NotUnderstood):
    """A command needs a body's name and has none."""

    message = "Which body? Write its name after the command."


class NoQuestion(NotUnderstood):
    """A request asks nothing."""

    message = (
        'What did you ask {body}? Write the question after a colon, or one on each line starting with "-".'
    )


class BodyNameTooLong(NotUnderstood):
    """A body's name is too long."""

    message = (
        "What stands before the colon is longer than {limit} characters, too long for the name of a body."
    )


class TooManyBodies(NotUnderstood):
    """A request goes to too many bodies at once."""

    message = "That names {count} bodies; {limit} at most can be asked in one message."


class QuestionTooLong(NotUnderstood):
    """A question is too long."""

    message = "Question {number} has {length} characters; a question may have {limit}."


class TooManyQuestions(NotUnderstood):
    """A request has too many questions."""

    message = "That is {count} questions; a request may have {limit}."


class TopicTooLong(NotUnderstood):
    """A question's topic is too long."""

    message = "“{topic}” has {length} characters; what stands in brackets behind a question is its topic and may have {limit}. Shorten it, or end it with a full stop if it belongs to the question."


class TooManyOf(NotUnderstood):
    """The same option is given more than once."""

    message = '"{word}" stands there more than once. Which one holds?'


class NoTime(NotUnderstood):
    """What stands where a time should is none."""

    message = 'I could not read a time in "{text}". Try: 17:00, fri 5pm, 5 Dec 14:00, in 48h, 3 working days.'


class TimeMissing(NotUnderstood):
    """A command needs a time and has none."""

    message = "When? Write a time, such as 17:00, fri 5pm, 5 Dec 14:00, in 48h or 3 working days."


class UnknownChannel(NotUnderstood):
    """What stands where a channel should is none."""

    message = '"{text}" is not a channel. The channels are: call, email, message, visit, letter, fax.'


class NoText(NotUnderstood):
    """A command needs words and has none."""

    message = "There is nothing to write down yet. Add the words after the command."


class NoWords(NotUnderstood):
    """A search has no words."""

    message = "What should I look for? Write the words after the command: /find detainees"


class ContactTooLong(NotUnderstood):
    """A contact's name is too long."""

    message = "A contact is a name or an office, of {limit} characters at most; this has {length}."


class NoStory(NotUnderstood):
    """A command needs a story and has none."""

    message = 'Which story? Give it a short name starting with "#", such as #mangopark.'


class BadSlug(NotUnderstood):
    """What should name a story cannot."""

    message = '"{text}" cannot name a story: "#", then up to {limit} letters, digits or "_", with a letter among them.'


class UnknownKey(NotUnderstood):
    """A key is given that bodies do not have."""

    message = '"{key}" is not something a body has. It has kind=, alias=, contact=, deadline=, name= and name_km=; merge= and unmerge= stand alone.'


class MergeAlone(NotUnderstood):
    """Bodies are to be merged, or parted, and something else changed in the same breath."""

    message = "merge= and unmerge= stand alone: /body NAME merge=OTHER. Nothing was changed."


class NameTooLong(NotUnderstood):
    """A body's new name is too long."""

    message = "That name is longer than {limit} characters, too long for a body. Nothing was changed."


class NoSign(NotUnderstood):
    """A body's new name has no letter in it."""

    message = "“{text}” has no letter in it, so nobody could find a body of that name. Nothing was changed."


class NoValue(NotUnderstood):
    """A key is given with nothing after it."""

    message = 'Nothing follows "{key}".'


class UnknownKind(NotUnderstood):
    """What stands where a kind of body should is none."""

    message = '"{text}" is not a kind of body. Kinds: court, ministry, department, police, embassy, company, international, other.'


class NoContactName(NotUnderstood):
    """A contact is given without a name."""

    message = 'A contact needs a name: contact="Sok Veasna, head, call 012 345 678". I read only "{text}".'


class BadTimeOfDay(NotUnderstood):
    """What stands where the digest's hour should is none."""

    message = '"{text}" is not a time for the digest. Write it as 08:30, or off.'


class NoContact(NotUnderstood):
    """Nobody is named where it is to be put right who was asked."""

    message = "Who was asked? Write the name: /correct 3 to Sok Veasna. Nothing was changed."


class CorrectHow(NotUnderstood):
    """A correction does not say what was wrong."""

    message = "What was wrong? Write at and the right time, via and the channel, to and who was asked, text and the right words, body and the right body, or what they really did: full, partial 1,2, ack or declined. /correct and the number alone shows a list with buttons."
