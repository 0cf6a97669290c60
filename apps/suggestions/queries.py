"""Reads of suggestions, and of what is listed already."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django.db.models import Q, QuerySet

from apps.contests.models import Contest
from apps.contests.queries import visible
from apps.resources.models import Resource
from apps.suggestions.models import Suggestion


def waiting() -> QuerySet[Suggestion]:
    """Return what nobody has answered yet, the oldest first."""
    return Suggestion.objects.filter(state=Suggestion.WAITING).order_by("at", "id")


def listed_contest(url: str, *, now: datetime) -> Contest | None:
    """Return the contest at an address that is not over, however the address is spelled. One query."""
    bare = bare_address(url)
    spellings = Q()
    for scheme in ("https", "http"):
        for prefix in ("", "www."):
            spellings |= Q(url__in=[f"{scheme}://{prefix}{bare}", f"{scheme}://{prefix}{bare}/"])
    return visible().filter(spellings, end__gt=now).order_by("start").first()


def read_resource(url: str) -> Resource | None:
    """Return the site at an address that is read already. One query."""
    bare = bare_address(url)
    host = bare.partition("/")[0]
    found = Resource.objects.filter(enabled=True, host__in={host, bare})
    return found.order_by("-host").first()


def bare_address(url: str) -> str:
    """Return an address without scheme, `www.` and the last slash: what two spellings of it share."""
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.netloc.lower().removeprefix('www.')}{parts.path.rstrip('/')}{query}"
