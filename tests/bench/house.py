"""The whole house on temporary servers, as `make run` starts it, for benchmarks to measure."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from clist.embedded.children import Child
from clist.embedded.house import House, listen, port_of

KIBIBYTE = 1024
open_house: list[House] = []


@contextmanager
def running() -> Iterator[House]:
    """Start PostgreSQL, Valkey, gunicorn, Daphne, two workers and cron; set Django up on them; end them afterwards.

    No site is fetched: all of them lead to a closed port, and are switched off.
    """
    home = Path(tempfile.mkdtemp(prefix="clist-bench-", dir="/tmp"))
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    environment |= {"DEMO": "0", "CLIST_GATEWAY": "http://127.0.0.1:9", "SITE_HOST": "localhost"}
    house = House(public=listen(), environment=environment, var=home, say=lambda text: None)
    try:
        house.open()
        os.environ.update(house.environment, STATIC_ROOT=str(home / "static"))
        import django  # noqa: PLC0415 - the settings read the environment

        django.setup()
        from apps.resources.models import Resource  # noqa: PLC0415

        Resource.objects.update(enabled=False)
        open_house.append(house)
        yield house
    finally:
        house.close()
        shutil.rmtree(home, ignore_errors=True)


def peak_memory(child: Child) -> int:
    """Return the peak resident memory of a program's largest process, in bytes."""
    return max((_peak(pid) for pid in family_of(child)), default=0) * KIBIBYTE


def family_of(child: Child) -> list[int]:
    """Return the processes of a program, its own first."""
    return _family(child.process.pid) if child.process else []


def built_answers() -> int:
    """Return how many answers have been built: each gives up its claim to be the one that builds, by one DEL."""
    import django_rq  # noqa: PLC0415 - the settings read the environment

    commands: dict[str, dict[str, int]] = django_rq.get_connection().info("commandstats")
    return int(commands.get("cmdstat_del", {}).get("calls", 0))


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(member for child in children for member in _family(int(child)))]


def _peak(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    return 0


def address() -> str:
    """Return gunicorn's own address."""
    (house,) = open_house
    return f"http://127.0.0.1:{port_of(house.web)}"
