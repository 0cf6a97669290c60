"""Makes .venv with exactly the locked, hashed packages; plain standard library, run by whatever python3 there is.

`python3 clist/embedded/bootstrap.py requirements.txt …` does nothing when the stamp of each file still fits.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"
UV_LOCK = ROOT / "requirements-uv.txt"
OLDEST = (3, 11)


def stamp_of(lock: Path) -> Path:
    """Return the file that says for which contents of a lock the packages were installed."""
    return VENV / f".{lock.stem}.stamp"


def wanted(lock: Path) -> str:
    """Return what its stamp should say: the lock, the Python and the place, since a moved .venv is broken."""
    return f"{hashlib.sha256(lock.read_bytes()).hexdigest()} {sys.version_info[:2]} {VENV}\n"


def is_fresh(lock: Path) -> bool:
    """Tell whether a lock's packages are installed."""
    stamp = stamp_of(lock)
    return PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted(lock)


def make_venv() -> None:
    """Make .venv anew unless one of this Python stands here."""
    asked = [str(PYTHON), "-c", "import sys; print(sys.version_info[:2], sys.prefix)"]
    expected = f"{sys.version_info[:2]} {VENV}"
    if PYTHON.exists():
        answer = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
        stamps = [stamp.read_text() for stamp in VENV.glob(".*.stamp")]
        if answer == expected and all(stamp.rstrip().endswith(f" {VENV}") for stamp in stamps):
            return
    if not importlib.util.find_spec("ensurepip"):
        raise SystemExit("python3 lacks venv: install it (Debian: apt install python3-venv) and call make again.")
    if VENV.is_symlink():  # clearing would empty somebody else's
        VENV.unlink()
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)


def get_uv() -> None:
    """Install uv, which is seven times faster than pip; without it pip does."""
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(UV_LOCK)]
    if not UV.exists() and subprocess.run(command, check=False).returncode:
        say("uv cannot be had here; pip takes its place")


def install(lock: Path) -> None:
    """Install a lock's packages, compiled to byte code, and stamp it."""
    environment = os.environ | {"UV_PYTHON_DOWNLOADS": "never", "UV_COMPILE_BYTECODE": "1", "VIRTUAL_ENV": str(VENV)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    installer = [str(UV), "pip", "install", "--quiet"] if UV.exists() else [str(PYTHON), "-m", "pip", "install", "-q"]
    stamp_of(lock).unlink(missing_ok=True)
    subprocess.run([*installer, "--require-hashes", "-r", str(lock)], check=True, env=environment)
    stamp_of(lock).write_text(wanted(lock))


def say(text: str) -> None:
    """Tell the person who called make."""
    sys.stdout.write(f"  {text}\n")
    sys.stdout.flush()


def timed(title: str, work: Callable[[], None]) -> None:
    """Say how long some work took."""
    begun = time.monotonic()
    work()
    say(f"{title:<32}{time.monotonic() - begun:5.1f} s")


def main(names: Sequence[str]) -> None:
    """Bring .venv up to date with some locks, one process at a time."""
    if sys.version_info < OLDEST:
        raise SystemExit(
            f"CLIST needs Python 3.11 or later, this is {sys.version.split()[0]}: call make PYTHON=python3.11"
        )
    locks = [ROOT / name for name in names]
    if all(map(is_fresh, locks)):
        return
    with (ROOT / "requirements.in").open() as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        timed("Virtual environment", make_venv)
        timed("Installer", get_uv)
        for lock in locks:
            if not is_fresh(lock):
                timed(f"Packages of {lock.name}", partial(install, lock))


if __name__ == "__main__":
    main(sys.argv[1:])
