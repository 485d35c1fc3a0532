"""The whole product as somebody tries it: the real bot behind the chat page, wide and on a phone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.async_api import async_playwright, expect

from sandbox.case import DARA, GROUP
from sandbox.start import open_sandbox
from tests.sandbox.page.window import ARGUMENTS, CHROMIUM, PHONE, WIDE, Window, open_window

pytestmark = pytest.mark.browser


@pytest.fixture(params=[pytest.param(WIDE, marks=pytest.mark.long), PHONE], ids=["wide", "phone"])
async def window(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Window]:
    async with open_sandbox(folder=tmp_path, page=True) as sandbox, async_playwright() as playwright:
        await sandbox.found_newsroom()
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        address = sandbox.telegram.base_url.removesuffix("bot")
        async with open_window(browser, SimpleNamespace(address=address), request.param) as window:
            yield window
        await browser.close()


async def test_a_request_is_logged_pressed_on_and_chased_when_its_deadline_comes(window: Window) -> None:
    page = window.page
    await window.open(DARA, DARA)

    await window.write("/ask Phnom Penh Municipal Court: where are they now? by today 17:00 via email")
    card = page.locator(".message.from-them", has_text="Logged as #1.")
    await expect(card).to_contain_text("where are they now?")

    await card.get_by_role("button", name="Asked again…").click()
    await page.get_by_role("button", name="📞 Called, no answer").click()
    logged = page.locator(".message.from-them", has_text="asked again. Attempt 2 of 5.")
    await expect(logged).to_contain_text("call, no answer")
    await expect(page.locator(".message.from-them", has_text="Logged as #1.")).to_have_count(0)

    await page.locator(".clock-chip").click()
    await page.get_by_role("button", name="Next event reminder, #1").click()
    await expect(page.locator(".clock-panel .moved")).to_contain_text("16:00: 1 message arrived.")
    await page.get_by_role("button", name="Next event deadline reminder, #1").click()
    await expect(page.locator(".clock-panel .moved")).to_contain_text("17:00: 1 message arrived.")
    await page.keyboard.press("Escape")
    reminder = page.locator(
        ".message.from-them", has_text="the deadline for Phnom Penh Municipal Court has passed"
    )
    await expect(reminder).to_be_in_viewport()

    await reminder.get_by_role("button", name="Declined").click()
    await expect(page.locator(".message.from-them", has_text="they declined to comment").last).to_be_visible()

    await page.locator(".clock-chip").click()
    await page.get_by_role("button", name="Next event digest").click()
    await page.keyboard.press("Escape")
    await window.open(DARA, GROUP)
    await expect(page.locator(".message.from-them").last).to_contain_text("Nothing is open.")
