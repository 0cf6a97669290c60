"""Plans: what is read again and again, and having it read now."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from apps.ingest import actions
from apps.ingest.models import Plan
from apps.ingest.queries import STAFF
from apps.live.queries import version
from apps.ops.access import ACT, SEE, staff_page
from apps.ops.pages.deeds import act, chosen

MOST = 300


@require_safe
@staff_page(SEE)
def sources(request: HttpRequest) -> HttpResponse:
    """Show the plans of the sites that are switched on, those that fail first."""
    seen = version(STAFF)
    text = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    plans = Plan.objects.filter(resource__enabled=True).select_related("resource").defer("trace")
    if text:
        plans = plans.filter(
            Q(resource__host__icontains=text) | Q(resource__title__icontains=text) | Q(subject__icontains=text)
        )
    found = list(plans.order_by("-failures", "resource__title", "ability", "subject")[: MOST + 1])
    values = {
        "live_version": seen,
        "plans": found[:MOST],
        "is_cut": len(found) > MOST,
        "most": MOST,
        "text": text,
        "resources": list({plan.resource_id: plan.resource for plan in found}.values()),
    }
    return render(request, "ops/sources.html", values)


@require_POST
@staff_page(ACT)
def fetch(request: HttpRequest) -> HttpResponse:
    """Have the ticked plans read at the next tick of the clock, by the same path as always."""
    ticked = list(Plan.objects.filter(pk__in=chosen(request, "plan"), resource__enabled=True))

    def deed(person: AbstractBaseUser, note: str) -> str:
        number = actions.make_due(ticked, by=person, note=note)
        told = ngettext(
            "%(number)d plan is due now: a worker takes it within half a minute.",
            "%(number)d plans are due now: workers take them within half a minute.",
            number,
        )
        return told % {"number": number}

    return act(request, deed, back=reverse("ops:sources"))
