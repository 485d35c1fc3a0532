"""What an alert and a card say: an alert fits one message, tells a referral to its end, and escapes what people typed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.cards.texts import card
from bot.claims.printable import Printable, sentences_now, then_and_now
from bot.i18n.catalogue import Texts
from bot.stories.texts import alert
from bot.telegram.pages import units
from db.facts import QuestionFacts, RequestFacts
from db.publication import late_answers
from jobs.reminders.notices import AlertNotice, Recipient
from tests.bot.records import at, record, refer
from tests.bot.test_published import NOW, told

ENGLISH = Texts("en", "Asia/Phnom_Penh")
HERE = Recipient(101, "en", "Asia/Phnom_Penh", "KH")
MOST_UNITS = 4096


def notice(request: RequestFacts, *others: RequestFacts) -> AlertNotice:
    [event] = late_answers(request)
    return AlertNotice(HERE, 1, request, event, (request, *others), NOW, NOW)


def test_what_came_of_a_referral_changes_the_sentence_about_who_referred() -> None:
    police = told("4 09:00 ask email; 7 10:00 full; from 1; body National Police (police)", number=2)
    embassy = refer(told("2 09:00 ask email; 3 09:00 refer; body Embassy of Korea (embassy)"), police)
    then, now = then_and_now(ENGLISH, [embassy, police], 2, NOW)
    assert [sentence.numbers for sentence in then] == [(1, 2)]
    assert "The National Police did not respond to an email" in then[0].text
    assert "The National Police responded on Sat 7 Dec" in " ".join(sentence.text for sentence in now)
    shown = [sentence.text for sentence in sentences_now(ENGLISH, Printable([embassy, police], NOW))]
    assert [text.split(":")[0] for text in shown] == ["At publication", "Now"]


def test_where_bodies_shared_a_sentence_it_is_said_which_of_them_has_none_left() -> None:
    silent = told("2 09:00 ask email; body Embassy of China (embassy)", number=1)
    withdrawn = told("2 09:00 ask email; 7 09:00 withdraw; body Embassy of India (embassy)", number=2)
    said = [sentence.text for sentence in sentences_now(ENGLISH, Printable([silent, withdrawn], NOW))]
    assert said[0].startswith("At publication: The embassies of China and India did not respond")
    assert said[1].startswith("Now: The Embassy of China did not respond")
    assert said[2:] == ["Now the record supports no sentence about #2."]


def test_an_alert_about_a_sentence_of_many_long_questions_fits_one_message() -> None:
    asked = tuple(QuestionFacts(n, "why " + "so long " * 60 + f"{n}?", None, False) for n in range(1, 9))
    request = replace(
        told("2 09:00 ask email; 7 10:00 decline: " + "no comment " * 200, number=1), questions=asked
    )
    others = [
        replace(told(f"2 09:00 ask email; body Embassy {n} (embassy)", number=n), questions=asked)
        for n in range(2, 9)
    ]
    blocks = alert(ENGLISH, notice(request, *others))
    assert units("\n\n".join(blocks)) <= MOST_UNITS
    assert "Update the story." in blocks[0]


def test_what_they_said_is_escaped_and_its_tags_are_shown() -> None:
    request = told("2 09:00 ask email; 7 10:00 full: <b>bold</b> & “quoted”")
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; “quoted”" in alert(ENGLISH, notice(request))[0]


def test_an_answer_that_lay_there_is_told_with_both_its_hours() -> None:
    request = told("2 09:00 ask email; 4 10:00 full", 2)
    head = alert(ENGLISH, notice(request))[0].splitlines()
    assert head[0] == "⚠️ <b>They had answered before publication</b>: #1 Ministry of Health"
    assert head[1].startswith("Wed 4 Dec 10:00 · they answered")
    assert head[2] == "It was logged only Fri 6 Dec 18:01; #mangopark came out Fri 6 Dec 18:00."
    assert head[3] == "<b>The story needs a correction.</b>"
    assert at("4 10:00") < NOW


@pytest.mark.parametrize("kind", ["asked", "deadline_set", "published", "filed"])
def test_a_card_shows_the_newest_event_that_says_more_than_the_rest_of_it(kind: str) -> None:
    request = record(f"2 09:00 ask email; 3 09:00 note: call back; 4 09:00 {kind}")
    assert "call back" in card(ENGLISH, request, NOW)
