"""What stands out in what accounts did: medals, best places, records, the hardest problems, and with whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import nsmallest

from django.db import connection
from django.utils import timezone

from apps.standings.models import Standing
from apps.standings.people.careers import Appearance, Career, RatingStep

BEST = 5
MOST_MATES = 12
SMALLEST = 3  # a table of fewer has no place worth telling
MEDALS = ("gold", "silver", "bronze", "honorable")

# What was solved in contests and after them. The fences keep the planner from reading whole tables for one account, and
# unpack a row's cells once instead of for each problem.
IN_CELLS = """
SELECT link.problem_id, row.start AS at
FROM (
    SELECT contest_id, (SELECT start FROM contests_contest WHERE id = contest_id), cells || '{}' AS cells
    FROM standings_standing WHERE account_id = ANY(%(accounts)s) AND participation <> 'ghost' OFFSET 0
) AS row
CROSS JOIN LATERAL (
    SELECT problem_id FROM contests_contestproblem WHERE contest_id = row.contest_id
    AND 'solved' IN (row.cells->short->>'state', row.cells->short->'upsolved'->>'state') OFFSET 0
) AS link
"""
IN_SUBMISSIONS = """
SELECT problem_id, at FROM standings_submission
WHERE account_id = ANY(%(accounts)s) AND state = 'solved' AND problem_id IS NOT NULL
"""
# Of problems that are rated by their sites or by us.
HARDEST = """
SELECT problem.id, problem.name, problem.rating, problem.own_rating,
       (SELECT adapter FROM resources_resource WHERE id = problem.resource_id), solved.at
FROM (SELECT problem_id, min(at) AS at FROM ({solved}) AS every GROUP BY problem_id) AS solved
JOIN contests_problem AS problem ON problem.id = solved.problem_id
WHERE coalesce(problem.rating, problem.own_rating) IS NOT NULL
ORDER BY coalesce(problem.rating, problem.own_rating) DESC, solved.at, problem.id LIMIT %(most)s
"""
HARDEST_IN_CELLS = HARDEST.replace("{solved}", IN_CELLS)
HARDEST_OF_ALL = HARDEST.replace("{solved}", f"{IN_CELLS} UNION ALL {IN_SUBMISSIONS}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """A problem that was solved, with its rating by the site, else by us."""

    problem: int
    name: str
    rating: int
    is_ours: bool
    adapter: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """What stands out; None where nothing is known."""

    medals: Mapping[str, int]  # by the names of MEDALS, those alone that occur
    best: Sequence[Appearance]  # by the share of the table that did as well or better
    highest: RatingStep | None
    peak: int | None  # what a profile tells instead, of steps that are not known
    jump: RatingStep | None
    most_solved: Appearance | None
    n_first: int | None
    n_won: int | None
    by_year: Sequence[tuple[int, int]]  # the years of which contests are known, and how many


def records_of(career: Career) -> Records:
    """Return what stands out in the contests and ratings of accounts. Nothing is asked that the career has read."""
    part = career.taken_part
    now = timezone.now()
    ended = [one for one in part if one.end <= now]  # until then, neither a place nor a record is anybody's
    medals = Counter(one.medal for one in part if one.medal)
    large = [one for one in ended if (one.n_rows or 0) >= SMALLEST]
    ranked = [(share, one.place or 0, at) for at, one in enumerate(large) if (share := one.share) is not None]
    rises = [step for step in career.rated_steps if (step.change or 0) > 0]
    highest = highest_of(career.rated_steps)
    told = max((one.max_rating for one in career.accounts if one.max_rating is not None), default=None)
    return Records(
        medals={name: medals[name] for name in MEDALS if medals[name]},
        best=[large[at] for _share, _place, at in nsmallest(BEST, ranked)],  # the latest of several
        highest=highest,
        peak=told if told is not None and (highest is None or told > highest.new_rating) else None,
        jump=max(rises, key=lambda step: step.change or 0, default=None),
        most_solved=max((one for one in ended if one.n_solved), key=lambda one: one.n_solved or 0, default=None),
        n_first=sum(one.n_first or 0 for one in part) if career.tells_solved else None,
        n_won=sum(one.place == 1 for one in ended) if any(one.place for one in ended) else None,
        by_year=_by_year(career.times),
    )


def highest_of(steps: Sequence[RatingStep]) -> RatingStep | None:
    """Return the step that led highest, the earliest of several."""
    return max(steps, key=lambda step: step.new_rating, default=None)


def _by_year(times: Sequence[datetime]) -> list[tuple[int, int]]:
    zone = timezone.get_current_timezone()
    return sorted(Counter(time.astimezone(zone).year for time in times).items())


def hardest_of(career: Career, *, most: int = BEST) -> list[Solved]:
    """Return the hardest problems that were solved, in a contest or later, each once; one query more."""
    statement = HARDEST_OF_ALL if career.submitted else HARDEST_IN_CELLS
    with connection.cursor() as cursor:
        cursor.execute(statement, {"accounts": list(career.by_id), "most": most})
        found = cursor.fetchall()
    return [
        Solved(
            problem=problem,
            name=name,
            rating=own if rating is None else rating,
            is_ours=rating is None,
            adapter=adapter,
            at=at,
        )
        for problem, name, rating, own, adapter, at in found
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mate:
    """Somebody in whose team an account was, or who is in the team: `key` is the handle there, "" for a mere name."""

    host: str
    key: str
    name: str
    n_contests: int


def mates_of(career: Career) -> list[Mate]:
    """Return the people of the accounts' teams besides the accounts themselves, the most frequent first.

    One query, and none where no account was in a team.
    """
    if not any(one.is_team for one in career.appearances):
        return []
    rows = Standing.objects.filter(account__in=list(career.by_id), is_team=True, members__isnull=False).order_by("pk")
    together: Counter[tuple[str, str, str]] = Counter()
    for account, members in rows.values_list("account_id", "members"):
        host = career.by_id[account].resource.host
        people = ((host, one.get("account", ""), one.get("name", "")) for one in members or ())
        together.update(list(dict.fromkeys(people)))  # in the order of the team, each once
    own = {(account.resource.host, account.key) for account in career.accounts}
    others = [(*who, number) for who, number in together.most_common() if who[:2] not in own]
    return [Mate(host=host, key=key, name=name, n_contests=number) for host, key, name, number in others[:MOST_MATES]]
