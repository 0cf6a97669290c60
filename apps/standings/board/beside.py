"""Contests whose results belong beside those of one: held together with it, mirrored, and around it in its series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.urls import reverse

from apps.contests.models import Contest
from apps.contests.series import division
from apps.standings.addresses import address_of_standings

MOST_TOGETHER = 8
MOST_COMPARED = 5  # of the series, to choose from
COLUMNS = "id, resource_id, title, start, coalesce(n_statistics, 0), series_number, resource_id <> %(resource)s"
SHOWN = (
    "id <> %(id)s AND NOT hidden AND merged_into_id IS NULL AND cancelled IS NULL AND gone IS NULL"
    " AND resource_id IN (SELECT id FROM resources_resource WHERE enabled)"
)
BESIDE = f"""
(SELECT 'together', {COLUMNS} FROM contests_contest
 WHERE start = %(start)s AND (resource_id = %(resource)s OR title = %(title)s) AND {SHOWN} ORDER BY title, id LIMIT 30)
UNION ALL
(SELECT 'earlier', {COLUMNS} FROM contests_contest
 WHERE series = %(series)s AND series <> '' AND start < %(start)s AND {SHOWN} ORDER BY start DESC, id DESC LIMIT 6)
UNION ALL
(SELECT 'later', {COLUMNS} FROM contests_contest
 WHERE series = %(series)s AND series <> '' AND start > %(start)s AND {SHOWN} ORDER BY start, id LIMIT 1)
"""  # noqa: S608 - made of constants


class Neighbour(NamedTuple):
    """A contest that belongs beside another one."""

    relation: str  # "together", "earlier" or "later"
    pk: int
    resource: int
    title: str
    start: datetime
    n_rows: int
    number: int | None  # in its series
    is_elsewhere: bool

    @property
    def address(self) -> str:
        """The address of its results, or of the contest itself where there are none."""
        if self.n_rows:
            return address_of_standings(self.pk, self.title)
        return reverse("contests:contest", args=[self.pk])


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What stands beside a contest's results."""

    together: Sequence[Neighbour]
    earlier: Neighbour | None
    later: Neighbour | None
    to_compare: Sequence[tuple[Neighbour, bool]]  # (contest with results, whether it is the same event for others)


def beside(contest: Contest) -> Beside:
    """Return what belongs beside a contest's results. One query."""
    given: dict[str, Any] = {
        "id": contest.pk, "start": contest.start, "resource": contest.resource_id, "title": contest.title,
        "series": contest.series,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(BESIDE, given)
        found = [Neighbour._make(row) for row in cursor.fetchall()]
    together = [one for one in found if one.relation == "together" and _is_together(contest, one)][:MOST_TOGETHER]
    earlier = [one for one in found if one.relation == "earlier"]
    others = [one for one in earlier if one.n_rows][:MOST_COMPARED]
    return Beside(
        together=together,
        earlier=next(iter(earlier), None),
        later=next((one for one in found if one.relation == "later"), None),
        to_compare=[(one, True) for one in together if one.n_rows] + [(one, False) for one in others],
    )


def _is_together(contest: Contest, other: Neighbour) -> bool:
    """Return whether one that starts at the same moment is the same event for others: a mirror, or a division."""
    if other.is_elsewhere or other.title == contest.title:
        return True
    same_number = contest.series_number is not None and other.number == contest.series_number
    return same_number or bool(division(contest.title) and division(other.title))
