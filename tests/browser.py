"""A real Chromium, for tests of what people see in a browser."""

import contextlib
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# It runs in containers, and calls nobody but the page under test.
ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_chromium() -> str | None:
    """The browser of this machine, if it has one."""
    usual = Path("/usr/bin/chromium")
    if usual.exists():
        return str(usual)
    return next(filter(None, map(shutil.which, NAMES)), None)


def need_chromium() -> str:
    """The browser's path; without one the test is skipped, but on CI it fails."""
    path = find_chromium()
    if path is None and os.environ.get("CI") == "true":
        pytest.fail("there is no Chromium on this CI machine")
    if path is None:
        pytest.skip("there is no Chromium on this machine")
    return path


@contextlib.asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    """A headless browser for the length of a block; skips the test where there is none."""
    path = need_chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(ARGS))
        try:
            yield browser
        finally:
            await browser.close()


def script_errors(page: Page) -> list[str]:
    """A list that fills with what goes wrong in the page's scripts; call it before `goto`."""
    errors: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            errors.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: errors.append(str(error)))
    return errors
