"""Tables of results for benchmarks: like those of large rounds, in rows, in a site's own words, and by the million."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime, timedelta

import msgspec
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from apps.contests.models import Contest
from apps.resources.models import Resource
from apps.resources.rows import Cell, ProblemRow, StandingRow, Standings

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SHORTS = "ABCDEFGH"
PROBLEMS = tuple(ProblemRow(key=f"1900{short}", name=f"Problem {short}", short=short) for short in SHORTS)
COUNTRIES = ("BY", "CN", "IN", "PL", "US", "")
CELLS = 500  # different sets of cells among the rows by the million
IN_ONE = 2_000  # rows of one of their contests
SITES = 20

# Without indexes and the checks of references, which are made once everything stands: a few minutes for ten million.
BY_THE_MILLION = """
SET LOCAL session_replication_role = replica;
SET LOCAL maintenance_work_mem = '512MB';
INSERT INTO resources_resource (host, title, url, adapter, short, color, timezone, options, enabled, built_in,
                                n_contests, n_accounts, created)
SELECT 'crowd' || n || '.example', 'Crowd', 'https://crowd.example/', 'bench', '', '#000000', 'UTC', '{}', false, false,
       0, 0, now() FROM generate_series(0, %(sites)s - 1) AS n ON CONFLICT DO NOTHING;
CREATE TEMPORARY TABLE sites ON COMMIT DROP AS
SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM resources_resource WHERE host LIKE 'crowd%%';
CREATE TEMPORARY TABLE people ON COMMIT DROP AS SELECT nextval('accounts_account_id_seq') AS id, n
FROM generate_series(0, %(accounts)s - 1) AS n;
INSERT INTO accounts_account (id, resource_id, key, n_contests, rating, created, modified)
SELECT people.id, sites.id, %(batch)s || people.n, 10, people.n %% 3000, now(), now()
FROM people JOIN sites ON sites.n = people.n %% %(sites)s;
CREATE TEMPORARY TABLE tables ON COMMIT DROP AS SELECT nextval('contests_contest_id_seq') AS id, n
FROM generate_series(0, %(contests)s - 1) AS n;
INSERT INTO contests_contest (id, resource_id, key, title, url, host, kind, start, "end", duration, standings_url,
    registration_url, facts, series, missed, hidden, sequence, created, modified)
SELECT tables.id, sites.id, %(batch)s || tables.n, 'Crowd ' || tables.n, 'https://crowd.example/', 'crowd.example', '',
       now() - tables.n * interval '3 hours', now() - tables.n * interval '3 hours' + interval '2 hours',
       interval '2 hours', '', '', '{}', '', 0, false, 0, now(), now()
FROM tables JOIN sites ON sites.n = tables.n %% %(sites)s;
INSERT INTO standings_standing (contest_id, account_id, place, score, penalty, cells, n_solved, n_first, country, hacks,
                                rated, old_rating, digest)
SELECT tables.id, people.id, i, 9000 - i / 4, i %% 500, pool.cells, 4, 0, 'BY', 0, true, 1500 + i %% 1000,
       (random() * 9e18)::bigint
FROM tables CROSS JOIN generate_series(1, %(in_one)s) AS i
JOIN unnest(%(cells)s::jsonb[]) WITH ORDINALITY AS pool (cells, n) ON pool.n = 1 + i %% %(pool)s
JOIN people ON people.n = (i * 7919::bigint + tables.n * 104729::bigint) %% %(accounts)s;
"""


def result(number: int, dice: random.Random) -> StandingRow:
    """Return the row of one participant on eight problems."""
    return StandingRow(
        account=f"participant_{number}",
        place=number + 1,
        score=float(9000 - number // 4),
        penalty=float(dice.randrange(500)),
        cells={short: _cell(500.0 * worth, dice) for worth, short in enumerate(SHORTS, 1) if dice.random() < 0.85},
        country=dice.choice(COUNTRIES),
        hacks=0,
        failed_hacks=0,
        rated=True,
        old_rating=dice.randrange(3000),
    )


def _cell(points: float, dice: random.Random) -> Cell:
    wrong = dice.randrange(4) or None
    if dice.random() < 0.35:
        return Cell(state="wrong", wrong=wrong or 1, points=0.0)
    return Cell(state="solved", wrong=wrong, points=points - dice.randrange(300), time=float(dice.randrange(100, 7200)))


def results(number: int, *, seed: int = 1) -> list[StandingRow]:
    """Return so many rows, the same for the same seed."""
    dice = random.Random(seed)
    return [result(index, dice) for index in range(number)]


def table_of(rows: list[StandingRow]) -> Standings:
    """Return the table of such rows."""
    return Standings(rows=rows, problems=PROBLEMS, kind="cf", penalty_unit="points")


def new_contest(host: str, key: str) -> Contest:
    """Return a contest that is stored without results, of a site that is made where there is none."""
    resource, _ = Resource.objects.get_or_create(
        host=host, defaults={"title": host, "url": f"https://{host}/", "adapter": "bench", "enabled": False}
    )
    return Contest.objects.create(
        resource=resource, key=key, title=f"Round {key}", url=f"https://{host}/{key}", host=host,
        start=NOW - timedelta(hours=3), end=NOW - timedelta(hours=1), duration=timedelta(hours=2),
        created=NOW, modified=NOW,
    )  # fmt: skip


def fill(rows: int, *, batch: str) -> None:
    """Let so many rows of others stand in the table, one tenth as many accounts, and contests of `IN_ONE` rows."""
    dice = random.Random(batch)
    pool = [msgspec.json.encode(result(number, dice).cells).decode() for number in range(CELLS)]
    given = {
        "sites": SITES, "accounts": max(rows // 10, IN_ONE), "contests": rows // IN_ONE, "in_one": IN_ONE,
        "cells": pool, "pool": CELLS, "batch": batch,
    }  # fmt: skip
    with (
        transaction.atomic(),
        connection.cursor() as cursor,
        without_indexes(cursor, "standings_standing") if rows > 1_000_000 else nullcontext(),
    ):
        for statement in filter(str.strip, BY_THE_MILLION.split(";\n")):
            cursor.execute(statement, given)
    with connection.cursor() as cursor:
        for name in ("standings_standing", "accounts_account", "contests_contest"):
            cursor.execute(f"VACUUM (ANALYZE) {name}")


@contextmanager
def without_indexes(cursor: CursorWrapper, table: str) -> Iterator[None]:
    """Let a table have none but its primary key meanwhile: to make an index over everything takes far less time."""
    given = {"table": table}
    cursor.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = %(table)s::regclass AND contype = 'u'",
        given,
    )
    constraints = dict(cursor.fetchall())
    for name in constraints:
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %(table)s AND indexname NOT LIKE '%%pkey'", given
    )
    indexes = dict(cursor.fetchall())
    for name in indexes:
        cursor.execute(f"DROP INDEX {name}")
    yield
    made = [f"ALTER TABLE {table} ADD CONSTRAINT {name} {what}" for name, what in constraints.items()]
    for statement in made + list(indexes.values()):
        cursor.execute(statement)
