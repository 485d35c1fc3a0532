"""Whatever comes from Telegram is answered, set aside or left alone; what people type, HTML, Khmer and emoji, is shown as it is."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.records.verifying import verify
from sandbox.case import GROUP, at
from tests.bot.desk import ASKED, DARA, SREYNEANG, Desk
from tests.bot.sent import folder
from tests.bot.updates import KINDS, Json, updates

# What Telegram refuses because the update never was: there is no such chat, message or press.
UNREAL = (
    "chat not found", "message to edit not found", "message to be replied not found", "query is too old",
    "bot can't initiate conversation", "message to delete not found", "message can't be edited", "inline messages are not simulated",
)  # fmt: skip
# What cannot be read is set aside, and where there is no such chat nobody can be told why.
SAID = ("cannot be read, and is set aside", "and could not say so: badrequest")


_FROM = {"id": DARA, "is_bot": False, "first_name": "Dara"}
_HERE = {"message_id": 7, "date": 1_733_108_400, "from": _FROM, "chat": {"id": DARA, "type": "private"}}
# What was found once, and must stay found: it says of itself that it begins with a command, and has no words.
FOUND: list[tuple[str, Json]] = [
    ("message", _HERE | {"text": text, "entities": [{"type": "bot_command", "offset": 0, "length": 5}]})
    for text in ("", " ", "x")
]


def excused(said: str) -> bool:
    """Whether an error is none of the desk's."""
    return any(one in said.casefold() for one in (*UNREAL, *SAID))


def drawn(count: int, batch: int = 50) -> list[list[tuple[str, Json]]]:
    """So many updates, in batches."""
    found: list[list[tuple[str, Json]]] = []

    @settings(max_examples=count // batch, suppress_health_check=list(HealthCheck))
    @given(st.lists(updates(), min_size=batch, max_size=batch))
    def gather(made: list[tuple[str, Json]]) -> None:
        found.append(made)

    gather()
    return found


async def is_withstood(desk: Desk, caplog: pytest.LogCaptureFixture, count: int) -> None:
    """So many updates, and after them the desk answers, and the record is whole."""
    await desk.say(DARA, ASKED)
    for batch in [FOUND, *drawn(count)]:
        desk.telegram.world.updates.allow(KINDS)
        for kind, payload in batch:
            desk.telegram.world.updates.push(kind, payload)
        await desk.sandbox.idle()
        said = [
            f"{one.getMessage()}\n{one.exc_text or ''}"
            for one in caplog.records
            if one.levelno >= logging.ERROR
        ]
        assert not [one for one in said if not excused(one)]
        assert not [(method, why) for method, why in desk.telegram.refusals if not excused(why)]
    assert "#1" in await desk.say(SREYNEANG, "/status")
    verdicts = await verify(desk.sandbox.parts.application.bot_data["desk"].all_newsrooms, folder(desk))
    assert [verdict.troubles for verdict in verdicts] == [()]


async def test_a_few_updates_of_every_kind(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    await is_withstood(desk, caplog, 100)


@pytest.mark.long
@pytest.mark.timeout(1800)  # only against hanging
async def test_ten_thousand_updates_of_every_kind(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    await is_withstood(desk, caplog, 10_000)


# A name for the body, a question, a contact and a remark, each of which must be seen exactly as typed.
WORDS = {
    "markup": (
        "<b>Evil</b> & {number} %s {0} <i>Co",
        "is <u>this</u> {body} & %(x)s right?",
        "Mr <a href='x'>{name}</a>",
        "<pre>&amp </b> {} {{}} %d \\n",
    ),
    "scripts": (
        "🏛 ក្រុមហ៊ុនថ្មី شركة 🙂",
        "តើអ្នកទោសនៅឯណា لماذا 🤔👨\u200d👩\u200d👧?",
        "លោក សុខ វាសនា Smile",
        "🚫🚫 គេថានឹងឆ្លើយ\u200bថ្ងៃស្អែក لا تعليق 🇰🇭",
    ),
}


async def test_what_comes_unasked_says_what_people_typed_as_they_typed_it(desk: Desk) -> None:
    for number, (name, _, _, remark) in enumerate(WORDS.values(), start=1):
        await desk.say(DARA, f"/ask {name}: why? by 3 Dec 17:00")
        await desk.press(DARA, next(label for label in desk.choices(DARA) if "➕" in label))
        await desk.say(DARA, f"/remind {number} in 1h {remark}")
        await desk.sandbox.advance(desk.sandbox.now() + timedelta(hours=1))
        assert remark in "\n".join(desk.written(DARA)[-2:])
    await desk.sandbox.advance(at("4 Dec 08:30"))
    for name, *_ in WORDS.values():
        assert name in desk.last(GROUP)


@pytest.mark.wide
@pytest.mark.parametrize("kind", WORDS)
async def test_words_are_seen_as_they_were_typed_in_every_place(desk: Desk, kind: str) -> None:
    body, question, contact, remark = WORDS[kind]
    doubt = await desk.say(
        DARA, f"/ask {body}\n- {question}\nby 5 Dec 17:00\nvia email\nto {contact}\n#mangopark"
    )
    assert f"I know no body called “{body}”" in doubt
    added = await desk.press(DARA, next(label for label in desk.choices(DARA) if "➕ Add" in label))
    assert added.text == body
    card = desk.last(DARA)
    assert all(words in card for words in ("Logged as #1.", f"#1 {body}", question, f"({contact})"))
    for command in (
        "/chase 1 call {}", "/note 1 {}", "/reply 1 ack {}", "/extend 1 by 6 Dec 17:00 {}", "/decline 1 {}",
        "/reopen 1 {}", "/bounce 1 {}", "/withdraw 1 {}",
    ):  # fmt: skip
        said = await desk.say(DARA, command.format(remark))
        assert f"#1 {body}" in said, command
        assert remark in said, command
    assert remark in await desk.say(DARA, f"/story #mangopark {remark}")
    assert remark in await desk.say(DARA, f'/body "{body}" contact="{remark}"')
    for command in (
        "/status", "/status 1", "/report", "/digest now", "/status me", f"/bodies {body}", "/due",
    ):  # fmt: skip
        assert "went wrong" not in await desk.say(DARA, command)
    assert f"#1 {body}" in await desk.say(DARA, "/status 1")
    assert desk.rows("SELECT name FROM body WHERE id = (SELECT body_id FROM request)") == [(body,)]
    assert "went wrong" not in desk.everything_said()


async def test_a_person_whose_name_is_html_is_greeted_and_listed_as_named(desk: Desk) -> None:
    desk.telegram.add_person(900, "<b>Bobby</b>", last_name="& Sons")
    code = await desk.invitation()
    assert "Hello <b>Bobby</b> & Sons." in await desk.say(900, f"/start {code}")
    assert "<b>Bobby</b> & Sons · reporter" in await desk.say(DARA, "/members")
    assert "· <b>Bobby</b> & Sons" in await desk.say(900, ASKED)


async def test_a_channel_gets_no_answer_whatever_is_posted_there(desk: Desk) -> None:
    desk.telegram.add_channel(-700, "Public")
    before, said = desk.record(), desk.everything_said()
    for post in ("/status", "/start", "/ask Municipal Court: why?", "/newsroom here", "hello"):
        await desk.telegram.channel_post(-700, post)
    await desk.sandbox.idle()
    assert desk.telegram.messages(-700, from_bot=True) == []
    assert (desk.record(), desk.everything_said()) == (before, said)
