"""The engine from a site's answer to the tables, over real HTTP."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone
from pytest_httpserver import HTTPServer

from apps.contests.models import Contest, ContestChange
from apps.core.errors import Refused
from apps.ingest import actions, jobs
from apps.ingest.limits import limits_of
from apps.ingest.models import Body, Plan, Run
from apps.resources.adapters.base import ABILITIES
from apps.resources.models import Resource
from tests.factories import PlanFactory, ResourceFactory
from tests.ingest.conftest import contest

Answer = Callable[..., None]


def run(plan: Plan, *, force: bool = False) -> Run:
    plan.refresh_from_db()
    return actions.run(plan, force=force)


def test_run_takes_contests_in(plan: Plan, answer: Answer) -> None:
    listed = contest(2261, title="Codeforces Round 1 (Div. 1)")
    answer(listed, contest(2262))
    attempt = run(plan)
    assert (attempt.status, attempt.rows, attempt.added, attempt.changed, attempt.removed, attempt.error) == (
        "ok", 2, 2, 0, 0, "",
    )  # fmt: skip
    stored = Contest.objects.get(key="2261")
    start = datetime.fromtimestamp(listed["startTimeSeconds"], UTC)
    assert (stored.title, stored.start, stored.end, stored.duration, stored.url) == (
        "Codeforces Round 1 (Div. 1)",
        start,
        start + timedelta(hours=2),
        timedelta(hours=2),
        "https://codeforces.com/contest/2261",
    )
    plan.refresh_from_db()
    assert (plan.status, plan.rows, plan.failures, plan.held_until) == ("ok", 2, 0, None)
    assert plan.succeeded == attempt.started
    assert timedelta(minutes=1) < plan.due - timezone.now() < timedelta(hours=13)


def test_same_bodies_are_neither_read_nor_written(plan: Plan, answer: Answer) -> None:
    answer(contest(1), contest(2), contest(3))
    run(plan)
    before = heap_of_contests()
    attempt = run(plan)
    assert (attempt.status, attempt.rows, attempt.added, attempt.changed) == ("unchanged", 3, 0, 0)
    assert heap_of_contests() == before


def heap_of_contests() -> list[tuple[object, ...]]:
    """Return where and by which transaction each contest row was last written or locked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, ctid::text, xmin::text, xmax::text FROM contests_contest ORDER BY id")
        return list(cursor.fetchall())


def test_other_bodies_with_the_same_contests_write_no_row(plan: Plan, answer: Answer) -> None:
    listed = [contest(1), contest(2)]
    answer(*listed)
    run(plan)
    before = heap_of_contests()
    answer(*[{**item, "relativeTimeSeconds": -100} for item in listed])
    attempt = run(plan)
    assert (attempt.status, attempt.rows, attempt.added, attempt.changed) == ("ok", 2, 0, 0)
    assert heap_of_contests() == before


def test_etag_saves_the_body(plan: Plan, gateway: HTTPServer) -> None:
    body = {"status": "OK", "result": [contest(1)]}
    gateway.expect_ordered_request("/codeforces.com/api/contest.list").respond_with_json(body, headers={"ETag": '"a"'})
    gateway.expect_ordered_request(
        "/codeforces.com/api/contest.list", headers={"If-None-Match": '"a"'}
    ).respond_with_data("", status=304)
    run(plan)
    assert run(plan).status == "unchanged"
    gateway.check_assertions()


def test_changed_contest_is_recorded(plan: Plan, answer: Answer) -> None:
    answer(contest(1, hours=5, title="Codeforces Round (Div. 2)"))
    run(plan)
    answer(contest(1, hours=6, title="Codeforces Round 1062 (Div. 2)"))
    attempt = run(plan)
    assert (attempt.added, attempt.changed) == (0, 1)
    assert sorted(ContestChange.objects.values_list("kind", flat=True)) == ["added", "moved", "renamed"]


@pytest.mark.parametrize(
    ("body", "status", "complaint"),
    [
        ('{"status":"OK","result":[{"id":1', "format", "codeforces.com contests: body: not JSON"),
        ('{"status":"OK","result":[{"id":"x"}]}', "format", "codeforces.com contests: $.result[0]"),
        ("<html><title>Just a moment...</title>", "blocked", "codeforces.com contests: title: a bot check"),
        ("", "format", "codeforces.com contests: body: not JSON"),
    ],
)
def test_bad_body_leaves_what_was_there(
    plan: Plan, answer: Answer, gateway: HTTPServer, *, body: str, status: str, complaint: str
) -> None:
    answer(contest(1), contest(2))
    run(plan)
    succeeded = Plan.objects.get(pk=plan.pk).succeeded
    before = heap_of_contests()
    gateway.clear()
    gateway.expect_request("/codeforces.com/api/contest.list").respond_with_data(body)
    attempt = run(plan)
    assert (attempt.status, attempt.rows) == (status, None)
    assert attempt.error.startswith(complaint)
    assert heap_of_contests() == before
    plan.refresh_from_db()
    assert (plan.failures, plan.succeeded, plan.status) == (1, succeeded, status)


def test_failures_add_up_and_a_success_ends_them(plan: Plan, gateway: HTTPServer, answer: Answer) -> None:
    gateway.expect_request("/codeforces.com/api/contest.list").respond_with_data("", status=500)
    waits = []
    for _ in range(6):
        run(plan)
        plan.refresh_from_db()
        waits.append(plan.due - timezone.now())
    assert plan.failures == 6
    assert waits == sorted(waits)
    assert waits[-1] > timedelta(minutes=50)
    answer(contest(1))
    run(plan)
    plan.refresh_from_db()
    assert (plan.failures, plan.error) == (0, "")


def test_retry_after_moves_the_due_time(plan: Plan, gateway: HTTPServer) -> None:
    gateway.expect_request("/codeforces.com/api/contest.list").respond_with_data(
        "", status=429, headers={"Retry-After": "5000"}
    )
    assert run(plan).status == "limited"
    plan.refresh_from_db()
    assert plan.due - timezone.now() > timedelta(seconds=4900)


def test_crash_of_an_adapter_is_recorded(plan: Plan, answer: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(contest(1))
    monkeypatch.setattr(plan.resource.adapter_class, "contests", lambda self: 1 / 0)
    attempt = run(plan)
    assert attempt.status == "crashed"
    assert attempt.error.strip().endswith("ZeroDivisionError: division by zero")


def test_missing_contest_is_gone_after_three_lists_though_the_bodies_repeat(plan: Plan, answer: Answer) -> None:
    answer(contest(1), contest(2))
    run(plan)
    answer(contest(1))
    gone = []
    for _ in range(4):
        run(plan)
        gone.append(Contest.objects.get(key="2").gone is not None)
    assert gone == [False, False, True, True]
    assert run(plan).status == "unchanged"
    answer(contest(1), contest(2))
    run(plan)
    assert Contest.objects.get(key="2").gone is None
    kinds = list(ContestChange.objects.filter(contest__key="2").order_by("id").values_list("kind", flat=True))
    assert kinds == ["added", "gone", "returned"]


def test_list_that_shrinks_by_more_than_half_is_held_back(plan: Plan, answer: Answer) -> None:
    answer(*[contest(number) for number in range(1, 11)])
    run(plan)
    succeeded = Plan.objects.get(pk=plan.pk).succeeded
    before = heap_of_contests()
    answer(*[contest(number, title="Other") for number in range(1, 5)])
    attempt = run(plan)
    assert (attempt.status, attempt.rows) == ("held", 4)
    assert attempt.error == "the list shrank from 10 to 4 rows; it is held back until somebody accepts it"
    assert heap_of_contests() == before
    plan.refresh_from_db()
    assert (plan.status, plan.rows, plan.succeeded, plan.failures) == ("held", 10, succeeded, 0)


def test_list_of_half_is_taken_in(plan: Plan, answer: Answer) -> None:
    answer(*[contest(number) for number in range(1, 11)])
    run(plan)
    answer(*[contest(number) for number in range(1, 6)])
    assert run(plan).status == "ok"


def test_held_list_can_be_accepted(plan: Plan, answer: Answer) -> None:
    answer(*[contest(number) for number in range(1, 11)])
    run(plan)
    answer(contest(1, title="Other"))
    run(plan)
    plan.refresh_from_db()
    accepted = actions.accept_list(plan)
    assert (accepted.status, accepted.rows, accepted.changed) == ("ok", 1, 1)
    assert Contest.objects.get(key="1").title == "Other"
    assert run(plan).status == "ok"
    plan.refresh_from_db()
    with pytest.raises(Refused, match="No list"):
        actions.accept_list(plan)


def test_try_whose_ticket_is_void_takes_nothing_in(plan: Plan, answer: Answer) -> None:
    answer(contest(1))
    actions.claim(plan)
    attempt = actions.run(plan)
    assert (attempt.status, Contest.objects.count()) == ("superseded", 0)


def test_archive_keeps_each_body_once_and_replays_it(plan: Plan, answer: Answer) -> None:
    answer(contest(1, title="First"))
    first = run(plan)
    run(plan)
    answer(contest(1, title="Second"))
    run(plan)
    assert Body.objects.count() == 2
    again = actions.replay(first)
    assert (again.status, again.rows, again.changed, again.replay_of) == ("ok", 1, 1, first)
    assert Contest.objects.get(key="1").title == "First"


def test_replay_without_bodies_is_refused(plan: Plan, answer: Answer) -> None:
    answer(contest(1))
    attempt = run(plan)
    Body.objects.all().delete()
    with pytest.raises(Refused, match="kept no bodies"):
        actions.replay(attempt)


def test_run_asks_the_site_outside_any_transaction(plan: Plan, answer: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(contest(1))
    depth = len(connection.savepoint_ids)
    seen = []
    contests = plan.resource.adapter_class.contests

    def watched(self: object) -> object:
        seen.append(len(connection.savepoint_ids))
        return contests(self)  # type: ignore[arg-type]

    monkeypatch.setattr(plan.resource.adapter_class, "contests", watched)
    run(plan)
    assert seen == [depth]


@pytest.mark.django_db(transaction=True)
def test_list_that_the_database_refuses_is_recorded_and_tried_later(
    answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = PlanFactory.create(resource=ResourceFactory.create(host="codeforces.com"), due=timezone.now())
    answer(contest(1))
    monkeypatch.setattr("apps.contests.upsert.values_of", lambda row, host: (row.key,))
    attempt = run(plan)
    assert (attempt.status, attempt.rows, Contest.objects.count()) == ("crashed", None, 0)
    assert "psycopg" in attempt.error
    plan.refresh_from_db()
    assert (plan.failures, plan.status, plan.held_until) == (1, "crashed", None)
    assert plan.due > timezone.now()


def test_error_with_signs_that_no_database_keeps_is_recorded(
    plan: Plan, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(contest(1))

    def refuse(self: object) -> None:
        raise RuntimeError("a\x00b\ud800c")

    monkeypatch.setattr(plan.resource.adapter_class, "contests", refuse)
    assert run(plan).error.splitlines()[-1] == "RuntimeError: a\ufffdb?c"


def test_same_bodies_are_read_again_after_a_replay(plan: Plan, answer: Answer) -> None:
    answer(contest(1, title="First"))
    first = run(plan)
    answer(contest(1, title="Second"))
    run(plan)
    actions.replay(first)
    assert (run(plan).status, Contest.objects.get(key="1").title) == ("ok", "Second")


def test_same_bodies_are_read_again_when_staff_change_the_site(plan: Plan, answer: Answer) -> None:
    answer(contest(1))
    run(plan)
    plan.resource.options = {"zone": "other"}
    plan.resource.save()
    assert run(Plan.objects.get(pk=plan.pk)).status == "ok"


def test_accepting_a_list_voids_the_try_of_a_worker_at_the_same_time(plan: Plan, answer: Answer) -> None:
    answer(*[contest(number) for number in range(1, 11)])
    run(plan)
    answer(contest(1))
    run(plan)
    worker = Plan.objects.select_related("resource").get(pk=plan.pk)
    plan.refresh_from_db()
    actions.accept_list(plan)
    assert actions.run(worker).status == "superseded"
    plan.refresh_from_db()
    assert (plan.status, plan.rows, plan.held_until) == ("ok", 1, None)


@pytest.mark.parametrize(("lists_all", "missed"), [(True, 1), (False, 0)])
def test_accepted_list_counts_absences_only_where_lists_are_complete(
    plan: Plan, answer: Answer, monkeypatch: pytest.MonkeyPatch, *, lists_all: bool, missed: int
) -> None:
    monkeypatch.setattr(plan.resource.adapter_class, "lists_all_upcoming", lists_all)
    answer(*[contest(number) for number in range(1, 11)])
    run(plan)
    answer(contest(1))
    run(plan)
    plan.refresh_from_db()
    actions.accept_list(plan)
    assert Contest.objects.get(key="2").missed == missed


def test_replay_without_an_adapter_is_refused(plan: Plan, answer: Answer) -> None:
    answer(contest(1))
    attempt = run(plan)
    Resource.objects.filter(pk=plan.resource_id).update(adapter="no_such_file")
    with pytest.raises(Refused, match="No adapter reads the contests"):
        actions.replay(Run.objects.get(pk=attempt.pk))


def test_wish_to_read_now_leaves_a_try_on_its_way_alone(plan: Plan, answer: Answer) -> None:
    answer(contest(1))
    Resource.objects.exclude(pk=plan.resource_id).update(enabled=False)
    claimed = actions.claim(plan)
    assert actions.make_due([plan]) == 1
    assert jobs.fetch_due() == 0
    assert actions.run(claimed).status == "ok"


@pytest.mark.django_db(transaction=True)
def test_database_that_is_started_anew_during_a_try_loses_nothing(
    answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = PlanFactory.create(resource=ResourceFactory.create(host="codeforces.com"), due=timezone.now())
    answer(contest(1))
    contests = plan.resource.adapter_class.contests

    def cut_off(self: object) -> object:
        connection.connection.pgconn.finish()
        return contests(self)  # type: ignore[arg-type]

    monkeypatch.setattr(plan.resource.adapter_class, "contests", cut_off)
    assert (run(plan).status, Contest.objects.count()) == ("ok", 1)


def test_hold_outlasts_the_time_that_a_worker_gives_a_try() -> None:
    assert all(limits_of(ability).longest < limits_of(ability).hold for ability in ABILITIES)
