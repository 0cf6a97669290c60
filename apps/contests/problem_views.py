"""The plain list of problems."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from apps.contests.models import Problem
from apps.core.paging import CappedPaginator, clean_page, clean_text, pages_of
from apps.live.pages import Values, kept_page
from apps.resources.queries import enabled_resources

LIST_PAGE = 100
TOPIC = "problems"  # nobody raises it: time alone renews these pages


@require_safe
def problems(request: HttpRequest) -> HttpResponse:
    """Show problems, the ones met last first, as far as their names hold `search`; `resource` is a host or an id."""
    text, site = clean_text(request.GET.get("search", "")), clean_text(request.GET.get("resource", ""))
    page = clean_page(request.GET.get("page", ""))
    asked = {"search": text, "resource": site}
    query = urlencode({name: value for name, value in {**asked, "page": page}.items() if value})
    return kept_page(request, "contests/problems.html", partial(_values, asked, page), query=query, topic=TOPIC)


def _values(asked: dict[str, str], page: str) -> Values:
    resources = enabled_resources()
    chosen = next((one for one in resources if asked["resource"] in (one.host, str(one.pk))), None)
    found = list_problems(text=asked["search"], resource=chosen.pk if chosen else None)
    if asked["resource"] and chosen is None:
        found = found.none()
    shown = pages_of(CappedPaginator(found, LIST_PAGE), page, carried=asked)
    sites = {one.pk: one for one in resources}
    problems = [(one, sites[one.resource_id]) for one in shown["page"]]
    host = chosen.host if chosen else ""
    return {"problems": problems, "resources": resources, "asked": asked, "host": host, **shown}, None


def list_problems(*, text: str, resource: int | None) -> QuerySet[Problem]:
    """Return the problems of the sites in use, or of one by its id, whose names hold a text, the newest first."""
    found = Problem.objects.filter(resource__enabled=True).defer("facts")
    if resource is not None:
        found = found.filter(resource=resource)
    if text:
        found = found.filter(name__icontains=text)
    return found.order_by("-id")
