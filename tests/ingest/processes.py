"""Real workers beside a test, over its own database and gateway."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.db import connection

from clist import role

ROOT = Path(__file__).parents[2]


def start_worker(*arguments: str) -> subprocess.Popen[bytes]:
    """Start a worker that ends when nothing waits, by default with the very arguments of an installation."""
    return subprocess.Popen(
        [sys.executable, *(arguments or role.worker()), "--burst"],
        cwd=ROOT,
        env=_environment(),
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def kill_session(leader: int) -> None:
    """Kill a worker and the horse that it forked, which has a process group of its own."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with contextlib.suppress(ProcessLookupError):
                if os.getsid(int(entry.name)) == leader:
                    os.kill(int(entry.name), signal.SIGKILL)


def _environment() -> dict[str, str]:
    name = connection.settings_dict["NAME"]
    url, _, query = os.environ["DATABASE_URL"].partition("?")
    database = f"{url.rpartition('/')[0]}/{name}?{query}"
    return os.environ | {"DATABASE_URL": database, "CLIST_GATEWAY": settings.GATEWAY}
