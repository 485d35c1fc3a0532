"""What became of an attempt: read from its words, asked where they do not say it, pressed, corrected, and in print."""

from __future__ import annotations

import pytest

from bot.i18n.catalogue import Texts
from bot.outcomes.reading import Chase, parse_chase
from bot.reading.results import read_result
from db.lifecycle import RESULTS, SPOKEN, Channel, Result
from sandbox.case import at
from tests.bot.desk import DARA, MALY, Desk

KINDS = {
    Result.NO_ANSWER: """
        no answer / did not pick up the phone / didn’t pick up / nobody answered / no one picked up / nobody at the ministry
        answered / none of the three numbers answered / rang and rang / just keeps ringing / went to voicemail / he never
        answers / not answering his phone / the spokesman would not come to the phone / could not get through / unanswered
        / មិនមានអ្នកលើកទូរស័ព្ទ / អត់មានអ្នកលើក / ទូរស័ព្ទមិនអាចទាក់ទងបាន / rang ten times / no ans
        / failed to answer / could not get hold of anyone / refused to take my call / kept on ringing / តេទៅអត់អ្នកលើក / អត់អ្នកទទួល / អត់ លើក
        / គ្មានអ្នកលើក / មិនលើកទូរស័ព្ទ / អត់លើក / គ្មាននរណាលើកទេ / គាត់មិនបានទទួលទូរសព្ទ
        / rejected / rejected the call / he declined my call / call was rejected / did not accept the call / បដិសេធការហៅ
    """,
    Result.BUSY: "busy / line busy / the line was engaged / រវល់",
    Result.SWITCHED_OFF: "switched off / his phone is off / recording says the number is switched off / បិទទូរស័ព្ទ",
    Result.MESSAGE_LEFT: """
        left a message / left a message with the secretary / no answer, left a voicemail / the secretary took a message
        / ទុកសារឱ្យលេខាធិការ
    """,
    Result.PICKED_UP: """
        the duty officer picked up and promised to call back / secretary said he is in a meeting, call back at 3
        / picked up but did not answer our questions / the secretary says ring again / put the questions again, ignored
        / he will call us back / call back later / got through to his assistant / declined to talk
        / លើកទូរស័ព្ទ សន្យាថានឹងតេមកវិញ / លេខាធិការនិយាយថាគាត់ជាប់ប្រជុំ
    """,
    Result.HUNG_UP: "hanged up / the line went dead / cut off / hung up on me / picked up and hung up / they put the phone down / ផ្តាច់ទូរស័ព្ទ",
    Result.WRONG_NUMBER: """
        wrong number / number not in service / this number belongs to a shop / the number you have dialled does not exist
        / number is wrong / a stranger picked up / not the right number / no longer his number / invalid / លេខដាច់ / ខុស
        / a woman answered and said it was the wrong number / number out of service / លេខខុស / លេខនេះមិនមាន / លេខនេះជារបស់ហាងលក់ទំនិញ / someone else’s number
    """,
    Result.UNKNOWN: """
        a shop answered / is it the wrong number / no ansewr / លើកទី២ / left no message / minister returned to work / is the number dead?
        / not the wrong number / nobody said it was the wrong number / wrong number? / maybe the wrong number / second try
        / no answer to the second question / not busy / number not in service, tried the other: no answer
        / nobody answered, it may be the wrong number / no problem, I will see / មិនមែនលេខខុស / ព្យាយាមម្តងទៀត
    """,
}
WORDS = [(word.strip(), kind) for kind, words in KINDS.items() for word in words.split("/")]
VISITS = {
    "guard sent us away": Result.SENT_AWAY,
    "told us to go away": Result.SENT_AWAY,
    "the office was locked": Result.NO_ANSWER,
    "building shut": Result.NO_ANSWER,
    "denied access": Result.SENT_AWAY,
    "ដេញយើងចេញ": Result.SENT_AWAY,
    "gave the letter to reception": Result.MESSAGE_LEFT,
    "closed": Result.NO_ANSWER,
    "the guard would not let us in": Result.SENT_AWAY,
    "door locked": Result.NO_ANSWER,
    "nobody was there": Result.NO_ANSWER,
    "left the letter with the guard": Result.MESSAGE_LEFT,
    "wrong address, they moved away": Result.WRONG_NUMBER,
    "the office has moved": Result.WRONG_NUMBER,
    "met the director": Result.PICKED_UP,
    "the gate": Result.UNKNOWN,
    "មិនឱ្យចូល": Result.SENT_AWAY,
}


@pytest.mark.parametrize(("words", "result"), WORDS, ids=[word for word, _ in WORDS])
def test_what_became_of_a_call_is_read_from_its_words(words: str, result: Result) -> None:
    assert read_result(Channel.CALL, " ".join(words.split())) is result


@pytest.mark.parametrize(("words", "result"), VISITS.items())
def test_what_became_of_a_visit_is_read_from_its_words(words: str, result: Result) -> None:
    assert read_result(Channel.VISIT, words) is result


@pytest.mark.parametrize(
    ("words", "result"),
    [
        ("mailbox full", Result.CAME_BACK),
        ("returned", Result.CAME_BACK),
        ("mailer-daemon", Result.CAME_BACK),
        ("could not be sent", Result.CAME_BACK),
        ("he blocked me", Result.CAME_BACK),
        ("the email was returned", Result.CAME_BACK),
        ("ផ្ញើអត់ចេញ", Result.CAME_BACK),
        ("the minister returned to the city", None),
        ("it was not returned", None),
        ("it came back", Result.CAME_BACK),
        ("wrong address", Result.WRONG_NUMBER),
        ("ផ្ញើមិនចេញ", Result.CAME_BACK),
        *[
            (words, Result.CAME_BACK)
            for words in (
                "only one tick",
                "never delivered",
                "lost in the post",
                "line engaged",
                "busy",
                "no carrier",
                "rejected as spam",
                "blocked by their server",
                "refused to accept the letter",
                "the guard would not take it",
                "មិនទទួលលិខិត",
                "ប្រគល់មកវិញ",
            )
        ],
        *[
            (words, Result.WRONG_NUMBER)
            for words in (
                "account deleted",
                "the number is not on Telegram",
                "no such user",
                "domain does not exist",
                "office had moved",
                "គណនីត្រូវបានលុប",
                "គ្មានតេឡេក្រាម",
            )
        ],
        ("seen, two ticks", None),
        ("signed for", None),
        ("it did not come back", None),
        ("no reply", None),
        ("they failed to respond", None),
        ("", None),
    ],
)
def test_of_what_was_written_only_that_it_came_back_is_of_interest(words: str, result: Result | None) -> None:
    assert read_result(Channel.EMAIL, words) is result


def test_nothing_that_counts_for_nothing_is_spoken() -> None:
    assert {result for result, rule in RESULTS.items() if not rule.counts} == {
        Result.WRONG_NUMBER,
        Result.CAME_BACK,
    }
    assert {Channel.CALL, Channel.VISIT} == SPOKEN
    assert RESULTS[Result.CAME_BACK].channels == frozenset(Channel) - SPOKEN


@pytest.mark.parametrize(
    ("typed", "contact", "text"),
    [
        ("call to Sok Sambo no answer", "Sok Sambo", "no answer"),
        ("call to Sok Sambo: nobody answered", "Sok Sambo", "nobody answered"),
        ("call to Sok Sambo", "Sok Sambo", ""),
        ("call to the press office nobody answered", "the press office", "nobody answered"),
        ("call to the press office", "the press office", ""),
        ("message to the press office blue ticks", "the press office", "blue ticks"),
        ("call to the spokesman second try", "the spokesman", "second try"),
        ("email to the spokesman for the ministry", "the spokesman for the ministry", ""),
        (
            "letter to the press department sent again by courier this morning",
            "the press department",
            "sent again by courier this morning",
        ),
        ("email to the spokesman, sent the questions again", "the spokesman", "sent the questions again"),
        ("call to Sok Sambo second try", "Sok Sambo", "second try"),
        ("call ទៅ សុខ គ្មានអ្នកលើក", "សុខ", "គ្មានអ្នកលើក"),
        ("message to Touch Sokhak, spokesman", "Touch Sokhak, spokesman", ""),
        ("call to Touch Sokhak, spokesman, no answer", "Touch Sokhak, spokesman", "no answer"),
        ("call to Touch Sokhak, spokesman no answer", "Touch Sokhak, spokesman", "no answer"),
        ("call to Touch Sokhak, secretary of state: busy", "Touch Sokhak, secretary of state", "busy"),
        (
            "call to Touch Sokhak, head of the press office, busy",
            "Touch Sokhak, head of the press office",
            "busy",
        ),
        ("call to Touch Sokhak (spokesman) sent it again", "Touch Sokhak (spokesman)", "sent it again"),
        ("call to Touch Sokhak - spokesman", "Touch Sokhak - spokesman", ""),
        ("call to Touch Sokhak no answer at 08:30", "Touch Sokhak", "no answer at 08:30"),
        ("call ទៅ លោក ទូច សុខៈ គ្មានអ្នកលើក នៅម៉ោង ០៨:៣០", "លោក ទូច សុខៈ", "គ្មានអ្នកលើក នៅម៉ោង ០៨:៣០"),
        ("call to spokesman Touch Sokhak second try", "spokesman Touch Sokhak", "second try"),
        ("call to the minister, Sar Sokha: busy", "the minister, Sar Sokha", "busy"),
        ("call to Sok An and Sok Sambo, spokesmen: busy", "Sok An and Sok Sambo, spokesmen", "busy"),
        ("call ទៅ ទូច សុខៈ, អ្នកនាំពាក្យ គ្មានអ្នកលើក", "ទូច សុខៈ, អ្នកនាំពាក្យ", "គ្មានអ្នកលើក"),
        ("call ទៅ អ្នកនាំពាក្យ ទូច សុខៈ គ្មានអ្នកលើក", "អ្នកនាំពាក្យ ទូច សុខៈ", "គ្មានអ្នកលើក"),
        ("call to Sok Sambo, spoke to his spokesman", "Sok Sambo", "spoke to his spokesman"),
        ("call to Sok Sambo, spokesman said no comment", "Sok Sambo", "spokesman said no comment"),
        ("call to judge him, no answer", None, "to judge him, no answer"),
        ("call to ask again, no answer", None, "to ask again, no answer"),
        ("call no answer to the questions", None, "no answer to the questions"),
    ],
)
def test_who_was_tried_stands_behind_the_channel(typed: str, contact: str | None, text: str) -> None:
    found = parse_chase(f"3 {typed}", is_time=lambda _: False)
    assert found == Chase(3, Channel(typed.split()[0]), text, None, contact)


ASK = "/ask Ministry of Health: what about the budget? (the budget) by 3 Dec 17:00 via {}"


async def logged(desk: Desk, number: int, via: str, *tries: str) -> str:
    """Log a request, the so manyth, in a story of its own, with further attempts: what is answered last. Each case of a table
    is one such, so that the clock has to be moved once for all of them."""
    answer = await desk.say(DARA, f"{ASK.format(via)} #case{number}")
    assert f"Logged as #{number}." in answer
    for tried in tries:
        answer = await desk.say(DARA, f"/chase {number} {tried}")
        assert f"Logged on #{number}" in answer
    return answer


async def printed(desk: Desk, number: int) -> str:
    """The report of the story of that request, with numbers as if it was the first."""
    report = await desk.say(DARA, f"/report #case{number} full")
    return report.replace(f"#{number}", "#1")


PRINT = [
    ("call", ["call wrong number", "call number not in service"], "A call to the Ministry of Health on Mon 2 Dec"),
    ("call, wrong number", ["call លេខខុស"], "The Ministry of Health could not be reached for comment; attempts"),
    ("call, nobody answered", ["call did not pick up the phone"], "Calls to the Ministry of Health went unanswered (2 calls"),
    ("email", ["call this number belongs to a shop"], "The Ministry of Health did not respond to an email with"),
    ("email", ["call second try"], "The Ministry of Health did not respond to an email with"),
    ("email", ["call no answer"], "sent on Mon 2 Dec. A call went unanswered. (#1)"),
    ("call", ["call second try"], "No comment could be obtained from the Ministry of Health; attempts were made by phone"),
    ("call, the duty officer picked up and promised to call back", [], "No comment could be obtained from the Ministry of Health; an attempt was made by phone"),
    ("call, left a message with the secretary", ["call រវល់"], "The Ministry of Health did not return a call made on Mon 2 Dec. A call went unanswered. (#1)"),
    ("visit, door locked", ["visit the guard sent us away"], "The Ministry of Health could not be reached for comment; attempts were made in person"),
    ("email", ["email mailbox full"], "The Ministry of Health did not respond to an email with"),
    ("visit no answer", ["call busy", "letter"], "did not respond to a request for comment with a question about the budget, made by letter on Mon 2 Dec. A call went unanswered. (#1)"),
    ("email", ["visit the guard sent us away"], "did not respond to an email with a question about the budget, sent on Mon 2 Dec. (#1)"),
    ("letter", ["call បិទទូរស័ព្ទ", "call គ្មានអ្នកលើក"], "made by letter on Mon 2 Dec. 2 calls went unanswered. (#1)"),
    ("letter", ["visit"], "did not respond to a request for comment with a question about the budget, made by letter on Mon 2 Dec. (#1)"),
    ("letter", ["email", "call"], "did not respond to repeated requests for comment with a question about the budget, made by letter and by email on Mon 2 Dec (2 attempts). A call went unanswered. (#1)"),
    ("call no answer", ["call busy", "call left a message"], "did not return a call made on Mon 2 Dec. 2 calls went unanswered. (#1)"),
    ("call left a message", ["call left a message", "call no answer"], "did not return calls (2 calls on Mon 2 Dec). A call went unanswered. (#1)"),
    ("call hung up", ["call no answer"], "did not respond to a request for comment, made by phone on Mon 2 Dec. A call went unanswered. (#1)"),
    ("visit", [], "No comment could be obtained from the Ministry of Health; an attempt was made in person"),
    ("visit", ["call no answer"], "No comment could be obtained from the Ministry of Health; attempts were made in person and by phone"),
    ("call", ["visit door locked"], "The Ministry of Health could not be reached for comment; attempts were made by phone and in person"),
    ("call", ["call nobody said it was the wrong number"], "No comment could be obtained from the Ministry of Health"),
]  # fmt: skip


@pytest.mark.wide
async def test_print_says_no_more_than_what_became_of_the_attempts(desk: Desk) -> None:
    for number, (via, tries, _) in enumerate(PRINT, 1):
        await logged(desk, number, via, *tries)
    await desk.sandbox.advance(at("5 Dec 09:00"))
    for number, (via, tries, begins) in enumerate(PRINT, 1):
        assert begins in await printed(desk, number), (via, tries)


SOON = [
    ("call no answer", "en", "The Ministry of Health could not immediately be reached by phone."),
    ("call", "en", "The Ministry of Health could not immediately be reached by phone."),
    ("call គ្មានអ្នកលើក", "en", "The Ministry of Health could not immediately be reached by phone."),
    ("call no answer", "km", "តាមទូរសព្ទបានភ្លាមៗទេ។"),
    ("visit door locked", "en", "The Ministry of Health could not immediately be reached for comment."),
    ("visit", "en", "No comment could immediately be obtained from the Ministry of Health."),
    ("call hung up", "en", "The Ministry of Health did not immediately respond to a request for comment on Monday."),
    ("email", "en", "The Ministry of Health did not immediately respond to an emailed question about the budget."),
]  # fmt: skip


async def test_while_the_deadline_is_ahead_a_call_nobody_answered_asked_for_nothing(desk: Desk) -> None:
    for number, (via, language, sentence) in enumerate(SOON, 1):
        await logged(desk, number, via)
        await desk.say(DARA, f"/settings language={language}")
        assert sentence in await desk.say(DARA, f"/report #case{number}"), via
        await desk.say(DARA, "/settings language=en")


LATE = [
    (["visit no answer", "call no answer"], "made by letter on Thu 5 Dec. A call went unanswered."),
    (["call no answer", "call busy"], "made by letter on Thu 5 Dec. 2 calls went unanswered."),
    (["visit"], "made by letter on Thu 5 Dec."),
    (["call wrong number"], "made by letter on Thu 5 Dec."),
]


async def test_the_day_of_immediately_counts_from_what_came_to_somebody(desk: Desk) -> None:
    for number, (tries, _) in enumerate(LATE, 1):
        await logged(desk, number, *tries)
    await desk.sandbox.advance(at("5 Dec 12:00"))
    for number, (tries, sentence) in enumerate(LATE, 1):
        await desk.say(DARA, f"/chase {number} letter")
        report = await printed(desk, number)
        assert (
            "did not immediately respond to a request for comment with a question about the budget" in report
        )
        assert sentence in report, tries


@pytest.mark.long
@pytest.mark.parametrize(
    "word", ["/decline 1", "/reply 1 full", "/reply 1 partial", "/refer 1 to National Police"]
)
@pytest.mark.parametrize("via", ["call hung up", "visit spoke to a guard", "call លើកទូរស័ព្ទ"])
async def test_of_what_was_only_spoken_no_question_is_missed_beside_an_answer(
    desk: Desk, via: str, word: str
) -> None:
    await desk.say(DARA, "/story #raids Raids publish 6 Dec 18:00")
    await desk.say(DARA, f"{ASK.format('email')} #raids")
    await desk.says(
        DARA, f"/ask Ministry of Health: who was held? (the names) by 3 Dec 17:00 via {via} #raids", word
    )
    await desk.sandbox.advance(at("5 Dec 12:00"))
    assert "the names" not in (await desk.say(DARA, "/report #raids full")).partition("What the record")[2]


TOLD = [
    ("call spoke to an official, he said he will answer tomorrow", "🤝 Promised an answer", "but had not"),
    ("call the duty officer picked up and promised to call back", "🤝 Promised an answer", "but had not"),
    ("call picked up, they asked for more time", "🙏 Asked for more time", "asked for more time"),
    ("call spoke to him, he said he needs two more days", "🙏 Asked for more time", "asked for more time"),
    ("visit met the director, she promised to answer", "🤝 Promised an answer", "but had not"),
    ("call លើកទូរស័ព្ទ សន្យាថានឹងឆ្លើយ", "🤝 Promised an answer", "but had not"),
    ("call លើកទូរស័ព្ទ សុំពេលបន្ថែម", "🙏 Asked for more time", "asked for more time"),
    ("call picked up and said they would reply", "🤝 Promised an answer", "but had not"),
    ("call to Or Vandine she said no comment", "🚫 Declined to comment", "declined to comment on"),
    ("call no comment", "🚫 Declined to comment", "declined to comment on"),
    ("call he would not comment, citing privacy", "🚫 Declined to comment", "the budget, citing privacy."),
    ("visit met the director, she refused to answer", "🚫 Declined to comment", "declined to comment on"),
    ("call លើកទូរស័ព្ទ និយាយថាមិនអត្ថាធិប្បាយ", "🚫 Declined to comment", "declined to comment on"),
    ("call picked up, wants to know which year", "❓ Asked us back", "asking a question in return"),
]


@pytest.mark.wide
@pytest.mark.parametrize("again", [False, True])
async def test_what_an_official_said_on_the_phone_is_offered_and_no_silence(desk: Desk, again: bool) -> None:
    for number, (told, *_) in enumerate(TOLD, 1):
        answer = await logged(desk, number, *(("email", told) if again else (told,)))
        assert "The words say: they" in answer, told
    await desk.sandbox.advance(at("5 Dec 10:00"))
    for number, (told, button, says) in enumerate(TOLD, 1):
        report = await printed(desk, number)
        assert "No comment could be obtained from" in report, told
        assert "respond" not in report
        await desk.say(DARA, f"/status {number}")
        await desk.press(DARA, button)
        assert button not in desk.choices(DARA)
        report = await printed(desk, number)
        assert says in report, told
        assert "No comment" not in report


SPOKEN_OF = [
    ("call he denied it", "🟢 Answered everything"),
    ("call the spokesman confirmed that 25 were held", "🟢 Answered everything"),
    ("email they promised an answer", "🤝 Promised an answer"),
    ("message sent again, they asked for more time", "🙏 Asked for more time"),
    ("message គេសន្យាថានឹងឆ្លើយ", "🤝 Promised an answer"),
    ("call told us to ask the National Police", "They replied…"),
    ("call លើកទូរស័ព្ទ ឱ្យទៅសួរក្រសួងមហាផ្ទៃ", "They replied…"),
]


async def test_what_was_said_on_the_phone_is_no_silence_and_no_lack_of_comment(desk: Desk) -> None:
    for number, (told, first) in enumerate(SPOKEN_OF, 1):
        assert "The words say: they" in await logged(desk, number, "letter", told), told
        assert desk.choices(DARA)[0] == first
    await desk.sandbox.advance(at("5 Dec 10:00"))
    for number, (told, first) in enumerate(SPOKEN_OF, 1):
        report = await printed(desk, number)
        assert "respond" not in report, told
        assert ("No comment could be obtained" in report) is ("🟢" not in first), told


@pytest.mark.wide
async def test_what_may_be_their_answer_is_asked_about_and_nothing_printed(desk: Desk) -> None:
    may_be = (
        "call said the price had gone up",
        "visit នាងប្រាប់ថា តម្លៃឡើង",
        "message he replied that it is wrong",
    )
    for number, told in enumerate(may_be, 1):
        answer = await logged(desk, number, "letter", told)
        assert "If what they said is an answer, log it" in answer, told
    await desk.sandbox.advance(at("5 Dec 10:00"))
    for number, told in enumerate(may_be, 1):
        report = await desk.say(DARA, f"/report #case{number}")
        assert "0 of 1 body is past its deadline" in report, told
        assert f"No sentence of: #{number} Ministry of Health" in report
        await desk.say(DARA, f"/correct {number} text he was busy")
        assert "did not respond to repeated requests" in await printed(desk, number)


NOTHING_PROMISED = [
    "call refused to answer the phone",
    "call picked up but did not answer our questions",
    "call secretary said he is in a meeting, call back at 3",
    "call hung up",
    "call picked up, she did not promise an answer",
    "visit spoke to a guard",
    "email asked when they will answer",
]


@pytest.mark.wide
async def test_where_an_official_promised_nothing_nothing_is_offered(desk: Desk) -> None:
    for number, told in enumerate(NOTHING_PROMISED, 1):
        assert "The words say" not in await logged(desk, number, "letter", told), told
        assert desk.choices(DARA)[0] == "They replied…"
    await desk.sandbox.advance(at("5 Dec 10:00"))
    for number, told in enumerate(NOTHING_PROMISED, 1):
        assert "did not respond" in await printed(desk, number), told


COUNTED = [
    (["call wrong number", "call លេខខុស"], 1),
    (["call no answer", "visit door locked"], 3),
    (["call second try"], 1),
    (["email bounced"], 1),
    (["call no answer", "call this number belongs to a shop", "call busy"], 3),
]


@pytest.mark.wide
async def test_card_check_and_sentence_count_the_same_attempts(desk: Desk) -> None:
    for number, (tries, count) in enumerate(COUNTED, 1):
        await logged(desk, number, "email", *tries)
        assert desk.rows("SELECT attempts FROM request ORDER BY id DESC LIMIT 1") == [(count,)], tries
        card = await desk.say(DARA, f"/status {number}")
        assert (f"attempt {count} of 5" in card) is (count > 1)
        await desk.press(DARA, data=f"p:0:fair:{number}")
        assert f"Attempts: {count} of 5" in desk.last(DARA)


async def test_what_words_do_not_say_is_asked_and_a_press_says_it(desk: Desk) -> None:
    told = (
        "call second try",
        "call nobody said it was the wrong number",
        "visit the gate",
        "call ព្យាយាមម្តងទៀត",
    )
    for number, tried in enumerate(told, 1):
        sort = tried.split()[0]
        answer = await logged(desk, number, "email", tried)
        assert f"What became of the {sort}? Until you say, it counts as no attempt." in answer
        await desk.press(DARA, "📵 no answer")
        assert f"Corrected on #{number}: asked again" in desk.last(DARA)
        assert "what became of it" in desk.last(DARA)
        assert "attempt 2 of 5" in desk.last(DARA)
        assert desk.choices(DARA)[0] == "They replied…"
        assert f"asked again, {sort}, no answer" in await desk.say(DARA, f"/status {number}")


async def test_an_old_press_and_the_press_of_somebody_else_change_nothing(desk: Desk) -> None:
    await desk.say(DARA, ASK.format("email"))
    await desk.say(DARA, "/chase 1 call second try")
    pressed, card = desk.data(DARA, "📵 no answer"), desk.telegram.last(DARA)["message_id"]
    before = desk.rows("SELECT count(*) FROM event")
    await desk.say(MALY, "/status 1")
    await desk.presses(MALY, "What became of it…", "📵 no answer")
    assert desk.rows("SELECT count(*) FROM event") == before
    await desk.press(DARA, data=pressed, message=card)
    after = desk.rows("SELECT count(*) FROM event")
    await desk.press(DARA, data=pressed, message=card)
    assert desk.rows("SELECT count(*) FROM event") == after


RESULT = "SELECT json_extract(details, '$.result') FROM event WHERE kind IN ('asked', 'chased') ORDER BY id DESC LIMIT 1"
CORRECTED = [
    ("call", "wrong number", "wrong_number"),
    ("call second try", "nobody answered", "no_answer"),
    ("call no answer", "text the secretary said he is out", "picked_up"),
    ("call no answer", "text the second try", "unknown"),
    ("email again", "mailbox full", "came_back"),
    ("call no answer", "via email", None),
    ("email no answer", "via call", "no_answer"),
    ("call រវល់", "លេខខុស", "wrong_number"),
]


@pytest.mark.wide
async def test_what_became_of_it_is_corrected(desk: Desk) -> None:
    for number, (first, typed, result) in enumerate(CORRECTED, 1):
        await logged(desk, number, "email", first)
        assert f"Corrected on #{number}" in await desk.say(DARA, f"/correct {number} {typed}")
        assert desk.rows(RESULT) == [(result,)], typed
        assert "Correction undone" in await desk.say(DARA, f"/undo {number}")
        assert "Taken back" in await desk.say(DARA, f"/undo {number}")
        assert "attempt" not in await desk.say(DARA, f"/status {number}")


async def test_a_first_call_is_told_with_its_result_in_the_dialogue_and_under_more(desk: Desk) -> None:
    await desk.says(DARA, "/ask", "Municipal Court", "why are they held?")
    await desk.presses(DARA, "none told", "✅ call")
    assert "What became of the call?" in desk.last(DARA)
    await desk.presses(DARA, "Something else…", "❌ wrong number or address")
    assert "Asked Mon 2 Dec 09:00, call, wrong number or address" in desk.last(DARA)
    assert "could not be delivered" in desk.last(DARA)
    await desk.presses(DARA, "More…", "What became of it…", "🗣 somebody was spoken to")
    assert "call, somebody was spoken to" in desk.last(DARA)
    assert "waiting" in desk.last(DARA)


NOTED = [
    ("the duty officer picked up and promised to call back", True),
    ("wrong number", True),
    ("លេខាធិការនិយាយថាគាត់ជាប់ប្រជុំ", True),
    ("the editor wants this by noon", False),
]


async def test_a_note_that_may_say_what_became_of_a_bare_call_is_asked_about(desk: Desk) -> None:
    for number, (note, asked) in enumerate(NOTED, 1):
        await logged(desk, number, "call")
        answer = await desk.say(DARA, f"/note {number} {note}")
        assert ("What became of the call?" in answer) is asked, note
        assert ("📵 no answer" in desk.choices(DARA)) is asked
    await desk.sandbox.advance(at("5 Dec 09:00"))
    unanswered = "A call to the Ministry of Health on Mon 2 Dec went unanswered"
    for number, (note, asked) in enumerate(NOTED, 1):
        assert (unanswered in await printed(desk, number)) is not asked, note
        if asked:
            await desk.say(DARA, f"/status {number}")
            await desk.presses(DARA, "What became of it…", "📵 no answer")
            assert unanswered in await printed(desk, number)


async def test_a_step_of_the_dialogue_takes_the_call_with_its_words(desk: Desk) -> None:
    await desk.says(DARA, "/ask", "Municipal Court", "why are they held?", "fri 5pm", "call, nobody answered")
    assert "call (nobody answered)" in desk.last(DARA)
    await desk.press(DARA, "✅ Log it")
    assert "call: nobody answered" in desk.last(DARA)
    assert desk.choices(DARA)[0] == "They replied…"


IN_ONE_MESSAGE = [
    ("via call, the duty officer picked up and promised to call back by fri 5pm to Sok Sambo", "picked_up"),
    ("by fri 5pm via call (no answer) to Sok Sambo", "no_answer"),
    ("via phone call: left a message with the secretary to Sok Sambo by fri 5pm", "message_left"),
    ("to Sok Sambo via call លេខខុស by fri 5pm", "wrong_number"),
]


async def test_a_first_call_has_its_result_and_its_person_in_one_message(desk: Desk) -> None:
    for number, (typed, details) in enumerate(IN_ONE_MESSAGE, 1):
        answer = await desk.say(DARA, f"/ask Municipal Court: why are they held? {typed} #raids{number}")
        assert f"Logged as #{number}." in answer
        assert "call (Sok Sambo): " in answer
        assert "Deadline Fri 6 Dec 17:00" in answer
        assert f"#raids{number}" in answer
        assert desk.rows(RESULT) == [(details,)], typed
        assert desk.rows("SELECT count(*) FROM question") == [(number,)]


async def test_who_was_tried_is_on_record_and_in_print(desk: Desk) -> None:
    await desk.say(DARA, ASK.format("call, no answer to Sok Sambo"))
    answer = await desk.say(DARA, "/chase 1 call to the press office: nobody answered")
    assert "asked again, call (the press office): nobody answered" in answer
    await desk.sandbox.advance(at("5 Dec 09:00"))
    assert "Calls to the Ministry of Health went unanswered" in await desk.say(DARA, "/report full")


async def test_what_became_of_it_stands_in_the_files(desk: Desk) -> None:
    await desk.say(DARA, ASK.format("email"))
    await desk.say(DARA, "/chase 1 call")
    await desk.presses(DARA, "Other…", "What became of it…", "✍️ message left")
    t = Texts("en", "Asia/Phnom_Penh")
    assert str(t.say("message left")) in (await desk.say(DARA, "/status 1"))
