"""Rows of a table that is seen without some of the others: what they had, and what they would have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from apps.contests.models import Contest
from apps.core.jinja import draw
from apps.resources.bands import hue_of
from apps.standings.addresses import address_of_account
from apps.standings.board.cells import clock, in_number
from apps.standings.board.rows import PageRow, rows_by_id
from apps.standings.board.table import signed
from apps.standings.models import Standings
from apps.standings.what_if.arithmetic import Outcome
from apps.standings.words import handle_beside


class Line(NamedTuple):
    """One row as the page shows it; "" is unknown, directions are "up", "down" and ""."""

    account: int
    was: str
    place: str
    shift: str
    shift_direction: str
    name: str
    handle: str
    hue: str
    address: str
    tag: str
    score: str
    penalty: str
    rating: str
    change: str
    would_be: str
    difference: str
    direction: str
    drop: str  # the query that leaves it out, too


def lines_of(
    contest: Contest, header: Standings, outcomes: Sequence[Outcome], *, query_with: Callable[[int], str]
) -> list[Line]:
    """Return outcomes of a contest, which has its site, as they are shown; those whose rows are gone are left out.

    `query_with` gives the query that leaves out one more row, by its id. One query.
    """
    rows = {row.pk: row for row in rows_by_id(contest.pk, list({outcome.entrant.row for outcome in outcomes}))}
    exact = header.penalty_unit == "seconds"
    site = contest.resource
    return [
        _line(outcome, row, exact=exact)._replace(
            address=address_of_account(site.host, row.key),
            hue=hue_of(site.adapter, outcome.entrant.rating),
            drop=query_with(row.pk),
        )
        for outcome in outcomes
        if (row := rows.get(outcome.entrant.row))
    ]


def draw_lines(lines: Sequence[Line], *, has_ratings: bool, has_penalty: bool) -> str:
    """Return lines as the rows of a table, "" where there are none."""
    return draw("what_if_rows.html", lines=lines, has_ratings=has_ratings, has_penalty=has_penalty) if lines else ""


def _line(outcome: Outcome, row: PageRow, *, exact: bool) -> Line:
    entrant = outcome.entrant
    name = row.name or (row.account_name if row.is_team else "")
    return Line(
        account=row.account,
        was="–" if entrant.place is None else str(entrant.place),
        place="–" if outcome.place is None else str(outcome.place),
        shift=str(abs(outcome.places_won)) if outcome.places_won else "",
        shift_direction=_direction(outcome.places_won),
        name=name or row.key,
        handle=handle_beside(name, row.key, has_members=bool(row.members)),
        hue="",
        address="",
        tag="" if entrant.is_official else _("unofficial"),
        score="" if row.score is None else in_number(row.score),
        penalty=_penalty(row.penalty, exact=exact),
        rating="" if entrant.rating is None else str(entrant.rating),
        change="" if entrant.change is None else signed(entrant.change),
        would_be="" if outcome.change is None else signed(outcome.change),
        difference=signed(outcome.change_won) if outcome.change_won else "",
        direction=_direction(outcome.change_won),
        drop="",
    )


def _penalty(penalty: float | None, *, exact: bool) -> str:
    if penalty is None:
        return ""
    return clock(penalty, exact=True) if exact and penalty >= 0 else in_number(penalty)


def _direction(won: int) -> str:
    return "up" if won > 0 else "down" if won else ""
