"""Reads of contest sites."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import parse_qsl, unquote, urlsplit

from apps.resources.adapters.base import PROFILE_NOISE
from apps.resources.catalogue import adapters
from apps.resources.models import Resource

MOST_PARTS = 10  # of an address


def enabled_resources() -> list[Resource]:
    """Return the sites that are switched on, by title."""
    return list(Resource.objects.filter(enabled=True).order_by("title", "host"))


def contest_sites(resources: Iterable[Resource]) -> list[Resource]:
    """Return those of the sites that have contests, or are read for them: others, such as GitHub, have people only."""
    read = {key for key, adapter in adapters().items() if "contests" in adapter.abilities()}
    return [one for one in resources if one.n_contests or one.adapter in read]


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


def account_of(url: str, resources: Iterable[Resource] | None = None) -> tuple[str, str] | None:
    """Return the host of the site and the handle that a profile's address names; None where it names no such.

    Who asks often hands in the sites, by default all that are switched on. The hosts of a platform are known by their
    own addresses only; of the sites that share addresses the one with the shortest name has the account.
    """
    named = PROFILE_NOISE.sub("", url.strip()).partition("/")[0].lower()
    found: list[tuple[bool, int, str, str]] = []
    for resource in enabled_resources() if resources is None else resources:
        adapter = adapters().get(resource.adapter)
        handle = adapter.handle_of(url) if adapter else ""
        if adapter and handle:
            is_elsewhere = named not in _homes(resource)
            if not (is_elsewhere and adapter.family):
                found.append((is_elsewhere, len(resource.host), resource.host, handle))
    return min(found)[2:] if found else None


def sites_at(address: str, resources: Iterable[Resource]) -> list[Resource]:
    """Return those of the sites that live where an address leads."""
    named = PROFILE_NOISE.sub("", address.strip()).partition("/")[0].lower()
    return [one for one in resources if named in _homes(one)]


def path_parts(address: str) -> list[str]:
    """Return what stands in the path and the query of an address: "contest", "1878", "problem", "A"."""
    split = urlsplit(address if "//" in address else f"//{address}")
    values = [value for _, value in parse_qsl(split.query)]
    return [part for part in (*unquote(split.path).split("/"), *values) if part and part.isprintable()][:MOST_PARTS]


def _homes(resource: Resource) -> set[str]:
    """Return the names and ports at which a site lives."""
    homes = (resource.host.partition("/")[0], urlsplit(resource.url).netloc)
    return {home.lower().removeprefix("www.") for home in homes}
