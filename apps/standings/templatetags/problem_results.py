"""What results add to the pages of problems: addresses of tables, who solved a problem first and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from django import template
from django.template.context import Context

from apps.accounts.models import Account
from apps.contests.models import ContestProblem, Problem
from apps.contests.problem_list import Place
from apps.contests.problem_rows import share_of
from apps.core.paging import KnownPaginator, pages_of
from apps.standings.addresses import address_of_account, address_of_standings
from apps.standings.board.cells import clock
from apps.standings.models import Standing
from apps.standings.people.problem_solves import MOST_WRONG, PAGE, Asked, Solve, Solves, first_solves, step_of
from apps.standings.words import participation_words

register = template.Library()
MOST_FIRSTS = 3  # accounts that are named as the first of a contest


class Stood(NamedTuple):
    """A contest of a problem, as the problem's page shows it."""

    place: ContestProblem
    address: str  # of its results, else of the contest
    share: str
    first_time: str
    firsts: Sequence[tuple[str, str]]  # (who, address)
    n_more_firsts: int


class Line(NamedTuple):
    """Somebody's first solve, as the page of a problem shows it."""

    number: int
    solve: Solve
    address: str
    time: str
    short: str  # the problem's mark in the contest, where it stood in several
    tag: str


@register.simple_tag
def addresses_of_results(places: Iterable[Place]) -> dict[int, str]:
    """Return contest id → the address of its results, for those contests that have some."""
    return {place.contest: address_of_standings(place.contest, place.title) for place in places if place.has_results}


@register.inclusion_tag("standings/contests_of_problem.html")
def contests_of_problem(problem: Problem, places: Sequence[ContestProblem]) -> dict[str, Any]:
    """Show where a problem stood: what was solved there, and by whom first. One query for all names."""
    wanted = {account for place in places for account in place.first_accounts[:MOST_FIRSTS]}
    names = {pk: told for pk, *told in Account.objects.filter(pk__in=wanted).values_list("pk", "key", "name", "kind")}
    return {"stood": [_stood(place, names, problem.resource.host) for place in places]}


@register.inclusion_tag("standings/first_solves.html", takes_context=True)
def first_solves_of(context: Context, problem: Problem, places: Sequence[ContestProblem]) -> dict[str, Any]:
    """Show everybody's first solve, the earliest first, page by page as `page_asked` says, and how they lie in time."""
    page = int(context.get("page_asked") or 1)
    found = first_solves(Asked(problem=problem.pk, places=places, page=page - 1))
    last = max(1, -(-found.number // PAGE))
    if page > last:
        page, found = last, first_solves(Asked(problem=problem.pk, places=places, page=last - 1))
    shown = pages_of(KnownPaginator(Standing.objects.none(), PAGE, number=found.number), str(page), carried={})
    return {
        "lines": _lines(found, problem.resource.host, places, start=(page - 1) * PAGE),
        "adapter": problem.resource.adapter,
        "number": found.number,
        "times": _times(found, step_of(places)),
        "tries": _tries(found),
        "has_language": any(solve.language for solve in found.solves),
        "has_rating": any(solve.rating is not None for solve in found.solves),
        **shown,
    }


def _stood(place: ContestProblem, names: Mapping[int, Sequence[str]], host: str) -> Stood:
    contest, known = place.contest, [one for one in place.first_accounts[:MOST_FIRSTS] if one in names]
    has_results = bool(contest.n_statistics)
    return Stood(
        place=place,
        address=address_of_standings(contest.pk, contest.title) if has_results else contest.get_absolute_url(),
        share=share_of(place.n_solved, place.n_tried),
        first_time="" if place.first_time is None else clock(place.first_time, exact=place.first_time % 60 != 0),
        firsts=[_called(*names[one], host=host) for one in known],
        n_more_firsts=len(place.first_accounts) - len(known),
    )


def _called(key: str, name: str, kind: str, *, host: str) -> tuple[str, str]:
    """Return what somebody is called, a team by its name, and the address of the account."""
    return name if kind and name else key, address_of_account(host, key)


def _lines(found: Solves, host: str, places: Sequence[ContestProblem], *, start: int) -> list[Line]:
    marks = {place.contest_id: place.short for place in places} if len(places) > 1 else {}
    words = participation_words()
    exact = any(solve.time is not None and solve.time % 60 for solve in found.solves)
    return [
        Line(
            number=start + number,
            solve=solve,
            address=address_of_account(host, solve.key),
            time="" if solve.time is None else clock(solve.time, exact=exact),
            short=marks.get(solve.contest or 0, "") if solve.is_then else "",
            tag=words.get(solve.participation, ""),
        )
        for number, solve in enumerate(found.solves, 1)
    ]


def _times(found: Solves, step: timedelta) -> list[tuple[str, int]]:
    """Return (from when on, how many) of every slot up to the last one in which somebody solved it."""
    last = max(found.times, default=-1)
    return [(clock(slot * step.total_seconds(), exact=False), found.times.get(slot, 0)) for slot in range(last + 1)]


def _tries(found: Solves) -> list[tuple[str, int]]:
    """Return (tries, how many solved it with so many), the last one being all that took more."""
    last = max(found.tries, default=0)
    return [(f"{tries}{'+' if tries > MOST_WRONG else ''}", found.tries.get(tries, 0)) for tries in range(1, last + 1)]
