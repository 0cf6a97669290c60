"""A site's contest list into the table: one statement for the whole list, which writes and tells only what differs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from apps.contests.models import ContestChange
from apps.contests.queries import TOPIC
from apps.contests.series import edition, series_slug
from apps.core import events
from apps.core.outcome import Outcome
from apps.live.actions import publish
from apps.resources.models import Resource
from apps.resources.rows import ContestRow

GONE_AFTER = 3  # complete lists in a row without an upcoming contest

COLUMNS = """
    key text, title text, url text, host text, kind text, start timestamptz, "end" timestamptz, duration interval,
    rated boolean, standings_url text, registration_url text, registration_opens timestamptz,
    registration_closes timestamptz, facts jsonb, series text, series_number integer, is_cancelled boolean
"""
NAMES = ", ".join(column.split()[0] for column in COLUMNS.replace("\n", " ").split(","))
COPIED = (
    'title, url, host, kind, start, "end", duration, rated, standings_url, registration_url,'
    " registration_opens, registration_closes, facts"
)
DERIVED = "series, series_number"  # ours: when their rules change they are written, but no contest has changed
TIME = '\'YYYY-MM-DD"T"HH24:MI:SS"Z"\''


def _utc(expression: str) -> str:
    return f"to_char({expression} AT TIME ZONE 'UTC', {TIME})"


def _span(row: str) -> str:
    return f"""jsonb_build_object('start', {_utc(f"{row}.start")}, 'end', {_utc(f'{row}."end"')})"""


def _columns(row: str, names: str = COPIED) -> str:
    return ", ".join(f"{row}.{name.strip()}" for name in names.split(","))


# A contest that was merely missed for a while is written, but nobody sees a difference.
VISIBLY_OTHER = f"""(
    known.gone IS NOT NULL OR (known.cancelled IS NULL) <> (EXCLUDED.cancelled IS NULL)
    OR ({_columns("known")}) IS DISTINCT FROM ({_columns("EXCLUDED")})
)"""

# What the list says differently from the table, and what the table said. Rows that say the same are neither written
# nor locked.
DIFFERING = f"""
    SELECT incoming.*, known.id IS NULL AS is_new, known AS was FROM incoming
    LEFT JOIN contests_contest AS known ON known.resource_id = %(resource)s AND known.key = incoming.key
    WHERE known.id IS NULL OR known.missed > 0 OR known.gone IS NOT NULL
       OR (known.cancelled IS NOT NULL) <> incoming.is_cancelled
       OR ({_columns("known")}) IS DISTINCT FROM ({_columns("incoming")})
       OR ({_columns("known", DERIVED)}) IS DISTINCT FROM ({_columns("incoming", DERIVED)})
"""  # noqa: S608 - made of constants

STATEMENT = f"""
WITH differing AS MATERIALIZED ({DIFFERING}), stored AS (
    INSERT INTO contests_contest AS known (
        resource_id, key, {COPIED}, {DERIVED}, cancelled, gone, missed, hidden, sequence, created, modified
    )
    SELECT %(resource)s, key, {COPIED}, {DERIVED}, CASE WHEN is_cancelled THEN %(now)s::timestamptz END,
           NULL, 0, false, 0, %(now)s, %(now)s
    FROM differing
    ON CONFLICT (resource_id, key) DO UPDATE SET
        ({COPIED}, {DERIVED}) = ({_columns("EXCLUDED")}, {_columns("EXCLUDED", DERIVED)}),
        cancelled = CASE WHEN EXCLUDED.cancelled IS NOT NULL THEN coalesce(known.cancelled, EXCLUDED.cancelled) END,
        gone = NULL, missed = 0,
        sequence = known.sequence + {VISIBLY_OTHER}::int,
        modified = CASE WHEN {VISIBLY_OTHER} THEN EXCLUDED.modified ELSE known.modified END
    RETURNING known.id, known.key, known AS became
), written AS (
    SELECT stored.id, differing.is_new, differing.was, stored.became FROM stored JOIN differing USING (key)
), changes AS (
    INSERT INTO contests_contestchange (contest_id, kind, at, was, now)
    SELECT written.id, change.kind, %(now)s, change.was, change.now
    FROM written CROSS JOIN LATERAL (VALUES
        ('{ContestChange.ADDED}', is_new, '{{}}'::jsonb,
            {_span("(became)")} || jsonb_build_object('title', (became).title)),
        ('{ContestChange.MOVED}', (was).start <> (became).start, {_span("(was)")}, {_span("(became)")}),
        ('{ContestChange.EXTENDED}',
            (became)."end" - (became).start > (was)."end" - (was).start, {_span("(was)")}, {_span("(became)")}),
        ('{ContestChange.SHORTENED}',
            (became)."end" - (became).start < (was)."end" - (was).start, {_span("(was)")}, {_span("(became)")}),
        ('{ContestChange.RENAMED}', (was).title <> (became).title,
            jsonb_build_object('title', (was).title), jsonb_build_object('title', (became).title)),
        ('{ContestChange.RELINKED}', (was).url <> (became).url,
            jsonb_build_object('url', (was).url), jsonb_build_object('url', (became).url)),
        ('{ContestChange.CANCELLED}', (was).cancelled IS NULL AND (became).cancelled IS NOT NULL AND NOT is_new,
            '{{}}'::jsonb, '{{}}'::jsonb),
        ('{ContestChange.RETURNED}', NOT is_new AND (
            ((was).cancelled IS NOT NULL AND (became).cancelled IS NULL) OR (was).gone IS NOT NULL),
            '{{}}'::jsonb, '{{}}'::jsonb)
    ) AS change (kind, applies, was, now)
    WHERE change.applies
    RETURNING id, kind, contest_id
)
SELECT kind, array_agg(id ORDER BY id), array_agg(contest_id ORDER BY id), NULL::bigint, NULL::bigint
FROM changes GROUP BY kind
UNION ALL
SELECT NULL, NULL, NULL, count(*) FILTER (WHERE is_new),
       count(*) FILTER (WHERE (became).sequence > (was).sequence) FROM written
"""  # noqa: S608 - made of constants

MISSING = f"""
WITH absent AS (
    UPDATE contests_contest SET
        missed = missed + 1,
        gone = CASE WHEN missed + 1 >= %(gone_after)s THEN %(now)s::timestamptz END,
        modified = CASE WHEN missed + 1 >= %(gone_after)s THEN %(now)s ELSE modified END,
        sequence = sequence + CASE WHEN missed + 1 >= %(gone_after)s THEN 1 ELSE 0 END
    WHERE resource_id = %(resource)s AND start > %(now)s AND cancelled IS NULL AND gone IS NULL
      AND NOT EXISTS (SELECT FROM incoming WHERE incoming.key = contests_contest.key)
    RETURNING id, gone
), changes AS (
    INSERT INTO contests_contestchange (contest_id, kind, at, was, now)
    SELECT id, '{ContestChange.GONE}', %(now)s, '{{}}', '{{}}' FROM absent WHERE gone IS NOT NULL
    RETURNING id, contest_id
)
SELECT array_agg(changes.id), array_agg(changes.contest_id), (SELECT count(*) FROM absent WHERE gone IS NULL)
FROM changes
"""  # noqa: S608 - made of constants


def upsert(resource: Resource, rows: Sequence[ContestRow], *, now: datetime, complete: bool = True) -> Outcome:
    """Bring a site's contests to what a list says, record every change with its event, and tell the live pages.

    `rows` have distinct keys. `complete` means that a coming contest which is not listed counts as missing; after
    `GONE_AFTER` such lists in a row it is marked gone. One transaction; lists of one site wait for each other. The
    number of statements does not depend on the number of rows, and a list that says nothing new writes nothing.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        hold_lists([resource.pk])
        _copy(cursor, resource, rows)
        added, changed = _write(cursor, resource, now)
        removed, absent = _mark_missing(cursor, resource, now) if complete else (0, 0)
        if added:
            cursor.execute(
                "UPDATE resources_resource SET n_contests = n_contests + %s WHERE id = %s", [added, resource.pk]
            )
        if added or changed or removed:
            publish(TOPIC)
        cursor.execute("DROP TABLE incoming")
    return Outcome(rows=len(rows), added=added, changed=changed, removed=removed, absent=absent)


def hold_lists(resources: Iterable[int]) -> None:
    """Let nobody else write the contests of some resources, given by id, until the end of the transaction.

    Whoever locks rows of contests does this first, because two that lock the same rows in another order never end.
    """
    with connection.cursor() as cursor:
        for resource in sorted(set(resources)):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('contests'), %s)", [resource])


def _copy(cursor: CursorWrapper, resource: Resource, rows: Sequence[ContestRow]) -> None:
    cursor.execute(f"CREATE TEMPORARY TABLE incoming ({COLUMNS}) ON COMMIT DROP")
    with cursor.copy(f"COPY incoming ({NAMES}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(values_of(row, resource.host))
    cursor.execute("ANALYZE incoming")


def values_of(row: ContestRow, host: str) -> tuple[Any, ...]:
    """Return a row as COPY takes it, in the order of COLUMNS."""
    return (
        row.key,
        row.title,
        row.url,
        row.host or host,
        row.kind,
        row.start,
        row.end,
        row.end - row.start if row.duration is None else row.duration,
        row.rated,
        row.standings_url,
        row.registration_url,
        row.registration_opens,
        row.registration_closes,
        json.dumps(dict(row.facts)),
        series_slug(host, row.title),
        edition(row.title).number,
        row.cancelled,
    )


def _write(cursor: CursorWrapper, resource: Resource, now: datetime) -> tuple[int, int]:
    cursor.execute(STATEMENT, {"resource": resource.pk, "now": now})
    added = changed = 0
    for kind, changes, contests, new, old in cursor.fetchall():
        if kind is None:
            added, changed = new, old
        else:
            _record(resource, kind, changes=changes, contests=contests)
    return added, changed


def _mark_missing(cursor: CursorWrapper, resource: Resource, now: datetime) -> tuple[int, int]:
    cursor.execute(MISSING, {"resource": resource.pk, "now": now, "gone_after": GONE_AFTER})
    changes, contests, absent = cursor.fetchone()
    if changes:
        _record(resource, ContestChange.GONE, changes=changes, contests=contests)
    return len(changes or ()), absent


def _record(resource: Resource, kind: str, *, changes: list[int], contests: list[int]) -> None:
    events.record(f"contest.{kind}", {"resource": resource.pk, "changes": changes, "contests": contests})
