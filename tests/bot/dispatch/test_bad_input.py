"""Whatever cannot be used gets a clear answer and changes nothing."""

from __future__ import annotations

import pytest

from bot.sorting.held import WAIT
from sandbox.case import DARA, SREYNEANG
from tests.bot.desk import Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")

LONG_QUESTION = "why " * 240

# What is typed, and words that must be in the answer.
REFUSED = [
    ("/cancel", "There was nothing to cancel."),
    # /ask
    ("/ask Municipal Court", "What did you ask? One question"),
    ("/ask Municipal Court:", "What did you ask? One question"),
    ("/ask Municipal Court: by fri 5pm via email", "What did you ask? One question"),
    ("/ask why are they held?", "Whom did you ask?"),
    ("/ask : why?", "Whom did you ask?"),
    ("/ask 🙂: 🙂?", "Whom did you ask?"),
    ("/ask Municipal Court: why? by 1 Dec 17:00", "has already passed"),
    ("/ask Municipal Court: why? by 08:00", "has already passed"),
    ("/ask Municipal Court: why? by yesterday", "has already passed"),
    ("/ask Municipal Court: why? by 31 Nov", "There is no such day"),
    ("/ask Municipal Court: why? by 25:00", "There is no such time of day"),
    ("/ask Municipal Court: why? at 5 Dec 17:00", "is still to come"),
    ("/ask Municipal Court: why? by 5 Dec by 6 Dec", "by"),
    (f"/ask Municipal Court: {LONG_QUESTION * 2}?", "a question may have 1000"),
    ("/ask តុលាការភ្នំពេញ", "To: Phnom Penh Municipal Court"),
    # a number that does not exist
    ("/status 99", "There is no request #99 here."),
    ("/status ៩៩", "There is no request #99 here."),
    ("/status #99", "99"),
    ("/chase 99 call", "There is no request #99 here."),
    ("/reply 99 full yes", "There is no request #99 here."),
    ("/reply 99", "There is no request #99 here."),
    ("/decline 99", "There is no request #99 here."),
    ("/bounce 99", "There is no request #99 here."),
    ("/withdraw 99", "There is no request #99 here."),
    ("/reopen 99", "There is no request #99 here."),
    ("/refer 99 to National Police", "There is no request #99 here."),
    ("/extend 99 by fri 5pm", "There is no request #99 here."),
    ("/note 99 hello", "There is no request #99 here."),
    ("/remind 99 in 2 days", "There is no request #99 here."),
    ("/undo 99", "There is no request #99 here."),
    ("/chase 0 call", "There is no request #0 here."),
    ("/chase 999999999999999999999999 call", "999999999999999999999999"),
    ("/status 999999999999999999999999", "999999999999999999999999"),
    # words missing or unknown
    ("/chase 1 pigeon", '"pigeon" is not a channel.'),
    ("/reply 1 maybe", "What came back? Write full, partial or ack"),
    ("/reply 1 partial 7", "#1 has no open question 7."),
    ("/reopen 1", "waiting"),
    ("/note 1", "There is nothing to write down yet."),
    ("/note", "There is nothing to write down yet."),
    ("/refer 1", "Which body?"),
    ("/refer 1 to Municipal Court", "is to Phnom Penh Municipal Court itself"),
    ("/refer 1 to តុលាការភ្នំពេញ, National Police", "is to Phnom Penh Municipal Court itself"),
    ("/refer 1 to", "Which body?"),
    ("/extend 1", "Deadline"),
    ("/extend 1 by blurgh", 'I could not read a time in "blurgh".'),
    ("/extend 1 by 05/12", "can be read in two ways"),
    ("/extend 1 by 1 Dec 17:00", "has already passed"),
    ("/extend 1 by 5 Dec 2031 17:00", "5 Dec 2031 17:00"),
    ("/remind 1", "time"),
    ("/remind 1 yesterday", "has already passed"),
    ("/remind 1 05/12", "can be read in two ways"),
    ("/story #", "cannot name a story"),
    ("/story #new publish yesterday", "has already passed"),
    ("/story #new " + "long " * 99, "A story's title may have 200 characters; this has 494."),
    (
        "/story #new " + "វែង" * 99 + " publish fri 18:00",
        "A story's title may have 200 characters; this has 297.",
    ),
    ("/story #new publish 05/12", "can be read in two ways"),
    ("/status #nosuch", "There is no story #nosuch here."),
    ("/report #nosuch", "There is no story #nosuch here."),
    ("/report qqqq", "I am not sure which body “qqqq” is."),
    ("/status qqqq", "I am not sure which body “qqqq” is."),
    ("/body", "Which body?"),
    ("/body qqqq", "I am not sure which body “qqqq” is."),
    ("/body City Hall kind=palace", '"palace" is not a kind of body.'),
    ("/body City Hall deadline=soon", 'I could not read a time in "soon".'),
    ('/body "City Hall" alias="Municipal Court"', "belongs to Phnom Penh Municipal Court already."),
    ('/body "Brand New" alias="Municipal Court"', "belongs to Phnom Penh Municipal Court already."),
    ("/find", "What should I look for?"),
    ("/digest 25:00", "is not a time for the digest"),
    ("/digest 8", "is not a time for the digest"),
    ("/digest maybe", "is not a time for the digest"),
    ("/invite king", "I read no link out of “king”"),
    ("/newsroom here", "Type /newsroom here in the group"),
    ("/settings colour=red", "I do not know the setting “colour=red”."),
    ("/settings template final en: Dear {bodi}\n{questions}", "I do not know {bodi}."),
    ("/settings templates love", "I do not know a letter “love”."),
    ("/settings template final en: <b>{body}</b\n{nosuch}", "I do not know {nosuch}."),
    ("/letter 1 love", "I do not know a letter “love”."),
    ("/letter 999 final en", "There is no request #999 here."),
    ("/correct 9", "There is no request #9 here."),
    ("/correct 1 at 23:00", "still to come"),
    ("/correct 1 at 05/12", "05/12"),
    ("/correct 1 via pigeon", "is not a channel"),
    ("/correct 1 partial 7", "#1 has no open question 7."),
    ("/correct 1 full", "in which that can be corrected."),
    ("/correct 1 gently", "What was wrong?"),
    ("/story #never unpublished", "There is no story #never here."),
    ("/report #nosuch zip", "There is no story #nosuch here."),
    ("/remind 1 tomorrow 10:00 " + "x" * 600, "may have 500 characters"),
    ("/start wrong<b>code", "This invitation was used already"),
    ("/help nosuch", "There is no command /nosuch."),
    ("/nosuch", "There is no command /nosuch."),
    ("/<b>", "I did not log anything."),
    # no command at all
    ("hello", "I did not log anything."),
    ("🙂🙂🙂", "I did not log anything."),
    ("សួស្តី តើអ្នកសុខសប្បាយទេ?", "I did not log anything."),
    ("<b>bold</b> & <script>", "Not logged yet"),
    ("ask Municipal Court: why?", "Not logged yet"),
    ("ask Ministry of Tourism: why?", "A request, not logged yet"),
]


@pytest.mark.parametrize(("typed", "answer"), REFUSED, ids=[typed[:50] for typed, _ in REFUSED])
async def test_what_cannot_be_used_is_answered_and_changes_nothing(
    shared_desk: Desk, typed: str, answer: str
) -> None:
    before = shared_desk.record()
    said = await shared_desk.say(SREYNEANG, typed)
    assert answer in said
    assert "Logged" not in said
    assert "went wrong" not in said
    assert shared_desk.record() == before
    if "A request, not logged yet" in said:  # what it lacks is asked for
        assert "Cancelled." in await shared_desk.say(SREYNEANG, "/cancel")


async def test_a_text_of_5000_characters_arrives_as_two_messages_and_is_refused_as_one(
    shared_desk: Desk,
) -> None:
    before, said_before = shared_desk.record(), len(shared_desk.written(DARA))
    text = "/ask Municipal Court: " + "why " * 1245
    assert len(text.strip()) > 5000 - 5
    said = await shared_desk.say(DARA, text)
    assert len(shared_desk.written(DARA)) == said_before + 1
    assert said == "Question 1 has 4979 characters; a question may have 1000."
    assert shared_desk.record() == before


async def test_the_longest_message_without_a_command_is_answered(shared_desk: Desk) -> None:
    before = shared_desk.record()
    assert await shared_desk.say(DARA, "ក" * 4096) == ""  # it may go on
    await shared_desk.sandbox.advance(shared_desk.sandbox.now() + WAIT)
    assert shared_desk.last(DARA).startswith("Not logged yet")
    await shared_desk.say(DARA, "🙂" * 2048)
    await shared_desk.sandbox.advance(shared_desk.sandbox.now() + WAIT)
    assert shared_desk.last(DARA).startswith("I did not log anything.")
    assert shared_desk.record() == before


@pytest.mark.parametrize("answered", ["deadline", "nothing"])
async def test_an_edited_message_is_not_read_again(shared_desk: Desk, answered: str) -> None:
    desk = shared_desk
    sent = await desk.telegram.send_text(
        DARA, DARA, "/extend 1 by blurgh" if answered == "deadline" else "hello"
    )
    await desk.sandbox.idle()
    before = desk.record()
    await desk.telegram.edit_text(DARA, DARA, sent["message_id"], "/extend 1 by fri 5pm")
    await desk.sandbox.idle()
    assert "I do not read messages again after they were edited" in desk.last(DARA)
    assert desk.record() == before
