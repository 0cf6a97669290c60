"""How fast large rankings of six sites are read, and in how much memory: each in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.figures import Figure
from tests.bench.rankings import LEETCODE, RANKINGS, Reading, kept

ROOT = Path(__file__).resolve().parents[2]
TIMES = 3
MEGABYTE = 1_000_000


def read_alone(name: str, file: Path) -> Reading:
    """Read a ranking in a fresh process."""
    command = [sys.executable, "-m", "tests.bench.rankings", name, str(file)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return Reading(**json.loads(done.stdout))


def figures_of(name: str, readings: list[Reading]) -> Iterator[Figure]:
    """Yield the figures of one ranking: the fastest reading, and the one that took the most memory."""
    fastest = min(readings, key=lambda reading: reading.seconds)
    peak = max(reading.peak for reading in readings) / MEGABYTE
    what = f"reading: {name}, {fastest.size / MEGABYTE:.0f} MB"
    yield Figure(name=f"{what}: rows", value=fastest.rows / fastest.seconds, unit="rows/s", rows=fastest.rows)
    yield Figure(name=f"{what}: cells", value=fastest.cells / fastest.seconds, unit="cells/s", rows=fastest.cells)
    yield Figure(name=f"{what}: memory", value=peak, unit="MB", ratio=peak / 300, to="300 MB", rows=fastest.rows)


def run() -> list[Figure]:
    """Measure; the recorded ranking only where it is at hand."""
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        for name in RANKINGS:
            if name != "leetcode" or LEETCODE.is_file():
                file = kept(name, Path(folder))
                figures += figures_of(name, [read_alone(name, file) for _ in range(TIMES)])
    return figures
