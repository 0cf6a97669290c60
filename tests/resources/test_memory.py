"""Large rankings are read in little memory: each in a process of its own, all its answers in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.rankings import kept
from tests.bench.readings import MEGABYTE, read_alone


@pytest.mark.parametrize(
    ("name", "rows", "least", "most"),
    [
        ("codeforces", 16_500, 15, 300),
        ("atcoder", 12_000, 12, 300),
        ("clics", 500, 50, 300),
        ("ccs_feed", 700, 50, 200),
        ("xcpcio", 2_000, 2, 150),
    ],
)
def test_large_ranking_is_read_in_little_memory(tmp_path: Path, name: str, rows: int, least: int, most: int) -> None:
    reading = read_alone(name, kept(name, tmp_path))

    assert reading.rows == rows
    assert reading.size >= least * MEGABYTE
    assert reading.peak < most * MEGABYTE
