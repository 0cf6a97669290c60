"""The list of contests that have results."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone

from apps.contests import search
from apps.contests.models import Contest


def contests_with_results(*, text: str = "", host: str = "") -> QuerySet[Contest]:
    """Return the contests with results, each with its site and its table's header, the newest end first.

    `text` searches by the grammar of the main list, `host` is a site's.
    """
    found = Contest.objects.filter(
        hidden=False, merged_into=None, resource__enabled=True, standings__n_rows__gt=0
    ).select_related("resource", "standings")
    if host:
        found = found.filter(resource__host=host)
    if text:
        found = found.filter(search.read(text, timezone.now()).condition)
    return found.order_by("-end", "-start", "-id")
