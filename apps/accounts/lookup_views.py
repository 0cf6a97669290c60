"""The page on which a handle or a profile's address leads to its account, also to one that was never seen before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.accounts.actions import ask_for_account, is_asked_for
from apps.accounts.models import Account, ListedAccount
from apps.accounts.naming import find_account
from apps.core.errors import Refused
from apps.core.paging import clean_text
from apps.core.viewer import sender_of
from apps.resources.models import Resource
from apps.resources.queries import account_of, enabled_resources, find_resource
from apps.resources.rows.checks import MAX_KEY

MOST_KNOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What somebody looks up: a handle, and its site where one is named or the profile's address tells it."""

    handle: str
    resource: Resource | None


@never_cache
@require_safe
def lookup(request: HttpRequest) -> HttpResponse:
    """Lead to an account that is known, have one read that is not, and say how that goes; htmx asks again and again."""
    typed = clean_text(request.GET.get("q", ""))
    sites = enabled_resources()
    sought = _sought(typed, clean_text(request.GET.get("resource", "")), sites)
    readable = [one for one in sites if one.has_ability("profiles")]
    values: dict[str, Any] = {"typed": typed, "sought": sought, "readable": readable, "resources": sites}
    if sought.resource is not None and sought.handle:
        known = find_account(sought.resource, sought.handle)
        if known is not None:
            return _lead_to(request, known, sought.resource)
        values |= _ask(request, sought.resource, sought.handle)
    elif sought.handle:
        known_ones = _known_everywhere(sought.handle)
        values |= {"known": known_ones} if known_ones else _no_handle(sought.handle)
    return render(request, "accounts/lookup.html", values | {"is_part": "HX-Request" in request.headers})


def _sought(typed: str, site: str, sites: list[Resource]) -> Sought:
    found = account_of(typed, sites) if typed and not site else None
    if found is not None:
        host, handle = found
        return Sought(handle=handle, resource=next(one for one in sites if one.host == host))
    host, colon, handle = typed.partition(":")
    resource = find_resource(site) if site else find_resource(host) if colon and handle else None
    is_pair = resource is not None and not site
    return Sought(handle=(handle.strip() if is_pair else typed)[:MAX_KEY], resource=resource)


def _lead_to(request: HttpRequest, known: Account, resource: Resource) -> HttpResponse:
    address = reverse("accounts:account", args=[known.key, resource.host])
    if "HX-Request" in request.headers:
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)


def _ask(request: HttpRequest, resource: Resource, handle: str) -> dict[str, Any]:
    """Have a handle read unless it was asked for just now; return what to say where that is refused."""
    if is_asked_for(resource, handle):
        return {"is_asked": True}
    if refused := _no_handle(handle):
        return refused
    try:
        ask_for_account(resource, handle, sender=sender_of(request))
    except Refused as refusal:
        return {"refused": str(refusal)}
    return {"is_asked": True}


def _no_handle(text: str) -> dict[str, str]:
    """Return what to say of a text that can be no handle, such as the address of another page."""
    if any(sign in text for sign in "?#\\") or text.startswith(("http://", "https://")):
        return {"refused": _("This is no address of a profile that we know, and no handle.")}
    return {}


def _known_everywhere(handle: str) -> list[Account]:
    """Return the accounts of this handle on all sites, in any case, those who took part most often first."""
    named = ListedAccount.objects.filter(handle=handle.upper(), resource__enabled=True)
    ids = list(named.values_list("account_id", flat=True)[:MOST_KNOWN])
    found = Account.objects.filter(pk__in=ids).select_related("resource").defer("days", "facts")
    return sorted(found, key=lambda one: (-one.n_contests, one.resource.host))
