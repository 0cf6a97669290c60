"""Pages about contest sites."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.live.pages import kept_page
from apps.resources.queries import enabled_resources, find_resource


@require_safe
def resources(request: HttpRequest) -> HttpResponse:
    """Show every site."""
    return kept_page(request, "resources/resources.html", lambda: ({"resources": enabled_resources()}, None))


@require_safe
def resource(request: HttpRequest, name: str) -> HttpResponse:
    """Show one site by its host; by id or short name it redirects to the one lasting address."""
    found = find_resource(name)
    if found is None:
        raise Http404(_("No contest site is known by this name."))
    if name != found.host:
        asked = request.META.get("QUERY_STRING", "")
        return redirect(f"{found.get_absolute_url()}{'?' if asked else ''}{asked}")
    page = request.GET.get("page", "")
    query = f"page={page}" if page.isdecimal() and len(page) < 7 else ""
    values: dict[str, Any] = {"resource": found, "resources": [found], "page": page if query else "1"}
    return kept_page(request, "resources/resource.html", lambda: (values, None), query=query)
