"""What visitors miss, for staff to put right and accept, or to refuse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from apps.contests.filter_values import read_duration
from apps.core.errors import Refused
from apps.ingest.queries import STAFF
from apps.live.queries import version
from apps.ops.access import ACT, SEE, staff_page
from apps.ops.pages.deeds import act
from apps.resources.queries import find_resource
from apps.resources.rows import ContestRow
from apps.suggestions import actions
from apps.suggestions.forms import LOCAL_TIME
from apps.suggestions.models import Suggestion
from apps.suggestions.queries import waiting

MOST = 50
Deed = Callable[[AbstractBaseUser, str], str]


class Mended(forms.Form):
    """A suggested contest as staff put it right."""

    title = forms.CharField(max_length=500, label=gettext_lazy("Title"))
    url = forms.URLField(max_length=2000, assume_scheme="https", label=gettext_lazy("Address"))
    start = forms.DateTimeField(input_formats=[LOCAL_TIME, f"{LOCAL_TIME}:%S"], label=gettext_lazy("Start"))
    length = forms.CharField(max_length=40, label=gettext_lazy("Length"))


@require_safe
@staff_page(SEE)
def queue(request: HttpRequest) -> HttpResponse:
    """Show what waits, the oldest first, and what was answered last."""
    seen = version(STAFF)
    alike = Suggestion.objects.filter(state=Suggestion.WAITING, kind=OuterRef("kind"), url=OuterRef("url")).order_by()
    times = alike.values("url").annotate(times=Count("pk")).values("times")
    found = list(waiting().annotate(times=Coalesce(Subquery(times), 1))[: MOST + 1])
    answered = Suggestion.objects.exclude(state=Suggestion.WAITING).select_related("answered_by", "contest", "resource")
    values: dict[str, Any] = {
        "live_version": seen,
        "suggestions": found[:MOST],
        "is_cut": len(found) > MOST,
        "most": MOST,
        "answered": answered.order_by("-answered", "-pk")[:20],
    }
    return render(request, "ops/suggestions.html", values)


@require_POST
@staff_page(ACT)
def answer(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Accept or refuse one."""
    if deed not in DEEDS:
        raise Http404(_("There is no such deed."))
    suggestion = get_object_or_404(Suggestion, pk=pk)

    return act(request, DEEDS[deed](request, suggestion), back=reverse("ops:suggestions"))


def _accept(request: HttpRequest, suggestion: Suggestion) -> Deed:
    """Return the deed that accepts a suggestion as the form says."""

    def source(person: AbstractBaseUser, note: str) -> str:
        resource = find_resource(request.POST.get("host", "").strip())
        if resource is None:
            raise Refused(_("Add the site first, then give its host here."))
        actions.accept_source(suggestion, resource, by=person, answer=note)
        return _("%(title)s is answered: we read %(host)s.") % {"title": suggestion.title, "host": resource.host}

    def contest(person: AbstractBaseUser, note: str) -> str:
        listed = actions.accept_contest(suggestion, _mended(request, suggestion), by=person, answer=note)
        return _("%(title)s is listed now.") % {"title": listed.title}

    return source if suggestion.kind == Suggestion.SOURCE else contest


def _mended(request: HttpRequest, suggestion: Suggestion) -> ContestRow:
    mended, length = Mended(request.POST), read_duration(request.POST.get("length", ""))
    if not mended.is_valid() or not length:
        raise Refused(_("Title, address, start and length are all needed to list a contest."))
    given = mended.cleaned_data
    start = given["start"].astimezone(UTC)
    host = urlsplit(given["url"]).hostname or ""
    row = actions.row_of(suggestion)
    return replace(row, title=given["title"], url=given["url"], host=host, start=start, end=start + length)


def _refuse(_request: HttpRequest, suggestion: Suggestion) -> Deed:
    """Return the deed that refuses it."""

    def refuse(person: AbstractBaseUser, note: str) -> str:
        actions.refuse(suggestion, by=person, answer=note)
        return _("%(title)s is refused.") % {"title": suggestion.title}

    return refuse


DEEDS = {"accept": _accept, "refuse": _refuse}
