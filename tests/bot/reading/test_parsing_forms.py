"""What follows each command, as values: in every order people use, in English and in Khmer; and what cannot be read."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.bodies.reading import BodyForm, ContactForm, parse_body, read_contact, read_kind
from bot.correcting.reading import Correction, parse_correct
from bot.letters.reading import (
    LetterForm,
    WordingForm,
    parse_letter,
    parse_wording,
)
from bot.lists.scopes import ScopeForm, parse_status_scope
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
from bot.people.handlers import InviteForm, parse_invite
from bot.reading.errors import (
    NotUnderstood,
)
from bot.reading.words import clean, read_channel, read_number, read_slug, take_number
from bot.settings.table import (
    parse_setting,
    read_hours,
    read_time_of_day,
    read_zone,
)
from bot.stories.reading import StoryForm, parse_story
from db.errors import DeskError
from db.lifecycle import BodyKind, Channel, EventKind, Role
from db.tables import Letter
from jobs.deadlines.reading import looks_like_time

BODIES = {"national police", "ministry of education, youth and sport", "court"}
FULL, PARTIAL, ACK = EventKind.REPLIED_FULL, EventKind.REPLIED_PARTIAL, EventKind.ACKNOWLEDGED
FINAL, FOLLOW_UP = Letter.FINAL, Letter.FOLLOW_UP
SOK = ContactForm("Sok Veasna", "head", Channel.CALL, "012 345 678")


def is_body(name: str) -> bool:
    return name.casefold() in BODIES


def setting(text: str) -> tuple[str, object]:
    """The word of a setting and its value."""
    found, value = parse_setting(text)
    return found.word, value


PARSERS: dict[str, Callable[[str], object]] = {
    "chase": partial(parse_chase, is_time=looks_like_time),
    "reply": partial(parse_reply, is_time=looks_like_time),
    "outcome": partial(parse_outcome, is_time=looks_like_time),
    "refer": partial(parse_refer, is_time=looks_like_time, is_body=is_body),
    "extend": partial(parse_extend, is_time=looks_like_time),
    "remind": partial(parse_remind, is_time=looks_like_time),
    "note": parse_note,
    "correct": parse_correct,
    "story": partial(parse_story, is_time=looks_like_time),
    "scope": parse_status_scope,
    "invite": parse_invite,
    "body": parse_body,
    "contact": read_contact,
    "kind": read_kind,
    "channel": lambda word: read_channel(clean(word)),
    "number": read_number,
    "number first": take_number,
    "slug": read_slug,
    "setting": setting,
    "wording": parse_wording,
    "letter": parse_letter,
    "time of day": read_time_of_day,
    "hours": read_hours,
}
CHANNELS = {
    Channel.EMAIL: "email Email EMAIL: e-mail mail mail, អ៊ីមែល",
    Channel.CALL: "call Call. phone tel rang telephone ទូរស័ព្ទ",
    Channel.MESSAGE: "message telegram WhatsApp signal SMS text messenger សារ",
    Channel.VISIT: "visit in\u00a0person in-person door ទៅជួប",
    Channel.LETTER: "letter post លិខិត",
    Channel.FAX: "fax ទូរសារ",
}

READ: dict[str, dict[str, object]] = {
    "chase": {
        "3 call": Chase(3, Channel.CALL, "", None),
        "#3 call": Chase(3, Channel.CALL, "", None),
        "៣ call": Chase(3, Channel.CALL, "", None),
        "3: email sent again": Chase(3, Channel.EMAIL, "sent again", None),
        "call": Chase(None, Channel.CALL, "", None),
        "3 call rang out, no answer at 11:00": Chase(3, Channel.CALL, "rang out, no answer", "11:00"),
        "3 call at yesterday 15:00": Chase(3, Channel.CALL, "", "yesterday 15:00"),
        "3 call the guard at the gate": Chase(3, Channel.CALL, "the guard at the gate", None),
        "3 call back at 5pm at 09:15": Chase(3, Channel.CALL, "back at 5pm at 09:15", None),
        "2 call the secretary says ring again at 3pm": Chase(2, Channel.CALL, "the secretary says ring again at 3pm", None),
        "2 call at 3pm no answer": Chase(2, Channel.CALL, "no answer", "3pm"),
        "2 at 3pm call no answer": Chase(2, Channel.CALL, "no answer", "3pm"),
        "2 call: at 3pm, no answer at 2pm": Chase(2, Channel.CALL, "no answer at 2pm", "3pm"),
        "2 call Busy; no answer at 11:00.": Chase(2, Channel.CALL, "Busy; no answer", "11:00"),
        "2 visit at 2 doors nobody opened": Chase(2, Channel.VISIT, "at 2 doors nobody opened", None),
        "2 visit at the 5th floor nobody opened": Chase(2, Channel.VISIT, "at the 5th floor nobody opened", None),
        "2 call the raid began\nat 9am\nthey say": Chase(2, Channel.CALL, "the raid began\nat 9am\nthey say", None),
        "2 at 11:00": Chase(2, None, "", "11:00"),
        "២ ទូរស័ព្ទ លេខាប្រាប់ឱ្យហៅម្ដងទៀត នៅម៉ោង ៣ រសៀល": Chase(2, Channel.CALL, "លេខាប្រាប់ឱ្យហៅម្ដងទៀត នៅម៉ោង ៣ រសៀល", None),
        "២ ទូរស័ព្ទ នៅម៉ោង ៩ ព្រឹក មិនលើក": Chase(2, Channel.CALL, "មិនលើក", "ម៉ោង ៩ ព្រឹក"),
        "២ ទូរស័ព្ទ គេថានឹងឆ្លើយ\nនៅម៉ោង ៩:១៥": Chase(2, Channel.CALL, "គេថានឹងឆ្លើយ", "ម៉ោង ៩:១៥"),
        "3 in person: the guard took it": Chase(3, Channel.VISIT, "the guard took it", None),
        "3 text message": Chase(3, Channel.MESSAGE, "", None),
        "3 WhatsApp - seen": Chase(3, Channel.MESSAGE, "seen", None),
        "3 call\nno answer\nat 11:00": Chase(3, Channel.CALL, "no answer", "11:00"),
        "3 pigeon": Chase(3, None, "pigeon", None),
        "call 3": Chase(3, Channel.CALL, "", None),
        "3 by phone no answer": Chase(3, Channel.CALL, "no answer", None),
        "3 via email": Chase(3, Channel.EMAIL, "", None),
        "3 over the phone, busy": Chase(3, Channel.CALL, "busy", None),
        "3 on WhatsApp: seen": Chase(3, Channel.MESSAGE, "seen", None),
        "3 តាមតេឡេក្រាម": Chase(3, Channel.MESSAGE, "", None),
        "3 តេមិនលើក": Chase(3, Channel.CALL, "មិនលើក", None),
        "3 ទូរស័ព្ទមិនលើក": Chase(3, Channel.CALL, "មិនលើក", None),
        "3 ហៅទូរស័ព្ទ មិនលើក": Chase(3, Channel.CALL, "មិនលើក", None),
        "3 ខលមិនលើក": Chase(3, Channel.CALL, "មិនលើក", None),
        "3 ផ្ញើអ៊ីមែលម្ដងទៀត": Chase(3, Channel.EMAIL, "ម្ដងទៀត", None),
        "3 អុីមែល": Chase(3, Channel.EMAIL, "", None),
        "3 តេស្ត": Chase(3, None, "តេស្ត", None),
        "3 by friday": Chase(3, None, "by friday", None),
        "3": Chase(3, None, "", None),
        "": Chase(None, None, "", None),
        "៣ ទូរស័ព្ទ មិនលើក នៅម៉ោង ៩:១៥": Chase(3, Channel.CALL, "មិនលើក", "ម៉ោង ៩:១៥"),
        "3 ទៅជួប": Chase(3, Channel.VISIT, "", None),
    },
    "reply": {
        "2 full": Reply(2, FULL, (), "", None),
        "2 full It received none at fri": Reply(2, FULL, (), "It received none at fri", None),
        "1 full the raid began at 9am": Reply(1, FULL, (), "the raid began at 9am", None),
        "1 full at 09:00 they said the raid began at 9am": Reply(1, FULL, (), "they said the raid began at 9am", "09:00"),
        "1 at 09:00 full they said no": Reply(1, FULL, (), "they said no", "09:00"),
        "1 full the raid began\nat 9am": Reply(1, FULL, (), "the raid began", "9am"),
        "1 full at 9am": Reply(1, FULL, (), "", "9am"),
        "1 full at first they denied it": Reply(1, FULL, (), "at first they denied it", None),
        "1 partial at 9am 1,2 they deny": Reply(1, PARTIAL, (1, 2), "they deny", "9am"),
        "1 partial 1,2 at 9am they deny": Reply(1, PARTIAL, (1, 2), "they deny", "9am"),
        "1 ack auto reply at 9am": Reply(1, ACK, (), "auto reply", "9am"),
        "១ ពេញ ការឆ្មក់ចាប់ផ្ដើម នៅម៉ោង ៩ ព្រឹក": Reply(1, FULL, (), "ការឆ្មក់ចាប់ផ្ដើម នៅម៉ោង ៩ ព្រឹក", None),
        "2 Full: none\nat all": Reply(2, FULL, (), "none\nat all", None),
        "ack": Reply(None, ACK, (), "", None),
        "2 ack auto reply": Reply(2, ACK, (), "auto reply", None),
        "2": Reply(2, None, (), "", None),
        "2 received nothing so far": Reply(2, None, (), "received nothing so far", None),
        "2 all they said was no": Reply(2, None, (), "all they said was no", None),
        "3 partial": Reply(3, PARTIAL, (), "", None),
        "3 partial 1": Reply(3, PARTIAL, (1,), "", None),
        "3 partial 1,2 it operates": Reply(3, PARTIAL, (1, 2), "it operates", None),
        "3 partial 1, 2: it operates at 11:00": Reply(3, PARTIAL, (1, 2), "it operates at 11:00", None),
        "3 partial q1 and q3 it operates": Reply(3, PARTIAL, (1, 3), "it operates", None),
        "3 partial 1-3": Reply(3, PARTIAL, (1, 2, 3), "", None),
        "3 partial 2,1,2": Reply(3, PARTIAL, (1, 2), "", None),
        "3 partial 25 people were held": Reply(3, PARTIAL, (), "25 people were held", None),
        "3 partial 1,000 people": Reply(3, PARTIAL, (), "1,000 people", None),
        "3 partial 17:00 they called": Reply(3, PARTIAL, (), "17:00 they called", None),
        "3 partial it operates": Reply(3, PARTIAL, (), "it operates", None),
        "10 partial 11 arrested": Reply(10, PARTIAL, (), "11 arrested", None),
        "3 partial 2 people were released": Reply(3, PARTIAL, (), "2 people were released", None),
        "3 partial 1 of them was released": Reply(3, PARTIAL, (), "1 of them was released", None),
        "3 partial 10-15 were arrested": Reply(3, PARTIAL, (), "10-15 were arrested", None),
        "3 partial 2 and 3 were women": Reply(3, PARTIAL, (), "2 and 3 were women", None),
        "3 partial 3 foreign workers held": Reply(3, PARTIAL, (), "3 foreign workers held", None),
        "3 partial 2 were released": Reply(3, PARTIAL, (), "2 were released", None),
        "3 partial 1 dead": Reply(3, PARTIAL, (), "1 dead", None),
        "3 partial 2 here": Reply(3, PARTIAL, (2,), "here", None),
        "3 partial 1 yes": Reply(3, PARTIAL, (1,), "yes", None),
        "3 partial 1 Sok says so": Reply(3, PARTIAL, (1,), "Sok says so", None),
        "3 partial 2/3": Reply(3, PARTIAL, (), "2/3", None),
        "3 partial 2 out of 3": Reply(3, PARTIAL, (), "2 out of 3", None),
        "3 partial 1 year": Reply(3, PARTIAL, (), "1 year", None),
        "3 partial 1 to 3": Reply(3, PARTIAL, (), "1 to 3", None),
        "3 partial 1 3": Reply(3, PARTIAL, (), "1 3", None),
        "3 partial q1 q3": Reply(3, PARTIAL, (1, 3), "", None),
        "3 partial 1;2": Reply(3, PARTIAL, (1, 2), "", None),
        "3 partial 1 at 9am they deny": Reply(3, PARTIAL, (1,), "they deny", "9am"),
        "3 partial 1 at 2 compounds": Reply(3, PARTIAL, (), "1 at 2 compounds", None),
        "៣ មួយផ្នែក សំណួរទី ១ និងទី ២": Reply(3, PARTIAL, (1, 2), "", None),
        "2 promise tomorrow": Reply(2, EventKind.PROMISED, (), "", None, "tomorrow"),
        "2 time fri 5pm": Reply(2, EventKind.ASKED_TIME, (), "", None, "fri 5pm"),
        "2 back tomorrow": Reply(2, None, (), "back tomorrow", None),
        "2 back at 5pm": Reply(2, None, (), "back at 5pm", None),
        "2 back which year": Reply(2, EventKind.ASKED_BACK, (), "which year", None),
        "full 2": Reply(2, FULL, (), "", None),
        "full 2 people were held": Reply(None, FULL, (), "2 people were held", None),
        "1 full at Friday prayers nobody came": Reply(1, FULL, (), "at Friday prayers nobody came", None),
        "1 full at 5 Dec hearing they said no": Reply(1, FULL, (), "at 5 Dec hearing they said no", None),
        "1 full at yesterday 15:00 they deny": Reply(1, FULL, (), "they deny", "yesterday 15:00"),
        "1 full at fri, they deny": Reply(1, FULL, (), "they deny", "fri"),
        '1 full "at 9am the raid began"': Reply(1, FULL, (), '"at 9am the raid began"', None),
        "3 partial 2 denied": Reply(3, PARTIAL, (), "2 denied", None),
        "3 partial 2 they deny": Reply(3, PARTIAL, (2,), "they deny", None),
        "3 partial 2: people were released": Reply(3, PARTIAL, (2,), "people were released", None),
        "3 partial 2 – people were released": Reply(3, PARTIAL, (2,), "people were released", None),
        "3 partial 1, 2 people were released": Reply(3, PARTIAL, (), "1, 2 people were released", None),
        "3 partial 1,2 denied": Reply(3, PARTIAL, (1, 2), "denied", None),
        "3 partial 1-2: they deny": Reply(3, PARTIAL, (1, 2), "they deny", None),
        "3 partial question 2 people were released": Reply(3, PARTIAL, (2,), "people were released", None),
        "3 partial q2 released": Reply(3, PARTIAL, (2,), "released", None),
        "៣ មួយផ្នែក ១១ នាក់ត្រូវបានចាប់ខ្លួន": Reply(3, PARTIAL, (), "១១ នាក់ត្រូវបានចាប់ខ្លួន", None),
        "៣ មួយផ្នែក ២ គេបដិសេធ": Reply(3, PARTIAL, (), "២ គេបដិសេធ", None),
        "៣ មួយផ្នែក សំណួរទី២ គេបដិសេធ": Reply(3, PARTIAL, (2,), "គេបដិសេធ", None),
        "3 full 1,2 it operates": Reply(3, FULL, (), "1,2 it operates", None),
        "៣ មួយផ្នែក ១,២ បាទ": Reply(3, PARTIAL, (1, 2), "បាទ", None),
    },
    "outcome": {
        "4 no comment at 11:00": Outcome(4, "no comment", "11:00"),
        "4": Outcome(4, "", None),
        "at 11:00": Outcome(None, "", "11:00"),
        "1 at 09:00 they will not speak before 5pm": Outcome(1, "they will not speak before 5pm", "09:00"),
        "1 the hearing is at 11:00": Outcome(1, "the hearing is at 11:00", None),
        "1 the hearing is open\nat 11:00": Outcome(1, "the hearing is open", "11:00"),
        "mailbox full": Outcome(None, "mailbox full", None),
        "48h notice was too short": Outcome(None, "48h notice was too short", None),
        "17:00 call": Outcome(None, "17:00 call", None),
        "1234567890 was the number called": Outcome(None, "1234567890 was the number called", None),
    },
    "refer": {
        "6 to National Police": Refer(6, ("National Police",), "", None),
        "6 to National Police: ask them at 11:00": Refer(6, ("National Police",), "ask them at 11:00", None),
        "6 to National Police at 11:00: ask them at 5pm": Refer(6, ("National Police",), "ask them at 5pm", "11:00"),
        "6 to National Police at 11:00 ask them": Refer(6, ("National Police",), "ask them", "11:00"),
        "6 at 11:00 to National Police: ask them": Refer(6, ("National Police",), "ask them", "11:00"),
        "6 to Somebody Else at 11:00": Refer(6, ("Somebody Else",), "", "11:00"),
        "6 to National Police: ask them\nat 11:00": Refer(6, ("National Police",), "ask them", "11:00"),
        "6 to National Police they said ask them": Refer(6, ("National Police",), "they said ask them", None),
        "6 to Court, National Police": Refer(6, ("Court", "National Police"), "", None),
        "6 to Court, National Police they said": Refer(6, ("Court", "National Police"), "they said", None),
        "6 to Court, Somebody Else": Refer(6, ("Court", "Somebody Else"), "", None),
        "6 to Somebody Else they said": Refer(6, ("Somebody Else they said",), "", None),
        "6 to Ministry of Education, Youth and Sport": Refer(6, ("Ministry of Education, Youth and Sport",), "", None),
        "6 to National Police and Court": Refer(6, ("National Police", "Court"), "", None),
        "6 to National Police and Court: ask both": Refer(6, ("National Police", "Court"), "ask both", None),
        "6 to National Police or the Court they said": Refer(6, ("National Police", "Court"), "they said", None),
        "6 to National Police and told us off": Refer(6, ("National Police",), "and told us off", None),
        "6 ទៅ National Police និង Court": Refer(6, ("National Police", "Court"), "", None),
        "to Court": Refer(None, ("Court",), "", None),
        "6 Court": Refer(6, ("Court",), "", None),
        "6 ទៅ Court": Refer(6, ("Court",), "", None),
        "6 ទៅនគរបាលជាតិ៖ សួរគេ": Refer(6, ("នគរបាលជាតិ",), "សួរគេ", None),
    },
    "extend": {
        "7 by fri 5pm": Extend(7, "fri 5pm", ""),
        "7 by fri 5pm they asked for it": Extend(7, "fri 5pm", "they asked for it"),
        "7 by fri at 5pm: they asked": Extend(7, "fri at 5pm", "they asked"),
        "7 to fri": Extend(7, "fri", ""),
        "7 fri": Extend(7, "fri", ""),
        "by 5 Dec 14:00, holiday": Extend(None, "5 Dec 14:00", "holiday"),
        "៧ ដល់ថ្ងៃសុក្រ": Extend(7, "ថ្ងៃសុក្រ", ""),
        "៧ មិនឱ្យហួសថ្ងៃសុក្រ ពួកគេសុំ": Extend(7, "ថ្ងៃសុក្រ", "ពួកគេសុំ"),
        "7 until fri 5pm they asked": Extend(7, "fri 5pm", "they asked"),
        "7 no later than fri 5pm": Extend(7, "fri 5pm", ""),
        "7 before fri": Extend(7, "before fri", ""),
        "7 before fri 5pm, they asked": Extend(7, "before fri 5pm", "they asked"),
        "7 deadline: fri 5pm": Extend(7, "fri 5pm", ""),
        "7 COB friday they asked": Extend(7, "cob friday", "they asked"),
        "7 by COB friday they asked": Extend(7, "COB friday", "they asked"),
        "7 by 12 noon tomorrow holiday": Extend(7, "12 noon tomorrow", "holiday"),
        "7 by 1700 hours they asked": Extend(7, "1700 hours", "they asked"),
        "7 by 1700 they asked": Extend(7, "at 1700", "they asked"),
        "7 by fri 5pm at the latest they asked": Extend(7, "fri 5pm at the latest", "they asked"),
        "៧ មុនថ្ងៃសុក្រ ម៉ោង ៥ ល្ងាច": Extend(7, "មុន ថ្ងៃសុក្រ ម៉ោង ៥ ល្ងាច", ""),
        "៧ យ៉ាងយឺតថ្ងៃសុក្រ": Extend(7, "ថ្ងៃសុក្រ", ""),
        "7 they asked until fri 5pm": Extend(7, "fri 5pm", "they asked until fri 5pm"),
        "7 new deadline: fri 5pm": Extend(7, "fri 5pm", ""),
        "7 គេសុំពេល រហូតដល់ ថ្ងៃសុក្រ": Extend(7, "ថ្ងៃសុក្រ", "គេសុំពេល រហូតដល់ ថ្ងៃសុក្រ"),
        "7 by 3 working days": Extend(7, "3 working days", ""),
        "៧ ត្រឹមថ្ងៃស្អែក": Extend(7, "ថ្ងៃស្អែក", ""),
    },
    "remind": {
        "3 in 3 weeks": Remind(3, "in 3 weeks", ""),
        "3 3wd call Sok Veasna": Remind(3, "3wd", "call Sok Veasna"),
        "5 3 working days": Remind(5, "3 working days", ""),
        "3 working days": Remind(None, "3 working days", ""),
        "12 dec 17:00 call": Remind(None, "12 dec 17:00", "call"),
        "៣ ថ្ងៃធ្វើការ": Remind(None, "៣ ថ្ងៃធ្វើការ", ""),
        "fri": Remind(None, "fri", ""),
        "3 by fri": Remind(3, "fri", ""),
        "3 before fri 5pm call": Remind(3, "before fri 5pm", "call"),
        "3 at 1700 call": Remind(3, "at 1700", "call"),
        "3 1700 call": Remind(3, "at 1700", "call"),
    },
    "note": {
        "3 first line\nsecond line": Note(3, "first line\nsecond line"),
        "no number": Note(None, "no number"),
    },
    "correct": {
        "": Correction(None),
        "3": Correction(3),
        "#៣": Correction(3),
        "3 at 15:20": Correction(3, happened="15:20"),
        "at mon 9:40.": Correction(None, happened="mon 9:40"),
        "3 នៅ 15:20": Correction(3, happened="15:20"),
        "3 via call": Correction(3, channel=Channel.CALL),
        "3 to the clerk": Correction(3, contact="the clerk"),
        "contact: សុខ វាសនា": Correction(None, contact="សុខ វាសនា"),
        "3 to nobody": Correction(3, contact=""),
        "3 via phone call": Correction(3, channel=Channel.CALL),
        "3 តាម អ៊ីមែល": Correction(3, channel=Channel.EMAIL),
        "3 text: they hung up\nat once": Correction(3, text="they hung up\nat once"),
        "3 full": Correction(3, kind=EventKind.REPLIED_FULL),
        "3 partial": Correction(3, kind=EventKind.REPLIED_PARTIAL),
        "3 partial 1,2": Correction(3, kind=EventKind.REPLIED_PARTIAL, answered=(1, 2)),
        "3 partial ១ និង ២": Correction(3, kind=EventKind.REPLIED_PARTIAL, answered=(1, 2)),
        "3 ack": Correction(3, kind=EventKind.ACKNOWLEDGED),
        "3 declined": Correction(3, kind=EventKind.DECLINED),
    },
    "story": {
        "#mangopark": StoryForm("mangopark"),
        "#MangoPark": StoryForm("mangopark"),
        "#mangopark Mango Park raids": StoryForm("mangopark", "Mango Park raids"),
        "#mangopark Mango Park raids publish fri 18:00": StoryForm("mangopark", "Mango Park raids", "fri 18:00"),
        "#mangopark publish on 6 Dec 18:00": StoryForm("mangopark", None, "6 Dec 18:00"),
        "#mangopark, Raids, publish at 18:00": StoryForm("mangopark", "Raids", "18:00"),
        "#mangopark published": StoryForm("mangopark", None, None, published=True),
        "#mangopark published at 18:00": StoryForm("mangopark", None, "18:00", published=True),
        "#mangopark Publishing in Cambodia": StoryForm("mangopark", "Publishing in Cambodia"),
        "#mangopark Letters published by the court": StoryForm("mangopark", "Letters published by the court"),
        '#mangopark "Publish or perish"': StoryForm("mangopark", "Publish or perish"),
        "#ម៉ាងហ្គោ ការឆ្មក់ ចុះផ្សាយ ថ្ងៃសុក្រ": StoryForm("ម៉ាងហ្គោ", "ការឆ្មក់", "ថ្ងៃសុក្រ"),
        "#" + "x" * 32: StoryForm("x" * 32),
    },
    "scope": {
        "": ScopeForm(),
        "  ": ScopeForm(),
        "me": ScopeForm(mine=True),
        "Mine": ScopeForm(mine=True),
        "ខ្ញុំ": ScopeForm(mine=True),
        "12": ScopeForm(number=12),
        "#12": ScopeForm(number=12),
        "១២": ScopeForm(number=12),
        "#MangoPark": ScopeForm(story="mangopark"),
        "#ម៉ាងហ្គោ": ScopeForm(story="ម៉ាងហ្គោ"),
        "Municipal  Court": ScopeForm(body="Municipal Court"),
        "12 Angry Men": ScopeForm(body="12 Angry Men"),
    },
    "invite": {
        "": InviteForm(),
        "reporter": InviteForm(),
        "Editor": InviteForm(Role.EDITOR),
        "3 people 2 days": InviteForm(people=3, lasts="2 days"),
        "2 days, 3 people": InviteForm(people=3, lasts="2 days"),
        "for 3 people for a week": InviteForm(people=3, lasts="a week"),
        "2 editors 48h": InviteForm(Role.EDITOR, 2, "48h"),
        "editor for 2 people until fri": InviteForm(Role.EDITOR, 2, "fri"),
        "5": InviteForm(people=5),
        "5 2d": InviteForm(people=5, lasts="2d"),
        "24h": InviteForm(lasts="24h"),
        "៣ នាក់ ២ ថ្ងៃ": InviteForm(people=3, lasts="២ ថ្ងៃ"),
        "អ្នកកែសម្រួល២នាក់": InviteForm(Role.EDITOR, 2),
        "-3 people": InviteForm(lasts="-3 people"),  # which is no length
    },
    "body": {
        "Municipal Court": BodyForm("Municipal Court"),
        "Court kind=court": BodyForm("Court", BodyKind.COURT),
        "Court KIND = Court": BodyForm("Court", BodyKind.COURT),
        "Court deadline=3wd": BodyForm("Court", deadline="3wd"),
        "Court deadline=3 working days kind=court": BodyForm("Court", BodyKind.COURT, deadline="3 working days"),
        "Court alias=PPMC": BodyForm("Court", aliases=("PPMC",)),
        "Court alias=PPMC, the court": BodyForm("Court", aliases=("PPMC", "the court")),
        "Court alias=PPMC alias=តុលាការ": BodyForm("Court", aliases=("PPMC", "តុលាការ")),
        'Court alias="Court, Phnom Penh"': BodyForm("Court", aliases=("Court, Phnom Penh",)),
        'Court alias="a kind=b"': BodyForm("Court", aliases=("a kind=b",)),
        "Court contact=Sok Veasna, head, call 012 345 678": BodyForm("Court", contacts=(SOK,)),
        'Court contact="Sok Veasna, head, call 012 345 678" kind=court': BodyForm("Court", BodyKind.COURT, (), (SOK,)),
        "Women's Affairs alias=Women's Union kind=ministry": BodyForm("Women's Affairs", BodyKind.MINISTRY, ("Women's Union",)),
        "Court\nkind=court\nalias=PPMC": BodyForm("Court", BodyKind.COURT, ("PPMC",)),
        "Court, kind=court,": BodyForm("Court", BodyKind.COURT),
    },
    "contact": {
        "sok veasna, spokesman": ContactForm("Sok Veasna", "spokesman"),
        "press desk, call 012 345 678": ContactForm("press desk", None, Channel.CALL, "012 345 678"),
        "Sok Veasna": ContactForm("Sok Veasna"),
        "Sok Veasna, head": ContactForm("Sok Veasna", "head"),
        "Sok Veasna, head, call 012 345 678": SOK,
        "Sok Veasna, head, 012 345 678": SOK,
        "Sok Veasna, call 012 345 678, head": SOK,
        "Nhem Sao, deputy chief, spokesman": ContactForm("Nhem Sao", "deputy chief, spokesman"),
        "Press desk, press@court.example": ContactForm("Press desk", None, Channel.EMAIL, "press@court.example"),
        "Press desk, email": ContactForm("Press desk", None, Channel.EMAIL, None),
        "Press desk, press, telegram @court": ContactForm("Press desk", "press", Channel.MESSAGE, "@court"),
        "Press desk, @court_press": ContactForm("Press desk", None, Channel.MESSAGE, "@court_press"),
        "Press desk, in person Street 63": ContactForm("Press desk", None, Channel.VISIT, "Street 63"),
        "សុខ វាសនា, ប្រធាន, ទូរស័ព្ទ ០១២": ContactForm("សុខ វាសនា", "ប្រធាន", Channel.CALL, "០១២"),
    },
    "kind": {kind.value.upper(): kind for kind in BodyKind},
    "channel": {
        **{word: channel for channel, words in CHANNELS.items() for word in words.split(" ")},
        **{channel.value: channel for channel in Channel},
        **dict.fromkeys(["", " ", "pigeon", "emails and calls", "12", "🙏", "calling"]),
    },
    "number": {
        "3": 3, "#3": 3, "៣": 3, "#១២": 12, "#໑໒": 12, " 3 ": 3, "3:": 3,
        **dict.fromkeys(["3a", "", "#", "3 4", "-3", "3.5", "48h", "17:00", "1234567890"]),
    },
    "number first": {
        "#3  no answer\nagain ": (3, "no answer\nagain"),
        " no answer ": (None, "no answer"),
    },
    "slug": {
        "#mangopark": "mangopark",
        "#MANGO_2": "mango_2",
        "#ម៉ាងហ្គោ": "ម៉ាងហ្គោ",
        "#ម៉ាង\u200bហ្គោ": "ម៉ាងហ្គោ",
        "#2024raids": "2024raids",
        **dict.fromkeys(["#៣", "#__", "#a-b", "#", "mango", "##a", "#" + "a" * 33]),
    },
    "setting": {
        "language=km": ("language", "km"),
        "Language = EN": ("language", "en"),
        "language khmer": ("language", "km"),
        "ភាសា=ខ្មែរ": ("language", "km"),
        "km": ("language", "km"),
        "group-language=km": ("group-language", "km"),
        "fair=24h": ("fair", 24),
        "fair 2 days": ("fair", 48),
        "zone=europe/berlin": ("timezone", "Europe/Berlin"),
        "timezone: Asia/Phnom Penh": ("timezone", "Asia/Phnom_Penh"),
        "country=de-be": ("country", "DE-BE"),
        "digest 8.05": ("digest", "08:05"),
        "digest=off": ("digest", None),
    },
    "wording": {
        "": WordingForm(),
        "final": WordingForm(FINAL),
        "km final": WordingForm(FINAL, "km"),
        "final en: ours": WordingForm(FINAL, "en", ours=True),
        "follow-up en: Dear {body}: why?\n{questions}": WordingForm(FOLLOW_UP, "en", "Dear {body}: why?\n{questions}"),
        "final km\n{questions}\n= x": WordingForm(FINAL, "km", "{questions}\n= x"),
        "final en:": WordingForm(FINAL, "en", ""),
    },
    "letter": {
        "": LetterForm(),
        "3": LetterForm(3),
        "#៣ final km": LetterForm(3, FINAL, "km"),
        "3 km final": LetterForm(3, FINAL, "km"),
        "3 Final letter in English": LetterForm(3, FINAL, "en"),
        "followup": LetterForm(None, FOLLOW_UP),
        "3 follow up khmer": LetterForm(3, FOLLOW_UP, "km"),
        "3 follow-up": LetterForm(3, FOLLOW_UP),
        "៣ លិខិត ចុងក្រោយ ជា ភាសាខ្មែរ": LetterForm(3, FINAL, "km"),
    },
    "time of day": {
        "OFF": None, " off ": None, "បិទ": None, "08:30": "08:30", "8:05": "08:05", "8.30": "08:30",
        "០៨:៣០": "08:30", "23:59": "23:59",
    },
    "hours": {
        "24h": 24, "48": 48, "1 hour": 1, "720h": 720, "2 days": 48, "30d": 720,
        "1 week": 168, "៤៨ ម៉ោង": 48, "២ ថ្ងៃ": 48, "36 HOURS": 36,
    },
}  # fmt: skip

REFUSED: dict[str, dict[str, list[str]]] = {
    "refer": {
        "NoName": ["6", "6 to", "6 to : ask them"],
        "NoBody": ["6 to whom?"],
    },
    "extend": {
        "TimeMissing": ["7", "7 by"],
        "NoTime": ["7 by frday"],
    },
    "remind": {
        "TimeMissing": ["", "3"],
        "NoTime": ["3 sometime"],
    },
    "note": {"NoText": ["", "3"]},
    "correct": {
        "TimeMissing": ["3 at"],
        "UnknownChannel": ["3 via", "3 via pigeon"],
        "NoText": ["3 text", "3 text :"],
        "CorrectHow": ["3 15:20", "3 by fri", "3 full they denied it", "3 partial 1 they denied it", "please"],
    },
    "story": {
        "NoStory": [""],
        "BadSlug": ["mangopark", "#12", "#", "#mango-park", "#" + "x" * 33],
        "NoTime": ["#mangopark publish", "#mangopark publish frday"],
    },
    "invite": {"BadInvite": ["king", "🙂", "editor reporter"]},
    "body": {
        "NoName": ["", "🙏", "kind=court"],
        "BodyNameTooLong": ["x" * 121],
        "UnknownKey": ["Court colour=red"],
        "NoValue": ["Court kind=", "Court alias= kind=court"],
        "UnknownKind": ["Court kind=castle"],
        "TooManyOf": ["Court kind=court kind=police", "Court deadline=3wd deadline=2wd"],
        "NoContactName": ["Court contact=press@court.example", "Court contact=012 345 678"],
    },
    "setting": {
        "UnknownSetting": ["colour=red", "="],
        "UnknownLanguage": ["language=xx"],
        "BadFairTime": ["fair", "fair=soon", "fair=0h", "fair=-1h", "fair=721h", "fair=5 weeks", "fair=1h30", "fair=99999999h"],
        "UnknownTimeZone": ["zone=Asia/Atlantis", "zone=../../etc/passwd"],
        "UnknownCountry": ["country=", "country=Cambodia"],
        "BadTimeOfDay": ["digest=now"],
    },
    "wording": {
        "UnknownLetter": ["love en", "final followup en: x"],
        "WhichTemplate": ["final: {questions}", "en: {questions}"],
    },
    "letter": {"UnknownLetter": ["3 love", "3 final followup", "3 en km", "3 final en please"]},
    "time of day": {"BadTimeOfDay": ["24:00", "8:60", "8", "0830", "8:30 9:30", "never"]},
}  # fmt: skip


@pytest.mark.parametrize(
    ("parse", "typed", "meant"),
    [
        pytest.param(PARSERS[name], typed, meant, id=f"{name}: {typed}")
        for name, table in READ.items()
        for typed, meant in table.items()
    ],
)
def test_what_is_typed_is_read_as_it_is_meant(
    parse: Callable[[str], object], typed: str, meant: object
) -> None:
    assert parse(typed) == meant


@pytest.mark.parametrize(
    ("parse", "typed", "error"),
    [
        pytest.param(PARSERS[name], typed, error, id=f"{name}: {typed}")
        for name, table in REFUSED.items()
        for error, texts in table.items()
        for typed in texts
    ],
)
def test_what_cannot_be_read_is_refused_for_its_reason(
    parse: Callable[[str], object], typed: str, error: str
) -> None:
    with pytest.raises(DeskError) as refused:
        parse(typed)
    assert type(refused.value).__name__ == error
    assert "{" not in str(refused.value)


def test_cleaning_keeps_what_khmer_and_emoji_are_made_of() -> None:
    family = "👨\u200d👩\u200d👧"
    assert clean(f"ភាសា\u200bខ្មែរ {family}") == f"ភាសា\u200bខ្មែរ {family}"
    assert clean("\ufeffa\u00a0b\u202e\tc\r\nd\u2028e\x00") == "a b c\nd\ne"


@given(st.text() | st.from_regex(r"(fair|language|digest|zone|country) ?[=:]?(km|\d+h|off|:|\n|.)*"))
def test_whatever_is_typed_is_a_setting_that_its_model_accepts_or_refused(text: str) -> None:
    try:
        found, value = parse_setting(text)
    except DeskError:
        return
    assert getattr(found.model().changed(found.key, value), found.key) == value


@given(st.text() | st.from_regex(r"(final|followup)? ?(en|km)?(:|=|\n)?(.|\n)*"))
def test_whatever_is_typed_is_a_wording_or_refused(text: str) -> None:
    try:
        form = parse_wording(text)
    except NotUnderstood:
        return
    if form.ours or form.text is not None:
        assert None not in {form.letter, form.language}


def test_every_zone_is_found_by_its_own_name() -> None:
    for zone in available_timezones():
        assert read_zone(zone) == zone
