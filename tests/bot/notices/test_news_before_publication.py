"""The hour before publication: what is recorded is told as what print can say now, and an earlier report is marked."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.i18n.catalogue import Texts
from bot.notices import NoNews, told
from db.tables import AlertKind
from jobs.reminders.notices import AlertNotice, Recipient, ReportNotice
from sandbox.case import at as local
from sandbox.world.messages import visible_text
from tests.bot.asked import ask
from tests.bot.desk import DARA, GROUP, MALY, SREYNEANG, Desk
from tests.bot.records import PUBLICATION, at, record

HERE = Recipient(101, "en", "Asia/Phnom_Penh", "KH")
NOW = at("6 17:50")
W, MAIL = "The Ministry of Health", "an emailed question about the budget"
SILENT = f"{W} did not respond to {MAIL}. (#1)"

# The record, whose last step is new; what print could say; what it can say now: "" where that is no news.
SENTENCES = [
    ("2 09:00 ask email; 6 17:50 full", SILENT, f"{W} responded on Friday. (#1)"),
    ("2 09:00 ask email; 6 17:50 decline", SILENT, f"{W} declined to comment on the budget. (#1)"),
    ("2 09:00 ask email; 6 17:50 bounce", SILENT, f"{W} could not be reached for comment on Monday. (#1)"),
    ("2 09:00 ask email; 6 17:50 promise 9-12:00; due 9 12:00", "did not", "said it would answer a question about the budget by Monday"),
    ("2 09:00 ask email; 6 17:50 time 9-12:00; due 9 12:00", "did not", "asked for more time"),
    ("2 09:00 ask email; 6 17:50 ack", SILENT, "acknowledged"),
    ("2 09:00 ask email; 6 17:50 part 1; asks 2", "did not respond to emailed questions", "did not"),
    ("2 09:00 ask email; 6 17:50 withdraw", SILENT, "supports no sentence"),
    ("2 09:00 ask email; 6 17:40 decline; undo 2", "declined", SILENT),
    ("2 09:00 ask email; 5 10:00 full; 6 17:50 reopen", "responded", "was reopened"),
    ("2 09:00 ask email; 6 17:50 chase call!", SILENT, "A call also went unanswered"),
    ("2 09:00 ask email; 6 17:50 note", SILENT, ""),
    ("2 09:00 ask email; 6 17:50 auto", SILENT, ""),
    ("2 09:00 ask email; 4 09:00 ack; 6 17:50 ack", "acknowledged", ""),
    ("2 09:00 ask email; 4 09:00 chase email; 6 17:50 chase email", "", ""),
    # Every answer is told, also one that changes nothing in the sentence.
    ("2 09:00 ask email; 4 09:00 decline; 6 17:50 refer", "declined", "referred"),
    ("2 09:00 ask email; 4 09:00 part; 6 17:50 part; asks 2", "", "Print can say what it could before:"),
]  # fmt: skip


def news(line: str, **changes: object) -> AlertNotice:
    request = replace(record(line), publish_at=PUBLICATION)
    newest = max(request.events, key=lambda event: event.id)
    made = AlertNotice(HERE, 1, request, newest, (request,), NOW, NOW, kind=AlertKind.HOUR)
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(("line", "before", "now"), SENTENCES, ids=[line for line, *_ in SENTENCES])
def test_it_is_told_with_what_print_could_say_and_can_say_now(line: str, before: str, now: str) -> None:
    t = Texts("en", "Asia/Phnom_Penh")
    if not now:
        with pytest.raises(NoNews):
            told(t, news(line))
        return
    text, keyboard = told(t, news(line))
    plain = text.striptags()
    assert plain.startswith("❗️ New before publication, Fri 6 Dec 18:00: #1 Ministry of Health")
    assert before in text.unescape()
    assert now in text.unescape().split("before:" if "Print can" in now else "Now", 1)[-1] or now in plain
    assert keyboard is not None


@pytest.mark.parametrize("language", ["en", "km"])
@pytest.mark.parametrize(
    ("publish_at", "published_at", "said"),
    [
        (PUBLICATION, None, {"en": "New before publication", "km": "ដំណឹងថ្មីមុនចុះផ្សាយ"}),
        (at("6 17:45"), None, {"en": "which was to come out", "km": "ដែលត្រូវចុះផ្សាយ"}),
        (at("6 17:55"), at("6 17:55"), {"en": "Just before", "km": "បន្តិច"}),
        (None, None, {"en": "New for #mangopark:", "km": "ដំណឹងថ្មីសម្រាប់ #mangopark៖"}),
    ],
)
def test_it_says_how_it_stands_with_publication(
    language: str, publish_at: datetime | None, published_at: datetime | None, said: dict[str, str]
) -> None:
    notice = news("2 09:00 ask email; 6 17:50 decline")
    request = replace(notice.request, publish_at=publish_at, published_at=published_at)
    notice = replace(notice, request=request, requests=(request,), now=at("6 17:56"))
    text, _ = told(Texts(language, "Asia/Phnom_Penh"), notice)
    assert said[language] in text.striptags().split("\n")[0]


def test_a_mark_names_what_changed_once_and_only_of_what_the_report_spoke_of() -> None:
    one = record("2 09:00 ask email; 6 17:50 full", 1)
    other = record("2 09:00 ask email; topics the water; body Embassy of China (embassy)", 2)
    third = record("2 09:00 ask email; 6 17:50 decline; body Embassy of India (embassy); story 2", 3)
    made = ReportNotice(
        HERE,
        1,
        7,
        "report",
        "s1",
        frozenset({1, 2}),
        (one, other, third),
        at("6 17:01"),
        1,
        2,
        False,
        NOW,
        NOW,
    )
    t = Texts("en", "Asia/Phnom_Penh")
    text, keyboard = told(t, made)
    assert text.striptags() == (
        "⚠️ Overtaken: what this report of Fri 6 Dec 17:01 said does not hold any more. "
        f"#1 Ministry of Health Fri 6 Dec 17:50 · they answered · Dara {W} responded on Friday. (#1)"
    )
    assert keyboard is not None
    assert [b.callback_data for row in keyboard.inline_keyboard for b in row] == ["p:0:report:s1"]
    with pytest.raises(NoNews):
        told(t, replace(made, numbers=frozenset({2})))
    again, _ = told(t, replace(made, numbers=frozenset({2}), is_marked=True))
    assert again == "The record says again what this report of Fri 6 Dec 17:01 said."


@pytest.mark.parametrize(("spoke_of", "is_marked"), [({1, 2}, True), ({1}, True), ({2}, True), ({3}, False)])
def test_a_report_is_marked_that_spoke_of_any_body_of_a_shared_sentence(
    spoke_of: set[int], is_marked: bool
) -> None:
    lines = (
        "2 09:00 ask email; 6 17:50 decline; topics the raids; body Embassy of China (embassy)",
        "2 09:00 ask email; topics the raids; body Embassy of India (embassy)",
        "2 09:00 ask email; topics the floods; body Embassy of Japan (embassy)",
    )
    records = tuple(record(line, number) for number, line in enumerate(lines, 1))
    shown = ReportNotice(
        HERE, 1, 7, "report", "s1", frozenset(spoke_of), records, at("6 17:01"), 1, 2, False, NOW, NOW
    )
    t = Texts("en", "Asia/Phnom_Penh")
    if is_marked:
        assert "#1 Embassy of China" in told(t, shown)[0].striptags()
        return
    with pytest.raises(NoNews):
        told(t, shown)


# What a colleague types in the last hour; what the editor reads of it first, "" where nobody is told.
TYPED = [
    ("/reply {n} full we know nothing", "they answered: we know nothing · Maly"),
    ("/reply {n} partial 1 we know nothing", "they answered in part (question 1): we know nothing · Maly"),
    ("/decline {n} no comment", "they declined to comment: no comment · Maly"),
    ("/refer {n} to National Police", "they referred us elsewhere"),
    ("/bounce {n}", "could not be delivered · Maly"),
    ("/reply {n} promise until tomorrow 12:00", "they promised"),
    ("/withdraw {n}", "we withdrew it · Maly"),
    ("/note {n} the line is bad", ""),
    ("/remind {n} tomorrow 9:00", ""),
    ("/status {n}", ""),
]


async def in_the_hour(desk: Desk) -> str:
    """It is the last hour of a story of its own; its slug."""
    (count,) = desk.rows("SELECT count(*) FROM story")[0]
    slug = f"raids{count}"
    await desk.say(SREYNEANG, f"/story #{slug} publish in 50m")
    return slug


async def logged(desk: Desk, slug: str) -> int:
    """A request for it, of which the final call has told."""
    asked = f"/ask Embassy of India: who was found? where? by today 18:00 via email #{slug}"
    number = await ask(desk, DARA, asked)
    await soon(desk)
    return number


async def soon(desk: Desk) -> None:
    await desk.sandbox.advance(desk.sandbox.now() + timedelta(minutes=1))


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(("typed", "reads"), TYPED)
async def test_the_editor_is_told_at_once_and_her_report_is_marked(
    busy_desk: Desk, typed: str, reads: str
) -> None:
    desk = busy_desk
    slug = await in_the_hour(desk)
    number = await logged(desk, slug)
    await desk.say(SREYNEANG, f"/report {slug}")
    report = desk.telegram.last(SREYNEANG)["message_id"]
    before, colleagues = desk.written(SREYNEANG), len(desk.written(MALY))
    await desk.say(MALY, typed.format(n=number))
    answered = len(desk.written(MALY))
    await soon(desk)
    [shown] = [m for m in desk.telegram.messages(SREYNEANG, from_bot=True) if m["message_id"] == report]
    new = desk.written(SREYNEANG)[len(before) :]
    if not reads:
        assert new == []
        assert visible_text(shown) == before[-1]
        return
    [alert] = new
    assert alert.startswith("❗️ New before publication")
    assert reads in alert
    assert desk.written(DARA)[-1].split("\n")[1] == alert.split("\n")[1]  # whose request it is
    assert len(desk.written(MALY)) == answered > colleagues
    assert visible_text(shown).startswith("⚠️ Overtaken")
    await desk.press(SREYNEANG, "Show it as it is now", message=report)
    [shown] = [m for m in desk.telegram.messages(SREYNEANG, from_bot=True) if m["message_id"] == report]
    assert f"#{slug}, " in visible_text(shown)
    assert "Overtaken" not in visible_text(shown)


@pytest.mark.asyncio(loop_scope="module")
async def test_a_report_in_the_group_is_marked_for_all_to_see_and_what_stands_in_its_place_is_not(
    busy_desk: Desk,
) -> None:
    desk = busy_desk
    slug = await in_the_hour(desk)
    number = await logged(desk, slug)
    shown = []
    for pressed in ("", "Files…", "Copy all", "It is out…"):
        await desk.say(SREYNEANG, f"/report #{slug}", chat=GROUP)
        shown.append(desk.telegram.last(GROUP)["message_id"])
        if pressed in {"Files…", "It is out…"}:
            await desk.press(SREYNEANG, pressed, chat=GROUP)
    await desk.say(MALY, f"/decline {number}", chat=GROUP)
    await soon(desk)
    texts = {m["message_id"]: visible_text(m) for m in desk.telegram.messages(GROUP, from_bot=True)}
    marked = ["Overtaken" in texts[message] for message in shown]
    assert marked == [True, False, True, False]
    assert desk.last(GROUP).startswith("❗️ New before publication")


@pytest.mark.asyncio(loop_scope="module")
async def test_what_was_taken_back_is_told_and_the_mark_says_so(busy_desk: Desk) -> None:
    desk = busy_desk
    slug = await in_the_hour(desk)
    number = await logged(desk, slug)
    await desk.say(SREYNEANG, f"/report #{slug}")
    report = desk.telegram.last(SREYNEANG)["message_id"]
    await desk.say(MALY, f"/decline {number}")
    await soon(desk)
    await desk.say(MALY, f"/undo {number}")
    await soon(desk)
    assert "taken back: they declined to comment · Maly" in desk.last(SREYNEANG)
    [shown] = [m for m in desk.telegram.messages(SREYNEANG, from_bot=True) if m["message_id"] == report]
    assert visible_text(shown).startswith("The record says again what this report of")
    # Before anybody was told, it never was.
    count = len(desk.written(SREYNEANG))
    await desk.says(MALY, f"/decline {number}", f"/undo {number}")
    await soon(desk)
    assert len(desk.written(SREYNEANG)) == count


@pytest.mark.asyncio(loop_scope="module")
async def test_what_came_of_several_at_once_is_one_message_and_a_reply_to_it_is_about_none(
    busy_desk: Desk,
) -> None:
    desk = busy_desk
    slug = await in_the_hour(desk)
    numbers = [await logged(desk, slug) for _ in range(3)]
    await desk.say(SREYNEANG, f"/report #{slug}")
    count = len(desk.written(SREYNEANG))
    for number in numbers:
        await desk.say(MALY, f"/decline {number}")
    await soon(desk)
    [told] = desk.written(SREYNEANG)[count:]
    assert told.split("\n")[0].rstrip().endswith(": " + ", ".join(f"#{number}" for number in numbers))
    assert told.count("they declined to comment · Maly") == 3
    assert desk.choices(SREYNEANG) == [*(f"#{number}" for number in numbers), "Report"]
    said = await desk.say(SREYNEANG, "they wrote", reply_to=desk.telegram.last(SREYNEANG)["message_id"])
    assert "What is this for #" not in said


@pytest.mark.asyncio(loop_scope="module")
async def test_one_says_with_a_setting_that_one_does_not_want_it(busy_desk: Desk) -> None:
    desk = busy_desk
    slug = await in_the_hour(desk)
    number = await logged(desk, slug)
    assert await desk.say(SREYNEANG, "/settings last-hour=off") == (
        "News before publication, to you from now on: off."
    )
    count = len(desk.written(SREYNEANG))
    await desk.say(MALY, f"/decline {number}")
    await soon(desk)
    assert len(desk.written(SREYNEANG)) == count
    assert desk.last(DARA).startswith("❗️ New before publication")
    await desk.say(SREYNEANG, "/settings last-hour=on")


async def test_editors_and_the_group_get_the_final_call_one_message_each(desk: Desk) -> None:
    await desk.say(SREYNEANG, "/story #raids publish 2 Dec 18:00")
    await ask(desk, DARA, "/ask Embassy of India: who? by 2 Dec 12:00 via email #raids")
    await ask(desk, SREYNEANG, "/ask Embassy of China: who? by 2 Dec 12:00 via email #raids")
    await desk.sandbox.advance(local("2 Dec 17:00"))
    calls = {
        who: [text for text in desk.written(who) if "📣" in text] for who in (DARA, MALY, SREYNEANG, GROUP)
    }
    assert [len(calls[who]) for who in (DARA, MALY, SREYNEANG, GROUP)] == [1, 0, 1, 1]
    assert "Call each of these once more" in calls[DARA][0]
    assert "#2" not in calls[DARA][0]
    for who in (SREYNEANG, GROUP):
        assert "2 requests are open; their reporters are told to try once more:" in calls[who][0]
    assert calls[SREYNEANG][0].endswith("Yours: #2")
    assert "Yours" not in calls[GROUP][0]
