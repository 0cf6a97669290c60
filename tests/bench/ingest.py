"""How long a list of 20,000 contests takes: first, unchanged, and with one in a hundred changed."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction

from apps.contests.models import ContestChange
from apps.contests.upsert import COLUMNS, upsert, values_of
from apps.resources.models import Resource
from apps.resources.rows import ContestRow
from tests.bench.figures import Figure, median_seconds

ROWS = 20_000
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def listed(number: int) -> list[ContestRow]:
    """Return so many contests of one site, an hour apart, most of them past."""
    return [
        ContestRow(
            key=str(index),
            title=f"Weekly Programming Round {index} (Div. {index % 4 + 1})",
            url=f"https://bench.example/contest/{index}",
            start=NOW + timedelta(hours=200 - index),
            end=NOW + timedelta(hours=202 - index),
            kind=("ICPC", "IOI", "CF")[index % 3],
            rated=bool(index % 2),
            facts={"type": "CF", "phase": "FINISHED"},
        )
        for index in range(number)
    ]


def bare_copy(rows: list[ContestRow]) -> None:
    """COPY the same rows into an empty table with the same columns, constraints and indexes, and nothing else."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE bare (LIKE contests_contest INCLUDING ALL) ON COMMIT DROP")
        names = ", ".join(part.split()[0] for part in COLUMNS.replace("\n", " ").split(",")[:-1])
        fixed = "resource_id, missed, hidden, sequence, created, modified"
        with cursor.copy(f"COPY bare ({names}, {fixed}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row((*values_of(row, "bench.example")[:-1], 1, 0, False, 0, NOW, NOW))


def run() -> list[Figure]:
    """Measure; each of the five rounds is rolled back, so that every first ingest is a first one."""
    rows = listed(ROWS)
    renamed = [
        dataclasses.replace(row, title=f"{row.title} renamed") if index % 100 == 0 else row
        for index, row in enumerate(rows)
    ]
    resource, _ = Resource.objects.get_or_create(
        host="bench.example", defaults={"title": "Bench", "url": "https://bench.example/", "adapter": "bench"}
    )
    copied = median_seconds(lambda: bare_copy(rows))
    seconds: dict[str, list[float]] = {"first": [], "unchanged": [], "1 % changed": []}
    for _ in range(5):
        with transaction.atomic():
            seconds["first"].append(median_seconds(lambda: upsert(resource, rows, now=NOW), times=1))
            before = _written()
            seconds["unchanged"].append(median_seconds(lambda: upsert(resource, rows, now=NOW), times=1))
            touched = len(before ^ _written())
            seconds["1 % changed"].append(median_seconds(lambda: upsert(resource, renamed, now=NOW), times=1))
            recorded = ContestChange.objects.filter(kind=ContestChange.RENAMED).count()
            transaction.set_rollback(True)
    first, unchanged, changed = (sorted(taken)[2] for taken in seconds.values())
    return [
        Figure(name="ingest: bare COPY", value=copied, unit="s", rows=ROWS),
        Figure(name="ingest: first", value=first, unit="s", ratio=first / copied, to="bare COPY (limit 3)", rows=ROWS),
        Figure(
            name="ingest: unchanged again",
            value=unchanged,
            unit="s",
            ratio=unchanged / first,
            to="first (limit 0.5)",
            rows=ROWS,
        ),
        Figure(name="ingest: contest rows written by an unchanged list", value=touched, unit="rows", rows=ROWS),
        Figure(name="ingest: 1 % changed", value=changed, unit="s", ratio=changed / first, to="first", rows=ROWS),
        Figure(
            name="ingest: changes recorded of 1 % changed",
            value=recorded,
            unit="changes",
            ratio=recorded / (ROWS // 100),
            to="contests that were renamed",
            rows=ROWS,
        ),
    ]


def _written() -> set[tuple[int, str, str, str]]:
    """Return where each contest row stands and which transactions last wrote or locked it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, ctid::text, xmin::text, xmax::text FROM contests_contest")
        return set(cursor.fetchall())
