"""The page with the results of several contests in one table: `/standings/1,2,3/`, and the form that leads to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.contests.filter_values import Reader
from apps.contests.models import Contest
from apps.core.jinja import draw
from apps.core.paging import clean_page, numbers_beside
from apps.live.pages import Values, kept_page
from apps.live.queries import versions
from apps.standings.addresses import address_of_problem
from apps.standings.merged.rows import (
    MOST,
    ORDERS,
    PAGE,
    columns_of,
    contests_asked,
    n_official,
    rows_of,
    usual_order,
)
from apps.standings.merged.table import lines_of, sources_of, table_of
from apps.standings.queries import joined_header, topic_of


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Lead to one table of the contests that a form names: `?contest=1&contest=2`."""
    ids = _asked(",".join(request.GET.getlist("contest")))
    if not ids:
        return redirect("standings:standings_list")
    return redirect(address_of_merged(ids[:MOST]))


@require_safe
def merged(request: HttpRequest, pks: str) -> HttpResponse:
    """Show a page of the rows of several contests, or lead to the address that names each of them once."""
    ids = _asked(pks)
    if not ids:  # the numbers are beyond all that there are
        raise Http404(_("There is no contest with one of these numbers."))
    if len(ids) > MOST:
        raise Http404(_("At most %(number)d contests stand in one table.") % {"number": MOST})
    if pks != ",".join(map(str, ids)):
        asked = request.META.get("QUERY_STRING", "")
        return redirect(f"{address_of_merged(ids)}{'?' if asked else ''}{asked}")
    contests = contests_asked(ids)
    if len(contests) < len(ids):
        raise Http404(_("There is no contest with one of these numbers."))
    view = MergedPage.asked(request, contests)
    topics = [topic_of(contest.pk) for contest in contests]
    said = versions(topics)
    key = ",".join(str(said[topic]) for topic in topics) + "".join(view.warnings)
    live = topic_of(view.last.pk)
    return kept_page(request, "standings/merged.html", view.values, query=view.query(), key=key, topic=live)


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedPage:
    """One page of one merged table."""

    contests: list[Contest]
    order: str
    official: bool
    page: str
    warnings: tuple[str, ...]

    @classmethod
    def asked(cls, request: HttpRequest, contests: list[Contest]) -> MergedPage:
        """Read what a query asks for: `sort`, `official` and `page`."""
        read = Reader(request.GET)
        order = request.GET.get("sort", "").strip().lower()
        if order and order not in ORDERS:
            read.pass_over("sort", order)
        official = bool(read.yes_or_no("official"))
        return cls(
            contests=contests,
            order=order if order in ORDERS else usual_order(contests),
            official=official,
            page=clean_page(request.GET.get("page", "")),
            warnings=tuple(read.warnings),
        )

    @property
    def last(self) -> Contest:
        """The contest that ends last: if one of them runs still, this one does, and an open page follows it."""
        return max(self.contests, key=lambda one: one.end)

    def query(self, **changes: str) -> str:
        """Return the query in its one canonical spelling, with some of it changed."""
        usual = usual_order(self.contests)
        pairs = {"sort": self.order, "official": "yes" if self.official else "", "page": self.page} | changes
        return urlencode({name: value for name, value in pairs.items() if value and (name, value) != ("sort", usual)})

    def values(self) -> Values:
        """Return the values of standings/merged.html; the number of queries does not depend on the rows."""
        number = n_official(self.contests) if self.official else sum(joined_header(one).n_rows for one in self.contests)
        paginator = Paginator(range(number), PAGE)
        page = paginator.get_page(self.page or "1")
        columns = columns_of(self.contests)
        sources = sources_of(self.contests)
        rows = rows_of(self.contests, order=self.order, official=self.official, start=PAGE * (page.number - 1))
        lines = lines_of(sources, columns, rows)
        shown = {"lines": lines, "columns": columns, "sources": sources, "table": table_of(lines)}
        carried = self.query(page="")
        values: dict[str, Any] = {
            "sources": sources,
            "last": self.last,
            "resources": list({one.resource_id: one.resource for one in self.contests}.values()),
            "warnings": self.warnings,
            "orders": [(word, self.query(sort=name, page=""), name == self.order) for name, word in _orders().items()],
            "said": _said()[self.order],
            "official": self.official,
            "other_official": self.query(official="" if self.official else "yes", page=""),
            "number": number,
            "drawn": draw("standings_merged.html", **shown, address_of_problem=address_of_problem),
            "is_empty": not lines,
            "page": page,
            "pages": numbers_beside(page),
            "carried": f"{carried}&" if carried else "",
        }
        return values, None


def address_of_merged(ids: list[int]) -> str:
    """Return the address of one table of contests; of one contest, of its own."""
    if len(ids) == 1:
        return reverse("standings:standings", args=ids)
    return reverse("standings:merged", args=[",".join(map(str, ids))])


def _asked(text: str) -> list[int]:
    numbers = [int(part) for part in text.split(",") if part.isascii() and part.isdecimal() and len(part) <= 18]
    return list(dict.fromkeys(numbers))


def _orders() -> dict[str, str]:
    return {"score": _("Score, then penalty"), "share": _("Share of the best score"), "place": _("Place")}


def _said() -> dict[str, str]:
    return {
        "score": _("The highest score first, of equal ones the least penalty: for contests with the same problems."),
        "share": _("By the share of the best score in the own contest: for contests with different problems."),
        "place": _("By the place in the own contest, of equal ones the highest score."),
    }
