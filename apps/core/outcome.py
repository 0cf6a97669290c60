"""What one list of rows did to a table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Numbers of things: in the list, new, changed, taken away; `absent` are missing but not yet held to be gone."""

    rows: int
    added: int = 0
    changed: int = 0
    removed: int = 0
    absent: int = 0
