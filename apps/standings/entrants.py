"""Who took part in a contest, as far as places and ratings depend on it; and whether its ratings can be reckoned."""

from __future__ import annotations

from enum import StrEnum

from django.db import connection

from apps.contests.models import Contest
from apps.standings.predictions import FORMULAS, LEAST_KNOWN, RATED_KINDS
from apps.standings.what_if.arithmetic import Entrant
from apps.standings.whose import with_account

# What the table tells of ratings goes before what accounts have now. Where it tells any new rating, those who have one
# were rated, else official rows with a place that did something will be.
ENTRANTS = f"""
SELECT row.id, row.account_id, row.place, row.division, row.participation = 'official',
       CASE WHEN told.any THEN row.old_rating ELSE coalesce(row.old_rating, account.rating) END,
       CASE WHEN steps.n > 0 THEN steps.n WHEN account.rating IS NULL AND account.read_at IS NOT NULL THEN 0
            WHEN jsonb_typeof(account.facts -> 'n_contests') = 'number' THEN (account.facts ->> 'n_contests')::integer
       END,
       coalesce(row.new_rating - row.old_rating, row.predicted_change),
       CASE WHEN told.any THEN row.new_rating IS NOT NULL
            ELSE row.participation = 'official' AND row.rated IS DISTINCT FROM false AND row.cells <> '{{}}' END,
       told.any
FROM standings_standing AS row {with_account("id", "rating", "read_at", "facts")}
CROSS JOIN (
    SELECT EXISTS (
        SELECT FROM standings_standing WHERE contest_id = %(contest)s AND new_rating IS NOT NULL
    ) AS any
) AS told
LEFT JOIN LATERAL (
    SELECT count(*) AS n FROM standings_ratingchange AS step
    WHERE step.account_id = account.id AND step.rated AND step.at < %(start)s AND %(counted)s
) AS steps ON true
WHERE row.contest_id = %(contest)s
ORDER BY row.place NULLS LAST, row.score DESC NULLS LAST, row.id
"""  # noqa: S608 - made of constants


class Obstacle(StrEnum):
    """Why rating changes cannot be reckoned anew."""

    NONE = ""
    FORMULA = "formula"  # the site's is not known here
    UNRATED = "unrated"
    RATINGS = "ratings"  # too few of those before are known


def read_entrants(contest: Contest) -> tuple[list[Entrant], Obstacle]:
    """Return the rows of a contest, which has its site, in the order of its table, and why no ratings are reckoned.

    One query.
    """
    has_formula = contest.resource.adapter in FORMULAS
    with connection.cursor() as cursor:
        cursor.execute(ENTRANTS, {"contest": contest.pk, "start": contest.start, "counted": has_formula})
        found = cursor.fetchall()
    entrants = [Entrant(*row) for row in found]
    is_told = bool(found and found[0][-1])
    if not has_formula:
        return entrants, Obstacle.FORMULA
    if not (is_told or contest.rated or (contest.rated is None and contest.kind in RATED_KINDS)):
        return entrants, Obstacle.UNRATED
    people = [one for one in entrants if one.is_rated and one.place is not None]
    known = sum(one.rating is not None or one.n_rated == 0 or is_told for one in people)
    is_enough = people and known >= LEAST_KNOWN * len(people)
    return entrants, Obstacle.NONE if is_enough else Obstacle.RATINGS
