"""Reads of topics."""

from apps.live.models import Topic


def version(topic: str) -> int:
    """Return the version of a topic: 0 before its first change. One query."""
    return Topic.objects.filter(name=topic).values_list("version", flat=True).first() or 0
