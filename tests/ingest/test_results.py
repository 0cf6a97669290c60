"""Results, problems and people from a site's answer to the tables, by the engine and over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_httpserver import HTTPServer

from apps.accounts.models import Account, AccountLink, User
from apps.contests.models import Contest, Problem
from apps.core import events
from apps.core.errors import Refused
from apps.core.models import Event
from apps.ingest import actions, archive, handlers
from apps.ingest.abilities import ability_states
from apps.ingest.held import vanishing
from apps.ingest.models import Body, Plan, Run
from apps.ingest.sources import plan_of
from apps.resources.models import Resource
from apps.standings.models import RatingChange, Standing, Standings, Submission
from tests.factories import ContestFactory, PlanFactory
from tests.ingest.peer import API, PROBLEM, Codeforces

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
START = datetime(2026, 10, 18, 14, 35, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _contests_alone() -> None:
    """Let Codeforces have all that it has."""


@pytest.fixture
def plan(site: Resource) -> Plan:  # type: ignore[override]
    """The plan to read the results of a round that the database does not know."""
    return plan_of(site, "standings", "2268")


def run(plan: Plan, **how: Any) -> Run:
    return actions.run(Plan.objects.select_related("resource").get(pk=plan.pk), **how)


def counts(attempt: Run) -> tuple[object, ...]:
    return (attempt.status, attempt.rows, attempt.added, attempt.changed, attempt.removed, attempt.error)


def test_results_of_an_unknown_contest_bring_the_contest(codeforces: Codeforces, plan: Plan) -> None:
    assert counts(run(plan)) == ("ok", 30, 30, 0, 0, "")
    contest = Contest.objects.get(key="2268")
    assert (contest.title, contest.duration, contest.n_statistics) == ("Codeforces Round 1083 (Div. 2)", 2 * HOUR, 30)
    assert Standing.objects.filter(contest=contest, place=1).values_list("account__key", "score").get() == ("p0", 900)
    plan.refresh_from_db()
    assert (plan.status, plan.rows, plan.failures) == ("ok", 30, 0)
    assert plan.due is not None
    assert 8 * MINUTE < plan.due - timezone.now() < 12 * MINUTE


def test_table_that_is_the_same_costs_no_parse_and_is_as_fresh(
    codeforces: Codeforces, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(plan)
    version = Standings.objects.get().version

    def unreadable(self: object, contest: object) -> None:
        raise AssertionError("it was parsed again")

    monkeypatch.setattr(plan.resource.adapter_class, "standings", unreadable)
    again = run(plan)
    assert counts(again) == ("unchanged", 30, 0, 0, 0, "")
    header = Standings.objects.get()
    assert (header.version, header.read_at) == (version, again.started)


def test_table_of_long_ago_that_is_the_same_costs_no_parse(codeforces: Codeforces, plan: Plan) -> None:
    codeforces.start -= 100 * 24 * 3600
    codeforces.phase = "FINISHED"
    run(plan)
    plan.refresh_from_db()
    assert plan.due is None
    assert run(plan).status == "unchanged"
    plan.refresh_from_db()
    assert archive.forget_readings(before=timezone.now()) == 1
    assert run(plan).status == "ok"


def test_same_body_is_read_again_when_the_contest_has_other_times(codeforces: Codeforces, plan: Plan) -> None:
    run(plan)
    Contest.objects.update(end=timezone.now() + 3 * HOUR)
    assert run(plan).status == "ok"


def test_changed_rows_are_counted(codeforces: Codeforces, plan: Plan) -> None:
    run(plan)
    codeforces.people = [("late", 1000), *codeforces.people[:-1]]
    assert counts(run(plan)) == ("ok", 30, 1, 29, 1, "")


def test_table_that_loses_more_than_a_tenth_is_held_until_it_is_accepted(codeforces: Codeforces, plan: Plan) -> None:
    run(plan)
    codeforces.people = codeforces.people[:20]
    held = run(plan)
    assert counts(held) == ("held", 20, 0, 0, 0, "10 of 30 rows vanished; they are kept until that is accepted")
    assert Standing.objects.count() == 30
    plan.refresh_from_db()
    assert (plan.status, plan.rows, plan.failures) == ("held", 30, 0)
    accepted = actions.accept_list(plan, seen=held.pk)
    assert (accepted.status, accepted.removed, Standing.objects.count()) == ("ok", 10, 20)
    assert run(plan).status == "ok"


def test_refused_table_stays_refused(codeforces: Codeforces, plan: Plan) -> None:
    run(plan)
    codeforces.people = codeforces.people[:20]
    held = run(plan)
    plan.refresh_from_db()
    actions.refuse_list(plan, by=User.objects.create(username="staff"))
    again = run(plan)
    assert (again.status, again.error) == (
        "refused",
        f"the same short list as that of run {held.pk}, which staff refused",
    )
    assert Standing.objects.count() == 30


def test_old_table_can_be_read_again(codeforces: Codeforces, plan: Plan) -> None:
    first = run(plan)
    codeforces.people[0] = ("p0", 1000)
    run(plan)
    again = actions.replay(first)
    assert (again.status, again.rows, again.changed) == ("ok", 30, 1)
    assert Standing.objects.get(account__key="p0").score == 900


def test_only_the_last_bodies_of_a_live_table_are_kept(codeforces: Codeforces, plan: Plan) -> None:
    for points in range(901, 908):
        codeforces.people[0] = ("p0", points)
        run(plan)
    assert Body.objects.count() == 3
    first, last = Run.objects.order_by("pk").first(), Run.objects.order_by("pk").last()
    assert first is not None
    assert last is not None
    with pytest.raises(Refused, match="kept no bodies"):
        actions.replay(first)
    assert actions.replay(last).status == "ok"


def test_ratings_that_come_make_profiles_due_our_people_first(
    codeforces: Codeforces, plan: Plan, site: Resource
) -> None:
    codeforces.start = int((timezone.now() - 3 * HOUR).timestamp())
    codeforces.phase = "FINISHED"
    run(plan)
    assert Event.objects.filter(name="standings.rated").count() == 0
    ours = Account.objects.get(key="p5")
    AccountLink.objects.create(user=User.objects.create(username="ours"), account=ours)
    codeforces.ratings = {handle: 1612 for handle, _ in codeforces.people}
    run(plan)
    run(plan)
    assert Event.objects.filter(name="standings.rated").count() == 1
    events.dispatch()
    now = timezone.now()
    waits = {account.key: account.due - now for account in Account.objects.all() if account.due}
    assert len(waits) == 30
    assert waits.pop("p5") <= 10 * MINUTE
    assert 11 * HOUR < min(waits.values()) <= max(waits.values()) < 25 * HOUR


@pytest.mark.parametrize(("ended", "rated", "due"), [(DAY, None, 30), (8 * DAY, None, 0), (DAY, False, 0)])
def test_final_results_without_ratings_make_profiles_due(
    codeforces: Codeforces, plan: Plan, *, ended: timedelta, rated: bool | None, due: int
) -> None:
    run(plan)
    end = timezone.now() - ended
    Contest.objects.update(start=end - HOUR, end=end, rated=rated)
    handlers.ask_people(Event(name="standings.final", payload={"contest": Contest.objects.get().pk}))
    assert Account.objects.filter(due__gt=timezone.now()).count() == due


def test_profiles_are_read_in_batches_and_renamed(codeforces: Codeforces, site: Resource) -> None:
    now = timezone.now()
    Account.objects.bulk_create(
        Account(resource=site, key=f"p{number}", created=now, modified=now, due=now - MINUTE) for number in range(5)
    )
    plan = plan_of(site, "profiles")
    assert counts(run(plan)) == ("ok", 5, 0, 5, 0, "")
    assert codeforces.asked == ["user.info"]
    known = list(Account.objects.order_by("key").values_list("key", "rating", "title"))
    assert known == [(f"p{number}", 1612, "expert") for number in range(5)]
    assert all(account.due and account.due > now + timedelta(days=300) for account in Account.objects.all())
    assert counts(run(plan)) == ("ok", 0, 0, 0, 0, "")


def test_one_profile_is_read_by_its_address(codeforces: Codeforces, site: Resource) -> None:
    plan = plan_of(site, "profiles", "https://codeforces.com/profile/tourist")
    assert (plan.subject, plan.due) == ("tourist", None)
    assert counts(run(plan)) == ("ok", 1, 1, 0, 0, "")
    plan.refresh_from_db()
    assert (Account.objects.get().key, plan.due) == ("tourist", None)


def test_ratings_and_submissions_of_a_person_are_taken_in(codeforces: Codeforces, site: Resource, plan: Plan) -> None:
    run(plan)
    assert counts(run(plan_of(site, "ratings", "p1"))) == ("ok", 1, 1, 0, 0, "")
    assert RatingChange.objects.values_list("account__key", "contest__key", "new_rating").get() == ("p1", "2268", 1612)
    assert counts(run(plan_of(site, "submissions", "p1"))) == ("ok", 1, 1, 0, 0, "")
    assert Submission.objects.values_list("account__key", "key", "state").get() == ("p1", "77", "solved")


def test_trouble_is_told_by_the_table_until_it_is_over(
    codeforces: Codeforces, gateway: HTTPServer, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    from apps.resources.adapters.base import AdapterError, Trouble  # noqa: PLC0415

    run(plan)
    standings = plan.resource.adapter_class.standings

    def members_only(self: object, contest: object) -> None:
        raise AdapterError("members only: give a session by FETCH_COOKIES", trouble=Trouble.LOGIN)

    monkeypatch.setattr(plan.resource.adapter_class, "standings", members_only)
    attempt = run(plan, force=True)
    assert (attempt.status, attempt.rows) == ("login", None)
    header = Standings.objects.get()
    assert (header.trouble, header.said) == ("login", "members only: give a session by FETCH_COOKIES")
    plan.refresh_from_db()
    assert plan.failures == 1
    monkeypatch.setattr(plan.resource.adapter_class, "standings", standings)
    run(plan, force=True)
    assert (Standings.objects.get().trouble, Standings.objects.get().said) == ("", "")


def test_contest_that_no_answer_dates_is_asked_for_by_its_list(
    codeforces: Codeforces, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    import msgspec  # noqa: PLC0415

    standings = plan.resource.adapter_class.standings

    def undated(self: Any, contest: Any) -> Any:
        return msgspec.structs.replace(standings(self, contest), contest=None)

    monkeypatch.setattr(plan.resource.adapter_class, "standings", undated)
    attempt = run(plan)
    assert (attempt.status, attempt.error) == (
        "missing",
        "codeforces.com standings: the answer does not say when the contest is: fetch the list of contests first",
    )
    assert (Contest.objects.count(), Standing.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("ability", "subject", "why"),
    [
        ("standings", "", "need a subject"),
        ("ratings", "", "need a subject"),
        ("contests", "5", "takes no subject"),
        ("profiles", "https://atcoder.jp/users/tourist", "is no profile of codeforces.com"),
        ("dances", "", "cannot do 'dances'"),
    ],
)
def test_subject_that_makes_no_sense_is_refused(site: Resource, ability: str, subject: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        plan_of(site, ability, subject)
    assert Plan.objects.count() == 0


def test_archive_that_shrinks_by_more_than_a_tenth_is_held(
    gateway: HTTPServer, site: Resource, monkeypatch: pytest.MonkeyPatch
) -> None:
    from apps.resources.rows import ProblemRow  # noqa: PLC0415

    known = [ProblemRow(key=f"{number}A", name=f"Problem {number}") for number in range(20)]

    def listed(self: Any, contest: Any = None) -> Iterator[ProblemRow]:
        self.web.get("https://codeforces.com/api/problemset.problems")
        return iter(known)

    gateway.expect_request(f"{API}/problemset.problems").respond_with_data("{}")
    monkeypatch.setattr(site.adapter_class, "problems", listed)
    plan = plan_of(site, "problems")
    assert counts(run(plan)) == ("ok", 20, 20, 0, 0, "")
    del known[10:]
    held = run(plan, force=True)
    assert (held.status, Problem.objects.filter(is_archived=True).count()) == ("held", 20)
    plan.refresh_from_db()
    assert actions.accept_list(plan).removed == 10
    assert Problem.objects.filter(is_archived=True).count() == 10


def test_problems_of_a_contest_are_asked_for_once(gateway: HTTPServer, site: Resource) -> None:
    archive = {"problems": [PROBLEM], "problemStatistics": [{"contestId": 2268, "index": "A", "solvedCount": 9}]}
    gateway.expect_request(f"{API}/problemset.problems").respond_with_json({"status": "OK", "result": archive})
    ContestFactory.create(resource=site, key="2268", start=START)
    plan = plan_of(site, "problems", "2268")
    attempt = run(plan)
    assert (attempt.status, attempt.rows) == ("ok", 1)
    plan.refresh_from_db()
    assert plan.due is None


def test_held_table_says_who_would_go(codeforces: Codeforces, plan: Plan) -> None:
    run(plan)
    codeforces.people = codeforces.people[:20]
    held = run(plan)
    plan.refresh_from_db()
    found = vanishing(plan)
    assert found is not None
    assert (found.attempt, found.number, list(found.names)) == (held, 10, [f"p{number}" for number in range(20, 30)])
    actions.accept_list(plan)
    plan.refresh_from_db()
    assert vanishing(plan) is None


def test_plans_of_subjects_are_summed(codeforces: Codeforces, plan: Plan, django_assert_num_queries: Any) -> None:
    run(plan)
    now = timezone.now()
    for number in range(30):
        told: dict[str, Any] = {"status": "login", "failures": 1, "due": now + HOUR} if number < 3 else {"due": None}
        PlanFactory.create(resource=plan.resource, ability="standings", subject=f"{number}", tried=now, **told)
    with django_assert_num_queries(1):
        (state,) = ability_states(now)
    counted = (state.plans, state.read, state.failing, state.login, state.is_whole, str(state.state(now)))
    assert counted == (31, 1, 3, 3, False, "fresh")
    Plan.objects.filter(subject="9").update(due=now - HOUR)
    (late,) = ability_states(now)
    assert str(late.state(now)) == "late"
    Plan.objects.filter(subject__in=["4", "5"]).update(failures=1, due=now + HOUR)
    (failing,) = ability_states(now)
    assert str(failing.state(now)) == "failing"


def test_results_have_bounds_of_their_own(codeforces: Codeforces, plan: Plan, settings: Any) -> None:
    settings.FETCH_MAX_BYTES = 1024
    assert run(plan).status == "ok"
    settings.FETCH_STANDINGS_MAX_BYTES = 1024
    attempt = run(plan, force=True)
    assert (attempt.status, attempt.error.rpartition(": ")[2]) == ("format", "larger than 0 MiB")
    assert Standing.objects.count() == 30


@pytest.mark.parametrize("ability", ["problems", "standings", "profiles", "ratings", "submissions"])
@pytest.mark.parametrize("subject", ["x" * 256, "1\0", "a\nb", "\udcff"])
def test_subject_that_no_site_has_is_refused(site: Resource, ability: str, subject: str) -> None:
    with pytest.raises(Refused, match=r"A subject has at most 255 printable characters\."):
        plan_of(site, ability, subject)
    assert not Plan.objects.exclude(subject="").exists()


def test_results_that_bring_their_contest_wait_for_nobody_who_waits_for_them(
    site: Resource, codeforces: Codeforces, plan: Plan
) -> None:
    with CaptureQueriesContext(connection) as asked:
        run(plan)
    locks = [query["sql"] for query in asked if "pg_advisory" in query["sql"]]
    told = [query["sql"] for query in asked if "UPDATE resources_resource SET n_contests" in query["sql"]]
    first = next(sql for sql in (query["sql"] for query in asked) if sql in (*locks, *told))
    assert (first, len(told)) == (f"SELECT pg_advisory_xact_lock(hashtext('accounts'), {site.pk})", 1)
