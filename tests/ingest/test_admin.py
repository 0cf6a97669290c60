"""The staff pages of the engine: states, the run log and its search, fetch now, and lists held back."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.contests.models import Contest
from apps.core import staff as staff_pages
from apps.core.models import AuditEntry
from apps.ingest import actions, archive
from apps.ingest.models import Plan, Run
from tests.factories import PlanFactory
from tests.ingest.conftest import contest

pytestmark = pytest.mark.django_db
PLANS, RUNS = "/admin/ingest/plan/", "/admin/ingest/run/"


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("staff"))
    return client


def listed(staff: Client, address: str, query: str = "") -> list[int]:
    return [row.pk for row in staff.get(f"{address}?{query}").context["cl"].result_list]


def act(staff: Client, action: str, *plans: Plan) -> list[str]:
    chosen = {"action": action, "_selected_action": [plan.pk for plan in plans]}
    return [str(message) for message in staff.post(PLANS, chosen, follow=True).context["messages"]]


def run_of(plan: Plan, *, status: str = "ok", error: str = "", begun: datetime | None = None) -> int:
    return Run.objects.create(plan=plan, status=status, error=error, started=begun or timezone.now()).pk


def test_plans_are_listed_by_state_with_the_failing_first(staff: Client) -> None:
    now = timezone.now()
    fine = PlanFactory(succeeded=now, status="ok").pk
    failing = PlanFactory(succeeded=now, status="server", failures=2).pk
    broken = PlanFactory(status="format", failures=7).pk
    held = PlanFactory(succeeded=now, status="held").pk
    assert listed(staff, PLANS)[:2] == [broken, failing]
    assert listed(staff, PLANS, "state=fine") == [fine]
    assert listed(staff, PLANS, "state=failing") == [broken, failing]
    assert listed(staff, PLANS, "state=open") == [broken]
    assert listed(staff, PLANS, "state=held") == [held]
    assert listed(staff, PLANS, "state=never") == [broken]


def test_plans_are_found_by_site_and_error(staff: Client) -> None:
    first = PlanFactory(resource__host="codeforces.com", error="$.result: expected an array").pk
    PlanFactory(resource__host="atcoder.jp")
    assert listed(staff, PLANS, "q=codeforces") == listed(staff, PLANS, "q=expected") == [first]


def test_fetch_now_makes_plans_due(staff: Client) -> None:
    first, second, _ = PlanFactory.create_batch(3, due=timezone.now() + timedelta(hours=5), failures=3)
    assert act(staff, "fetch_now", first, second) == ["2 plans are due now."]
    assert set(Plan.objects.filter(due__lte=timezone.now())) == {first, second}
    assert set(Plan.objects.values_list("failures", flat=True)) == {3}
    audited = AuditEntry.objects.order_by("id").values_list("action", "object_name", "by_name")
    assert list(audited) == [("source.made_due", plan.resource.host, "staff") for plan in (first, second)]


def test_held_list_is_accepted(staff: Client, plan: Plan, answer: Callable[..., None]) -> None:
    answer(*(contest(number) for number in range(1, 9)))
    actions.run(plan)
    answer(contest(1), contest(2))
    assert actions.run(Plan.objects.get(pk=plan.pk)).status == "held"
    other = PlanFactory(resource__host="calm.example")
    assert act(staff, "accept", plan, other) == [
        "calm.example: No list of this plan is held back.",
        "codeforces.com: taken in 2 rows, 0 removed.",
    ]
    assert Plan.objects.get(pk=plan.pk).rows == 2
    assert Contest.objects.count() == 8


def test_runs_are_listed_newest_first_and_filtered(staff: Client) -> None:
    now = timezone.now()
    one, two = PlanFactory(resource__host="codeforces.com"), PlanFactory(resource__host="atcoder.jp")
    old = run_of(one, begun=now - timedelta(days=3))
    blocked = run_of(two, status="blocked", error="a bot check", begun=now - timedelta(hours=3))
    crashed = run_of(
        one, status="crashed", error="Traceback:\n  line 1\nKeyError: 'x'", begun=now - timedelta(minutes=3)
    )
    assert listed(staff, RUNS) == [crashed, blocked, old]
    assert listed(staff, RUNS, "status=failed") == [crashed, blocked]
    assert listed(staff, RUNS, "status=blocked") == [blocked]
    assert listed(staff, RUNS, "status=ok") == [old]
    assert listed(staff, RUNS, f"site={one.resource_id}") == [crashed, old]
    assert listed(staff, RUNS, "within=hour") == [crashed]
    assert listed(staff, RUNS, "within=day") == [crashed, blocked]
    assert listed(staff, RUNS, f"plan__id__exact={two.pk}") == [blocked]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("codeforces", ["keyerror", "ok"]),
        ("codeforces crashed", ["keyerror"]),
        ("ok", ["ok"]),
        ("bot check", ["bot"]),
        ("KEYERROR", ["keyerror"]),
        ("atcoder keyerror", []),
        ("100%", []),
    ],
)
def test_runs_are_searched_by_site_status_and_text(staff: Client, words: str, found: list[str]) -> None:
    one, two = PlanFactory(resource__host="codeforces.com"), PlanFactory(resource__host="atcoder.jp")
    names = {
        run_of(one): "ok",
        run_of(two, status="blocked", error="a bot check"): "bot",
        run_of(one, status="crashed", error="KeyError: 'x'"): "keyerror",
    }
    assert [names[pk] for pk in listed(staff, RUNS, f"q={words.replace('%', '%25')}")] == found


def test_run_opens_with_its_error_calls_and_bodies(staff: Client) -> None:
    body = '{"status": "FAILED", "комментарий": "<b>"}'.encode()
    digest = archive.digest_of(body)
    archive.keep({digest: body}, now=timezone.now())
    run = Run.objects.create(
        plan=PlanFactory(), started=timezone.now(), status="format", error="Traceback:\n  File <x>\nbad",
        trace=[{"method": "GET", "url": "https://codeforces.com/api", "digest": digest}],
    )  # fmt: skip
    page = staff.get(f"{RUNS}{run.pk}/change/").content.decode()
    address = f"/admin/ingest/body/{digest}/change/"
    for text in ("<pre>Traceback:\n  File &lt;x&gt;\nbad</pre>", "https://codeforces.com/api", address):
        assert text in page
    assert "&quot;комментарий&quot;: &quot;&lt;b&gt;&quot;" in staff.get(address).content.decode()


def test_bodies_are_off_the_front_page(staff: Client) -> None:
    page = staff.get("/admin/").content.decode()
    assert ["/admin/ingest/run/" in page, "/admin/ingest/body/" in page] == [True, False]


def test_log_costs_the_same_for_one_row_and_for_sixty(staff: Client, django_assert_num_queries: Any) -> None:
    plan = PlanFactory()
    run_of(plan)
    staff.get(RUNS)
    with django_assert_num_queries(5):
        staff.get(RUNS)
    for _ in range(60):
        run_of(plan)
    with django_assert_num_queries(5):
        staff.get(RUNS)


def test_log_never_counts_beyond_its_cap(staff: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staff_pages, "MOST_COUNTED", 3)
    plan = PlanFactory()
    for _ in range(5):
        run_of(plan)
    assert staff.get(RUNS).context["cl"].result_count == 3


def test_log_of_many_runs_is_searched_by_indexes(staff: Client) -> None:
    plan, other = PlanFactory(resource__host="codeforces.com"), PlanFactory(resource__host="rare.example")
    now = timezone.now()
    Run.objects.bulk_create(
        Run(plan=plan, started=now - timedelta(seconds=n), status="unchanged") for n in range(30_000)
    )
    needle = run_of(other, status="format", error="needle", begun=now - timedelta(days=30))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE ingest_run")
    read_before = _rows_read()
    for query in ("q=needle", "q=rare", "status=format", "status=failed"):
        assert (query, listed(staff, RUNS, query), _rows_read() - read_before) == (query, [needle], 0)
    assert len(listed(staff, RUNS)) == 100
    assert _rows_read() - read_before <= 20_000  # the number of rows, counted up to the cap


def _rows_read() -> int:
    """Return how many rows whole-table reads of the log have touched in this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(seq_tup_read), 0) FROM pg_stat_xact_user_tables WHERE relname = 'ingest_run'"
        )
        return int(cursor.fetchone()[0])
