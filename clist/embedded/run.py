"""`make run`: one process that starts the whole house, minds it and ends it."""

from __future__ import annotations

import fcntl
import os
import socket
import sys
import time
from pathlib import Path
from typing import IO

import environ

from clist.embedded import paths
from clist.embedded.house import House, StartError, listen
from clist.embedded.servers import ServerError
from clist.embedded.terminal import Ended, Make, alone_in_front, ignore_signals, raise_on_signals
from clist.embedded.world import WorldError


def say(text: str) -> None:
    """Tell the person who started this."""
    sys.stdout.write(f"  {text}\n")
    sys.stdout.flush()


def lock(var: Path) -> IO[str]:
    """Hold this work tree's lock for as long as the file stays open.

    Raises:
        StartError: another run holds it.
    """
    var.mkdir(parents=True, exist_ok=True)
    file = (var / "run.lock").open("a")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        state = paths.read_state(var)
        where = f" (process {state.pid}): http://127.0.0.1:{state.port}/" if state else ": it is starting or ending."
        raise StartError(f"CLIST runs already{where}") from error
    return file


def main() -> int:
    """Run until somebody ends it; return the exit code."""
    begun = time.monotonic()
    environ.Env.read_env(paths.ROOT / ".env")
    os.chdir(paths.ROOT)
    raise_on_signals()
    try:
        with lock(paths.VAR), alone_in_front():
            return _run(begun, make=Make())
    except (StartError, ServerError, WorldError) as error:
        say(str(error))
        return 1
    except Ended:
        return 0


def _run(begun: float, *, make: Make) -> int:
    house = House(public=_public(), environment=dict(os.environ), var=paths.VAR, say=say)
    try:
        house.open()
        say(f"CLIST is ready after {time.monotonic() - begun:.1f} s: {house.address}")
        say(f"Ctrl-C ends it. Logs: {paths.VAR / 'log'}")
        house.mind(make.is_waiting)
    except Ended:
        say("Ending …")
    finally:
        ignore_signals()
        house.close()
    return 0


def _public() -> socket.socket:
    port = os.environ.get("PORT") or "8000"
    try:
        return listen(int(port))
    except (ValueError, OverflowError) as error:
        raise StartError(f"PORT={port} is no port.") from error
    except OSError as error:
        raise StartError(
            f"Port {port} cannot be had ({error.strerror}): choose another by make run PORT=8001"
        ) from error


if __name__ == "__main__":
    sys.exit(main())
