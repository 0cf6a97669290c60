"""The moment at which tests of results happen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from tests.standings.tables import NOW


@pytest.fixture
def stopped_clock() -> Iterator[None]:
    """Let it be NOW throughout a test."""
    with time_machine.travel(NOW, tick=False):
        yield
