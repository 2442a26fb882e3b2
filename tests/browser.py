"""A real Chromium, for tests of what people see in a browser."""

import atexit
import contextlib
import functools
import os
import re
import shutil
import subprocess
import tempfile
import threading
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


@functools.cache
def _endpoint() -> str:
    """One browser for all tests of this process; each has pages, cookies and storage of its own."""
    folder = tempfile.mkdtemp(prefix="thidua-chromium-")
    port = ("--headless=new", "--remote-debugging-port=0", f"--user-data-dir={folder}")
    process = subprocess.Popen(
        [need_chromium(), *port, *ARGS, "about:blank"], stderr=subprocess.PIPE, text=True
    )
    atexit.register(_stop, process, folder)
    assert process.stderr is not None
    for line in process.stderr:
        if found := re.search(r"ws://\S+", line):
            threading.Thread(target=process.stderr.read, daemon=True).start()  # it may say more
            return found[0]
    raise RuntimeError("Chromium did not say where it listens")


def _stop(process: "subprocess.Popen[str]", folder: str) -> None:
    process.kill()
    process.wait()
    shutil.rmtree(folder, ignore_errors=True)


@contextlib.asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    """A headless browser for the length of a block; skips the test where there is none."""
    need_chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.connect_over_cdp(_endpoint())
        try:
            yield browser
        finally:
            for context in browser.contexts:
                await context.close()
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
