"""The doors for machines that watch: probes and the scrape."""

from __future__ import annotations

from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client.exposition import choose_encoder

from apps.ops import health, metrics


@require_safe
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """Say that the process is up. It asks nobody, so a lost database does not get it killed."""
    return JsonResponse({"status": "ok", "version": settings.VERSION})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Say whether requests can be served here: 200, or 503 with what is wrong."""
    checks = health.readiness()
    fine = all(outcome == health.OK for outcome in checks.values())
    return JsonResponse({"status": "ok" if fine else "failed", "checks": checks}, status=200 if fine else 503)


@require_safe
@never_cache
def scrape(request: HttpRequest) -> HttpResponse:
    """Answer with the figures, to whoever bears METRICS_TOKEN; without such a setting to anybody, save in production.

    `?of=house` and `?of=process` ask for one part. The address of the client is not asked: behind a proxy of our own
    everybody comes from this machine.
    """
    if refusal := _refusal(request):
        return refusal
    encode, content_type = choose_encoder(request.headers.get("Accept", ""))
    asked = request.GET.get("of", "")
    if asked and asked not in list(metrics.Part):
        return HttpResponse("of=house or of=process\n", status=400, content_type="text/plain")
    try:
        body = encode(metrics.registry(metrics.Part(asked) if asked else None))
    except Error as error:
        return HttpResponse(f"The database is away: {type(error).__name__}\n", status=503, content_type="text/plain")
    return HttpResponse(body, content_type=content_type)


def _refusal(request: HttpRequest) -> HttpResponse | None:
    if settings.METRICS_TOKEN:
        borne = request.headers.get("Authorization", "")
        if constant_time_compare(borne, f"Bearer {settings.METRICS_TOKEN}"):
            return None
        return HttpResponse("Bearer token needed.\n", status=401, headers={"WWW-Authenticate": "Bearer"})
    if settings.PRODUCTION:
        return HttpResponse("Set METRICS_TOKEN to open this door.\n", status=403, content_type="text/plain")
    return None
