"""Tables of results as adapters give them, and what the database keeps of them, for tests to compare."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from django.db import connection

from apps.contests.models import Contest
from apps.resources.rows import Cell, ProblemRow, StandingRow, Standings
from apps.standings.models import Standing
from tests.factories import ContestFactory, ResourceFactory

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
PROBLEMS = tuple(ProblemRow(key=f"1{short}", name=f"Problem {short}", short=short) for short in "ABC")


def contest_of(host: str = "site.example", **fields: Any) -> Contest:
    """Return a contest of two hours that ended an hour ago."""
    given = {"start": NOW - 3 * HOUR, "end": NOW - HOUR} | fields
    return ContestFactory.create(resource=ResourceFactory.create(host=host), **given)


def row(number: int = 1, **fields: Any) -> StandingRow:
    """Return the row of the account "user<number>"; it solved A after so many minutes."""
    given = {"place": number, "score": 1.0, "cells": {"A": Cell(state="solved", time=60.0 * number)}} | fields
    return StandingRow(account=given.pop("account", f"user{number}"), **given)


def table(rows: Iterable[StandingRow], **fields: Any) -> Standings:
    """Return a table with the problems A, B and C."""
    return Standings(rows=list(rows), problems=fields.pop("problems", PROBLEMS), **fields)


def written() -> list[tuple[Any, ...]]:
    """Return where each row of results and each account stands, and the transactions that wrote or locked it last."""
    found = []
    with connection.cursor() as cursor:
        for name in ("standings_standing", "accounts_account", "contests_problem", "contests_contestproblem"):
            cursor.execute(f"SELECT '{name}', id, ctid::text, xmin::text, xmax::text FROM {name} ORDER BY id")
            found += cursor.fetchall()
    return found


def stored(contest: Contest) -> dict[str, StandingRow]:
    """Return a contest's rows as an adapter would have given them, by account."""
    copied = [name for name in StandingRow.__struct_fields__ if name != "account"]
    return {
        found.account.key: msgspec.convert(
            {"account": found.account.key, **{name: _told(found, name) for name in copied}}, StandingRow
        )
        for found in Standing.objects.filter(contest=contest).select_related("account")
    }


def _told(found: Standing, name: str) -> Any:
    value = getattr(found, name)
    return () if name == "members" and value is None else value
