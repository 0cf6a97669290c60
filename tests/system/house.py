"""A whole house as a user starts it, for tests: run, asked, looked into, and changed from outside."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from clist.embedded import paths

ROOT = paths.ROOT
START_SECONDS = 180
END_SECONDS = 60  # of patience, on a machine that does much else


def wait_until(holds: Callable[[], object], seconds: float = END_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.05)


@dataclass
class Run:
    """One run of the supervisor over a `var` of its own."""

    var: Path
    process: subprocess.Popen[str]

    @property
    def output(self) -> str:
        """What it has said so far."""
        return (self.var / "output").read_text()

    @property
    def state(self) -> paths.State:
        """What it tells later commands."""
        state = paths.read_state(self.var)
        assert state is not None
        return state

    def wait_until_ready(self) -> None:
        """Wait for the address to be said."""

        def is_ready() -> bool:
            assert self.process.poll() is None, self.output
            return "Ctrl-C ends it" in self.output

        wait_until(is_ready, START_SECONDS)

    def get(self, path: str) -> tuple[int, str]:
        """Ask for a page by the public port."""
        connection = http.client.HTTPConnection("127.0.0.1", self.state.port, timeout=END_SECONDS)
        with contextlib.closing(connection):
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def processes(self) -> dict[int, str]:
        """Every living process of this run, by its number: known by its environment, the servers by where they work."""
        mark = f"CLIST_VAR={self.var}\0".encode()
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if mark in (entry / "environ").read_bytes() or (entry / "cwd").readlink().is_relative_to(self.var):
                    found[int(entry.name)] = (entry / "cmdline").read_text().replace("\0", " ")
        return found

    def pid_of(self, part: str) -> int:
        """The number of the supervisor's child whose command has this part."""
        (pid,) = [pid for pid in children_of(self.process.pid) if part in self.processes().get(pid, "")]
        return pid


def children_of(pid: int) -> list[int]:
    """The numbers of a process's children."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def environment(var: Path, **changes: str) -> dict[str, str]:
    """The environment of a newcomer, without what this test session has set."""
    foreign = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "MAKELEVEL", "MAKEFLAGS")
    own = {name: value for name, value in os.environ.items() if name not in foreign}
    return own | {"CLIST_VAR": str(var), "PORT": "0", "DEMO": "0"} | changes


def start(var: Path, command: list[str] | None = None, **changes: str) -> Run:
    """Start a run, not waiting for anything."""
    var.mkdir(exist_ok=True)
    with (var / "output").open("w") as output:
        process = subprocess.Popen(
            command or [sys.executable, "-m", "clist.embedded.run"],
            cwd=ROOT,
            env=environment(var, **changes),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=heed_interrupts,  # noqa: PLW1509 - nothing here has threads that hold locks
            text=True,
        )
    return Run(var, process)


def heed_interrupts() -> None:
    """Let a run hear what a terminal says, though these tests may run where that is ignored: in the background."""
    for number in (signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)
