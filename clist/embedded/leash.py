"""Ties processes to their parents: when a parent dies, however it dies, so do its children and their children.

`python -m clist.embedded.leash manage.py rqworker …` (or `-m gunicorn …`) runs a Python program whose forks are tied
to it: an rqworker's work-horse moves into a process group of its own, so that killing the worker's group misses it.
"""

from __future__ import annotations

import ctypes
import os
import runpy
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

PR_SET_PDEATHSIG = 1
LOOK_EVERY = 0.5  # seconds, where the kernel does not tell

libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def tie(parent: int, death: signal.Signals = signal.SIGKILL) -> None:
    """Send this process `death` when its parent, the process `parent`, is gone."""
    if libc:
        libc.prctl(PR_SET_PDEATHSIG, death)
    else:
        threading.Thread(target=_watch, args=(parent, death), daemon=True).start()
    if os.getppid() != parent:  # it died before the knot was tied
        os.kill(os.getpid(), death)


def tied(death: signal.Signals) -> Callable[[], None] | None:
    """Return a `preexec_fn` that ties a program to this process; only Linux can tie a foreign program."""
    parent = os.getpid()
    return (lambda: tie(parent, death)) if libc else None


def tie_forks() -> None:
    """Tie whatever this process forks from now on, and what that forks."""
    parents: list[int] = []
    os.register_at_fork(before=lambda: parents.append(os.getpid()), after_in_child=lambda: tie(parents[-1]))


def _watch(parent: int, death: signal.Signals) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY)
    os.kill(os.getpid(), death)


def main() -> None:
    """Run the program that the command line names."""
    if not libc:
        tie(os.getppid())
    tie_forks()
    sys.argv = sys.argv[1:]
    if sys.argv[0] == "-m":
        sys.argv = sys.argv[1:]
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
    else:
        sys.path[0] = str(Path(sys.argv[0]).resolve().parent)
        runpy.run_path(sys.argv[0], run_name="__main__")


if __name__ == "__main__":
    main()
