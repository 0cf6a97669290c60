"""The global rating: every finished rated contest of every site weighed once, in the order in which they ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import numpy as np
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from apps.accounts.locks import lock_accounts
from apps.contests.models import Contest
from apps.core.copying import copy_rows, drop_tables
from apps.standings.models import GlobalSkill, Standing, Standings
from apps.standings.ratings.elo_mmr import Player, after, shown

FEWEST = 5  # participants

# People by the account that stands for them: the first of those that they have shown to be theirs, else this one.
PLACES = """
SELECT coalesce(first.account_id, row.account_id), min(row.place)
FROM standings_standing AS row
LEFT JOIN accounts_accountlink AS own ON own.account_id = row.account_id AND own.verified IS NOT NULL
LEFT JOIN LATERAL (
    SELECT min(account_id) AS account_id FROM accounts_accountlink
    WHERE user_id = own.user_id AND verified IS NOT NULL
) AS first ON true
WHERE row.contest_id = %s AND row.participation = 'official' AND row.place IS NOT NULL AND NOT row.is_team
  AND row.rated IS DISTINCT FROM false
GROUP BY 1
"""

STORE = """
INSERT INTO standings_globalskill AS known (account_id, skill, deviation, performances, weights, n_contests)
SELECT account_id, skill, deviation, performances, weights, 1 FROM skills
ON CONFLICT (account_id) DO UPDATE
SET (skill, deviation, performances, weights, n_contests)
  = (EXCLUDED.skill, EXCLUDED.deviation, EXCLUDED.performances, EXCLUDED.weights, known.n_contests + 1)
"""

SHOWN = """
SELECT account_id, shown FROM skills UNION
SELECT other.account_id, skills.shown FROM skills
JOIN accounts_accountlink AS own ON own.account_id = skills.account_id AND own.verified IS NOT NULL
JOIN accounts_accountlink AS other ON other.user_id = own.user_id AND other.verified IS NOT NULL
"""
SHOW = f"""
UPDATE accounts_account AS account SET global_rating = told.shown FROM ({SHOWN}) AS told
WHERE account.id = told.account_id AND account.global_rating IS DISTINCT FROM told.shown
"""  # noqa: S608 - made of constants

COLUMNS = {
    "account_id": "bigint",
    "skill": "float8",
    "deviation": "float8",
    "performances": "float8[]",
    "weights": "float8[]",
    "shown": "integer",
}


def waiting() -> QuerySet[Contest]:
    """Return the contests that are to be weighed, in the order in which they ended.

    They are rated: their site says so, or, where it says nothing, the ratings of some who took part have moved.
    """
    final = Standings.objects.filter(is_final=True, weighed_at=None)
    moved = Exists(Standing.objects.filter(contest=OuterRef("pk"), new_rating__isnull=False))
    rated = Q(rated=True) | (Q(rated=None) & moved)
    return Contest.objects.filter(rated, standings__in=final, hidden=False, merged_into=None).order_by("end", "pk")


def weigh(contest: Contest, *, now: datetime) -> int:
    """Let one contest count in the global rating, once; return how many people took part in it.

    A contest of fewer than five counts for nobody.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('global rating'))")
        if not Standings.objects.filter(pk=contest.pk, weighed_at=None).update(weighed_at=now):
            return 0
        cursor.execute(PLACES, [contest.pk])
        places = {str(account): place for account, place in cursor.fetchall()}
        if len(places) < FEWEST:
            return 0
        _store(after(_known(places), places))
    return len(places)


def _known(accounts: Iterable[str]) -> dict[str, Player]:
    found = GlobalSkill.objects.filter(pk__in=[int(account) for account in accounts])
    return {
        str(one.pk): Player(
            skill=one.skill,
            deviation=one.deviation,
            performances=np.array(one.performances),
            weights=np.array(one.weights),
        )
        for one in found
    }


def _store(players: Mapping[str, Player]) -> None:
    rows = (
        (int(name), one.skill, one.deviation, one.performances.tolist(), one.weights.tolist(), shown(one))
        for name, one in players.items()
    )
    with connection.cursor() as cursor:
        copy_rows(cursor, "skills", columns=COLUMNS, rows=rows)
        cursor.execute(SHOWN)
        lock_accounts([account for account, _ in cursor.fetchall()])
        cursor.execute(STORE)
        cursor.execute(SHOW)
        drop_tables(cursor, "skills")
