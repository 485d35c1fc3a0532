"""Requests typed in one message: what each form means, and what is refused with which words."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kinds import CHANNELS, CORRECT_WORDS, OPTIONS
from bot.outcomes.reading import Chase, Extend, Outcome, Remind, Reply, parse_extend, parse_remind
from bot.reading.errors import (
    NoTime,
    NotUnderstood,
)
from bot.reading.request import AskForm, Question, parse_ask
from bot.reading.words import clean, fold
from db.lifecycle import Channel
from jobs.deadlines.calendars import Calendar
from jobs.deadlines.reading import Direction, looks_like_time, read_time
from tests.bot.asked import write_ask
from tests.bot.reading.test_parsing_forms import PARSERS

COURT = AskForm(bodies=("Court",), questions=(Question("why?"),))


def asked(*texts: str, body: str = "Court") -> AskForm:
    return AskForm(bodies=(body,), questions=tuple(Question(text) for text in texts))


ONE_LINE = [
    (
        "Court: why? by 17:00 via message to the spokespersons #raids",
        replace(COURT, deadline="17:00", channel=Channel.MESSAGE, contact="the spokespersons", story="raids"),
    ),
    ("Court: why? to the press desk by 17:00", replace(COURT, deadline="17:00", contact="the press desk")),
    ("Court: is it so? to be honest nobody knows", asked("is it so? to be honest nobody knows")),
    ("Court: why? (via email, by fri 5pm)", replace(COURT, deadline="fri 5pm", channel=Channel.EMAIL)),
    ("Court: why? [by fri 5pm] #raids", replace(COURT, deadline="fri 5pm", story="raids")),
    ("Court: why? (#raids)", replace(COURT, story="raids")),
    ("Court: why? -- by fri 5pm", replace(COURT, deadline="fri 5pm")),
    ("Court: why? could you please reply by fri 5pm?", replace(COURT, deadline="fri 5pm")),
    ("Court: why? Please respond by fri 5pm, thank you.", replace(COURT, deadline="fri 5pm")),
    ("Court: why? need answer by fri 5pm", replace(COURT, deadline="fri 5pm")),
    ("Court: why? DDL fri 5pm", replace(COURT, deadline="fri 5pm")),
    ("Court: why? to press@court.gov.kh", replace(COURT, contact="press@court.gov.kh")),
    ("Court: tell us why via call to 012 345 678", replace(asked("tell us why"), channel=Channel.CALL, contact="012 345 678")),
    ("Court: tell us why via email to press@court.gov.kh by fri", replace(asked("tell us why"), channel=Channel.EMAIL, contact="press@court.gov.kh", deadline="fri")),
    ("តុលាការ៖ ហេតុអ្វី? សូមឆ្លើយត្រឹមថ្ងៃសុក្រ", replace(asked("ហេតុអ្វី?", body="តុលាការ"), deadline="ថ្ងៃសុក្រ")),
    ("តុលាការ៖ ហេតុអ្វី? សូមឆ្លើយតបមុនថ្ងៃសុក្រ", replace(asked("ហេតុអ្វី?", body="តុលាការ"), deadline="មុន ថ្ងៃសុក្រ")),
    ("តុលាការ៖ ហេតុអ្វី? មិនឱ្យលើសថ្ងៃសុក្រ", replace(asked("ហេតុអ្វី?", body="តុលាការ"), deadline="ថ្ងៃសុក្រ")),
    ("Court: where were they sent? (to Thailand)", replace(COURT, questions=(Question("where were they sent?", "to Thailand"),))),
    ("Court: why?", COURT),
    ("Court:why?", COURT),
    ("  Court  :  why?  ", COURT),
    ("Court：why？", asked("why？")),
    ("Court: why؟", asked("why؟")),
    ("Court: tell us why", asked("tell us why")),
    ("Court: why? where? when?", asked("why?", "where?", "when?")),
    ("Court: why?! where??", asked("why?!", "where??")),
    ("Court: is it so? and where are they now", asked("is it so?", "and where are they now")),
    ("Court: - why? - where?", asked("why?", "where?")),
    ("Court: why?\nwhere?", asked("why?", "where?")),
    ("Court: why were\nthey held?", asked("why were they held?")),
    ("Court\nwhy?", COURT),
    ("Court, Embassy of India: why?", replace(COURT, bodies=("Court", "Embassy of India"))),
    ("Court, court, COURT: why?", COURT),
    ('"Ministry of Education, Youth and Sport": why?', asked("why?", body="Ministry of Education, Youth and Sport")),
    ("“A, B”, C: why?", replace(COURT, bodies=("A, B", "C"))),
    ("Court: why? by fri 5pm", replace(COURT, deadline="fri 5pm")),
    ("Court: why? BY Fri 5pm", replace(COURT, deadline="Fri 5pm")),
    ("Court: why? by fri at 5pm", replace(COURT, deadline="fri at 5pm")),
    ("Court: why? by fri at 5pm at 09:40", replace(COURT, deadline="fri at 5pm", happened="09:40")),
    ("Court: why? by 17:00", replace(COURT, deadline="17:00")),
    ("Court: why? by 05/12", replace(COURT, deadline="05/12")),
    ("Court: why? by 2024-12-05 14:00", replace(COURT, deadline="2024-12-05 14:00")),
    ("Court: why? by in 48h", replace(COURT, deadline="in 48h")),
    ("Court: why? by 3 working days.", replace(COURT, deadline="3 working days")),
    ("Court: why? by: fri 5pm, via: email", replace(COURT, deadline="fri 5pm", channel=Channel.EMAIL)),
    ("Court: why?by fri 5pm", replace(COURT, deadline="fri 5pm")),
    ("Court: why? by fri 5pm please 🙏", replace(COURT, deadline="fri 5pm")),
    ("Court: why? 🗓 by fri 5pm", replace(asked("why? 🗓"), deadline="fri 5pm")),
    ("Court: comment on the raid by fri 5pm", replace(asked("comment on the raid"), deadline="fri 5pm")),
    ("Court: why? via phone", replace(COURT, channel=Channel.CALL)),
    ("Court: why? via in person", replace(COURT, channel=Channel.VISIT)),
    ("Court: why? via WhatsApp #Mango_Park2", replace(COURT, channel=Channel.MESSAGE, story="mango_park2")),
    ("Court: why? to Sok Veasna", replace(COURT, contact="Sok Veasna")),
    ("Court: why? to Sok Veasna, head by fri", replace(COURT, contact="Sok Veasna, head", deadline="fri")),
    ("Court: why? to Sok Veasna 🙏", replace(COURT, contact="Sok Veasna")),
    ("Court: why? to លោក សុខ វាសនា", replace(COURT, contact="លោក សុខ វាសនា")),
    ("Court: why? #mangopark", replace(COURT, story="mangopark")),
    ("Court: why? #ម៉ាងហ្គោ", replace(COURT, story="ម៉ាងហ្គោ")),
    ("Court: why? at mon 09:40", replace(COURT, happened="mon 09:40")),
    (
        "Court: why? #mangopark to Sok Veasna via email at 09:40 by fri 5pm",
        AskForm(("Court",), (Question("why?"),), "fri 5pm", Channel.EMAIL, "Sok Veasna", "09:40", "mangopark"),
    ),
    ("Court: who was it signed by?", asked("who was it signed by?")),
    ("Court: who was it signed by", asked("who was it signed by")),
    ("Court: were any released by force", asked("were any released by force")),
    ("Court: were they all released by now", asked("were they all released by now")),
    ("Court: what did the 25 people go to court for", asked("what did the 25 people go to court for")),
    ("Court: how many were moved to Phnom Penh in May", asked("how many were moved to Phnom Penh in May")),
    ("Court: who was killed by the second group", asked("who was killed by the second group")),
    ("Court: why was nobody there at the time", asked("why was nobody there at the time")),
    ("Court: why did they go to court?", asked("why did they go to court?")),
    ("Court: will it be done by friday?", asked("will it be done by friday?")),
    ("Court: who was there at 17:00?", asked("who was there at 17:00?")),
    ("Court: what happened at 17:00", asked("what happened at 17:00")),
    ("Court: why were they moved to Phnom Penh", asked("why were they moved to Phnom Penh")),
    ("Court: moved to Phnom Penh by fri", replace(asked("moved to Phnom Penh"), deadline="fri")),
    ("Court: who signed? by whom", asked("who signed? by whom")),
    ("Court: who signed? by the head of the desk", asked("who signed? by the head of the desk")),
    ("Court: why? to be clear", asked("why? to be clear")),
    ("Court: signed by fri 5pm or later?", asked("signed by fri 5pm or later?")),
    ("Court: why is #mangopark shut?", asked("why is #mangopark shut?")),
    ("Court: two things: why? and: where?", asked("two things: why?", "and: where?")),
    ("Court: was it at 17:00: yes or no?", asked("was it at 17:00: yes or no?")),
    ("Court: see https://news.example/?id=1 right?", asked("see https://news.example/?id=1 right?")),
    ('Court: did he say "why?" and leave?', asked('did he say "why?" and leave?')),
    ("Court: “why?” “where?”", asked("“why?”", "“where?”")),
    ("Court: why were they released? (release) where? (place)",
     AskForm(("Court",), (Question("why were they released?", "release"), Question("where?", "place")))),
    ("Court: (release) why were they released? (place) where?",
     AskForm(("Court",), (Question("why were they released?", "release"), Question("where?", "place")))),
    ("Court:\n- (release) why?\n- [the place] where?", AskForm(("Court",), (Question("why?", "release"), Question("where?", "the place")))),
    ("តុលាការ៖ (ការដោះលែង) ហេតុអ្វី? (ទីកន្លែង) នៅឯណា?",
     AskForm(("តុលាការ",), (Question("ហេតុអ្វី?", "ការដោះលែង"), Question("នៅឯណា?", "ទីកន្លែង")))),
    ("Court: (1) why? (2) where?", asked("(1) why?", "(2) where?")),
    ("Court: (b) why? (urgent) where?", asked("(b) why?", "(urgent) where?")),
    ("Court: (As AFP reported) were they held?", asked("(As AFP reported) were they held?")),
    ("Court: (off the record) why?", asked("(off the record) why?")),
    ("Court: (re)opened? where? (place)", AskForm(("Court",), (Question("(re)opened?"), Question("where?", "place")))),
    ("Court: (so far) why? (release)", AskForm(("Court",), (Question("(so far) why?", "release"),))),
    ("Court: why\u00a0now? by\u00a0fri\u00a05pm", replace(asked("why now?"), deadline="fri 5pm")),
    ("\u200fCourt: why?\u200e by fri", replace(COURT, deadline="fri")),
    ("តុលាការ៖ ហេតុអ្វី? នៅឯណា?", asked("ហេតុអ្វី?", "នៅឯណា?", body="តុលាការ")),
    ("តុលាការ៖ ហេតុអ្វី?នៅឯណា?", asked("ហេតុអ្វី?", "នៅឯណា?", body="តុលាការ")),
    ("Court: why? ត្រឹម ថ្ងៃស្អែក", replace(COURT, deadline="ថ្ងៃស្អែក")),
    ("Court: why?ត្រឹមថ្ងៃសុក្រ ម៉ោង ៥ ល្ងាច", replace(COURT, deadline="ថ្ងៃសុក្រ ម៉ោង ៥ ល្ងាច")),
    ("Court: why? មុន៣ ថ្ងៃធ្វើការ តាមទូរស័ព្ទ នៅម៉ោង ៩:៤០",
     replace(COURT, deadline="មុន ៣ ថ្ងៃធ្វើការ", channel=Channel.CALL, happened="ម៉ោង ៩:៤០")),
    ("Court: why? តាម អ៊ីមែល ទៅលោក មុន្នី", replace(COURT, channel=Channel.EMAIL, contact="លោក មុន្នី")),
]  # fmt: skip

LINES = [
    ("Court\n- why? (release)\nto the press office\nby fri",
     replace(COURT, questions=(Question("why?", "release"),), contact="the press office", deadline="fri")),
    ("Court\n- why?", COURT),
    ("Court:\n- why?\n- where?", asked("why?", "where?")),
    ("Court:\n• why\n– where\n* when", asked("why", "where", "when")),
    ("Court:\n1. why?\n2) where?", asked("why?", "where?")),
    ("Court: two questions?\n- why?", asked("two questions?", "why?")),
    ("Ministry: Press: Desk:\n- why?", asked("why?", body="Ministry: Press: Desk")),
    ("Court:\r\n- why?\r\n\r\nby fri 5pm\r\n", replace(COURT, deadline="fri 5pm")),
    ("Court:\n- why were they\nreleased?", asked("why were they released?")),
    ("Court:\n- is it so? is it not?", asked("is it so? is it not?")),
    ("Court:\n- why? (release)", AskForm(("Court",), (Question("why?", "release"),))),
    ("Court:\n- the workers (foreigners)", asked("the workers (foreigners)")),
    ("Court:\n- why? (He said no.)", asked("why? (He said no.)")),
    ("Court:\n- done by fri 5pm\n- why?", asked("done by fri 5pm", "why?")),
    ("Court:\n- why?\n- done by fri 5pm", replace(asked("why?", "done"), deadline="fri 5pm")),
    ("Court:\n- why? (release) by fri 5pm", AskForm(("Court",), (Question("why?", "release"),), "fri 5pm")),
    ("Court:\nby fri 5pm\n- why?\nvia email", replace(COURT, deadline="fri 5pm", channel=Channel.EMAIL)),
    ("Court:\n- why?\nby fri 5pm via email", replace(COURT, deadline="fri 5pm", channel=Channel.EMAIL)),
    ("Court:\n- why?\nto press desk", replace(COURT, contact="press desk")),
    ("Court:\n- why?\n📅 by fri 5pm\nvia email", replace(COURT, deadline="fri 5pm", channel=Channel.EMAIL)),
    ("Court:\n- why was it signed\nby the head", asked("why was it signed by the head")),
    ("Court:\n- why?\n-\n---", COURT),
    (
        "Court, Embassy of India\n- why? (release)\n- where?\n#mangopark\nat mon 09:40\nto Nhem Sao\nvia call\nby thu 17:00",
        AskForm(
            ("Court", "Embassy of India"), (Question("why?", "release"), Question("where?")),
            "thu 17:00", Channel.CALL, "Nhem Sao", "mon 09:40", "mangopark",
        ),
    ),
]  # fmt: skip

REFUSED = {
    "NoBody": ["", " \n\u200b\n ", ": why?", "why were they held?", "why? note: where?", "- why?\n- where?", "🙏: why?", ", , : why?", "x" * 121],
    "NoQuestion": ["Court", "Court:", "Court: ???", "Court: by fri 5pm", "Court:\nvia email", "Court:\n- 🙏"],
    "BodyNameTooLong": ["x" * 121 + ": why?"],
    "TooManyBodies": [", ".join(f"Body {n}" for n in range(13)) + ": why?"],
    "QuestionTooLong": ["Court: " + "x" * 1001],
    "TooManyQuestions": ["Court: " + "why? " * 21],
    "TooManyOf": ["Court: why? by fri by monday", "Court: why? #one #two", "Court:\n- why?\nby fri\nby monday"],
    "TopicTooLong": [f"Court: why? ({'x' * 61})", f"Court: why? ({'x' * 61}) by fri", f"Court:\n- why? ({'x' * 61})\n- where?"],
}  # fmt: skip


@pytest.mark.parametrize(("text", "form"), ONE_LINE + LINES)
def test_a_request_on_one_line_or_in_lines_is_read_and_read_back_when_written_out(
    text: str, form: AskForm
) -> None:
    assert parse_ask(text, is_time=looks_like_time) == form
    assert parse_ask(write_ask(form), is_time=looks_like_time) == form


@pytest.mark.parametrize(
    ("error", "text"), [(error, text) for error, texts in REFUSED.items() for text in texts]
)
def test_what_is_missing_or_too_much_is_said(error: str, text: str) -> None:
    with pytest.raises(NotUnderstood) as refused:
        parse_ask(text, is_time=looks_like_time)
    assert type(refused.value).__name__ == error
    assert "{" not in str(refused.value)


def test_a_refusal_carries_its_fields_for_a_translated_text() -> None:
    with pytest.raises(NoTime) as refused:
        parse_extend("3 by frday 5pm", is_time=looks_like_time)
    assert refused.value.fields == {"text": "frday 5pm"}
    assert '"frday 5pm"' in str(refused.value)


SAID = [
    "before fri 5pm", "until fri 5pm", "till fri 5pm", "due fri 5pm", "due by fri 5pm", "due: fri 5pm", "no later than fri 5pm",
    "not later than fri 5pm", "by no later than fri 5pm", "deadline fri 5pm", "deadline: fri 5pm", "the deadline is fri 5pm",
    "latest fri 5pm", "latest by fri 5pm", "at the latest fri 5pm", "by fri 5pm at the latest", "by fri 5pm latest",
    "please reply by fri 5pm", "answer needed by fri 5pm", "by the end of Friday", "by COB friday", "COB friday",
    "by close of business fri", "close of business fri", "EOD fri", "by end of day friday", "before the end of Friday",
    "by friday 1700", "by fri 1700 hours", "within 4 working days", "by Friday 5 o'clock pm",
    "fri 5pm at the latest", "Friday latest", "deadline for reply: fri 5pm", "reply deadline fri 5pm",
    "ថ្ងៃកំណត់ ថ្ងៃសុក្រ", "កាលបរិច្ឆេទផុតកំណត់ ថ្ងៃសុក្រ", "ថ្ងៃសុក្រ យ៉ាងយឺត",
    "ត្រឹមថ្ងៃសុក្រ ម៉ោង ៥ ល្ងាច", "មុនថ្ងៃសុក្រ ម៉ោង ៥ ល្ងាច", "យ៉ាងយឺតថ្ងៃសុក្រ ម៉ោង ៥ ល្ងាច", "យ៉ាងយឺតបំផុតត្រឹមថ្ងៃសុក្រ ម៉ោង ៥ ល្ងាច",
    "មិនឱ្យហួសថ្ងៃសុក្រ ម៉ោង ៥ ល្ងាច", "មិនលើសពីថ្ងៃសុក្រ ម៉ោង ៥ ល្ងាច", "រហូតដល់ថ្ងៃសុក្រ ម៉ោង ៥ ល្ងាច", "ផុតកំណត់ថ្ងៃសុក្រ ម៉ោង ៥ ល្ងាច",
    "ឱសានវាទ ថ្ងៃសុក្រ ម៉ោង ៥ ល្ងាច", "នៅមុនថ្ងៃសុក្រ ម៉ោង ៥ ល្ងាច", "ត្រឹមចុងថ្ងៃសុក្រ",
]  # fmt: skip


@pytest.mark.parametrize("said", SAID)
def test_every_common_way_to_say_a_deadline_is_one(said: str) -> None:
    friday = datetime(2024, 12, 6, 10, tzinfo=UTC)
    for text in (
        f"Court: why? {said}",
        f"Court: why? (release) {said} via email #raids",
        f"Court: why? via email {said}",
        f"Court\n- why?\n{said}\nvia email",
    ):
        form = parse_ask(text, is_time=looks_like_time)
        assert [question.text for question in form.questions] == ["why?"], text
        assert (form.unread, form.deadline is not None) == ((), True), text
        now = datetime(2024, 12, 2, 3, tzinfo=UTC)
        read = read_time(form.deadline or "", now=now, calendar=Calendar(), direction=Direction.FUTURE)
        assert read.instant == friday, text


UNREAD = {
    "Court: why? by frday 5pm": ("by frday 5pm",),
    "Court: why? by fir 5pm": ("by fir 5pm",),
    "Court: why? by fri 5pm?": ("by fri 5pm?",),
    "Court: why?\nby fri 5pm?": ("by fri 5pm?",),
    "Court\n- why?\nby fri 5pm?": ("by fri 5pm?",),
    "Court: why? until friday?!": ("until friday?!",),
    "តុលាការ៖ ហេតុអ្វី? មុនថ្ងៃសុក្រ?": ("មុនថ្ងៃសុក្រ?",),
    "Court: why? before frday": ("before frday",),
    "Court: why? by december": ("by december",),
    "Court: why? deadline soon": ("deadline soon",),
    "Court: why? by the end of the year": ("by the end of the year",),
    "Court: why? tomorrow 5pm": ("tomorrow 5pm",),
    "Court: why? fri": ("fri",),
    "Court: why? yesterday 15:00": ("yesterday 15:00",),
    "Court: why? email": ("email",),
    "Court: why? asap": ("asap",),
    "Court: why? they have until fri 5pm": ("they have until fri 5pm",),
    "តុលាការ៖ សូមបញ្ជាក់អំពីការឆ្មក់ មុនថ្ងៃសុក្រ": ("មុនថ្ងៃសុក្រ",),
    "តុលាការ៖ ឃុំខ្លួនពួកគេ រហូតដល់ថ្ងៃសុក្រ": ("រហូតដល់ថ្ងៃសុក្រ",),
    "Court: why? Thank you. by fri": ("Thank you",),
    "Court:\n- why (release)\nto the press office\nby fri": ("to the press office",),
    "Court: why? we publish on friday, by thu": ("we publish on friday",),
    "Court: tell us why. to the press office by fri": ("to the press office",),
    "Court: why? via pigeon": ("via pigeon",),
    "Court: why? to or vandine": ("to or vandine",),
    "Court: why? to spokesman": ("to spokesman",),
    "Court: tell us why via call to or vandine": ("to or vandine",),
    "Court: who was told via telegram to the effect": (),
    "Court: why? i need this by fri 5pm": ("i need this",),
    "Court: why? story: raids": ("story: raids",),
    "Court: why? re #raids": ("re",),
    "Court: why? from Sok Veasna": ("from Sok Veasna",),
    "Court: will it be done? by 2030": ("by 2030",),
    "Court: why? via email and phone": ("via email and phone",),
    "តុលាការ៖ ហេតុអ្វី? ដោយអ៊ីមែល": ("ដោយអ៊ីមែល",),
    "Court: why? via email by frday 5pm": ("by frday 5pm",),
    "Court: why? by frday via email": ("by frday",),
    "Court: why? to the press office": ("to the press office",),
    "Court: why? (release) to the press office": ("to the press office",),
    "Court: why? by fri via email and then we went to the other office of the court on the hill": ("via email and then we went to the other office of the court on the hill",),
    "Court: why? (release) by fri via email to tell him that we must know it before the paper is printed": ("to tell him that we must know it before the paper is printed",),
    "Court: why? sent yesterday by email": ("sent yesterday by email",),
    "Court: why? #12": ("#12",),
    f"Court: why? #{'x' * 33}": (f"#{'x' * 33}",),
    "Court:\n- why?\nby frday": ("by frday",),
    "Court:\n- why?\nat yestreday": ("at yestreday",),
    "Court:\n- why?\nvia pigeon": ("via pigeon",),
    "Court:\n- why?\n#12": ("#12",),
    "Court:\n- why?\nvia email by frday": ("by frday",),
    "Court: comment on the raid before fri 5pm": ("before fri 5pm",),
    "Court: how long will they be held until friday": ("until friday",),
    "Court: tell us why by frday": ("by frday",),
    "តុលាការ៖ ហេតុអ្វី? ត្រឹម ៥ ៥": ("ត្រឹម ៥ ៥",),
    "តុលាការ៖ ហេតុអ្វី? ថ្ងៃស្អែក": ("ថ្ងៃស្អែក",),
    "តុលាការ៖ ហេតុអ្វី? អ៊ីមែល": ("អ៊ីមែល",),
}  # fmt: skip


def test_other_options_on_its_line_show_that_a_contact_in_small_letters_is_one() -> None:
    form = parse_ask("Court\n- why (release)\nto the press office by fri via email", is_time=looks_like_time)
    said = replace(asked("why (release)"), contact="the press office", deadline="fri", channel=Channel.EMAIL)
    assert form == said


@pytest.mark.parametrize(("text", "unread"), UNREAD.items())
def test_what_looks_like_an_option_and_is_none_is_doubted(text: str, unread: tuple[str, ...]) -> None:
    form = parse_ask(text, is_time=looks_like_time)
    assert form.unread == unread
    assert len(form.questions) == 1


@pytest.mark.parametrize(
    ("tail", "form"),
    [
        ("by email", replace(COURT, channel=Channel.EMAIL)),
        ("by phone by fri", replace(COURT, channel=Channel.CALL, deadline="fri")),
        ("through WhatsApp", replace(COURT, channel=Channel.MESSAGE)),
        ("over the phone to Sok Veasna", replace(COURT, channel=Channel.CALL, contact="Sok Veasna")),
        ("(release) to the press office by fri 5pm via email",
         replace(COURT, questions=(Question("why?", "release"),), contact="the press office", deadline="fri 5pm", channel=Channel.EMAIL)),
        ("(release), to the press office by fri",
         replace(COURT, questions=(Question("why?", "release"),), contact="the press office", deadline="fri")),
        ("(release). to the press office by fri",
         replace(COURT, questions=(Question("why?", "release"),), contact="the press office", deadline="fri")),
        ("[release] to the press office by fri",
         replace(COURT, questions=(Question("why?", "release"),), contact="the press office", deadline="fri")),
        ("(the release\nof the 25) to the spokesman via call",
         replace(COURT, questions=(Question("why?", "the release of the 25"),), contact="the spokesman", channel=Channel.CALL)),
        ("(ការដោះលែង) ទៅការិយាល័យសារព័ត៌មាន ត្រឹមថ្ងៃសុក្រ",
         replace(COURT, questions=(Question("why?", "ការដោះលែង"),), contact="ការិយាល័យសារព័ត៌មាន", deadline="ថ្ងៃសុក្រ")),
        (f"({'x' * 60}) to the press office by fri",
         replace(COURT, questions=(Question("why?", "x" * 60),), contact="the press office", deadline="fri")),
        ("by fri via email to consul Ali Khan and press officer Sara",
         replace(COURT, channel=Channel.EMAIL, contact="consul Ali Khan and press officer Sara", deadline="fri")),
        ("to Nhem Sao, the deputy chief of the provincial police",
         replace(COURT, contact="Nhem Sao, the deputy chief of the provincial police")),
        ("attn Sok Veasna by Fri. 5 p.m.", replace(COURT, contact="Sok Veasna", deadline="Fri. 5 p.m")),
        ("by fri 5pm! via email", replace(COURT, deadline="fri 5pm", channel=Channel.EMAIL)),
        ("via call, the secretary says ring again at 3pm",
         replace(COURT, channel=Channel.CALL, became="the secretary says ring again at 3pm")),
        ("via call they promised to answer by friday #raids",
         replace(COURT, channel=Channel.CALL, became="they promised to answer", deadline="friday", story="raids")),
        ("via call the secretary says ring again at 3pm, by fri",
         replace(COURT, channel=Channel.CALL, became="the secretary says ring again at 3pm", deadline="fri")),
        ("via call they said they would answer by friday",
         replace(COURT, channel=Channel.CALL, became="they said they would answer", unread=("by friday",))),
        ("via call nobody answered at 9am by fri",
         replace(COURT, channel=Channel.CALL, became="nobody answered", happened="9am", deadline="fri")),
        ("by 1700", replace(COURT, deadline="at 1700")),
        ("at 1700 by fri", replace(COURT, deadline="fri", happened="at 1700")),
    ],
)  # fmt: skip
def test_what_follows_a_question_or_its_topic_is_read(tail: str, form: AskForm) -> None:
    assert parse_ask(f"Court: why? {tail}", is_time=looks_like_time) == form


def test_a_comma_inside_a_known_name_does_not_divide_it() -> None:
    known = {"Ministry of Education, Youth and Sport"}
    form = parse_ask(
        "Court, Ministry of Education, Youth and Sport, India: why?",
        is_time=looks_like_time,
        is_body=known.__contains__,
    )
    assert form.bodies == ("Court", "Ministry of Education, Youth and Sport", "India")


DEADLINES = [
    "17:00", "today 5pm", "tomorrow 17:00", "fri 5pm", "fri at 5pm", "5 Dec 14:00", "2024-12-05 14:00", "in 48h", "in 30m",
    "3 working days", "3wd", "05/12", "ថ្ងៃសុក្រ ម៉ោង ៥ ល្ងាច", "ថ្ងៃស្អែក", "៣ ថ្ងៃធ្វើការ",
]  # fmt: skip


@pytest.mark.parametrize("deadline", DEADLINES)
def test_every_form_of_a_deadline_is_an_option_in_any_place(deadline: str) -> None:
    for text in (
        f"Court: why? by {deadline} via email to Sok Veasna #mangopark at mon 09:40",
        f"Court: why? #mangopark at mon 09:40 to Sok Veasna via email by {deadline}",
        f"Court\n- why?\nat mon 09:40\nby {deadline}\n#mangopark\nvia email\nto Sok Veasna",
    ):
        form = parse_ask(text, is_time=looks_like_time)
        assert [question.text for question in form.questions] == ["why?"]
        options = (form.deadline, form.channel, form.contact, form.happened, form.story)
        assert options == (deadline, Channel.EMAIL, "Sok Veasna", "mon 09:40", "mangopark")


@pytest.mark.parametrize("deadline", DEADLINES)
def test_every_form_of_a_deadline_can_be_extended_to_and_reminded_at(deadline: str) -> None:
    assert parse_extend(f"7 by {deadline}, they asked", is_time=looks_like_time) == Extend(
        7, deadline, "they asked"
    )
    assert parse_remind(f"7 {deadline} call Sok", is_time=looks_like_time) == Remind(7, deadline, "call Sok")


@pytest.mark.parametrize(
    ("lines", "read"),
    [
        ("- who? (the names) by fri 5pm\n- why?", {"deadline": "fri 5pm"}),
        ("- who? (the names) by fri 5pm, via email\n- why? (the reasons)\n#raids", {"story": "raids"}),
        ("- who? via email\n- why?", {"channel": Channel.EMAIL}),
        ("- who? #raids\n- why? by fri", {"story": "raids", "deadline": "fri"}),
        ("- who? to Sok Veasna\n- why?", {"contact": "Sok Veasna"}),
        ("- who? (the names) to the press office\n- why?", {"unread": ("to the press office",)}),
        ("- who? (the names) by frday\n- why?", {"unread": ("by frday",)}),
        ("- who? asap please\n- why?", {"unread": ("asap please",)}),
        ("- តើនរណា? (ឈ្មោះ) ត្រឹមថ្ងៃសុក្រ\n- ហេតុអ្វី?", {"deadline": "ថ្ងៃសុក្រ"}),
        ("- តើនរណា? តាមអ៊ីមែល\n- ហេតុអ្វី?", {"channel": Channel.EMAIL}),
    ],
)
def test_behind_a_finished_question_options_are_options_on_any_line(
    lines: str, read: dict[str, object]
) -> None:
    form = parse_ask(f"Court\n{lines}", is_time=looks_like_time)
    assert [bool(question.text.endswith("?")) for question in form.questions] == [True, True]
    assert {name: getattr(form, name) for name in read} == read


@pytest.mark.parametrize(
    ("tail", "contact", "became"),
    [
        ("via call to Sok Veasna, no answer", "Sok Veasna", "no answer"),
        ("via call to Sok Veasna, deputy chief, no answer", "Sok Veasna, deputy chief", "no answer"),
        ("via call to Sok Veasna, he hung up, by fri", "Sok Veasna", "he hung up"),
        ("via visit to Nhem Sao; door locked", "Nhem Sao", "door locked"),
        (
            "via call to Sok Veasna, the secretary said call back, by fri",
            "Sok Veasna",
            "the secretary said call back",
        ),
        ("via call to Sok Veasna, rang out, then busy", "Sok Veasna", "rang out, then busy"),
        ("via call to Sok Veasna no answer", "Sok Veasna", "no answer"),
        ("via call to Touch Sokhak, spokesman no answer", "Touch Sokhak, spokesman", "no answer"),
        ("via call to Touch Sokhak did not answer", "Touch Sokhak", "did not answer"),
        ("via call to Or Vandine she said no comment", "Or Vandine", "she said no comment"),
        ("via call to Sok Veasna, deputy chief", "Sok Veasna, deputy chief", None),
        ("via email to Sok Veasna, deputy chief", "Sok Veasna, deputy chief", None),
        ("តាមទូរស័ព្ទ ទៅ លោក សុខ, គ្មានអ្នកលើក", "លោក សុខ", "គ្មានអ្នកលើក"),
        ("តាមទូរស័ព្ទ ទៅ លោក សុខ, លេខខុស", "លោក សុខ", "លេខខុស"),
    ],
)
def test_what_became_of_a_call_stands_behind_whom_it_was_to(
    tail: str, contact: str, became: str | None
) -> None:
    form = parse_ask(f"Court: why? {tail}", is_time=looks_like_time)
    assert (form.contact, form.became) == (contact, became)
    assert form.channel is not None


@pytest.mark.parametrize(
    "tail",
    [
        "via call to Or Vandine she sounded drunk",
        "via email to Touch Sokhak picked up",
        "via email to Touch Sokhak, no answer",
        "via call to Or Vandine he was strange",
        "via email to Sok Veasna nobody there",
        "via message to Sok Veasna they laughed",
        "via letter to Nhem Sao it came too late",
        "via fax to Nhem Sao wrong number",
    ],
)
def test_words_behind_a_name_are_no_part_of_it(tail: str) -> None:
    form = parse_ask(f"Court: why? {tail}", is_time=looks_like_time)
    assert form.contact is None
    assert form.unread


@pytest.mark.parametrize("between", ["; ", ", ", " ; ", ";  ", ". ", " (the why); ", " (the why), ", "; \n"])
def test_what_parts_two_questions_belongs_to_neither(between: str) -> None:
    form = parse_ask(f"Court: why?{between}where? by fri", is_time=looks_like_time)
    assert [question.text for question in form.questions] == ["why?", "where?"]


PIECES = st.sampled_from(
    [
        "Court", "Court:", "why?", "why", "by", "fri", "5pm", "frday", "before", "until", "due", "deadline", "email", "1700", "hours", "latest", "via", "to", "Sok", "at", "09:40",
        "#mango", "#12", ",", "\n", "\n- ", "\n• ", "(release)", ":", "?", "？", "“", "”", '"', "(", ")",
        "តុលាការ", "៖", "ហេតុអ្វី?", "ត្រឹម", "ត្រឹមថ្ងៃស្អែក", "តាមអ៊ីមែល", "ទៅ", "\u200b", "\u200f", "🙏",
        "please", "-", "1.", "\xa0", ".", "!", "the", "3", "kind=", "alias=", "contact=", "x=", "@desk",
        "a@b.kh", "1,2", "publish", "published", "https://x.example/?a=1",
        *CORRECT_WORDS, *Channel,
    ]
)  # fmt: skip
TYPED = st.one_of(
    st.text(max_size=60),
    st.lists(PIECES, max_size=20).map(" ".join),
    st.lists(PIECES, max_size=12).map("".join),
    st.lists(PIECES, max_size=20).map(lambda words: "Court: " + " ".join(words)),
)


COMMANDS = [
    PARSERS[name]
    for name in (
        "chase", "reply", "outcome", "refer", "extend", "remind", "story", "note", "body", "scope", "time of day", "invite",
    )
]  # fmt: skip


def letters(text: str) -> Counter[str]:
    return Counter(char for char in text if char.isalpha())


def outcome(parse: Callable[[str], object], typed: str) -> object:
    """What was read, or the words of the refusal. Any other exception is a failure."""
    try:
        return parse(typed)
    except NotUnderstood as refused:
        return str(refused).strip() or None


def ask(typed: str) -> AskForm:
    return parse_ask(typed, is_time=looks_like_time)


@given(TYPED)
def test_any_text_is_a_request_that_can_be_written_back_or_is_refused_in_words(typed: str) -> None:
    form = outcome(ask, typed)
    assert form is not None
    if isinstance(form, AskForm):
        assert form.bodies
        assert all(any(char.isalnum() for char in question.text) for question in form.questions)
        if not form.unread:
            assert ask(write_ask(form)) == form
        else:
            assert all(words.strip() for words in form.unread)


# What opens an option or names a channel is understood; everything else that was typed is still there.
UNDERSTOOD = {
    fold(word)
    for words in [
        *(phrase for option in OPTIONS.values() for phrase in (option.anywhere, option.afresh, option.glued)),
        *(channel.typed for channel in CHANNELS.values()),
        "please pls plz thanks thx the a an their his her",
    ]
    for word in words.replace(",", " ").split()
}


@given(TYPED)
def test_every_word_that_was_typed_is_in_a_question_an_option_or_what_is_asked_back(typed: str) -> None:
    form = outcome(ask, typed)
    if not isinstance(form, AskForm):
        return
    said = [form.deadline, form.contact, form.happened, form.story, form.became, *form.bodies, *form.unread]
    said += [part for question in form.questions for part in (question.text, question.topic)]
    kept = plain(" ".join(part for part in said if part))
    for word in clean(typed).split():
        if re.fullmatch(r"\d{1,2}[.)]", word):
            continue  # the number of a question in a list
        bare = plain(fold(word))
        glued = [fold(each) for each in UNDERSTOOD if bare.startswith(plain(each))]
        assert bare in kept or not bare or fold(word) in UNDERSTOOD or glued, word


def plain(text: str) -> str:
    """The letters and digits of a text, for comparing."""
    return "".join(char for char in text.casefold() if char.isalnum())


@given(words=TYPED, command=st.sampled_from(["chase", "reply", "outcome"]))
def test_every_word_behind_the_kind_is_in_the_words_or_the_time_of_an_event(words: str, command: str) -> None:
    head = {"chase": "1 email ", "reply": "1 full ", "outcome": "1 "}[command]
    form = outcome(PARSERS[command], head + words)
    if not isinstance(form, Chase | Reply | Outcome):
        return
    kept = plain(
        " ".join(
            filter(
                None,
                [
                    form.text,
                    form.happened,
                    getattr(form, "contact", None),
                    str(getattr(form, "answered", "")),
                ],
            )
        )
    )
    for word in clean(words).split():
        opens = fold(word) in {"at", "to"} or any(
            fold(word).startswith(each) for each in ("នៅ", "កាលពី", "ទៅ", "ត្រឹម", "មុន")
        )
        number = command == "outcome" and word == clean(words).split()[0]
        assert plain(word) in kept or opens or number, (word, form)


@given(TYPED)
def test_any_text_after_any_command_is_a_value_or_is_refused_in_words(typed: str) -> None:
    assert None not in [outcome(command, typed) for command in COMMANDS]


@given(st.text(alphabet=st.characters(categories=["L", "P", "Zs"], exclude_characters=":：៖"), max_size=80))
def test_a_message_without_options_keeps_every_letter(typed: str) -> None:
    form = outcome(lambda text: parse_ask(text, is_time=lambda _: False), f"Court: {typed}")
    if isinstance(form, AskForm) and not (form.channel or form.contact or form.story):
        kept = [*form.bodies, *(f"{question.text} {question.topic or ''}" for question in form.questions)]
        # Letters that Unicode can write in two ways are kept composed.
        assert letters(" ".join(kept)) == letters(unicodedata.normalize("NFC", f"Court: {typed}"))


@given(
    bodies=st.lists(
        st.sampled_from(["Court", "A, B", "Embassy of India", "តុលាការ"]), min_size=1, unique=True
    ),
    questions=st.lists(
        st.builds(
            Question,
            text=st.sampled_from(
                ["why?", "who signed by?", "moved to Sok?", "ហេតុអ្វី?", "at 09:40?", "(2) why?"]
            ),
            topic=st.sampled_from([None, "release", "ឃាត់ខ្លួន", "the 25"]),
        ),
        min_size=1,
        max_size=5,
    ),
    deadline=st.sampled_from([None, "fri", "fri 5pm", "ថ្ងៃស្អែក"]),
    channel=st.sampled_from([None, *Channel]),
    contact=st.sampled_from([None, "Sok Veasna", "Nhem Sao, deputy chief", "លោក មុន្នី"]),
    happened=st.sampled_from([None, "09:40"]),
    story=st.sampled_from([None, "mangopark", "ម៉ាងហ្គោ"]),
)
def test_every_form_survives_being_written_and_read(
    bodies: list[str],
    questions: list[Question],
    deadline: str | None,
    channel: Channel | None,
    contact: str | None,
    happened: str | None,
    story: str | None,
) -> None:
    form = AskForm(tuple(bodies), tuple(questions), deadline, channel, contact, happened, story)
    assert ask(write_ask(form)) == form


@pytest.mark.wide
@pytest.mark.timeout(60)  # a pattern that backtracks takes for ever
@pytest.mark.parametrize(
    "filling",
    [
        "?", "? ", "by ", "by fri ", "to A ", "to ", "(", "(x) ", "x", "- \n", "a, ", ": ", '"', "ត្រឹម",
        "\u200b", "🙏", "! ", "!", "?!", "?)", "? (", "#a ", "=", "kind=", "at 5 ", "in 3 ", "១ ", "5 ",
    ],
)  # fmt: skip
def test_the_longest_message_is_read(filling: str) -> None:
    message = ("Court: why? " + filling * 4096)[:4096]
    assert None not in [outcome(command, message) for command in (ask, *COMMANDS)]
