"""Accounts that somebody asks for: read at once by the engine, and what becomes of handles that no site knows."""

from __future__ import annotations

import subprocess
import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from apps.accounts.actions import ask_for_account
from apps.accounts.models import Account
from apps.accounts.queries import topic_of
from apps.core import events
from apps.ingest import actions, asked_people, jobs
from apps.ingest.asked_people import AskedReading, reading_asked
from apps.ingest.lanes import queue_of
from apps.ingest.models import Plan
from apps.live.queries import version
from apps.resources.actions import sync_sites
from apps.resources.models import Resource
from apps.standings.models import RatingChange, Submission
from tests.factories import AccountFactory, PlanFactory
from tests.ingest.peer import API, Codeforces
from tests.ingest.processes import start_worker

NOBODY = {"status": "FAILED", "comment": "handles: User with handle nobody not found"}
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _contests_alone() -> None:
    """Let Codeforces have all that it has."""


def ask(site: Resource, handle: str) -> None:
    """Ask for a handle, and let the engine hear of it."""
    ask_for_account(site, handle, sender="somebody")
    events.dispatch()


def run_due() -> list[tuple[str, str]]:
    """Run every plan about a person that is due, one after the other, and return which were run, and how it went."""
    done = []
    while plan := Plan.objects.exclude(subject="").filter(due__lte=timezone.now()).order_by("pk").first():
        done.append((plan.ability, actions.run(Plan.objects.select_related("resource").get(pk=plan.pk)).status))
    return done


@pytest.mark.django_db
def test_asked_account_is_read_with_ratings_and_submissions(codeforces: Codeforces, site: Resource) -> None:
    ask(site, "newcomer")

    assert reading_asked(site, "newcomer") == AskedReading(is_waiting=True)
    assert run_due() == [("profiles", "ok"), ("ratings", "ok"), ("submissions", "ok")]
    account = Account.objects.get(resource=site, key="newcomer")
    assert (account.rating, account.max_rating) == (1612, 1700)
    assert (
        RatingChange.objects.filter(account=account).count() == Submission.objects.filter(account=account).count() == 1
    )
    assert list(Plan.objects.exclude(subject="").values_list("ability", "due").order_by("ability")) == [
        ("profiles", None),
        ("ratings", None),
        ("submissions", None),
    ]


@pytest.mark.django_db(transaction=True)
def test_known_account_tells_its_open_pages_when_it_was_read(codeforces: Codeforces) -> None:
    sync_sites()
    site = Resource.objects.get(host="codeforces.com")
    account = AccountFactory.create(resource=site, key="newcomer")
    ask(site, "newcomer")

    run_due()

    assert version(topic_of(account.pk)) == 3  # once for the profile, the rating and the submissions


@pytest.mark.django_db
def test_handle_that_no_site_knows_leaves_no_account(
    codeforces: Codeforces, site: Resource, gateway: HTTPServer, client: Client
) -> None:
    gateway.clear()
    gateway.expect_request(f"{API}/user.info").respond_with_json(NOBODY, status=400)
    gateway.expect_request("/codeforces.com/profile/nobody").respond_with_data("", status=404)
    ask(site, "nobody")

    assert run_due() == [("profiles", "ok")]

    assert reading_asked(site, "nobody") == AskedReading(is_unknown=True)
    assert Account.objects.filter(resource=site).count() == 0
    page = client.get("/accounts/lookup/?q=nobody&resource=codeforces.com").content.decode()
    assert "Codeforces knows no account nobody." in page


@pytest.mark.django_db
def test_site_that_is_down_is_told_with_its_reason(codeforces: Codeforces, site: Resource, gateway: HTTPServer) -> None:
    gateway.clear()
    gateway.expect_request(f"{API}/user.info").respond_with_data("down", status=503)
    ask(site, "newcomer")

    (ran,) = run_due()

    told = reading_asked(site, "newcomer")
    assert (ran[0], told.is_waiting, told.is_unknown, bool(told.reason)) == ("profiles", False, False, True)
    assert Account.objects.filter(resource=site).count() == 0


@pytest.mark.django_db
def test_asked_plans_go_before_batches_and_take_none_of_their_room(site: Resource) -> None:
    asked_people.plan_asked(site, "newcomer", now=timezone.now())
    plan = Plan.objects.get(ability="profiles", subject="newcomer")
    batch = PlanFactory.create(resource=site, ability="profiles")

    assert asked_people.is_asked(plan)
    assert not asked_people.is_asked(batch)
    assert queue_of(plan, is_live=asked_people.is_asked(plan)) == "live"
    assert list(Plan.objects.filter(asked_people.asked_plans())) == [plan]


@pytest.mark.django_db
def test_asking_again_makes_a_plan_due_that_had_given_up(site: Resource) -> None:
    plan = PlanFactory.create(resource=site, ability="profiles", subject="newcomer", due=None, failures=10)

    asked_people.plan_asked(site, "newcomer", now=timezone.now())

    plan.refresh_from_db()
    assert (plan.failures, plan.due is not None and plan.due <= timezone.now()) == (0, True)


@pytest.mark.django_db
def test_plans_of_handles_that_nobody_has_are_forgotten(site: Resource) -> None:
    now = timezone.now()
    AccountFactory.create(resource=site, key="known")
    for subject, tried in (("known", 30), ("nobody", 30), ("lately", 1)):
        PlanFactory.create(resource=site, ability="profiles", subject=subject, due=None, tried=now - tried * HOUR)

    assert asked_people.forget_unknown(before=now - 24 * HOUR) == 1

    assert sorted(Plan.objects.filter(ability="profiles").values_list("subject", flat=True)) == ["known", "lately"]


@pytest.mark.django_db(transaction=True)
def test_look_up_of_an_unseen_profile_is_answered_by_a_real_worker(
    gateway: HTTPServer, client: Client, workers: list[subprocess.Popen[bytes]]
) -> None:
    sync_sites()
    Resource.objects.exclude(host="codeforces.com").update(enabled=False)
    jobs.add_missing_plans(timezone.now())
    Plan.objects.update(due=timezone.now() + HOUR)
    codeforces = Codeforces(gateway)
    gateway.expect_request(f"{API}/contest.list").respond_with_handler(_nothing)
    address = "/accounts/lookup/?q=https://codeforces.com/profile/newcomer"

    assert client.get(address).status_code == 200
    workers.append(start_worker())
    deadline = time.monotonic() + 60
    while (response := client.get(address, headers={"HX-Request": "true"})).headers.get("HX-Redirect") is None:
        assert time.monotonic() < deadline, response.content.decode()
        time.sleep(0.2)

    assert response["HX-Redirect"] == "/account/newcomer/resource/codeforces.com/"
    assert codeforces.asked[0] == "user.info"


def _nothing(_request: Request) -> Response:
    return Response('{"status": "OK", "result": []}', content_type="application/json")
