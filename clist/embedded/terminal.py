"""How `make run` hears that it should end: signals, the terminal's Ctrl-C, and GNU make's own end."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from clist.embedded.leash import tie

ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Ended(BaseException):
    """Somebody asked for the end. Not an Exception, so that nothing on the way takes it for a failure."""


def raise_on_signals() -> None:
    """Raise Ended at the first signal that asks for the end, and pass over those that follow."""

    def end(_number: int, _frame: object) -> None:
        ignore_signals()
        raise Ended

    for each in ENDINGS:
        signal.signal(each, end)


def ignore_signals() -> None:
    """Pass over every signal that asks for the end: it has begun."""
    for each in ENDINGS:
        signal.signal(each, signal.SIG_IGN)


@contextlib.contextmanager
def alone_in_front() -> Iterator[None]:
    """Be the terminal's foreground group, as a shell makes its jobs, so that Ctrl-C reaches this process alone.

    A Ctrl-C that reached `make` as well would make it exit with an error, however well everything ended.
    """
    before = os.getpgrp()
    if not under_make() or not sys.stdin.isatty() or os.tcgetpgrp(0) != before:
        yield
        return
    os.setpgid(0, 0)
    for stop in (signal.SIGTTOU, signal.SIGTSTP):  # a stopped supervisor under a make that goes on would hang the shell
        signal.signal(stop, signal.SIG_IGN)
    os.tcsetpgrp(0, os.getpgrp())
    try:
        yield
    finally:
        os.tcsetpgrp(0, before)


def under_make() -> bool:
    """Tell whether make started this process."""
    return "MAKELEVEL" in os.environ


class Make:
    """The make above this process, if there is one."""

    def __init__(self) -> None:
        self.pid = os.getppid()
        self.caught_interrupt = under_make() and self._catches_interrupt()
        if under_make():
            tie(self.pid, signal.SIGTERM)

    def is_waiting(self) -> bool:
        """Tell whether it got a SIGINT alone: then it waits for us without a word, and catches SIGINT no more."""
        return self.caught_interrupt and not self._catches_interrupt()

    def _catches_interrupt(self) -> bool:
        with contextlib.suppress(FileNotFoundError):
            for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
                if line.startswith("SigCgt:"):
                    return bool(int(line.split()[1], 16) >> (signal.SIGINT - 1) & 1)
        return False
