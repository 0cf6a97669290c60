"""Reads of series: groups of contests that bear the same name at the same site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, F, Max, Min, Q, QuerySet

from apps.contests.models import Contest
from apps.contests.queries import visible
from apps.contests.rhythm import Occurrence
from apps.contests.series import edition
from apps.resources.models import Resource

FEWEST = 3  # contests that make a series worth a line of a list
ALIVE = timedelta(days=180)
JUDGED = 60  # the latest contests that tell the habits of a series
MOST_AT_SITE = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One series: its name in addresses and for people, its site, and how many contests it has had."""

    slug: str
    name: str
    resource: Resource
    number: int
    latest: datetime  # the start of the last one that is known
    next: datetime | None  # the start of the next one

    def is_alive(self, now: datetime) -> bool:
        """True when one comes, or the last was not long ago."""
        return self.latest > now - ALIVE


def all_series(now: datetime, resources: Sequence[Resource]) -> list[Series]:
    """Return the series of sites that have at least three contests; those alive first, then the largest. One query."""
    return _ranked(_series(now, resources), now)


def series_at(resource: Resource, now: datetime) -> list[Series]:
    """Return the largest living series of one site. One query."""
    return [one for one in _ranked(_series(now, [resource]), now) if one.is_alive(now)][:MOST_AT_SITE]


def contests_of_series(slug: str) -> QuerySet[Contest]:
    """Return the contests of a series."""
    return visible().filter(series=slug)


def counts(contests: QuerySet[Contest], now: datetime) -> dict[str, int | datetime | None]:
    """Return the number of contests, how many are over, and the first and the last start. One query."""
    return contests.order_by().aggregate(
        number=Count("pk"), n_past=Count("pk", filter=Q(end__lte=now)), first=Min("start"), last=Max("start")
    )


def occurrences(contests: QuerySet[Contest], *, most: int | None = None) -> list[Occurrence]:
    """Return when contests are that are not called off, the latest first. One query."""
    found = contests.filter(cancelled=None, gone=None).order_by("-start").values_list("start", "duration")
    return [Occurrence(start, length) for start, length in (found[:most] if most else found)]


def _ranked(series: list[Series], now: datetime) -> list[Series]:
    return sorted(series, key=lambda one: (not one.is_alive(now), -one.number, one.name))


def _series(now: datetime, resources: Sequence[Resource]) -> list[Series]:
    """Group by hand: the title of the latest contest names the series, which no aggregate of Django's can tell."""
    sites = {resource.pk: resource for resource in resources}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT grouped.series, grouped.resource_id, grouped.number, grouped.latest, grouped.next, newest.title
            FROM (
                SELECT series, resource_id, count(*) AS number, max(start) AS latest,
                       min(start) FILTER (WHERE start > %(now)s AND cancelled IS NULL AND gone IS NULL) AS next
                FROM contests_contest
                WHERE series <> '' AND NOT hidden AND merged_into_id IS NULL AND resource_id = ANY(%(sites)s)
                GROUP BY series, resource_id HAVING count(*) >= %(fewest)s
            ) AS grouped
            CROSS JOIN LATERAL (
                SELECT title FROM contests_contest AS contest
                WHERE contest.series = grouped.series AND NOT hidden AND merged_into_id IS NULL
                ORDER BY contest.start DESC LIMIT 1
            ) AS newest
            """,
            {"now": now, "sites": list(sites), "fewest": FEWEST},
        )
        rows = cursor.fetchall()
    return [
        Series(slug=slug, name=edition(title).name, resource=sites[site], number=number, latest=latest, next=following)
        for slug, site, number, latest, following, title in rows
    ]


def past_of(contests: QuerySet[Contest], now: datetime) -> QuerySet[Contest]:
    """Return those of the contests that are over, the latest first."""
    return contests.filter(end__lte=now).order_by(F("start").desc(), "-pk")
