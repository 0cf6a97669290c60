"""The page of a table without some of its rows in a browser: what it says of ratings is there to be seen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from apps.contests.models import Contest
from apps.standings.upsert import upsert_standings
from tests.e2e.conftest import Visitor
from tests.standings.tables import contest_of, row, table

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def rated_contest() -> Contest:
    """Make a rated round of thirty."""
    contest = contest_of("codeforces.com", title="Cup", rated=True)
    contest.resource.__class__.objects.filter(pk=contest.resource_id).update(adapter="codeforces")
    rows = [row(number, score=100.0 - number, old_rating=1500, new_rating=1515 - number) for number in range(1, 31)]
    upsert_standings(contest, table(rows, kind="cf"), now=timezone.now())
    return contest


def test_changes_of_rating_are_seen(
    visit: Callable[..., Visitor], backstage: Callable[[Callable[[], Contest]], Contest]
) -> None:
    contest = backstage(rated_contest)
    page = visit().go(f"/standings/{contest.pk}/what-if/")

    cells = page.locator(".what-if-table").last.locator("tbody tr").first.locator(".rating")
    expect(cells.nth(1)).to_be_visible()
    assert cells.all_inner_texts() == ["1500", "+14", "+14", ""]
