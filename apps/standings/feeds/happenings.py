"""What happened in a contest's results, as far as it is kept: who led, who solved what first, who was removed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.contests.models import Contest
from apps.standings.board.cells import clock
from apps.standings.models import Standings

MOST_NAMED = 10
# Of each version that is kept: who came to the first place, who left it, who was removed, and whether ratings came.
VERSIONS = """
SELECT version, at, cardinality(removed), changed IS NULL, (
    SELECT array_agg(DISTINCT coalesce(nullif(row ->> 'name', ''), row ->> 'account'))
    FROM jsonb_array_elements(changed) AS row
    WHERE row ->> 'place' = '1' AND was -> (row ->> 'account_id') ->> 'place' IS DISTINCT FROM '1'
), (
    SELECT array_agg((move ->> 0)::bigint) FROM jsonb_array_elements(moved) AS move WHERE move ->> 1 = '1'
), (
    SELECT array_agg(coalesce(nullif(one.value ->> 'name', ''), one.value ->> 'key'))
    FROM jsonb_each(was) AS one WHERE one.value ->> 'place' = '1' AND (
        one.key::bigint = ANY(removed) OR EXISTS (
            SELECT FROM jsonb_array_elements(changed) AS row
            WHERE row ->> 'account_id' = one.key AND row ->> 'place' IS DISTINCT FROM '1'))
), (
    SELECT array_agg(coalesce(nullif(one.value ->> 'name', ''), one.value ->> 'key'))
    FROM jsonb_each(was) AS one WHERE one.key::bigint = ANY(removed)
), EXISTS (
    SELECT FROM jsonb_array_elements(changed) AS row
    WHERE row -> 'new_rating' IS NOT NULL AND was -> (row ->> 'account_id') -> 'new_rating' = 'null'
)
FROM standings_standingsversion WHERE contest_id = %s ORDER BY version
"""
FIRSTS = """
SELECT listed.short, problem.name, listed.first_time, (
    SELECT array_agg(coalesce(nullif(row.name, ''), account.key) ORDER BY row.id)
    FROM standings_standing AS row JOIN accounts_account AS account ON account.id = row.account_id
    WHERE row.contest_id = listed.contest_id AND row.account_id = ANY(listed.first_accounts)
)
FROM contests_contestproblem AS listed JOIN contests_problem AS problem ON problem.id = listed.problem_id
WHERE listed.contest_id = %s AND listed.first_time IS NOT NULL ORDER BY listed.position
"""
NAMES = """
SELECT row.id, coalesce(nullif(row.name, ''), account.key) FROM standings_standing AS row
JOIN accounts_account AS account ON account.id = row.account_id WHERE row.id = ANY(%s)
"""
RATED = """
SELECT EXISTS (SELECT FROM standings_standing WHERE contest_id = %s AND place <= 100 AND new_rating IS NOT NULL)
"""


class Happening(NamedTuple):
    """Something that happened. `name` tells it from all others of the contest, for ever."""

    name: str
    at: datetime
    title: str
    more: str = ""


class _Version(NamedTuple):
    """What of a version of the table is worth telling. Names are None where there are none."""

    number: int
    at: datetime
    n_removed: int
    is_untold: bool
    leaders: Sequence[str] | None
    moved: Sequence[int] | None  # rows that came to the first place by a change of others
    overtaken: Sequence[str] | None
    removed: Sequence[str] | None
    is_rated: bool


def happenings_of(contest: Contest, header: Standings, *, now: datetime) -> list[Happening]:
    """Return what happened in a contest's results until now, the latest first. At most four queries."""
    versions = [_Version._make(row) for row in _rows(VERSIONS, [contest.pk])]
    found = [
        *_of_versions(versions),
        *_of_problems(contest),
        *_of_header(contest, header, now),
        *_of_ratings(contest, versions),
    ]
    return sorted(found, key=lambda one: (one.at, one.name), reverse=True)


def freezes_at(contest: Contest, header: Standings) -> datetime | None:
    """Return when the board freezes, None where that is not known."""
    return None if header.freeze is None else contest.start + header.freeze


def _of_versions(versions: Sequence[_Version]) -> Iterator[Happening]:
    names = dict(_rows(NAMES, [[row for one in versions for row in one.moved or ()]]))
    for one in versions:
        if one.number == 1:
            yield Happening("appeared", one.at, _("Results have appeared."))
            continue
        leaders = [*(one.leaders or ()), *(names[row] for row in one.moved or () if row in names)]
        if leaders:
            yield Happening(f"leader/{one.number}", one.at, _("%(who)s takes the lead.") % {"who": _listed(leaders)})
        elif one.overtaken:
            who = _listed(one.overtaken)
            yield Happening(f"leader/{one.number}", one.at, _("%(who)s no longer leads.") % {"who": who})
        if one.n_removed:
            said = ngettext(
                "%(number)d participant was removed.", "%(number)d participants were removed.", one.n_removed
            )
            yield Happening(
                f"removed/{one.number}", one.at, said % {"number": one.n_removed}, _listed(one.removed or ())
            )


def _of_problems(contest: Contest) -> Iterator[Happening]:
    for short, name, seconds, who in _rows(FIRSTS, [contest.pk]):
        told = {"problem": f"{short}. {name}" if name and name != short else short, "who": _listed(who or ())}
        title = _("%(problem)s is solved for the first time: %(who)s.") if who else _("%(problem)s is solved.")
        after = _("%(time)s after the start") % {"time": clock(seconds, exact=True)}
        yield Happening(f"first/{short}", contest.start + timedelta(seconds=seconds), title % told, after)


def _of_header(contest: Contest, header: Standings, now: datetime) -> Iterator[Happening]:
    frozen = freezes_at(contest, header)
    if frozen is not None and frozen <= now and header.n_rows:
        yield Happening("frozen", frozen, _("The board is frozen."))
    if header.is_final:
        yield Happening("final", contest.end, _("The results are final."))


def _of_ratings(contest: Contest, versions: Sequence[_Version]) -> Iterator[Happening]:
    """Yield that ratings are out, at the version that brought them, or the first after the end that may have."""
    ((is_rated,),) = _rows(RATED, [contest.pk])
    told = [one.at for one in versions if one.is_rated]
    likely = [one.at for one in versions if one.is_untold and one.at >= contest.end]
    at = next(iter(told), None) or next(iter(likely), None)
    if is_rated and at is not None:
        yield Happening("ratings", at, _("The ratings are out."))


def _listed(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMED
    said = ", ".join(names[:MOST_NAMED])
    return _("%(names)s and %(number)d more") % {"names": said, "number": more} if more > 0 else said


def _rows(statement: str, given: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
