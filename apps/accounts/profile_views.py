"""Pages of people: several accounts taken together as one, by their names or as a person of ours has linked them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any
from urllib.parse import unquote

from django.contrib.auth.models import AbstractBaseUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.accounts.asked import Asked
from apps.accounts.models import Account, User
from apps.accounts.naming import accounts_of_person, find_named, name_of, read_names
from apps.live.pages import Values, kept_page

TOPIC = "accounts"  # nobody raises it: time alone renews these pages
TRUE = ("1", "true", "yes", "on")


@require_safe
def profile(request: HttpRequest, names: str) -> HttpResponse:
    """Show accounts as one person's, named as apps/accounts/naming.py says; names that lead to nobody are told.

    Any spelling of a known name leads to the lasting one.
    """
    found = find_named(read_names(names))
    if not found.accounts:
        raise Http404(_("No account is known by this name."))
    address = address_of_profile(found.accounts)
    if not found.unknown and request.path != unquote(address):
        asked_for = request.META.get("QUERY_STRING", "")
        return redirect(f"{address}{'?' if asked_for else ''}{asked_for}")
    asked = Asked.from_query(request.GET)
    values = partial(_values, found.accounts, asked, title=_title(found.accounts), unknown=found.unknown)
    return kept_page(request, "accounts/profile.html", values, query=asked.query_string, topic=TOPIC)


@require_safe
def coder(request: HttpRequest, username: str) -> HttpResponse:
    """Show a person of ours by the accounts that are linked to the user name."""
    person = User.objects.filter(username=username.replace("\x00", "\ufffd"), is_active=True).first()
    accounts = accounts_of_person(person.username) if person else []
    if person is None or not accounts:
        raise Http404(_("Nobody of this name has linked an account."))
    asked = Asked.from_query(request.GET)
    values = partial(_values, accounts, asked, title=person.get_full_name() or person.username, unknown=())
    return kept_page(request, "accounts/profile.html", values, query=asked.query_string, topic=TOPIC)


@never_cache
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """Lead who is logged in to the own page."""
    if not isinstance(request.user, AbstractBaseUser):
        raise Http404(_("Nobody is logged in."))
    return redirect("accounts:coder", request.user.get_username())


@require_safe
def ratings(request: HttpRequest, names: str) -> HttpResponse:
    """Answer with the histories of several accounts' ratings as JSON; `resource` names one site of them."""
    host = request.GET.get("resource", "")
    accounts = [one for one in find_named(read_names(names)).accounts if host in ("", one.resource.host)]
    values = {"accounts": accounts, "minimal": request.GET.get("minimal", "").lower() in TRUE}
    body = render_to_string("accounts/ratings.json", values)
    return HttpResponse(body, content_type="application/json", headers={"Access-Control-Allow-Origin": "*"})


def address_of_profile(accounts: Sequence[Account]) -> str:
    """Return the address of accounts taken together, which have their sites."""
    return reverse("accounts:profile", args=[",".join(map(name_of, accounts))])


def _values(accounts: Sequence[Account], asked: Asked, *, title: str, unknown: Sequence[str]) -> Values:
    values: dict[str, Any] = {
        "accounts": accounts,
        "resources": list({one.resource_id: one.resource for one in accounts}.values()),
        "title": title,
        "unknown": unknown,
        "asked": asked,
    }
    return values, None


def _title(accounts: Sequence[Account]) -> str:
    """Return what people call them: the name that most accounts tell, else the handle of the best rated."""
    names = [one.name for one in accounts if one.name]
    best = max(accounts, key=lambda one: one.rating or 0)
    return max(names, key=names.count) if names else best.key
