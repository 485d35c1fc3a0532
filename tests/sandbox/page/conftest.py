"""The chat page with a small bot behind it, and a browser's session on it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.sandbox.page.echo_sandbox import EchoSandbox, echo_sandbox


@pytest.fixture
async def sandbox() -> AsyncIterator[EchoSandbox]:
    async with echo_sandbox() as sandbox:
        yield sandbox


@pytest.fixture
async def browser(sandbox: EchoSandbox) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(f"{sandbox.address}/page/") as session:
        yield session
