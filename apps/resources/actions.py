"""Writes on contest sites."""

from __future__ import annotations

from apps.resources.catalogue import adapters
from apps.resources.models import Resource


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
