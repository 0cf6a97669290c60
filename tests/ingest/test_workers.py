"""Real workers on real queues: results lose and double nothing, and keep nobody else from their turn."""

from __future__ import annotations

import subprocess
import threading
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from apps.contests.models import Contest
from apps.ingest import jobs
from apps.ingest.models import Plan, Run
from apps.resources.actions import sync_sites
from apps.resources.models import Resource
from apps.standings.models import Standing, Standings
from tests.factories import ContestFactory, PlanFactory, ResourceFactory
from tests.ingest.processes import ROOT, kill_session, start_worker

LOG = (ROOT / "tests/recordings/ejudge/standings/01.xml").read_bytes()
KEY = "logs/1605"
TEAMS = 4
HOUR = timedelta(hours=1)


class Judges:
    """Many ejudges on hosts of their own: it remembers who was asked, in order, and answers after a pause."""

    def __init__(self, gateway: HTTPServer) -> None:
        self.asked: list[str] = []
        self.pause: dict[str, float] = {}
        self.begun = threading.Event()
        self.release = threading.Event()
        gateway.expect_request("/codeforces.com/api/contest.list").respond_with_handler(self._list)
        for number in range(20):
            gateway.expect_request(f"/ejudge{number}.example/{KEY}.xml").respond_with_handler(self._log)

    def _log(self, request: Request) -> Response:
        host = request.path.split("/")[1]
        self.asked.append(host)
        self.begun.set()
        self.release.wait(self.pause.get(host, 0))
        return Response(LOG, content_type="text/xml")

    def _list(self, request: Request) -> Response:
        self.asked.append("list")
        return Response('{"status": "OK", "result": []}', content_type="application/json")


@pytest.fixture
def judges(gateway: HTTPServer, transactional_db: None) -> Judges:
    """A world of ejudges alone."""
    sync_sites()
    Resource.objects.update(enabled=False)
    return Judges(gateway)


def judge(number: int, *, ended: timedelta) -> Plan:
    """Make an ejudge, whose contest ended so long ago, and the plan to read its results, due now."""
    host = f"ejudge{number}.example"
    options = {"timezone": "Asia/Yekaterinburg", "url": f"https://{host}/{KEY}.xml"}
    site = ResourceFactory.create(host=host, adapter="ejudge", **options)
    end = timezone.now() - ended
    ContestFactory.create(resource=site, key=KEY, start=end - 5 * HOUR, end=end)
    due = timezone.now() + HOUR
    PlanFactory.create(resource=site, ability="contests", due=due)
    return PlanFactory.create(resource=site, ability="standings", subject=KEY, due=timezone.now())


def test_lists_have_their_turn_beside_slow_live_tables_and_the_past(
    judges: Judges, workers: list[subprocess.Popen[bytes]]
) -> None:
    for number in range(12):
        judge(number, ended=-HOUR if number < 6 else timedelta(days=9))
        judges.pause[f"ejudge{number}.example"] = 2
    codeforces = Resource.objects.get(host="codeforces.com")
    PlanFactory.create(resource=codeforces, due=timezone.now() + HOUR)  # the last of all to become due
    for ability in ("problems", "profiles"):
        PlanFactory.create(resource=codeforces, ability=ability, due=timezone.now() + HOUR)
    Resource.objects.filter(pk=codeforces.pk).update(enabled=True)
    assert jobs.fetch_due() == 12
    Plan.objects.filter(resource=codeforces, ability="contests").update(due=timezone.now())
    assert jobs.fetch_due() == 1
    workers.append(start_worker())
    deadline = time.monotonic() + 60
    while "list" not in judges.asked:
        assert time.monotonic() < deadline, judges.asked
        time.sleep(0.05)
    assert judges.asked.index("list") <= 2, "it waits for one live table and one of the past at most"
    judges.release.set()


def test_worker_killed_while_it_reads_results_loses_and_doubles_nothing(
    judges: Judges, workers: list[subprocess.Popen[bytes]]
) -> None:
    plan = judge(1, ended=-HOUR)
    judges.pause["ejudge1.example"] = 20
    assert jobs.fetch_due() == 1
    workers.append(start_worker())
    assert judges.begun.wait(60), "the worker never asked"
    kill_session(workers[0].pid)
    judges.release.set()

    assert jobs.fetch_due() == 0, "the plan is still held by the dead worker"
    Plan.objects.filter(pk=plan.pk).update(held_until=timezone.now() - timedelta(seconds=1))
    assert jobs.fetch_due() == 1
    workers.append(start_worker())
    assert workers[1].wait(timeout=60) == 0

    assert sorted(Run.objects.values_list("status", flat=True)) == ["lost", "ok"]
    assert (Standing.objects.count(), Standings.objects.get().version) == (TEAMS, 1)
    plan.refresh_from_db()
    assert (plan.status, plan.failures, plan.held_until) == ("ok", 0, None)


def test_two_workers_share_tables_and_ask_each_once(judges: Judges, workers: list[subprocess.Popen[bytes]]) -> None:
    for number in range(6):
        judge(number, ended=-HOUR)
    assert jobs.fetch_due() == 6
    workers += [start_worker(), start_worker()]
    assert [worker.wait(timeout=90) for worker in workers] == [0, 0]
    assert Counter(judges.asked) == {f"ejudge{number}.example": 1 for number in range(6)}
    assert set(Run.objects.values_list("status", flat=True)) == {"ok"}
    assert Standing.objects.count() == 6 * TEAMS
    assert Contest.objects.filter(n_statistics=TEAMS).count() == 6
