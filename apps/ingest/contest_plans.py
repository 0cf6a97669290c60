"""Which contests' results are planned to be read: what runs or ended lately at once, the past little by little."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from apps.contests.models import Contest
from apps.ingest.models import Plan
from apps.resources.models import Resource

SOON = timedelta(minutes=1)
LATELY = timedelta(days=3)
FAILING = 5  # where so many tables fail, no more of the past is asked for

PLAN = "INSERT INTO ingest_plan (resource_id, ability, subject, due, ticket, failures, status, error, trace)"
READABLE = """contest.cancelled IS NULL AND contest.gone IS NULL AND NOT contest.hidden
AND contest.merged_into_id IS NULL AND NOT EXISTS (
    SELECT FROM ingest_plan AS plan
    WHERE plan.resource_id = contest.resource_id AND plan.ability = 'standings' AND plan.subject = contest.key)"""
CURRENT = f"""
{PLAN}
SELECT contest.resource_id, 'standings', contest.key, greatest(contest.start, %(now)s), 0, 0, '', '', '{{}}'
FROM contests_contest AS contest
WHERE contest.resource_id = ANY(%(resources)s) AND contest.start <= %(soon)s AND contest."end" >= %(lately)s
  AND {READABLE}
ON CONFLICT DO NOTHING
"""  # noqa: S608 - made of constants
PAST = f"""
{PLAN}
SELECT site.id, 'standings', contest.key, %(now)s, 0, 0, '', '', '{{}}'
FROM unnest(%(resources)s::bigint[]) AS site (id) CROSS JOIN LATERAL (
    SELECT contest.key FROM contests_contest AS contest
    WHERE contest.resource_id = site.id AND contest."end" < %(lately)s AND {READABLE}
    ORDER BY contest.start DESC LIMIT %(most)s
) AS contest
WHERE NOT EXISTS (
    SELECT FROM ingest_plan AS plan
    WHERE plan.resource_id = site.id AND plan.ability = 'standings' AND plan.tried IS NULL AND plan.due <= %(now)s
) AND %(failing)s > (
    SELECT count(*) FROM ingest_plan AS plan
    WHERE plan.resource_id = site.id AND plan.ability = 'standings' AND plan.due IS NOT NULL
      AND plan.status <> 'missing' AND (plan.failures > 1 OR plan.status = 'login')
)
ON CONFLICT DO NOTHING
"""  # noqa: S608 - made of constants
MOVED = """
UPDATE ingest_plan AS plan SET due = greatest(contest.start, %(now)s)
FROM contests_contest AS contest
WHERE contest.id = ANY(%(contests)s) AND plan.resource_id = contest.resource_id AND plan.ability = 'standings'
  AND plan.subject = contest.key AND contest.cancelled IS NULL AND contest.gone IS NULL
"""


def plan_current(now: datetime) -> int:
    """Plan the results of contests that run, begin within a minute or ended lately; return how many. One statement."""
    return _execute(CURRENT, {"now": now, "soon": now + SOON, "lately": now - LATELY})


def plan_past(now: datetime) -> int:
    """Plan the results of a few past contests of each site, the latest first; return how many. One statement.

    The next few follow when those have been tried, and not while the tables of a site fail.
    """
    most = settings.FETCH_PAST_STANDINGS
    return _execute(PAST, {"now": now, "lately": now - LATELY, "most": most, "failing": FAILING}) if most else 0


def plan_again(contests: Sequence[int], *, now: datetime) -> None:
    """Have the results of contests, by id, whose times have changed read by their new times."""
    with connection.cursor() as cursor:
        cursor.execute(MOVED, {"contests": list(contests), "now": now})


def plan_asked(contest: Contest, *, now: datetime) -> Plan:
    """Return the plan for a contest's results, made where there is none, due now."""
    plan, made = Plan.objects.get_or_create(
        resource_id=contest.resource_id, ability="standings", subject=contest.key, defaults={"due": now}
    )
    if not made:
        Plan.objects.filter(pk=plan.pk).update(due=now)
    return plan


def _execute(statement: str, values: dict[str, datetime | int]) -> int:
    able = [site.pk for site in Resource.objects.filter(enabled=True) if site.has_ability("standings")]
    with connection.cursor() as cursor:
        cursor.execute(statement, {**values, "resources": able})
        return int(cursor.rowcount)
