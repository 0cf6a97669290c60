"""The ground that tests stand on: temporary servers, settings for tests, no network, skips that nobody overlooks."""

from __future__ import annotations

import atexit
import collections
import os
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from clist.embedded import paths
from clist.embedded.children import Child, end
from clist.embedded.servers import Postgres, Server, Valkey
from tests.browser import browser  # noqa: F401 - a fixture of browser tests in any folder

NEEDED_PROGRAM = {"browser": "chromium", "nginx": "nginx"}


def start(server: Server, home: Path) -> None:
    """Start a server that lives as long as this process, and wait until it answers."""
    child = Child(
        name=server.name,
        command=server.prepare(),
        log=home / f"{server.name}.log",
        environment=os.environ | {"LC_ALL": "C"},
        ending=server.death,
        death=server.death,
    )
    child.start()
    atexit.register(end, [child], grace=3)
    deadline = time.monotonic() + 20
    while not server.is_ready():
        if not child.is_running or time.monotonic() > deadline:
            raise pytest.UsageError(f"{server.title} did not come up:\n{child.last_words()}")
        time.sleep(0.02)


def start_missing_servers() -> None:
    """Start what the environment does not name, and name it there; the workers of xdist inherit the names."""
    if "DATABASE_URL" in os.environ and "REDIS_URL" in os.environ:
        return
    home = Path(tempfile.mkdtemp(prefix="clist-test-", dir="/tmp"))  # a short path: it holds sockets
    atexit.register(shutil.rmtree, home)  # these run last to first, and also when pytest itself fails
    if "DATABASE_URL" not in os.environ:
        unsafe_but_fast = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
        start(Postgres(home, options=unsafe_but_fast), home)
        os.environ["DATABASE_URL"] = paths.database_url("clist", home)
    if "REDIS_URL" not in os.environ:
        start(Valkey(home), home)
        os.environ["REDIS_URL"] = paths.redis_url(home).replace("db=0", "db=1")


def choose_valkey_database() -> None:
    """Give each worker of xdist a Valkey database of its own, counted up from the one in REDIS_URL, but never 0."""
    server, _, number = os.environ["REDIS_URL"].rpartition("db=")
    if not server or not number.isdigit() or number == "0":
        raise pytest.UsageError("Tests empty the Valkey database they use: name one by REDIS_URL=…?db=N with N > 0.")
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    os.environ["REDIS_URL"] = f"{server}db={int(number) + worker}"


def set_up_django() -> None:
    """Load the settings, which read the servers' addresses; so this comes after them."""
    import django  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415

    if settings.configured and os.environ["REDIS_URL"] != settings.REDIS_URL:
        raise pytest.UsageError("Unset DJANGO_SETTINGS_MODULE: it makes pytest read the settings too early.")
    with pytest.MonkeyPatch.context() as patch:  # a worker of xdist must not inherit it: see above
        patch.setenv("DJANGO_SETTINGS_MODULE", "clist.settings")
        django.setup()


def choose_examples() -> None:
    """Have Hypothesis try the same each time, at whatever pace; `--hypothesis-profile=default` goes exploring."""
    slow = [hypothesis.HealthCheck.too_slow]
    hypothesis.settings.register_profile("steady", derandomize=True, deadline=None, suppress_health_check=slow)
    hypothesis.settings.load_profile("steady")


start_missing_servers()
choose_valkey_database()
set_up_django()
choose_examples()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs a program that is not here, and put the browser last: its event loop stays in the thread."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
    for marker, program in NEEDED_PROGRAM.items():
        if shutil.which(program):
            continue
        for item in items:
            if item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=f"{program} is not installed (.ci/run installs it)"))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say loudly what was not tested, counted by reason."""
    reasons = collections.Counter(
        report.longrepr[2].removeprefix("Skipped: ") for report in terminalreporter.stats.get("skipped", [])
    )
    for reason, count in reasons.most_common():
        terminalreporter.write_line(f"!!! NOT TESTED: {count} × {reason}", yellow=True, bold=True)


@pytest.fixture(scope="session", autouse=True)
def _settings_for_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Serve static files as they lie, without `collectstatic`, and hash passwords cheaply."""
    from django.conf import settings  # noqa: PLC0415
    from django.test import override_settings  # noqa: PLC0415

    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(
        STORAGES=settings.STORAGES | plain,
        STATIC_ROOT=tmp_path_factory.mktemp("static"),
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Have tests that commit undo what they wrote, and end what still holds the database before it is dropped.

    Threads of sockets let go of it when they please.
    """
    from django.db import connection  # noqa: PLC0415
    from django.test import TransactionTestCase  # noqa: PLC0415

    from tests.leaving import beginning, leave_as_found  # noqa: PLC0415

    with django_db_blocker.unblock():
        beginning()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: leave_as_found())
        yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True)
def _remember_nothing() -> None:
    """Leave nothing of the test before: versions of topics begin anew, so cached answers would look fresh."""
    import redis  # noqa: PLC0415

    from tests import memories  # noqa: PLC0415

    memories.forget_all()
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as client:
        client.flushdb()


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Refuse connections that leave this machine."""
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise RuntimeError(f"Tests do not use the network: {address}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_here)
        yield


@pytest.fixture(autouse=True)
def _language_and_zone_of_nobody() -> None:
    """Let no test inherit the language or the zone that a page of the test before it was shown in."""
    from django.utils import timezone, translation  # noqa: PLC0415 - the settings are read only once servers run

    translation.deactivate()
    timezone.deactivate()
