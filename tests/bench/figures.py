"""Figures: what a benchmark gives, how they are printed and kept."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured number; `ratio` compares it with what `to` names, measured in the same run."""

    name: str
    value: float
    unit: str
    ratio: float | None = None
    to: str = ""
    rows: int | None = None


def median_seconds(work: Callable[[], object], *, times: int = 5) -> float:
    """Return the median wall time of a piece of work."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def as_table(figures: Iterable[Figure]) -> str:
    """Return figures as a table for people."""
    lines = [f"{'figure':58} {'value':>11} {'unit':8} {'ratio':>7}  to"]
    for figure in figures:
        ratio = f"{figure.ratio:.2f}" if figure.ratio is not None else ""
        lines.append(f"{figure.name:58} {figure.value:>11,.4g} {figure.unit:8} {ratio:>7}  {figure.to}".rstrip())
    return "\n".join(lines)


def keep(figures: Iterable[Figure], file: Path) -> None:
    """Write figures to a file as JSON, one object each."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps([asdict(figure) for figure in figures], indent=1) + "\n")
