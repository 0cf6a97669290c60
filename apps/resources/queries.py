"""Reads of contest sites."""

from __future__ import annotations

from collections.abc import Iterable

from apps.resources.models import Resource


def enabled_resources() -> list[Resource]:
    """Return the sites that are switched on, by title."""
    return list(Resource.objects.filter(enabled=True).order_by("title", "host"))


def find_resource(name: str) -> Resource | None:
    """Return the site that is switched on and has this host, short name or id; a host wins."""
    resources = Resource.objects.filter(enabled=True)
    found = resources.filter(host__iexact=name).first()
    if found is None and name.isdecimal() and len(name) < 10:
        found = resources.filter(pk=int(name)).first()
    return found or (resources.filter(short__iexact=name).order_by("pk").first() if name else None)


def matching(resources: Iterable[Resource], text: str) -> list[Resource]:
    """Return the sites whose title, host or short name has every word of a text."""
    words = text.casefold().split()
    return [one for one in resources if all(word in f"{one.title} {one.host} {one.short}".casefold() for word in words)]
