"""Days that are forgiven: those on which a site was failing or late for half a day, in the viewer's own days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from apps.ingest.forgiveness import forgiven_days
from apps.ingest.models import Incident
from tests.factories import PlanFactory, ResourceFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def incident(begin: datetime, end: datetime | None, *, host: str = "site.example", ability: str = "contests") -> int:
    """Make an incident of a site's list, and return the site's id."""
    site = ResourceFactory.create(host=host)
    plan = PlanFactory.create(resource=site, ability=ability)
    Incident.objects.create(plan=plan, kind=Incident.FAILING, began=begin, ended=end, modified=NOW)
    return int(site.pk)


@pytest.mark.parametrize(
    ("begin", "hours", "days"),
    [
        (datetime(2026, 11, 10, 6, tzinfo=UTC), 11, []),
        (datetime(2026, 11, 10, 6, tzinfo=UTC), 12, [10]),
        (datetime(2026, 11, 10, 18, tzinfo=UTC), 18, [11]),
        (datetime(2026, 11, 10, 6, tzinfo=UTC), 54, [10, 11, 12]),
    ],
)
def test_day_is_forgiven_from_half_of_it_on(begin: datetime, hours: int, days: list[int]) -> None:
    site = incident(begin, begin + hours * HOUR)

    assert forgiven_days([site], zone=UTC, now=NOW) == {date(2026, 11, day) for day in days}


def test_days_are_those_of_the_viewer() -> None:
    begin = datetime(2026, 11, 10, 15, tzinfo=UTC)  # midnight in Tokyo
    site = incident(begin, begin + 24 * HOUR)

    assert forgiven_days([site], zone=ZoneInfo("Asia/Tokyo"), now=NOW) == {date(2026, 11, 11)}
    assert forgiven_days([site], zone=UTC, now=NOW) == {date(2026, 11, 11)}
    assert forgiven_days([site], zone=ZoneInfo("America/Los_Angeles"), now=NOW) == {date(2026, 11, 10)}


def test_incident_that_lasts_counts_until_now() -> None:
    site = incident(NOW - 30 * HOUR, None)

    assert forgiven_days([site], zone=UTC, now=NOW) == {date(2026, 11, 20), date(2026, 11, 21)}


def test_other_sites_and_other_lists_forgive_nothing() -> None:
    begin = datetime(2026, 11, 10, tzinfo=UTC)
    incident(begin, begin + 24 * HOUR, host="other.example")
    site = incident(begin, begin + 24 * HOUR, ability="problems")

    assert forgiven_days([site], zone=UTC, now=NOW) == set()
