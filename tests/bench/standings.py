"""How long a table of 30,000 rows on eight problems takes, and how much longer among ten million others.

`BENCH_ROWS=10000000 make bench ONLY=standings` measures everything twice: among 100,000 rows of other contests, and
among so many, which takes some minutes to make.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import msgspec
from django.db import connection, transaction

from apps.contests.models import Contest
from apps.resources.rows import StandingRow
from apps.standings.board.rows import rows_by_number
from apps.standings.history.change_views import draw_change
from apps.standings.models import Standing
from apps.standings.queries import rows_of_account
from apps.standings.storing.incoming import COPIED, values_of
from apps.standings.upsert import upsert_standings
from tests.bench.figures import Figure, median_seconds
from tests.bench.parsing import parse_figures
from tests.bench.tables import NOW, fill, new_contest, results, table_of

ROWS = 30_000
FEW = 100_000
ROUNDS = 3
PAGE = 50
MEGABYTE = 1_000_000

Seconds = dict[str, float]


def run() -> list[Figure]:
    """Measure among few rows, and among many where BENCH_ROWS says how many."""
    many = int(os.environ.get("BENCH_ROWS", "0"))
    rows = results(ROWS)
    fill(FEW, batch="few")
    among_few = measure(rows, "few")
    figures = [*_figures(among_few), *_written_by_unchanged(rows), *_workers(), *parse_figures()]
    if many:
        fill(many - FEW, batch="many")
        among_many = measure(rows, "many")
        figures += [
            Figure(
                name=f"standings: {name} among {many:,} rows", value=taken, unit="s", ratio=taken / among_few[name],
                to=f"among {FEW:,} (limit 1.5)", rows=ROWS,
            )
            for name, taken in among_many.items()
        ]  # fmt: skip
    return figures


def measure(rows: list[StandingRow], batch: str) -> Seconds:
    """Return the median seconds of each deed; every round has contests and a site of its own, and commits."""
    changed = [msgspec.structs.replace(row, score=-1.0) if index % 100 == 0 else row for index, row in enumerate(rows)]
    taken: dict[str, list[float]] = {}
    for number in range(ROUNDS):
        host = f"bench-{batch}-{number}.example"
        contest = new_contest(host, "stored")

        def timed(name: str, deed: Callable[[], object]) -> None:
            begun = time.perf_counter()
            deed()
            taken.setdefault(name, []).append(time.perf_counter() - begun)

        timed("first", lambda contest=contest: upsert_standings(contest, table_of(rows), now=NOW))
        timed("unchanged", lambda contest=contest: upsert_standings(contest, table_of(rows), now=NOW))
        timed("1 % changed", lambda contest=contest: upsert_standings(contest, table_of(changed), now=NOW))
        known = new_contest(host, "known")
        timed("first, all accounts known", lambda known=known: upsert_standings(known, table_of(rows), now=NOW))
        bare = new_contest(host, "bare")
        people = dict(Standing.objects.filter(contest=contest).values_list("account__key", "account_id"))
        timed("bare COPY", lambda bare=bare, people=people: bare_copy(bare, people, rows))
    seconds = {name: statistics.median(each) for name, each in taken.items()}
    return seconds | _reads(contest, taken_part=people[rows[0].account])


def bare_copy(contest: Contest, people: dict[str, int], rows: list[StandingRow]) -> None:
    """COPY the rows into the very table, with its indexes and references, and nothing else."""
    names = ", ".join(("contest_id", "account_id", *COPIED, "n_first"))
    command = f"COPY standings_standing ({names}) FROM STDIN"
    with transaction.atomic(), connection.cursor() as cursor, cursor.copy(command) as copy:
        for row in rows:
            copy.write_row((contest.pk, people[row.account], *values_of(row, 1, has_problems=True)[1:]))


def _reads(contest: Contest, *, taken_part: int) -> Seconds:
    busy = _busiest_account()
    return {
        "first page": median_seconds(lambda: rows_by_number(contest.pk, start=0, number=PAGE), times=9),
        "last page": median_seconds(lambda: rows_by_number(contest.pk, start=ROWS - PAGE, number=PAGE), times=9),
        "what the last version changed, drawn": median_seconds(lambda: draw_change(contest, 2), times=9),
        "an account's rows": median_seconds(lambda: list(rows_of_account(busy)[:PAGE]), times=9),
        "a new account's rows": median_seconds(lambda: list(rows_of_account(taken_part)), times=9),
    }


def _busiest_account() -> int:
    """Return some account of the crowd; each of them took part in about ten contests."""
    return Standing.objects.filter(contest__title="Crowd 1").values_list("account", flat=True)[0]


def _figures(seconds: Seconds) -> list[Figure]:
    compared: dict[str, tuple[str, str]] = {
        "first": ("bare COPY", "bare COPY into the same table (limit 3)"),
        "first, all accounts known": ("bare COPY", "bare COPY"),
        "unchanged": ("first", "first"),
        "1 % changed": ("first", "first"),
    }
    return [
        Figure(
            name=f"standings: {name}",
            value=taken,
            unit="s",
            ratio=taken / seconds[compared[name][0]] if name in compared else None,
            to=compared[name][1] if name in compared else "",
            rows=ROWS,
        )
        for name, taken in seconds.items()
    ]


def _written_by_unchanged(rows: list[StandingRow]) -> list[Figure]:
    contest = new_contest("bench-unchanged.example", "1")
    upsert_standings(contest, table_of(rows), now=NOW)
    before = _places()
    upsert_standings(contest, table_of(rows), now=NOW)
    return [
        Figure(
            name="standings: rows and accounts written by an unchanged table", value=len(before ^ _places()),
            unit="rows", to="(limit 0)", rows=ROWS,
        )
    ]  # fmt: skip


def _places() -> set[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 'row', id, ctid::text, xmin::text, xmax::text FROM standings_standing UNION ALL"
            " SELECT 'account', id, ctid::text, xmin::text, xmax::text FROM accounts_account"
        )
        return set(cursor.fetchall())


def _workers() -> list[Figure]:
    """One worker's memory, and two workers with ten contests of one site, which share all their accounts."""
    (alone,) = _work(["bench-alone.example"], [["1"]])
    pair = _work(["bench-pair.example"] * 2, [[f"{worker}-{number}" for number in range(5)] for worker in range(2)])
    return [
        Figure(
            name="standings: peak memory of a worker", value=alone["memory"] / MEGABYTE, unit="MB",
            ratio=alone["memory"] / (400 * MEGABYTE), to="the limit of 400 MB", rows=ROWS,
        ),
        Figure(
            name="standings: ten contests on two workers at once", value=max(each["seconds"] for each in pair),
            unit="s", ratio=max(each["seconds"] for each in pair) / (10 * alone["seconds"]),
            to="ten contests one after the other", rows=10 * ROWS,
        ),
    ]  # fmt: skip


def _work(hosts: list[str], keys: list[list[str]]) -> list[dict[str, float]]:
    """Run a worker for each site and list of contests, all beginning at once; return what they print."""
    workers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.bench.worker", host, str(ROWS), *own],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for host, own in zip(hosts, keys, strict=True)
    ]  # fmt: skip
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    return [json.loads(worker.communicate(timeout=600)[0]) for worker in workers]
