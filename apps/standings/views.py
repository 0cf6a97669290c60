"""Whose results anybody may see, why there may be none, and the wish to have them read anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apps.contests.models import Contest
from apps.core.errors import Refused
from apps.live.pages import Values, kept_page
from apps.standings.actions import ask_for_update
from apps.standings.addresses import address_of_standings
from apps.standings.models import Standings
from apps.standings.queries import header_of, topic_of

TITLE = """
SELECT contest.title FROM contests_contest AS contest JOIN resources_resource AS site ON site.id = contest.resource_id
WHERE contest.id = %s AND NOT contest.hidden AND site.enabled
"""


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


def title_shown(pk: int) -> str:
    """Return the title of a contest that anybody may see: all that a page needs to know before it is looked up.

    Raises:
        Http404: there is none with this number.
    """
    with connection.cursor() as cursor:
        cursor.execute(TITLE, [pk])
        found = cursor.fetchone()
    if found is None:
        raise Http404(_("There is no contest with this number."))
    return str(found[0])


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


def read_header(contest: Contest) -> Standings:
    """Return what holds for a contest's whole table.

    Raises:
        Http404: its results have not been read.
    """
    header = header_of(contest.pk)
    if header is None or not header.n_rows:
        raise Http404(_("These results have not been read yet."))
    return header


def head_values(contest: Contest, header: Standings) -> dict[str, Any]:
    """Return what the head of each page about one contest's results needs: see standings/head.html."""
    return {"contest": contest, "resource": contest.resource, "resources": [contest.resource], "header": header}


def results_page(
    request: HttpRequest,
    pk: int,
    template: str,
    *,
    values: Callable[[Contest, Standings], dict[str, Any]],
    query: str = "",
) -> HttpResponse:
    """Return a page about one contest's results, kept until they change; `query` is all that it shows of the query.

    `values` gives what its template needs besides its head.

    Raises:
        Http404: there is no such contest, or nobody has read its results yet.
    """
    contest = shown_contest(pk)

    def all_values() -> Values:
        header = read_header(contest)
        return head_values(contest, header) | values(contest, header), None

    return kept_page(request, template, all_values, query=query, topic=topic_of(contest.pk))


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
