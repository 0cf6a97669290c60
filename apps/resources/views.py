"""Pages about contest sites."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.live.pages import Values, kept_page
from apps.resources.models import Resource
from apps.resources.queries import enabled_resources, find_resource, matching

MOST_TEXT = 200
SORTS = ("title", "host", "open", "all", "read")


@require_safe
def resources(request: HttpRequest) -> HttpResponse:
    """Show every site, as far as it matches `search`, in the order of `sort`."""
    text = _clean(request.GET.get("search", ""))
    sort = request.GET.get("sort", "")
    sort = sort if sort in SORTS else SORTS[0]
    query = _query(search=text, sort=sort if sort != SORTS[0] else "")
    return kept_page(request, "resources/resources.html", partial(_all_values, text, sort), query=query)


def _all_values(text: str, sort: str) -> Values:
    known = enabled_resources()
    values: dict[str, Any] = {
        "resources": matching(known, text),
        "number": len(known),
        "text": text,
        "sort": sort,
        "carried": _query(search=text),
    }
    return values, None


@require_safe
def resource(request: HttpRequest, name: str) -> HttpResponse:
    """Show one site by its host; by id or short name it redirects to the one lasting address."""
    found = find_resource(_clean(name))
    if found is None:
        raise Http404(_("No contest site is known by this name."))
    if name != found.host:
        asked = request.META.get("QUERY_STRING", "")
        return redirect(f"{found.get_absolute_url()}{'?' if asked else ''}{asked}")
    text, page = _clean(request.GET.get("search", "")), request.GET.get("page", "")
    page = page if page.isdecimal() and len(page) < 7 and page != "1" else ""
    values = partial(_values, found, text, page)
    return kept_page(request, "resources/resource.html", values, query=_query(search=text, page=page))


def _values(found: Resource, text: str, page: str) -> Values:
    values: dict[str, Any] = {"resource": found, "resources": [found], "search": text, "page": page or "1"}
    return values, None


def _query(**said: str) -> str:
    return urlencode([pair for pair in said.items() if pair[1]])


def _clean(text: str) -> str:
    """Return a text in one spelling, without signs that nobody means."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:MOST_TEXT]
