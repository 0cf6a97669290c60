"""Queues and workers, and the jobs that failed."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from apps.ingest.queries import STAFF
from apps.live.queries import version
from apps.ops import queues
from apps.ops.access import ACT, SEE, staff_page
from apps.ops.pages.deeds import MOST_CHOSEN, act
from apps.ops.pages.overview import queue_values


@require_safe
@staff_page(SEE)
def queue_page(request: HttpRequest) -> HttpResponse:
    """Show the queues, the workers and the failed jobs."""
    seen = version(STAFF)
    values = queue_values()
    jobs = [] if "away" in values else queues.failed_jobs()
    return render(request, "ops/queues.html", {**values, "live_version": seen, "jobs": jobs})


@require_POST
@staff_page(ACT)
def answer(request: HttpRequest) -> HttpResponse:
    """Put the ticked jobs back into their queues, or forget them."""
    ticked = request.POST.getlist("job")[:MOST_CHOSEN]

    def deed(person: AbstractBaseUser, note: str) -> str:
        if "delete" in request.POST:
            number = queues.delete_jobs(ticked, by=person, note=note)
            told = ngettext("%(number)d job is deleted.", "%(number)d jobs are deleted.", number)
        else:
            number = queues.retry_jobs(ticked, by=person, note=note)
            told = ngettext("%(number)d job is back in its queue.", "%(number)d jobs are back in their queues.", number)
        return told % {"number": number}

    return act(request, deed, back=reverse("ops:queues"))
