"""make bench: run every benchmark, print the figures as a table and keep them in var/bench.json."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
from pathlib import Path

import tests.bench
from tests.bench import house
from tests.bench.figures import Figure, as_table, keep

PARTS = {
    "__main__", "board_watchers", "boards", "figures", "house", "load", "parsing", "rankings",
    "serving", "tables", "uncached", "watchers", "worker",
}  # fmt: skip


def main() -> int:
    """Run what is asked for on servers of its own; return the exit code."""
    names = sorted({module.name for module in pkgutil.iter_modules(tests.bench.__path__)} - PARTS)
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("only", nargs="?", choices=names, help="one benchmark; all by default")
    parser.add_argument("--into", type=Path, default=Path("var/bench.json"))
    chosen = parser.parse_args()
    figures: list[Figure] = []
    with house.running():
        for name in [chosen.only] if chosen.only else names:
            print(f"… {name}", file=sys.stderr, flush=True)  # noqa: T201
            figures += importlib.import_module(f"tests.bench.{name}").run()
    print(as_table(figures))  # noqa: T201
    keep(figures, chosen.into)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
