"""A member who has chosen Khmer goes through a working day; nobody gets an error, a brace, or English instead, of a body's name neither."""

from __future__ import annotations

import re

import pytest
from babel.messages.pofile import read_po

from bot.i18n.catalogue import po_file
from jobs.deadlines.reading import looks_like_time
from sandbox.case import DARA, GROUP, MALY, STEPS, at
from sandbox.world.messages import buttons
from tests.bot.desk import Desk

KHMER = re.compile("[\u1780-\u17ff]")
LONGEST = 4096
ASKED = "/ask តុលាការភ្នំពេញ: ហេតុអ្វីបានជាឃាត់ពួកគេ? តើពួកគេនៅឯណា? by ថ្ងៃស្អែក ម៉ោង ១៧:០០ via email #ឆ្កែ"
# What can be typed, in Latin letters in every language.
OURS = re.compile(r"/[a-z]+|#\w+|\b[a-z]+=\S*")


async def speak_khmer(desk: Desk, who: int) -> None:
    answer = await desk.say(who, "/settings language=km")
    assert KHMER.search(answer)


def english_in(text: str, *typed: str) -> list[str]:
    """Two English words side by side that nobody typed; the names of bodies begin with capitals."""
    for words in typed:
        text = text.replace(words, "")
    return re.findall(r"\b[a-z]{2,} [a-z]{2,}\b", OURS.sub("", text))


async def test_a_day_of_work_in_khmer(desk: Desk) -> None:
    await speak_khmer(desk, DARA)
    asked = await desk.say(DARA, ASKED)
    assert "បានកត់ត្រាជា #1" in asked
    assert "ថ្ងៃអង្គារ ទី៣ ខែធ្នូ ម៉ោង ១៧:០០" in asked
    assert "សាលាដំបូងរាជធានីភ្នំពេញ" in asked
    said = [asked]
    for words in (
        "/chase 1 call", "/reply 1 ack បានទទួលហើយ", "/reply 1 partial 1 គេថាមិនដឹង",
        "/note 1 ប្រធានឈប់សម្រាក", "/extend 1 by ៣ ថ្ងៃធ្វើការ", "/remind 1 in 48h", "/undo", "/status",
        "/status 1", "/due", "/story #ឆ្កែ publish fri 18:00", "/story", "/report #ឆ្កែ", "/report #ឆ្កែ full",
        "/body តុលាការភ្នំពេញ", "/find ឃាត់", "/digest", "/members", "/newsroom", "/settings", "/decline 1",
        "/reopen 1", "/refer 1 to ក្រសួងមហាផ្ទៃ", "/reply 1 full", "/ask", "/cancel", "/nonsense",
        "/status 99", "/extend 2 by មិនដឹង", "/chase 2 pigeon",
    ):  # fmt: skip
        answer = await desk.say(DARA, words)
        assert KHMER.search(answer), words
        said.append(answer)
    for text in said:
        assert "{" not in text
        assert "&#39;" not in text
        assert len(text.encode("utf-16-le")) // 2 <= LONGEST
    assert [found for text in said for found in english_in(text)] == []


async def test_the_buttons_are_in_khmer_and_do_what_they_say(desk: Desk) -> None:
    await speak_khmer(desk, DARA)
    await desk.say(DARA, ASKED)
    seen = set()
    for path in (["គេបានឆ្លើយ…"], ["បានសួរម្ដងទៀត…"], ["កាលកំណត់…"], ["ច្រើនទៀត…", "ពន្យារការរំលឹក…"]):
        for label in path:
            await desk.press(DARA, label)
            seen |= set(desk.choices(DARA))
        await desk.press(DARA, "« ថយក្រោយ")
    assert [label for label in seen if not KHMER.search(label)] == []
    await desk.press(DARA, "បានសួរម្ដងទៀត…")
    toast = await desk.press(DARA, "📞 បានហៅ គ្មានអ្នកទទួល")
    assert toast.text is not None
    assert "ការសួរលើកទី ២ ក្នុងចំណោម ៥" in toast.text
    assert "គ្មានអ្នកទទួល" in desk.last(DARA)


async def test_the_guided_request_in_khmer(desk: Desk) -> None:
    await speak_khmer(desk, DARA)
    assert "តើអ្នកបានសួរស្ថាប័នណា?" in await desk.say(DARA, "/ask")
    await desk.say(DARA, "ក្រសួងមហាផ្ទៃ")
    assert "ជូន៖ ក្រសួងមហាផ្ទៃ\n\nតើអ្នកបានសួរអ្វី?" in desk.last(DARA)
    await desk.say(DARA, "តើមានមនុស្សប៉ុន្មាននាក់?")
    assert "ត្រឹមពេលណា?" in desk.last(DARA)
    await desk.press(DARA, "📅 ថ្ងៃផ្សេង…")
    assert "* ថ្ងៃអាទិត្យ ទី២៩ ខែធ្នូ ទិវាសន្តិភាពនៅកម្ពុជា" in desk.last(DARA)
    assert desk.choices(DARA)[:9] == ["ធ្នូ ២០២៤", "»", "ច", "អ", "ពុ", "ព្រ", "សុ", "ស", "អា"]
    await desk.presses(DARA, "៦", "១៧:០០", "✅ ទូរសព្ទ")
    assert "បានកត់ត្រាជា #1" in desk.last(DARA)
    assert "ថ្ងៃសុក្រ ទី៦ ខែធ្នូ ម៉ោង ១៧:០០, ទូរសព្ទ" not in desk.last(DARA)
    assert "កាលកំណត់ ថ្ងៃសុក្រ ទី៦ ខែធ្នូ ម៉ោង ១៧:០០" in desk.last(DARA)


async def test_the_whole_case_is_told_in_khmer_with_reminders_digests_and_the_final_call(desk: Desk) -> None:
    desk.change("UPDATE newsroom SET settings = json_set(settings, '$.language', 'km')")
    await desk.sandbox.play(STEPS)
    await desk.sandbox.advance(at("6 Dec 18:30"))
    reminders = [text for text in desk.written(DARA) + desk.written(MALY) if "🔔" in text]
    digests = [text for text in desk.written(GROUP) if "☀️" in text]
    final_calls = [text for who in (DARA, MALY, 103) for text in desk.written(who) if "📣" in text]
    report = next(text for text in reversed(desk.written(103)) if "របាយការណ៍" in text)
    assert len(reminders) > 3
    assert len(digests) > 3
    assert final_calls
    assert "ស្ថាប័ន ៧ ហួសកាលកំណត់" in report
    assert "ស្ថានទូតប៉ាគីស្ថានប្រចាំកម្ពុជា និង ស្ថានទូតឥណ្ឌាប្រចាំកម្ពុជា មិនបានឆ្លើយតបនឹងអ៊ីមែលផ្ញើនៅថ្ងៃអង្គារ ទី៣ ខែធ្នូ" in report
    assert "មិនបានឆ្លើយតបភ្លាមៗនឹងសំណើសុំការបំភ្លឺ តាមសារ នៅថ្ងៃសុក្រ ទី៦ ខែធ្នូ" in report
    for text in (*reminders, *digests, *final_calls, report):
        head = text.partition("\n")[0]
        assert KHMER.search(head), head
        assert "{" not in text
        assert len(text.encode("utf-16-le")) // 2 <= LONGEST
    labels = {b["text"] for b in (b for row in buttons(desk.telegram.last(DARA)) for b in row)}
    assert [label for label in labels if not KHMER.search(label) and not label.startswith("#")] == []


async def test_telegrams_menu_of_commands_is_in_khmer_for_khmer_telegrams(desk: Desk) -> None:
    scope = {"type": "all_private_chats"}
    menu = {c["command"]: c["description"] for c in desk.telegram.commands(scope=scope, language_code="km")}
    assert menu["ask"] == "កត់ត្រាសំណើសុំការបំភ្លឺ"
    assert [command for command, words in menu.items() if not KHMER.search(words)] == []


CHINA, INDIA = "ស្ថានទូតចិនប្រចាំកម្ពុជា", "ស្ថានទូតឥណ្ឌាប្រចាំកម្ពុជា"


async def test_a_body_has_its_khmer_name_wherever_it_is_spoken_of(desk: Desk) -> None:
    await desk.say(DARA, "/settings language=km")
    await desk.say(DARA, "/ask Embassy of China: why? by 3 Dec 12:00 via email #mangopark")
    card = desk.telegram.last(DARA)["message_id"]
    await desk.press(DARA, data=f"r:1:{desk.mark()}:extendtyped")
    said = [desk.last(DARA)]
    await desk.say(DARA, "/cancel")
    said.append(await desk.say(DARA, "they rang", reply_to=card))
    said.append(await desk.say(DARA, "/report #mangopark full"))
    assert "អ៊ីមែល × ១" not in said[-1]  # not late yet
    await desk.sandbox.advance(at("3 Dec 12:00"))
    said.append(desk.last(DARA).splitlines()[0])
    said.append(await desk.say(DARA, "/report #mangopark"))
    late = await desk.say(DARA, "/report #mangopark full")
    said.append(late)
    assert "អ៊ីមែល × ១" in late
    said.append(await desk.say(DARA, "/refer 1 to Embassy of India"))
    said.append(await desk.say(DARA, "/status 2"))
    assert [CHINA in text or INDIA in text for text in said] == [True] * len(said)
    assert not [text for text in said if "Embassy of" in text]


def catalogue() -> list[tuple[str, list[str]]]:
    """Every text in English, with what is said for it."""
    with po_file("km").open("rb") as source:
        found = [message for message in read_po(source, locale="km") if message.id]
    return [
        (str(message.id), [message.string] if isinstance(message.string, str) else list(message.string))
        for message in found
    ]


# Times, options and kinds as they are typed in English: whoever reads Khmer is shown how to type them in Khmer.
ENGLISH_EXAMPLE = re.compile(
    r"\b(?:mon|tue|wed|thu|fri|sat|sun) \d|\d ?(?:am|pm)\b|\b\d+ (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b"
    r"|\bin \d|\d(?:h|wd)\b|working days?|tomorrow|yesterday|\b(?:by|via|at|until|to) [a-z\d…]|(?<!/)\bpublish(?:ed)?\b"
    r"|/(?:reply|chase) \S+ [a-z]|Sok Veasna",
)


def test_every_example_is_in_the_readers_language() -> None:
    texts = [text for _, said in catalogue() for text in said]
    assert len(texts) > 1000
    assert [text for text in texts if ENGLISH_EXAMPLE.search(re.sub(r"\{\w+\}", "", text))] == []


@pytest.mark.parametrize("said", [said[0] for text, said in catalogue() if "5 Dec 14:00" in text])
def test_every_time_that_is_shown_as_an_example_can_be_typed(said: str) -> None:
    shown = re.search(r"(?:៖|ឧទាហរណ៍៖?) ?([^។?៖]*១៤:០០[^។]*)", said)
    assert shown is not None
    for typed in re.split(r", | ឬ ", shown[1].strip()):
        assert looks_like_time(typed), typed
