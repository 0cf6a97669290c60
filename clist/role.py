"""`python -m clist.role web`: becomes one of an installation's programs, whose flags stand here and nowhere else.

Containers, systemd, Kubernetes and `make run` all start them through this list.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

PORTS = {"web": 8000, "live": 8001}
QUEUES = ("clock", "live", "lists", "standings", "profiles", "default")  # the first goes before all others
WORKER = "apps.core.workers.FairWorker"
LONGEST_SILENCE = 75  # seconds after which an idle worker says that it lives: see clist.health
GRACE = 15  # seconds for requests that have begun, once a server is told to end
LONGEST_LINE = 8190  # bytes of a request's first line, as nginx in front lets pass: programs ask for hundreds of ids
CORES = os.cpu_count() or 1


def web(bind: str, *, workers: int, grace: int = GRACE) -> list[str]:
    """Return the arguments for Python that serve pages and the API: sync workers, see docs/adr/0009-sync-workers.md."""
    return [
        "-m", "gunicorn", "clist.wsgi", "--bind", bind, "--preload", "--workers", str(workers),
        "--graceful-timeout", str(grace), "--no-control-socket", "--logger-class", "clist.gunicorn.Logger",
        "--limit-request-line", str(LONGEST_LINE),
        *(["--worker-tmp-dir", "/dev/shm"] if os.access("/dev/shm", os.W_OK) else []),  # noqa: S108 - its own files
    ]  # fmt: skip


def live(*address: str) -> list[str]:
    """Return the arguments for Python that serve websockets; Daphne pings each every 20 s, which keeps it open."""
    return ["-m", "daphne", *address, "--no-server-name", "--verbosity", "0", "clist.asgi:application"]


def worker(*, slow: bool = False) -> list[str]:
    """Return the arguments for Python that work off the queues, with `slow` also what hung or dragged last time."""
    queues = (*QUEUES, "slow") if slow else QUEUES
    return ["manage.py", "rqworker", "--worker-class", WORKER, "--worker-ttl", str(LONGEST_SILENCE), *queues]


def cron() -> list[str]:
    """Return the arguments for Python that run the clock: one in an installation."""
    return ["manage.py", "rqcron", "clist/cron.py"]


def migrate() -> list[str]:
    """Return the arguments for Python that bring the database up to date."""
    return ["manage.py", "migrate", "--no-input"]


def environment(role: str, given: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a role: what was given, and what only this role needs."""
    own = {"web": {"PROMETHEUS_MULTIPROC_DIR": _metrics_directory}, "live": {"DATABASE_POOL": lambda: "1"}}
    missing = {name: value() for name, value in own.get(role, {}).items() if name not in given}
    return {**given, **missing}


def empty_metrics(directory: str) -> None:
    """Forget the counts of the processes that ran before, whose numbers may be given out again."""
    Path(directory).mkdir(parents=True, exist_ok=True)
    for file in Path(directory).glob("*.db"):
        file.unlink()


def _metrics_directory() -> str:
    return tempfile.mkdtemp(prefix="clist-metrics-")


def _arguments(asked: argparse.Namespace) -> list[str]:
    host = os.environ.get("BIND", "127.0.0.1")
    match asked.role:
        case "web":
            return web(f"{host}:{PORTS['web']}", workers=int(os.environ.get("WEB_WORKERS", CORES + 1)))
        case "live":
            return live("--bind", host, "--port", str(PORTS["live"]))
        case "worker":
            return worker(slow=asked.slow)
        case "cron":
            return cron()
        case _:
            return migrate()


def main() -> None:
    """Become the program: it keeps this process, so signals reach it and its exit code is the container's."""
    parser = argparse.ArgumentParser(prog="clist.role", description=__doc__)
    parser.add_argument("role", choices=["web", "live", "worker", "cron", "migrate"])
    parser.add_argument("--slow", action="store_true", help="a worker for the queue `slow` too")
    asked = parser.parse_args()
    surroundings = environment(asked.role, os.environ)
    if asked.role == "web":
        empty_metrics(surroundings["PROMETHEUS_MULTIPROC_DIR"])
    os.execve(sys.executable, [sys.executable, *_arguments(asked)], surroundings)  # noqa: S606 - our own program


if __name__ == "__main__":
    main()
