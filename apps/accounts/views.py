"""Pages of the accounts that people have on contest sites: one, and the list of all."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from apps.accounts.listing import find_account, list_accounts
from apps.accounts.models import Account
from apps.core.countries import country_name
from apps.core.paging import CappedPaginator, clean_page, clean_text, pages_of
from apps.live.pages import Values, kept_page
from apps.resources.models import Resource
from apps.resources.queries import enabled_resources

LIST_PAGE = 100
TOPIC = "accounts"  # nobody raises it: time alone renews these pages
KINDS = {
    "team": gettext_lazy("team"),
    "university": gettext_lazy("university"),
    "organization": gettext_lazy("organisation"),
    "ghost": gettext_lazy("ghost"),
}
HIDDEN_FACTS = frozenset({"place", "n_solved", "n_contests"})  # shown in words of their own


@require_safe
def account(request: HttpRequest, key: str, host: str) -> HttpResponse:
    """Show one account by its site and handle; a former handle leads to the account as it is now."""
    resource = Resource.objects.filter(host=host, enabled=True).first()
    found = find_account(resource, key) if resource else None
    if resource is None or found is None:
        raise Http404(_("No account is known by this name."))
    if found.key != key:
        return redirect("accounts:account", found.key, resource.host)
    page = clean_page(request.GET.get("page", ""))
    values = partial(_values, found, resource, page)
    return kept_page(request, "accounts/account.html", values, query=f"page={page}" if page else "", topic=TOPIC)


def _values(found: Account, resource: Resource, page: str) -> Values:
    facts = [(name.replace("_", " "), said) for name, said in sorted(found.facts.items()) if name not in HIDDEN_FACTS]
    values: dict[str, Any] = {
        "account": found,
        "resource": resource,
        "resources": [resource],
        "kind": KINDS.get(found.kind, found.kind),
        "country": country_name(found.country) if found.country else "",
        "solved_there": found.facts.get("n_solved"),
        "place_there": found.facts.get("place"),
        "contests_there": found.facts.get("n_contests"),
        "facts": facts,
        "former": list(found.renamings.order_by("-at").values_list("old_key", flat=True)),
        "page_asked": page,
        "now": timezone.now(),
    }
    return values, None


@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """Show accounts by site and handle, as far as the handle begins with `search`."""
    text, host = clean_text(request.GET.get("search", "")), clean_text(request.GET.get("resource", ""))
    page = clean_page(request.GET.get("page", ""))
    asked = {"search": text, "resource": host}
    query = urlencode({name: value for name, value in {**asked, "page": page}.items() if value})
    return kept_page(request, "accounts/accounts.html", partial(_list_values, asked, page), query=query, topic=TOPIC)


def _list_values(asked: dict[str, str], page: str) -> Values:
    found = list_accounts(text=asked["search"], host=asked["resource"])
    shown = pages_of(CappedPaginator(found, LIST_PAGE), page, carried=asked)
    listed = [(one, reverse("accounts:account", args=[one.key, one.resource.host])) for one in shown["page"]]
    return {"accounts": listed, "resources": enabled_resources(), "asked": asked, "now": timezone.now(), **shown}, None
