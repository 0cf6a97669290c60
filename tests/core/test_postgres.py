"""The database engine: times as Django gives them, in whatever way a query is asked."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from psycopg import adapters
from psycopg.pq import Format

from apps.contests.models import Contest
from tests.factories import ContestFactory

TIME = datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=UTC)


def test_times_are_read_by_the_c_code(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    number = adapters.types["timestamptz"].oid
    assert connection.connection.adapters.get_loader(number, Format.TEXT) is adapters.get_loader(number, Format.TEXT)


@pytest.mark.parametrize("session", ["UTC", "Asia/Kolkata"])
def test_times_are_the_same_instants_in_any_session(db: None, session: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('TimeZone', %s, true)", [session])
        cursor.execute("SELECT %s::timestamptz, NULL::timestamptz", [TIME])
        (time, nothing) = cursor.fetchone()
    assert (time, nothing) == (TIME, None)


def test_times_of_rows_are_in_utc(db: None) -> None:
    contest = ContestFactory(start=TIME, end=datetime(2026, 10, 25, 1, 30, tzinfo=UTC))
    contest.refresh_from_db()
    assert (contest.start.isoformat(), str(contest.end)) == (
        "2026-03-29T01:30:00.123456+00:00",
        "2026-10-25 01:30:00+00:00",
    )


def test_rows_come_in_pieces_as_well(db: None) -> None:
    made = {ContestFactory(start=TIME).pk for _ in range(3)}
    with transaction.atomic():
        read = list(Contest.objects.order_by("pk").values_list("pk", "start").iterator(chunk_size=2))
    assert read == [(pk, TIME) for pk in sorted(made)]
