"""A site that shows results to its members only: told clearly, tried rarely, read once the operator lends a session."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from apps.contests.models import Contest
from apps.ingest import actions
from apps.ingest.abilities import ability_states
from apps.ingest.models import Body, Plan, Run
from apps.ingest.sources import plan_of
from apps.ingest.statuses import STATUS_WORDS
from apps.resources.models import Resource
from apps.standings.models import Standing, Standings
from tests.factories import ContestFactory

pytestmark = pytest.mark.django_db
RECORDED = Path(__file__).parents[1] / "recordings" / "atcoder" / "standings"
SESSION = "REVEL_SESSION=5e55104"
HOUR = timedelta(hours=1)


@pytest.fixture
def plan(gateway: HTTPServer) -> Plan:
    """The plan to read a running contest of an AtCoder that asks who it is."""

    def table(request: Request) -> Response:
        if request.headers.get("Cookie") != SESSION:
            return Response(status=302, headers={"Location": "https://atcoder.jp/login"})
        body = RECORDED / ("01.json" if "standings" in request.path else "02.json")
        return Response(body.read_bytes(), content_type="application/json", headers={"Set-Cookie": f"{SESSION}2"})

    for name in ("standings", "results"):
        gateway.expect_request(f"/atcoder.jp/contests/abc900/{name}/json").respond_with_handler(table)
    gateway.expect_request("/atcoder.jp/login").respond_with_data("<title>Sign In</title>", content_type="text/html")
    site = Resource.objects.get(host="atcoder.jp")
    ContestFactory.create(resource=site, key="abc900", start=timezone.now() - HOUR)
    return plan_of(site, "standings", "abc900")


def run(plan: Plan) -> Run:
    return actions.run(Plan.objects.select_related("resource").get(pk=plan.pk))


def test_site_that_needs_a_login_says_so_and_is_read_with_a_session(plan: Plan, settings: Any) -> None:
    attempt = run(plan)
    assert (attempt.status, attempt.rows, str(STATUS_WORDS[attempt.status])) == ("login", None, "needs a login")
    header = Standings.objects.get()
    assert (header.trouble, "FETCH_COOKIES" in header.said, header.n_rows) == ("login", True, 0)
    (state,) = [one for one in ability_states(timezone.now()) if one.host == "atcoder.jp"]
    assert (state.ability, state.login) == ("standings", 1)

    settings.FETCH_COOKIES = {"atcoder.jp": SESSION}
    attempt = run(plan)
    assert (attempt.status, attempt.error) == ("ok", "")
    assert Standing.objects.filter(contest=Contest.objects.get()).count() == attempt.rows
    assert Standings.objects.get().trouble == ""
    kept = json.dumps([attempt.trace, plan.trace, attempt.asked]) + attempt.error
    assert "5e55104" not in kept
    assert all(b"5e55104" not in bytes(body.content) for body in Body.objects.all())


def test_site_that_needs_a_login_is_asked_rarely_after_the_end(plan: Plan) -> None:
    Contest.objects.update(start=timezone.now() - 5 * HOUR, end=timezone.now() - 3 * HOUR)
    waits = []
    for _ in range(3):
        attempt = run(plan)
        plan.refresh_from_db()
        assert plan.due is not None
        waits.append(round((plan.due - attempt.started) / (6 * HOUR)))
    assert waits == [1, 2, 4]
