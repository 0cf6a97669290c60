"""The one browser of a test process: its event loop stays in the thread, so there cannot be a second."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

PATIENCE = 30_000  # milliseconds that a page may take where the machine is busy; nobody waits longer than needed
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Open the browser once. Its event loop lives in this thread, so Django must bear being called beside one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            expect.set_options(timeout=PATIENCE)
            yield chromium
            chromium.close()


def let_go_on(page: Page, until: Callable[[], bool], *, patience: float = PATIENCE) -> None:
    """Let a page go on until something holds that is not on the page itself; fail after so many milliseconds."""
    deadline = time.monotonic() + patience / 1000
    while not until():
        assert time.monotonic() < deadline, "it took too long"
        page.wait_for_timeout(50)
