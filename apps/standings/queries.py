"""Reads of results: the header and the rows of a contest's table, and the rows of an account."""

from __future__ import annotations

from django.db.models import F, QuerySet

from apps.contests.models import Contest
from apps.standings.models import Standing, Standings

BY_PLACE = (F("place").asc(nulls_last=True), F("score").desc(nulls_last=True), "id")


def topic_of(contest: int) -> str:
    """Return the live topic of a contest's results, by the contest's id."""
    return f"standings:{contest}"


def header_of(contest: int) -> Standings | None:
    """Return what holds for a contest's whole table, or None where nobody ever asked for it."""
    return Standings.objects.filter(pk=contest).first()


def joined_header(contest: Contest) -> Standings:
    """Return the header of a contest that was read with it; nothing is known of one that nobody asked for."""
    known: Standings | None = getattr(contest, "standings", None)
    return known or Standings(contest=contest)


def rows_of(contest: int, *, division: str | None = None) -> QuerySet[Standing]:
    """Return a contest's rows with their accounts, best first, those without a place last; to be sliced for a page."""
    rows = Standing.objects.filter(contest_id=contest)
    if division is not None:
        rows = rows.filter(division=division)
    return rows.select_related("account").defer("digest").order_by(*BY_PLACE)


def rows_of_account(account: int) -> QuerySet[Standing]:
    """Return an account's rows with their contests, latest first."""
    rows = Standing.objects.filter(account_id=account).select_related("contest").defer("digest")
    return rows.order_by("-contest__end", "-id")
