"""Results that are held back, as staff see and answer them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_httpserver import HTTPServer

from apps.ingest import actions
from apps.ingest.models import Plan
from apps.resources.models import Resource
from apps.resources.rows import StandingRow, Standings
from apps.standings.models import Standing
from tests.factories import ContestFactory, PlanFactory
from tests.ops.test_staff import page, plain, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def held_table(gateway: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> Plan:
    """A plan that holds back results which have lost nine of ten people."""
    site = Resource.objects.get(host="codeforces.com")
    contest = ContestFactory(resource=site, key="2268")
    people = [StandingRow(account=f"person{number}", place=number + 1) for number in range(10)]
    gateway.expect_request("/codeforces.com/table").respond_with_data("")

    def standings(self: Any, contest: Any) -> Standings:
        self.web.get("https://codeforces.com/table")
        return Standings(rows=list(people))

    monkeypatch.setattr(site.adapter_class, "standings", standings)
    plan = PlanFactory(resource=site, ability="standings", subject=contest.key)
    actions.run(plan)
    del people[1:]
    actions.run(plan, force=True)
    return Plan.objects.get(pk=plan.pk)


def test_held_table_is_shown_with_who_would_go(reader: Client, held_table: Plan) -> None:
    listed = page(reader, "/staff/lists/")
    assert "Codeforces standings 2268" in plain(listed.css_first("#staff"))
    shown = page(reader, f"/staff/lists/{held_table.pk}/")
    names = [plain(row).split()[-1] for row in shown.css(".compare tr")]
    assert names == [f"person{number}" for number in range(1, 10)]


def test_held_table_is_accepted(operator: Client, held_table: Plan) -> None:
    assert told(operator, f"/staff/lists/{held_table.pk}/accept/") == [
        "Codeforces: the list of 1 rows is taken in, 0 of them changed."
    ]
    assert Standing.objects.values_list("account__key", flat=True).get() == "person0"
