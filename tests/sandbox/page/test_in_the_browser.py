"""The chat page in a real browser, wide and on a phone: what a person sees, taps and types."""

from __future__ import annotations

import wave
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect
from telegram import InlineKeyboardButton as Button
from telegram import InlineKeyboardMarkup as Keyboard
from yarl import URL

from tests.sandbox.page.echo_sandbox import (
    DARA,
    EVE,
    MALY,
    NEWSROOM,
    SREYNEANG,
    EchoSandbox,
    echo_sandbox,
)
from tests.sandbox.page.window import ARGUMENTS, CHROMIUM, PHONE, PICTURE, WIDE, Window, open_window

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),  # one browser serves them all
]


@pytest_asyncio.fixture(loop_scope="module")
async def sandbox() -> AsyncIterator[EchoSandbox]:
    async with echo_sandbox() as sandbox:
        yield sandbox


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(
    params=[pytest.param(WIDE, marks=pytest.mark.long), PHONE], ids=["wide", "phone"], loop_scope="module"
)
async def window(
    request: pytest.FixtureRequest, sandbox: EchoSandbox, browser: Browser
) -> AsyncIterator[Window]:
    async with open_window(browser, sandbox, request.param) as window:
        yield window


async def test_a_text_is_sent_a_button_pressed_and_the_reminder_comes_when_the_clock_moves(
    window: Window,
) -> None:
    page = window.page
    await window.open(DARA, DARA)
    await window.write("Where are the 25 now?")
    await expect(page.locator(".from-me .words")).to_have_text("Where are the 25 now?")
    await expect(page.locator(".from-them .words")).to_have_text("You wrote: Where are the 25 now?")
    await expect(page.locator(".from-them .words strong")).to_have_text("You wrote:")

    await page.get_by_role("button", name="Count").click()
    await expect(page.locator(".from-them .words")).to_have_text("Pressed 1 times")
    await expect(page.locator(".toast")).to_have_text("Count 1")

    await window.write("/remind")
    await expect(page.locator(".message", has_text="I shall remind you.")).to_be_visible()
    await expect(page.locator(".clock-chip time")).to_have_text("Mon 2 Dec 2024, 09:40")
    await page.locator(".clock-chip").click()
    await page.get_by_role("button", name="Next event deadline reminder #4 · 10:40").click()
    await expect(page.locator(".clock-panel .moved")).to_have_text(
        "It is Mon 2 Dec, 10:40: 1 message arrived."
    )
    await page.keyboard.press("Escape")
    await expect(page.locator(".message", has_text="Time to chase #4.")).to_be_in_viewport()
    await expect(page.locator(".clock-chip time")).to_have_text("Mon 2 Dec 2024, 10:40")
    await expect(page.locator(".day")).to_have_text(["Today"])
    await page.locator(".clock-chip").click()
    await page.get_by_role("button", name="Next morning Tue 3 Dec, 08:00").click()
    await expect(page.locator(".clock-panel .moved")).to_have_text("It is Tue 3 Dec, 08:00: nothing arrived.")
    await expect(page.locator(".day")).to_have_text(["Yesterday"])


async def test_the_page_fits_the_screen_and_its_targets_a_finger(window: Window) -> None:
    page = window.page
    await page.set_viewport_size(
        {"width": 360, "height": 640} if window.narrow else {"width": 1280, "height": 800}
    )
    await window.open(SREYNEANG, SREYNEANG)
    await window.write("a" * 300 + " " + "ការ\u200bឆ្លើយ\u200bតប " * 20)
    await expect(page.locator(".key")).to_have_count(4)
    assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    small = await page.evaluate(
        """[...document.querySelectorAll('button, .chat-row, textarea')].filter((each) => {
             const {width, height} = each.getBoundingClientRect();
             return height && !each.matches('.quick, .command-link') && Math.min(width, height) < 43.5;
           }).map((each) => each.outerHTML)"""
    )
    assert small == []
    bottom = await page.evaluate(
        "innerHeight - document.querySelector('.composer').getBoundingClientRect().bottom"
    )
    assert bottom == pytest.approx(0, abs=1)


@pytest.mark.parametrize("window", [WIDE], ids=["wide"], indirect=True)
async def test_what_somebody_typed_never_becomes_a_part_of_the_page(window: Window) -> None:
    page = window.page
    text = "<img src=x onerror=alert(1)> <script>document.title='taken'</script>"
    await window.open(DARA, DARA)
    await window.write(text)
    await expect(page.locator(".from-me .words")).to_have_text(text)
    assert await page.locator(".words img, .words script").count() == 0
    assert await page.title() == "Reply Desk sandbox"


async def test_the_group_is_seen_from_each_phone_and_counts_what_is_unread(window: Window) -> None:
    page = window.page
    await window.open(DARA, NEWSROOM)
    await window.write("On it.")
    await expect(page.locator(".from-me", has_text="On it.")).to_be_visible()
    await window.open(MALY, MALY)
    if window.narrow:
        await window.back()
    row = page.locator(f'.phones a[href="#/{MALY}/{NEWSROOM}"]')
    await expect(row.locator(".badge")).to_contain_text("1")
    await window.open(MALY, NEWSROOM)
    await expect(page.locator(".from-them", has_text="On it.").locator(".name")).to_have_text("Dara")
    if window.narrow:
        await window.back()
    await expect(row.locator(".badge")).to_have_count(0)


@pytest.mark.parametrize("window", [PHONE], ids=["phone"], indirect=True)
async def test_an_alert_a_start_link_and_an_answer_to_a_message(window: Window) -> None:
    page = window.page
    await window.open(DARA, DARA)
    await page.get_by_role("button", name="Start", exact=True).click()
    await expect(page.locator(".message", has_text="Your code: none.")).to_be_visible()
    await window.write("hello")
    await page.get_by_role("button", name="Warn").click()
    await expect(page.locator("dialog.alert")).to_contain_text("This is an alert.")
    await page.get_by_role("button", name="OK").click()
    await page.get_by_role("button", name="Join").click()
    await expect(page.locator(".message", has_text="Your code: abc.")).to_be_visible()
    await page.locator(".message", has_text="Your code: abc.").press("r")
    await expect(page.locator(".quoted")).to_contain_text("Reply to Reply Desk")
    await window.write("thanks")
    await expect(page.locator(".from-me", has_text="thanks").locator(".quote")).to_contain_text(
        "Your code: abc."
    )


@pytest.mark.parametrize("window", [PHONE], ids=["phone"], indirect=True)
async def test_a_picture_is_sent_with_a_caption_and_shown(window: Window, tmp_path: Path) -> None:
    page = window.page
    picture = tmp_path / "scan.png"
    picture.write_bytes(PICTURE)
    await window.open(DARA, DARA)
    await page.get_by_role("button", name="Attach a file").click()
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("menuitem", name="Photo or video").click()
    await (await chooser.value).set_files([picture])
    await expect(page.locator(".tray li")).to_contain_text("scan.png")
    await window.write("their letter")
    await expect(page.locator(".from-me img")).to_be_visible()
    assert (
        await page.locator(".from-me img").evaluate("(each) => each.decode().then(() => each.naturalWidth)")
        == 8
    )
    await expect(page.locator(".from-me .words")).to_have_text("their letter")
    await expect(page.locator(".tray")).to_be_hidden()


@pytest.mark.parametrize("window", [PHONE], ids=["phone"], indirect=True)
async def test_a_voice_message_shows_how_long_it_is_and_can_be_forwarded(
    window: Window, tmp_path: Path
) -> None:
    page = window.page
    note = tmp_path / "note.wav"
    with wave.open(str(note), "wb") as sound:
        sound.setparams((1, 1, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(8000 * 67))
    await window.open(DARA, NEWSROOM)
    await page.get_by_role("button", name="Attach a file").click()
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("menuitem", name="Voice message").click()
    await (await chooser.value).set_files([note])
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.locator(".from-me .length")).to_have_text("1:07")
    await page.locator(".from-me").press("f")
    await page.get_by_role("menuitem", name="Reply Desk").click()
    await expect(page.locator(".talk-head h2")).to_have_text("Reply Desk")
    await expect(page.locator(".from-me .origin")).to_have_text("Forwarded from Dara")
    await expect(page.locator(".from-me .length")).to_have_text("1:07")


async def test_the_page_opens_with_things_to_try_and_shows_who_is_outside(window: Window) -> None:
    page = window.page
    await expect(page.locator(".try strong")).to_have_text(["Be repeated", "Wait"])
    await page.get_by_role("button", name="Wait").click()
    await expect(page.locator(".clock-panel")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Be repeated").click()
    await expect(page.locator("#text")).to_have_value("hello there")
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.locator(".from-them .words")).to_have_text("You wrote: hello there")
    await window.open(EVE, EVE)
    await expect(page.locator(".hint")).to_have_text("Nobody knows Eve.")
    if window.narrow:
        await window.back()
    await page.get_by_role("button", name="Put these away").click()
    await expect(page.locator(".try")).to_have_count(0)


@pytest.mark.parametrize("window", [PHONE], ids=["phone"], indirect=True)
async def test_labels_commands_code_and_the_field_are_as_in_the_app(window: Window) -> None:
    page, sandbox = window.page, window.sandbox
    labels = ["A label much too long for half of a phone", "Short"]
    await window.open(DARA, DARA)
    await window.write("hello")
    await expect(page.locator(".key")).to_have_count(4)
    await sandbox.bot.send_message(
        DARA,
        "Try /remind 11 email and <code>#12</code>.",
        parse_mode="HTML",
        reply_markup=Keyboard([[Button(label, callback_data="x") for label in labels]]),
    )
    await expect(page.locator(".key")).to_have_count(6)
    shown = page.locator(".key > span:first-child")
    cut = "(each) => each.scrollWidth > each.clientWidth"
    assert [await shown.nth(place).evaluate(cut) for place in (4, 5)] == [True, False]
    heights = "(each) => each.getBoundingClientRect().height"
    assert len({await page.locator(".key").nth(place).evaluate(heights) for place in range(6)}) == 1

    scrolls = (
        "(each) => each.scrollHeight > each.clientHeight || getComputedStyle(each).overflowY !== 'hidden'"
    )
    field = page.locator("#text")
    assert await field.evaluate(scrolls) is False
    await field.fill("ក្រុម\n" * 9)
    assert await field.evaluate(scrolls) is True
    await field.fill("")
    assert await field.evaluate(scrolls) is False

    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await page.locator("code").click()
    await expect(page.locator(".toast", has_text="Copied.")).to_be_visible()
    assert await page.evaluate("navigator.clipboard.readText()") == "#12"
    await page.locator(".from-them .command-link").click()
    await expect(page.locator(".from-me .words").last).to_have_text("/remind")

    await window.open(DARA, NEWSROOM)
    await sandbox.bot.send_message(NEWSROOM, "Try /status 11.")
    await page.locator(".command-link").click()
    await expect(page.locator(".from-me .words")).to_have_text("/status@reply_desk_bot")


@pytest.mark.parametrize("window", [PHONE], ids=["phone"], indirect=True)
async def test_typing_is_shown_and_the_bot_can_be_blocked(window: Window) -> None:
    page, sandbox = window.page, window.sandbox
    await window.open(DARA, DARA)
    await window.write("hello")
    await expect(page.locator(".key")).to_have_count(4)
    await sandbox.bot.send_chat_action(DARA, "typing")
    await expect(page.locator(".talk-sub")).to_have_text("typing…")
    await sandbox.bot.send_message(DARA, "there")
    await expect(page.locator(".talk-sub")).to_have_text("bot")
    await page.get_by_role("button", name="More").click()
    await page.get_by_role("menuitem", name="Block Reply Desk").click()
    await expect(page.locator(".blocked")).to_contain_text("Dara has blocked Reply Desk.")
    await expect(page.locator(".composer")).to_be_hidden()
    await page.get_by_role("button", name="Unblock").click()
    await expect(page.locator(".composer")).to_be_visible()


@pytest.mark.parametrize("window", [WIDE], ids=["wide"], indirect=True)
async def test_older_messages_come_when_one_scrolls_up(window: Window) -> None:
    page, sandbox = window.page, window.sandbox
    for number in range(100):
        await sandbox.telegram.send_text(MALY, NEWSROOM, f"line {number}.")
    await window.open(DARA, NEWSROOM)
    await expect(page.locator(".message", has_text="line 99.")).to_be_visible()
    await expect(page.locator(".message")).to_have_count(40)
    for count in (80, 100):
        await page.locator(".log").evaluate("(each) => each.scrollTo(0, 0)")
        await expect(page.locator(".message")).to_have_count(count)
    texts = await page.locator(".message .words").all_text_contents()
    assert texts == [f"line {number}." for number in range(100)]


async def test_the_page_outlives_a_restart_of_the_server(browser: Browser, tmp_path: Path) -> None:
    store = tmp_path / "telegram.sqlite"
    page = await browser.new_page(viewport={"width": 1280, "height": 800})
    async with echo_sandbox(store=store) as sandbox:
        address = URL(sandbox.address)
        await page.goto(sandbox.address)
        await page.locator("#text").fill("before")
        await page.keyboard.press("Enter")
        await expect(page.locator(".from-them", has_text="before")).to_be_visible()
    await expect(page.get_by_text("Reconnecting…")).to_be_visible()
    await page.locator("#text").fill("not lost")
    await page.keyboard.press("Enter")
    await expect(page.locator(".toast.bad")).to_contain_text("No connection")
    await expect(page.locator("#text")).to_have_value("not lost")
    async with echo_sandbox(store=store, port=address.port or 0):
        await expect(page.get_by_text("Reconnecting…")).to_be_hidden()
        await page.locator("#text").press("Enter")
        await expect(page.locator(".from-them .words")).to_have_text(
            ["You wrote: before", "You wrote: not lost"]
        )
    await page.close()


@pytest.mark.wide
async def test_everything_can_be_done_with_the_keyboard(sandbox: EchoSandbox, browser: Browser) -> None:
    page = await browser.new_page(viewport={"width": 1280, "height": 800})
    await page.goto(sandbox.address)
    await expect(page.locator("#text")).to_be_focused()
    await page.keyboard.type("/re")
    await expect(page.get_by_role("option")).to_have_text(["/remindRemind me in an hour"])
    await page.keyboard.press("Tab")
    await expect(page.locator("#text")).to_have_value("/remind ")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message", has_text="I shall remind you.")).to_be_visible()
    await page.keyboard.type("first line")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("second line")
    await page.keyboard.press("Enter")
    await expect(page.locator(".from-me .words").last).to_have_text("first line\nsecond line")
    await expect(page.locator(".key")).to_have_count(4)
    await page.keyboard.press("ArrowUp")
    await expect(page.locator(".quoted")).to_contain_text("Edit message")
    await page.keyboard.press("Control+A")
    await page.keyboard.type("one line")
    await page.keyboard.press("Enter")
    await expect(page.locator(".from-me").last).to_contain_text("edited")
    await page.locator("#text").press("Shift+Tab")  # the field's own buttons
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Shift+Tab")  # then those of the newest message, last first
    await expect(page.locator(".key", has_text="Copy").last).to_be_focused()
    await page.locator(".key", has_text="Count").last.press("Enter")
    await expect(page.locator(".message", has_text="Pressed 1 times")).to_be_visible()
    await page.locator('.phones a[aria-current="page"]').focus()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.locator(".talk-head h2")).to_have_text("Newsroom")
