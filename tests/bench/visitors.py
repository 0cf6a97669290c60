"""What visitors ask for most, built anew and kept, beside the incumbent: statements, CPU, bytes, requests a second."""

from __future__ import annotations

from apps.contests.models import Contest
from apps.resources.models import Resource
from tests.bench.figures import Figure
from tests.bench.pages import CONTESTS, fill
from tests.bench.serving import Page, costs, rates

ROWS, IN_CALENDAR = 223, 367  # coming contests; with what has just ended the calendar holds 422 events
LIMITS = {"uncached": 10, "cached": 50}


def run() -> list[Figure]:
    """Measure."""
    fill(CONTESTS, upcoming=ROWS)
    contest = Contest.objects.order_by("-start").first()
    host = Resource.objects.filter(adapter="bench").order_by("pk")[0].host
    assert contest is not None
    pages = [
        Page(name="main page, 223 rows", path="/", incumbent=7.8, best=10.9),
        Page(name="filtered list", path="/?duration_to=7200&search=weekly+%26%26+%21april", incumbent=7.8, best=10.9),
        Page(name="contest page", path=contest.get_absolute_url()),
        Page(name="resource page", path=f"/resource/{host}/"),
        Page(name="sites", path="/resources/", incumbent=20, best=78),
        Page(name="status", path="/status/"),
    ]
    figures = [figure for page in pages for figure in costs(page)] + rates(pages, LIMITS, rows=ROWS)
    fill(CONTESTS, upcoming=IN_CALENDAR)
    calendar = Page(name="calendar, 422 events", path="/calendar.ics", incumbent=7.5, best=8.9)
    return figures + costs(calendar) + rates([calendar], LIMITS, rows=ROWS)
