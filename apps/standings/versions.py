"""What each version of a table changed: kept for those who have the version before, within bounds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.backends.utils import CursorWrapper

from apps.standings.queries import ROW_AS_JSON

KEPT = 100  # versions of one contest
KEPT_BYTES = 4_000_000  # of one contest's changes, compressed as the database keeps them
MOST_ROWS = 1_000  # a change of more rows is no shorter than the page that shows them
LARGEST_SHARE = 5  # nor is one of more than one row in so many …
ALWAYS_TOLD = 50  # … unless there are so few

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
    SELECT coalesce(array_agg(id ORDER BY place NULLS LAST, score DESC NULLS LAST, id), '{}') AS rows
    FROM standings_standing WHERE contest_id = %(contest)s
), kept AS (
    INSERT INTO standings_standingsorder AS known (contest_id, rows) SELECT %(contest)s, rows FROM ordered
    ON CONFLICT (contest_id) DO UPDATE SET rows = EXCLUDED.rows WHERE known.rows <> EXCLUDED.rows
)
SELECT cardinality(rows) FROM ordered
"""

KEEP = f"""
INSERT INTO standings_standingsversion (contest_id, version, at, changed, removed)
SELECT %(contest)s, %(version)s, %(now)s, CASE WHEN %(told)s THEN coalesce((
    SELECT jsonb_agg({ROW_AS_JSON} ORDER BY row.place, row.account_id)
    FROM standings_standing AS row JOIN accounts_account AS account ON account.id = row.account_id
    WHERE row.contest_id = %(contest)s AND row.account_id = ANY(%(changed)s)
), '[]') END, %(removed)s::bigint[]
"""  # noqa: S608 - made of constants

KEEP_ONE = f"""
WITH raised AS ({RAISE})
INSERT INTO standings_standingsversion (contest_id, version, at, changed, removed)
SELECT raised.contest_id, raised.version, %(now)s, jsonb_build_array({ROW_AS_JSON}), '{{}}'
FROM raised JOIN standings_standing AS row USING (contest_id)
JOIN accounts_account AS account ON account.id = row.account_id
WHERE row.account_id = %(account)s
"""  # noqa: S608 - made of constants

FORGET = """
WITH kept AS (
    SELECT id, row_number() OVER newest AS number,
           sum(coalesce(pg_column_size(changed), 0) + coalesce(pg_column_size(removed), 0)) OVER newest AS bytes
    FROM standings_standingsversion WHERE contest_id = ANY(%(contests)s)
    WINDOW newest AS (PARTITION BY contest_id ORDER BY version DESC)
)
DELETE FROM standings_standingsversion WHERE id IN (
    SELECT id FROM kept WHERE number > %(kept)s OR (bytes > %(bytes)s AND number > 1)
)
"""


def raise_version(
    cursor: CursorWrapper, contest: int, *, changed: Sequence[int], removed: Sequence[int], now: datetime
) -> int:
    """Raise the version of a contest's table, by its id, and keep what changed; return the new version.

    `changed` and `removed` are accounts. It is called in the transaction of the change, once all rows are written. The
    order of the rows is brought up to date with it.
    """
    cursor.execute(RAISE, {"contests": [contest], "now": now})
    _, version = cursor.fetchone()
    cursor.execute(ORDER, {"contest": contest})
    (n_rows,) = cursor.fetchone()
    moved = len(changed) + len(removed)
    told = moved <= MOST_ROWS and (moved <= ALWAYS_TOLD or moved * LARGEST_SHARE <= n_rows)
    given = {
        "contest": contest,
        "version": version,
        "now": now,
        "told": told,
        "changed": list(changed) if told else [],
        "removed": list(removed) if told else [],
    }
    cursor.execute(KEEP, given)
    _forget(cursor, [contest])
    return int(version)


def raise_versions(cursor: CursorWrapper, contests: Sequence[int], *, account: int, now: datetime) -> None:
    """Raise the versions of tables, by their contests' ids, in each of which one account's row has changed."""
    if contests:
        cursor.execute(KEEP_ONE, {"contests": list(contests), "account": account, "now": now})
        _forget(cursor, contests)


def _forget(cursor: CursorWrapper, contests: Sequence[int]) -> None:
    cursor.execute(FORGET, {"contests": list(contests), "kept": KEPT, "bytes": KEPT_BYTES})
