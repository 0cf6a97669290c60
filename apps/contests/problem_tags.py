"""The tags that problems carry, with the number of those that do: counted anew every ten minutes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache

import msgspec
from django.db.models import Count, F, Func

from apps.contests.models import Problem
from apps.live.cache import remember

TOPIC = "problems"  # nobody raises it: time alone renews what is remembered under it
MOST = 1000


def common_tags() -> Sequence[tuple[str, int]]:
    """Return (tag, number of problems) of the commonest tags, the commonest first."""
    return _read(remember(TOPIC, "tags", _count, at=0))


def spellings(tag: str) -> list[str]:
    """Return a tag as sites write it, in whatever case they do; as it stands where none of the commonest is meant."""
    return _by_folded(remember(TOPIC, "tags", _count, at=0)).get(tag.casefold(), [tag])


def _count() -> tuple[bytes, datetime | None]:
    tagged = Problem.objects.filter(tags__len__gt=0).values(tag=Func(F("tags"), function="unnest"))
    counted = tagged.annotate(number=Count("pk")).order_by("-number", "tag")[:MOST]
    return msgspec.json.encode(list(counted.values_list("tag", "number"))), None


@lru_cache(maxsize=2)
def _read(body: bytes) -> Sequence[tuple[str, int]]:
    return msgspec.json.decode(body, type=list[tuple[str, int]])


@lru_cache(maxsize=2)
def _by_folded(body: bytes) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for tag, _ in _read(body):
        found[tag.casefold()].append(tag)
    return dict(found)
