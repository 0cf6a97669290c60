"""The site as a browser meets it: Daphne over the test database, static files as deployed, headless Chromium."""

from __future__ import annotations

import itertools
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from apps.live.models import Topic
from tests.browser import PATIENCE

ROOT = Path(__file__).resolve().parent.parent.parent
VERSIONS = itertools.count(1000, 1000)
TOPICS = ("contests", "sources", "problems", "accounts", "ops")
GIVEN_UP = ("htmx:sendAbort", "htmx:afterRequest")


@pytest.fixture(scope="session")
def site(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve pages and sockets from the test database; give the address."""
    folder = tmp_path_factory.mktemp("site")
    base, _, options = os.environ["DATABASE_URL"].partition("?")
    environment = os.environ | {
        "DATABASE_URL": f"{base.rpartition('/')[0]}/{connection.settings_dict['NAME']}?{options}",
        "DATABASE_POOL": "1",
        "STATIC_ROOT": str(folder / "static"),
        "TAGS_EVERY": "1",  # each test has problems of its own
    }
    manage = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
    subprocess.run(manage, cwd=ROOT, env=environment, check=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", str(port), "clist.asgi:application"]
    with (folder / "daphne.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            wait_for(f"http://127.0.0.1:{port}/", folder / "daphne.log")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.kill()  # it waits for open sockets when asked politely
            server.wait()


def wait_for(address: str, log: Path) -> None:
    """Return when an address answers."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            requests.get(address, timeout=20).raise_for_status()
        except requests.RequestException:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"the site did not come up:\n{log.read_text()}")


@dataclass
class Visitor:
    """One person at the site: a context of the browser, one page, and every complaint that the page made."""

    site: str
    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)

    def go(self, address: str = "/") -> Page:
        """Open a page of the site."""
        self.page.goto(f"{self.site}{address}")
        return self.page

    def hear(self, message: ConsoleMessage) -> None:
        """Keep what the console says of errors, and where; a violated Content-Security-Policy is one.

        That a question was given up for a newer one is none, though htmx says so there.
        """
        if message.type in ("error", "warning") and not message.text.startswith(GIVEN_UP):
            self.complaints.append(f"{message.text} {message.location['url']}")


@pytest.fixture
def visit(site: str, browser: Browser, transactional_db: None) -> Iterator[Callable[..., Visitor]]:
    """Give a function that opens the site for one more visitor; at the end no page may have complained.

    The server outlives each test's rows and keeps pages by the topic's version, so every test begins at a new one.
    """
    Topic.objects.bulk_create(Topic(name=name, version=next(VERSIONS)) for name in TOPICS)
    visitors: list[Visitor] = []

    def come(**options: Any) -> Visitor:
        context = browser.new_context(**{"timezone_id": "UTC", "viewport": {"width": 1280, "height": 900}} | options)
        context.set_default_timeout(PATIENCE)
        visitor = Visitor(site=site, context=context, page=context.new_page())
        visitor.page.on("console", visitor.hear)
        visitor.page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
        visitors.append(visitor)
        return visitor

    yield come
    for visitor in visitors:
        visitor.context.close()
    assert [visitor.complaints for visitor in visitors if visitor.complaints] == []


@pytest.fixture
def backstage() -> Iterator[Callable[[Callable[[], Any]], Any]]:
    """Give a function that runs another one in a thread without an event loop, as a worker of the site would."""

    def leave() -> None:
        connection.close()  # the thread's own: it is looked up there

    with ThreadPoolExecutor(max_workers=1) as pool:
        yield lambda work: pool.submit(work).result(timeout=60)
        pool.submit(leave).result(timeout=60)
