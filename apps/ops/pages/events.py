"""Events that a handler could not take: try them again, or dismiss them."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from apps.core import events
from apps.core.errors import Refused
from apps.core.models import Handoff
from apps.ops.access import ACT, SEE, staff_page
from apps.ops.pages.deeds import act, chosen
from apps.ops.queries import parked

MOST = 200


@require_safe
@staff_page(SEE)
def parked_events(request: HttpRequest) -> HttpResponse:
    """Show what was given up after five tries, the latest first."""
    found = list(parked()[: MOST + 1])
    return render(request, "ops/events.html", {"handoffs": found[:MOST], "is_cut": len(found) > MOST, "most": MOST})


@require_POST
@staff_page(ACT)
def answer(request: HttpRequest) -> HttpResponse:
    """Try the ticked hand-offs again, or dismiss them."""
    handoffs = chosen(request, "handoff")
    ticked = Handoff.objects.filter(pk__in=handoffs)

    def deed(person: AbstractBaseUser, note: str) -> str:
        if "dismiss" in request.POST:
            number = events.dismiss(ticked, by=person, note=note)
            told = ngettext("%(number)d hand-off is dismissed.", "%(number)d hand-offs are dismissed.", number)
        else:
            number = events.try_again(ticked, by=person, note=note)
            told = ngettext("%(number)d hand-off is tried again.", "%(number)d hand-offs are tried again.", number)
        if handoffs and not number:
            raise Refused(_("Somebody has answered it already."))
        return told % {"number": number}

    return act(request, deed, back=reverse("ops:events"))
