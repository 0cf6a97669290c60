"""Problems of a site's archive or of one contest into the tables: one statement for all rows writes what differs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from apps.contests.models import Contest
from apps.contests.upsert import hold_lists
from apps.core.copying import copy_rows, drop_tables
from apps.core.outcome import Outcome
from apps.resources.models import Resource
from apps.resources.rows import ProblemRow

HELD_OVER = 10  # an archive that lost more than one problem in so many is not believed

COLUMNS = {
    "key": "text",
    "name": "text",
    "short": "text",
    "url": "text",
    "contest": "text",
    "points": "float8",
    "rating": "integer",
    "tags": "text[]",
    "n_tried": "integer",
    "n_solved": "integer",
    "n_accepted": "integer",
    "n_submissions": "integer",
    "division": "text",
    "facts": "jsonb",
    "position": "integer",
}
MERGED = "name, url, rating, tags, n_tried, n_solved, n_accepted, n_submissions, is_counted, is_archived, facts"


def _of(row: str) -> str:
    return ", ".join(f"{row}.{name.strip()}" for name in MERGED.split(","))


# What is known stays where the list is silent. Counts are the site's as soon as it tells one of them.
PROBLEMS = f"""
WITH listed AS (
    SELECT DISTINCT ON (key) * FROM problems_in ORDER BY key, position
), differing AS MATERIALIZED (
    SELECT listed.key, said.*, known.id IS NULL AS is_new FROM listed
    LEFT JOIN contests_problem AS known ON known.resource_id = %(resource)s AND known.key = listed.key
    CROSS JOIN LATERAL (SELECT listed.n_tried IS NOT NULL OR listed.n_solved IS NOT NULL AS has_counts) AS counts
    CROSS JOIN LATERAL (SELECT
        listed.name,
        coalesce(nullif(listed.url, ''), known.url, '') AS url,
        coalesce(listed.rating, known.rating) AS rating,
        CASE WHEN listed.tags <> '{{}}' THEN listed.tags ELSE coalesce(known.tags, '{{}}') END AS tags,
        CASE WHEN has_counts THEN listed.n_tried ELSE known.n_tried END AS n_tried,
        CASE WHEN has_counts THEN listed.n_solved ELSE known.n_solved END AS n_solved,
        coalesce(listed.n_accepted, known.n_accepted) AS n_accepted,
        coalesce(listed.n_submissions, known.n_submissions) AS n_submissions,
        NOT has_counts AND coalesce(known.is_counted, false) AS is_counted,
        %(archived)s OR coalesce(known.is_archived, false) AS is_archived,
        coalesce(known.facts, '{{}}') || listed.facts AS facts
    ) AS said
    WHERE known.id IS NULL OR ({_of("known")}) IS DISTINCT FROM ({_of("said")})
), stored AS (
    INSERT INTO contests_problem (resource_id, key, {MERGED}, created, modified)
    SELECT %(resource)s, key, {MERGED}, %(now)s, %(now)s FROM differing ORDER BY key
    ON CONFLICT (resource_id, key) DO UPDATE SET ({MERGED}, modified) = ({_of("EXCLUDED")}, EXCLUDED.modified)
)
SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM differing
"""  # noqa: S608 - made of constants

# A table of results knows the problems of its contest better than an archive: that links only where there is none.
LINKS = """
WITH listed AS (
    SELECT contest.id AS contest_id, problem.id AS problem_id, coalesce(nullif(short, ''), listed.key) AS short,
           listed.position, division, listed.url, points
    FROM problems_in AS listed
    JOIN contests_problem AS problem ON problem.resource_id = %(resource)s AND problem.key = listed.key
    JOIN contests_contest AS contest ON contest.resource_id = %(resource)s
        AND contest.key = coalesce(%(contest)s, listed.contest)
        AND (%(contest)s IS NOT NULL OR contest.parsed_at IS NULL OR NOT EXISTS (
            SELECT FROM contests_contestproblem AS own WHERE own.contest_id = contest.id))
), placed AS (
    SELECT DISTINCT ON (contest_id, short) contest_id, problem_id, short, division, url, points,
           CASE WHEN %(contest)s IS NOT NULL THEN position
                ELSE row_number() OVER (PARTITION BY contest_id ORDER BY length(short), short) END AS position
    FROM listed ORDER BY contest_id, short, listed.position
)
INSERT INTO contests_contestproblem AS known (contest_id, problem_id, short, position, division, url, points)
SELECT placed.contest_id, placed.problem_id, placed.short, placed.position, placed.division, placed.url, placed.points
FROM placed LEFT JOIN contests_contestproblem AS known USING (contest_id, short)
WHERE (known.problem_id, known.position, known.division, known.url, known.points) IS DISTINCT FROM
      (placed.problem_id, placed.position::smallint, placed.division, placed.url, placed.points)
ON CONFLICT (contest_id, short) DO UPDATE SET (problem_id, position, division, url, points) =
    (EXCLUDED.problem_id, EXCLUDED.position, EXCLUDED.division, EXCLUDED.url, EXCLUDED.points)
RETURNING known.contest_id
"""

UNLINKED = """
DELETE FROM contests_contestproblem AS known WHERE contest_id = %s AND NOT EXISTS (
    SELECT FROM problems_in AS listed WHERE coalesce(nullif(listed.short, ''), listed.key) = known.short
)
"""

# When the newest contest of each problem starts: of those that some contests have now, and of those that one had.
DATED = """
WITH wanted AS (
    SELECT problem_id FROM contests_contestproblem WHERE contest_id = ANY(%(contests)s)
    UNION SELECT unnest(%(linked)s::bigint[])
), newest AS (
    SELECT problem_id, max(contest.start) AS start
    FROM wanted LEFT JOIN contests_contestproblem AS link USING (problem_id)
    LEFT JOIN contests_contest AS contest ON contest.id = link.contest_id
    GROUP BY problem_id
)
UPDATE contests_problem AS problem SET set_at = newest.start FROM newest
WHERE problem.id = newest.problem_id AND problem.set_at IS DISTINCT FROM newest.start
"""

LEAVING = """
SELECT count(*) FILTER (WHERE listed.key IS NULL), count(*) FROM contests_problem AS known
LEFT JOIN (SELECT DISTINCT key FROM problems_in) AS listed USING (key)
WHERE known.resource_id = %(resource)s AND known.is_archived
"""
LEAVE = """
UPDATE contests_problem AS known SET is_archived = false, modified = %(now)s
WHERE resource_id = %(resource)s AND is_archived
  AND NOT EXISTS (SELECT FROM problems_in WHERE problems_in.key = known.key)
"""


def upsert_problems(
    resource: Resource, rows: Sequence[ProblemRow], *, now: datetime, complete: bool = False, accepted: bool = False
) -> Outcome:
    """Bring a site's problems to what a list says, and link them to the contests that they name, where there are such.

    `rows` have distinct keys. `complete` means that the list is the site's whole archive: its problems are marked as
    archived, and those that it lacks no more; but if it lacks more than a tenth, none is, and they count as absent,
    unless somebody `accepted` it. A problem is never deleted. One transaction; lists of one site wait for each other.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        hold_lists([resource.pk])
        hold_problems(resource.pk)
        _copy(cursor, rows)
        given: dict[str, Any] = {"resource": resource.pk, "now": now, "archived": complete, "contest": None}
        cursor.execute(PROBLEMS, given)
        added, changed = cursor.fetchone()
        cursor.execute(LINKS, given)
        contests = sorted({contest for (contest,) in cursor.fetchall()})
        describe_problems(cursor, contests)
        cursor.execute(DATED, {"contests": contests, "linked": []})
        removed, absent = _leave(cursor, given, accepted=accepted) if complete else (0, 0)
        drop_tables(cursor, "problems_in")
    return Outcome(rows=len(rows), added=added, changed=changed, removed=removed, absent=absent)


def upsert_contest_problems(
    contest: Contest, rows: Sequence[ProblemRow], *, now: datetime, complete: bool = True
) -> bool:
    """Bring one contest's problems to what its table says, in this order; return whether its list changed.

    It is called within the transaction that stores the table. A list of none says nothing. `complete`: problems that
    the list lacks are unlinked from the contest.
    """
    if not rows:
        return False
    with connection.cursor() as cursor:
        _copy(cursor, rows)
        given: dict[str, Any] = {"resource": contest.resource_id, "now": now, "archived": False, "contest": contest.key}
        cursor.execute(PROBLEMS, given)
        differing = sum(cursor.fetchone())
        cursor.execute("SELECT problem_id FROM contests_contestproblem WHERE contest_id = %s", [contest.pk])
        linked = [problem for (problem,) in cursor.fetchall()]
        cursor.execute(LINKS, given)
        differing += cursor.rowcount
        if complete:
            cursor.execute(UNLINKED, [contest.pk])
            differing += cursor.rowcount
        cursor.execute(DATED, {"contests": [contest.pk], "linked": linked})
        drop_tables(cursor, "problems_in")
    return bool(differing)


def hold_problems(resource: int) -> None:
    """Let nobody else write the problems of a site, given by its id, until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('problems'), %s)", [resource])


def _copy(cursor: CursorWrapper, rows: Iterable[ProblemRow]) -> None:
    values = (_values_of(row, position) for position, row in enumerate(rows))
    copy_rows(cursor, "problems_in", columns=COLUMNS, rows=values)


def _values_of(row: ProblemRow, position: int) -> tuple[Any, ...]:
    return (
        row.key,
        row.name,
        row.short,
        row.url,
        row.contest,
        row.points,
        row.rating,
        list(row.tags),
        row.n_tried,
        row.n_solved,
        row.n_accepted,
        row.n_submissions,
        row.division,
        json.dumps(dict(row.facts)),
        position,
    )


def _leave(cursor: CursorWrapper, given: dict[str, Any], *, accepted: bool) -> tuple[int, int]:
    cursor.execute(LEAVING, given)
    leaving, archived = cursor.fetchone()
    if not leaving or (leaving * HELD_OVER > archived and not accepted):
        return 0, leaving
    cursor.execute(LEAVE, given)
    return leaving, 0


# In the shape that clients of the incumbent know.
DESCRIBED = """
WITH described AS (
    SELECT link.contest_id, link.division, link.position, jsonb_strip_nulls(jsonb_build_object(
        'short', link.short, 'code', problem.key, 'name', problem.name,
        'url', nullif(coalesce(nullif(link.url, ''), problem.url), ''), 'full_score', link.points,
        'rating', problem.rating, 'tags', to_jsonb(nullif(problem.tags, '{}')),
        'n_total', link.n_tried, 'n_accepted', link.n_solved, 'n_partial', link.n_partial, 'n_hidden', link.n_pending,
        'first_ac', CASE WHEN link.first_time IS NOT NULL THEN jsonb_build_object('in_seconds', link.first_time) END
    )) AS problem
    FROM contests_contestproblem AS link JOIN contests_problem AS problem ON problem.id = link.problem_id
    WHERE link.contest_id = ANY(%(contests)s)
), divided AS (
    SELECT contest_id, division, min(position) AS position, jsonb_agg(problem ORDER BY position) AS problems
    FROM described GROUP BY contest_id, division
), listed AS (
    SELECT contest_id, sum(jsonb_array_length(problems)) AS n,
        CASE WHEN bool_and(division = '') THEN jsonb_agg(problems) -> 0
             ELSE jsonb_build_object('division', jsonb_object_agg(division, problems),
                                     'divisions_order', jsonb_agg(division ORDER BY position)) END AS problems
    FROM divided GROUP BY contest_id
)
UPDATE contests_contest AS contest SET n_problems = listed.n, problems = listed.problems
FROM listed WHERE contest.id = listed.contest_id
  AND (contest.n_problems, contest.problems) IS DISTINCT FROM (listed.n::integer, listed.problems)
"""


def describe_problems(cursor: CursorWrapper, contests: Sequence[int]) -> None:
    """Write what pages and the API show of some contests' problems beside the contests, given by id."""
    cursor.execute(DESCRIBED, {"contests": list(contests)})
