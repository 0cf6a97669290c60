"""The filter as a plain form: which boxes are ticked, and what the form carries along without showing it."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qsl

from apps.contests.filters import ContestFilter
from apps.core.durations import short_duration
from apps.resources.models import Resource

LENGTHS = (timedelta(hours=2), timedelta(hours=3), timedelta(hours=5), timedelta(days=1), timedelta(days=7))
SHOWN = ("resource", "search", "duration_to")


def is_chosen(wanted: ContestFilter, resource: Resource) -> bool:
    """True when a filter names this site."""
    return any(name and name in wanted.resources for name in (str(resource.pk), resource.host, resource.short))


def length_choices(wanted: ContestFilter) -> list[tuple[int, str, bool]]:
    """Return (seconds, words, is chosen) of the longest lengths to choose from; one from the URL joins in."""
    lengths = {*LENGTHS, *([wanted.duration_to] if wanted.duration_to else [])}
    return [
        (int(length.total_seconds()), short_duration(length), length == wanted.duration_to)
        for length in sorted(lengths)
    ]


def hidden_pairs(wanted: ContestFilter) -> list[tuple[str, str]]:
    """Return what the filter says beyond the fields that the form shows. The box "rated" can only say yes."""
    pairs = parse_qsl(wanted.query_string())
    return [(name, value) for name, value in pairs if name not in SHOWN and (name, value) != ("rated", "yes")]
