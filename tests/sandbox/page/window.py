"""A browser window on the chat page, wide or on a phone, for the tests that drive it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from playwright.async_api import Browser, Page, expect

from tests.sandbox.page.echo_sandbox import EchoSandbox

CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
WIDE, PHONE = (1280, 800), (390, 844)
# A PNG of 8 by 8 pixels.
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000008000000080800000000e164e1570000000e4944415478da63d802050c9431"
    "0054a22d012b23106c0000000049454e44ae426082"
)


@dataclass
class Window:
    """A browser window on the page, and the sandbox behind it."""

    page: Page
    sandbox: EchoSandbox
    narrow: bool

    async def open(self, person: int, chat: int) -> None:
        """Open a chat the way a person does: from the list, to which a phone first goes back."""
        if self.narrow and await self.page.locator(".talk").is_visible():
            await self.back()
        row = self.page.locator(f'.phones a[href="#/{person}/{chat}"]')
        await row.click()
        await expect(row).to_have_attribute("aria-current", "page")
        await expect(self.page.locator(".talk")).to_be_visible()

    async def back(self) -> None:
        """Go back from a chat to the list, as one does on a phone; returns when the list is there."""
        await self.page.get_by_role("link", name="Back to the chats").click()
        await expect(self.page.locator(".talk")).to_be_hidden()

    async def write(self, text: str) -> None:
        """Type a text and send it."""
        await self.page.get_by_label("Message", exact=True).fill(text)
        await self.page.get_by_role("button", name="Send", exact=True).click()


@asynccontextmanager
async def open_window(browser: Browser, sandbox: EchoSandbox, size: tuple[int, int]) -> AsyncIterator[Window]:
    """Open the page in a window of that size, a phone's where it is PHONE; no script may fail in it."""
    narrow = size == PHONE
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]}, has_touch=narrow, is_mobile=narrow
    )
    page = await context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    await page.goto(sandbox.address)
    await expect(page.locator(".chat-row").first).to_be_visible()
    yield Window(page, sandbox, narrow)
    assert faults == []
    await context.close()
