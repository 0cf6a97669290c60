"""JSON as the incumbent spells it: one line, sorted keys, `", "` and `": "` between, UTF-8 as it is."""

from __future__ import annotations

from typing import Any

import msgspec

_encoder = msgspec.json.Encoder(order="sorted")


def to_json(value: Any) -> bytes:
    """Return a value as JSON; naive times come without an offset, with microseconds where there are any."""
    return msgspec.json.format(_encoder.encode(value), indent=0)
