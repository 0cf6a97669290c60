"""Writes on contest sites."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from apps.core import audit, events
from apps.core.errors import Refused
from apps.live.actions import publish
from apps.resources.catalogue import adapters
from apps.resources.models import Resource

TOPIC = "contests"  # whether a site is switched on decides which contests are shown


def sync_sites() -> int:
    """Give every site that the adapters list a Resource row, and bring the built-in ones up to date.

    `enabled`, `timezone` and `options` stay as staff set them. Returns the number of rows written.
    """
    rows = [
        Resource(
            host=site.host,
            title=site.title,
            url=site.url,
            adapter=key,
            short=site.short,
            color=site.color,
            timezone=site.timezone,
            options=dict(site.options),
            built_in=True,
        )
        for key, adapter in adapters().items()
        for site in adapter.sites
    ]
    fields = ("title", "url", "adapter", "short", "color")
    known = {resource.host: resource for resource in Resource.objects.all()}
    wanted = [
        row
        for row in rows
        if row.host not in known or any(getattr(row, name) != getattr(known[row.host], name) for name in fields)
    ]
    Resource.objects.bulk_create(
        wanted, update_conflicts=True, unique_fields=["host"], update_fields=[*fields, "built_in"]
    )
    return len(wanted)


@transaction.atomic
def enable_resources(resources: Iterable[Resource], *, by: AbstractBaseUser) -> int:
    """Read sites and show their contests from now on; return how many were switched off."""
    return _switch(resources, enabled=True, by=by)


@transaction.atomic
def disable_resources(resources: Iterable[Resource], *, by: AbstractBaseUser) -> int:
    """Neither read sites nor show their contests from now on; return how many were switched on."""
    return _switch(resources, enabled=False, by=by)


@transaction.atomic
def want_refresh(resources: Iterable[Resource], *, by: AbstractBaseUser) -> int:
    """Say that sites should be read now, for whoever reads them to hear; return how many are switched on."""
    ids = [resource.pk for resource in resources]
    wanted = list(Resource.objects.filter(pk__in=ids, enabled=True))
    for resource in wanted:
        events.record("refresh.wanted", {"resource": resource.pk})
    return audit.record("site.fetch_wanted", wanted, by=by)


def _switch(resources: Iterable[Resource], *, enabled: bool, by: AbstractBaseUser) -> int:
    ids = [resource.pk for resource in resources]
    switched = list(Resource.objects.select_for_update().filter(pk__in=ids, enabled=not enabled))
    if not switched:
        return 0
    chosen = Resource.objects.filter(pk__in=[resource.pk for resource in switched])
    chosen.update(enabled=enabled)
    action = "site.enabled" if enabled else "site.disabled"
    audit.record(action, switched, by=by, was={"enabled": not enabled}, now={"enabled": enabled})
    publish(TOPIC)
    return len(switched)


@transaction.atomic
def add_sites(sites: Iterable[Mapping[str, Any]], *, only: bool = False) -> None:
    """Add sites, or bring them up to date: {host, title, url, adapter} and any further field of a Resource.

    A built-in site needs no more than its host. `only` switches every other site off, and these on.

    Raises:
        Refused: an adapter does not exist, or a host without one is not built in; nothing is written.
    """
    hosts = []
    for site in sites:
        host, adapter = site["host"], site.get("adapter")
        if adapter and adapter not in adapters():
            raise Refused(f"{host}: there is no adapter {adapter!r}.")
        if not adapter and not Resource.objects.filter(host=host).exists():
            raise Refused(f"{host} is not built in and names no adapter.")
        if adapter:
            Resource.objects.update_or_create(host=host, defaults={**site, "enabled": True})
        hosts.append(host)
    if only:
        Resource.objects.filter(host__in=hosts).update(enabled=True)
        Resource.objects.exclude(host__in=hosts).update(enabled=False)
