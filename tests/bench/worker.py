"""A worker that stores tables of results in a process of its own: what it took, and how much memory at most.

    python -m tests.bench.worker <site> <rows> <contest> [<contest> …]

prints one JSON line: seconds, memory in bytes at the peak.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from pathlib import Path


def main() -> None:
    """Store a table for each contest; each has the same people in another order, like contests of one site."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clist.settings")
    import django  # noqa: PLC0415 - the settings read the environment

    django.setup()
    from apps.standings.upsert import upsert_standings  # noqa: PLC0415
    from tests.bench.tables import NOW, new_contest, results, table_of  # noqa: PLC0415

    host, number, *keys = sys.argv[1:]
    tables = [(new_contest(host, key), table_of(results(int(number), seed=seed))) for seed, key in enumerate(keys)]
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()
    begun = time.perf_counter()
    for contest, table in tables:
        upsert_standings(contest, table, now=NOW)
    taken = time.perf_counter() - begun
    print(json.dumps({"seconds": taken, "memory": peak()}))  # noqa: T201


def peak() -> int:
    """Return the most memory that this process had, in bytes; `ru_maxrss` would be that of who started it, too."""
    status = Path("/proc/self/status").read_text()
    return int(re.findall(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE)[0]) * 1024


if __name__ == "__main__":
    main()
