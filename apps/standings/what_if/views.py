"""The page that shows a table without some of its rows: who they are is in its address."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from apps.contests.models import Contest
from apps.core.jinja import grouped
from apps.core.paging import clean_page, clean_text, numbers_beside
from apps.standings.entrants import Obstacle, read_entrants
from apps.standings.models import Standings
from apps.standings.predictions import FORMULAS
from apps.standings.replay.moment import replay_of
from apps.standings.views import results_page
from apps.standings.what_if.arithmetic import Entrant, Fit, Outcome, WhatIf, movers
from apps.standings.what_if.picking import found_by_name, picked_rows, read_row_id
from apps.standings.what_if.rows import draw_lines, lines_of

PAGE = 100
MOVERS = 5
SHORT = 20  # rows that are seen at a glance
AT_HAND = 2  # tables that a process keeps: one more click on one of 30,000 rows takes half as long by that
RENEWED = 300  # seconds, after which what is known of people is read again
MOST_DROPPED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which rows are left out: all but official ones, all but one division's, and chosen ones by their ids."""

    official: bool = False
    division: str = ""
    drop: tuple[int, ...] = ()
    who: str = ""
    page: str = ""

    @classmethod
    def from_query(cls, query: QueryDict) -> Asked:
        """Read a URL's query; what makes no sense is as if it were not there."""
        rows = [row for text in query.getlist("drop") if (row := read_row_id(text)) is not None]
        return cls(
            official=query.get("official", "") == "yes",
            division=clean_text(query.get("division", "")),
            drop=tuple(sorted(set(rows))[:MOST_DROPPED]),
            who=clean_text(query.get("who", "")),
            page=clean_page(query.get("page", "")),
        )

    def query_string(self, **changes: Any) -> str:
        """Return the same with some of it changed, from its first page on, in its one spelling."""
        asked = replace(self, **({"page": "", "who": ""} | changes))
        pairs = [("official", "yes" if asked.official else ""), ("division", asked.division)]
        pairs += [("drop", str(row)) for row in asked.drop]
        pairs += [("who", asked.who), ("page", asked.page)]
        return urlencode([(name, value) for name, value in pairs if value])

    def but(self, row: int) -> str:
        """Return the query with a row dropped, or no more so."""
        rows = set(self.drop) ^ {row}
        return self.query_string(drop=tuple(sorted(rows)))


class Chip(NamedTuple):
    """One row that is left out, and the query without that."""

    name: str
    query: str


@require_safe
def what_if(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a contest's table without the rows that the query names, with the places and changes of rating then."""
    asked = Asked.from_query(request.GET)

    def values(contest: Contest, header: Standings) -> dict[str, Any]:
        return WhatIfPage(contest=contest, header=header, asked=asked).values()

    query = asked.query_string(who=asked.who, page=asked.page)
    return results_page(request, pk, "standings/what_if.html", values=values, query=query)


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIfPage:
    """One contest's table without some of its rows."""

    contest: Contest
    header: Standings
    asked: Asked

    def values(self) -> dict[str, Any]:
        """Return the values of standings/what_if.html besides its head's; their queries do not depend on the rows."""
        contest, header, asked = self.contest, self.header, self.asked
        what_if, obstacle = world_of(contest, header, version=header.version, period=int(time.time() / RENEWED))
        entrants = what_if.entrants
        outcomes = what_if.without(self._dropped(entrants))
        page = Paginator(outcomes, PAGE).get_page(asked.page or "1")
        moved = told_movers(outcomes)
        lines = lines_of(contest, header, [*moved, *page.object_list], query_with=asked.but)
        found, n_found = found_by_name(header, asked.who)
        values: dict[str, Any] = {
            "asked": asked,
            "chips": [Chip(one.name, asked.but(one.row)) for one in picked_rows(contest.pk, asked.drop)],
            "divisions": [(one, asked.query_string(division=one)) for one in header.divisions],
            "all_divisions": asked.query_string(division=""),
            "switched": asked.query_string(official=not asked.official),
            "n_unofficial": sum(not one.is_official for one in entrants),
            "n_dropped": len(entrants) - len(outcomes),
            "has_penalty": any(line.penalty for line in lines),
            "movers": lines[: len(moved)],
            "drawn": lines[len(moved) :],
            "has_ratings": not obstacle,
            "said": words_of(contest, obstacle, what_if.fit),
            "found": [(one, asked.but(one.row)) for one in found if one.row not in asked.drop],
            "n_more": n_found - len(found),
            "page": page,
            "pages": numbers_beside(page),
            "carried": f"{kept}&" if (kept := asked.query_string(who=asked.who)) else "",
        }
        for name in ("movers", "drawn"):
            values[name] = draw_lines(values[name], has_ratings=not obstacle, has_penalty=values["has_penalty"])
        return values

    def _dropped(self, entrants: Sequence[Entrant]) -> set[int]:
        asked = self.asked
        division = asked.division if asked.division in self.header.divisions else ""
        return {
            one.row
            for one in entrants
            if one.row in asked.drop
            or (asked.official and not one.is_official)
            or (division and one.division != division)
        }


@lru_cache(maxsize=AT_HAND)
def world_of(contest: Contest, header: Standings, *, version: int, period: int) -> tuple[WhatIf, Obstacle]:
    """Return a contest's whole table and why no ratings are reckoned; kept for a version and a period of time.

    At most three queries.
    """
    entrants, obstacle = read_entrants(contest)
    by_division = len(header.divisions) > 1 and replay_of(contest, header).timeline.rules.by_division
    formula = None if obstacle else FORMULAS[contest.resource.adapter]
    return WhatIf(entrants, by_division=by_division, formula=formula), obstacle


def told_movers(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Return those whom it moves most; nobody where the table says it all: it is short, or they move alike."""
    ways = {(one.places_won, one.change_won) for one in outcomes if one.places_won or one.change_won}
    return movers(outcomes, MOVERS) if len(ways) > 1 and len(outcomes) > SHORT else []


def words_of(contest: Contest, obstacle: Obstacle, fit: Fit) -> str:
    """Return in a sentence or two what the changes of rating here are worth, or why there are none."""
    site = contest.resource.title
    said = {
        Obstacle.FORMULA: _("Places are counted anew. How %(site)s rates is not known here, so ratings are left out."),
        Obstacle.UNRATED: _("Places are counted anew. This contest is not rated, so ratings are left out."),
        Obstacle.RATINGS: _("Places are counted anew. Of too few participants the rating before is known to go on."),
        Obstacle.NONE: _("Places are counted anew, and changes of rating by the formula of %(site)s."),
    }
    words = said[obstacle] % {"site": site}
    if obstacle or not fit.known:
        return words
    if fit.exact == fit.known:
        exact = ngettext(
            "It gives the %(number)s change of the table exactly.",
            "It gives all %(number)s changes of the table exactly.",
            fit.known,
        )
    else:
        exact = ngettext(
            "It gives %(exact)s of %(number)s change of the table exactly; the others keep what they differ by.",
            "It gives %(exact)s of %(number)s changes of the table exactly; the others keep what they differ by.",
            fit.known,
        )
    return f"{words} {exact % {'exact': grouped(fit.exact), 'number': grouped(fit.known)}}"
