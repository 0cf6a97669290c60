"""The tags that problems carry, with the number of those that do: counted anew every TAGS_EVERY seconds."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property, lru_cache

import msgspec
from django.conf import settings
from django.db.models import Count, F, Func

from apps.contests.models import Problem
from apps.live.cache import remember

TOPIC = "problems"  # nobody raises it: time alone renews what is remembered under it
MOST = 1000


class Tags:
    """The commonest tags."""

    def __init__(self, counted: Sequence[tuple[str, int]]) -> None:
        self.counted = counted  # the commonest first

    @cached_property
    def by_folded(self) -> Mapping[str, list[str]]:
        """How sites write each tag, by what it is in no case."""
        found: dict[str, list[str]] = defaultdict(list)
        for tag, _ in self.counted:
            found[tag.casefold()].append(tag)
        return dict(found)


def common_tags() -> Sequence[tuple[str, int]]:
    """Return (tag, number of problems) of the commonest tags, the commonest first."""
    return counted_tags(_turn()).counted


def spellings(tag: str) -> list[str]:
    """Return a tag as sites write it, in whatever case they do; as it stands where none of the commonest is meant."""
    return counted_tags(_turn()).by_folded.get(tag.casefold(), [tag])


def _turn() -> int:
    every: int = settings.TAGS_EVERY
    return int(time.time()) // every


@lru_cache(maxsize=1)  # in this process; on the server for all
def counted_tags(turn: int) -> Tags:
    """Return the tags as they were counted in a turn, which is so many times TAGS_EVERY since 1970."""
    return Tags(msgspec.json.decode(remember(TOPIC, f"tags:{turn}", _count, at=0), type=list[tuple[str, int]]))


def _count() -> tuple[bytes, datetime | None]:
    tagged = Problem.objects.filter(tags__len__gt=0).values(tag=Func(F("tags"), function="unnest"))
    counted = tagged.annotate(number=Count("pk")).order_by("-number", "tag")[:MOST]
    return msgspec.json.encode(list(counted.values_list("tag", "number"))), None
