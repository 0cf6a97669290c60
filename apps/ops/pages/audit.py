"""What people with rights did."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.core.models import AuditEntry
from apps.ingest.queries import STAFF
from apps.live.queries import version
from apps.ops.access import SEE, staff_page
from apps.ops.forms import AuditFilter
from apps.ops.keyset import page_of


@require_safe
@staff_page(SEE)
def entries(request: HttpRequest) -> HttpResponse:
    """Show the entries that pass the filter, the newest first."""
    seen = version(STAFF)
    form = AuditFilter(request.GET)
    page = page_of(form.apply(AuditEntry.objects.all()), "at", before=request.GET.get("before", ""))
    return render(request, "ops/audit.html", {"live_version": seen, "form": form, "page": page})
