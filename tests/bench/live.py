"""Two thousand open pages: what their sockets cost, how late they hear of a change, and what they make render.

Then as many before one board of results that moves: see boards.py.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests
from django.db import transaction

from apps.live.actions import publish
from clist.embedded.children import Child
from clist.embedded.house import port_of
from tests.bench import boards, house
from tests.bench.figures import Figure
from tests.bench.pages import fill

SOCKETS, CHANGES, READERS = 2_000, 20, 200
PAUSE = 1.0  # seconds between two changes
LIMIT = 1.2  # milliseconds of CPU that the incumbent's socket takes for a message


def run() -> list[Figure]:
    """Measure."""
    (open_house,) = house.open_house
    fill(2_000)
    daphne = next(child for child in open_house.programs if child.name == "websockets")
    return [*_sockets(daphne, f"ws://127.0.0.1:{port_of(open_house.socket)}/ws/live"), _renders(), *boards.run()]


def _sockets(daphne: Child, url: str) -> list[Figure]:
    before = _resident(daphne)
    command = [sys.executable, "-m", "tests.bench.watchers", url, str(SOCKETS), str(CHANGES)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as watchers:
        assert watchers.stdout is not None
        opening = float(watchers.stdout.readline())
        after, used = _resident(daphne), _cpu(daphne)
        told = _publish()
        heard = json.loads(watchers.stdout.readline())
        used = _cpu(daphne) - used
    delays = sorted((when - told[version]) * 1000 for socket in heard for version, when in socket)
    assert len(delays) == SOCKETS * CHANGES, "every socket hears every change, once"
    each = used * 1000 / len(delays)
    return [
        Figure(name="sockets: opened on one Daphne a second", value=SOCKETS / opening, unit="1/s", rows=SOCKETS),
        Figure(name="sockets: memory of Daphne with none", value=before / 1024, unit="MiB"),
        Figure(name=f"sockets: memory of Daphne with {SOCKETS:,}", value=after / 1024, unit="MiB"),
        Figure(name="sockets: memory of one", value=(after - before) / SOCKETS, unit="KiB"),
        Figure(name="sockets: delay of a change, median", value=statistics.median(delays), unit="ms", rows=SOCKETS),
        Figure(name="sockets: delay, 99th percentile", value=delays[int(len(delays) * 0.99)], unit="ms", rows=SOCKETS),
        Figure(name="sockets: delay, longest", value=delays[-1], unit="ms", rows=SOCKETS),
        Figure(
            name="sockets: CPU for a watcher and a change",
            value=each,
            unit="ms",
            ratio=each / LIMIT,
            to="the incumbent's 1.2 ms (limit 0.1)",
            rows=SOCKETS,
        ),
    ]


def _publish() -> dict[int, float]:
    """Make the changes; return when each version was committed."""
    told = {}
    for _ in range(CHANGES):
        with transaction.atomic():
            version = publish("contests")
            told[version] = time.time()
        time.sleep(PAUSE)
    return told


def _renders() -> Figure:
    """Let all open pages ask for the new version at once and count how often it was built."""
    requests.get(house.address(), timeout=30)
    with transaction.atomic():
        version = publish("contests")
    before = house.built_answers()
    with ThreadPoolExecutor(32) as crowd:
        address = f"{house.address()}/?fragment={version}"
        statuses = list(crowd.map(lambda _: requests.get(address, timeout=30).status_code, range(READERS)))
    assert statuses == [200] * READERS
    return Figure(
        name="renders of a page for 200 who ask at once", value=house.built_answers() - before, unit="", rows=READERS
    )


def _resident(child: Child) -> int:
    return _status(child, "VmRSS:")


def _status(child: Child, name: str) -> int:
    """Return a figure of a process in KiB."""
    assert child.process is not None
    for line in Path(f"/proc/{child.process.pid}/status").read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1])
    raise LookupError(name)


def _cpu(child: Child) -> float:
    """Return the seconds of CPU that a process has used."""
    assert child.process is not None
    fields = Path(f"/proc/{child.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100
