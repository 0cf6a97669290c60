"""What this process remembers of rows: forgotten between tests, whose rows and versions begin anew each time."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import _lru_cache_wrapper, cache

from apps.live.nearby import Nearby


def forget_all() -> None:
    """Empty what the product keeps at hand; what `functools.cache` keeps without bound hangs on no row."""
    for forget in _ways_to_forget(len(sys.modules)):
        forget()


@cache
def _ways_to_forget(_modules: int) -> list[Callable[[], None]]:
    ours = [module for name, module in sys.modules.items() if name.startswith("apps.")]
    kept = {id(value): value for module in ours for value in vars(module).values()}.values()
    functions = [value for value in kept if isinstance(value, _lru_cache_wrapper)]
    return [
        *(function.cache_clear for function in functions if function.cache_parameters()["maxsize"] is not None),
        *(value.clear for value in kept if isinstance(value, Nearby)),
    ]
