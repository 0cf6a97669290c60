"""Where the embedded servers live: one place that the supervisor writes and the settings read."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VAR = Path(os.environ.get("CLIST_VAR", ROOT / "var")).resolve()
LONGEST_SOCKET_DIRECTORY = 80  # a Unix socket's path ends at 107 bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What the running `make run` decided; absent when none runs."""

    demo: bool = False
    gateway: str = ""
    port: int = 8000  # where people go
    http: str = ""  # gunicorn's own address, without the router in front
    websocket: str = ""  # Daphne's own address
    pid: int = 0  # of the supervisor


def socket_directory(var: Path = VAR) -> Path:
    """Return the directory of both servers' sockets: below `var`, or a short one where that path is too long."""
    inside = var / "run"
    if len(str(inside)) <= LONGEST_SOCKET_DIRECTORY:
        return inside
    digest = hashlib.sha256(str(var).encode()).hexdigest()[:10]
    return Path(tempfile.gettempdir()) / f"clist-{digest}"


def database_url(database: str, var: Path = VAR) -> str:
    """Return the DATABASE_URL of a database on the embedded PostgreSQL, reached by its socket."""
    return f"postgres:///{database}?host={socket_directory(var)}&user=app"


def redis_url(var: Path = VAR, *, demo: bool = False) -> str:
    """Return the REDIS_URL of the embedded Valkey, reached by its socket; the demo world has one of its own."""
    return f"unix://{socket_directory(var)}/valkey.sock?db={int(demo)}"


def state_file(var: Path = VAR) -> Path:
    """Return the file that holds the running supervisor's `State`."""
    return var / "run" / "state.json"


def read_state(var: Path = VAR) -> State | None:
    """Return what the running `make run` wrote, or None when nothing runs, though it may have left its file."""
    try:
        state = State(**json.loads(state_file(var).read_text()))
        os.kill(state.pid, 0)
    except (FileNotFoundError, ProcessLookupError):
        return None
    return state


def write_state(state: State, var: Path = VAR) -> None:
    """Tell every later `manage.py` what this run decided."""
    file = state_file(var)
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.write_text(json.dumps(asdict(state)))
    fresh.replace(file)
