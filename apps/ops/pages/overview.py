"""The first page of staff: what waits for a person, what the machine did, how well every source is covered."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from apps.ingest.held import held_plans
from apps.ingest.models import Incident
from apps.ingest.queries import STAFF
from apps.live.queries import version
from apps.ops import queries, queues
from apps.ops.access import SEE, staff_page
from apps.suggestions.queries import waiting


@require_safe
@staff_page(SEE)
def overview(request: HttpRequest) -> HttpResponse:
    """Show the things to do first, then figures."""
    now, seen = timezone.now(), version(STAFF)
    by_hour = queries.hours(now)
    lasting = Incident.objects.filter(ended=None, plan__resource__enabled=True).select_related("plan__resource")
    coverage = queries.coverage(now)
    values: dict[str, Any] = {
        "live_version": seen,
        "held": list(held_plans()[:20]),
        "parked": queries.parked().count(),
        "wishes": waiting().count(),
        "incidents": list(lasting.order_by("began")[:20]),
        "hours": by_hour,
        "tries": sum(hour.good + hour.failed for hour in by_hour),
        "failed": sum(hour.failed for hour in by_hour),
        "most": max(hour.good + hour.failed for hour in by_hour),
        "coverage": coverage,
        "resources": [row.resource for row in coverage],
        **queue_values(),
    }
    return render(request, "ops/overview.html", values)


def queue_values() -> dict[str, Any]:
    """Return the queues and workers, or that Valkey is away."""
    try:
        states = queues.queue_states()
        return {"queues": states, "failed_jobs": sum(one.failed for one in states), "workers": queues.worker_states()}
    except RedisError as error:
        return {"queues": [], "failed_jobs": 0, "workers": [], "away": type(error).__name__}
