"""The commands that record something about a request: number, words, time, in every order people use."""

from __future__ import annotations

import pytest

from bot.outcomes.reading import (
    Chase,
    Extend,
    Note,
    Outcome,
    Refer,
    Remind,
    Reply,
    parse_chase,
    parse_extend,
    parse_note,
    parse_outcome,
    parse_refer,
    parse_remind,
    parse_reply,
)
from bot.reading.errors import NoBody, NoName, NoText, NoTime, NotUnderstood, TimeMissing
from db.lifecycle import Channel, EventKind

TIMES = {
    "11:00", "17:00", "5pm", "fri", "fri 5pm", "fri at 5pm", "yesterday 15:00", "12 dec 17:00", "5 dec 14:00", "3wd",
    "3 working days", "in 3 weeks", "09:15", "ម៉ោង ៩:១៥", "៣ ថ្ងៃធ្វើការ", "ថ្ងៃស្អែក",
}  # fmt: skip
BODIES = {"national police", "ministry of education, youth and sport", "court"}
FULL, PARTIAL, ACK = EventKind.REPLIED_FULL, EventKind.REPLIED_PARTIAL, EventKind.ACKNOWLEDGED


def is_time(text: str) -> bool:
    return text.casefold() in TIMES


def is_body(name: str) -> bool:
    return name.casefold() in BODIES


@pytest.mark.parametrize(
    ("text", "chase"),
    [
        ("3 call", Chase(3, Channel.CALL, "", None)),
        ("#3 call", Chase(3, Channel.CALL, "", None)),
        ("៣ call", Chase(3, Channel.CALL, "", None)),
        ("3: email sent again", Chase(3, Channel.EMAIL, "sent again", None)),
        ("call", Chase(None, Channel.CALL, "", None)),
        ("3 call rang out, no answer at 11:00", Chase(3, Channel.CALL, "rang out, no answer", "11:00")),
        ("3 call at yesterday 15:00", Chase(3, Channel.CALL, "", "yesterday 15:00")),
        ("3 call the guard at the gate", Chase(3, Channel.CALL, "the guard at the gate", None)),
        ("3 call back at 5pm at 09:15", Chase(3, Channel.CALL, "back at 5pm", "09:15")),
        ("3 in person: the guard took it", Chase(3, Channel.VISIT, "the guard took it", None)),
        ("3 text message", Chase(3, Channel.MESSAGE, "", None)),
        ("3 WhatsApp - seen", Chase(3, Channel.MESSAGE, "seen", None)),
        ("3 call\nno answer\nat 11:00", Chase(3, Channel.CALL, "no answer", "11:00")),
        ("3 pigeon", Chase(3, None, "pigeon", None)),
        ("3", Chase(3, None, "", None)),
        ("", Chase(None, None, "", None)),
        ("៣ ទូរស័ព្ទ មិនលើក នៅម៉ោង ៩:១៥", Chase(3, Channel.CALL, "មិនលើក", "ម៉ោង ៩:១៥")),
        ("3 ទៅជួប", Chase(3, Channel.VISIT, "", None)),
    ],
)
def test_a_chase_is_read(text: str, chase: Chase) -> None:
    assert parse_chase(text, is_time=is_time) == chase


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("2 full", Reply(2, FULL, (), "", None)),
        ("2 full It received none at fri", Reply(2, FULL, (), "It received none", "fri")),
        ("2 Full: none\nat all", Reply(2, FULL, (), "none\nat all", None)),
        ("ack", Reply(None, ACK, (), "", None)),
        ("2 ack auto reply", Reply(2, ACK, (), "auto reply", None)),
        ("2", Reply(2, None, (), "", None)),
        ("2 received nothing so far", Reply(2, None, (), "received nothing so far", None)),
        ("2 all they said was no", Reply(2, None, (), "all they said was no", None)),
        ("3 partial", Reply(3, PARTIAL, (), "", None)),
        ("3 partial 1", Reply(3, PARTIAL, (1,), "", None)),
        ("3 partial 1,2 it operates", Reply(3, PARTIAL, (1, 2), "it operates", None)),
        ("3 partial 1, 2: it operates at 11:00", Reply(3, PARTIAL, (1, 2), "it operates", "11:00")),
        ("3 partial q1 and q3 it operates", Reply(3, PARTIAL, (1, 3), "it operates", None)),
        ("3 partial 1-3", Reply(3, PARTIAL, (1, 2, 3), "", None)),
        ("3 partial 2,1,2", Reply(3, PARTIAL, (1, 2), "", None)),
        ("3 partial 25 people were held", Reply(3, PARTIAL, (), "25 people were held", None)),
        ("3 partial 1,000 people", Reply(3, PARTIAL, (), "1,000 people", None)),
        ("3 partial 17:00 they called", Reply(3, PARTIAL, (), "17:00 they called", None)),
        ("3 partial it operates", Reply(3, PARTIAL, (), "it operates", None)),
        ("3 full 1,2 it operates", Reply(3, FULL, (), "1,2 it operates", None)),
        ("៣ មួយផ្នែក ១,២ បាទ", Reply(3, PARTIAL, (1, 2), "បាទ", None)),
    ],
)
def test_a_reply_is_read_with_the_questions_it_answers(text: str, reply: Reply) -> None:
    assert parse_reply(text, is_time=is_time) == reply


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("4 no comment at 11:00", Outcome(4, "no comment", "11:00")),
        ("4", Outcome(4, "", None)),
        ("at 11:00", Outcome(None, "", "11:00")),
        ("mailbox full", Outcome(None, "mailbox full", None)),
        ("48h notice was too short", Outcome(None, "48h notice was too short", None)),
        ("17:00 call", Outcome(None, "17:00 call", None)),
        ("1234567890 was the number called", Outcome(None, "1234567890 was the number called", None)),
    ],
)
def test_an_outcome_is_read(text: str, outcome: Outcome) -> None:
    assert parse_outcome(text, is_time=is_time) == outcome


@pytest.mark.parametrize(
    ("text", "refer"),
    [
        ("6 to National Police", Refer(6, ("National Police",), "", None)),
        ("6 to National Police: ask them at 11:00", Refer(6, ("National Police",), "ask them", "11:00")),
        (
            "6 to National Police they said ask them",
            Refer(6, ("National Police",), "they said ask them", None),
        ),
        ("6 to Court, National Police", Refer(6, ("Court", "National Police"), "", None)),
        ("6 to Court, National Police they said", Refer(6, ("Court", "National Police"), "they said", None)),
        ("6 to Court, Somebody Else", Refer(6, ("Court", "Somebody Else"), "", None)),
        ("6 to Somebody Else they said", Refer(6, ("Somebody Else they said",), "", None)),
        (
            "6 to Ministry of Education, Youth and Sport",
            Refer(6, ("Ministry of Education, Youth and Sport",), "", None),
        ),
        ("to Court", Refer(None, ("Court",), "", None)),
        ("6 Court", Refer(6, ("Court",), "", None)),
        ("6 ទៅ Court", Refer(6, ("Court",), "", None)),
        ("6 ទៅនគរបាលជាតិ៖ សួរគេ", Refer(6, ("នគរបាលជាតិ",), "សួរគេ", None)),
    ],
)
def test_a_referral_is_read(text: str, refer: Refer) -> None:
    assert parse_refer(text, is_time=is_time, is_body=is_body) == refer


@pytest.mark.parametrize(
    ("text", "extend"),
    [
        ("7 by fri 5pm", Extend(7, "fri 5pm", "")),
        ("7 by fri 5pm they asked for it", Extend(7, "fri 5pm", "they asked for it")),
        ("7 by fri at 5pm: they asked", Extend(7, "fri at 5pm", "they asked")),
        ("7 to fri", Extend(7, "fri", "")),
        ("7 fri", Extend(7, "fri", "")),
        ("by 5 Dec 14:00, holiday", Extend(None, "5 Dec 14:00", "holiday")),
        ("7 by 3 working days", Extend(7, "3 working days", "")),
        ("៧ ត្រឹមថ្ងៃស្អែក", Extend(7, "ថ្ងៃស្អែក", "")),
    ],
)
def test_an_extension_is_read_with_the_longest_time(text: str, extend: Extend) -> None:
    assert parse_extend(text, is_time=is_time) == extend


@pytest.mark.parametrize(
    ("text", "remind"),
    [
        ("3 in 3 weeks", Remind(3, "in 3 weeks", "")),
        ("3 3wd call Sok Veasna", Remind(3, "3wd", "call Sok Veasna")),
        ("5 3 working days", Remind(5, "3 working days", "")),
        ("3 working days", Remind(None, "3 working days", "")),
        ("12 dec 17:00 call", Remind(None, "12 dec 17:00", "call")),
        ("៣ ថ្ងៃធ្វើការ", Remind(None, "៣ ថ្ងៃធ្វើការ", "")),
        ("fri", Remind(None, "fri", "")),
        ("3 by fri", Remind(3, "fri", "")),
    ],
)
def test_a_reminder_is_read_and_a_time_is_not_taken_for_a_number(text: str, remind: Remind) -> None:
    assert parse_remind(text, is_time=is_time) == remind


def test_a_note_keeps_its_lines() -> None:
    assert parse_note("3 first line\nsecond line") == Note(3, "first line\nsecond line")
    assert parse_note("no number") == Note(None, "no number")


@pytest.mark.parametrize(
    ("parse", "text", "error"),
    [
        (lambda text: parse_refer(text, is_time=is_time), "6", NoName),
        (lambda text: parse_refer(text, is_time=is_time), "6 to", NoName),
        (lambda text: parse_refer(text, is_time=is_time), "6 to : ask them", NoName),
        (lambda text: parse_refer(text, is_time=is_time), "6 to whom?", NoBody),
        (lambda text: parse_extend(text, is_time=is_time), "7", TimeMissing),
        (lambda text: parse_extend(text, is_time=is_time), "7 by", TimeMissing),
        (lambda text: parse_extend(text, is_time=is_time), "7 by frday", NoTime),
        (lambda text: parse_remind(text, is_time=is_time), "", TimeMissing),
        (lambda text: parse_remind(text, is_time=is_time), "3 sometime", NoTime),
        (parse_note, "", NoText),
        (parse_note, "3", NoText),
    ],
)
def test_what_is_missing_is_asked_for(parse: object, text: str, error: type[NotUnderstood]) -> None:
    assert callable(parse)
    with pytest.raises(error):
        parse(text)
