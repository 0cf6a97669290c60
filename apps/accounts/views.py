"""Pages of the accounts that people have on contest sites: one, its ratings as JSON, and the wish to have it read."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.actions import ask_for_account
from apps.accounts.asked import Asked
from apps.accounts.introducing import facts_of, head_of
from apps.accounts.models import Account
from apps.accounts.naming import find_account
from apps.accounts.queries import number_of_account, topic_of, whole_account
from apps.core.errors import Refused
from apps.core.viewer import sender_of
from apps.live.pages import Values, kept_page
from apps.resources.models import Resource


@require_safe
def account(request: HttpRequest, key: str, host: str) -> HttpResponse:
    """Show one account by its site and handle; a former handle leads to the account as it is now."""
    known = number_of_account(key, host)
    if known is None:
        asked_for = request.META.get("QUERY_STRING", "")
        return redirect(f"{address_of(shown_account(key, host))}{'?' if asked_for else ''}{asked_for}")
    asked = Asked.from_query(request.GET)
    number, version = known
    values = partial(_values, number, asked)
    topic = topic_of(number)
    return kept_page(request, "accounts/account.html", values, query=asked.query_string, topic=topic, at=version)


def shown_account(key: str, host: str) -> Account:
    """Return an account, with its site, by what its address says, under a former handle or in other letters too.

    Raises:
        Http404: there is none, or its site is switched off.
    """
    if "\x00" in key + host:  # which no column can hold, nor be asked for
        raise Http404(_("No account is known by this name."))
    exact = Account.objects.filter(resource__host=host, resource__enabled=True, key=key).select_related("resource")
    if found := exact.first():
        return found
    resource = Resource.objects.filter(host=host, enabled=True).first()
    found = find_account(resource, key) if resource else None
    if resource is None or found is None:
        raise Http404(_("No account is known by this name."))
    found.resource = resource
    return found


def address_of(found: Account) -> str:
    """Return the address of an account's page, whose site is loaded."""
    return reverse("accounts:account", args=[found.key, found.resource.host])


def _values(number: int, asked: Asked) -> Values:
    known = whole_account(number)
    if known is None:  # it went between one query and the next
        raise Http404(_("No account is known by this name."))
    found, former = known
    values: dict[str, Any] = {
        "account": found,
        "resource": found.resource,
        "resources": [found.resource],
        "head": head_of(found),
        "facts": facts_of(found, former, now=timezone.now()),
        "asked": asked,
    }
    return values, None


@require_safe
def ratings(request: HttpRequest, key: str, host: str) -> HttpResponse:
    """Answer with the history of an account's rating as JSON; `minimal` leaves out what tables of results say."""
    found = shown_account(key, host)
    only = request.GET.get("resource", "")
    values = {
        "accounts": [found] if only in ("", found.resource.host) else [],
        "minimal": request.GET.get("minimal", "").lower() in ("1", "true", "yes", "on"),
    }
    body = render_to_string("accounts/ratings.json", values)
    return HttpResponse(body, content_type="application/json", headers={"Access-Control-Allow-Origin": "*"})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def update(request: HttpRequest, key: str, host: str) -> HttpResponse:
    """Ask on GET whether a profile is to be read now, on POST have it read; htmx gets the part alone."""
    found = shown_account(key, host)
    values: dict[str, Any] = {
        "account": found,
        "resource": found.resource,
        "address": address_of(found),
        "is_part": "HX-Request" in request.headers,
    }
    status = 200
    if request.method == "POST":
        try:
            values["wanted"] = ask_for_account(found.resource, found.key, sender=sender_of(request))
        except Refused as refusal:
            values["refused"] = str(refusal)
            status = 200 if values["is_part"] else 409
    return render(request, "accounts/update.html", values, status=status)
