"""Contests that staff hide, show again, merge or part; every deed is confirmed before the contests that it means."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from apps.contests import actions, search
from apps.contests.models import Contest
from apps.ops.access import ACT, SEE, staff_page
from apps.ops.pages.deeds import act, chosen

MOST = 100
DEEDS = {
    "hide": gettext_lazy("Hide"),
    "show": gettext_lazy("Show again"),
    "merge": gettext_lazy("Merge"),
    "part": gettext_lazy("Part"),
}


@require_safe
@staff_page(SEE)
def contests(request: HttpRequest) -> HttpResponse:
    """Find contests, hidden and merged ones too."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[: search.MAX_TEXT]
    rows = Contest.objects.select_related("resource", "merged_into").order_by("-start", "-pk")
    warnings: tuple[str, ...] = ()
    if text:
        asked = search.read(text, timezone.now())
        warnings, rows = asked.warnings, rows.filter(asked.condition | Q(key=text))
    if request.GET.get("only") == "hidden":
        rows = rows.filter(hidden=True)
    elif request.GET.get("only") == "merged":
        rows = rows.filter(merged_into__isnull=False)
    found = list(rows[: MOST + 1])
    values = {
        "contests": found[:MOST],
        "is_cut": len(found) > MOST,
        "most": MOST,
        "text": text,
        "wanted": request.GET.get("only", ""),
        "warnings": warnings,
        "deeds": DEEDS.items(),
        "resources": list({one.resource_id: one.resource for one in found}.values()),
    }
    return render(request, "ops/contests.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(ACT)
def confirm(request: HttpRequest, deed: str) -> HttpResponse:
    """Show the ticked contests side by side; on POST do the deed."""
    if deed not in DEEDS:
        raise Http404(_("There is no such deed."))
    ticked = list(
        Contest.objects.filter(pk__in=chosen(request, "contest"))
        .select_related("resource", "merged_into")
        .order_by("created", "pk")
    )
    if not ticked:
        return redirect("ops:contests")
    if request.method == "POST":
        return act(request, lambda person, note: _do(deed, ticked, by=person, note=note), back=reverse("ops:contests"))
    values: dict[str, Any] = {
        "deed": deed,
        "word": DEEDS[deed],
        "contests": ticked,
        "stays": next((one for one in ticked if one.merged_into_id is None), None),
        "resources": list({one.resource_id: one.resource for one in ticked}.values()),
    }
    return render(request, "ops/confirm.html", values)


def _do(deed: str, ticked: list[Contest], *, by: AbstractBaseUser, note: str) -> str:
    if deed == "merge":
        oldest = actions.merge_contests(ticked, by=by, note=note)
        return _("Merged into #%(id)d %(title)s.") % {"id": oldest.pk, "title": oldest}
    return COUNTED[deed](ticked, by, note)


def _hide(ticked: list[Contest], person: AbstractBaseUser, note: str) -> str:
    number = actions.hide_contests(ticked, by=person, note=note)
    told = ngettext("%(number)d contest is hidden now.", "%(number)d contests are hidden now.", number)
    return told % {"number": number}


def _show(ticked: list[Contest], person: AbstractBaseUser, note: str) -> str:
    number = actions.show_contests(ticked, by=person, note=note)
    told = ngettext("%(number)d contest is shown again.", "%(number)d contests are shown again.", number)
    return told % {"number": number}


def _part(ticked: list[Contest], person: AbstractBaseUser, note: str) -> str:
    number = actions.part_contests(ticked, by=person, note=note)
    told = ngettext(
        "%(number)d contest stands for itself again.", "%(number)d contests stand for themselves again.", number
    )
    return told % {"number": number}


COUNTED: dict[str, Callable[[list[Contest], AbstractBaseUser, str], str]] = {
    "hide": _hide,
    "show": _show,
    "part": _part,
}
