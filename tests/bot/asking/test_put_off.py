"""A body that asks for time, promises or asks back has spoken; what a machine sent is no word of it."""

from __future__ import annotations

import pytest

from bot.i18n.catalogue import Texts
from bot.kinds import EVENTS
from bot.reading.heard import heard, hinted, until_behind
from db.lifecycle import EventKind
from jobs.deadlines.reading import looks_like_time
from sandbox.case import at
from tests.bot.desk import DARA, MALY, SREYNEANG, Desk

ASK = "/ask Ministry of Health: what about the budget? (the budget) by 3 Dec 17:00 via email #raids"
# Of several cases in one newsroom each is a request in a story of its own.
OF_STORY = ASK + "{}"
REPORT = "/report #raids{} full"
W = "The Ministry of Health"
Q = "a question about the budget"
SILENT = f"{W} did not respond to an email"
TIME, PROMISED, BACK, AUTO = (
    EventKind.ASKED_TIME,
    EventKind.PROMISED,
    EventKind.ASKED_BACK,
    EventKind.AUTO_REPLY,
)

HEARD = {
    "they asked for more time": TIME,
    "the spokesman needs two more days": TIME,
    "asked for an extension until Friday": TIME,
    "គេសុំពេលបន្ថែម": TIME,
    "they promised to answer by Tuesday": PROMISED,
    "they will answer tomorrow": PROMISED,
    "said they would get back to us": PROMISED,
    "គេសន្យាថានឹងឆ្លើយ": PROMISED,
    "they asked which district we meant": BACK,
    "asked for clarification": BACK,
    "គេសួរមកវិញ": BACK,
    "automatic reply: we have received your email": AUTO,
    "Out of office until Monday": AUTO,
    "ឆ្លើយតបស្វ័យប្រវត្តិ": AUTO,
    "Automatic reply: I am out of office": AUTO,
    "automated message: we will get back to you within two days": AUTO,
    "maybe an automatic reply": None,
    "they did not ask for more time": None,
    "not an automatic reply": None,
    "we asked for more time to write it": None,
    "we need more time ourselves": None,
    "maybe they will answer": None,
    "they asked for more time and promised an answer": None,
    "the holiday": None,
    "": None,
}


# Other ways of saying it: never written down while the words of the table were, or their close siblings.
SIBLINGS = {
    PROMISED: """
        will call back / he will call us back / they'll ring back tomorrow / he’ll phone me back / theyll get back to us / said he'd call back
        / she is going to call back / said they will let us know / will be in touch / they will email us the answers / shall respond
        / will give us an answer tomorrow / they will issue a statement / the minister will comment on friday / will revert by friday
        / we were told they will answer / I was told he will call back / they agreed to answer by friday / he will be calling back
        / គេនឹងតេមកវិញ / នឹងហៅមកវិញ / គាត់នឹងខលមកវិញ / នឹងផ្តល់ចម្លើយ / នឹងឲ្យចម្លើយ / នឹងជូនដំណឹង / ចាំឆ្លើយ ស្អែក / នឹង ឆ្លើយ តប
    """,
    TIME: """
        asked until monday / asked for until monday / wants until friday / they need till tuesday / they want another week / asked for a few days
        / asked us to wait till tomorrow / need longer / asked if they could have until monday / asked to extend the deadline / please wait until monday
        / asked us for more time / want an extension / could they have another day / they cannot answer before friday / need extra time
        / we were asked to wait / សុំដល់ថ្ងៃចន្ទ / ស្នើសុំរយៈពេល / សុំពន្យាពេល / សូមពន្យារពេល / គេសុំ ពេល / ស្នើឲ្យរង់ចាំ / សុំ\u200bពេល
    """,
    BACK: """
        asked us back / came back with questions / asked for more information / wants clarification / asked where we got this / asked in return
        / asked us to send the questions again / want the questions in writing / asked for an official letter / សុំឲ្យបញ្ជាក់ / ស្នើសុំលិខិត
    """,
    AUTO: "away from the office until monday / ticket number 123 has been created / a bot replied",
    EventKind.DECLINED: "no comment / she declined to comment / they will not comment / refused to answer / គាត់បដិសេធ / មិនធ្វើអត្ថាធិប្បាយ",
    None: """
        the secretary asked who was calling / asked for my name / asked what it was about / asked who I was / សួរឈ្មោះ
        / they will not answer / they won't call back / asked us to call back / call back tomorrow / I will call back / we will call them back
        / could not say when they will answer / it is unlikely they will answer / will he call back? / they will answer nothing
        / they asked not to be named / detained until monday / asked for comment / I asked for more time / my editor asked for more time
        / they will try to answer / they say: we will answer / they did not decline to comment / គេមិនសន្យាទេ / យើងនឹងតេទៅវិញ / ខ្ញុំសុំពេល
    """,
}  # fmt: skip
SAID = [(" ".join(one.split()), kind) for kind, words in SIBLINGS.items() for one in words.split("/")]


@pytest.mark.parametrize(
    ("words", "kind"), [*HEARD.items(), *SAID], ids=[one for one, _ in (*HEARD.items(), *SAID)]
)
def test_what_came_back_is_read_from_free_words(words: str, kind: EventKind | None) -> None:
    assert heard(words) is kind


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("they will try to answer", PROMISED),
        ("maybe they will answer", PROMISED),
        ("they say: we will answer tomorrow", PROMISED),
        ("they hope to respond", PROMISED),
        ("asked for friday", TIME),
        ("she would not talk", EventKind.DECLINED),
        ("we will call back", None),
        ("they asked for more time and promised an answer", None),
    ],
)
def test_what_is_said_with_a_doubt_is_asked_about(words: str, kind: EventKind | None) -> None:
    assert heard(words) is None
    assert hinted(words) is kind


TOLD = {
    "call he will call us back": "🤝 Promised an answer",
    "call no comment": "🚫 Declined to comment",
    "call left a message, asked until monday": "🙏 Asked for more time",
    "call គាត់ថានឹងតេមកវិញ": "🤝 Promised an answer",
    "call they will try to answer": "🤝 Promised an answer",
    "email asked for more information": None,
    "call no answer, I will call back": None,
    "call wrong number, they will call back": None,
}


async def test_what_the_words_of_an_attempt_tell_is_pressed_and_until_then_nobody_is_called_silent(
    desk: Desk,
) -> None:
    for number, (tried, label) in enumerate(TOLD.items(), 1):
        await desk.says(DARA, OF_STORY.format(number), f"/chase {number} {tried}")
        assert (desk.choices(DARA)[0] == label) is (label is not None), tried
    await desk.sandbox.advance(at("6 Dec 18:00"))
    for number, (tried, label) in enumerate(TOLD.items(), 1):
        report = await desk.say(DARA, REPORT.format(number))
        assert (f"No comment could be obtained from t{W[1:]}" in report) is (label is not None), tried


@pytest.mark.parametrize(
    ("words", "until"),
    [
        ("they will answer by tue 5pm", "tue 5pm"),
        ("asked for time until 5 Dec 14:00.", "5 Dec 14:00"),
        ("គេនឹងឆ្លើយ ត្រឹម ថ្ងៃសុក្រ", "ថ្ងៃសុក្រ"),
        ("they will answer by phone", None),
        ("by tue they will answer some of it", None),
    ],
)
def test_until_when_is_read_only_where_words_end_with_it(words: str, until: str | None) -> None:
    assert until_behind(words, looks_like_time) == until


# What was typed on Tue 3 Dec at 09:00; the kind; what its details say until when; the sentence of Fri 6 Dec.
TYPED = [
    ("/reply {} time until 5 Dec 17:00 the minister travels", TIME, "2024-12-05T10:00", f"{W} asked for more time to answer {Q} and had not answered by Thu 5 Dec 17:00."),
    ("/reply {} more time they need until 5 Dec 17:00", TIME, "2024-12-05T10:00", f"{W} asked for more time to answer {Q} and had not answered by Thu 5 Dec 17:00."),
    ("/reply {} សុំពេល", TIME, None, f"{W} asked for more time to answer {Q} and had not answered by the time of publication."),
    ("/extend {} by 5 Dec 17:00 they asked for more time", TIME, "2024-12-05T10:00", f"{W} asked for more time to answer {Q} and had not answered by Thu 5 Dec 17:00."),
    ("/extend {} by 5 Dec 17:00 គេសុំពេលបន្ថែម", TIME, "2024-12-05T10:00", f"{W} asked for more time to answer {Q} and had not answered by Thu 5 Dec 17:00."),
    ("/reply {} promise by 5 Dec 12:00", PROMISED, "2024-12-05T05:00", f"{W} said it would answer {Q} by Thu 5 Dec 12:00 but had not."),
    ("/reply {} promised they will answer by thu 12:00", PROMISED, "2024-12-05T05:00", f"{W} said it would answer {Q} by Thu 5 Dec 12:00 but had not."),
    ("/extend {} by 5 Dec 12:00 they will answer then", PROMISED, "2024-12-05T05:00", f"{W} said it would answer {Q} by Thu 5 Dec 12:00 but had not."),
    ("/extend {} by 5 Dec 12:00 they'll ring back by then", PROMISED, "2024-12-05T05:00", f"{W} said it would answer {Q} by Thu 5 Dec 12:00 but had not."),
    ("/extend {} by 5 Dec 17:00 asked until thursday", TIME, "2024-12-05T10:00", f"{W} asked for more time to answer {Q} and had not answered by Thu 5 Dec 17:00."),
    ("/extend {} by 5 Dec 17:00 they say: we will try", EventKind.EXTENDED, None, SILENT),
    ("/reply {} សន្យា ថានឹងឆ្លើយ", PROMISED, None, f"{W} promised to answer {Q} but had not by the time of publication."),
    ("/reply {} back which year do you mean", BACK, None, f"{W} responded to {Q} by asking a question in return."),
    ("/reply {} សួរមកវិញ ឆ្នាំណា", BACK, None, f"{W} responded to {Q} by asking a question in return."),
    ("/reply {} auto we have received your email", AUTO, None, SILENT),
    ("/reply {} automatic reply: out of office", AUTO, None, SILENT),
    ("/reply {} ស្វ័យប្រវត្តិ", AUTO, None, SILENT),
    ("/reply {} ack out of office", EventKind.ACKNOWLEDGED, None, SILENT),
    ("/reply {} ack thank you, we have it", EventKind.ACKNOWLEDGED, None, f"{W} acknowledged receiving {Q} but did not answer."),
    ("/extend {} by 5 Dec 17:00 because of the holiday", EventKind.EXTENDED, None, SILENT),
    ("/extend {} by 5 Dec 17:00 they did not ask for more time", EventKind.EXTENDED, None, SILENT),
    ("/extend {} by 5 Dec 17:00 we need more time", EventKind.EXTENDED, None, SILENT),
]  # fmt: skip
NEWEST = "SELECT kind, substr(json_extract(details, '$.until'), 1, 16) FROM event ORDER BY id DESC LIMIT 1"


@pytest.mark.wide
async def test_what_a_body_said_is_on_record_and_in_print(desk: Desk) -> None:
    for number in range(1, len(TYPED) + 1):
        await desk.say(DARA, OF_STORY.format(number))
    await desk.sandbox.advance(at("3 Dec 09:00"))
    for number, (typed, kind, until, _) in enumerate(TYPED, 1):
        assert "Logged" in await desk.say(DARA, typed.format(number))
        assert desk.rows(NEWEST) == [(kind.value, until)], typed
    await desk.sandbox.advance(at("6 Dec 18:00"))
    for number, (typed, *_, sentence) in enumerate(TYPED, 1):
        assert sentence in await desk.say(DARA, REPORT.format(number)), typed


BUTTONS = {
    "🙏 Asked for more time": "asked_time",
    "🤝 Promised an answer": "promised",
    "❓ Asked us back": "asked_back",
    "🤖 Automatic reply": "auto_reply",
}


@pytest.mark.wide
async def test_each_has_a_button_is_taken_back_and_put_right(desk: Desk) -> None:
    await desk.say(DARA, ASK)
    for label, kind in BUTTONS.items():
        await desk.say(DARA, "/status 1")
        await desk.presses(DARA, "They replied…", label)
        assert desk.rows(NEWEST)[0][0] == kind
        said = desk.last(DARA).splitlines()[-1]
        assert said in await desk.say(DARA, "/status 1")
        assert "Corrected on #1: they acknowledged it" in await desk.say(DARA, "/correct 1 ack")
        assert "Correction undone on #1" in await desk.say(DARA, "/undo 1")
        taken_back = f"Taken back on #1: {EVENTS[EventKind(kind)].said(Texts('en', 'UTC'))}"
        assert taken_back in await desk.say(DARA, "/undo 1")
        assert "⏳ waiting" in await desk.say(DARA, "/status 1")


async def test_until_when_is_asked_pressed_and_put_right(desk: Desk) -> None:
    await desk.say(DARA, ASK)
    assert "Until when?" in await desk.say(DARA, "/reply 1 promise an answer soon")
    await desk.presses(DARA, "Until when?…", "2 working days")
    assert "they promised an answer, until Wed 4 Dec" in desk.last(DARA)
    assert "Deadline Wed 4 Dec" in desk.last(DARA)
    assert desk.choices(DARA)[0] == "They replied…"
    assert "until Thu 5 Dec 12:00" in await desk.say(DARA, "/correct 1 until 5 Dec 12:00")
    assert "Deadline Thu 5 Dec 12:00" in desk.last(DARA)
    await desk.say(DARA, "/correct 1 until 2 Dec 16:00")
    assert "Deadline Tue 3 Dec 17:00" in desk.last(DARA)
    # Back again, one correction after the other, and forth.
    for then in (
        "Deadline Thu 5 Dec 12:00",
        "Deadline Wed 4 Dec",
        "they promised an answer: an answer soon",
        "⏳ waiting",
    ):
        assert then in await desk.say(DARA, "/undo 1")
    assert "Deadline Tue 3 Dec 17:00" in desk.last(DARA)
    assert "they promised an answer: an answer soon" in await desk.say(DARA, "/undo 1 back")


async def test_words_that_move_a_deadline_in_doubt_are_asked_about(desk: Desk) -> None:
    await desk.say(DARA, ASK)
    answer = await desk.say(DARA, "/extend 1 by 5 Dec 17:00 because of the holiday")
    assert "If they asked for more time, press it" in answer
    await desk.press(DARA, "🙏 They asked for it")
    assert "they asked for more time, until Thu 5 Dec 17:00" in desk.last(DARA)
    await desk.sandbox.advance(at("6 Dec 18:00"))
    assert f"asked for more time to answer {Q} and had not answered by Thu 5 Dec 17:00." in await desk.say(
        DARA, "/report #raids full"
    )


OTHERWISE = [
    ("Automatic reply: out of office", "🤖 Automatic reply", "auto_reply"),
    ("they will answer by Thursday", "🤝 Promised an answer", "promised"),
    ("they asked for more time", "🙏 Asked for more time", "asked_time"),
    ("they asked which year", "❓ Asked us back", "asked_back"),
    ("ឆ្លើយតបស្វ័យប្រវត្តិ", "🤖 Automatic reply", "auto_reply"),
]


async def test_an_acknowledgement_that_reads_otherwise_is_asked_about(desk: Desk) -> None:
    for number, (words, label, kind) in enumerate(OTHERWISE, 1):
        await desk.say(DARA, OF_STORY.format(number))
        assert "The words read otherwise" in await desk.say(DARA, f"/reply {number} ack {words}")
        assert desk.choices(DARA)[0] == label
        await desk.press(DARA, label)
        assert desk.rows(NEWEST)[0][0] == kind
        assert words in desk.last(DARA)


async def test_a_person_may_write_like_a_machine(desk: Desk) -> None:
    await desk.says(DARA, ASK, "/reply 1 ack she wrote although she is out of office")
    await desk.press(DARA, "👤 A person wrote it")
    assert desk.choices(DARA)[0] == "They replied…"
    await desk.sandbox.advance(at("6 Dec 18:00"))
    assert f"{W} acknowledged receiving {Q} but did not answer." in await desk.say(
        DARA, "/report #raids full"
    )


def reminders(desk: Desk, after: int) -> list[str]:
    return [text for text in desk.written(DARA, after=after) if text.startswith("🔔")]


@pytest.mark.wide
@pytest.mark.parametrize(
    "typed", ["/reply 1 promise by 9 Dec 12:00", "/extend 1 by 9 Dec 12:00 they asked for more time"]
)
async def test_the_ladder_holds_until_the_hour_they_named(desk: Desk, typed: str) -> None:
    await desk.say(DARA, ASK)
    await desk.sandbox.advance(at("3 Dec 12:00"))
    await desk.say(DARA, typed)
    last = desk.telegram.last(DARA)["message_id"]
    await desk.sandbox.advance(at("6 Dec 08:00"))
    assert reminders(desk, last) == []
    assert "past the deadline" not in await desk.say(DARA, "/status 1")
    last = desk.telegram.last(DARA)["message_id"]
    await desk.sandbox.advance(at("9 Dec 12:01"))
    assert "🔔 #1: the deadline for Ministry of Health has passed." in "\n".join(reminders(desk, last))


async def test_a_clock_stands_still_while_they_wait_for_our_answer(desk: Desk) -> None:
    await desk.say(DARA, ASK)
    await desk.sandbox.advance(at("3 Dec 12:00"))
    answer = await desk.say(DARA, "/reply 1 back which year do you mean")
    assert "Their clock stands still until your answer is logged as an attempt." in answer
    last = desk.telegram.last(DARA)["message_id"]
    await desk.sandbox.advance(at("4 Dec 09:30"))
    [reminded] = reminders(desk, last)
    assert reminded.startswith("🔔 #1: Ministry of Health asked back and waits for our answer.")
    assert "past the deadline" not in reminded
    for asked in ("/status", "/due", "/report #raids full"):
        said = await desk.say(DARA, asked)
        assert "🔴" not in said
        assert "past its deadline:" not in said
    assert desk.rows("SELECT waits_for_us FROM request") == [(1,)]
    await desk.say(MALY, "/note 1 we looked it up")
    assert "they wait for our answer" in await desk.say(DARA, "/status 1")
    await desk.say(DARA, "/chase 1 call")
    assert "they wait for our answer" in desk.last(DARA)
    await desk.press(DARA, "📵 no answer")
    await desk.say(DARA, "/chase 1 call wrong number")
    assert "they wait for our answer" in await desk.say(DARA, "/status 1")
    await desk.say(DARA, "/chase 1 email the year 2024")
    assert desk.rows("SELECT waits_for_us FROM request") == [(0,)]
    assert "past the deadline" in await desk.say(DARA, "/status 1")


async def test_an_automatic_reply_is_no_first_reply_and_leaves_the_request_waiting(desk: Desk) -> None:
    await desk.say(DARA, ASK)
    answer = await desk.say(DARA, "/reply 1 auto out of office")
    assert "It is no word of theirs: the clock goes on." in answer
    assert "⏳ waiting" in answer
    assert desk.rows("SELECT first_reply_at, status FROM request") == [(None, "waiting")]
    await desk.say(DARA, "/reply 1 time")
    assert desk.rows("SELECT first_reply_at IS NULL, status FROM request") == [(0, "acknowledged")]


async def test_a_promise_logged_after_publication_was_not_in_print(desk: Desk) -> None:
    await desk.say(DARA, ASK)
    await desk.sandbox.advance(at("5 Dec 18:00"))
    await desk.say(SREYNEANG, "/story #raids published")
    await desk.say(DARA, "/reply 1 promise by 9 Dec 12:00")
    report = await desk.say(DARA, "/report #raids full")
    assert f"At publication: {SILENT}" in report
    assert f"Now: {W} said it would answer {Q} by Mon 9 Dec 12:00." in report
