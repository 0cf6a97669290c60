"""The pages of problems: the archive over all sites, its groups, and one problem."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.contests.models import Problem
from apps.contests.problem_filters import ProblemFilter
from apps.contests.problem_form import ProblemForm
from apps.contests.problem_list import KnownFirst, ProblemPaginator, groups_of, in_use, places_of
from apps.contests.problem_page import neighbours, stood_in
from apps.contests.problem_rows import share_of
from apps.contests.problem_tags import TOPIC
from apps.core.paging import clean_page, pages_of
from apps.live.pages import Values, kept_page
from apps.resources.models import Resource

LIST_PAGE = 50


@require_safe
def problems(request: HttpRequest) -> HttpResponse:
    """Show problems in an order, or their groups, as far as the filter lets them through."""
    wanted = ProblemFilter.from_query(request.GET)
    page = clean_page(request.GET.get("page", ""))
    query = "&".join(filter(None, [wanted.query_string(), f"page={page}" if page else ""]))
    key = "\n".join(wanted.warnings)
    values = partial(_values, wanted, page)
    response = kept_page(request, "contests/problems.html", values, query=query, key=key, topic=TOPIC)
    if "HX-Request" in request.headers:
        response["HX-Push-Url"] = f"{request.path}?{query}".rstrip("?")
    return response


def _values(wanted: ProblemFilter, page: str) -> Values:
    everywhere = list(Resource.objects.order_by("title", "host"))
    resources = [one for one in everywhere if one.enabled]
    usable = in_use(everywhere)
    found = wanted.apply(usable, resources)
    if wanted.group:
        shown = _groups(wanted, found, resources)
    else:
        shown = _page(wanted, KnownFirst(found, wanted, usable=usable), page)
    values: dict[str, Any] = {
        "wanted": wanted,
        "query": wanted.query_string(),
        "resources": resources,
        "sites": {one.pk: one for one in resources},
        "form": ProblemForm(wanted, resources),
        "cleared": ProblemFilter(group=wanted.group, sort=wanted.sort, is_rising=wanted.is_rising).query_string(),
    }
    return values | shown, None


def _page(wanted: ProblemFilter, found: KnownFirst, page: str) -> dict[str, Any]:
    shown = pages_of(ProblemPaginator(found, LIST_PAGE), page, carried={})
    listed = list(shown["page"].object_list)
    places = places_of([one.pk for one in listed])
    query = wanted.query_string()
    return {**shown, "listed": listed, "places": places, "carried": f"{query}&" if query else ""}


def _groups(wanted: ProblemFilter, found: Any, resources: list[Resource]) -> dict[str, Any]:
    sites = {one.pk: one for one in resources}
    groups = []
    for group in groups_of(found, wanted.group):
        site = sites.get(group.key) if isinstance(group.key, int) else None
        changed = {"resources": (site.host,)} if site else {"tags": tuple(sorted({*wanted.tags, str(group.key)}))}
        query = wanted.but(group="", **changed)
        groups.append((group, site, query, share_of(group.n_solved, group.n_tried)))
    return {"groups": groups}


@require_safe
def problem(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one problem: how hard it is and why, where it stood, and who solved it when, page by page."""
    found = Problem.objects.filter(pk=pk, resource__enabled=True).select_related("resource").first()
    if found is None:
        raise Http404(_("There is no problem with this number."))
    page = clean_page(request.GET.get("page", ""))
    query = f"page={page}" if page else ""
    values = partial(_problem_values, found, page)
    return kept_page(request, "contests/problem.html", values, query=query, topic=TOPIC)


def _problem_values(found: Problem, page: str) -> Values:
    stood = stood_in(found)
    row = neighbours(stood[0]) if stood else []
    at = next((number for number, one in enumerate(row) if one.problem_id == found.pk), 0)
    values: dict[str, Any] = {
        "problem": found,
        "resource": found.resource,
        "resources": [found.resource],
        "stood": stood,
        "row": row,
        "previous": row[at - 1] if at else None,
        "next": row[at + 1] if at + 1 < len(row) else None,
        "share": share_of(found.n_solved, found.n_tried),
        "accepted_share": share_of(found.n_accepted, found.n_submissions),
        "page_asked": page,
    }
    return values, None
