"""Lists that are held back as suspiciously short: what they would do, to be accepted or refused."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.core.errors import Refused
from apps.ingest import actions
from apps.ingest.held import Difference, Vanishing, difference, held_plans, vanishing
from apps.ingest.models import Plan, Run
from apps.ingest.queries import STAFF
from apps.live.queries import version
from apps.ops.access import ACT, SEE, staff_page
from apps.ops.pages.deeds import act, chosen
from apps.resources.adapters.base import AdapterError


@require_safe
@staff_page(SEE)
def held_lists(request: HttpRequest) -> HttpResponse:
    """Show every list that waits for a person."""
    seen = version(STAFF)
    plans = list(held_plans())
    rows = [(plan, plan.runs.filter(status=Run.HELD).first()) for plan in plans]
    values = {"live_version": seen, "rows": rows, "resources": [plan.resource for plan in plans]}
    return render(request, "ops/lists.html", values)


@require_safe
@staff_page(SEE)
def held_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what one list would add, change and leave out."""
    plan = get_object_or_404(Plan.objects.select_related("resource"), pk=pk)
    values: dict[str, Any] = {"plan": plan, "resources": [plan.resource]}
    try:
        found: Difference | Vanishing | None
        if plan.ability == "contests":
            found = values["difference"] = difference(plan, now=timezone.now())
        else:
            found = values["vanishing"] = vanishing(plan)
        values["attempt"] = found.attempt if found else None
    except (Refused, AdapterError) as complaint:
        values["complaint"] = str(complaint)
    return render(request, "ops/list.html", values)


@require_POST
@staff_page(ACT)
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the list in."""
    plan = get_object_or_404(Plan.objects.select_related("resource"), pk=pk)

    def deed(person: AbstractBaseUser, note: str) -> str:
        taken = actions.accept_list(plan, seen=_seen(request), by=person, note=note)
        counts = {"site": plan.resource.title, "rows": taken.rows, "changed": taken.changed}
        return _("%(site)s: the list of %(rows)d rows is taken in, %(changed)d of them changed.") % counts

    return act(request, deed, back=reverse("ops:lists"))


@require_POST
@staff_page(ACT)
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Dismiss the list, and the same one whenever it comes again."""
    plan = get_object_or_404(Plan.objects.select_related("resource"), pk=pk)

    def deed(person: AbstractBaseUser, note: str) -> str:
        actions.refuse_list(plan, seen=_seen(request), by=person, note=note)
        return _("%(site)s: the list is refused; what was known stays.") % {"site": plan.resource.title}

    return act(request, deed, back=reverse("ops:lists"))


def _seen(request: HttpRequest) -> int | None:
    """Return the run whose list the page compared; None where it could not, as its bodies had left the archive."""
    return next(iter(chosen(request, "run")), None)
