"""What each version of a table changed: kept for those who have the version before, within bounds.

What rows said before they are written stands in the temporary table `former`, so that a row which only changed its
place is told from one that says something else: one solve shifts thousands of places, and they are told as ranges.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.backends.utils import CursorWrapper

from apps.core.copying import drop_tables
from apps.standings.history.changes import ROW_AS_JSON
from apps.standings.models import Standing

KEPT = 100  # versions of one contest
KEPT_BYTES = 4_000_000  # of one contest's changes, compressed as the database keeps them
MOST_ROWS = 1_000  # a change of more rows is no shorter than the page that shows them
LARGEST_SHARE = 5  # nor is one of more than one row in so many …
ALWAYS_TOLD = 50  # … unless there are so few

NOT_SAID = ("id", "contest_id", "account_id", "place", "digest")
SAID = [field.column for field in Standing._meta.concrete_fields if field.column not in NOT_SAID]

FORMER = """
CREATE TEMPORARY TABLE IF NOT EXISTS former ON COMMIT DROP AS
SELECT row.* FROM standings_standing AS row WHERE row.contest_id = %(contest)s AND row.account_id = ANY(%(accounts)s)
"""

RAISE = """
INSERT INTO standings_standings AS known (contest_id, version, changed_at, kind, penalty_unit, columns, divisions,
                                          url, n_rows, trouble, said)
SELECT contest, 1, %(now)s, '', '', '[]', '{}', '', 0, '', '' FROM unnest(%(contests)s::bigint[]) AS contest
ORDER BY contest
ON CONFLICT (contest_id) DO UPDATE SET version = known.version + 1, changed_at = EXCLUDED.changed_at
RETURNING contest_id, version
"""

# Written only where it differs: most versions of a finished table leave it as it was.
ORDER = """
WITH ordered AS MATERIALIZED (
    SELECT contest, (
        SELECT coalesce(array_agg(id ORDER BY place NULLS LAST, score DESC NULLS LAST, id), '{}')
        FROM standings_standing WHERE contest_id = contest
    ) AS rows FROM unnest(%(contests)s::bigint[]) AS contest
), kept AS (
    INSERT INTO standings_standingsorder AS known (contest_id, rows) SELECT contest, rows FROM ordered ORDER BY contest
    ON CONFLICT (contest_id) DO UPDATE SET rows = EXCLUDED.rows WHERE known.rows <> EXCLUDED.rows
)
SELECT contest, cardinality(rows) FROM ordered
"""

OUTCOME = f"""
CREATE TEMPORARY TABLE outcome ON COMMIT DROP AS
SELECT row.id, row.account_id, row.place, former.place AS was, former.id IS NOT NULL AS is_known,
       former.id IS NULL OR ({", ".join(f"row.{name}" for name in SAID)}) IS DISTINCT FROM
                            ({", ".join(f"former.{name}" for name in SAID)}) AS is_changed
FROM standings_standing AS row LEFT JOIN former ON former.id = row.id
WHERE row.contest_id = %(contest)s AND row.account_id = ANY(%(changed)s)
"""  # noqa: S608 - made of constants
COUNT = """
SELECT count(*) FILTER (WHERE is_changed), count(*) FILTER (WHERE NOT is_changed AND place IS DISTINCT FROM was)
FROM outcome
"""

# Those who shared a place and move as most of them do are told by ranges of places, islands of equal steps among the
# places that anybody has who says what he said; the others one by one.
SHIFTS = """
WITH alone AS MATERIALIZED (
    SELECT min(was) AS first, max(was) AS last FROM outcome WHERE NOT is_changed AND place IS DISTINCT FROM was
), stayed AS MATERIALIZED (
    SELECT id, place, was, place - was AS by FROM outcome WHERE NOT is_changed
    UNION ALL
    SELECT row.id, row.place, row.place, 0 FROM alone JOIN standings_standing AS row
    ON row.contest_id = %(contest)s AND row.place BETWEEN alone.first AND alone.last
    WHERE NOT EXISTS (SELECT FROM outcome WHERE outcome.id = row.id)
), usual AS MATERIALIZED (
    SELECT DISTINCT ON (was) was, by FROM (
        SELECT was, by, count(*) AS n FROM stayed WHERE by IS NOT NULL GROUP BY was, by
    ) AS counted ORDER BY was, n DESC, by
), islands AS (
    SELECT was, by, row_number() OVER (ORDER BY was) - row_number() OVER (PARTITION BY by ORDER BY was) AS island
    FROM usual
), ranges AS (
    SELECT min(was) AS first, max(was) AS last, by FROM islands WHERE by <> 0 GROUP BY by, island
), apart AS (
    SELECT stayed.id, stayed.place FROM stayed LEFT JOIN usual USING (was)
    WHERE stayed.by <> usual.by OR (stayed.by IS NULL AND stayed.place IS DISTINCT FROM stayed.was)
)
SELECT (SELECT coalesce(jsonb_agg(jsonb_build_array(first, last, by) ORDER BY first), '[]') FROM ranges),
       (SELECT coalesce(jsonb_agg(jsonb_build_array(id, place) ORDER BY id), '[]') FROM apart)
"""

# Who is neither in `former` nor new said before what he says now, as far as it is told here.
WAS = """
jsonb_build_object('row', one.id, 'key', account.key, 'name', one.name, 'place', one.place, 'score', one.score,
                   'penalty', one.penalty, 'solved', one.n_solved, 'new_rating', one.new_rating)
"""
KEEP = f"""
WITH former_rows AS (
    SELECT * FROM former WHERE account_id = ANY(%(removed)s)
       OR EXISTS (SELECT FROM outcome WHERE outcome.id = former.id AND is_changed)
    UNION ALL
    SELECT row.* FROM standings_standing AS row JOIN outcome ON outcome.id = row.id
    WHERE NOT outcome.is_known AND outcome.account_id <> ALL(%(new)s)
)
INSERT INTO standings_standingsversion (contest_id, version, at, changed, removed, shifts, moved, was, n_changed)
SELECT %(contest)s, %(version)s, %(now)s, coalesce((
    SELECT jsonb_agg({ROW_AS_JSON} ORDER BY row.place, row.account_id)
    FROM outcome JOIN standings_standing AS row USING (id)
    JOIN accounts_account AS account ON account.id = row.account_id
    WHERE outcome.is_changed
), '[]'), %(removed)s::bigint[], %(shifts)s::jsonb, %(moved)s::jsonb, coalesce((
    SELECT jsonb_object_agg(one.account_id, {WAS})
    FROM former_rows AS one JOIN accounts_account AS account ON account.id = one.account_id
), '{{}}'), %(n_changed)s
"""  # noqa: S608 - made of constants

KEEP_LITTLE = f"""
INSERT INTO standings_standingsversion (contest_id, version, at, removed, was, n_changed)
SELECT %(contest)s, %(version)s, %(now)s, %(removed)s::bigint[], coalesce((
    SELECT jsonb_object_agg(one.account_id, {WAS})
    FROM former AS one JOIN accounts_account AS account ON account.id = one.account_id
    WHERE one.account_id = ANY(%(removed)s)
), '{{}}'), %(n_changed)s
"""  # noqa: S608 - made of constants

# Which of a row's values changed is not known; its place, score and penalty are not among them.
KEEP_OF_ACCOUNTS = f"""
WITH raised AS ({RAISE})
INSERT INTO standings_standingsversion (contest_id, version, at, changed, removed, shifts, moved, was, n_changed)
SELECT raised.contest_id, raised.version, %(now)s, jsonb_agg({ROW_AS_JSON} ORDER BY one.place, one.account_id),
       '{{}}', '[]', '[]', jsonb_object_agg(one.account_id, {WAS} - 'new_rating'), count(*)
FROM raised JOIN standings_standing AS row USING (contest_id) CROSS JOIN LATERAL (SELECT row.*) AS one
JOIN accounts_account AS account ON account.id = row.account_id
WHERE row.account_id = ANY(%(accounts)s)
GROUP BY raised.contest_id, raised.version
"""  # noqa: S608 - made of constants

KEEP_NOTHING = f"""
WITH raised AS ({RAISE})
INSERT INTO standings_standingsversion (contest_id, version, at, removed)
SELECT contest_id, version, %(now)s, '{{}}' FROM raised
"""  # noqa: S608 - made of constants

RECOUNT = """
UPDATE standings_standings AS header SET n_rows = cardinality(ordered.rows) FROM standings_standingsorder AS ordered
WHERE header.contest_id = ANY(%(contests)s) AND ordered.contest_id = header.contest_id
  AND header.n_rows <> cardinality(ordered.rows)
"""

FORGET = """
WITH kept AS (
    SELECT id, row_number() OVER newest AS number,
           sum(coalesce(pg_column_size(changed), 0) + coalesce(pg_column_size(removed), 0)
               + coalesce(pg_column_size(shifts), 0) + coalesce(pg_column_size(moved), 0)
               + coalesce(pg_column_size(was), 0)) OVER newest AS bytes
    FROM standings_standingsversion WHERE contest_id = ANY(%(contests)s)
    WINDOW newest AS (PARTITION BY contest_id ORDER BY version DESC)
)
DELETE FROM standings_standingsversion WHERE id IN (
    SELECT id FROM kept WHERE number > %(kept)s OR (bytes > %(bytes)s AND number > 1)
)
"""


def keep_former(cursor: CursorWrapper, contest: int, accounts: Sequence[int]) -> None:
    """Keep what the rows of some accounts in a contest, by its id, say before they are written, for `raise_version`."""
    cursor.execute(FORMER, {"contest": contest, "accounts": list(accounts)})


def raise_version(  # noqa: PLR0913 - what became of the rows is three lists
    cursor: CursorWrapper,
    contest: int,
    *,
    changed: Sequence[int],
    removed: Sequence[int],
    now: datetime,
    new: Sequence[int] = (),
) -> int:
    """Raise the version of a contest's table, by its id, and keep what changed; return the new version.

    `changed` and `removed` are accounts, `new` those of the changed ones that had no row before. It is called in the
    transaction of the change, once all rows are written; what they said before stands in `former`, or they have the
    places that they had. The order of the rows is brought up to date with it.
    """
    keep_former(cursor, contest, [])
    cursor.execute(RAISE, {"contests": [contest], "now": now})
    _, version = cursor.fetchone()
    cursor.execute(ORDER, {"contests": [contest]})
    _, n_rows = cursor.fetchone()
    known = {"removed": list(removed) if len(removed) <= MOST_ROWS else []}
    given: dict[str, Any] = {"contest": contest, "version": version, "now": now, "new": list(new), **known}
    if len(new) == len(changed) and not _is_short(len(new) + len(removed), n_rows):  # nothing is to be compared
        cursor.execute(KEEP_LITTLE, {**given, "n_changed": len(new)})
    else:
        cursor.execute("CREATE INDEX ON former (id)")  # of a new table the planner expects a row, and would look at all
        cursor.execute(OUTCOME, {**given, "changed": list(changed)})
        _keep_outcome(cursor, given, n_removed=len(removed), n_rows=n_rows)
        drop_tables(cursor, "outcome")
    drop_tables(cursor, "former")
    _forget(cursor, [contest])
    return int(version)


def _keep_outcome(cursor: CursorWrapper, given: dict[str, Any], *, n_removed: int, n_rows: int) -> None:
    """Keep what became of the rows in `outcome`, as far as it is short."""
    cursor.execute(COUNT)
    n_changed, n_moved = cursor.fetchone()
    given = {**given, "n_changed": n_changed}
    if _is_short(n_changed + n_removed, n_rows):
        shifts, moved = _moves(cursor, given["contest"]) if n_moved else ([], [])
        if max(len(shifts), len(moved)) <= MOST_ROWS:
            cursor.execute(KEEP, {**given, "shifts": json.dumps(shifts), "moved": json.dumps(moved)})
            return
    cursor.execute(KEEP_LITTLE, given)


def _is_short(n_changed: int, n_rows: int) -> bool:
    return n_changed <= MOST_ROWS and (n_changed <= ALWAYS_TOLD or n_changed * LARGEST_SHARE <= n_rows)


def _moves(cursor: CursorWrapper, contest: int) -> tuple[list[Any], list[Any]]:
    """Return how places moved by themselves, as StandingsVersion keeps it: in ranges, and row by row."""
    cursor.execute("ANALYZE outcome (id)")
    cursor.execute(SHIFTS, {"contest": contest})
    shifts, moved = cursor.fetchone()
    return json.loads(shifts), json.loads(moved)


def raise_versions(cursor: CursorWrapper, contests: Sequence[int], *, accounts: Sequence[int], now: datetime) -> None:
    """Raise the versions of tables, by their contests' ids, in each of which rows of some accounts have changed.

    Their places and scores have not.
    """
    if contests:
        cursor.execute(KEEP_OF_ACCOUNTS, {"contests": list(contests), "accounts": list(accounts), "now": now})
        _forget(cursor, contests)


def renew(cursor: CursorWrapper, contests: Sequence[int], *, now: datetime) -> None:
    """Raise the versions of tables, by their contests' ids, of whose rows some went or belong to others now.

    Whoever has the version before reads the whole table anew.
    """
    if contests:
        given: dict[str, Any] = {"contests": list(contests), "now": now}
        cursor.execute(KEEP_NOTHING, given)
        cursor.execute(ORDER, given)
        cursor.execute(RECOUNT, given)
        _forget(cursor, contests)


def _forget(cursor: CursorWrapper, contests: Sequence[int]) -> None:
    cursor.execute(FORGET, {"contests": list(contests), "kept": KEPT, "bytes": KEPT_BYTES})
