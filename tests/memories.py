"""What this process remembers of rows: forgotten between tests, whose rows and versions begin anew each time."""

from __future__ import annotations

import sys
from functools import _lru_cache_wrapper, cache
from typing import Any


def forget_all() -> None:
    """Empty what functions of the product remember; what `functools.cache` keeps without bound hangs on no row."""
    for memory in _memories(len(sys.modules)):
        memory.cache_clear()


@cache
def _memories(_modules: int) -> list[_lru_cache_wrapper[Any]]:
    ours = [module for name, module in sys.modules.items() if name.startswith("apps.")]
    found = {value for module in ours for value in vars(module).values() if isinstance(value, _lru_cache_wrapper)}
    return [memory for memory in found if memory.cache_parameters()["maxsize"] is not None]
