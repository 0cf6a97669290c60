"""A make-believe web for each test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from contestweb import Served, serve
from tests.contestweb.gateway import NOON


@pytest.fixture
def web() -> Iterator[Served]:
    """A make-believe web whose clock stands still at noon."""
    with serve(start=NOON, speed=0) as served:
        yield served
