"""The adapters by key, and the adapter of one resource."""

from __future__ import annotations

from typing import cast

from apps.core import plugins
from apps.resources.adapters.base import Adapter


def adapters() -> dict[str, type[Adapter]]:
    """Return every adapter class by its key, which is its file's name."""
    return cast("dict[str, type[Adapter]]", plugins.load("apps.resources.adapters", Adapter))
