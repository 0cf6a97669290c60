"""When the sites' archives of problems were last read, for the pages of problems."""

from __future__ import annotations

from datetime import datetime

from django import template

from apps.ingest.models import Plan

register = template.Library()


@register.simple_tag
def archives_read() -> dict[int, datetime]:
    """Return resource id → when its archive of problems was last read with success."""
    plans = Plan.objects.filter(ability="problems", subject="", succeeded__isnull=False)
    return {resource: at for resource, at in plans.values_list("resource_id", "succeeded") if at is not None}


@register.simple_tag
def read_of(archives: dict[int, datetime], resource: int) -> datetime | None:
    """Return when the archive of one site, given by its id, was read; None where that is not known."""
    return archives.get(resource)
