"""What the charts of one table count in the database: scores, problems, countries and organisations."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from django.db import connection
from django.db.models import F, Max, Min
from django.utils.translation import gettext as _

from apps.contests.models import ContestProblem
from apps.core.countries import country_name
from apps.standings.addresses import address_of_account
from apps.standings.board.cells import clock, in_number
from apps.standings.board.finding import COUNTRY
from apps.standings.models import Standing

MOST_BARS = 40
MOST_GROUPS = 15
ROUND = (1, 2, 2.5, 5, 10)

# Rows by how many steps their score is above the lowest.
SCORES = """
SELECT floor((score - %(least)s) / %(step)s)::integer AS bar, count(*)
FROM standings_standing WHERE contest_id = %(contest)s AND score IS NOT NULL
GROUP BY bar ORDER BY bar
"""
COUNTRIES = f"""
SELECT coalesce({COUNTRY}, '') AS named, count(*), min(row.place)
FROM standings_standing AS row WHERE row.contest_id = %(contest)s GROUP BY named ORDER BY count(*) DESC, named
"""  # noqa: S608 - made of constants
ORGANIZATIONS = """
SELECT organization AS named, count(*), min(place)
FROM standings_standing WHERE contest_id = %(contest)s GROUP BY named ORDER BY count(*) DESC, named
"""


class Bar(NamedTuple):
    """How many rows have a score from one number up to, but without, the next."""

    least: float
    start: str
    word: str
    size: int


class Solved(NamedTuple):
    """A problem as the table has it; None is unknown, "" is nobody or unknown."""

    short: str
    name: str
    problem: int
    position: int
    solved: int | None
    partial: int | None
    pending: int | None
    failed: int | None
    first_time: str
    first_name: str
    first_address: str


class Group(NamedTuple):
    """Rows of one country or organisation, or of several together."""

    name: str
    size: int
    best_place: int | None
    is_one: bool = True


def scores_of(contest: int) -> list[Bar]:
    """Return a contest's rows by score, the lowest first, with bars for scores between that nobody has."""
    scored = Standing.objects.filter(contest_id=contest, score__isnull=False)
    ends = scored.aggregate(least=Min("score"), most=Max("score"))
    if ends["least"] is None:
        return []
    step = step_of(ends["most"] - ends["least"])
    least = math.floor(ends["least"] / step) * step
    with connection.cursor() as cursor:
        cursor.execute(SCORES, {"contest": contest, "least": least, "step": step})
        counts = dict(cursor.fetchall())
    starts = [(bar, least + bar * step) for bar in range(max(counts) + 1)]
    return [Bar(start, in_number(start), _word(start, step), counts.get(bar, 0)) for bar, start in starts]


def step_of(span: float) -> float:
    """Return a round number of which at most MOST_BARS make up a span: 1 for the few scores of boards by problems."""
    if span < MOST_BARS:
        return 1
    size: float = 10 ** math.floor(math.log10(span / MOST_BARS))
    return next(factor * size for factor in ROUND if factor * size * MOST_BARS >= span)


def _word(start: float, step: float) -> str:
    return in_number(start) if step == 1 else f"{in_number(start)}–{in_number(start + step - 1)}"


def problems_of_chart(contest: int, host: str) -> list[Solved]:
    """Return what the table of a contest says of its problems, in their order, with who was first at each."""
    problems = list(
        ContestProblem.objects.filter(contest=contest).annotate(name=F("problem__name")).order_by("position")
    )
    firsts = {problem.first_accounts[0] for problem in problems if problem.first_accounts}
    rows = Standing.objects.filter(contest_id=contest, account__in=firsts).select_related("account")
    people = {row.account_id: row for row in rows.only("name", "is_team", "account__key", "account__name")}
    return [_solved(problem, people, host) for problem in problems]


def _solved(problem: ContestProblem, people: dict[int, Standing], host: str) -> Solved:
    first = people.get(problem.first_accounts[0]) if problem.first_accounts else None
    known = [problem.n_solved, problem.n_partial, problem.n_pending]
    is_counted = problem.n_tried is not None
    return Solved(
        short=problem.short,
        name=problem.name,  # type: ignore[attr-defined]  # annotated
        problem=problem.problem_id,
        position=problem.position,
        solved=problem.n_solved,
        partial=problem.n_partial,
        pending=problem.n_pending,
        failed=max(0, (problem.n_tried or 0) - sum(number or 0 for number in known)) if is_counted else None,
        first_time="" if problem.first_time is None else clock(problem.first_time, exact=True),
        first_name=_name(first) if first else "",
        first_address=address_of_account(host, first.account.key) if first else "",
    )


def _name(row: Standing) -> str:
    return row.name or (row.account.name if row.is_team else "") or row.account.key


def countries_of(contest: int) -> list[Group]:
    """Return the countries that most rows are from, with the rest as one; [] where none has two or there is but one."""
    return _grouped(contest, COUNTRIES, country_name)


def organizations_of(contest: int) -> list[Group]:
    """Return the organisations that most rows are from, with the rest as one; [] as of countries."""
    return _grouped(contest, ORGANIZATIONS, str)


def _grouped(contest: int, statement: str, name: Callable[[str], str]) -> list[Group]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"contest": contest})
        found: Sequence[tuple[str, int, int | None]] = cursor.fetchall()
    named = [group for group in found if group[0]]
    if len(named) <= 1 or max(count for _name, count, _place in named) == 1:
        return []
    shown = [Group(name(code), count, place) for code, count, place in named[:MOST_GROUPS]]
    rest = sum(count for _name, count, _place in named[MOST_GROUPS:])
    unknown = sum(count for code, count, _place in found if not code)
    return shown + [
        Group(word, count, None, is_one=False)
        for word, count in ((_("others"), rest), (_("unknown"), unknown))
        if count
    ]
