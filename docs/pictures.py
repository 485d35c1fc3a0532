"""Plays six people's tasks on the chat page as wide as a phone, and takes the pictures of README and docs: `make pictures`.

What each task costs in taps, and whether every message on the way fits the screen, is the table in docs/sandbox.md. Needs
Chromium and fonts that have Khmer and emoji (Debian: chromium, fonts-noto-core, fonts-noto-color-emoji).
"""

from __future__ import annotations

import asyncio
import re
import shutil
import wave
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Browser, Locator, Page, async_playwright

from docs.tables import ROOT, table
from sandbox.case import DARA, DEMO_BEGINS, GROUP, MALY, SREYNEANG, at
from sandbox.replay import build
from sandbox.start import Sandbox, open_sandbox
from sandbox.world.clock import MovingClock
from sandbox.world.messages import visible_text
from sandbox.world.store import Json

IMAGES, TASKS_PAGE = ROOT / "docs" / "images", ROOT / "docs" / "sandbox.md"
WIDTH, HEIGHT, WHOLE = 390, 844, 2400  # a phone's; as high as any message, for pictures of one
SHARPNESS = 1.25
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--font-render-hinting=none"]


@dataclass
class Phone:
    """A person's phone with their chat with the desk open, and what was done on it.

    Args:
        taps: how often something was pressed, Send among it; `typed`: how many texts were written.
        screens: how many screens the longest message of the desk took.
        seen, last: the desk's messages as they stood when they were looked at, and the newest of them.
    """

    page: Page
    sandbox: Sandbox
    who: int
    chat: int
    taps: int = 0
    typed: int = 0
    screens: float = 0
    seen: dict[int, Json] = field(default_factory=dict)
    last: Json | None = None

    async def say(self, text: str) -> None:
        """Write a text and send it."""
        await self.page.locator("#text").fill(text)
        await self.page.get_by_role("button", name="Send", exact=True).click()
        self.typed += 1
        await self._done()

    async def tap(self, label: str) -> None:
        """Press the newest button whose label begins so."""
        pattern = re.compile(rf"^\W*{re.escape(label)}")
        await self.page.locator(".key").filter(has_text=pattern).last.click()
        await self._done()

    async def speak(self, note: Path, *, to: str = "") -> None:
        """Send a voice note, as an answer to the newest message with these words if given. On a phone: hold the button."""
        if to:
            await self.page.locator(".from-them").filter(has_text=to).last.press("r")
            self.taps += 1  # a swipe
        await self.page.get_by_role("button", name="Attach a file").click()
        async with self.page.expect_file_chooser() as chooser:
            await self.page.get_by_role("menuitem", name="Voice message").click()
        await (await chooser.value).set_files([note])
        await self.page.get_by_role("button", name="Send", exact=True).click()
        await self._done()

    async def _done(self) -> None:
        self.taps += 1
        await self.sandbox.idle()
        message = await self.shown()
        heights = (
            "(each) => each.getBoundingClientRect().height / document.querySelector('.log').clientHeight"
        )
        self.screens = max(self.screens, await message.evaluate(heights))

    def newest(self) -> Json:
        """The desk's message that came or changed last."""
        messages = self.sandbox.telegram.messages(self.chat, from_bot=True)
        new = [message for message in messages if self.seen.get(message["message_id"]) != message]
        self.seen = {message["message_id"]: message for message in messages}
        self.last = (new or [self.last or messages[-1]])[-1]
        return self.last

    async def shown(self) -> Locator:
        """The same as it stands on the page."""
        message = self.newest()
        found = self.page.locator(f'.log [data-id="{message["message_id"]}"]')
        await found.wait_for()
        words = "".join(visible_text(message).split())[:40]
        await self.page.wait_for_function(
            "([id, words]) => document.querySelector(`.log [data-id='${id}']`)?.innerText.replace(/\\s+/g, '').includes(words)",
            arg=[message["message_id"], words],
        )
        return found

    async def picture(self, name: str) -> None:
        """Take a picture of the desk's newest message with its buttons."""
        message = (await self.shown()).locator(".column")
        await message.locator("img").evaluate_all("(all) => Promise.all(all.map((each) => each.decode()))")
        await message.screenshot(path=IMAGES / f"{name}.png", animations="disabled")


Play = Callable[[Phone, Path], Awaitable[None]]


@dataclass(frozen=True)
class Task:
    """What somebody wants to do: how it is done now, what the desk says when it is, and what it cost before sentences,
    reports on one screen and the form in one message were there (taps, texts, screens of the longest message)."""

    name: str
    who: int
    play: Play
    says: str
    before: tuple[int, int, float]


async def log_a_request(phone: Phone, _: Path) -> None:
    await phone.say("asked the ministry of justice by email why the 25 are held, deadline 5pm #mangopark")
    await phone.tap("Log it")


async def log_two_calls(phone: Phone, _: Path) -> None:
    for body in ("the municipal court", "the anti-trafficking department"):
        await phone.say(f"called {body}, nobody picked up")
        await phone.tap("Log it")


async def log_part_of_an_answer(phone: Phone, note: Path) -> None:
    await phone.speak(note)
    for label in ("#5", "In part: 3."):
        await phone.tap(label)


async def see_what_is_due(phone: Phone, _: Path) -> None:
    await phone.tap("What is due")  # under the reminders


async def before_publication(phone: Phone, _: Path) -> None:
    await phone.say("/report mangopark")
    await phone.tap("Copy all")


async def publish(phone: Phone, _: Path) -> None:
    await phone.say("/report mangopark")
    phone.taps = phone.typed = 0  # it is read already
    await phone.tap("It is out")
    await phone.tap("Yes")


TASKS = (
    Task("log a request", DARA, log_a_request, "Logged", (7, 3, 0.6)),
    Task("log two calls", DARA, log_two_calls, "Logged", (8, 2, 0.9)),
    Task("a partial answer with a voice note", DARA, log_part_of_an_answer, "Logged", (5, 0, 0.9)),
    Task("what is due", DARA, see_what_is_due, "open requests", (1, 1, 0.9)),
    Task("before publication: read it, copy the sentences", SREYNEANG, before_publication, "", (6, 1, 4.3)),
    Task("publish", SREYNEANG, publish, "came out", (3, 1, 1.3)),
)


async def play(browser: Browser, built: Path) -> str:
    """Play each task on the morning of publication: the table of what each cost, before and now."""
    rows = []
    for task in TASKS:
        async with sandbox_of(built) as (sandbox, address, work):
            phone = await open_phone(browser, sandbox, address, task.who)
            await task.play(phone, voice_note(work / "note.wav"))
            said = visible_text(phone.last or {})
            await phone.page.context.close()
        if task.says not in said:
            raise RuntimeError(f"“{task.name}” ended with: {said}")
        taps, typed, screens = task.before
        cells = [taps, phone.taps, typed, phone.typed, f"{screens:.1f}", f"{phone.screens:.1f}"]
        rows.append([task.name, *map(str, cells)])
    heading = [
        "task",
        "taps before",
        "now",
        "texts before",
        "now",
        "longest message, in screens, before",
        "now",
    ]
    return table(heading, rows)


@dataclass(frozen=True)
class Words:
    """What people type for the pictures in a language."""

    asked: str
    called: str
    log_it: str


WORDS = {
    "en": Words(
        "asked the ministry of justice by email why the 25 are held, deadline 5pm #mangopark",
        "called the municipal court, nobody picked up",
        "Log it",
    ),
    "km": Words(
        "បានសួរក្រសួងយុត្តិធម៌តាមអ៊ីមែល ហេតុអ្វីឃុំ ២៥ នាក់? ផុតកំណត់ម៉ោង ៥ ល្ងាច #mangopark",
        "បានហៅទូរសព្ទទៅសាលាដំបូងរាជធានីភ្នំពេញ គ្មានអ្នកលើក",
        "កត់ត្រា",
    ),
}


async def take_pictures(browser: Browser, built: Path, language: str) -> None:
    """The eight commonest messages, and the picture of /stats, in a language."""
    words = WORDS[language]
    async with sandbox_of(built) as (sandbox, address, _):
        for who in (DARA, MALY, SREYNEANG):
            await sandbox.telegram.send_text(who, who, f"/settings language={language}")
        await sandbox.telegram.send_text(SREYNEANG, SREYNEANG, f"/settings group-language={language}")
        await sandbox.idle()

        async def phone(who: int, chat: int = 0) -> Phone:
            return await open_phone(browser, sandbox, address, who, chat, height=WHOLE)

        dara = await phone(DARA)
        await dara.say(words.asked)
        await dara.picture(f"sentence-{language}")
        await dara.tap(words.log_it)
        await dara.picture(f"logged-{language}")
        await dara.say("/due")
        await dara.picture(f"due-{language}")
        editor = await phone(SREYNEANG)
        await editor.say("/status mangopark")
        await editor.picture(f"status-{language}")
        await editor.say("/report mangopark")
        await editor.picture(f"report-{language}")
        await sandbox.telegram.send_text(SREYNEANG, SREYNEANG, "/stats mangopark")
        await sandbox.telegram.until(lambda: "photo" in sandbox.telegram.last(SREYNEANG))
        drawn = sandbox.telegram.last(SREYNEANG)["photo"][-1]["file_id"]
        (IMAGES / f"stats-{language}.png").write_bytes(sandbox.telegram.file(drawn))
        group = await phone(SREYNEANG, GROUP)
        await group.say("/digest now")
        await group.picture(f"digest-{language}")
        await sandbox.advance(at("6 Dec 17:00"))
        await dara.picture(f"reminder-{language}")
        await sandbox.telegram.send_text(SREYNEANG, SREYNEANG, "/publish mangopark")
        await sandbox.advance(at("7 Dec 09:00"))
        await sandbox.telegram.send_text(DARA, DARA, "/reply 1 full the 25 were sent back on 4 December")
        await sandbox.idle()
        await sandbox.advance(at("7 Dec 09:05"))
        await editor.picture(f"late-answer-{language}")


async def take_pages(browser: Browser, built: Path) -> None:
    """The chat page as wide as a desk and as a phone, and a dossier."""
    async with sandbox_of(built) as (sandbox, address, work):
        for name, width, height, path in (
            ("chat-page", 1280, 800, f"#/{DARA}/{DARA}"),
            ("chat-page-phone", WIDTH, HEIGHT, ""),
        ):
            page = await browser.new_page(viewport={"width": width, "height": height})
            await page.goto(f"{address}/page/{path}")
            await page.locator(".chat-row, .message").first.wait_for()
            await page.screenshot(path=IMAGES / f"{name}.png", animations="disabled")
        await sandbox.telegram.send_text(SREYNEANG, SREYNEANG, "/report mangopark html")
        await sandbox.telegram.until(lambda: "document" in sandbox.telegram.last(SREYNEANG))
        file = sandbox.telegram.last(SREYNEANG)["document"]
        (work / "dossier.html").write_bytes(sandbox.telegram.file(file["file_id"]))
        page = await browser.new_page(viewport={"width": 760, "height": 900})
        await page.goto((work / "dossier.html").as_uri())
        await page.screenshot(path=IMAGES / "dossier.png")


@asynccontextmanager
async def sandbox_of(built: Path) -> AsyncIterator[tuple[Sandbox, str, Path]]:
    """A copy of the case with its page: the sandbox, the page's address, a folder to work in."""
    with TemporaryDirectory() as work:
        folder = Path(work) / "desk"
        shutil.copytree(built, folder)
        clock = MovingClock(DEMO_BEGINS, running=False)
        async with open_sandbox(folder=folder, clock=clock, page=True) as sandbox:
            yield sandbox, sandbox.telegram.base_url.removesuffix("/bot"), Path(work)


def voice_note(file: Path) -> Path:
    """Half a minute of silence."""
    with wave.open(str(file), "wb") as sound:
        sound.setparams((1, 1, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(8000 * 31))
    return file


async def open_phone(
    browser: Browser, sandbox: Sandbox, address: str, who: int, chat: int = 0, *, height: int = HEIGHT
) -> Phone:
    """A phone with a chat of that person open: the one with the desk, unless said otherwise."""
    context = await browser.new_context(
        viewport={"width": WIDTH, "height": height},
        has_touch=True,
        is_mobile=True,
        device_scale_factor=SHARPNESS,
    )
    page = await context.new_page()
    await page.goto(f"{address}/page/#/{who}/{chat or who}")
    await page.locator(".message").first.wait_for()
    phone = Phone(page, sandbox, who, chat or who)
    phone.newest()
    return phone


def write_table(played: str) -> None:
    """Put the table of the played tasks where docs/sandbox.md has it."""
    text = TASKS_PAGE.read_text(encoding="utf-8")
    place = re.compile(r"(<!-- played: tasks -->\n).*?(<!-- /played -->)", re.DOTALL)
    TASKS_PAGE.write_text(
        place.sub(lambda found: f"{found[1]}\n{played}\n\n{found[2]}", text), encoding="utf-8"
    )


async def main() -> None:
    """Play the tasks and take the pictures."""
    with TemporaryDirectory() as work:
        built = Path(work) / "case"
        built.mkdir()
        await build(built)
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=ARGUMENTS
            )
            write_table(await play(browser, built))
            for language in WORDS:
                await take_pictures(browser, built, language)
            await take_pages(browser, built)
            await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
