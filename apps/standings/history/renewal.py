"""New versions of tables whose rows belong to others now, or whose people have new handles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from apps.live.actions import publish_later
from apps.standings.history.versions import raise_versions, renew
from apps.standings.locks import hold_standings
from apps.standings.models import Standing
from apps.standings.queries import topic_of


def tables_of_merged(accounts: Sequence[int], *, now: datetime) -> None:
    """Renew the tables of accounts, given by id, that took others over: rows went, or changed hands."""
    with transaction.atomic(), connection.cursor() as cursor:
        contests = _contests_of(accounts)
        for contest in contests:
            hold_standings(cursor, contest)
        renew(cursor, contests, now=now)
        publish_later(*map(topic_of, contests))


def tables_of_renamed(accounts: Sequence[int], *, now: datetime) -> None:
    """Tell in all tables of accounts, given by id, that their rows name them otherwise."""
    with transaction.atomic(), connection.cursor() as cursor:
        contests = _contests_of(accounts)
        raise_versions(cursor, contests, accounts=accounts, now=now)
        publish_later(*map(topic_of, contests))


def _contests_of(accounts: Sequence[int]) -> list[int]:
    found = Standing.objects.filter(account_id__in=accounts).values_list("contest_id", flat=True)
    return sorted(found.distinct())
