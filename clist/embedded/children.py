"""The supervisor's direct children: started with a log, looked after, started again when they crash, ended in time."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from clist.embedded.leash import tied

LONGEST_DELAY = 60.0  # seconds before a child that keeps crashing is tried again
SOUND_AFTER = 60.0  # seconds after which a child counts as running well
HASTE = 0.4  # seconds for a child to end at once
LARGEST_LOG = 10 * 1024 * 1024


@dataclass(slots=True, kw_only=True)
class Child:
    """One program and what became of it. It runs in a process group of its own, away from the terminal's Ctrl-C."""

    name: str
    command: list[str]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    inherits: tuple[int, ...] = ()  # file descriptors
    ending: signal.Signals = signal.SIGTERM  # asks it to end in good order
    haste: signal.Signals = signal.SIGKILL  # ends it at once when it has not done so in time
    death: signal.Signals = signal.SIGKILL  # what it gets when the supervisor dies
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    crashes: int = 0  # in a row
    again_at: float = 0.0  # when a crashed one is due, on the monotonic clock

    def start(self) -> None:
        """Run the program."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=dict(self.environment),
                pass_fds=self.inherits,
                start_new_session=True,
                preexec_fn=tied(self.death),  # noqa: PLW1509 - it takes no lock that a thread could hold
            )
        self.started = time.monotonic()

    @property
    def is_running(self) -> bool:
        """Whether the program runs now."""
        return self.process is not None and self.process.poll() is None

    def look_after(self, now: float) -> str:
        """Start it again when it is due; return what a person should be told, or ""."""
        if self.is_running:
            if self.crashes and now - self.started > SOUND_AFTER:
                self.crashes = 0
            return ""
        if self.process is not None:
            return self._note_crash(self.process, now)
        if now >= self.again_at:
            self.start()
            return f"{self.name} is started again"
        return ""

    def _note_crash(self, process: subprocess.Popen[bytes], now: float) -> str:
        if now - self.started > SOUND_AFTER:
            self.crashes = 0
        delay = min(LONGEST_DELAY, 2.0**self.crashes)
        self.crashes += 1
        self.again_at = now + delay
        self.signal(signal.SIGKILL)  # what it may have left in its group
        self.process = None
        return f"{self.name} ended {how(process.returncode)}; again in {delay:.0f} s (see {self.log})"

    def signal(self, sent: signal.Signals) -> None:
        """Send a signal to the program, SIGKILL to its whole process group."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):  # macOS says the latter of a zombie
            if sent is signal.SIGKILL:
                os.killpg(self.process.pid, sent)
            elif self.process.poll() is None:
                os.kill(self.process.pid, sent)

    def last_words(self, lines: int = 15) -> str:
        """Return the end of its log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


def end(children: Iterable[Child], *, grace: float) -> None:
    """Ask every child to end, and after `grace` seconds end what is left."""
    mortal = [child for child in children if child.process is not None]
    for child in mortal:
        child.signal(child.ending)
    if not _wait(mortal, grace):
        for child in mortal:
            child.signal(child.haste)
        _wait(mortal, HASTE)
    for child in mortal:
        child.signal(signal.SIGKILL)
        if child.process is not None:
            child.process.wait()


def _wait(children: Iterable[Child], seconds: float) -> bool:
    """Return whether all have ended in time."""
    deadline = time.monotonic() + seconds
    while any(child.is_running for child in children):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def how(returncode: int) -> str:
    """Return how a program ended, in words."""
    if returncode < 0:
        return f"by {signal.Signals(-returncode).name}"
    return f"with exit code {returncode}"
