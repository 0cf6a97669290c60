"""Which contests' results are planned, and what moves their plans."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import django_rq
import pytest
from django.core.cache import cache
from django.utils import timezone

from apps.accounts.models import Account, AccountLink, User
from apps.contests.models import Contest
from apps.core import events
from apps.core.errors import Refused
from apps.core.models import AuditEntry
from apps.ingest import contest_plans, jobs, people, planning, ranks
from apps.ingest.models import Plan
from apps.resources.models import Resource
from apps.standings.actions import ask_for_update, note_trouble
from apps.standings.models import Standing, Standings
from tests.factories import ContestFactory, PlanFactory

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _contests_alone() -> None:
    """Let Codeforces have all that it has."""


@pytest.fixture
def site(db: None) -> Resource:
    """Codeforces, and no other site is read."""
    Resource.objects.exclude(host="codeforces.com").update(enabled=False)
    return Resource.objects.get(host="codeforces.com")


def contest(site: Resource, key: str, *, ended: timedelta, **told: Any) -> Contest:
    """Make a contest of two hours that ended so long ago; a negative time is one that is still to end."""
    end = timezone.now() - ended
    return ContestFactory.create(resource=site, key=key, start=end - 2 * HOUR, end=end, duration=2 * HOUR, **told)


def planned() -> list[str]:
    return sorted(Plan.objects.filter(ability="standings").values_list("subject", flat=True))


def test_what_runs_or_ended_lately_is_planned_once(site: Resource) -> None:
    contest(site, "running", ended=-HOUR)
    contest(site, "starting", ended=-2 * HOUR - MINUTE / 2)
    contest(site, "over", ended=2 * DAY)
    contest(site, "coming", ended=-5 * HOUR)
    contest(site, "past", ended=4 * DAY)
    contest(site, "cancelled", ended=-HOUR, cancelled=timezone.now())
    contest(site, "gone", ended=-HOUR, gone=timezone.now())
    contest(site, "hidden", ended=-HOUR, hidden=True)
    contest(Resource.objects.get(host="atcoder.jp"), "switched-off", ended=-HOUR)
    assert [contest_plans.plan_current(timezone.now()) for _ in range(2)] == [3, 0]
    assert planned() == ["over", "running", "starting"]
    due = dict(Plan.objects.values_list("subject", "due"))
    assert due["starting"] > timezone.now() >= due["running"]


@pytest.mark.parametrize(("longest", "failures", "expected"), [(10, 0, 10), (24 * 3600, 0, 600), (10, 1, 600)])
def test_running_results_wait_no_longer_than_the_setting_while_all_is_well(
    longest: int, failures: int, expected: int, site: Resource, settings: Any
) -> None:
    settings.FETCH_LIVE_INTERVAL = longest
    contest(site, "running", ended=-HOUR)
    plan = PlanFactory.create(resource=site, ability="standings", subject="running", failures=failures)
    now = timezone.now()
    due = planning.next_due(plan, status="ok", retry_after=None, now=now)
    assert due is not None
    assert (due - now).total_seconds() == pytest.approx(expected, rel=0.11)


def test_statements_do_not_grow_with_contests(site: Resource, django_assert_num_queries: Any) -> None:
    for number in range(30):
        contest(site, f"{number}", ended=-HOUR)
    with django_assert_num_queries(2):
        assert contest_plans.plan_current(timezone.now()) == 30


def test_the_past_is_planned_little_by_little_newest_first(site: Resource, settings: Any) -> None:
    settings.FETCH_PAST_STANDINGS = 2
    for days in range(10, 16):
        contest(site, f"d{days}", ended=days * DAY)
    assert contest_plans.plan_past(timezone.now()) == 2
    assert planned() == ["d10", "d11"]
    assert contest_plans.plan_past(timezone.now()) == 0, "the first have not been tried yet"
    Plan.objects.update(tried=timezone.now(), due=None)
    assert (contest_plans.plan_past(timezone.now()), planned()) == (2, ["d10", "d11", "d12", "d13"])


@pytest.mark.parametrize(("status", "failures"), [("format", 2), ("login", 1)])
def test_the_past_of_a_site_that_fails_waits(site: Resource, status: str, failures: int) -> None:
    contest(site, "past", ended=10 * DAY)
    last = {"status": status, "failures": failures, "tried": timezone.now()}
    for number in range(5):
        told: dict[str, Any] = {**last, "due": timezone.now() + DAY}
        PlanFactory.create(resource=site, ability="standings", subject=f"{number}", **told)
    assert contest_plans.plan_past(timezone.now()) == 0


def test_the_past_can_be_left_alone(site: Resource, settings: Any) -> None:
    settings.FETCH_PAST_STANDINGS = 0
    contest(site, "past", ended=10 * DAY)
    assert contest_plans.plan_past(timezone.now()) == 0


def test_plan_follows_a_contest_that_moves(site: Resource) -> None:
    moved = contest(site, "moved", ended=-5 * HOUR)
    plan = PlanFactory.create(resource=site, ability="standings", subject="moved", due=None)
    events.record("contest.moved", {"resource": site.pk, "changes": [], "contests": [moved.pk]})
    events.dispatch()
    plan.refresh_from_db()
    assert plan.due == moved.start


def test_update_is_granted_once_and_the_plan_is_due_at_once(
    site: Resource, django_capture_on_commit_callbacks: Any
) -> None:
    running = contest(site, "running", ended=-HOUR)
    with django_capture_on_commit_callbacks(execute=True):
        asked = ask_for_update(running)
    assert asked.last is None
    assert timedelta(0) < asked.again - timezone.now() <= MINUTE
    with pytest.raises(Refused, match="again in 1 minute"):
        ask_for_update(running)
    with django_capture_on_commit_callbacks(execute=True):
        events.dispatch()
    plan = Plan.objects.get(ability="standings")
    assert (plan.subject, plan.due is not None and plan.due <= timezone.now()) == ("running", True)
    calls = [job.func_name for job in django_rq.get_queue("clock").jobs]
    assert "apps.ingest.jobs.fetch_due" in calls


def test_update_of_what_is_over_is_granted_every_ten_minutes(site: Resource) -> None:
    over = contest(site, "over", ended=DAY)
    ask_for_update(over)
    with pytest.raises(Refused, match="again in 10 minutes"):
        ask_for_update(over)
    Standings.objects.update(asked_at=timezone.now() - 10 * MINUTE)
    ask_for_update(over)


def test_update_of_a_plan_that_was_left_alone_brings_it_back(site: Resource) -> None:
    old = contest(site, "old", ended=900 * DAY)
    PlanFactory.create(resource=site, ability="standings", subject="old", due=None, failures=0)
    ask_for_update(old)
    events.dispatch()
    assert Plan.objects.filter(subject="old", due__lte=timezone.now()).count() == 1


@pytest.mark.parametrize(
    ("host", "ended", "why"),
    [
        ("codeforces.com", -5 * HOUR, "There are no results before the start."),
        ("codeforces.com/gym", -HOUR, "are not read"),
    ],
)
def test_update_in_vain_is_refused(site: Resource, host: str, ended: timedelta, why: str) -> None:
    with pytest.raises(Refused, match=why):
        ask_for_update(contest(Resource.objects.get(host=host), "1", ended=ended))
    assert Standings.objects.count() == 0


def test_one_site_is_not_asked_for_everything_at_once(site: Resource) -> None:
    cache.set(f"standings-asked:{site.pk}", 29, timeout=600)
    ask_for_update(contest(site, "1", ended=DAY))
    second = contest(site, "2", ended=DAY)
    with pytest.raises(Refused, match="Many results"):
        ask_for_update(second)
    assert not Standings.objects.filter(contest=second).exists()


def test_update_by_a_person_is_in_the_audit(site: Resource) -> None:
    ask_for_update(contest(site, "1", ended=DAY), by=User.objects.create(username="somebody"))
    assert AuditEntry.objects.values_list("action", flat=True).get() == "standings.asked"


def test_trouble_is_noted_once(site: Resource) -> None:
    over = contest(site, "1", ended=DAY)
    for _ in range(2):
        note_trouble(over, trouble="login", said="members only")
    assert Standings.objects.values_list("trouble", "said").get() == ("login", "members only")


def linked(site: Resource, key: str) -> Account:
    now = timezone.now()
    account = Account.objects.create(resource=site, key=key, created=now, modified=now)
    AccountLink.objects.create(user=User.objects.create(username=key), account=account)
    return account


def of_people() -> dict[tuple[str, str], bool]:
    plans = Plan.objects.filter(ability__in=people.OF_LINKED)
    return {(plan.ability, plan.subject): plan.due is not None for plan in plans}


def test_ratings_and_submissions_are_planned_for_our_people_alone(site: Resource) -> None:
    ours = linked(site, "ours")
    Account.objects.create(resource=site, key="other", created=timezone.now(), modified=timezone.now())
    assert [people.plan_people(timezone.now()) for _ in range(2)] == [2, 0]
    assert of_people() == {("ratings", "ours"): True, ("submissions", "ours"): True}
    Plan.objects.update(tried=timezone.now())
    ours.links.all().delete()
    people.plan_people(timezone.now())
    assert of_people() == {("ratings", "ours"): False, ("submissions", "ours"): False}
    AccountLink.objects.create(user=User.objects.get(username="ours"), account=ours)
    people.plan_people(timezone.now())
    assert of_people() == {("ratings", "ours"): True, ("submissions", "ours"): True}


def test_due_handles_are_ours_first_and_no_more_than_a_try_can_read(
    site: Resource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site.adapter_class, "profiles_at_once", 2)
    monkeypatch.setattr(people, "CALLS", 2)
    now = timezone.now()
    Account.objects.bulk_create(
        Account(resource=site, key=f"p{number}", created=now, modified=now, due=now - number * MINUTE)
        for number in range(9)
    )
    ours = linked(site, "ours")
    Account.objects.filter(pk=ours.pk).update(due=now - MINUTE / 2)
    assert people.due_handles(site, now=now) == ["ours", "p8", "p7", "p6"]


@pytest.mark.parametrize(("within", "of_ours", "of_others"), [(24 * 3600, 600, 12 * 3600), (60, 60, 30)])
def test_profiles_of_participants_follow_within_the_setting(
    within: int, of_ours: int, of_others: int, site: Resource, settings: Any
) -> None:
    settings.FETCH_PEOPLE_WITHIN = within
    now = timezone.now()
    ours = linked(site, "ours")
    other = Account.objects.create(resource=site, key="other", created=now, modified=now)
    held = contest(site, "held", ended=HOUR)
    for account in (ours, other):
        Standing.objects.create(contest=held, account=account)
    plan = PlanFactory.create(resource=site, ability="profiles", subject="", due=now + DAY)
    assert people.want_participants(held, now=now) == 2

    for row in (ours, other, plan):
        row.refresh_from_db()
    assert ours.due == now + timedelta(seconds=of_ours)
    assert other.due is not None
    assert of_others <= (other.due - now).total_seconds() <= within
    assert plan.due == now + timedelta(seconds=min(600, within))


def test_ranks_are_wanted_once(site: Resource) -> None:
    for key, rating in (("a", 1500), ("b", 1600), ("c", None)):
        Account.objects.create(resource=site, key=key, rating=rating, created=timezone.now(), modified=timezone.now())
    for _ in range(3):
        ranks.want_ranks(site.pk)
    assert [jobs.rank_wanted() for _ in range(2)] == [1, 0]
    assert list(Account.objects.order_by("key").values_list("place", flat=True)) == [2, 1, None]


def test_archives_and_profiles_are_planned_for_every_site_that_has_them(site: Resource) -> None:
    assert [jobs.add_missing_plans(timezone.now()) for _ in range(2)] == [3, 0]
    assert sorted(Plan.objects.values_list("ability", "subject")) == [
        ("contests", ""),
        ("problems", ""),
        ("profiles", ""),
    ]
