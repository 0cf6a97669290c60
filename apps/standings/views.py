"""Pages of results: the list of contests that have some, one contest's table, and the wish to have it read anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from apps.contests.models import Contest, ContestProblem
from apps.core.errors import Refused
from apps.core.jinja import draw
from apps.core.paging import PAGE, KnownPaginator, clean_page, clean_text, pages_of
from apps.live.pages import Values, kept_page
from apps.standings.actions import ask_for_update
from apps.standings.addresses import address_of_standings
from apps.standings.models import Standings
from apps.standings.queries import page_of, rows_of, topic_of
from apps.standings.table import build_table

KINDS: dict[str, Callable[[], str]] = {
    "icpc": lambda: _("Most problems, then the least penalty"),
    "scoring": lambda: _("Points"),
    "cf": lambda: _("Falling points and hacks"),
}


@require_safe
def standings(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """Show a page of a contest's results; whatever the title in the address was, it leads to the one it is now."""
    contest = shown_contest(pk)
    address = address_of_standings(contest.pk, contest.title)
    if request.path != address:
        asked = request.META.get("QUERY_STRING", "")
        return redirect(f"{address}{'?' if asked else ''}{asked}")
    page, division = clean_page(request.GET.get("page", "")), clean_text(request.GET.get("division", ""))
    query = urlencode({name: value for name, value in (("division", division), ("page", page)) if value})
    view = View(contest=contest, division=division, page=page)
    return kept_page(request, "standings/standings.html", view.values, query=query, topic=topic_of(contest.pk))


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One page of one contest's table, of all divisions or of one."""

    contest: Contest
    division: str
    page: str

    def values(self) -> Values:
        """Return the values of standings/standings.html; the number of queries does not depend on the rows."""
        contest = self.contest
        header = _header_of(contest)
        division = self.division if self.division in header.divisions else ""
        rows = rows_of(contest.pk, division=division or None)
        number = rows.count() if division else header.n_rows
        shown = pages_of(KnownPaginator(rows, PAGE, number=number), self.page, carried={"division": division})
        problems = list(_problems_of(contest, division))
        start = max(0, shown["page"].start_index() - 1)
        cut = page_of(contest.pk, start=start, number=PAGE, division=division or None).defer(None)
        table = build_table(header, problems, list(cut), host=contest.resource.host)
        values: dict[str, Any] = {
            "contest": contest,
            "resource": contest.resource,
            "resources": [contest.resource],
            "header": header,
            "kind": KINDS[header.kind]() if header.kind in KINDS else "",
            "division": division,
            "trouble": trouble_words(header.trouble),
            "table": table,
            "drawn": draw("standings_rows.html", table=table, countries=table.countries) if table.rows else "",
            **shown,
        }
        return values, None


def trouble_words(trouble: str) -> str:
    """Return in one sentence why the last try to read results gave nothing; "" where there is no trouble."""
    said = {
        "login": _("The site shows these results to its members only."),
        "missing": _("The site has no results of this contest yet."),
        "blocked": _("The site turned our reader away."),
        "limited": _("The site asked us to come back later."),
        "": "",
    }
    return said.get(trouble, _("The last try to read these results failed."))


def shown_contest(pk: int) -> Contest:
    """Return a contest that anybody may see, with its site.

    Raises:
        Http404: there is none with this number.
    """
    contests = Contest.objects.filter(pk=pk, hidden=False, resource__enabled=True)
    found = contests.select_related("resource").first()
    if found is None:
        raise Http404(_("There is no contest with this number."))
    return found


def _header_of(contest: Contest) -> Standings:
    """Return what holds for a contest's whole table; nothing is known of one that was never asked for."""
    try:
        return Standings.objects.get(pk=contest.pk)
    except ObjectDoesNotExist:
        return Standings(contest=contest)


def _problems_of(contest: Contest, division: str) -> Any:
    problems = ContestProblem.objects.filter(contest=contest).select_related("problem").order_by("position")
    return problems.filter(division__in=("", division)) if division else problems


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def update(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask on GET whether a contest's results are to be read now, on POST have them read; htmx gets the part alone."""
    contest = shown_contest(pk)
    values: dict[str, Any] = {
        "contest": contest,
        "address": address_of_standings(contest.pk, contest.title),
        "is_part": "HX-Request" in request.headers,
    }
    status = 200
    if request.method == "POST":
        person = request.user if isinstance(request.user, AbstractBaseUser) else None
        try:
            values["asked"] = ask_for_update(contest, by=person)
        except Refused as refusal:
            values["refused"] = str(refusal)
            status = 200 if values["is_part"] else 409
    return render(request, "standings/update.html", values, status=status)
