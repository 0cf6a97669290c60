"""The run log: search, one run with its calls and bodies, and "ingest again"."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.ingest import actions, archive
from apps.ingest.models import Body, Run
from apps.ingest.queries import STAFF
from apps.ingest.trace import TracedCall, from_json
from apps.live.queries import version
from apps.ops.access import ACT, SEE, staff_page
from apps.ops.complaint import as_text, excerpt
from apps.ops.forms import RunFilter
from apps.ops.keyset import page_of
from apps.ops.pages.deeds import act


@require_safe
@staff_page(SEE)
def log(request: HttpRequest) -> HttpResponse:
    """Show the runs that pass the filter, the newest first."""
    seen = version(STAFF)
    form = RunFilter(request.GET)
    found = form.apply(Run.objects.select_related("plan__resource").defer("trace"))
    page = page_of(found, "started", before=request.GET.get("before", ""))
    resources = {run.plan.resource_id: run.plan.resource for run in page.rows}.values()
    values = {"live_version": seen, "form": form, "page": page, "resources": list(resources)}
    return render(request, "ops/runs.html", values)


@require_safe
@staff_page(SEE)
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one run: what came of it, what it asked, and one of the bodies that came back."""
    found = get_object_or_404(Run.objects.select_related("plan__resource", "replay_of"), pk=pk)
    calls = from_json(found.trace)
    kept = set(Body.objects.filter(digest__in=[call.digest for call in calls]).values_list("digest", flat=True))
    wanted = request.GET.get("call", "")
    number = int(wanted) if wanted.isdecimal() and 1 <= int(wanted[:9]) <= len(calls) else len(calls)
    values: dict[str, Any] = {
        "run": found,
        "resources": [found.plan.resource],
        "calls": [(place, call, call.digest in kept) for place, call in enumerate(calls, start=1)],
        "replays": found.replays.order_by("-pk"),
        "can_replay": bool(calls) and all(call.digest in kept for call in calls),
        "number": number,
        **(_body_values(calls[number - 1], found.error) if calls else {}),
    }
    return render(request, "ops/run.html", values)


@require_safe
@staff_page(SEE)
def body(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Hand out an archived body as it came, as a file that no browser shows."""
    calls = from_json(get_object_or_404(Run, pk=pk).trace)
    if not 1 <= number <= len(calls) or calls[number - 1].digest not in (kept := _bodies(calls[number - 1])):
        raise Http404(_("This body is not in the archive."))
    headers = {
        "Content-Disposition": f'attachment; filename="run-{pk}-call-{number}.body"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return HttpResponse(kept[calls[number - 1].digest], content_type="application/octet-stream", headers=headers)


@require_POST
@staff_page(ACT)
def replay(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the archived bodies of a run again, with today's adapter."""
    found = get_object_or_404(Run.objects.select_related("plan__resource"), pk=pk)

    def deed(person: AbstractBaseUser, note: str) -> str:
        again = actions.replay(found, by=person, note=note)
        counts = {"run": again.pk, "rows": again.rows, "added": again.added, "changed": again.changed}
        return _("Run %(run)d took in %(rows)d rows: %(added)d added, %(changed)d changed.") % counts

    return act(request, deed, back=reverse("ops:run", args=[pk]))


def _bodies(call: TracedCall) -> dict[str, bytes]:
    return archive.load([call.digest])


def _body_values(call: TracedCall, error: str) -> dict[str, Any]:
    content = _bodies(call).get(call.digest)
    if content is None:
        return {"call": call}
    text, is_cut = as_text(content)
    return {"call": call, "text": text, "is_kept": True, "is_cut": is_cut, "excerpt": excerpt(content, error)}
