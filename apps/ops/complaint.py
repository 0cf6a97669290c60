"""The place in a payload that an adapter complained of, cut out for reading."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

PLACE = re.compile(r"(\$(?:\.[\w-]+|\[\d+\])*)")
STEP = re.compile(r"\.([\w-]+)|\[(\d+)\]")
MOST_SHOWN = 20_000  # characters of a body
MOST_CUT = 3000  # characters of an excerpt


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A part of a JSON body: the place that was named, how far down it there is anything, and what stands there."""

    place: str
    found: str
    text: str


def excerpt(body: bytes, error: str) -> Excerpt | None:
    """Return the part of a JSON body that an error names by a path such as `$.result[3].id`, or None."""
    named = PLACE.search(error)
    if not named:
        return None
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return None
    found = "$"
    for name, number in STEP.findall(named[1]):
        below = _step(value, name, number)
        if below is None:
            break
        found, (value,) = f"{found}.{name}" if name else f"{found}[{number}]", below
    return Excerpt(place=named[1], found=found, text=json.dumps(value, indent=1, ensure_ascii=False)[:MOST_CUT])


def _step(value: Any, name: str, number: str) -> tuple[Any] | None:
    if name and isinstance(value, dict) and name in value:
        return (value[name],)
    if number and isinstance(value, list) and int(number) < len(value):
        return (value[int(number)],)
    return None


def as_text(body: bytes) -> tuple[str, bool]:
    """Return a body as text for reading, and whether it was cut."""
    text = body[: 4 * MOST_SHOWN].decode("utf-8", "replace")
    return text[:MOST_SHOWN].replace("\x00", "\ufffd"), len(text) > MOST_SHOWN or len(body) > 4 * MOST_SHOWN
