"""Reads of results: a contest's table, its changes since a version, and what an account did."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet

from apps.standings.models import RatingChange, Standing, Standings, StandingsVersion, Submission

# A row as browsers and the API get it of a change: the columns of the table of rows by their names, what is unknown
# left out, with the account's id and key. The row is called `row` and the account `account`.
ROW_AS_JSON = """
    jsonb_strip_nulls(to_jsonb(row) - 'contest_id' - 'digest' || jsonb_build_object('account', account.key))
"""

BY_PLACE = (F("place").asc(nulls_last=True), F("score").desc(nulls_last=True), "id")


def topic_of(contest: int) -> str:
    """Return the live topic of a contest's results, by the contest's id."""
    return f"standings:{contest}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What changed between two versions of a table: rows as they became, by ROW_AS_JSON, and accounts without rows."""

    version: int
    rows: Sequence[dict[str, Any]]
    removed: Sequence[int]


def header_of(contest: int) -> Standings | None:
    """Return what holds for a contest's whole table, or None where nobody ever asked for it."""
    return Standings.objects.filter(pk=contest).first()


def rows_of(contest: int, *, division: str | None = None) -> QuerySet[Standing]:
    """Return a contest's rows with their accounts, best first, those without a place last; to be sliced for a page."""
    rows = Standing.objects.filter(contest_id=contest)
    if division is not None:
        rows = rows.filter(division=division)
    return rows.select_related("account").defer("digest").order_by(*BY_PLACE)


def page_of(contest: int, *, start: int, number: int, division: str | None = None) -> QuerySet[Standing]:
    """Return so many of a contest's rows from one on, counted from 0, with their accounts: `rows_of`, cut in one query.

    Only what orders the rows is read of those before the page. The page itself is asked for by ids alone: were the
    contest named again, a planner that does not know yet how many rows it has would count the cut once for each.
    """
    cut = rows_of(contest, division=division).select_related(None).defer(None).values("pk")[start : start + number]
    return Standing.objects.filter(pk__in=cut).select_related("account").defer("digest").order_by(*BY_PLACE)


def rows_of_account(account: int) -> QuerySet[Standing]:
    """Return an account's rows with their contests, latest first."""
    rows = Standing.objects.filter(account_id=account).select_related("contest").defer("digest")
    return rows.order_by("-contest__end", "-id")


def ratings_of(account: int) -> QuerySet[RatingChange]:
    """Return an account's rating, step by step, oldest first, with the contests that are known."""
    return RatingChange.objects.filter(account_id=account).select_related("contest").order_by("at", "id")


def submissions_of(account: int) -> QuerySet[Submission]:
    """Return an account's submissions, latest first, with problems and contests as far as known."""
    own = Submission.objects.filter(account_id=account).select_related("problem", "contest")
    return own.order_by("-at", "-id")


def changes_since(contest: int, version: int) -> Changes | None:
    """Return what changed in a contest's table since a version that somebody has.

    None where the history does not reach back that far, where too much changed, or where no such version was: then
    the whole table is to be read anew.
    """
    kept = StandingsVersion.objects.filter(contest_id=contest, version__gt=version).order_by("version")
    header = Standings.objects.filter(pk=contest).values_list("version", flat=True).first()
    steps = list(kept.values_list("version", "changed", "removed"))
    reached = [number for number, _, _ in steps]
    if header is None or version > header or reached != list(range(version + 1, header + 1)):
        return None
    rows: dict[int, dict[str, Any]] = {}
    gone: set[int] = set()
    for _, changed, removed in steps:
        if changed is None:
            return None
        for account in removed:
            rows.pop(account, None)
        gone |= set(removed)
        rows |= {row["account_id"]: row for row in changed}
        gone -= rows.keys()
    return Changes(version=header, rows=list(rows.values()), removed=sorted(gone))


def snapshot(contest: int) -> list[dict[str, Any]]:
    """Return all rows of a contest as the changes between versions have them, best first."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT coalesce(jsonb_agg({ROW_AS_JSON} ORDER BY row.place, row.id), '[]')"  # noqa: S608 - a constant
            " FROM standings_standing AS row JOIN accounts_account AS account ON account.id = row.account_id"
            " WHERE row.contest_id = %s",
            [contest],
        )
        (rows,) = cursor.fetchone()
    return list(json.loads(rows))
