"""What stands around a table of results: groups of its rows, doors for spreadsheets and feeds, and other contests."""

from __future__ import annotations

from typing import Any

from django import template

from apps.contests.models import Contest
from apps.standings.board.beside import beside
from apps.standings.board.groups import groups_of
from apps.standings.board.selection import GROUPS, Selection, words_of_group
from apps.standings.models import Standings

register = template.Library()


@register.inclusion_tag("standings/groups.html")
def result_groups(contest: Contest, header: Standings, selection: Selection) -> dict[str, Any]:
    """Show the rows that a selection asks for, counted by what it names. The contest has its site."""
    return {"groups": groups_of(contest, header, selection), "header": header, "selection": selection}


@register.inclusion_tag("standings/table_tools.html")
def table_tools(contest: Contest, header: Standings, selection: Selection) -> dict[str, Any]:
    """Show the ways to count the rows of a table, and the doors through which it leaves."""
    groups = [name for name in GROUPS if name != "division" or header.divisions]
    return {
        "contest": contest,
        "groupby": selection.groupby,
        "choices": [(words_of_group(name), selection.but(groupby=name).query_string(), name) for name in groups],
        "ungrouped": selection.but(groupby="").query_string(),
        "exported": selection.rows_only.query_string(),
    }


@register.inclusion_tag("standings/beside.html")
def beside_standings(contest: Contest) -> dict[str, Any]:
    """Show the contests whose results belong beside those of one, and the way to compare them."""
    return {"contest": contest, "beside": beside(contest)}
