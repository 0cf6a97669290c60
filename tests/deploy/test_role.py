"""The list of programs: what each role runs, and that it becomes the process that was started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

from clist import role
from clist.embedded.paths import ROOT
from clist.health import is_alive


def test_only_slow_workers_serve_the_slow_queue() -> None:
    quick = ["clock", "live", "lists", "standings", "profiles", "default"]
    assert role.worker()[-6:] == quick
    assert role.worker(slow=True)[-7:] == [*quick, "slow"]


def test_workers_know_every_queue() -> None:
    assert (*role.QUEUES, "slow") == settings.QUEUES


def test_each_role_gets_what_only_it_needs() -> None:
    assert role.environment("worker", {"A": "1"}) == {"A": "1"}
    assert role.environment("live", {}) == {"DATABASE_POOL": "1"}
    assert role.environment("web", {"PROMETHEUS_MULTIPROC_DIR": "/x"}) == {"PROMETHEUS_MULTIPROC_DIR": "/x"}
    made = Path(role.environment("web", {})["PROMETHEUS_MULTIPROC_DIR"])
    assert made.is_dir()
    made.rmdir()


def test_counts_of_processes_before_are_forgotten(tmp_path: Path) -> None:
    for name in ("counter_1.db", "histogram_2.db", "else.txt"):
        (tmp_path / name).write_text("x")
    role.empty_metrics(str(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["else.txt"]


@pytest.mark.parametrize("name", ["worker", "cron"])
@pytest.mark.django_db(transaction=True)
def test_role_gives_signs_of_life_and_ends_when_asked(name: str, tmp_path: Path) -> None:
    url = os.environ["REDIS_URL"]
    assert is_alive(name, redis_url=url) is False
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "clist.role", name],
            cwd=ROOT,
            env=os.environ | {"LOG_FORMAT": "json"},
            stderr=log,
            stdout=log,
        )
    try:
        deadline = time.monotonic() + 60
        while not is_alive(name, redis_url=url):
            assert process.poll() is None, (tmp_path / "log").read_text()
            assert time.monotonic() < deadline
            time.sleep(0.2)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0
    finally:
        process.kill()
        process.wait()
    assert is_alive(name, redis_url=url) is False


def test_nothing_is_alive_where_valkey_is_away() -> None:
    assert is_alive("worker", redis_url="unix:///nonexistent/valkey.sock") is False
